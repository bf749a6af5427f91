"""The devices in a window of their own, to stand beside whatever is being written."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pushbench.ui.sandbox.model import SandboxModel
from pushbench.ui.sandbox.panel import SandboxPanel
from pushbench.ui.theme.theme import Theme

_NAME = "sandbox-window"


class SandboxWindow(QWidget):
    """A second panel over the same view-model; Escape closes it."""

    def __init__(self, theme: Theme, model: SandboxModel, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._model = model
        self.setWindowTitle(self.tr("Sandbox - Pushbench"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.panel = SandboxPanel(theme, model, is_own_window=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.panel)
        width, height = model.session.state.sizes.get(_NAME, [theme.px(604), theme.px(860)])
        room = parent.screen().availableGeometry().size()
        self.resize(min(width, room.width()), min(height, room.height()))
        model.changed.connect(self._on_changed)
        self._on_changed()

    def _on_changed(self) -> None:
        self.panel.show_state(self._model.state)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
            return
        super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._model.come_into_sight(True, _NAME)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._model.come_into_sight(False, _NAME)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._model.changed.disconnect(self._on_changed)
        self._model.session.state.sizes[_NAME] = [self.width(), self.height()]
        super().closeEvent(event)
