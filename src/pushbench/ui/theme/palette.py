"""The Qt palette of one appearance: native dialogs and menus follow it, and labels take their tones from it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QColor, QPalette

_Role = QPalette.ColorRole
TONES = {
    "secondary": _Role.Dark,
    "caption": _Role.PlaceholderText,
    "accent": _Role.Link,
    "amber": _Role.Mid,
    "green": _Role.Midlight,
    "red": _Role.Shadow,
    "disabled": _Role.Light,
    "toast": _Role.BrightText,
}
"""Tone of a label -> the palette's role that holds its colour.

The window paints its controls itself, so that the roles of Fusion's bevels are free. With them in the one palette of
the application a change of appearance reaches every label without touching it.
"""
_ROLES = {
    _Role.Window: "bg",
    _Role.WindowText: "text",
    _Role.Base: "surface",
    _Role.AlternateBase: "sunken",
    _Role.Text: "text",
    _Role.PlaceholderText: "text-3",
    _Role.Button: "surface",
    _Role.ButtonText: "text",
    _Role.BrightText: "on-toast",
    _Role.Highlight: "accent",
    _Role.HighlightedText: "on-accent",
    _Role.Accent: "accent",
    _Role.Link: "accent-text",
    _Role.LinkVisited: "accent-text",
    _Role.ToolTipBase: "surface",
    _Role.ToolTipText: "text",
    _Role.Dark: "text-2",
    _Role.Mid: "amber",
    _Role.Midlight: "green",
    _Role.Shadow: "red",
    _Role.Light: "disabled",
}
_DISABLED_TEXT = (
    _Role.WindowText,
    _Role.Text,
    _Role.ButtonText,
    _Role.PlaceholderText,
    *TONES.values(),
)


def make_palette(colors: Mapping[str, str]) -> QPalette:
    """Return a complete palette from token name -> colour."""
    palette = QPalette()
    for role, token in _ROLES.items():
        palette.setColor(role, QColor(colors[token]))
    for role in _DISABLED_TEXT:
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colors["disabled"]))
    palette.setColor(QPalette.ColorGroup.Disabled, _Role.Base, QColor(colors["sunken"]))
    return palette
