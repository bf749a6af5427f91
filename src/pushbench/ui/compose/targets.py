"""What typed targets stand for: chips, their counts, what keeps one from being sent to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from pushbench.domain.errors import UserError
from pushbench.domain.target import Target, TargetKind, parse_target
from pushbench.store.devices import DeviceQuery
from pushbench.ui.compose.state import ProfileChoice, TargetChip
from pushbench.ui.pills import platform_icon

if TYPE_CHECKING:
    from pushbench.engine.workspace import Workspace

Addressed = tuple[Target, str, str]

KIND_ICONS = {
    TargetKind.GROUP: "users",
    TargetKind.TAG: "tag",
    TargetKind.TOPIC: "radio",
    TargetKind.CONDITION: "funnel",
    TargetKind.CHANNEL: "megaphone",
    TargetKind.SEGMENT: "users",
    TargetKind.TOKEN: "hash",
    TargetKind.FID: "hash",
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("Targets", text)


@dataclass(frozen=True, slots=True)
class _Members:
    """The devices of a group or tag, counted by the database: a hundred thousand never come to the window."""

    alive: dict[str, int]
    """Provider -> devices that can receive."""
    retired: int


class TargetBook:
    """Asks the workspace what targets stand for; every look-up runs on the store's thread."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def chips(self, texts: Sequence[str], choice: ProfileChoice | None) -> tuple[TargetChip, ...]:
        """Return a chip per target; one that cannot be sent to says why."""
        return tuple([await self._chip(text, choice) for text in texts])

    async def _chip(self, text: str, choice: ProfileChoice | None) -> TargetChip:
        try:
            target = parse_target(text)
            if target.kind in (TargetKind.GROUP, TargetKind.TAG):
                return await self._crowd(target, choice)
            chip, found = await self._single(target, text, choice)
        except UserError as error:
            return TargetChip(text, title_of(text), "triangle-alert", 0, trouble=str(error), tone="red")
        return await self._held_against_list(chip, found, choice)

    # -- one device, token, topic ... -----------------------------------------------------------------

    async def _single(
        self, target: Target, text: str, choice: ProfileChoice | None
    ) -> tuple[TargetChip, list[Addressed]]:
        trouble = ""
        try:
            found = await self._resolved(text, choice)
        except UserError as error:
            found = await self._resolved(text, None)  # raises again unless it is the profile that does not fit
            trouble = str(error)
        device = next((item.device for item, _, _ in found if item.device is not None), None)
        chip = TargetChip(
            text=text,
            title=title_of(text),
            icon=platform_icon(device.platform) if device is not None else KIND_ICONS.get(target.kind, "smartphone"),
            count=len(found),
            is_crowd=target.is_crowd,
            trouble=trouble,
            tone="amber" if trouble else "plain",
            providers=frozenset() if trouble else frozenset(provider for _, provider, _ in found),
            is_device=device is not None,
        )
        if device is not None and device.is_retired:
            why = device.retired_reason or _tr("The token is no longer valid.")
            title = _tr("{name}, unregistered").format(name=chip.title)
            return replace(chip, title=title, tone="red", trouble=trouble or why), found
        if target.kind in (TargetKind.TOKEN, TargetKind.FID) and found:
            return replace(chip, title=f"{self.short_title(found[0][1])} · {_short(target.value)}"), found
        return chip, found

    async def _resolved(self, text: str, choice: ProfileChoice | None) -> list[Addressed]:
        if choice is None:
            return await self._workspace.resolve_targets([text])
        kind, _, name = choice.key.partition(":")
        if kind == "set":
            return await self._workspace.resolve_targets([text], profile_set=name)
        return await self._workspace.resolve_targets([text], profile=name)

    # -- groups and tags ------------------------------------------------------------------------------

    async def _crowd(self, target: Target, choice: ProfileChoice | None) -> TargetChip:
        members = await self._members(target)
        count = sum(members.alive.values())
        chip = TargetChip(
            text=target.label,
            title=f"{title_of(target.label)} · {count:,}",
            icon=KIND_ICONS[target.kind],
            count=count,
            providers=frozenset(members.alive),
        )
        if not count:
            return replace(chip, trouble=_empty_words(members), tone="red")
        lost = {provider: n for provider, n in members.alive.items() if choice and provider not in choice.profiles}
        if lost and choice is not None:
            return replace(chip, trouble=self._lost_words(lost, choice), tone="amber")
        if choice is not None and choice.is_production:
            return await self._held_against_list(chip, await self._resolved(target.label, choice), choice)
        return chip

    async def _members(self, target: Target) -> _Members:
        providers = tuple(self._workspace.registry.ids)

        def work(db: Any) -> _Members | None:
            if target.kind is TargetKind.GROUP and db.groups.get(target.value) is None:
                return None
            query = query_of(target)
            counts = {
                key: db.devices.page(replace(query, provider=key, retired=False), None, 1).total for key in providers
            }
            retired = db.devices.page(replace(query, retired=True), None, 1).total
            return _Members({key: number for key, number in counts.items() if number}, retired)

        found: _Members | None = await self._workspace.store.run(work)
        if found is None:
            await self._workspace.resolve_targets([target.label])  # says which groups there are
            return _Members({}, 0)
        return found

    def _lost_words(self, lost: dict[str, int], choice: ProfileChoice) -> str:
        parts = ", ".join(f"{number:,} {self.short_title(provider)}" for provider, number in lost.items())
        return _tr(
            "“{set}” has no profile for {devices} in it. Choose a set that has one, or take them out of the group."
        ).format(set=choice.title, devices=parts)

    # -- production's allow-list ------------------------------------------------------------------------

    async def _held_against_list(
        self, chip: TargetChip, found: Sequence[Addressed], choice: ProfileChoice | None
    ) -> TargetChip:
        if choice is None or not choice.is_production or chip.trouble:
            return chip
        outside = await self._workspace.forbidden(found)
        if not outside:
            return chip
        words = (
            _tr("It is not on the allow-list of “{profile}”. Add it there, or take it out.")
            if len(found) == 1
            else _tr("{count} of it are not on the allow-list of “{profile}”. Add them there, or take it out.")
        )
        return replace(chip, tone="amber", trouble=words.format(profile=outside[0].profile, count=f"{len(outside):,}"))

    # -- together -------------------------------------------------------------------------------------

    async def summary(self, chips: Sequence[TargetChip]) -> tuple[int, str]:
        """Return 13 and ``13 devices, 1 topic``; a device that several targets name counts once."""
        library = [target for chip in chips if chip.count and (target := _library(chip)) is not None]
        single = sum(chip.count for chip in chips if not chip.is_crowd and chip.count and _library(chip) is None)
        named = [chip for chip in chips if chip.count and _library(chip) is not None]
        if len(library) < 2:
            devices = single + sum(chip.count for chip in named)
        else:
            devices = single + await self._workspace.store.run(lambda db: _count_once(db, library))
        return devices, summary_words(devices, [chip.text for chip in chips if chip.is_crowd])

    async def virtual_devices(self) -> list[str]:
        """Return the names of the sandbox's own devices, one of each platform.

        A phone that relays reach too has further names, "Virtual iPhone (Expo)": the plain one is the shortest.
        """
        page = await self._workspace.store.run(lambda db: db.devices.page(DeviceQuery(), None, 64))
        found: dict[str, str] = {}
        for device in page.items:
            if device.environment == "local":
                found[device.platform] = min(found.get(device.platform, device.name), device.name, key=len)
        return sorted(found.values(), key=str.casefold)

    def short_title(self, provider_id: str) -> str:
        registry = self._workspace.registry
        return registry.provider(provider_id).spec.short_title if provider_id in registry else provider_id


def query_of(target: Target) -> DeviceQuery:
    """Return the query for the devices of a group or tag."""
    return DeviceQuery(group=target.value) if target.kind is TargetKind.GROUP else DeviceQuery(tag=target.value)


def _library(chip: TargetChip) -> Target | None:
    target = parse_target(chip.text)
    return target if target.kind.is_library else None


def _count_once(db: Any, targets: Sequence[Target]) -> int:
    names: set[str] = set()
    for target in targets:
        if target.kind is TargetKind.DEVICE:
            names.add(target.value)
        else:
            names.update(db.devices.names(replace(query_of(target), retired=False)))
    return len(names)


def _empty_words(members: _Members) -> str:
    if members.retired:
        return _tr("All of its devices are unregistered. Add a device that can receive.")
    return _tr("No device of the library belongs to it. Add one in Devices.")


def _short(value: str) -> str:
    return value if len(value) <= 14 else f"{value[:6]}…{value[-4:]}"


def title_of(text: str) -> str:
    """Shorten tokens; everything else is shown as typed."""
    prefix, colon, rest = text.partition(":")
    if colon and prefix in ("token", "fid"):
        return f"{prefix}: {_short(rest)}"
    if colon and prefix in ("topic", "tag", "condition", "segment", "channel"):
        return f"{prefix}: {rest}"
    return text.removeprefix("device:")


def summary_words(devices: int, crowds: Sequence[str]) -> str:
    """Return ``13 devices, 1 topic``; crowds are targets as typed."""
    parts = [f"{devices:,} device{'' if devices == 1 else 's'}"] if devices else []
    kinds: dict[str, int] = {}
    for text in crowds:
        kind = parse_target(text).kind.value
        kinds[kind] = kinds.get(kind, 0) + 1
    parts += [f"{count} {kind}{'' if count == 1 else 's'}" for kind, count in kinds.items()]
    return ", ".join(parts)
