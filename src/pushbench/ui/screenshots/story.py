"""Writes the home of the pictures: messages, devices, profiles, and a history of real sends to the sandbox."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path

from pushbench.domain.device import Group
from pushbench.domain.ports import Vault
from pushbench.domain.profile import Environment, Profile, ProfileSet
from pushbench.domain.provider import FieldSpec
from pushbench.domain.secret import Secret
from pushbench.engine.plan import SendOrder
from pushbench.engine.workspace import Workspace
from pushbench.store.database import Database
from pushbench.store.message_file import read_message_file
from pushbench.ui.screenshots.clock import PictureClock, moment
from pushbench.ui.screenshots.services import Services
from pushbench.ui.screenshots.skylark import (
    APP,
    PRODUCTION,
    STAGING,
    Sending,
    devices,
    groups,
    sendings,
    token_at,
    write_messages,
)

ANSWER_SECONDS = "2"
"""How long an answer is awaited, so that a stalled service is soon given up."""
_PROFILES = {
    "apns": ("Skylark iOS", "Skylark iOS, App Store"),
    "fcm": ("skylark-stg", "skylark-prod"),
    "webpush": ("skylark.app staging", "skylark.app"),
}
"""Provider -> names in Staging and in Production."""
_ADDRESSES = ("base_url", "token_url", "ca_file")


def write_home(home: Path, services: Services, clock: PictureClock, vault: Vault, *, newest: int | None = None) -> None:
    """Fill an empty home. The newest send is left to the window; ``newest`` makes only so many of the others (tests)."""
    asyncio.run(_write(home, services, clock, vault, newest))


async def _write(home: Path, services: Services, clock: PictureClock, vault: Vault, newest: int | None) -> None:
    write_messages(home / "messages")
    clock.set(moment(4, "09:00:00"))
    environ = {**os.environ, "PUSHBENCH_TIMEOUT": ANSWER_SECONDS}
    workspace = await Workspace.open(home, environ=environ, clock=clock, vault=vault)
    try:
        await workspace.ensure_first_start()
        await workspace.local.start()
        made = devices(services.subscription, clock.now())
        services.know(made)
        await workspace.store.run(lambda db: db.devices.put_many(made))
        for group in groups():
            await workspace.store.run(partial(_put_group, group))
        await _write_profiles(workspace, services)
        for item in sendings()[:-1][-newest:] if newest else sendings()[:-1]:
            await _send(workspace, clock, item)
        await _test_profiles(workspace, clock)
        await _forget_addresses(workspace)
    finally:
        await workspace.aclose()


def write_look(home: Path) -> None:
    """Let the window open with the set and the targets of the story."""
    choices = {"profile": f"set:{STAGING}", "targets": list(sendings()[-1].targets)}
    (home / "window.json").write_text(json.dumps({"choices": choices}), encoding="utf-8")


async def _write_profiles(workspace: Workspace, services: Services) -> None:
    for title, environment, place in (
        (STAGING, Environment.SANDBOX, 0),
        (PRODUCTION, Environment.PRODUCTION, 1),
    ):
        for provider, names in _PROFILES.items():
            given = {**services.profile(provider), **({"bundle_id": APP} if provider == "apns" else {})}
            specs = workspace.registry.provider(provider).spec.fields
            plain, secret = _divide(given, specs)
            await workspace.save_profile(Profile(names[place], provider, environment, plain), secret)
        await workspace.save_set(ProfileSet(title, tuple(names[place] for names in _PROFILES.values())))


def _divide(given: Mapping[str, str], specs: Iterable[FieldSpec]) -> tuple[dict[str, str], dict[str, Secret]]:
    secrets = {spec.key for spec in specs if spec.is_secret}
    known = {spec.key for spec in specs}
    plain = {key: value for key, value in given.items() if key in known and key not in secrets}
    return plain, {key: Secret(value) for key, value in given.items() if key in secrets}


def _put_group(group: Group, db: Database) -> None:
    db.groups.put(group)


def _token_of(name: str, db: Database) -> str:
    device = db.devices.get(name)
    if device is None:
        raise LookupError(f"the story has no device {name}")
    return token_at(device)


async def set_faults(workspace: Workspace, item: Sending) -> None:
    """Let the services answer as the story says."""
    for fault in item.faults:
        told = {key: value for key, value in fault.items() if key != "device"}
        if "device" in fault:
            told["token"] = await workspace.store.run(partial(_token_of, fault["device"]))
        await workspace.local.set_fault(told)


async def _send(workspace: Workspace, clock: PictureClock, item: Sending) -> None:
    """Send as the story says, at its time."""
    clock.set(moment(item.days_before, item.clock))
    await set_faults(workspace, item)
    path = (workspace.home or Path()) / "messages" / f"{item.message}.push.json"
    order = SendOrder(read_message_file(path).message, item.targets, profile_set=item.profile_set)
    plan = await workspace.plan(order)
    allow = plan.guard.device_count if plan.guard.needs_count else None
    run = workspace.start(plan, confirmed=plan.guard.is_production, allow=allow)
    if item.is_stopped:
        run.stop()
    async for _ in run.events():
        pass
    await workspace.local.clear_faults()


async def _test_profiles(workspace: Workspace, clock: PictureClock) -> None:
    """Prove the profiles of Staging, as a careful user does."""
    for number, names in enumerate(_PROFILES.values()):
        clock.set(moment(0, f"14:0{number}:02"))
        async for _ in workspace.test_profile(names[0]):
            pass


async def _forget_addresses(workspace: Workspace) -> None:
    """Let the profiles of Production point at the real services; nothing is sent with them any more."""
    for names in _PROFILES.values():
        profile = await workspace.profile(names[1])
        plain = {key: value for key, value in profile.fields.items() if key not in _ADDRESSES}
        await workspace.save_profile(
            Profile(profile.name, profile.provider, profile.environment, plain, dict(profile.secrets))
        )
