"""Whom Novu addresses: subscribers, topics, everybody, and raw push tokens through a subscriber made for them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from pushbench.domain.errors import UserError
from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.provider import TargetSpec, TokenGuess
from pushbench.domain.target import Target, TargetKind
from pushbench.providers.formats.json_body import read_json
from pushbench.providers.novu.fields import APNS, EXPO, FCM, MOST_TOKENS, ONE_SIGNAL, PUSH_PROVIDERS

EVERYBODY = "All"
EXCLUDE = "?exclude="
_TOPIC = re.compile(r"[A-Za-z0-9_:-]{1,300}")
_APNS_TOKEN = re.compile(r"(?:[0-9a-fA-F]{2}){32,100}")
_FCM_TOKEN = re.compile(r"[A-Za-z0-9_-]{11,64}:APA91b[A-Za-z0-9_-]{60,4000}")
_EXPO_TOKEN = re.compile(r"Expo(?:nent)?PushToken\[[^\[\]\s]{1,200}\]")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_NAMED = re.compile(rf"({'|'.join(PUSH_PROVIDERS)})(?:/([^:\s/]+))?:(\S+)", re.DOTALL)
_OWN_SUBSCRIBER = re.compile(r"pushbench-[0-9a-f]{20}")
_MOST_ID = 300
_LONGEST = 20_000
_TEXTS = ("firstName", "lastName", "email", "phone", "avatar", "locale", "timezone")
SUBSCRIBER_FIELDS = ("subscriberId", *_TEXTS, "data", "channels")
CHANNEL_FIELDS = ("providerId", "integrationIdentifier", "credentials")


def push_token(text: str) -> tuple[str, str, str] | None:
    """Return provider, integration (or empty) and token of a text that is a push token, or None."""
    named = _NAMED.fullmatch(text)
    if named is not None:
        return named[1], named[2] or "", named[3]
    shapes = ((EXPO, _EXPO_TOKEN), (APNS, _APNS_TOKEN), (FCM, _FCM_TOKEN))
    return next(((provider, "", text) for provider, shape in shapes if shape.fullmatch(text)), None)


def token_trouble(token: str) -> str | None:
    """Return one sentence saying why a text is neither a push token nor a subscriber's id, or None."""
    named = push_token(token)
    if named is not None:
        return _shape_trouble(named[0], named[2])
    if token.lstrip().startswith("{"):
        if isinstance(document := read_json(token).value, dict) and "endpoint" in document:
            return "This is a browser's subscription; Novu reaches browsers by FCM tokens, or by an id of Pushpad or Beams."
        return subscriber_trouble(token)
    if token.partition(":")[0] in PUSH_PROVIDERS and ":" in token:
        return "A push token is written provider:TOKEN, for example fcm:dGVzdA… or apns:740f47…."
    return _id_trouble(token)


def _shape_trouble(provider: str, token: str) -> str | None:
    """What a provider's token looks like is known for certain of two only."""
    if provider == APNS and not _APNS_TOKEN.fullmatch(token):
        return "A token of Apple's is hex: 64 digits, or some more."
    if provider == EXPO and not (_EXPO_TOKEN.fullmatch(token) or _UUID.fullmatch(token)):
        return "A token of Expo's is written ExponentPushToken[…]."
    return None


def subscriber_trouble(value: str) -> str | None:
    """Return one sentence saying why a text is neither a subscriber's id nor a subscriber as JSON, or None."""
    if not value.lstrip().startswith("{"):
        return _id_trouble(value)
    read = read_json(value)
    if not isinstance(read.value, dict):
        return f"The subscriber is no JSON object. {read.trouble}".strip()
    return _object_trouble(read.value)


def _id_trouble(value: str) -> str | None:
    if len(value) > _MOST_ID:
        return f"A subscriber's id has at most {_MOST_ID} characters here."
    return None if value.isprintable() and value.strip() else "A subscriber's id has no control characters."


def _object_trouble(subscriber: JsonObject) -> str | None:
    identity = subscriber.get("subscriberId")
    if not isinstance(identity, str) or not identity.strip():
        return "A subscriber has a subscriberId, which is a string."
    unknown = next((key for key in subscriber if key not in SUBSCRIBER_FIELDS), None)
    if unknown is not None:
        return f"“{unknown[:40]}” is no field of a subscriber: {', '.join(SUBSCRIBER_FIELDS)}."
    wrong = next((key for key in _TEXTS if not isinstance(subscriber.get(key), str | None)), None)
    if wrong is not None:
        return f"“{wrong}” is a string."
    if not isinstance(subscriber.get("data", {}), dict | None):
        return "“data” is an object."
    channels = subscriber.get("channels", [])
    if not isinstance(channels, list):
        return "“channels” is an array."
    return next((trouble for item in channels if (trouble := channel_trouble(item))), None)


def channel_trouble(channel: Json) -> str | None:
    """Return one sentence saying why a value is no channel with push tokens, or None."""
    if not isinstance(channel, dict):
        return "A channel is an object: {providerId, credentials: {deviceTokens: []}}."
    if "deviceTokens" in channel:
        return "“deviceTokens” stands in the channel's credentials, not beside them."
    if channel.get("providerId") not in PUSH_PROVIDERS:
        return f"“providerId” is one of {', '.join(PUSH_PROVIDERS)}."
    unknown = next((key for key in channel if key not in CHANNEL_FIELDS), None)
    if unknown is not None:
        return f"“{unknown[:40]}” is no field of a channel: {', '.join(CHANNEL_FIELDS)}."
    credentials = channel.get("credentials")
    if not isinstance(credentials, dict):
        return "A channel needs credentials, which are an object."
    tokens = credentials.get("deviceTokens", [])
    if not isinstance(tokens, list) or not all(isinstance(item, str) and item for item in tokens):
        return "“deviceTokens” is an array of strings."
    return f"A channel takes at most {MOST_TOKENS} tokens." if len(tokens) > MOST_TOKENS else None


def topic_trouble(value: str) -> str | None:
    """Return one sentence saying why a text names no topic, or None."""
    key, _, excluded = value.partition(EXCLUDE)
    if not _TOPIC.fullmatch(key):
        return "A topic's key has letters, digits, -, _ and : only."
    if EXCLUDE in value and not all(part.strip() for part in excluded.split(",")):
        return "Behind ?exclude= stand subscribers' ids, separated by commas."
    return None


def segment_trouble(value: str) -> str | None:
    """Return one sentence saying why a text is not everybody, or None."""
    return None if value == EVERYBODY else "Novu knows one segment here: All, every subscriber of the environment."


TARGETS: tuple[TargetSpec, ...] = (
    TargetSpec(
        TargetKind.SUBSCRIBER,
        "Subscriber",
        "A subscriber by its id; Novu makes one that it does not know. A whole subscriber as JSON is taken too: what it "
        "holds is stored before sending, push tokens (channels) included.",
        "subscriber:ana-42",
        subscriber_trouble,
    ),
    TargetSpec(
        TargetKind.TOKEN,
        "Push token or subscriber id",
        "A push token, sent through a subscriber that Pushbench makes for it (pushbench-…) and that stays at Novu. Apple's, "
        "FCM's and Expo's are recognised; others are written provider:TOKEN, with an integration provider/ID:TOKEN. "
        "Anything else is a subscriber's id.",
        "token:fcm:dGVzdC10b2tlbg:APA91bH…",
        token_trouble,
    ),
    TargetSpec(
        TargetKind.TOPIC,
        "Topic",
        "Every subscriber of a topic, by its key; ?exclude=ID,ID leaves some out.",
        "topic:testers",
        topic_trouble,
    ),
    TargetSpec(
        TargetKind.SEGMENT,
        "Everybody",
        "A broadcast to every subscriber of the environment: segment:All.",
        "segment:All",
        segment_trouble,
    ),
)
_CHECKS = {spec.kind: spec.check for spec in TARGETS}


def recipient(target: Target) -> Json:
    """Return the trigger's ``to``; None is a broadcast. Raises UserError for what Novu cannot address."""
    kind, value = _checked(target)
    if kind is TargetKind.SEGMENT:
        return None
    if kind is TargetKind.TOPIC:
        key, _, excluded = value.partition(EXCLUDE)
        names: list[Json] = [part.strip() for part in excluded.split(",") if part.strip()]
        return {"type": "Topic", "topicKey": key, **({"exclude": names} if names else {})}
    if value.lstrip().startswith("{"):
        return read_json(value).value
    found = push_token(value) if kind is TargetKind.TOKEN else None
    return value if found is None else just_in_time(*found)


def just_in_time(provider: str, integration: str, token: str) -> JsonObject:
    """Return a subscriber made for one push token; the same token always gets the same one."""
    mark = hashlib.sha256(f"{provider}/{integration}:{token}".encode()).hexdigest()[:20]
    named: JsonObject = {"integrationIdentifier": integration} if integration else {}
    return {
        "subscriberId": f"pushbench-{mark}",
        "channels": [{"providerId": provider, **named, "credentials": {"deviceTokens": [token]}}],
    }


def names_one_token(target_kind: str, value: str) -> bool:
    """Whether a delivery went to a single push token, so that the token's death is the target's."""
    is_token = target_kind in {kind.value for kind in TargetKind if kind.is_library} | {TargetKind.TOKEN.value}
    return is_token and push_token(value) is not None


def _checked(target: Target) -> tuple[TargetKind, str]:
    kind = target.kind
    if kind.is_library and target.device is not None:
        kind = TargetKind.TOKEN
    check = _CHECKS.get(kind)
    if check is None:
        raise UserError(
            f"Novu has no target “{target.label}”.",
            f"It does not address a {kind.value}.",
            "Use a device, @group, tag:, subscriber:, token:, topic: or segment:All.",
        )
    value = target.value or (target.device.token if target.device is not None else "")
    trouble = check(value)
    if trouble:
        label = target.label if len(target.label) <= 60 else f"{target.label[:59]}…"
        example = next(spec.example for spec in TARGETS if spec.kind is kind)
        raise UserError(f"The target “{label}” cannot be right.", trouble, f"Write for example {example}.")
    return kind, value


_GUESSES: Mapping[str, tuple[str, str, float]] = {
    ONE_SIGNAL: ("", "OneSignal player id for Novu", 0.9),
    FCM: ("", "FCM token for Novu", 0.9),
    APNS: ("ios", "Apple token for Novu", 0.9),
}


def recognise(text: str) -> TokenGuess | None:
    """Say whether a text is a token written for Novu (``fcm:…``) or a subscriber as JSON. Total."""
    bare = text[:_LONGEST].strip().strip("\"'<>,;“”").strip()
    if _NAMED.fullmatch(bare):
        provider = bare.partition(":")[0].partition("/")[0]
        platform, note, certainty = _GUESSES.get(provider, ("", f"{PUSH_PROVIDERS[provider]} token for Novu", 0.9))
        return TokenGuess(bare, platform, note, certainty)
    if bare.startswith("{") and '"subscriberId"' in bare and subscriber_trouble(bare) is None:
        return TokenGuess(bare, "", "Novu subscriber", 0.95)
    return TokenGuess(bare, "", "Novu subscriber made by Pushbench", 0.95) if _OWN_SUBSCRIBER.fullmatch(bare) else None
