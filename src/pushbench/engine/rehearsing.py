"""Requests that would leave, without sending any: dry runs, and the request of one message."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from pushbench.domain.errors import UserError
from pushbench.domain.http import HttpRequest
from pushbench.domain.outcome import DeliveryRecord
from pushbench.domain.profile import Credentials, Environment, Profile
from pushbench.domain.target import parse_target
from pushbench.engine.credentials import ready_credentials
from pushbench.engine.guard import refuse_errors
from pushbench.engine.parts import Parts
from pushbench.engine.plan import PlannedDelivery, SendOrder, SendPlan
from pushbench.engine.planning import begin_delivery, make_plan
from pushbench.engine.profiles import get_profile, list_profiles
from pushbench.engine.records import Recorder
from pushbench.engine.slices import in_slices


async def dry_run(parts: Parts, plan: SendPlan) -> list[tuple[DeliveryRecord, HttpRequest]]:
    """Return a record (outcome ``not_sent``) and the redacted request of every delivery. Raises UserError."""
    refuse_errors(plan)
    names = dict.fromkeys(delivery.profile for delivery in plan.deliveries)
    opened = {name: await ready_credentials(parts, await get_profile(parts, name)) for name in names}
    dispatcher, recorder, at = parts.transports.rehearsal(), Recorder(plan), parts.clock.now()

    def build(delivery: PlannedDelivery) -> tuple[DeliveryRecord, HttpRequest]:
        request = dispatcher.dry_run(begin_delivery(parts, delivery, opened[delivery.profile]))
        return recorder.dry(delivery, at), request.redacted()

    return await in_slices(plan.deliveries, build)


async def request_for(parts: Parts, order: SendOrder, provider_id: str) -> HttpRequest:
    """Return the request of one message to one target, secrets included; findings do not stop it.

    The order names a profile or none (then the only one of the provider, else its only local one), and at most
    one target (else the provider's own example). Raises UserError.
    """
    profile = await _profile(parts, order.profile, provider_id)
    targets = order.targets or (_example(parts, provider_id),)
    plan = await make_plan(
        parts, SendOrder(order.message, targets, profile.name, None, order.variables, order.language, order.variant)
    )
    for trouble in plan.troubles:
        raise trouble
    delivery = plan.deliveries[0]
    credentials: Credentials = await ready_credentials(parts, profile)
    return await asyncio.to_thread(parts.transports.rehearsal().dry_run, begin_delivery(parts, delivery, credentials))


async def _profile(parts: Parts, name: str | None, provider_id: str) -> Profile:
    parts.registry.provider(provider_id)
    if name is not None:
        found = await get_profile(parts, name)
        if found.provider != provider_id:
            raise UserError(
                f"The profile “{name}” is not for {provider_id}.",
                f"It belongs to {found.provider}.",
                f"Name a profile of {provider_id}, or --provider {found.provider}.",
            )
        return found
    own = [profile for profile in await list_profiles(parts) if profile.provider == provider_id]
    local = [profile for profile in own if profile.environment is Environment.LOCAL]
    for group in (own, local):
        if len(group) == 1:
            return group[0]
    raise _not_clear(provider_id, own)


def _not_clear(provider_id: str, own: Sequence[Profile]) -> UserError:
    names = ", ".join(f"“{profile.name}”" for profile in own)
    if not own:
        return UserError(
            f"There is no profile for {provider_id}.",
            "The request depends on a profile's settings.",
            f"Add one: pushbench profiles add NAME --provider {provider_id} --env local.",
        )
    return UserError(
        f"It is not clear which profile of {provider_id} is meant.",
        f"There are {names}.",
        "Name one with --profile.",
    )


def _example(parts: Parts, provider_id: str) -> str:
    spec = parts.registry.provider(provider_id).spec
    example = spec.targets[0].example
    return example if parse_target(example).kind is spec.targets[0].kind else f"{spec.targets[0].kind.value}:{example}"
