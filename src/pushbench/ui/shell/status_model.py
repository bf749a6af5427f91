"""What the status line says: sandbox, secrets, queue, problems."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from pushbench.domain.tasks import TaskScope
from pushbench.ui.compose.model import ComposeModel
from pushbench.ui.session import Session
from pushbench.ui.shell.status_line import StatusItem
from pushbench.ui.view_model import ViewModel


def _tr(text: str) -> str:
    return QCoreApplication.translate("Status", text)


@dataclass(frozen=True, slots=True)
class StatusState:
    """Items at the left and at the right."""

    left: tuple[StatusItem, ...] = ()
    right: tuple[StatusItem, ...] = ()


class StatusModel(ViewModel[StatusState]):
    """Follows the sandbox, the vault and the send that goes on."""

    def __init__(self, session: Session, compose: ComposeModel, scope: TaskScope) -> None:
        super().__init__(StatusState(), scope.child("status"))
        self._session = session
        self._compose = compose
        self._vault = ""
        self._local = session.workspace.local
        self._local.on_change.append(self._on_change)
        session.sandbox_changed.connect(self._on_change)
        compose.changed.connect(self._on_change)

    async def start(self) -> None:
        """Ask where secrets rest; looking for a keychain may take a while."""
        explain = getattr(self._session.workspace.vault, "explain", None)
        if explain is not None:
            self._vault = await self._session.worker.run(explain)
        self._on_change()

    def stop(self) -> None:
        """Stop following the sandbox."""
        if self._on_change in self._local.on_change:
            self._local.on_change.remove(self._on_change)

    def _on_change(self) -> None:
        self.become(left=self._left(), right=self._right())

    def _left(self) -> tuple[StatusItem, ...]:
        ready = self._local.current
        if ready is not None:
            address = str(ready.get("control_url", "")).removeprefix("https://")
            words = _tr("Sandbox on {address}").format(address=address)
            sandbox = StatusItem(words, dot="green-dot", tip=_tr("It listens on this computer only."))
        else:
            sandbox = StatusItem(_tr("Sandbox off"), dot="text-3")
        items = [sandbox]
        if self._vault:
            items.append(StatusItem(self._vault, icon="lock"))
        return tuple(items)

    def _right(self) -> tuple[StatusItem, ...]:
        state = self._compose.state
        send = state.send
        items = []
        if send.is_running and send.total > 1:
            items.append(StatusItem(_tr("Sending {done} of {total}").format(done=send.done, total=send.total)))
        if send.retrying:
            items.append(StatusItem(_tr("Queue: {count} waiting to retry").format(count=send.retrying)))
        problems = sum(tab.errors for tab in state.providers if tab.is_in_set)
        if problems:
            words = _tr("1 problem") if problems == 1 else _tr("{count} problems").format(count=problems)
            items.append(StatusItem(words, icon="circle-x", tone="red", tip=_tr("F8 goes through them")))
        return tuple(items)
