"""Where one step of typing ends and the next begins."""

from __future__ import annotations

from dataclasses import dataclass

PAUSE_SECONDS = 2.0
"""After such a pause the next key begins a new step."""


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a text between two editions of it."""

    removed: str
    added: str
    at: int
    """Characters before the change."""

    @property
    def is_typing(self) -> bool:
        return len(self.added) == 1 and not self.removed

    @property
    def is_erasing(self) -> bool:
        return len(self.removed) == 1 and not self.added


def change_between(before: str, after: str) -> Change:
    """Return the one stretch in which two texts differ."""
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    return Change(before[start : len(before) - end], after[start : len(after) - end], start)


def _common(one: str, other: str) -> int:
    """Return how many characters two texts begin with alike; by halves, for comparing slices is quick."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def continues(last: Change | None, now: Change) -> bool:
    """Whether a change belongs to the step of the last one: a word with the space behind it, or keys held down."""
    if last is None:
        return False
    if now.is_typing and last.is_typing:
        begins_word = last.added.isspace() and not now.added.isspace()
        return now.at == last.at + 1 and not begins_word
    if now.is_erasing and last.is_erasing:
        return now.at in (last.at, last.at - 1)
    return False
