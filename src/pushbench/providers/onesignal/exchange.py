"""Sends one draft to one target; every try of a delivery carries the same idempotency key."""

from __future__ import annotations

from dataclasses import replace

from pushbench.domain.exchange import Exchange, SendContext, Step
from pushbench.domain.finding import Draft
from pushbench.domain.outcome import StepKind
from pushbench.domain.profile import Credentials
from pushbench.domain.target import Target, TargetKind
from pushbench.providers.onesignal.fields import ACTIVITY_ID, PLATFORM_FLAGS
from pushbench.providers.onesignal.payload import message_of
from pushbench.providers.onesignal.request import send_request
from pushbench.providers.onesignal.response import parse

_SINGLE = (TargetKind.TOKEN, TargetKind.DEVICE, TargetKind.GROUP, TargetKind.TAG)


def exchange(draft: Draft, target: Target, credentials: Credentials, context: SendContext) -> Exchange:
    """Send one draft to one target. Raises UserError before the first request for what cannot work."""
    request = send_request(draft, target, credentials, context.new_id())
    response = yield Step(StepKind.DELIVER, request)
    outcome = parse(response)
    if outcome.is_target_dead and not _is_told_of_target(draft, target):
        outcome = replace(outcome, is_target_dead=False)
    started = message_of(request.body.decode()).get(ACTIVITY_ID)
    if outcome.provider_id and isinstance(started, str):
        outcome = replace(outcome, facts=(("activity id", started), *outcome.facts))
    return outcome


def _is_told_of_target(draft: Draft, target: Target) -> bool:
    """“Nobody is subscribed” speaks of the target itself only where one was named and no platform left out."""
    payload = message_of(draft.payload)
    return target.kind in _SINGLE and not any(payload.get(flag) is not None for flag in PLATFORM_FLAGS)
