"""JSON with positions: where each value and key stands in a text, and what is wrong with the text.

The scanner never gives up at the first mistake: it says what is wrong and goes on, so that an editor
can mark every place. A text is valid exactly when ``json.loads`` takes it, but for four things that
``json`` lets through and no service takes: ``NaN`` and ``Infinity``, numbers too large for a float,
halves of surrogate pairs, and nesting deeper than :data:`DEPTH_LIMIT`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pushbench.domain.json_value import Json
from pushbench.domain.pointer import parts

DEPTH_LIMIT = 200
"""Arrays and objects within each other."""
PROBLEM_LIMIT = 50
"""The scan ends after so many problems; such a text is no JSON."""


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the text, as offsets of characters; ``end`` is the first one after it."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that keeps the text from being JSON, and where."""

    start: int
    end: int
    what: str
    why: str
    fix: str


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A key that stands twice in one object; JSON takes the last one."""

    pointer: str
    first: Span
    again: Span


@dataclass(slots=True)
class SourceMap:
    """What a scan found; filled by :func:`scan` alone."""

    text: str
    value: Json = None
    """The value; where there are problems, the best guess."""
    problems: Sequence[Problem] = ()
    duplicates: Sequence[Duplicate] = ()
    spans: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    key_spans: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    entries: Sequence[tuple[int, int, str]] = ()
    """Start, end and pointer of each member (its key included) and element, inner ones first."""

    @property
    def is_valid(self) -> bool:
        """Whether the text is JSON."""
        return not self.problems

    def span(self, pointer: str) -> Span | None:
        """Return where the value of ``pointer`` stands, or None when there is none."""
        found = self.spans.get(pointer)
        return Span(*found) if found is not None and self._exists(pointer) else None

    def key_span(self, pointer: str) -> Span | None:
        """Return where the key of ``pointer`` stands, quotes included; None for elements and the whole."""
        found = self.key_spans.get(pointer)
        return Span(*found) if found is not None and self._exists(pointer) else None

    def pointer_at(self, offset: int) -> str:
        """Return the pointer of the innermost member or element at ``offset``; ``""`` outside of all."""
        best_start, best = -1, ""
        for start, end, pointer in self.entries:
            if start <= offset <= end and start > best_start:
                best_start, best = start, pointer
        return best

    def _exists(self, pointer: str) -> bool:
        """A value below a key that was written again later is gone, though its text is there."""
        value: object = self.value
        for part in parts(pointer):
            if isinstance(value, dict) and part in value:
                value = value[part]
            elif isinstance(value, list) and part.isdigit() and int(part) < len(value):
                value = value[int(part)]
            else:
                return False
        return True


def scan(text: str) -> SourceMap:
    """Read ``text``. Total: whatever it is, the answer is a map; 4 KB take well under 2 ms."""
    from pushbench.compose.json_scanner import Scanner

    return Scanner(text).run()
