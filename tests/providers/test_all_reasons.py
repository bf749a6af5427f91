"""Every documented error of every service there is: explained, provokable in the sandbox, and understood again.

The walk takes what is registered: a provider and its emulator, nothing by name. Who says a reason (``Reason.voice``)
tells how the emulator is made to say it: in the answer to a push, to a sign-in, to a topic's subscription, in a
report, or as a page of something on the way.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import uuid
from collections.abc import Generator, Iterator
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import pytest

from pushbench.domain.exchange import Exchange, SendContext, Step
from pushbench.domain.follow_up import Followed
from pushbench.domain.http import HttpRequest, HttpResponse
from pushbench.domain.message import Content, Message
from pushbench.domain.outcome import Explain, Outcome, OutcomeKind, Reason, StepKind, Voice
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.provider import Provider
from pushbench.domain.secret import Secret
from pushbench.domain.target import Target, TargetKind
from pushbench.engine.registry import PROVIDERS
from pushbench.sandbox.exchange import Answer, Connection, Request, Service
from pushbench.sandbox.faults import Fault, FaultKind
from pushbench.sandbox.services import SERVICES

NOW = 1_795_340_460.0
HELLO = Message(content=Content("Gate changed", body="Walk to B42"))
NAMES = [provider.spec.id for provider in PROVIDERS]
BY_PARSE = (Voice.ANSWER, Voice.INNER, Voice.RETIRED)


class Clock:
    def now(self) -> float:
        return NOW

    def monotonic(self) -> float:
        return NOW

    async def sleep(self, seconds: float) -> None:
        """Take no time."""


class Counting:
    def __init__(self) -> None:
        self.count = 0

    def bytes(self, count: int) -> bytes:
        self.count += 1
        blocks = (hashlib.sha256(f"{self.count}.{block}".encode()).digest() for block in range(count // 32 + 1))
        return b"".join(blocks)[:count]

    def uuid(self) -> str:
        self.count += 1
        return str(uuid.UUID(int=self.count, version=4))


class Desk:
    """One provider beside its emulator, with the credentials that the emulator takes."""

    def __init__(self, provider: Provider) -> None:
        self.provider, self.chance = provider, Counting()
        self.service = _service(provider.spec.id, self.chance)
        known = {**self.service.profile(), **self.service.origins}
        names = {field.key for field in provider.spec.fields if field.is_secret}
        self.credentials = Credentials(
            "local",
            provider.spec.id,
            Environment.LOCAL,
            {key: value for key, value in known.items() if key not in names},
            {key: Secret(value) for key, value in known.items() if key in names},
        )
        self.target = Target(TargetKind.TOKEN, token := self.service.devices()[0].token, token)

    def context(self) -> SendContext:
        return SendContext(NOW, self.chance.bytes, self.chance.uuid)

    def exchange(self) -> Exchange:
        draft = self.provider.compose(HELLO, self.credentials, NOW)
        return self.provider.exchange(draft, self.target, self.credentials, self.context())

    def asked(self, request: HttpRequest) -> Request:
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        endpoint = next((key for key, value in self.service.origins.items() if value == origin), "base_url")
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        return Request(
            request.method, path, request.headers, request.body, Connection(1, is_http2=True), origin, endpoint
        )

    def answer(self, request: HttpRequest) -> HttpResponse:
        return _response(asyncio.run(self.service.handle(self.asked(request))))

    def fault(self, request: HttpRequest, row: Reason, status: int | None = None) -> HttpResponse:
        return _response(self.service.fault_answer(self.asked(request), row.code, status, None))

    def played(self, exchange: Generator[Step, HttpResponse, Any], kinds: tuple[StepKind, ...], row: Reason) -> Any:
        """Answer each step as the emulator does, and those of the given kinds with the reason."""
        try:
            step = next(exchange)
            while True:
                is_hit = step.kind in kinds
                step = exchange.send(self.fault(step.request, row) if is_hit else self.answer(step.request))
        except StopIteration as stop:
            return stop.value


def _service(name: str, chance: Counting) -> Service:
    """Make the emulator of one provider, as the emulator's own start does."""
    for make in SERVICES:
        service = make({}, Clock(), chance)
        if service.provider == name:
            service.origins = {each.key: f"https://127.0.0.1:{8000 + at}" for at, each in enumerate(service.endpoints)}
            service.deliver = lambda received: None
            if hasattr(service, "hand_on"):
                service.hand_on = lambda received: None
            return service
    raise AssertionError(f"the sandbox emulates no {name}")


def _response(answer: Answer) -> HttpResponse:
    return HttpResponse(answer.status, answer.headers, answer.body)


@cache
def desk(name: str) -> Desk:
    return Desk(next(provider for provider in PROVIDERS if provider.spec.id == name))


@cache
def delivery(name: str) -> HttpRequest:
    """The request of a push that the emulator takes."""
    at = desk(name)
    exchange = at.exchange()
    step = next(exchange)
    while step.kind is not StepKind.DELIVER:
        step = exchange.send(at.answer(step.request))
    exchange.close()
    assert at.provider.parse(at.answer(step.request)).kind is OutcomeKind.ACCEPTED, "the way itself has to be free"
    return step.request


def is_word(row: Reason, said: str | None) -> bool:
    """Whether the service's word is the row's; “…” in a row stands for what changes from case to case."""
    pattern = ".*".join(re.escape(part) for part in row.code.split("…"))
    return said is not None and re.fullmatch(pattern, said, re.DOTALL) is not None


def is_told(explain: Explain | None) -> bool:
    return explain is not None and all((explain.what, explain.why, explain.fix))


def unheard(name: str, row: Reason) -> Iterator[str]:
    """Say what does not come back of a reason."""
    at = desk(name)
    if row.voice in BY_PARSE:
        yield from _by_parse(at, row)
    elif row.voice is Voice.SIGN_IN:
        yield from _compared(row, at.played(at.exchange(), (StepKind.AUTHORISE, StepKind.PREPARE), row))
    elif row.voice is Voice.TOPICS:
        assert at.provider.topics is not None
        exchange = at.provider.topics.subscribe("news", at.target, at.credentials, at.context())
        yield from _compared(row, at.played(exchange, (StepKind.DELIVER, StepKind.PREPARE, StepKind.FOLLOW_UP), row))
    elif row.voice is Voice.REPORT:
        yield from _in_a_report(at, row)
    elif row.voice is Voice.WAY:
        yield from _on_the_way(at, row)
    elif row.voice is Voice.STATUS:
        yield from _by_status(at, row)
    else:
        yield from _of_our_own(at, row)


def _by_parse(at: Desk, row: Reason) -> Iterator[str]:
    # The statuses of a word that is quoted are those of the service behind; the outer one has its own.
    statuses = (None,) if row.voice is Voice.INNER else (None, *row.statuses)
    for status in statuses:
        outcome = at.provider.parse(at.fault(delivery(at.provider.spec.id), row, status))
        for trouble in _compared(row, outcome):
            yield f"{trouble} (status {outcome.status})"
        if status is None and row.voice is Voice.ANSWER and outcome.status not in row.statuses:
            yield f"the emulator says it with {outcome.status}, the table with {row.statuses}"


def _compared(row: Reason, outcome: Any) -> Iterator[str]:
    if not isinstance(outcome, Outcome):
        yield f"ended with {outcome!r}"
        return
    if outcome.kind in (OutcomeKind.ACCEPTED, OutcomeKind.NOT_SENT):
        yield f"is {outcome.kind.value}"
    if not is_told(outcome.explain):
        yield "is not explained"
    elif row.voice is Voice.INNER:
        if outcome.explain is None or outcome.explain.what != row.meaning:
            yield f"is explained as {outcome.reason}"
    elif not is_word(row, outcome.reason):
        yield f"came back as {outcome.reason}"
    if row.is_target_dead and row.voice is not Voice.RETIRED and not outcome.is_target_dead:
        yield "does not retire the target"


def _in_a_report(at: Desk, row: Reason) -> Iterator[str]:
    follow_up = at.provider.follow_up
    assert follow_up is not None
    exchange = at.exchange()
    accepted = at.played(exchange, (), row)
    followed = Followed("d-1", accepted.provider_id or "", at.target.kind.value, at.target.value, NOW, accepted.facts)
    told = at.played(follow_up.ask((followed,), at.credentials, at.context()), (StepKind.FOLLOW_UP,), row)
    if not told or not is_word(row, told[0].reason) or not is_told(told[0].explain):
        yield f"came back as {told[0].reason if told else None}"


def _on_the_way(at: Desk, row: Reason) -> Iterator[str]:
    for status in row.statuses:
        page = Fault(at.provider.spec.id, FaultKind.MALFORMED, status=status).malformed_answer()
        outcome = at.provider.parse(_response(page))
        if outcome.explain is None or outcome.explain.what != row.meaning:
            yield f"a page with {status} came back as {outcome.reason}"


def _by_status(at: Desk, row: Reason) -> Iterator[str]:
    own = {status for other in at.provider.reasons if other.voice is Voice.ANSWER for status in other.statuses}
    free = [status for status in row.statuses if status not in own]
    for status in free[:5]:
        bare = at.service.fault_answer(at.asked(delivery(at.provider.spec.id)), None, status, None)
        told = [at.provider.parse(response) for response in (HttpResponse(status), _response(bare))]
        means = [outcome.explain.what for outcome in told if outcome.explain is not None]
        if bare.status != status or row.meaning not in means:
            yield f"{status} came back as {[outcome.reason for outcome in told]}"
    if not free:
        yield "every status has a row of its own"


def _of_our_own(at: Desk, row: Reason) -> Iterator[str]:
    outcome = at.provider.parse(at.fault(delivery(at.provider.spec.id), row))
    if row.statuses or is_word(row, outcome.reason):
        yield "is said to be Pushbench's own, and an answer carries it"


@pytest.mark.parametrize("name", NAMES)
def test_every_reason_is_explained_and_sourced(name: str) -> None:
    rows = desk(name).provider.reasons
    assert rows
    codes = [row.code for row in rows]
    assert sorted(set(codes)) == sorted(codes), "a code stands twice"
    for row in rows:
        for part in (row.meaning, row.cause, row.fix):
            assert part.strip(), f"{row.code} says too little"
            assert part.rstrip()[-1] in ".!?…”)*", f"{row.code}: “{part}” is no sentence"
        assert row.source.strip(), f"{row.code} has no source"
        assert row.statuses or row.voice in (Voice.PUSHBENCH, Voice.REPORT), f"{row.code} has no status"
        assert all(100 <= status < 600 for status in row.statuses), row.code


@pytest.mark.parametrize("name", NAMES)
def test_every_reason_can_be_provoked_and_is_understood(name: str) -> None:
    found = {row.code: troubles for row in desk(name).provider.reasons if (troubles := list(unheard(name, row)))}
    assert found == {}


def test_the_walk_hears_what_is_wrong() -> None:
    """A table that promises what the emulator does not say, or that parsing does not know, is noticed."""
    source = {"meaning": "M.", "cause": "C.", "fix": "F.", "source": "S"}
    for voice in Voice:
        unknown = Reason("NoSuchWord", (499,), voice=voice, **source)  # type: ignore[arg-type]
        has_topics = desk(NAMES[1]).provider.topics is not None
        if (voice is Voice.TOPICS and not has_topics) or voice is Voice.REPORT:
            continue
        assert list(unheard(NAMES[1], unknown)), voice
    assert not is_word(Reason("Wait … seconds", (429,), **source), "Wait 7 minutes")  # type: ignore[arg-type]
    assert is_word(Reason("Wait … seconds", (429,), **source), "Wait 7 seconds")  # type: ignore[arg-type]
