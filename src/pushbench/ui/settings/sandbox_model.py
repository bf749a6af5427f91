"""The view-model of the Sandbox page: its port, and whether it starts with the window."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from pushbench.domain.errors import UserError
from pushbench.domain.tasks import TaskScope
from pushbench.ui.session import Session
from pushbench.ui.view_model import ViewModel


def _tr(text: str) -> str:
    return QCoreApplication.translate("Settings", text)


@dataclass(frozen=True, slots=True)
class SandboxSettingsState:
    """What the page shows."""

    port: int = 8787
    is_started: bool = True
    running_on: int = 0
    """The port it listens on now; 0: it is off."""
    is_taken: bool = False
    """Whether another program has the preferred port."""
    problem: str = ""
    is_restarting: bool = False


class SandboxSettingsModel(ViewModel[SandboxSettingsState]):
    """Settles the port for the next start of the sandbox."""

    def __init__(self, session: Session, scope: TaskScope) -> None:
        settings = session.workspace.upkeep.settings
        super().__init__(
            SandboxSettingsState(port=settings.sandbox_port, is_started=settings.is_sandbox_started),
            scope.child("sandbox"),
        )
        self._session = session
        self._upkeep = session.workspace.upkeep
        session.sandbox_changed.connect(self.start)

    def start(self) -> None:
        """Look where the sandbox listens and whether the port is free."""
        self.scope.start("look", self._look())

    async def _look(self) -> None:
        port = self._upkeep.settings.sandbox_port
        ready = self._session.workspace.local.current
        running_on = _port_of(str(ready.get("control_url", ""))) if ready is not None else 0
        self.become(
            port=port,
            is_started=self._upkeep.settings.is_sandbox_started,
            running_on=running_on,
            is_taken=port != running_on and not await self._upkeep.is_port_free(port),
        )

    def set_port(self, text: str) -> None:
        """Take a port as typed; what is none is said and not kept."""
        self.scope.start("port", self._set_port(text))

    async def _set_port(self, text: str) -> None:
        try:
            await self._upkeep.set_sandbox_port(text)
        except UserError as error:
            self.become(problem=f"{error.why} {error.fix}")
            return
        self.become(problem="")
        await self._look()

    def set_started(self, is_on: bool) -> None:
        """Settle whether it starts with the window."""
        self.become(is_started=is_on)
        self.scope.start("started", self._upkeep.start_sandbox(with_window=is_on))

    def restart(self) -> None:
        """Let the sandbox move to its preferred port now."""
        self.scope.start("restart", self._restart())

    async def _restart(self) -> None:
        self.become(is_restarting=True)
        try:
            local = self._session.workspace.local
            await local.stop()
            await local.start()
        finally:
            self.become(is_restarting=False)
            self._session.sandbox_changed.emit()
        await self._look()


def _port_of(url: str) -> int:
    digits = url.rpartition(":")[2].strip("/")
    return int(digits) if digits.isdigit() else 0
