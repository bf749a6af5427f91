"""What a run tells while it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from pushbench.domain.outcome import Attempt, DeliveryRecord


@dataclass(frozen=True, slots=True)
class RunStarted:
    """The first event of a run."""

    run_id: str
    total: int
    """Deliveries of the plan."""


@dataclass(frozen=True, slots=True)
class DeliveryStarted:
    """A delivery's first request is about to leave."""

    delivery_id: str


@dataclass(frozen=True, slots=True)
class AttemptEnded:
    """One HTTP exchange ended, with an answer or without."""

    delivery_id: str
    attempt: Attempt


@dataclass(frozen=True, slots=True)
class RetryWaiting:
    """A delivery waits before it is sent again."""

    delivery_id: str
    seconds: float
    number: int
    """The number of the try that follows, from 2."""


@dataclass(frozen=True, slots=True)
class DeliveryEnded:
    """A delivery has its outcome; the record is what the history keeps."""

    record: DeliveryRecord


@dataclass(frozen=True, slots=True)
class RunSummary:
    """How a run ended, in counts of deliveries."""

    run_id: str
    accepted: int
    rejected: int
    unclear: int
    not_sent: int
    seconds: float
    """From start to the last outcome."""
    reached_server: bool
    """Whether any attempt may have reached a server."""


@dataclass(frozen=True, slots=True)
class RunEnded:
    """The last event of a run; everything is in the history by now."""

    summary: RunSummary


@dataclass(frozen=True, slots=True)
class PushShown:
    """What a virtual device of the emulator displayed."""

    device: str
    provider: str
    """The service it was sent through; another may have handed it to the device."""
    title: str
    body: str


RunEvent: TypeAlias = RunStarted | DeliveryStarted | AttemptEnded | RetryWaiting | DeliveryEnded | RunEnded
