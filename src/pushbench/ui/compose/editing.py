"""Changing the open message, in the form or in the JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pushbench.domain.finding import Finding
from pushbench.domain.json_value import Json
from pushbench.domain.message import Message
from pushbench.ui.compose import edits
from pushbench.ui.compose.undo import Edition

if TYPE_CHECKING:
    from pushbench.ui.compose.model import ComposeModel


class Editing:
    """Every verb is one step of the message's undo history; typing in one place is one step."""

    def __init__(self, model: ComposeModel) -> None:
        self._model = model

    @property
    def _message(self) -> Message:
        return self._model.state.message

    # -- the form -----------------------------------------------------------------------------------

    def set_content(self, key: str, text: str) -> None:
        reading = self._model.state.reading
        before = edits.layer_value(self._message, key, reading.language, reading.variant)
        message = edits.with_content(self._message, key, text, language=reading.language, variant=reading.variant)
        self._put(message, f"content/{key}/{reading.language}/{reading.variant}", (_words(before), text))

    def set_image(self, address: str) -> None:
        """Take an image file that was dropped, and say what a device makes of such an address."""
        self.set_content("image", address)
        words = QCoreApplication.translate("Editing", "The previews show it. Devices load images from https alone.")
        self._model.session.notices.tell(words)

    def change(self, message: Message) -> None:
        """Put a changed message in place as a step of its own."""
        self._put(message, "")

    def set_delivery(self, key: str, text: str) -> str:
        """Change a delivery field; returns a sentence when the text cannot be such a value."""
        try:
            self._put(edits.with_delivery(self._message, key, text), f"delivery/{key}")
        except ValueError as error:
            return str(error)
        return ""

    def set_action(self, index: int, key: str, text: str) -> None:
        before = _words(getattr(self._message.actions[index], key))
        self._put(edits.with_action(self._message, index, key, text), f"actions/{index}/{key}", (before, text))

    def add_action(self) -> None:
        self._put(edits.add_action(self._message), "")

    def remove_action(self, index: int) -> None:
        self._put(edits.remove_action(self._message, index), "")

    def move_action(self, index: int, by: int) -> None:
        self._put(edits.move_action(self._message, index, by), "")

    def set_table(self, part: str, rows: tuple[tuple[str, Json], ...]) -> None:
        """Replace ``data`` or ``variables``."""
        self._put(edits.with_table(self._message, part, rows), part)

    def set_live_activity(self, key: str, value: object) -> None:
        self._put(edits.with_live_activity(self._message, key, value), f"live/{key}")

    def _put(self, message: Message, place: str, typed: tuple[str, str] | None = None) -> None:
        self._take(self._model.desk.after_form_edit(self._model.edition, message), place, typed)

    # -- the JSON -----------------------------------------------------------------------------------

    def set_json(self, text: str) -> None:
        """Take a text typed into the JSON of the provider in sight."""
        provider, sheet = self._model.state.provider, self._model.state.sheet
        typed = (sheet.text, text) if sheet is not None else None
        self._take(self._model.desk.typed(self._model.edition, provider, text), f"json/{provider}", typed)

    def use_form_value(self, pointer: str) -> None:
        """Take back what was set by hand at a place of the JSON."""
        self._take(self._model.desk.with_form_value(self._model.edition, self._model.state.provider, pointer), "")

    def use_form_value_of(self, field: str) -> None:
        """Take back what was set by hand at the places a form field writes."""
        model = self._model
        edition = model.edition
        sheet = model.state.sheet
        for pointer in sorted(sheet.overridden) if sheet is not None else ():
            if model.field_at(pointer) == field:
                edition = model.desk.with_form_value(edition, model.state.provider, pointer)
        self._take(edition, "")

    def use_form_only(self) -> None:
        """Take back everything set by hand for the provider in sight."""
        self._take(self._model.desk.with_form_only(self._model.edition, self._model.state.provider), "")

    def apply_fix(self, finding: Finding) -> None:
        """Do what a finding offers with one click."""
        if finding.patch is not None:
            model = self._model
            self._take(model.desk.with_fix(model.edition, model.state.provider, finding.patch), "")

    # -- the history --------------------------------------------------------------------------------

    def undo(self) -> None:
        self._show(self._model.files.open.stack(self._model.state.current).undo())

    def redo(self) -> None:
        self._show(self._model.files.open.stack(self._model.state.current).redo())

    def _take(self, edition: Edition, place: str, typed: tuple[str, str] | None = None) -> None:
        key = self._model.state.current
        if key:
            self._model.files.open.push(key, edition, place, typed)
            self._model.refresh()

    def _show(self, _edition: Edition) -> None:
        self._model.files.open.touch(self._model.state.current)
        self._model.refresh()


def _words(value: object) -> str:
    """Return a field's value as it stands in its control."""
    return "" if value is None else str(value)
