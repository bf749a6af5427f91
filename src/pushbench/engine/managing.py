"""Topic subscriptions and broadcast channels, for the services that have them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from pushbench.domain.errors import UserError
from pushbench.domain.exchange import Exchange, SendContext
from pushbench.domain.profile import Credentials, Environment, Profile
from pushbench.domain.provider import Channels, Topics
from pushbench.domain.target import Target
from pushbench.engine.credentials import ready_credentials
from pushbench.engine.dispatcher import Begin
from pushbench.engine.guard import allow_lists, not_allowed, outside
from pushbench.engine.parts import Parts
from pushbench.engine.plan import Managed
from pushbench.engine.profiles import get_profile
from pushbench.engine.targets import resolve_targets

OnTopics: TypeAlias = Callable[[Topics, Target, Credentials, SendContext], Exchange]
OnChannels: TypeAlias = Callable[[Channels, Credentials, SendContext], Exchange]


@dataclass(frozen=True, slots=True)
class Consent:
    """What was said to a change in production."""

    is_confirmed: bool = False


async def manage_topics(
    parts: Parts, profile_name: str, targets: Sequence[str], ask: OnTopics, consent: Consent | None = None
) -> list[Managed]:
    """Ask one thing for every target, one after the other. Raises UserError before the first request.

    ``consent`` is None for what only reads; what changes production needs one as a send does.
    """
    profile = await get_profile(parts, profile_name)
    provider = parts.registry.provider(profile.provider)
    topics = provider.topics
    if topics is None:
        raise _lacks(provider.spec.short_title, "topics that devices subscribe to")
    credentials = await ready_credentials(parts, profile)
    addressed = await resolve_targets(parts, targets, {profile.provider: profile.name})
    if consent is not None:
        await _check_consent(parts, profile, [target for target, _, _ in addressed], consent)
    found: list[Managed] = []
    for target, _, _ in addressed:
        found.append(await _run(parts, target.label, _on_topics(ask, topics, target, credentials)))
    return found


def _on_topics(ask: OnTopics, topics: Topics, target: Target, credentials: Credentials) -> Begin:
    return lambda context: ask(topics, target, credentials, context)


async def _check_consent(parts: Parts, profile: Profile, targets: Sequence[Target], consent: Consent) -> None:
    if profile.environment is not Environment.PRODUCTION:
        return
    found = outside(((profile.name, target) for target in targets), await allow_lists(parts, [profile]))
    if found:
        raise not_allowed(found)
    count = len(targets)
    if not consent.is_confirmed:
        whom = "1 target" if count == 1 else f"{count} targets"
        raise UserError(
            "Nothing was changed: this goes to production.",
            f"{whom} would be reached through “{profile.name}”.",
            "Confirm it.",
        )


async def manage_channels(
    parts: Parts, profile_name: str, channel: str, ask: OnChannels, consent: Consent | None = None
) -> Managed:
    """Ask one thing about broadcast channels. Raises UserError before the first request.

    ``consent`` is None for what reads or only adds; what takes a channel from production's readers needs one.
    """
    profile = await get_profile(parts, profile_name)
    provider = parts.registry.provider(profile.provider)
    channels = provider.channels
    if channels is None:
        raise _lacks(provider.spec.short_title, "broadcast channels")
    if consent is not None and profile.environment is Environment.PRODUCTION and not consent.is_confirmed:
        raise UserError(
            "Nothing was changed: this goes to production.",
            f"The channel would be deleted for everyone who follows it, through “{profile.name}”.",
            "Confirm it.",
        )
    credentials = await ready_credentials(parts, profile)
    return await _run(parts, channel, lambda context: ask(channels, credentials, context))


async def _run(parts: Parts, target: str, begin: Begin) -> Managed:
    done = await (await parts.transports.dispatcher()).run(begin)
    return Managed(target, done.outcome, done.attempts)


def _lacks(title: str, what: str) -> UserError:
    return UserError(
        f"{title} has no {what}.",
        "The profile belongs to a service without them.",
        "Name a profile of a service that has them.",
    )
