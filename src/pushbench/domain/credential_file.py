"""What a dropped or pasted credential is, read without asking anyone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pushbench.domain.finding import Finding
from pushbench.domain.secret import Secret


@dataclass(frozen=True, slots=True)
class CredentialText:
    """A file's or a clipboard's content; ``name`` is the file's, which often carries an id."""

    data: Secret
    """The text as it came, or the base64 of bytes that are none."""
    name: str = ""
    is_base64: bool = False
    passphrase: Secret | None = None
    """What opens an encrypted key or a .p12, once a person has given it."""
    now: float = 0.0
    """Unix seconds: against what validity dates are read. 0 says nothing about them."""


@dataclass(frozen=True, slots=True)
class CredentialReading:
    """One service's reading of a credential: which fields it fills and what is wrong with it."""

    provider: str
    title: str
    """``APNs signing key``, ``Firebase service account`` ..."""
    certainty: float
    """0 to 1; the highest wins among providers."""
    values: Mapping[str, str] = field(default_factory=dict)
    """Plain fields of a profile that it fills."""
    secrets: Mapping[str, Secret] = field(default_factory=dict)
    """Secret fields of a profile that it fills."""
    facts: tuple[tuple[str, str], ...] = ()
    """What can be said of it without showing it: curve, key id, team, project, topics, validity; label and value."""
    findings: tuple[Finding, ...] = ()
    """What is broken, swapped, expired or does not fit; pointers are ``/fields/KEY`` or empty."""
    environment: str = ""
    """``sandbox`` or ``production`` where the credential itself says so."""
    identity: Mapping[str, str] = field(default_factory=dict)
    """Whose it is, by the provider's own field keys or other short names (``project_id``, ``public_key``, ``serial``):
    a profile of the same service with an equal entry is one that it belongs into."""
    needs_passphrase: bool = False
    """It is locked: read it once more with :attr:`CredentialText.passphrase`."""
