"""Drives exchanges: the only place that awaits the network, retries, and records what happened."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from pushbench.domain.errors import FailureKind, TransportFailure, UserError
from pushbench.domain.exchange import Exchange, MemoryTokenCache, SendContext, Step, TokenCache
from pushbench.domain.http import HttpRequest, HttpResponse, Link
from pushbench.domain.outcome import Attempt, Explain, Outcome, OutcomeKind, StepKind
from pushbench.domain.ports import Clock, Randomness, Transport
from pushbench.domain.tasks import TaskScope
from pushbench.engine.failures import outcome_of_failure
from pushbench.engine.gates import Gates
from pushbench.engine.policy import Again, RetryPolicy, Tries, decide, resend_pause
from pushbench.engine.redaction import redact_response, without_echo
from pushbench.engine.request_lines import origin_of
from pushbench.engine.tokens import StoredTokens
from pushbench.engine.trace import Connection, Dispatched, RepeatingIds, ScratchTokens, Trace, Used

Begin: TypeAlias = Callable[[SendContext], Exchange]
"""Starts an exchange afresh; called once for every try."""

DEFAULT_CONCURRENCY = 8
_BAD_IN_A_ROW = 3


class Dispatcher:
    """Sends what providers ask for over one transport.

    It keeps what must outlive a run: which connections have proven themselves, and which are to be replaced.
    """

    def __init__(
        self,
        transport: Transport,
        clock: Clock,
        randomness: Randomness,
        tokens: TokenCache | None = None,
        policy: RetryPolicy | None = None,
        timeout_seconds: float | None = None,
    ) -> None:
        """``timeout_seconds`` takes the place of what each request says."""
        self._transport = transport
        self._timeout_seconds = timeout_seconds
        self._clock = clock
        self._randomness = randomness
        self._tokens = tokens if tokens is not None else MemoryTokenCache()
        self._policy = policy or RetryPolicy()
        self._connections: dict[tuple[str, Link], Connection] = {}
        self._beginning = asyncio.Lock()
        self._authorising: dict[str, asyncio.Lock] = {}
        self._pauses = TaskScope("dispatcher")
        self._pause_numbers = itertools.count()

    async def aclose(self) -> None:
        """End every pause; what is under way in the transport is the transport's to close."""
        await self._pauses.aclose()

    def context(
        self, *, ids: Callable[[], str] | None = None, is_validation: bool = False, is_dry: bool = False
    ) -> SendContext:
        """Return what builders need; with ``is_dry`` nothing they put into the token cache stays there."""
        return SendContext(
            now=self._clock.now(),
            random_bytes=self._randomness.bytes,
            new_id=ids or self._randomness.uuid,
            tokens=ScratchTokens(self._tokens) if is_dry else self._tokens,
            clock=self._clock.now,
            is_validation=is_validation,
        )

    def dry_run(self, begin: Begin) -> HttpRequest:
        """Return the DELIVER request that would leave; earlier steps are answered by their stand-ins.

        Raises UserError where no request would leave at all.
        """
        exchange = begin(self.context(is_dry=True))
        try:
            step = next(exchange)
            while step.kind in (StepKind.AUTHORISE, StepKind.PREPARE):
                step = exchange.send(step.stand_in or HttpResponse(200, body=b"{}"))
        except StopIteration as stop:
            raise _would_not_leave(stop.value) from None
        finally:
            exchange.close()
        return step.request

    async def run(
        self,
        begin: Begin,
        *,
        trace: Trace | None = None,
        gates: Gates | None = None,
        is_validation: bool = False,
    ) -> Dispatched:
        """Drive an exchange to its outcome, sending again where the answers allow it.

        Whatever can go wrong outside of Pushbench is an outcome. Cancellation passes through; the trace then
        holds the attempt that was cut off.
        """
        trace = trace or Trace()
        gates = gates or Gates(DEFAULT_CONCURRENCY)
        ids, tries = RepeatingIds(self._randomness.uuid), Tries()
        while True:
            outcome = await self._try_once(_Start(self, begin, ids, is_validation), trace, gates)
            verdict = decide(self._policy, outcome, tries, self._randomness)
            if isinstance(verdict, Outcome):
                return Dispatched(verdict, tuple(trace.attempts))
            if trace.is_stopped:
                return Dispatched(outcome, tuple(trace.attempts))
            tries = _count(tries, verdict)
            if verdict.is_on_new_connection and trace.used is not None:
                trace.used.renew()
            if not await self._pause(verdict.after_seconds, tries.done, trace):
                return Dispatched(outcome, tuple(trace.attempts))

    async def _try_once(self, start: _Start, trace: Trace, gates: Gates) -> Outcome:
        try:
            return await self._drive(start, trace, gates)
        except UserError as error:
            kind = OutcomeKind.UNCLEAR if trace.was_delivering() else OutcomeKind.NOT_SENT
            return Outcome(kind=kind, explain=Explain(error.what, error.why, error.fix))

    async def _drive(self, start: _Start, trace: Trace, gates: Gates) -> Outcome:
        exchange, turn = await self._begin(start)
        try:
            if isinstance(turn, Step) and turn.kind is StepKind.AUTHORISE:
                # Many deliveries begin at once and need one token: one fetches it, the others find it.
                async with self._authorising.setdefault(turn.request.url, asyncio.Lock()):
                    exchange.close()
                    exchange, turn = await self._begin(start)
                    if isinstance(turn, Step) and turn.kind is StepKind.AUTHORISE:
                        turn = await self._advance(exchange, turn, trace, gates)
            while isinstance(turn, Step):
                turn = await self._advance(exchange, turn, trace, gates)
            return turn
        finally:
            exchange.close()

    async def _begin(self, start: _Start) -> tuple[Exchange, Step | Outcome]:
        async with self._beginning:
            exchange = start()
            turn = _turn(exchange, None)
            if isinstance(self._tokens, StoredTokens) and self._tokens.has_missed and await self._tokens.look_up():
                exchange.close()
                exchange = start()
                turn = _turn(exchange, None)
        return exchange, turn

    async def _advance(self, exchange: Exchange, step: Step, trace: Trace, gates: Gates) -> Step | Outcome:
        heard: HttpResponse | TransportFailure
        if self._timeout_seconds is not None:
            step = replace(step, request=replace(step.request, timeout_seconds=self._timeout_seconds))
        try:
            heard = await self._send(step, trace, gates)
        except TransportFailure as failure:
            heard = failure
        try:
            return _turn(exchange, heard)
        except TransportFailure as failure:
            return outcome_of_failure(failure, step.kind, step.request)

    async def _send(self, step: Step, trace: Trace, gates: Gates) -> HttpResponse:
        connection = self._connection(step.request)
        for repeats in itertools.count():
            try:
                return await self._attempt(step, connection, trace, gates)
            except TransportFailure as failure:
                is_known_bad = connection.failures_in_a_row > _BAD_IN_A_ROW
                pause = resend_pause(self._policy, failure, repeats, self._randomness, is_known_bad=is_known_bad)
                if pause is None or trace.is_stopped or not await self._pause(pause, repeats + 2, trace):
                    raise
        raise AssertionError("unreachable")

    async def _attempt(self, step: Step, connection: Connection, trace: Trace, gates: Gates) -> HttpResponse:
        request = step.request
        async with gates.at(origin_of(request.url)):
            if request.link.http2_only and not connection.has_answered:
                # Apple allows one stream until the first token is accepted; on others it costs one round trip.
                async with connection.first:
                    if not connection.has_answered:
                        return await self._record(step, connection, trace)
            return await self._record(step, connection, trace)

    async def _record(self, step: Step, connection: Connection, trace: Trace) -> HttpResponse:
        trace.used = Used(connection, connection.generation)
        request = _over(step.request, connection.generation)
        started_at, started = self._clock.now(), self._clock.monotonic()
        try:
            response = without_echo(await self._transport.send(request), request)
        except TransportFailure as failure:
            connection.failures_in_a_row += 1
            self._add(trace, step, started_at, started, failure=failure)
            raise
        except asyncio.CancelledError:
            cut = TransportFailure(FailureKind.RESET, "Pushbench stopped while the answer was awaited")
            self._add(trace, step, started_at, started, failure=cut)
            raise
        connection.has_answered = True
        connection.failures_in_a_row = 0
        self._add(trace, step, started_at, started, response=response)
        return response

    def _add(
        self,
        trace: Trace,
        step: Step,
        started_at: float,
        started: float,
        *,
        response: HttpResponse | None = None,
        failure: TransportFailure | None = None,
    ) -> None:
        trace.add(
            Attempt(
                number=len(trace.attempts) + 1,
                step=step.kind,
                request=step.request.redacted(),
                response=None if response is None else redact_response(response, step.request),
                failure=None if failure is None else failure.kind,
                failure_detail="" if failure is None else failure.detail,
                started_at=started_at,
                total_ms=(self._clock.monotonic() - started) * 1000,
            )
        )

    def _connection(self, request: HttpRequest) -> Connection:
        key = (origin_of(request.url), request.link)
        found = self._connections.get(key)
        if found is None:
            found = self._connections[key] = Connection()
        return found

    async def _pause(self, seconds: float, number: int, trace: Trace) -> bool:
        """Wait; return False when the run was stopped meanwhile."""
        if seconds <= 0:
            return not trace.is_stopped
        if trace.on_wait is not None:
            trace.on_wait(seconds, number)
        if trace.stop is None:
            await self._clock.sleep(seconds)
            return True
        name = f"pause {next(self._pause_numbers)}"
        enders = {self._pauses.start(name, _sleep(self._clock, seconds))}
        enders.add(self._pauses.start(f"{name} stop", trace.stop.wait()))
        if trace.hurry is not None:
            trace.hurry.clear()
            enders.add(self._pauses.start(f"{name} hurry", trace.hurry.wait()))
        try:
            await asyncio.wait(enders, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for ender in enders:
                ender.cancel()
        return not trace.is_stopped


@dataclass(frozen=True, slots=True)
class _Start:
    """Begins an exchange as often as need be, each time with the same ids from the first on."""

    dispatcher: Dispatcher
    begin: Begin
    ids: RepeatingIds
    is_validation: bool

    def __call__(self) -> Exchange:
        return self.begin(self.dispatcher.context(ids=self.ids.start_over(), is_validation=self.is_validation))


def _turn(exchange: Exchange, heard: HttpResponse | TransportFailure | None) -> Step | Outcome:
    """Let the exchange go on with what was heard; return its next step or its outcome."""
    try:
        if heard is None:
            return next(exchange)
        if isinstance(heard, TransportFailure):
            return exchange.throw(heard)
        return exchange.send(heard)
    except StopIteration as stop:
        outcome: Outcome = stop.value
        return outcome


def _count(tries: Tries, verdict: Again) -> Tries:
    if verdict.is_on_new_connection:
        return replace(tries, done=tries.done + 1, reconnects=tries.reconnects + 1)
    return replace(tries, done=tries.done + 1, waited_seconds=tries.waited_seconds + verdict.after_seconds)


def _over(request: HttpRequest, generation: int) -> HttpRequest:
    """Return the request bound to a connection of its generation; transports keep identities apart."""
    if not generation:
        return request
    return replace(request, link=replace(request.link, identity=f"{request.link.identity}#{generation}"))


def _would_not_leave(outcome: Outcome) -> UserError:
    explain = outcome.explain or Explain("No request would leave.", "The provider ended without sending.", "")
    return UserError(explain.what, explain.why, explain.fix)


async def _sleep(clock: Clock, seconds: float) -> None:
    await clock.sleep(seconds)
