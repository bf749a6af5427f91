"""Taking an exported workspace in: first what would come, then a merge that loses nothing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pushbench.domain.device import Device, Group
from pushbench.domain.errors import UserError
from pushbench.domain.profile import Profile, ProfileSet
from pushbench.engine.settings import Settings, shared_settings
from pushbench.engine.sizes import BACKUPS
from pushbench.engine.workspace_file import SUFFIX, WorkspaceFile

if TYPE_CHECKING:
    from pushbench.engine.upkeep import Upkeep

KINDS = ("message", "device", "group", "profile", "set", "settings", "delivery")


class State(Enum):
    """How an item of the file stands to what is here."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


class Clash(Enum):
    """What becomes of a name that means something else here."""

    KEEP_BOTH = "keep-both"
    """The file's comes under a name of its own; groups get both lists' members; settings stay."""
    REPLACE = "replace"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class PlanItem:
    """One thing of the file."""

    kind: str
    name: str
    state: State
    detail: str = ""
    """What differs, in a few words."""


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What would come in; deliveries are counted, not listed."""

    items: tuple[PlanItem, ...]
    new_deliveries: int = 0
    same_deliveries: int = 0
    to_fill_in: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Profile, as named in the file -> secrets to be entered afterwards."""
    problems: tuple[str, ...] = ()

    def count(self, kind: str, state: State) -> int:
        return sum(item.kind == kind and item.state is state for item in self.items)


@dataclass(frozen=True, slots=True)
class Merged:
    """What came in."""

    added: int = 0
    replaced: int = 0
    skipped: int = 0
    deliveries: int = 0
    renamed: Mapping[str, str] = field(default_factory=dict)
    """``kind: name`` -> the name it got here."""
    to_fill_in: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Profile, as named here -> secrets to be entered."""
    safety_copy: Path | None = None
    """What was here before, as an exported file."""


async def compare(upkeep: Upkeep, found: WorkspaceFile) -> ImportPlan:
    """Say what of a file is new, changed or the same; nothing is written."""
    here = await _read_here(upkeep, found)
    items = [
        PlanItem("message", key, _state(here.messages.get(key.casefold()), text))
        for key, text in found.messages.items()
    ]
    items += [_compared("device", it.name, here.devices.get(it.name), it, _device_words) for it in found.devices]
    items += [_compared("group", it.name, here.groups.get(it.name), it, _group_words) for it in found.groups]
    profiles = _without(here.profiles, found.to_fill_in)
    items += [_compared("profile", it.name, profiles.get(it.name), it, _profile_words) for it in found.profiles]
    items += [_compared("set", it.name, here.sets.get(it.name), it, _set_words) for it in found.sets]
    if found.settings is not None:
        same = shared_settings(found.settings) == shared_settings(upkeep.settings)
        items.append(PlanItem("settings", "Settings", State.SAME if same else State.CHANGED))
    new = sum(record.id not in here.deliveries for record in found.deliveries)
    waiting = {name: keys for name, keys in found.to_fill_in.items() if not _has_all(here.profiles.get(name), keys)}
    return ImportPlan(tuple(items), new, len(found.deliveries) - new, waiting, found.problems)


async def merge(upkeep: Upkeep, found: WorkspaceFile, clash: Clash) -> Merged:
    """Take a file's content in. The database takes all of it or nothing; the messages follow, each whole.

    What was here before is exported into the home's backups first. Importing the same file again changes nothing.
    Raises UserError.
    """
    parts = upkeep.parts
    here = await _read_here(upkeep, found)
    copy = await _keep_copy(upkeep)
    merging = _Merging(here, clash, set(parts.registry.ids))
    merging.take(found)
    await parts.store.run(merging.write)
    if found.settings is not None and clash is Clash.REPLACE:
        await upkeep.use_settings(replace(found.settings, proxy=_proxy(found.settings, upkeep.settings)))
    if parts.home is not None:
        await asyncio.to_thread(_write_messages, parts.home / "messages", merging.messages)
    return Merged(
        merging.added,
        merging.replaced,
        merging.skipped,
        len(merging.deliveries),
        merging.renamed,
        merging.to_fill_in,
        copy,
    )


def _proxy(theirs: Settings, mine: Settings) -> Any:
    """Take the address over; the user name and password that belong to one's own stay with it."""
    if theirs.proxy.url and theirs.proxy.url != mine.proxy.url:
        return replace(theirs.proxy, user="", has_password=False)
    return replace(mine.proxy, mode=theirs.proxy.mode)


async def _keep_copy(upkeep: Upkeep) -> Path | None:
    home = upkeep.parts.home
    if home is None:
        return None
    stamp = time.strftime("%Y-%m-%d %H.%M.%S", time.localtime(upkeep.parts.clock.now()))
    folder = home / BACKUPS
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        why = f"The copy of what is here now cannot be written: {error.strerror or error}."
        raise UserError("Nothing was imported.", why, "Free some space, then import again.") from error
    file = folder / f"before import {stamp}{SUFFIX}"
    await upkeep.export(file)
    return file


# what is here -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Here:
    messages: Mapping[str, str]
    """By path without case: some systems know no difference."""
    devices: Mapping[str, Device]
    groups: Mapping[str, Group]
    profiles: Mapping[str, Profile]
    sets: Mapping[str, ProfileSet]
    deliveries: frozenset[str]
    runs: frozenset[str]


async def _read_here(upkeep: Upkeep, found: WorkspaceFile) -> _Here:
    home = upkeep.parts.home
    messages = {} if home is None else await asyncio.to_thread(_read_messages, home / "messages")

    def work(db: Any) -> _Here:
        return _Here(
            messages,
            {device.name: device for device in db.devices.get_many(db.devices.names())},
            {group.name: group for group in db.groups.list()},
            {profile.name: profile for profile in db.profiles.list()},
            {item.name: item for item in db.sets.list()},
            frozenset(db.history.known_ids([record.id for record in found.deliveries])),
            frozenset(run.id for run in found.runs if db.history.run(run.id) is not None),
        )

    here: _Here = await upkeep.parts.store.run(work)
    return here


def _read_messages(folder: Path) -> dict[str, str]:
    from pushbench.engine.workspace_export import read_messages

    return {key.casefold(): data.decode("utf-8", "replace") for key, data in read_messages(folder).items()}


def _state(mine: object, theirs: object) -> State:
    if mine is None:
        return State.NEW
    return State.SAME if mine == theirs else State.CHANGED


def _compared(kind: str, name: str, mine: Any, theirs: Any, words: Callable[[Any, Any], str]) -> PlanItem:
    state = _state(None if mine is None else _essence(mine), _essence(theirs))
    return PlanItem(kind, name, state, words(mine, theirs) if state is State.CHANGED else "")


def _essence(item: Any) -> object:
    """Return what two things must share to be the same; what was observed of them does not count."""
    if isinstance(item, Profile):
        secrets = {key: str(ref) for key, ref in item.secrets.items() if ref.scheme == "env"}
        return item.provider, item.environment, dict(item.fields), secrets
    if isinstance(item, Device):
        kind = item.token_kind, tuple(sorted(item.tags)), item.locale, item.time_zone, dict(item.attributes)
        return item.provider, item.token, item.platform, item.app, item.environment, kind
    return item.devices if isinstance(item, Group) else item.profiles


def _without(profiles: Mapping[str, Profile], hidden: Mapping[str, tuple[str, ...]]) -> dict[str, Profile]:
    """Return profiles without the fields that a file holds back, so that they can be compared with it."""
    return {
        name: replace(it, fields={key: text for key, text in it.fields.items() if key not in hidden.get(name, ())})
        for name, it in profiles.items()
    }


def _device_words(mine: Device, theirs: Device) -> str:
    return "another token" if mine.token != theirs.token else "other details"


def _group_words(mine: Group, theirs: Group) -> str:
    more, less = len(set(theirs.devices) - set(mine.devices)), len(set(mine.devices) - set(theirs.devices))
    return f"{more} more, {less} fewer devices" if more or less else "another order"


def _profile_words(mine: Profile, theirs: Profile) -> str:
    if mine.provider != theirs.provider:
        return "another provider"
    if mine.environment != theirs.environment:
        return f"for {theirs.environment.word} instead of {mine.environment.word}"
    differing = [key for key in {**mine.fields, **theirs.fields} if mine.fields.get(key) != theirs.fields.get(key)]
    return f"other {', '.join(sorted(differing)[:3])}" if differing else "other secrets"


def _set_words(mine: ProfileSet, theirs: ProfileSet) -> str:
    return f"{', '.join(theirs.profiles[:3]) or 'empty'} instead of {', '.join(mine.profiles[:3]) or 'empty'}"


def _has_all(mine: Profile | None, keys: tuple[str, ...]) -> bool:
    return mine is not None and all(key in mine.secrets or key in mine.fields for key in keys)


# merging ----------------------------------------------------------------------------------------


class _Folded(dict[str, str]):
    """Finds a path whatever its case."""

    def get(self, key: str, default: Any = None) -> Any:
        return super().get(key.casefold(), default)


class _Merging:
    """Decides what comes in under which name; then writes it within one transaction."""

    def __init__(self, here: _Here, clash: Clash, providers: set[str]) -> None:
        self._here = here
        self._clash = clash
        self._providers = providers
        self.messages: dict[str, str] = {}
        self._devices: list[Device] = []
        self._groups: list[Group] = []
        self._profiles: list[Profile] = []
        self._sets: list[ProfileSet] = []
        self._runs: list[Any] = []
        self.deliveries: list[Any] = []
        self.added = self.replaced = self.skipped = 0
        self.renamed: dict[str, str] = {}
        self.to_fill_in: dict[str, tuple[str, ...]] = {}

    def take(self, found: WorkspaceFile) -> None:
        """Choose names, things that others refer to first."""
        for key, text in found.messages.items():
            name = self._name("message", key, text, _Folded(self._here.messages), str, _other_key)
            if name is not None:
                self.messages[name] = text
        for device in found.devices:
            name = self._named("device", device, self._here.devices)
            if name is not None:
                self._devices.append(replace(device, name=name))
        for profile in found.profiles:
            self._take_profile(profile, found.to_fill_in)
        for group in found.groups:
            self._take_group(group)
        for item in found.sets:
            members = tuple(self.renamed.get(f"profile: {name}", name) for name in item.profiles)
            known = {*self._here.profiles, *(profile.name for profile in self._profiles)}
            moved = replace(item, profiles=tuple(name for name in members if name in known))
            name = self._named("set", moved, self._here.sets)
            if name is not None:
                self._sets.append(replace(moved, name=name))
        self._runs = [run for run in found.runs if run.id not in self._here.runs]
        self.deliveries = [record for record in found.deliveries if record.id not in self._here.deliveries]

    def _take_profile(self, profile: Profile, to_fill_in: Mapping[str, tuple[str, ...]]) -> None:
        if profile.provider not in self._providers:
            self.skipped += 1
            return
        missing = to_fill_in.get(profile.name, ())
        name = self._named("profile", profile, _without(self._here.profiles, to_fill_in))
        mine = self._here.profiles.get(profile.name)
        if name is not None:
            if mine is not None and name == profile.name and mine.provider == profile.provider:
                profile = _with_own(profile, mine, missing)
            self._profiles.append(replace(profile, name=name))
            self._fill_in(name, profile, missing)
        elif self._clash is not Clash.SKIP:
            here = self.renamed.get(f"profile: {profile.name}", profile.name)
            self._fill_in(here, self._here.profiles[here], missing)

    def _fill_in(self, name: str, profile: Profile, missing: tuple[str, ...]) -> None:
        waiting = tuple(key for key in missing if key not in profile.secrets and key not in profile.fields)
        if waiting:
            self.to_fill_in[name] = waiting

    def _take_group(self, group: Group) -> None:
        members = tuple(self.renamed.get(f"device: {name}", name) for name in group.devices)
        mine = self._here.groups.get(group.name)
        if mine is None:
            self.added += 1
            self._groups.append(Group(group.name, members))
        elif self._clash is Clash.SKIP:
            self.skipped += mine.devices != members
        else:
            together = tuple(dict.fromkeys((*mine.devices, *members)))
            wanted = members if self._clash is Clash.REPLACE else together
            if wanted != mine.devices:
                self.replaced += 1
                self._groups.append(Group(group.name, wanted))

    def _named(self, kind: str, item: Any, here: Mapping[str, Any]) -> str | None:
        return self._name(kind, item.name, item, here, _essence, _other_name)

    def _name(
        self,
        kind: str,
        name: str,
        item: Any,
        here: Mapping[str, Any],
        essence: Callable[[Any], object],
        other: Callable[[str, int], str],
    ) -> str | None:
        """Return the name under which an item comes in, None when it stays out: it is here, or clashes stay out."""
        mine = here.get(name)
        if mine is None:
            self.added += 1
            return name
        if essence(mine) == essence(item):
            return None
        if self._clash is Clash.SKIP:
            self.skipped += 1
            return None
        if self._clash is Clash.REPLACE:
            self.replaced += 1
            return name
        number = 1
        while True:
            free = other(name, number)
            known = here.get(free)
            if known is None or essence(known) == essence(item):
                self.renamed[f"{kind}: {name}"] = free
                self.added += known is None
                return free if known is None else None
            number += 1

    def write(self, db: Any) -> None:
        """Write everything, within one transaction."""
        with db.write():
            db.devices.put_many(self._devices)
            for profile in self._profiles:
                before = db.profiles.get(profile.name)
                db.profiles.put(profile)
                if before is not None:
                    _drop_unused(db, before)
            for group in self._groups:
                db.groups.put(group)
            for item in self._sets:
                db.sets.put(item)
            for run in self._runs:
                db.history.start_run(run)
            db.history.add(self.deliveries)


def _with_own(theirs: Profile, mine: Profile, missing: tuple[str, ...]) -> Profile:
    """Return a profile with the secrets entered here: the file has none to put in their place."""
    own = {key: mine.fields[key] for key in missing if key in mine.fields}
    return replace(theirs, fields={**theirs.fields, **own}, secrets={**mine.secrets, **theirs.secrets})


def _drop_unused(db: Any, before: Profile) -> None:
    used = {ref for profile in db.profiles.list() for ref in profile.secrets.values()}
    for ref in before.secrets.values():
        if ref.scheme == "vault" and ref not in used:
            db.secrets.remove(ref.name)


def _other_name(name: str, number: int) -> str:
    return f"{name} (imported)" if number == 1 else f"{name} (imported {number})"


def _other_key(key: str, number: int) -> str:
    return f"{_other_name(key.removesuffix('.push.json'), number)}.push.json"


def _write_messages(folder: Path, messages: Mapping[str, str]) -> None:
    from pushbench.store.text_file import write_text

    root = folder.resolve()
    for key, text in messages.items():
        path = folder / key
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            is_inside = path.parent.resolve().is_relative_to(root)
        except OSError as error:
            why = f"The system says: {error.strerror or error}."
            fix = "Everything else came in. Make room, then import the file again."
            raise UserError(f"The message {key} cannot be written.", why, fix) from error
        if not is_inside:
            raise UserError(
                f"The message {key} cannot be written.", "Its folder leads elsewhere.", "Rename the folder."
            )
        write_text(path, text)
