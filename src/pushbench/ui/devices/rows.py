"""The columns of the device table."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication

from pushbench.domain.device import Device
from pushbench.domain.outcome import OutcomeKind
from pushbench.ui.pills import platform_icon, result_pill
from pushbench.ui.times import ago_words, exact_words
from pushbench.ui.widgets.pill import Pill
from pushbench.ui.widgets.table.cells import Cell, Column
from pushbench.ui.widgets.table.model import RowsModel


def _tr(text: str) -> str:
    return QCoreApplication.translate("DevicesRows", text)


_HOST_LENGTH = 10
"""Of a push service's host; the list's column holds 17 characters."""
_KINDS = {kind.value: kind for kind in OutcomeKind}


def short_token(token: str) -> str:
    """Return a token as lists show it: its start and end; of a subscription the push service's host."""
    text = token.strip()
    if text.startswith("{"):
        _, _, rest = text.partition("https://")
        host = re.split(r'[/":]', rest, maxsplit=1)[0] or "subscription"
        shown = f"{host}/" if len(host) < _HOST_LENGTH else host[:_HOST_LENGTH]
        return f"{shown}…{text.rstrip('}').rstrip()[-7:-1]}"
    return text if len(text) <= 20 else f"{text[:8]}…{text[-8:]}"


def device_pill(device: Device) -> Pill:
    """Return the pill of a device's last result."""
    if device.is_retired:
        return Pill(device.last_reason or _tr("Unregistered"), "red", "x", tip=device.retired_reason or "")
    kind = _KINDS.get(device.last_outcome or "")
    if kind is None:
        return Pill(_tr("Not sent yet"), "gray", "circle-dashed")
    return result_pill(kind, device.last_status, device.last_reason)


def device_columns(short_title: Callable[[str], str]) -> tuple[Column, ...]:
    """Return the columns; ``short_title`` names a provider."""
    return (
        Column("tick", "", 34, lambda device: Cell(is_checked=False)),
        Column("name", _tr("Device"), 172, lambda device: _name(device), stretches=True),
        Column(
            "provider", _tr("Provider"), 84, lambda device: Cell(short_title(device.provider), token="text-2"), drops=1
        ),
        Column(
            "token",
            _tr("Token"),
            142,
            lambda device: _token(device),
            copied=lambda device: device.token,
            gives=30,
            drops=3,
        ),
        Column(
            "tags",
            _tr("Tags"),
            116,
            lambda device: Cell(pills=tuple(Pill(t, shape="tag") for t in device.tags)),
            gives=50,
            drops=4,
        ),
        Column("locale", _tr("Locale"), 60, lambda device: Cell(device.locale or "", token="text-2"), drops=5),
        Column("result", _tr("Last result"), 168, lambda device: _result(device), gives=40),
        Column("seen", _tr("Seen"), 62, lambda device: _seen(device), drops=2),
    )


def _token(device: Device) -> Cell:
    return Cell(short_token(device.token), "code", "text-2", spoken=device.token, elides_middle=True)


def _result(device: Device) -> Cell:
    pill = device_pill(device)
    return Cell(pills=(pill,), tip=device.retired_reason or pill.text)


class DeviceRows(RowsModel):
    """The rows of the library, fetched as they come into sight."""

    def text_of(self, devices: Sequence[Device]) -> str:
        """Return devices as tab-separated rows below the columns' names, whether or not they are in sight."""
        columns = [column for column in self.columns if column.title]
        lines = ["\t".join(column.title for column in columns)]
        for device in devices:
            cells = (column.copied(device) if column.copied else column.cell(device).accessible for column in columns)
            lines.append("\t".join(" ".join(cell.split()) for cell in cells))
        return "\n".join(lines)


def _name(device: Device) -> Cell:
    token = "text-3" if device.is_retired else "text"
    # The ends of names tell devices of one person or one service apart.
    return Cell(device.name, icon=platform_icon(device.platform), token=token, tip=device.name, elides_middle=True)


def _seen(device: Device) -> Cell:
    tip = exact_words(device.last_seen_at) if device.last_seen_at is not None else ""
    return Cell(ago_words(device.last_seen_at, time.time()), token="text-2", tip=tip)
