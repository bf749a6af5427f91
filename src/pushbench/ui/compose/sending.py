"""One press of Send: plan, ask where production is meant, start, follow the events."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pushbench.domain.errors import UserError
from pushbench.domain.finding import Finding
from pushbench.domain.outcome import OutcomeKind
from pushbench.engine.events import DeliveryEnded, RunEnded
from pushbench.engine.plan import SendOrder, SendPlan
from pushbench.ui.compose.send_log import SendLog
from pushbench.ui.compose.state import SendState

if TYPE_CHECKING:
    from pushbench.engine.sending import Run
    from pushbench.engine.workspace import Workspace

_TELL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What a person said to the production dialog."""

    device_count: int | None = None
    """The number they typed, where one was asked for."""


Confirmer = Callable[[SendPlan], Awaitable[Confirmation | None]]
"""Asks before a production send; None means no."""


class Sender(QObject):
    """Runs one plan at a time. ``changed`` tells a new :attr:`state`; ``refused`` the findings that stopped a send."""

    changed = Signal()
    refused = Signal(list)
    ended = Signal()

    def __init__(self, workspace: Workspace, log: SendLog, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._log = log
        self._run: Run | None = None
        self._told_at = 0.0
        self.state = SendState()
        self.confirmer: Confirmer | None = None

    @property
    def is_busy(self) -> bool:
        return self.state.is_running or self.state.is_preparing

    async def send(self, order: SendOrder) -> None:
        """Plan and send. Raises UserError for whatever stops it before anything leaves."""
        await self.send_plan(lambda: self._workspace.plan(order))

    async def send_plan(self, planning: Callable[[], Awaitable[SendPlan]]) -> None:
        """Send a plan that is still to be made."""
        if self.is_busy:
            return
        self._become(is_preparing=True)
        try:
            plan = await planning()
            self._refuse_errors(plan)
            confirmation = await self._confirmed(plan)
            if confirmation is None:
                return
            self._run = self._workspace.start(plan, confirmed=plan.guard.is_production, allow=confirmation.device_count)
        finally:
            self._become(is_preparing=False)
        await self._follow(plan, self._run)

    async def validate(self, order: SendOrder) -> None:
        """Build every request without opening a connection and show them as validated."""
        if self.is_busy:
            return
        self._become(is_preparing=True)
        try:
            plan = await self._workspace.plan(order)
            self._refuse_errors(plan)
            self._log.begin(plan, time.time())
            results = await self._workspace.dry_run(plan)
            for record, _ in results:
                self._log.end(record, is_dry_run=True)
            self._log.flush()
            self.state = SendState(
                title=plan.order.message.name, total=len(plan.deliveries), done=len(results), not_sent=len(results)
            )
        finally:
            self._become(is_preparing=False)

    def stop(self) -> None:
        """Finish what is in flight and send nothing more."""
        if self._run is not None:
            self._run.stop()

    def _refuse_errors(self, plan: SendPlan) -> None:
        if plan.errors:
            self.refused.emit(list(plan.errors))
            raise _refusal(plan.errors)
        if plan.troubles:
            raise plan.troubles[0]
        if not plan.deliveries:
            raise UserError(
                "Nothing was sent.",
                "The targets stand for no device.",
                "Add a device, a group with devices or a topic.",
            )

    async def _confirmed(self, plan: SendPlan) -> Confirmation | None:
        if not plan.guard.is_production:
            return Confirmation()
        return await self.confirmer(plan) if self.confirmer is not None else None

    async def _follow(self, plan: SendPlan, run: Run) -> None:
        self.state = SendState(is_running=True, title=plan.order.message.name, total=len(plan.deliveries))
        self._log.begin(plan, time.time())
        self.changed.emit()
        try:
            async for event in run.events():
                self._log.apply(event)
                if isinstance(event, DeliveryEnded):
                    self._count(event)
                elif isinstance(event, RunEnded):
                    summary = event.summary
                    self.state = replace(
                        self.state,
                        accepted=summary.accepted,
                        rejected=summary.rejected,
                        unclear=summary.unclear,
                        not_sent=summary.not_sent,
                    )
        finally:
            self._run = None
            self._log.flush()
            self._become(is_running=False, retrying=0)
            self.ended.emit()

    def _count(self, event: DeliveryEnded) -> None:
        kind = event.record.outcome.kind
        name = {
            OutcomeKind.ACCEPTED: "accepted",
            OutcomeKind.REJECTED: "rejected",
            OutcomeKind.UNCLEAR: "unclear",
            OutcomeKind.NOT_SENT: "not_sent",
        }[kind]
        self.state = replace(
            self.state,
            **{name: getattr(self.state, name) + 1},
            done=self.state.done + 1,
            retrying=self._log.retrying,
        )
        now = time.monotonic()
        if now - self._told_at >= _TELL_SECONDS:
            self._told_at = now
            self.changed.emit()

    def _become(self, **changes: object) -> None:
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]
        self.changed.emit()


def _refusal(errors: tuple[Finding, ...]) -> UserError:
    first = errors[0]
    more = f" {len(errors) - 1} more like this stand in the JSON." if len(errors) > 1 else ""
    return UserError(f"Nothing was sent: {first.what}", f"{first.why}{more}", first.fix)
