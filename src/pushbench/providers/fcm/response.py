"""Reads FCM's answer to a send. Total: odd answers give UNCLEAR or REJECTED, never an exception."""

from __future__ import annotations

from dataclasses import replace

from pushbench.domain.http import HttpResponse
from pushbench.domain.json_value import Json
from pushbench.domain.outcome import Explain, Outcome, OutcomeKind, Reason, Retry
from pushbench.providers.fcm.answer import ServiceError, error_in
from pushbench.providers.fcm.details import permission_row, refine
from pushbench.providers.fcm.reasons import BY_CODE, BY_STATUS
from pushbench.providers.fcm.reasons_apns import APNS_ERRORS
from pushbench.providers.fcm.reasons_other import LEGACY_ERRORS
from pushbench.providers.formats.json_body import read_json
from pushbench.providers.formats.retry_after import retry_after_seconds

_QUOTA_PAUSE_SECONDS = 60.0
"""FCM's own advice for a 429 without Retry-After."""
_QUOTA_CODES = frozenset({"QUOTA_EXCEEDED", "RESOURCE_EXHAUSTED", "RATE_LIMIT_EXCEEDED"})
_APNS = {reason.code: reason for reason in APNS_ERRORS}
_LEGACY = {reason.code: reason for reason in LEGACY_ERRORS}
_LONGEST_ID = 1000


def parse(response: HttpResponse) -> Outcome:
    """Read the answer to a send."""
    value = read_json(response.body).value
    error = error_in(value)
    if error is not None:
        return rejected(response, error)
    if 200 <= response.status < 300:
        return _accepted(response, value)
    return _wordless(response)


def _accepted(response: HttpResponse, value: Json) -> Outcome:
    name = value.get("name") if isinstance(value, dict) else None
    if not isinstance(name, str) or not name or len(name) > _LONGEST_ID:
        return _unclear(response, "The answer says nothing about the message, so it may not be FCM's.")
    facts = (("validate only", "checked, not delivered"),) if name.endswith("/fake_message_id") else ()
    return Outcome(OutcomeKind.ACCEPTED, status=response.status, provider_id=name, facts=facts)


def _unclear(response: HttpResponse, why: str) -> Outcome:
    return Outcome(
        OutcomeKind.UNCLEAR,
        status=response.status,
        explain=Explain(
            f"Nobody can say whether FCM took the message: the answer {response.status} carries no message id.",
            why,
            "Look at the device before sending again; check base URL and proxy of the profile.",
        ),
    )


def _wordless(response: HttpResponse) -> Outcome:
    """An answer without FCM's JSON: Google's HTML pages, proxies, captive portals."""
    if response.status < 400 or response.status in (408, 502, 504):
        return _unclear(response, "Something between here and FCM answered, or FCM did not finish in time.")
    code = BY_STATUS.get(response.status) or ("UNAVAILABLE" if response.status >= 500 else None)
    row = BY_CODE[code] if code else None
    page = "a web page" if _is_markup(response.body) else "an answer without FCM's words"
    return Outcome(
        OutcomeKind.REJECTED,
        status=response.status,
        explain=Explain(
            f"The send was refused with {response.status}.",
            f"What came back is {page}; the address or something on the way is not FCM's." + _usual(row),
            "Check base URL, project id and proxy of the profile." if response.status < 500 else "Try again later.",
        ),
        retry=row.retry if row else Retry.NEVER,
        retry_after_seconds=_pause(response, code or ""),
    )


def _usual(row: Reason | None) -> str:
    return f" From FCM itself it would mean: {row.meaning}" if row else ""


def _is_markup(body: bytes) -> bool:
    return body[:500].lstrip()[:1] == b"<"


def rejected(response: HttpResponse, error: ServiceError) -> Outcome:
    """Return what an error body means; one inside a 2xx is a rejection all the same."""
    row = row_of(error, response.status)
    if row is not None and row.code == "DEADLINE_EXCEEDED":
        outcome = _unclear(response, row.cause)
        return replace(outcome, reason=error.word or None, explain=row.explain())
    return Outcome(
        OutcomeKind.REJECTED,
        status=response.status,
        reason=error.word or None,
        explain=_explain(row, error),
        retry=row.retry if row else Retry.NEVER,
        retry_after_seconds=_pause(response, row.code if row else ""),
        is_target_dead=_is_dead(row, error),
        facts=tuple(_facts(error)),
    )


def row_of(error: ServiceError, status: int) -> Reason | None:
    """Return the row of the reasons table that says most about an error."""
    if error.apns_reason in _APNS and error.fcm_code != "UNREGISTERED":
        return _APNS[error.apns_reason]
    if error.fcm_code in BY_CODE:
        return BY_CODE[error.fcm_code]
    if error.message in _LEGACY:
        return _LEGACY[error.message]
    if error.info_reason in BY_CODE:
        return BY_CODE[error.info_reason]
    code = (permission_row(error) if status == 403 else None) or error.status
    return BY_CODE.get(code) or BY_CODE.get(BY_STATUS.get(status) or BY_STATUS.get(error.code or 0, ""))


def _is_dead(row: Reason | None, error: ServiceError) -> bool:
    """A target is dead only when FCM or Apple says so of the registration itself."""
    return row is not None and (row.is_target_dead or (error.apns_status == 410 and not error.apns_reason))


def _explain(row: Reason | None, error: ServiceError) -> Explain:
    base = (
        row.explain()
        if row
        else Explain(
            "FCM refused the message.",
            "It gave an error that its reference does not list.",
            "Read its words and try again.",
        )
    )
    if row is not None and row.code == "INVALID_ARGUMENT":
        base = refine(error) or base
    return replace(base, why=base.why + _words(error))


def _words(error: ServiceError) -> str:
    is_told_by_field = any(text == error.message for _, text in error.violations)
    words = f" FCM said: “{error.message}”" if error.message and not is_told_by_field else ""
    if error.violations:
        told = "; ".join(f"{field}: {text}" if field else text for field, text in error.violations[:5])
        words += f" Fields: {told}"
    return words


def _facts(error: ServiceError) -> list[tuple[str, str]]:
    facts = [("status", error.status)] if error.status and error.status != error.word else []
    if error.apns_reason or error.apns_status:
        facts.append(("APNs", " ".join(str(part) for part in (error.apns_status, error.apns_reason) if part)))
    facts += [("field", f"{field}: {text}" if field else text) for field, text in error.violations]
    return facts + list(error.metadata.items())


def _pause(response: HttpResponse, code: str) -> float | None:
    asked = retry_after_seconds(response)
    is_quota = code in _QUOTA_CODES or response.status == 429
    return _QUOTA_PAUSE_SECONDS if asked is None and is_quota else asked
