"""The fields of a message one by one: where each stands in the file, and how people call it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields

from pushbench.domain.message import Action, Content, Delivery, Kind, LiveActivity, Message, Variant
from pushbench.domain.pointer import child, parts

_DELIVERY = {
    "kind": "kind",
    "priority": "priority",
    "ttl_seconds": "time to live",
    "collapse_id": "collapse id",
    "interruption": "interruption level",
    "relevance": "relevance",
}
_ACTIVITY = {
    "event": "Live Activity's event",
    "state": "Live Activity's state",
    "attributes_type": "Live Activity's attributes type",
    "attributes": "Live Activity's attributes",
    "stale_at": "Live Activity's stale date",
    "dismiss_at": "Live Activity's dismissal date",
}
_ACTION_PARTS = ("link", "icon")
_KNOWN = {
    "content": {item.name for item in fields(Content)},
    "actions": None,
    "delivery": {item.name for item in fields(Delivery)},
    "data": None,
}


def fields_set(message: Message) -> Mapping[str, str]:
    """Return what a resolved message says: JSON pointer -> what people call it, in the file's order.

    ``/actions/0`` stands for a button's id and title; its link and icon have pointers of their own, as each key of
    ``data`` and each part of a Live Activity has. Languages and variants are put into the content before a provider
    composes; :func:`origins` leads back to where their words stand.
    """
    return dict(_fields(message))


def is_field(pointer: str) -> bool:
    """Whether a pointer can name one field of a message, or a group of them (``/content``, ``/data``)."""
    keys = parts(pointer)
    if not keys or keys[0] not in _KNOWN:
        return False
    known = _KNOWN[keys[0]]
    if keys[0] == "actions":
        return len(keys) < 3 or keys[2] in {item.name for item in fields(Action)}
    if keys[:2] == ("delivery", "live_activity"):
        return len(keys) < 3 or keys[2] in _ACTIVITY
    return len(keys) == 1 or known is None or keys[1] in known


def origins(message: Message, *, language: str | None, variant: str | None) -> Mapping[str, str]:
    """Return for the fields that a variant or a language replaces where in the unresolved file they stand."""
    found: dict[str, str] = {}
    chosen = message.variants.get(variant, Variant()) if variant is not None else Variant()
    for key in chosen.content:
        found[child("/content", key)] = child(child("/variants", variant or "") + "/content", key)
    for key in message.languages.get(language, {}) if language is not None else ():
        found[child("/content", key)] = child(child("/languages", language or ""), key)
    return found


def _fields(message: Message) -> Iterator[tuple[str, str]]:
    for item in fields(Content):
        if getattr(message.content, item.name) is not None:
            yield f"/content/{item.name}", item.name
    for index, action in enumerate(message.actions):
        name = f"button “{action.title or action.id}”"
        yield f"/actions/{index}", name
        for part in _ACTION_PARTS:
            if getattr(action, part) is not None:
                yield f"/actions/{index}/{part}", f"{part} of the {name}"
    yield from _delivery_fields(message.delivery)
    for key in message.data:
        yield child("/data", key), f"data key “{key}”"


def _delivery_fields(delivery: Delivery) -> Iterator[tuple[str, str]]:
    for key, name in _DELIVERY.items():
        value = getattr(delivery, key)
        if value is not None and value is not Kind.ALERT:
            yield f"/delivery/{key}", name
    activity = delivery.live_activity
    if activity is None:
        return
    for key, name in _ACTIVITY.items():
        if key == "event" or getattr(activity, key) != getattr(LiveActivity(), key):
            yield f"/delivery/live_activity/{key}", name
