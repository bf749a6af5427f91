"""The tabs of open messages: reordered by dragging or keys, a place to drop payloads, a menu each."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from pushbench.ui.compose.library_tree import MESSAGES, dragged, local_files
from pushbench.ui.compose.model import ComposeModel
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.menu import MenuItem, pop_up_at
from pushbench.ui.widgets.tabs import TabStrip


class MessageTabs(TabStrip):
    """``rename_wanted`` and ``revisions_wanted`` tell a key."""

    rename_wanted = Signal(str)
    revisions_wanted = Signal(str)

    def __init__(self, theme: Theme, model: ComposeModel, parent: QWidget | None = None) -> None:
        super().__init__(theme, "", is_top=True, parent=parent)
        self._model = model
        self.setAccessibleName(self.tr("Open messages"))
        self.setMovable(True)
        self.setAcceptDrops(True)
        self.chosen.connect(model.files.show)
        self.closed.connect(model.files.close)
        self.tabMoved.connect(self._on_moved)
        self.tabBarDoubleClicked.connect(self._on_double_click)

    def key_at(self, index: int) -> str:
        """Return the key of a tab, or an empty text."""
        return self._tabs[index].key if 0 <= index < len(self._tabs) else ""

    def _on_double_click(self, index: int) -> None:
        if self.key_at(index):
            self.rename_wanted.emit(self.key_at(index))

    # -- order ----------------------------------------------------------------------------------------

    def _on_moved(self, before: int, after: int) -> None:
        if self._is_rendering:
            return
        tabs = list(self._tabs)
        tab = tabs.pop(before)
        tabs.insert(after, tab)
        self._tabs = tuple(tabs)
        self._model.files.move_tab(tab.key, after)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        index = self.currentIndex()
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in steps:
            to = index + steps[Qt.Key(event.key())]
            if 0 <= to < self.count():
                self._model.files.move_tab(self.key_at(index), to)
        elif event.key() == Qt.Key.Key_F2:
            self.rename_wanted.emit(self.key_at(index))
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._model.files.close(self.key_at(index))
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Do not switch messages by an accidental turn of the wheel."""
        event.ignore()

    # -- dropping -------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        data = event.mimeData()
        if data.hasFormat(MESSAGES) or data.hasUrls() or data.hasText():
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        data, files = event.mimeData(), self._model.files
        if data.hasFormat(MESSAGES):
            for key in dragged(data)[0]:
                files.do("open", files.open_and_show, key)
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            return
        event.acceptProposedAction()
        paths = tuple(local_files(data))
        if paths:
            files.incoming.open_paths(paths)
        else:
            files.incoming.open_text(data.text())

    # -- menu -----------------------------------------------------------------------------------------

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        is_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        index = self.tabAt(event.pos()) if is_mouse else self.currentIndex()
        key = self.key_at(index)
        if key:
            point = event.globalPos() if is_mouse else self.mapToGlobal(self.tabRect(index).bottomLeft() + QPoint(8, 0))
            pop_up_at(self._theme, self._items(key), self, point)

    def _items(self, key: str) -> tuple[MenuItem | None, ...]:
        files = self._model.files
        keys = files.open.keys
        others = tuple(other for other in keys if other != key)
        right = keys[keys.index(key) + 1 :] if key in keys else ()
        return (
            MenuItem(
                self.tr("Close"),
                lambda: files.close(key),
                "x",
                self._model.session.keys_of("message.close"),
                is_enabled=not files.why_not_close,
                why_disabled=files.why_not_close,
            ),
            MenuItem(self.tr("Close others"), lambda: files.close_tabs(others), is_enabled=bool(others)),
            MenuItem(self.tr("Close those after it"), lambda: files.close_tabs(right), is_enabled=bool(right)),
            MenuItem(self.tr("Reopen closed tab"), files.reopen, "rotate-ccw"),
            None,
            MenuItem(self.tr("Rename…"), lambda: self.rename_wanted.emit(key), "pencil"),
            MenuItem(self.tr("Revisions…"), lambda: self.revisions_wanted.emit(key), "rotate-ccw-clock"),
            None,
            MenuItem(self.tr("Delete"), lambda: files.delete(key), "trash"),
        )
