"""The view-model of the History page: how long deliveries are kept."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from PySide6.QtCore import QCoreApplication

from pushbench.domain.tasks import TaskScope
from pushbench.engine.settings import MOST_DAYS, MOST_DELIVERIES, Keep, Retention
from pushbench.ui.session import Session
from pushbench.ui.settings.sizes import count_words, size_words
from pushbench.ui.view_model import ViewModel


def _tr(text: str) -> str:
    return QCoreApplication.translate("Settings", text)


@dataclass(frozen=True, slots=True)
class HistoryKeepingState:
    """What the page shows."""

    retention: Retention = field(default_factory=Retention)
    deliveries: int = 0
    due: int = 0
    """Deliveries that the next pruning removes."""
    database_bytes: int = 0
    free_bytes: int = 0
    problem: str = ""
    """What is wrong with the number that was typed."""
    busy: str = ""


class HistoryKeepingModel(ViewModel[HistoryKeepingState]):
    """Settles retention at once; removes only when asked, at the start and once a day."""

    def __init__(self, session: Session, scope: TaskScope) -> None:
        retention = session.workspace.upkeep.settings.retention
        super().__init__(HistoryKeepingState(retention=retention), scope.child("history"))
        self._session = session
        self._upkeep = session.workspace.upkeep
        session.history_changed.connect(self.start)

    def start(self) -> None:
        """Read counts and sizes."""
        self.scope.start("read", self._read())

    async def _read(self) -> None:
        upkeep = self._upkeep
        sizes = await upkeep.sizes()
        self.become(
            retention=upkeep.settings.retention,
            deliveries=await upkeep.deliveries(),
            due=await upkeep.due(),
            database_bytes=sizes.database,
            free_bytes=await upkeep.free_bytes(),
        )

    def set_keep(self, word: str) -> None:
        """Keep everything, some days, or a number of deliveries."""
        self._settle(replace(self.state.retention, keep=Keep(word)))

    def set_amount(self, text: str) -> None:
        """Take the number of days or deliveries as typed; what is none is said and not kept."""
        retention = self.state.retention
        digits = text.strip().replace(",", "").replace("\u202f", "").replace(".", "").replace(" ", "")
        most = MOST_DAYS if retention.keep is Keep.DAYS else MOST_DELIVERIES
        amount = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 12 else 0
        if not 1 <= amount <= most:
            self.become(problem=_tr("It is a whole number from 1 to {most}.").format(most=f"{most:,}"))
            return
        days = retention.keep is Keep.DAYS
        self._settle(replace(retention, days=amount) if days else replace(retention, deliveries=amount))

    def _settle(self, retention: Retention) -> None:
        self.become(retention=retention, problem="")
        self.scope.start("settle", self._keep(retention))

    async def _keep(self, retention: Retention) -> None:
        await self._upkeep.keep_history(retention)
        await self._read()

    def prune(self) -> None:
        """Remove what is due now."""
        self.scope.start("remove", self._remove(is_all=False))

    def clear(self) -> None:
        """Remove the whole history; asked before."""
        self.scope.start("remove", self._remove(is_all=True))

    async def _remove(self, *, is_all: bool) -> None:
        def progress(done: int, total: int) -> None:
            self.become(busy=_tr("Removing {done} of {total}").format(done=f"{done:,}", total=f"{total:,}"))

        try:
            self.become(busy=_tr("Removing…"))
            pruned = await (self._upkeep.clear_history(progress) if is_all else self._upkeep.prune(progress))
        finally:
            self.become(busy="")
        self._session.notices.tell(removed_words(pruned.deliveries, pruned.freed_bytes))
        self._session.history_changed.emit()
        await self._read()

    def shrink(self) -> None:
        """Give the file's free room back to the disk."""
        self.scope.start("shrink", self._shrink())

    async def _shrink(self) -> None:
        self.become(busy=_tr("Shrinking the file…"))
        try:
            freed = await self._upkeep.shrink()
        finally:
            self.become(busy="")
        self._session.notices.tell(_tr("{size} given back to the disk.").format(size=size_words(freed)))
        await self._read()


def removed_words(deliveries: int, freed_bytes: int) -> str:
    """Return what a pruning removed, in one sentence."""
    count = count_words(deliveries, _tr("delivery"), _tr("deliveries"))
    words = _tr("{count} removed from the history.").format(count=count)
    if freed_bytes >= 1000:
        words += " " + _tr("{size} given back to the disk.").format(size=size_words(freed_bytes))
    return words
