"""Dialogs that are opened and awaited; nothing here starts a nested event loop."""

from __future__ import annotations

import asyncio
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import clear, row
from pushbench.ui.widgets.buttons import button
from pushbench.ui.widgets.card_window import CardWindow
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.reading_order import step_focus


class Dialog(CardWindow):
    """A window-modal dialog with a title, a body and buttons; ``await dialog.result_of()`` gives the key."""

    def __init__(self, theme: Theme, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        self._future: asyncio.Future[str | None] | None = None
        self._choice: str | None = None
        self.body = QVBoxLayout()
        self.body.setSpacing(10)
        self.body.setContentsMargins(18, 16, 18, 14)
        self.heading = label(theme, title, "heading", wraps=True)
        self.body.addWidget(self.heading)
        self._foot = QHBoxLayout()
        self._foot.setContentsMargins(18, 2, 18, 16)
        self._foot.setSpacing(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # the card fits itself to what it holds
        layout.addLayout(self.body, 1)
        layout.addLayout(self._foot)
        self.setMinimumWidth(theme.px(420))

    def set_buttons(self, *buttons: tuple[str, str, str], default: str) -> None:
        """Offer buttons as key, words and kind, from left to right; ``default`` answers Enter."""
        clear(self._foot)
        self._foot.addStretch(1)
        for key, words, kind in buttons:
            made = button(self._theme, words, partial(self.choose, key), kind=kind)
            made.setObjectName(key)
            made.setAutoDefault(True)
            made.setDefault(key == default)
            self._foot.addWidget(made)
            if key == default:
                made.setFocus()

    def enable(self, key: str, *, is_enabled: bool, why: str = "") -> None:
        """Enable a button or say in its tool tip why it is not."""
        for index in range(self._foot.count()):
            item = self._foot.itemAt(index)
            widget = item.widget() if item is not None else None
            if widget is not None and widget.objectName() == key:
                widget.setEnabled(is_enabled)
                widget.setToolTip("" if is_enabled else why)

    def choose(self, key: str) -> None:
        """End the dialog with a key."""
        self._choice = key
        self.accept()

    async def result_of(self) -> str | None:
        """Open the dialog and wait; None when it was dismissed. Cancelling the task closes it."""
        self._future = asyncio.get_running_loop().create_future()
        self.finished.connect(self._on_finished)
        self.open()
        try:
            return await self._future
        finally:
            self.close()
            self.deleteLater()

    def focusNextPrevChild(self, is_forward: bool, /) -> bool:
        """Lead Tab through the dialog as one reads it."""
        return step_focus(self, is_forward=is_forward)

    def _on_finished(self, _result: int) -> None:
        if self._future is not None and not self._future.done():
            self._future.set_result(self._choice)


class Question(Dialog):
    """A sentence and two buttons; the safe one is the default."""

    def __init__(
        self, theme: Theme, title: str, text: str, *, go: str, go_kind: str = "primary", parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, title, parent)
        self.body.addWidget(label(theme, text, "body", tone="secondary", wraps=True))
        self.set_buttons(("cancel", self.tr("Cancel"), ""), ("go", go, go_kind), default="cancel")

    async def is_confirmed(self) -> bool:
        """Ask and wait."""
        return await self.result_of() == "go"


def foot_row(*parts: QWidget) -> QHBoxLayout:
    """Return a row for the foot of a panel."""
    return row(*parts, None, margins=(16, 10, 16, 10))
