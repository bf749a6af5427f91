"""``pushbench send``: one message to its targets, with honest outcomes and an exit code that tells them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import click

from pushbench.cli.arguments import Quantity, read_message, read_targets, read_variables, write_file
from pushbench.cli.environment import ExitStatus
from pushbench.cli.output import Printer, delivery_json, finding_words, request_json
from pushbench.cli.session import Session, on_stop_signal
from pushbench.domain.errors import Trouble, UserError
from pushbench.domain.finding import Finding, Severity
from pushbench.domain.outcome import DeliveryRecord
from pushbench.domain.paths import expanded
from pushbench.engine.events import DeliveryEnded, RetryWaiting, RunEnded, RunSummary
from pushbench.engine.plan import SendOrder, SendPlan
from pushbench.engine.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SendOptions:
    """How a run is started and reported."""

    is_dry_run: bool
    is_confirmed: bool
    allow: int | None
    junit: Path | None


@click.command()
@click.argument("message")
@click.option("--profile", help="The profile to send with.")
@click.option("--set", "profile_set", help="A profile set; each target goes out through the profile that fits it.")
@click.option(
    "--to", "targets", multiple=True, required=True, help="A device, @group, tag:T, token:V, topic:T ... ; repeatable."
)
@click.option("--dry-run", is_flag=True, help="Open no connection; print what would leave.")
@click.option("--var", "variables", multiple=True, metavar="K=V", help="A variable's value; repeatable.")
@click.option("--language", help="Send in this language.")
@click.option("--variant", help="Send this variant.")
@click.option("--rate", type=Quantity(min=0, min_open=True), help="Requests per second at most.")
@click.option("--concurrency", type=click.IntRange(min=1), help="Requests under way at once at most.")
@click.option("--report", metavar="junit=FILE", help="Write a JUnit report.")
@click.option("--yes", "is_confirmed", is_flag=True, help="Confirm sending to production.")
@click.option(
    "--allow",
    type=click.IntRange(min=0),
    help="How many production deliveries are meant, when above ten or for topics.",
)
@click.option("--json", "is_json", is_flag=True, help="One JSON object per delivery, then a summary.")
@click.pass_obj
def send(
    session: Session,
    message: str,
    profile: str | None,
    profile_set: str | None,
    targets: tuple[str, ...],
    dry_run: bool,
    variables: tuple[str, ...],
    language: str | None,
    variant: str | None,
    rate: float | None,
    concurrency: int | None,
    report: str | None,
    is_confirmed: bool,
    allow: int | None,
    is_json: bool,
) -> int:
    """Send MESSAGE (a file, or - for standard input)."""
    if (profile is None) == (profile_set is None):
        raise click.UsageError("Name either --profile or --set.")
    options = SendOptions(dry_run, is_confirmed, allow, _junit_path(report))
    printer = session.printer(is_json=is_json)
    loaded, findings = read_message(session.env, message)
    _print_findings(printer, findings)
    order = SendOrder(
        message=loaded,
        targets=read_targets(targets),
        profile=profile,
        profile_set=profile_set,
        variables=read_variables(variables),
        language=language,
        variant=variant,
        rate=rate,
        concurrency=concurrency,
    )
    return session.run(_send(session, printer, order, options))


async def _send(session: Session, printer: Printer, order: SendOrder, options: SendOptions) -> int:
    async with session.workspace() as workspace:
        plan = await workspace.plan(order)
        _print_findings(printer, plan.findings)
        _refuse_errors(plan)
        if options.is_dry_run:
            return await _dry_run(workspace, plan, printer, options)
        workspace.confirm(plan, yes=options.is_confirmed, allow=options.allow)
        return await _run(workspace, plan, printer, options)


def _refuse_errors(plan: SendPlan) -> None:
    for trouble in plan.troubles:
        raise trouble
    if plan.errors:
        count = len(plan.errors)
        raise UserError(
            "Nothing was sent." if count == 1 else f"Nothing was sent: {count} findings stop it.",
            plan.errors[0].what,
            plan.errors[0].fix,
        )


def _print_findings(printer: Printer, findings: Iterable[Finding]) -> None:
    for finding in findings:
        if finding.severity is not Severity.NOTE:
            printer.aside(finding_words(finding))


async def _dry_run(workspace: Workspace, plan: SendPlan, printer: Printer, options: SendOptions) -> int:
    """Print what would leave; exit 0, for nothing was meant to arrive."""
    records: list[DeliveryRecord] = []
    for record, request in await workspace.dry_run(plan):
        records.append(record)
        if printer.is_json:
            printer.line({**delivery_json(record), "request": request_json(request)})
        else:
            printer.text(f"Would send  {record.target}  ({record.provider}, {record.profile})")
            printer.text(f"  {request.method} {request.url}")
            for name, value in request.headers:
                printer.text(f"  {name}: {value}")
            printer.text("  " + (request.plain or request.body).decode("utf-8", "replace"))
    printer.summary(RunSummary(plan.run_id, 0, 0, 0, len(records), 0.0, reached_server=False))
    _write_report(options.junit, plan, records)
    return ExitStatus.GOOD


async def _run(workspace: Workspace, plan: SendPlan, printer: Printer, options: SendOptions) -> int:
    run = workspace.start(plan, confirmed=options.is_confirmed, allow=options.allow)
    records: list[DeliveryRecord] = []
    status = ExitStatus.GOOD
    with on_stop_signal(run.stop):
        async for event in run.events():
            if isinstance(event, DeliveryEnded):
                printer.delivery(event.record)
                if options.junit is not None:
                    records.append(event.record)
            elif isinstance(event, RetryWaiting) and not printer.is_json:
                printer.aside(f"Trying again in {event.seconds:.1f} s (try {event.number})")
            elif isinstance(event, RunEnded):
                printer.summary(event.summary)
                status = exit_status(event.summary)
    _write_report(options.junit, plan, records)
    return status


def exit_status(summary: RunSummary) -> ExitStatus:
    """Return the exit code of a run: 0 all accepted, 4 nothing reached a server, else 1."""
    if not (summary.rejected or summary.unclear or summary.not_sent):
        return ExitStatus.GOOD
    return ExitStatus.FOUND_WRONG if summary.reached_server else ExitStatus.UNREACHED


def _junit_path(report: str | None) -> Path | None:
    if report is None:
        return None
    kind, equals, name = report.partition("=")
    if kind != "junit" or not equals or not name:
        raise click.UsageError("--report wants junit=FILE.")
    path = expanded(name)
    if not os.path.isdir(path.parent) or os.path.isdir(path):  # noqa: PTH112  # Path.is_dir raises for odd names
        raise UserError(
            f"The report {path} cannot be written.",
            "It is a folder." if os.path.isdir(path) else "Its folder does not exist.",  # noqa: PTH112
            "Name a file in a folder that exists; nothing was sent.",
            trouble=Trouble.USAGE,
        )
    return path


def _write_report(path: Path | None, plan: SendPlan, records: list[DeliveryRecord]) -> None:
    if path is None:
        return
    from pushbench.engine.export import junit

    write_file(path, junit(records, name=plan.order.message.name or "push").encode())
