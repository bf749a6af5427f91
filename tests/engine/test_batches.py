"""Several deliveries in one request: packing, records, retries, stops, and what stays single."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from tests.engine.fakes import Answer, DummyProvider, FakeTransport, failing
from tests.engine.test_workspace import _gather, device, opened, order, prepare, records, send

from pushbench.domain.errors import FailureKind, UserError
from pushbench.domain.exchange import Exchange, SendContext, Step
from pushbench.domain.http import HttpRequest, HttpResponse
from pushbench.domain.outcome import DeliveryRecord, Explain, Outcome, OutcomeKind, Retry, StepKind
from pushbench.domain.profile import Credentials, ProfileSet
from pushbench.domain.provider import Parcel
from pushbench.engine.events import AttemptEnded, DeliveryEnded, DeliveryStarted, RetryWaiting, RunEvent
from pushbench.engine.workspace import Workspace
from pushbench.store.history import HistoryQuery

pytestmark = pytest.mark.anyio


@dataclass
class PackedSends:
    """``POST /many`` with one line per delivery; answered by one word per delivery."""

    provider: DummyProvider
    most: int = 3
    asked: list[int] = field(default_factory=list)

    def exchange(self, parcels: tuple[Parcel, ...], credentials: Credentials, context: SendContext) -> Exchange:
        for parcel in parcels:
            if parcel.target.value == "dummy-bad":
                raise UserError("One target is bad.", "It says so.", "Take it out.")
        self.asked.append(len(parcels))
        body = json.dumps([[parcel.target.value, context.new_id()] for parcel in parcels]).encode()
        response = yield Step(StepKind.DELIVER, HttpRequest("POST", "https://push.example/many", body=body))
        if response.status != 200:
            return self.provider.parse(response)
        parts = tuple(_part(word) for word in json.loads(response.body))
        retry = Retry.LATER if any(part.retry is Retry.LATER for part in parts) else Retry.NEVER
        return Outcome(OutcomeKind.ACCEPTED, 200, parts=parts, retry=retry)


def _part(word: str) -> Outcome:
    if word == "ok":
        return Outcome(OutcomeKind.ACCEPTED, 200, provider_id=f"ticket-{word}")
    explain = Explain("It was refused.", "So.", "Mend it.")
    retry = Retry.LATER if word == "busy" else Retry.NEVER
    return Outcome(OutcomeKind.REJECTED, 200, word, explain=explain, retry=retry, is_target_dead=word == "gone")


def answering(*words: str) -> HttpResponse:
    return HttpResponse(200, body=json.dumps(words).encode())


def all_good(request: HttpRequest) -> Answer:
    if request.url.endswith("/many"):
        return answering(*("ok" for _ in json.loads(request.body)))
    return HttpResponse(200)


def packing(most: int = 3, provider_id: str = "dummy") -> DummyProvider:
    provider = DummyProvider(provider_id)
    provider.batch = PackedSends(provider, most)
    return provider


async def sent(
    count: int, *script: Answer | Callable[[HttpRequest], Answer], most: int = 3, **changes: object
) -> tuple[list[RunEvent], FakeTransport]:
    transport = FakeTransport(list(script) or [all_good])
    async with opened(transport=transport, providers=(packing(most),)) as workspace:
        names = await _devices(workspace, count)
        return await send(workspace, await workspace.plan(order(*names, **changes))), transport


async def _devices(workspace: Workspace, count: int, provider: str = "dummy") -> list[str]:
    names = [f"{provider}{number}" for number in range(count)]
    devices = [device(name, token=f"{provider}-{name}", provider=provider) for name in names]
    await prepare(workspace, *devices, provider=provider)
    return names


def many(transport: FakeTransport) -> list[list[str]]:
    return [[token for token, _ in json.loads(request.body)] for request in transport.sent]


def by_target(events: list[RunEvent]) -> dict[str, DeliveryRecord]:
    return {record.target: record for record in records(events)}


async def test_plan_order_up_to_the_most() -> None:
    events, transport = await sent(8)
    assert many(transport)[:2] == [
        ["dummy-dummy0", "dummy-dummy1", "dummy-dummy2"],
        ["dummy-dummy3", "dummy-dummy4", "dummy-dummy5"],
    ]
    assert [len(tokens) for tokens in many(transport)] == [3, 3, 2]
    assert len(records(events)) == 8
    assert {record.outcome.kind for record in records(events)} == {OutcomeKind.ACCEPTED}


async def test_one_that_is_left_over_goes_as_it_would_alone() -> None:
    events, transport = await sent(4)
    assert [request.url for request in transport.sent] == [
        "https://push.example/many",
        "https://push.example/send/dummy-dummy3",
    ]
    assert len(records(events)) == 4


async def test_a_rate_counts_requests_and_packs_all_the_same() -> None:
    _, transport = await sent(6, rate=1000.0)
    assert len(transport.sent) == 2


async def test_each_has_its_own_outcome_and_the_shared_attempt() -> None:
    events, _ = await sent(3, answering("ok", "gone", "ok"))
    found = by_target(events)
    assert [found[f"dummy{number}"].outcome.kind.value for number in range(3)] == ["accepted", "rejected", "accepted"]
    assert found["dummy1"].outcome.reason == "gone"
    assert len({id(record.attempts[0]) for record in found.values()}) == 1
    assert len({record.id for record in found.values()}) == 3
    assert all(record.outcome.parts == () for record in found.values())


async def test_only_the_dead_one_is_retired_and_all_are_kept() -> None:
    transport = FakeTransport([answering("ok", "gone", "ok")])
    async with opened(transport=transport, providers=(packing(),)) as workspace:
        names = await _devices(workspace, 3)
        await send(workspace, await workspace.plan(order(*names)))
        kept = await workspace.store.run(lambda db: list(db.history.iterate(HistoryQuery())))
        retired = await workspace.store.run(lambda db: [db.devices.get(name).is_retired for name in names])
    assert retired == [False, True, False]
    assert [len(record.attempts) for record in kept] == [1, 1, 1]


async def test_progress_is_told_for_each() -> None:
    events, _ = await sent(2)
    ids = {event.record.id for event in events if isinstance(event, DeliveryEnded)}
    assert {event.delivery_id for event in events if isinstance(event, DeliveryStarted)} == ids
    assert {event.delivery_id for event in events if isinstance(event, AttemptEnded)} == ids


async def test_a_refusal_of_the_whole_is_everybodys_and_goes_again_as_a_whole() -> None:
    events, transport = await sent(3, HttpResponse(503), all_good)
    assert [len(tokens) for tokens in many(transport)] == [3, 3]
    assert transport.sent[0].body == transport.sent[1].body, "the same ids: a service can tell a repetition"
    assert len([event for event in events if isinstance(event, RetryWaiting)]) == 3
    assert [len(record.attempts) for record in records(events)] == [2, 2, 2]
    assert {record.outcome.kind for record in records(events)} == {OutcomeKind.ACCEPTED}


async def test_what_was_taken_in_part_never_goes_again() -> None:
    events, transport = await sent(2, answering("ok", "busy"), all_good)
    assert len(transport.sent) == 1
    assert by_target(events)["dummy1"].outcome.reason == "busy"


async def test_what_was_refused_one_by_one_may_go_again() -> None:
    events, transport = await sent(2, answering("busy", "busy"), all_good)
    assert len(transport.sent) == 2
    assert {record.outcome.kind for record in records(events)} == {OutcomeKind.ACCEPTED}


async def test_no_answer_leaves_all_of_them_unclear() -> None:
    events, _ = await sent(2, failing(FailureKind.RESET))
    assert {record.outcome.kind for record in records(events)} == {OutcomeKind.UNCLEAR}


async def test_one_that_cannot_be_packed_does_not_keep_the_others_back() -> None:
    transport = FakeTransport([all_good])
    async with opened(transport=transport, providers=(packing(),)) as workspace:
        await prepare(workspace, device("a"), device("bad"), device("c"))
        events = await send(workspace, await workspace.plan(order("a", "bad", "c")))
    assert [request.url.rpartition("/")[2] for request in transport.sent] == ["dummy-a", "dummy-bad", "dummy-c"]
    assert {record.outcome.kind for record in records(events)} == {OutcomeKind.ACCEPTED}


async def test_an_answer_for_another_number_is_a_mistake_and_unclear(expected_logs: Callable[[str], None]) -> None:
    expected_logs("a delivery ended with a mistake")
    transport = FakeTransport([answering("ok")])
    async with opened(transport=transport, providers=(packing(),)) as workspace:
        names = await _devices(workspace, 2)
        run = workspace.start(await workspace.plan(order(*names)))
        events: list[RunEvent] = []
        with pytest.raises(ValueError, match="2 deliveries left and 1"):
            await _gather(run.events(), events)
    assert [record.outcome.reason for record in records(events)] == ["bug", "bug"]


async def test_stopping_finishes_the_request_under_way_and_sends_no_other() -> None:
    transport = FakeTransport([all_good], hold=asyncio.Event())
    async with opened(transport=transport, providers=(packing(),)) as workspace:
        names = await _devices(workspace, 6)
        run = workspace.start(await workspace.plan(order(*names, concurrency=1)))
        await transport.began.wait()
        run.stop()
        assert transport.hold is not None
        transport.hold.set()
        summary = await run.wait()
    assert (summary.accepted, summary.not_sent, len(transport.sent)) == (3, 3, 1)


async def test_closing_amid_a_request_keeps_every_delivery_as_unclear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pushbench.engine.workspace.CLOSING_SECONDS", 0.01)
    transport = FakeTransport([all_good], hold=asyncio.Event())
    async with opened(transport=transport, providers=(packing(),)) as workspace:
        names = await _devices(workspace, 5)
        run = workspace.start(await workspace.plan(order(*names, concurrency=1)))
        await transport.began.wait()
    summary = await run.wait()
    assert (summary.unclear, summary.not_sent) == (3, 2)


async def test_hurrying_one_hurries_the_request() -> None:
    transport = FakeTransport([HttpResponse(429, (("retry-after", "30"),)), all_good])
    async with opened(transport=transport, providers=(packing(),)) as workspace:
        names = await _devices(workspace, 2)
        run = workspace.start(await workspace.plan(order(*names)))
        async for event in run.events():
            if isinstance(event, RetryWaiting):
                run.retry_now(event.delivery_id)
        assert (await run.wait()).accepted == 2


async def test_dry_runs_and_single_requests_show_each_delivery_by_itself() -> None:
    async with opened(providers=(packing(),)) as workspace:
        names = await _devices(workspace, 2)
        done = await workspace.dry_run(await workspace.plan(order(*names)))
    assert [request.url.rpartition("/")[2] for _, request in done] == ["dummy-dummy0", "dummy-dummy1"]


async def test_profiles_and_services_are_never_mixed() -> None:
    transport = FakeTransport([all_good])
    providers = (packing(10), packing(10, "other"), DummyProvider("single"))
    async with opened(transport=transport, providers=providers) as workspace:
        names = [await _devices(workspace, 2, provider) for provider in ("dummy", "other", "single")]
        await workspace.save_set(ProfileSet("all", ("my-dummy", "my-other", "my-single")))
        mixed = [name for pair in zip(*names, strict=True) for name in pair]
        plan = await workspace.plan(order(*mixed, profile=None, profile_set="all", concurrency=1))
        await send(workspace, plan)
    assert [request.url.rpartition("/")[2] for request in transport.sent] == [
        "many",
        "many",
        "single-single0",
        "single-single1",
    ]
    packed = [many(FakeTransport(sent=[request])) for request in transport.sent[:2]]
    assert packed == [[["dummy-dummy0", "dummy-dummy1"]], [["other-other0", "other-other1"]]]
