"""The apns block of a message as FCM hands it to Apple: headers, push type, and the alert FCM fills in."""

from __future__ import annotations

from collections.abc import Mapping

from pushbench.domain.json_value import Json, JsonObject
from pushbench.providers.fcm.request import is_live_activity
from pushbench.providers.formats.fcm_read import field_of, object_of


def apns_payload(message: Mapping[str, Json]) -> JsonObject:
    """Return the APNs payload: apns.payload with the common notification where it has no alert of its own."""
    payload = object_of(message, "apns", "payload")
    common = object_of(message, "notification")
    aps = payload.get("aps")
    words = {key: text for key in ("title", "body") if isinstance(text := common.get(key), str)}
    if not words or (aps is not None and not isinstance(aps, dict)) or (aps is not None and "alert" in aps):
        return payload
    return {**payload, "aps": {"alert": dict(words), **(aps or {})}}


def apns_headers(message: Mapping[str, Json]) -> Mapping[str, str]:
    """Return the block's headers that are strings, names in lower case."""
    headers = object_of(message, "apns", "headers")
    return {name.lower(): value for name, value in headers.items() if isinstance(value, str)}


def push_type(message: Mapping[str, Json]) -> str:
    """Return the push type as the header has it, else what FCM makes of the message."""
    named = apns_headers(message).get("apns-push-type", "")
    if named:
        return named
    if is_live_activity(message):
        return "liveactivity"
    return "background" if is_background(message) else "alert"


def is_background(message: Mapping[str, Json]) -> bool:
    """Tell whether nothing in the message is to be seen or heard on an iPhone."""
    aps = apns_payload(message).get("aps")
    loud = ("alert", "sound", "badge")
    is_quiet = not isinstance(aps, dict) or not any(key in aps for key in loud)
    return is_quiet and not is_live_activity(message)


def ios_image(message: Mapping[str, Json]) -> str | None:
    """Return the picture that FCM hands to the service extension, or None."""
    own = field_of(object_of(message, "apns", "fcm_options"), "image")
    common = object_of(message, "notification").get("image")
    return next((image for image in (own, common) if isinstance(image, str) and image), None)
