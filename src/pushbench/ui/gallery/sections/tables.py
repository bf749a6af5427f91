"""Rows of a table in every state."""

from __future__ import annotations

from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from pushbench.domain.outcome import OutcomeKind
from pushbench.ui.gallery.still import card
from pushbench.ui.pills import result_pill, retry_pill
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.pill import Pill
from pushbench.ui.widgets.table.cells import Cell, Column, GroupRow
from pushbench.ui.widgets.table.delegate import CellDelegate, RowLook, count_pill
from pushbench.ui.widgets.table.model import Index, RowsModel
from pushbench.ui.widgets.table.view import RowsView

_ACCEPTED = result_pill(OutcomeKind.ACCEPTED, 200, None)
_ROWS: dict[str, tuple[str, Pill] | GroupRow] = {
    "group": GroupRow("Gate change", "run 482", (count_pill("green", "check", 11), count_pill("red", "x", 1)), "14:02"),
    "rest": ("Ana's iPhone 16", _ACCEPTED),
    "hover": ("Pixel 9 (QA-07)", _ACCEPTED),
    "selected": ("Jonas's iPhone 13 mini", Pill("410 Unregistered", "red", "x")),
    "unfocused": ("Priya's iPhone SE", _ACCEPTED),
    "focus": ("iPad Air (QA-11)", retry_pill(3)),
}
_KEYS = (*_ROWS, "loading")
_LOOKS = {
    "hover": RowLook(is_hovered=True),
    "selected": RowLook(is_selected=True, has_focus=True),
    "unfocused": RowLook(is_selected=True),
    "focus": RowLook(is_current=True, has_focus=True),
}


class _StillDelegate(CellDelegate):
    """Paints each row in the state that its key names."""

    def look_of(self, option: QStyleOptionViewItem, index: Index) -> RowLook:
        return _LOOKS.get(self._key(index), RowLook())

    def rows_came(self) -> None:
        """Show rows on their way without the wait."""

    def _is_soon(self) -> bool:
        return False


def section(theme: Theme) -> QWidget:
    """Rest, hover, selected, selected in an unfocused pane, focus, loading."""
    columns = (
        Column("time", "Time", 76, lambda row: Cell("14:02:31", "code", "text-2")),
        Column("device", "Device", 90, lambda row: Cell(row[0]), stretches=True),
        Column("status", "Status", 140, lambda row: Cell(pills=(row[1],))),
    )
    rows = RowsModel(columns)
    rows.reset(_KEYS, _ROWS)
    view = RowsView(theme, rows, "Deliveries", row_height="log-row")
    view.painter_ = _StillDelegate(theme, view)
    view.setItemDelegate(view.painter_)
    theme.size(view, square=None)
    height = theme.px(28) + (len(_KEYS)) * theme.height("log-row") + 2
    view.setFixedHeight(height)
    title = "Table rows: group, rest, hover, selected, selected in an unfocused pane, focus, loading"
    return card(theme, title, view)
