"""Keeps and removes profile sets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pushbench.domain.errors import UserError
from pushbench.domain.profile import ProfileSet

if TYPE_CHECKING:
    from pushbench.ui.providers.model import ProvidersModel


def _tr(text: str) -> str:
    return QCoreApplication.translate("SetVerbs", text)


NEW_SET = "+"


class SetVerbs:
    """Acts on sets by name."""

    def __init__(self, model: ProvidersModel) -> None:
        self._model = model
        self._session = model.session
        self._workspace = model.session.workspace

    async def save(self, before: str, name: str, members: Mapping[str, str]) -> None:
        """Store a set under a name, in place of the one it had. Raises UserError without a profile."""
        chosen = tuple(profile for profile in members.values() if profile)
        if not chosen:
            raise UserError(
                _tr("The set was not saved."), _tr("It has no profile in it."), _tr("Choose at least one profile.")
            )
        await self._workspace.save_set(ProfileSet(name, chosen))
        if before not in (NEW_SET, name):
            await self._workspace.store.run(lambda db: db.sets.remove(before))
        await self._model.reread()
        self._model.become(current_set=name)
        self._session.profiles_changed.emit()
        self._session.notices.tell(_tr("Set “{name}” saved").format(name=name))

    async def remove(self, name: str) -> None:
        """Remove a set and offer the way back."""
        found = next((item for item in self._model.state.sets if item.name == name), None)
        await self._workspace.store.run(lambda db: db.sets.remove(name))
        self._model.become(current_set="")
        self._session.profiles_changed.emit()
        if found is None:
            return
        members = {str(number): profile for number, profile in enumerate(found.profiles)}
        again = lambda: self._model.save_set(NEW_SET, found.name, members)  # noqa: E731 - the toast wants a callable
        self._session.notices.tell(_tr("Set “{name}” removed; its profiles stay").format(name=name), _tr("Undo"), again)
