"""Reads the boolean expressions over topics that FCM calls conditions.

    expr  := unary (("&&" | "||") unary)*
    unary := "!"? ( "(" expr ")" | "'" topic "'" "in" "topics" )

Parentheses come first, then FCM goes from left to right: ``&&`` does not bind tighter than ``||``.
Source: *Topic messaging* (FCM).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pushbench.providers.formats.fcm_values import topic_trouble

MOST_TOPICS = 5
_DEEPEST = 100

_TOKEN = re.compile(
    r"\s*(?:(?P<op>&&|\|\|)|(?P<not>!)|(?P<open>\()|(?P<close>\))|(?P<topic>'[^']*')|(?P<word>[A-Za-z_]+)|(?P<odd>.))",
    re.DOTALL,
)
_HINTS = {
    '"': "Topics stand in single quotes: 'news' in topics.",
    "&": "“and” is written &&, with two signs.",
    "|": "“or” is written ||, with two signs.",
    "'": "The quote that opens here is never closed.",
    "=": "Write 'news' in topics; there is no comparison.",
    ",": "Join terms with && or ||.",
} | dict.fromkeys("‘’‚“”„´`", "This is a typographic quote; FCM takes the straight one, '.")
_WORD_HINTS = {"and": "“and” is written &&.", "or": "“or” is written ||.", "not": "“not” is written !."}


@dataclass(frozen=True, slots=True)
class ConditionProblem:
    """Where reading stopped, as a character position from 0, and why."""

    position: int
    what: str


@dataclass(frozen=True, slots=True)
class Condition:
    """What a condition says."""

    topics: tuple[str, ...]
    """Topics in the order they are named, repeats kept."""
    problem: ConditionProblem | None = None
    mixes_operators: bool = False
    """Whether && and || stand side by side without parentheses, where FCM's order surprises."""


class _Stop(Exception):
    def __init__(self, position: int, what: str) -> None:
        super().__init__(what)
        self.problem = ConditionProblem(position, what)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    position: int


def read_condition(text: str) -> Condition:
    """Read a condition. Total: a text that is none gives a problem with its position."""
    reader = _Reader(text)
    try:
        reader.expression(0)
        reader.end()
    except _Stop as stop:
        return Condition(tuple(reader.topics), stop.problem, reader.mixes)
    return Condition(tuple(reader.topics), None, reader.mixes)


def condition_trouble(text: str) -> str | None:
    """Return one sentence saying what is wrong with a condition and where, or None."""
    condition = read_condition(text)
    if condition.problem is not None:
        return f"Character {condition.problem.position + 1}: {condition.problem.what}"
    if len(condition.topics) > MOST_TOPICS:
        return f"It names {len(condition.topics)} topics; FCM takes at most {MOST_TOPICS}."
    return None


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.topics: list[str] = []
        self.mixes = False
        self._tokens = _tokens(text)
        self._at = 0

    def expression(self, depth: int) -> None:
        if depth > _DEEPEST:
            raise _Stop(self._next().position, f"Parentheses are nested more than {_DEEPEST} deep.")
        operators = set()
        self._unary(depth)
        while self._next().kind == "op":
            operators.add(self._take().text)
            self._unary(depth)
        self.mixes = self.mixes or len(operators) > 1

    def end(self) -> None:
        token = self._next()
        if token.kind == "close":
            raise _Stop(token.position, "This parenthesis closes nothing.")
        if token.kind != "end":
            raise _Stop(token.position, _hint(token) or "Between two terms && or || is missing.")

    def _unary(self, depth: int) -> None:
        if self._next().kind == "not":
            self._take()
        token = self._take()
        if token.kind == "open":
            self.expression(depth + 1)
            self._expect("close", token.position, "This parenthesis is never closed.")
        elif token.kind == "topic":
            self._term(token)
        else:
            raise _Stop(token.position, _hint(token) or "Here a term such as 'news' in topics is missing.")

    def _term(self, token: _Token) -> None:
        topic = token.text[1:-1]
        trouble = topic_trouble(topic)
        if trouble:
            raise _Stop(token.position + 1, trouble)
        self.topics.append(topic)
        for word in ("in", "topics"):
            here = self._next()
            if here.kind != "word" or here.text != word:
                raise _Stop(here.position, f"After '{topic}' the words “in topics” are missing.")
            self._take()

    def _expect(self, kind: str, opened_at: int, what: str) -> None:
        token = self._next()
        if token.kind == kind:
            self._take()
            return
        if token.kind == "end":
            raise _Stop(opened_at, what)
        raise _Stop(token.position, _hint(token) or "Between two terms && or || is missing.")

    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self) -> _Token:
        token = self._tokens[self._at]
        self._at = min(self._at + 1, len(self._tokens) - 1)
        return token


def _tokens(text: str) -> list[_Token]:
    found = [
        _Token(match.lastgroup, match[match.lastgroup], match.start(match.lastgroup))
        for match in _TOKEN.finditer(text.rstrip())
        if match.lastgroup
    ]
    return [*found, _Token("end", "", len(text.rstrip()))]


def _hint(token: _Token) -> str | None:
    if token.kind == "word":
        return _WORD_HINTS.get(token.text.lower(), f"“{token.text}” is no part of a condition; topics stand in quotes.")
    return _HINTS.get(token.text, f"“{token.text}” is no part of a condition.") if token.kind == "odd" else None
