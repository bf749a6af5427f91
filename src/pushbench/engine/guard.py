"""Keeps production from being hit by accident."""

from __future__ import annotations

from collections.abc import Sequence

from pushbench.domain.errors import UserError
from pushbench.domain.finding import Severity
from pushbench.domain.profile import Environment
from pushbench.engine.plan import Guard, PlannedDelivery, SendPlan

COUNTED_ABOVE = 10


def make_guard(deliveries: Sequence[PlannedDelivery]) -> Guard:
    """Return what a plan's production deliveries ask for."""
    production = [item for item in deliveries if item.environment == Environment.PRODUCTION.value]
    if not production:
        return Guard()
    crowds = tuple(item.target.label for item in production if item.target.kind.is_crowd)
    return Guard(
        is_production=True,
        profiles=tuple(dict.fromkeys(item.profile for item in production)),
        device_count=len(production),
        crowds=crowds,
        needs_count=bool(crowds) or len(production) > COUNTED_ABOVE,
    )


def check_guard(guard: Guard, *, yes: bool, allow: int | None) -> None:
    """Raise UserError when production was not confirmed as the guard asks."""
    if not guard.is_production:
        return
    count, names = guard.device_count, ", ".join(f"“{name}”" for name in guard.profiles)
    whom = "1 target" if count == 1 else f"{count} targets"
    more = f" --allow {count}" if guard.needs_count else ""
    if not yes:
        raise UserError(
            "Nothing was sent: this goes to production.",
            f"{whom} would be reached through {names}.",
            f"Confirm it: add --yes{more}, or answer the dialog.",
        )
    if guard.needs_count and allow != count:
        crowds = f" Nobody can count the devices behind {', '.join(guard.crowds[:3])}." if guard.crowds else ""
        given = "" if allow is None else f" You allowed {allow}."
        raise UserError(
            "Nothing was sent: the number of production targets must be confirmed.",
            f"{whom} would be reached through {names}.{crowds}{given}",
            f"Say the exact number: --allow {count}.",
        )


def refuse_errors(plan: SendPlan) -> None:
    """Raise UserError when the plan has findings of severity error, troubles, or nothing to send."""
    for trouble in plan.troubles:
        raise trouble
    errors = [finding for finding in plan.findings if finding.severity is Severity.ERROR]
    if errors:
        first = errors[0]
        count = "one finding stops it" if len(errors) == 1 else f"{len(errors)} findings stop it"
        raise UserError(f"Nothing was sent: {count}.", f"{first.rule}: {first.what} {first.why}", first.fix)
    if not plan.deliveries:
        raise UserError(
            "Nothing was sent.",
            "The targets stand for no device.",
            "Add a device, a group with devices, or a topic.",
        )
