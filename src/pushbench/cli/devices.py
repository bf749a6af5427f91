"""``pushbench devices`` and ``pushbench groups``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from pushbench.cli.arguments import MAX_LIST_BYTES, parse_json_object, read_bytes, read_targets, write_file
from pushbench.cli.environment import ExitStatus
from pushbench.cli.managed import managed_status
from pushbench.cli.output import Printer, device_json
from pushbench.cli.session import Session
from pushbench.domain.device import Device, Group
from pushbench.domain.errors import UserError
from pushbench.domain.paths import expanded
from pushbench.domain.target import check_token_text
from pushbench.engine.messages import Reach
from pushbench.engine.profiles import check_name
from pushbench.engine.workspace import Workspace

PAGE = 500


@click.group()
def devices() -> None:
    """The device library: names, tokens, tags, attributes."""


@devices.command("add")
@click.argument("name")
@click.option("--provider", "provider_id", required=True, metavar="ID")
@click.option("--token", required=True, help="The token, or @FILE (a PushSubscription for webpush).")
@click.option("--platform", default="", help="ios, android, web ...")
@click.option("--app", metavar="BUNDLE_ID", help="Replaces the profile's bundle id for this device.")
@click.option("--tag", "tags", multiple=True, help="Repeatable.")
@click.option("--attributes", metavar="JSON", help="An object that fills variables.")
@click.pass_obj
def add(
    session: Session,
    name: str,
    provider_id: str,
    token: str,
    platform: str,
    app: str | None,
    tags: tuple[str, ...],
    attributes: str | None,
) -> int:
    """Add or replace the device NAME."""
    text = read_targets([f"token:{token}"])[0].removeprefix("token:")
    if not text.strip():
        raise UserError(
            "The token is empty.", "A device is reached by its token.", "Write --token VALUE or --token @FILE."
        )
    check_token_text(text)
    device = Device(name=name, provider=provider_id, token=text, platform=platform, app=app, tags=tags)
    if attributes is not None:
        device = replace(device, attributes=parse_json_object(attributes, "--attributes"))

    async def work() -> list[str]:
        async with session.workspace() as workspace:
            return await workspace.save_device(device)

    for warning in session.run(work()):
        session.printer().aside(warning)
    session.printer().aside(f"Device {name} is saved.")
    return ExitStatus.GOOD


@devices.command("list")
@click.option("--json", "is_json", is_flag=True)
@click.pass_obj
def list_devices(session: Session, is_json: bool) -> int:
    """List the devices."""
    printer = session.printer(is_json=is_json)

    async def work() -> list[Device]:
        async with session.workspace() as workspace:
            return await all_devices(workspace)

    found = session.run(work())
    if is_json:
        for device in found:
            printer.line(device_json(device))
    else:
        printer.table(
            ("Name", "Provider", "Platform", "Token", "Tags"),
            [(d.name, d.provider, d.platform, _short(d.token), " ".join(d.tags)) for d in found],
        )
    return ExitStatus.GOOD


@devices.command("count")
@click.option("--to", "targets", multiple=True, required=True, metavar="TARGET", help="Repeatable.")
@click.option("--profile", help="Ask through this profile.")
@click.option("--set", "profile_set", help="Ask through the profiles of this set.")
@click.option("--json", "is_json", is_flag=True, help="One JSON object per target.")
@click.pass_obj
def count(
    session: Session, targets: tuple[str, ...], profile: str | None, profile_set: str | None, is_json: bool
) -> int:
    """Ask services how many devices targets reach, where they tell (segments, filters, aliases). Sends no push."""
    expanded_targets = read_targets(targets)
    printer = session.printer(is_json=is_json)

    async def work() -> list[Reach]:
        async with session.workspace() as workspace:
            return await workspace.count_reached(expanded_targets, profile=profile, profile_set=profile_set)

    found = session.run(work())
    for reach in found:
        _tell_reach(printer, reach)
    asked = [reach.managed for reach in found if reach.managed is not None]
    if any(reach.managed is None for reach in found):
        return ExitStatus.STOPPED
    status = managed_status(asked)
    is_told = all(reach.count is not None for reach in found)
    return status if is_told or status is not ExitStatus.GOOD else ExitStatus.FOUND_WRONG


def _tell_reach(printer: Printer, reach: Reach) -> None:
    trouble = reach.trouble
    if printer.is_json:
        told = None if trouble is None else {"what": trouble.what, "why": trouble.why, "fix": trouble.fix}
        printer.line(
            {
                "type": "count",
                "target": reach.target,
                "provider": reach.provider,
                "profile": reach.profile,
                "count": reach.count,
                "explain": told,
            }
        )
    elif trouble is not None:
        printer.trouble(trouble)
    else:
        printer.text(f"{reach.count:,}  {reach.target}  {reach.profile}")


async def all_devices(workspace: Workspace) -> list[Device]:
    """Read the whole library, a page at a time."""
    from pushbench.store.devices import DeviceQuery

    names = await workspace.store.run(lambda db: db.devices.names(DeviceQuery()))
    found: list[Device] = []
    for start in range(0, len(names), PAGE):
        part = names[start : start + PAGE]
        found.extend(await workspace.store.run(lambda db, part=part: db.devices.get_many(part)))  # type: ignore[misc]
    return found


def _short(token: str) -> str:
    return token if len(token) <= 24 else f"{token[:12]}…{token[-8:]}"


@devices.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "is_json", is_flag=True)
@click.pass_obj
def import_file(session: Session, file: Path, is_json: bool) -> int:
    """Import devices from a CSV or JSON FILE; rows that cannot be read are named, none is dropped silently."""
    raw = read_bytes(file, limit=MAX_LIST_BYTES)

    async def work() -> tuple[int, list[str]]:
        async with session.workspace() as workspace:
            result = await workspace.import_devices(raw.decode("utf-8-sig", "replace"))
            return result.saved, [str(problem) for problem in result.problems]

    saved, problems = session.run(work())
    printer = session.printer(is_json=is_json)
    for problem in problems:
        printer.aside(problem)
    if is_json:
        printer.line({"imported": saved, "problems": problems})
    else:
        printer.aside(f"{saved:,} devices imported, {len(problems):,} rows left out.")
    return ExitStatus.FOUND_WRONG if problems else ExitStatus.GOOD


@devices.command("export")
@click.argument("file")
@click.pass_obj
def export_file(session: Session, file: str) -> int:
    """Export all devices to FILE (.csv or .json; - prints JSON)."""
    from pushbench.store.device_file import write_devices

    async def work() -> list[Device]:
        async with session.workspace() as workspace:
            return await all_devices(workspace)

    found = session.run(work())
    text = write_devices(found, "csv" if file.lower().endswith(".csv") else "json")
    if file == "-":
        session.printer().verbatim(text)
    else:
        write_file(expanded(file), text.encode("utf-8", "backslashreplace"))
        session.printer().aside(f"{len(found):,} devices exported.")
    return ExitStatus.GOOD


@devices.command("remove")
@click.argument("names", nargs=-1, required=True)
@click.pass_obj
def remove(session: Session, names: tuple[str, ...]) -> int:
    """Remove devices."""

    async def work() -> int:
        async with session.workspace() as workspace:
            return await workspace.store.run(lambda db: db.devices.remove(list(names)))

    removed = session.run(work())
    session.printer().aside(f"{removed} removed.")
    if removed < len(set(names)):
        raise UserError(
            "Not every device was removed.",
            f"{len(set(names)) - removed} of the names are not in the library.",
            "See pushbench devices list.",
        )
    return ExitStatus.GOOD


@click.group()
def groups() -> None:
    """Named lists of devices, written @name."""


@groups.command("add")
@click.argument("name")
@click.argument("members", nargs=-1, required=True)
@click.pass_obj
def add_group(session: Session, name: str, members: tuple[str, ...]) -> int:
    """Add or replace the group NAME with the devices MEMBERS."""
    clean = name.removeprefix("@")
    check_name(clean, "group")

    async def work() -> list[str]:
        async with session.workspace() as workspace:
            known = {device.name for device in await workspace.store.run(lambda db: db.devices.get_many(list(members)))}
            missing = [member for member in members if member not in known]
            if not missing:
                await workspace.store.run(lambda db: db.groups.put(Group(clean, members)))
            return missing

    missing = session.run(work())
    if missing:
        raise UserError(
            f"The group @{clean} was not saved.",
            f"Not in the device library: {', '.join(missing)}.",
            "Add the devices first; pushbench devices list shows the names.",
        )
    session.printer().aside(f"Group @{clean} is saved.")
    return ExitStatus.GOOD


@groups.command("list")
@click.option("--json", "is_json", is_flag=True)
@click.pass_obj
def list_groups(session: Session, is_json: bool) -> int:
    """List the groups."""

    async def work() -> list[Group]:
        async with session.workspace() as workspace:
            return await workspace.store.run(lambda db: db.groups.list())

    printer = session.printer(is_json=is_json)
    found = session.run(work())
    if is_json:
        for group in found:
            printer.line({"name": group.name, "devices": list(group.devices)})
    else:
        printer.table(("Name", "Devices"), [(f"@{g.name}", ", ".join(g.devices)) for g in found])
    return ExitStatus.GOOD


@groups.command("remove")
@click.argument("name")
@click.pass_obj
def remove_group(session: Session, name: str) -> int:
    """Remove a group; its devices stay."""
    clean = name.removeprefix("@")

    async def work() -> bool:
        async with session.workspace() as workspace:
            known = await workspace.store.run(lambda db: db.groups.get(clean)) is not None
            await workspace.store.run(lambda db: db.groups.remove(clean))
            return known

    if not session.run(work()):
        raise UserError(f"There is no group “@{clean}”.", "The name is not in the list.", "See pushbench groups list.")
    session.printer().aside(f"Group @{clean} is removed.")
    return ExitStatus.GOOD
