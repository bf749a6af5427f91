"""What a screen reader is told without being asked: results, new rows, toasts."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

PAUSE_MS = 1000


class Announcer(QObject):
    """Speaks politely for a widget, at most once a second; what comes in between is told as one summary."""

    def __init__(self, source: QWidget) -> None:
        super().__init__(source)
        self._source = source
        self._waiting: list[str] = []
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._on_pause)

    def say(self, text: str) -> None:
        """Tell a sentence now, or with the next summary."""
        if not text:
            return
        if self._pause.isActive():
            self._waiting.append(text)
            return
        self._speak(text)
        self._pause.start()

    def _on_pause(self) -> None:
        if self._waiting:
            text = " ".join(dict.fromkeys(self._waiting))
            self._waiting.clear()
            self._speak(text)
            self._pause.start()

    def _speak(self, text: str) -> None:
        event = QAccessibleAnnouncementEvent(self._source, text)
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Polite)
        QAccessible.updateAccessibility(event)
