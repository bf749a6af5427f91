"""How hard a passphrase is to guess, in words: an estimate from length, kinds of characters and plain patterns."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

LEAST_CHARACTERS = 8
_COMMON = frozenset(
    {
        *("password", "passwort", "passphrase", "pushbench", "letmein", "welcome", "qwerty", "qwertz", "azerty"),
        *("iloveyou", "admin", "secret", "dragon", "monkey", "football", "baseball", "sunshine", "princess"),
        *("master", "login", "abc123", "changeme", "default"),
    }
)
_KINDS = ((r"[a-z]", 26), (r"[A-Z]", 26), (r"[0-9]", 10), (r"[^A-Za-z0-9]", 33))
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "0123456789")
_WORD_BITS = 11.0
"""A word taken at random from a list of some two thousand."""


@dataclass(frozen=True, slots=True)
class Strength:
    """An estimate; ``level`` is 0 (refused) to 4."""

    level: int
    bits: float
    why: str = ""
    """What would make it better, or empty."""


def strength_of(passphrase: str) -> Strength:
    """Return how strong a passphrase is against someone who has the file; nothing is looked up anywhere."""
    if len(passphrase) < LEAST_CHARACTERS:
        return Strength(0, 0.0, f"It needs {LEAST_CHARACTERS} characters at least.")
    bits = min(_by_characters(passphrase), _by_words(passphrase))
    if bits < 28:
        return Strength(1, bits, "It is guessed in minutes. Use four or more random words.")
    if bits < 44:
        return Strength(2, bits, "Add another word or two.")
    return Strength(3 if bits < 64 else 4, bits)


def _by_characters(text: str) -> float:
    pool = sum(count for pattern, count in _KINDS if re.search(pattern, text))
    return math.log2(max(pool, 2)) * _length_without_patterns(text)


def _length_without_patterns(text: str) -> float:
    """Count characters; those that repeat or follow each other on a keyboard count a fifth, known words as one."""
    lowered = text.lower()
    for word in sorted(_COMMON, key=len, reverse=True):
        lowered = lowered.replace(word, "\0")
    length = 0.0
    for place, letter in enumerate(lowered):
        before = lowered[place - 1] if place else ""
        follows = before and any(before + letter in row or letter + before in row for row in _ROWS)
        length += 0.2 if letter == before or follows else 1.0
    return length * min(1.0, len(set(lowered)) / max(1, len(lowered)) + 0.5)


def _by_words(text: str) -> float:
    """Bound what plain words give: a long sentence of few words is not as strong as its letters."""
    words = re.findall(r"[^\W\d_]{3,}", text.lower())
    rest = re.sub(r"[^\W\d_]{3,}", "", text)
    if not words or any(len(word) > 12 for word in words):
        return math.inf
    named = {word for word in words if word not in _COMMON}
    return len(named) * _WORD_BITS + len(rest.replace(" ", "").replace("-", "")) * 3.3 + (4 if len(words) > 1 else 0)
