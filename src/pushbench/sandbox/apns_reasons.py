"""Every reason APNs gives, with its status, and how an answer carries it.

Source: Apple, "Handling error responses from APNs" (device sends, channels and broadcasts).
"""

from __future__ import annotations

import json

from pushbench.domain.json_value import Json
from pushbench.sandbox.exchange import Answer

STATUSES = {
    "BadChannelId": 400,
    "BadCollapseId": 400,
    "BadDeviceToken": 400,
    "BadExpirationDate": 400,
    "BadMessageId": 400,
    "BadPriority": 400,
    "BadRequestParams": 400,
    "BadRequestPayload": 400,
    "BadTopic": 400,
    "CannotCreateChannelConfig": 400,
    "ChannelNotRegistered": 400,
    "DeviceTokenNotForTopic": 400,
    "DuplicateHeaders": 400,
    "FeatureNotEnabled": 400,
    "IdleTimeout": 400,
    "InvalidPushType": 400,
    "MissingChannelId": 400,
    "MissingChannelQueueSize": 400,
    "MissingDeviceToken": 400,
    "MissingPushType": 400,
    "MissingTopic": 400,
    "PayloadEmpty": 400,
    "TopicDisallowed": 400,
    "BadCertificate": 403,
    "BadCertificateEnvironment": 403,
    "BadEnvironmentKeyIdInToken": 403,
    "BadEnvironmentKeyInToken": 403,
    "ExpiredProviderToken": 403,
    "Forbidden": 403,
    "InvalidProviderToken": 403,
    "InvalidSigningKey": 403,
    "MissingProviderToken": 403,
    "TopicMismatch": 403,
    "UnrelatedKeyIdInToken": 403,
    "BadPath": 404,
    "MethodNotAllowed": 405,
    "ExpiredToken": 410,
    "Unregistered": 410,
    "PayloadTooLarge": 413,
    "TooManyProviderTokenUpdates": 429,
    "TooManyRequests": 429,
    "InternalServerError": 500,
    "Service Unavailable": 503,
    "ServiceUnavailable": 503,
    "Shutdown": 503,
}

_USUAL = {
    403: "Forbidden",
    404: "BadPath",
    405: "MethodNotAllowed",
    410: "Unregistered",
    413: "PayloadTooLarge",
    429: "TooManyRequests",
    503: "ServiceUnavailable",
}
"""The reason a bare status most likely comes with."""


class Refused(Exception):
    """APNs turns a request down; ``timestamp`` (Unix seconds) goes with 410 alone."""

    def __init__(self, reason: str, timestamp: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.timestamp = timestamp

    @property
    def status(self) -> int:
        return STATUSES[self.reason]


def refusal(reason: str, status: int, headers: tuple[tuple[str, str], ...], timestamp: float | None = None) -> Answer:
    """Return the answer APNs words a refusal in; the body's timestamp is in milliseconds."""
    body: dict[str, Json] = {"reason": reason}
    if status == 410 and timestamp is not None:
        body["timestamp"] = int(timestamp * 1000)
    return Answer(status, headers, json.dumps(body, separators=(",", ":")).encode())


def usual_reason(status: int) -> str:
    """Return the reason to give with a status when none was asked for."""
    return _USUAL.get(status, "BadDeviceToken" if 400 <= status < 500 else "InternalServerError")
