"""What can be asked and done about messages beside sending: look at one, take one back, count who is reached.

Looking and counting never deliver. Taking back is a change at the service: in production it needs a yes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from pushbench.compose.draft import draft_from_document
from pushbench.domain.errors import TransportFailure, UserError
from pushbench.domain.exchange import Exchange, SendContext
from pushbench.domain.fate import Fate
from pushbench.domain.messages import Messages
from pushbench.domain.outcome import DeliveryEvent, DeliveryRecord, Explain, Outcome, OutcomeKind, StepKind
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.target import Target, TargetKind
from pushbench.engine.credentials import ready_credentials
from pushbench.engine.parts import Parts
from pushbench.engine.plan import Managed
from pushbench.engine.profiles import choose_profiles, get_profile
from pushbench.engine.same_profile import credentials_as_sent
from pushbench.engine.targets import resolve_targets
from pushbench.store.history import HistoryQuery

_Ask: TypeAlias = Callable[[Messages, Credentials, SendContext], Exchange]
COUNT = "count"
"""The fact that tells how many a target reaches."""


@dataclass(frozen=True, slots=True)
class Cancelled:
    """What taking a message back gave; where it was taken back, the deliveries it was."""

    managed: Managed
    deliveries: tuple[str, ...] = ()

    @property
    def is_done(self) -> bool:
        return self.managed.outcome.kind is OutcomeKind.ACCEPTED


@dataclass(frozen=True, slots=True)
class Reach:
    """How many devices a target reaches, or why nobody knows."""

    target: str
    provider: str
    profile: str
    count: int | None = None
    managed: Managed | None = None
    """The question with its exact answer; None where nobody was asked."""
    trouble: UserError | None = None


def messages_of(parts: Parts, provider: str) -> Messages | None:
    """Return what a provider can do about messages; None: nothing, or nobody knows the provider."""
    return parts.registry.provider(provider).messages if provider in parts.registry else None


def can_view(parts: Parts, record: DeliveryRecord) -> bool:
    """Whether a delivery's message can be looked at, at its service."""
    messages = messages_of(parts, record.provider)
    return messages is not None and messages.can_view and _is_known(record)


def can_cancel(parts: Parts, record: DeliveryRecord) -> bool:
    """Whether a delivery's message is one that its service held back, and may still hold."""
    messages = messages_of(parts, record.provider)
    if messages is None or not _is_known(record) or not record.draft:
        return False
    if record.fate is not None and record.fate.is_final:
        return False
    try:
        draft = draft_from_document(record.provider, dict(record.draft))  # type: ignore[arg-type]  # JSON from the store
    except UserError:
        return False  # kept by another version of the program
    return messages.may_cancel(draft)


def countable(parts: Parts, provider: str) -> frozenset[TargetKind]:
    """Return the kinds of targets whose reach a service tells."""
    messages = messages_of(parts, provider)
    return frozenset() if messages is None else messages.countable


def _is_known(record: DeliveryRecord) -> bool:
    return record.outcome.kind is OutcomeKind.ACCEPTED and bool(record.outcome.provider_id)


async def view(parts: Parts, delivery_id: str) -> Managed:
    """Look at a delivery's message at its service. Raises UserError where that cannot be."""
    record = await _record(parts, delivery_id)
    if not can_view(parts, record):
        raise _cannot("looked at", record)
    message_id = record.outcome.provider_id or ""
    return await _run(parts, record, lambda messages, *rest: _reading(messages.view(message_id, *rest)))


async def cancel(parts: Parts, delivery_id: str, *, is_confirmed: bool) -> Cancelled:
    """Take a delivery's message back; what was answered is in its history. Raises UserError where that cannot be.

    In production ``is_confirmed`` is needed: others may count on the message.
    """
    record = await _record(parts, delivery_id)
    if not can_cancel(parts, record):
        raise _cannot("cancelled", record)
    if record.environment == Environment.PRODUCTION.value and not is_confirmed:
        raise UserError(
            "Nothing was cancelled: this goes to production.",
            f"The message “{record.message_name or record.title}” to {record.target} would be taken back through "
            f"“{record.profile}”.",
            "Confirm it: add --yes, or answer the dialog.",
        )
    message_id = record.outcome.provider_id or ""
    managed = await _run(parts, record, lambda messages, *rest: messages.cancel(message_id, *rest))
    event = _event(parts.clock.now(), record, managed)
    is_done = managed.outcome.kind is OutcomeKind.ACCEPTED
    kept = await parts.store.run(lambda db: _keep(db, record, event, is_shared=is_done and _is_batched(parts, record)))
    return Cancelled(managed, kept if is_done else ())


def _is_batched(parts: Parts, record: DeliveryRecord) -> bool:
    return parts.registry.provider(record.provider).batch is not None


def _event(at: float, record: DeliveryRecord, managed: Managed) -> DeliveryEvent:
    outcome = managed.outcome
    if outcome.kind is OutcomeKind.ACCEPTED:
        return DeliveryEvent(at, Fate.CANCELLED, outcome.reason, facts=outcome.facts, attempts=managed.attempts)
    said = outcome.explain or Explain("The service did not say why.", "", "Ask what became of it.")
    explain = Explain("It was not cancelled.", f"{said.what} {said.why}".strip(), said.fix)
    return DeliveryEvent(at, record.fate or Fate.WAITING, outcome.reason, explain, outcome.facts, managed.attempts)


def _keep(db: Any, record: DeliveryRecord, event: DeliveryEvent, *, is_shared: bool) -> tuple[str, ...]:
    """Keep what became of a message with every delivery that it was."""
    ids = [record.id]
    if is_shared:
        same = db.history.iterate(HistoryQuery(run=record.run_id, provider=record.provider))
        ids += [item.id for item in same if item.outcome.provider_id == record.outcome.provider_id]
    found = tuple(dict.fromkeys(ids))
    for delivery_id in found:
        db.follow_ups.add_event(delivery_id, event)
        if event.fate.is_final:
            db.follow_ups.drop(delivery_id)
    return found


async def count(
    parts: Parts, targets: Sequence[str], *, profile: str | None = None, profile_set: str | None = None
) -> list[Reach]:
    """Ask how many devices each target reaches; nothing is sent. Raises UserError for targets and profiles."""
    chosen = {key: item.name for key, item in (await choose_profiles(parts, profile, profile_set)).items()}
    return [await _reach(parts, *addressed) for addressed in await resolve_targets(parts, targets, chosen)]


async def _reach(parts: Parts, target: Target, provider: str, profile: str) -> Reach:
    messages = messages_of(parts, provider)
    if messages is None or target.kind not in messages.countable:
        return Reach(target.label, provider, profile, trouble=_uncounted(parts, target, provider))
    try:
        credentials = await ready_credentials(parts, await get_profile(parts, profile))
        managed = await _asked(
            parts, target.label, lambda context: _reading(messages.count(target, credentials, context))
        )
    except UserError as trouble:
        return Reach(target.label, provider, profile, trouble=trouble)
    return Reach(target.label, provider, profile, _number(managed.outcome), managed, _trouble(managed.outcome))


def _number(outcome: Outcome) -> int | None:
    told = next((value for name, value in outcome.facts if name == COUNT), "")
    return int(told) if outcome.kind is OutcomeKind.ACCEPTED and told.isascii() and told.isdigit() else None


def _trouble(outcome: Outcome) -> UserError | None:
    if outcome.kind is OutcomeKind.ACCEPTED:
        if _number(outcome) is not None:
            return None
        return UserError("The service told no number.", "Its answer holds no count.", "Look at its own console.")
    said = outcome.explain or Explain("The service did not say how many.", "", "")
    return UserError(said.what, said.why, said.fix)


def _uncounted(parts: Parts, target: Target, provider: str) -> UserError:
    title = parts.registry.provider(provider).spec.short_title
    if target.device is not None or target.kind in (TargetKind.TOKEN, TargetKind.FID):
        return UserError(f"“{target.label}” is one device.", "Nobody needs to be asked.", "Name a segment or a topic.")
    return UserError(
        f"{title} does not say how many “{target.label}” reaches.",
        "It has no such question for this kind of target.",
        "Look at the service's own console.",
    )


async def _run(parts: Parts, record: DeliveryRecord, ask: _Ask) -> Managed:
    messages = messages_of(parts, record.provider)
    assert messages is not None  # noqa: S101  # whoever calls has looked
    credentials = await credentials_as_sent(parts, record.provider, record.profile, record.environment)
    return await _asked(parts, record.target, lambda context: ask(messages, credentials, context))


def _reading(exchange: Exchange) -> Exchange:
    """Drive an exchange that only reads: a step that would change or deliver something is a mistake of its provider."""
    try:
        step = next(exchange)
        while True:
            if step.kind is StepKind.DELIVER:
                raise RuntimeError("looking and counting may not deliver")
            try:
                heard = yield step
            except TransportFailure as failure:
                step = exchange.throw(failure)
            else:
                step = exchange.send(heard)
    except StopIteration as stop:
        outcome: Outcome = stop.value
        return outcome
    finally:
        exchange.close()


async def _asked(parts: Parts, target: str, begin: Callable[[SendContext], Exchange]) -> Managed:
    done = await (await parts.transports.dispatcher()).run(begin)
    return Managed(target, done.outcome, done.attempts)


async def _record(parts: Parts, delivery_id: str) -> DeliveryRecord:
    found: DeliveryRecord | None = await parts.store.run(lambda db: db.history.get(delivery_id))
    if found is None:
        raise UserError(
            f"There is no delivery {delivery_id}.",
            "The history does not hold it; it may have been pruned.",
            "Choose another one.",
        )
    return found


def _cannot(what: str, record: DeliveryRecord) -> UserError:
    if record.fate is Fate.CANCELLED:
        return UserError("It was cancelled already.", "The service took it back.", "Send it again when it is wanted.")
    if not _is_known(record):
        why = "Only an accepted message has an id by which its service knows it."
    elif record.fate is not None and record.fate.is_final:
        why = f"Its service has said already what became of it: {record.fate.title.lower()}."
    elif what == "cancelled":
        why = "It was not held back: only a scheduled, throttled or delayed message can be taken back."
    else:
        why = "Its service keeps nothing to look at."
    return UserError(f"This delivery cannot be {what}.", why, "Choose another one.")
