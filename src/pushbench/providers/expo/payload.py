"""Message to Expo's message object and back, without ``to``."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

from pushbench.domain.finding import Draft, Finding
from pushbench.domain.http import HttpRequest
from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.message import Kind, Message, Priority
from pushbench.domain.pointer import child
from pushbench.domain.profile import Credentials
from pushbench.domain.provider import Size
from pushbench.providers.expo import notices
from pushbench.providers.expo.fields import MOST_BYTES, TARGET_FIELD
from pushbench.providers.expo.handed import android_data, apns_payload, is_headless, text_of
from pushbench.providers.expo.spec import ID, SPEC
from pushbench.providers.formats import aps
from pushbench.providers.formats.carrying import Carrier
from pushbench.providers.formats.connection import image_key, link_key
from pushbench.providers.formats.json_body import body_size, read_json
from pushbench.providers.formats.notice import Notice

OWN_HEADERS = frozenset({"accept", "accept-encoding", "authorization", "content-type", "content-encoding"})
FRAMING = frozenset({"host", "content-length", "transfer-encoding", "connection", "user-agent"})
_QUIET_KINDS = (Kind.SILENT, Kind.DATA, Kind.VOIP)
_PRIORITIES = {Priority.HIGH: "high", Priority.NORMAL: "normal", Priority.LOW: "normal"}
_TEXTS = {
    "title": "title",
    "subtitle": "subtitle",
    "body": "body",
    "sound": "sound",
    "category": "categoryId",
    "thread": "threadId",
    "channel": "channelId",
}
_ONLY_SHOWN = (
    *("/content/sound", "/content/badge", "/content/icon", "/content/category", "/content/thread"),
    *("/content/channel", "/delivery/interruption", "/delivery/relevance"),
)
_MOST_UNPACKED = 16 * 1024 * 1024


def compose(message: Message, credentials: Credentials | None, now: float) -> Draft:
    """Turn a resolved message into a draft."""
    composer = _Composer(message, image_key(credentials), link_key(credentials))
    return composer.draft()


class _Composer:
    """Builds one payload and keeps what is to be said about it."""

    def __init__(self, message: Message, image_name: str, link_name: str) -> None:
        self._message = message
        self._image_name = image_name
        self._link_name = link_name
        self._notes: list[Finding] = []
        self._carrier = Carrier(message, SPEC.short_title)
        self._payload: JsonObject = {}

    def draft(self) -> Draft:
        kind = self._message.delivery.kind
        if kind is Kind.LIVE_ACTIVITY:
            self._note(notices.LIVE_ACTIVITY, "", "Expo cannot carry a Live Activity.")
            self._carrier.dropped("/delivery/kind", "/delivery/live_activity", why="Expo has no Live Activities.")
        if kind in _QUIET_KINDS:
            self._quiet()
        else:
            self._shown()
        self._data()
        self._delivery()
        self._buttons()
        return Draft(ID, self._payload, notes=tuple(self._notes), losses=self._carrier.losses())

    def _note(self, notice: Notice, pointer: str, what: str) -> None:
        self._notes.append(notice.at(f"/payload{pointer}", what, provider=ID))

    def _shown(self) -> None:
        content, delivery = self._message.content, self._message.delivery
        for source, field in _TEXTS.items():
            value = getattr(content, source)
            if value is not None:
                self._payload[field] = aps.as_text(value)
            self._carrier.took(f"/content/{source}")
        self._badge()
        self._icon()
        if content.image is not None:
            self._payload["richContent"] = {"image": aps.as_text(content.image)}
            self._payload["mutableContent"] = True
        if delivery.interruption is not None:
            self._payload["interruptionLevel"] = delivery.interruption.value
        if delivery.relevance is not None:
            self._payload["relevanceScore"] = delivery.relevance
        self._carrier.took("/content/image", "/delivery/interruption", "/delivery/relevance")

    def _badge(self) -> None:
        badge = self._message.content.badge
        if badge is None:
            return
        made = aps.badge_of(badge)
        self._payload["badge"] = made
        if isinstance(badge, str) and isinstance(made, int):
            self._carrier.retyped(
                "/content/badge", at="/payload/badge", what=f"The badge “{badge}” leaves as a number."
            )
        else:
            self._carrier.took("/content/badge")

    def _icon(self) -> None:
        icon = self._message.content.icon
        if icon is None:
            return
        if aps.as_text(icon).startswith(("https://", "http://")):
            self._note(notices.ICON_ADDRESS, "/icon", "The icon is an address, which Expo has no field for.")
            self._carrier.dropped("/content/icon", why="Android takes the name of a drawable resource.")
            return
        self._payload["icon"] = aps.as_text(icon)
        self._carrier.took("/content/icon")

    def _quiet(self) -> None:
        content, kind = self._message.content, self._message.delivery.kind
        self._payload["contentAvailable"] = True
        self._carrier.dropped(*_ONLY_SHOWN, why="The push shows nothing.")
        extras = [
            name for name in ("sound", "badge", "icon", "category", "thread", "channel") if getattr(content, name)
        ]
        if extras:
            what = f"{', '.join(extras)} {'is' if len(extras) == 1 else 'are'} left out: the push shows nothing."
            self._note(notices.QUIET, "", what)
        if kind is Kind.VOIP:
            self._note(notices.NO_VOIP, "/contentAvailable", "The call leaves as a background push.")
            self._carrier.dropped("/delivery/kind", why="The call leaves as a background push.")
        else:
            self._carrier.took("/delivery/kind")
        if kind is Kind.SILENT and (content.title or content.subtitle or content.body):
            self._note(notices.WORDS_DROPPED, "", "The words of the silent push are left out.")
            self._carrier.dropped(
                "/content/title", "/content/subtitle", "/content/body", why="A silent push has no words."
            )

    def _data(self) -> None:
        content, kind = self._message.content, self._message.delivery.kind
        data: JsonObject = dict(self._message.data)
        self._carrier.took("/data")
        moved: list[tuple[str, str, Json]] = []
        if kind in (Kind.DATA, Kind.VOIP):
            moved = [(name, name, getattr(content, name)) for name in ("title", "subtitle", "body")]
            if any(value is not None for _, _, value in moved):
                self._note(notices.WORDS_IN_DATA, "/data", "The words travel in data: the app shows what it likes.")
        if kind in _QUIET_KINDS:
            moved.append(("image", self._image_name, content.image))
        moved.append(("link", self._link_name, content.link))
        for source, key, value in moved:
            if value is not None:
                self._move(data, source, key, value)
        if data:
            self._payload["data"] = data

    def _move(self, data: JsonObject, source: str, key: str, value: Json) -> None:
        if key in data:
            self._note(notices.KEY_TAKEN, child("/data", key), f"The data has a key “{key}” of its own, which stays.")
            self._carrier.dropped(f"/content/{source}", why=f"The data has a key “{key}” already.")
            return
        data[key] = aps.as_text(value)
        self._carrier.renamed(f"/content/{source}", at=child("/payload/data", key))

    def _delivery(self) -> None:
        delivery = self._message.delivery
        self._payload["priority"] = _PRIORITIES[delivery.effective_priority]
        if delivery.priority is Priority.LOW:
            self._note(notices.LOW_PRIORITY, "/priority", "The low priority leaves as normal.")
            self._carrier.cut("/delivery/priority", at="/payload/priority", what="The low priority leaves as normal.")
        if delivery.ttl_seconds is not None:
            self._payload["ttl"] = delivery.ttl_seconds
        if delivery.collapse_id is not None:
            self._payload["collapseId"] = aps.as_text(delivery.collapse_id)
            if delivery.kind not in _QUIET_KINDS:
                # As apns-collapse-id does on an iPhone: the newer notification takes the place of the shown one.
                self._payload["tag"] = aps.as_text(delivery.collapse_id)
        self._carrier.took("/delivery/priority", "/delivery/ttl_seconds", "/delivery/collapse_id")

    def _buttons(self) -> None:
        count = len(self._message.actions)
        if count:
            what = f"The {'button does' if count == 1 else f'{count} buttons do'} not leave."
            self._note(notices.NO_BUTTONS, "", what)
            self._carrier.dropped("/actions", why="Buttons come from the category that the app registered.")


def message_of(payload: Json) -> JsonObject:
    """Return the message a payload is, one that is JSON text included; empty where there is none."""
    value = read_json(payload).value if isinstance(payload, str) else payload
    return value if isinstance(value, dict) else {}


def size(draft: Draft) -> Size:
    """Measure what Apple and Google would get at least: the larger one, as compact JSON."""
    return Size(max(sizes(message_of(draft.payload)).values()), MOST_BYTES, "payload for Apple or Google, at least")


def sizes(message: Mapping[str, Json]) -> Mapping[str, int]:
    """Return the bytes for each platform, without the project's own ids, which only Expo knows."""
    words = {} if is_headless(message) else {key: text for key in ("title", "body") if (text := text_of(message, key))}
    data = android_data(message)
    android = body_size({"data": data["body"]} if "body" in data else {}) + body_size(words)
    return {"ios": body_size(apns_payload(message)), "android": android}


def received(request: HttpRequest) -> Draft:
    """Read a request that left back into a draft: without target and sign-in. Of several messages the first counts."""
    headers = {name: value for name, value in request.headers if name.lower() not in OWN_HEADERS | FRAMING}
    body = request.plain if request.plain is not None else _unpacked(request.body)
    read = read_json(body)
    if not read.is_valid:
        return Draft(ID, body.decode("utf-8", "replace"), headers)
    value = read.value[0] if isinstance(read.value, list) and read.value else read.value
    return Draft(ID, without_target(value) if isinstance(value, dict) else value, headers)


def without_target(message: Mapping[str, Json]) -> JsonObject:
    """Return a message without its own target."""
    return {key: value for key, value in message.items() if key != TARGET_FIELD}


def _unpacked(body: bytes) -> bytes:
    """Return a gzipped body as it was; what is none, or broken, stays."""
    if body[:2] != b"\x1f\x8b":
        return body
    try:
        return zlib.decompressobj(31).decompress(body, _MOST_UNPACKED)
    except zlib.error:
        return body
