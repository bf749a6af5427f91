"""What the Help menu opens: shortcuts, topics, welcome, log, diagnostics, About."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from pushbench.ui.actions import ActionTable
    from pushbench.ui.session import Session
    from pushbench.ui.theme.theme import Theme
    from pushbench.ui.widgets.dialogs import Dialog


class HelpRoom:
    """Opens one dialog at a time over the window; each is made when it is asked for."""

    def __init__(
        self, theme: Theme, session: Session, window: QWidget, actions: ActionTable, show: Callable[[str], object]
    ) -> None:
        self._theme = theme
        self._session = session
        self._window = window
        self._actions = actions
        self._show = show
        self.dialog: Dialog | None = None
        """What is open now."""

    def show_keys(self) -> None:
        """Open the sheet of shortcuts."""
        from pushbench.ui.help.shortcut_sheet import ShortcutSheet

        self._open(ShortcutSheet(self._theme, self._actions.bindings, self._window))

    def show_topics(self) -> None:
        """Open the addresses of documentation."""
        from pushbench.ui.help.topics_dialog import TopicsDialog

        self._open(TopicsDialog(self._theme, self._session, self._window))

    def show_welcome(self) -> None:
        """Return to the first steps."""
        self._session.welcome_wanted.emit()

    def show_log(self) -> None:
        """Open the place and the end of the log."""
        from pushbench.ui.help.log_dialog import LogDialog

        self._open(LogDialog(self._theme, self._session, self._window))

    def show_diagnostics(self) -> None:
        """Collect what helps to find a fault, show it, and offer to save it."""
        from pushbench.ui.help.diagnostics_dialog import DiagnosticsDialog

        self._open(DiagnosticsDialog(self._theme, self._session, self._window))

    def show_about(self) -> None:
        """Open version and licences."""
        from pushbench.ui.help.about_dialog import AboutDialog

        self._open(AboutDialog(self._theme, self._session, self._window))

    def _open(self, dialog: Dialog) -> None:
        self.dialog = dialog

        async def until_closed() -> None:
            try:
                await dialog.result_of()
            finally:
                if self.dialog is dialog:
                    self.dialog = None

        self._session.scope.start("help", until_closed())
