"""A dashed frame that takes a file."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QWidget

from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import restyle, row
from pushbench.ui.widgets.buttons import button
from pushbench.ui.widgets.labels import label


class DropZone(QFrame):
    """Takes one dropped file whose name fits; ``dropped`` tells its path. The button does the same by keyboard."""

    dropped = Signal(str)

    def __init__(
        self, theme: Theme, text: str, choose: str, on_choose: Callable[[], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "drop")
        self.setAccessibleName(text)
        self.setAcceptDrops(True)
        self._suffixes: tuple[str, ...] = ()
        self._rest = text
        self._text = label(theme, text, "body", tone="secondary", wraps=True)
        self.button = button(theme, choose, on_choose)
        self.setLayout(row(self._text, self.button, margins=(12, 8, 10, 8), grows=0))

    def accept_suffixes(self, suffixes: tuple[str, ...]) -> None:
        """Refuse files with other endings; an empty tuple takes all."""
        self._suffixes = tuple(suffix.lower() for suffix in suffixes)

    def show_text(self, text: str) -> None:
        self._rest = text
        self._say("", text)

    def show_state(self, name: str) -> None:
        """Show what dragging a file of this name over the frame would say; an empty name is rest."""
        if not name:
            self._say("", self._rest)
        elif self._fits(name):
            self._say("over", self.tr("Release to read {name}").format(name=name.replace("\\", "/").rsplit("/", 1)[-1]))
        else:
            endings = ", ".join(self._suffixes)
            self._say(
                "refused", self.tr("This file does not end in {endings}. Drop one that does.").format(endings=endings)
            )

    def refuse(self, sentence: str) -> None:
        """Say why a file that was read cannot be used; the next drag starts anew."""
        self._say("refused", sentence)

    def _say(self, state: str, text: str) -> None:
        restyle(self, "state", state)
        restyle(self._text, "tone", {"over": "accent", "refused": "red"}.get(state, "secondary"))
        self._text.setText(text)
        self.setAccessibleDescription(text if state else "")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        path = self._path(event)
        if path is not None:
            self.show_state(path)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.show_state("")

    def dropEvent(self, event: QDropEvent) -> None:
        path = self._path(event)
        self.show_state("")
        if path is not None and self._fits(path):
            event.acceptProposedAction()
            self.dropped.emit(path)

    def _fits(self, path: str) -> bool:
        return not self._suffixes or path.lower().endswith(self._suffixes)

    @staticmethod
    def _path(event: QDropEvent) -> str | None:
        urls = event.mimeData().urls()
        return urls[0].toLocalFile() if urls and urls[0].isLocalFile() else None
