"""What the next push gets for an answer: faults of the emulator, set for one device, read back as they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pushbench.domain.errors import UserError
from pushbench.ui.sandbox.answers import (
    ACCEPT,
    OTHER,
    Answer,
    chosen_answer,
    connection_answers,
    fault_for,
    read_standing,
    reason_answers,
    short_answers,
)

if TYPE_CHECKING:
    from pushbench.domain.provider import Provider
    from pushbench.ui.sandbox.model import SandboxModel


class Answering:
    """The emulator alone knows which faults stand; nothing is shown that it did not say."""

    def __init__(self, model: SandboxModel) -> None:
        self._model = model
        self._local = model.session.workspace.local

    def all_answers(self) -> tuple[tuple[Answer, ...], tuple[Answer, ...]]:
        """Return what can happen to a connection, and every documented reason of the service in sight."""
        provider = self._provider()
        return connection_answers(), reason_answers(provider.reasons) if provider is not None else ()

    def choose(self, key: str) -> None:
        """Let the next push to the device in sight get this answer."""
        answer = next((item for item in self._known() if item.key == key), None)
        if answer is not None:
            self._model.scope.start("answer", self._choose(answer))

    def choose_service(self, provider: str) -> None:
        """Let another service that reaches the device in sight give the answers."""
        self._model.become(via=provider)
        self.refresh()

    def keep(self, keeps: bool) -> None:
        """Let an answer stay until it is changed, or serve for one push."""
        current = self._model.state.answer
        self._model.become(keeps=keeps)
        self.refresh()
        if current not in (ACCEPT, OTHER):
            self.choose(current)

    def remove(self, number: int) -> None:
        """Take one fault away."""
        self._model.scope.start("answer", self._remove(number))

    async def read(self) -> None:
        """Ask which faults stand. Raises UserError."""
        known = self._known()
        found = [read_standing(values, known) for values in await self._local.faults()]
        self._model.become(standing=tuple(found))
        self.refresh()

    def refresh(self) -> None:
        """Show the answers of the device in sight."""
        state = self._model.state
        answers = short_answers(self._provider(), keeps=state.keeps)
        chosen = chosen_answer(answers, state.standing, *state.answering)
        self._model.become(answers=answers, answer=chosen)

    async def _choose(self, answer: Answer) -> None:
        provider, address = self._model.state.answering
        if not provider:
            return
        await self.read()
        for standing in self._model.state.standing:
            if standing.hits(provider, address):
                await self._take_away(standing.number)
        if answer.fault is not None:
            await self._local.set_fault(fault_for(answer, provider, address, keeps=self._model.state.keeps))
        await self.read()

    async def _remove(self, number: int) -> None:
        await self._take_away(number)
        await self.read()

    async def _take_away(self, number: int) -> None:
        try:
            await self._local.remove_fault(number)
        except UserError:
            # Spent between looking and removing is gone as well; anything else shows when the list is read next.
            await self.read()

    def _provider(self) -> Provider | None:
        registry, (provider, _) = self._model.session.workspace.registry, self._model.state.answering
        return registry.provider(provider) if provider in registry else None

    def _known(self) -> tuple[Answer, ...]:
        connection, reasons = self.all_answers()
        return (*short_answers(self._provider(), keeps=self._model.state.keeps), *connection, *reasons)
