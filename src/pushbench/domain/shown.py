"""What a payload asks a device to display, read from the wire's JSON alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from pushbench.domain.json_value import Json
from pushbench.domain.message import EMPTY


class ShownKind(Enum):
    """What a device does with the payload."""

    NOTIFICATION = "notification"
    LIVE_ACTIVITY = "live-activity"
    NOTHING = "nothing"
    """The user sees nothing (silent, badge only ...)."""
    APP_DECIDES = "app-decides"
    """The app gets the data and may show anything or nothing."""


@dataclass(frozen=True, slots=True)
class ShownAction:
    """A button."""

    id: str
    title: str
    icon: str | None = None
    is_text_input: bool = False
    is_destructive: bool = False


@dataclass(frozen=True, slots=True)
class Loss:
    """Something the reader or the device loses, and why."""

    what: str
    why: str
    pointer: str = ""
    """Where in the payload it stood, or empty."""
    lost_text: str = ""
    """The very words that are cut, when words are."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One notification as one platform understands it; fields a payload does not set are None."""

    kind: ShownKind
    platform: str
    """``ios``, ``android`` or ``web``."""
    why: str = ""
    """For NOTHING and APP_DECIDES: one sentence."""
    title: str | None = None
    subtitle: str | None = None
    body: str | None = None
    image: str | None = None
    icon: str | None = None
    badge_icon: str | None = None
    """Web ``badge``: the monochrome glyph."""
    color: str | None = None
    badge: int | None = None
    sound: str | None = None
    is_silent: bool = False
    actions: tuple[ShownAction, ...] = ()
    link: str | None = None
    thread: str | None = None
    category: str | None = None
    channel: str | None = None
    tag: str | None = None
    interruption: str | None = None
    """Apple's level, or None for active."""
    direction: str = "auto"
    """``auto``, ``ltr`` or ``rtl``."""
    language: str | None = None
    stays: bool = False
    """``requireInteraction``."""
    timestamp: float | None = None
    """Unix seconds."""
    data: Mapping[str, Json] = EMPTY
    losses: tuple[Loss, ...] = ()
    """What the payload carries and this platform does not show."""
