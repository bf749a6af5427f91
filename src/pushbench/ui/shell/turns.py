"""Work in steps, with the window answering in between."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer


def in_turns(steps: Sequence[Callable[[], object]]) -> None:
    """Carry out the first step now and every other one in a turn of the event loop of its own."""
    if not steps:
        return
    try:
        steps[0]()
    finally:
        if len(steps) > 1:
            QTimer.singleShot(0, lambda: in_turns(steps[1:]))
