"""The sample push: sent to the virtual device in sight, followed until it arrives."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pushbench.domain.errors import UserError
from pushbench.domain.outcome import StepKind
from pushbench.domain.profile import Environment
from pushbench.engine.events import DeliveryEnded, DeliveryStarted, RetryWaiting, RunEvent
from pushbench.engine.linking import sample_message
from pushbench.engine.plan import SendOrder, SendPlan
from pushbench.ui.sandbox.pushes import Push
from pushbench.ui.sandbox.state import Phase, Sample, VirtualPhone

if TYPE_CHECKING:
    from pushbench.engine.sending import Run
    from pushbench.ui.sandbox.model import SandboxModel


def _tr(text: str) -> str:
    return QCoreApplication.translate("SandboxSampling", text)


class Sampling:
    """Sends through the local profile of the device's service, like any other message."""

    def __init__(self, model: SandboxModel) -> None:
        self._model = model
        self._workspace = model.session.workspace
        self._run: Run | None = None
        self._pressed_at = 0.0
        self._sample_at: tuple[str, str] = ("", "")

    @property
    def words(self) -> str:
        """Title of the sample."""
        return sample_message().name

    def send(self) -> None:
        """Send the sample push to the device in sight."""
        state = self._model.state
        if state.phase is Phase.RUNNING and state.phone is not None and not state.sample.is_sending:
            self._pressed_at = time.time()
            self._model.become(sample=Sample(is_sending=True, device=state.phone.name), follows=True)
            self._model.scope.start("sample", self._send(state.phone))

    def stop(self) -> None:
        """Send nothing more; what is on its way is finished."""
        if self._run is not None:
            self._run.stop()

    async def _send(self, phone: VirtualPhone) -> None:
        message = sample_message()
        self._sample_at = (phone.name, message.content.title or "")
        try:
            order = SendOrder(message, (await self._target(phone),), profile=await self._profile(phone.provider))
            plan = await self._workspace.plan(order)
            _refuse(plan)
            self._run = self._workspace.start(plan)
            async for event in self._run.events():
                self._follow(event)
        except UserError as error:
            self._become(trouble=error)
        finally:
            self._run = None
            self._become(is_sending=False, retry_seconds=None)
            self._model.session.history_changed.emit()
            self._model.session.devices_changed.emit()

    def _follow(self, event: RunEvent) -> None:
        if isinstance(event, RetryWaiting):
            self._become(retry_seconds=event.seconds)
        elif isinstance(event, DeliveryStarted):
            self._become(retry_seconds=None)
        elif isinstance(event, DeliveryEnded):
            record = event.record
            tries = sum(attempt.step is StepKind.DELIVER for attempt in record.attempts)
            self._become(outcome=record.outcome, attempts=tries, delivery=record.id, retry_seconds=None)

    def on_pushes(self, pushes: Sequence[Push]) -> None:
        """Recognise the sample among what arrived."""
        sample = self._model.state.sample
        if sample.reached_ms is not None or not self._pressed_at:
            return
        first = next(
            (p for p in pushes if (p.device, p.title) == self._sample_at and p.at >= self._pressed_at - 0.001), None
        )
        if first is not None:
            self._become(reached_ms=max(0.0, (first.at - self._pressed_at) * 1000))
            self._model.on_first_push()

    async def _target(self, phone: VirtualPhone) -> str:
        """Return the device of the library, or the bare token where it was removed or renamed."""
        device = await self._workspace.store.run(lambda db: db.devices.get(phone.name))
        return phone.name if device is not None and device.token == phone.token else f"token:{phone.token}"

    async def _profile(self, provider: str) -> str:
        profiles = [
            profile
            for profile in await self._workspace.profiles()
            if profile.provider == provider and profile.environment is Environment.LOCAL
        ]
        if profiles:
            return next((p for p in profiles if p.name == f"local-{provider}"), profiles[0]).name
        title = self._workspace.registry.provider(provider).spec.short_title
        raise UserError(
            _tr("The sample was not sent."),
            _tr("There is no local profile for {title} any more.").format(title=title),
            _tr("Make one in Providers, with the environment Local and nothing else filled in."),
        )

    def _become(self, **changes: object) -> None:
        sample = replace(self._model.state.sample, **changes)  # type: ignore[arg-type]
        self._model.become(sample=sample)


def _refuse(plan: SendPlan) -> None:
    if plan.errors:
        first = plan.errors[0]
        raise UserError(_tr("The sample was not sent: {what}").format(what=first.what), first.why, first.fix)
    if plan.troubles:
        raise plan.troubles[0]
