"""A copy of the database each day, made while the window has nothing better to do."""

from __future__ import annotations

import asyncio
import logging
import time
from pathlib import Path

FIRST_AFTER_SECONDS = 60.0
_EVERY_SECONDS = 6 * 3600.0
_log = logging.getLogger("pushbench.backup")


async def keep_backups(home: Path | None, first_after: float = FIRST_AFTER_SECONDS) -> None:
    """Look a minute after the start, and every six hours, whether today's copy is there, and make it."""
    if home is None:
        return
    from pushbench.engine.home_trouble import back_up

    pause = first_after
    while True:
        await asyncio.sleep(pause)
        pause = _EVERY_SECONDS
        try:
            await asyncio.to_thread(back_up, home, time.time())
        except OSError as error:
            _log.warning("the database was not backed up: %s", error)
