"""Profiles and their secrets: stored, replaced, removed; secrets rest in the vault alone."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from pushbench.domain.allow_list import FIELD as ALLOWED_TARGETS
from pushbench.domain.allow_list import check_entries, entries, written
from pushbench.domain.errors import Trouble, UserError
from pushbench.domain.profile import Profile, ProfileSet, SecretRef
from pushbench.domain.provider import ProviderSpec
from pushbench.domain.secret import Secret
from pushbench.engine.known_names import known_names
from pushbench.engine.parts import Parts

ALSO_SECRET = frozenset({"proxy"})
"""Plain fields that may be kept as a secret: a proxy's URL may hold a password."""


async def save_profile(parts: Parts, profile: Profile, secrets: Mapping[str, Secret | SecretRef]) -> Profile:
    """Store a profile; ``secrets`` replace those it refers to, an empty one takes it away.

    Raises UserError for a bad name, an unknown provider or field, or a vault that is locked.
    """
    spec = parts.registry.provider(profile.provider).spec
    check_name(profile.name, "profile")
    _check_keys(spec, profile, secrets)
    check_entries(profile.fields.get(ALLOWED_TARGETS, ""))
    profile, secrets = _hidden(profile, secrets)
    refs, sealed = dict(profile.secrets), {}
    for key, secret in secrets.items():
        if isinstance(secret, Secret) and not secret:
            refs.pop(key, None)
        elif isinstance(secret, SecretRef):
            refs[key] = secret
        else:
            record = f"profile/{parts.randomness.uuid()}/{key}"
            sealed[record] = await parts.seal(record, secret.reveal_bytes())
            refs[key] = SecretRef("vault", record)
    stored = replace(profile, fields=_filled(profile.fields), secrets=refs)
    return await parts.store.run(lambda db: _store(db, stored, sealed))


def _hidden(
    profile: Profile, secrets: Mapping[str, Secret | SecretRef]
) -> tuple[Profile, Mapping[str, Secret | SecretRef]]:
    """Move a proxy's address from the plain fields to the secrets when it carries a password."""
    found = {key: Secret(profile.fields[key]) for key in ALSO_SECRET if "@" in profile.fields.get(key, "")}
    kept = {key: value for key, value in profile.fields.items() if key not in found}
    return replace(profile, fields=kept), {**secrets, **found}


def _store(db: Any, profile: Profile, sealed: Mapping[str, bytes]) -> Profile:
    before = db.profiles.get(profile.name)
    if before is None or _essence(before) != _essence(profile):
        profile = replace(profile, tested_at=None, test_result=None, test_ok=None)
    for record, blob in sealed.items():
        db.secrets.put(record, blob)
    db.profiles.put(profile)
    _drop_unused(db, () if before is None else before.secrets.values())
    return profile


def _essence(profile: Profile) -> tuple[object, ...]:
    fields = {key: value for key, value in profile.fields.items() if key != ALLOWED_TARGETS}
    return (profile.provider, profile.environment, fields, dict(profile.secrets))


def _drop_unused(db: Any, refs: Iterable[SecretRef]) -> None:
    """Remove the records that no profile refers to any more; copies of a profile share theirs."""
    used = {ref for profile in db.profiles.list() for ref in profile.secrets.values()}
    for ref in refs:
        if ref.scheme == "vault" and ref not in used:
            db.secrets.remove(ref.name)


def _filled(fields: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in fields.items() if value.strip()}


def check_name(name: str, what: str) -> None:
    """Raise UserError for a name that could not be typed or read again."""
    if not name.strip() or name != name.strip() or not name.isprintable():
        raise UserError(
            f"“{name}” cannot be the name of a {what}.",
            "It is empty, begins or ends with white space, or holds control characters.",
            "Choose a name such as skylark-staging.",
            trouble=Trouble.USAGE,
        )


def _check_keys(spec: ProviderSpec, profile: Profile, secrets: Mapping[str, object]) -> None:
    plain = [field.key for field in spec.fields if not field.is_secret]
    secret = [field.key for field in spec.fields if field.is_secret]
    for key in profile.fields:
        if key in secret:
            raise UserError(
                f"“{key}” is a secret and is not kept as a plain field.",
                f"{spec.short_title} profiles keep {', '.join(secret)} in the vault.",
                f"Give it as --secret {key}=@FILE, or type it into the profile's form.",
                trouble=Trouble.USAGE,
            )
        if key not in plain:
            raise _unknown(spec, key, "field", plain)
    for key in (*profile.secrets, *secrets):
        if key not in secret and key not in ALSO_SECRET:
            raise _unknown(spec, key, "secret", secret)


def _unknown(spec: ProviderSpec, key: str, what: str, known: list[str]) -> UserError:
    near = difflib.get_close_matches(key, known, n=1)
    hint = f"Did you mean {near[0]}? " if near else ""
    return UserError(
        f"{spec.short_title} profiles have no {what} “{key}”.",
        f"The {what}s are: {', '.join(known)}.",
        f"{hint}Use one of them.",
        trouble=Trouble.USAGE,
    )


async def get_profile(parts: Parts, name: str) -> Profile:
    """Return a profile. Raises UserError naming the known ones."""
    found: Profile | None = await parts.store.run(lambda db: db.profiles.get(name))
    if found is None:
        names = [profile.name for profile in await list_profiles(parts)]
        raise _missing("profile", name, names)
    return found


async def allow(parts: Parts, name: str, added: Iterable[str], removed: Iterable[str] = ()) -> Profile:
    """Add entries to a profile's allow-list and take others away. Raises UserError for an entry that is no target."""
    profile, gone = await get_profile(parts, name), set(removed)
    items = [item for item in (*entries(profile.fields.get(ALLOWED_TARGETS, "")), *added) if item not in gone]
    return await save_profile(parts, replace(profile, fields={**profile.fields, ALLOWED_TARGETS: written(items)}), {})


async def list_profiles(parts: Parts) -> list[Profile]:
    """Return every profile, by name."""
    return list(await parts.store.run(lambda db: db.profiles.list()))


async def remove_profile(parts: Parts, name: str) -> None:
    """Remove a profile, its secrets and its place in sets. Does nothing when there is none."""

    def work(db: Any) -> None:
        profile = db.profiles.get(name)
        if profile is None:
            return
        db.profiles.remove(name)
        _drop_unused(db, profile.secrets.values())
        for kept in db.sets.list():
            if name in kept.profiles:
                db.sets.put(ProfileSet(kept.name, tuple(member for member in kept.profiles if member != name)))

    await parts.store.run(work)


async def save_set(parts: Parts, profile_set: ProfileSet) -> None:
    """Store a set. Raises UserError for unknown profiles and for two of one provider."""
    check_name(profile_set.name, "profile set")
    providers: dict[str, str] = {}
    for name in profile_set.profiles:
        profile = await get_profile(parts, name)
        if profile.provider in providers:
            raise UserError(
                f"The set “{profile_set.name}” would hold two profiles of one provider.",
                f"“{providers[profile.provider]}” and “{name}” both belong to {profile.provider}.",
                "Take at most one profile per provider.",
            )
        providers[profile.provider] = name
    await parts.store.run(lambda db: db.sets.put(profile_set))


async def choose_profiles(parts: Parts, profile: str | None, profile_set: str | None) -> dict[str, Profile]:
    """Return provider id -> profile for a profile or a set. Raises UserError."""
    if (profile is None) == (profile_set is None):
        raise UserError(
            "It is not clear what to send with.",
            "Exactly one of profile and profile set is needed.",
            "Name a profile or a set.",
            trouble=Trouble.USAGE,
        )
    if profile is not None:
        found = await get_profile(parts, profile)
        return {found.provider: found}
    name = str(profile_set)
    chosen: ProfileSet | None = await parts.store.run(lambda db: db.sets.get(name))
    if chosen is None:
        names = [item.name for item in await parts.store.run(lambda db: list(db.sets.list()))]
        raise _missing("profile set", name, names)
    members = [await get_profile(parts, member) for member in chosen.profiles]
    if not members:
        raise UserError(
            f"The profile set “{chosen.name}” is empty.",
            "There is no profile to send with.",
            "Add a profile to the set.",
        )
    return {member.provider: member for member in members}


def _missing(what: str, name: str, known: list[str]) -> UserError:
    near = difflib.get_close_matches(name, known, n=1)
    fix = f"Did you mean “{near[0]}”?" if near else f"Add it with: pushbench {what.split()[-1]}s add."
    return UserError(f"There is no {what} “{name}”.", f"This home has: {known_names(known)}.", fix)
