"""Short messages at the bottom of a pane that go by themselves, often with a way back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.announce import Announcer
from pushbench.ui.widgets.boxes import row
from pushbench.ui.widgets.buttons import button
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.notes import IconLabel

MOST = 3
"""So many stand above each other; a further one pushes out the oldest."""
_GAP = 8
_EDGE = 16
_LEAST_WIDTH = 260


class Slip(QFrame):
    """One message. It stays while the mouse is on it or it has the focus; ``ended`` tells that it is gone."""

    ended = Signal(object)

    def __init__(
        self, theme: Theme, text: str, action: str, run: Callable[[], object] | None, icon: str, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self._run = run
        self.setProperty("role", "toast")
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.words = label(theme, text, "body", tone="toast")
        self.action = button(theme, action, self._act, kind="toast", size="small")
        self.action.setVisible(bool(action))
        self.setLayout(row(IconLabel(theme, icon, "on-toast"), self.words, None, self.action, margins=(14, 6, 10, 6)))
        self.setMinimumSize(theme.px(_LEAST_WIDTH), theme.px(36))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(theme.tokens.motion["toast-ms"])
        self._timer.timeout.connect(self.end)
        self.action.installEventFilter(self)

    @property
    def is_waiting(self) -> bool:
        """Whether it stays for now, because someone is at it."""
        return not self._timer.isActive()

    def start(self) -> None:
        """Let the time run from its beginning."""
        self._timer.start()

    def end(self) -> None:
        """Go now."""
        self._timer.stop()
        self.hide()
        self.ended.emit(self)
        self.deleteLater()

    def _act(self) -> None:
        run = self._run
        self.end()
        if run is not None:
            run()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if not self.action.hasFocus():
            self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self._timer.stop()
        elif event.type() == QEvent.Type.FocusOut and not self.underMouse():
            self._timer.start()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
            self.end()
            return True
        return False


class Toast(QObject):
    """Shows messages over the bottom of a pane, the newest lowest, and tells them to screen readers."""

    def __init__(self, theme: Theme, pane: QWidget) -> None:
        super().__init__(pane)
        self._theme = theme
        self._pane = pane
        self.announcer = Announcer(pane)
        """Whoever else speaks for the window does so by it, so that one summary a second holds for all."""
        self.slips: list[Slip] = []
        """Oldest first."""
        pane.installEventFilter(self)
        theme.resized.connect(self._place)

    def tell(self, text: str, action: str = "", run: Callable[[], object] | None = None, icon: str = "") -> None:
        """Show a message, with an action if one is given."""
        while len(self.slips) >= MOST:
            self.slips[0].end()
        chosen = icon or ("undo-2" if run is not None else "info")
        slip = Slip(self._theme, text, action, run, chosen, self._pane)
        slip.ended.connect(self._forget)
        self.slips.append(slip)
        slip.adjustSize()
        self._place()
        slip.show()
        slip.raise_()
        slip.start()
        self.announcer.say(f"{text}. {action}" if action else text)

    def _forget(self, slip: Slip) -> None:
        if slip in self.slips:
            self.slips.remove(slip)
            self._place()

    def _place(self) -> None:
        bottom = self._pane.height() - _EDGE
        for slip in reversed(self.slips):
            most = self._pane.width() - 2 * _EDGE
            slip.resize(min(slip.sizeHint().expandedTo(slip.minimumSize()).width(), most), slip.sizeHint().height())
            bottom -= slip.height()
            slip.move((self._pane.width() - slip.width()) // 2, bottom)
            bottom -= _GAP

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False
