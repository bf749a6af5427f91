"""What the Providers screen shows, as one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pushbench.domain.finding import Finding
from pushbench.domain.profile import Environment, Profile, ProfileSet, SecretRef
from pushbench.domain.provider import FieldSpec, ProviderSpec, TestResult
from pushbench.domain.secret import Secret
from pushbench.ui.providers.usage import Usage


@dataclass(frozen=True, slots=True)
class ProfileDraft:
    """A profile as it stands in the form, saved or not."""

    provider: str
    name: str = ""
    environment: Environment = Environment.SANDBOX
    fields: Mapping[str, str] = field(default_factory=dict)
    stored: Mapping[str, SecretRef] = field(default_factory=dict)
    """Secrets that are kept already."""
    typed: Mapping[str, Secret | SecretRef] = field(default_factory=dict)
    """Secrets that replace or add; an empty one takes away."""
    sources: Mapping[str, str] = field(default_factory=dict)
    """Field -> name of the file its secret was read from."""
    sign_in: str = ""
    """The chosen group of fields."""

    @property
    def has_secret(self) -> frozenset[str]:
        """Fields whose secret is there, stored or typed."""
        taken = {key for key, value in self.typed.items() if isinstance(value, Secret) and not value}
        return frozenset(({*self.stored} | {*self.typed}) - taken)


@dataclass(frozen=True, slots=True)
class ProvidersState:
    """List, form and test."""

    profiles: tuple[Profile, ...] = ()
    sets: tuple[ProfileSet, ...] = ()
    specs: tuple[ProviderSpec, ...] = ()
    current: str = ""
    """Name of the profile in the form, or empty."""
    current_set: str = ""
    """Name of the set in the form, or empty; ``"+"`` is a new one."""
    draft: ProfileDraft | None = None
    changed: tuple[str, ...] = ()
    """Labels of the fields that differ from what is saved."""
    findings: tuple[Finding, ...] = ()
    results: tuple[TestResult, ...] = ()
    is_testing: bool = False
    tested_at: float | None = None
    usage: Usage = field(default_factory=Usage)
    """Of the profile in the form, as it is stored."""
    busy: str = ""
    """What takes long just now, in words."""
    vault: str = ""
    """Where secrets rest, in one line."""
    tool: str = ""
    """The credential tool that stands in the place of the form, or empty."""

    @property
    def is_dirty(self) -> bool:
        return bool(self.changed)

    def spec(self, provider_id: str) -> ProviderSpec | None:
        return next((spec for spec in self.specs if spec.id == provider_id), None)


def shown_fields(spec: ProviderSpec, sign_in: str) -> tuple[FieldSpec, ...]:
    """Return the fields of one way to sign in, and those of every way."""
    return tuple(item for item in spec.fields if not item.group or not sign_in or item.group == sign_in)


def used_sign_in(spec: ProviderSpec, profile: Profile) -> str:
    """Return the group of fields a profile is signed in with, else the first."""
    used = {*profile.fields, *profile.secrets}
    groups = [group for group, _ in spec.sign_in]
    for group in groups:
        if any(item.group == group and item.key in used for item in spec.fields):
            return group
    return groups[0] if groups else ""
