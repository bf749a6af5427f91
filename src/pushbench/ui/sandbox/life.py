"""The emulator's life as the screen sees it: start, find, stop, and the end that nobody asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from PySide6.QtCore import QCoreApplication

from pushbench.domain.errors import UserError
from pushbench.ui.sandbox.state import Phase, VirtualPhone

if TYPE_CHECKING:
    from pushbench.ui.sandbox.model import SandboxModel


def _tr(text: str) -> str:
    return QCoreApplication.translate("SandboxLife", text)


class Life:
    """Follows ``LocalSandbox``, which Compose may start as well and which may end by itself."""

    def __init__(self, model: SandboxModel) -> None:
        self._model = model
        self._local = model.session.workspace.local
        self._known: Mapping[str, Any] | None = None
        self._local.on_change.append(self._on_change)

    def look(self) -> None:
        """Find an emulator that runs already."""
        if self._local.is_running:
            self._came()
            self._model.following.resume()
        elif self._model.state.phase is Phase.OFF:
            self._model.scope.start("life", self._look())

    async def _look(self) -> None:
        if await self._local.ready() is not None:
            await self._local.start()  # greets it: its devices come into the library
            self._came()

    def start(self) -> None:
        """Start the emulator."""
        if self._model.state.phase is Phase.OFF:
            self._model.become(phase=Phase.STARTING, trouble=None)
            self._model.scope.start("life", self._start())

    async def _start(self) -> None:
        trouble = None
        try:
            await self._local.start()
            self._came()
        except UserError as error:
            trouble = error
        finally:
            if self._model.state.phase is not Phase.RUNNING:
                self._model.become(phase=Phase.OFF, trouble=trouble)

    def stop(self) -> None:
        """Stop the emulator, or give up starting it."""
        phase = self._model.state.phase
        if phase is Phase.STARTING:
            self._model.become(phase=Phase.STOPPING)
            self._model.scope.cancel("life")
        elif phase is Phase.RUNNING:
            self._model.become(phase=Phase.STOPPING, trouble=None)
            self._model.scope.start("life", self._stop())

    async def _stop(self) -> None:
        self._model.sampling.stop()
        self._model.following.stop()
        try:
            await self._local.stop()
        finally:
            await asyncio.sleep(0)
            if self._local.is_running:
                self._came()
                self._model.become(trouble=_elsewhere(self._known or {}))
            else:
                self._went(None)

    def _on_change(self) -> None:
        if self._local.is_running:
            self._came()
        elif self._model.state.phase in (Phase.RUNNING, Phase.STOPPING):
            self._went(_ended() if self._model.state.phase is Phase.RUNNING else None)

    def _came(self) -> None:
        ready = self._local.current
        if ready is None or (self._model.state.phase is Phase.RUNNING and ready == self._known):
            return
        if ready != self._known:
            self._model.following.forget()
        self._known = ready
        phones = tuple(_phone(values) for values in ready.get("devices", ()))
        port = int(ready.get("port", 0))
        self._model.become(
            phase=Phase.RUNNING,
            trouble=None,
            address=urlsplit(str(ready.get("control_url", ""))).netloc,
            port_note=_port_note(self._local.preferred_port, port),
            phones=phones,
        )
        self._model.following.start(session=f"{ready.get('pid')}-{port}")
        self._model.refresh()
        self._model.session.sandbox_changed.emit()
        self._model.session.devices_changed.emit()

    def _went(self, trouble: UserError | None) -> None:
        self._model.following.stop()
        self._model.become(phase=Phase.OFF, trouble=trouble, address="", port_note="", standing=())
        self._model.refresh()
        self._model.session.sandbox_changed.emit()


def _phone(values: Mapping[str, Any]) -> VirtualPhone:
    return VirtualPhone(*(str(values.get(name, "")) for name in ("name", "provider", "platform", "token")))


def _port_note(wanted: int, port: int) -> str:
    if port == wanted:
        return ""
    words = QCoreApplication.translate("Sandbox", "Port {wanted} was taken, so it listens on {port}.")
    return words.format(wanted=wanted, port=port)


def _ended() -> UserError:
    return UserError(
        _tr("The sandbox has ended."),
        _tr("Its process stopped without being asked to. Pushes that were on their way may not have arrived."),
        _tr("Start it again: its keys and devices stay the same."),
    )


def _elsewhere(ready: Mapping[str, Any]) -> UserError:
    return UserError(
        _tr("The sandbox still runs."),
        _tr("It was started outside this window, as process {number}.").format(number=ready.get("pid", "?")),
        _tr("End it where it was started, with Ctrl+C in its terminal."),
    )
