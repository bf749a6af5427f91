"""Builds an FCM v1 ``Message`` without its target from a resolved message.

What a person wrote goes to every platform that FCM reaches; empty blocks are left out, and words of an
enumeration are spelt as the official SDKs send them (``"high"``).
Source: *Send a message using FCM HTTP v1*, *About FCM messages*, firebase-admin 7.7.0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.message import Content, Delivery, Kind, Message, Priority
from pushbench.domain.pointer import child
from pushbench.providers.formats import aps
from pushbench.providers.formats.fcm_checks import as_text, json_word


class Remark(Enum):
    """What building had to re-type, move or leave out."""

    DATA_AS_TEXT = "data value became text"
    WORDS_IN_DATA = "words travel in data"
    WORDS_DROPPED = "words are left out"
    KEY_TAKEN = "data has the key already"
    NO_VOIP = "no VoIP push"
    ACTIVITY_DATA = "a Live Activity carries no data"
    NO_BUTTONS = "buttons only in browsers"
    ICON_ADDRESS = "icon is an address"
    SOUND_SUFFIX = "sound's file suffix is left out"
    BADGE_WORD = "badge is no number"
    INSECURE_LINK = "link is not https"
    WEB_TOPIC = "collapse id is no Web Push topic"


@dataclass(frozen=True, slots=True)
class BuildRemark:
    """One remark; ``pointer`` is relative to the message and may name what is not there."""

    kind: Remark
    pointer: str
    what: str


@dataclass(frozen=True, slots=True)
class BuiltMessage:
    """The message and what is to be said about it."""

    message: JsonObject
    remarks: tuple[BuildRemark, ...] = ()


_WEB_TOPIC = re.compile(r"[A-Za-z0-9_-]{1,32}")
_SOUND_FILE = re.compile(r"(.+)\.(aiff?|caf|wav|mp3|ogg|m4a|aac|flac)", re.IGNORECASE)
_ANDROID_PRIORITY = {Priority.HIGH: "high", Priority.NORMAL: "normal", Priority.LOW: "normal"}
DATA_KINDS = (Kind.SILENT, Kind.DATA, Kind.VOIP)
"""Kinds that leave as a data message."""
_DEFAULT_APNS_PRIORITY = "10"


def build_message(message: Message, *, image_key: str, link_key: str, now: float) -> BuiltMessage:
    """Return the v1 message; ``now`` (Unix seconds) dates the APNs expiration and a Live Activity."""
    if message.delivery.kind is Kind.LIVE_ACTIVITY:
        return _live_activity(message, now)
    is_data_only = message.delivery.kind in DATA_KINDS
    remarks: list[BuildRemark] = []
    blocks: JsonObject = {
        "notification": {} if is_data_only else _notification(message.content),
        "data": _data(message, image_key, link_key, remarks),
        "android": _android(message, remarks, is_data_only=is_data_only),
        "apns": _apns(message, now, is_data_only=is_data_only),
        "webpush": _webpush(message, remarks, is_data_only=is_data_only),
    }
    if message.delivery.kind is Kind.VOIP:
        what = "FCM hands no VoIP pushes to iPhones: there this is a background push."
        remarks.append(BuildRemark(Remark.NO_VOIP, "/apns", what))
    return BuiltMessage(_filled(blocks), tuple(remarks))


def _live_activity(message: Message, now: float) -> BuiltMessage:
    headers = aps.apns_headers(message, now)
    del headers["apns-push-type"]
    if headers["apns-priority"] == _DEFAULT_APNS_PRIORITY:
        del headers["apns-priority"]
    remarks: tuple[BuildRemark, ...] = ()
    if message.data:
        what = "A Live Activity reads only its own state; the data is left out."
        remarks = (BuildRemark(Remark.ACTIVITY_DATA, "/data", what),)
    payload: JsonObject = {"aps": aps.aps_of(message, now)}
    return BuiltMessage({"apns": _filled({"headers": dict(headers), "payload": payload})}, remarks)


def _notification(content: Content) -> JsonObject:
    return _written({"title": content.title, "body": content.body, "image": content.image})


def _data(message: Message, image_key: str, link_key: str, remarks: list[BuildRemark]) -> JsonObject:
    data: JsonObject = {}
    for key, value in message.data.items():
        data[key] = as_text(value)
        if not isinstance(value, str):
            what = f"“{key}” is {json_word(value)} and leaves as the text {as_text(value)[:60]}"
            remarks.append(BuildRemark(Remark.DATA_AS_TEXT, child("/data", key), what))
    for key, text in _words_for_data(message, image_key, link_key, remarks):
        if key in data:
            what = f"The data has a key “{key}” of its own, which stays."
            remarks.append(BuildRemark(Remark.KEY_TAKEN, child("/data", key), what))
        else:
            data[key] = text
    return data


def _words_for_data(
    message: Message, image_key: str, link_key: str, remarks: list[BuildRemark]
) -> Iterator[tuple[str, str]]:
    content, kind = message.content, message.delivery.kind
    words = _written({"title": content.title, "subtitle": content.subtitle, "body": content.body})
    if kind in (Kind.DATA, Kind.VOIP):
        if words:
            what = f"{_listed(words)} travel in data: the app shows what it likes."
            remarks.append(BuildRemark(Remark.WORDS_IN_DATA, "/data", what))
        yield from ((key, str(text)) for key, text in words.items())
    elif kind is Kind.SILENT and words:
        what = f"A silent push shows nothing; {_listed(words)} are left out."
        remarks.append(BuildRemark(Remark.WORDS_DROPPED, "/notification", what))
    if kind in DATA_KINDS and content.image is not None:
        yield image_key, aps.as_text(content.image)
    if content.link is not None:
        yield link_key, aps.as_text(content.link)


def _listed(words: Mapping[str, Json]) -> str:
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last


def _android(message: Message, remarks: list[BuildRemark], *, is_data_only: bool) -> JsonObject:
    delivery = message.delivery
    return _filled(
        {
            **_written({"collapse_key": delivery.collapse_id}),
            "priority": _ANDROID_PRIORITY[delivery.effective_priority],
            **({} if delivery.ttl_seconds is None else {"ttl": f"{delivery.ttl_seconds}s"}),
            "notification": {} if is_data_only else _android_notification(message, remarks),
        }
    )


def _android_notification(message: Message, remarks: list[BuildRemark]) -> JsonObject:
    content = message.content
    made = _written({"sound": _android_sound(content, remarks), "channel_id": content.channel})
    if content.icon is not None and not is_address(content.icon):
        made["icon"] = aps.as_text(content.icon)
    elif content.icon is not None:
        what = "Android takes the name of a drawable resource; the address goes to browsers only."
        remarks.append(BuildRemark(Remark.ICON_ADDRESS, "/android/notification/icon", what))
    if message.delivery.collapse_id is not None:
        # As apns-collapse-id does on an iPhone: the newer notification takes the place of the shown one.
        made["tag"] = aps.as_text(message.delivery.collapse_id)
    made.update(_count(content, remarks))
    return made


def _android_sound(content: Content, remarks: list[BuildRemark]) -> str | None:
    if content.sound is None:
        return None
    sound = aps.as_text(content.sound)
    found = _SOUND_FILE.fullmatch(sound)
    if found is None:
        return sound
    what = f"Android looks for “{found[1]}” in res/raw: resource names have no suffix."
    remarks.append(BuildRemark(Remark.SOUND_SUFFIX, "/android/notification/sound", what))
    return found[1]


def _count(content: Content, remarks: list[BuildRemark]) -> JsonObject:
    if content.badge is None:
        return {}
    badge = aps.badge_of(content.badge)
    if not isinstance(badge, int):
        what = f"“{badge}” is no number; Android gets no count."
        remarks.append(BuildRemark(Remark.BADGE_WORD, "/android/notification/notification_count", what))
        return {}
    # 0 means "count up by one" to FCM, the opposite of what a badge of 0 means to Apple.
    return {"notification_count": badge} if badge > 0 else {}


def _apns(message: Message, now: float, *, is_data_only: bool) -> JsonObject:
    delivery = message.delivery
    if is_data_only:
        expiration, collapse = aps.expiration_of(delivery, now), delivery.collapse_id
        headers = {"apns-push-type": "background", "apns-priority": "5"}
        more = _written({"apns-expiration": expiration, "apns-collapse-id": collapse})
        return {"headers": {**headers, **more}, "payload": {"aps": {"content-available": 1}}}
    made = aps.apns_headers(message, now)
    del made["apns-push-type"]
    if made["apns-priority"] == _DEFAULT_APNS_PRIORITY:
        del made["apns-priority"]
    inner = aps.alert_aps(message.content, delivery)
    if message.content.subtitle is None:
        # FCM makes the alert from the common notification; only a subtitle needs one of its own.
        inner.pop("alert", None)
    return _filled({"headers": dict(made), "payload": _filled({"aps": inner})})


def _webpush(message: Message, remarks: list[BuildRemark], *, is_data_only: bool) -> JsonObject:
    notification = {} if is_data_only else _web_notification(message, remarks)
    options = {} if is_data_only else _web_options(message.content, remarks)
    headers = _web_headers(message.delivery, remarks)
    if not (notification or options or headers):
        return {}
    headers["Urgency"] = message.delivery.effective_priority.value
    return _filled({"headers": headers, "notification": notification, "fcm_options": options})


def _web_headers(delivery: Delivery, remarks: list[BuildRemark]) -> JsonObject:
    """TTL and Topic as far as they are written; an urgency of its own is reason enough for the block."""
    headers: JsonObject = {}
    if delivery.ttl_seconds is not None:
        headers["TTL"] = str(delivery.ttl_seconds)
    if delivery.priority is not None:
        headers["Urgency"] = delivery.priority.value
    if delivery.collapse_id is not None:
        topic = aps.as_text(delivery.collapse_id)
        if _WEB_TOPIC.fullmatch(topic):
            headers["Topic"] = topic
        else:
            what = "Browsers get no Topic: it has at most 32 letters, digits, - and _."
            remarks.append(BuildRemark(Remark.WEB_TOPIC, "/webpush/headers/Topic", what))
    return headers


def _web_notification(message: Message, remarks: list[BuildRemark]) -> JsonObject:
    content = message.content
    made: JsonObject = {}
    if content.icon is not None and is_address(content.icon):
        made["icon"] = content.icon
    if message.delivery.collapse_id is not None:
        made["tag"] = aps.as_text(message.delivery.collapse_id)
    if message.actions:
        made["actions"] = [
            _written(
                {"action": action.id, "title": action.title, "icon": action.icon if is_address(action.icon) else None}
            )
            for action in message.actions
        ]
        what = "Browsers show the buttons; an iPhone takes its own from the category, Android shows none."
        remarks.append(BuildRemark(Remark.NO_BUTTONS, "/webpush/notification/actions", what))
    return made


def _web_options(content: Content, remarks: list[BuildRemark]) -> JsonObject:
    link = "" if content.link is None else aps.as_text(content.link)
    if link.startswith("https://"):
        return {"link": link}
    if link.startswith("http://"):
        what = "FCM takes only https links for browsers; this one travels in data alone."
        remarks.append(BuildRemark(Remark.INSECURE_LINK, "/webpush/fcm_options/link", what))
    return {}


def is_address(value: Json) -> bool:
    """Tell whether a text is a web address rather than the name of a resource."""
    return isinstance(value, str) and value.startswith(("https://", "http://"))


def _written(fields: Mapping[str, Json]) -> JsonObject:
    """Leave out what is not written; everything else is text."""
    return {key: aps.as_text(value) for key, value in fields.items() if value is not None}


def _filled(blocks: Mapping[str, Json]) -> JsonObject:
    """Leave out empty blocks."""
    return {key: value for key, value in blocks.items() if value != {}}
