"""What stands under GCM: an FCM v1 message in its wrapping, or the shape of FCM's old API."""

from __future__ import annotations

from dataclasses import dataclass

from pushbench.domain.json_value import JsonObject
from pushbench.providers.formats.fcm_read import object_of

WRAPPING = "fcmV1Message"
LEGACY_KEYS = (
    *("notification", "data", "priority", "time_to_live", "collapse_key", "delay_while_idle", "dry_run"),
    *("content_available", "mutable_content", "restricted_package_name", "direct_boot_ok", "to", "registration_ids"),
    *("condition",),
)
"""Keys of the legacy HTTP API, which SNS translates where the application signs in with a service account."""

_LEGACY_WORDS = {"android_channel_id": "channel_id"}


@dataclass(frozen=True, slots=True)
class GoogleMessage:
    """The v1 message that Android gets."""

    content: JsonObject
    pointer: str
    """Below the key GCM."""
    is_legacy: bool


def message_in(document: JsonObject) -> GoogleMessage | None:
    """Return the message in what stands under GCM, or None where there is none."""
    if WRAPPING in document:
        wrapping = document[WRAPPING]
        message = wrapping.get("message") if isinstance(wrapping, dict) else None
        return GoogleMessage(message, f"/{WRAPPING}/message", False) if isinstance(message, dict) else None
    if any(key in LEGACY_KEYS for key in document):
        return GoogleMessage(_translated(document), "", True)
    return None


def _translated(document: JsonObject) -> JsonObject:
    """Return the old shape as v1 would say it: the notification's Android parts move into android."""
    old = object_of(document, "notification")
    own = {_LEGACY_WORDS.get(key, key): value for key, value in old.items() if key not in ("title", "body", "image")}
    common = {key: value for key, value in old.items() if key in ("title", "body", "image")}
    made: JsonObject = {}
    if common:
        made["notification"] = common
    if "data" in document:
        made["data"] = document["data"]
    if own:
        made["android"] = {"notification": own}
    return made
