"""Profiles made ready for use: secrets opened, a local profile's gaps filled from the emulator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pushbench.domain.device import Device
from pushbench.domain.errors import UserError
from pushbench.domain.profile import Credentials, Environment, Profile, SecretRef
from pushbench.domain.provider import ProviderSpec
from pushbench.domain.secret import Secret
from pushbench.engine.parts import Parts

_DEVICES_MADE = "virtual-devices-made"
"""Names of the emulator's devices that the library was given; True in homes of the first version."""
_FIRST_DEVICES = ("Virtual iPhone", "Virtual Pixel", "Virtual browser")
_ADDRESSES = ("base_url", "manage_base_url", "token_url")


async def ready_credentials(parts: Parts, profile: Profile, *, open_secrets: bool = True) -> Credentials:
    """Return a profile ready for use.

    Without ``open_secrets`` neither vault nor emulator is touched, and a local profile is filled only with
    what is known of an emulator that runs already. Raises UserError for secrets that cannot be opened.
    """
    opened = {}
    if open_secrets:
        opened = {key: await open_secret(parts, profile, key, ref) for key, ref in profile.secrets.items()}
    credentials = Credentials(profile.name, profile.provider, profile.environment, dict(profile.fields), opened)
    if not needs_emulator(profile):
        return credentials
    ready = await parts.local.start() if open_secrets else parts.local.current
    if ready is None:
        return credentials
    return fill_gaps(credentials, parts.registry.provider(profile.provider).spec, ready)


async def open_secret(parts: Parts, profile: Profile, key: str, ref: SecretRef) -> Secret:
    """Return one secret of a profile. Raises UserError naming the profile and the way to mend it."""
    if ref.scheme == "env":
        value = parts.environ.get(ref.name)
        if not value:
            raise UserError(
                f"The secret “{key}” of the profile “{profile.name}” is missing.",
                f"It is read from the environment variable {ref.name}, which is not set.",
                f"Set {ref.name}, or store the secret in the profile.",
            )
        return Secret(value)
    sealed = await parts.store.run(lambda db: db.secrets.get(ref.name)) if ref.scheme == "vault" else None
    if sealed is None:
        raise UserError(
            f"The secret “{key}” of the profile “{profile.name}” is gone.",
            "The profile refers to a record that this home does not hold.",
            "Enter the secret again in the profile.",
        )
    plain = await parts.unseal(ref.name, sealed)
    return Secret(plain.decode("utf-8", "surrogateescape"))


def fill_gaps(credentials: Credentials, spec: ProviderSpec, ready: Mapping[str, Any]) -> Credentials:
    """Return the credentials with every empty field taken from the emulator's ready object."""
    service = ready.get("providers", {}).get(spec.id)
    if not isinstance(service, Mapping):
        raise UserError(
            f"The sandbox does not emulate {spec.short_title}.",
            "The emulator that runs for this home does not list it.",
            "Stop the sandbox and start it again, or set the profile's base URL.",
        )
    fields, opened = dict(credentials.fields), dict(credentials.secrets)
    offered = {**{key: service[key] for key in _ADDRESSES if key in service}, "ca_file": ready.get("ca_file")}
    if not credentials.secrets.keys() & {field.key for field in spec.fields if field.is_secret}:
        # A profile with a key of its own signs in with that alone: half of another pair would not fit it.
        offered.update(service.get("profile", {}))
    for field in spec.fields:
        value = offered.get(field.key)
        if not isinstance(value, str) or credentials.text(field.key) or credentials.secret(field.key):
            continue
        if field.is_secret:
            opened[field.key] = Secret(value)
        else:
            fields[field.key] = value
    return Credentials(credentials.name, credentials.provider, credentials.environment, fields, opened)


def needs_emulator(profile: Profile) -> bool:
    """Whether a profile means this home's own emulator."""
    return profile.environment is Environment.LOCAL and not profile.fields.get("base_url", "").strip()


async def follow_devices(parts: Parts, ready: Mapping[str, Any]) -> None:
    """Put each of the emulator's devices into the library once, and later keep its token as the emulator has it now.

    One that was removed by hand stays away, and one of the same name that is real is left alone.
    """
    offered = [item for item in virtual_devices(ready, parts.clock.now()) if item.provider in parts.registry]

    def work(db: Any) -> None:
        known = {device.name: device for device in db.devices.get_many([item.name for item in offered])}
        made = _made_before(db.settings.get(_DEVICES_MADE, False))
        changed = [
            item
            for item in offered
            if (_is_outdated(known[item.name], item) if item.name in known else item.name not in made)
        ]
        db.devices.put_many(changed)
        db.settings.put(_DEVICES_MADE, list(dict.fromkeys([*made, *(item.name for item in offered)])))

    await parts.store.run(work)


def _made_before(kept: object) -> list[str]:
    """Return the names of devices that were made before; the first version noted only that it had made some."""
    if isinstance(kept, list):
        return [str(item) for item in kept]
    return list(_FIRST_DEVICES) if kept else []


def _is_outdated(known: Device, now: Device) -> bool:
    return known.environment == Environment.LOCAL.value and known.token != now.token


def virtual_devices(ready: Mapping[str, Any], now: float) -> list[Device]:
    """Return the emulator's devices as entries of the library. Raises UserError for another shape."""
    try:
        return [
            Device(
                name=str(device["name"]),
                provider=str(device["provider"]),
                token=str(device["token"]),
                platform=str(device["platform"]),
                environment=Environment.LOCAL.value,
                created_at=now,
            )
            for device in ready["devices"]
        ]
    except (KeyError, TypeError) as error:
        raise bad_ready(f"its devices lack {error}") from error


def bad_ready(why: str) -> UserError:
    """Return what is told of a ready object that cannot be used."""
    return UserError(
        "The sandbox's ready object cannot be used.",
        f"It has another shape than expected: {why}.",
        "Start the emulator with the same version of Pushbench and take its ready file.",
    )
