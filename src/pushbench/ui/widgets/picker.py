"""A popup list with a search field: profile sets, targets, commands."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.menu import round_corners
from pushbench.ui.widgets.pill import Pill, paint_pill, pill_width

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_ITEM = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class PickerItem:
    """One line of a picker; an item without key is a heading."""

    key: str
    text: str
    icon: str | None = None
    tiles: tuple[str, ...] = ()
    remark: str = ""
    pill: Pill | None = None
    is_chosen: bool = False
    words: str = ""
    """More words a search may hit."""

    def fits(self, wanted: str) -> bool:
        return wanted in f"{self.text} {self.words} {self.remark}".lower()


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
        self._shown = [
            item for number, item in enumerate(kept) if item.key or (number + 1 < len(kept) and kept[number + 1].key)
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
            return f"{item.text}, {item.remark}" if item.remark else item.text
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
        height = 30 if isinstance(item, PickerItem) and item.key else 26
        return QSize(100, self._theme.px(height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item = index.data(_ITEM)
        if not isinstance(item, PickerItem):
            return
        theme = self._theme
        rect: QRect = option.rect
        painter.save()
        if not item.key:
            painter.setFont(theme.font("caption-strong"))
            painter.setPen(theme.color("text-3"))
            painter.drawText(rect.adjusted(10, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), item.text)
            painter.restore()
            return
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("sel"))
            painter.drawRoundedRect(rect.adjusted(4, 1, -4, -1), 5, 5)
        self._paint_words(painter, rect, item)
        painter.restore()

    def _paint_words(self, painter: QPainter, rect: QRect, item: PickerItem) -> None:
        theme = self._theme
        ratio = painter.device().devicePixelRatio()
        middle = rect.center().y() + 1
        x = rect.left() + theme.px(12)
        for tile in item.tiles:
            x += int(paint_pill(painter, x, middle, Pill(tile, shape="tile"), theme)) + 3
        if item.icon:
            size = theme.px(16)
            painter.drawPixmap(x, middle - size // 2, theme.pixmap(item.icon, "text-2", 16, ratio))
            x += size
        if item.tiles or item.icon:
            x += theme.px(8)
        right = rect.right() - theme.px(12)
        if item.is_chosen:
            size = theme.px(16)
            right -= size
            painter.drawPixmap(right, middle - size // 2, theme.pixmap("check", "accent-text", 16, ratio))
            right -= theme.px(8)
        if item.pill is not None:
            right -= pill_width(item.pill, theme)
            paint_pill(painter, right, middle, item.pill, theme)
            right -= theme.px(8)
        if item.remark:
            painter.setFont(theme.font("secondary"))
            painter.setPen(theme.color("text-3"))
            width = min(theme.metrics("secondary").horizontalAdvance(item.remark), (right - x) // 2)
            remark = theme.metrics("secondary").elidedText(item.remark, Qt.TextElideMode.ElideRight, width + 1)
            painter.drawText(
                right - width, rect.top(), width + 2, rect.height(), int(Qt.AlignmentFlag.AlignVCenter), remark
            )
            right -= width + theme.px(8)
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color("text"))
        text = theme.metrics("body").elidedText(item.text, Qt.TextElideMode.ElideRight, right - x)
        painter.drawText(x, rect.top(), right - x, rect.height(), int(Qt.AlignmentFlag.AlignVCenter), text)


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


class Picker(QFrame):
    """The popup: a search field over a list. ``picked`` tells the key."""

    picked = Signal(str)
    closed = Signal()

    def __init__(self, theme: Theme, name: str, hint: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._theme = theme
        self.setProperty("role", "popup")
        self.setAccessibleName(name)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(hint)
        self.search.setAccessibleName(hint)
        sign = self.search.addAction(theme.icon("search", "text-3"), QLineEdit.ActionPosition.LeadingPosition)
        theme.changed.connect(lambda: sign.setIcon(theme.icon("search", "text-3")))
        self.list = PickerList(theme, name, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 8, 6, 8)
        layout.setSpacing(6)
        layout.addWidget(self.search)
        layout.addWidget(self.list)
        self.search.textChanged.connect(self._on_search)
        self.search.installEventFilter(self)
        self.list.clicked.connect(lambda _index: self._pick())

    def open_below(self, anchor: QWidget, items: tuple[PickerItem, ...], *, width: int = 0) -> None:
        """Show the lines below a widget."""
        self.list.lines.set_items(items)
        self.search.clear()
        self.list.choose_first()
        wanted = min(self.list.height_wanted(), self._theme.px(360))
        self.list.setFixedHeight(max(wanted, self._theme.px(30)))
        self.resize(width or max(anchor.width(), self._theme.px(320)), self.sizeHint().height())
        corner = anchor.mapToGlobal(QPoint(0, anchor.height() + 4))
        screen = anchor.screen().availableGeometry()
        corner.setX(max(screen.left(), min(corner.x(), screen.right() - self.width())))
        self.move(corner)
        self.show()
        self.search.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self.list.step(1 if event.key() == Qt.Key.Key_Down else -1)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._pick()
                return True
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if QGuiApplication.platformName() != "cocoa":
            round_corners(self, self._theme.radius("popover"))

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.closed.emit()

    def _on_search(self, text: str) -> None:
        self.list.lines.search(text)
        self.list.choose_first()

    def _pick(self) -> None:
        key = self.list.current_key
        if key:
            self.hide()
            self.picked.emit(key)
