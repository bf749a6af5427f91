"""The engine against the real emulator: TLS, HTTP/2, real rules, faults on demand."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.engine.fakes import FakeRandomness

from pushbench.domain.errors import UserError
from pushbench.domain.message import Content, Message
from pushbench.domain.outcome import DeliveryRecord, OutcomeKind
from pushbench.domain.provider import Level
from pushbench.engine.events import DeliveryEnded, PushShown, RunEnded, RunEvent
from pushbench.engine.plan import SendOrder
from pushbench.engine.registry import Registry
from pushbench.engine.workspace import Workspace
from pushbench.sandbox.emulator import Emulator
from pushbench.store.devices import DeviceQuery
from pushbench.vault import MemoryVault

pytestmark = pytest.mark.anyio
HELLO = Message(name="Hello", content=Content(title="Gate B42", body="Eight minutes on foot"))
EVERY = ("Virtual iPhone", "Virtual Pixel", "Virtual browser")


@asynccontextmanager
async def local(home: Path | None = None) -> AsyncIterator[Workspace]:
    workspace = await Workspace.open(home, environ={"PUSHBENCH_VAULT": "memory"})
    try:
        await workspace.ensure_first_start()
        yield workspace
    finally:
        await workspace.aclose()


async def send(workspace: Workspace, order: SendOrder) -> list[DeliveryRecord]:
    run = workspace.start(await workspace.plan(order))
    return [event.record async for event in run.events() if isinstance(event, DeliveryEnded)]


def to(*targets: str, provider: str = "apns", message: Message = HELLO) -> SendOrder:
    return SendOrder(message, targets, profile=f"local-{provider}")


async def test_demo_ends_with_what_the_devices_show() -> None:
    workspace = await Workspace.open(None, environ={})
    try:
        events: list[RunEvent | PushShown] = [event async for event in workspace.demo()]
    finally:
        await workspace.aclose()
    [ended] = [event for event in events if isinstance(event, RunEnded)]
    sent = [event.record for event in events if isinstance(event, DeliveryEnded)]
    assert (ended.summary.accepted, ended.summary.rejected) == (len(sent), 0)
    assert {record.provider for record in sent} == set(Registry().ids)
    shown = [event for event in events if isinstance(event, PushShown)]
    assert {event.device for event in shown} == {*EVERY, "Virtual receiver"}
    assert all(event.title for event in shown)


async def test_one_message_through_every_provider_of_a_set() -> None:
    async with local() as workspace:
        order = SendOrder(HELLO, EVERY, profile_set="local")
        found = await send(workspace, order)
        received = await workspace.local.received()
    assert {record.provider for record in found} == {"apns", "fcm", "webpush"}
    assert all(record.outcome.kind is OutcomeKind.ACCEPTED for record in found)
    assert {push["title"] for push in received} == {"Gate B42"}
    assert all(attempt.response is not None for record in found for attempt in record.attempts)


async def test_faults_become_honest_outcomes() -> None:
    async with local() as workspace:
        await workspace.local.start()
        await workspace.local.set_fault({"provider": "apns", "kind": "reason", "reason": "Unregistered", "times": 1})
        [gone] = await send(workspace, to("Virtual iPhone"))
        assert (gone.outcome.kind, gone.outcome.status, gone.outcome.reason) == (
            OutcomeKind.REJECTED,
            410,
            "Unregistered",
        )
        await workspace.local.set_fault({"provider": "apns", "kind": "reset", "times": 1})
        [broken] = await send(workspace, to("Virtual iPhone"))
        assert broken.outcome.kind is OutcomeKind.UNCLEAR
        await workspace.local.set_fault({"provider": "apns", "kind": "refused", "times": 1})
        [refused] = await send(workspace, to("Virtual iPhone"))
        assert refused.outcome.kind is OutcomeKind.ACCEPTED
        assert len(refused.attempts) == 2
        await workspace.local.set_fault({"provider": "apns", "kind": "malformed", "times": 1})
        [odd] = await send(workspace, to("Virtual iPhone"))
        assert odd.outcome.kind in (OutcomeKind.UNCLEAR, OutcomeKind.REJECTED)
        assert odd.outcome.explain is not None


async def test_a_goaway_between_two_sends_is_not_noticed_by_anybody() -> None:
    async with local() as workspace:
        await workspace.local.start()
        await workspace.local.set_fault({"provider": "apns", "kind": "goaway", "times": 1})
        found = [record for _ in range(3) for record in await send(workspace, to("Virtual iPhone"))]
    assert [record.outcome.kind for record in found] == [OutcomeKind.ACCEPTED] * 3


async def test_a_bulk_run_over_one_connection() -> None:
    async with local() as workspace:
        strangers = [f"token:{number:064x}" for number in range(30)]
        found = await send(workspace, to("Virtual iPhone", *strangers))
    assert {record.attempts[0].response.http_version for record in found if record.attempts[0].response} == {"HTTP/2"}
    assert found[0].target == "Virtual iPhone"
    assert found[0].outcome.kind is OutcomeKind.ACCEPTED
    assert [(record.outcome.status, record.outcome.reason) for record in found[1:]] == [(400, "BadDeviceToken")] * 30


async def test_credentials_are_proven_without_a_push() -> None:
    async with local() as workspace:
        for provider in ("apns", "fcm", "webpush"):
            results = [result async for result in workspace.test_profile(f"local-{provider}")]
            assert results, provider
            assert not [result for result in results if result.level is Level.BAD], provider
        assert await workspace.local.received() == []


async def test_topics_and_channels() -> None:
    async with local() as workspace:
        [joined] = await workspace.subscribe("news", profile="local-fcm", targets=["Virtual Pixel"])
        assert joined.outcome.kind is OutcomeKind.ACCEPTED
        [listed] = await workspace.topics(profile="local-fcm", targets=["Virtual Pixel"])
        assert listed.values("topic") == ("news",)
        [left] = await workspace.unsubscribe("news", profile="local-fcm", targets=["Virtual Pixel"])
        assert left.outcome.kind is OutcomeKind.ACCEPTED
        made = await workspace.create_channel(profile="local-apns", stores_newest=True)
        [channel] = made.values("channel")
        assert channel in (await workspace.channels(profile="local-apns")).values("channel")
        assert (await workspace.show_channel(channel, profile="local-apns")).outcome.kind is OutcomeKind.ACCEPTED
        assert (await workspace.delete_channel(channel, profile="local-apns")).outcome.kind is OutcomeKind.ACCEPTED
        with pytest.raises(UserError, match="no topics"):
            await workspace.topics(profile="local-apns", targets=["Virtual iPhone"])


async def test_profiles_from_another_emulators_ready_object() -> None:
    from pushbench.engine.clock import SystemClock

    emulator = Emulator(clock=SystemClock())
    ready = (await emulator.start()).to_json()
    workspace = await Workspace.open(None, environ={}, vault=MemoryVault())
    try:
        names = await workspace.use_sandbox(ready)
        assert names == [f"sandbox-{provider}" for provider in Registry().ids]
        profile = await workspace.profile("sandbox-apns")
        assert profile.fields["base_url"] == ready["providers"]["apns"]["base_url"]  # type: ignore[index,call-overload]
        assert profile.fields["manage_base_url"]
        assert profile.fields["ca_file"] == ready["ca_file"]
        assert set(profile.secrets) == {"key"}
        again = await workspace.use_sandbox(ready)
        assert again == names
        for provider, device in zip(("apns", "fcm", "webpush"), EVERY, strict=True):
            order = SendOrder(HELLO, (device,), profile=f"sandbox-{provider}")
            [record] = await send(workspace, order)
            assert record.outcome.kind is OutcomeKind.ACCEPTED, provider
        devices = sorted((device.name for device in emulator.ready.devices), key=str.casefold)
        assert await workspace.store.run(lambda db: db.devices.names(DeviceQuery())) == devices
        assert set(EVERY) <= set(devices)
    finally:
        await workspace.aclose()
        await emulator.aclose()


@pytest.mark.parametrize(
    "ready",
    [{}, {"providers": {}}, {"providers": {"apns": {}}, "devices": 5}, {"providers": {"apns": {}}, "devices": [{}]}],
)
async def test_ready_objects_of_another_shape(ready: dict[str, object]) -> None:
    workspace = await Workspace.open(None, environ={}, randomness=FakeRandomness())
    try:
        with pytest.raises(UserError, match="ready object"):
            await workspace.use_sandbox(ready)
    finally:
        await workspace.aclose()


async def test_a_local_profile_is_dry_without_a_request_to_a_service() -> None:
    async with local() as workspace:
        plan = await workspace.plan(SendOrder(HELLO, EVERY, profile_set="local"))
        found = await workspace.dry_run(plan)
        received = await workspace.local.received()
    assert [record.outcome.kind for record, _ in found] == [OutcomeKind.NOT_SENT] * 3
    assert all("***" in repr(request) for _, request in found)
    assert received == []


@pytest.mark.slow
async def test_a_home_is_shared_and_copied(tmp_path: Path) -> None:
    home, copy = tmp_path / "home", tmp_path / "copy"
    async with local(home) as first:
        [record] = await send(first, to("Virtual iPhone"))
        assert record.outcome.kind is OutcomeKind.ACCEPTED
        async with local(home) as second:
            [other] = await send(second, to("Virtual iPhone"))
            assert other.outcome.kind is OutcomeKind.ACCEPTED
            assert await second.store.run(lambda db: db.history.unfinished_runs()) == []
        assert await first.local.ready() is not None, "closing the second must not stop the first one's emulator"
    shutil.copytree(home, copy)
    async with local(copy) as copied:
        [again] = await send(copied, to("Virtual iPhone"))
        assert again.outcome.kind is OutcomeKind.ACCEPTED
