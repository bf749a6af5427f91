"""The view-model of the Compose screen: its parts, and what follows from every change."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from pushbench.domain.json_value import pretty
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.provider import Provider
from pushbench.ui.compose.carried import meant_providers
from pushbench.ui.compose.desk import Desk, Sheet
from pushbench.ui.compose.editing import Editing
from pushbench.ui.compose.field_map import FieldMap
from pushbench.ui.compose.files import Files
from pushbench.ui.compose.layers import Layers
from pushbench.ui.compose.local_images import LocalImages
from pushbench.ui.compose.preview_maker import PreviewMaker
from pushbench.ui.compose.previewing import Previewing
from pushbench.ui.compose.problems import field_problems
from pushbench.ui.compose.profiles import choices, preferred
from pushbench.ui.compose.send_verbs import SendVerbs
from pushbench.ui.compose.state import ComposeState, ProviderTab
from pushbench.ui.compose.survey import survey
from pushbench.ui.compose.targeting import Targeting
from pushbench.ui.compose.undo import Edition
from pushbench.ui.session import Session
from pushbench.ui.view_model import ViewModel

_SURVEY_AFTER_SECONDS = 0.15
SAVE_AFTER_MS = 400


class ComposeModel(ViewModel[ComposeState]):
    """Messages, form and JSON, targets, preview and send; the verbs stand in the parts."""

    def __init__(self, session: Session, *, save_after_ms: int = SAVE_AFTER_MS) -> None:
        shows_notes = bool(session.state.choices.get("notes in json", False))
        super().__init__(ComposeState(shows_notes=shows_notes), session.scope.child("compose"))
        self.session = session
        self.workspace = session.workspace
        self.desk = Desk(self.workspace, time.time)
        self.fields = FieldMap()
        self.maker = PreviewMaker(self.workspace.registry.provider)
        self.files = Files(self, save_after_ms)
        self.editing = Editing(self)
        self.previewing = Previewing(self)
        self.targeting = Targeting(self)
        self.sending = SendVerbs(self)
        self.layers = Layers(self)
        self.images = LocalImages(self.scope, session.worker, self)
        self._wanted_profile = ""
        self._has_chosen_provider = False
        self.focus_wanted: Callable[[str], object] | None = None
        """Set by the screen: brings a form field (``content/title``) or ``json:POINTER`` into sight."""
        session.profiles_changed.connect(lambda: self.scope.start("profiles", self._read_profiles()))
        session.sandbox_changed.connect(self._on_sandbox)
        session.devices_changed.connect(self.targeting.on_devices_changed)
        session.message_wanted.connect(self.files.take)
        session.sample_wanted.connect(self.files.open_sample)
        session.pasted_wanted.connect(self.files.open_pasted)
        session.targets_wanted.connect(self.targeting.set_targets)
        session.plan_wanted.connect(self.sending.send_planned)

    async def start(self) -> None:
        """Open what was open last, or the sample message; then read profiles and targets."""
        await self.open_messages()
        await self.follow_store()

    async def open_messages(self) -> None:
        """Show messages before the store is open, with the provider that came first last time."""
        remembered = [key for key in self.session.state.choices.get("providers", []) if key in self.workspace.registry]
        self._use_order(tuple(dict.fromkeys([*remembered, *self.workspace.registry.ids])))
        await self.files.start()

    async def follow_store(self) -> None:
        """Read what the open store holds: profiles and targets."""
        await self._read_profiles()
        await self.targeting.start()
        self.become(is_ready=True)

    @property
    def sends_locally(self) -> bool:
        """Whether the chosen profiles lead to the built-in sandbox."""
        profile = self.state.profile
        return profile is not None and profile.environment is Environment.LOCAL

    # -- profiles and providers -----------------------------------------------------------------------

    def _on_sandbox(self) -> None:
        """Take what a sandbox that came or went fills into local profiles: topics, keys, addresses."""
        if self.sends_locally:
            self.scope.start("profiles", self._read_profiles())

    async def _read_profiles(self) -> None:
        profiles = await self.workspace.profiles()
        sets = await self.workspace.store.run(lambda db: list(db.sets.list()))
        found = choices(sets, profiles, self.workspace.registry.providers)
        choice = preferred(found, self._wanted_profile or self.session.state.choices.get("profile", ""))
        self.become(profiles=found)
        await self._use(choice.key if choice is not None else "")

    def choose_profile(self, key: str) -> None:
        """Send through another profile set or profile."""
        self.session.state.choices["profile"] = key
        self.scope.start("profile", self._use(key))

    async def _use(self, key: str) -> None:
        self._wanted_profile = key
        choice = next((item for item in self.state.profiles if item.key == key), None)
        members = choice.profiles if choice is not None else {}
        found = {
            provider: await self.workspace.credentials(name, open_secrets=False) for provider, name in members.items()
        }
        if self._wanted_profile != key:
            return  # another one was chosen meanwhile
        self.desk.credentials = found
        self.become(profile=choice)
        self._use_order((*members, *(key for key in self.workspace.registry.ids if key not in members)))
        self.session.state.choices["providers"] = list(members)
        self.refresh()
        self.targeting.refresh()

    def _use_order(self, order: tuple[str, ...]) -> None:
        """Show the first provider until a person has chosen one."""
        self.maker.provider_ids = order
        self.become(provider=self.state.provider if self._has_chosen_provider else order[0])

    def choose_provider(self, provider_id: str) -> None:
        """Show another provider's JSON, and a surface that can show its payload."""
        self._has_chosen_provider = True
        self.become(provider=provider_id, is_resolved=self.state.is_resolved)
        self.previewing.follow_provider()
        self.refresh()

    def next_provider(self) -> None:
        """Go on to the next provider's JSON."""
        keys = [tab.id for tab in self.state.providers]
        if keys:
            self.choose_provider(keys[(keys.index(self.state.provider) + 1) % len(keys)])

    def show_resolved(self, is_resolved: bool) -> None:
        """Show the JSON with variables filled in, read-only, or the template."""
        self.become(is_resolved=is_resolved)
        self.refresh()

    def choose_layout(self, layout: str) -> None:
        """Show ``form``, ``json`` or both (``split``)."""
        self.become(layout=layout)

    # -- what follows from a change -------------------------------------------------------------------

    @property
    def edition(self) -> Edition:
        return self.files.open.edition(self.state.current)

    def refresh(self) -> None:
        """Compose for the provider in sight at once, for the others a moment later."""
        if not self.state.current or not self.state.provider:
            return
        self.layers.settle()
        edition = self.edition
        sheet = self.sheet_of(edition, self.state.provider)
        stack = self.files.open.stack(self.state.current)
        kind = edition.message.delivery.kind
        self.become(
            message=edition.message,
            sheet=sheet,
            resolved_text=pretty(sheet.draft.document()) if self.state.is_resolved and sheet.draft is not None else "",
            by_hand=self.fields.by_hand(self.provider, kind, self.credentials, sheet.overridden),
            field_problems=field_problems(sheet.findings, self.field_at),
            appearance=self.previewing.appearance(edition, sheet),
            can_undo=stack.can_undo,
            can_redo=stack.can_redo,
            providers=self._provider_tabs(sheet),
        )
        self.scope.start("survey", self._survey())

    def sheet_of(self, edition: Edition, provider_id: str) -> Sheet:
        """Return one provider's side of an edition, in the language and with the values chosen."""
        return self.desk.sheet(edition, provider_id)

    async def _survey(self) -> None:
        await asyncio.sleep(_SURVEY_AFTER_SECONDS)
        providers = [tab.id for tab in self.state.providers]
        found = await survey(self.desk, self.maker, self.edition, providers)
        self.become(survey=found)
        if self.state.sheet is not None:
            self.become(providers=self._provider_tabs(self.state.sheet))

    def _provider_tabs(self, sheet: Sheet) -> tuple[ProviderTab, ...]:
        members = self.state.profile.profiles if self.state.profile is not None else {}
        meant = meant_providers(self.state)
        tabs = []
        for provider in self.workspace.registry:
            spec = provider.spec
            known = self.state.survey.errors.get(spec.id, 0)
            errors = sheet.error_count if spec.id == sheet.provider else known
            lost = len(self.state.survey.carried.get(spec.id, ())) if spec.id in meant else 0
            tabs.append(ProviderTab(spec.id, spec.short_title, spec.tile, errors, spec.id in members, lost))
        return tuple(tabs)

    def on_targets(self) -> None:
        """Count losses for the services that the targets go through."""
        if self.state.sheet is not None:
            self.become(providers=self._provider_tabs(self.state.sheet))

    # -- look-ups for the parts -----------------------------------------------------------------------

    @property
    def provider(self) -> Provider:
        return self.desk.provider(self.state.provider)

    @property
    def credentials(self) -> Credentials | None:
        return self.desk.credentials.get(self.state.provider)

    def field_at(self, pointer: str) -> str | None:
        """Return the form field that writes a place of the JSON in sight."""
        return self.fields.field_at(self.provider, self.state.message.delivery.kind, self.credentials, pointer)

    def bring_to_sight(self, place: str) -> None:
        """Ask the screen to focus a form field or a place of the JSON."""
        if self.focus_wanted is not None:
            self.focus_wanted(place)
