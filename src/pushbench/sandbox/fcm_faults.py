"""What FCM answers when a reason is set on demand: each kind of word in the body in which the real service says it."""

from __future__ import annotations

import json
from collections.abc import Mapping

from pushbench.sandbox import fcm_errors as errors
from pushbench.sandbox.apns_reasons import STATUSES as APPLE_STATUSES
from pushbench.sandbox.exchange import Answer

CANONICAL: Mapping[str, int] = {
    "PERMISSION_DENIED": 403,
    "OUT_OF_RANGE": 400,
    "ABORTED": 409,
    "CANCELLED": 499,
    "UNIMPLEMENTED": 501,
    "UNKNOWN": 500,
    "DATA_LOSS": 500,
}
"""Words of google.rpc.Code that come without a detail, and the status each is mapped to."""
ERROR_INFO: Mapping[str, tuple[int, str]] = {
    "ACCESS_TOKEN_EXPIRED": (401, "UNAUTHENTICATED"),
    "ACCESS_TOKEN_TYPE_UNSUPPORTED": (401, "UNAUTHENTICATED"),
    "CONSUMER_INVALID": (403, "PERMISSION_DENIED"),
    "USER_PROJECT_DENIED": (403, "PERMISSION_DENIED"),
    "RATE_LIMIT_EXCEEDED": (429, "RESOURCE_EXHAUSTED"),
}
"""Reasons of google.api.ErrorReason that stand in an ErrorInfo detail: status and canonical word."""
OAUTH: Mapping[str, tuple[int, str]] = {
    "invalid_grant": (400, "Invalid JWT Signature."),
    "invalid_scope": (400, "Empty or missing scope not allowed."),
    "invalid_client": (401, "Unauthorized"),
    "unauthorized_client": (401, "Client is unauthorized to retrieve access tokens using this method."),
    "invalid_request": (400, "Required parameter is missing: assertion"),
    "unsupported_grant_type": (400, "Invalid grant_type"),
    "access_denied": (403, "Account restricted"),
    "internal_failure": (500, "Internal error"),
    "temporarily_unavailable": (503, "The service is temporarily unavailable."),
}
"""Words of the token endpoint (RFC 6749, 5.2)."""
BATCH: Mapping[str, int] = {"TOO_MANY_TOPICS": 200, "InvalidToken": 400}
"""Words of the Instance ID API's topic batches."""
LEGACY = (
    "NotRegistered",
    "InvalidRegistration",
    "MissingRegistration",
    "MismatchSenderId",
    "InvalidPackageName",
    "MessageTooBig",
    "InvalidDataKey",
    "InvalidTtl",
    "InvalidParameters",
    "DeviceMessageRateExceeded",
    "TopicsMessageRateExceeded",
    "InvalidApnsCredential",
    "Unavailable",
)
"""Words of the legacy API, which ended in 2024; servers that imitate it answer so, one result a token."""
_USUAL = {
    400: "INVALID_ARGUMENT",
    403: "SENDER_ID_MISMATCH",
    404: "UNREGISTERED",
    429: "QUOTA_EXCEEDED",
    500: "INTERNAL",
}


def answer_for(reason: str | None, status: int | None, project: str) -> Answer:
    """Return the answer for a reason, else for a bare status."""
    if reason is None:
        return errors.fcm_error(_USUAL.get(status or 0, "UNAVAILABLE"))
    if reason in errors.TEXTS:
        return errors.fcm_error(reason)
    return _of_front_door(reason, project) or _of_others(reason)


def _of_front_door(reason: str, project: str) -> Answer | None:
    if reason in CANONICAL:
        return errors.error(CANONICAL[reason], f"{reason.capitalize().replace('_', ' ')}.", word=reason)
    if reason == "IAM_PERMISSION_DENIED":
        return errors.front_door("PERMISSION_DENIED", project)
    if reason in errors.FRONT_DOOR:
        return errors.front_door(reason, project)
    if reason in ERROR_INFO:
        status, word = ERROR_INFO[reason]
        detail = errors.error_info(reason, project)
        return errors.error(status, "Refused before FCM saw the message.", [detail], word)
    return None


def _of_others(reason: str) -> Answer:
    if reason in OAUTH:
        status, text = OAUTH[reason]
        return errors.oauth_error(status, reason, text)
    if reason in BATCH or reason in LEGACY:
        body = json.dumps({"results": [{"error": reason}]}).encode()
        return Answer(BATCH.get(reason, 200), errors.JSON_HEADERS, body)
    apple = APPLE_STATUSES.get(reason, 403)
    if apple == 403:
        return errors.apns_error(reason, apple)
    return errors.fcm_error("INVALID_ARGUMENT", extra=[errors.apns_detail(reason, apple)])
