"""A field that holds chips and a place to type the next one."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QSizePolicy, QToolButton, QWidget

from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import restyle
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.menu import round_corners
from pushbench.ui.widgets.picker import PickerItem, PickerList


@dataclass(frozen=True, slots=True)
class ChipItem:
    """One chip."""

    key: str
    text: str
    icon: str
    tone: str = "plain"
    """``plain``, ``amber`` or ``red``."""
    tip: str = ""


class Chip(QToolButton):
    """A framed word with a cross; the cross, Delete and Backspace remove it."""

    removed = Signal(str)

    def __init__(self, theme: Theme, item: ChipItem, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.item = item
        self.setAccessibleName(item.text)
        self.setAccessibleDescription(item.tip)
        self.setToolTip(item.tip or self.tr("{name}. Delete removes it.").format(name=item.text))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.resize(self.sizeHint())

    def sizeHint(self) -> QSize:
        theme = self._theme
        text = min(theme.metrics("label").horizontalAdvance(self.item.text), theme.px(180))
        return QSize(text + theme.px(8 + 14 + 6 + 8 + 12 + 6), theme.height("chip"))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tone = self.item.tone
        is_plain = tone == "plain"
        painter.setPen(theme.color("accent" if self.hasFocus() else "line-strong" if is_plain else f"{tone}-line"))
        painter.setBrush(theme.color(("hover" if self.underMouse() else "surface") if is_plain else f"{tone}-bg"))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1).toRectF().translated(0.5, 0.5), 5, 5)
        ratio = self.devicePixelRatioF()
        icon = "triangle-alert" if not is_plain else self.item.icon
        top = (self.height() - theme.px(14)) // 2
        painter.drawPixmap(theme.px(7), top, theme.pixmap(icon, "text-2" if is_plain else tone, 14, ratio))
        painter.setFont(theme.font("label"))
        painter.setPen(theme.color("text" if is_plain else tone))
        room = QRect(theme.px(26), 0, self.width() - theme.px(26 + 22), self.height())
        words = theme.metrics("label").elidedText(self.item.text, Qt.TextElideMode.ElideRight, room.width() + 2)
        painter.drawText(room.adjusted(0, 0, 4, 0), int(Qt.AlignmentFlag.AlignVCenter), words)
        cross = self._cross()
        painter.drawPixmap(cross.topLeft(), theme.pixmap("x", "text-2" if is_plain else tone, 12, ratio))
        painter.end()

    def _cross(self) -> QRect:
        side = self._theme.px(12)
        return QRect(self.width() - side - self._theme.px(6), (self.height() - side) // 2, side, side)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._cross().adjusted(-4, -4, 4, 4).contains(event.position().toPoint()):
            self.removed.emit(self.item.key)
            return
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit(self.item.key)
            return
        super().keyPressEvent(event)


class _Suggestions(QFrame):
    """A list below the field that leaves the keyboard with the field."""

    def __init__(self, theme: Theme, name: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.ToolTip)
        self._theme = theme
        self.setProperty("role", "popup")
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.list = PickerList(theme, name, self)

    def open_below(self, anchor: QWidget, items: tuple[PickerItem, ...]) -> None:
        self.list.lines.set_items(items)
        self.list.choose_first()
        height = min(self.list.height_wanted(), self._theme.px(300))
        self.resize(max(self._theme.px(300), min(anchor.width(), self._theme.px(460))), height + 12)
        self.list.setGeometry(4, 6, self.width() - 8, height)
        self.move(anchor.mapToGlobal(QPoint(0, anchor.height() + 5)))
        round_corners(self, self._theme.radius("popover"))
        self.show()


class ChipsField(QFrame):
    """Chips in a row, then a borderless line edit; chips that do not fit fold into "+3".

    ``typed`` tells each change of the text (for suggestions), ``added`` a finished entry, ``removed`` a
    chip's key. Enter adds, Backspace in the empty field removes the last chip, Tab leaves.
    """

    typed = Signal(str)
    added = Signal(str)
    removed = Signal(str)

    def __init__(self, theme: Theme, title: str, name: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._items: tuple[ChipItem, ...] = ()
        self._chips: list[Chip] = []
        self._tail = ""
        self.setProperty("role", "field")
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.size(self, height="top-control")
        self._title = label(theme, title, "body", tone="secondary", parent=self)
        self._summary = label(theme, "", "secondary", tone="caption", parent=self)
        self._more = QLabel(self)
        theme.dress(self._more, "label")
        self.edit = QLineEdit(self)
        self.edit.setProperty("bare", True)
        self.edit.setPlaceholderText(hint)
        self.edit.setAccessibleName(name)
        self.edit.installEventFilter(self)
        self.edit.textEdited.connect(self.typed)
        self._suggestions = _Suggestions(theme, name, self)
        self._suggestions.list.clicked.connect(lambda _index: self._take())
        theme.changed.connect(self._place)

    def set_chips(self, items: tuple[ChipItem, ...], summary: str) -> None:
        """Show these chips and a summary at the end of the field."""
        if items != self._items:
            self._items = items
            for chip in self._chips:
                chip.hide()
                chip.deleteLater()
            self._chips = [self._make(item) for item in items]
        if summary != self._summary.text():
            self._summary.setText(summary)
        self._place()

    def suggest(self, items: tuple[PickerItem, ...]) -> None:
        """Show suggestions below the field; none hides the list."""
        if items and self.edit.hasFocus():
            self._suggestions.open_below(self, items)
        else:
            self._suggestions.hide()

    def _make(self, item: ChipItem) -> Chip:
        chip = Chip(self._theme, item, self)
        chip.removed.connect(self._on_removed)
        chip.show()
        return chip

    def _on_removed(self, key: str) -> None:
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.removed.emit(key)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        theme = self._theme
        gap, middle = theme.px(6), self.height() // 2
        self._title.adjustSize()
        self._title.move(theme.px(10), middle - self._title.height() // 2)
        self._summary.adjustSize()
        x = theme.px(10) + self._title.width() + theme.px(8)
        right = self.width() - theme.px(10)
        has_summary = bool(self._summary.text()) and self.width() > theme.px(420)
        self._summary.setVisible(has_summary)
        if has_summary:
            right -= self._summary.width() + theme.px(8)
            self._summary.move(right + theme.px(8), middle - self._summary.height() // 2)
        x = self._place_chips(x, right - theme.px(84), gap, middle)
        self.edit.setGeometry(x, 2, max(theme.px(40), right - x), self.height() - 4)

    def _place_chips(self, x: int, limit: int, gap: int, middle: int) -> int:
        folded = 0
        for chip in self._chips:
            size = chip.sizeHint()
            fits = not folded and x + size.width() <= limit
            chip.setVisible(fits)
            if not fits:
                folded += 1
                continue
            chip.setGeometry(x, middle - size.height() // 2, size.width(), size.height())
            x += size.width() + gap
        self._more.setVisible(bool(folded))
        if folded:
            self._more.setText(f"+{folded}")
            self._more.setToolTip(", ".join(item.text for item in self._items[-folded:]))
            self._more.adjustSize()
            self._more.move(x, middle - self._more.height() // 2)
            x += self._more.width() + gap
        return x

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.edit.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            restyle(self, "focused", event.type() == QEvent.Type.FocusIn)
            if event.type() == QEvent.Type.FocusIn:
                self.typed.emit(self.edit.text())
            else:
                self._suggestions.hide()
                self._add_typed()
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(event)
        return False

    def _on_key(self, event: QKeyEvent) -> bool:
        key = event.key()
        has_list = self._suggestions.isVisible()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            if has_list:
                self._suggestions.list.step(1 if key == Qt.Key.Key_Down else -1)
            else:
                self.typed.emit(self.edit.text())
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            if has_list and self._suggestions.list.current_key:
                self._take()
            else:
                self._add_typed()
            return True
        if key == Qt.Key.Key_Escape and has_list:
            self._suggestions.hide()
            return True
        if key == Qt.Key.Key_Backspace and not self.edit.text() and self._items:
            self.removed.emit(self._items[-1].key)
            return True
        return False

    def _take(self) -> None:
        key = self._suggestions.list.current_key
        self._suggestions.hide()
        if key:
            self.edit.clear()
            self.added.emit(key)

    def _add_typed(self) -> None:
        text = self.edit.text().strip()
        self.edit.clear()
        self._suggestions.hide()
        if text:
            self.added.emit(text)
