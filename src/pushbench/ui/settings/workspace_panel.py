"""The panel beside the pages: what this workspace is, at a glance."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from pushbench import __version__
from pushbench.ui.settings.summary import SummaryModel
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import clear, column, hairline, pane, row
from pushbench.ui.widgets.buttons import button
from pushbench.ui.widgets.labels import ElidedLabel, label

WIDTH = 320


class WorkspacePanel(QWidget):
    """Facts in two columns, and the ways to About and Documentation."""

    def __init__(self, theme: Theme, model: SummaryModel, run: Callable[[str], object]) -> None:
        super().__init__()
        self._theme = theme
        self._model = model
        self._shown: object = None
        self.setAccessibleName(self.tr("This workspace"))
        self._folder = ElidedLabel(theme, "", "code", tone="secondary", mode=Qt.TextElideMode.ElideMiddle)
        self._facts = QGridLayout()
        self._facts.setContentsMargins(0, 0, 0, 0)
        self._facts.setHorizontalSpacing(12)
        self._facts.setVerticalSpacing(8)
        self._facts.setColumnStretch(1, 1)
        head = column(
            label(theme, self.tr("This workspace"), "heading"),
            label(theme, self.tr("Everything in it lies on this computer."), "secondary", tone="secondary", wraps=True),
            spacing=2,
            margins=(16, 16, 16, 12),
        )
        facts = column(self._folder, self._facts, spacing=10, margins=(16, 14, 16, 14))
        about = row(
            label(theme, f"Pushbench {__version__}", "secondary", tone="secondary"),
            None,
            button(theme, self.tr("About"), lambda: run("help.about"), kind="link"),
            button(theme, self.tr("Documentation"), lambda: run("help.topics"), kind="link"),
            margins=(16, 8, 16, 8),
        )
        whole = column(pane(head), hairline(), pane(facts), hairline(), pane(about), hairline(), None, spacing=0)
        self.setLayout(column(pane(whole), margins=0))
        theme.resized.connect(self._settle)
        self._settle()
        model.changed.connect(self._show)
        self._show()

    def _settle(self) -> None:
        self._facts.setColumnMinimumWidth(0, self._theme.px(76))

    def _show(self) -> None:
        state = self._model.state
        self._folder.setText(state.folder or self.tr("In memory"))
        if state.lines == self._shown:
            return
        self._shown = state.lines
        clear(self._facts)
        for number, (name, value) in enumerate(state.lines):
            self._facts.addWidget(
                label(self._theme, name, "body", tone="secondary"), number, 0, Qt.AlignmentFlag.AlignTop
            )
            self._facts.addWidget(label(self._theme, value, "body", wraps=True, selectable=True), number, 1)
