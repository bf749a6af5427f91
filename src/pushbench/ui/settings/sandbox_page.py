"""The sandbox's port, and whether it starts with the window."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit

from pushbench.ui.settings.index import Section
from pushbench.ui.settings.page import Page
from pushbench.ui.settings.sandbox_model import SandboxSettingsModel
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import box, restyle, row
from pushbench.ui.widgets.buttons import button
from pushbench.ui.widgets.choices import Switch


class SandboxPage(Page):
    """A port counts from the sandbox's next start on."""

    def __init__(self, theme: Theme, section: Section, model: SandboxSettingsModel) -> None:
        super().__init__(theme, section)
        self._model = model
        self.port = QLineEdit()
        self.port.setAccessibleName(self.tr("Preferred port"))
        self.port.setMaxLength(5)
        theme.dress(self.port, "code")
        self.port.editingFinished.connect(self._on_port)
        self.usual = button(theme, self.tr("Use 8787"), lambda: model.set_port("8787"), kind="link")
        self.restart = button(theme, self.tr("Restart the sandbox"), model.restart, size="small")
        self._port_row = self.add(
            "port", self.tr("Preferred port"), box(row(self.port, self.usual, self.restart, None))
        )
        self.starts = Switch(theme, self.tr("Start with the window"))
        self.starts.turned.connect(model.set_started)
        self.add(
            "start",
            self.tr("Start"),
            self.starts,
            hint=self.tr(
                "It starts where the next push goes to it. Off: it starts with the first push, or on the Sandbox screen."
            ),
        )
        self.follow_text_size()
        model.changed.connect(self._show)
        self._show()

    def start(self) -> None:
        self._model.start()

    def settle_sizes(self) -> None:
        self.port.setFixedWidth(self.theme.px(96))

    def _on_port(self) -> None:
        if self.port.isModified():
            self.port.setModified(False)
            self._model.set_port(self.port.text())

    def _show(self) -> None:
        state = self._model.state
        if not state.problem and not self.port.isModified():
            self.port.setText(str(state.port))
        restyle(self.port, "wrong", bool(state.problem))
        self.usual.setVisible(state.port != 8787 or bool(state.problem))
        self.starts.setChecked(state.is_started)
        is_elsewhere = bool(state.running_on) and state.running_on != state.port and not state.is_taken
        self.restart.setVisible(is_elsewhere)
        self.restart.setEnabled(not state.is_restarting)
        self.restart.setToolTip(self.tr("It is being restarted") if state.is_restarting else "")
        tone = "red" if state.problem else "amber" if state.is_taken else "secondary"
        self._port_row.set_hint(state.problem or self._words(), tone)

    def _words(self) -> str:
        state = self._model.state
        if state.running_on == state.port:
            return self.tr("The sandbox listens on 127.0.0.1:{port} now.").format(port=state.port)
        if state.is_taken:
            words = self.tr("Another program has port {port}, so the sandbox takes a free one and says so.")
            return words.format(port=state.port)
        if state.running_on:
            words = self.tr("The sandbox listens on {now}; {port} counts from its next start on.")
            return words.format(now=state.running_on, port=state.port)
        return self.tr("Port {port} is free. It counts from the sandbox's next start on.").format(port=state.port)
