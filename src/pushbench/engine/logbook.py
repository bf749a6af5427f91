"""The log of a home: what Pushbench noticed about itself, for bug reports; never what was sent."""

from __future__ import annotations

import contextlib
import logging
import logging.handlers
import os
import re
from collections.abc import Iterator
from pathlib import Path

from pushbench.domain.secret import MASK

FILE_NAME = "pushbench.log"
MAX_BYTES = 1_000_000
KEPT_FILES = 3
_SECRETS = (
    (re.compile(r"-----BEGIN [A-Z0-9 ]+-----.*?(-----END [A-Z0-9 ]+-----|\Z)", re.DOTALL), MASK),
    (re.compile(r"\b(bearer|basic|vapid|key=|t=)\s*[\w.~+/=-]{16,}", re.IGNORECASE), rf"\1 {MASK}"),
    (re.compile(r"\beyJ[\w-]{8,}\.[\w-]+(\.[\w-]*)?"), MASK),
    (re.compile(r"\bya29\.[\w.-]+"), MASK),
    (re.compile(r"(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"), MASK),
    (re.compile(r"(?<![\w./+-])[A-Za-z0-9+_-][A-Za-z0-9+/_-]{39,}={0,2}"), MASK),
)
"""Keys in PEM, authorisation, tokens, passwords in addresses, and whatever is as long as a key in base64 and no path."""


@contextlib.contextmanager
def logbook(home: Path | None) -> Iterator[None]:
    """Write warnings and worse of every Pushbench module to the home's log while the block runs.

    The file is made when there is something to write. Where it cannot be written, nothing is logged.
    """
    root = logging.getLogger("pushbench")
    handler: logging.Handler = logging.NullHandler()
    if home is not None and os.path.isdir(home):  # noqa: PTH112  # Path.is_dir raises for a name that is too long
        handler = _QuietFile(home / FILE_NAME, maxBytes=MAX_BYTES, backupCount=KEPT_FILES, delay=True, encoding="utf-8")
        handler.setFormatter(_Scrubber("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.setLevel(logging.WARNING)
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
        with contextlib.suppress(OSError):  # a full disk again
            handler.close()


def scrubbed(text: str) -> str:
    """Return a log's or traceback's text without what looks like a secret.

    Secrets live in a type that never prints itself; this is for the texts of other people's exceptions.
    """
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


class _Scrubber(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return scrubbed(super().format(record))


class _QuietFile(logging.handlers.RotatingFileHandler):
    """A full disk must not turn a log line into a second failure."""

    def handleError(self, record: logging.LogRecord) -> None:
        return
