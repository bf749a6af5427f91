"""What the user writes: one message for all services, as ``contract.md`` fixes its file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from pushbench.domain.json_value import Json


class _Empty(Mapping[str, Json]):
    """Equals ``{}``; hashable, because a dataclass takes no other value as a default before Python 3.12."""

    __slots__ = ()

    def __getitem__(self, key: str) -> Json:
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __hash__(self) -> int:
        return hash(_Empty)

    def __repr__(self) -> str:
        return "{}"


EMPTY: Mapping[str, Json] = _Empty()


class Kind(Enum):
    """What a message is for."""

    ALERT = "alert"
    SILENT = "silent"
    VOIP = "voip"
    LIVE_ACTIVITY = "live-activity"
    DATA = "data"


class Priority(Enum):
    """How urgently a message is handed on; each provider has its own spelling."""

    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class Interruption(Enum):
    """Apple's interruption levels."""

    PASSIVE = "passive"
    ACTIVE = "active"
    TIME_SENSITIVE = "time-sensitive"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True)
class Content:
    """The words and media of a message. ``None`` means "not written", which differs from ``""``."""

    title: str | None = None
    subtitle: str | None = None
    body: str | None = None
    image: str | None = None
    icon: str | None = None
    sound: str | None = None
    badge: int | str | None = None
    """A count, or a template (``"{{unread}}"``) until it is resolved."""
    link: str | None = None
    category: str | None = None
    thread: str | None = None
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """One button of the notification."""

    id: str
    title: str
    link: str | None = None
    icon: str | None = None


@dataclass(frozen=True, slots=True)
class LiveActivity:
    """The parts of a Live Activity push; times are Unix seconds."""

    event: str = "update"
    """``start``, ``update`` or ``end``."""
    state: Mapping[str, Json] = EMPTY
    attributes_type: str | None = None
    attributes: Mapping[str, Json] = EMPTY
    stale_at: int | None = None
    dismiss_at: int | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a message is to be handed on."""

    kind: Kind = Kind.ALERT
    priority: Priority | None = None
    ttl_seconds: int | None = None
    collapse_id: str | None = None
    interruption: Interruption | None = None
    relevance: float | None = None
    live_activity: LiveActivity | None = None

    @property
    def effective_priority(self) -> Priority:
        """The priority that leaves: the written one, else high for what must show at once."""
        if self.priority is not None:
            return self.priority
        if self.kind in (Kind.ALERT, Kind.VOIP, Kind.LIVE_ACTIVITY):
            return Priority.HIGH
        return Priority.NORMAL


@dataclass(frozen=True, slots=True)
class Variant:
    """One arm of an A/B test: replaces parts of the content for its share of the targets."""

    weight: float = 50
    content: Mapping[str, Json] = EMPTY


@dataclass(frozen=True, slots=True)
class Override:
    """A change made by hand to one provider's JSON or headers: merge patches (RFC 7396)."""

    headers: Mapping[str, Json] = EMPTY
    payload: Json = field(default_factory=dict)
    """A merge patch; ``{}`` changes nothing."""


@dataclass(frozen=True, slots=True)
class Message:
    """What the user writes. Templates (``{{name}}``) stand in its strings until they are resolved."""

    name: str = ""
    content: Content = Content()
    actions: tuple[Action, ...] = ()
    delivery: Delivery = Delivery()
    data: Mapping[str, Json] = EMPTY
    variables: Mapping[str, Json] = EMPTY
    languages: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)
    """Language tag -> content fields in that language."""
    variants: Mapping[str, Variant] = field(default_factory=dict)
    overrides: Mapping[str, Override] = field(default_factory=dict)
    """Provider id -> override."""
    unknown: Mapping[str, Json] = EMPTY
    """JSON pointer -> value of keys this version does not know; kept on save, reported as a warning."""
    translations: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)
    """Set by resolving alone, for services that take every language at once: language tag -> content fields, their
    templates filled in. Empty where one language was chosen."""
