"""A field that holds chips and a place to type the next one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QLineEdit, QSizePolicy, QToolButton, QWidget

from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import restyle
from pushbench.ui.widgets.chip import Chip, ChipItem, ChipStack
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.menu import round_corners
from pushbench.ui.widgets.picker import PickerItem, PickerList

__all__ = ["Chip", "ChipItem", "ChipsField"]


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
        height = min(self.list.height_wanted(), self._theme.px(440))
        self.resize(max(self._theme.px(300), min(anchor.width(), self._theme.px(460))), height + 12)
        self.list.setGeometry(4, 6, self.width() - 8, height)
        self.move(anchor.mapToGlobal(QPoint(0, anchor.height() + 5)))
        round_corners(self, self._theme.radius("popover"))
        self.show()


class ChipsField(QFrame):
    """Chips in a row, then a borderless line edit; chips that do not fit fold into "+3", which opens them.

    ``typed`` tells each change of the text (for suggestions), ``added`` a finished entry or a suggestion's key,
    ``removed`` a chip's key, ``pasted`` a text from the clipboard that :attr:`takes_text` wants whole, ``dropped``
    what was dropped. Enter adds, Backspace in the empty field removes the last chip, Tab leaves; the arrow at the
    start of the text goes to the chips.
    """

    typed = Signal(str)
    added = Signal(str)
    removed = Signal(str)
    pasted = Signal(str)
    dropped = Signal(object)

    def __init__(self, theme: Theme, title: str, name: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._items: tuple[ChipItem, ...] = ()
        self._chips: list[Chip] = []
        self._folded: tuple[ChipItem, ...] = ()
        self._waits_for_focus = ""
        self.takes_text: Callable[[str], bool] = lambda text: "\n" in text.strip()
        """Whether a pasted text is more than something to type on."""
        self.takes_drop: Callable[[QMimeData], bool] = lambda _mime: False
        self.setProperty("role", "field")
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAcceptDrops(True)
        theme.size(self, height="top-control")
        self._title = label(theme, title, "body", tone="secondary", parent=self)
        self._summary = label(theme, "", "secondary", tone="caption", parent=self)
        self._more = QToolButton(self)
        self._more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._more.setAccessibleName(self.tr("More"))
        self._more.clicked.connect(lambda _checked=False: self.open_rest())
        theme.dress(self._more, "label")
        self.edit = QLineEdit(self)
        self.edit.setProperty("bare", True)
        self.edit.setPlaceholderText(hint)
        self.edit.setAccessibleName(name)
        self.edit.setAcceptDrops(False)
        self.edit.installEventFilter(self)
        self.edit.textEdited.connect(self.typed)
        self._suggestions = _Suggestions(theme, name, self)
        self._suggestions.list.clicked.connect(lambda _index: self._take())
        self._rest = ChipStack(theme, name, self)
        theme.changed.connect(self._place)

    def set_chips(self, items: tuple[ChipItem, ...], summary: str) -> None:
        """Show these chips and a summary at the end of the field."""
        if items != self._items:
            self._items = items
            for chip in self._chips:
                chip.hide()
                chip.deleteLater()
            self._chips = [self._make(item) for item in items]
            self._chain_tabs()
        if summary != self._summary.text():
            self._summary.setText(summary)
        self.setAccessibleDescription(summary)
        self._place()
        self._give_focus()
        if self._rest.isVisible():
            self.open_rest()

    def suggest(self, items: tuple[PickerItem, ...]) -> None:
        """Show suggestions below the field; none hides the list."""
        if items and self.edit.hasFocus():
            self._suggestions.open_below(self, items)
        else:
            self._suggestions.hide()

    def open_rest(self) -> None:
        """Show the chips that found no room."""
        if self._folded:
            chips = [self._make(item) for item in self._folded]
            self._rest.show_chips(chips, self._more)
        else:
            self._rest.hide()

    @property
    def folded(self) -> tuple[ChipItem, ...]:
        return self._folded

    @property
    def chips(self) -> tuple[Chip, ...]:
        return tuple(self._chips)

    def _make(self, item: ChipItem) -> Chip:
        chip = Chip(self._theme, item, self)
        chip.removed.connect(self._on_removed)
        chip.stepped.connect(lambda by, it=chip: self._on_stepped(it, by))
        chip.show()
        return chip

    def _chain_tabs(self) -> None:
        before: QWidget = self
        for widget in (*self._chips, self._more, self.edit):
            QWidget.setTabOrder(before, widget)
            before = widget

    def _on_removed(self, key: str) -> None:
        """Leave the keyboard where it was: with the chip behind, else with the text."""
        keys = [item.key for item in self._items]
        place = keys.index(key) + 1 if key in keys else len(keys)
        has_focus = any(chip.hasFocus() for chip in self._chips)
        self._waits_for_focus = keys[place] if has_focus and place < len(keys) else ""
        if not has_focus and not self._rest.isVisible():
            self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.removed.emit(key)

    def _give_focus(self) -> None:
        key, self._waits_for_focus = self._waits_for_focus, ""
        chip = next((chip for chip in self._chips if key and chip.item.key == key and not chip.isHidden()), None)
        if chip is not None:
            chip.setFocus(Qt.FocusReason.TabFocusReason)
        elif key:
            self.edit.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_stepped(self, chip: Chip, by: int) -> None:
        shown = [it for it in self._chips if not it.isHidden()]
        if chip not in shown:
            return
        place = shown.index(chip) + by
        if place >= len(shown):
            last: QWidget = self.edit if self._more.isHidden() else self._more
            last.setFocus(Qt.FocusReason.TabFocusReason)
        elif place >= 0:
            shown[place].setFocus(Qt.FocusReason.TabFocusReason)

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
        has_summary = bool(self._summary.text()) and self.width() > theme.px(300)
        self._summary.setVisible(has_summary)
        if has_summary:
            right -= self._summary.width() + theme.px(8)
            self._summary.move(right + theme.px(8), middle - self._summary.height() // 2)
        x = self._place_chips(x, right - theme.px(84), gap, middle)
        self.edit.setGeometry(x, 2, max(theme.px(40), right - x), self.height() - 4)

    def _place_chips(self, x: int, limit: int, gap: int, middle: int) -> int:
        """Place as many chips as fit, with room for "+3" where some do not."""
        sizes = [chip.sizeHint() for chip in self._chips]
        fits = x + sum(size.width() + gap for size in sizes) <= limit + gap
        room = limit if fits else limit - self._theme.px(34)
        count = 0
        for chip, size in zip(self._chips, sizes, strict=True):
            if x + size.width() > room:
                break
            chip.setGeometry(x, middle - size.height() // 2, size.width(), size.height())
            x += size.width() + gap
            count += 1
        for number, chip in enumerate(self._chips):
            chip.setVisible(number < count)
        self._folded = self._items[count:]
        self._show_more(len(self._folded))
        if self._folded:
            self._more.setGeometry(x, middle - self._theme.px(12), self._more.width(), self._theme.px(24))
            x += self._more.width() + gap
        return x

    def _show_more(self, count: int) -> None:
        self._more.setVisible(bool(count))
        if count:
            tones = {item.tone for item in self._folded}
            tone = next((tone for tone in ("red", "amber") if tone in tones), "text-2")
            self._more.setStyleSheet(f"color: {self._theme.color(tone).name()}")
            self._more.setText(f"+{count}")
            self._more.setAccessibleName(
                self.tr("1 more target") if count == 1 else self.tr("{count} more targets").format(count=count)
            )
            self._more.setToolTip(", ".join(item.text for item in self._folded[:20]))
            self._more.resize(
                self._theme.metrics("label").horizontalAdvance(self._more.text()) + self._theme.px(14), 24
            )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.edit.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.takes_drop(event.mimeData()):
            event.acceptProposedAction()
            restyle(self, "focused", True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        restyle(self, "focused", self.edit.hasFocus())

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        restyle(self, "focused", self.edit.hasFocus())
        self.dropped.emit(event.mimeData())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            restyle(self, "focused", event.type() == QEvent.Type.FocusIn)
            if event.type() == QEvent.Type.FocusIn:
                self.typed.emit(self.edit.text())
            else:
                self._suggestions.hide()
                self._add_typed()
        elif event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            return self._is_left_to_window(event)
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(event)
        return False

    @staticmethod
    def _is_left_to_window(event: QKeyEvent) -> bool:
        """On Linux line edits take Ctrl with E, T and K for the ends of a line; here the window's shortcuts go first."""
        keys = (Qt.Key.Key_E, Qt.Key.Key_T, Qt.Key.Key_K)
        if event.key() in keys and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return True
        return False

    def _on_key(self, event: QKeyEvent) -> bool:
        key = event.key()
        has_list = self._suggestions.isVisible()
        if event.matches(QKeySequence.StandardKey.Paste):
            return self._paste()
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
        return self._leaves_to_chips(event)

    def _leaves_to_chips(self, event: QKeyEvent) -> bool:
        if event.modifiers() != Qt.KeyboardModifier.NoModifier or not self._items:
            return False
        if event.key() == Qt.Key.Key_Backspace and not self.edit.text():
            self.removed.emit(self._items[-1].key)
            return True
        is_ltr = self.layoutDirection() == Qt.LayoutDirection.LeftToRight
        back = Qt.Key.Key_Left if is_ltr else Qt.Key.Key_Right
        if event.key() == back and self.edit.cursorPosition() == 0 and not self.edit.hasSelectedText():
            shown: list[QWidget] = [chip for chip in self._chips if not chip.isHidden()]
            last = self._more if not self._more.isHidden() else shown[-1] if shown else None
            if last is not None:
                last.setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return False

    def _paste(self) -> bool:
        text = QGuiApplication.clipboard().text()
        if not self.takes_text(text):
            return False
        self._suggestions.hide()
        self.pasted.emit(text)
        return True

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
