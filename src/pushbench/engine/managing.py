"""Topic subscriptions and broadcast channels, for the services that have them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from pushbench.domain.errors import UserError
from pushbench.domain.exchange import Exchange, SendContext
from pushbench.domain.profile import Credentials
from pushbench.domain.provider import Channels, Topics
from pushbench.domain.target import Target
from pushbench.engine.credentials import ready_credentials
from pushbench.engine.dispatcher import Begin
from pushbench.engine.parts import Parts
from pushbench.engine.plan import Managed
from pushbench.engine.profiles import get_profile
from pushbench.engine.targets import resolve_targets

OnTopics: TypeAlias = Callable[[Topics, Target, Credentials, SendContext], Exchange]
OnChannels: TypeAlias = Callable[[Channels, Credentials, SendContext], Exchange]


async def manage_topics(parts: Parts, profile_name: str, targets: Sequence[str], ask: OnTopics) -> list[Managed]:
    """Ask one thing for every target, one after the other. Raises UserError before the first request."""
    profile = await get_profile(parts, profile_name)
    provider = parts.registry.provider(profile.provider)
    topics = provider.topics
    if topics is None:
        raise _lacks(provider.spec.short_title, "topics that devices subscribe to")
    credentials = await ready_credentials(parts, profile)
    addressed = await resolve_targets(parts, targets, {profile.provider: profile.name})
    found: list[Managed] = []
    for target, _, _ in addressed:
        found.append(await _run(parts, target.label, _on_topics(ask, topics, target, credentials)))
    return found


def _on_topics(ask: OnTopics, topics: Topics, target: Target, credentials: Credentials) -> Begin:
    return lambda context: ask(topics, target, credentials, context)


async def manage_channels(parts: Parts, profile_name: str, channel: str, ask: OnChannels) -> Managed:
    """Ask one thing about broadcast channels. Raises UserError before the first request."""
    profile = await get_profile(parts, profile_name)
    provider = parts.registry.provider(profile.provider)
    channels = provider.channels
    if channels is None:
        raise _lacks(provider.spec.short_title, "broadcast channels")
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
