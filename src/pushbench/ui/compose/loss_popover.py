"""The list of what services do not carry of the message as it is, above the words that count it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from pushbench.ui.compose.carried import LOOKS, Carried, carried, count_words, explanation, kind_words
from pushbench.ui.compose.problem_list import go_to_field, show_provider
from pushbench.ui.compose.rows_popover import PopoverRow, RowsPopover
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import column, row
from pushbench.ui.widgets.buttons import button
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.notes import IconLabel
from pushbench.ui.widgets.pill import Pill, PillLabel

if TYPE_CHECKING:
    from pushbench.ui.compose.model import ComposeModel

_MOST = 80


def _tr(text: str) -> str:
    return QCoreApplication.translate("Carried", text)


class LossRow(PopoverRow):
    """Icon, sentence, service and kind; Enter leads to the field of the form."""

    def __init__(self, theme: Theme, model: ComposeModel, item: Carried, popover: RowsPopover) -> None:
        super().__init__(popover)
        self._theme, self._model = theme, model
        self.item = item
        loss = item.loss
        kind = kind_words(loss.kind)
        self.setAccessibleName(f"{item.service}, {kind.lower()}, {loss.what}")
        self.setAccessibleDescription(loss.field)
        marks = row(PillLabel(theme, Pill(item.service, shape="tag")), spacing=8)
        marks.addWidget(label(theme, kind, "caption", tone="caption"))
        marks.addStretch(1)
        self.links = [self._link(_tr("Show field"), self.go)]
        if loss.at:
            self.links.append(self._link(_tr("Show in JSON"), self._show_json))
        self.links.append(self._link(_tr("Why?"), self._why))
        for link in self.links:
            marks.addWidget(link)
        icon = IconLabel(theme, *LOOKS[loss.kind])
        layout = row(spacing=8, margins=(12, 7, 8, 5))
        layout.addLayout(column(icon, None, spacing=0))
        layout.addLayout(column(label(theme, loss.what, "label", wraps=True), marks, spacing=3), 1)
        self.setLayout(layout)

    def _link(self, words: str, run: Callable[[], object]) -> QPushButton:
        link = button(self._theme, words, run, kind="link", size="small")
        link.setAccessibleDescription(self.item.loss.what)
        self._theme.dress(link, "label")
        return link

    def go(self) -> None:
        """Leave the list for the field of the form."""
        self.popover.leave()
        go_to_field(self._model, self.item.loss.field)

    def _show_json(self) -> None:
        self.popover.leave()
        show_provider(self._model, self.item.provider)
        self._model.bring_to_sight(f"json:{self.item.loss.at}")

    def _why(self) -> None:
        from pushbench.ui.explain.popover import explain

        owner, place = self.popover.owner, self.place
        self.popover.close()
        explain(self._theme, explanation(self.item), owner, place=place)


class LossPopover(RowsPopover):
    """Every loss of the services the message goes to; that of the provider in sight comes first."""

    def __init__(self, theme: Theme, model: ComposeModel, parent: QWidget) -> None:
        items = carried(model.state)
        super().__init__(theme, _tr("Not carried as it is"), count_words(len(items)) if items else "", parent)
        rows: list[LossRow] = []
        lines = column(spacing=0, margins=(0, 2, 0, 4))
        for item in items[:_MOST]:
            made = LossRow(theme, model, item, self)
            rows.append(made)
            lines.addWidget(made)
        self._end(lines, items)
        self.fill(lines, rows)

    def _end(self, lines: QVBoxLayout, items: tuple[Carried, ...]) -> None:
        theme = self._theme
        if len(items) > _MOST:
            words = _tr("and {count} more").format(count=f"{len(items) - _MOST:,}")
            lines.addLayout(row(label(theme, words, "caption", tone="caption"), margins=(36, 4, 12, 6)))
        if not items:
            words = _tr("Every service it goes to carries all of the message.")
            icon = IconLabel(theme, "circle-check", "green")
            lines.addLayout(row(icon, label(theme, words, wraps=True), margins=(12, 10, 12, 10), grows=1))
        lines.addStretch(1)
