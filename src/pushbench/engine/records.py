"""What the history keeps of a delivery."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pushbench.domain.errors import UserError
from pushbench.domain.outcome import Attempt, DeliveryRecord, Explain, Outcome, OutcomeKind, StepKind
from pushbench.engine.plan import PlannedDelivery, SendPlan
from pushbench.engine.trace import Trace

STOPPED = Outcome(
    OutcomeKind.NOT_SENT,
    reason="stopped",
    explain=Explain("This one was not sent.", "The run was stopped before its turn came.", "Send it again when ready."),
)
_CUT_OFF = Outcome(
    OutcomeKind.UNCLEAR,
    reason="cut off",
    explain=Explain(
        "Pushbench stopped while the answer was awaited.",
        "The request had left; whether the push was taken nobody can say.",
        "Look at the device before you send again: it may get the push twice.",
    ),
)
_DRY = Outcome(
    OutcomeKind.NOT_SENT,
    reason="dry run",
    explain=Explain("This was a dry run.", "The request was built and no connection was opened.", "Send it for real."),
)


@dataclass(frozen=True, slots=True)
class Recorder:
    """Makes the records of one run."""

    plan: SendPlan

    def record(
        self, delivery: PlannedDelivery, outcome: Outcome, attempts: Sequence[Attempt], at: float
    ) -> DeliveryRecord:
        """Return the record of a delivery that began at ``at`` (Unix seconds)."""
        return DeliveryRecord(
            id=delivery.id,
            run_id=self.plan.run_id,
            provider=delivery.provider,
            profile=delivery.profile,
            environment=delivery.environment,
            target=delivery.target.label,
            target_kind=delivery.target.kind.value,
            token=delivery.target.value,
            outcome=outcome,
            attempts=tuple(attempts),
            at=at,
            latency_ms=_latency(attempts),
            message_name=self.plan.order.message.name,
            title=delivery.title,
            body=delivery.body,
            language=delivery.language,
            variant=delivery.variant,
            draft={} if delivery.draft is None else delivery.draft.document(),
        )

    def not_started(self, delivery: PlannedDelivery, at: float, trouble: UserError | None = None) -> DeliveryRecord:
        """Return the record of a delivery that the run never came to: it was stopped, or met a trouble."""
        if trouble is None:
            return self.record(delivery, STOPPED, (), at)
        explain = Explain(trouble.what, trouble.why, trouble.fix)
        return self.record(delivery, Outcome(OutcomeKind.NOT_SENT, explain=explain), (), at)

    def cut_off(self, delivery: PlannedDelivery, trace: Trace, at: float) -> DeliveryRecord:
        """Return the record of a delivery that was broken off, honest about what may have arrived."""
        return self.record(delivery, _CUT_OFF if trace.was_delivering() else STOPPED, trace.attempts, at)

    def dry(self, delivery: PlannedDelivery, at: float) -> DeliveryRecord:
        """Return the record of a dry run."""
        return self.record(delivery, _DRY, (), at)

    def mistake(self, delivery: PlannedDelivery, trace: Trace, error: Exception, at: float) -> DeliveryRecord:
        """Return the record of a delivery that a mistake in Pushbench broke off."""
        kind = OutcomeKind.UNCLEAR if trace.was_delivering() else OutcomeKind.NOT_SENT
        explain = Explain(
            "Pushbench ran into a mistake of its own.",
            f"It is in the program and not in the message: {type(error).__name__}.",
            "Report it with the log; the other deliveries are not affected.",
        )
        return self.record(delivery, Outcome(kind, reason="bug", explain=explain), trace.attempts, at)


def _latency(attempts: Sequence[Attempt]) -> float | None:
    """Return the milliseconds of the last request that carried the push and was answered."""
    answered = (item.total_ms for item in reversed(attempts) if item.step is StepKind.DELIVER and item.response)
    return next(answered, None)


def reached_server(attempts: Sequence[Attempt]) -> bool:
    """Whether any of the requests may have reached a server."""
    return any(
        item.response is not None or (item.failure is not None and item.failure.reached_server) for item in attempts
    )
