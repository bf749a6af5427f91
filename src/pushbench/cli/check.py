"""``pushbench check`` and ``pushbench payload``: what is wrong with a message, and what would leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import click

from pushbench.cli.arguments import read_message, read_targets, read_variables
from pushbench.cli.environment import ExitStatus
from pushbench.cli.output import Printer, request_json
from pushbench.cli.session import Session
from pushbench.domain.carrying import FieldLoss
from pushbench.domain.errors import Trouble, UserError
from pushbench.domain.finding import Finding, Severity
from pushbench.domain.http import HttpRequest
from pushbench.domain.json_value import Json
from pushbench.domain.message import Message

Losses = Mapping[str, Sequence[FieldLoss]]
"""Provider id -> its losses."""


@click.command()
@click.argument("message")
@click.option("--provider", "provider_id", metavar="ID", help="Check for this provider only.")
@click.option("--losses", "with_losses", is_flag=True, help="Tell also what each service does not carry as it is.")
@click.option("--json", "is_json", is_flag=True, help="One JSON object per finding, then a summary.")
@click.pass_obj
def check(session: Session, message: str, provider_id: str | None, with_losses: bool, is_json: bool) -> int:
    """Check MESSAGE (a file, or -) against every provider's rules; exit 1 if anything is an error."""
    printer = session.printer(is_json=is_json)
    try:
        loaded, read = read_message(session.env, message)
    except UserError as error:
        if error.trouble is Trouble.STOPPED:
            printer.trouble(error)
            return ExitStatus.FOUND_WRONG
        raise
    found, losses = session.run(_check(session, loaded, provider_id))
    findings = [*read, *(finding for finding in found if finding not in read)]
    return _report(printer, findings, losses if with_losses else None)


async def _check(session: Session, message: Message, provider_id: str | None) -> tuple[tuple[Finding, ...], Losses]:
    chosen = None if provider_id is None else [provider_id]
    async with session.workspace(in_memory=True) as workspace:
        return workspace.check(message, chosen), workspace.losses(message, chosen)


def _report(printer: Printer, findings: list[Finding], losses: Losses | None) -> int:
    for finding in findings:
        printer.finding(finding)
    for provider_id, lost in (losses or {}).items():
        for loss in lost:
            _tell_loss(printer, provider_id, loss)
    counts = {severity: sum(1 for f in findings if f.severity is severity) for severity in Severity}
    if printer.is_json:
        more = {} if losses is None else {"losses": sum(len(lost) for lost in losses.values())}
        printer.line({"type": "summary", **{f"{severity.value}s": n for severity, n in counts.items()}, **more})
    else:
        ranked = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
        printer.text(", ".join(_counted(each, counts[each]) for each in ranked) if findings else "Nothing to mend.")
    return ExitStatus.FOUND_WRONG if counts[Severity.ERROR] else ExitStatus.GOOD


def _counted(severity: Severity, number: int) -> str:
    return f"{number} {severity.value}{'' if number == 1 else 's'}"


def _tell_loss(printer: Printer, provider_id: str, loss: FieldLoss) -> None:
    if printer.is_json:
        values = {"field": loss.field, "kind": loss.kind.value, "what": loss.what, "at": loss.at or None}
        printer.line({"type": "loss", "provider": provider_id, **values})
    else:
        printer.text(f"{loss.kind.value} {provider_id} {loss.field}: {loss.what}")


@click.command()
@click.argument("message")
@click.option("--provider", "provider_id", metavar="ID", required=True, help="Whose request to print.")
@click.option("--profile", help="The profile; by default the only one of that provider, else the only local one.")
@click.option("--to", "target", help="The target; by default an example of the provider's own.")
@click.option("--var", "variables", multiple=True, metavar="K=V", help="A variable's value; repeatable.")
@click.option("--language", help="In this language.")
@click.option("--variant", help="This variant.")
@click.option("--json", "is_json", is_flag=True, help="The default; kept for scripts that ask everywhere.")
@click.pass_obj
def payload(
    session: Session,
    message: str,
    provider_id: str,
    profile: str | None,
    target: str | None,
    variables: tuple[str, ...],
    language: str | None,
    variant: str | None,
    is_json: bool,
) -> int:
    """Print the request that would leave for MESSAGE, secrets masked."""
    loaded, _ = read_message(session.env, message)
    resolved = read_targets([target])[0] if target is not None else None
    request = session.run(
        _request(session, loaded, provider_id, profile, resolved, read_variables(variables), language, variant)
    )
    session.printer(is_json=True).line(request_json(request.redacted()))
    return ExitStatus.GOOD


async def _request(
    session: Session,
    message: Message,
    provider_id: str,
    profile: str | None,
    target: str | None,
    variables: dict[str, Json],
    language: str | None,
    variant: str | None,
) -> HttpRequest:
    async with session.workspace() as workspace:
        return await workspace.request_for(
            message,
            provider_id,
            profile=profile,
            target=target,
            variables=variables,
            language=language,
            variant=variant,
        )
