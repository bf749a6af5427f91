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
    """Takes one dropped file whose name fits; ``dropped`` tells its path."""

    dropped = Signal(str)

    def __init__(
        self, theme: Theme, text: str, choose: str, on_choose: Callable[[], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "drop")
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
        self._text.setText(text)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        path = self._path(event)
        if path is None:
            return
        if self._fits(path):
            restyle(self, "state", "over")
            self._text.setText(self.tr("Release to read {name}").format(name=path.rsplit("/", 1)[-1]))
        else:
            restyle(self, "state", "refused")
            self._text.setText(
                self.tr("This file does not end in {endings}. Drop one that does.").format(
                    endings=", ".join(self._suffixes)
                )
            )
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._settle()

    def dropEvent(self, event: QDropEvent) -> None:
        path = self._path(event)
        self._settle()
        if path is not None and self._fits(path):
            event.acceptProposedAction()
            self.dropped.emit(path)

    def _settle(self) -> None:
        restyle(self, "state", "")
        self._text.setText(self._rest)

    def _fits(self, path: str) -> bool:
        return not self._suffixes or path.lower().endswith(self._suffixes)

    @staticmethod
    def _path(event: QDropEvent) -> str | None:
        urls = event.mimeData().urls()
        return urls[0].toLocalFile() if urls and urls[0].isLocalFile() else None
