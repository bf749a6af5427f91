"""How well a few typed letters fit a title, and which of its letters they are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

_WHOLE, _PREFIX, _WORD, _INSIDE, _LETTERS, _OTHER_WORDS = 120.0, 100.0, 80.0, 55.0, 30.0, 20.0


@dataclass(frozen=True, slots=True)
class Match:
    """A fit: larger scores are better; ``places`` are indices of letters in the title."""

    score: float
    places: frozenset[int] = frozenset()


def match(wanted: str, title: str, words: str = "") -> Match | None:
    """Fit every typed word to the title, or to other words that are not shown; None when one of them fits nowhere."""
    score, places = 0.0, frozenset[int]()
    for part in wanted.split():
        found = _fit(_folded(part), _folded(title)) or _fit_hidden(_folded(part), _folded(words))
        if found is None:
            return None
        score += found.score
        places |= found.places
    return Match(score - len(title) / 100, places)


@lru_cache(maxsize=8192)  # the same titles are looked through at every key
def _folded(text: str) -> str:
    """Return a text without case, letter for letter, so that places stay places."""
    return "".join(letter.casefold()[:1] or letter for letter in text)


def _fit_hidden(part: str, words: str) -> Match | None:
    is_start = words.startswith(part) or f" {part}" in words
    return Match(_OTHER_WORDS) if is_start else Match(_OTHER_WORDS / 2) if part in words and len(part) > 2 else None


def _fit(part: str, title: str) -> Match | None:
    if part not in title:
        return _fit_letters(part, title)
    places = [place for place in range(len(title)) if title.startswith(part, place)]
    best = min(places, key=lambda place: (not _starts_word(title, place), place))
    score = _PREFIX if best == 0 else _WORD if _starts_word(title, best) else _INSIDE
    score = _WHOLE if part == title else score
    return Match(score + len(part), frozenset(range(best, best + len(part))))


def _fit_letters(part: str, title: str) -> Match | None:
    """Find the letters in order, each at the start of a word where it can be."""
    places: list[int] = []
    at = 0
    for letter in part:
        found = [place for place in range(at, len(title)) if title[place] == letter]
        if not found:
            return None
        goes_on = places and found[0] == at
        place = found[0] if goes_on else next((p for p in found if _starts_word(title, p)), found[0])
        if not _can_end(part[len(places) + 1 :], title, place + 1):
            place = found[0]
        places.append(place)
        at = place + 1
    starts = sum(_starts_word(title, place) for place in places)
    gaps = sum(after - before > 1 for before, after in pairwise(places))
    if starts <= gaps:
        return None  # letters strewn over the title are no match a person would see
    return Match(_LETTERS + 4 * starts - 2 * gaps, frozenset(places))


def _can_end(part: str, title: str, at: int) -> bool:
    for letter in part:
        at = title.find(letter, at) + 1
        if not at:
            return False
    return True


def _starts_word(title: str, place: int) -> bool:
    return place == 0 or not title[place - 1].isalnum()
