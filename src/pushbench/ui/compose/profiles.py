"""Profile sets and single profiles as one list of choices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pushbench.domain.profile import Environment, Profile, ProfileSet
from pushbench.domain.provider import Provider
from pushbench.ui.compose.state import ProfileChoice

_GRAVITY = {Environment.LOCAL: 0, Environment.SANDBOX: 1, Environment.PRODUCTION: 2}


def choices(
    sets: Sequence[ProfileSet], profiles: Sequence[Profile], providers: Sequence[Provider]
) -> tuple[ProfileChoice, ...]:
    """Return the sets first, then every profile as a set of one."""
    by_name = {profile.name: profile for profile in profiles}
    order = [provider.spec.id for provider in providers]
    tiles = {provider.spec.id: provider.spec.tile for provider in providers}
    found = []
    for item in sets:
        members = [by_name[name] for name in item.profiles if name in by_name]
        if members:
            found.append(_choice(f"set:{item.name}", item.name, members, order, tiles))
    found += [_choice(f"profile:{profile.name}", profile.name, [profile], order, tiles) for profile in profiles]
    return tuple(found)


def _choice(
    key: str, title: str, members: Sequence[Profile], order: Sequence[str], tiles: Mapping[str, str]
) -> ProfileChoice:
    sorted_members = sorted(members, key=lambda item: order.index(item.provider) if item.provider in order else 99)
    return ProfileChoice(
        key=key,
        title=title,
        tiles=tuple(tiles.get(profile.provider, "??") for profile in sorted_members),
        environment=max((profile.environment for profile in members), key=lambda item: _GRAVITY[item]),
        profiles={profile.provider: profile.name for profile in sorted_members},
    )


def preferred(found: Sequence[ProfileChoice], wanted: str) -> ProfileChoice | None:
    """Return the choice asked for, else the first local one, else the first."""
    local = next((choice for choice in found if choice.environment is Environment.LOCAL), None)
    return next((choice for choice in found if choice.key == wanted), local or (found[0] if found else None))
