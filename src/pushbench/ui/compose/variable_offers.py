"""Variables with their current values, offered where somebody types ``{{``."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QTextCursor
from PySide6.QtWidgets import (
    QApplication,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from pushbench.domain.json_value import Json
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.announce import Announcer

if TYPE_CHECKING:
    from pushbench.ui.compose.model import ComposeModel

_BEGUN = re.compile(r"\{\{\s*([^\s{}]*)$")
_VALUE = Qt.ItemDataRole.UserRole
_MOST_SHOWN = 8
_DEEPEST = 4
_WIDTH = 260


def offered(variables: Mapping[str, Json], attributes: Mapping[str, Json]) -> dict[str, str]:
    """Return name -> value in words; attributes of the chosen device win, what they hold is named with dots."""
    found: dict[str, str] = {}
    _gather(variables, "", found)
    _gather(attributes, "", found)
    return dict(sorted(found.items()))


def _gather(values: Mapping[str, Json], prefix: str, found: dict[str, str]) -> None:
    for key, value in values.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and value and name.count(".") < _DEEPEST:
            _gather(value, f"{name}.", found)
        else:
            found[name] = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


class _Delegate(QStyledItemDelegate):
    """Name in mono, value behind it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(self._theme.px(_WIDTH), self._theme.px(26))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme = self._theme
        rect: QRect = option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("sel"))
        room = rect.adjusted(theme.px(9), 0, -theme.px(9), 0)
        name, middle = str(index.data()), int(Qt.AlignmentFlag.AlignVCenter)
        metrics = theme.metrics("code")
        shown = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, room.width() * 2 // 3)
        painter.setFont(theme.font("code"))
        painter.setPen(theme.color("accent-text"))
        painter.drawText(room, middle | int(Qt.AlignmentFlag.AlignLeft), shown)
        rest = room.adjusted(metrics.horizontalAdvance(shown) + theme.px(12), 0, 0, 0)
        painter.setFont(theme.font("secondary"))
        painter.setPen(theme.color("text-2"))
        value = theme.metrics("secondary").elidedText(
            str(index.data(_VALUE)).replace("\n", " "), Qt.TextElideMode.ElideRight, rest.width()
        )
        painter.drawText(rest, middle | int(Qt.AlignmentFlag.AlignRight), value)
        painter.restore()


class VariableOffers(QObject):
    """Follows the keyboard over the text fields of a screen. Up, Down, Enter and Tab choose, Escape closes."""

    def __init__(self, theme: Theme, model: ComposeModel, screen: QWidget) -> None:
        super().__init__(screen)
        self._theme = theme
        self._model = model
        self._screen = screen
        self._field: QPlainTextEdit | None = None
        self._list: QListWidget | None = None
        self._announcer = Announcer(screen)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)

    @property
    def is_open(self) -> bool:
        return self._list is not None and self._list.isVisible()

    @property
    def names(self) -> list[str]:
        """What is offered now."""
        shown = self._list
        return [shown.item(row).text() for row in range(shown.count())] if shown is not None and self.is_open else []

    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is self._field:
            return
        self.close()
        if self._field is not None:
            self._field.removeEventFilter(self)
            self._field.textChanged.disconnect(self._on_text)
            self._field = None
        if isinstance(now, QPlainTextEdit) and not now.isReadOnly() and self._screen.isAncestorOf(now):
            self._field = now
            now.installEventFilter(self)
            now.textChanged.connect(self._on_text)

    def _begun(self) -> str | None:
        """Return what stands between ``{{`` and the caret, or None outside of a variable."""
        if self._field is None:
            return None
        cursor = self._field.textCursor()
        found = _BEGUN.search(cursor.block().text()[: cursor.positionInBlock()])
        return found.group(1) if found is not None and not cursor.hasSelection() else None

    def _on_text(self) -> None:
        begun = self._begun() if self._field is not None and self._field.hasFocus() else None
        if begun is None:
            self.close()
            return
        state = self._model.state
        values = offered(state.message.variables, state.reading.attributes)
        wanted = begun.casefold()
        fitting = sorted(
            (name for name in values if wanted in name.casefold()),
            key=lambda name: not name.casefold().startswith(wanted),
        )
        if not fitting or fitting == [begun]:
            self.close()
            return
        self._show({name: values[name] for name in fitting})

    def _show(self, values: Mapping[str, str]) -> None:
        field = self._field
        if field is None:
            return
        shown = self._list
        if shown is None:
            shown = self._list = QListWidget(self._screen.window())
            shown.setProperty("role", "popup")
            shown.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            shown.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            shown.setAccessibleName(self.tr("Variables"))
            shown.setItemDelegate(_Delegate(self._theme, shown))
            shown.itemClicked.connect(self._take)
        was_open = shown.isVisible()
        shown.clear()
        for name, value in values.items():
            item = QListWidgetItem(name, shown)
            item.setData(_VALUE, value)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{name}, {value}")
        shown.setCurrentRow(0)
        rows = min(len(values), _MOST_SHOWN)
        shown.setFixedSize(self._theme.px(_WIDTH), rows * self._theme.px(26) + 4)
        self._place(field, shown)
        shown.show()
        shown.raise_()
        if not was_open:
            words = self.tr("{count} variables, Down and Enter choose")
            self._announcer.say(words.format(count=len(values)))

    def _place(self, field: QPlainTextEdit, shown: QListWidget) -> None:
        window = self._screen.window()
        caret = field.cursorRect()
        at = field.viewport().mapTo(window, caret.bottomLeft() + QPoint(0, 4))
        if at.y() + shown.height() > window.height():
            at.setY(field.viewport().mapTo(window, caret.topLeft()).y() - shown.height() - 4)
        at.setX(max(4, min(at.x(), window.width() - shown.width() - 4)))
        shown.move(at)

    def close(self) -> None:
        """Offer nothing."""
        if self._list is not None:
            self._list.hide()

    def _take(self, item: QListWidgetItem | None) -> None:
        field, begun = self._field, self._begun()
        if field is None or item is None or begun is None:
            return
        cursor = field.textCursor()
        rest = cursor.block().text()[cursor.positionInBlock() :]
        if rest.startswith("}}"):
            cursor.setPosition(cursor.position() + 2)
        start = field.textCursor().position() - len(begun)
        end = cursor.position()
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(item.text() + "}}")
        field.setTextCursor(cursor)
        self.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self.is_open or self._list is None or not isinstance(event, QKeyEvent):
            return False
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        chooses = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab) and not event.modifiers()
        if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        if event.type() != QEvent.Type.KeyPress or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if step is not None:
            self._list.setCurrentRow((self._list.currentRow() + step) % self._list.count())
        elif chooses:
            self._take(self._list.currentItem())
        elif event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            return False
        return True
