"""Reads the token endpoint's answers."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace

from pushbench.domain.http import HttpResponse
from pushbench.domain.outcome import Explain, Outcome, OutcomeKind, Reason, Retry
from pushbench.domain.secret import Secret
from pushbench.providers.fcm.answer import ServiceError, read_error
from pushbench.providers.fcm.reasons import BY_CODE
from pushbench.providers.formats.headers import is_header_text
from pushbench.providers.formats.json_body import read_json
from pushbench.providers.formats.retry_after import http_date, retry_after_seconds

_TOLERATED_SKEW_SECONDS = 60
_NEW_KEY = "Make a new key: Firebase console, Project settings, Service accounts."


@dataclass(frozen=True, slots=True)
class Grant:
    """An access token and how long it lives."""

    token: Secret
    lifetime_seconds: float


_CAUSES: tuple[tuple[str, str, str, str], ...] = (
    (
        r"short-lived token|reasonable timeframe|iat and exp",
        "Google finds the sign-in too old or from the future.",
        "This computer's clock is wrong.",
        "Set the clock, best by switching automatic time on, and send again.",
    ),
    (
        r"Invalid JWT Signature|signature",
        "Google refused the service account's signature.",
        "The key was deleted in the Google Cloud console, or the file's private key and key id do not belong together.",
        _NEW_KEY,
    ),
    (
        r"account not found|Invalid grant|invalid email",
        "Google does not know this service account.",
        "It was deleted, or client_email is misspelt.",
        _NEW_KEY,
    ),
    (
        r"audience",
        "Google refused the sign-in's audience.",
        "It was made for another token endpoint.",
        "Check the profile's token URL.",
    ),
    (
        r"disabled",
        "This service account is disabled.",
        "Somebody switched it off in the Google Cloud console.",
        "Enable it in the Google Cloud console, IAM, Service accounts.",
    ),
)
"""What stands behind invalid_grant, by Google's description: pattern, what, why, fix."""


def read_grant(response: HttpResponse, now: float) -> Grant | Outcome:
    """Return the token of an answer, or what went wrong; ``now`` (Unix seconds) unmasks a wrong clock. Total."""
    error = read_error(response.body)
    if error is not None:
        return _refused(response, error, now)
    value = read_json(response.body).value
    token = value.get("access_token") if isinstance(value, dict) else None
    if 200 <= response.status < 300 and isinstance(token, str) and is_header_text(token):
        lifetime = value.get("expires_in") if isinstance(value, dict) else None
        return Grant(Secret(token), _lifetime(lifetime))
    return _unreadable(response)


def _lifetime(value: object) -> float:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return float(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return 0.0
    return float(value) if math.isfinite(value) and 0 < value < 1e9 else 0.0


def _refused(response: HttpResponse, error: ServiceError, now: float) -> Outcome:
    reason = BY_CODE.get(error.status)
    retry = reason.retry if reason else Retry.LATER if response.status >= 500 else Retry.NEVER
    skew = clock_skew(response, now)
    return Outcome(
        OutcomeKind.REJECTED,
        status=response.status,
        reason=error.status or None,
        explain=_explain(reason, error, skew),
        retry=retry,
        retry_after_seconds=retry_after_seconds(response),
        facts=(("signing in", error.message),) if error.message else (),
    )


def _explain(reason: Reason | None, error: ServiceError, skew: float | None) -> Explain:
    said = f" Google said: “{error.message}”" if error.message else ""
    explain = (
        reason.explain()
        if reason
        else Explain(
            "Signing in to Google failed.", "The token endpoint refused the account.", "Test the profile's credentials."
        )
    )
    for pattern, what, why, fix in _CAUSES if error.status == "invalid_grant" else ():
        if re.search(pattern, error.message, re.IGNORECASE):
            explain = Explain(what, why, fix)
            break
    if skew is not None and abs(skew) > _TOLERATED_SKEW_SECONDS:
        side = "ahead of" if skew > 0 else "behind"
        explain = replace(explain, why=f"This computer's clock is {abs(round(skew))} s {side} Google's.")
    return replace(explain, why=explain.why + said)


def clock_skew(response: HttpResponse, now: float) -> float | None:
    """Return by how many seconds this computer's clock is ahead of the peer's, or None where it does not say."""
    date = http_date(response.header("date") or "")
    return None if date is None else now - date


def _unreadable(response: HttpResponse) -> Outcome:
    is_passing = response.status >= 500 or response.status == 429
    return Outcome(
        OutcomeKind.REJECTED,
        status=response.status,
        explain=Explain(
            "Signing in to Google failed.",
            f"The token endpoint answered {response.status} without an access token in it.",
            "Try again in a minute." if is_passing else "Check the profile's token URL, base URL and proxy.",
        ),
        retry=Retry.LATER if is_passing else Retry.NEVER,
        retry_after_seconds=retry_after_seconds(response),
    )
