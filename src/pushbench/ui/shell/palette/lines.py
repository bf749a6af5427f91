"""The list inside the palette: its model, how a line is painted, how the keyboard moves over it."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from pushbench.ui.shell.palette.entries import Entry
from pushbench.ui.theme.style.menus import paint_row_ring
from pushbench.ui.theme.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_ENTRY = Qt.ItemDataRole.UserRole
_LINE, _HEADING = 32, 26


class PaletteModel(QAbstractListModel):
    """The lines in sight."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[Entry, ...] = ()

    def show_entries(self, entries: tuple[Entry, ...]) -> None:
        self.beginResetModel()
        self._entries = entries
        self.endResetModel()

    def entry(self, row: int) -> Entry:
        return self._entries[row]

    @property
    def rows(self) -> list[int]:
        """Rows that can be chosen."""
        return [row for row, entry in enumerate(self._entries) if entry.key]

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._entries):
            return None
        entry = self._entries[index.row()]
        if role == _ENTRY:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return entry.spoken
        return entry.why or None if role == Qt.ItemDataRole.ToolTipRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and index.row() < len(self._entries) and self._entries[index.row()].key:
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags


class PaletteDelegate(QStyledItemDelegate):
    """Paints icon, title with the typed letters in bold, group or reason, and the shortcut."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.has_groups = True
        """Whether headings tell the groups, so that lines need not."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        entry = index.data(_ENTRY)
        return QSize(100, self._theme.px(_LINE if isinstance(entry, Entry) and entry.key else _HEADING))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry = index.data(_ENTRY)
        if not isinstance(entry, Entry):
            return
        painter.save()
        rect: QRect = option.rect
        if entry.key:
            self._paint_line(painter, option, rect, entry)
        else:
            painter.setFont(self._theme.font("caption-strong"))
            painter.setPen(self._theme.color("text-3"))
            room = rect.adjusted(self._theme.px(12), self._theme.px(3), -self._theme.px(12), 0)
            painter.drawText(room, _flags(option.direction), entry.title)
        painter.restore()

    def _paint_line(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, entry: Entry) -> None:
        theme = self._theme
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("sel"))
            painter.drawRoundedRect(rect.adjusted(4, 1, -4, -1), 5, 5)
        paint_row_ring(theme, option, painter, rect.adjusted(4, 1, -4, -1))
        left, right = rect.left() + theme.px(12), rect.right() - theme.px(12)
        icon = theme.px(16)
        ink = "disabled" if entry.why else "text"
        ratio = painter.device().devicePixelRatio()
        if entry.icon:
            pixmap = theme.pixmap(entry.icon, "disabled" if entry.why else "text-2", 16, ratio)
            at = QRect(left, rect.center().y() - icon // 2 + 1, icon, icon)
            painter.drawPixmap(_mirrored(option, rect, at), pixmap)
        left += icon + theme.px(10)
        right -= self._paint_end(painter, option, rect, right, entry)
        room = _mirrored(option, rect, QRect(left, rect.top(), max(right - left, 0), rect.height()))
        used = self._paint_title(painter, option, room, entry, ink)
        self._paint_remark(painter, option, rect, left + used + theme.px(10), right, entry)

    def _paint_end(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, right: int, entry: Entry) -> int:
        """Paint the shortcut at the end; returns the width it took."""
        if not entry.keys:
            return 0
        theme = self._theme
        width = theme.metrics("secondary").horizontalAdvance(entry.keys)
        painter.setFont(theme.font("secondary"))
        painter.setPen(theme.color("text-3"))
        at = _mirrored(option, rect, QRect(right - width, rect.top(), width + 1, rect.height()))
        painter.drawText(at, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), entry.keys)
        return width + theme.px(14)

    def _paint_title(self, painter: QPainter, option: QStyleOptionViewItem, room: QRect, entry: Entry, ink: str) -> int:
        """Paint the title, typed letters in bold, and return its width."""
        theme = self._theme
        plain, strong = theme.font("body"), theme.font("body", 700)
        painter.setPen(theme.color(ink))
        if not entry.places or option.direction is Qt.LayoutDirection.RightToLeft:
            # Letters of scripts that join must be painted as one run.
            painter.setFont(plain)
            text = theme.metrics("body").elidedText(entry.title, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, _flags(option.direction), text)
            return theme.metrics("body").horizontalAdvance(text)
        x = room.left()
        for text, is_typed in _runs(entry.title, entry.places):
            painter.setFont(strong if is_typed else plain)
            painter.setPen(theme.color(ink if entry.why or not is_typed else "accent-text"))
            width = painter.fontMetrics().horizontalAdvance(text)
            painter.drawText(QRect(x, room.top(), room.right() - x, room.height()), _flags(option.direction), text)
            x += width
        return x - room.left()

    def _paint_remark(
        self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, left: int, right: int, entry: Entry
    ) -> None:
        theme = self._theme
        text = entry.why or ("" if self.has_groups else entry.group)
        if not text or right - left < theme.px(40):
            return
        painter.setFont(theme.font("secondary"))
        painter.setPen(theme.color("text-3"))
        shown = theme.metrics("secondary").elidedText(text, Qt.TextElideMode.ElideRight, right - left)
        room = _mirrored(option, rect, QRect(left, rect.top(), right - left, rect.height()))
        painter.drawText(room, _flags(option.direction), shown)


def _runs(title: str, places: frozenset[int]) -> list[tuple[str, bool]]:
    runs: list[tuple[str, bool]] = []
    for number, letter in enumerate(title):
        is_typed = number in places
        if runs and runs[-1][1] is is_typed:
            runs[-1] = (runs[-1][0] + letter, is_typed)
        else:
            runs.append((letter, is_typed))
    return runs


def _mirrored(option: QStyleOptionViewItem, whole: QRect, part: QRect) -> QRect:
    return QStyle.visualRect(option.direction, whole, part)


def _flags(direction: Qt.LayoutDirection) -> int:
    is_right_to_left = direction is Qt.LayoutDirection.RightToLeft
    side = Qt.AlignmentFlag.AlignRight if is_right_to_left else Qt.AlignmentFlag.AlignLeft
    return int(Qt.AlignmentFlag.AlignVCenter | side | Qt.AlignmentFlag.AlignAbsolute)


class PaletteList(QListView):
    """Arrows move over lines that can be chosen; the focus stays in the search field."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.lines = PaletteModel(self)
        self.delegate = PaletteDelegate(theme, self)
        self.setModel(self.lines)
        self.setItemDelegate(self.delegate)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.entered.connect(self.setCurrentIndex)

    def show_entries(self, entries: tuple[Entry, ...], *, has_groups: bool) -> None:
        """Show other lines and choose the first."""
        self.delegate.has_groups = has_groups
        self.lines.show_entries(entries)
        rows = self.lines.rows
        self.setCurrentIndex(self.lines.index(rows[0], 0) if rows else QModelIndex())
        self.scrollToTop()

    def step(self, by: int, *, wraps: bool = True) -> None:
        """Move on by lines."""
        rows = self.lines.rows
        if not rows:
            return
        current = self.currentIndex().row()
        place = rows.index(current) + by if current in rows else 0
        place = place % len(rows) if wraps else min(max(place, 0), len(rows) - 1)
        self.setCurrentIndex(self.lines.index(rows[place], 0))
        self.scrollTo(self.currentIndex())
        if place == 0:
            self.scrollToTop()

    @property
    def current(self) -> Entry | None:
        index = self.currentIndex()
        return self.lines.entry(index.row()) if index.isValid() else None

    def height_wanted(self) -> int:
        """Return the height that shows every line."""
        return sum(self.sizeHintForRow(row) for row in range(self.lines.rowCount())) + 2
