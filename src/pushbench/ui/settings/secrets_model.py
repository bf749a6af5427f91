"""The view-model of the Secrets page: where secrets rest, and the ways from one place to another."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication

from pushbench.domain.errors import UserError
from pushbench.domain.secret import Secret
from pushbench.domain.tasks import TaskScope
from pushbench.engine.secret_places import SecretPlace
from pushbench.ui.session import Session
from pushbench.ui.view_model import ViewModel


def _tr(text: str) -> str:
    return QCoreApplication.translate("Settings", text)


@dataclass(frozen=True, slots=True)
class SecretsState:
    """What the page shows."""

    place: SecretPlace = field(default_factory=lambda: SecretPlace("", ""))
    """Of no kind until it was looked up."""
    busy: str = ""
    """What is being done, or empty."""


class SecretsModel(ViewModel[SecretsState]):
    """Moves, unlocks and changes the passphrase; each verb returns when it is done."""

    def __init__(self, session: Session, scope: TaskScope) -> None:
        super().__init__(SecretsState(), scope.child("secrets"))
        self._session = session
        self._upkeep = session.workspace.upkeep
        session.profiles_changed.connect(self.start)

    def start(self) -> None:
        """Look up where secrets rest."""
        self.scope.start("look", self._look())

    async def _look(self) -> None:
        self.become(place=await self._upkeep.secret_place())

    async def move(self, kind: str, passphrase: Secret | None = None) -> None:
        """Move every secret to another place. Raises UserError; then everything is as it was."""
        self.become(busy=_tr("Moving secrets…"))
        try:
            count = await self._upkeep.move_secrets(kind, passphrase)
        finally:
            self.become(busy="")
            await self._look()
        words = _tr("1 secret moved.") if count == 1 else _tr("{count} secrets moved.").format(count=count)
        self._session.notices.tell(words if count else _tr("Secrets will rest there from now on."))
        self._session.vault_changed.emit()

    async def unlock(self, passphrase: Secret) -> str:
        """Open the secrets with a passphrase; returns a sentence when it is the wrong one, else nothing."""
        try:
            await self._upkeep.unlock(passphrase)
        except UserError as error:
            return error.what
        await self._look()
        self._session.vault_changed.emit()
        self._session.profiles_changed.emit()
        return ""

    async def change_passphrase(self, old: Secret, new: Secret) -> str:
        """Change the passphrase; returns a sentence when the old one is wrong, else nothing."""
        try:
            await self._upkeep.change_passphrase(old, new)
        except UserError as error:
            return error.what
        self._session.notices.tell(_tr("The passphrase was changed."))
        await self._look()
        return ""
