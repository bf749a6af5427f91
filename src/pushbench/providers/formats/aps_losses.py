"""How an APNs payload carries a message: what ``aps`` has a place for, and what it has not."""

from __future__ import annotations

from collections.abc import Mapping

from pushbench.domain.message import Kind, Message, Priority
from pushbench.providers.formats.aps import PUSH_TYPES, priority_of
from pushbench.providers.formats.carrying import Carrier

_WORDS = frozenset({"alert", "voip", "liveactivity"})
PARTS: Mapping[str, frozenset[str]] = {
    "title": _WORDS,
    "subtitle": frozenset({"alert", "voip"}),
    "body": _WORDS,
    "sound": frozenset({"alert", "liveactivity"}),
    "badge": frozenset({"alert"}),
    "category": frozenset({"alert"}),
    "thread": frozenset({"alert"}),
}
"""Field of the content -> the push types whose ``aps`` carries it."""


def carried_parts(message: Message) -> frozenset[str]:
    """Return the fields of the content that ``aps`` carries; an activity's sound stands inside its alert."""
    push_type, content = PUSH_TYPES[message.delivery.kind], message.content
    carried = frozenset(name for name, types in PARTS.items() if push_type in types)
    return carried - {"sound"} if push_type == "liveactivity" and not (content.title or content.body) else carried


def carry_aps(carrier: Carrier, message: Message) -> None:
    """Say what ``aps`` itself makes of content and delivery; image, link and data are the caller's to place."""
    kind = message.delivery.kind
    carried = carried_parts(message)
    for name in PARTS:
        if name in carried:
            carrier.took(f"/content/{name}")
        else:
            carrier.dropped(f"/content/{name}", why=f"A push of the kind {kind.value} has no place for it.")
    carrier.dropped("/content/icon", why="iOS shows the app's own icon.")
    carrier.dropped("/content/channel", why="Channels are Android's.")
    carrier.dropped("/actions", why="The app registers its buttons under the category.")
    carrier.took("/delivery/kind")
    for name in ("interruption", "relevance"):
        if kind is Kind.ALERT or (name == "relevance" and kind is Kind.LIVE_ACTIVITY):
            carrier.took(f"/delivery/{name}")
        else:
            carrier.dropped(f"/delivery/{name}", why=f"A push of the kind {kind.value} has no place for it.")
    if kind is Kind.LIVE_ACTIVITY:
        carrier.took("/delivery/live_activity")
    else:
        carrier.dropped("/delivery/live_activity", why=f"The message is of the kind {kind.value}.")


def carry_apns_headers(carrier: Carrier, message: Message, at: str) -> None:
    """Say what the APNs headers below the pointer ``at`` make of the delivery."""
    delivery = message.delivery
    carrier.took("/delivery/ttl_seconds", "/delivery/collapse_id", "/delivery/priority")
    wanted = {Priority.HIGH: 10, Priority.NORMAL: 5, Priority.LOW: 1}
    if delivery.priority is not None and wanted[delivery.priority] != priority_of(delivery):
        words = f"The priority {delivery.priority.value} leaves as {priority_of(delivery)}."
        carrier.cut("/delivery/priority", at=f"{at}/apns-priority", what=words)
