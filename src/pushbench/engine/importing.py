"""Devices from files and from the clipboard into the library."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pushbench.domain.device import Device
from pushbench.engine.parts import Parts
from pushbench.engine.profiles import check_name
from pushbench.engine.targets import token_trouble

if TYPE_CHECKING:
    from pushbench.store.database import Database

BATCH = 2000


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    saved: int
    problems: Sequence[Any] = ()
    """Rows that were left out, each with its line and the reason; ``str()`` gives a sentence."""
    columns: Sequence[Any] = ()
    """How the file's columns were understood."""


async def import_devices(
    parts: Parts, text: str, *, mapping: Mapping[str, str] | None = None, save: bool = True
) -> Imported:
    """Read CSV or JSON; with ``save=False`` only say what would be saved. Raises UserError for other texts."""
    from pushbench.store.device_file import read_devices

    recognisers = {provider.spec.id: provider.recognise for provider in parts.registry}
    read = await asyncio.to_thread(read_devices, text, mapping=mapping, recognisers=recognisers)
    devices = list(read.devices)
    if not save:
        return Imported(len(devices), read.problems, read.columns)
    saved = 0
    for start in range(0, len(devices), BATCH):
        saved += await parts.store.run(_put(devices[start : start + BATCH]))
    return Imported(saved, read.problems, read.columns)


def _put(devices: Sequence[Device]) -> Callable[[Database], int]:
    return lambda db: db.devices.put_many(devices)


async def save_device(parts: Parts, device: Device) -> list[str]:
    """Add or replace a device; return warnings, one sentence each. Raises UserError for a bad name or provider."""
    check_name(device.name, "device")
    provider = parts.registry.provider(device.provider)
    trouble = token_trouble(provider, device)
    if not device.created_at:
        device = replace(device, created_at=parts.clock.now())
    await parts.store.run(lambda db: db.devices.put(device))
    return [] if trouble is None else [f"{trouble.what} {trouble.why}"]


async def paste_devices(parts: Parts, text: str) -> list[Device]:
    """Return the devices that a pasted text seems to hold, with names that the library does not have yet."""
    from pushbench.store.token_paste import recognise_paste

    recognisers = {provider.spec.id: provider.recognise for provider in parts.registry}
    pasted = await asyncio.to_thread(recognise_paste, text, recognisers)
    found: list[Device] = []
    for token in pasted.tokens:
        title = parts.registry.provider(token.provider).spec.short_title
        wanted = token.name or f"{title} {token.guess.token[-6:] if token.guess.token.isalnum() else 'device'}"
        taken = {device.name for device in found}
        name = await parts.store.run(_free_name(wanted, taken))
        found.append(
            Device(
                name=name,
                provider=token.provider,
                token=token.guess.token,
                platform=token.guess.platform,
                created_at=parts.clock.now(),
            )
        )
    return found


def _free_name(wanted: str, taken: set[str]) -> Callable[[Database], str]:
    def work(db: Database) -> str:
        names = (wanted if number == 1 else f"{wanted} {number}" for number in itertools.count(1))
        return next(name for name in names if name not in taken and db.devices.get(name) is None)

    return work
