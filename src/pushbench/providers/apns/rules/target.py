"""Rules that hold the draft against its target: token, device, environment, broadcast channel."""

from __future__ import annotations

from collections.abc import Iterator

from pushbench.domain.device import Device, TokenKind
from pushbench.domain.finding import CheckContext, Draft, Hit, Rule, Severity
from pushbench.domain.profile import Environment
from pushbench.domain.target import TargetKind
from pushbench.providers.apns.push import read_push
from pushbench.providers.apns.tokens import channel_trouble, length_remark, token_trouble
from pushbench.providers.formats.change import fix

BROADCASTING = "Apple, Sending broadcast push notification requests to APNs"
REGISTERING = "Apple, Registering your app with APNs"

_WANTED_KINDS = {
    "voip": (TokenKind.VOIP,),
    "liveactivity": (TokenKind.LIVE_ACTIVITY, TokenKind.PUSH_TO_START),
}
_KIND_WORDS = {
    TokenKind.DEVICE: "a plain device token",
    TokenKind.VOIP: "a VoIP token",
    TokenKind.LIVE_ACTIVITY: "a Live Activity's update token",
    TokenKind.PUSH_TO_START: "a push-to-start token",
    TokenKind.WEB: "a web subscription",
}
_ENVIRONMENT_WORDS = {"local": "local", "sandbox": "development", "production": "production"}


def _token_of(context: CheckContext) -> str | None:
    target = context.target
    if target is None or (target.kind is not TargetKind.TOKEN and target.device is None):
        return None
    return target.value.strip()


def _device(context: CheckContext) -> Device | None:
    return context.target.device if context.target else None


def _malformed(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    token = _token_of(context)
    trouble = token_trouble(token) if token is not None else None
    if trouble:
        yield Hit("", "The device token is malformed.", trouble)


def _length(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    token = _token_of(context)
    if token and not token_trouble(token) and (remark := length_remark(token)):
        yield Hit("", "The device token has an unusual length.", remark)


def _token_kind(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    push, device = read_push(draft, context), _device(context)
    if device is None:
        return
    wanted = _WANTED_KINDS.get(push.push_type, (TokenKind.DEVICE,))
    if push.push_type not in _WANTED_KINDS and push.push_type not in ("alert", "background"):
        return
    if push.push_type == "liveactivity" and device.token_kind in wanted:
        is_start = push.block.aps.get("event") == "start"
        wanted = (TokenKind.PUSH_TO_START if is_start else TokenKind.LIVE_ACTIVITY,)
    if device.token_kind not in wanted:
        yield Hit(
            "",
            f"“{device.name[:60]}” has {_KIND_WORDS[device.token_kind]}.",
            f"A push of type {push.push_type} needs {' or '.join(_KIND_WORDS[kind] for kind in wanted)}.",
        )


def _environment(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    device, credentials = _device(context), context.credentials
    if device is None or not device.environment or credentials is None:
        return
    here = credentials.environment
    if device.environment != here.value and here is not Environment.LOCAL:
        yield Hit(
            "",
            f"“{device.name[:60]}” has a {_ENVIRONMENT_WORDS.get(device.environment, device.environment)} token.",
            f"The profile is for {_ENVIRONMENT_WORDS[here.value]}; Apple answers 400 BadDeviceToken.",
        )


def _broadcast_type(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    push = read_push(draft, context)
    if push.is_broadcast and push.push_type != "liveactivity":
        here = push.header_pointer("apns-push-type")
        yield Hit(here, f"A channel takes no push of type {push.push_type}.")


def _broadcast_start(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    push = read_push(draft, context)
    if push.is_broadcast and push.block.aps.get("event") == "start":
        yield Hit(push.block.at("event"), "A channel cannot start a Live Activity.")


def _broadcast_expiration(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    push = read_push(draft, context)
    value = push.headers.get("apns-expiration", "").strip()
    if not push.is_broadcast:
        return
    here = push.header_pointer("apns-expiration")
    if not value:
        yield Hit(here, "A broadcast needs apns-expiration.", patch=fix("Set to 0", (here, "0")))
    elif value != "0":
        yield Hit(
            here,
            "The channel has to store messages for this expiration.",
            "For a channel that stores nothing Apple answers 400 BadExpirationDate.",
            "Set it to 0 where the channel stores nothing.",
            fix("Set to 0", (here, "0")),
            Severity.NOTE,
        )


def _channel_id(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    target = context.target
    if target is not None and target.kind is TargetKind.CHANNEL and (trouble := channel_trouble(target.value.strip())):
        yield Hit("", "The channel id is malformed.", trouble)


TARGET_RULES: tuple[Rule, ...] = (
    Rule(
        "APNS070",
        Severity.ERROR,
        "Malformed device token",
        "Apple answers 400 BadDeviceToken.",
        "Copy the token again: hex digits alone.",
        _malformed,
        REGISTERING,
    ),
    Rule(
        "APNS071",
        Severity.WARNING,
        "Device token of unusual length",
        "Apple promises no size, but a cut token is answered with 400 BadDeviceToken.",
        "Compare it with what the app printed.",
        _length,
        REGISTERING,
    ),
    Rule(
        "APNS072",
        Severity.WARNING,
        "Token of another kind",
        "The tokens of one phone are not interchangeable; Apple answers 400 DeviceTokenNotForTopic.",
        "Choose the device entry with the right kind of token.",
        _token_kind,
        REGISTERING,
    ),
    Rule(
        "APNS073",
        Severity.WARNING,
        "Token of another environment",
        "A build run from Xcode gets development tokens, TestFlight and App Store builds get production ones.",
        "Use the profile of the token's environment.",
        _environment,
        "Apple, Handling error responses from APNs",
    ),
    Rule(
        "APNS074",
        Severity.ERROR,
        "Broadcast that is no Live Activity",
        "Channels carry Live Activities only; Apple answers 400 InvalidPushType.",
        "Use the kind live-activity, or send to devices.",
        _broadcast_type,
        BROADCASTING,
    ),
    Rule(
        "APNS075",
        Severity.ERROR,
        "Broadcast start",
        "A broadcast updates or ends activities that already listen to the channel.",
        "Send update or end; start activities by their push-to-start tokens.",
        _broadcast_start,
        BROADCASTING,
    ),
    Rule(
        "APNS076",
        Severity.ERROR,
        "Broadcast expiration",
        "Apple wants apns-expiration with every broadcast: 0 for a channel that stores nothing.",
        "Set apns-expiration, 0 where the channel stores nothing.",
        _broadcast_expiration,
        BROADCASTING,
    ),
    Rule(
        "APNS077",
        Severity.ERROR,
        "Malformed channel id",
        "Apple answers 400 BadChannelId.",
        "Copy the id as it came when the channel was created, padding included.",
        _channel_id,
        BROADCASTING,
    ),
)
