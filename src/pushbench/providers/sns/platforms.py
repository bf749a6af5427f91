"""The keys of an SNS document: whose they are, what stands under them, and how much of it.

Source: Amazon SNS developer guide, "Creating a platform-specific payload", and the API reference of Publish.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

MOST_MESSAGE_BYTES = 262_144
RAISED_MESSAGE_BYTES = 1_048_576
"""What a topic's attribute MaximumMessageSize may allow."""


class Content(Enum):
    """What the text under a key is."""

    APS = "an APNs payload"
    FCM = "an FCM message"
    ADM = "an ADM message"
    JSON = "JSON"
    XML = "XML"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Platform:
    """One key of the document."""

    key: str
    content: Content
    limit_bytes: int = MOST_MESSAGE_BYTES
    is_push: bool = True
    """False: a protocol of other subscriptions (email, sqs ...)."""
    counts_zero_ttl: bool = False
    """Whether a time to live of 0 is "now or never"; elsewhere SNS drops the message."""

    @property
    def is_apple(self) -> bool:
        return self.content is Content.APS

    @property
    def is_voip(self) -> bool:
        return "VOIP" in self.key


_APPLE = (
    *("APNS", "APNS_SANDBOX", "APNS_VOIP", "APNS_VOIP_SANDBOX", "MACOS", "MACOS_SANDBOX"),
    *("APNS_MDM", "APNS_MDM_SANDBOX", "APNS_PASSBOOK", "APNS_PASSBOOK_SANDBOX"),
)
_OTHER_PROTOCOLS = ("default", "http", "https", "email", "email-json", "sms", "sqs", "lambda", "firehose")

PLATFORMS: Mapping[str, Platform] = {
    row.key: row
    for row in (
        *(Platform(key, Content.APS, 5120 if "VOIP" in key else 4096, counts_zero_ttl=True) for key in _APPLE),
        Platform("GCM", Content.FCM, 4096, counts_zero_ttl=True),
        Platform("ADM", Content.ADM, 6144),
        Platform("BAIDU", Content.JSON),
        Platform("WNS", Content.XML),
        Platform("MPNS", Content.XML),
        *(Platform(key, Content.TEXT, is_push=False) for key in _OTHER_PROTOCOLS),
    )
}

DEFAULT = "default"


def apple_key(platform: str, *, is_voip: bool) -> str:
    """Return the key a profile's APNs payload stands under; platforms that are not Apple's get ``APNS``."""
    row = PLATFORMS.get(platform)
    base = platform if row is not None and row.is_apple else "APNS"
    if is_voip and base in ("APNS", "APNS_SANDBOX"):
        return base.replace("APNS", "APNS_VOIP")
    return base


def partner(key: str) -> str | None:
    """Return the same payload's key for Apple's other environment."""
    if key.endswith("_SANDBOX"):
        return key.removesuffix("_SANDBOX")
    return f"{key}_SANDBOX" if key in _APPLE else None
