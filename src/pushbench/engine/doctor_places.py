"""Where a credential that was read belongs: existing profiles compared with it, or a new one prefilled."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from pushbench.domain.credential_file import CredentialReading, CredentialText
from pushbench.domain.finding import Finding, Severity
from pushbench.domain.profile import Credentials, Environment, Profile
from pushbench.domain.provider import Provider, ProviderSpec
from pushbench.domain.secret import Secret

_RENEWED = frozenset({"key_id", "public_key", "serial", "access_key_id", "private_key_id"})
"""What a new key of the same owner changes; a difference in anything else means another owner."""
_WORDS = {
    "key_id": "Key ID",
    "team_id": "Team ID",
    "bundle_id": "Bundle ID",
    "public_key": "public half of the key",
    "serial": "serial number",
    "project_id": "project",
    "client_email": "account",
    "private_key_id": "key id",
    "app_id": "app id",
    "access_key_id": "access key id",
    "app_key": "app key",
    "url": "address",
}
MISFIT = "DOC001"
"""Rule id of a finding that says whose the credential is in place of the profile's owner."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a profile that would get another value; secrets are told by words only."""

    field: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Place:
    """One profile that a credential may go into, and what would come of it."""

    profile: str
    """Its name; empty for a new one."""
    provider: str
    environment: Environment
    suggested: str = ""
    """For a new one: a free name."""
    reasons: tuple[str, ...] = ()
    """Why it belongs there: ``Same project: skylark-stg``."""
    changes: tuple[Change, ...] = ()
    findings: tuple[Finding, ...] = ()
    """What would be wrong with the profile then; errors first."""
    fits: bool = False
    """Whether it belongs there for certain: something is the same and nothing contradicts."""
    is_same: bool = False
    """Whether the profile holds this very credential already."""
    is_misfit: bool = False
    """Whether it is somebody else's, or for the other environment."""


def places_among(
    provider: Provider, reading: CredentialReading, profiles: Iterable[tuple[Profile, Mapping[str, Secret]]]
) -> tuple[Place, ...]:
    """Return one place per profile of the reading's service: those that fit first, those of others last.

    A local profile that the emulator fills is offered only when something of it is the same.
    """
    found = [_place(provider, reading, profile, opened) for profile, opened in profiles]
    kept = [place for place in found if place.fits or place.environment is not Environment.LOCAL]
    return tuple(sorted(kept, key=_rank))


def _rank(place: Place) -> tuple[bool, bool, int, bool, str]:
    is_production = place.environment is Environment.PRODUCTION
    return (not place.fits, place.is_misfit, -len(place.reasons), is_production, place.profile.casefold())


def _place(provider: Provider, reading: CredentialReading, profile: Profile, opened: Mapping[str, Secret]) -> Place:
    known = identity_of(provider, profile, opened)
    same = [key for key, value in reading.identity.items() if known.get(key) == value]
    other = [key for key, value in reading.identity.items() if known.get(key) not in (None, "", value)]
    owners = [key for key in other if key not in _RENEWED]
    misfits = tuple(_misfit(provider, reading, profile, key, known[key]) for key in owners)
    is_elsewhere = _is_elsewhere(reading, profile)
    changes = tuple(_changes(provider.spec, reading, profile, opened))
    return Place(
        profile.name,
        profile.provider,
        profile.environment,
        reasons=tuple(f"Same {_WORDS.get(key, key)}: {_short(reading.identity[key])}" for key in same),
        changes=changes,
        findings=_sorted((*misfits, *checked(provider, reading, profile, opened))),
        fits=bool(same) and not owners and not is_elsewhere,
        is_same=bool(same) and not changes,
        is_misfit=bool(owners) or is_elsewhere,
    )


def identity_of(provider: Provider, profile: Profile, opened: Mapping[str, Secret]) -> dict[str, str]:
    """Return whose a profile is: its plain fields, and what its secrets say of themselves."""
    found = {key: value.strip() for key, value in profile.fields.items() if value.strip()}
    for secret in opened.values():
        text = CredentialText(secret, passphrase=opened.get("passphrase"))
        for reading in provider.read_credential(text)[:1]:
            found.update({key: value for key, value in reading.identity.items() if key not in found})
    return found


def _short(value: str) -> str:
    return value if len(value) <= 60 else f"{value[:59]}…"


def _misfit(provider: Provider, reading: CredentialReading, profile: Profile, key: str, known: str) -> Finding:
    word = _WORDS.get(key, key)
    return Finding(
        MISFIT,
        Severity.WARNING,
        f"/fields/{key}",
        f"The credential is of another {word} than “{profile.name}”.",
        f"It says {_short(reading.identity[key])}, the profile {_short(known)}.",
        "Put it into a profile of its own, unless this one is to change its owner.",
        provider.spec.id,
    )


def _is_elsewhere(reading: CredentialReading, profile: Profile) -> bool:
    """Whether the credential is for the other environment; the service's own check says so in words."""
    return profile.environment is not Environment.LOCAL and reading.environment not in ("", profile.environment.value)


def checked(
    provider: Provider, reading: CredentialReading, profile: Profile, opened: Mapping[str, Secret]
) -> tuple[Finding, ...]:
    """Return what the service's own check says of the profile as it would be."""
    leaving = {key for key, value in secrets_for(opened, reading, provider.spec).items() if not value}
    secrets = {**{key: value for key, value in opened.items() if key not in leaving}, **reading.secrets}
    fields = {**profile.fields, **reading.values}
    given = Credentials(profile.name, profile.provider, profile.environment, fields, secrets)
    told = {(finding.what, finding.pointer) for finding in reading.findings}
    # A secret that could not be opened for the comparison is not missing.
    closed = {f"/fields/{key}" for key in profile.secrets if key not in opened and key not in reading.secrets}
    return tuple(
        finding
        for finding in provider.check_credentials(given)
        if (finding.what, finding.pointer) not in told and finding.pointer not in closed
    )


def secrets_for(present: Collection[str], reading: CredentialReading, spec: ProviderSpec) -> dict[str, Secret]:
    """Return the reading's secrets, and an empty one for each that another way to sign in would leave behind."""
    groups = {item.group for item in spec.fields if item.key in reading.secrets and item.group}
    stale = [
        item.key
        for item in spec.fields
        if item.is_secret and item.group and groups and item.key not in reading.secrets and item.key in present
    ]
    return {**{key: Secret("") for key in stale}, **reading.secrets}


def _changes(
    spec: ProviderSpec, reading: CredentialReading, profile: Profile, opened: Mapping[str, Secret]
) -> Iterable[Change]:
    labels = {item.key: item.label for item in spec.fields}
    for key, value in reading.values.items():
        before = profile.fields.get(key, "").strip()
        if before != value:
            yield Change(key, labels.get(key, key), before, value)
    for key, secret in secrets_for(profile.secrets, reading, spec).items():
        if opened.get(key) == secret:
            continue
        after = "from this file" if secret else "removed"
        yield Change(key, labels.get(key, key), "stored" if key in profile.secrets else "", after)


def _sorted(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    order = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
    return tuple(sorted(findings, key=lambda finding: order[finding.severity]))


def new_place(provider: Provider, reading: CredentialReading, file_name: str, taken: Collection[str]) -> Place:
    """Return the new profile that a reading would make."""
    environment = Environment.PRODUCTION if reading.environment == "production" else Environment.SANDBOX
    empty = Profile("", reading.provider, environment)
    return Place(
        "",
        reading.provider,
        environment,
        suggested=free_name(_name_for(provider.spec, reading, file_name), taken),
        changes=tuple(_changes(provider.spec, reading, empty, {})),
        findings=_sorted(checked(provider, reading, empty, {})),
    )


def _name_for(spec: ProviderSpec, reading: CredentialReading, file_name: str) -> str:
    for key in ("project_id", "bundle_id", "app_key", "key_id"):
        if reading.identity.get(key):
            return _plain(f"{reading.identity[key][:40]} {spec.short_title}")
    stem = _plain(PurePath(file_name).stem)
    return stem or _plain(f"{spec.short_title} profile")


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", "".join(character for character in text if character.isprintable())).strip()[:60].strip()


def free_name(wanted: str, taken: Collection[str]) -> str:
    """Return the name, with a number behind it where it is taken."""
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted} {number}", number + 1
    return name
