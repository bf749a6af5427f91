"""``pushbench doctor``: what a credential file is, what is wrong with it, and where it belongs."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

import click

from pushbench.cli.arguments import read_bytes, read_stdin
from pushbench.cli.environment import ExitStatus
from pushbench.cli.output import Printer, finding_json, finding_words, profile_json
from pushbench.cli.session import Session
from pushbench.domain.credential_file import CredentialReading
from pushbench.domain.errors import Trouble, UserError
from pushbench.domain.paths import expanded
from pushbench.domain.profile import Environment as ProfileEnvironment
from pushbench.domain.secret import Secret
from pushbench.engine.doctor import Diagnosis
from pushbench.engine.doctor_places import Place
from pushbench.engine.workspace import Workspace

LARGEST = 64 * 1024 * 1024
"""Bytes that are read at most; what is far too large for a credential is told as such."""


@click.command()
@click.argument("file", metavar="FILE|-")
@click.option("--name", default="", help="The file's name where it comes by standard input; it may tell a key id.")
@click.option("--passphrase-env", metavar="NAME", help="The variable that holds the passphrase of a .p12 or key.")
@click.option("--into", metavar="PROFILE", help="Put what was read into this profile.")
@click.option("--new", "new_name", metavar="NAME", help="Make a profile of this name from it; wants --env.")
@click.option("--env", "environment", type=click.Choice([e.value for e in ProfileEnvironment]))
@click.option("--json", "is_json", is_flag=True, help="Print what was found as JSON.")
@click.pass_obj
def doctor(
    session: Session,
    file: str,
    name: str,
    passphrase_env: str | None,
    into: str | None,
    new_name: str | None,
    environment: str | None,
    is_json: bool,
) -> int:
    """Read any credential offline: .p8, .p12, .cer, PEM, JSON, tokens, settings. Nothing is sent to anyone.

    Exit 1 when something is wrong with it, 3 when it needs a passphrase that was not given.
    """
    if into is not None and new_name is not None:
        raise click.UsageError("--into and --new exclude each other.")
    if (new_name is None) is not (environment is None):
        raise click.UsageError("--new and --env belong together.")
    data = read_stdin(session.env, limit=LARGEST) if file == "-" else read_bytes(expanded(file), limit=LARGEST)
    called = name or ("" if file == "-" else PurePath(file).name)
    passphrase = _of_variable(session.env.environ, passphrase_env)
    wanted = (into or new_name, None if environment is None else ProfileEnvironment(environment))
    return session.run(_read(session, session.printer(is_json=is_json), data, called, passphrase, wanted))


def _of_variable(environ: Mapping[str, str], variable: str | None) -> Secret | None:
    if variable is None:
        return None
    if variable not in environ:
        raise UserError(
            f"There is no variable {variable[:60]}.",
            "The passphrase is read from it, so that it is no argument that other programs can see.",
            f"Set {variable[:60]}, then call again.",
            trouble=Trouble.USAGE,
        )
    return Secret(environ[variable])


async def _read(
    session: Session,
    printer: Printer,
    data: bytes,
    name: str,
    passphrase: Secret | None,
    wanted: tuple[str | None, ProfileEnvironment | None],
) -> int:
    async with session.workspace() as workspace:
        found = await workspace.read_credential(data, name, passphrase=passphrase)
        if found.best is not None and found.best.needs_passphrase and passphrase is None:
            asked = _asked(session)
            if asked is not None:
                found = await workspace.read_credential(data, name, passphrase=asked)
        if printer.is_json:
            printer.line(diagnosis_json(found))
        else:
            _print(printer, found)
        profile, environment = wanted
        if profile is not None:
            await _put(workspace, printer, found, profile, environment)
    return _status(found)


def _asked(session: Session) -> Secret | None:
    """Ask for the passphrase without showing it, where somebody sits at a terminal."""
    if not session.env.is_tty or not sys.stdin.isatty():
        return None
    return Secret(click.prompt("Passphrase", hide_input=True, err=True, default="", show_default=False))


async def _put(
    workspace: Workspace, printer: Printer, found: Diagnosis, profile: str, environment: ProfileEnvironment | None
) -> None:
    best = found.best
    if best is None:
        return
    taken = {item.name for item in await workspace.profiles()}
    if environment is not None and profile in taken:
        raise UserError(
            f"There is a profile “{profile}” already.",
            "--new makes another one.",
            f"Choose another name, or write --into {profile}.",
        )
    stored = await workspace.put_credential(best, profile, environment=environment)
    if printer.is_json:
        printer.line({"type": "profile", **profile_json(stored)})
    else:
        printer.aside(f"{best.title} is in the profile {stored.name}.")


def _status(found: Diagnosis) -> ExitStatus:
    best = found.best
    if best is not None and best.needs_passphrase and not any("does not open" in f.what for f in best.findings):
        return ExitStatus.STOPPED
    is_locked = best is not None and best.needs_passphrase
    return ExitStatus.GOOD if found.is_good and not is_locked else ExitStatus.FOUND_WRONG


# -- words ----------------------------------------------------------------------------------------


def _print(printer: Printer, found: Diagnosis) -> None:
    best = found.best
    if best is None:
        trouble = found.trouble
        if trouble is not None:
            printer.text(f"{trouble.what}\n  Why: {trouble.why}\n  Fix: {trouble.fix}")
        return
    printer.text(f"{best.title} ({best.provider})")
    for label, value in best.facts:
        printer.text(f"  {label}: {value}")
    for finding in best.findings:
        printer.text(finding_words(finding))
    if best.needs_passphrase:
        printer.text("The passphrase is taken from a variable: --passphrase-env NAME, or typed at a terminal.")
    for reading in found.readings[1:]:
        printer.text(f"It may also be: {reading.title} ({reading.provider}).")
    for place in found.places:
        _print_place(printer, place)


def _print_place(printer: Printer, place: Place) -> None:
    if not place.profile:
        printer.text(f'New profile: pushbench doctor FILE --new "{place.suggested}" --env {place.environment.value}')
        for finding in place.findings:
            printer.text(f"  Then still to do: {finding.what} {finding.fix}")
        return
    why = f" ({'; '.join(place.reasons)})" if place.reasons else ""
    if place.is_same:
        printer.text(f"The profile {place.profile} holds it already{why}.")
    elif place.fits:
        printer.text(f"It belongs into the profile {place.profile}{why}.")
    elif place.is_misfit:
        printer.text(f"It does not fit the profile {place.profile}{why}.")
    else:
        printer.text(f"It could go into the profile {place.profile}{why}.")
    for change in place.changes:
        printer.text(f"  {change.label}: {change.before or 'empty'} -> {change.after}")
    for finding in place.findings:
        printer.text("  " + finding_words(finding).replace("\n", "\n  "))


# -- JSON -----------------------------------------------------------------------------------------


def diagnosis_json(found: Diagnosis) -> dict[str, Any]:
    """Return all that was found as ``doctor --json`` prints it; secrets appear as the names of their fields."""
    best, trouble = found.best, found.trouble
    return {
        "type": "credential",
        "name": found.name or None,
        "ok": found.is_good and not (best is not None and best.needs_passphrase),
        **(reading_json(best) if best is not None else {"kind": None, "provider": None}),
        "explain": None if trouble is None else {"what": trouble.what, "why": trouble.why, "fix": trouble.fix},
        "places": [place_json(place) for place in found.places],
        "others": [{"kind": item.title, "provider": item.provider} for item in found.readings[1:]],
    }


def reading_json(reading: CredentialReading) -> dict[str, Any]:
    """Return one reading; of secrets only which fields they fill."""
    return {
        "kind": reading.title,
        "provider": reading.provider,
        "certainty": reading.certainty,
        "environment": reading.environment or None,
        "needs_passphrase": reading.needs_passphrase,
        "facts": [{"label": label, "value": value} for label, value in reading.facts],
        "fields": dict(reading.values),
        "secrets": list(reading.secrets),
        "findings": [finding_json(finding) for finding in reading.findings],
    }


def place_json(place: Place) -> dict[str, Any]:
    """Return one profile that the credential may go into; ``profile`` is null for a new one."""
    return {
        "profile": place.profile or None,
        "suggested": place.suggested or None,
        "env": place.environment.value,
        "fits": place.fits,
        "same": place.is_same,
        "misfit": place.is_misfit,
        "reasons": list(place.reasons),
        "changes": [
            {"field": change.field, "label": change.label, "before": change.before or None, "after": change.after}
            for change in place.changes
        ],
        "findings": [finding_json(finding) for finding in place.findings],
    }
