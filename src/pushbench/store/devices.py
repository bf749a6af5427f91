"""What the device library is asked and what it answers; no SQL here, so that the window can import it early."""

from __future__ import annotations

from dataclasses import dataclass

from pushbench.domain.device import Device


@dataclass(frozen=True, slots=True)
class DeviceQuery:
    """Filters over devices; all that are set must hold."""

    search: str = ""
    """Words; each must stand somewhere in name, token, tags, platform or attributes. Upper and lower case are one."""
    provider: str | None = None
    tag: str | None = None
    group: str | None = None
    retired: bool | None = None
    seen_since: float | None = None
    """Unix seconds; only devices something was sent to since then."""


EVERY_DEVICE = DeviceQuery()


@dataclass(frozen=True, slots=True)
class DevicePage:
    """Some devices in the order of their names, and how many the query has in all."""

    items: tuple[Device, ...]
    total: int
