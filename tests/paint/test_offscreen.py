"""Pictures without a window and without a display."""

from __future__ import annotations

import os
import subprocess
import sys

CODE = """
from pushbench.paint.offscreen import ensure_application
ensure_application()
ensure_application()
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pushbench.paint.ruler import QtRuler
from pushbench.preview.elements import Style
application = QGuiApplication.instance()
assert application is not None and not isinstance(application, QApplication)
assert application.platformName() == "offscreen"
print(round(QtRuler().width("Gate changed", Style("inter", 15))))
"""


def test_fonts_work_without_display_and_widgets() -> None:
    environ = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "QT_QPA_PLATFORM")}
    environ["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    ended = subprocess.run([sys.executable, "-c", CODE], env=environ, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert 80 < int(ended.stdout) < 110
