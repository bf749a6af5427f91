"""Send, validate, stop, send again."""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication

from pushbench.domain.errors import UserError
from pushbench.domain.finding import Finding
from pushbench.engine.plan import SendOrder, SendPlan
from pushbench.ui.compose.log_following import LogFollowing
from pushbench.ui.compose.log_verbs import LogVerbs
from pushbench.ui.compose.network_return import NetworkReturn
from pushbench.ui.compose.problems import message_field
from pushbench.ui.compose.send_log import SendLog
from pushbench.ui.compose.sending import Sender

if TYPE_CHECKING:
    from pushbench.ui.compose.model import ComposeModel


def _tr(text: str) -> str:
    return QCoreApplication.translate("SendVerbs", text)


class SendVerbs:
    """Turns what stands on the screen into an order and hands it to the sender."""

    def __init__(self, model: ComposeModel) -> None:
        self._model = model
        self.log = SendLog(lambda provider: model.desk.provider(provider).spec.short_title, model)
        self._numbers = itertools.count(1)
        self._network = NetworkReturn(self, model)
        self.sender = Sender(model.workspace, self.log, model)
        self.log_verbs = LogVerbs(model)
        self.sender.changed.connect(lambda: model.become(send=self.sender.state))
        self.sender.refused.connect(self._on_refused)
        self.sender.queued.connect(self._on_queued)
        self.following = LogFollowing(model, self.log)
        self.log.can_cancel = model.workspace.can_cancel
        self.sender.ended.connect(self._network.watch)
        self.sender.ended.connect(self.following.look)
        self.sender.ended.connect(model.session.history_changed)
        self.sender.ended.connect(model.session.devices_changed)

    def send(self) -> None:
        """Send the message in sight. While a run goes on it says so and does nothing: Ctrl+Enter never stops one."""
        if self.sender.state.is_running:
            self._model.session.notices.tell(_tr("A run is under way. It ends first."), _tr("Stop"), self.sender.stop)
        else:
            self._start(self._send())

    def send_or_stop(self) -> None:
        """What the button does: send, or finish what is in flight and send nothing more."""
        if self.sender.state.is_running:
            self.sender.stop()
        else:
            self.send()

    def validate(self) -> None:
        """Check everything and build the requests; nothing leaves."""
        self._start(self._validate())

    def send_planned(self, planning: Callable[[], Awaitable[SendPlan]]) -> None:
        """Send a plan that somebody else makes, such as a delivery again; while a run goes on it waits its turn."""
        self._start(self.sender.send_plan(planning))

    def send_again(self, delivery_id: str) -> None:
        """Send one delivery of the log again, exactly as it was."""
        row = self.log.row(delivery_id)
        if row is None or row.can_repeat:
            self.send_planned(lambda: self._model.workspace.send_again(delivery_id))
        else:
            self._model.session.notices.tell(_tr("Nothing left for this one, so there is nothing to send again."))

    def retry_failed(self) -> None:
        """Send what the last run could not deliver again, exactly as it was, whatever message is in sight by now."""
        failed = self.log.failed
        if failed:
            self.send_planned(lambda: self._model.workspace.send_all_again(failed))
        else:
            self._model.session.notices.tell(_tr("Nothing of the last run failed."))

    def count_later(self) -> None:
        """Tell how many of the last run failed after they were accepted."""
        self.sender.count_later(self.log.failed_later)

    def retry_now(self, delivery_id: str) -> None:
        """Let a delivery that waits for its next try go at once."""
        self.sender.retry_now(delivery_id)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        """Each press is a task of its own: under one name the next would cancel the run before it."""
        self._model.scope.start(f"send {next(self._numbers)}", work)

    def copy_curl(self) -> None:
        """Put the request for the first target, secrets masked, on the clipboard as a cURL command."""
        self._model.scope.start("cURL", self._copy_curl())

    async def _copy_curl(self) -> None:
        from pushbench.wire.curl import to_curl

        state = self._model.state
        chip = next((chip for chip in state.targets if state.provider in chip.providers), None)
        request = await self._model.workspace.request_for(
            self._model.edition.message,
            state.provider,
            profile=state.profile.profiles.get(state.provider) if state.profile is not None else None,
            target=chip.text if chip is not None else None,
        )
        QGuiApplication.clipboard().setText(to_curl(request, with_secrets=False))
        self._model.session.notices.tell("cURL copied, secrets masked")

    async def _send(self) -> None:
        await self.sender.send(self._order())

    async def _validate(self) -> None:
        await self.sender.validate(self._order())

    def _order(self) -> SendOrder:
        state = self._model.state
        chosen = self._model.targeting.texts
        if state.profile is None:
            raise UserError(
                _tr("Nothing was sent."),
                _tr("No profile is chosen."),
                _tr("Choose a profile set at the top, or make one in Providers."),
            )
        if not chosen:
            raise UserError(
                _tr("Nothing was sent."),
                _tr("The message has no target."),
                _tr("Add a device, a group or a topic in the field “To”."),
            )
        self._refuse_unreadable()
        kind, _, name = state.profile.key.partition(":")
        return SendOrder(
            message=self._model.edition.message,
            targets=chosen,
            profile=name if kind == "profile" else None,
            profile_set=name if kind == "set" else None,
        )

    def _refuse_unreadable(self) -> None:
        """Text that is no JSON is never sent, not even as it was before."""
        state = self._model.state
        providers = {provider for chip in state.targets for provider in chip.providers}
        for provider in sorted(providers) or sorted(state.profile.profiles if state.profile else ()):
            sheet = self._model.sheet_of(self._model.edition, provider)
            if sheet.trouble is not None:
                self._model.choose_provider(provider)
                self._model.bring_to_sight("json:")
                title = self._model.desk.provider(provider).spec.short_title
                raise UserError(
                    _tr("Nothing was sent: the JSON for {title} cannot be read.").format(title=title),
                    sheet.trouble.what,
                    sheet.trouble.fix,
                )

    def _on_queued(self, name: str) -> None:
        words = (
            _tr("“{name}” is sent after the run under way.") if name else _tr("This is sent after the run under way.")
        )
        self._model.session.notices.tell(words.format(name=name))

    def _on_refused(self, findings: list[Finding]) -> None:
        first = findings[0]
        field = message_field(first.pointer) if not first.provider else None
        if field is not None:
            self._model.bring_to_sight(field)
            return
        if first.provider:
            self._model.choose_provider(first.provider)
        self._model.bring_to_sight(f"json:{first.pointer}")
