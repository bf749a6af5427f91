"""A history query as SQL, and the sequence numbers that put deliveries in order."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from pushbench.domain.fate import Fate
from pushbench.store.delivery_codec import clean, search_words
from pushbench.store.history import HistoryQuery, Values

COUNT_BITS = 20
_LAST_MILLISECOND = (1 << 42) - 1
_FATES = frozenset(fate.value for fate in Fate)
_TEXTS = ("title", "body", "target", "token", "id", "reason")


def first_sequence(at: float) -> int:
    """Return the smallest sequence of a moment's millisecond; what lies outside of time is put at its ends."""
    inside = min(max(at, 0.0), _LAST_MILLISECOND / 1000) if at == at else 0.0
    return math.floor(round(inside * 1000, 3)) << COUNT_BITS


class Sequences:
    """Gives out sequences within one write transaction."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._next: dict[int, int] = {}
        newest = connection.exec_driver_sql("SELECT max(sequence) FROM deliveries").scalar()
        self._newest = -1 if newest is None else int(newest)

    def next(self, at: float) -> int:
        """Return a free sequence for a moment: behind all that its millisecond has."""
        first = first_sequence(at)
        number = self._next.get(first)
        if number is None:
            number = self._free(first)
        self._next[first] = number + 1
        return number

    def _free(self, first: int) -> int:
        if first > self._newest:
            return first
        last = self._connection.exec_driver_sql(
            "SELECT max(sequence) FROM deliveries WHERE sequence >= ? AND sequence < ?",
            (first, first + (1 << COUNT_BITS)),
        ).scalar()
        return first if last is None else int(last) + 1


def several(asked: Values) -> tuple[str, ...]:
    """Return the values a filter asks for; none: it holds always."""
    if asked is None:
        return ()
    return (asked,) if isinstance(asked, str) else asked


@dataclass(slots=True)
class Where:
    """The conditions of a query as SQL, with the values beside it."""

    query: HistoryQuery
    tables: str = "deliveries d"
    order: str = "d.sequence"
    _parts: list[str] = field(default_factory=list)
    values: list[object] = field(default_factory=list)

    def __post_init__(self) -> None:
        query = self.query
        self._search(query.search)
        for column, asked in (
            ("provider", query.provider),
            ("environment", query.environment),
            ("run_id", query.run),
            ("target", query.device),
            ("message_name", query.message),
            ("fate", query.fate),
        ):
            self._one_of(column, several(asked))
        self._status(several(query.status))
        if query.since is not None:
            self.add("d.sequence >= ? AND d.at >= ?", first_sequence(query.since), query.since)
        if query.until is not None:
            behind = first_sequence(query.until) + (1 << COUNT_BITS)
            self.add("d.sequence < ? AND d.at < ?", behind, query.until)

    def add(self, condition: str, *values: object) -> None:
        self._parts.append(condition)
        self.values.extend(values)

    @property
    def text(self) -> str:
        return " AND ".join(self._parts) or "1"

    def _one_of(self, column: str, values: tuple[str, ...]) -> None:
        if values:
            self.add(f"d.{column} IN ({', '.join('?' * len(values))})", *map(clean, values))

    def _status(self, asked: tuple[str, ...]) -> None:
        codes = [int(status) for status in asked if status.isascii() and status.isdigit() and len(status) < 10]
        words = [clean(status) for status in asked if not (status.isascii() and status.isdigit() and len(status) < 10)]
        fates = [word for word in words if word in _FATES]
        outcomes = [word for word in words if word not in _FATES]
        parts = [
            f"d.{column} IN ({', '.join('?' * len(values))})"
            for column, values in (("status", codes), ("outcome", outcomes), ("fate", fates))
            if values
        ]
        if parts:
            self.add(f"({' OR '.join(parts)})", *codes, *outcomes, *fates)

    def _search(self, search: str) -> None:
        words = search_words(search)
        indexed = [word for word in words if any(letter.isalnum() for letter in word)]
        if indexed:
            self.tables = "delivery_words JOIN deliveries d ON d.sequence = delivery_words.rowid"
            self.order = "delivery_words.rowid"
            self.add("delivery_words MATCH ?", " ".join(_phrase(word) for word in indexed))
        for word in words:
            if word not in indexed:
                self.add(f"({' OR '.join(f'instr(d.{column}, ?)' for column in _TEXTS)})", *[word] * len(_TEXTS))


def _phrase(word: str) -> str:
    """Return a word as FTS5 takes it literally; the star lets it be the beginning of a longer one."""
    return '"' + word.replace('"', '""') + '"*'
