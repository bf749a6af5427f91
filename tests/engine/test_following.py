"""What became of deliveries later: when services are asked, about which, and what the answers change."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.engine.fakes import DummyProvider, FakeClock, FakeTransport, failing
from tests.engine.reporting import Reports, reporting, reports
from tests.engine.test_workspace import KEY, device, opened, order, prepare, records, send

from pushbench.domain.errors import FailureKind, UserError
from pushbench.domain.fate import Fate
from pushbench.domain.http import HttpRequest, HttpResponse
from pushbench.domain.outcome import DeliveryRecord, OutcomeKind, StepKind
from pushbench.domain.profile import Environment, Profile, SecretRef
from pushbench.engine.following import Answered
from pushbench.engine.workspace import Workspace
from pushbench.store.history import HistoryQuery
from pushbench.vault.memory import MemoryVault

pytestmark = pytest.mark.anyio
OK = HttpResponse(200)


async def pushed(workspace: Workspace, *names: str, environment: Environment = Environment.SANDBOX) -> list[str]:
    """Send to new devices and return the deliveries' ids."""
    await prepare(workspace, *(device(name) for name in names), environment=environment)
    sent = await send(workspace, await workspace.plan(order(*names)), confirmed=True)
    return [record.id for record in sorted(records(sent), key=lambda record: record.target)]


async def kept(workspace: Workspace, delivery_id: str) -> DeliveryRecord:
    found = await workspace.store.run(lambda db: db.history.get(delivery_id))
    assert found is not None
    return found


def questions(transport: FakeTransport) -> list[HttpRequest]:
    return [request for request in transport.sent if request.url.endswith("/reports")]


async def test_asking_now_keeps_what_was_said_with_its_exact_bytes() -> None:
    transport = FakeTransport([OK, reports("ok")])
    async with opened(transport=transport, providers=(reporting(),)) as workspace:
        [sent] = await pushed(workspace, "Ana")
        [answer] = await workspace.follow_up([sent])
        record = await kept(workspace, sent)
    [event] = record.events
    assert answer == Answered(sent, event)
    assert (event.fate, event.reason, event.facts) == (Fate.HANDED_ON, "ok", (("next", "apple"),))
    assert record.fate is Fate.HANDED_ON
    assert record.outcome.kind is OutcomeKind.ACCEPTED, "what was answered at once stays as it was"
    [attempt] = event.attempts
    assert attempt.step is StepKind.FOLLOW_UP
    assert json.loads(attempt.request.body) == [sent]
    assert "geheim" not in repr(record)


async def test_the_service_is_told_what_it_said_itself() -> None:
    provider = reporting()
    async with opened(transport=FakeTransport([OK, reports("ok")]), providers=(provider,)) as workspace:
        [sent] = await pushed(workspace, "Ana")
        await workspace.follow_up([sent])
    assert isinstance(provider.follow_up, Reports)
    [[followed]] = provider.follow_up.asked
    assert (followed.delivery_id, followed.provider_id, followed.token) == (sent, "id-1", "dummy-Ana")
    assert followed.accepted_at == FakeClock().time


async def test_questions_are_due_as_the_service_plans_and_end_with_the_last() -> None:
    clock = FakeClock()
    transport = FakeTransport([OK, reports("waiting")])
    async with opened(transport=transport, providers=(reporting(),), clock=clock) as workspace:
        [sent] = await pushed(workspace, "Ana")
        begun, asked_at = clock.time, []
        for moment in (1, 14, 15, 16, 59, 60, 599, 600, 700, 5000):
            clock.time = begun + moment
            if await workspace.due_follow_ups():
                assert await workspace.due_follow_ups() == [sent]
                asked_at.append(moment)
                await workspace.ask_due_follow_ups()
        events = (await kept(workspace, sent)).events
    assert asked_at == [15, 60, 600]
    assert [event.fate for event in events] == [Fate.WAITING] * 3


async def test_a_final_word_ends_the_questions() -> None:
    clock = FakeClock()
    async with opened(transport=FakeTransport([OK, reports("ok")]), providers=(reporting(),), clock=clock) as workspace:
        await pushed(workspace, "Ana")
        clock.time += 15
        assert [answer.event.fate for answer in await workspace.ask_due_follow_ups() if answer.event] == [
            Fate.HANDED_ON
        ]
        clock.time += 10_000
        assert await workspace.due_follow_ups() == []


async def test_asking_by_hand_before_the_time_leaves_the_plan_alone() -> None:
    clock = FakeClock()
    async with opened(
        transport=FakeTransport([OK, reports("waiting")]), providers=(reporting(),), clock=clock
    ) as workspace:
        [sent] = await pushed(workspace, "Ana")
        clock.time += 5
        await workspace.follow_up([sent])
        clock.time += 10
        assert await workspace.due_follow_ups() == [sent]


async def test_questions_survive_a_restart(tmp_path: Path) -> None:
    vault, clock, transport = MemoryVault(), FakeClock(), FakeTransport([OK, reports("ok")])
    async with opened(tmp_path, transport=transport, providers=(reporting(),), vault=vault, clock=clock) as workspace:
        [sent] = await pushed(workspace, "Ana")
    clock.time += 20
    async with opened(tmp_path, transport=transport, providers=(reporting(),), vault=vault, clock=clock) as workspace:
        assert await workspace.due_follow_ups() == [sent]
        await workspace.ask_due_follow_ups()
        assert (await kept(workspace, sent)).fate is Fate.HANDED_ON


async def test_many_are_asked_about_in_few_requests_each_profile_by_itself() -> None:
    def answer(request: HttpRequest) -> HttpResponse:
        if request.url.endswith("/reports"):
            return HttpResponse(200, body=json.dumps(["ok" for _ in json.loads(request.body)]).encode())
        return OK

    transport = FakeTransport([answer])
    async with opened(transport=transport, providers=(reporting(),)) as workspace:
        ids = await pushed(workspace, "a", "b", "c")
        await workspace.save_profile(Profile("second", "dummy", Environment.SANDBOX), {"key": KEY})
        other = records(await send(workspace, await workspace.plan(order("a", profile="second"))))
        answers = await workspace.follow_up([*ids, other[0].id])
    assert [item.delivery_id for item in answers] == [*ids, other[0].id]
    assert [len(json.loads(request.body)) for request in questions(transport)] == [2, 1, 1]


async def test_nothing_to_ask_is_told() -> None:
    async with opened(transport=FakeTransport([HttpResponse(410)]), providers=(reporting(),)) as workspace:
        [refused] = await pushed(workspace, "Ana")
        with pytest.raises(UserError, match="nothing to ask"):
            await workspace.follow_up([refused])
        assert not workspace.can_follow_up("dummy", OutcomeKind.REJECTED, None, FakeClock().time)
        assert workspace.can_follow_up("dummy", OutcomeKind.ACCEPTED, "id-1", FakeClock().time)
        assert not workspace.can_follow_up("dummy", OutcomeKind.ACCEPTED, "id-1", FakeClock().time - 90_000)
        assert not workspace.can_follow_up("elsewhere", OutcomeKind.ACCEPTED, "id-1", FakeClock().time)
    async with opened(providers=(DummyProvider(),)) as workspace:
        [taken] = await pushed(workspace, "Ana")
        assert await workspace.store.run(lambda db: db.follow_ups.next_due_at()) is None
        with pytest.raises(UserError, match="nothing to ask"):
            await workspace.follow_up([taken])


async def test_those_that_cannot_be_asked_about_do_not_keep_the_others_back() -> None:
    transport = FakeTransport([OK, HttpResponse(410), reports("ok")])
    async with opened(transport=transport, providers=(reporting(),)) as workspace:
        await prepare(workspace, device("a"), device("b"))
        sent = [records(await send(workspace, await workspace.plan(order(name))))[0] for name in ("a", "b")]
        answers = await workspace.follow_up([record.id for record in sent])
    assert [answer.delivery_id for answer in answers] == [record.id for record in sent]
    assert answers[0].event is not None
    assert answers[1].trouble is not None


async def test_what_is_forgotten_is_not_asked_about() -> None:
    clock, transport = FakeClock(), FakeTransport([OK, reports("ok")])
    async with opened(transport=transport, providers=(reporting(),), clock=clock) as workspace:
        await pushed(workspace, "Ana")
        clock.time += 86_401
        [answer] = await workspace.ask_due_follow_ups()
        assert await workspace.due_follow_ups() == []
    assert answer.event is not None
    assert answer.event.fate is Fate.UNKNOWN
    assert answer.event.explain is not None
    assert "24 h" in answer.event.explain.why
    assert questions(transport) == []


async def test_no_answer_is_kept_and_asked_for_again() -> None:
    clock = FakeClock()
    transport = FakeTransport([OK, failing(FailureKind.RESET)])
    async with opened(transport=transport, providers=(reporting(),), clock=clock) as workspace:
        [sent] = await pushed(workspace, "Ana")
        clock.time += 15
        [answer] = await workspace.ask_due_follow_ups()
        clock.time += 60
        assert await workspace.due_follow_ups() == [sent]
    assert answer.event is not None
    assert answer.event.fate is Fate.WAITING
    assert answer.event.explain is not None
    assert answer.event.attempts[-1].failure is FailureKind.RESET


async def test_a_dead_target_retires_its_device() -> None:
    async with opened(transport=FakeTransport([OK, reports("gone")]), providers=(reporting(),)) as workspace:
        [sent] = await pushed(workspace, "Ana")
        await workspace.follow_up([sent])
        ana = await workspace.store.run(lambda db: db.devices.get("Ana"))
        record = await kept(workspace, sent)
    assert (ana.is_retired, ana.retired_reason) == (True, "gone")
    assert record.events[0].is_target_dead
    assert record.fate is Fate.FAILED


async def test_a_device_that_came_with_the_token_since_stays() -> None:
    clock = FakeClock()
    async with opened(
        transport=FakeTransport([OK, reports("gone")]), providers=(reporting(),), clock=clock
    ) as workspace:
        [sent] = await pushed(workspace, "Ana")
        clock.time += 100
        await workspace.store.run(lambda db: db.devices.remove(["Ana"]))
        await workspace.save_device(device("Ana's new phone", token="dummy-Ana", created_at=clock.time))
        await workspace.follow_up([sent])
        ana = await workspace.store.run(lambda db: db.devices.get("Ana's new phone"))
    assert not ana.is_retired


async def test_a_profile_that_leads_elsewhere_by_now_is_not_used() -> None:
    transport = FakeTransport([OK, reports("ok")])
    async with opened(transport=transport, providers=(reporting(),)) as workspace:
        [sent] = await pushed(workspace, "Ana")
        await workspace.save_profile(Profile("my-dummy", "dummy", Environment.PRODUCTION))
        [answer] = await workspace.follow_up([sent])
    assert answer.event is None
    assert answer.trouble is not None
    assert "has changed" in answer.trouble.what
    assert questions(transport) == []


@pytest.mark.parametrize("environment", [Environment.PRODUCTION, Environment.SANDBOX])
async def test_a_follow_up_never_delivers(environment: Environment) -> None:
    transport = FakeTransport([OK])
    async with opened(transport=transport, providers=(reporting(step=StepKind.DELIVER),)) as workspace:
        [sent] = await pushed(workspace, "Ana", environment=environment)
        with pytest.raises(RuntimeError, match="may not deliver"):
            await workspace.follow_up([sent])
    assert len(transport.sent) == 1


async def test_production_is_asked_without_being_confirmed() -> None:
    transport = FakeTransport([OK, reports("ok")])
    async with opened(transport=transport, providers=(reporting(),)) as workspace:
        [sent] = await pushed(workspace, "Ana", environment=Environment.PRODUCTION)
        [answer] = await workspace.follow_up([sent])
    assert answer.event is not None


async def test_an_answer_about_another_number_of_deliveries_is_a_mistake() -> None:
    async with opened(transport=FakeTransport([OK, reports("ok", "ok")]), providers=(reporting(),)) as workspace:
        [sent] = await pushed(workspace, "Ana")
        with pytest.raises(ValueError, match="asked about 1 deliveries and heard of 2"):
            await workspace.follow_up([sent])


async def test_an_open_window_asks_by_itself_and_hears_of_it() -> None:
    clock, heard = FakeClock(), asyncio.Event()
    told: list[Answered] = []

    def on_news(answers: Sequence[Answered]) -> None:
        told.extend(answers)
        heard.set()

    transport = FakeTransport([OK, reports("ok")])
    async with opened(transport=transport, providers=(reporting(),), clock=clock) as workspace:
        workspace.attend_follow_ups(on_news)
        [sent] = await pushed(workspace, "Ana")
        async with asyncio.timeout(10):
            await heard.wait()
    assert [answer.delivery_id for answer in told] == [sent]
    assert len(questions(transport)) == 1


async def test_nobody_is_asked_unless_somebody_wants_it() -> None:
    clock, transport = FakeClock(), FakeTransport([OK, reports("ok")])
    async with opened(transport=transport, providers=(reporting(),), clock=clock) as workspace:
        await pushed(workspace, "Ana")
        clock.time += 1000
    assert questions(transport) == []


async def test_the_history_is_filtered_by_what_became_of_it() -> None:
    transport = FakeTransport([OK, OK, reports("ok")])
    async with opened(transport=transport, providers=(reporting(),)) as workspace:
        ids = await pushed(workspace, "a", "b")
        await workspace.follow_up(ids[:1])
        rows = await workspace.store.run(lambda db: db.history.page(HistoryQuery(fate="handed_on")))
        others = await workspace.store.run(lambda db: db.history.page(HistoryQuery(fate=("failed", "unknown"))))
        everything = await workspace.store.run(lambda db: db.history.page(HistoryQuery()))
    assert [(row.id, row.fate) for row in rows] == [(ids[0], Fate.HANDED_ON)]
    assert others == []
    assert {row.fate for row in everything} == {None, Fate.HANDED_ON}


async def test_the_sandbox_retires_no_device_but_its_own() -> None:
    transport = FakeTransport([HttpResponse(410)])
    async with opened(transport=transport) as workspace:
        await workspace.save_profile(
            Profile("my-dummy", "dummy", Environment.LOCAL, {"base_url": "https://127.0.0.1:1"}),
            {"key": KEY},
        )
        for item in (device("Real"), device("Real too", environment="sandbox"), device("Virtual", environment="local")):
            await workspace.save_device(item)
        await send(workspace, await workspace.plan(order("Real", "Real too", "Virtual")))
        found = await workspace.store.run(lambda db: db.devices.get_many(["Real", "Real too", "Virtual"]))
    assert {item.name: item.is_retired for item in found} == {"Real": False, "Real too": False, "Virtual": True}
    assert {item.last_status for item in found} == {410}, "the answer is kept all the same"


# profiles that are gone -------------------------------------------------------------------------


async def test_a_due_question_ends_with_an_event_once_its_profile_is_gone() -> None:
    clock, transport = FakeClock(), FakeTransport([OK])
    async with opened(transport=transport, clock=clock, providers=(reporting(),)) as workspace:
        [sent] = await pushed(workspace, "Ana")
        await workspace.remove_profile("my-dummy")
        clock.time += 60
        [answer] = await workspace.ask_due_follow_ups()
        clock.time += 3600
        assert await workspace.ask_due_follow_ups() == [], "nobody is asked again and again"
        record = await kept(workspace, sent)
        [by_hand] = await workspace.follow_up([sent])
    assert questions(transport) == []
    [event] = record.events
    assert answer.event == event
    assert event.fate is Fate.WAITING
    assert event.explain is not None
    assert "is gone" in event.explain.what
    assert by_hand.trouble is not None, "asking by hand says so again and adds nothing"
    assert by_hand.event is None


async def test_a_question_whose_secret_cannot_be_opened_waits_for_its_next_time() -> None:
    clock, transport = FakeClock(), FakeTransport([OK, reports("ok")])
    environ = {"DUMMY_KEY": "geheim"}
    async with opened(transport=transport, clock=clock, providers=(reporting(),), environ=environ) as workspace:
        await prepare(workspace, device("Ana"))
        await workspace.save_profile(
            Profile("my-dummy", "dummy", Environment.SANDBOX), {"key": SecretRef("env", "DUMMY_KEY")}
        )
        sent = records(await send(workspace, await workspace.plan(order("Ana"))))[0].id
        key = environ.pop("DUMMY_KEY")
        clock.time += 20
        [answer] = await workspace.ask_due_follow_ups()
        assert await workspace.ask_due_follow_ups() == []
        assert (await kept(workspace, sent)).events == ()
        environ["DUMMY_KEY"] = key
        clock.time += 60
        [later] = await workspace.ask_due_follow_ups()
    assert answer.event is None
    assert answer.trouble is not None
    assert later.event is not None
    assert later.event.fate is Fate.HANDED_ON
