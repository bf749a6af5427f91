"""Sends one draft to one target, or asks Airship to check it only."""

from __future__ import annotations

from dataclasses import replace

from pushbench.domain.exchange import Exchange, SendContext, Step
from pushbench.domain.finding import Draft
from pushbench.domain.outcome import Outcome, StepKind
from pushbench.domain.profile import Credentials
from pushbench.domain.target import Target
from pushbench.providers.airship.access import SignIn, authorised
from pushbench.providers.airship.request import Place, call, extra_headers, send_body
from pushbench.providers.airship.response import parse

_KINDS = {
    Place.SCHEDULE: "a schedule",
    Place.TEMPLATE_SCHEDULE: "a schedule",
    Place.EXPERIMENT: "an A/B test",
    Place.TEMPLATE: "a template",
}


def exchange(draft: Draft, target: Target, credentials: Credentials, context: SendContext) -> Exchange:
    """Send one draft to one target. Raises UserError before the first request for what cannot work."""
    place, body = send_body(draft, target, is_validation=context.is_validation)
    extra = extra_headers(draft.headers)

    def step(signed: SignIn) -> Step:
        return Step(StepKind.DELIVER, call("POST", place.value, credentials, signed, body, extra))

    response = yield from authorised(credentials, context, step)
    if isinstance(response, Outcome):
        return response
    outcome = parse(response)
    kind = _KINDS.get(place)
    return replace(outcome, facts=(("sent as", kind), *outcome.facts)) if kind and outcome.provider_id else outcome
