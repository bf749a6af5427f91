"""The list of everything that was found, above the words that count it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from pushbench.domain.finding import Severity
from pushbench.ui.compose.problem_list import Listed, counts, go_to, listed, mend, turn_notes
from pushbench.ui.compose.rows_popover import PopoverRow, RowsPopover
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import box, column, row
from pushbench.ui.widgets.buttons import button
from pushbench.ui.widgets.choices import Switch
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.notes import TONE_ICONS, IconLabel
from pushbench.ui.widgets.pill import Pill, PillLabel

if TYPE_CHECKING:
    from pushbench.ui.compose.model import ComposeModel

_MOST = 60
"""Rows; a payload broken in hundreds of places says the same again and again."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Problems", text)


class ProblemRow(PopoverRow):
    """Icon, sentence, service and rule, what can be done. Up and Down lead to the neighbours, Enter to the place."""

    def __init__(self, theme: Theme, model: ComposeModel, item: Listed, popover: ProblemPopover) -> None:
        super().__init__(popover)
        self._theme, self._model = theme, model
        self.item = item
        finding = item.finding
        words = {"red": _tr("Error"), "amber": _tr("Warning"), "gray": _tr("Note")}[item.tone]
        self.setAccessibleName(", ".join(part for part in (words, item.service, finding.what) if part))
        self.setAccessibleDescription(f"{finding.why} {finding.fix}".strip())
        what = label(theme, finding.what, "label", wraps=True)
        marks = row(PillLabel(theme, Pill(item.service, shape="tag")), spacing=8)
        if item.rule:
            rule = label(theme, item.rule, "code", tone="caption")
            marks.addWidget(rule)
        marks.addStretch(1)
        self.links = [self._link(_tr("Go to"), self.go)]
        if finding.patch is not None:
            self.links.append(self._link(finding.patch.label, self._mend))
        self.links.append(self._link(_tr("Why?"), self._why))
        for link in self.links:
            marks.addWidget(link)
        icon = IconLabel(theme, TONE_ICONS[item.tone], {"gray": "text-2"}.get(item.tone, item.tone))
        layout = row(spacing=8, margins=(12, 7, 8, 5))
        layout.addLayout(column(icon, None, spacing=0))
        layout.addLayout(column(what, marks, spacing=3), 1)
        self.setLayout(layout)

    def _link(self, words: str, run: Callable[[], object]) -> QPushButton:
        link = button(self._theme, words, run, kind="link", size="small")
        link.setAccessibleDescription(self.item.finding.what)
        self._theme.dress(link, "label")
        return link

    def go(self) -> None:
        """Leave the list for the place this is about."""
        self.popover.leave()
        go_to(self._model, self.item)

    def _mend(self) -> None:
        self.popover.leave()
        mend(self._model, self.item)

    def _why(self) -> None:
        from pushbench.ui.compose.explaining import finding_steps
        from pushbench.ui.explain.popover import explain
        from pushbench.ui.explain.tables import Tables

        owner = self.popover.owner
        place = self.place
        told = Tables(self._model.workspace.registry).finding(self.item.finding)
        self.popover.close()
        explain(self._theme, told, owner, finding_steps(self._model, self.item.finding), place=place)


class ProblemPopover(RowsPopover):
    """All findings of all providers, the gravest first; a switch decides whether notes stand in the JSON too."""

    def __init__(self, theme: Theme, model: ComposeModel, parent: QWidget) -> None:
        items = listed(model.state)
        super().__init__(theme, _tr("Problems"), _counted(items), parent)
        self._model = model
        rows: list[ProblemRow] = []
        self.fill(self._filled(items, rows), rows)
        notes = Switch(theme, _tr("Show notes in the JSON"))
        notes.setChecked(model.state.shows_notes)
        notes.turned.connect(self._on_notes)
        keys = label(theme, _tr("F8 goes to the next"), "caption", tone="caption")
        self.add_foot(box(row(notes, None, keys, margins=(12, 6, 12, 6))))

    def _filled(self, items: tuple[Listed, ...], rows: list[ProblemRow]) -> QVBoxLayout:
        lines = column(spacing=0, margins=(0, 2, 0, 4))
        for item in items[:_MOST]:
            made = ProblemRow(self._theme, self._model, item, self)
            rows.append(made)
            lines.addWidget(made)
        if len(items) > _MOST:
            words = _tr("and {count} more").format(count=f"{len(items) - _MOST:,}")
            lines.addLayout(row(label(self._theme, words, "caption", tone="caption"), margins=(36, 4, 12, 6)))
        if not items:
            words = _tr("Nothing was found. The message can go out as it is.")
            icon = IconLabel(self._theme, "circle-check", "green")
            lines.addLayout(row(icon, label(self._theme, words), None, margins=(12, 10, 12, 10)))
        lines.addStretch(1)
        return lines

    def _on_notes(self, is_on: bool) -> None:
        turn_notes(self._model, is_on)


def _counted(items: tuple[Listed, ...]) -> str:
    words = {
        Severity.ERROR: (_tr("1 error"), _tr("{count} errors")),
        Severity.WARNING: (_tr("1 warning"), _tr("{count} warnings")),
        Severity.NOTE: (_tr("1 note"), _tr("{count} notes")),
    }
    return ", ".join(
        words[severity][0] if count == 1 else words[severity][1].format(count=f"{count:,}")
        for severity, count in counts(items).items()
        if count
    )
