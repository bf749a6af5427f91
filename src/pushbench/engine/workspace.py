"""The one facade of both shells: everything that can be done in a home."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pushbench.domain.carrying import FieldLoss
from pushbench.domain.credential_file import CredentialReading
from pushbench.domain.device import Device
from pushbench.domain.errors import UserError
from pushbench.domain.finding import Finding
from pushbench.domain.http import HttpRequest
from pushbench.domain.json_value import Json
from pushbench.domain.message import EMPTY, Message
from pushbench.domain.outcome import DeliveryRecord, OutcomeKind
from pushbench.domain.paths import expanded
from pushbench.domain.ports import Clock, Randomness, Transport, Vault
from pushbench.domain.profile import Credentials, Environment, Profile, ProfileSet, SecretRef
from pushbench.domain.provider import TestResult
from pushbench.domain.secret import Secret
from pushbench.domain.target import Target, TargetKind
from pushbench.domain.tasks import Reporter, TaskScope
from pushbench.engine import (
    composing,
    credentials,
    demo,
    following,
    guard,
    importing,
    keeping,
    linking,
    losses,
    managing,
    messages,
    planning,
    profiles,
    proving,
    rehearsing,
    replay,
    targets,
)
from pushbench.engine.attending import Attendant
from pushbench.engine.clock import SystemClock, SystemRandomness
from pushbench.engine.events import PushShown, RunEvent
from pushbench.engine.home import DATABASE_NAME, check_not_lost
from pushbench.engine.importing import Imported
from pushbench.engine.local_sandbox import LocalSandbox
from pushbench.engine.parts import Parts, Transports
from pushbench.engine.plan import Composed, Managed, Outside, SendOrder, SendPlan
from pushbench.engine.registry import Registry
from pushbench.engine.sending import Run
from pushbench.engine.tokens import StoredTokens
from pushbench.engine.upkeep import Upkeep
from pushbench.store.thread import StoreThread
from pushbench.vault import open_vault

if TYPE_CHECKING:
    from pushbench.engine.doctor import Diagnosis
    from pushbench.engine.doctor_jwt import JwtReport

CLOSING_SECONDS = 3.0
"""How long closing waits for requests that are in flight."""


class Workspace:
    """A home opened for use: store, vault, providers, transports and the local sandbox, wired.

    Everything a user can mend surfaces as ``UserError``. Methods are called on the event loop's thread.
    """

    def __init__(self, parts: Parts) -> None:
        """Use :meth:`open`."""
        self._parts = parts
        self._runs: list[Run] = []
        self._run_scope = parts.scope.child("runs")
        self.home = parts.home
        self.environ = parts.environ
        self.clock = parts.clock
        self.registry = parts.registry
        self.store = parts.store
        self.vault = parts.vault
        self.local = parts.local
        self.upkeep = Upkeep(parts)
        """Settings, retention, secrets' places, export and import."""

    @classmethod
    async def open(
        cls,
        home: Path | None,
        *,
        environ: Mapping[str, str],
        clock: Clock | None = None,
        randomness: Randomness | None = None,
        vault: Vault | None = None,
        registry: Registry | None = None,
        transport: Transport | None = None,
        reporter: Reporter | None = None,
        waits_for_store: bool = True,
    ) -> Workspace:
        """Open a home (made when missing); ``None`` keeps everything in memory.

        Runs that a crash cut off are ended. ``transport`` takes the place of httpx and libcurl (tests).
        With ``waits_for_store=False`` messages can be composed at once; await :meth:`open_store` before anything else.
        Raises UserError for a home that cannot be used.
        """
        if home is not None:
            home = _made(home)
        clock, randomness = clock or SystemClock(), randomness or SystemRandomness()
        store = StoreThread(None if home is None else home / DATABASE_NAME)
        scope = TaskScope("workspace", reporter)
        vault = vault or open_vault(home, environ, stays_open=not waits_for_store)
        transports = Transports(environ, clock, randomness, transport)
        tokens = StoredTokens(store, vault, clock, scope.child("tokens"))
        transports.use_tokens(tokens)
        parts = Parts(
            home=home,
            environ=environ,
            clock=clock,
            randomness=randomness,
            registry=registry or Registry(),
            store=store,
            vault=vault,
            local=LocalSandbox(home, transports.late, clock=clock, randomness=randomness, environ=environ),
            tokens=tokens,
            transports=transports,
            scope=scope,
        )
        parts.local.on_ready = lambda ready: credentials.follow_devices(parts, ready)
        workspace = cls(parts)
        if waits_for_store:
            try:
                await workspace.open_store()
            except BaseException:
                await store.aclose()
                raise
        return workspace

    async def open_store(self) -> None:
        """Open the database and end the runs that a crash cut off. Raises UserError, as then all that needs it does."""
        await self.store.opened()
        await keeping.close_unfinished(self._parts)
        await self.upkeep.load()

    async def aclose(self) -> None:
        """Stop runs and keep what they learned, then close transports, sandbox and store, in this order."""
        for run in self._runs:
            run.stop()
        await self._until_runs_end()
        await self._parts.tokens.aclose()
        await self._parts.scope.aclose()
        await self._parts.transports.aclose()
        await self.local.aclose()
        await self.store.aclose()

    async def _until_runs_end(self) -> None:
        """Give what is in flight a moment to be answered, then cut it off; either way it is recorded."""
        ending = [run.ended for run in self._runs if run.is_running]
        if ending:
            await asyncio.wait(ending, timeout=CLOSING_SECONDS)
        await self._run_scope.aclose()

    # profiles ---------------------------------------------------------------------------------

    async def save_profile(self, profile: Profile, secrets: Mapping[str, Secret | SecretRef] | None = None) -> Profile:
        """Store a profile; ``secrets`` are sealed (or referenced) and replace those it refers to, the others stay.

        An empty secret takes one away. Raises UserError for a bad name, an unknown provider or field, or a
        vault that is locked.
        """
        return await profiles.save_profile(self._parts, profile, secrets or {})

    async def remove_profile(self, name: str) -> None:
        """Remove a profile, its secrets and its place in sets."""
        await profiles.remove_profile(self._parts, name)

    async def allow(self, profile: str, added: Sequence[str], removed: Sequence[str] = ()) -> Profile:
        """Add entries to a profile's allow-list and take others away. Raises UserError for one that is no target."""
        return await profiles.allow(self._parts, profile, added, removed)

    async def forbidden(self, addressed: Sequence[tuple[Target, str, str]]) -> tuple[Outside, ...]:
        """Return what the allow-lists of production profiles forbid among :meth:`resolve_targets`' answer."""
        chosen = {profile.name: profile for profile in await self.profiles()}
        used = [chosen[name] for name in dict.fromkeys(name for _, _, name in addressed) if name in chosen]
        lists = await guard.allow_lists(self._parts, used)
        return guard.outside(((name, target) for target, _, name in addressed), lists)

    async def profiles(self) -> list[Profile]:
        """Return every profile, by name."""
        return await profiles.list_profiles(self._parts)

    async def profile(self, name: str) -> Profile:
        """Return the profile. Raises UserError naming the known ones."""
        return await profiles.get_profile(self._parts, name)

    async def save_set(self, profile_set: ProfileSet) -> None:
        """Store a profile set. Raises UserError for unknown profiles and for two of one provider."""
        await profiles.save_set(self._parts, profile_set)

    async def credentials(self, name: str, *, open_secrets: bool = True) -> Credentials:
        """Return a profile ready for use; gaps of a local one are filled from the emulator, started when need be.

        With ``open_secrets=False`` neither the vault nor the emulator is touched: enough for composing.
        """
        profile = await profiles.get_profile(self._parts, name)
        return await credentials.ready_credentials(self._parts, profile, open_secrets=open_secrets)

    async def read_credential(self, data: bytes, name: str = "", *, passphrase: Secret | None = None) -> Diagnosis:
        """Say what a dropped file or pasted text is, what is wrong with it and where it belongs. Total for any bytes.

        Nothing is asked of anyone and nothing is stored; a locked vault makes the comparison coarser.
        """
        from pushbench.engine import doctor

        return await doctor.diagnose(self._parts, data, name, passphrase)

    async def places_for(self, found: Diagnosis, number: int) -> Diagnosis:
        """Return the diagnosis with another of its readings in front, and where that one belongs."""
        from pushbench.engine import doctor

        return await doctor.with_places(self._parts, found, number)

    async def put_credential(
        self, reading: CredentialReading, profile: str, *, environment: Environment | None = None
    ) -> Profile:
        """Store what was read in a profile; with ``environment`` one of a new name is made. Raises UserError."""
        from pushbench.engine import doctor

        return await doctor.put_into(self._parts, reading, profile, environment=environment)

    async def read_jwt(self, text: str, *, keys: Sequence[Secret] = (), profile: str | None = None) -> JwtReport:
        """Read a sign-in token offline; the signature is checked with ``keys`` and the profile's own.

        Raises UserError for a text without a token and for a profile whose secrets cannot be opened.
        """
        from pushbench.engine.doctor_jwt import read_jwt

        own: tuple[Secret, ...] = ()
        if profile is not None:
            found = await profiles.get_profile(self._parts, profile)
            opened = [await credentials.open_secret(self._parts, found, *item) for item in found.secrets.items()]
            own = tuple(opened)
        return await asyncio.to_thread(read_jwt, text, self.clock.now(), (*keys, *own))

    def check_credentials(self, given: Credentials) -> tuple[Finding, ...]:
        """Read credentials offline; pointers are ``/fields/KEY``."""
        return self.registry.provider(given.provider).check_credentials(given)

    def test_credentials(self, given: Credentials) -> AsyncIterator[TestResult]:
        """Prove credentials step by step; use with ``async for``. Never reaches a user's device."""
        return proving.prove(self._parts, given)

    def test_profile(self, name: str) -> AsyncIterator[TestResult]:
        """The same for a stored profile, whose last result is kept with it."""
        return proving.prove_profile(self._parts, name)

    # composing --------------------------------------------------------------------------------

    def compose(
        self,
        message: Message,
        provider_id: str,
        *,
        credentials: Credentials | None = None,
        attributes: Mapping[str, Json] = EMPTY,
        variables: Mapping[str, Json] = EMPTY,
        language: str | None = None,
        variant: str | None = None,
        target: Target | None = None,
    ) -> Composed:
        """Compose and check one message for one provider; quick enough for every key press."""
        return composing.compose(
            self.registry.provider(provider_id),
            message,
            self.clock.now(),
            credentials=credentials,
            attributes=attributes,
            variables=variables,
            language=language,
            variant=variant,
            target=target,
        )

    def check(self, message: Message, providers: Sequence[str] | None = None) -> tuple[Finding, ...]:
        """Check a message for the given providers, by default for all; every language and variant of it."""
        chosen = [self.registry.provider(key) for key in (self.registry.ids if providers is None else providers)]
        return composing.check_everywhere(chosen, message, self.clock.now())

    def losses(
        self,
        message: Message,
        providers: Sequence[str] | None = None,
        *,
        credentials: Mapping[str, Credentials] | None = None,
    ) -> dict[str, tuple[FieldLoss, ...]]:
        """Return provider id -> what it does not carry of a message, languages and variants included.

        By default for all providers; ``credentials`` by provider id name the keys that image and link travel under.
        """
        chosen = [self.registry.provider(key) for key in (self.registry.ids if providers is None else providers)]
        return losses.losses_everywhere(chosen, message, self.clock.now(), credentials)

    async def losses_to(
        self, message: Message, targets: Sequence[str], *, profile: str | None = None, profile_set: str | None = None
    ) -> dict[str, tuple[FieldLoss, ...]]:
        """The same for the services through which targets are reached. Raises UserError as :meth:`resolve_targets`."""
        addressed = await self.resolve_targets(targets, profile=profile, profile_set=profile_set)
        used = {provider: name for _, provider, name in addressed}
        opened = {key: await self.credentials(name, open_secrets=False) for key, name in used.items() if name}
        return self.losses(message, tuple(used), credentials=opened)

    async def request_for(
        self,
        message: Message,
        provider_id: str,
        *,
        profile: str | None = None,
        target: str | None = None,
        variables: Mapping[str, Json] = EMPTY,
        language: str | None = None,
        variant: str | None = None,
    ) -> HttpRequest:
        """Return the request that would leave, with its secrets; the caller redacts it.

        Without ``profile``: the only one of that provider, else the only local one, else UserError.
        Without ``target``: the example of the provider's own specification.
        """
        order = SendOrder(
            message,
            () if target is None else (target,),
            profile=profile,
            variables=variables,
            language=language,
            variant=variant,
        )
        return await rehearsing.request_for(self._parts, order, provider_id)

    # sending ----------------------------------------------------------------------------------

    async def resolve_targets(
        self, texts: Sequence[str], *, profile: str | None = None, profile_set: str | None = None
    ) -> list[tuple[Target, str, str]]:
        """Return target, provider id and profile name of everything that is addressed, each once.

        With neither profile nor set every provider counts, and the profile names are empty.
        """
        chosen: Mapping[str, Profile] = {}
        if profile is not None or profile_set is not None:
            chosen = await profiles.choose_profiles(self._parts, profile, profile_set)
        return await targets.resolve_targets(self._parts, texts, {key: item.name for key, item in chosen.items()})

    async def plan(self, order: SendOrder) -> SendPlan:
        """Compose and check everything; nothing leaves. Raises UserError for targets, profiles and secrets."""
        return await planning.make_plan(self._parts, order)

    def confirm(self, plan: SendPlan, *, yes: bool, allow: int | None = None) -> None:
        """Raise UserError when the guard of production is not satisfied."""
        guard.check_guard(plan.guard, yes=yes, allow=allow)

    async def dry_run(self, plan: SendPlan) -> list[tuple[DeliveryRecord, HttpRequest]]:
        """Build every request without opening a connection; the requests are redacted."""
        return await rehearsing.dry_run(self._parts, plan)

    def start(self, plan: SendPlan, *, confirmed: bool = False, allow: int | None = None) -> Run:
        """Start sending. Raises UserError for findings of severity error and for an unconfirmed guard."""
        guard.refuse_errors(plan)
        guard.check_guard(plan.guard, yes=confirmed, allow=allow)
        self._runs = [run for run in self._runs if run.is_running]
        run = Run(self._parts, plan, self._run_scope)
        self._runs.append(run)
        return run

    async def send_again(self, delivery_id: str) -> SendPlan:
        """Plan one delivery of the history again, from the draft it kept; it gets a new id."""
        return await replay.plan_again(self._parts, (delivery_id,))

    async def send_all_again(self, delivery_ids: Sequence[str]) -> SendPlan:
        """The same for several deliveries as one run with one guard; at least one."""
        return await replay.plan_again(self._parts, delivery_ids)

    # what became of it --------------------------------------------------------------------------

    def can_follow_up(self, provider: str, outcome: OutcomeKind, provider_id: str | None, at: float) -> bool:
        """Whether "Ask now" makes sense for a delivery of the history; quick enough for every row."""
        return following.can_be_asked(self._parts, provider, outcome, provider_id, at)

    async def follow_up(self, delivery_ids: Sequence[str]) -> list[following.Answered]:
        """Ask services now what became of deliveries; the answers are in the history when this returns.

        Never sends a push. Raises UserError where not one of them can be asked about.
        """
        return await following.ask(self._parts, delivery_ids)

    async def due_follow_ups(self) -> list[str]:
        """Return the ids of the deliveries whose time to be asked about has come, the longest waiting first."""
        return await following.due(self._parts)

    async def ask_due_follow_ups(self) -> list[following.Answered]:
        """Put the questions that are due, once."""
        return await following.ask_due(self._parts)

    def attend_follow_ups(self, on_news: Callable[[Sequence[following.Answered]], None]) -> None:
        """From now until the workspace closes put every question when its time comes; ``on_news`` hears the answers."""
        Attendant(self._parts, on_news).start(self._parts.scope)

    # messages at the service --------------------------------------------------------------------

    def can_view(self, record: DeliveryRecord) -> bool:
        """Whether a delivery's service lets its message be looked at."""
        return messages.can_view(self._parts, record)

    def can_cancel(self, record: DeliveryRecord) -> bool:
        """Whether a delivery's message was held back by its service, and so may still be taken back."""
        return messages.can_cancel(self._parts, record)

    def countable(self, provider: str) -> frozenset[TargetKind]:
        """Return the kinds of targets of which a service tells how many devices they reach."""
        return messages.countable(self._parts, provider)

    async def view_message(self, delivery_id: str) -> Managed:
        """Look at a delivery's message at its service; the outcome's facts tell counts and times. Never sends."""
        return await messages.view(self._parts, delivery_id)

    async def cancel_message(self, delivery_id: str, *, confirmed: bool = False) -> messages.Cancelled:
        """Take a held message back at its service; the history keeps the answer as an event.

        Raises UserError where it cannot be, and for production that is not confirmed.
        """
        return await messages.cancel(self._parts, delivery_id, is_confirmed=confirmed)

    async def count_reached(
        self, targets: Sequence[str], *, profile: str | None = None, profile_set: str | None = None
    ) -> list[messages.Reach]:
        """Ask how many devices each target reaches, where its service tells. Never sends."""
        return await messages.count(self._parts, targets, profile=profile, profile_set=profile_set)

    # topics and channels ------------------------------------------------------------------------

    async def subscribe(
        self, topic: str, *, profile: str, targets: Sequence[str], confirmed: bool = False
    ) -> list[Managed]:
        """Subscribe every target to a topic. Raises UserError for production that is not confirmed."""
        consent = managing.Consent(confirmed)
        return await managing.manage_topics(
            self._parts, profile, targets, lambda topics, *rest: topics.subscribe(topic, *rest), consent
        )

    async def unsubscribe(
        self, topic: str, *, profile: str, targets: Sequence[str], confirmed: bool = False
    ) -> list[Managed]:
        """Take every target out of a topic. Raises UserError for production that is not confirmed."""
        consent = managing.Consent(confirmed)
        return await managing.manage_topics(
            self._parts, profile, targets, lambda topics, *rest: topics.unsubscribe(topic, *rest), consent
        )

    async def topics(self, *, profile: str, targets: Sequence[str]) -> list[Managed]:
        """List the topics of every target; ``values("topic")`` names them."""
        return await managing.manage_topics(self._parts, profile, targets, lambda topics, *rest: topics.list(*rest))

    async def create_channel(self, *, profile: str, stores_newest: bool = False) -> Managed:
        """Create a broadcast channel; ``values("channel")`` names it."""
        return await managing.manage_channels(
            self._parts, profile, "", lambda channels, *rest: channels.create(*rest, stores_newest=stores_newest)
        )

    async def show_channel(self, channel: str, *, profile: str) -> Managed:
        """Say how a broadcast channel was set up."""
        return await managing.manage_channels(
            self._parts, profile, channel, lambda channels, *rest: channels.show(channel, *rest)
        )

    async def channels(self, *, profile: str) -> Managed:
        """List the app's broadcast channels."""
        return await managing.manage_channels(self._parts, profile, "", lambda channels, *rest: channels.list(*rest))

    async def delete_channel(self, channel: str, *, profile: str, confirmed: bool = False) -> Managed:
        """Delete a broadcast channel for good. Raises UserError for production that is not confirmed."""
        consent = managing.Consent(confirmed)
        return await managing.manage_channels(
            self._parts, profile, channel, lambda channels, *rest: channels.delete(channel, *rest), consent
        )

    # devices, sandbox, first start --------------------------------------------------------------

    async def save_device(self, device: Device) -> list[str]:
        """Add or replace a device; returns warnings, one sentence each."""
        return await importing.save_device(self._parts, device)

    async def import_devices(
        self, text: str, *, mapping: Mapping[str, str] | None = None, save: bool = True
    ) -> Imported:
        """Read CSV or JSON into the device library; ``save=False`` only says what would be saved."""
        return await importing.import_devices(self._parts, text, mapping=mapping, save=save)

    async def paste_devices(self, text: str) -> list[Device]:
        """Return the devices that a pasted text seems to hold; nothing is saved."""
        return await importing.paste_devices(self._parts, text)

    async def use_sandbox(self, ready: Mapping[str, Any]) -> list[str]:
        """Make profiles ``sandbox-<id>`` and devices from a ready object; returns the profiles' names."""
        return await linking.use_sandbox(self._parts, ready)

    async def ensure_first_start(self) -> None:
        """Make the local profiles and their set; once in a home's life. Quick: no emulator is started."""
        await linking.ensure_first_start(self._parts)

    def demo(self) -> AsyncIterator[RunEvent | PushShown]:
        """Send the sample message through every provider to its virtual device; use with ``async for``."""
        return demo.demo(self._parts, self.start)


def _made(home: Path) -> Path:
    home = expanded(home).absolute()
    check_not_lost(home)
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(
            f"The folder {home} cannot be used as a home.",
            f"The system says: {error.strerror or error}.",
            "Name another folder with --home, or make this one writable.",
        ) from error
    return home
