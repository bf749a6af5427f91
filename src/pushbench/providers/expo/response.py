"""Reads Expo's answer to a send. Total: odd answers give UNCLEAR or REJECTED, never an exception."""

from __future__ import annotations

from dataclasses import replace

from pushbench.domain.http import HttpResponse
from pushbench.domain.json_value import Json
from pushbench.domain.outcome import Explain, Outcome, OutcomeKind, Retry
from pushbench.providers.expo.answer import ServiceError, item_error, request_error
from pushbench.providers.expo.reasons import BY_CODE, BY_STATUS
from pushbench.providers.formats.json_body import read_json
from pushbench.providers.formats.retry_after import retry_after_seconds

_LONGEST_ID = 1000
_NOBODY_KNOWS = (408, 502, 504)


def parse(response: HttpResponse) -> Outcome:
    """Read the answer to one message for one target: its ticket stands alone, or in a list of one."""
    answer = whole(response)
    if isinstance(answer, Outcome):
        return answer
    tickets = answer if isinstance(answer, list) else [answer]
    if len(tickets) != 1:
        return _unclear(response, f"It holds {len(tickets)} tickets for one message, so it may not be Expo's.")
    return _of_ticket(response, tickets[0])


def parse_batch(response: HttpResponse, count: int) -> Outcome:
    """Read the answer to ``count`` messages: ``parts`` in their order, or the fate all of them share."""
    answer = whole(response)
    if isinstance(answer, Outcome):
        return answer
    tickets = answer if isinstance(answer, list) else [answer]
    if len(tickets) != count:
        return _unclear(response, f"It holds {len(tickets)} tickets for {count} messages, so none can be told apart.")
    return together(tuple(_of_ticket(response, ticket) for ticket in tickets), response.status)


def together(parts: tuple[Outcome, ...], status: int | None) -> Outcome:
    """Return one outcome for a request whose deliveries have outcomes of their own."""
    kinds = {part.kind for part in parts}
    order = (OutcomeKind.ACCEPTED, OutcomeKind.UNCLEAR, OutcomeKind.REJECTED)
    kind = next((kind for kind in order if kind in kinds), OutcomeKind.NOT_SENT)
    is_later = any(part.retry is Retry.LATER for part in parts)
    pauses = [part.retry_after_seconds for part in parts if part.retry_after_seconds is not None]
    return Outcome(
        kind,
        status=status,
        explain=next((part.explain for part in parts if part.kind is kind), None),
        retry=Retry.LATER if is_later else Retry.NEVER,
        retry_after_seconds=max(pauses, default=None),
        parts=parts,
    )


def whole(response: HttpResponse) -> Json | Outcome:
    """Return ``data`` of an answer, or the outcome of a request that failed as a whole."""
    value = read_json(response.body).value
    error = request_error(value)
    if error is not None:
        return rejected(response, error)
    if not 200 <= response.status < 300:
        return _wordless(response)
    data = value.get("data") if isinstance(value, dict) else None
    if isinstance(data, list | dict):
        return data
    return _unclear(response, "It carries no ticket, so it may not be Expo's.")


def _of_ticket(response: HttpResponse, ticket: Json) -> Outcome:
    if not isinstance(ticket, dict):
        return _unclear(response, "What stands in place of the ticket is no object.")
    if ticket.get("status") != "ok":
        return _refused(response, item_error(ticket))
    identifier = ticket.get("id")
    if isinstance(identifier, str) and 0 < len(identifier) <= _LONGEST_ID:
        return Outcome(OutcomeKind.ACCEPTED, status=response.status, provider_id=identifier)
    facts = (("receipt", "none: the ticket carries no id"),)
    return Outcome(OutcomeKind.ACCEPTED, status=response.status, facts=facts)


def _refused(response: HttpResponse, error: ServiceError) -> Outcome:
    row = error.row
    return Outcome(
        OutcomeKind.REJECTED,
        status=response.status,
        reason=error.code or None,
        explain=error.explain(),
        retry=row.retry if row else Retry.NEVER,
        retry_after_seconds=retry_after_seconds(response),
        is_target_dead=row is not None and row.is_target_dead,
        facts=error.facts,
    )


def rejected(response: HttpResponse, error: ServiceError) -> Outcome:
    """Return what an error of the whole request means; one inside a 2xx is a rejection all the same."""
    fallback = BY_CODE.get(BY_STATUS.get(response.status, "INTERNAL_SERVER_ERROR" if response.status >= 500 else ""))
    row = error.row or fallback
    is_dead = error.row is not None and error.row.is_target_dead
    return Outcome(
        OutcomeKind.REJECTED,
        status=response.status,
        reason=error.code or None,
        explain=error.explain(fallback),
        retry=row.retry if row else Retry.NEVER,
        retry_after_seconds=retry_after_seconds(response),
        is_target_dead=is_dead,
        facts=error.facts,
    )


def _unclear(response: HttpResponse, why: str) -> Outcome:
    return Outcome(
        OutcomeKind.UNCLEAR,
        status=response.status,
        explain=Explain(
            f"Nobody can say whether Expo took the message: the answer {response.status} does not tell.",
            why,
            "Look at the device before sending again; check base URL and proxy of the profile.",
        ),
    )


def _wordless(response: HttpResponse) -> Outcome:
    """An answer without Expo's JSON: pages of a load balancer, of proxies, of captive portals."""
    if response.status < 400 or response.status in _NOBODY_KNOWS:
        return _unclear(response, "Something between here and Expo answered, or Expo did not finish in time.")
    is_passing = response.status >= 500 or response.status == 429
    code = BY_STATUS.get(response.status, "")
    usual = f" From Expo itself it would mean: {BY_CODE[code].meaning}" if code else ""
    page = "a web page" if response.body[:500].lstrip()[:1] == b"<" else "an answer without Expo's words"
    outcome = Outcome(
        OutcomeKind.REJECTED,
        status=response.status,
        explain=Explain(
            f"The send was refused with {response.status}.",
            f"What came back is {page}; the address or something on the way is not Expo's.{usual}",
            "Try again later." if is_passing else "Check base URL and proxy of the profile.",
        ),
        retry=Retry.LATER if is_passing else Retry.NEVER,
    )
    return replace(outcome, retry_after_seconds=retry_after_seconds(response))
