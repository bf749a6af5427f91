"""The push types of APNs: topic suffix, priorities, limit and what each is for.

Source: Apple, "Sending notification requests to APNs", table of ``apns-push-type``; two misprints of the page
(the complication's and the Live Activity's suffix) are put right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

USUAL_LIMIT_BYTES = 4096
VOIP_LIMIT_BYTES = 5120
BROADCAST_LIMIT_BYTES = 5120


@dataclass(frozen=True, slots=True)
class PushType:
    """One value of ``apns-push-type``."""

    name: str
    purpose: str
    systems: str
    suffix: str = ""
    """What follows the bundle id in ``apns-topic``."""
    priorities: tuple[int, ...] = (10, 5, 1)
    limit_bytes: int = USUAL_LIMIT_BYTES
    needs_aps: bool = True
    """Whether the system reads ``aps``; the others carry what the app or the system agreed on."""
    is_token_only: bool = False
    """No certificate may send it."""
    is_certificate_only: bool = False
    is_unsure: bool = False
    """Whether part of the row could not be confirmed in Apple's documents."""

    def topic(self, bundle_id: str) -> str:
        """Return ``apns-topic`` for an app."""
        return bundle_id + self.suffix


PUSH_TYPES: Mapping[str, PushType] = {
    row.name: row
    for row in (
        PushType("alert", "Shows, sounds or badges.", "all systems"),
        PushType("background", "Wakes the app without showing anything.", "all systems", priorities=(5,)),
        PushType(
            "controls",
            "Reloads the app's controls.",
            "iOS 18, iPadOS 18",
            suffix=".push-type.controls",
            is_unsure=True,
        ),
        PushType(
            "complication",
            "Updates a watch face's complication.",
            "iOS",
            suffix=".complication",
            needs_aps=False,
        ),
        PushType(
            "fileprovider",
            "Signals changes to a file provider.",
            "all systems but watchOS",
            suffix=".pushkit.fileprovider",
            needs_aps=False,
            is_unsure=True,
        ),
        PushType(
            "liveactivity",
            "Starts, updates or ends a Live Activity.",
            "iOS, iPadOS",
            suffix=".push-type.liveactivity",
            priorities=(10, 5),
        ),
        PushType(
            "location",
            "Asks the location push extension for a position.",
            "iOS, iPadOS",
            suffix=".location-query",
            priorities=(10, 5),
            needs_aps=False,
            is_token_only=True,
        ),
        PushType(
            "mdm",
            "Tells a managed device to contact its server.",
            "all systems but watchOS",
            needs_aps=False,
            is_certificate_only=True,
        ),
        PushType(
            "pushtotalk",
            "Announces speech in a Push to Talk channel.",
            "iOS, iPadOS",
            suffix=".voip-ptt",
            needs_aps=False,
        ),
        PushType(
            "voip",
            "Announces a call.",
            "all systems but watchOS",
            suffix=".voip",
            limit_bytes=VOIP_LIMIT_BYTES,
            needs_aps=False,
        ),
        PushType(
            "widgets",
            "Reloads the app's widgets.",
            "iOS 26, iPadOS 26",
            suffix=".push-type.widgets",
            is_unsure=True,
        ),
    )
}

SUFFIXES: Mapping[str, str] = {
    row.suffix: row.name
    for row in sorted(PUSH_TYPES.values(), key=lambda row: len(row.suffix), reverse=True)
    if row.suffix
}
"""Topic suffix -> push type, longest first."""


def split_topic(topic: str) -> tuple[str, str]:
    """Return a topic's bundle id and its suffix; the suffix is empty when it has none."""
    for suffix in SUFFIXES:
        if topic.endswith(suffix):
            return topic.removesuffix(suffix), suffix
    return topic, ""


def topic_for(bundle_id: str, push_type: str) -> str:
    """Return the topic an app's pushes of that type go to; ``""`` without a bundle id."""
    row = PUSH_TYPES.get(push_type)
    if not bundle_id or row is None:
        return bundle_id
    return row.topic(bundle_id)


def limit_of(push_type: str, *, is_broadcast: bool = False) -> int:
    """Return how many bytes a payload may have."""
    if is_broadcast:
        return BROADCAST_LIMIT_BYTES
    row = PUSH_TYPES.get(push_type)
    return row.limit_bytes if row else USUAL_LIMIT_BYTES
