"""One history of changes over form and JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pushbench.domain.message import Message
from pushbench.ui.compose.typing_steps import PAUSE_SECONDS, Change, change_between, continues

_MOST_STEPS = 10_000
_MOST_CHARACTERS = 50_000_000
"""Of JSON texts kept in steps; everything else is shared between editions."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A message with the JSON texts that differ from what it would print: hand formatting, or no JSON yet."""

    message: Message
    texts: Mapping[str, str] = field(default_factory=dict)
    """Provider id -> the text as typed."""
    at: float = field(default=0.0, compare=False)
    """Unix seconds that times in the JSON count from. They stand still while texts are typed, so that an
    expiration which only grew older is not taken for one set by hand."""

    @property
    def weight(self) -> int:
        """Characters that only this edition may hold."""
        return sum(len(text) for text in self.texts.values())


class UndoStack:
    """Editions of one message. Typing a word in one place is one step, whatever else is a step of its own."""

    def __init__(self, edition: Edition) -> None:
        self._past: list[Edition] = []
        self._future: list[Edition] = []
        self._now = edition
        self._place = ""
        self._at = 0.0
        self._change: Change | None = None
        self._weight = 0

    @property
    def now(self) -> Edition:
        return self._now

    def push(self, edition: Edition, place: str, at: float, typed: tuple[str, str] | None = None) -> None:
        """Take a change of ``place`` at ``at`` seconds (any monotonic clock).

        ``typed`` is what stood there and what stands there now, for places that are typed in: then words are
        steps. Without it, changes of one place in quick succession are one step.
        """
        if edition == self._now:
            return
        if not self._is_same_step(place, at, typed):
            self._remember(self._now)
        self._future.clear()
        self._now = edition
        self._place, self._at = place, at

    def _is_same_step(self, place: str, at: float, typed: tuple[str, str] | None) -> bool:
        last, self._change = self._change, change_between(*typed) if typed is not None else None
        is_near = bool(place) and place == self._place and at - self._at < PAUSE_SECONDS and bool(self._past)
        if not is_near or self._change is None:
            return is_near
        return continues(last, self._change)

    def _remember(self, edition: Edition) -> None:
        self._past.append(edition)
        self._weight += edition.weight
        while len(self._past) > _MOST_STEPS or (self._weight > _MOST_CHARACTERS and len(self._past) > 1):
            self._weight -= self._past.pop(0).weight

    def amend(self, edition: Edition) -> None:
        """Replace the present without a step, for what follows from the last change by itself."""
        self._now = edition

    @property
    def can_undo(self) -> bool:
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        return bool(self._future)

    def undo(self) -> Edition:
        """Step back; at the first edition nothing changes."""
        if self._past:
            self._future.append(self._now)
            self._now = self._past.pop()
            self._weight -= self._now.weight
            self._place, self._change = "", None
        return self._now

    def redo(self) -> Edition:
        """Step forward again; at the last edition nothing changes."""
        if self._future:
            self._remember(self._now)
            self._now = self._future.pop()
            self._place, self._change = "", None
        return self._now
