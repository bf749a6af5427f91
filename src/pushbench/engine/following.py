"""Asks services later what became of the deliveries they accepted: when, about which, and what it proves.

A question never delivers: whatever a provider yields but sign-in and FOLLOW_UP steps is refused, in every environment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pushbench.domain.errors import TransportFailure, UserError
from pushbench.domain.exchange import Exchange, SendContext, Step
from pushbench.domain.fate import Fate
from pushbench.domain.follow_up import Followed, FollowedUp, FollowUp, FollowUpExchange
from pushbench.domain.http import HttpResponse
from pushbench.domain.outcome import (
    Attempt,
    DeliveryEvent,
    DeliveryRecord,
    Explain,
    Outcome,
    OutcomeKind,
    StepKind,
)
from pushbench.domain.profile import Credentials
from pushbench.engine.parts import Parts
from pushbench.engine.questions import accepted_at, after_answer, deadline, is_open
from pushbench.engine.retiring import retire_dead
from pushbench.engine.same_profile import ProfileGone, credentials_as_sent

LEASE_SECONDS = 60.0
"""How long a question that is being put belongs to one process."""
MOST_DUE = 1000
_ALLOWED = frozenset({StepKind.AUTHORISE, StepKind.PREPARE, StepKind.FOLLOW_UP})


@dataclass(frozen=True, slots=True)
class Answered:
    """What asking about one delivery gave: an event that is in the history now, or why there is none."""

    delivery_id: str
    event: DeliveryEvent | None = None
    trouble: UserError | None = None


@dataclass(frozen=True, slots=True)
class _Question:
    """Deliveries of one profile that one exchange asks about."""

    provider: str
    profile: str
    environment: str
    records: tuple[DeliveryRecord, ...]


def can_be_asked(parts: Parts, provider: str, outcome: OutcomeKind, provider_id: str | None, at: float) -> bool:
    """Whether a service can be asked about a delivery: it took it, gave it an id, and has not forgotten it yet."""
    follow_up = parts.registry.provider(provider).follow_up if provider in parts.registry else None
    return follow_up is not None and is_open(follow_up, outcome, provider_id, at, parts.clock.now())


async def ask(parts: Parts, delivery_ids: Sequence[str]) -> list[Answered]:
    """Ask about deliveries now, whether or not it is time; the answers are in the history when this returns.

    Raises UserError where not one of them can be asked about.
    """
    records = await _records(parts, delivery_ids)
    askable = [item for item in records if _follow_up(parts, item) is not None]
    if not askable:
        raise _nothing_to_ask(len(delivery_ids))
    answered = {item.delivery_id: item for item in await _ask_all(parts, askable, is_by_hand=True)}
    return [answered.get(item.id) or Answered(item.id, trouble=_nothing_to_ask(1)) for item in records]


async def ask_due(parts: Parts) -> list[Answered]:
    """Put every question whose time has come; each belongs to this process while it is asked."""
    now = parts.clock.now()
    taken = await parts.store.run(lambda db: db.follow_ups.take_due(now, LEASE_SECONDS, MOST_DUE))
    if not taken:
        return []
    return await _ask_all(parts, await _records(parts, [item.delivery for item in taken]))


async def due(parts: Parts) -> list[str]:
    """Return the ids of the deliveries whose time to be asked about has come."""
    now = parts.clock.now()
    found = await parts.store.run(lambda db: db.follow_ups.due(now))
    return [item.delivery for item in found]


async def _records(parts: Parts, ids: Sequence[str]) -> list[DeliveryRecord]:
    wanted = list(dict.fromkeys(ids))
    found = await parts.store.run(lambda db: [db.history.get(delivery_id) for delivery_id in wanted])
    return [record for record in found if record is not None]


async def _ask_all(parts: Parts, records: Sequence[DeliveryRecord], *, is_by_hand: bool = False) -> list[Answered]:
    answered: dict[str, Answered] = {}
    for record in records:
        follow_up = _follow_up(parts, record)
        if follow_up is None or parts.clock.now() > deadline(follow_up, record):
            answered[record.id] = await _forgotten(parts, record, follow_up)
    open_records = [record for record in records if record.id not in answered]
    for question in _questions(parts, open_records):
        for item in await _put(parts, question, is_by_hand=is_by_hand):
            answered[item.delivery_id] = item
    return [answered[record.id] for record in records]


def _questions(parts: Parts, records: Sequence[DeliveryRecord]) -> Iterator[_Question]:
    groups: dict[tuple[str, str, str], list[DeliveryRecord]] = {}
    for record in records:
        groups.setdefault((record.provider, record.profile, record.environment), []).append(record)
    for (provider, profile, environment), group in groups.items():
        follow_up = parts.registry.provider(provider).follow_up
        most = max(1, follow_up.most_at_once) if follow_up is not None else 1
        for start in range(0, len(group), most):
            yield _Question(provider, profile, environment, tuple(group[start : start + most]))


async def _put(parts: Parts, question: _Question, *, is_by_hand: bool) -> list[Answered]:
    follow_up = parts.registry.provider(question.provider).follow_up
    assert follow_up is not None  # noqa: S101  # _ask_all lets no other through
    try:
        credentials = await credentials_as_sent(parts, question.provider, question.profile, question.environment)
    except UserError as trouble:
        if is_by_hand:
            return [Answered(record.id, trouble=trouble) for record in question.records]
        why = trouble
        return await parts.store.run(lambda db: _put_off(db, parts, question, why))
    said, outcome, attempts = await _heard(parts, follow_up, question.records, credentials)
    at = parts.clock.now()
    events = [_event(at, said[number] if said else None, outcome, attempts) for number in range(len(question.records))]
    await parts.store.run(lambda db: _keep(db, parts, follow_up, question.records, events))
    return [Answered(record.id, event) for record, event in zip(question.records, events, strict=True)]


def _put_off(db: Any, parts: Parts, question: _Question, trouble: UserError) -> list[Answered]:
    """Put a question that cannot be asked now off to its next planned time; after the last one say why it ends.

    Where the profile is gone there is no use in waiting. Asking by hand stays possible either way.
    """
    follow_up = parts.registry.provider(question.provider).follow_up
    pending = db.follow_ups.pending([record.id for record in question.records])
    explain = Explain(trouble.what, trouble.why, trouble.fix)
    answers = []
    for record in question.records:
        event = DeliveryEvent(parts.clock.now(), Fate.WAITING, explain=explain)
        waits = follow_up is not None and not isinstance(trouble, ProfileGone)
        following = after_answer(follow_up, record, event, pending.get(record.id)) if waits and follow_up else None
        if following is not None:
            db.follow_ups.schedule([following])
            answers.append(Answered(record.id, trouble=trouble))
        else:
            db.follow_ups.add_event(record.id, event)
            db.follow_ups.drop(record.id)
            answers.append(Answered(record.id, event, trouble))
    return answers


async def _heard(
    parts: Parts, follow_up: FollowUp, records: Sequence[DeliveryRecord], credentials: Credentials
) -> tuple[tuple[FollowedUp, ...], Outcome, tuple[Attempt, ...]]:
    """Return what was said of each delivery, or nothing where no answer came; then the outcome says why."""
    followed = tuple(_followed(record) for record in records)
    said: list[FollowedUp] = []
    dispatcher = await parts.transports.dispatcher()

    def begin(context: SendContext) -> Exchange:
        said.clear()
        return _asking(follow_up.ask(followed, credentials, context), said)

    done = await dispatcher.run(begin)
    if said and len(said) != len(followed):
        raise ValueError(f"asked about {len(followed)} deliveries and heard of {len(said)}")
    return tuple(said), done.outcome, done.attempts


def _asking(questions: FollowUpExchange, said: list[FollowedUp]) -> Exchange:
    """Drive a provider's question as any exchange is driven; what it learns goes to ``said``."""
    heard: HttpResponse | TransportFailure | None = None
    try:
        while True:
            try:
                step = _turn(questions, heard)
            except StopIteration as stop:
                said.extend(stop.value)
                return Outcome(OutcomeKind.ACCEPTED)
            if step.kind not in _ALLOWED:
                raise RuntimeError(f"a follow-up may not {step.kind.value}")
            try:
                heard = yield step
            except TransportFailure as failure:
                heard = failure
    finally:
        questions.close()


def _turn(questions: FollowUpExchange, heard: HttpResponse | TransportFailure | None) -> Step:
    if heard is None:
        return next(questions)
    if isinstance(heard, TransportFailure):
        return questions.throw(heard)
    return questions.send(heard)


def _followed(record: DeliveryRecord) -> Followed:
    outcome = record.outcome
    return Followed(
        record.id,
        outcome.provider_id or "",
        record.target_kind,
        record.token,
        accepted_at(record),
        outcome.facts,
    )


def _event(at: float, said: FollowedUp | None, outcome: Outcome, attempts: tuple[Attempt, ...]) -> DeliveryEvent:
    if said is None:
        return DeliveryEvent(at, Fate.WAITING, outcome.reason, outcome.explain, attempts=attempts)
    return DeliveryEvent(at, said.fate, said.reason, said.explain, said.facts, attempts, said.is_target_dead)


def _keep(
    db: Any, parts: Parts, follow_up: FollowUp, records: Sequence[DeliveryRecord], events: Sequence[DeliveryEvent]
) -> None:
    pending = db.follow_ups.pending([record.id for record in records])
    for record, event in zip(records, events, strict=True):
        if not db.follow_ups.add_event(record.id, event):
            continue
        following = after_answer(follow_up, record, event, pending.get(record.id))
        if following is None:
            db.follow_ups.drop(record.id)
        else:
            db.follow_ups.schedule([following])
        if event.is_target_dead:
            retire_dead(db, parts, record, event)


async def _forgotten(parts: Parts, record: DeliveryRecord, follow_up: FollowUp | None) -> Answered:
    """Close the question about a delivery that nobody knows any more; what was known of it stays."""
    if follow_up is None or (record.fate is not None and record.fate.is_final):
        await parts.store.run(lambda db: db.follow_ups.drop(record.id))
        return Answered(record.id, trouble=_nothing_to_ask(1))
    hours = follow_up.forgotten_after_seconds / 3600
    explain = Explain(
        "Nobody can say any more what became of it.",
        f"The service keeps such answers for {hours:.0f} h, and the time is over.",
        "Send it again and ask in time.",
    )
    event = DeliveryEvent(parts.clock.now(), Fate.UNKNOWN, explain=explain)

    def work(db: Any) -> None:
        db.follow_ups.add_event(record.id, event)
        db.follow_ups.drop(record.id)

    await parts.store.run(work)
    return Answered(record.id, event)


def _follow_up(parts: Parts, record: DeliveryRecord) -> FollowUp | None:
    """Return how a delivery's service is asked; None: it cannot be, or there is nothing to ask about."""
    if record.provider not in parts.registry or not record.outcome.provider_id:
        return None
    if record.outcome.kind is not OutcomeKind.ACCEPTED:
        return None
    return parts.registry.provider(record.provider).follow_up


def _nothing_to_ask(count: int) -> UserError:
    return UserError(
        "There is nothing to ask." if count == 1 else "There is nothing to ask about any of them.",
        "Only a service that keeps reports can be asked, and only about what it accepted.",
        "Choose an accepted delivery of such a service: pushbench history list --status accepted.",
    )
