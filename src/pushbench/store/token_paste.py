"""Finds the tokens in whatever somebody pasted: plain, in ``<...>``, over several lines, whole PushSubscriptions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

from pushbench.domain.json_value import Json, compact
from pushbench.domain.provider import TokenGuess
from pushbench.store.device_rows import Recognisers, best_guess
from pushbench.store.text_file import too_large

SIZE_LIMIT = 2_000_000
"""Characters of a paste."""
_BRACKETS = re.compile(r"<([0-9A-Fa-f\s]{8,400})>")
_SEPARATORS = re.compile(r"[\s,;|\"'“”‘’=]+")
_TOKEN_LINE = re.compile(r"[A-Za-z0-9+/=_:.\-]{4,}")
_LABEL = re.compile(r"\b(device|push|registration|apns|fcm)?\s*token\b", re.IGNORECASE)
_OBJECTS = 2000
_WRAPPED_LINES = 8
_SHORTEST, _LONGEST = 8, 10_000


def _refuse(text: str) -> NoReturn:
    raise ValueError(text)


def _finite(text: str) -> float:
    number = float(text)
    return number if number - number == 0 else _refuse(text)


_DECODER = json.JSONDecoder(parse_constant=_refuse, parse_float=_finite)


@dataclass(frozen=True, slots=True)
class PastedToken:
    """One token that was found, and what it seems to be."""

    provider: str
    guess: TokenGuess
    source: str
    """The text it was found in."""
    name: str = ""
    """What stood in front of it, when that may be a name."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """What a paste held."""

    tokens: tuple[PastedToken, ...]
    leftovers: tuple[str, ...]
    """Lines in which no token was found."""


def recognise_paste(text: str, recognisers: Recognisers) -> Pasted:
    """Return the tokens in a pasted text, each once, those in JSON first, and the lines that hold none.

    Raises UserError only when the text is too large.
    """
    if len(text) > SIZE_LIMIT:
        raise too_large("The pasted text", len(text), SIZE_LIMIT)
    paste = _Paste(recognisers)
    rest = paste.take_objects(text)
    rest = _BRACKETS.sub(paste.take_brackets, rest)
    paste.take_lines(rest)
    return Pasted(tuple(paste.found.values()), tuple(paste.leftovers))


class _Paste:
    """Collects what was found."""

    def __init__(self, recognisers: Recognisers) -> None:
        self._recognisers = recognisers
        self.found: dict[tuple[str, str], PastedToken] = {}
        self.leftovers: list[str] = []

    def take(self, candidate: str, source: str, name: str = "") -> bool:
        """Keep a candidate when a provider recognises it."""
        if not _SHORTEST <= len(candidate) <= _LONGEST:
            return False
        best = best_guess(candidate, self._recognisers)
        if best is None:
            return False
        provider, guess = best
        self.found.setdefault((provider, guess.token), PastedToken(provider, guess, source, name))
        return True

    # JSON

    def take_objects(self, text: str) -> str:
        """Take what JSON objects and lists hold; return the text without them."""
        kept: list[str] = []
        position = 0
        for start, end, value in _objects(text):
            if self._take_json(value, text[start:end], ""):
                kept.append(text[position:start])
                position = end
        return "\n".join((*kept, text[position:]))

    def _take_json(self, value: Json, source: str, name: str) -> bool:
        if isinstance(value, str):
            return self.take(value, source, name)
        if isinstance(value, dict):
            named = value.get("name")
            name = named if isinstance(named, str) else name
            return self.take(compact(value), source, name) or self._take_all(list(value.values()), name)
        return isinstance(value, list) and self._take_all(value, name)

    def _take_all(self, values: list[Json], name: str) -> bool:
        taken = [self._take_json(item, item if isinstance(item, str) else compact(item), name) for item in values]
        return any(taken)

    # Text

    def take_brackets(self, match: re.Match[str]) -> str:
        """``<740f4707 bebcf74f ...>``, as older systems print a token."""
        digits = "".join(match[1].split())
        return "\n" if self.take(match[0], match[0]) or self.take(digits, match[0]) else match[0]

    def take_lines(self, text: str) -> None:
        """Take each line by itself, then lines that are one token broken over several."""
        wrapped: list[str] = []
        for line in text.splitlines():
            stripped = line.strip()
            if not stripped:
                continue
            if self._take_line(stripped):
                self._give_up(wrapped)
                continue
            wrapped.append(stripped)
            if not _TOKEN_LINE.fullmatch(stripped):
                self._give_up(wrapped)
            elif len(wrapped) > 1 and self.take("".join(wrapped), "\n".join(wrapped)):
                wrapped.clear()
            elif len(wrapped) > _WRAPPED_LINES:
                self.leftovers.append(wrapped.pop(0))
        self._give_up(wrapped)

    def _give_up(self, lines: list[str]) -> None:
        self.leftovers.extend(lines)
        lines.clear()

    def _take_line(self, line: str) -> bool:
        """A line may be a token, or hold tokens between other words, a name in front."""
        pieces = [piece for piece in _SEPARATORS.split(line) if len(piece) >= _SHORTEST]
        taken = [self._take_piece(piece, line) for piece in pieces]
        return any(taken) or self.take(line, line)

    def _take_piece(self, piece: str, line: str) -> bool:
        name = _name_before(line, piece)
        return self.take(piece, line, name) or (":" in piece and self.take(piece.partition(":")[2], line, name))


def _name_before(line: str, piece: str) -> str:
    before = _LABEL.sub("", line[: line.index(piece)])
    before = before.strip(" \t:,;|=\"'“”‘’-–→>")
    return before if len(before) <= 60 else ""


def _objects(text: str) -> Iterator[tuple[int, int, Json]]:
    """Yield where JSON objects and lists stand in a text, outermost first, and their values."""
    position = 0
    for _ in range(_OBJECTS):
        starts = [start for start in (text.find("{", position), text.find("[", position)) if start >= 0]
        if not starts:
            return
        start = min(starts)
        try:
            value, end = _DECODER.raw_decode(text, start)
        except (ValueError, RecursionError):
            position = start + 1
            continue
        yield start, end, value
        position = end
