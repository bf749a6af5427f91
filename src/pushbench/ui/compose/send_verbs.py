"""Send, validate, stop, send again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from pushbench.domain.errors import UserError
from pushbench.domain.finding import Finding
from pushbench.engine.plan import SendOrder, SendPlan
from pushbench.ui.compose.problems import message_field
from pushbench.ui.compose.send_log import SendLog
from pushbench.ui.compose.sending import Sender

if TYPE_CHECKING:
    from pushbench.ui.compose.model import ComposeModel


class SendVerbs:
    """Turns what stands on the screen into an order and hands it to the sender."""

    def __init__(self, model: ComposeModel) -> None:
        self._model = model
        self.log = SendLog(lambda provider: model.desk.provider(provider).spec.short_title, model)
        self.sender = Sender(model.workspace, self.log, model)
        self.sender.changed.connect(lambda: model.become(send=self.sender.state))
        self.sender.refused.connect(self._on_refused)
        self.sender.ended.connect(model.session.history_changed)
        self.sender.ended.connect(model.session.devices_changed)

    def send(self) -> None:
        """Send the message in sight, or stop the run that goes on."""
        if self.sender.state.is_running:
            self.sender.stop()
        elif not self.sender.is_busy:
            self._model.scope.start("send", self._send())

    def validate(self) -> None:
        """Check everything and build the requests; nothing leaves."""
        if not self.sender.is_busy:
            self._model.scope.start("send", self._validate())

    def send_planned(self, planning: Callable[[], Awaitable[SendPlan]]) -> None:
        """Send a plan that somebody else makes, such as a delivery again."""
        if not self.sender.is_busy:
            self._model.scope.start("send", self.sender.send_plan(planning))

    def send_again(self, delivery_id: str) -> None:
        """Send one delivery of the log again, exactly as it was."""
        self.send_planned(lambda: self._model.workspace.send_again(delivery_id))

    def retry_failed(self) -> None:
        """Send the message in sight again to the targets whose last delivery failed."""
        log = self.log
        failed = [row.target for key in log.rows.keys if (row := log.row(key)) is not None and row.is_failed]
        if failed:
            self._model.scope.start("send", self._send(tuple(dict.fromkeys(failed))))

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

    async def _send(self, targets: tuple[str, ...] | None = None) -> None:
        await self.sender.send(self._order(targets))

    async def _validate(self) -> None:
        await self.sender.validate(self._order(None))

    def _order(self, targets: tuple[str, ...] | None) -> SendOrder:
        state = self._model.state
        chosen = targets or self._model.targeting.texts
        if state.profile is None:
            raise UserError(
                "Nothing was sent.",
                "No profile is chosen.",
                "Choose a profile set at the top, or make one in Providers.",
            )
        if not chosen:
            raise UserError(
                "Nothing was sent.", "The message has no target.", "Add a device, a group or a topic in the field “To”."
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
                    f"Nothing was sent: the JSON for {title} cannot be read.", sheet.trouble.what, sheet.trouble.fix
                )

    def _on_refused(self, findings: list[Finding]) -> None:
        first = findings[0]
        field = message_field(first.pointer) if not first.provider else None
        if field is not None:
            self._model.bring_to_sight(field)
            return
        if first.provider:
            self._model.choose_provider(first.provider)
        self._model.bring_to_sight(f"json:{first.pointer}")
