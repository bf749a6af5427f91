"""What the History screen shows, as one value."""

from __future__ import annotations

from dataclasses import dataclass, field

from pushbench.domain.device import Device
from pushbench.domain.outcome import Attempt, DeliveryEvent, DeliveryRecord, StepKind
from pushbench.store.history import RunRecord
from pushbench.ui.history.filters import Filters
from pushbench.ui.history.overview import Figures, Overview, figures


@dataclass(frozen=True, slots=True)
class Inspected:
    """One delivery with what is known around it."""

    record: DeliveryRecord
    run: RunRecord | None = None
    device: Device | None = None
    """The device of the library it went to, if that still has the same token."""
    groups: tuple[str, ...] = ()
    """Groups the device is in."""
    similar: int = 0
    """Other deliveries of today that this service answered with the same status."""
    due_at: float | None = None
    """Unix seconds at which the service is asked what became of it."""

    @property
    def last_word(self) -> DeliveryEvent | None:
        """What the service said last, when it was asked later."""
        return self.record.events[-1] if self.record.events else None

    @property
    def is_target_dead(self) -> bool:
        """Whether an answer proves the token dead, the first or a later one."""
        return self.record.outcome.is_target_dead or any(event.is_target_dead for event in self.record.events)

    @property
    def last_push(self) -> int:
        """The place of the last attempt that carried the push, else 0."""
        steps = [number for number, item in enumerate(self.record.attempts) if item.step is StepKind.DELIVER]
        return steps[-1] if steps else 0


@dataclass(frozen=True, slots=True)
class PreviewChoice:
    """Where the payload is shown; an empty surface: the first that fits."""

    surface: str = ""
    is_dark: bool = False


@dataclass(frozen=True, slots=True)
class HistoryState:
    """Everything but the rows, which have a model of their own."""

    filters: Filters = field(default_factory=Filters)
    pins: tuple[tuple[str, Filters], ...] = ()
    """Filters that were saved, by name."""
    kept: int = 0
    """Deliveries in the history in all."""
    shown: int = 0
    """Deliveries that fit the filters."""
    overview: Overview = field(default_factory=Overview)
    current: str = ""
    inspected: Inspected | None = None
    attempt: int = 0
    """Which attempt Request, Response and Preview show."""
    tab: str = "summary"
    preview: PreviewChoice = PreviewChoice()
    saved_difference: str = ""
    """What left against the message as it is saved now; empty while it is not known."""
    is_inspector_open: bool = True
    is_ready: bool = False
    is_asking: bool = False
    """Whether services are being asked just now."""
    busy: str = ""
    """What takes long just now, in words."""

    @property
    def record(self) -> DeliveryRecord | None:
        return self.inspected.record if self.inspected is not None else None

    @property
    def shown_attempt(self) -> Attempt | None:
        """The attempt in sight."""
        attempts = self.attempts
        return attempts[min(self.attempt, len(attempts) - 1)] if attempts else None

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """Every exchange of the delivery: those that sent it, then those that asked about it later."""
        record = self.record
        if record is None:
            return ()
        return (*record.attempts, *(attempt for event in record.events for attempt in event.attempts))

    @property
    def figures(self) -> Figures:
        """Sums over the stretch of time in sight."""
        return figures(self.overview.within(self.filters.since, self.filters.until))
