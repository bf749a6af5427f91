"""Which fields of a message an SNS document carries, to an iPhone and to Android at once."""

from __future__ import annotations

from pushbench.domain.carrying import FieldLoss
from pushbench.domain.message import Kind, Message
from pushbench.domain.pointer import child
from pushbench.providers.formats.carrying import Carrier
from pushbench.providers.formats.fcm_message import is_address

_ALWAYS = ("/delivery/kind", "/delivery/priority", "/delivery/ttl_seconds", "/delivery/collapse_id")
_GOOGLE_DATA = "/payload/GCM/fcmV1Message/message/data"


def losses(message: Message, apple_key: str, image_key: str, link_key: str) -> tuple[FieldLoss, ...]:
    """Return what does not arrive as it is."""
    carrier, apple = Carrier(message, "SNS"), child("/payload", apple_key)
    carrier.took(*_ALWAYS)
    carrier.dropped("/actions", why="An iPhone takes its buttons from the category, Android shows none.")
    kind = message.delivery.kind
    if kind is Kind.LIVE_ACTIVITY:
        carrier.took("/delivery/live_activity", "/delivery/relevance", "/content/title", "/content/body")
        if message.content.title or message.content.body:
            carrier.took("/content/sound")
        return carrier.losses()
    if kind is Kind.ALERT:
        _alert(carrier, message, apple, image_key)
    elif kind in (Kind.DATA, Kind.VOIP):
        _words(carrier, message, apple)
    if kind is not Kind.ALERT and message.content.image is not None:
        carrier.renamed("/content/image", at=child(apple, image_key))
    carrier.renamed("/content/link", at=child(apple, link_key))
    _data(carrier, message)
    return carrier.losses()


def _alert(carrier: Carrier, message: Message, apple: str, image_key: str) -> None:
    carrier.took("/content/title", "/content/body", "/content/subtitle", "/content/sound", "/content/badge")
    carrier.took("/content/thread", "/content/category", "/content/channel")
    carrier.took("/delivery/interruption", "/delivery/relevance")
    what = "The image reaches Android as it is; on an iPhone the app's service extension must fetch it."
    carrier.renamed("/content/image", at=child(apple, image_key), what=what)
    if is_address(message.content.icon):
        carrier.dropped("/content/icon", why="Android takes the name of a resource, an iPhone its app's own icon.")
    else:
        carrier.took("/content/icon")


def _words(carrier: Carrier, message: Message, apple: str) -> None:
    if message.delivery.kind is Kind.VOIP:
        carrier.took("/content/title", "/content/subtitle", "/content/body")
        return
    for name in ("title", "subtitle", "body"):
        what = f"The {name} travels in data, which the Android app reads; an iPhone does not get it."
        carrier.renamed(f"/content/{name}", at=child(_GOOGLE_DATA, name), what=what)


def _data(carrier: Carrier, message: Message) -> None:
    for key, value in message.data.items():
        pointer = child("/data", key)
        if key == "aps":
            carrier.renamed(pointer, at=child(_GOOGLE_DATA, key), what="The data key aps goes to Android alone.")
        elif isinstance(value, str):
            carrier.took(pointer)
        else:
            what = f"The data key “{key}” leaves as text to Android; an iPhone gets it as it is."
            carrier.retyped(pointer, at=child(_GOOGLE_DATA, key), what=what)
