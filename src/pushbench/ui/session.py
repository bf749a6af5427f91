"""What the view-models of an open window share: the workspace, its changes, and the way to other screens."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pushbench.domain.message import Message
from pushbench.domain.tasks import TaskScope
from pushbench.ui.notices import Notices
from pushbench.ui.shell.window_state import WindowState
from pushbench.ui.worker import Worker

if TYPE_CHECKING:
    from pushbench.engine.following import Answered
    from pushbench.engine.workspace import Workspace
    from pushbench.ui.actions import ActionTable


class Session(QObject):
    """One open home. View-models announce what they changed; whoever shows it reads it again."""

    devices_changed = Signal()
    profiles_changed = Signal()
    history_changed = Signal()
    followed = Signal(list)
    """What services said later, as :class:`pushbench.engine.following.Answered`; the history has it already."""
    sandbox_changed = Signal()
    vault_changed = Signal()
    """Secrets rest elsewhere, or were unlocked."""
    messages_changed = Signal()
    """Message files came or changed from outside of Compose."""

    place_wanted = Signal(str)
    """A screen's key."""
    delivery_wanted = Signal(str)
    """Show a delivery of the history."""
    message_wanted = Signal(object)
    """Open a :class:`Message` in Compose."""
    targets_wanted = Signal(list)
    """Put targets into Compose's field."""
    plan_wanted = Signal(object)
    """Send a plan from Compose, with its guard and its log."""
    profile_wanted = Signal(str)
    """Show a profile."""
    sample_wanted = Signal()
    """Show the sample message in Compose."""
    pasted_wanted = Signal(str)
    """Open a pasted cURL command or payload in Compose."""
    welcome_wanted = Signal()
    """Show the first steps."""

    def __init__(
        self, workspace: Workspace, scope: TaskScope, notices: Notices, worker: Worker, state: WindowState
    ) -> None:
        super().__init__()
        self.workspace = workspace
        self.scope = scope
        self.notices = notices
        self.worker = worker
        self.state = state
        self.actions: ActionTable | None = None
        """The window's actions with their keys; None where there is no window around the screens."""

    def keys_of(self, action: str) -> str:
        """Return an action's first shortcut in Qt's portable text, for a menu line; empty when it has none."""
        keys = self.actions.keys(action) if self.actions is not None else ()
        return keys[0] if keys else ""

    def on_follow_ups(self, answers: Sequence[Answered]) -> None:
        """Services said what became of deliveries: the history has it, and dead devices are retired by now."""
        self.followed.emit(list(answers))
        self.history_changed.emit()
        if any(answer.event is not None and answer.event.is_target_dead for answer in answers):
            self.devices_changed.emit()

    @property
    def home(self) -> Path | None:
        return self.workspace.home

    def open_message(self, message: Message) -> None:
        """Show a message in Compose as a new one."""
        self.place_wanted.emit("compose")
        self.message_wanted.emit(message)

    def open_sample(self) -> None:
        """Show the sample message in Compose, as it stands there already or as a new one."""
        self.place_wanted.emit("compose")
        self.sample_wanted.emit()
