"""What the panel beside the pages says of the workspace."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from pushbench.domain.tasks import TaskScope
from pushbench.ui.session import Session
from pushbench.ui.settings.sizes import count_words, size_words
from pushbench.ui.view_model import ViewModel


def _tr(text: str) -> str:
    return QCoreApplication.translate("Settings", text)


@dataclass(frozen=True, slots=True)
class SummaryState:
    """Lines of label and value; empty until they were read."""

    folder: str = ""
    lines: tuple[tuple[str, str], ...] = ()


class SummaryModel(ViewModel[SummaryState]):
    """Reads sizes and counts, and again whenever something of it changed."""

    def __init__(self, session: Session, scope: TaskScope) -> None:
        super().__init__(SummaryState(folder=str(session.home or "")), scope.child("summary"))
        self._session = session
        for signal in (session.history_changed, session.devices_changed, session.profiles_changed):
            signal.connect(self.start)
        session.vault_changed.connect(self.start)

    def start(self) -> None:
        """Read everything anew."""
        self.scope.start("read", self._read())

    async def _read(self) -> None:
        workspace = self._session.workspace
        upkeep = workspace.upkeep
        sizes = await upkeep.sizes()
        deliveries = await upkeep.deliveries()
        devices = await workspace.store.run(lambda db: len(db.devices.names()))
        profiles = len(await workspace.profiles())
        explain = getattr(workspace.vault, "explain", None)
        vault = await self._session.worker.run(explain) if explain is not None else ""
        self.become(
            lines=(
                (_tr("Secrets"), vault),
                (_tr("History"), count_words(deliveries, _tr("delivery"), _tr("deliveries"))),
                (_tr("Devices"), f"{devices:,}"),
                (_tr("Profiles"), f"{profiles:,}"),
                (_tr("Messages"), count_words(sizes.message_files, _tr("file"), _tr("files"))),
                (_tr("Database"), size_words(sizes.database)),
                (_tr("Takes up"), size_words(sizes.total)),
            )
        )
