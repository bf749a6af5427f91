"""Languages, variants and the device whose values are shown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pushbench.domain.errors import UserError
from pushbench.ui.compose import edits
from pushbench.ui.compose.desk import Reading

if TYPE_CHECKING:
    from pushbench.ui.compose.model import ComposeModel


def _tr(text: str) -> str:
    return QCoreApplication.translate("ComposeLayers", text)


class Layers:
    """Chooses which layer of the content is written and read; adding and removing are steps of the undo history."""

    def __init__(self, model: ComposeModel) -> None:
        self._model = model

    @property
    def _reading(self) -> Reading:
        return self._model.state.reading

    def choose_language(self, tag: str) -> None:
        """Write and show a language; empty is the message's own."""
        self._become(replace(self._reading, language=tag))

    def choose_variant(self, name: str) -> None:
        """Write and show a variant; empty is the message itself."""
        self._become(replace(self._reading, variant=name))

    def add_language(self, tag: str) -> None:
        """Begin a translation."""
        tag = tag.strip().replace("_", "-")
        if tag:
            self._model.editing.change(edits.add_language(self._model.state.message, tag))
            self.choose_language(tag)

    def remove_language(self, tag: str) -> None:
        """Take a translation away."""
        self._become(replace(self._reading, language=""))
        self._model.editing.change(edits.remove_language(self._model.state.message, tag))

    def add_variant(self) -> None:
        """Begin the next variant: B, C and so on."""
        taken = self._model.state.message.variants
        name = next(letter for letter in "BCDEFGHIJKLMNOPQRSTUVWXYZ" if letter not in taken)
        self._model.editing.change(edits.add_variant(self._model.state.message, name))
        self.choose_variant(name)

    def remove_variant(self, name: str) -> None:
        """Take a variant away."""
        self._become(replace(self._reading, variant=""))
        self._model.editing.change(edits.remove_variant(self._model.state.message, name))

    def choose_device(self, name: str) -> None:
        """Fill variables with a device's attributes, in its language; empty takes the sample values."""
        if name:
            self._model.scope.start("reader", self._read_as(name))
        else:
            self._become(replace(self._reading, attributes={}, device=""))

    async def _read_as(self, name: str) -> None:
        device = await self._model.workspace.store.run(lambda db: db.devices.get(name))
        if device is None:
            raise UserError(
                _tr("There is no device “{name}” any more.").format(name=name),
                _tr("It was removed or renamed."),
                _tr("Choose other values."),
            )
        self._become(replace(self._reading, attributes=dict(device.attributes), device=name))

    def settle(self) -> None:
        """Leave layers that the message in sight does not have."""
        message, reading = self._model.edition.message, self._reading
        language = reading.language if reading.language in message.languages else ""
        variant = reading.variant if reading.variant in message.variants else ""
        if (language, variant) != (reading.language, reading.variant):
            self._model.become(reading=replace(reading, language=language, variant=variant))
        self._model.desk.reading = self._model.state.reading

    def _become(self, reading: Reading) -> None:
        self._model.become(reading=reading)
        self._model.refresh()
