"""Reads APNs' answers. Total: whatever comes back is an outcome.

Source: Apple, "Handling error responses from APNs"; "Sending notification requests to APNs".
"""

from __future__ import annotations

import math
from datetime import UTC, datetime

from pushbench.domain.http import HttpResponse
from pushbench.domain.json_value import Json
from pushbench.domain.outcome import Explain, Outcome, OutcomeKind, Reason, Retry
from pushbench.providers.apns.reasons import reason_for
from pushbench.providers.formats.json_body import read_json
from pushbench.providers.formats.retry_after import retry_after_seconds

_LARGEST_BODY_BYTES = 65_536
"""Apple's answers have about a hundred bytes; more is somebody else's page and is not parsed."""
_SECONDS_BELOW = 100_000_000_000
_LONGEST_REASON = 100
_UPDATE_SECONDS = 20 * 60.0
"""How long Apple wants between two provider tokens."""

_STATUS_WORDS = {
    400: ("Apple refused the request.", "Something in it is malformed (400).", "Check headers and payload."),
    403: ("Apple refused the sign-in.", "Key or certificate do not permit this (403).", "Test the credentials."),
    404: ("Apple does not know this path.", "The path is not /3/device/ and a token (404).", "Check the base URL."),
    405: ("Apple does not take this method.", "A push is a POST (405).", "Check what stands between here and Apple."),
    410: (
        "Apple no longer accepts this device token.",
        "The token is inactive for this topic (410).",
        "Remove it, unless the app registered it again.",
    ),
    413: ("The payload is too large.", "Apple takes 4096 bytes, 5120 for VoIP and broadcasts (413).", "Shorten it."),
    429: ("Too many requests.", "Apple limits how fast pushes are taken (429).", "Wait and send less often."),
    500: ("Apple's server had an error.", "The fault is Apple's (500).", "Send again later."),
    503: ("Apple's service is not available.", "It is down or overloaded (503).", "Send again later."),
}


def parse(response: HttpResponse) -> Outcome:
    """Read the answer to a push. Never raises."""
    reason, body = read_reason(response)
    if response.status == 200:
        return _accepted(response, reason, body)
    if reason is not None:
        row = reason_for(reason)
        return _rejected(response, reason, row, body) if row else _unknown(response, reason)
    return _without_reason(response)


def read_reason(response: HttpResponse) -> tuple[str | None, dict[str, Json] | None]:
    """Return the ``reason`` of a JSON body, where it is a string, and the body, where it is an object."""
    if not response.body or len(response.body) > _LARGEST_BODY_BYTES:
        return None, None
    value = read_json(response.body).value
    if not isinstance(value, dict):
        return None, None
    reason = value.get("reason")
    return (printable(reason) or None if isinstance(reason, str) else None), value


def printable(text: str) -> str:
    """Return a text of the peer's as it may be shown: one line, no control characters, not endless."""
    kept = "".join(character if character.isprintable() else " " for character in text[:_LONGEST_REASON])
    return kept.strip()


def _accepted(response: HttpResponse, reason: str | None, body: dict[str, Json] | None) -> Outcome:
    if reason is not None:
        row = reason_for(reason)
        return _rejected(response, reason, row, body) if row else _unknown(response, reason)
    is_foreign = bool(body and (body.get("error") or body.get("errors"))) or (
        bool(response.body.strip()) and body is None
    )
    if is_foreign and response.header("apns-id") is None:
        return _outcome(
            response,
            OutcomeKind.UNCLEAR,
            Explain(
                "The answer is not Apple's.",
                f"It has status 200 and {_what_came(response)}; Apple's has an empty body and an apns-id.",
                "Check the base URL and whether a proxy or a sign-in page of the network answers.",
            ),
        )
    return _outcome(response, OutcomeKind.ACCEPTED, None)


def _rejected(response: HttpResponse, reason: str, row: Reason, body: dict[str, Json] | None) -> Outcome:
    is_dead = row.is_target_dead and response.status == 410
    since = _timestamp(body.get("timestamp")) if body and response.status == 410 else None
    explain = row.explain()
    if since is not None:
        explain = Explain(explain.what, f"{explain.why} Apple last saw it inactive at {_utc(since)}.", explain.fix)
    return _outcome(
        response,
        OutcomeKind.REJECTED,
        explain,
        reason=reason,
        retry=row.retry,
        is_dead=is_dead,
        dead_since=since if is_dead else None,
    )


def _unknown(response: HttpResponse, reason: str) -> Outcome:
    """A reason that stands in no table: the status class decides, and nothing is taken for proven."""
    what, why, fix = _status_words(response.status)
    return _outcome(
        response,
        OutcomeKind.REJECTED,
        Explain(what, f"{why} Pushbench does not know the reason “{reason}”.", fix),
        reason=reason,
        retry=_retry_of(response.status),
    )


def _without_reason(response: HttpResponse) -> Outcome:
    status = response.status
    what, why, fix = _status_words(status)
    is_apples = response.header("apns-id") is not None
    why = f"{why} The answer names no reason: it has {_what_came(response)}."
    if not is_apples:
        fix = f"{fix} Check whether a proxy answers instead of Apple."
    kind = OutcomeKind.REJECTED if 400 <= status < 500 or status in (500, 503) else OutcomeKind.UNCLEAR
    return _outcome(
        response,
        kind,
        Explain(what, why, fix),
        retry=_retry_of(status),
        is_dead=status == 410 and is_apples,
    )


def _retry_of(status: int) -> Retry:
    return Retry.LATER if status in (429, 500, 503) else Retry.NEVER


def _status_words(status: int) -> tuple[str, str, str]:
    if status in _STATUS_WORDS:
        return _STATUS_WORDS[status]
    if 400 <= status < 500:
        return ("The push was refused.", f"Apple documents no status {status}.", "Check headers, payload and profile.")
    return (
        "The answer is not one that Apple documents.",
        f"It has status {status}, so nobody knows whether Apple took the push.",
        "Look at the device before sending again.",
    )


def _what_came(response: HttpResponse) -> str:
    size = len(response.body)
    if not response.body.strip():
        return "an empty body"
    start = response.body[:200].lstrip().lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<head")):
        return f"a web page of {size} bytes"
    if size > _LARGEST_BODY_BYTES:
        return f"a body of {size} bytes"
    return "JSON without a reason" if read_json(response.body).is_valid else f"{size} bytes that are no JSON"


def _wait_of(response: HttpResponse, reason: str | None, retry: Retry) -> float | None:
    """Return how long to wait. Too hasty token updates have their time in the rule, not in a header."""
    if retry is Retry.NEVER:
        return None
    asked = retry_after_seconds(response)
    return _UPDATE_SECONDS if asked is None and reason == "TooManyProviderTokenUpdates" else asked


def _outcome(
    response: HttpResponse,
    kind: OutcomeKind,
    explain: Explain | None,
    *,
    reason: str | None = None,
    retry: Retry = Retry.NEVER,
    is_dead: bool = False,
    dead_since: float | None = None,
) -> Outcome:
    return Outcome(
        kind=kind,
        status=response.status,
        reason=reason,
        provider_id=printable(response.header("apns-id") or response.header("apns-request-id") or "") or None,
        explain=explain,
        retry=retry,
        retry_after_seconds=_wait_of(response, reason, retry),
        is_target_dead=is_dead,
        dead_since=dead_since,
        facts=_facts(response),
    )


def _facts(response: HttpResponse) -> tuple[tuple[str, str], ...]:
    names = ("apns-unique-id", "apns-request-id")
    found = ((name, printable(response.header(name) or "")) for name in names)
    return tuple((name, value) for name, value in found if value)


def _timestamp(value: Json) -> float | None:
    """Return Unix seconds of a 410's ``timestamp``, which Apple gives in milliseconds."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    if not math.isfinite(number) or number <= 0:
        return None
    seconds = number / 1000 if number >= _SECONDS_BELOW else number
    return seconds if seconds < _SECONDS_BELOW else None


def _utc(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
