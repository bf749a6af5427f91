"""Two deliveries or two runs side by side: only what differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QWidget

from pushbench.ui.history.differences import Difference
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import framed
from pushbench.ui.widgets.dialogs import Dialog
from pushbench.ui.widgets.labels import ElidedLabel, label
from pushbench.ui.widgets.pill import Pill, PillLabel
from pushbench.ui.widgets.table.cells import Cell, Column, GroupRow
from pushbench.ui.widgets.table.model import RowsModel
from pushbench.ui.widgets.table.view import RowsView

_MOST_ROWS_HIGH = 14


@dataclass(frozen=True, slots=True)
class Side:
    """What stands at the head of one side."""

    title: str
    about: str
    pills: tuple[Pill, ...] = ()


class CompareDialog(Dialog):
    """Heads, and a table of differences; copying gives it as tab-separated text."""

    def __init__(
        self, theme: Theme, title: str, sides: tuple[Side, Side], found: Sequence[Difference], parent: QWidget
    ) -> None:
        super().__init__(theme, title, parent)
        self._found = tuple(found)
        self.rows = RowsModel(_columns(self.tr("What"), sides[0].title, sides[1].title), parent=self)
        lines = _lines(self._found)
        self.rows.reset([key for key, _ in lines], dict(lines))
        self.table = RowsView(theme, self.rows, title, row_height="log-row", is_multiple=True)
        self.table.set_empty_text(self.tr("Nothing differs."))
        self.table.setMinimumSize(
            theme.px(760), theme.height("log-row") * (2 + max(3, min(len(lines), _MOST_ROWS_HIGH)))
        )
        heads = QGridLayout()
        heads.setHorizontalSpacing(16)
        for column, side in enumerate(sides):
            heads.addWidget(ElidedLabel(theme, side.title, "section"), 0, column)
            heads.addWidget(ElidedLabel(theme, side.about, "secondary", tone="secondary"), 1, column)
            for pill in side.pills[:1]:
                heads.addWidget(PillLabel(theme, pill), 2, column)
            heads.setColumnStretch(column, 1)
        self.body.addLayout(heads)
        count = len(self._found)
        words = self.tr("1 difference") if count == 1 else self.tr("{count} differences").format(count=f"{count:,}")
        self.body.addWidget(label(theme, words, "caption", tone="caption"))
        frame = framed(_filled(self.table), "card")
        self.body.addWidget(frame, 1)
        self.set_buttons(("copy", self.tr("Copy as text"), ""), ("close", self.tr("Close"), "primary"), default="close")

    async def show_until_closed(self) -> bool:
        """Open and wait; returns whether the differences were copied."""
        if await self.result_of() != "copy":
            return False
        lines = ["\t".join((item.part, item.name, item.before, item.after)) for item in self._found]
        QGuiApplication.clipboard().setText("\n".join(lines))
        return True


def _filled(widget: QWidget) -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(1, 1, 1, 1)
    grid.addWidget(widget)
    return grid


def _lines(found: Sequence[Difference]) -> list[tuple[str, Difference | GroupRow]]:
    lines: list[tuple[str, Difference | GroupRow]] = []
    part = ""
    for number, item in enumerate(found):
        if item.part != part:
            part = item.part
            lines.append((f"part:{part}", GroupRow(title=part)))
        lines.append((f"{number}", item))
    return lines


def _columns(what: str, before: str, after: str) -> tuple[Column, ...]:
    def cell(text: str) -> Cell:
        return Cell(text, "code", tip=text)

    return (
        Column("name", what, 220, lambda item: Cell(item.name, "code", "text-2", tip=item.name)),
        Column("before", before, 220, lambda item: cell(item.before), stretches=True),
        Column("after", after, 220, lambda item: cell(item.after), stretches=True),
    )
