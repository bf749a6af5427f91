"""What Novu makes of a trigger for the services behind it: overrides merged, templates filled. Total.

The workflow's push step is taken to be ``{{payload.title}}`` over ``{{payload.body}}``; Novu alone knows the real one.
Order of power: what the trigger's old free keys say < the known native fields < ``_passthrough.body``; a step's
overrides go before the workflow's. Source: docs.novu.co (Trigger overrides); github.com/novuhq/novu, worker
(send-message-push) and providers (base, fcm, apns, expo, one-signal).
"""

from __future__ import annotations

import copy
from collections.abc import Mapping

from pushbench.domain.json_value import Json, JsonObject
from pushbench.providers.formats.fcm_checks import as_text
from pushbench.providers.novu import apple, firebase
from pushbench.providers.novu.fields import (
    APN_RECASED,
    APNS,
    FCM,
    OVERRIDES,
    PASSTHROUGH,
    PAYLOAD,
    PROVIDERS,
    REDIRECTING,
    STEPS,
    object_at,
)

_DEEPEST = 40


def merged(one: Mapping[str, Json], other: Mapping[str, Json], depth: int = 0) -> JsonObject:
    """Return two objects as one: objects within merge, everything else of the second wins."""
    made: JsonObject = dict(one)
    for key, value in other.items():
        here = made.get(key)
        is_deeper = isinstance(here, dict) and isinstance(value, dict) and depth < _DEEPEST
        made[key] = merged(here, value, depth + 1) if is_deeper else value  # type: ignore[arg-type]
    return made


def text_of(values: Mapping[str, Json], name: str) -> str | None:
    """Return a field that is a text and not empty."""
    value = values.get(name)
    return value if isinstance(value, str) and value else None


def words_of(trigger: JsonObject) -> tuple[str, str]:
    """Return title and text as the usual templates give them."""
    payload = object_at(trigger, PAYLOAD)
    title, body = payload.get("title"), payload.get("body")
    return _filled(title), _filled(body)


def _filled(value: Json) -> str:
    """A template writes a value as text, and nothing for one that is missing."""
    return "" if value is None else as_text(value)


def native(trigger: JsonObject, provider: str) -> tuple[JsonObject, JsonObject, JsonObject]:
    """Return a provider's old free-form overrides, its known native fields, and its ``_passthrough.body``."""
    overrides = object_at(trigger, OVERRIDES)
    found = object_at(overrides, PROVIDERS, provider)
    for step in object_at(overrides, STEPS).values():
        found = merged(found, object_at(step, PROVIDERS, provider))
    known = {key: value for key, value in found.items() if key != PASSTHROUGH}
    return object_at(overrides, provider), known, object_at(found, PASSTHROUGH, "body")


def notification_for_apple(trigger: JsonObject) -> JsonObject:
    """Return the properties of the Apple library's Notification."""
    title, body = words_of(trigger)
    old, known, body_fields = native(trigger, APNS)
    base: JsonObject = {"body": body, "title": title, "payload": object_at(trigger, PAYLOAD), **old}
    recased: JsonObject = {APN_RECASED.get(key, key): value for key, value in known.items()}
    return merged(merged(base, recased), body_fields)


def apns_payload(trigger: JsonObject) -> JsonObject:
    """Return the APNs payload."""
    return apple.apns_payload(notification_for_apple(trigger))


def push_type(trigger: JsonObject) -> str:
    """Return the APNs push type."""
    return apple.push_type(notification_for_apple(trigger))


def fcm_message(trigger: JsonObject) -> JsonObject:
    """Return FCM's v1 message without its target."""
    title, body = words_of(trigger)
    old, known, body_fields = native(trigger, FCM)
    blocks = {"android": old.get("android"), "apns": old.get("apns"), "fcmOptions": old.get("fcmOptions")}
    blocks["webpush"] = old.get("webPush")
    made: JsonObject = {key: value for key, value in blocks.items() if value is not None}
    if old.get("type") == "data":
        payload = {key: as_text(value) for key, value in object_at(trigger, PAYLOAD).items()}
        made["data"] = {**payload, "title": title, "body": body, "message": body}
    else:
        taken = {"deviceTokens", "type", "android", "apns", "fcmOptions", "webPush", "data"}
        more = {key: value for key, value in old.items() if key not in taken}
        made["notification"] = {"title": title, "body": body, **more}
        made["data"] = object_at(old, "data")
    made = merged(merged(made, known), body_fields)
    return firebase.to_wire(
        {key: copy.copy(made[key]) for key in made if key not in REDIRECTING[FCM] and made[key] != {}}
    )


def is_seen(trigger: JsonObject) -> bool:
    """Whether the usual templates would show a word."""
    return any(text.strip() for text in words_of(trigger))
