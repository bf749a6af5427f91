"""The lines of a picker: model, painter, list."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from pushbench.ui.theme.style.menus import paint_row_ring
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.pill import Pill, few_tiles, paint_pill, pill_width
from pushbench.ui.widgets.table.cell_painter import Run

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_ITEM = Qt.ItemDataRole.UserRole
_TILE_COLUMN = 28
"""Room of a line's only tile, so that the words of all lines begin below each other."""
_MOST_TILES = 4
"""Of a line; more would leave no room for the name of a set of all services."""


@dataclass(frozen=True, slots=True)
class PickerItem:
    """One line of a picker; an item without key is a heading, without text as well a line between parts."""

    key: str
    text: str
    icon: str | None = None
    tiles: tuple[str, ...] = ()
    remark: str = ""
    pill: Pill | None = None
    is_chosen: bool = False
    words: str = ""
    """More words a search may hit."""
    matched: str = ""
    """What was typed; where the text holds it, it is bold."""
    is_always: bool = False
    """Whether it stays whatever is searched for, such as the way to make a new one."""
    tone: str = "text"
    """Token of the words."""

    @property
    def is_line(self) -> bool:
        return not self.key and not self.text

    def fits(self, wanted: str) -> bool:
        return self.is_always or wanted in f"{self.text} {self.words} {self.remark}".lower()


class PickerModel(QAbstractListModel):
    """The lines of a picker that fit the search."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[PickerItem, ...] = ()
        self._shown: list[PickerItem] = []
        self._wanted = ""

    def set_items(self, items: tuple[PickerItem, ...]) -> None:
        self._all = items
        self.search(self._wanted)

    def search(self, text: str) -> None:
        """Keep the lines that hold the text, and headings that still have a line below them."""
        self._wanted = text.strip().lower()
        self.beginResetModel()
        kept = [item for item in self._all if not item.key or not self._wanted or item.fits(self._wanted)]
        if self._wanted:
            kept = [replace(item, matched=self._wanted) if item.key and not item.is_always else item for item in kept]
        self._shown = [
            item
            for number, item in enumerate(kept)
            if item.key or (number + 1 < len(kept) and kept[number + 1].key and (number or not item.is_line))
        ]
        self.endResetModel()

    def item(self, row: int) -> PickerItem:
        return self._shown[row]

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        item = self._shown[index.row()]
        if role == _ITEM:
            return item
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            pill = item.pill.text if item.pill is not None else ""
            return ", ".join(part for part in (item.text, pill, item.remark) if part)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and index.row() < len(self._shown) and self._shown[index.row()].key:
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags


class PickerDelegate(QStyledItemDelegate):
    """Paints tiles or an icon, the words, a remark or pill, and a tick at the chosen line."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        item = index.data(_ITEM)
        if isinstance(item, PickerItem) and item.is_line:
            return QSize(100, self._theme.px(13))
        height = 30 if isinstance(item, PickerItem) and item.key else 26
        return QSize(100, self._theme.px(height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item = index.data(_ITEM)
        if not isinstance(item, PickerItem):
            return
        theme = self._theme
        rect: QRect = option.rect
        painter.save()
        if item.is_line:
            painter.fillRect(rect.left() - 8, rect.center().y(), rect.width() + 16, 1, theme.color("line"))
            painter.restore()
            return
        if not item.key:
            painter.setFont(theme.font("caption-strong"))
            painter.setPen(theme.color("text-3"))
            painter.drawText(rect.adjusted(10, 0, -10, 0), int(Qt.AlignmentFlag.AlignVCenter), item.text)
            paint_row_ring(theme, option, painter, rect.adjusted(4, 1, -4, -1))
            painter.restore()
            return
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("sel"))
            painter.drawRoundedRect(rect.adjusted(4, 1, -4, -1), 5, 5)
        paint_row_ring(theme, option, painter, rect.adjusted(4, 1, -4, -1))
        self._paint_words(painter, rect, item)
        painter.restore()

    def _paint_words(self, painter: QPainter, rect: QRect, item: PickerItem) -> None:
        theme = self._theme
        middle = rect.center().y() + 1
        run = Run(painter, theme, rect)
        run.skip(12)
        for tile in few_tiles(item.tiles, _MOST_TILES):
            pill = Pill(tile, shape="tile")
            width = pill_width(pill, theme)
            paint_pill(painter, run.box(width, 1).left(), middle, pill, theme)
            run.x += (width if len(item.tiles) > 1 else max(width, theme.px(_TILE_COLUMN))) + 3
        if item.icon:
            run.icon(item.icon, "text-2")
        if item.tiles or item.icon:
            run.skip(8)
        self._paint_text(run, item, self._paint_end(painter, rect, item, run.x) - run.x)

    def _paint_end(self, painter: QPainter, rect: QRect, item: PickerItem, start: int) -> int:
        """Paint tick, pill and remark from the end on; returns where they begin."""
        theme = self._theme
        run = Run(painter, theme, rect)
        run.x = rect.right() - theme.px(12)
        if item.is_chosen:
            run.x -= theme.px(16)
            run.icon("check", "accent-text")
            run.x -= theme.px(24)
        if item.pill is not None:
            width = pill_width(item.pill, theme)
            run.x -= width
            paint_pill(painter, run.box(width, 1).left(), rect.center().y() + 1, item.pill, theme)
            run.x -= theme.px(8)
        if item.remark:
            width = min(theme.metrics("secondary").horizontalAdvance(item.remark), (run.x - start) // 2)
            run.x -= width
            end = run.x
            run.words(item.remark, "secondary", "text-3", width + 1)
            run.x = end - theme.px(8)
        return run.x

    def _paint_text(self, run: Run, item: PickerItem, room: int) -> None:
        """Paint the words, those that were typed in bold; words too long for that are elided as a whole."""
        theme = self._theme
        parts = bold_parts(item.text, item.matched)
        roles = {False: "body", True: "section"}
        if sum(theme.metrics(roles[is_bold]).horizontalAdvance(text) for text, is_bold in parts) > room:
            run.words(item.text, "body", item.tone, room)
            return
        for text, is_bold in parts:
            run.words(text, roles[is_bold], item.tone)


def bold_parts(text: str, matched: str) -> list[tuple[str, bool]]:
    """Return a text in parts, those that equal ``matched`` but for case marked; the parts join to the text."""
    low, wanted = text.lower(), matched.strip().lower()
    if not wanted or len(low) != len(text):
        return [(text, False)]
    parts: list[tuple[str, bool]] = []
    end = 0
    while (start := low.find(wanted, end)) >= 0:
        if start > end:
            parts.append((text[end:start], False))
        end = start + len(wanted)
        parts.append((text[start:end], True))
    if end < len(text):
        parts.append((text[end:], False))
    return parts


class PickerList(QListView):
    """The list part: arrows move over lines that can be picked."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = PickerModel(self)
        self.setModel(self.lines)
        self.setItemDelegate(PickerDelegate(theme, self))
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setUniformItemSizes(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.entered.connect(self.setCurrentIndex)

    def choose_first(self) -> None:
        """Select the chosen line, else the first that can be picked."""
        rows = [row for row in range(self.lines.rowCount()) if self.lines.item(row).key]
        wanted = next((row for row in rows if self.lines.item(row).is_chosen), rows[0] if rows else -1)
        self.setCurrentIndex(self.lines.index(wanted, 0) if wanted >= 0 else QModelIndex())

    def step(self, by: int) -> None:
        """Move the selection, round the ends."""
        rows = [row for row in range(self.lines.rowCount()) if self.lines.item(row).key]
        if not rows:
            return
        current = self.currentIndex().row()
        position = rows.index(current) + by if current in rows else 0
        self.setCurrentIndex(self.lines.index(rows[position % len(rows)], 0))
        self.scrollTo(self.currentIndex())

    @property
    def current_key(self) -> str | None:
        index = self.currentIndex()
        return self.lines.item(index.row()).key if index.isValid() else None

    def height_wanted(self) -> int:
        """Return the height that shows every line."""
        return sum(self.sizeHintForRow(row) for row in range(self.lines.rowCount())) + 2
