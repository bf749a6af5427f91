"""Expo push tokens: their two shapes, what is often pasted in their place, and how a text is searched for one."""

from __future__ import annotations

import re

from pushbench.domain.errors import UserError
from pushbench.domain.provider import TargetSpec, TokenGuess
from pushbench.domain.target import Target, TargetKind

_WRAPPED = re.compile(r"Expo(?:nent)?PushToken\[[^\[\]\s]{1,200}\]")
_UUID = re.compile(r"[a-z\d]{8}-[a-z\d]{4}-[a-z\d]{4}-[a-z\d]{4}-[a-z\d]{12}", re.IGNORECASE)
"""As the official client has it: letters beyond f count."""
_DEVICE_TOKEN = re.compile(r"[0-9a-fA-F]{64,200}")
_PREFIX = re.compile(r"expo(?:nent)?pushtoken", re.IGNORECASE)
_LONGEST = 20_000


def token_trouble(token: str) -> str | None:
    """Return one sentence saying why a text cannot be an Expo push token, or None."""
    if is_token(token):
        return None
    if _DEVICE_TOKEN.fullmatch(token):
        return "This is a device token of Apple's; Expo takes what getExpoPushTokenAsync() gives."
    if ":APA91b" in token:
        return "This is a registration token of FCM; Expo takes what getExpoPushTokenAsync() gives."
    if token.lstrip().startswith("{"):
        return "This is a browser's subscription; Expo reaches apps only."
    if _PREFIX.match(token):
        return "An Expo push token is written ExponentPushToken[...] with square brackets and something between them."
    return "An Expo push token is written ExponentPushToken[...] or ExpoPushToken[...], or is a bare UUID."


def is_token(text: str) -> bool:
    """Tell whether a text has one of the two shapes."""
    return _WRAPPED.fullmatch(text) is not None or _UUID.fullmatch(text) is not None


def token_of(target: Target) -> str:
    """Return the token to send to. Raises UserError for what Expo cannot address."""
    is_device = target.kind.is_library and target.device is not None
    if target.kind is not TargetKind.TOKEN and not is_device:
        raise UserError(
            f"Expo has no target “{target.label}”.",
            f"It does not address a {target.kind.value}: only single installations.",
            "Use a device, @group, tag: or token:.",
        )
    value = target.value or (target.device.token if target.device else "")
    trouble = token_trouble(value)
    if trouble:
        label = target.label if len(target.label) <= 60 else f"{target.label[:59]}…"
        fix = "Copy the token that getExpoPushTokenAsync() gives in the app."
        raise UserError(f"The token “{label}” cannot be right.", trouble, fix)
    return value


def recognise(text: str) -> TokenGuess | None:
    """Say whether a text is, or holds, an Expo push token; one that was broken over lines is put together."""
    text = text[:_LONGEST]
    for candidate in (text, "".join(text.split())):
        found = _WRAPPED.search(candidate)
        if found:
            return TokenGuess(found[0], "", "Expo push token", 0.99)
    bare = text.strip().strip("\"'<>,;“”").strip()
    if _UUID.fullmatch(bare):
        return TokenGuess(bare, "", "perhaps an Expo push token in its bare form", 0.25)
    return None


TARGETS = (
    TargetSpec(
        TargetKind.TOKEN,
        "Expo push token",
        "What getExpoPushTokenAsync() gives the app: one installation, on iOS or Android.",
        "token:ExponentPushToken[xxxxxxxxxxxxxxxxxxxxxx]",
        token_trouble,
    ),
)
