"""The fields of the form as data: where each lives in the message and how it is typed.

Loaded before anything of the message itself, because the first of them are shown before the engine is there.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication


def _tr(text: str) -> str:
    return QCoreApplication.translate("Form", text)


@dataclass(frozen=True)
class FieldShape:
    """One field: where it lives in the message and how it is typed."""

    key: str
    """``content/title``."""
    label: str
    control: str = "text"
    """``text``, ``image``, ``combo`` or ``editable``."""
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
        FieldShape("content/image", _tr("Image"), "image", is_mono=True, placeholder="https://"),
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
