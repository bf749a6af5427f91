"""The bundled interface fonts and the fonts of the type scale.

Inter and JetBrains Mono come as variable fonts. Qt registers only their regular instance, so a weight
is chosen on the ``wght`` axis; ``QFont.setWeight`` alone would leave the face unchanged or fake a bold.
"""

from __future__ import annotations

import importlib.util
import logging
from functools import cache
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

from pushbench.paint.fonts import renamed
from pushbench.ui.theme.tokens import TypeStyle

_PACKAGES = {
    "ui": ("fontpkg_inter", "Inter", "PbUiI"),
    "mono": ("fontpkg_jetbrains_mono", "JetBrains Mono", "PbUi BrainMono"),
}
"""Package, name inside the file, and a private name of the same length: a system font of the name must not win."""
_LARGEST_OPTICAL_SIZE = 32
_SMALLEST_OPTICAL_SIZE = 14
_log = logging.getLogger(__name__)


@cache
def interface_font(role: str) -> str:
    """Register the upright font of ``ui`` or ``mono`` when it is first asked for; returns its family name.

    A family whose file is missing falls back to the system's own, with a warning in the log.
    """
    return _load(*_PACKAGES[role]) or _system(role)


def _load(package: str, name: str, private: str) -> str | None:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        _log.warning("the font package %s is not installed", package)
        return None
    files = [file for file in sorted((Path(spec.origin).parent / "files").glob("*.ttf")) if "Italic" not in file.name]
    if not files:
        _log.warning("the font package %s holds no upright font", package)
        return None
    font_id = QFontDatabase.addApplicationFontFromData(renamed(files[0].read_bytes(), name, private))
    families = QFontDatabase.applicationFontFamilies(font_id)
    return families[0] if families else None


def _system(role: str) -> str:
    kind = QFontDatabase.SystemFont.FixedFont if role == "mono" else QFontDatabase.SystemFont.GeneralFont
    return QFontDatabase.systemFont(kind).family()


def make_font(family: str, style: TypeStyle, *, scale: float = 1.0, weight: int | None = None) -> QFont:
    """Return the font of one step of the scale, in pixels, with tabular figures."""
    chosen = weight or style.weight
    font = QFont(family)
    font.setPixelSize(max(11, round(style.size * scale)))
    # The bundled faces follow the axis; the weight itself is for the fallback fonts of other scripts.
    font.setWeight(QFont.Weight(min(chosen, 600)))
    font.setVariableAxis(QFont.Tag("wght"), chosen)
    if style.family == "mono":
        font.setFixedPitch(True)
        font.setStyleHint(QFont.StyleHint.Monospace)
        font.setFeature(QFont.Tag("liga"), 0)
        font.setFeature(QFont.Tag("calt"), 0)
    else:
        font.setVariableAxis(QFont.Tag("opsz"), min(max(style.size, _SMALLEST_OPTICAL_SIZE), _LARGEST_OPTICAL_SIZE))
        font.setFeature(QFont.Tag("tnum"), 1)
    return font
