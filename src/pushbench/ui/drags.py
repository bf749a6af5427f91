"""What is dragged between the window's parts: targets by name."""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtCore import QMimeData

TARGETS = "application/x-pushbench-targets"
DEVICES = "application/x-pushbench-devices"
"""What the table of Devices drags: names as a JSON list."""


def dragged_targets(texts: Sequence[str]) -> QMimeData:
    """Return what a drag of targets carries; ``texts`` as typed: device names, ``@group``, ``topic:x``."""
    mime = QMimeData()
    mime.setData(TARGETS, json.dumps(list(texts)).encode())
    mime.setText("\n".join(texts))
    return mime


def dropped_targets(mime: QMimeData) -> tuple[str, ...]:
    """Return the targets of a drag, or the devices of one from Devices; none where it carries something else."""
    if mime.hasFormat(TARGETS):
        return _texts(mime, TARGETS)
    return tuple(_as_target(name) for name in _texts(mime, DEVICES))


def _texts(mime: QMimeData, kind: str) -> tuple[str, ...]:
    try:
        read = json.loads(bytes(mime.data(kind).data()) or b"[]")
    except ValueError:
        return ()
    return tuple(text for text in read if isinstance(text, str) and text.strip()) if isinstance(read, list) else ()


def _as_target(name: str) -> str:
    """Write a device's name so that it is read as one, whatever it begins with."""
    return name if not name.startswith("@") and ":" not in name else f"device:{name}"
