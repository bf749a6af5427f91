"""Reads Airship's answer to a send. Total: odd answers give UNCLEAR or REJECTED, never an exception."""

from __future__ import annotations

from dataclasses import replace

from pushbench.domain.http import HttpResponse
from pushbench.domain.outcome import Explain, Outcome, OutcomeKind, Retry
from pushbench.providers.airship.answer import Answer, read_answer
from pushbench.providers.airship.reasons import row_of
from pushbench.providers.formats.retry_after import retry_after_seconds

_PUSHES = ("push", "schedule", "experiment")


def parse(response: HttpResponse) -> Outcome:
    """Read the answer to a send: accepted means 2xx, ``ok`` and an id, or a check's plain ``ok``."""
    answer = read_answer(response)
    if answer.value is None:
        return _wordless(response)
    if not 200 <= response.status < 300 or answer.value.get("ok") is False:
        return rejected(response, answer)
    made = next((text for label, text in answer.ids if label in _PUSHES), None)
    if made:
        return Outcome(OutcomeKind.ACCEPTED, status=response.status, provider_id=made, facts=_facts(answer))
    if answer.is_ok and response.status == 200:
        facts = (("checked", "Airship found nothing wrong and sent nothing"), *answer.facts)
        return Outcome(OutcomeKind.ACCEPTED, status=response.status, facts=facts)
    if answer.error or answer.code:
        return rejected(response, answer)
    return _unclear(response, "It carries neither an id nor an error, so it may not be Airship's.")


def _facts(answer: Answer) -> tuple[tuple[str, str], ...]:
    return (*((f"{label} id", text) for label, text in answer.ids[1:]), *answer.facts)


def rejected(response: HttpResponse, answer: Answer) -> Outcome:
    """Return what a refusal means; one inside a 2xx is a refusal all the same, and after a 5xx nobody knows."""
    status = response.status if response.status >= 300 else 400
    row = row_of(answer.code, status)
    base = row.explain() if row else _unknown()
    said = f" Airship said: “{answer.error}”" if answer.error else ""
    words = (("error", answer.error),) if answer.error else ()
    return Outcome(
        OutcomeKind.UNCLEAR if status >= 500 else OutcomeKind.REJECTED,
        status=response.status,
        reason=answer.code or answer.error or None,
        explain=replace(base, why=base.why + said),
        retry=row.retry if row else Retry.NEVER,
        retry_after_seconds=retry_after_seconds(response),
        is_target_dead=row is not None and row.is_target_dead,
        facts=(*words, *answer.facts),
    )


def _unknown() -> Explain:
    return Explain(
        "Airship refused the push.",
        "It gave an error that its documentation does not list.",
        "Read its words and try again.",
    )


def _unclear(response: HttpResponse, why: str) -> Outcome:
    return Outcome(
        OutcomeKind.UNCLEAR,
        status=response.status,
        explain=Explain(
            f"Nobody can say whether Airship took the push: the answer {response.status} does not tell.",
            why,
            "Look into the dashboard before sending again; check base URL and proxy of the profile.",
        ),
        retry_after_seconds=retry_after_seconds(response),
    )


def _wordless(response: HttpResponse) -> Outcome:
    """An answer without Airship's JSON: pages of load balancers, proxies, captive portals."""
    if response.status < 400 or response.status >= 500 or response.status == 408:
        return _unclear(response, "Something between here and Airship answered, or Airship did not finish in time.")
    row = row_of("", response.status)
    usual = f" From Airship itself it would mean: {row.meaning}" if row else ""
    page = "a web page" if response.body[:500].lstrip()[:1] == b"<" else "an answer without Airship's words"
    retry = row.retry if row else Retry.NEVER
    return Outcome(
        OutcomeKind.REJECTED,
        status=response.status,
        explain=Explain(
            f"The send was refused with {response.status}.",
            f"What came back is {page}; the address or something on the way may not be Airship's.{usual}",
            "Try again later." if retry is Retry.LATER else "Check base URL, site and proxy of the profile.",
        ),
        retry=retry,
        retry_after_seconds=retry_after_seconds(response),
    )
