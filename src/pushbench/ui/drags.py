"""What is dragged between the window's parts: targets by name."""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtCore import QMimeData

TARGETS = "application/x-pushbench-targets"


def dragged_targets(texts: Sequence[str]) -> QMimeData:
    """Return what a drag of targets carries; ``texts`` as typed: device names, ``@group``, ``topic:x``."""
    mime = QMimeData()
    mime.setData(TARGETS, json.dumps(list(texts)).encode())
    mime.setText("\n".join(texts))
    return mime


def dropped_targets(mime: QMimeData) -> tuple[str, ...]:
    """Return the targets of a drag, none where it carries something else."""
    if not mime.hasFormat(TARGETS):
        return ()
    try:
        read = json.loads(bytes(mime.data(TARGETS).data()))
    except ValueError:
        return ()
    return tuple(text for text in read if isinstance(text, str) and text.strip()) if isinstance(read, list) else ()
