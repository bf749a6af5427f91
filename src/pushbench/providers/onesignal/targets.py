"""The families of targets: which fields each kind of typed target becomes, and what is wrong with one."""

from __future__ import annotations

import re

from pushbench.domain.errors import UserError
from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.provider import TargetSpec, TokenGuess
from pushbench.domain.target import Target, TargetKind
from pushbench.providers.onesignal.fields import UUID
from pushbench.providers.onesignal.filters import read_filters

_APNS_TOKEN = re.compile(r"(?:[0-9a-fA-F]{2}){32,100}")
_FCM_TOKEN = re.compile(r"(?:[A-Za-z0-9_-]{11,64}:)?APA91b[A-Za-z0-9_-]{60,4000}")
_AMAZON_TOKEN = re.compile(r"amzn1\.adm-registration\.[A-Za-z0-9._-]{4,4000}")
_WINDOWS_URI = re.compile(r"https?://[A-Za-z0-9.-]*notify\.(?:windows|live)\.(?:com|net)/\S+")
_LABEL = re.compile(r"[A-Za-z0-9_-]{1,128}")
_LEGACY_LABEL = "external_user_id"
_LONGEST = 20_000
_MOST_ID = 128
_MOST_SEGMENT = 128


def token_trouble(token: str) -> str | None:
    """Return one sentence saying why a text is neither a subscription id nor a push token, or None."""
    if token_field(token) is not None:
        return None
    if token.lstrip().startswith("{"):
        return "This is a browser's subscription; OneSignal takes its own subscription id for browsers."
    if token.startswith(("ExponentPushToken[", "ExpoPushToken[")):
        return "This is a token of Expo's; OneSignal takes a subscription id."
    if token.startswith("os_v2_"):
        return "This is an API key of OneSignal's; it belongs into the profile."
    return "A subscription id is a UUID, written 8-4-4-4-12."


def token_field(token: str, platform: str = "") -> str | None:
    """Return the request's field for a token: of subscription ids, or of one platform's raw tokens."""
    if UUID.fullmatch(token):
        return "include_subscription_ids"
    if _APNS_TOKEN.fullmatch(token):
        return "include_ios_tokens"
    if _FCM_TOKEN.fullmatch(token):
        return "include_chrome_web_reg_ids" if platform == "web" else "include_android_reg_ids"
    if _AMAZON_TOKEN.fullmatch(token):
        return "include_amazon_reg_ids"
    return "include_wp_wns_uris" if _WINDOWS_URI.fullmatch(token) else None


def player_trouble(value: str) -> str | None:
    """Return one sentence saying why a text is no player id, or None."""
    return None if UUID.fullmatch(value) else "A player id is a UUID, written 8-4-4-4-12."


def alias_trouble(value: str) -> str | None:
    """Return one sentence saying why a text is not ``label=id``, or None."""
    label, sign, identity = value.partition("=")
    if not sign or not identity:
        return "An alias is written label=id, for example external_id=42."
    if not _LABEL.fullmatch(label):
        return "An alias's label has letters, digits, - and _ only."
    if len(identity) > _MOST_ID:
        return f"An alias's id has at most {_MOST_ID} characters."
    if label == "onesignal_id" and not UUID.fullmatch(identity):
        return "A onesignal_id is a UUID, written 8-4-4-4-12."
    return None


def segment_trouble(value: str) -> str | None:
    """Return one sentence saying why a text cannot name a segment, or None."""
    if len(value) > _MOST_SEGMENT:
        return f"A segment's name has at most {_MOST_SEGMENT} characters."
    return None if value.isprintable() else "A segment's name has no control characters."


def filter_trouble(value: str) -> str | None:
    """Return one sentence saying why a text gives no filters, or None."""
    read = read_filters(value)
    return read if isinstance(read, str) else None


def activity_trouble(value: str) -> str | None:
    """Return one sentence saying why a text cannot be a Live Activity's id, or None."""
    if len(value) > _MOST_ID:
        return f"An activity id has at most {_MOST_ID} characters."
    return None if value.isprintable() else "An activity id has no control characters."


TARGETS: tuple[TargetSpec, ...] = (
    TargetSpec(
        TargetKind.TOKEN,
        "Subscription id or push token",
        "A subscription id (one installation or browser). Raw tokens of Apple, Google, Amazon and Windows work too; "
        "an unknown one makes a new user.",
        "token:1dd608f2-c6a1-41e3-851d-000c2940e62c",
        token_trouble,
    ),
    TargetSpec(
        TargetKind.ALIAS,
        "Alias",
        "All push subscriptions of one user: external_id, onesignal_id or a label of your own; "
        "external_user_id is the legacy field.",
        "alias:external_id=42",
        alias_trouble,
    ),
    TargetSpec(
        TargetKind.SEGMENT,
        "Segment",
        "A segment by its name; All means everybody unless a segment has that name.",
        "segment:All",
        segment_trouble,
    ),
    TargetSpec(
        TargetKind.CONDITION,
        "Filters",
        "Filters over tags, sessions, language, country, app version and place, or OneSignal's JSON array.",
        "condition:tag plan = pro AND session_count > 3",
        filter_trouble,
    ),
    TargetSpec(
        TargetKind.SUBSCRIBER,
        "Player id (legacy)",
        "An old player id, sent as include_player_ids.",
        "subscriber:1dd608f2-c6a1-41e3-851d-000c2940e62c",
        player_trouble,
    ),
    TargetSpec(
        TargetKind.CHANNEL,
        "Live Activity",
        "Everybody who follows a Live Activity, by the activity id; for updates and ends.",
        "channel:gate-418",
        activity_trouble,
    ),
)
_CHECKS = {spec.kind: spec.check for spec in TARGETS}


def target_fields(target: Target) -> JsonObject:
    """Return the one family of fields a target becomes. Raises UserError for what OneSignal cannot address so."""
    kind, value = _checked(target)
    if kind is TargetKind.CHANNEL:
        raise UserError(
            f"“{target.label}” names a Live Activity, and this message is none.",
            "Only an update or an end of a Live Activity goes to an activity id.",
            "Choose a subscription id, an alias, a segment or filters.",
        )
    if kind is TargetKind.ALIAS:
        label, _, identity = value.partition("=")
        if label == _LEGACY_LABEL:
            return {"include_external_user_ids": [identity], "channel_for_external_user_ids": "push"}
        return {"include_aliases": {label: [identity]}, "target_channel": "push"}
    if kind is TargetKind.SEGMENT:
        return {"included_segments": [value]}
    if kind is TargetKind.CONDITION:
        read = read_filters(value)
        entries: list[Json] = [] if isinstance(read, str) else [*read]
        return {"filters": entries}
    if kind is TargetKind.SUBSCRIBER:
        return {"include_player_ids": [value]}
    platform = target.device.platform if target.device is not None else ""
    return {token_field(value, platform) or "include_subscription_ids": [value]}


def activity_of(target: Target) -> str:
    """Return the activity id an update goes to. Raises UserError for any other target."""
    kind, value = _checked(target)
    if kind is TargetKind.CHANNEL:
        return value
    raise UserError(
        f"An update of a Live Activity cannot go to “{target.label}”.",
        "OneSignal finds everybody who follows the activity by its id.",
        "Choose channel:ID, with the activity id given at the start.",
    )


def _checked(target: Target) -> tuple[TargetKind, str]:
    kind = target.kind
    if kind.is_library and target.device is not None:
        kind = TargetKind.TOKEN
    check = _CHECKS.get(kind)
    if check is None:
        raise UserError(
            f"OneSignal has no target “{target.label}”.",
            f"It does not address a {kind.value}.",
            "Use a device, @group, tag:, token:, alias:, segment:, condition:, subscriber: or channel:.",
        )
    value = target.value or (target.device.token if target.device is not None else "")
    trouble = check(value)
    if trouble:
        label = target.label if len(target.label) <= 60 else f"{target.label[:59]}…"
        fix = "Copy the subscription id from OneSignal's dashboard, “Subscriptions”."
        if kind is not TargetKind.TOKEN:
            fix = f"Write for example {next(spec.example for spec in TARGETS if spec.kind is kind)}."
        raise UserError(f"The target “{label}” cannot be right.", trouble, fix)
    return kind, value


def recognise(text: str) -> TokenGuess | None:
    """Say whether a text is a UUID, and so perhaps a subscription id; nothing in it says whose."""
    bare = text[:_LONGEST].strip().strip("\"'<>,;“”").strip()
    if UUID.fullmatch(bare):
        return TokenGuess(bare.lower(), "", "perhaps a OneSignal subscription id", 0.3)
    return None
