"""Whom a webhook's push is addressed to: what a name means is the receiver's affair, so only its shape is checked."""

from __future__ import annotations

from pushbench.domain.errors import UserError
from pushbench.domain.provider import TargetSpec
from pushbench.domain.target import Target, TargetKind

_LONGEST = 16_384


def _trouble(value: str) -> str | None:
    if not value.strip():
        return "It is empty."
    if len(value) > _LONGEST:
        return f"It has {len(value):,} characters; nothing that names one receiver is so long."
    if any(not character.isprintable() for character in value):
        return "It holds a control character."
    return None


def _alias_trouble(value: str) -> str | None:
    label, equals, name = value.partition("=")
    if not (label.strip() and equals and name.strip()):
        return "An alias is written NAME=VALUE."
    return _trouble(value)


TARGETS = (
    TargetSpec(
        TargetKind.TOKEN,
        "Token",
        "Whatever the receiver knows one device by; it leaves as “token”.",
        "token:device-418",
        _trouble,
    ),
    TargetSpec(TargetKind.USER, "User", "A user of the receiver's; it leaves as “user”.", "user:ana", _trouble),
    TargetSpec(
        TargetKind.SUBSCRIBER,
        "Subscriber",
        "A subscriber of the receiver's; it leaves as “subscriber”.",
        "subscriber:ana-7",
        _trouble,
    ),
    TargetSpec(
        TargetKind.ALIAS,
        "Alias",
        "A name of a kind, written NAME=VALUE; it leaves as “alias”.",
        "alias:external_id=42",
        _alias_trouble,
    ),
    TargetSpec(
        TargetKind.TOPIC, "Topic", "Everyone the receiver counts to it; it leaves as “topic”.", "topic:news", _trouble
    ),
    TargetSpec(
        TargetKind.SEGMENT,
        "Segment",
        "Everyone the receiver counts to it; it leaves as “segment”.",
        "segment:All",
        _trouble,
    ),
)
MEMBERS = tuple(spec.kind.value for spec in TARGETS)
"""The names under which a target stands in Pushbench's own body."""


def address_of(target: Target) -> tuple[str, str]:
    """Return member and value of a target. Raises UserError for a kind a webhook has not, or a value that is none."""
    kind = TargetKind.TOKEN if target.kind.is_library and target.device is not None else target.kind
    spec = next((spec for spec in TARGETS if spec.kind is kind), None)
    if spec is None:
        raise UserError(
            f"A webhook has no target “{target.label}”.",
            f"Nothing in its body says {target.kind.value}.",
            f"Use a device, @group, tag: or one of {', '.join(f'{name}:' for name in MEMBERS)}.",
        )
    value = target.value or (target.device.token if target.device else "")
    trouble = spec.check(value)
    if trouble:
        label = target.label if len(target.label) <= 60 else f"{target.label[:59]}…"
        raise UserError(f"The {kind.value} “{label}” cannot be right.", trouble, f"Write for example {spec.example}.")
    return kind.value, value


def platform_of(target: Target) -> str:
    """Return the platform of a device out of the library, or an empty text."""
    return target.device.platform if target.device is not None else ""


def name_of(target: Target) -> str:
    """Return the device's name, else the target as typed."""
    return target.device.name if target.device is not None else target.label
