"""The last resort for text that its own folder does not take while the window closes."""

from __future__ import annotations

import logging
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from pushbench.domain.errors import UserError
from pushbench.domain.message import Message
from pushbench.store.message_places import SUFFIX, safe_name


def _tr(text: str) -> str:
    return QCoreApplication.translate("Rescuing", text)


_log = logging.getLogger("pushbench.rescue")


def rescue(messages: Sequence[Message], places: Iterable[Path] | None = None) -> tuple[Path, ...]:
    """Write messages into the first place that takes them and say where; returns the files. Total.

    The places are the user's own folder and the system's for temporary files.
    """
    if not messages:
        return ()
    name = f"Pushbench unsaved {time.strftime('%Y-%m-%d %H.%M.%S')}"
    for place in places if places is not None else _usual_places():
        try:
            written = tuple(_write(place / name, number, message) for number, message in enumerate(messages, 1))
        except (OSError, UserError) as error:
            _log.warning("unsaved messages could not be written to %s: %s", place, error)
            continue
        words = _tr("Messages that could not be saved in their own folder lie in {folder}.").format(folder=place / name)
        _log.error("%s", words)
        sys.stderr.write(f"{words}\n")
        return written
    sys.stderr.write(_tr("Messages could not be saved anywhere; make room on the disk.") + "\n")
    return ()


def _usual_places() -> Iterator[Path]:
    with suppress(RuntimeError):  # who has no home
        yield Path.home()
    with suppress(OSError):  # finding the place for temporary files writes one there
        yield Path(tempfile.gettempdir())


def _write(folder: Path, number: int, message: Message) -> Path:
    from pushbench.store.message_file import write_message_file

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{number} {safe_name(message.name)}{SUFFIX}"
    write_message_file(path, message)
    return path
