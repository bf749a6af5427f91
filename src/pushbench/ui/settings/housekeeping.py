"""What goes by itself while the window is open: old history goes, and what the start has to tell is told."""

from __future__ import annotations

from pushbench.engine.retention import Pruned
from pushbench.ui.session import Session
from pushbench.ui.settings.history_model import removed_words


async def keep_house(session: Session) -> None:
    """Tell the start's note, then prune now and once a day. Ends with the scope it runs in."""
    upkeep = session.workspace.upkeep
    note = await upkeep.take_note()
    if note:
        session.notices.tell(note)

    def tell(pruned: Pruned) -> None:
        session.notices.tell(removed_words(pruned.deliveries, pruned.freed_bytes))
        session.history_changed.emit()

    await upkeep.prune_daily(tell)
