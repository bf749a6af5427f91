"""What may be meant while somebody types into the target field."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from pushbench.domain.device import Device, Group
from pushbench.domain.target import TargetKind, parse_target
from pushbench.store.devices import DeviceQuery
from pushbench.ui.compose.state import ProfileChoice, Suggestion
from pushbench.ui.compose.targets import KIND_ICONS
from pushbench.ui.pills import platform_icon
from pushbench.ui.times import ago_words

if TYPE_CHECKING:
    from pushbench.engine.workspace import Workspace

PASTE = "paste:"
"""Key of the line that takes a token from the clipboard."""
_DEVICES = 6
_GROUPS = 5
_OTHERS = 4


def _tr(text: str) -> str:
    return QCoreApplication.translate("Suggesting", text)


class SuggestionBook:
    """Looks for groups, devices, tags and topics; one look-up on the store's thread, however many devices there are."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def suggestions(
        self, typed: str, taken: Sequence[str], recent: Sequence[str], choice: ProfileChoice | None
    ) -> tuple[Suggestion, ...]:
        """Return what holds the typed words, each kind under its heading; ``recent`` are topics sent to before."""
        wanted = typed.strip().lstrip("@").lower()
        groups, devices, total, tags = await self._workspace.store.run(_look_up(wanted, frozenset(taken)))
        found: list[Suggestion] = []
        if groups:
            found.append(Suggestion("", _tr("Groups")))
            found += [_of_group(group, retired) for group, retired in groups]
        if devices:
            more = f" · {total:,}" if total > len(devices) else ""
            found.append(Suggestion("", _tr("Devices") + more))
            found += [self._of_device(device) for device in devices]
        if tags:
            found.append(Suggestion("", _tr("Tags")))
            found += [Suggestion(f"tag:{tag}", f"tag:{tag}", "tag", _devices(count)) for tag, count in tags]
        found += self._topics(typed.strip(), taken, recent, choice)
        return (
            *found,
            Suggestion("", ""),
            Suggestion(PASTE, _tr("Paste a token from the clipboard"), "clipboard-paste"),
        )

    def _of_device(self, device: Device) -> Suggestion:
        text = device.name
        if parse_target_kind(text) is not TargetKind.DEVICE:
            text = f"device:{device.name}"
        parts = [self._short_title(device.provider)]
        if device.is_retired:
            parts.append(_tr("unregistered"))
        elif device.last_seen_at is not None:
            ago = ago_words(device.last_seen_at, time.time())
            parts.append(ago if ago == ago_words(time.time(), time.time()) else _tr("{time} ago").format(time=ago))
        return Suggestion(text, device.name, platform_icon(device.platform), ", ".join(parts), device.is_retired)

    def _topics(
        self, typed: str, taken: Sequence[str], recent: Sequence[str], choice: ProfileChoice | None
    ) -> list[Suggestion]:
        """Offer topics sent to before, and the typed word as one where the profiles have topics."""
        offered = [text for text in recent if typed.lower() in text.lower() and text not in taken][:_OTHERS]
        word = typed.removeprefix("topic:")
        fresh = f"topic:{word}"
        takes_topics = choice is None or any(self._takes_topic(provider, word) for provider in choice.profiles)
        if word and takes_topics and parse_target_kind(typed) in (TargetKind.DEVICE, TargetKind.TOPIC):
            offered += [fresh] if fresh not in (*offered, *taken) else []
        if not offered:
            return []
        lines = [
            Suggestion(
                text,
                text.replace(":", ": ", 1),
                KIND_ICONS.get(parse_target(text).kind, "radio"),
                _tr("sent to before") if text in recent else "",
            )
            for text in offered
        ]
        return [Suggestion("", _tr("Topics")), *lines]

    def _takes_topic(self, provider_id: str, word: str) -> bool:
        registry = self._workspace.registry
        if provider_id not in registry:
            return False
        spec = registry.provider(provider_id).spec.target(TargetKind.TOPIC)
        return spec is not None and spec.check(word) is None

    def _short_title(self, provider_id: str) -> str:
        registry = self._workspace.registry
        return registry.provider(provider_id).spec.short_title if provider_id in registry else provider_id


def parse_target_kind(text: str) -> TargetKind:
    """Return the kind a text would be read as, also where its value is unfinished."""
    prefix, colon, _ = text.partition(":")
    kinds: Mapping[str, TargetKind] = {kind.value: kind for kind in TargetKind if kind is not TargetKind.GROUP}
    if text.startswith("@"):
        return TargetKind.GROUP
    return kinds.get(prefix, TargetKind.DEVICE) if colon else TargetKind.DEVICE


def _look_up(wanted: str, taken: frozenset[str]) -> Any:
    def work(db: Any) -> tuple[list[tuple[Group, int]], list[Device], int, list[tuple[str, int]]]:
        groups = [g for g in db.groups.list() if wanted in g.name.lower() and f"@{g.name}" not in taken][:_GROUPS]
        counted = [(g, db.devices.page(DeviceQuery(group=g.name, retired=True), None, 1).total) for g in groups]
        page = db.devices.page(DeviceQuery(search=wanted), None, _DEVICES + min(len(taken), 40))
        devices = [d for d in page.items if d.name not in taken and f"device:{d.name}" not in taken][:_DEVICES]
        tags = [(tag, count) for tag, count in (db.devices.tags() if wanted else ()) if _is_meant(tag, wanted, taken)]
        return counted, devices, page.total, tags[:_OTHERS]

    return work


def _is_meant(tag: str, wanted: str, taken: frozenset[str]) -> bool:
    return wanted.removeprefix("tag:") in tag.lower() and f"tag:{tag}" not in taken


def _of_group(group: Group, retired: int) -> Suggestion:
    remark = _devices(len(group.devices))
    if retired:
        remark = _tr("{devices}, {count} unregistered").format(devices=remark, count=retired)
    return Suggestion(f"@{group.name}", f"@{group.name}", "users", remark)


def _devices(count: int) -> str:
    return f"{count:,} device{'' if count == 1 else 's'}"
