"""The credential doctor: what a dropped file or pasted text is, what is wrong with it, and where it belongs."""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pushbench.domain.credential_file import CredentialReading, CredentialText
from pushbench.domain.errors import UserError
from pushbench.domain.finding import Severity
from pushbench.domain.profile import Environment, Profile
from pushbench.domain.secret import Secret
from pushbench.engine.credentials import open_secret
from pushbench.engine.doctor_places import Place, new_place, places_among, secrets_for
from pushbench.engine.doctor_strangers import stranger
from pushbench.engine.parts import Parts
from pushbench.engine.profiles import get_profile, list_profiles, save_profile
from pushbench.engine.registry import Registry

LARGEST = 1_000_000
"""Bytes; the largest credentials are a few kilobytes."""
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_LEAST_CERTAINTY = 0.25


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All that is known of a dropped file or pasted text, without having asked anyone."""

    name: str
    """The file's, or empty."""
    readings: tuple[CredentialReading, ...] = ()
    """The likeliest first."""
    places: tuple[Place, ...] = ()
    """Where the first reading may go: profiles that it belongs into first, a new one last."""
    trouble: UserError | None = None
    """What it is instead, when no service knows it."""
    text: CredentialText = field(default_factory=lambda: CredentialText(Secret("")))

    @property
    def best(self) -> CredentialReading | None:
        return self.readings[0] if self.readings else None

    @property
    def is_good(self) -> bool:
        """Whether it can be used as it is."""
        best = self.best
        return best is not None and not any(finding.severity is Severity.ERROR for finding in best.findings)

    def place(self, profile: str) -> Place | None:
        """Return what would become of a profile; an empty name is the new one."""
        return next((place for place in self.places if place.profile == profile), None)


def text_of(data: bytes, name: str = "", passphrase: Secret | None = None, now: float = 0.0) -> CredentialText:
    """Return bytes as providers read them: UTF-8, or UTF-16 with its mark, as text; anything else as base64."""
    try:
        text = data.decode("utf-16" if data.startswith(_UTF16_MARKS) else "utf-8-sig")
    except UnicodeDecodeError:
        return CredentialText(Secret(base64.b64encode(data).decode("ascii")), name, True, passphrase, now)
    if "\x00" in text:
        return CredentialText(Secret(base64.b64encode(data).decode("ascii")), name, True, passphrase, now)
    return CredentialText(Secret(text), name, False, passphrase, now)


def read(registry: Registry, text: CredentialText, data: bytes) -> Diagnosis:
    """Ask every service about a text; profiles are not looked at. Total."""
    name = text.name
    if len(data) > LARGEST or not data.strip(b" \t\r\n\x00"):
        return Diagnosis(name, trouble=stranger(data, name), text=text)
    found = [reading for provider in registry for reading in provider.read_credential(text)]
    found = [reading for reading in found if reading.certainty >= _LEAST_CERTAINTY]
    ranked = sorted(found, key=lambda reading: -reading.certainty)
    if not ranked:
        return Diagnosis(name, trouble=stranger(data, name), text=text)
    return Diagnosis(name, tuple(ranked), text=text)


async def diagnose(parts: Parts, data: bytes, name: str = "", passphrase: Secret | None = None) -> Diagnosis:
    """Read a file's or clipboard's content and say where it belongs. Total for any bytes."""
    file, now = re.split(r"[\\/]", name)[-1], parts.clock.now()
    # A .p12 is slow to open on purpose, and a dropped film takes its time too, so it is read off the event loop.
    found = await asyncio.to_thread(lambda: read(parts.registry, text_of(data, file, passphrase, now), data))
    if found.best is None:
        return found
    return await with_places(parts, found)


async def with_places(parts: Parts, found: Diagnosis, chosen: int = 0) -> Diagnosis:
    """Return the diagnosis with the chosen reading first and the profiles that it may go into."""
    readings = (found.readings[chosen], *(item for number, item in enumerate(found.readings) if number != chosen))
    best = readings[0]
    provider = parts.registry.provider(best.provider)
    if not best.values and not best.secrets:
        return Diagnosis(found.name, readings, (), None, found.text)
    profiles = await list_profiles(parts)
    opened = [(item, await _opened(parts, item)) for item in profiles if item.provider == best.provider]
    names = {profile.name for profile in profiles}
    places = await asyncio.to_thread(places_among, provider, best, opened)
    return Diagnosis(found.name, readings, (*places, new_place(provider, best, found.name, names)), None, found.text)


async def _opened(parts: Parts, profile: Profile) -> Mapping[str, Secret]:
    """Return a profile's secrets as far as they can be opened: a locked vault only makes the comparison coarser."""
    found: dict[str, Secret] = {}
    for key, ref in profile.secrets.items():
        try:
            found[key] = await open_secret(parts, profile, key, ref)
        except UserError:
            continue
    return found


async def put_into(
    parts: Parts, reading: CredentialReading, profile: str, *, environment: Environment | None = None
) -> Profile:
    """Store a reading in a profile: in an existing one, or in a new one of that name and environment.

    Raises UserError for a reading that fills nothing or is broken, for a profile of another service, and as
    saving a profile does.
    """
    if not reading.values and not reading.secrets:
        raise UserError(
            "There is nothing to put into a profile.",
            f"{reading.title}: it fills no field.",
            reading.findings[0].fix if reading.findings else "Choose another file.",
        )
    broken = next((finding for finding in reading.findings if finding.severity is Severity.ERROR), None)
    if broken is not None and not reading.secrets:
        raise UserError(broken.what, broken.why, broken.fix)
    known = {item.name for item in await list_profiles(parts)}
    if environment is not None and profile not in known:
        base = Profile(profile, reading.provider, environment)
    else:
        base = await get_profile(parts, profile)
    if base.provider != reading.provider:
        raise UserError(
            f"“{profile}” is a profile of {parts.registry.provider(base.provider).spec.short_title}.",
            f"{reading.title} belongs to {parts.registry.provider(reading.provider).spec.short_title}.",
            "Choose a profile of that service, or make a new one.",
        )
    spec = parts.registry.provider(reading.provider).spec
    filled = replace(base, fields={**base.fields, **reading.values})
    return await save_profile(parts, filled, secrets_for(base.secrets, reading, spec))
