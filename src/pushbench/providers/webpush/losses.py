"""What of a message the web does not carry as it is."""

from __future__ import annotations

from pushbench.domain.carrying import FieldLoss
from pushbench.domain.json_value import JsonObject
from pushbench.domain.message import Content, Delivery, Interruption, Kind, Message
from pushbench.domain.message_rules import CONTENT_FIELDS
from pushbench.providers.formats.carrying import Carrier
from pushbench.providers.formats.notification_options import is_address

_NO_MEMBER = {
    "subtitle": "A web notification has a title and a body only.",
    "sound": "Browsers play the system's sound, or none.",
    "thread": "The web does not group.",
    "category": "The web has no registered categories.",
    "channel": "Channels belong to Android apps.",
}


def losses_of(message: Message, payload: JsonObject) -> tuple[FieldLoss, ...]:
    """Return the losses of a message whose ``payload`` is given."""
    carrier, kind = Carrier(message, "Web Push"), message.delivery.kind
    carrier.took("/data")
    _carry_delivery(carrier, message.delivery)
    if kind in (Kind.DATA, Kind.SILENT):
        carrier.renamed("/content/badge", at="/payload/app_badge")
        why = f"A push of the kind {kind.value} carries data only."
        carrier.dropped(*(f"/content/{name}" for name in CONTENT_FIELDS if name != "badge"), "/actions", why=why)
    else:
        _carry_alert(carrier, message.content)
        if "web_push" in payload:
            carrier.took("/content/badge")
        else:
            carrier.renamed("/content/badge", at="/payload/app_badge")
        carrier.took("/actions")
    return carrier.losses()


def _carry_alert(carrier: Carrier, content: Content) -> None:
    carrier.took("/content/title", "/content/body", "/content/link", "/content/image")
    if is_address(content.icon):
        carrier.took("/content/icon")
    else:
        carrier.dropped("/content/icon", why="A browser needs the address of a picture.")
    for name, why in _NO_MEMBER.items():
        if name == "sound" and content.sound == "default":
            carrier.took("/content/sound")  # the system's own sound is what plays anyway
        else:
            carrier.dropped(f"/content/{name}", why=why)


def _carry_delivery(carrier: Carrier, delivery: Delivery) -> None:
    carrier.took("/delivery/priority", "/delivery/ttl_seconds", "/delivery/collapse_id")
    if delivery.kind in (Kind.VOIP, Kind.LIVE_ACTIVITY):
        carrier.dropped("/delivery/kind", why="Such pushes exist on Apple devices only.")
    else:
        carrier.took("/delivery/kind")
    if delivery.interruption is Interruption.ACTIVE:
        carrier.took("/delivery/interruption")  # what every notification is
    why = "Web Push knows TTL, Urgency and Topic only."
    carrier.dropped("/delivery/relevance", why=why)
    if delivery.interruption is not Interruption.ACTIVE:
        carrier.dropped("/delivery/interruption", why=why)
    carrier.dropped("/delivery/live_activity", why="Live Activities exist on Apple devices only.")
