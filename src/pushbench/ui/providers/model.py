"""The view-model of the Providers screen."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from pushbench.domain.credential_file import CredentialReading
from pushbench.domain.errors import UserError
from pushbench.domain.profile import Environment, Profile, ProfileSet, SecretRef
from pushbench.domain.secret import Secret
from pushbench.ui.providers.doctor_model import DoctorModel
from pushbench.ui.providers.key_files import fields_from_name, read_secret_file
from pushbench.ui.providers.proving import credentials_of, prove
from pushbench.ui.providers.set_verbs import NEW_SET, SetVerbs
from pushbench.ui.providers.state import ProfileDraft, ProvidersState, used_sign_in
from pushbench.ui.providers.usage import Usage, read_usage
from pushbench.ui.providers.verbs import ProfileVerbs
from pushbench.ui.session import Session
from pushbench.ui.view_model import ViewModel


def _tr(text: str) -> str:
    return QCoreApplication.translate("ProvidersModel", text)


__all__ = ["NEW_SET", "ProvidersModel"]

Leave = Callable[[], Awaitable[str]]
"""Asks what to do with unsaved changes: ``save``, ``discard`` or ``stay``."""


class ProvidersModel(ViewModel[ProvidersState]):
    """Profiles in a form that is saved on request, because half a credential is worse than none."""

    def __init__(self, session: Session) -> None:
        specs = tuple(provider.spec for provider in session.workspace.registry)
        super().__init__(ProvidersState(specs=specs), session.scope.child("providers"))
        self.session = session
        self._workspace = session.workspace
        self.ask_leave: Leave | None = None
        self.now: Callable[[], float] = time.time
        self.verbs = ProfileVerbs(self)
        self.sets = SetVerbs(self)
        self.doctor = DoctorModel(self)
        session.history_changed.connect(self._on_usage)
        session.profiles_changed.connect(lambda: self.scope.start("list", self._read()))

    def start(self) -> None:
        """Read profiles and say where secrets rest."""
        self.scope.start("list", self._read())
        self.scope.start("vault", self._explain_vault())

    async def _explain_vault(self) -> None:
        # Looking for a keychain may wait for another process, so it happens on the file thread.
        explain = getattr(self._workspace.vault, "explain", None)
        if explain is not None:
            self.become(vault=await self.session.worker.run(explain))

    async def reread(self) -> None:
        """Read the profiles and sets again."""
        await self._read()

    async def _read(self) -> None:
        profiles = await self._workspace.profiles()
        sets = await self._workspace.store.run(lambda db: list(db.sets.list()))
        self.become(profiles=tuple(profiles), sets=tuple(sets))
        if self.state.draft is None and not self.state.current_set and profiles:
            self._show(profiles[0])

    # -- choosing -----------------------------------------------------------------------------------

    def choose(self, name: str) -> None:
        """Show a profile in the form; unsaved changes are asked about first."""
        profile = next((item for item in self.state.profiles if item.name == name), None)
        if profile is None:
            return
        if name != self.state.current:
            self._leave_then(lambda: self._show(profile), self.doctor.close)
        elif self.state.tool:
            self.doctor.close()

    def show_then(self, name: str, then: Callable[[], object]) -> None:
        """Show a profile in the form, as it is or anew, and go on from there."""
        profile = next((item for item in self.state.profiles if item.name == name), None)
        if profile is not None:
            self._leave_then(lambda: self._show(profile), then)

    def choose_set(self, name: str) -> None:
        """Show a profile set; :data:`NEW_SET` begins one."""
        self._leave_then(
            lambda: self.become(current_set=name, current="", draft=None, changed=(), results=(), findings=()),
            self.doctor.close,
        )

    def new(self, provider_id: str) -> None:
        """Begin a profile."""
        spec = self.state.spec(provider_id)
        sign_in = spec.sign_in[0][0] if spec is not None and spec.sign_in else ""
        self.begin(ProfileDraft(provider_id, sign_in=sign_in), self.doctor.close)

    def begin(self, draft: ProfileDraft, then: Callable[[], object] = lambda: None) -> None:
        """Begin a profile with what is known of it; unsaved changes are asked about first."""

        def go() -> None:
            self.scope.cancel("test")
            self.become(results=(), tested_at=None, is_testing=False, usage=Usage())
            self._edit_draft(draft, current="")
            then()

        self._leave_then(go)

    def _leave_then(self, go: Callable[[], object], then: Callable[[], object] = lambda: None) -> None:
        self.scope.start("leave", self._leave(go, then))

    async def _leave(self, go: Callable[[], object], then: Callable[[], object]) -> None:
        if self.state.is_dirty and self.ask_leave is not None:
            answer = await self.ask_leave()
            if answer == "stay":
                self.changed.emit()
                return
            if answer == "save":
                await self._save()
        go()
        then()

    def _show(self, profile: Profile) -> None:
        spec = self.state.spec(profile.provider)
        draft = ProfileDraft(
            provider=profile.provider,
            name=profile.name,
            environment=profile.environment,
            fields=dict(profile.fields),
            stored=dict(profile.secrets),
            sign_in=used_sign_in(spec, profile) if spec is not None else "",
        )
        self.scope.cancel("test")
        if profile.name != self.state.current:
            self.become(results=(), tested_at=None, is_testing=False, usage=Usage())
        self._edit_draft(draft, current=profile.name)
        self.scope.start("usage", self._read_usage(profile))

    def _on_usage(self) -> None:
        profile = next((item for item in self.state.profiles if item.name == self.state.current), None)
        if profile is not None:
            self.scope.start("usage", self._read_usage(profile))

    async def _read_usage(self, profile: Profile) -> None:
        now = self.now()
        usage = await self._workspace.store.run(lambda db: read_usage(db, profile, now))
        if self.state.current == profile.name:
            self.become(usage=usage)

    # -- editing ------------------------------------------------------------------------------------

    def set_name(self, text: str) -> None:
        self._change(name=text)

    def set_environment(self, value: str) -> None:
        self._change(environment=Environment(value))

    def set_sign_in(self, group: str) -> None:
        self._change(sign_in=group)

    def set_field(self, key: str, text: str) -> None:
        draft = self.state.draft
        if draft is not None:
            self._change(fields={**draft.fields, key: text})

    def set_secret(self, key: str, text: str) -> None:
        """Replace a secret by a typed one."""
        draft = self.state.draft
        if draft is not None:
            typed = {**draft.typed, key: Secret(text)} if text else {k: v for k, v in draft.typed.items() if k != key}
            self._change(typed=typed, sources={k: v for k, v in draft.sources.items() if k != key})

    def set_secret_variable(self, key: str, variable: str) -> None:
        """Let a secret be read from an environment variable; only its name is stored."""
        draft = self.state.draft
        if draft is not None:
            self._change(
                typed={**draft.typed, key: SecretRef("env", variable)}, sources={**draft.sources, key: variable}
            )

    def drop_secret(self, key: str) -> None:
        """Take a secret away when the profile is saved."""
        draft = self.state.draft
        if draft is not None:
            self._change(
                typed={**draft.typed, key: Secret("")}, sources={k: v for k, v in draft.sources.items() if k != key}
            )

    def fill(self, reading: CredentialReading, source: str) -> None:
        """Put what was read of a credential into the form; secrets of another way to sign in go."""
        draft = self.state.draft
        spec = self.state.spec(reading.provider)
        if draft is None or spec is None or draft.provider != reading.provider:
            return
        groups = {item.key: item.group for item in spec.fields if item.group}
        group = next((groups[key] for key in reading.secrets if key in groups), draft.sign_in)
        # What signs in another way would contradict it: it is taken away when the profile is saved.
        stale = [key for key in draft.stored if key in groups and reading.secrets and groups[key] != group]
        self._change(
            fields={**draft.fields, **reading.values},
            typed={**draft.typed, **{key: Secret("") for key in stale}, **reading.secrets},
            sources={**draft.sources, **dict.fromkeys(reading.secrets, source)},
            sign_in=group or (spec.sign_in[0][0] if spec.sign_in else ""),
        )

    def read_file(self, key: str, path: str) -> None:
        """Read a key file; fields that its name tells are filled in."""
        self.scope.start(f"read {key}", self._read_file(key, Path(path)))

    async def _read_file(self, key: str, path: Path) -> None:
        secret = await self.session.worker.run(read_secret_file, path)
        draft = self.state.draft
        spec = self.state.spec(draft.provider) if draft is not None else None
        if draft is None or spec is None:
            return
        told = fields_from_name(spec, key, path.name)
        kept = {name: value for name, value in draft.fields.items() if value.strip()}
        self._change(
            typed={**draft.typed, key: secret},
            sources={**draft.sources, key: path.name},
            fields={**draft.fields, **{name: value for name, value in told.items() if name not in kept}},
        )

    def _change(self, **changes: object) -> None:
        draft = self.state.draft
        if draft is not None:
            self._edit_draft(replace(draft, **changes), current=self.state.current)  # type: ignore[arg-type]

    def _edit_draft(self, draft: ProfileDraft, *, current: str) -> None:
        saved = next((item for item in self.state.profiles if item.name == current), None)
        self.become(
            draft=draft,
            current=current,
            current_set="",
            changed=self._changed_fields(draft, saved),
            findings=self._findings(draft),
        )

    def _findings(self, draft: ProfileDraft) -> tuple:  # type: ignore[type-arg]
        """Check what is typed; secrets that are only stored are not opened for that."""
        if draft.environment is Environment.LOCAL or not (draft.stored.keys() <= draft.typed.keys()):
            return ()
        return self._workspace.check_credentials(credentials_of(draft, {}))

    def _changed_fields(self, draft: ProfileDraft, saved: Profile | None) -> tuple[str, ...]:
        spec = self.state.spec(draft.provider)
        labels = {item.key: item.label for item in spec.fields} if spec is not None else {}
        before: Mapping[str, str] = saved.fields if saved is not None else {}
        changed = []
        if draft.name != (saved.name if saved is not None else ""):
            changed.append("Name")
        if saved is not None and draft.environment is not saved.environment:
            changed.append("Environment")
        changed += [
            labels.get(key, key)
            for key in {*draft.fields, *before}
            if draft.fields.get(key, "").strip() != before.get(key, "").strip()
        ]
        changed += [labels.get(key, key) for key in draft.typed]
        return tuple(sorted(changed))

    # -- saving -------------------------------------------------------------------------------------

    def save(self) -> None:
        self.scope.start("save", self._save())

    async def _save(self) -> None:
        draft = self.state.draft
        if draft is None:
            return
        before = next((item for item in self.state.profiles if item.name == self.state.current), None)
        taken = any(item.name == draft.name.strip() for item in self.state.profiles)
        if taken and draft.name.strip() != self.state.current:
            raise UserError(
                _tr("The profile was not saved."),
                _tr("There is a profile named “{name}” already.").format(name=draft.name),
                _tr("Choose another name."),
            )
        profile = Profile(
            name=draft.name.strip(),
            provider=draft.provider,
            environment=draft.environment,
            fields=dict(draft.fields),
            secrets=dict(draft.stored),
            tested_at=before.tested_at if before is not None else None,
            test_result=before.test_result if before is not None else None,
            test_ok=before.test_ok if before is not None else None,
        )
        is_copy = before is not None and self.makes_copy
        if before is not None and is_copy and profile.name == before.name:
            profile = self.verbs.copy_for(profile, draft.environment)
        saved = await self._workspace.save_profile(profile, draft.typed)
        if before is not None and before.name != saved.name and not is_copy:
            await self._follow_rename(before.name, saved.name)
        await self._read()
        self._show(saved)
        self.session.profiles_changed.emit()
        words = f"“{saved.name}” saved"
        if before is not None and is_copy:
            words = _tr("“{name}” made; “{before}” stays as it was in {sets}").format(
                name=saved.name, before=before.name, sets=", ".join(self.sets_using(before.name))
            )
        self.session.notices.tell(words)

    async def _follow_rename(self, old: str, new: str) -> None:
        for item in self.state.sets:
            if old in item.profiles:
                members = tuple(new if member == old else member for member in item.profiles)
                await self._workspace.save_set(ProfileSet(item.name, members))
        await self._workspace.remove_profile(old)

    def discard(self) -> None:
        """Go back to what is saved."""
        saved = next((item for item in self.state.profiles if item.name == self.state.current), None)
        if saved is not None:
            self._show(saved)
        else:
            self.become(draft=None, changed=(), findings=(), results=())
            self.scope.start("list", self._read())

    async def delete(self, name: str) -> None:
        """Remove a profile with its secrets and offer the way back."""
        self.become(draft=None, current="", changed=(), findings=(), results=(), usage=Usage())
        await self.verbs.delete(name)

    @property
    def makes_copy(self) -> bool:
        """Whether saving makes a copy: another environment would send the sets of this profile elsewhere."""
        draft = self.state.draft
        saved = next((item for item in self.state.profiles if item.name == self.state.current), None)
        is_moved = draft is not None and saved is not None and draft.environment is not saved.environment
        return is_moved and bool(self.sets_using(self.state.current))

    def sets_using(self, name: str) -> tuple[str, ...]:
        """Return the names of the sets a profile belongs to."""
        return tuple(item.name for item in self.state.sets if name in item.profiles)

    # -- sets ---------------------------------------------------------------------------------------

    def save_set(self, before: str, name: str, members: Mapping[str, str]) -> None:
        """Store a set: provider id -> profile name."""
        self.scope.start("save set", self.sets.save(before, name.strip(), members))

    def remove_set(self, name: str) -> None:
        """Remove a set; its profiles stay. Undoable."""
        self.scope.start("remove set", self.sets.remove(name))

    # -- testing ------------------------------------------------------------------------------------

    def test(self) -> None:
        """Prove the credentials in the form, saved or not; nothing is sent to a device."""
        self.scope.start("test", prove(self))

    def test_all(self) -> None:
        """Prove every stored profile; a second press stops."""
        if self.scope.is_running("test all"):
            self.scope.cancel("test all")
        else:
            self.scope.start("test all", self.verbs.test_all())

    def stop_test(self) -> None:
        self.scope.cancel("test")
        self.become(is_testing=False)
