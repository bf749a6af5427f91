"""How exchanges are driven: retries that are allowed, outcomes that are honest, traces that keep no secret."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from tests.engine.fakes import DummyProvider, FakeClock, FakeRandomness, FakeTransport, failing

from pushbench.domain.errors import FailureKind, UserError
from pushbench.domain.exchange import CachedToken, Exchange, MemoryTokenCache, SendContext, Step
from pushbench.domain.finding import Draft
from pushbench.domain.http import HttpRequest, HttpResponse
from pushbench.domain.outcome import Explain, Outcome, OutcomeKind, Retry, StepKind
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.secret import Secret
from pushbench.domain.target import Target, TargetKind
from pushbench.engine.dispatcher import Begin, Dispatcher
from pushbench.engine.gates import Gates
from pushbench.engine.policy import RetryPolicy, Tries, decide
from pushbench.engine.trace import Trace

pytestmark = pytest.mark.anyio

KEY = Secret("geheimer-schluessel")
TARGET = Target(TargetKind.TOKEN, "dummy-1", "token:dummy-1")


def credentials(**secrets: Secret) -> Credentials:
    return Credentials("p", "dummy", Environment.SANDBOX, {}, secrets or {"key": KEY})


def begin(provider: DummyProvider | None = None, *, key: Secret = KEY) -> Begin:
    chosen = provider or DummyProvider()
    draft = Draft("dummy", {"title": "Hi"})
    return lambda context: chosen.exchange(draft, TARGET, credentials(key=key), context)


def dispatcher(transport: FakeTransport, clock: FakeClock | None = None, **changes: object) -> Dispatcher:
    policy = replace(RetryPolicy(), **changes)  # type: ignore[arg-type]
    return Dispatcher(transport, clock or FakeClock(), FakeRandomness(), MemoryTokenCache(), policy)


async def test_accepted_at_once() -> None:
    transport = FakeTransport()
    done = await dispatcher(transport).run(begin())
    assert done.outcome.kind is OutcomeKind.ACCEPTED
    assert [attempt.number for attempt in done.attempts] == [1]
    assert transport.sent[0].header("authorization") == "Bearer geheimer-schluessel"


async def test_what_is_kept_holds_no_secret() -> None:
    echo = HttpResponse(200, (("set-cookie", "s=1"), ("x-echo", KEY.reveal())), b'{"you sent":"geheimer-schluessel"}')
    done = await dispatcher(FakeTransport([echo])).run(begin())
    assert "geheim" not in repr(done)
    [attempt] = done.attempts
    assert attempt.request.header("authorization") == "Bearer ***"
    assert attempt.response is not None
    assert attempt.response.body == b'{"you sent":"***"}'
    assert attempt.response.header("set-cookie") == "***"


async def test_a_service_that_repeats_a_secret_gets_it_neither_into_the_outcome_nor_into_what_is_kept() -> None:
    def exchange(context: SendContext) -> Exchange:
        response = yield Step(StepKind.DELIVER, HttpRequest("POST", "https://a.example/", masks=(KEY,)))
        said = f"{response.body.decode()} {response.header('x-echo')}"
        return Outcome(OutcomeKind.REJECTED, reason=said, explain=Explain(said, said, said), facts=(("said", said),))

    echo = HttpResponse(401, (("x-echo", KEY.reveal()),), b"unknown key geheimer-schluessel")
    done = await dispatcher(FakeTransport([echo])).run(exchange)
    assert done.outcome.reason == "unknown key *** ***"
    assert "geheim" not in repr(done)


async def test_named_keys_of_an_answer_are_masked_and_the_rest_stays_byte_for_byte() -> None:
    def exchange(context: SendContext) -> Exchange:
        yield Step(
            StepKind.DELIVER,
            HttpRequest("POST", "https://a.example/", masked_response_keys=frozenset({"access_token"})),
        )
        return Outcome(OutcomeKind.ACCEPTED)

    body = b'{ "access_token" : "ya29.a\\"b" , "expires_in":3599}'
    done = await dispatcher(FakeTransport([HttpResponse(200, body=body)])).run(exchange)
    assert done.attempts[0].response is not None
    assert done.attempts[0].response.body == b'{ "access_token" : "***" , "expires_in":3599}'


async def test_later_means_backoff_with_full_jitter_and_three_tries() -> None:
    clock = FakeClock()
    transport = FakeTransport([HttpResponse(503)])
    done = await dispatcher(transport, clock).run(begin())
    assert len(transport.sent) == 3
    assert clock.slept == pytest.approx([0.5, 1.0])
    assert done.outcome.kind is OutcomeKind.REJECTED
    assert done.outcome.explain is not None
    assert "3 attempts" in done.outcome.explain.why


async def test_the_second_try_may_succeed() -> None:
    waits: list[tuple[float, int]] = []
    trace = Trace(on_wait=lambda seconds, number: waits.append((seconds, number)))
    transport = FakeTransport([HttpResponse(503), HttpResponse(200)])
    done = await dispatcher(transport).run(begin(), trace=trace)
    assert done.outcome.kind is OutcomeKind.ACCEPTED
    assert [attempt.number for attempt in done.attempts] == [1, 2]
    assert waits == [(pytest.approx(0.5), 2)]


async def test_every_try_of_a_delivery_has_the_same_ids() -> None:
    transport = FakeTransport([HttpResponse(503), HttpResponse(200)])
    shared = dispatcher(transport)
    await shared.run(begin())
    await shared.run(begin())
    ids = [request.header("x-id") for request in transport.sent]
    assert ids[0] == ids[1] != ids[2]


async def test_the_ids_stay_the_same_when_a_token_has_to_be_fetched_in_between() -> None:
    transport = FakeTransport([HttpResponse(200, body=b"t"), HttpResponse(503), HttpResponse(200)])
    await dispatcher(transport).run(begin(DummyProvider(needs_token=True)))
    assert [request.header("x-id") for request in transport.sent] == [None, *[transport.sent[1].header("x-id")] * 2]


async def test_retry_after_is_kept() -> None:
    clock = FakeClock()
    transport = FakeTransport([HttpResponse(429, (("retry-after", "7"),)), HttpResponse(200)])
    done = await dispatcher(transport, clock).run(begin())
    assert done.outcome.kind is OutcomeKind.ACCEPTED
    assert clock.slept == [7.0]


async def test_a_long_retry_after_is_not_waited_for_and_said_so() -> None:
    clock = FakeClock()
    transport = FakeTransport([HttpResponse(429, (("retry-after", "900"),))])
    done = await dispatcher(transport, clock).run(begin())
    assert clock.slept == []
    assert len(transport.sent) == 1
    assert done.outcome.explain is not None
    assert "900 s" in done.outcome.explain.why
    assert "later" in done.outcome.explain.fix


@pytest.mark.parametrize(
    ("why", "fix", "said", "advice"),
    [
        ("It is busy.", "", "It is busy. 3 attempts", "Send it again later."),
        ("It said: “Too fast”", "Wait, then send.", "It said: “Too fast”. 3 attempts", "Wait, then send."),
        ("It said: “Too fast.”", "Send again.", "It said: “Too fast.” 3 attempts", "Send again."),
    ],
)
async def test_what_is_said_of_giving_up_follows_in_whole_sentences(why: str, fix: str, said: str, advice: str) -> None:
    outcome = Outcome(OutcomeKind.REJECTED, explain=Explain("No.", why, fix), retry=Retry.LATER)
    given_up = decide(RetryPolicy(), outcome, Tries(done=RetryPolicy().tries), FakeRandomness())
    assert isinstance(given_up, Outcome)
    assert given_up.explain is not None
    assert given_up.explain.why.startswith(said)
    assert given_up.explain.fix == advice


async def test_the_budget_of_waiting_ends_the_tries() -> None:
    clock = FakeClock()
    transport = FakeTransport([HttpResponse(429, (("retry-after", "40"),))])
    done = await dispatcher(transport, clock, budget_seconds=50.0).run(begin())
    assert clock.slept == [40.0]
    assert done.outcome.explain is not None
    assert "40 s of waiting" in done.outcome.explain.why


async def test_never_means_never() -> None:
    transport = FakeTransport([HttpResponse(400)])
    done = await dispatcher(transport).run(begin())
    assert len(transport.sent) == 1
    assert done.outcome.reason == "Bad"


async def test_reconnect_uses_a_new_connection_and_waits_for_nothing() -> None:
    clock = FakeClock()
    transport = FakeTransport([HttpResponse(421), HttpResponse(200)])
    shared = dispatcher(transport, clock)
    done = await shared.run(begin())
    await shared.run(begin())
    first, second, third = (request.link.identity for request in transport.sent)
    assert done.outcome.kind is OutcomeKind.ACCEPTED
    assert clock.slept == []
    assert first != second
    assert second == third, "the old connection is not gone back to"


async def test_many_that_ask_for_a_new_connection_get_one() -> None:
    transport = FakeTransport([HttpResponse(421)] * 5 + [HttpResponse(200)])
    shared = dispatcher(transport)
    done = await asyncio.gather(*(shared.run(begin()) for _ in range(5)))
    assert all(one.outcome.kind is OutcomeKind.ACCEPTED for one in done)
    assert len({request.link.identity for request in transport.sent}) == 2


async def test_reconnecting_has_an_end() -> None:
    transport = FakeTransport([HttpResponse(421)])
    done = await dispatcher(transport).run(begin())
    assert len(transport.sent) == 3
    assert done.outcome.explain is not None
    assert "new connections" in done.outcome.explain.why


async def test_what_the_peer_did_not_look_at_is_sent_again_at_once() -> None:
    clock = FakeClock()
    transport = FakeTransport([failing(FailureKind.UNPROCESSED), HttpResponse(200)])
    done = await dispatcher(transport, clock).run(begin())
    assert done.outcome.kind is OutcomeKind.ACCEPTED
    assert clock.slept == []
    assert [attempt.failure for attempt in done.attempts] == [FailureKind.UNPROCESSED, None]
    assert transport.sent[0] == transport.sent[1]


@pytest.mark.parametrize("kind", [FailureKind.REFUSED, FailureKind.NAME, FailureKind.CONNECT_TIMEOUT])
async def test_a_connection_that_did_not_come_about_is_tried_once_more(kind: FailureKind) -> None:
    transport = FakeTransport([failing(kind)])
    done = await dispatcher(transport).run(begin())
    assert len(transport.sent) == 2
    assert done.outcome.kind is OutcomeKind.NOT_SENT
    assert done.outcome.reason == kind.value


async def test_an_origin_known_to_be_down_is_not_asked_twice_by_each() -> None:
    transport = FakeTransport([failing(FailureKind.REFUSED)])
    shared = dispatcher(transport)
    for _ in range(20):
        await shared.run(begin())
    assert len(transport.sent) < 26


@pytest.mark.parametrize(
    "kind",
    [FailureKind.TLS, FailureKind.CLIENT_CERTIFICATE, FailureKind.HTTP2_NEEDED, FailureKind.PROXY, FailureKind.INVALID],
)
async def test_what_a_repetition_cannot_mend_is_not_repeated(kind: FailureKind) -> None:
    transport = FakeTransport([failing(kind)])
    done = await dispatcher(transport).run(begin())
    assert len(transport.sent) == 1
    assert done.outcome.kind is OutcomeKind.NOT_SENT


@pytest.mark.parametrize("kind", [FailureKind.TIMEOUT, FailureKind.RESET, FailureKind.PROTOCOL, FailureKind.TOO_LARGE])
async def test_what_may_have_arrived_is_unclear_and_never_repeated(kind: FailureKind) -> None:
    transport = FakeTransport([failing(kind)])
    done = await dispatcher(transport).run(begin())
    assert len(transport.sent) == 1
    assert done.outcome.kind is OutcomeKind.UNCLEAR
    assert done.outcome.explain is not None
    assert "may have arrived" in done.outcome.explain.why


async def test_a_failed_sign_in_sends_nothing() -> None:
    transport = FakeTransport([failing(FailureKind.RESET)])
    done = await dispatcher(transport).run(begin(DummyProvider(needs_token=True)))
    assert done.outcome.kind is OutcomeKind.NOT_SENT
    assert done.outcome.explain is not None
    assert "The push itself has not left" in done.outcome.explain.why
    assert [attempt.step for attempt in done.attempts] == [StepKind.AUTHORISE]


async def test_one_token_is_fetched_for_many_that_begin_at_once() -> None:
    transport = FakeTransport([HttpResponse(200, body=b"token-1")])
    shared = dispatcher(transport)
    provider = DummyProvider(needs_token=True)
    done = await asyncio.gather(*(shared.run(begin(provider), gates=Gates(50)) for _ in range(20)))
    assert all(one.outcome.kind is OutcomeKind.ACCEPTED for one in done)
    assert [request.url for request in transport.sent].count("https://login.example/token") == 1


async def test_an_exchange_may_answer_a_failure_itself() -> None:
    def exchange(context: SendContext) -> Exchange:
        try:
            yield Step(StepKind.DELIVER, HttpRequest("POST", "https://a.example/"))
        except Exception:  # noqa: BLE001
            return Outcome(OutcomeKind.REJECTED, reason="own words")
        return Outcome(OutcomeKind.ACCEPTED)

    done = await dispatcher(FakeTransport([failing(FailureKind.RESET)])).run(exchange)
    assert done.outcome.reason == "own words"


async def test_trouble_before_the_first_request_is_not_sent() -> None:
    transport = FakeTransport()
    done = await dispatcher(transport).run(begin(key=Secret("broken")))
    assert transport.sent == []
    assert done.outcome.kind is OutcomeKind.NOT_SENT
    assert done.outcome.explain is not None
    assert done.outcome.explain.what == "The key is broken."


async def test_the_first_request_of_an_http2_only_connection_goes_alone() -> None:
    transport = FakeTransport(hold=asyncio.Event())
    shared = dispatcher(transport)
    provider = DummyProvider(http2_only=True)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(shared.run(begin(provider), gates=Gates(50))) for _ in range(10)]
        for _ in range(20):
            await asyncio.sleep(0)
        assert len(transport.sent) == 1
        assert transport.hold is not None
        transport.hold.set()
    assert all(task.result().outcome.kind is OutcomeKind.ACCEPTED for task in tasks)
    assert transport.most_in_flight > 1


async def test_others_do_not_wait_for_a_first_one() -> None:
    transport = FakeTransport(hold=asyncio.Event())
    shared, gates = dispatcher(transport), Gates(4)
    async with asyncio.TaskGroup() as group:
        for _ in range(10):
            group.create_task(shared.run(begin(), gates=gates))
        for _ in range(20):
            await asyncio.sleep(0)
        assert len(transport.sent) == 4, "the gate's concurrency holds"
        assert transport.hold is not None
        transport.hold.set()
    assert transport.most_in_flight == 4


async def test_a_stop_ends_a_pause_and_keeps_what_was_heard() -> None:
    class Eternal(FakeClock):
        async def sleep(self, seconds: float) -> None:
            await asyncio.Event().wait()

    stop = asyncio.Event()
    trace = Trace(stop=stop, on_wait=lambda seconds, number: stop.set())
    shared = dispatcher(FakeTransport([HttpResponse(503)]), Eternal())
    done = await shared.run(begin(), trace=trace)
    await shared.aclose()
    assert done.outcome.status == 503
    assert len(done.attempts) == 1


async def test_cancelling_leaves_the_attempt_that_was_under_way() -> None:
    transport = FakeTransport(hold=asyncio.Event())
    trace = Trace()
    async with asyncio.TaskGroup() as group:
        task = group.create_task(dispatcher(transport).run(begin(), trace=trace))
        while not transport.sent:  # noqa: ASYNC110
            await asyncio.sleep(0)
        task.cancel()
    assert task.cancelled()
    assert [attempt.failure for attempt in trace.attempts] == [FailureKind.RESET]
    assert trace.was_delivering()


def test_a_dry_run_stops_at_the_push_and_leaves_no_stand_in_behind() -> None:
    tokens = MemoryTokenCache()
    transport = FakeTransport()
    rehearsal = Dispatcher(transport, FakeClock(), FakeRandomness(), tokens)
    request = rehearsal.dry_run(begin(DummyProvider(needs_token=True)))
    assert request.header("authorization") == "Bearer stand-in-token"
    assert tokens.get("dummy") is None
    assert transport.sent == []


def test_a_dry_run_uses_a_token_that_is_there() -> None:
    tokens = MemoryTokenCache()
    tokens.put("dummy", CachedToken(Secret("known"), 0, 2e9))
    rehearsal = Dispatcher(FakeTransport(), FakeClock(), FakeRandomness(), tokens)
    assert rehearsal.dry_run(begin(DummyProvider(needs_token=True))).header("authorization") == "Bearer known"


def test_a_dry_run_tells_why_nothing_would_leave() -> None:
    rehearsal = Dispatcher(FakeTransport(), FakeClock(), FakeRandomness())
    with pytest.raises(UserError, match="The key is broken"):
        rehearsal.dry_run(begin(key=Secret("broken")))
