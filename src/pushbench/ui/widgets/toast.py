"""A short message at the bottom of a pane that goes by itself, often with a way back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QFrame, QWidget

from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import row
from pushbench.ui.widgets.buttons import button
from pushbench.ui.widgets.labels import label


class Toast(QFrame):
    """Shows one message at a time over its parent; stays while the mouse is on it or it has the focus."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("role", "toast")
        self._text = label(theme, "", "body", tone="toast")
        self._action = button(theme, "", self._act, kind="toast", size="small")
        self._run: Callable[[], object] | None = None
        self.setLayout(row(self._text, 12, self._action, margins=(14, 6, 8, 6)))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._end)
        parent.installEventFilter(self)
        self.hide()

    def tell(self, text: str, action: str = "", run: Callable[[], object] | None = None) -> None:
        """Show a message, with an action if one is given."""
        self._text.setText(text)
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self._run = run
        self.setAccessibleName(text)
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()
        self._timer.start(self._theme.tokens.motion["toast-ms"])

    def _act(self) -> None:
        run = self._run
        self.hide()
        if run is not None:
            run()

    def _end(self) -> None:
        if self.underMouse() or self._action.hasFocus():
            self._timer.start(1000)
        else:
            self.hide()

    def _place(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            self.move((parent.width() - self.width()) // 2, parent.height() - self.height() - 16)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False
