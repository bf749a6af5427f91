"""What a send is asked for and what it will do, as values: order, planned deliveries, guard, plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pushbench.domain.errors import UserError
from pushbench.domain.finding import Draft, Finding, Severity
from pushbench.domain.json_value import Json
from pushbench.domain.message import EMPTY, Message
from pushbench.domain.outcome import Attempt, Outcome
from pushbench.domain.provider import Size
from pushbench.domain.target import Target


@dataclass(frozen=True, slots=True)
class SendOrder:
    """One press of Send as asked for: exactly one of ``profile`` and ``profile_set`` is given."""

    message: Message
    targets: tuple[str, ...]
    """As typed: a device's name, ``@group``, ``tag:x``, ``token:VALUE`` ..."""
    profile: str | None = None
    profile_set: str | None = None
    variables: Mapping[str, Json] = EMPTY
    """Win over device attributes and the message's own sample values."""
    language: str | None = None
    """For every target; None: each device's own locale."""
    variant: str | None = None
    """For every target; None: a stable weighted choice per target."""
    rate: float | None = None
    """Requests per second and origin at most; None: no limit."""
    concurrency: int | None = None
    """Requests under way at once and origin at most; None: the engine decides."""


@dataclass(frozen=True, slots=True)
class PlannedDelivery:
    """One payload to one target, before anything leaves."""

    id: str
    """Becomes the id of the delivery in the history; a lower-case UUID."""
    target: Target
    provider: str
    profile: str
    draft: Draft | None
    """None when composing failed; ``trouble`` says why."""
    findings: tuple[Finding, ...] = ()
    trouble: UserError | None = None
    language: str | None = None
    variant: str | None = None
    title: str = ""
    """The resolved title, for lists and the history's search."""
    body: str = ""
    """The resolved body."""
    environment: str = ""
    """``local``, ``sandbox`` or ``production``."""


@dataclass(frozen=True, slots=True)
class Outside:
    """A target that is not on the allow-list of the production profile it would go through."""

    profile: str
    target: str
    entry: str
    """What the list lacks."""


@dataclass(frozen=True, slots=True)
class Guard:
    """What production asks for before a plan may start."""

    is_production: bool = False
    profiles: tuple[str, ...] = ()
    """Names of the production profiles that the plan uses."""
    device_count: int = 0
    """Deliveries through production profiles; a topic or another crowd counts as one."""
    crowds: tuple[str, ...] = ()
    """Targets whose devices nobody here can count, as typed."""
    needs_count: bool = False
    """Whether the exact ``device_count`` must be said too: above ten devices, or for any crowd."""
    outside: tuple[Outside, ...] = ()
    """What an allow-list forbids; anything here stops the whole send, whatever is confirmed."""
    is_listed: bool = False
    """Whether allow-lists name everything that is meant: a window then asks without having a number typed."""

    @property
    def devices(self) -> int:
        """Deliveries that are no crowds."""
        return self.device_count - len(self.crowds)

    @property
    def needs_typing(self) -> bool:
        """Whether a person types the number; listed devices need none, nobody can list who hears a topic."""
        return self.needs_count and (bool(self.crowds) or not self.is_listed)


@dataclass(frozen=True, slots=True)
class SendPlan:
    """A run that could start: every payload is composed and checked, nothing has left."""

    run_id: str
    order: SendOrder
    deliveries: tuple[PlannedDelivery, ...]
    findings: tuple[Finding, ...] = ()
    """Of the message and of all deliveries, each once, the worst first."""
    guard: Guard = Guard()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that stop a send."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)

    @property
    def troubles(self) -> tuple[UserError, ...]:
        """What kept single deliveries from being composed, each once; stops a send too."""
        seen: dict[str, UserError] = {}
        for delivery in self.deliveries:
            if delivery.trouble is not None:
                seen.setdefault(str(delivery.trouble), delivery.trouble)
        return tuple(seen.values())


@dataclass(frozen=True, slots=True)
class Composed:
    """One message as one provider would carry it."""

    draft: Draft
    findings: tuple[Finding, ...]
    size: Size
    resolved: Message
    """The message with templates, language and variant put in."""
    language: str | None = None
    variant: str | None = None


@dataclass(frozen=True, slots=True)
class Managed:
    """The result of managing a topic or a channel for one target."""

    target: str
    """The target as typed or the device's name; for channels the channel's id or empty."""
    outcome: Outcome
    attempts: tuple[Attempt, ...] = ()

    def values(self, label: str) -> tuple[str, ...]:
        """Return the outcome's facts of that label: ``topic``, ``channel``, ``storage``."""
        return tuple(value for name, value in self.outcome.facts if name == label)
