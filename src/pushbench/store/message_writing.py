"""From a :class:`Message` to its file's JSON: the contract's order, defaults left out, unknown keys put back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pushbench.domain.json_value import Json
from pushbench.domain.message import Action, Content, Delivery, LiveActivity, Message, Override, Variant
from pushbench.domain.message_rules import CONTENT_FIELDS
from pushbench.domain.pointer import child, parts

FORMAT = 1
_SECTIONS = ("content", "actions", "delivery", "data", "variables", "languages", "variants", "overrides")


def message_document(message: Message) -> dict[str, Json]:
    """Return the document of a message file, ready to be written."""
    document: dict[str, Json] = {
        "format": FORMAT,
        **({"name": message.name} if message.name else {}),
        "content": _content(message.content),
        "actions": [_action(action) for action in message.actions],
        "delivery": _delivery(message.delivery),
        "data": _plain(message.data),
        "variables": _plain(message.variables),
        "languages": _plain(message.languages),
        "variants": {name: _variant(variant) for name, variant in message.variants.items()},
        "overrides": {name: _override(override) for name, override in message.overrides.items()},
    }
    _put_back(document, message.unknown)
    empty = {key for key in _SECTIONS if document[key] in ({}, []) and child("", key) not in message.unknown}
    return {key: value for key, value in document.items() if key not in empty}


def _content(content: Content) -> dict[str, Json]:
    return _written({key: getattr(content, key) for key in CONTENT_FIELDS})


def _action(action: Action) -> dict[str, Json]:
    return _written({"id": action.id or None, "title": action.title or None, "link": action.link, "icon": action.icon})


def _delivery(delivery: Delivery) -> dict[str, Json]:
    activity = delivery.live_activity
    return _written(
        {
            "kind": None if delivery.kind is Delivery().kind else delivery.kind.value,
            "priority": delivery.priority and delivery.priority.value,
            "ttl_seconds": delivery.ttl_seconds,
            "collapse_id": delivery.collapse_id,
            "interruption": delivery.interruption and delivery.interruption.value,
            "relevance": delivery.relevance,
            "live_activity": None if activity is None else _live_activity(activity),
        }
    )


def _live_activity(activity: LiveActivity) -> dict[str, Json]:
    return _written(
        {
            "event": None if activity.event == LiveActivity().event else activity.event,
            "state": _plain(activity.state) or None,
            "attributes_type": activity.attributes_type,
            "attributes": _plain(activity.attributes) or None,
            "stale_at": activity.stale_at,
            "dismiss_at": activity.dismiss_at,
        }
    )


def _variant(variant: Variant) -> dict[str, Json]:
    weight = None if variant.weight == Variant().weight else variant.weight
    return _written({"weight": weight, "content": _plain(variant.content) or None})


def _override(override: Override) -> dict[str, Json]:
    document = _written({"headers": _plain(override.headers) or None})
    if override.payload != {} or not isinstance(override.payload, Mapping):
        document["payload"] = _plain(override.payload)
    return document


def _written(values: Mapping[str, Any]) -> dict[str, Json]:
    return {key: value for key, value in values.items() if value is not None}


def _plain(value: Any) -> Any:
    """Return JSON made of dicts and lists, whatever mapping it came in."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def _put_back(document: dict[str, Json], unknown: Mapping[str, Json]) -> None:
    """Put what was not understood back where it stood; what the form has written since stays.

    Elements of a list go first, in their order, so that the indexes of the others are right again.
    """
    places = [(parts(pointer), _plain(value)) for pointer, value in unknown.items()]
    elements = [(keys, value) for keys, value in places if _is_element(document, keys)]
    for keys, value in sorted(elements, key=lambda place: int(place[0][1])):
        target = document[keys[0]]
        if isinstance(target, list):
            target.insert(int(keys[1]), value)
    for keys, value in places:
        if keys and not _is_element(document, keys):
            _put_at(document, keys, value)


def _is_element(document: Mapping[str, Json], keys: tuple[str, ...]) -> bool:
    return len(keys) == 2 and isinstance(document.get(keys[0]), list) and keys[1].isascii() and keys[1].isdigit()


def _put_at(document: dict[str, Json], keys: tuple[str, ...], value: Json) -> None:
    place: Json = document
    for key in keys[:-1]:
        if isinstance(place, list):
            place = place[int(key)] if key.isascii() and key.isdigit() and int(key) < len(place) else None
        elif isinstance(place, dict):
            place = place.setdefault(key, {})
    if isinstance(place, dict) and place.get(keys[-1]) in (None, {}, []):
        place[keys[-1]] = value
