"""The bundled preview fonts, under private names so that a system font of the same name cannot win.

Qt mixes the faces of equally named families (a static Roboto of the system beside the variable one), which
changes where lines break. The names inside the font's ``name`` table are therefore replaced by others of
the same length before Qt sees the bytes; the files themselves stay as they are.
"""

from __future__ import annotations

import importlib.util
import logging
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QFont, QFontDatabase

if TYPE_CHECKING:
    from pushbench.domain.ports import TextStyle

log = logging.getLogger("pushbench.paint.fonts")

PACKAGES = {
    "inter": ("fontpkg_inter", "Inter", "PbInt"),
    "roboto": ("fontpkg_roboto", "Roboto", "PbRobo"),
    "open-sans": ("fontpkg_open_sans", "Open Sans", "PbOpnSans"),
    "noto-sans": ("fontpkg_noto_sans", "Noto Sans", "PbNotSans"),
    "arabic": ("fontpkg_noto_sans_arabic", "Noto Sans", "PbNotSans"),
}
"""Key -> package, name inside the file, private name of the same length."""

FALLBACKS = ("Noto Color Emoji", "Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans Hebrew", "Noto Sans Thai")
RESOLUTION = 8
"""Text is measured and drawn at this multiple of its size, so that sizes need not be whole pixels."""


@cache
def load_fonts() -> dict[str, str]:
    """Register the preview fonts once; returns key -> family name. Needs a Qt application."""
    loaded = {}
    for key, (package, name, private) in PACKAGES.items():
        family = _load(package, name, private)
        if family is not None:
            loaded[key] = family
    return loaded


def _load(package: str, name: str, private: str) -> str | None:
    file = _file(package)
    if file is None:
        log.warning("the font package %s is not installed", package)
        return None
    families = QFontDatabase.applicationFontFamilies(
        QFontDatabase.addApplicationFontFromData(renamed(file.read_bytes(), name, private))
    )
    return families[0] if families else None


def _file(package: str) -> Path | None:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return None
    upright = [path for path in sorted((Path(spec.origin).parent / "files").glob("*.ttf")) if "Italic" not in path.name]
    return upright[0] if upright else None


def renamed(font: bytes, name: str, private: str) -> bytes:
    """Return a TrueType font whose ``name`` table says ``private`` instead of ``name``, both of one length."""
    if len(name) != len(private):
        raise ValueError("the private name must have the length of the font's own")
    start, length = _name_table(font)
    table = font[start : start + length]
    for encoding in ("utf-16-be", "ascii"):
        for old, new in ((name, private), (name.replace(" ", ""), private[: len(name.replace(" ", ""))])):
            table = table.replace(old.encode(encoding), new.encode(encoding))
    return font[:start] + table + font[start + length :]


def _name_table(font: bytes) -> tuple[int, int]:
    """Return offset and length of the ``name`` table (OpenType specification, table directory)."""
    count = int.from_bytes(font[4:6], "big")
    for index in range(count):
        entry = font[12 + 16 * index : 28 + 16 * index]
        if entry[:4] == b"name":
            return int.from_bytes(entry[8:12], "big"), int.from_bytes(entry[12:16], "big")
    raise ValueError("the font has no name table")


@cache
def _font(family: str, pixels: int, weight: int, tracking: float, stretch: float) -> QFont:
    families = load_fonts()
    font = QFont()
    font.setFamilies(
        [families.get(family, "sans-serif"), *(families[k] for k in ("arabic",) if k in families), *FALLBACKS]
    )
    font.setPixelSize(max(pixels, 1))
    font.setWeight(QFont.Weight(weight))
    font.setVariableAxis(QFont.Tag("wght"), weight)
    if stretch != 100:
        font.setVariableAxis(QFont.Tag("wdth"), stretch)
    if family == "inter":
        font.setVariableAxis(QFont.Tag("opsz"), 14)
    if tracking:
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, pixels * tracking)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def large_font(style: TextStyle) -> QFont:
    """Return the font of a style at :data:`RESOLUTION` times its size."""
    return _font(style.family, round(style.size * RESOLUTION), style.weight, style.tracking, style.stretch)
