"""What typed targets stand for, and what may be meant while somebody types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pushbench.domain.device import Device
from pushbench.domain.errors import UserError
from pushbench.domain.target import Target, TargetKind, parse_target
from pushbench.ui.compose.state import ProfileChoice, Suggestion, TargetChip
from pushbench.ui.pills import platform_icon

if TYPE_CHECKING:
    from pushbench.engine.workspace import Workspace

_KIND_ICONS = {
    TargetKind.GROUP: "users",
    TargetKind.TAG: "tag",
    TargetKind.TOPIC: "radio",
    TargetKind.CONDITION: "funnel",
    TargetKind.CHANNEL: "megaphone",
    TargetKind.SEGMENT: "users",
    TargetKind.TOKEN: "hash",
    TargetKind.FID: "hash",
}
_SUGGESTED = 8


class TargetBook:
    """Asks the workspace what targets stand for."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def chips(self, texts: Sequence[str], choice: ProfileChoice | None) -> tuple[TargetChip, ...]:
        """Return a chip per target; one that cannot be sent to says why."""
        return tuple([await self._chip(text, choice) for text in texts])

    async def _chip(self, text: str, choice: ProfileChoice | None) -> TargetChip:
        try:
            target = parse_target(text)
            found = await self._resolved(text, choice)
        except UserError as error:
            return TargetChip(text, _title(text), "triangle-alert", 0, trouble=str(error), tone="red")
        devices = [item.device for item, _, _ in found if item.device is not None]
        is_one = target.kind is TargetKind.DEVICE and len(devices) == 1
        is_many = target.kind in (TargetKind.GROUP, TargetKind.TAG)
        dead = devices[0] if devices and all(device.is_retired for device in devices) else None
        return TargetChip(
            text=text,
            title=f"{_title(text)} · {len(found)}" if is_many else _title(text),
            icon=platform_icon(devices[0].platform) if is_one else _icon(target),
            count=len(found),
            is_crowd=target.kind.is_crowd,
            trouble=(dead.retired_reason or "The token is no longer valid.") if dead is not None else "",
            tone="amber" if dead is not None else "plain",
            providers=frozenset(provider for _, provider, _ in found),
            is_device=is_one,
        )

    async def _resolved(self, text: str, choice: ProfileChoice | None) -> list[tuple[Target, str, str]]:
        if choice is None:
            return await self._workspace.resolve_targets([text])
        kind, _, name = choice.key.partition(":")
        if kind == "set":
            return await self._workspace.resolve_targets([text], profile_set=name)
        return await self._workspace.resolve_targets([text], profile=name)

    async def suggestions(self, typed: str, taken: Sequence[str]) -> tuple[Suggestion, ...]:
        """Return groups, devices and tags that hold the typed words, each under its heading."""
        wanted = typed.strip().lstrip("@").lower()
        groups, devices, total, tags = await self._workspace.store.run(_look_up(wanted))
        found: list[Suggestion] = []
        fitting = [group for group in groups if wanted in group.name.lower() and f"@{group.name}" not in taken]
        if fitting:
            found.append(Suggestion("", "Groups"))
            found += [Suggestion(f"@{g.name}", f"@{g.name}", "users", f"{len(g.devices)} devices") for g in fitting]
        offered = [device for device in devices if device.name not in taken]
        if offered:
            more = f" · {total}" if total > _SUGGESTED else ""
            found.append(Suggestion("", f"Devices{more}"))
            found += [_device_suggestion(device, self._short_title(device.provider)) for device in offered]
        if wanted:
            marked = [(tag, count) for tag, count in tags if wanted in tag.lower() and f"tag:{tag}" not in taken][:4]
            if marked:
                found.append(Suggestion("", "Tags"))
                found += [Suggestion(f"tag:{tag}", f"tag:{tag}", "tag", f"{count} devices") for tag, count in marked]
        return tuple(found)

    async def virtual_devices(self) -> list[str]:
        """Return the names of the sandbox's own devices."""
        _, devices, _, _ = await self._workspace.store.run(_look_up(""))
        return [device.name for device in devices if device.environment == "local"][:3]

    def _short_title(self, provider_id: str) -> str:
        registry = self._workspace.registry
        return registry.provider(provider_id).spec.short_title if provider_id in registry else provider_id


def _look_up(wanted: str):  # type: ignore[no-untyped-def]  # the store's database type loads with the store
    def work(db):  # type: ignore[no-untyped-def]
        from pushbench.store.devices import DeviceQuery

        page = db.devices.page(DeviceQuery(search=wanted), after=None, limit=_SUGGESTED)
        return list(db.groups.list()), list(page.items), page.total, list(db.devices.tags())

    return work


def _device_suggestion(device: Device, provider: str) -> Suggestion:
    text = device.name if parse_target(device.name).kind is TargetKind.DEVICE else f"device:{device.name}"
    remark = f"{provider}, {device.last_outcome}" if device.last_outcome else provider
    return Suggestion(text, device.name, platform_icon(device.platform), remark)


def _icon(target: Target) -> str:
    return _KIND_ICONS.get(target.kind, "smartphone")


def _title(text: str) -> str:
    """Shorten tokens; everything else is shown as typed."""
    prefix, colon, rest = text.partition(":")
    if colon and prefix in ("token", "fid") and len(rest) > 18:
        return f"{prefix}: {rest[:8]}…{rest[-6:]}"
    if colon and prefix in ("topic", "tag", "condition", "segment", "channel"):
        return f"{prefix}: {rest}"
    return text.removeprefix("device:")


def summary(chips: Sequence[TargetChip]) -> str:
    """Return ``13 devices, 1 topic``."""
    devices = sum(chip.count for chip in chips if not chip.is_crowd)
    crowds = sum(1 for chip in chips if chip.is_crowd)
    parts = []
    if devices:
        parts.append(f"{devices:,} device{'' if devices == 1 else 's'}")
    if crowds:
        parts.append(f"{crowds} topic{'' if crowds == 1 else 's'}")
    return ", ".join(parts)
