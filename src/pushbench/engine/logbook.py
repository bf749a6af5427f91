"""The log of a home: what Pushbench noticed about itself, for bug reports; never what was sent."""

from __future__ import annotations

import contextlib
import logging
import logging.handlers
from collections.abc import Iterator
from pathlib import Path

FILE_NAME = "pushbench.log"
MAX_BYTES = 1_000_000
KEPT_FILES = 3


@contextlib.contextmanager
def logbook(home: Path | None) -> Iterator[None]:
    """Write warnings and worse of every Pushbench module to the home's log while the block runs.

    The file is made when there is something to write. Where it cannot be written, nothing is logged.
    """
    root = logging.getLogger("pushbench")
    handler: logging.Handler = logging.NullHandler()
    if home is not None and home.is_dir():
        handler = _QuietFile(home / FILE_NAME, maxBytes=MAX_BYTES, backupCount=KEPT_FILES, delay=True, encoding="utf-8")
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.setLevel(logging.WARNING)
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
        handler.close()


class _QuietFile(logging.handlers.RotatingFileHandler):
    """A full disk must not turn a log line into a second failure."""

    def handleError(self, record: logging.LogRecord) -> None:
        return
