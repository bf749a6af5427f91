"""Expo's answers: tickets, receipts, whole-request errors, and the words that go with each code."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pushbench.sandbox.exchange import Answer

JSON_HEADERS = (("content-type", "application/json; charset=utf-8"),)

REQUEST_ERRORS: Mapping[str, tuple[int, str]] = {
    "TOO_MANY_REQUESTS": (429, "You have exceeded the limit of notifications per second for this project."),
    "PUSH_TOO_MANY_EXPERIENCE_IDS": (
        400,
        "All push notification messages in the same request must be for the same project; check the details field to "
        "investigate conflicting tokens.",
    ),
    "PUSH_TOO_MANY_NOTIFICATIONS": (400, "A request may contain at most 100 push notifications."),
    "PUSH_TOO_MANY_RECEIPTS": (400, "A request may ask for at most 1000 push receipts."),
    "UNAUTHORIZED": (401, "Insufficient permissions to send push notifications to {project}"),
    "VALIDATION_ERROR": (400, '"value" does not match any of the allowed types.'),
    "API_ERROR": (400, '"value" must be of type object.'),
    "NOT_FOUND": (404, "There is nothing at this path."),
    "INTERNAL_SERVER_ERROR": (500, "An unknown error occurred."),
}
"""Code -> status and message. Statuses of UNAUTHORIZED and PUSH_TOO_MANY_* are not documented."""

DEVICE_ERRORS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "DeviceNotRegistered": (
        "The recipient device is not registered with FCM.",
        {"fcm": {"error": "UNREGISTERED"}, "fault": "developer"},
    ),
    "MessageTooBig": ("The message is too big: APNs and FCM take at most 4096 bytes.", {"fault": "developer"}),
    "MessageRateExceeded": ("The recipient device was sent too many messages.", {"fault": "developer"}),
    "MismatchSenderId": (
        "The FCM credentials do not match the sender ID of the recipient's app.",
        {"fcm": {"error": "SENDER_ID_MISMATCH"}, "fault": "developer"},
    ),
    "InvalidCredentials": (
        "Unable to retrieve the FCM server key for the recipient's app. Make sure you have provided a server key.",
        {"fault": "developer"},
    ),
    "DeveloperError": (
        "The Apple Push Notification service failed to send the notification (reason: BadDeviceToken, status code: "
        "400).",
        {"apns": {"reason": "BadDeviceToken", "statusCode": 400}, "fault": "developer"},
    ),
    "ProviderError": ("APNs connection dropped", {"fault": "expo"}),
    "ExpoError": ("Expo failed to deliver the notification.", {"fault": "expo"}),
}
"""``details.error`` -> message and further details."""


def success(data: Any) -> Answer:
    """Render ``{"data": ...}``."""
    return Answer(200, JSON_HEADERS, json.dumps({"data": data}).encode())


def request_error(
    code: str,
    message: str | None = None,
    *,
    status: int | None = None,
    details: Mapping[str, Any] | None = None,
    project: str = "the project",
) -> Answer:
    """Render ``{"errors": [...]}`` of a request that failed as a whole; an unknown code comes with 400."""
    usual, text = REQUEST_ERRORS.get(code, (400, code))
    error: dict[str, Any] = {"code": code, "message": message or text.format(project=project)}
    if details is not None:
        error["details"] = dict(details)
    return Answer(status or usual, JSON_HEADERS, json.dumps({"errors": [error]}).encode())


def invalid_token() -> Answer:
    """Render what Expo says to an access token it does not know."""
    body = {"error": "invalid_token", "error_description": "The bearer token is invalid"}
    return Answer(401, JSON_HEADERS, json.dumps(body).encode())


def ok_ticket(identifier: str) -> dict[str, Any]:
    return {"status": "ok", "id": identifier}


def error_ticket(token: str, code: str = "DeviceNotRegistered") -> dict[str, Any]:
    """Return the ticket of a message that was not taken."""
    text = f'"{token}" is not a registered push notification recipient'
    message = text if code == "DeviceNotRegistered" else DEVICE_ERRORS[code][0]
    return {"status": "error", "message": message, "details": {"error": code, "expoPushToken": token}}


def error_receipt(code: str, token: str, sent_at: float, **details: Any) -> dict[str, Any]:
    """Return the receipt of a message that Apple or Google did not take."""
    message, usual = DEVICE_ERRORS[code]
    inner: dict[str, Any] = {**usual, **details, "error": code, "sentAt": int(sent_at)}
    if code == "DeviceNotRegistered":
        inner["expoPushToken"] = token
    return {"status": "error", "message": message, "details": inner}
