"""Writes the reference pictures of the gallery anew: ``.venv/bin/python -m tests.ui.gallery.rewrite``."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

REFERENCES = Path(__file__).parent / "references"


def main() -> int:
    """Replace the pictures by what the gallery looks like now."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtWidgets import QApplication

    from pushbench.ui.gallery.pictures import write_sections
    from pushbench.ui.theme.theme import Theme
    from pushbench.ui.theme.tokens import load_tokens

    app = QApplication(["pushbench"])
    theme = Theme(load_tokens())
    theme.apply()
    shutil.rmtree(REFERENCES, ignore_errors=True)
    write_sections(theme, REFERENCES)
    theme.disconnect_system()
    app.processEvents()
    return 0


if __name__ == "__main__":
    sys.exit(main())
