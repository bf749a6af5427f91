"""Sends: one trigger, or up to a hundred in one request; every try carries the same key and transactions."""

from __future__ import annotations

from dataclasses import replace

from pushbench.domain.errors import UserError
from pushbench.domain.exchange import Exchange, SendContext, Step
from pushbench.domain.finding import Draft
from pushbench.domain.http import HttpResponse
from pushbench.domain.json_value import Json
from pushbench.domain.outcome import Outcome, OutcomeKind, StepKind
from pushbench.domain.profile import Credentials
from pushbench.domain.provider import Parcel
from pushbench.domain.target import Target
from pushbench.providers.formats.json_body import read_json
from pushbench.providers.novu.answer import read_answer
from pushbench.providers.novu.fields import MOST_EVENTS, TO, TRANSACTION
from pushbench.providers.novu.request import bulk_request, send_request, trigger_of
from pushbench.providers.novu.response import parse, triggered, unclear


def exchange(draft: Draft, target: Target, credentials: Credentials, context: SendContext) -> Exchange:
    """Send one draft to one target. Raises UserError before the first request for what cannot work."""
    request = send_request(draft, target, credentials, context.new_id(), context.new_id())
    response = yield Step(StepKind.DELIVER, request)
    sent = read_json(request.body).value
    return _with_id(parse(response), sent.get(TRANSACTION) if isinstance(sent, dict) else None)


def _with_id(outcome: Outcome, transaction: Json) -> Outcome:
    """An accepted trigger is found again by its transaction, also where the answer does not repeat it."""
    if outcome.kind is OutcomeKind.ACCEPTED and not outcome.provider_id and isinstance(transaction, str):
        return replace(outcome, provider_id=transaction)
    return outcome


class Bulk:
    """Several triggers in one request, as :class:`pushbench.domain.provider.Batch` describes it."""

    most: int = MOST_EVENTS

    def exchange(self, parcels: tuple[Parcel, ...], credentials: Credentials, context: SendContext) -> Exchange:
        """Send them all. Raises UserError for what a bulk request cannot hold: broadcasts, texts, headers."""
        events: list[Json] = []
        for parcel in parcels:
            body, _ = trigger_of(parcel.draft, parcel.target, credentials, context.new_id())
            if TO not in body or parcel.draft.headers:
                raise UserError(
                    "This cannot be sent together with others.",
                    "A broadcast has an address of its own, and headers hold for a whole request.",
                    "Send it by itself.",
                )
            events.append(body)
        response = yield Step(StepKind.DELIVER, bulk_request(events, credentials, context.new_id()))
        return _parts(response, events)


def _parts(response: HttpResponse, events: list[Json]) -> Outcome:
    answer = read_answer(response)
    if answer.refusal is not None or not answer.is_json or not 200 <= response.status < 300:
        return parse(response)
    data = answer.data
    if not isinstance(data, list) or len(data) != len(events):
        return unclear(response, "It does not answer for every one of the triggers.")
    parts = tuple(
        _with_id(triggered(response, item, answer), event.get(TRANSACTION) if isinstance(event, dict) else None)
        if isinstance(item, dict)
        else unclear(response, "It says nothing of this trigger.")
        for item, event in zip(data, events, strict=True)
    )
    is_good = all(part.kind is OutcomeKind.ACCEPTED for part in parts)
    worst = next((part for part in parts if part.kind is not OutcomeKind.ACCEPTED), parts[0])
    return replace(parts[0] if is_good else worst, parts=parts)


BATCH = Bulk()
