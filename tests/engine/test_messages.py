"""Looking at accepted messages, taking held ones back, counting who is reached."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import pytest
from tests.engine.fakes import DummyProvider, FakeTransport, failing
from tests.engine.reporting import reporting
from tests.engine.test_following import kept, pushed
from tests.engine.test_workspace import opened

from pushbench.domain.errors import FailureKind, UserError
from pushbench.domain.exchange import Exchange, SendContext, Step
from pushbench.domain.fate import Fate
from pushbench.domain.finding import Draft
from pushbench.domain.http import HttpRequest, HttpResponse
from pushbench.domain.message import Content, Message
from pushbench.domain.outcome import Explain, Outcome, OutcomeKind, StepKind
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.target import Target, TargetKind
from pushbench.engine.plan import SendOrder
from pushbench.engine.workspace import Workspace

pytestmark = pytest.mark.anyio
OK = HttpResponse(200)


@dataclass
class Kept:
    """A service that keeps messages whose title says so, and counts segments."""

    can_view: bool = True
    countable: frozenset[TargetKind] = frozenset({TargetKind.TOKEN})

    def may_cancel(self, draft: Draft) -> bool:
        return "later" in str(draft.payload)

    def view(self, message_id: str, credentials: Credentials, context: SendContext) -> Exchange:
        return self._call("GET", message_id, StepKind.FOLLOW_UP, (("successful", "3"),))

    def cancel(self, message_id: str, credentials: Credentials, context: SendContext) -> Exchange:
        return self._call("DELETE", message_id, StepKind.DELIVER, (("cancelled", "yes"),))

    def count(self, target: Target, credentials: Credentials, context: SendContext) -> Exchange:
        return self._call("POST", target.value, StepKind.FOLLOW_UP, (("count", "42"),))

    def _call(self, method: str, path: str, kind: StepKind, facts: tuple[tuple[str, str], ...]) -> Exchange:
        response = yield Step(kind, HttpRequest(method, f"https://push.example/messages/{path}", (), b""))
        if response.status == 200:
            return Outcome(OutcomeKind.ACCEPTED, 200, facts=facts)
        return Outcome(
            OutcomeKind.REJECTED, response.status, "TooLate", explain=Explain("It has left.", "It was sent.", "Wait.")
        )


def keeping(**changes: object) -> DummyProvider:
    provider = reporting()
    provider.messages = Kept(**changes)  # type: ignore[arg-type]
    return provider


@asynccontextmanager
async def held(
    transport: FakeTransport, title: str = "later", *, environment: Environment = Environment.SANDBOX
) -> AsyncIterator[tuple[Workspace, str]]:
    """A workspace from which one message left that its service holds back."""
    async with opened(transport=transport, providers=(keeping(),)) as workspace:
        await pushed(workspace, "Ana", environment=environment)
        order = SendOrder(Message(content=Content(title=title)), ("Ana",), profile="my-dummy")
        run = workspace.start(await workspace.plan(order), confirmed=True)
        _ = [event async for event in run.events()]
        rows = await workspace.store.run(lambda db: db.history.page(_all(), limit=1))
        yield workspace, rows[0].id


def _all() -> object:
    from pushbench.store.history import HistoryQuery

    return HistoryQuery()


async def test_a_held_message_is_taken_back_and_the_history_keeps_the_bytes() -> None:
    transport = FakeTransport()
    async with held(transport) as (workspace, sent):
        assert workspace.can_cancel(await kept(workspace, sent))
        cancelled = await workspace.cancel_message(sent)
        record = await kept(workspace, sent)
        due = await workspace.store.run(lambda db: sent in db.follow_ups.pending([sent]))
        with pytest.raises(UserError, match="cancelled already"):
            await workspace.cancel_message(sent)
    assert (cancelled.is_done, cancelled.deliveries) == (True, (sent,))
    [event] = record.events
    assert (event.fate, event.facts) == (Fate.CANCELLED, (("cancelled", "yes"),))
    assert event.attempts[0].request.method == "DELETE"
    assert record.outcome.kind is OutcomeKind.ACCEPTED
    assert not due, "nobody is asked any more what became of it"


async def test_what_the_service_refuses_to_take_back_is_told_and_kept() -> None:
    transport = FakeTransport([OK, OK, HttpResponse(400)])
    async with held(transport) as (workspace, sent):
        cancelled = await workspace.cancel_message(sent)
        record = await kept(workspace, sent)
    assert not cancelled.is_done
    assert cancelled.deliveries == ()
    [event] = record.events
    assert (event.fate, event.reason) == (Fate.WAITING, "TooLate")
    assert event.explain is not None
    assert event.explain.what == "It was not cancelled."


async def test_what_was_not_held_back_cannot_be_cancelled() -> None:
    transport = FakeTransport()
    async with held(transport, "now") as (workspace, sent):
        assert not workspace.can_cancel(await kept(workspace, sent))
        with pytest.raises(UserError, match="cannot be cancelled"):
            await workspace.cancel_message(sent)
        with pytest.raises(UserError, match="no delivery"):
            await workspace.cancel_message("unknown")
    assert all(request.method == "POST" for request in transport.sent)


async def test_taking_back_in_production_needs_a_yes() -> None:
    transport = FakeTransport()
    async with held(transport, environment=Environment.PRODUCTION) as (workspace, sent):
        with pytest.raises(UserError, match="production"):
            await workspace.cancel_message(sent)
        assert transport.sent[-1].method == "POST"
        assert (await workspace.cancel_message(sent, confirmed=True)).is_done


async def test_a_message_is_looked_at_without_a_trace_in_its_history() -> None:
    async with held(FakeTransport()) as (workspace, sent):
        managed = await workspace.view_message(sent)
        record = await kept(workspace, sent)
        assert not workspace.can_view(replace(record, outcome=Outcome(OutcomeKind.REJECTED, 400)))
    assert managed.outcome.facts == (("successful", "3"),)
    assert record.events == ()


async def test_looking_never_delivers() -> None:
    class Wrong(Kept):
        def view(self, message_id: str, credentials: Credentials, context: SendContext) -> Exchange:
            return self._call("POST", message_id, StepKind.DELIVER, ())

    transport = FakeTransport()
    provider = reporting()
    provider.messages = Wrong()
    async with opened(transport=transport, providers=(provider,)) as workspace:
        [sent] = await pushed(workspace, "Ana")
        with pytest.raises(RuntimeError, match="may not deliver"):
            await workspace.view_message(sent)
    assert len(transport.sent) == 1


async def test_no_way_out_is_an_answer_too() -> None:
    async with held(FakeTransport([OK, OK, failing(FailureKind.REFUSED)])) as (workspace, sent):
        managed = await workspace.view_message(sent)
        cancelled = await workspace.cancel_message(sent)
    assert managed.outcome.kind is OutcomeKind.NOT_SENT
    assert managed.outcome.explain is not None
    assert not cancelled.is_done


async def test_targets_are_counted_where_their_service_tells() -> None:
    async with held(FakeTransport()) as (workspace, _):
        told, device = await workspace.count_reached(["token:dummy-all", "Ana"], profile="my-dummy")
    assert (told.target, told.count, told.trouble) == ("token:dummy-all", 42, None)
    assert device.count is None
    assert device.managed is None
    assert device.trouble is not None
    assert "one device" in device.trouble.what


async def test_a_service_without_messages_has_nothing_to_offer() -> None:
    async with opened(providers=(reporting(),)) as workspace:
        [sent] = await pushed(workspace, "Ana")
        record = await kept(workspace, sent)
        assert not workspace.can_view(record)
        assert not workspace.can_cancel(record)
        assert workspace.countable("dummy") == frozenset()
        [reach] = await workspace.count_reached(["Ana"], profile="my-dummy")
        with pytest.raises(UserError, match="looked at"):
            await workspace.view_message(sent)
    assert reach.trouble is not None
