"""Reads OneSignal's answer to a send. Total: odd answers give UNCLEAR or REJECTED, never an exception."""

from __future__ import annotations

from dataclasses import replace

from pushbench.domain.http import HttpResponse
from pushbench.domain.outcome import Explain, Outcome, OutcomeKind, Retry
from pushbench.providers.formats.retry_after import retry_after_seconds
from pushbench.providers.onesignal.answer import Answer, ServiceError, read_answer
from pushbench.providers.onesignal.reasons import BY_CODE, BY_STATUS

_NOBODY_KNOWS = (408, 500, 502, 504)


def parse(response: HttpResponse) -> Outcome:
    """Read the answer to a send: accepted means 2xx and an id; an empty id means that nothing was sent."""
    answer = read_answer(response)
    if answer.value is None:
        return _wordless(response)
    if not 200 <= response.status < 300:
        return rejected(response, answer) if answer.errors else _wordless(response)
    if answer.id:
        return _accepted(response, answer)
    if answer.errors or answer.skipped:
        return rejected(response, answer)
    return _unclear(response, "It carries neither an id nor an error, so it may not be OneSignal's.")


def _accepted(response: HttpResponse, answer: Answer) -> Outcome:
    told = (("partly", "accepted, but not for all that was named"),) if answer.skipped else ()
    # An id beside a list of words: OneSignal took it and complains all the same.
    words = tuple(("error", error.words) for error in answer.errors)
    replayed = (
        (("replayed", "the answer of an earlier try with the same idempotency key"),) if answer.is_replayed else ()
    )
    return Outcome(
        OutcomeKind.ACCEPTED,
        status=response.status,
        provider_id=answer.id,
        facts=(*told, *answer.skipped, *words, *answer.warnings, *replayed),
    )


def rejected(response: HttpResponse, answer: Answer) -> Outcome:
    """Return what a refusal means; one inside a 200 is a refusal all the same."""
    error = answer.errors[0] if answer.errors else ServiceError("")
    fallback = BY_CODE.get(BY_STATUS.get(response.status, ""))
    row = error.row or fallback
    base = row.explain() if row else _unknown()
    said = f" OneSignal said: “{error.words}”" if error.words and error.row is None else ""
    passing = response.status in (429, 503)
    facts = (
        *error.facts,
        *answer.skipped,
        *(("further error", other.words) for other in answer.errors[1:]),
        *answer.warnings,
    )
    return Outcome(
        OutcomeKind.REJECTED,
        status=response.status,
        reason=error.words or None,
        explain=replace(base, why=base.why + said),
        retry=Retry.LATER if passing else row.retry if row else Retry.NEVER,
        retry_after_seconds=retry_after_seconds(response),
        is_target_dead=error.row is not None and error.row.is_target_dead,
        facts=facts,
    )


def _unknown() -> Explain:
    return Explain(
        "OneSignal refused the message.",
        "It gave an error that its documentation does not list.",
        "Read its words and try again.",
    )


def _unclear(response: HttpResponse, why: str, *, retry: Retry = Retry.NEVER) -> Outcome:
    return Outcome(
        OutcomeKind.UNCLEAR,
        status=response.status,
        explain=Explain(
            f"Nobody can say whether OneSignal took the message: the answer {response.status} does not tell.",
            why,
            "Look into the dashboard before sending again; check base URL and proxy of the profile.",
        ),
        retry=retry,
        retry_after_seconds=retry_after_seconds(response),
    )


def _wordless(response: HttpResponse) -> Outcome:
    """An answer without OneSignal's JSON: pages of a load balancer, of proxies, of captive portals."""
    if response.status < 400 or response.status in _NOBODY_KNOWS:
        return _unclear(response, "Something between here and OneSignal answered, or OneSignal did not finish in time.")
    is_passing = response.status > 500 or response.status == 429
    code = BY_STATUS.get(response.status, "")
    usual = f" From OneSignal itself it would mean: {BY_CODE[code].meaning}" if code else ""
    page = "a web page" if response.body[:500].lstrip()[:1] == b"<" else "an answer without OneSignal's words"
    return Outcome(
        OutcomeKind.REJECTED,
        status=response.status,
        explain=Explain(
            f"The send was refused with {response.status}.",
            f"What came back is {page}; the address or something on the way may not be OneSignal's.{usual}",
            "Try again later." if is_passing else "Check base URL and proxy of the profile.",
        ),
        retry=Retry.LATER if is_passing else Retry.NEVER,
        retry_after_seconds=retry_after_seconds(response),
    )
