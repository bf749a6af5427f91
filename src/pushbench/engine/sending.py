"""One run: sends a plan's deliveries, tells what happens, and keeps it as it goes."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from functools import partial

from pushbench.domain.errors import UserError
from pushbench.domain.outcome import Attempt, DeliveryRecord, OutcomeKind
from pushbench.domain.profile import Credentials
from pushbench.domain.provider import Batch
from pushbench.domain.tasks import TaskScope
from pushbench.engine.collector import full_collections_put_off
from pushbench.engine.credentials import ready_credentials
from pushbench.engine.dispatcher import DEFAULT_CONCURRENCY, Begin, Dispatcher
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
from pushbench.engine.gates import Gates
from pushbench.engine.keeping import keep_end, keep_records, keep_start
from pushbench.engine.loads import Load, begin_load, loads_of, outcomes_of
from pushbench.engine.parts import LARGE, MANY, Parts
from pushbench.engine.plan import SendPlan
from pushbench.engine.planning import begin_delivery
from pushbench.engine.profiles import get_profile
from pushbench.engine.records import Recorder, reached_server
from pushbench.engine.trace import Trace

log = logging.getLogger(__name__)

BULK_CONCURRENCY = 500
BEGUN_AT_ONCE = 8
"""Deliveries that begin in one turn of the event loop; building hundreds of requests would hold a window up."""
KEPT_AT_ONCE = 200
KEPT_AFTER_SECONDS = 0.5


class Run:
    """A plan on its way. ``events()`` has one reader; who does not read them may ``wait()``."""

    def __init__(self, parts: Parts, plan: SendPlan, scope: TaskScope) -> None:
        self.id = plan.run_id
        self.plan = plan
        self._parts = parts
        self._recorder = Recorder(plan)
        self._stop = asyncio.Event()
        self._loads = loads_of(plan.deliveries, parts.registry)
        self._waiting: Iterator[Load] = iter(self._loads)
        self._unkept: list[DeliveryRecord] = []
        self._kept_at = parts.clock.monotonic()
        self._keeping = asyncio.Lock()
        self._counts: collections.Counter[OutcomeKind] = collections.Counter()
        self._has_reached = False
        self._under_way: dict[str, Trace] = {}
        self._events: collections.deque[RunEvent] = collections.deque()
        self._news = asyncio.Event()
        self.ended: asyncio.Future[RunSummary] = asyncio.get_running_loop().create_future()
        """Done once everything is in the history."""
        self._trouble: UserError | None = None
        self._mistake: Exception | None = None
        self._is_watched = True
        # Not a child of the run's scope: when that closes, the run itself ends its workers and keeps what they say.
        self._workers = TaskScope(f"run {self.id}", _told_by_gather)
        self._task = scope.start(f"run {self.id}", self._go())

    @property
    def is_running(self) -> bool:
        return not self.ended.done()

    def stop(self) -> None:
        """Finish what is in flight and send nothing more; the rest becomes ``not_sent``."""
        self._stop.set()

    def retry_now(self, delivery_id: str) -> None:
        """Let a delivery that waits for its next try go at once; nothing happens when it does not wait."""
        trace = self._under_way.get(delivery_id)
        if trace is not None and trace.hurry is not None:
            trace.hurry.set()

    async def events(self) -> AsyncIterator[RunEvent]:
        """Yield what happens, from RunStarted to RunEnded.

        Raises at the end what kept the run from being sent or kept: UserError, or a mistake in Pushbench.
        """
        while True:
            while self._events:
                event = self._events.popleft()
                yield event
                if isinstance(event, RunEnded):
                    self._raise_trouble()
                    return
            self._news.clear()
            if not self._events:
                await self._news.wait()

    async def wait(self) -> RunSummary:
        """Return the summary once everything is in the history."""
        self._is_watched = False
        self._events.clear()
        summary = await asyncio.shield(self.ended)
        self._raise_trouble()
        return summary

    def _raise_trouble(self) -> None:
        if self._mistake is not None:
            raise self._mistake
        if self._trouble is not None:
            raise self._trouble

    def _tell(self, event: RunEvent) -> None:
        if self._is_watched or isinstance(event, RunEnded):
            self._events.append(event)
            self._news.set()

    async def _go(self) -> None:
        started = self._parts.clock.monotonic()
        try:
            await self._send_all()
        except UserError as trouble:
            self._give_up(trouble)
        finally:
            # Reached on a stop, an error and a close alike: what is known is kept, and the run is over.
            for load in self._waiting:
                self._leave(load)
            await self._finish(self._parts.clock.monotonic() - started)

    def _give_up(self, trouble: UserError) -> None:
        self._trouble = self._trouble or trouble
        self._stop.set()

    async def _send_all(self) -> None:
        self._tell(RunStarted(self.id, len(self.plan.deliveries)))
        await keep_start(self._parts, self.plan)
        credentials = await self._credentials()
        count = len(self._loads)
        dispatcher = await self._parts.transports.dispatcher(count)
        concurrency = self.plan.order.concurrency or (BULK_CONCURRENCY if count > MANY else DEFAULT_CONCURRENCY)
        gates = Gates(concurrency, self.plan.order.rate)
        calm = full_collections_put_off() if count > LARGE else contextlib.nullcontext()
        workers: list[asyncio.Future[None]] = []
        with calm:
            try:
                for number in range(min(concurrency, count)):
                    workers.append(self._workers.start(f"worker {number}", self._work(dispatcher, gates, credentials)))
                    if number % BEGUN_AT_ONCE == BEGUN_AT_ONCE - 1:
                        await asyncio.sleep(0)
                await asyncio.gather(*workers)
            finally:
                await self._workers.aclose()

    async def _credentials(self) -> Mapping[str, Credentials]:
        planned = {delivery.profile: delivery.environment for delivery in self.plan.deliveries}
        found = {}
        for name, environment in planned.items():
            profile = await get_profile(self._parts, name)
            if profile.environment.value != environment:
                raise _moved(name)
            found[name] = await ready_credentials(self._parts, profile)
        return found

    async def _work(self, dispatcher: Dispatcher, gates: Gates, credentials: Mapping[str, Credentials]) -> None:
        for load in self._waiting:
            if self._stop.is_set():
                self._leave(load)
                continue
            await self._deliver(load, dispatcher, gates, credentials[load.profile])
            await self._keep()

    def _leave(self, load: Load) -> None:
        for delivery in load.deliveries:
            self._end(self._recorder.not_started(delivery, self._parts.clock.now(), self._trouble))

    async def _deliver(self, load: Load, dispatcher: Dispatcher, gates: Gates, credentials: Credentials) -> None:
        for delivery in load.deliveries:
            self._tell(DeliveryStarted(delivery.id))
        if load.batch is not None and await self._deliver_together(load, load.batch, dispatcher, gates, credentials):
            return
        singles = iter(load.alone())
        try:
            for single in singles:
                if self._stop.is_set() and load.batch is not None:
                    self._leave(single)
                    continue
                begin = partial(begin_delivery, self._parts, single.deliveries[0], credentials)
                await self._exchange(single, begin, dispatcher, gates)
        except asyncio.CancelledError:
            for single in singles:
                self._leave(single)
            raise

    async def _deliver_together(
        self, load: Load, batch: Batch, dispatcher: Dispatcher, gates: Gates, credentials: Credentials
    ) -> bool:
        """Send a load in one request. False: it could not be built, perhaps for one delivery's sake; nothing left."""
        return await self._exchange(load, partial(begin_load, load, batch, credentials), dispatcher, gates)

    async def _exchange(self, load: Load, begin: Callable[[], Begin], dispatcher: Dispatcher, gates: Gates) -> bool:
        at, trace = self._parts.clock.now(), self._trace(load)
        self._under_way.update({delivery.id: trace for delivery in load.deliveries})
        try:
            done = await dispatcher.run(begin(), trace=trace, gates=gates)
            if load.batch is not None and done.outcome.kind is OutcomeKind.NOT_SENT and not done.attempts:
                return False
            outcomes = outcomes_of(load, done.outcome)
        except asyncio.CancelledError:
            for delivery in load.deliveries:
                self._end(self._recorder.cut_off(delivery, trace, at))
            raise
        except Exception as error:  # the task boundary: one broken delivery must not lose the others
            log.exception("a delivery ended with a mistake in Pushbench")
            self._mistake = self._mistake or error
            for delivery in load.deliveries:
                self._end(self._recorder.mistake(delivery, trace, error, at))
        else:
            for delivery, outcome in zip(load.deliveries, outcomes, strict=True):
                self._end(self._recorder.record(delivery, outcome, done.attempts, at))
        finally:
            for delivery in load.deliveries:
                del self._under_way[delivery.id]
        return True

    def _trace(self, load: Load) -> Trace:
        def on_attempt(attempt: Attempt) -> None:
            for delivery in load.deliveries:
                self._tell(AttemptEnded(delivery.id, attempt))

        def on_wait(seconds: float, number: int) -> None:
            for delivery in load.deliveries:
                self._tell(RetryWaiting(delivery.id, seconds, number))

        return Trace(on_attempt=on_attempt, on_wait=on_wait, stop=self._stop, hurry=asyncio.Event())

    def _end(self, record: DeliveryRecord) -> None:
        self._counts[record.outcome.kind] += 1
        self._has_reached = self._has_reached or reached_server(record.attempts)
        self._unkept.append(record)
        self._tell(DeliveryEnded(record))

    async def _keep(self) -> None:
        now = self._parts.clock.monotonic()
        if len(self._unkept) >= KEPT_AT_ONCE or now - self._kept_at >= KEPT_AFTER_SECONDS:
            self._kept_at = now
            await self._flush()

    async def _flush(self) -> None:
        async with self._keeping:
            records, self._unkept = self._unkept, []
            try:
                await keep_records(self._parts, records)
            except UserError as trouble:  # a full disk: nothing more is sent that could not be recorded
                self._unkept = [*records, *self._unkept]
                self._give_up(trouble)

    async def _finish(self, seconds: float) -> None:
        counts = self._counts
        summary = RunSummary(
            run_id=self.id,
            accepted=counts[OutcomeKind.ACCEPTED],
            rejected=counts[OutcomeKind.REJECTED],
            unclear=counts[OutcomeKind.UNCLEAR],
            not_sent=counts[OutcomeKind.NOT_SENT],
            seconds=seconds,
            reached_server=self._has_reached,
        )
        try:
            await self._flush()
            await keep_end(self._parts, self.id, {kind.value: counts[kind] for kind in OutcomeKind})
        except UserError as trouble:
            self._give_up(trouble)
        finally:
            self._tell(RunEnded(summary))
            if not self.ended.done():
                self.ended.set_result(summary)


def _moved(name: str) -> UserError:
    """Return why a plan is given up whose profile leads elsewhere by now: what was confirmed is not what would happen."""
    return UserError(
        f"Nothing was sent: the profile “{name}” changed its environment meanwhile.",
        "The send was prepared, and confirmed where need be, for another environment.",
        "Send again.",
    )


def _told_by_gather(name: str, error: BaseException) -> None:
    """A worker's error comes out of ``gather``; it need not be reported twice."""
