"""What is done with whole profiles: duplicate, delete with a way back, test all, begin from a key file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pushbench.domain.errors import UserError
from pushbench.domain.profile import Environment, Profile, ProfileSet, SecretRef
from pushbench.ui.pills import environment_word

if TYPE_CHECKING:
    from pushbench.store.database import Database
    from pushbench.ui.providers.model import ProvidersModel


def _tr(text: str) -> str:
    return QCoreApplication.translate("ProvidersVerbs", text)


@dataclass(frozen=True, slots=True)
class _Deleted:
    """All that a profile was: what brings it back. Its secrets stay sealed."""

    profile: Profile
    sealed: tuple[tuple[str, bytes], ...]
    sets: tuple[ProfileSet, ...]


class ProfileVerbs:
    """Acts on stored profiles by name."""

    def __init__(self, model: ProvidersModel) -> None:
        self._model = model
        self._session = model.session
        self._workspace = model.session.workspace

    def free_name(self, wanted: str) -> str:
        """Return the name, with a number behind it where it is taken."""
        taken = {profile.name for profile in self._model.state.profiles}
        number = 2
        name = wanted
        while name in taken:
            name, number = f"{wanted} {number}", number + 1
        return name

    # -- copies -------------------------------------------------------------------------------------

    async def duplicate(self, name: str) -> None:
        """Make a copy of a profile, which shares its secrets until they are replaced, and show it."""
        profile = await self._workspace.profile(name)
        copy = replace(profile, name=self.free_name(f"{name} copy"))
        saved = await self._workspace.save_profile(copy)
        await self._model.reread()
        self._session.profiles_changed.emit()
        self._model.choose(saved.name)
        self._session.notices.tell(f"“{saved.name}” made")

    def copy_for(self, profile: Profile, environment: Environment) -> Profile:
        """Return the copy that a change of environment makes of a profile that sets use."""
        return replace(profile, name=self.free_name(f"{profile.name}, {environment_word(environment).lower()}"))

    # -- deleting -----------------------------------------------------------------------------------

    async def delete(self, name: str) -> None:
        """Remove a profile with its secrets and its place in sets; the toast brings all of it back."""
        gone = await self._workspace.store.run(lambda db: _gather(db, name))
        await self._workspace.remove_profile(name)
        self._session.profiles_changed.emit()
        if gone is not None:
            self._session.notices.tell(
                _tr("“{name}” deleted").format(name=name), _tr("Undo"), lambda: self._bring_back(gone)
            )

    def _bring_back(self, gone: _Deleted) -> None:
        async def work() -> None:
            if any(profile.name == gone.profile.name for profile in self._model.state.profiles):
                raise UserError(
                    _tr("“{name}” was not brought back.").format(name=gone.profile.name),
                    _tr("There is another profile of this name by now."),
                    _tr("Rename that one first."),
                )
            await self._workspace.store.run(lambda db: _put_back(db, gone))
            await self._model.reread()
            self._session.profiles_changed.emit()
            self._model.choose(gone.profile.name)

        self._model.scope.start("bring back", work())

    # -- testing ------------------------------------------------------------------------------------

    async def test_all(self) -> None:
        """Prove every stored profile after the other; one that fails does not stop the rest."""
        profiles = self._model.state.profiles
        try:
            for number, profile in enumerate(profiles, 1):
                self._model.become(busy=_tr("Testing {number} of {count}").format(number=number, count=len(profiles)))
                try:
                    async for _ in self._workspace.test_profile(profile.name):
                        pass
                except UserError as error:
                    self._session.notices.report(f"test {profile.name}", error)
                await self._model.reread()
        finally:
            self._model.become(busy="")
        bad = sum(profile.test_ok is False for profile in self._model.state.profiles)
        words = (
            _tr("{bad} of {count} refused").format(bad=bad, count=len(profiles))
            if bad
            else _tr("All {count} profiles are ready").format(count=len(profiles))
        )
        self._session.notices.tell(words)


def _gather(db: Database, name: str) -> _Deleted | None:
    profile = db.profiles.get(name)
    if profile is None:
        return None
    records = [ref.name for ref in profile.secrets.values() if isinstance(ref, SecretRef) and ref.scheme == "vault"]
    sealed = tuple((record, blob) for record in records if (blob := db.secrets.get(record)) is not None)
    return _Deleted(profile, sealed, tuple(item for item in db.sets.list() if name in item.profiles))


def _put_back(db: Database, gone: _Deleted) -> None:
    for record, blob in gone.sealed:
        db.secrets.put(record, blob)
    db.profiles.put(gone.profile)
    known = {profile.name: profile for profile in db.profiles.list()}
    for item in gone.sets:
        # A set that was changed meanwhile keeps what it has; only this profile comes back to it.
        now = db.sets.get(item.name) or ProfileSet(item.name, item.profiles)
        others = tuple(m for m in now.profiles if m in known and known[m].provider != gone.profile.provider)
        db.sets.put(ProfileSet(item.name, (*others, gone.profile.name)))
