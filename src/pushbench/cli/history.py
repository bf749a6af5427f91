"""``pushbench history``: what was sent, exactly, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from pushbench.cli.arguments import write_file
from pushbench.cli.environment import ExitStatus
from pushbench.cli.managed import managed_status, message_json, print_managed
from pushbench.cli.output import Printer, delivery_words, request_json
from pushbench.cli.session import Session
from pushbench.domain.errors import UserError
from pushbench.domain.fate import Fate
from pushbench.domain.outcome import Attempt, DeliveryEvent, DeliveryRecord, OutcomeKind
from pushbench.domain.paths import expanded
from pushbench.engine.export import FORMATS, delivery_object, event_object, export_text, moment
from pushbench.engine.following import Answered
from pushbench.engine.plan import Managed
from pushbench.engine.records import reached_server
from pushbench.engine.workspace import Workspace

STATUSES = [kind.value for kind in OutcomeKind]
FATES = [fate.value for fate in Fate]


@click.group()
def history() -> None:
    """Every delivery, newest first, with its exact bytes and secrets masked."""


@history.command("list")
@click.option("--status", type=click.Choice(STATUSES), help="Only this outcome.")
@click.option("--provider", "provider_id", metavar="ID", help="Only this provider.")
@click.option("--search", default="", help="Words of title, body, token, target, id or reason.")
@click.option("--fate", type=click.Choice(FATES), help="Only what the service said this of, when it was asked later.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True)
@click.option("--json", "is_json", is_flag=True)
@click.pass_obj
def list_history(
    session: Session,
    status: str | None,
    provider_id: str | None,
    search: str,
    fate: str | None,
    limit: int,
    is_json: bool,
) -> int:
    """List deliveries, newest first."""
    printer = session.printer(is_json=is_json)
    records = session.run(_find(session, status, provider_id, search, limit, fate))
    if is_json:
        for record in records:
            printer.line(delivery_object(record))
    else:
        printer.table(("Time", "Outcome", "Target", "Provider", "Title", "Id"), [_row(record) for record in records])
    return ExitStatus.GOOD


def _row(record: DeliveryRecord) -> tuple[str, ...]:
    outcome = record.outcome
    words = " ".join(str(p) for p in (outcome.kind.value, outcome.status, outcome.reason) if p is not None)
    words += f", {record.fate.title.lower()}" if record.fate is not None else ""
    return (moment(record.at), words, record.target, record.provider, record.title, record.id)


async def _find(
    session: Session,
    status: str | None,
    provider_id: str | None,
    search: str,
    limit: int | None,
    fate: str | None = None,
) -> list[DeliveryRecord]:
    async with session.workspace() as workspace:
        return await find_records(workspace, status, provider_id, search, limit, fate)


async def find_records(
    workspace: Workspace,
    status: str | None,
    provider_id: str | None,
    search: str,
    limit: int | None,
    fate: str | None = None,
) -> list[DeliveryRecord]:
    """Read matching deliveries, newest first; ``limit=None`` reads all."""
    from itertools import islice

    from pushbench.store.history import HistoryQuery

    query = HistoryQuery(status=status, provider=provider_id, search=search, fate=fate)
    return await workspace.store.run(lambda db: list(islice(db.history.iterate(query), limit)))


@history.command("show")
@click.argument("delivery_id")
@click.option("--json", "is_json", is_flag=True)
@click.pass_obj
def show(session: Session, delivery_id: str, is_json: bool) -> int:
    """Show one delivery with every attempt."""

    async def work() -> DeliveryRecord | None:
        async with session.workspace() as workspace:
            return await workspace.store.run(lambda db: db.history.get(delivery_id))

    record = session.run(work())
    if record is None:
        raise _unknown(delivery_id)
    printer = session.printer(is_json=is_json)
    if is_json:
        printer.line(
            {
                **delivery_object(record),
                "trace": [_attempt_json(attempt) for attempt in record.attempts],
                "events": [_event_json(event) for event in record.events],
            }
        )
    else:
        _show(printer, record)
    return ExitStatus.GOOD


def _attempt_json(attempt: Attempt) -> dict[str, Any]:
    response = attempt.response
    return {
        "number": attempt.number,
        "step": attempt.step.value,
        "at": moment(attempt.started_at),
        "total_ms": round(attempt.total_ms, 1),
        "request": request_json(attempt.request),
        "response": None
        if response is None
        else {
            "status": response.status,
            "http_version": response.http_version,
            "headers": dict(response.headers),
            "body": response.body.decode("utf-8", "replace"),
        },
        "failure": None if attempt.failure is None else attempt.failure.value,
        "failure_detail": attempt.failure_detail or None,
    }


def _event_json(event: DeliveryEvent) -> dict[str, Any]:
    return {**event_object(event), "trace": [_attempt_json(attempt) for attempt in event.attempts]}


def _show(printer: Printer, record: DeliveryRecord) -> None:
    printer.text(delivery_words(record))
    printer.text(f"Run {record.run_id}, {moment(record.at)}")
    _show_attempts(printer, record.attempts)
    for event in record.events:
        printer.text(f"\nLater, {moment(event.at)}: {_event_words(event)}")
        _show_attempts(printer, event.attempts)


def _event_words(event: DeliveryEvent) -> str:
    parts = [event.fate.title, event.reason or ""]
    if event.explain is not None:
        parts += [event.explain.what, event.explain.why, event.explain.fix]
    parts += [f"{label}: {value}" for label, value in event.facts]
    return ". ".join(part.rstrip(".") for part in parts if part) + "."


def _show_attempts(printer: Printer, attempts: Sequence[Attempt]) -> None:
    from pushbench.wire.raw import raw_request, raw_response

    for attempt in attempts:
        printer.text(f"\nAttempt {attempt.number}, {attempt.step.value}, {attempt.total_ms:.0f} ms")
        printer.text(raw_request(attempt.request))
        if attempt.response is not None:
            printer.text(raw_response(attempt.response))
        if attempt.failure is not None:
            printer.text(f"No answer: {attempt.failure.value}. {attempt.failure_detail}")


@history.command("follow")
@click.argument("delivery_ids", nargs=-1, metavar="ID...")
@click.option("--due", "is_due", is_flag=True, help="Everything whose time to be asked about has come.")
@click.option("--json", "is_json", is_flag=True, help="One JSON object per delivery.")
@click.pass_obj
def follow(session: Session, delivery_ids: tuple[str, ...], is_due: bool, is_json: bool) -> int:
    """Ask the service what became of accepted deliveries (receipts, reports, feeds). Sends no push."""
    if bool(delivery_ids) == is_due:
        raise click.UsageError("Name deliveries, or give --due.")
    printer = session.printer(is_json=is_json)
    answers = session.run(_follow(session, delivery_ids))
    for answer in answers:
        _tell(printer, answer)
    if not answers:
        printer.aside("Nothing is due.")
    return _status(answers)


async def _follow(session: Session, delivery_ids: tuple[str, ...]) -> list[Answered]:
    async with session.workspace() as workspace:
        if not delivery_ids:
            return await workspace.ask_due_follow_ups()
        known = await workspace.store.run(lambda db: db.history.known_ids(delivery_ids))
        for delivery_id in delivery_ids:
            if delivery_id not in known:
                raise _unknown(delivery_id)
        return await workspace.follow_up(delivery_ids)


def _tell(printer: Printer, answer: Answered) -> None:
    event, trouble = answer.event, answer.trouble
    if printer.is_json and event is not None:
        printer.line({"type": "follow_up", "id": answer.delivery_id, **event_object(event)})
    elif event is not None:
        printer.text(f"{answer.delivery_id}: {_event_words(event)}")
    elif trouble is not None:
        printer.trouble(trouble)


def _status(answers: Sequence[Answered]) -> int:
    if any(answer.trouble is not None for answer in answers):
        return ExitStatus.STOPPED
    events = [answer.event for answer in answers if answer.event is not None]
    attempts = [attempt for event in events for attempt in event.attempts]
    if attempts and not reached_server(attempts):
        return ExitStatus.UNREACHED
    return ExitStatus.FOUND_WRONG if any(event.fate in _BAD for event in events) else ExitStatus.GOOD


_BAD = (Fate.FAILED, Fate.UNKNOWN)


def _unknown(delivery_id: str) -> UserError:
    return UserError(
        f"There is no delivery {delivery_id}.",
        "The history does not hold that id; it may have been pruned.",
        "See pushbench history list.",
    )


@history.command("view")
@click.argument("delivery_id", metavar="ID")
@click.option("--json", "is_json", is_flag=True)
@click.pass_obj
def view(session: Session, delivery_id: str, is_json: bool) -> int:
    """Look at the message of a delivery at its service: counts and times. Sends no push."""
    printer = session.printer(is_json=is_json)

    async def work() -> Managed:
        async with session.workspace() as workspace:
            return await workspace.view_message(delivery_id)

    managed = session.run(work())
    if is_json:
        printer.line({"type": "message", "id": delivery_id, **message_json(managed)})
    else:
        print_managed(printer, managed)
    return managed_status([managed])


@history.command("cancel")
@click.argument("delivery_ids", nargs=-1, required=True, metavar="ID...")
@click.option("--yes", "is_confirmed", is_flag=True, help="Also what was sent to production.")
@click.option("--json", "is_json", is_flag=True, help="One JSON object per delivery.")
@click.pass_obj
def cancel(session: Session, delivery_ids: tuple[str, ...], is_confirmed: bool, is_json: bool) -> int:
    """Take back messages that their service still holds (scheduled, throttled, delayed). Reaches no device."""
    printer = session.printer(is_json=is_json)
    done: list[Managed] = []

    async def work() -> None:
        async with session.workspace() as workspace:
            for delivery_id in dict.fromkeys(delivery_ids):
                cancelled = await workspace.cancel_message(delivery_id, confirmed=is_confirmed)
                done.append(cancelled.managed)
                if is_json:
                    told = {"deliveries": list(cancelled.deliveries), **message_json(cancelled.managed)}
                    printer.line({"type": "cancel", "id": delivery_id, **told})
                else:
                    print_managed(printer, cancelled.managed, accepted="cancelled")

    session.run(work())
    return managed_status(done)


@history.command("export")
@click.option("--format", "export_format", type=click.Choice(list(FORMATS)), required=True)
@click.option("--out", type=click.Path(path_type=Path), help="A file; by default standard output.")
@click.option("--status", type=click.Choice(STATUSES))
@click.option("--provider", "provider_id", metavar="ID")
@click.option("--search", default="")
@click.option("--limit", type=click.IntRange(min=1))
@click.pass_obj
def export(
    session: Session,
    export_format: str,
    out: Path | None,
    status: str | None,
    provider_id: str | None,
    search: str,
    limit: int | None,
) -> int:
    """Export deliveries, secrets masked."""
    records = session.run(_find(session, status, provider_id, search, limit))
    text = export_text(records, export_format)
    printer = session.printer()
    if out is None:
        printer.verbatim(text)
    else:
        write_file(expanded(out), text.encode("utf-8", "backslashreplace"))
        printer.aside(f"{len(records):,} deliveries exported.")
    return ExitStatus.GOOD
