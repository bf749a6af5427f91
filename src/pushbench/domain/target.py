"""What a push is addressed to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from pushbench.domain.device import Device
from pushbench.domain.errors import UserError


class TargetKind(Enum):
    """The word in front of the colon of a typed target."""

    DEVICE = "device"
    GROUP = "group"
    TAG = "tag"
    TOKEN = "token"
    FID = "fid"
    TOPIC = "topic"
    CONDITION = "condition"
    CHANNEL = "channel"
    SEGMENT = "segment"
    ALIAS = "alias"
    SUBSCRIBER = "subscriber"
    USER = "user"
    ARN = "arn"

    @property
    def is_crowd(self) -> bool:
        """Whether nobody here can count the devices behind it."""
        return self in _CROWDS

    @property
    def is_library(self) -> bool:
        """Whether it is looked up in the device library before anything is sent."""
        return self in (TargetKind.DEVICE, TargetKind.GROUP, TargetKind.TAG)


_CROWDS = frozenset({TargetKind.TOPIC, TargetKind.CONDITION, TargetKind.CHANNEL, TargetKind.SEGMENT})


@dataclass(frozen=True, slots=True)
class Target:
    """One addressee. After resolution ``kind`` is never DEVICE, GROUP or TAG with ``device`` empty."""

    kind: TargetKind
    value: str
    """The token, topic, condition ... itself; for a device its token."""
    label: str
    """The device's name, else the target as typed."""
    device: Device | None = None

    @property
    def is_crowd(self) -> bool:
        """Whether nobody here can count the devices behind it; an ARN without a slash is a topic's."""
        return self.kind.is_crowd or (self.kind is TargetKind.ARN and "/" not in self.value)


def parse_target(text: str) -> Target:
    """Read one typed target (``@qa``, ``topic:news``, ``Ana's iPhone`` ...); a known prefix wins.

    Files behind ``token:@FILE`` are read by the caller beforehand; here ``token:`` values are taken
    as they are. Raises :class:`UserError` for empty values and for white space or control characters
    in a token.
    """
    label = text
    if text.startswith("@"):
        kind, value = TargetKind.GROUP, text[1:]
    else:
        prefix, colon, rest = text.partition(":")
        kinds = {kind.value: kind for kind in TargetKind if kind is not TargetKind.GROUP}
        if colon and prefix in kinds:
            kind, value = kinds[prefix], rest
            if kind is TargetKind.ARN and rest.startswith("aws"):
                value = text
        else:
            kind, value = TargetKind.DEVICE, text
    if not value.strip():
        raise UserError(
            f"The target “{text}” is empty.",
            f"Behind “{kind.value}” there is no value.",
            "Write for example @qa-phones, topic:news, token:VALUE or a device's name.",
        )
    if kind is TargetKind.DEVICE and label.startswith("device:"):
        label = value
    if kind in (TargetKind.TOKEN, TargetKind.FID):
        check_token_text(value)
    return Target(kind=kind, value=value, label=label)


def check_token_text(value: str) -> None:
    """Refuse tokens that cannot be right for any provider.

    A PushSubscription is JSON and may hold white space between its parts, control characters never.
    """
    is_json = value.lstrip().startswith("{")
    for position, character in enumerate(value):
        if is_json and character in " \t\r\n":
            continue
        if character.isspace() or ord(character) < 0x20 or 0x7F <= ord(character) < 0xA0:
            raise UserError(
                "The token contains white space or a control character.",
                f"Character {position + 1} is U+{ord(character):04X}; no service hands out such tokens.",
                "Copy the token again without line breaks, spaces or angle brackets.",
            )
