"""What a push is addressed to, in the API's words."""

from __future__ import annotations

from collections.abc import Mapping

from pushbench.domain.device import TokenKind
from pushbench.domain.errors import UserError
from pushbench.domain.json_value import Json
from pushbench.domain.provider import TargetSpec
from pushbench.domain.target import Target, TargetKind
from pushbench.providers.formats.fcm_condition import condition_trouble
from pushbench.providers.formats.fcm_values import fid_trouble, is_fid, token_trouble, topic_trouble

ACTIVITY_ATTRIBUTE = "live_activity_token"
"""The device attribute that holds the token of a Live Activity, or its push-to-start token."""

TARGETS: tuple[TargetSpec, ...] = (
    TargetSpec(
        TargetKind.TOKEN,
        "Registration token",
        "What getToken() gives the app: one installation.",
        "token:fQx3TbWvRk2mZ8yLpN5sXc:APA91bHun4MxP5egoKMwt2KZFBaFUH-1RYqx",
        token_trouble,
    ),
    TargetSpec(
        TargetKind.FID,
        "Installation ID",
        "The Firebase installation ID (FID), which takes the place of registration tokens.",
        "fid:cAbC1dEf2GhI3jKl4MnO5p",
        fid_trouble,
    ),
    TargetSpec(
        TargetKind.TOPIC,
        "Topic",
        "Everyone who subscribed; nobody here can count them.",
        "topic:news",
        topic_trouble,
    ),
    TargetSpec(
        TargetKind.CONDITION,
        "Condition",
        "Everyone whose topics fulfil it; up to five topics.",
        "condition:'news' in topics && !('muted' in topics)",
        condition_trouble,
    ),
)

_CHECKS = {spec.kind: spec.check for spec in TARGETS}


def address(target: Target) -> tuple[str, str]:
    """Return the message's field and value for a target. Raises UserError for what FCM cannot address."""
    if target.kind in _CHECKS:
        field, value = target.kind.value, target.value
    elif target.kind.is_library and target.device is not None:
        value = target.value or target.device.token
        field = "fid" if is_fid(value) else "token"
    else:
        raise UserError(
            f"FCM has no target “{target.label}”.",
            f"It does not address a {target.kind.value}.",
            "Use a device, token:, fid:, topic: or condition:.",
        )
    trouble = _CHECKS[TargetKind(field)](value)
    if trouble:
        raise UserError(f"The {field} “{_short(target.label)}” cannot be right.", trouble, _FIXES[field])
    return field, value


_FIXES = {
    "token": "Copy the token again from the app.",
    "fid": "Copy the installation ID again from the app.",
    "topic": "Write for example topic:news.",
    "condition": "Write for example condition:'news' in topics && 'sport' in topics.",
}


def target_trouble(target: Target) -> UserError | None:
    """Return what is wrong with a target, or None."""
    try:
        address(target)
    except UserError as error:
        return error
    return None


def activity_token(target: Target | None) -> str | None:
    """Return the Live Activity token that the target's device carries, or None."""
    if target is None or target.device is None:
        return None
    token: Json | Mapping[str, Json] = target.device.attributes.get(ACTIVITY_ATTRIBUTE)
    return token.strip() if isinstance(token, str) and token.strip() else None


def is_activity_device(target: Target | None) -> bool:
    """Tell whether the target is a Live Activity's own token, which FCM takes only beside a registration."""
    kinds = (TokenKind.LIVE_ACTIVITY, TokenKind.PUSH_TO_START)
    return target is not None and target.device is not None and target.device.token_kind in kinds


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
