"""Keeps production from being hit by accident."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pushbench.domain.allow_list import FIELD, AllowList, entry_for, groups_in
from pushbench.domain.errors import UserError
from pushbench.domain.finding import Severity
from pushbench.domain.profile import Environment, Profile
from pushbench.domain.target import Target
from pushbench.engine.parts import Parts
from pushbench.engine.plan import Guard, Outside, PlannedDelivery, SendPlan

COUNTED_ABOVE = 10


def make_guard(deliveries: Sequence[PlannedDelivery], lists: Mapping[str, AllowList]) -> Guard:
    """Return what a plan's production deliveries ask for; ``lists``: profile name -> its allow-list, where it has one."""
    production = [item for item in deliveries if item.environment == Environment.PRODUCTION.value]
    if not production:
        return Guard()
    crowds = tuple(item.target.label for item in production if item.target.is_crowd)
    return Guard(
        is_production=True,
        profiles=tuple(dict.fromkeys(item.profile for item in production)),
        device_count=len(production),
        crowds=crowds,
        needs_count=bool(crowds) or len(production) > COUNTED_ABOVE,
        outside=outside([(item.profile, item.target) for item in production], lists),
        is_listed=all(item.profile in lists for item in production),
    )


def outside(addressed: Iterable[tuple[str, Target]], lists: Mapping[str, AllowList]) -> tuple[Outside, ...]:
    """Return what no allow-list holds; ``addressed``: names of production profiles with the targets they would reach."""
    return tuple(
        Outside(profile, target.label, entry_for(target))
        for profile, target in addressed
        if profile in lists and not lists[profile].holds(target)
    )


async def allow_lists(parts: Parts, profiles: Iterable[Profile]) -> dict[str, AllowList]:
    """Return profile name -> allow-list of the production profiles that have one, its groups as they are now."""
    texts = {
        profile.name: profile.fields.get(FIELD, "")
        for profile in profiles
        if profile.environment is Environment.PRODUCTION
    }
    named = {name for text in texts.values() for name in groups_in(text)}
    groups = await parts.store.run(lambda db: _members(db, named)) if named else {}
    found = {name: AllowList.read(text, groups) for name, text in texts.items()}
    return {name: allowed for name, allowed in found.items() if allowed is not None}


def _members(db: Any, names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    groups = [db.groups.get(name) for name in names]
    return {group.name: group.devices for group in groups if group is not None}


def check_guard(guard: Guard, *, yes: bool, allow: int | None) -> None:
    """Raise UserError when production was not confirmed as the guard asks, or an allow-list forbids a target."""
    if not guard.is_production:
        return
    if guard.outside:
        raise not_allowed(guard.outside)
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


def not_allowed(found: Sequence[Outside]) -> UserError:
    """Return how a send beyond an allow-list is refused."""
    first = found[0]
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    verb = "are" if more else "is"
    return UserError(
        f"Nothing was sent: “{_short(first.target)}”{more} {verb} not on the allow-list of “{first.profile}”.",
        "This production profile sends only to what its field “Allowed in production” names.",
        f"Add it there (pushbench profiles allow {_shell(first.profile)} {_shell(first.entry)}), or take it out of "
        "the targets.",
    )


def _shell(text: str) -> str:
    return shlex.quote(_short(text))


def _short(text: str) -> str:
    return text if len(text) <= 120 else f"{text[:100]}…{text[-12:]}"


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
