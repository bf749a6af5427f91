"""The Sandbox screen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from pushbench.ui.sandbox.model import SandboxModel
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
        self.steps.show_state(state)
        self.panel.show_state(state)

    def practise(self) -> None:
        """Lead to the answers; without a sandbox to the button that starts it."""
        if self._model.state.is_running:
            self.panel.answers.focus_list()
        else:
            self.steps.start.setFocus(Qt.FocusReason.TabFocusReason)
            self._model.session.notices.tell(self.tr("Start the sandbox, then choose its next answer at the right"))

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
        if self.steps.start.isVisible():
            self.steps.start.setFocus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._model.come_into_sight(False)
        self.keep_sizes()

    def keep_sizes(self) -> None:
        """Remember the splitters for the next start."""
        if self._is_fitted:
            self._model.session.state.sizes["sandbox"] = self._panes.sizes()
            self.panel.keep_sizes()
