"""``pushbench profiles`` and ``pushbench sets``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from pushbench.cli.arguments import read_bytes, read_secret, split_pair
from pushbench.cli.environment import ExitStatus
from pushbench.cli.output import Printer, profile_json
from pushbench.cli.session import Session
from pushbench.domain.allow_list import FIELD as ALLOWED_TARGETS
from pushbench.domain.errors import Trouble, UserError
from pushbench.domain.profile import Environment as ProfileEnvironment
from pushbench.domain.profile import Profile, ProfileSet, SecretRef
from pushbench.domain.provider import Level, TestResult
from pushbench.domain.secret import Secret
from pushbench.engine.credentials import needs_emulator
from pushbench.engine.workspace import Workspace


@click.group()
def profiles() -> None:
    """Settings and secrets with which one provider is used, for one environment."""


@profiles.command("add")
@click.argument("name")
@click.option("--provider", "provider_id", required=True, metavar="ID", help="apns, fcm, webpush ...")
@click.option("--env", "environment", required=True, type=click.Choice([e.value for e in ProfileEnvironment]))
@click.option("--set", "fields", multiple=True, metavar="K=V", help="A plain field; repeatable.")
@click.option("--secret", "secrets", multiple=True, metavar="K=@FILE|K=-|K=env:NAME", help="A secret; repeatable.")
@click.option("--json", "is_json", is_flag=True, help="Print the profile as JSON.")
@click.pass_obj
def add(
    session: Session,
    name: str,
    provider_id: str,
    environment: str,
    fields: tuple[str, ...],
    secrets: tuple[str, ...],
    is_json: bool,
) -> int:
    """Add or replace the profile NAME; secrets are never plain arguments."""
    profile = Profile(
        name=name,
        provider=provider_id,
        environment=ProfileEnvironment(environment),
        fields=dict(split_pair(pair, "--set") for pair in fields),
    )
    given = dict(read_secret(session.env, pair) for pair in secrets)
    stored = session.run(_add(session, profile, given))
    printer = session.printer(is_json=is_json)
    if is_json:
        printer.line(profile_json(stored))
    else:
        printer.aside(f"Profile {name} is saved.")
    return ExitStatus.GOOD


async def _add(session: Session, profile: Profile, secrets: dict[str, Secret | SecretRef]) -> Profile:
    async with session.workspace() as workspace:
        stored = await workspace.save_profile(profile, secrets)
        await _remark(workspace, stored, session.printer())
        return stored


async def _remark(workspace: Workspace, profile: Profile, printer: Printer) -> None:
    """Say what is wrong with a profile that was just saved; one that the emulator completes is left alone."""
    if needs_emulator(profile):
        return
    try:
        credentials = await workspace.credentials(profile.name)
    except UserError as error:  # a variable that is set only where the profile is used, a vault that is locked
        printer.aside(f"warning: {error.what}\n  Why: {error.why}\n  Fix: {error.fix}")
        return
    for finding in workspace.check_credentials(credentials):
        printer.aside(f"{finding.severity.value}: {finding.what}\n  Why: {finding.why}\n  Fix: {finding.fix}")


@profiles.command("list")
@click.option("--json", "is_json", is_flag=True)
@click.pass_obj
def list_profiles(session: Session, is_json: bool) -> int:
    """List the profiles."""
    printer = session.printer(is_json=is_json)

    async def work() -> list[Profile]:
        async with session.workspace() as workspace:
            return await workspace.profiles()

    found = session.run(work())
    if is_json:
        for profile in found:
            printer.line(profile_json(profile))
    else:
        printer.table(("Name", "Provider", "Environment"), [(p.name, p.provider, p.environment.word) for p in found])
    return ExitStatus.GOOD


@profiles.command("show")
@click.argument("name")
@click.option("--json", "is_json", is_flag=True)
@click.pass_obj
def show(session: Session, name: str, is_json: bool) -> int:
    """Show one profile; secrets stay hidden."""

    async def work() -> Profile:
        async with session.workspace() as workspace:
            return await workspace.profile(name)

    shown = profile_json(session.run(work()))
    printer = session.printer(is_json=is_json)
    if is_json:
        printer.line(shown)
    else:
        _show(printer, shown)
    return ExitStatus.GOOD


def _show(printer: Printer, shown: dict[str, Any]) -> None:
    rows = [(key, str(shown[key])) for key in ("name", "provider", "env")]
    printer.table(("Field", "Value"), [*rows, *((key, str(value)) for key, value in shown["fields"].items())])


@profiles.command("test")
@click.argument("name")
@click.option("--json", "is_json", is_flag=True)
@click.pass_obj
def test(session: Session, name: str, is_json: bool) -> int:
    """Prove the credentials without reaching a user's device; exit 1 when a step fails."""
    return session.run(_test(session, name, session.printer(is_json=is_json)))


async def _test(session: Session, name: str, printer: Printer) -> int:
    status = ExitStatus.GOOD
    async with session.workspace() as workspace:
        async for result in workspace.test_profile(name):
            _print_step(printer, result)
            if result.level is Level.BAD:
                status = ExitStatus.FOUND_WRONG
    return status


def _print_step(printer: Printer, result: TestResult) -> None:
    if printer.is_json:
        printer.line(
            {
                "type": "step",
                "title": result.title,
                "level": result.level.value,
                "detail": result.detail,
                "fix": result.fix or None,
                "total_ms": result.total_ms,
            }
        )
        return
    mark = {Level.GOOD: "good", Level.BAD: "bad ", Level.UNSURE: "?   "}[result.level]
    printer.text(f"{mark}  {result.title}: {result.detail}")
    if result.fix:
        printer.text(f"      Fix: {result.fix}")


@profiles.command("remove")
@click.argument("name")
@click.pass_obj
def remove(session: Session, name: str) -> int:
    """Remove a profile and its secrets."""

    async def work() -> None:
        async with session.workspace() as workspace:
            await workspace.profile(name)
            await workspace.remove_profile(name)

    session.run(work())
    session.printer().aside(f"Profile {name} is removed.")
    return ExitStatus.GOOD


@profiles.command("allow")
@click.argument("name")
@click.argument("targets", nargs=-1, required=True)
@click.option("--remove", "is_removal", is_flag=True, help="Take TARGETS off the list instead.")
@click.option("--json", "is_json", is_flag=True, help="Print the profile as JSON.")
@click.pass_obj
def allow(session: Session, name: str, targets: tuple[str, ...], is_removal: bool, is_json: bool) -> int:
    """Put TARGETS on the allow-list of the profile NAME: device names, tag:x, @group, topic:x.

    A production profile with such a list sends to nothing else.
    """

    async def work() -> Profile:
        async with session.workspace() as workspace:
            return await workspace.allow(name, () if is_removal else targets, targets if is_removal else ())

    stored = session.run(work())
    printer = session.printer(is_json=is_json)
    if is_json:
        printer.line(profile_json(stored))
    else:
        allowed = stored.fields.get(ALLOWED_TARGETS)
        printer.aside(f"{name} may send to: {allowed}." if allowed else f"{name} may send to any target.")
    return ExitStatus.GOOD


@profiles.command("from-sandbox")
@click.argument("ready_file", type=click.Path(path_type=Path))
@click.option("--json", "is_json", is_flag=True)
@click.pass_obj
def from_sandbox(session: Session, ready_file: Path, is_json: bool) -> int:
    """Make profiles sandbox-ID and devices from an emulator's ready file."""
    ready = _read_ready(ready_file)

    async def work() -> list[Profile]:
        async with session.workspace() as workspace:
            names = await workspace.use_sandbox(ready)
            return [await workspace.profile(name) for name in names]

    made = session.run(work())
    printer = session.printer(is_json=is_json)
    for profile in made:
        if is_json:
            printer.line(profile_json(profile))
        else:
            printer.aside(f"Profile {profile.name} is ready.")
    return ExitStatus.GOOD


def _read_ready(path: Path) -> dict[str, Any]:
    try:
        ready = json.loads(read_bytes(path))
    except (ValueError, RecursionError) as error:
        raise UserError(
            f"The file {path} is no ready file.",
            f"It is not JSON: {error}.",
            "Start the emulator with pushbench sandbox --ready-file FILE and name that file.",
            trouble=Trouble.STOPPED,
        ) from error
    if not isinstance(ready, dict) or not isinstance(ready.get("providers"), dict):
        raise UserError(
            f"The file {path} is no ready file.",
            "It has no “providers”.",
            "Start the emulator with pushbench sandbox --ready-file FILE and name that file.",
            trouble=Trouble.STOPPED,
        )
    return ready


@click.group()
def sets() -> None:
    """Profiles that belong together, at most one per provider."""


@sets.command("add")
@click.argument("name")
@click.argument("members", nargs=-1, required=True)
@click.pass_obj
def add_set(session: Session, name: str, members: tuple[str, ...]) -> int:
    """Add or replace the set NAME with the profiles MEMBERS."""

    async def work() -> None:
        async with session.workspace() as workspace:
            await workspace.save_set(ProfileSet(name, members))

    session.run(work())
    session.printer().aside(f"Set {name} is saved.")
    return ExitStatus.GOOD


@sets.command("list")
@click.option("--json", "is_json", is_flag=True)
@click.pass_obj
def list_sets(session: Session, is_json: bool) -> int:
    """List the sets."""

    async def work() -> list[ProfileSet]:
        async with session.workspace() as workspace:
            return await workspace.store.run(lambda db: db.sets.list())

    printer = session.printer(is_json=is_json)
    found = session.run(work())
    if is_json:
        for profile_set in found:
            printer.line({"name": profile_set.name, "profiles": list(profile_set.profiles)})
    else:
        printer.table(("Name", "Profiles"), [(s.name, ", ".join(s.profiles)) for s in found])
    return ExitStatus.GOOD


@sets.command("remove")
@click.argument("name")
@click.pass_obj
def remove_set(session: Session, name: str) -> int:
    """Remove a set; its profiles stay."""

    async def work() -> bool:
        async with session.workspace() as workspace:
            known = await workspace.store.run(lambda db: db.sets.get(name)) is not None
            await workspace.store.run(lambda db: db.sets.remove(name))
            return known

    if not session.run(work()):
        raise UserError(f"There is no set “{name}”.", "The name is not in the list.", "See pushbench sets list.")
    session.printer().aside(f"Set {name} is removed.")
    return ExitStatus.GOOD
