"""The settings and secrets with which one provider is used, for one environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from pushbench.domain.secret import Secret


class Environment(Enum):
    """Where a profile sends to."""

    LOCAL = "local"
    """The built-in sandbox."""
    SANDBOX = "sandbox"
    """A service's development environment."""
    PRODUCTION = "production"

    @property
    def word(self) -> str:
        """The word people read."""
        return {"local": "Local", "sandbox": "Development", "production": "PRODUCTION"}[self.value]


@dataclass(frozen=True, slots=True)
class SecretRef:
    """Where a secret rests: ``vault:<record>`` or ``env:<VARIABLE>``; never the secret itself."""

    scheme: str
    name: str

    def __str__(self) -> str:
        return f"{self.scheme}:{self.name}"

    @classmethod
    def parse(cls, text: str) -> SecretRef:
        scheme, _, name = text.partition(":")
        return cls(scheme, name)


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile as it is stored: plain fields as text, secrets as references."""

    name: str
    provider: str
    environment: Environment
    fields: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, SecretRef] = field(default_factory=dict)
    tested_at: float | None = None
    test_result: str | None = None
    """One line of the last "Test credentials", or None."""
    test_ok: bool | None = None


@dataclass(frozen=True, slots=True)
class ProfileSet:
    """Profiles that belong together, at most one per provider."""

    name: str
    profiles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Credentials:
    """A profile ready for use: secrets opened, a local profile's gaps filled from the emulator.

    What providers are given. ``secrets`` may be empty where only composing or checking is asked for.
    """

    name: str
    provider: str
    environment: Environment
    fields: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, Secret] = field(default_factory=dict)

    def text(self, key: str, default: str = "") -> str:
        """Return a plain field, else ``default``; blanks around it are dropped."""
        return self.fields.get(key, "").strip() or default

    def secret(self, key: str) -> Secret | None:
        """Return a secret, or None when it is absent or empty."""
        value = self.secrets.get(key)
        return value or None
