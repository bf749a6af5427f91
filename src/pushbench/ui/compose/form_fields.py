"""The fields of the form as data."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from pushbench.domain.message import Interruption, Kind, Priority
from pushbench.ui.compose.edits import duration_words, layer_value, layered
from pushbench.ui.compose.state import ComposeState
from pushbench.ui.widgets.choices import Choice


def _tr(text: str) -> str:
    return QCoreApplication.translate("Form", text)


@dataclass(frozen=True, slots=True)
class FieldShape:
    """One field: where it lives in the message and how it is typed."""

    key: str
    """``content/title``."""
    label: str
    control: str = "text"
    """``text``, ``combo`` or ``editable``."""
    lines: int = 1
    is_mono: bool = False
    remark: str = ""
    placeholder: str = ""

    @property
    def part(self) -> str:
        return self.key.partition("/")[0]

    @property
    def name(self) -> str:
        return self.key.partition("/")[2]


def content_fields() -> tuple[FieldShape, ...]:
    return (
        FieldShape("content/title", _tr("Title")),
        FieldShape("content/subtitle", _tr("Subtitle")),
        FieldShape("content/body", _tr("Body"), lines=3),
    )


def media_fields() -> tuple[FieldShape, ...]:
    return (
        FieldShape("content/image", _tr("Image"), is_mono=True, placeholder="https://"),
        FieldShape("content/icon", _tr("Icon"), is_mono=True, remark=_tr("Android, Web")),
    )


def delivery_fields() -> tuple[tuple[FieldShape, ...], ...]:
    """Return the delivery section's rows."""
    return (
        (
            FieldShape("delivery/kind", _tr("Kind"), "combo"),
            FieldShape("delivery/priority", _tr("Priority"), "combo"),
            FieldShape("delivery/ttl_seconds", _tr("Time to live"), "editable"),
        ),
        (
            FieldShape("delivery/interruption", _tr("Interruption"), "combo", remark="iOS"),
            FieldShape("delivery/relevance", _tr("Relevance"), is_mono=True, remark="iOS", placeholder="0 to 1"),
            FieldShape("delivery/collapse_id", _tr("Collapse ID"), is_mono=True),
        ),
        (
            FieldShape("content/channel", _tr("Channel"), is_mono=True, remark="Android"),
            FieldShape("content/sound", _tr("Sound"), is_mono=True, placeholder="default"),
            FieldShape("content/badge", _tr("Badge"), is_mono=True),
        ),
        (FieldShape("content/thread", _tr("Thread"), is_mono=True),),
    )


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
