"""The targets Airship takes: which audience each kind of typed target becomes, and what is wrong with one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pushbench.domain.errors import UserError
from pushbench.domain.json_value import Json
from pushbench.domain.provider import TargetSpec, TokenGuess
from pushbench.domain.target import Target, TargetKind
from pushbench.providers.airship.audience import read_audience, value_trouble
from pushbench.providers.airship.fields import APNS_TOKEN, UUID

_LONGEST = 20_000
_EVERYBODY = ("all", "everybody")


def token_trouble(token: str) -> str | None:
    """Return one sentence saying why a text is neither a channel id nor an Apple token, or None."""
    if UUID.fullmatch(token) or APNS_TOKEN.fullmatch(token):
        return None
    if token.lstrip().startswith("{"):
        return "This is a browser's subscription; Airship takes its own channel id for browsers."
    if "APA91b" in token:
        return "This is a registration token of Google's; Airship takes its own channel id."
    if token.startswith(("ExponentPushToken[", "ExpoPushToken[")):
        return "This is a token of Expo's; Airship takes a channel id."
    return "A channel id is a UUID, written 8-4-4-4-12; Apple's own token has 64 hex digits."


def channel_trouble(value: str) -> str | None:
    """Return one sentence saying why a text is no channel id, or None."""
    return None if UUID.fullmatch(value) else "A channel id is a UUID, written 8-4-4-4-12."


def user_trouble(value: str) -> str | None:
    """Return one sentence saying why a text cannot be a named user, or None."""
    if len(value) > 128:
        return "A named user has at most 128 characters."
    return value_trouble("named_user", value)


def segment_trouble(value: str) -> str | None:
    """Return one sentence saying why a text is no segment's id, or None."""
    if value.lower() in _EVERYBODY or UUID.fullmatch(value):
        return None
    return "A segment is named by its id, a UUID; “all” is everybody."


def tag_trouble(value: str) -> str | None:
    """Return one sentence saying why a text cannot be a tag, or a tag of a group written GROUP:TAG, or None."""
    return value_trouble("tag", value)


def alias_trouble(value: str) -> str | None:
    """Return one sentence saying why a text cannot be an alias, or None."""
    return value_trouble("alias", value.partition("=")[2] if "=" in value else value)


def condition_trouble(value: str) -> str | None:
    """Return one sentence saying why a text gives no audience, or None."""
    try:
        read_audience(value)
    except ValueError as error:
        return str(error)
    return None


TARGETS: tuple[TargetSpec, ...] = (
    TargetSpec(
        TargetKind.TOKEN,
        "Channel id or device token",
        "A channel id (one installation or browser), or a token of Apple's that the project knows.",
        "token:9c36e8c7-5a73-47c0-9716-99fd3d4197d5",
        token_trouble,
    ),
    TargetSpec(
        TargetKind.CHANNEL,
        "Channel",
        "One installation or browser by its channel id.",
        "channel:9c36e8c7-5a73-47c0-9716-99fd3d4197d5",
        channel_trouble,
    ),
    TargetSpec(
        TargetKind.USER,
        "Named user",
        "All channels of one named user.",
        "user:ana",
        user_trouble,
    ),
    TargetSpec(
        TargetKind.TOPIC,
        "Tag",
        "Everybody with a tag of the project; a tag of a group is written GROUP:TAG. (tag: names tags of this library.)",
        "topic:news",
        tag_trouble,
    ),
    TargetSpec(
        TargetKind.SEGMENT,
        "Segment",
        "A segment by its id; “all” is everybody.",
        "segment:all",
        segment_trouble,
    ),
    TargetSpec(
        TargetKind.CONDITION,
        "Audience",
        "Selectors joined with AND, OR, NOT and parentheses, or Airship's JSON: tag, tag_group, segment, named_user, "
        "static_list, subscription_list, channels, attributes (JSON).",
        "condition:tag:news AND NOT tag:beta",
        condition_trouble,
    ),
    TargetSpec(
        TargetKind.ALIAS,
        "Alias (legacy)",
        "An old alias; named users took its place. alias:NAME=VALUE sends the value.",
        "alias:42",
        alias_trouble,
    ),
)
_CHECKS = {spec.kind: spec.check for spec in TARGETS}


def _token(value: str) -> Json:
    return {"device_token": value.upper()} if APNS_TOKEN.fullmatch(value) else {"channel": value.lower()}


def _tag(value: str) -> Json:
    group, colon, tag = value.partition(":")
    return {"tag": tag, "group": group} if colon and group and tag else {"tag": value}


def _segment(value: str) -> Json:
    return "all" if value.lower() in _EVERYBODY else {"segment": value.lower()}


def _alias(value: str) -> Json:
    return {"alias": value.partition("=")[2] if "=" in value else value}


_AUDIENCES: Mapping[TargetKind, Callable[[str], Json]] = {
    TargetKind.TOKEN: _token,
    TargetKind.CHANNEL: _token,
    TargetKind.USER: lambda value: {"named_user": value},
    TargetKind.TOPIC: _tag,
    TargetKind.SEGMENT: _segment,
    TargetKind.CONDITION: read_audience,
    TargetKind.ALIAS: _alias,
}


def audience_of(target: Target) -> Json:
    """Return the audience a target becomes. Raises UserError for what Airship cannot address so."""
    kind = TargetKind.TOKEN if target.kind.is_library and target.device is not None else target.kind
    check = _CHECKS.get(kind)
    if check is None:
        raise UserError(
            f"Airship has no target “{target.label}”.",
            f"It does not address a {kind.value}.",
            "Use a device, @group, tag:, token:, channel:, user:, topic:, segment:, condition: or alias:.",
        )
    value = target.value or (target.device.token if target.device is not None else "")
    trouble = check(value)
    if trouble:
        label = target.label if len(target.label) <= 60 else f"{target.label[:59]}…"
        example = next(spec.example for spec in TARGETS if spec.kind is kind)
        raise UserError(f"The target “{label}” cannot be right.", trouble, f"Write for example {example}.")
    return _AUDIENCES[kind](value)


def recognise(text: str) -> TokenGuess | None:
    """Say whether a text is a UUID, and so perhaps a channel id; nothing in it says whose."""
    bare = text[:_LONGEST].strip().strip("\"'<>,;“”").strip()
    if UUID.fullmatch(bare):
        return TokenGuess(bare.lower(), "", "perhaps an Airship channel id", 0.25)
    return None
