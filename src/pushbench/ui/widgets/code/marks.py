"""What the editor shows beside the text, as values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LineMark:
    """A tinted line with a sign in the gutter; ``tone``: ``red``, ``amber``, ``by-hand``, or ``gray`` for a sign alone."""

    line: int
    """From 0."""
    tone: str
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Squiggle:
    """A wave below characters ``start`` to ``end``."""

    start: int
    end: int
    tone: str = "red"


@dataclass(frozen=True, slots=True)
class NoteAction:
    """A link in an inline note."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class InlineNote:
    """A message that stands below a line."""

    key: str
    line: int
    tone: str
    what: str
    why: str = ""
    actions: tuple[NoteAction, ...] = ()
