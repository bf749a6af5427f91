"""A workspace for the window's tests: real composing over an in-memory database, a scripted network."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar

from pushbench.domain.allow_list import FIELD, AllowList, entries, written
from pushbench.domain.device import Device
from pushbench.domain.errors import UserError
from pushbench.domain.fate import Fate
from pushbench.domain.finding import Severity
from pushbench.domain.http import HttpRequest, HttpResponse
from pushbench.domain.message import Message
from pushbench.domain.outcome import Attempt, DeliveryEvent, DeliveryRecord, Explain, Outcome, OutcomeKind, StepKind
from pushbench.domain.profile import Credentials, Environment, Profile, ProfileSet, SecretRef
from pushbench.domain.provider import Level, TestResult
from pushbench.domain.secret import Secret
from pushbench.domain.target import Target, TargetKind, parse_target
from pushbench.engine import composing, doctor, messages
from pushbench.engine.clock import SystemClock
from pushbench.engine.default_proxy import DefaultProxy
from pushbench.engine.doctor import Diagnosis
from pushbench.engine.doctor_jwt import JwtReport, read_jwt
from pushbench.engine.events import (
    AttemptEnded,
    DeliveryEnded,
    DeliveryStarted,
    RetryWaiting,
    RunEnded,
    RunEvent,
    RunStarted,
    RunSummary,
)
from pushbench.engine.following import Answered
from pushbench.engine.guard import outside
from pushbench.engine.importing import Imported
from pushbench.engine.losses import losses_everywhere
from pushbench.engine.plan import Composed, Guard, Managed, Outside, PlannedDelivery, SendOrder, SendPlan
from pushbench.engine.questions import is_open
from pushbench.engine.registry import Registry
from pushbench.engine.upkeep import Upkeep
from pushbench.store.database import Database
from pushbench.store.device_file import read_devices
from pushbench.store.history import RunRecord
from pushbench.store.message_file import dump_message
from pushbench.vault import MemoryVault

T = TypeVar("T")

ACCEPTED = Outcome(OutcomeKind.ACCEPTED, 200, provider_id="8F2C1E7A-30B6-4F8D-A1B2-4D0C55AA0001")
UNREGISTERED = Outcome(
    OutcomeKind.REJECTED,
    410,
    "Unregistered",
    explain=Explain(
        "Apple no longer accepts this device token.",
        "The app was deleted from the phone, or reinstalled with a new token.",
        "Mark the device as unregistered and register it again from the app.",
    ),
    is_target_dead=True,
)


class FakeStore:
    """Runs work on the calling thread."""

    def __init__(self) -> None:
        self.database = Database(None)

    async def run(self, work: Callable[[Database], T]) -> T:
        await asyncio.sleep(0)
        return work(self.database)

    async def aclose(self) -> None:
        self.database.close()


class FakeSandbox:
    """A local sandbox that is on or off."""

    def __init__(self) -> None:
        self.is_running = False
        self.preferred_port = 8787
        self.current: dict[str, Any] | None = None
        self.on_change: list[Callable[[], None]] = []
        self.pushes: list[dict[str, Any]] = []
        self.fault: Mapping[str, Any] | None = None
        self._news = asyncio.Event()

    async def start(self) -> dict[str, Any]:
        self.current = {
            "pid": 1,
            "control_url": "https://127.0.0.1:8787",
            "ca_file": "/tmp/ca.pem",
            "port": 8787,
            "providers": {"apns": {"base_url": "https://127.0.0.1:40001"}},
            "devices": [],
        }
        self.is_running = True
        self._tell()
        return self.current

    async def ready(self) -> dict[str, Any] | None:
        return self.current

    async def stop(self) -> None:
        self.current = None
        self.is_running = False
        self._tell()

    async def received(
        self, since: int = 0, wait: float = 0.0, *, limit: int = 0, before: int | None = None
    ) -> list[dict[str, Any]]:
        if len(self.pushes) <= since and wait:
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), wait)
            except TimeoutError:
                return []
        found = [push for push in self.pushes if push["number"] > since]
        if before is not None:
            found = [push for push in found if not before or push["number"] < before]
            return found[-limit:] if limit else found
        return found[:limit] if limit else found

    def receive(self, push: dict[str, Any]) -> None:
        self.pushes.append({**push, "number": len(self.pushes) + 1})
        self._news.set()

    async def set_fault(self, fault: Mapping[str, Any]) -> None:
        self.fault = fault

    async def faults(self) -> list[dict[str, Any]]:
        return [dict(self.fault)] if self.fault else []

    async def clear_faults(self) -> None:
        self.fault = None

    async def reset(self) -> None:
        self.pushes.clear()

    def _tell(self) -> None:
        for tell in self.on_change:
            tell()


class FakeRun:
    """Gives scripted outcomes."""

    def __init__(self, workspace: FakeWorkspace, plan: SendPlan) -> None:
        self.id = plan.run_id
        self._workspace = workspace
        self._plan = plan
        self._is_stopped = False

    def stop(self) -> None:
        self._is_stopped = True

    def retry_now(self, delivery_id: str) -> None:
        self._workspace.hurried.append(delivery_id)
        self._workspace.released.set()

    async def events(self) -> AsyncIterator[RunEvent]:
        workspace = self._workspace
        database = workspace.store.database
        message = self._plan.order.message
        database.history.start_run(
            RunRecord(self.id, time.time(), message.name, dump_message(message), "set", len(self._plan.deliveries))
        )
        yield RunStarted(self.id, len(self._plan.deliveries))
        counts = dict.fromkeys(OutcomeKind, 0)
        for delivery in self._plan.deliveries:
            outcome = Outcome(OutcomeKind.NOT_SENT) if self._is_stopped else workspace.outcome_of(delivery)
            record = workspace.record(self._plan, delivery, outcome)
            if not self._is_stopped:
                yield DeliveryStarted(delivery.id)
                await asyncio.sleep(workspace.delay)
                if delivery.target.label in workspace.retries:
                    yield RetryWaiting(delivery.id, 3.0, 2)
                    await workspace.released.wait()
                for attempt in record.attempts:
                    yield AttemptEnded(delivery.id, attempt)
            counts[outcome.kind] += 1
            database.history.add([record])
            if outcome.kind is not OutcomeKind.NOT_SENT and delivery.target.device is not None:
                database.devices.record_result(delivery.target.label, outcome, record.at)
            yield DeliveryEnded(record)
        database.history.finish_run(self.id, time.time(), {kind.value: count for kind, count in counts.items()})
        yield RunEnded(
            RunSummary(
                self.id,
                counts[OutcomeKind.ACCEPTED],
                counts[OutcomeKind.REJECTED],
                counts[OutcomeKind.UNCLEAR],
                counts[OutcomeKind.NOT_SENT],
                0.1,
                reached_server=True,
            )
        )


class FakeWorkspace:
    """The facade the window uses, without network, vault and processes."""

    def __init__(self, home: Path | None = None, registry: Registry | None = None) -> None:
        self.home = home
        self.environ: Mapping[str, str] = {}
        self.registry = registry or Registry()
        self.store = FakeStore()
        self.local = FakeSandbox()
        self.vault = type("FakeVault", (), {"kind": "memory", "is_persistent": False})()
        self.outcomes: dict[str, Outcome] = {}
        self.retries: set[str] = set()
        self.released = asyncio.Event()
        self.hurried: list[str] = []
        self.released.set()
        self.delay = 0.0
        self.secrets: dict[str, dict[str, Secret | SecretRef]] = {}
        self.plans: list[SendPlan] = []
        self.started: list[SendPlan] = []
        self.test_results: list[TestResult] = [
            TestResult("Key file is readable", Level.GOOD, "P-256 private key.", total_ms=1.0),
            TestResult(
                "Key and team accepted", Level.GOOD, "A made-up token was answered 400 BadDeviceToken.", total_ms=38.0
            ),
            TestResult("Bundle ID not proven yet", Level.UNSURE, "Apple checks the topic only for real tokens."),
        ]
        self.is_closed = False
        self.said: dict[str, DeliveryEvent] = {}
        self.asked: list[tuple[str, ...]] = []
        self.viewed: list[str] = []
        self.cancelled: list[tuple[str, bool]] = []
        self.refusal: Outcome | None = None
        self.counted: list[tuple[str, ...]] = []
        self.reach: int | None = 42
        self.on_news: Callable[[Sequence[Answered]], None] | None = None
        self._ids = itertools.count(1)
        self.upkeep = Upkeep(self._parts())

    def _parts(self) -> Any:
        """What settings, export and import work on: the fake's store and sandbox."""
        return SimpleNamespace(
            home=self.home,
            environ=self.environ,
            clock=SystemClock(),
            registry=self.registry,
            store=self.store,
            vault=MemoryVault(),
            local=self.local,
            transports=SimpleNamespace(proxy=DefaultProxy(self.environ)),
        )

    async def aclose(self) -> None:
        self.is_closed = True
        await self.store.aclose()

    # -- what is there --------------------------------------------------------------------------------

    async def open_store(self) -> None:
        """The fake's store is open from the beginning."""

    def attend_follow_ups(self, on_news: Callable[[Sequence[Answered]], None]) -> None:
        """Nobody is asked; a test tells the news itself."""
        self.on_news = on_news

    # -- what became of it ----------------------------------------------------------------------------

    def can_follow_up(self, provider: str, outcome: OutcomeKind, provider_id: str | None, at: float) -> bool:
        found = self.registry.provider(provider).follow_up if provider in self.registry else None
        return found is not None and is_open(found, outcome, provider_id, at, time.time())

    async def follow_up(self, delivery_ids: Sequence[str]) -> list[Answered]:
        """Answer from ``said``; who is not in it was not heard of."""
        self.asked.append(tuple(delivery_ids))
        database = self.store.database
        answers = []
        for key in delivery_ids:
            event = self.said.get(key)
            if event is not None:
                database.follow_ups.add_event(key, event)
                database.follow_ups.drop(key)
            trouble = None if event is not None else UserError("Nobody was asked.", "There is no profile.", "Add one.")
            answers.append(Answered(key, event, trouble))
        return answers

    def can_view(self, record: DeliveryRecord) -> bool:
        return messages.can_view(self._parts(), record)

    def can_cancel(self, record: DeliveryRecord) -> bool:
        return messages.can_cancel(self._parts(), record)

    def countable(self, provider: str) -> frozenset[TargetKind]:
        return messages.countable(self._parts(), provider)

    async def view_message(self, delivery_id: str) -> Managed:
        self.viewed.append(delivery_id)
        return Managed("Segment All", Outcome(OutcomeKind.ACCEPTED, 200, facts=(("successful", "3"), ("failed", "1"))))

    async def cancel_message(self, delivery_id: str, *, confirmed: bool = False) -> messages.Cancelled:
        self.cancelled.append((delivery_id, confirmed))
        if self.refusal is not None:
            return messages.Cancelled(Managed("All", self.refusal))
        self.store.database.follow_ups.add_event(delivery_id, DeliveryEvent(time.time(), Fate.CANCELLED))
        return messages.Cancelled(Managed("All", Outcome(OutcomeKind.ACCEPTED, 200)), (delivery_id,))

    async def count_reached(
        self, targets: Sequence[str], *, profile: str | None = None, profile_set: str | None = None
    ) -> list[messages.Reach]:
        self.counted.append(tuple(targets))
        return [
            messages.Reach(text, "onesignal", "Local OneSignal", self.reach)
            if self.reach is not None
            else messages.Reach(text, "onesignal", "p", trouble=UserError("Nobody knows.", "It has no count.", "Look."))
            for text in targets
        ]

    def losses(self, message: Message, providers: Sequence[str] | None = None, **options: Any) -> dict[str, Any]:
        chosen = [self.registry.provider(key) for key in (self.registry.ids if providers is None else providers)]
        return losses_everywhere(chosen, message, 1_763_820_000.0, options.get("credentials"))

    async def ensure_first_start(self) -> None:
        database = self.store.database
        if database.sets.list():
            return
        names = []
        for provider in self.registry:
            name = f"Local {provider.spec.short_title}"
            database.profiles.put(Profile(name, provider.spec.id, Environment.LOCAL))
            names.append(name)
        database.sets.put(ProfileSet("This computer", tuple(names)))
        for name, provider_id, platform, token in (
            ("Virtual iPhone", "apns", "ios", "a" * 64),
            ("Virtual Pixel", "fcm", "android", "fcm-token-" + "b" * 120),
            ("Virtual browser", "webpush", "web", '{"endpoint":"https://127.0.0.1:1/x"}'),
        ):
            database.devices.put(Device(name, provider_id, token, platform, environment="local"))

    async def profiles(self) -> list[Profile]:
        return await self.store.run(lambda db: list(db.profiles.list()))

    async def profile(self, name: str) -> Profile:
        found = await self.store.run(lambda db: db.profiles.get(name))
        if found is None:
            raise UserError("There is no such profile.", "", "")
        return found

    async def save_profile(self, profile: Profile, secrets: Mapping[str, Secret | SecretRef] = {}) -> Profile:
        kept = dict(profile.secrets)
        for key, value in secrets.items():
            kept[key] = value if isinstance(value, SecretRef) else SecretRef("vault", f"{profile.name}/{key}")
            self.secrets.setdefault(profile.name, {})[key] = value
        saved = replace(profile, secrets=kept)
        await self.store.run(lambda db: db.profiles.put(saved))
        return saved

    async def remove_profile(self, name: str) -> None:
        await self.store.run(lambda db: db.profiles.remove(name))

    async def save_set(self, profile_set: ProfileSet) -> None:
        await self.store.run(lambda db: db.sets.put(profile_set))

    async def credentials(self, name: str, *, open_secrets: bool = True) -> Credentials:
        profile = await self.profile(name)
        return Credentials(name, profile.provider, profile.environment, profile.fields)

    async def read_credential(self, data: bytes, name: str = "", *, passphrase: Secret | None = None) -> Diagnosis:
        return await doctor.diagnose(self._parts(), data, name, passphrase)

    async def places_for(self, found: Diagnosis, number: int) -> Diagnosis:
        return await doctor.with_places(self._parts(), found, number)

    async def read_jwt(self, text: str, *, keys: Sequence[Secret] = (), profile: str | None = None) -> JwtReport:
        own = [secret for secret in self.secrets.get(profile or "", {}).values() if isinstance(secret, Secret)]
        return read_jwt(text, time.time(), (*keys, *own))

    def check_credentials(self, credentials: Credentials) -> tuple[Any, ...]:
        return self.registry.provider(credentials.provider).check_credentials(credentials)

    async def test_credentials(self, credentials: Credentials) -> AsyncIterator[TestResult]:
        for result in self.test_results:
            await asyncio.sleep(0)
            yield result

    async def test_profile(self, name: str) -> AsyncIterator[TestResult]:
        async for result in self.test_credentials(await self.credentials(name)):
            yield result

    async def import_devices(
        self, text: str, *, mapping: Mapping[str, str] | None = None, save: bool = True
    ) -> Imported:
        read = read_devices(text, mapping=mapping, recognisers={item.spec.id: item.recognise for item in self.registry})
        if not save:
            return Imported(len(read.devices), read.problems, read.columns)
        await self.store.run(lambda db: db.devices.put_many(read.devices))
        return Imported(len(read.devices), read.problems, read.columns)

    async def save_device(self, device: Device) -> list[str]:
        await self.store.run(lambda db: db.devices.put(device))
        return []

    # -- composing and sending --------------------------------------------------------------------------

    def compose(self, message: Message, provider_id: str, **options: Any) -> Composed:
        return composing.compose(self.registry.provider(provider_id), message, 1_763_820_000.0, **options)

    async def resolve_targets(
        self, texts: Sequence[str], *, profile: str | None = None, profile_set: str | None = None
    ) -> list[tuple[Target, str, str]]:
        database = self.store.database
        if profile_set is not None:
            found = database.sets.get(profile_set)
            names = found.profiles if found else ()
        else:
            names = (profile,) if profile else ()
        by_provider = {p.provider: p.name for name in names if (p := database.profiles.get(name)) is not None}
        targets: list[tuple[Target, str, str]] = []
        for text in texts:
            parsed = parse_target(text)
            targets += [(t, p, by_provider.get(p, "?")) for t, p in self._targets(parsed, list(by_provider))]
        return targets

    def _targets(self, parsed: Target, providers: list[str]) -> list[tuple[Target, str]]:
        database = self.store.database
        if parsed.kind is TargetKind.GROUP:
            group = database.groups.get(parsed.value)
            if group is None:
                raise UserError(
                    f"There is no group “{parsed.value}”.", "The library has no such group.", "Make it in Devices."
                )
            devices = database.devices.get_many(group.devices)
        elif parsed.kind is TargetKind.DEVICE:
            device = database.devices.get(parsed.value)
            if device is None:
                raise UserError(
                    f"There is no device “{parsed.value}”.", "The library has none of that name.", "Add it in Devices."
                )
            devices = [device]
        else:
            return [(parsed, providers[0] if providers else "fcm")]
        return [(Target(TargetKind.TOKEN, d.token, d.name, d), d.provider) for d in devices]

    async def plan(self, order: SendOrder) -> SendPlan:
        targets = await self.resolve_targets(order.targets, profile=order.profile, profile_set=order.profile_set)
        deliveries = []
        production = []
        for target, provider, profile_name in targets:
            made = self.compose(order.message, provider)
            profile = self.store.database.profiles.get(profile_name)
            if profile is not None and profile.environment is Environment.PRODUCTION:
                production.append(profile_name)
            deliveries.append(
                PlannedDelivery(
                    f"00000000-0000-4000-8000-{next(self._ids):012d}",
                    target,
                    provider,
                    profile_name,
                    made.draft,
                    made.findings,
                    title=made.resolved.content.title or "",
                    body=made.resolved.content.body or "",
                    environment=profile.environment.value if profile is not None else "",
                )
            )
        crowds = tuple(target.label for target, _, _ in targets if target.kind.is_crowd)
        guard = Guard(
            bool(production),
            tuple(dict.fromkeys(production)),
            len(production),
            crowds,
            len(production) > 10 or bool(crowds),
        )
        findings = tuple(
            dict.fromkeys(finding for delivery in deliveries for finding in delivery.findings if finding.patch is None)
        )
        findings += tuple(f for d in deliveries for f in d.findings if f.patch is not None)
        plan = SendPlan(f"run-{next(self._ids)}", order, tuple(deliveries), findings, guard)
        self.plans.append(plan)
        return plan

    def start(self, plan: SendPlan, *, confirmed: bool = False, allow: int | None = None) -> FakeRun:
        if plan.guard.is_production and not confirmed:
            raise UserError("Production is not confirmed.", "", "")
        assert not [f for f in plan.findings if f.severity is Severity.ERROR]
        self.started.append(plan)
        return FakeRun(self, plan)

    async def dry_run(self, plan: SendPlan) -> list[tuple[DeliveryRecord, HttpRequest]]:
        results = []
        for delivery in plan.deliveries:
            record = self.record(plan, delivery, Outcome(OutcomeKind.NOT_SENT))
            results.append((replace(record, attempts=()), HttpRequest("POST", "https://127.0.0.1/")))
        return results

    async def send_again(self, delivery_id: str) -> SendPlan:
        record = self.store.database.history.get(delivery_id)
        assert record is not None
        return await self.plan(SendOrder(Message(name=record.message_name), (record.target,), profile=record.profile))

    async def send_all_again(self, delivery_ids: Sequence[str]) -> SendPlan:
        records = [self.store.database.history.get(key) for key in delivery_ids]
        found = [record for record in records if record is not None]
        message = Message(name=found[0].message_name)
        return await self.plan(SendOrder(message, tuple(r.target for r in found), profile=found[0].profile))

    async def forbidden(self, addressed: Sequence[tuple[Target, str, str]]) -> tuple[Outside, ...]:
        database = self.store.database
        lists = {p.name: AllowList.read(p.fields.get(FIELD, ""), {}) for p in database.profiles.list()}
        return outside(
            ((name, target) for target, _, name in addressed), {k: v for k, v in lists.items() if v is not None}
        )

    async def allow(self, profile: str, added: Sequence[str], removed: Sequence[str] = ()) -> Profile:
        known = await self.profile(profile)
        items = [i for i in (*entries(known.fields.get(FIELD, "")), *added) if i not in removed]
        return await self.save_profile(replace(known, fields={**known.fields, FIELD: written(items)}))

    async def request_for(self, message: Message, provider_id: str, **_options: Any) -> HttpRequest:
        return HttpRequest(
            "POST", f"https://{provider_id}.example/push", (("content-type", "application/json"),), b"{}"
        )

    def outcome_of(self, delivery: PlannedDelivery) -> Outcome:
        return self.outcomes.get(delivery.target.label, ACCEPTED)

    def record(self, plan: SendPlan, delivery: PlannedDelivery, outcome: Outcome) -> DeliveryRecord:
        request = HttpRequest(
            "POST",
            f"https://127.0.0.1:40001/3/device/{delivery.target.value}",
            (("apns-topic", "app.skylark.ios"), ("apns-priority", "10"), ("authorization", "bearer ***")),
            b'{"aps":{"alert":{"title":"Hi"}}}',
        )
        response = HttpResponse(outcome.status or 0, (("apns-id", "8F2C1E7A"),), b'{"reason":"x"}', "HTTP/2")
        attempts = (
            ()
            if outcome.kind is OutcomeKind.NOT_SENT
            else (Attempt(1, StepKind.DELIVER, request, response, total_ms=38.0),)
        )
        return DeliveryRecord(
            id=delivery.id,
            run_id=plan.run_id,
            provider=delivery.provider,
            profile=delivery.profile,
            environment=delivery.environment,
            target=delivery.target.label,
            target_kind=delivery.target.kind.value,
            token=delivery.target.value,
            outcome=outcome,
            attempts=attempts,
            at=time.time(),
            latency_ms=38.0 if attempts else None,
            message_name=plan.order.message.name,
            title=delivery.title,
            body=delivery.body,
            draft=delivery.draft.document() if delivery.draft is not None else {},
        )

    async def paste_devices(self, text: str) -> list[Device]:
        found = []
        for line in text.split():
            for provider in self.registry:
                guess = provider.recognise(line)
                if guess is not None:
                    found.append(
                        Device(
                            f"{provider.spec.short_title} {len(found) + 1}",
                            provider.spec.id,
                            guess.token,
                            guess.platform,
                        )
                    )
                    break
        return found
