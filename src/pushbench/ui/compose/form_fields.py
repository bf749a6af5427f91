"""What the fields of the form offer and show."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from pushbench.domain.message import Interruption, Kind, Priority
from pushbench.ui.compose.edits import duration_words, layer_value, layered
from pushbench.ui.compose.state import ComposeState
from pushbench.ui.widgets.choices import Choice


def _tr(text: str) -> str:
    return QCoreApplication.translate("Form", text)


def choices_of(key: str) -> tuple[Choice, ...]:
    """Return the choices of a drop-down field."""
    if key == "delivery/kind":
        words = {
            Kind.ALERT: _tr("Alert"),
            Kind.SILENT: _tr("Silent"),
            Kind.DATA: _tr("Data only"),
            Kind.VOIP: _tr("VoIP call"),
            Kind.LIVE_ACTIVITY: _tr("Live Activity"),
        }
        return tuple((kind.value, word) for kind, word in words.items())
    if key == "delivery/priority":
        words_of = {Priority.HIGH: _tr("High"), Priority.NORMAL: _tr("Normal"), Priority.LOW: _tr("Low")}
        return (("", _tr("Automatic")), *((item.value, word) for item, word in words_of.items()))
    if key == "delivery/interruption":
        levels = {
            Interruption.PASSIVE: _tr("Passive"),
            Interruption.ACTIVE: _tr("Active"),
            Interruption.TIME_SENSITIVE: _tr("Time sensitive"),
            Interruption.CRITICAL: _tr("Critical"),
        }
        return (("", _tr("Not set")), *((item.value, word) for item, word in levels.items()))
    if key == "delivery/ttl_seconds":
        return (("", _tr("Not set")), *((str(s), duration_words(s)) for s in (0, 300, 3600, 86400, 604800, 2419200)))
    return ()


def value_of(state: ComposeState, key: str) -> str:
    """Return a field's value as the text of its control; content fields belong to the chosen language or variant."""
    part, _, name = key.partition("/")
    reading = state.reading
    if part == "content":
        own = layer_value(state.message, name, reading.language, reading.variant)
        return "" if own is None else str(own)
    value = getattr(state.message.delivery, name)
    if value is None:
        return ""
    if isinstance(value, (Kind, Priority, Interruption)):
        return str(value.value)
    if name == "ttl_seconds":
        known = {choice for choice, _ in choices_of(key)}
        return str(value) if str(value) in known else duration_words(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def inherited(state: ComposeState, key: str) -> str:
    """Return what a content field shows where the chosen language or variant says nothing of its own."""
    part, _, name = key.partition("/")
    reading = state.reading
    if part != "content" or not (reading.language or reading.variant):
        return ""
    below = layered(state.message, "", reading.variant if reading.language else "")
    return str(getattr(below.content, name) or "")
