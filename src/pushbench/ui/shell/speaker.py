"""Tells screen readers what became of a send, what was found in the message, and troubles, without being asked."""

from __future__ import annotations

from PySide6.QtCore import QObject

from pushbench.ui.compose.model import ComposeModel
from pushbench.ui.compose.state import ComposeState, SendState
from pushbench.ui.shell.main_window import MainWindow
from pushbench.ui.widgets.announce import Announcer


class Speaker(QObject):
    """Speaks one summary of what changed, never row by row."""

    def __init__(self, window: MainWindow, compose: ComposeModel, announcer: Announcer | None = None) -> None:
        super().__init__(window)
        self._compose = compose
        self._announcer = announcer or window.toast.announcer
        self._send = SendState()
        self._problems: int | None = None
        compose.changed.connect(self._on_compose)
        window.notices.told.connect(self._announcer.say)

    def _on_compose(self) -> None:
        state = self._compose.state
        if state.send != self._send:
            words = self._send_words(self._send, state.send)
            self._send = state.send
            self._announcer.say(words)
        problems = _problems(state)
        if state.is_ready and problems != self._problems:
            before, self._problems = self._problems, problems
            if before is not None:
                self._announcer.say(self._problem_words(problems))

    def _send_words(self, before: SendState, now: SendState) -> str:
        """Return the counts of a run when it ends, or when a retry begins to wait."""
        has_ended = before.is_running and not now.is_running
        has_begun_to_wait = now.retrying > before.retrying
        if not has_ended and not has_begun_to_wait:
            return ""
        counts = (
            (now.accepted, self.tr("{count} accepted")),
            (now.rejected, self.tr("{count} rejected")),
            (now.unclear, self.tr("{count} unclear")),
            (now.retrying, self.tr("{count} retrying")),
            (now.offline, self.tr("{count} without connection")),
            (now.not_sent, self.tr("{count} not sent")),
            (now.validated, self.tr("{count} validated")),
        )
        told = ", ".join(words.format(count=count) for count, words in counts if count)
        return f"{now.title}: {told}" if told and now.title else told

    def _problem_words(self, problems: int) -> str:
        if not problems:
            return self.tr("No problems")
        return self.tr("1 problem") if problems == 1 else self.tr("{count} problems").format(count=problems)


def _problems(state: ComposeState) -> int:
    return sum(tab.errors for tab in state.providers if tab.is_in_set)
