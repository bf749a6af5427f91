"""The trigger's fields, the push providers behind Novu, and what their overrides are called.

Source: Novu OpenAPI document 3.15 (TriggerEventRequestDto), novu-py 3.19.0, docs.novu.co (Trigger overrides).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pushbench.domain.json_value import Json
from pushbench.providers.formats.aps_keys import (
    BOOLEAN,
    COUNT,
    NUMBER,
    OBJECT,
    TEXT,
    TEXT_OR_OBJECT,
    TEXTS,
    Kind,
    plain,
)

NAME, TO, PAYLOAD, OVERRIDES, TRANSACTION = "name", "to", "payload", "overrides", "transactionId"
PROVIDERS, STEPS, PASSTHROUGH = "providers", "steps", "_passthrough"
FCM, APNS, EXPO, ONE_SIGNAL = "fcm", "apns", "expo", "one-signal"

MOST_RECIPIENTS = 100
MOST_EVENTS = 100
MOST_TOKENS = 100
MOST_CONTEXTS = 5
MOST_PUSH_BYTES = 4096
"""What Apple and Google take of one push."""

TEXT_OR_NULL = Kind("a string or null", lambda value: value is None or isinstance(value, str))


@dataclass(frozen=True, slots=True)
class Field:
    """One documented field of a trigger."""

    kind: Kind
    note: str


FIELDS: Mapping[str, Field] = {
    NAME: Field(TEXT, "The workflow's identifier; Pushbench takes it from the profile."),
    PAYLOAD: Field(OBJECT, "Values for the workflow's templates, and what the app's code gets."),
    OVERRIDES: Field(OBJECT, "Native fields per provider, for all steps or for one."),
    TRANSACTION: Field(TEXT, "A trigger with an id that was used before is ignored; Pushbench makes a new one."),
    "actor": Field(TEXT_OR_OBJECT, "Who caused it: a subscriber's id, or a subscriber."),
    "tenant": Field(TEXT_OR_OBJECT, "A tenant's identifier, or {identifier, name, data}; context took its place."),
    "context": Field(OBJECT, "{type: id} or {type: {id, data}}, at most five."),
    "agentId": Field(TEXT_OR_NULL, "An agent's id; a push has no use for it."),
    "bridgeUrl": Field(TEXT, "Where a code-first workflow runs."),
    "controls": Field(OBJECT, "Values for a code-first workflow's controls."),
}

SDK_NAMES: Mapping[str, str] = {
    "workflowid": NAME,
    "workflow": NAME,
    "workflowidentifier": NAME,
    "eventname": NAME,
    "event": NAME,
    "identifier": NAME,
    "data": PAYLOAD,
    "variables": PAYLOAD,
    "override": OVERRIDES,
    "transaction": TRANSACTION,
    "contexts": "context",
}
"""What the official clients and other services call a field -> its name on the wire."""
TARGET_NAMES = (TO, "subscriberId", "subscribers", "topicKey", "recipients")

PUSH_PROVIDERS: Mapping[str, str] = {
    FCM: "Firebase Cloud Messaging",
    APNS: "Apple Push Notification service",
    EXPO: "Expo",
    ONE_SIGNAL: "OneSignal",
    "pushpad": "Pushpad",
    "push-webhook": "a webhook of your own",
    "pusher-beams": "Pusher Beams",
    "appio": "App IO",
}
_PROVIDER_ALIASES: Mapping[str, str] = {
    "firebase": FCM,
    "firebasecloudmessaging": FCM,
    "google": FCM,
    "apn": APNS,
    "apple": APNS,
    "exponent": EXPO,
    "onesignal": ONE_SIGNAL,
    "webhook": "push-webhook",
    "pushwebhook": "push-webhook",
    "pusherbeams": "pusher-beams",
    "pusher": "pusher-beams",
    "beams": "pusher-beams",
    "appio": "appio",
}


def provider_meant(name: str) -> str | None:
    """Return the push provider that a misspelt id means, or None."""
    return _PROVIDER_ALIASES.get(plain(name)) or next(
        (known for known in PUSH_PROVIDERS if plain(known) == plain(name)), None
    )


def field_meant(name: str) -> str | None:
    """Return the trigger's field that a misspelt or a client's name means, or None."""
    letters = plain(name)
    return SDK_NAMES.get(letters) or next((known for known in FIELDS if plain(known) == letters), None)


OVERRIDE_KEYS: Mapping[str, str] = {
    PROVIDERS: "native fields per provider, for every step",
    STEPS: "native fields per step and provider",
    "channels": "for e-mail only",
    "severity": "how it is marked in the inbox",
}
OLD_OVERRIDE_KEYS = ("email", "push", "sms", "chat", "layoutIdentifier")
SEVERITIES = ("high", "medium", "low", "none")
STEP_KEYS = (PROVIDERS, "layoutId")
PASSTHROUGH_KEYS = ("body", "headers", "query")

REDIRECTING: Mapping[str, tuple[str, ...]] = {
    FCM: ("deviceTokens", "tokens", "token", "topic", "condition"),
    APNS: ("deviceTokens",),
    EXPO: ("deviceTokens", "to"),
    ONE_SIGNAL: (
        *("deviceTokens", "include_player_ids", "include_external_user_ids", "include_subscription_ids"),
        *("included_segments", "include_aliases", "filters"),
    ),
}
"""Overrides that send to somebody else than the subscriber."""

APN_FIELDS: Mapping[str, Kind] = {
    "title": TEXT,
    "subtitle": TEXT,
    "body": TEXT,
    "alert": TEXT_OR_OBJECT,
    "locKey": TEXT,
    "locArgs": TEXTS,
    "titleLocKey": TEXT,
    "titleLocArgs": TEXTS,
    "subtitleLocKey": TEXT,
    "subtitleLocArgs": TEXTS,
    "action": TEXT,
    "actionLocKey": TEXT,
    "launchImage": TEXT,
    "badge": COUNT,
    "sound": TEXT_OR_OBJECT,
    "contentAvailable": Kind("true, false, 1 or 0", lambda value: value in (True, False)),
    "mutableContent": Kind("true, false, 1 or 0", lambda value: value in (True, False)),
    "contentChanged": BOOLEAN,
    "mdm": TEXT,
    "urlArgs": TEXTS,
    "category": TEXT,
    "threadId": TEXT,
    "targetContentIdentifier": TEXT,
    "interruptionLevel": TEXT,
    "relevanceScore": NUMBER,
    "filterCriteria": TEXT,
    "timestamp": NUMBER,
    "staleDate": NUMBER,
    "dismissalDate": NUMBER,
    "event": TEXT,
    "contentState": OBJECT,
    "attributesType": TEXT,
    "attributes": OBJECT,
    "inputPushChannel": TEXT,
    "inputPushToken": NUMBER,
    "aps": OBJECT,
    "payload": OBJECT,
    "rawPayload": OBJECT,
    "topic": TEXT,
    "expiry": COUNT,
    "priority": COUNT,
    "collapseId": TEXT,
    "pushType": TEXT,
    "id": TEXT,
    "requestId": TEXT,
    "channelId": TEXT,
    "encoding": TEXT,
    "deviceTokens": TEXTS,
}
"""The properties of the Apple library's Notification (@parse/node-apn 8.1), which Novu hands overrides to."""
APN_RECASED: Mapping[str, str] = {
    "contentAvailable": "content-available",
    "mutableContent": "mutable-content",
    "launchImage": "launch-image",
    "urlArgs": "url-args",
    "titleLocKey": "title-loc-key",
    "titleLocArgs": "title-loc-args",
    "actionLocKey": "action-loc-key",
    "locKey": "loc-key",
    "locArgs": "loc-args",
}
"""Novu writes these with dashes where they stand in providers.apns outside _passthrough; its Apple library then ignores them."""
_APN_ALIASES: Mapping[str, str] = {
    "targetcontentid": "targetContentIdentifier",
    "apnspriority": "priority",
    "apnsexpiration": "expiry",
    "expiration": "expiry",
    "ttl": "expiry",
    "apnscollapseid": "collapseId",
    "apnspushtype": "pushType",
    "apnstopic": "topic",
    "bundleid": "topic",
    "thread": "threadId",
    "message": "body",
    "content": "body",
}


def apn_meant(name: str) -> str | None:
    """Return the property of the Apple library that another spelling means, or None."""
    letters = plain(name)
    return _APN_ALIASES.get(letters) or next((known for known in APN_FIELDS if plain(known) == letters), None)


FOREIGN: Mapping[str, str] = {
    "aps": "Apple's",
    "message": "FCM's",
    "notification": "FCM's",
    "contents": "OneSignal's",
    "headings": "OneSignal's",
    "include_player_ids": "OneSignal's",
    "included_segments": "OneSignal's",
    "audience": "Airship's",
    "device_types": "Airship's",
    "GCM": "Amazon SNS's",
    "APNS": "Amazon SNS's",
    "web_push": "a browser's",
}
"""Keys that give away another service's payload."""


def object_at(value: Json, *keys: str) -> dict[str, Json]:
    """Return the object below some keys, else an empty one. Total."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}
