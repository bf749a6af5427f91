"""Pills, environment chips, tags, tiles, meters."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from pushbench.domain.outcome import OutcomeKind
from pushbench.domain.profile import Environment
from pushbench.ui.gallery.still import card, line
from pushbench.ui.pills import (
    environment_pill,
    offline_pill,
    result_pill,
    retry_pill,
    sending_pill,
    stopped_pill,
    waiting_pill,
)
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import box
from pushbench.ui.widgets.chip import Chip, ChipItem
from pushbench.ui.widgets.flow import FlowLayout
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.meter import Meter
from pushbench.ui.widgets.pill import Pill, PillLabel

_TILES = ("AP", "FC", "WP", "EX", "OS", "SN", "UA", "NO")


def _flow(*parts: QWidget) -> QWidget:
    layout = FlowLayout(spacing=6)
    for part in parts:
        layout.addWidget(part)
    return box(layout)


def statuses(theme: Theme) -> QWidget:
    """Every state of a delivery."""
    pills = (
        waiting_pill(),
        sending_pill(),
        result_pill(OutcomeKind.ACCEPTED, 200, None),
        Pill("Shown on device", "green", "smartphone"),
        result_pill(OutcomeKind.REJECTED, 410, "Unregistered"),
        retry_pill(3),
        result_pill(OutcomeKind.ACCEPTED, 200, None, attempts=2),
        result_pill(OutcomeKind.UNCLEAR, None, None),
        result_pill(OutcomeKind.NOT_SENT, None, None, is_dry_run=True),
        result_pill(OutcomeKind.NOT_SENT, None, None),
        Pill("Expired in queue", "gray", "clock"),
        stopped_pill(),
        offline_pill(),
    )
    return card(
        theme, "Delivery status: icon, word and code together", _flow(*(PillLabel(theme, pill) for pill in pills))
    )


def environments(theme: Theme) -> QWidget:
    """Where a push goes: solid red only where a send can start."""
    pills = (
        environment_pill(Environment.SANDBOX),
        environment_pill(Environment.PRODUCTION, is_solid=True),
        environment_pill(Environment.PRODUCTION),
        environment_pill(Environment.LOCAL),
    )
    hint = label(
        theme, "Solid red only where a send can start. Lists use the soft form.", "caption", tone="caption", wraps=True
    )
    return card(theme, "Environment", _flow(*(PillLabel(theme, pill) for pill in pills)), hint)


def chips(theme: Theme) -> QWidget:
    """Targets, tags, providers."""
    items = (
        ChipItem("ana", "Ana's iPhone 16", "smartphone"),
        ChipItem("qa", "@qa-phones · 12", "users"),
        ChipItem("news", "topic: news", "radio"),
        ChipItem("jonas", "Jonas, unregistered", "smartphone", "red"),
        ChipItem("pixel", "Pixel 9, no profile", "smartphone", "amber"),
    )
    holder = QWidget()
    layout = FlowLayout(spacing=6)
    for item in items:
        layout.addWidget(Chip(theme, item, holder))
    holder.setLayout(layout)
    tags = (PillLabel(theme, Pill(text, shape="tag")) for text in ("ios-18", "foldable"))
    tiles = (PillLabel(theme, Pill(text, shape="tile")) for text in _TILES)
    return card(theme, "Chips, tags, provider tiles", holder, _flow(*tags, *tiles))


def meters(theme: Theme) -> QWidget:
    """Fine, near the limit, over."""
    made = []
    for used in (572, 3802, 4310):
        meter = Meter(theme)
        meter.set_size(used, 4096)
        made.append(line(meter))
    return card(theme, "Payload meter: fine, near the limit, over", *made, spacing=4)
