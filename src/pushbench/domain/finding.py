"""Results of checking a payload, and the rules that give them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from pushbench.domain.carrying import FieldLoss
from pushbench.domain.json_value import Json
from pushbench.domain.profile import Credentials
from pushbench.domain.target import Target


class Severity(Enum):
    """Only errors stop a send."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Fix:
    """A one-click mend: a merge patch over ``{"headers": ..., "payload": ...}``."""

    label: str
    """Verb first: ``Set to 10``."""
    patch: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of checking: where, what, why, and what to do."""

    rule: str
    """Rule id such as ``APNS012``."""
    severity: Severity
    pointer: str
    """JSON pointer (RFC 6901) into ``{"headers": ..., "payload": ...}``, or into the message for
    findings of the ``MSG`` family; ``""`` is the whole document."""
    what: str
    why: str
    fix: str
    provider: str = ""
    patch: Fix | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What leaves for one provider before a target is put in; the document the JSON editor shows."""

    provider: str
    payload: Json
    headers: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Finding, ...] = ()
    """What composing had to drop, rename or re-type, as findings of severity NOTE or WARNING."""
    overridden: frozenset[str] = frozenset()
    """Pointers set by hand, below ``/headers`` or ``/payload``."""
    losses: tuple[FieldLoss, ...] = ()
    """What of the message the service does not carry as it is; made by ``providers.formats.carrying``."""

    def document(self) -> dict[str, Json]:
        """Return ``{"headers": ..., "payload": ...}``."""
        return {"headers": dict(self.headers), "payload": self.payload}


@dataclass(frozen=True, slots=True)
class CheckContext:
    """What a rule may know beside the draft; everything may be absent."""

    now: float = 0.0
    """Unix seconds."""
    credentials: Credentials | None = None
    """Plain fields only where secrets are not open; rules must not need secrets."""
    target: Target | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where a rule applies; texts default to the rule's own."""

    pointer: str
    what: str
    why: str = ""
    fix: str = ""
    patch: Fix | None = None
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A numbered, documented check over a draft."""

    id: str
    severity: Severity
    title: str
    why: str
    fix: str
    check: Callable[[Draft, CheckContext], Iterator[Hit]]
    source: str = ""
    """The document that the rule comes from."""

    def findings(self, draft: Draft, context: CheckContext) -> Iterator[Finding]:
        """Run the rule over a draft."""
        for hit in self.check(draft, context):
            yield Finding(
                rule=self.id,
                severity=hit.severity or self.severity,
                pointer=hit.pointer,
                what=hit.what,
                why=hit.why or self.why,
                fix=hit.fix or self.fix,
                provider=draft.provider,
                patch=hit.patch,
            )
