"""What the palette offers: actions, messages, profiles, devices; and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication

from pushbench.ui.actions import ActionTable
from pushbench.ui.shell.palette.matching import match

RECENT_KEPT = 8
_RECENT_SHOWN = 5
_RECENT_BONUS = 12.0
_ELSEWHERE = 6.0


def _tr(text: str) -> str:
    return QCoreApplication.translate("Palette", text)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line; an entry without key is a heading."""

    key: str
    title: str
    icon: str | None = None
    group: str = ""
    keys: str = ""
    """Its shortcut as this system writes it."""
    why: str = ""
    """Why it cannot be done now."""
    words: str = ""
    """More words a search may hit."""
    is_elsewhere: bool = False
    """Whether another screen comes into sight for it."""
    places: frozenset[int] = field(default=frozenset(), compare=False)
    """Letters of the title that were typed."""

    @property
    def spoken(self) -> str:
        """Return what a screen reader says."""
        return ", ".join(part for part in (self.title, self.group, self.keys, self.why) if part)


def action_entries(table: ActionTable, *, without: frozenset[str]) -> tuple[Entry, ...]:
    """Return a line for every action, those of the screen in sight and of the window before those of other screens."""
    found = [
        Entry(
            action.id,
            action.title,
            action.icon,
            action.group,
            table.shortcut_text(action.id),
            table.why_not(action.id),
            f"{action.group} {action.words}",
            is_elsewhere=action.screen not in ("", table.screen),
        )
        for action in table.all
        if action.id not in without and not action.is_field_key
    ]
    return tuple(sorted(found, key=lambda entry: entry.is_elsewhere))


def listed(entries: Sequence[Entry], recent: Sequence[str]) -> tuple[Entry, ...]:
    """Return everything under headings, what was used last first."""
    by_key = {entry.key: entry for entry in entries}
    latest = [by_key[key] for key in recent if key in by_key][:_RECENT_SHOWN]
    lines = [Entry("", _tr("Recent")), *latest] if latest else []
    groups = dict.fromkeys(entry.group for entry in entries)
    for group in groups:
        lines.append(Entry("", group))
        lines.extend(entry for entry in entries if entry.group == group and entry not in latest)
    return _without_empty_headings(lines)


def found(entries: Iterable[Entry], wanted: str, recent: Sequence[str], limit: int = 60) -> tuple[Entry, ...]:
    """Return what fits the typed letters, best first, without headings."""
    scored: list[tuple[float, int, Entry]] = []
    for number, entry in enumerate(entries):
        fit = match(wanted, entry.title, entry.words)
        if fit is None:
            continue
        bonus = _RECENT_BONUS if entry.key in recent else 0.0
        score = fit.score + bonus - (_ELSEWHERE if entry.is_elsewhere else 0) - (_ELSEWHERE if entry.why else 0)
        scored.append((-score, number, _marked(entry, fit.places)))
    return tuple(entry for _, _, entry in sorted(scored, key=lambda item: item[:2])[:limit])


def remember(recent: list[str], key: str) -> None:
    """Put a key first in the list of what was used, in place."""
    recent[:] = [key, *(other for other in recent if other != key)][:RECENT_KEPT]


def _marked(entry: Entry, places: frozenset[int]) -> Entry:
    return Entry(
        entry.key,
        entry.title,
        entry.icon,
        entry.group,
        entry.keys,
        entry.why,
        entry.words,
        entry.is_elsewhere,
        places,
    )


def _without_empty_headings(lines: Sequence[Entry]) -> tuple[Entry, ...]:
    return tuple(
        line for number, line in enumerate(lines) if line.key or (number + 1 < len(lines) and lines[number + 1].key)
    )
