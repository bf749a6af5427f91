"""How an FCM message carries a message: three platforms at once, so a field may reach one of them only."""

from __future__ import annotations

from collections.abc import Sequence

from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.message import Kind, Message, Priority
from pushbench.domain.pointer import child, value_at
from pushbench.providers.formats.aps_losses import carry_apns_headers, carry_aps
from pushbench.providers.formats.carrying import Carrier
from pushbench.providers.formats.fcm_message import DATA_KINDS, BuildRemark, BuiltMessage, Remark, is_address

_WORDS = ("title", "subtitle", "body")
_SHOWN_ONLY = ("icon", "sound", "badge", "category", "thread", "channel")
_CUT = {
    Remark.SOUND_SUFFIX: "/content/sound",
    Remark.ICON_ADDRESS: "/content/icon",
    Remark.BADGE_WORD: "/content/badge",
    Remark.WEB_TOPIC: "/delivery/collapse_id",
    Remark.NO_VOIP: "/delivery/kind",
}
"""Remarks that say on which platform a field arrives changed or not at all -> the field."""


def carry_message(
    carrier: Carrier, message: Message, built: BuiltMessage, *, image_key: str, link_key: str, at: str
) -> None:
    """Say how a built v1 message carries what it was built from; ``at`` is the pointer where it stands."""
    if message.delivery.kind is Kind.LIVE_ACTIVITY:
        _carry_activity(carrier, message, at)
        return
    is_data_only = message.delivery.kind in DATA_KINDS
    if is_data_only:
        _carry_data_only(carrier, message, image_key, built.message, at)
    else:
        _carry_alert(carrier, message, at)
    _carry_key(carrier, message, "link", link_key, built.message, at)
    _carry_data(carrier, message, at)
    _carry_delivery(carrier, message, at)
    _carry_remarks(carrier, built.remarks, at)


def _carry_activity(carrier: Carrier, message: Message, at: str) -> None:
    carry_aps(carrier, message)
    carry_apns_headers(carrier, message, f"{at}/apns/headers")
    carrier.dropped("/content/image", "/content/link", "/data", why="A Live Activity reads only its own state.")


def _carry_alert(carrier: Carrier, message: Message, at: str) -> None:
    carrier.took("/content/title", "/content/body", "/content/image")
    carrier.took(*(f"/content/{name}" for name in _SHOWN_ONLY))
    where = f"{at}/apns/payload/aps/alert/subtitle"
    carrier.cut("/content/subtitle", at=where, what="The subtitle reaches iPhones only.")
    for number, action in enumerate(message.actions):
        pointer = f"/actions/{number}"
        button = f"The button “{action.title}” reaches browsers only."
        carrier.dropped(f"{pointer}/link", why="FCM's buttons have no link of their own.")
        if is_address(action.icon):
            carrier.took(f"{pointer}/icon")
        else:
            carrier.dropped(f"{pointer}/icon", why="A browser needs the address of a picture.")
        carrier.cut_alone(pointer, at=f"{at}/webpush/notification/actions/{number}", what=button)


def _carry_data_only(carrier: Carrier, message: Message, image_key: str, built: JsonObject, at: str) -> None:
    kind = message.delivery.kind
    why = f"A push of the kind {kind.value} shows nothing by itself."
    carrier.dropped(*(f"/content/{name}" for name in _SHOWN_ONLY), "/actions", why=why)
    for name in _WORDS:
        if kind is Kind.SILENT:
            carrier.dropped(f"/content/{name}", why=why)
        else:
            _carry_key(carrier, message, name, name, built, at)
    _carry_key(carrier, message, "image", image_key, built, at)


def _carry_key(carrier: Carrier, message: Message, name: str, key: str, built: JsonObject, at: str) -> None:
    """A field that travels as a key of ``data``, unless the message has such a key of its own."""
    if key in message.data:
        link: Json = value_at(built, "/webpush/fcm_options/link") if name == "link" else None
        if link is not None:
            carrier.cut("/content/link", at=f"{at}/webpush/fcm_options/link", what="The link reaches browsers only.")
        else:
            carrier.dropped(f"/content/{name}", why=f"The data has a key “{key}” of its own.")
    else:
        carrier.renamed(f"/content/{name}", at=child(f"{at}/data", key))


def _carry_data(carrier: Carrier, message: Message, at: str) -> None:
    for key, value in message.data.items():
        if isinstance(value, str):
            carrier.took(child("/data", key))
        else:
            words = f"The data key “{key}” leaves as text."
            carrier.retyped(child("/data", key), at=child(f"{at}/data", key), what=words)


def _carry_delivery(carrier: Carrier, message: Message, at: str) -> None:
    kind = message.delivery.kind
    carrier.took("/delivery/kind", "/delivery/ttl_seconds", "/delivery/collapse_id", "/delivery/priority")
    if message.delivery.priority is Priority.LOW:
        words = "Android knows two priorities: low leaves as normal there."
        carrier.cut("/delivery/priority", at=f"{at}/android/priority", what=words)
    for name in ("interruption", "relevance"):
        if kind is Kind.ALERT:
            carrier.took(f"/delivery/{name}")
        else:
            carrier.dropped(f"/delivery/{name}", why=f"A push of the kind {kind.value} has no place for it.")
    carrier.dropped("/delivery/live_activity", why=f"The message is of the kind {kind.value}.")


def _carry_remarks(carrier: Carrier, remarks: Sequence[BuildRemark], at: str) -> None:
    for remark in remarks:
        field = _CUT.get(remark.kind)
        if field is not None:
            carrier.cut(field, at=f"{at}{remark.pointer}", what=remark.what)
