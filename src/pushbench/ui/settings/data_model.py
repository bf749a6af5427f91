"""The view-model of the Data page: the folder, sizes, export, import, reset."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pushbench.domain.tasks import TaskScope
from pushbench.engine.sizes import Sizes
from pushbench.ui.session import Session
from pushbench.ui.settings.sizes import count_words, size_words
from pushbench.ui.view_model import ViewModel

if TYPE_CHECKING:
    from pushbench.engine.workspace_file import WorkspaceFile
    from pushbench.engine.workspace_import import Clash, ImportPlan, Merged
    from pushbench.ui.settings.model import SettingsModel


def _tr(text: str) -> str:
    return QCoreApplication.translate("Settings", text)


@dataclass(frozen=True, slots=True)
class DataState:
    """What the page shows."""

    folder: str = ""
    why_fixed: str = ""
    """Why the workspace cannot be moved from here, or empty."""
    moving_to: str = ""
    """Where the next start switches to."""
    resets_into: str = ""
    """Where the next start puts everything that is here."""
    sizes: Sizes = field(default_factory=Sizes)
    deliveries: int = 0
    busy: str = ""
    to_fill_in: tuple[tuple[str, str], ...] = ()
    """Profiles of the last import with the secrets they wait for."""


class DataModel(ViewModel[DataState]):
    """Does what concerns the workspace as a whole."""

    def __init__(self, session: Session, scope: TaskScope, settings: SettingsModel) -> None:
        super().__init__(DataState(folder=str(session.home or "")), scope.child("data"))
        self._session = session
        self._upkeep = session.workspace.upkeep
        self._settings = settings
        session.history_changed.connect(self.start)

    def start(self) -> None:
        """Read sizes, and what waits for the next start."""
        self.scope.start("read", self._read())

    async def _read(self) -> None:
        upkeep = self._upkeep
        target = await upkeep.moving_to()
        self.become(
            why_fixed=await self._session.worker.run(lambda: upkeep.why_home_fixed),
            moving_to=str(target or ""),
            sizes=await upkeep.sizes(),
            deliveries=await upkeep.deliveries(),
        )

    # the folder -------------------------------------------------------------------------------------

    def move(self, chosen: str) -> None:
        """Copy the workspace to another folder; the next start switches to it."""
        self.scope.start("move", self._move(chosen))

    async def _move(self, chosen: str) -> None:
        loop = asyncio.get_running_loop()

        def show(done: int, total: int) -> None:
            words = _tr("Copying {done} of {total}").format(done=size_words(done), total=size_words(total))
            self.become(busy=words)

        self.become(busy=_tr("Copying…"))
        try:
            await self._upkeep.copy_home(chosen, lambda *step: loop.call_soon_threadsafe(show, *step))
        finally:
            loop.call_soon(lambda: self.become(busy=""))
            await self._read()

    def stay(self) -> None:
        """Stay in this folder after all."""
        self.scope.start("move", self._stay())

    async def _stay(self) -> None:
        try:
            await self._upkeep.cancel_move()
        finally:
            await self._read()

    # export and import ------------------------------------------------------------------------------

    def export(self, file: str, *, with_history: bool) -> None:
        """Write the workspace into a file."""
        self.scope.start("export", self._export(Path(file), with_history))

    async def _export(self, file: Path, with_history: bool) -> None:
        self.become(busy=_tr("Writing {name}…").format(name=file.name))
        try:
            done = await self._upkeep.export(file, with_history=with_history)
        finally:
            self.become(busy="")
        words = [_tr("{name} written, {size}.").format(name=file.name, size=size_words(done.size_bytes))]
        if done.secrets:
            secrets = count_words(done.secrets, _tr("secret stays"), _tr("secrets stay"))
            words.append(_tr("{secrets} here.").format(secrets=secrets))
        self._session.notices.tell(" ".join((*words, *done.left_out)))

    async def read(self, file: str) -> tuple[WorkspaceFile, ImportPlan]:
        """Read a file and say what would come in. Raises UserError."""
        self.become(busy=_tr("Reading {name}…").format(name=Path(file).name))
        try:
            found = await self._upkeep.read_file(Path(file))
            return found, await self._upkeep.compare(found)
        finally:
            self.become(busy="")

    async def merge(self, found: WorkspaceFile, clash: Clash) -> Merged:
        """Take a file's content in. Raises UserError."""
        self.become(busy=_tr("Importing…"))
        try:
            merged = await self._upkeep.merge(found, clash)
        finally:
            self.become(busy="")
        waiting = tuple((name, ", ".join(keys)) for name, keys in sorted(merged.to_fill_in.items()))
        self.become(to_fill_in=waiting)
        self._session.notices.tell(merged_words(merged))
        session = self._session
        for signal in (session.profiles_changed, session.devices_changed, session.history_changed):
            signal.emit()
        session.messages_changed.emit()
        await self._read()
        return merged

    def show_profile(self, name: str) -> None:
        """Bring a profile into sight where its secrets are entered."""
        self._session.profile_wanted.emit(name)

    # reset ------------------------------------------------------------------------------------------

    def reset_settings(self) -> None:
        """Go back to the settings of a first start; nothing else changes."""
        self.scope.start("reset", self._reset_settings())

    async def _reset_settings(self) -> None:
        await self._upkeep.reset_settings()
        self._settings.use_usual_look()
        self._settings.keyboard.reset()
        self._session.state.sizes.clear()
        for part in (self._settings.history, self._settings.network, self._settings.sandbox):
            part.start()
        self._settings.network.become(
            proxy=self._upkeep.settings.proxy, mode=self._upkeep.settings.proxy.mode, problem=""
        )
        self._session.notices.tell(_tr("All settings are as at the first start."))

    async def plan_reset(self) -> None:
        """Let the next start begin anew. Raises UserError."""
        self.become(resets_into=str(await self._upkeep.plan_reset()))


def merged_words(merged: Merged) -> str:
    """Return what an import brought, in one sentence."""
    parts = [
        (merged.added, _tr("{count} added")),
        (merged.replaced, _tr("{count} changed")),
        (merged.skipped, _tr("{count} left out")),
        (merged.deliveries, _tr("{count} deliveries")),
    ]
    told = [words.format(count=f"{count:,}") for count, words in parts if count]
    return _tr("Imported: {parts}.").format(parts=", ".join(told)) if told else _tr("Everything was here already.")
