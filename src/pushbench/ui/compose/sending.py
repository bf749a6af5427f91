"""From Send to the last answer: plan, ask where production is meant, start, follow the events; one run at a time."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal

from pushbench.domain.errors import UserError
from pushbench.domain.finding import Finding
from pushbench.domain.outcome import OutcomeKind
from pushbench.engine.events import DeliveryEnded, DeliveryStarted, RetryWaiting, RunEnded
from pushbench.engine.plan import SendOrder, SendPlan
from pushbench.ui.compose.send_log import SendLog, is_offline
from pushbench.ui.compose.state import SendState

if TYPE_CHECKING:
    from pushbench.engine.sending import Run
    from pushbench.engine.workspace import Workspace


def _tr(text: str) -> str:
    return QCoreApplication.translate("Sending", text)


_TELL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What a person said to the production dialog."""

    device_count: int | None = None
    """The number they confirmed, where one is needed."""
    only_validates: bool = False
    """They want the requests built and checked first; nothing leaves."""


Confirmer = Callable[[SendPlan], Awaitable[Confirmation | None]]
"""Asks before a production send; None means no."""
Planning = Callable[[], Awaitable[SendPlan]]


class Sender(QObject):
    """Runs one plan at a time; what is asked for meanwhile waits its turn, confirmed already.

    ``changed`` tells a new :attr:`state`; ``refused`` the findings that stopped a send; ``queued`` the name of a
    message whose send waits for the one under way.
    """

    changed = Signal()
    refused = Signal(list)
    ended = Signal()
    queued = Signal(str)

    def __init__(self, workspace: Workspace, log: SendLog, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._log = log
        self._run: Run | None = None
        self._queue: deque[tuple[SendPlan, Confirmation]] = deque()
        self._told_at = 0.0
        self.state = SendState()
        self.confirmer: Confirmer | None = None

    @property
    def is_busy(self) -> bool:
        return self.state.is_running or self.state.is_preparing

    async def send(self, order: SendOrder) -> None:
        """Plan and send. Raises UserError for whatever stops it before anything leaves."""
        await self.send_plan(lambda: self._workspace.plan(order))

    async def send_plan(self, planning: Planning) -> None:
        """Send a plan that is still to be made, after the run under way; a person is asked at once."""
        self._refuse_second()
        self._become(is_preparing=True)
        try:
            plan = await planning()
            self._refuse_errors(plan)
            confirmation = await self._confirmed(plan)
            if confirmation is None:
                return
            if confirmation.only_validates:
                await self._validate(plan)
                return
            self._queue.append((plan, confirmation))
        finally:
            self._become(is_preparing=False)
        if self.state.is_running:
            self._log.queue(plan, time.time())
            self._become(queued=len(self._queue))
            self.queued.emit(plan.order.message.name)
        else:
            await self._send_queued()

    async def validate(self, order: SendOrder) -> None:
        """Build every request without opening a connection and show them as validated."""
        self._refuse_second()
        self._become(is_preparing=True)
        try:
            plan = await self._workspace.plan(order)
            self._refuse_errors(plan)
            await self._validate(plan)
        finally:
            self._become(is_preparing=False)

    def stop(self) -> None:
        """Finish what is in flight and send nothing more, nor what waits."""
        self._drop_queue()
        if self._run is not None:
            self._run.stop()
            self._become(is_stopping=True, queued=0)

    def retry_now(self, delivery_id: str) -> None:
        """Let a delivery that waits for its next try go at once."""
        if self._run is not None:
            self._run.retry_now(delivery_id)

    def count_later(self, failed: int) -> None:
        """Take note of how many of the last run failed after they were accepted."""
        if self.state.failed_later != failed:
            self._become(failed_later=failed)

    # -- before anything leaves -----------------------------------------------------------------------

    def _refuse_second(self) -> None:
        if self.state.is_preparing:
            raise UserError(
                _tr("This was not sent."),
                _tr("Another send is being checked or waits for an answer."),
                _tr("Answer its question, or wait a moment and send again."),
            )

    async def _validate(self, plan: SendPlan) -> None:
        self._log.queue(plan, time.time())
        results = await self._workspace.dry_run(plan)
        for record, _ in results:
            self._log.end(record, is_dry_run=True)
        self._log.flush()
        if not self.state.is_running:
            count = len(results)
            self.state = SendState(title=plan.order.message.name, total=count, done=count, validated=count)

    def _refuse_errors(self, plan: SendPlan) -> None:
        if plan.errors:
            self.refused.emit(list(plan.errors))
            raise _refusal(plan.errors)
        if plan.troubles:
            raise plan.troubles[0]
        if not plan.deliveries:
            raise UserError(
                _tr("Nothing was sent."),
                _tr("The targets stand for no device."),
                _tr("Add a device, a group with devices or a topic."),
            )

    async def _confirmed(self, plan: SendPlan) -> Confirmation | None:
        if not plan.guard.is_production:
            return Confirmation()
        return await self.confirmer(plan) if self.confirmer is not None else None

    # -- while it leaves ------------------------------------------------------------------------------

    async def _send_queued(self) -> None:
        try:
            while self._queue:
                plan, confirmation = self._queue[0]
                run = self._workspace.start(plan, confirmed=plan.guard.is_production, allow=confirmation.device_count)
                self._queue.popleft()
                await self._follow(plan, run)
        finally:
            self._drop_queue()  # nothing is left but after an error or at the end of the window

    def _drop_queue(self) -> None:
        for plan, _ in self._queue:
            self._log.drop(plan)
        self._queue.clear()

    async def _follow(self, plan: SendPlan, run: Run) -> None:
        self._run = run
        self.state = SendState(
            is_preparing=self.state.is_preparing,
            is_running=True,
            title=plan.order.message.name,
            total=len(plan.deliveries),
            queued=len(self._queue),
        )
        self._log.begin(plan, time.time())
        self.changed.emit()
        try:
            async for event in run.events():
                self._log.apply(event)
                if isinstance(event, DeliveryEnded):
                    self._count(event)
                elif isinstance(event, (RetryWaiting, DeliveryStarted)):
                    self._tell_soon()
                elif isinstance(event, RunEnded):
                    summary = event.summary
                    self.state = replace(
                        self.state,
                        accepted=summary.accepted,
                        rejected=summary.rejected,
                        unclear=summary.unclear,
                        not_sent=summary.not_sent - self.state.offline,
                    )
        finally:
            self._run = None
            self._log.flush()
            self._become(is_running=False, is_stopping=False, retrying=0)
            self.ended.emit()

    def _count(self, event: DeliveryEnded) -> None:
        kind = event.record.outcome.kind
        name = {
            OutcomeKind.ACCEPTED: "accepted",
            OutcomeKind.REJECTED: "rejected",
            OutcomeKind.UNCLEAR: "unclear",
            OutcomeKind.NOT_SENT: "offline" if is_offline(event.record) else "not_sent",
        }[kind]
        self.state = replace(self.state, **{name: getattr(self.state, name) + 1}, done=self.state.done + 1)
        self._tell_soon()

    def _tell_soon(self) -> None:
        self.state = replace(self.state, retrying=self._log.retrying)
        now = time.monotonic()
        if now - self._told_at >= _TELL_SECONDS:
            self._told_at = now
            self.changed.emit()

    def _become(self, **changes: object) -> None:
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]
        self.changed.emit()


def _refusal(errors: tuple[Finding, ...]) -> UserError:
    first = errors[0]
    more = _tr(" {count} more like this stand in the JSON.").format(count=len(errors) - 1) if len(errors) > 1 else ""
    return UserError(_tr("Nothing was sent: {what}").format(what=first.what), f"{first.why}{more}", first.fix)
