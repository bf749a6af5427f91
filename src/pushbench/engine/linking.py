"""Profiles and devices made from an emulator's ready object, and the local ones of a first start."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pushbench.domain.message import Message
from pushbench.domain.profile import Credentials, Environment, Profile, ProfileSet
from pushbench.domain.provider import ProviderSpec
from pushbench.domain.secret import Secret
from pushbench.engine.credentials import bad_ready, fill_gaps, virtual_devices
from pushbench.engine.parts import Parts
from pushbench.engine.profiles import save_profile

LOCAL_SET = "local"
_FIRST_START = "first-start-done"
"""Ids of the providers whose local profiles were made; True in homes of the first version."""
_FIRST_PROVIDERS = ("apns", "fcm", "webpush")


async def use_sandbox(parts: Parts, ready: Mapping[str, Any]) -> list[str]:
    """Make profiles ``sandbox-<id>`` and devices under their ready names, replacing the same names.

    Returns the profiles' names. Raises UserError for another shape and for a locked vault.
    """
    providers = ready.get("providers") if isinstance(ready, Mapping) else None
    if not isinstance(providers, Mapping) or not providers:
        raise bad_ready("it lists no providers")
    devices = virtual_devices(ready, parts.clock.now())
    names = [
        (await _link(parts, parts.registry.provider(provider_id).spec, ready)).name
        for provider_id in providers
        if provider_id in parts.registry
    ]
    await parts.store.run(lambda db: db.devices.put_many([item for item in devices if item.provider in parts.registry]))
    return names


async def _link(parts: Parts, spec: ProviderSpec, ready: Mapping[str, Any]) -> Profile:
    empty = Credentials(f"sandbox-{spec.id}", spec.id, Environment.LOCAL)
    filled = fill_gaps(empty, spec, ready)
    profile = Profile(empty.name, spec.id, Environment.LOCAL, fields=filled.fields)
    secrets: dict[str, Secret] = dict(filled.secrets)
    return await save_profile(parts, profile, secrets)


async def ensure_first_start(parts: Parts) -> None:
    """Make a local profile for each provider and their set: each once in a home's life.

    A provider that a newer version brings gets its own when that version first starts. The emulator is not started;
    its devices come into the library when it first is. What was removed by hand stays away.
    """
    specs = [provider.spec for provider in parts.registry]

    def work(db: Any) -> None:
        known = _made_before(db.settings.get(_FIRST_START, False))
        new = [spec for spec in specs if spec.id not in known]
        if not new:
            return
        for spec in new:
            name = f"local-{spec.id}"
            if db.profiles.get(name) is None:
                db.profiles.put(Profile(name, spec.id, Environment.LOCAL))
        _put_into_set(db, [f"local-{spec.id}" for spec in new], is_first=not known)
        db.settings.put(_FIRST_START, [*known, *(spec.id for spec in new)])

    await parts.store.run(work)


def _made_before(kept: object) -> list[str]:
    """Return the providers whose local profiles were made before; the first version noted only that it had begun."""
    if isinstance(kept, list):
        return [str(item) for item in kept]
    return list(_FIRST_PROVIDERS) if kept else []


def _put_into_set(db: Any, names: list[str], *, is_first: bool) -> None:
    found = db.sets.get(LOCAL_SET)
    if found is None:
        if is_first:
            db.sets.put(ProfileSet(LOCAL_SET, tuple(names)))
        return
    taken = {profile.provider for profile in map(db.profiles.get, found.profiles) if profile is not None}
    added = [name for name in names if db.profiles.get(name).provider not in taken]
    if not is_first and added:
        db.sets.put(ProfileSet(LOCAL_SET, (*found.profiles, *added)))


def sample_message() -> Message:
    """Return the message of the first start and of ``demo``."""
    from pushbench.resources import read_text
    from pushbench.store.message_file import load_message

    return load_message(read_text("sample.push.json"), name="sample.push.json").message
