"""One history of changes over form and JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pushbench.domain.message import Message

_LIMIT = 500
_TYPING_SECONDS = 1.2


@dataclass(frozen=True, slots=True)
class Edition:
    """A message with the JSON texts that differ from what it would print: hand formatting, or no JSON yet."""

    message: Message
    texts: Mapping[str, str] = field(default_factory=dict)
    """Provider id -> the text as typed."""
    at: float = field(default=0.0, compare=False)
    """Unix seconds that times in the JSON count from. They stand still while texts are typed, so that an
    expiration which only grew older is not taken for one set by hand."""


class UndoStack:
    """Editions of one message. Changes of the same place in quick succession are one step."""

    def __init__(self, edition: Edition) -> None:
        self._past: list[Edition] = []
        self._future: list[Edition] = []
        self._now = edition
        self._place = ""
        self._at = 0.0

    @property
    def now(self) -> Edition:
        return self._now

    def push(self, edition: Edition, place: str, at: float) -> None:
        """Take a change of ``place`` at ``at`` seconds (any monotonic clock)."""
        if edition == self._now:
            return
        is_same_step = bool(place) and place == self._place and at - self._at < _TYPING_SECONDS and bool(self._past)
        if not is_same_step:
            self._past.append(self._now)
            del self._past[:-_LIMIT]
        self._future.clear()
        self._now = edition
        self._place, self._at = place, at

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
            self._place = ""
        return self._now

    def redo(self) -> Edition:
        """Step forward again; at the last edition nothing changes."""
        if self._future:
            self._past.append(self._now)
            self._now = self._future.pop()
            self._place = ""
        return self._now
