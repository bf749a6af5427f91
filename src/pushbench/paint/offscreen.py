"""A Qt application for programs without a window."""

from __future__ import annotations

import os

from PySide6.QtGui import QGuiApplication

_kept: list[QGuiApplication] = []


def ensure_application() -> None:
    """Make sure that fonts and images can be used; takes no display. Does nothing beside a window."""
    if QGuiApplication.instance() is not None:
        return
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    _kept.append(QGuiApplication(["pushbench"]))
