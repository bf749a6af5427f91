"""OneSignal's answers: both envelopes of errors, word for word where the words are known."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pushbench.sandbox.exchange import Answer

JSON_HEADERS = (("content-type", "application/json; charset=utf-8"),)
ACCESS_DENIED = (
    "Access denied.  Please include an 'Authorization: ...' header with a valid API key "
    "(https://documentation.onesignal.com/docs/en/keys-and-ids#api-keys)."
)
NO_TARGET = "You must include which players, segments, or tags you wish to send this notification to."
NO_ENGLISH = "Message Notifications must have English language content"
NOBODY = "All included players are not subscribed"
NOT_FOUND = "Notification not found"
MIXED = (
    "Platforms You may only send to one delivery channel at a time. Make sure you are only including one of push "
    "platforms, Email, or SMS."
)
NO_APP = "Request is malformed: Failed to parse app_id from request"
RATE_LIMITED = "API rate limit exceeded"
UNAVAILABLE = "Service temporarily unavailable"
NO_ACTIVITY = "activity_id not found in this app"
ALREADY_SENT = "Notification has already been sent to all recipients"
DATA_TOO_LONG = "Data must be no more than 2048 bytes long"
IN_THE_PAST = "Schedule Notifications may not be scheduled in the past."

STATUSES: Mapping[str, int] = {
    NOBODY: 200,
    ACCESS_DENIED: 403,
    "This API is not available for applications on your plan.": 403,
    NOT_FOUND: 404,
    NO_ACTIVITY: 404,
    "Subscription Limit Exceeded": 409,
    RATE_LIMITED: 429,
    UNAVAILABLE: 503,
}
"""Those that are no 400; the plan's limits are 422."""
WORDS: Mapping[int, str] = {
    401: ACCESS_DENIED,
    403: ACCESS_DENIED,
    404: NOT_FOUND,
    409: "Subscription Limit Exceeded",
    422: "You have reached the maximum number of segments allowed for your plan.",
    429: RATE_LIMITED,
    503: UNAVAILABLE,
}


def answer(status: int, body: Mapping[str, Any], *more: tuple[str, str]) -> Answer:
    """Answer with JSON."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Answer(status, (*JSON_HEADERS, *more), text.encode("utf-8", "backslashreplace"))


def refused(status: int, *words: str, **more: Any) -> Answer:
    """Answer with the basic envelope."""
    return answer(status, {"errors": list(words), **more})


def structured(status: int, code: str, title: str, **meta: Any) -> Answer:
    """Answer with the structured envelope of users and subscriptions."""
    return answer(status, {"errors": [{"code": code, "title": title, **({"meta": meta} if meta else {})}]})


def nobody(skipped: Mapping[str, Any] | None = None) -> Answer:
    """Answer that nothing was sent: a 200 with an empty id."""
    return answer(
        200, {"id": "", "external_id": None, "errors": [NOBODY], **({"warnings": skipped} if skipped else {})}
    )


def for_reason(reason: str | None, status: int | None) -> Answer:
    """Make the answer for words, or for a bare status, set on demand."""
    if reason is None:
        return refused(status or 400, WORDS.get(status or 400, "Internal server error"))
    sentence = next((known for known in (*_ALL, *WORDS.values()) if _starts(known, reason)), reason)
    usual = 422 if sentence.startswith("You have reached the maximum") else STATUSES.get(sentence, 400)
    if sentence == NOBODY:
        return nobody()
    if usual == 409:
        return structured(status or usual, sentence, "The user has too many subscriptions.")
    return refused(status or usual, sentence.replace("…", "?"))


_ALL = (*STATUSES, NO_TARGET, NO_ENGLISH, MIXED, NO_APP, ALREADY_SENT, DATA_TOO_LONG, IN_THE_PAST)


def _starts(known: str, reason: str) -> bool:
    """Whether a reason is the beginning of a known sentence; tables elsewhere cut them with an ellipsis."""
    return known.startswith(reason.partition("…")[0].strip()) and len(reason) > 10
