"""Google's error bodies, as FCM's front door, FCM itself, its token endpoint and the Instance ID API write them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pushbench.sandbox.exchange import Answer

JSON_HEADERS = (("content-type", "application/json; charset=UTF-8"),)
CANONICAL = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    405: "UNIMPLEMENTED",
    409: "ALREADY_EXISTS",
    412: "FAILED_PRECONDITION",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
TEXTS = {
    "UNSPECIFIED_ERROR": (500, "Unknown error."),
    "INVALID_ARGUMENT": (400, "Request contains an invalid argument."),
    "UNREGISTERED": (404, "Requested entity was not found."),
    "SENDER_ID_MISMATCH": (403, "SenderId mismatch"),
    "QUOTA_EXCEEDED": (429, "Quota exceeded for quota metric 'Send requests' and limit 'Send requests per minute'."),
    "UNAVAILABLE": (503, "The service is currently unavailable."),
    "INTERNAL": (500, "Internal error encountered."),
    "THIRD_PARTY_AUTH_ERROR": (401, "Auth error from APNS or Web Push Service"),
    "APNS_AUTH_ERROR": (401, "Auth error from APNS or Web Push Service"),
}
"""FcmError codes with the status and message that go with them."""

FRONT_DOOR = {
    "UNAUTHENTICATED": (
        401,
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid "
        "authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
        None,
    ),
    "CREDENTIALS_MISSING": (
        401,
        "Request is missing required authentication credential. Expected OAuth 2 access token, login cookie or other "
        "valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
        "CREDENTIALS_MISSING",
    ),
    "SERVICE_DISABLED": (
        403,
        "Firebase Cloud Messaging API has not been used in project {project} before or it is disabled.",
        "SERVICE_DISABLED",
    ),
    "PERMISSION_DENIED": (
        403,
        "Permission 'cloudmessaging.messages.create' denied on resource '//cloudresourcemanager.googleapis.com/"
        "projects/{project}' (or it may not exist).",
        "IAM_PERMISSION_DENIED",
    ),
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT": (
        403,
        "Request had insufficient authentication scopes.",
        "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
    ),
    "NOT_FOUND": (404, "Requested entity was not found.", None),
    "ALREADY_EXISTS": (409, "Requested entity already exists", None),
    "FAILED_PRECONDITION": (412, "Precondition check failed.", None),
    "RESOURCE_EXHAUSTED": (429, "Resource has been exhausted (e.g. check quota).", None),
    "DEADLINE_EXCEEDED": (504, "Deadline exceeded.", None),
}
"""Errors raised before FCM looks at the message: status, message, ErrorInfo reason."""


def success(value: Mapping[str, Any]) -> Answer:
    """Render a 200."""
    return Answer(200, JSON_HEADERS, json.dumps(value).encode())


def error(status: int, message: str, details: Iterable[dict[str, Any]] = (), word: str | None = None) -> Answer:
    """Render ``{"error": {...}}``."""
    body: dict[str, Any] = {"code": status, "message": message, "status": word or CANONICAL.get(status, "UNKNOWN")}
    listed = list(details)
    if listed:
        body["details"] = listed
    return Answer(status, JSON_HEADERS, json.dumps({"error": body}, indent=2).encode())


def fcm_error(code: str, message: str | None = None, extra: Iterable[dict[str, Any]] = ()) -> Answer:
    """Render an error that carries an ``FcmError`` code."""
    status, text = TEXTS[code]
    detail = {"@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", "errorCode": code}
    return error(status, message or text, [*extra, detail])


def apns_error(reason: str, apns_status: int) -> Answer:
    """Render what FCM says when Apple did not let it in."""
    return fcm_error("THIRD_PARTY_AUTH_ERROR", extra=[apns_detail(reason, apns_status)])


def apns_detail(reason: str, apns_status: int) -> dict[str, Any]:
    """Return the detail that quotes Apple."""
    return {
        "@type": "type.googleapis.com/google.firebase.fcm.v1.ApnsError",
        "statusCode": apns_status,
        "reason": reason,
    }


def bad_request(found: list[tuple[str, str]], *, is_fcm: bool) -> Answer:
    """Render field violations; ``is_fcm`` adds the FcmError detail that semantic checks carry."""
    detail = {
        "@type": "type.googleapis.com/google.rpc.BadRequest",
        "fieldViolations": [
            {"field": field, "description": text} if field else {"description": text} for field, text in found
        ],
    }
    message = "\n".join(text for _, text in found)
    if is_fcm:
        return fcm_error("INVALID_ARGUMENT", message, [detail])
    return error(400, message, [detail])


def front_door(name: str, project: str) -> Answer:
    """Render one of :data:`FRONT_DOOR`."""
    status, text, info = FRONT_DOOR[name]
    details = [error_info(info, project)] if info else []
    return error(status, text.format(project=project), details)


def error_info(reason: str, project: str) -> dict[str, Any]:
    """Return the detail in which Google's front door names its reason."""
    return {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": reason,
        "domain": "googleapis.com",
        "metadata": {"service": "fcm.googleapis.com", "consumer": f"projects/{project}"},
    }


def oauth_error(status: int, code: str, description: str) -> Answer:
    """Render an error of the token endpoint."""
    return Answer(status, JSON_HEADERS, json.dumps({"error": code, "error_description": description}).encode())


def page_not_found() -> Answer:
    """The HTML that Google's front door sends for a path it does not know."""
    page = (
        "<!DOCTYPE html>\n<html lang=en>\n  <title>Error 404 (Not Found)!!1</title>\n"
        "  <p><b>404.</b> <ins>That’s an error.</ins>\n  <p>The requested URL was not found on this server."
    )
    return Answer(404, (("content-type", "text/html; charset=UTF-8"),), page.encode())
