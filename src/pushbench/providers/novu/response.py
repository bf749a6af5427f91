"""Reads Novu's answer to a trigger. Total: odd answers give UNCLEAR or REJECTED, never an exception.

A 201 tells only that the trigger was heard; its status says whether anything will be done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pushbench.domain.http import HttpResponse
from pushbench.domain.json_value import Json
from pushbench.domain.outcome import Explain, Outcome, OutcomeKind, Retry
from pushbench.providers.formats.retry_after import retry_after_seconds
from pushbench.providers.novu.answer import Answer, Refusal, read_answer, text_of
from pushbench.providers.novu.reasons import BY_CODE, BY_STATUS

PROCESSED = "processed"
_NOBODY_KNOWS = (408, 502, 504)


def parse(response: HttpResponse) -> Outcome:
    """Read the answer to a trigger."""
    answer = read_answer(response)
    if answer.refusal is not None:
        return refused(response, answer.refusal)
    if not 200 <= response.status < 300 or not answer.is_json:
        return wordless(response)
    if not isinstance(answer.data, dict):
        return unclear(response, "It is no answer to a trigger.")
    return triggered(response, answer.data, answer)


def triggered(response: HttpResponse, data: Mapping[str, Json], answer: Answer) -> Outcome:
    """Read one trigger's result."""
    status = text_of(data.get("status"))
    facts = tuple(_facts(data, answer))
    if status == PROCESSED and data.get("acknowledged") is not False:
        return Outcome(
            OutcomeKind.ACCEPTED,
            status=response.status,
            provider_id=text_of(data.get("transactionId")) or None,
            facts=facts,
        )
    if not status:
        return unclear(response, "It carries no status of the trigger, so it may not be Novu's.")
    row = BY_CODE.get(status)
    if row is not None and response.status in row.statuses:
        base = row.explain()
    else:
        base = Explain(
            "Novu did not work on the trigger.",
            f"It gave the status “{status}”, which its documentation does not list.",
            "Look into Novu's activity feed.",
        )
    said = [text for label, text in facts if label == "error"]
    why = base.why + (f" Novu said: “{said[0]}”" if said else "")
    return Outcome(
        OutcomeKind.REJECTED, status=response.status, reason=status, explain=replace(base, why=why), facts=facts
    )


def _facts(data: Mapping[str, Json], answer: Answer) -> list[tuple[str, str]]:
    errors = data.get("error")
    found = [
        ("error", text) for item in (errors if isinstance(errors, list) else [errors])[:5] if (text := text_of(item))
    ]
    link = text_of(data.get("activityFeedLink"))
    if link:
        found.append(("activity feed", link))
    if answer.is_replayed:
        found.append(("replayed", "the answer of an earlier try with the same Idempotency-Key"))
    return found


def refused(response: HttpResponse, refusal: Refusal) -> Outcome:
    """Return what an error answer means."""
    row = refusal.row
    shown = row or BY_CODE.get(BY_STATUS.get(response.status, ""))
    base = shown.explain() if shown else _unknown()
    said = f" Novu said: “{refusal.words}”" if refusal.words and row is None else ""
    named = "; ".join(f"{label}: {text}" for label, text in refusal.facts if label not in ("path", "errorId", "ctx"))
    passing = response.status in (429, 503) or response.status >= 500
    return Outcome(
        OutcomeKind.REJECTED,
        status=response.status,
        reason=refusal.words or None,
        explain=replace(base, why=f"{base.why}{said}{f' ({named})' if named else ''}"),
        retry=Retry.LATER if passing else shown.retry if shown else Retry.NEVER,
        retry_after_seconds=retry_after_seconds(response),
        facts=(*refusal.facts, *_limits(response)),
    )


def _limits(response: HttpResponse) -> list[tuple[str, str]]:
    policy = text_of(response.header("ratelimit-policy"))
    return [("rate limit", policy)] if policy and response.status == 429 else []


def _unknown() -> Explain:
    return Explain(
        "Novu refused the trigger.",
        "It gave an error that its documentation does not list.",
        "Read its words and try again.",
    )


def unclear(response: HttpResponse, why: str, *, retry: Retry = Retry.NEVER) -> Outcome:
    """Return that nobody can say what became of it."""
    return Outcome(
        OutcomeKind.UNCLEAR,
        status=response.status,
        explain=Explain(
            f"Nobody can say whether Novu took the trigger: the answer {response.status} does not tell.",
            why,
            "Look into Novu's activity feed before sending again; check base URL and proxy of the profile.",
        ),
        retry=retry,
        retry_after_seconds=retry_after_seconds(response),
    )


def wordless(response: HttpResponse) -> Outcome:
    """An answer without Novu's JSON: pages of a load balancer, of proxies, of captive portals."""
    if response.status < 400 or response.status in _NOBODY_KNOWS or response.status == 500:
        return unclear(response, "Something between here and Novu answered, or Novu did not finish in time.")
    is_passing = response.status > 500 or response.status == 429
    code = BY_STATUS.get(response.status, "")
    usual = f" From Novu itself it would mean: {BY_CODE[code].meaning}" if code else ""
    page = "a web page" if response.body[:500].lstrip()[:1] == b"<" else "an answer without Novu's words"
    return Outcome(
        OutcomeKind.REJECTED,
        status=response.status,
        explain=Explain(
            f"The send was refused with {response.status}.",
            f"What came back is {page}; the address or something on the way may not be Novu's.{usual}",
            "Try again later." if is_passing else "Check base URL and proxy of the profile.",
        ),
        retry=Retry.LATER if is_passing else Retry.NEVER,
        retry_after_seconds=retry_after_seconds(response),
    )
