"""The gallery as a window, or as pictures in a folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtWidgets import QApplication

from pushbench.ui.app import has_screen
from pushbench.ui.theme.theme import Theme
from pushbench.ui.theme.tokens import load_tokens


def run(pictures: Path | None, environ: Mapping[str, str]) -> int:
    """Show the gallery until it is closed, or write pictures of it; returns the exit code."""
    if pictures is not None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    elif not has_screen(environ):
        sys.stderr.write("The gallery cannot open a window: there is no screen here. --pictures FOLDER needs none.\n")
        return 2
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(["pushbench"])
    theme = Theme(load_tokens())
    theme.apply()
    if pictures is not None:
        from pushbench.ui.gallery.pictures import write_pictures

        write_pictures(theme, pictures)
        return 0
    from pushbench.ui.gallery.window import GalleryWindow
    from pushbench.ui.widgets.focus_ring import FocusRing

    window = GalleryWindow(theme)
    ring = FocusRing(theme, app)
    window.resize(1440, 900)
    window.show()
    status = app.exec()
    ring.deleteLater()
    theme.disconnect_system()
    return status
