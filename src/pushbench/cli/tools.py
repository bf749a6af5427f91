"""``pushbench tools``: a VAPID pair, a token read and checked, the way to Apple's delivery log."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import click

from pushbench.cli.arguments import as_text, read_bytes, read_stdin
from pushbench.cli.environment import ExitStatus
from pushbench.cli.output import Printer
from pushbench.cli.session import Session
from pushbench.domain.errors import Trouble, UserError
from pushbench.domain.paths import expanded
from pushbench.domain.provider import Level, TestResult
from pushbench.domain.secret import Secret
from pushbench.engine.doctor_jwt import JwtReport


@click.group()
def tools() -> None:
    """Small helps around keys and tokens; none of them sends anything."""


@tools.command("vapid")
@click.option("--out", metavar="FILE", help="Write the private key there (mode 0600) and print the public one alone.")
@click.option("--json", "is_json", is_flag=True, help="Print the pair as web-push generate-vapid-keys does.")
@click.pass_obj
def vapid(session: Session, out: str | None, is_json: bool) -> int:
    """Make a VAPID key pair for Web Push; it is printed and kept nowhere."""
    from pushbench.wire.keys import new_vapid_pair

    pair, printer = new_vapid_pair(), session.printer(is_json=is_json)
    if out is not None:
        _write_private(expanded(out), pair.private_key)
    shown = {"publicKey": pair.public_key}
    if out is None:
        shown["privateKey"] = pair.private_key.reveal()
    if is_json:
        printer.line(shown)
        return ExitStatus.GOOD
    printer.text(f"Public key\n{pair.public_key}")
    if out is None:
        printer.text(f"Private key\n{shown['privateKey']}")
    printer.aside(
        "Pages subscribe with the public key (applicationServerKey); the private key signs and stays secret.\n"
        "Whoever loses it must let every browser subscribe anew."
    )
    return ExitStatus.GOOD


def _write_private(path: Path, secret: Secret) -> None:
    """Write a secret into a file that nobody else may read, from its first byte on. Raises UserError."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(secret.reveal() + "\n")
    except (OSError, ValueError) as error:
        raise UserError(
            f"The file {path} cannot be written.",
            f"The system says: {getattr(error, 'strerror', None) or error}.",
            "Name a file that does not exist yet, in a folder where you may write.",
            trouble=Trouble.USAGE,
        ) from error


@tools.command("jwt")
@click.argument("file", metavar="FILE|-")
@click.option("--key", "key_file", metavar="FILE", help="Check the signature with this key: .p8, PEM, account, VAPID.")
@click.option("--profile", metavar="NAME", help="Check the signature with this profile's key.")
@click.option("--json", "is_json", is_flag=True, help="Print what was found as JSON.")
@click.pass_obj
def jwt(session: Session, file: str, key_file: str | None, profile: str | None, is_json: bool) -> int:
    """Read a sign-in token offline: header, claims, times against the clock, signature. Exit 1 when it is wrong."""
    text = as_text(read_stdin(session.env) if file == "-" else read_bytes(expanded(file)))
    keys = () if key_file is None else (Secret(as_text(read_bytes(expanded(key_file)))),)

    async def work() -> JwtReport:
        async with session.workspace() as workspace:
            return await workspace.read_jwt(text, keys=keys, profile=profile)

    report = session.run(work())
    printer = session.printer(is_json=is_json)
    if is_json:
        printer.line(report_json(report))
    else:
        _print_report(printer, report)
    return ExitStatus.GOOD if report.is_good else ExitStatus.FOUND_WRONG


def report_json(report: JwtReport) -> dict[str, Any]:
    """Return a report as ``tools jwt --json`` prints it; the signature itself is left out."""
    return {
        "type": "jwt",
        "kind": report.kind.value,
        "ok": report.is_good,
        "header": dict(report.header),
        "claims": dict(report.claims),
        "steps": [_step_json(step) for step in report.steps],
    }


def _step_json(step: TestResult) -> dict[str, Any]:
    return {"title": step.title, "level": step.level.value, "detail": step.detail, "fix": step.fix or None}


def _print_report(printer: Printer, report: JwtReport) -> None:
    printer.text(report.kind.value)
    for name, part in (("Header", report.header), ("Claims", report.claims)):
        printer.text(f"{name}: {json.dumps(dict(part), ensure_ascii=False)}")
    for step in report.steps:
        mark = {Level.GOOD: "good", Level.BAD: "bad ", Level.UNSURE: "?   "}[step.level]
        printer.text(f"{mark}  {step.title}: {step.detail}")
        if step.fix and step.level is not Level.GOOD:
            printer.text(f"      Fix: {step.fix}")


@tools.command("delivery-log")
@click.argument("unique_id", metavar="APNS-UNIQUE-ID")
@click.option("--profile", metavar="NAME", help="The profile it was sent with: its team and app are chosen at once.")
@click.option("--open", "is_open", is_flag=True, help="Open the address in the browser.")
@click.option("--json", "is_json", is_flag=True, help="Print address and steps as JSON.")
@click.pass_obj
def delivery_log(session: Session, unique_id: str, profile: str | None, is_open: bool, is_json: bool) -> int:
    """Print where Apple shows what became of a push to a development build."""
    from pushbench.providers.apns.delivery_log import delivery_log as where

    fields = {} if profile is None else session.run(_fields(session, profile))
    found = where(unique_id, team_id=fields.get("team_id", ""), bundle_id=fields.get("bundle_id", ""))
    printer = session.printer(is_json=is_json)
    if is_json:
        printer.line({"type": "delivery-log", "id": found.unique_id, "url": found.url, "steps": list(found.steps)})
    else:
        printer.text(found.url)
        for number, step in enumerate(found.steps, 1):
            printer.aside(f"{number}. {step}")
    if is_open:
        click.launch(found.url)
    return ExitStatus.GOOD


async def _fields(session: Session, profile: str) -> dict[str, str]:
    async with session.workspace() as workspace:
        return dict((await workspace.profile(profile)).fields)
