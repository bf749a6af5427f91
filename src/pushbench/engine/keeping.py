"""Writes what a run learned into the store, in batches: deliveries, device results, dead tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pushbench.domain.outcome import DeliveryRecord, OutcomeKind
from pushbench.engine.parts import Parts
from pushbench.engine.plan import SendPlan
from pushbench.engine.questions import first_question
from pushbench.engine.retiring import devices_of, emulated_tokens, is_dead
from pushbench.store.history import PendingQuestion


async def keep_start(parts: Parts, plan: SendPlan) -> None:
    """Note that a run begins; until :func:`keep_end` it counts as unfinished."""
    from pushbench.store.history import RunRecord
    from pushbench.store.message_file import dump_message

    order = plan.order
    run = RunRecord(
        id=plan.run_id,
        at=parts.clock.now(),
        message_name=order.message.name,
        message_text=dump_message(order.message),
        profile_or_set=order.profile or order.profile_set or "",
        total=len(plan.deliveries),
    )

    def work(db: Any) -> None:
        db.history.start_run(run)
        db.settings.put(_owner_key(plan.run_id), owner(parts))

    await parts.store.run(work)


async def keep_records(parts: Parts, records: Sequence[DeliveryRecord]) -> None:
    """Keep deliveries, and what they prove about devices."""
    if not records:
        return
    emulated = emulated_tokens(parts) if any(record.outcome.is_target_dead for record in records) else frozenset()
    questions = [asked for asked in (first_question(parts.registry, record) for record in records) if asked is not None]
    await parts.store.run(lambda db: _keep(db, records, questions, emulated))
    if questions:
        parts.has_questions.set()


def _keep(
    db: Any, records: Sequence[DeliveryRecord], questions: Sequence[PendingQuestion], emulated: frozenset[str]
) -> None:
    db.history.add(records)
    db.follow_ups.schedule(questions)
    results = []
    for record in records:
        for device in devices_of(db, record):
            results.append((device.name, record.outcome, record.at))
            if is_dead(record, device, emulated):
                db.devices.retire([device.name], _why_dead(record))
    db.devices.record_results(results)


def _why_dead(record: DeliveryRecord) -> str:
    outcome = record.outcome
    word = " ".join(str(part) for part in (outcome.status, outcome.reason) if part is not None)
    return word or "the service no longer knows the token"


async def keep_end(parts: Parts, run_id: str, counts: Mapping[str, int]) -> None:
    """Note that a run ended, with its counts."""
    at = parts.clock.now()

    def work(db: Any) -> None:
        db.history.finish_run(run_id, at, dict(counts))
        db.settings.remove(_owner_key(run_id))

    await parts.store.run(work)


def _owner_key(run_id: str) -> str:
    return f"run-owner/{run_id}"


def owner(parts: Parts) -> str:
    """Return who sends: this process in this home, for the other processes of the home."""
    import os

    home = "" if parts.home is None else str(parts.home.resolve())
    return f"{os.getpid()} {home}"


async def close_unfinished(parts: Parts) -> int:
    """End the runs whose process is gone (a crash, a power cut); return how many there were.

    Their deliveries that are not in the history count as unclear: nobody can say how far the run came.
    """
    from pushbench.engine.emulator_marker import is_alive

    mine = owner(parts)
    home = mine.partition(" ")[2]

    def is_running(text: object) -> bool:
        pid, _, place = str(text).partition(" ")
        return place == home and str(text) != mine and pid.isdigit() and is_alive(int(pid))

    def work(db: Any) -> int:
        ended = 0
        for run in db.history.unfinished_runs():
            if is_running(db.settings.get(_owner_key(run.id), "")):
                continue
            db.history.finish_run(run.id, run.at, _counts(db, run))
            db.settings.remove(_owner_key(run.id))
            ended += 1
        return ended

    found: int = await parts.store.run(work)
    return found


def _counts(db: Any, run: Any) -> dict[str, int]:
    from pushbench.store.history import HistoryQuery

    counts = {kind.value: db.history.count(HistoryQuery(run=run.id, status=kind.value)) for kind in OutcomeKind}
    counts[OutcomeKind.UNCLEAR.value] += max(0, run.total - sum(counts.values()))
    counts["interrupted"] = 1
    return counts
