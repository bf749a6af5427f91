"""The Sandbox screen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget
from shiboken6 import isValid

from pushbench.ui.sandbox.model import SandboxModel
from pushbench.ui.sandbox.own_window import SandboxWindow
from pushbench.ui.sandbox.panel import SandboxPanel
from pushbench.ui.sandbox.steps import StepsPane
from pushbench.ui.theme.theme import Theme

_LEAST_STEPS = 290


class SandboxScreen(QWidget):
    """Steps at the left, the sandbox at the right."""

    def __init__(self, theme: Theme, model: SandboxModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self.panel = SandboxPanel(theme, model)
        self.panel.window_wanted.connect(self.open_window)
        self.own_window: SandboxWindow | None = None
        self.steps = StepsPane(theme, model, self.practise)
        self.steps.setMinimumWidth(theme.px(_LEAST_STEPS))
        self._panes = QSplitter(Qt.Orientation.Horizontal)
        self._panes.setHandleWidth(1)
        self._panes.setChildrenCollapsible(False)
        self._panes.addWidget(self.steps)
        self._panes.addWidget(self.panel)
        self._panes.setStretchFactor(0, 1)
        self._is_fitted = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._panes)
        model.changed.connect(self._on_changed)
        self._on_changed()

    def _on_changed(self) -> None:
        state = self._model.state
        is_left = self.steps.isVisibleTo(self) and not state.is_welcome
        self.steps.setVisible(state.is_welcome)
        self.steps.show_state(state)
        self.panel.show_state(state)
        if is_left and self.isVisible():
            self._focus_first()

    def practise(self) -> None:
        """Lead to the answers; without a sandbox to the button that starts it."""
        if self._model.state.is_running:
            self.panel.answers.focus_list()
        else:
            (self.steps.start if self._model.state.is_welcome else self.panel.start).setFocus(
                Qt.FocusReason.TabFocusReason
            )
            self._model.session.notices.tell(self.tr("Start the sandbox, then choose its next answer at the right"))

    def open_window(self) -> None:
        """Show the devices in a window of their own, or bring it to the front."""
        if self.own_window is None or not isValid(self.own_window):
            self.own_window = SandboxWindow(self._theme, self._model, self.window())
        self.own_window.show()
        self.own_window.raise_()
        self.own_window.activateWindow()

    def _focus_first(self) -> None:
        """Give the keyboard to what comes next: the step that waits, else start or the list."""
        state, steps, panel = self._model.state, self.steps, self.panel
        if state.is_welcome:
            steps.focus_next()
        elif panel.start.isVisible():
            panel.start.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            (panel.table if state.count else panel.switch).setFocus(Qt.FocusReason.OtherFocusReason)

    # -- events -------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._is_fitted and self.isVisible():
            self._is_fitted = True
            wanted = min(self._theme.width("sandbox-panel"), self.width() - self._theme.px(_LEAST_STEPS))
            default = [self.width() - wanted, wanted]
            self._panes.setSizes(self._model.session.state.sizes.get("sandbox", default))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._model.come_into_sight(True)
        self._focus_first()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._model.come_into_sight(False)
        self.keep_sizes()

    def keep_sizes(self) -> None:
        """Remember the splitters for the next start."""
        if self._is_fitted:
            if self._model.state.is_welcome:
                self._model.session.state.sizes["sandbox"] = self._panes.sizes()
            self.panel.keep_sizes()
