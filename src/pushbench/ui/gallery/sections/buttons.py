"""Buttons in every kind and state."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from pushbench.ui.gallery.still import Ringed, card, disabled, hovered, line, pressed
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.busy import Busy
from pushbench.ui.widgets.buttons import button, icon_button


def section(theme: Theme) -> QWidget:
    """Rest, hover, press, focus, disabled, busy."""
    return card(
        theme,
        "Buttons: rest, hover, press, focus, disabled, busy",
        _states(theme, "Send", "primary"),
        _states(theme, "Test", ""),
        _states(theme, "Go on", "production"),
        line(
            button(theme, "Send to production…", kind="production", icon="send"),
            button(theme, "Delete…", kind="danger"),
        ),
        line(
            hovered(button(theme, "Delete…", kind="danger")),
            disabled(button(theme, "Delete…", kind="danger"), "Stop the sandbox first"),
        ),
        line(button(theme, "Retry failed", kind="quiet"), hovered(button(theme, "Retry failed", kind="quiet"))),
        line(button(theme, "Show in field", kind="link"), hovered(button(theme, "Show in field", kind="link"))),
        line(
            button(theme, "2 fields set by hand", kind="soft", size="small", icon="diamond"),
            button(theme, "Add", kind="dashed", size="small", icon="plus"),
        ),
        line(busy(theme, "Send to 50", "Sending 31 of 50", "primary"), busy(theme, "Test", "Testing", "")),
        line(
            icon_button(theme, "copy", "Copy"),
            hovered(icon_button(theme, "copy", "Copy")),
            Ringed(theme, icon_button(theme, "copy", "Copy")),
            disabled(icon_button(theme, "copy", "Copy"), "Nothing to copy"),
            icon_button(theme, "list-filter", "Filter", size=28, framed=True),
        ),
    )


def _states(theme: Theme, text: str, kind: str) -> QWidget:
    return line(
        button(theme, text, kind=kind),
        hovered(button(theme, text, kind=kind)),
        pressed(button(theme, text, kind=kind)),
        4,
        Ringed(theme, button(theme, text, kind=kind)),
        4,
        disabled(button(theme, text, kind=kind), "Choose a target first"),
    )


def busy(theme: Theme, rest: str, words: str, kind: str) -> QWidget:
    """Return a button at work."""
    made = button(theme, rest, kind=kind)
    Busy(theme, made).work(words)
    return made
