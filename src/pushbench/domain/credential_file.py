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
