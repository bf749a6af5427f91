"""The target field: chips, what they stand for, suggestions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pushbench.ui.compose.state import Suggestion, TargetChip
from pushbench.ui.compose.targets import TargetBook, summary

if TYPE_CHECKING:
    from pushbench.ui.compose.model import ComposeModel


class Targeting:
    """Keeps the typed targets and asks, latest first, what they are."""

    def __init__(self, model: ComposeModel) -> None:
        self._model = model
        self._book = TargetBook(model.workspace)
        self._awaits_devices = False

    async def start(self) -> None:
        """Take the targets of last time, else the sandbox's virtual devices."""
        remembered = self._model.session.state.choices.get("targets")
        texts = [str(text) for text in remembered] if remembered else await self._book.virtual_devices()
        self.set_targets(texts)
        self._awaits_devices = not texts

    def on_devices_changed(self) -> None:
        """Take the virtual devices once the sandbox has brought them, unless targets were chosen meanwhile."""
        if self._awaits_devices and not self._model.state.targets:
            self._model.scope.start("first targets", self.start())
        else:
            self.refresh()

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(chip.text for chip in self._model.state.targets)

    def set_targets(self, texts: Sequence[str]) -> None:
        """Replace the targets."""
        self._awaits_devices = False
        unique = list(dict.fromkeys(texts))
        self._model.session.state.choices["targets"] = unique
        known = {chip.text: chip for chip in self._model.state.targets}
        waiting = tuple(known.get(text) or TargetChip(text, text, "smartphone", 0) for text in unique)
        self._model.become(targets=waiting)
        self.refresh()

    def add(self, text: str) -> None:
        """Add one target as typed."""
        if text.strip():
            self.set_targets([*self.texts, text.strip()])

    def remove(self, text: str) -> None:
        self.set_targets([known for known in self.texts if known != text])

    def refresh(self) -> None:
        """Ask again what the targets stand for."""
        if self._model.state.targets:
            self._model.scope.start("targets", self._resolve())
        else:
            self._model.become(target_summary="")

    async def _resolve(self) -> None:
        chips = await self._book.chips(self.texts, self._model.state.profile)
        self._model.become(targets=chips, target_summary=summary(chips))

    def search(self, typed: str) -> None:
        """Look for devices, groups and tags that may be meant."""
        self._model.scope.start("suggest", self._suggest(typed))

    async def _suggest(self, typed: str) -> None:
        found: tuple[Suggestion, ...] = await self._book.suggestions(typed, self.texts)
        self._model.become(suggestions=found)
