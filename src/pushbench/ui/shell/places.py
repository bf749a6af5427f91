"""The screens of the window as data."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from pushbench.ui.widgets.rail import Place


def _tr(text: str) -> str:
    return QCoreApplication.translate("Places", text)


def places() -> tuple[Place, ...]:
    """Return the entries of the rail, in order; their number is their shortcut."""
    return (
        Place("compose", _tr("Compose"), "square-pen", _tr("Write and send a message")),
        Place("devices", _tr("Devices"), "smartphone", _tr("Phones, browsers and groups")),
        Place("providers", _tr("Providers"), "key-round", _tr("Profiles and credentials")),
        Place("history", _tr("History"), "rotate-ccw-clock", _tr("What was sent and what came back")),
        Place("sandbox", _tr("Sandbox"), "flask-conical", _tr("The services on this computer")),
        Place("settings", _tr("Settings"), "settings-2", _tr("Appearance and shortcuts"), is_at_end=True),
    )
