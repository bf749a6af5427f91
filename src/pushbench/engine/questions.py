"""When a service is asked what became of a delivery: pure decisions over its plan and what is known."""

from __future__ import annotations

from pushbench.domain.follow_up import FollowUp
from pushbench.domain.outcome import DeliveryEvent, DeliveryRecord, OutcomeKind, StepKind
from pushbench.engine.registry import Registry
from pushbench.store.history import PendingQuestion


def accepted_at(record: DeliveryRecord) -> float:
    """Return when the service took a delivery, in Unix seconds: the end of the last request that carried it."""
    for attempt in reversed(record.attempts):
        if attempt.step is StepKind.DELIVER and attempt.response is not None:
            return attempt.started_at + attempt.total_ms / 1000
    return record.at


def deadline(follow_up: FollowUp, record: DeliveryRecord) -> float:
    """Return until when the service remembers a delivery."""
    return accepted_at(record) + follow_up.forgotten_after_seconds


def is_open(follow_up: FollowUp, outcome: OutcomeKind, provider_id: str | None, at: float, now: float) -> bool:
    """Whether a delivery from ``at`` can be asked about ``now``."""
    return outcome is OutcomeKind.ACCEPTED and bool(provider_id) and now <= at + follow_up.forgotten_after_seconds


def first_question(registry: Registry, record: DeliveryRecord) -> PendingQuestion | None:
    """Return the first question about a new delivery, where its service can be asked at all."""
    follow_up = registry.provider(record.provider).follow_up if record.provider in registry else None
    if follow_up is None or not follow_up.after_seconds:
        return None
    if record.outcome.kind is not OutcomeKind.ACCEPTED or not record.outcome.provider_id:
        return None
    return PendingQuestion(record.id, accepted_at(record) + follow_up.after_seconds[0])


def after_answer(
    follow_up: FollowUp, record: DeliveryRecord, event: DeliveryEvent, pending: PendingQuestion | None
) -> PendingQuestion | None:
    """Return the next question; None once the fate is known, or when the last planned one was put.

    Asking by hand before the time leaves the plan as it is.
    """
    if event.fate.is_final or pending is None:
        return None
    begun, times = accepted_at(record), follow_up.after_seconds
    asked = pending.asked
    while asked < len(times) and begun + times[asked] <= event.at:
        asked += 1
    if asked >= len(times):
        return None
    return PendingQuestion(record.id, begun + times[asked], asked)
