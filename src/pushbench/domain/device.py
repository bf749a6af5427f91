"""The device library's entries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from pushbench.domain.json_value import Json
from pushbench.domain.message import EMPTY


class TokenKind(Enum):
    """What a token addresses; the kinds of one phone are never interchangeable."""

    DEVICE = "device"
    VOIP = "voip"
    LIVE_ACTIVITY = "live-activity"
    PUSH_TO_START = "push-to-start"
    WEB = "web"


@dataclass(frozen=True, slots=True)
class Device:
    """A named phone, browser or other receiver with the token that one provider knows it by."""

    name: str
    provider: str
    token: str
    """For ``webpush`` the PushSubscription as JSON text."""
    platform: str = ""
    """``ios``, ``android``, ``web`` ... ; empty when unknown."""
    token_kind: TokenKind = TokenKind.DEVICE
    app: str | None = None
    """Replaces the profile's bundle id for this device."""
    environment: str | None = None
    """``local``, ``sandbox`` or ``production`` when known."""
    tags: tuple[str, ...] = ()
    locale: str | None = None
    time_zone: str | None = None
    attributes: Mapping[str, Json] = EMPTY
    is_retired: bool = False
    """True once an answer proved the token dead."""
    retired_reason: str | None = None
    created_at: float = 0.0
    last_outcome: str | None = None
    last_status: int | None = None
    last_reason: str | None = None
    last_seen_at: float | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A named list of devices, written ``@name``."""

    name: str
    devices: tuple[str, ...] = ()
