"""The list of everything that was found, above the words that count it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from pushbench.domain.finding import Severity
from pushbench.ui.compose.problem_list import Listed, counts, go_to, listed, mend, turn_notes
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import box, column, hairline, pane, row
from pushbench.ui.widgets.buttons import button
from pushbench.ui.widgets.choices import Switch
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.notes import TONE_ICONS, IconLabel
from pushbench.ui.widgets.pill import Pill, PillLabel
from pushbench.ui.widgets.popover import Popover

if TYPE_CHECKING:
    from pushbench.ui.compose.model import ComposeModel

_WIDTH = 440
_MOST_HIGH = 420
_MOST = 60
"""Rows; a payload broken in hundreds of places says the same again and again."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Problems", text)


class ProblemRow(QFrame):
    """Icon, sentence, service and rule, what can be done. Up and Down lead to the neighbours, Enter to the place."""

    def __init__(self, theme: Theme, model: ComposeModel, item: Listed, popover: ProblemPopover) -> None:
        super().__init__()
        self._theme, self._model, self._popover = theme, model, popover
        self.item = item
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
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
        self._popover.leave()
        go_to(self._model, self.item)

    def _mend(self) -> None:
        self._popover.leave()
        mend(self._model, self.item)

    def _why(self) -> None:
        from pushbench.ui.compose.explaining import finding_steps
        from pushbench.ui.explain.popover import explain
        from pushbench.ui.explain.tables import Tables

        owner = self._popover.owner
        place = QRect(self.mapToGlobal(QPoint(0, 0)), self.size())
        told = Tables(self._model.workspace.registry).finding(self.item.finding)
        self._popover.close()
        explain(self._theme, told, owner, finding_steps(self._model, self.item.finding), place=place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is not None:
            self._popover.step(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go()
        else:
            super().keyPressEvent(event)


class ProblemPopover(Popover):
    """All findings of all providers, the gravest first; a switch decides whether notes stand in the JSON too."""

    def __init__(self, theme: Theme, model: ComposeModel, parent: QWidget) -> None:
        items = listed(model.state)
        whole = QVBoxLayout()
        whole.setContentsMargins(1, 1, 1, 1)
        whole.setSpacing(0)
        super().__init__(theme, _tr("Problems"), whole, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._model = model
        self.owner = parent
        self.rows: list[ProblemRow] = []
        count = label(theme, _counted(items), "caption", tone="caption")
        whole.addLayout(row(label(theme, _tr("Problems"), "section"), None, count, margins=(12, 9, 12, 7)))
        whole.addWidget(hairline())
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._lines = pane(self._filled(items))
        self._scroll.setWidget(self._lines)
        whole.addWidget(self._scroll, 1)
        whole.addWidget(hairline())
        notes = Switch(theme, _tr("Show notes in the JSON"))
        notes.setChecked(model.state.shows_notes)
        notes.turned.connect(self._on_notes)
        keys = label(theme, _tr("F8 goes to the next"), "caption", tone="caption")
        whole.addWidget(box(row(notes, None, keys, margins=(12, 6, 12, 6))))

    def _filled(self, items: tuple[Listed, ...]) -> QVBoxLayout:
        lines = column(spacing=0, margins=(0, 2, 0, 4))
        for item in items[:_MOST]:
            made = ProblemRow(self._theme, self._model, item, self)
            self.rows.append(made)
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

    def leave(self) -> None:
        """Close, and let the keyboard go where the next step leads it."""
        self._before = None
        self.close()

    # -- place --------------------------------------------------------------------------------------

    def open_above(self, place: QRect) -> None:
        """Show it above a global place, flush with its end, inside the screen."""
        lines = self._lines.layout()
        width = self._theme.px(_WIDTH)
        wanted = lines.totalHeightForWidth(width - 2) if lines is not None else 0
        frame = self.sizeHint().height() - self._scroll.sizeHint().height()
        size = QSize(width, min(wanted, self._theme.px(_MOST_HIGH)) + frame)
        self.setFixedSize(size)
        corner = QPoint(place.right() - width, place.top() - size.height() - 6)
        self.open_at(corner, self.owner)
        if self.rows:
            self.rows[0].setFocus(Qt.FocusReason.PopupFocusReason)

    def step(self, by: int) -> None:
        """Go to the row below (1) or above (-1)."""
        now = self.focusWidget()
        at = next((n for n, line in enumerate(self.rows) if line is now or line.isAncestorOf(now)), -1)
        line = self.rows[max(0, min(len(self.rows) - 1, at + by))]
        line.setFocus(Qt.FocusReason.TabFocusReason)
        self._scroll.ensureWidgetVisible(line, 0, 0)


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
