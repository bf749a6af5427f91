"""The use cases behind the facade, with a made-up provider and a network in memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.engine.fakes import DummyProvider, FakeClock, FakeRandomness, FakeTransport, failing

from pushbench.domain.device import Device, Group
from pushbench.domain.errors import FailureKind, UserError
from pushbench.domain.finding import Severity
from pushbench.domain.http import HttpResponse
from pushbench.domain.message import Content, Message, Variant
from pushbench.domain.outcome import DeliveryRecord, OutcomeKind
from pushbench.domain.profile import Environment, Profile, ProfileSet, SecretRef
from pushbench.domain.provider import Level
from pushbench.domain.secret import Secret
from pushbench.domain.target import TargetKind
from pushbench.engine.events import DeliveryEnded, DeliveryStarted, RetryWaiting, RunEnded, RunEvent, RunStarted
from pushbench.engine.plan import SendOrder, SendPlan
from pushbench.engine.registry import Registry
from pushbench.engine.workspace import Workspace
from pushbench.store.history import HistoryQuery
from pushbench.vault import LockedVault

pytestmark = pytest.mark.anyio

KEY = Secret("geheimer-schluessel")
HELLO = Message(name="Hello", content=Content(title="Hi {{name}}", body="Come"), variables={"name": "you"})


@asynccontextmanager
async def opened(
    home: Path | None = None,
    *,
    transport: FakeTransport | None = None,
    providers: tuple[DummyProvider, ...] | None = None,
    environ: dict[str, str] | None = None,
    clock: FakeClock | None = None,
    vault: object = None,
) -> AsyncIterator[Workspace]:
    workspace = await Workspace.open(
        home,
        environ=environ or {},
        clock=clock or FakeClock(),
        randomness=FakeRandomness(),
        registry=Registry(providers or (DummyProvider(),)),  # type: ignore[arg-type]
        transport=transport or FakeTransport(),
        vault=vault,  # type: ignore[arg-type]
    )
    try:
        yield workspace
    finally:
        await workspace.aclose()


async def prepare(
    workspace: Workspace, *devices: Device, environment: Environment = Environment.SANDBOX, provider: str = "dummy"
) -> None:
    await workspace.save_profile(Profile(f"my-{provider}", provider, environment), {"key": KEY})
    for device in devices:
        await workspace.save_device(device)


def device(name: str, **changes: object) -> Device:
    values: dict[str, object] = {"provider": "dummy", "token": f"dummy-{name}", **changes}
    return Device(name=name, **values)  # type: ignore[arg-type]


def order(*targets: str, message: Message = HELLO, **changes: object) -> SendOrder:
    values: dict[str, object] = {"profile": "my-dummy", **changes}
    return SendOrder(message, targets, **values)  # type: ignore[arg-type]


async def send(workspace: Workspace, plan: SendPlan, **confirmation: object) -> list[RunEvent]:
    run = workspace.start(plan, **confirmation)  # type: ignore[arg-type]
    return [event async for event in run.events()]


async def _gather(source: AsyncIterator[RunEvent], into: list[RunEvent]) -> None:
    async for event in source:
        into.append(event)  # noqa: PERF401  # a comprehension would lose them when it raises


def records(events: list[RunEvent]) -> list[DeliveryRecord]:
    return [event.record for event in events if isinstance(event, DeliveryEnded)]


# sending ----------------------------------------------------------------------------------------


async def test_a_push_from_order_to_history() -> None:
    transport = FakeTransport()
    async with opened(transport=transport) as workspace:
        await prepare(workspace, device("Ana", attributes={"name": "Ana"}))
        events = await send(workspace, await workspace.plan(order("Ana")))
        kept = await workspace.store.run(lambda db: list(db.history.iterate(HistoryQuery())))
        ana = await workspace.store.run(lambda db: db.devices.get("Ana"))
        unfinished = await workspace.store.run(lambda db: db.history.unfinished_runs())
    assert isinstance(events[0], RunStarted)
    assert isinstance(events[1], DeliveryStarted)
    assert isinstance(events[-1], RunEnded)
    assert events[-1].summary.accepted == 1
    assert events[-1].summary.reached_server
    assert transport.sent[0].url == "https://push.example/send/dummy-Ana"
    assert transport.sent[0].body == b'{"title":"Hi Ana","body":"Come"}'
    [record] = kept
    assert record == records(events)[0]
    assert (record.title, record.target, record.target_kind, record.profile) == ("Hi Ana", "Ana", "device", "my-dummy")
    assert "geheim" not in repr(kept)
    assert ana is not None
    assert (ana.last_outcome, ana.last_status) == ("accepted", 200)
    assert unfinished == []


async def test_many_share_drafts_unless_they_read_differently() -> None:
    provider = DummyProvider()
    async with opened(providers=(provider,)) as workspace:
        await prepare(
            workspace,
            *(device(f"d{number}", attributes={"seat": number}) for number in range(20)),
            device("Ana", attributes={"name": "Ana"}),
        )
        plan = await workspace.plan(order(*(f"d{number}" for number in range(20)), "Ana"))
    assert provider.composed == 2
    assert len({id(item.draft) for item in plan.deliveries}) == 2
    assert [item.title for item in plan.deliveries[-2:]] == ["Hi you", "Hi Ana"]


async def test_rules_that_do_not_look_at_the_target_run_once() -> None:
    provider = DummyProvider()
    async with opened(providers=(provider,)) as workspace:
        await prepare(
            workspace, *(device(f"d{number}", environment="wrong" if number == 7 else None) for number in range(10))
        )
        plan = await workspace.plan(order(*(f"d{number}" for number in range(10))))
    # Two environments are two groups; only in the wrong one a rule reads the name, so it is asked for that target.
    assert provider.rules_run.count("DUM001") == 2
    assert provider.rules_run.count("DUM002") == 3
    assert [bool(item.findings) for item in plan.deliveries] == [number == 7 for number in range(10)]
    assert [finding.what for finding in plan.findings] == ["d7 belongs to another environment."]


async def test_errors_stop_a_send_and_warnings_do_not() -> None:
    transport = FakeTransport()
    async with opened(transport=transport) as workspace:
        await prepare(workspace, device("Ana", environment="wrong"))
        shouting = await workspace.plan(order("Ana", message=Message(content=Content(title="HI", body="x"))))
        assert [finding.rule for finding in shouting.errors] == ["DUM001"]
        with pytest.raises(UserError, match="one finding stops it"):
            workspace.start(shouting)
        warned = await workspace.plan(order("Ana"))
        assert [finding.severity for finding in warned.findings] == [Severity.WARNING]
        assert records(await send(workspace, warned))[0].outcome.kind is OutcomeKind.ACCEPTED
    assert len(transport.sent) == 1


async def test_a_broken_key_stops_before_anything_leaves() -> None:
    transport = FakeTransport()
    async with opened(transport=transport) as workspace:
        await workspace.save_profile(Profile("my-dummy", "dummy", Environment.SANDBOX), {"key": Secret("broken")})
        await workspace.save_device(device("Ana"))
        plan = await workspace.plan(order("Ana"))
        assert [trouble.what for trouble in plan.troubles] == ["The key is broken."]
        with pytest.raises(UserError, match="The key is broken"):
            workspace.start(plan)
    assert transport.sent == []


async def test_languages_variables_and_variants() -> None:
    message = Message(
        content=Content(title="Hello {{name}}", body="x"),
        variables={"name": "you"},
        languages={"de": {"title": "Hallo {{name}}"}},
        variants={"B": Variant(50, {"body": "y"})},
    )
    async with opened() as workspace:
        await prepare(workspace, device("Ana", locale="de-AT"), device("Bo"))
        plan = await workspace.plan(order("Ana", "Bo", message=message, variables={"name": "Z"}, variant="B"))
        forced = await workspace.plan(order("Bo", message=message, language="de"))
    assert [(item.title, item.body, item.language, item.variant) for item in plan.deliveries] == [
        ("Hallo Z", "y", "de", "B"),
        ("Hello Z", "y", None, "B"),
    ]
    assert forced.deliveries[0].title == "Hallo you"


async def test_proven_death_retires_a_device() -> None:
    async with opened(transport=FakeTransport([HttpResponse(410)])) as workspace:
        await prepare(workspace, device("Ana"))
        await send(workspace, await workspace.plan(order("Ana")))
        ana = await workspace.store.run(lambda db: db.devices.get("Ana"))
    assert ana is not None
    assert ana.is_retired
    assert ana.retired_reason == "410 Unregistered"


async def test_a_raw_token_of_the_library_counts_for_its_device() -> None:
    async with opened(transport=FakeTransport([HttpResponse(410)])) as workspace:
        await prepare(workspace, device("Ana"))
        await send(workspace, await workspace.plan(order("token:dummy-Ana")))
        ana = await workspace.store.run(lambda db: db.devices.get("Ana"))
    assert ana is not None
    assert ana.is_retired


async def test_a_device_that_came_later_than_the_death_lives() -> None:
    clock = FakeClock()
    dead = HttpResponse(410, (("x-since", str(clock.now() - 100)),))
    async with opened(transport=FakeTransport([dead]), clock=clock) as workspace:
        await prepare(workspace, device("Ana", created_at=clock.now() - 50), device("Bo", created_at=clock.now() - 500))
        await send(workspace, await workspace.plan(order("Ana", "Bo")))
        found = await workspace.store.run(lambda db: db.devices.get_many(["Ana", "Bo"]))
    assert [item.is_retired for item in found] == [False, True]


async def test_a_stop_finishes_what_is_in_flight_and_sends_no_more() -> None:
    transport = FakeTransport(hold=asyncio.Event())
    async with opened(transport=transport) as workspace:
        await prepare(workspace, *(device(f"d{number}") for number in range(6)))
        plan = await workspace.plan(order(*(f"d{number}" for number in range(6)), concurrency=2))
        run = workspace.start(plan)
        events: list[RunEvent] = []
        async for event in run.events():
            events.append(event)
            if sum(isinstance(item, DeliveryStarted) for item in events) == 2 and not run._stop.is_set():
                run.stop()
                assert transport.hold is not None
                transport.hold.set()
        kept = await workspace.store.run(lambda db: db.history.count(HistoryQuery()))
    assert len(transport.sent) == 2
    kinds = [record.outcome.kind for record in records(events)]
    assert kinds.count(OutcomeKind.ACCEPTED) == 2
    assert kinds.count(OutcomeKind.NOT_SENT) == 4
    assert kept == 6


async def test_closing_during_a_send_leaves_a_consistent_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pushbench.engine.workspace.CLOSING_SECONDS", 0.05)
    transport = FakeTransport(hold=asyncio.Event())
    async with opened(tmp_path, transport=transport, vault=Lasting()) as workspace:
        await prepare(workspace, *(device(f"d{number}") for number in range(5)))
        workspace.start(await workspace.plan(order(*(f"d{number}" for number in range(5)), concurrency=2)))
        while len(transport.sent) < 2:  # noqa: ASYNC110
            await asyncio.sleep(0)
    async with opened(tmp_path) as workspace:
        kept = await workspace.store.run(lambda db: list(db.history.iterate(HistoryQuery())))
        [run] = await workspace.store.run(lambda db: db.history.runs())
    kinds = [record.outcome.kind for record in kept]
    assert kinds.count(OutcomeKind.UNCLEAR) == 2
    assert kinds.count(OutcomeKind.NOT_SENT) == 3
    assert run.finished_at is not None
    assert run.counts == {"accepted": 0, "rejected": 0, "unclear": 2, "not_sent": 3}


async def test_closing_waits_a_moment_for_what_is_in_flight() -> None:
    transport = FakeTransport(hold=asyncio.Event())
    async with opened(transport=transport) as workspace:
        await prepare(workspace, device("Ana"), device("Bo"))
        run = workspace.start(await workspace.plan(order("Ana", "Bo", concurrency=1)))
        while not transport.sent:  # noqa: ASYNC110
            await asyncio.sleep(0)
        assert transport.hold is not None
        asyncio.get_running_loop().call_later(0.02, transport.hold.set)
    summary = run.ended.result()
    assert (summary.accepted, summary.not_sent, summary.unclear) == (1, 1, 0)


async def test_a_run_that_a_crash_cut_off_is_ended_at_the_next_open(tmp_path: Path) -> None:
    from pushbench.store.history import RunRecord

    async with opened(tmp_path) as workspace:
        await workspace.store.run(lambda db: db.history.start_run(RunRecord("gone", 5.0, "m", total=3)))
        await workspace.store.run(lambda db: db.history.start_run(RunRecord("alive", 6.0, "m", total=1)))
        alive = f"1 {tmp_path.resolve()}"
        await workspace.store.run(lambda db: db.settings.put("run-owner/alive", alive))
        elsewhere = "1 /another/home"
        await workspace.store.run(lambda db: db.settings.put("run-owner/gone", elsewhere))
    async with opened(tmp_path) as workspace:
        runs = {run.id: run for run in await workspace.store.run(lambda db: db.history.runs())}
    assert runs["gone"].finished_at is not None
    assert runs["gone"].counts["unclear"] == 3
    assert runs["alive"].finished_at is None


async def test_a_mistake_in_the_program_is_recorded_and_raised(expected_logs: Callable[[str], None]) -> None:
    class Broken(DummyProvider):
        def parse(self, response: HttpResponse) -> object:  # type: ignore[override]
            raise ZeroDivisionError("oops")

    expected_logs("a delivery ended with a mistake")
    async with opened(providers=(Broken(),)) as workspace:
        await prepare(workspace, device("Ana"), device("Bo"))
        run = workspace.start(await workspace.plan(order("Ana", "Bo")))
        events: list[RunEvent] = []
        with pytest.raises(ZeroDivisionError):
            await _gather(run.events(), events)
        kept = await workspace.store.run(lambda db: db.history.count(HistoryQuery()))
    assert [record.outcome.kind for record in records(events)] == [OutcomeKind.UNCLEAR] * 2
    assert kept == 2


async def test_a_run_that_nobody_watches_ends_too() -> None:
    async with opened() as workspace:
        await prepare(workspace, device("Ana"))
        summary = await workspace.start(await workspace.plan(order("Ana"))).wait()
    assert summary.accepted == 1


async def test_nothing_reached() -> None:
    async with opened(transport=FakeTransport([failing(FailureKind.REFUSED)])) as workspace:
        await prepare(workspace, device("Ana"))
        summary = await workspace.start(await workspace.plan(order("Ana"))).wait()
    assert (summary.not_sent, summary.reached_server) == (1, False)


async def test_a_store_that_cannot_write_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    from pushbench.engine import sending

    full = UserError("The disk is full.", "No space is left.", "Free some.")

    async def keep_nothing(*_: object) -> None:
        raise full

    async with opened() as workspace:
        await prepare(workspace, *(device(f"d{number}") for number in range(4)))
        plan = await workspace.plan(order(*(f"d{number}" for number in range(4)), concurrency=1))
        monkeypatch.setattr(sending, "keep_records", keep_nothing)
        monkeypatch.setattr(sending, "KEPT_AT_ONCE", 1)
        run = workspace.start(plan)
        with pytest.raises(UserError, match="disk is full"):
            await run.wait()


# dry run, payload, send again -------------------------------------------------------------------------


async def test_a_dry_run_opens_no_connection() -> None:
    transport = FakeTransport()
    provider = DummyProvider(needs_token=True)
    async with opened(transport=transport, providers=(provider,)) as workspace:
        await prepare(workspace, device("Ana"), device("Bo"))
        found = await workspace.dry_run(await workspace.plan(order("Ana", "Bo")))
        kept = await workspace.store.run(lambda db: db.history.count(HistoryQuery()))
    assert transport.sent == []
    assert kept == 0
    assert [record.outcome.kind for record, _ in found] == [OutcomeKind.NOT_SENT] * 2
    assert all(request.header("authorization") == "Bearer ***" for _, request in found)


async def test_the_request_of_a_message() -> None:
    async with opened() as workspace:
        await prepare(workspace)
        request = await workspace.request_for(HELLO, "dummy", variables={"name": "Z"})
        assert request.url == "https://push.example/send/dummy-1"
        assert request.body == b'{"title":"Hi Z","body":"Come"}'
        assert request.header("authorization") == f"Bearer {KEY.reveal()}"


async def test_which_profile_is_meant() -> None:
    async with opened() as workspace:
        with pytest.raises(UserError, match="no profile for dummy"):
            await workspace.request_for(HELLO, "dummy")
        await workspace.save_profile(Profile("a", "dummy", Environment.SANDBOX), {"key": KEY})
        await workspace.save_profile(Profile("b", "dummy", Environment.PRODUCTION), {"key": KEY})
        with pytest.raises(UserError, match="not clear which profile") as caught:
            await workspace.request_for(HELLO, "dummy")
        assert "“a”, “b”" in caught.value.why
        await workspace.save_profile(
            Profile("c", "dummy", Environment.LOCAL, {"base_url": "https://127.0.0.1:9"}), {"key": KEY}
        )
        request = await workspace.request_for(HELLO, "dummy")
        assert request.url.startswith("https://127.0.0.1:9/")


async def test_send_again_keeps_the_draft_and_asks_for_production_again() -> None:
    transport = FakeTransport()
    async with opened(transport=transport) as workspace:
        await prepare(workspace, device("Ana"), environment=Environment.PRODUCTION)
        plan = await workspace.plan(order("Ana"))
        [record] = records(await send(workspace, plan, confirmed=True))
        again = await workspace.send_again(record.id)
        assert again.order.message == HELLO
        with pytest.raises(UserError, match="production"):
            workspace.start(again)
        [second] = records(await send(workspace, again, confirmed=True))
    assert second.id != record.id
    assert transport.sent[0].body == transport.sent[1].body
    assert transport.sent[0].header("x-id") != transport.sent[1].header("x-id")


async def test_send_again_of_nothing() -> None:
    async with opened() as workspace:
        with pytest.raises(UserError, match="no delivery"):
            await workspace.send_again("nowhere")


# the guard ----------------------------------------------------------------------------------------------


async def test_production_asks_for_yes_and_above_ten_for_the_number() -> None:
    async with opened() as workspace:
        await prepare(workspace, *(device(f"d{n}") for n in range(11)), environment=Environment.PRODUCTION)
        ten = await workspace.plan(order(*(f"d{n}" for n in range(10))))
        eleven = await workspace.plan(order(*(f"d{n}" for n in range(11))))
        assert (ten.guard.device_count, ten.guard.needs_count) == (10, False)
        assert (eleven.guard.device_count, eleven.guard.needs_count) == (11, True)
        workspace.confirm(ten, yes=True)
        workspace.confirm(eleven, yes=True, allow=11)
        for plan, yes, allow in ((ten, False, None), (eleven, True, None), (eleven, True, 10), (eleven, False, 11)):
            with pytest.raises(UserError) as caught:
                workspace.confirm(plan, yes=yes, allow=allow)
            assert "my-dummy" in caught.value.why
            with pytest.raises(UserError):
                workspace.start(plan, confirmed=yes, allow=allow)


async def test_a_topic_in_production_always_asks_for_the_number() -> None:
    async with opened() as workspace:
        await prepare(workspace, environment=Environment.PRODUCTION)
        plan = await workspace.plan(order("topic:news"))
        assert plan.guard.crowds == ("topic:news",)
        with pytest.raises(UserError, match="must be confirmed"):
            workspace.confirm(plan, yes=True)
        workspace.confirm(plan, yes=True, allow=1)


async def test_development_asks_nothing() -> None:
    async with opened() as workspace:
        await prepare(workspace)
        workspace.confirm(await workspace.plan(order("topic:news")), yes=False)


# targets --------------------------------------------------------------------------------------------------


async def test_targets_of_every_kind_each_once() -> None:
    async with opened() as workspace:
        await prepare(workspace, device("Ana", tags=("qa",)), device("Bo", tags=("qa",)), device("Cy"))
        await workspace.store.run(lambda db: db.groups.put(Group("team", ("Bo", "Cy", "Gone"))))
        found = await workspace.resolve_targets(
            ["Ana", "@team", "tag:qa", "device:Ana", "token:dummy-Cy", "token:dummy-new", "topic:news"],
            profile="my-dummy",
        )
    assert [(target.label, target.kind) for target, _, _ in found] == [
        ("Ana", TargetKind.DEVICE),
        ("Bo", TargetKind.DEVICE),
        ("Cy", TargetKind.DEVICE),
        ("token:dummy-new", TargetKind.TOKEN),
        ("topic:news", TargetKind.TOPIC),
    ]
    assert {(provider, profile) for _, provider, profile in found} == {("dummy", "my-dummy")}


@pytest.mark.parametrize(
    ("target", "what"),
    [
        ("Nobody", "no device “Nobody”"),
        ("@nobody", "no group “@nobody”"),
        ("tag:nobody", "stands for no device"),
        ("token:other-1", "malformed"),
        ("token:dummy 1", "white space"),
        ("segment:All", "cannot be sent to"),
        ("token:", "is empty"),
    ],
)
async def test_targets_that_stop_everything(target: str, what: str) -> None:
    async with opened() as workspace:
        await prepare(workspace, device("Ana"))
        with pytest.raises(UserError, match=what):
            await workspace.plan(order("Ana", target))


async def test_retired_devices_are_left_out_of_groups_but_can_be_named() -> None:
    async with opened() as workspace:
        await prepare(workspace, device("Ana"), device("Bo"))
        await workspace.store.run(lambda db: db.groups.put(Group("team", ("Ana", "Bo"))))
        await workspace.store.run(lambda db: db.devices.retire(["Bo"], "410"))
        group = await workspace.resolve_targets(["@team"], profile="my-dummy")
        named = await workspace.resolve_targets(["Bo"], profile="my-dummy")
    assert [target.label for target, _, _ in group] == ["Ana"]
    assert [target.label for target, _, _ in named] == ["Bo"]


async def test_a_set_finds_the_profile_for_each_target() -> None:
    other = DummyProvider("other")
    async with opened(providers=(DummyProvider(), other)) as workspace:
        await prepare(workspace, device("Ana"))
        await prepare(workspace, device("Ota", provider="other", token="other-1"), provider="other")
        await workspace.save_set(ProfileSet("both", ("my-dummy", "my-other")))
        found = await workspace.resolve_targets(["Ana", "Ota", "token:other-7"], profile_set="both")
        assert [profile for _, _, profile in found] == ["my-dummy", "my-other", "my-other"]
        with pytest.raises(UserError, match="cannot be reached with this"):
            await workspace.resolve_targets(["Ota"], profile="my-dummy")
        anywhere = await workspace.resolve_targets(["Ota", "token:dummy-3"])
        assert [(provider, profile) for _, provider, profile in anywhere] == [("other", ""), ("dummy", "")]


# profiles -------------------------------------------------------------------------------------------------


class Lasting:
    """A vault that outlives the workspace in a test."""

    kind = "memory"
    is_persistent = True

    def __init__(self) -> None:
        from pushbench.vault import MemoryVault

        self.inner = MemoryVault()

    def seal(self, record: str, plain: bytes) -> bytes:
        return self.inner.seal(record, plain)

    def unseal(self, record: str, sealed: bytes) -> bytes:
        return self.inner.unseal(record, sealed)


async def test_secrets_rest_sealed_and_open_again(tmp_path: Path) -> None:
    vault = Lasting()
    async with opened(tmp_path, vault=vault) as workspace:
        stored = await workspace.save_profile(
            Profile("p", "dummy", Environment.SANDBOX, {"bundle_id": "a.b"}), {"key": KEY}
        )
        assert stored.secrets["key"].scheme == "vault"
    assert KEY.reveal().encode() not in (tmp_path / "pushbench.db").read_bytes()
    async with opened(tmp_path, vault=vault) as workspace:
        credentials = await workspace.credentials("p")
        assert credentials.secret("key") == KEY
        assert credentials.text("bundle_id") == "a.b"
        plain = await workspace.credentials("p", open_secrets=False)
        assert plain.secret("key") is None


async def test_replacing_a_secret_removes_the_old_record_and_copies_keep_theirs() -> None:
    async with opened() as workspace:
        first = await workspace.save_profile(Profile("p", "dummy", Environment.SANDBOX), {"key": KEY})
        await workspace.save_profile(Profile("copy", "dummy", Environment.SANDBOX, secrets=first.secrets))
        await workspace.save_profile(first, {"key": Secret("another-key")})
        assert (await workspace.credentials("copy")).secret("key") == KEY
        assert len(await workspace.store.run(lambda db: db.secrets.list())) == 2
        await workspace.remove_profile("copy")
        assert len(await workspace.store.run(lambda db: db.secrets.list())) == 1
        await workspace.save_profile(await workspace.profile("p"), {"key": Secret("")})
        assert await workspace.store.run(lambda db: db.secrets.list()) == []


async def test_a_secret_of_the_environment_is_only_named() -> None:
    async with opened(environ={"MY_KEY": "geheimer-schluessel"}) as workspace:
        stored = await workspace.save_profile(
            Profile("p", "dummy", Environment.SANDBOX), {"key": SecretRef("env", "MY_KEY")}
        )
        assert str(stored.secrets["key"]) == "env:MY_KEY"
        assert (await workspace.credentials("p")).secret("key") == KEY
        await workspace.save_profile(stored, {"key": SecretRef("env", "MISSING")})
        with pytest.raises(UserError, match="is missing") as caught:
            await workspace.credentials("p")
        assert "MISSING" in caught.value.why


async def test_a_locked_vault_stores_nothing() -> None:
    locked = LockedVault(UserError("No vault is open.", "No keychain.", "Set PUSHBENCH_PASSPHRASE."))
    async with opened(vault=locked) as workspace:
        with pytest.raises(UserError, match="No vault is open"):
            await workspace.save_profile(Profile("p", "dummy", Environment.SANDBOX), {"key": KEY})
        assert await workspace.profiles() == []


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda p: Profile("p", "nobody", Environment.SANDBOX), "no provider “nobody”"),
        (lambda p: Profile(" ", "dummy", Environment.SANDBOX), "cannot be the name"),
        (lambda p: Profile("p", "dummy", Environment.SANDBOX, {"bundel_id": "x"}), "Did you mean bundle_id"),
        (lambda p: Profile("p", "dummy", Environment.SANDBOX, {"key": "x"}), "is a secret"),
    ],
)
async def test_profiles_that_are_refused(change: Callable[[None], Profile], what: str) -> None:
    async with opened() as workspace:
        with pytest.raises(UserError) as caught:
            await workspace.save_profile(change(None))
        assert what in str(caught.value)


async def test_sets_hold_one_profile_per_provider_and_forget_removed_ones() -> None:
    async with opened() as workspace:
        await prepare(workspace)
        await workspace.save_profile(Profile("p2", "dummy", Environment.SANDBOX), {"key": KEY})
        with pytest.raises(UserError, match="two profiles of one provider"):
            await workspace.save_set(ProfileSet("s", ("my-dummy", "p2")))
        with pytest.raises(UserError, match="no profile “nobody”"):
            await workspace.save_set(ProfileSet("s", ("nobody",)))
        await workspace.save_set(ProfileSet("s", ("my-dummy",)))
        await workspace.remove_profile("my-dummy")
        kept = await workspace.store.run(lambda db: db.sets.get("s"))
        assert kept is not None
        assert kept.profiles == ()
        with pytest.raises(UserError, match="is empty"):
            await workspace.plan(SendOrder(HELLO, ("topic:a",), profile_set="s"))


async def test_a_changed_profile_has_to_be_tested_again() -> None:
    async with opened() as workspace:
        await prepare(workspace)
        results = [result async for result in workspace.test_profile("my-dummy")]
        assert [result.level for result in results] == [Level.GOOD, Level.GOOD, Level.GOOD]
        tested = await workspace.profile("my-dummy")
        assert tested.test_ok is True
        same = await workspace.save_profile(tested)
        assert same.test_ok is True
        changed = await workspace.save_profile(tested, {"key": Secret("another")})
        assert changed.test_ok is None


async def test_a_test_ends_at_the_first_failure_and_explains_it() -> None:
    async with opened(transport=FakeTransport([failing(FailureKind.NAME)])) as workspace:
        await prepare(workspace)
        results = [result async for result in workspace.test_profile("my-dummy")]
        assert [result.level for result in results] == [Level.GOOD, Level.BAD]
        assert "push.example was not found" in results[1].title
        assert (await workspace.profile("my-dummy")).test_ok is False
    async with opened(transport=FakeTransport([HttpResponse(403)])) as workspace:
        await prepare(workspace)
        results = [result async for result in workspace.test_credentials(await workspace.credentials("my-dummy"))]
        assert [result.level for result in results] == [Level.GOOD, Level.BAD]


# composing ------------------------------------------------------------------------------------------------


async def test_compose_for_one_reader() -> None:
    async with opened() as workspace:
        made = workspace.compose(HELLO, "dummy", attributes={"name": "Ana"})
        assert made.draft.payload == {"title": "Hi Ana", "body": "Come"}
        assert made.size.limit == 4096
        assert made.findings == ()
        missing = workspace.compose(Message(content=Content(title="{{nobody}}", body="x")), "dummy")
        assert [finding.rule for finding in missing.findings] == ["MSG003"]


async def test_check_covers_languages() -> None:
    message = Message(content=Content(title="Hi", body="x"), languages={"de": {"title": "HALLO"}})
    async with opened() as workspace:
        assert [finding.rule for finding in workspace.check(message)] == ["DUM001"]
        with pytest.raises(UserError, match="no provider"):
            workspace.check(message, ["nobody"])


# the home -------------------------------------------------------------------------------------------------


async def test_a_home_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="cannot be used as a home"):
        await Workspace.open(tmp_path / "file" / "home", environ={})


async def test_a_service_without_topics_or_channels_says_so() -> None:
    async with opened() as workspace:
        await prepare(workspace)
        with pytest.raises(UserError, match="no topics"):
            await workspace.subscribe("news", profile="my-dummy", targets=["token:dummy-1"])
        with pytest.raises(UserError, match="no broadcast channels"):
            await workspace.channels(profile="my-dummy")


async def test_several_are_sent_again_as_one_run_with_one_guard() -> None:
    transport = FakeTransport()
    async with opened(transport=transport) as workspace:
        await prepare(workspace, device("Ana"), device("Bo"), environment=Environment.PRODUCTION)
        first = records(await send(workspace, await workspace.plan(order("Ana", "Bo")), confirmed=True))
        again = await workspace.send_all_again([record.id for record in first])
        assert (again.guard.is_production, again.guard.device_count) == (True, 2)
        with pytest.raises(UserError, match="production"):
            workspace.start(again)
        second = records(await send(workspace, again, confirmed=True))
    assert {record.target for record in second} == {"Ana", "Bo"}
    assert {record.id for record in second}.isdisjoint(record.id for record in first)
    assert sorted(request.body for request in transport.sent[:2]) == sorted(
        request.body for request in transport.sent[2:]
    )


async def test_a_delivery_that_waits_can_be_hurried() -> None:
    transport = FakeTransport([HttpResponse(503, (("retry-after", "50"),)), HttpResponse(200)])
    async with opened(transport=transport, clock=PatientClock()) as workspace:
        await prepare(workspace, device("Ana"))
        run = workspace.start(await workspace.plan(order("Ana")))
        run.retry_now("nobody")
        seen = []
        async for event in run.events():
            seen.append(event)
            if isinstance(event, RetryWaiting):
                assert event.seconds == 50
                run.retry_now(event.delivery_id)
    assert [record.outcome.kind for record in records(seen)] == [OutcomeKind.ACCEPTED]


class PatientClock(FakeClock):
    """Sleeps until it is cancelled."""

    async def sleep(self, seconds: float) -> None:
        await asyncio.Event().wait()
