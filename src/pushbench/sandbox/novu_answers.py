"""Novu's answers: the ``data`` envelope, errors word for word where the words are known, and the rate limit's headers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pushbench.sandbox.exchange import Answer

JSON_HEADERS = (("content-type", "application/json; charset=utf-8"),)
MISSING_HEADER = "Missing authorization header"
KEY_NOT_FOUND = "API Key not found"
WORKFLOW_NOT_FOUND = "workflow_not_found"
INVALID = "Validation Error"
RATE_LIMITED = "API rate limit exceeded"
IN_PROGRESS = 'Request with key "{}" is currently being processed. Please retry after 1 second'
REUSED = 'Request with key "{}" is being reused for a different body'
KEY_TOO_LONG = "idempotencyKey length should not be greater than 255 characters"
INTERNAL = "Internal server error, contact support and provide them with the errorId"
PAYLOAD_TYPE = "PAYLOAD_VALIDATION_ERROR"
STATUSES: Mapping[str, int] = {
    MISSING_HEADER: 401,
    "Invalid authentication scheme": 401,
    KEY_NOT_FOUND: 401,
    WORKFLOW_NOT_FOUND: 422,
    INVALID: 422,
    PAYLOAD_TYPE: 400,
    "SubscriberId:": 400,
    "Subscribers environment (": 400,
    "The topic key is invalid": 400,
    "idempotencyKey length": 400,
    "Payment Required": 402,
    "Forbidden resource": 403,
    "Subscriber not found": 404,
    "Notification with id": 404,
    "Integration with id": 404,
    "Cannot ": 404,
    "Method Not Allowed": 405,
    "Subscriber with id:": 409,
    "request entity too large": 413,
    "URI Too Long": 414,
    "Unsupported Media Type": 415,
    RATE_LIMITED: 429,
    "Internal server error": 500,
    "Service Unavailable": 503,
}
"""Beginning of an error's words -> its status."""
WORDS: Mapping[int, str] = {
    400: INVALID,
    401: KEY_NOT_FOUND,
    402: "Payment Required",
    403: "Forbidden resource",
    404: "Cannot POST /v1/events/trigger",
    405: "Method Not Allowed",
    409: IN_PROGRESS.format("?"),
    413: "request entity too large",
    414: "URI Too Long",
    415: "Unsupported Media Type",
    422: WORKFLOW_NOT_FOUND,
    429: RATE_LIMITED,
    500: INTERNAL,
    503: "Service Unavailable",
}
TRIGGER_STATUSES = (
    *("trigger_not_active", "no_workflow_active_steps_defined", "no_workflow_steps_defined"),
    *("no_tenant_found", "invalid_recipients", "error"),
)


def stamp(now: float) -> str:
    """Return a moment as Novu writes it."""
    return datetime.fromtimestamp(now, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def answer(status: int, body: Any, *more: tuple[str, str]) -> Answer:
    """Answer with JSON as it is."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Answer(status, (*JSON_HEADERS, *more), text.encode("utf-8", "backslashreplace"))


def data(status: int, value: Any) -> Answer:
    """Answer in the envelope; beside ``data`` there is nothing, or the official client leaves it on."""
    return answer(status, {"data": value})


def refused(status: int, message: Any, path: str, now: float, *more: tuple[str, str], **fields: Any) -> Answer:
    """Answer with the envelope of errors."""
    body = {"statusCode": status, "timestamp": stamp(now), "path": path, "message": message, **fields}
    return answer(status, body, *more)


def invalid(errors: Mapping[str, tuple[list[str], Any]], path: str, now: float, status: int = 422) -> Answer:
    """Answer that fields are wrong: field -> messages and the value."""
    listed = {name: {"messages": messages, "value": value} for name, (messages, value) in errors.items()}
    return refused(status, INVALID, path, now, errors=listed)


def unfit(errors: list[dict[str, Any]], schema: Mapping[str, Any], path: str, now: float) -> Answer:
    """Answer that the payload does not fit the workflow's schema."""
    return refused(400, "Payload validation failed", path, now, type=PAYLOAD_TYPE, errors=errors, schema=schema)


def triggered(status: str, transaction: str | None, error: str = "") -> dict[str, Any]:
    """Return what becomes of one trigger."""
    made: dict[str, Any] = {"acknowledged": True, "status": status}
    if error:
        made["error"] = [error]
    if transaction is not None:
        made["transactionId"] = transaction
        link = f"https://dashboard.novu.co/activity-feed?transactionId={transaction}"
        made["activityFeedLink"] = link
    return made


def for_reason(reason: str | None, status: int | None, path: str, now: float) -> Answer:
    """Make the answer for words, or for a bare status, set on demand."""
    words = reason if reason is not None else WORDS.get(status or 400, "Internal Server Error")
    if words in TRIGGER_STATUSES:
        one = triggered(words, None, "Set on demand." if words == "error" else "")
        return data(status or 201, [one] if path.endswith("/bulk") else one)
    usual = next((found for known, found in STATUSES.items() if words.startswith(known)), None)
    if usual is None and words.startswith("Request with key"):
        usual = 409 if "processed" in words else 422
    chosen = status or usual or 400
    if words == INVALID:
        return invalid({"name": (["name must be a string"], None)}, path, now, chosen)
    if words == PAYLOAD_TYPE:
        error = {"field": "title", "message": "must have required property 'title'", "schemaPath": "#/required"}
        return unfit([error], {"type": "object", "required": ["title"]}, path, now)
    extra = {"errorId": "00000000000000000000000000000000"} if chosen == 500 else {}
    headers = (("retry-after", "1"),) if chosen in (409, 429) else ()
    return refused(chosen, words.replace("…", "?"), path, now, *headers, **extra)
