"""The view-model of the Devices screen."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pushbench.domain.device import Device, Group
from pushbench.domain.errors import UserError
from pushbench.store.devices import DeviceQuery
from pushbench.store.history import HistoryQuery
from pushbench.ui.devices.recently_deleted import deletions
from pushbench.ui.devices.rows import DeviceRows, device_columns
from pushbench.ui.devices.state import ALL, ATTENTION, USED, DevicesState, Inspected
from pushbench.ui.devices.verbs import DeviceVerbs
from pushbench.ui.session import Session
from pushbench.ui.view_model import ViewModel

if TYPE_CHECKING:
    from pushbench.engine.importing import Imported
    from pushbench.store.database import Database


def _tr(text: str) -> str:
    return QCoreApplication.translate("DevicesModel", text)


_SEARCH_AFTER_SECONDS = 0.05
_RECENT = 5
_WEEK_SECONDS = 7 * 86400.0


class DevicesModel(ViewModel[DevicesState]):
    """Filters, the lazily fetched table, the inspector and the bulk actions."""

    def __init__(self, session: Session) -> None:
        super().__init__(DevicesState(), session.scope.child("devices"))
        self.session = session
        self._workspace = session.workspace
        self.now: Callable[[], float] = time.time
        self.verbs = DeviceVerbs(self)
        self.rows = DeviceRows(device_columns(self.short_title), can_refetch=True, parent=self)
        self.rows.wanted.connect(self._on_wanted)
        session.devices_changed.connect(self.refresh)

    def start(self) -> None:
        """Read the library."""
        self.refresh()

    def short_title(self, provider_id: str) -> str:
        registry = self._workspace.registry
        return registry.provider(provider_id).spec.short_title if provider_id in registry else provider_id

    # -- the list -----------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read names, groups and tags again."""
        self.scope.start("list", self._read())

    def choose_filter(self, key: str) -> None:
        self.become(filter=key)
        self.refresh()

    def search(self, text: str) -> None:
        """Show the devices that hold the words."""
        self.become(search=text)
        self.scope.start("list", self._read(_SEARCH_AFTER_SECONDS))

    async def _read(self, after_seconds: float = 0.0) -> None:
        await asyncio.sleep(after_seconds)
        query, now = self._query(), self.now()

        def work(db: Database) -> tuple[list[str], dict[str, object]]:
            return db.devices.names(query), _counts(db, now)

        names, counts = await self._workspace.store.run(work)
        if names != self.rows.keys:
            self.rows.reset(names)
        else:
            self.rows.refresh()
        self.become(shown=len(names), is_ready=True, **counts)
        current = self.state.current if self.state.current in set(names) else (names[0] if names else "")
        await self._inspect(current)

    def _query(self) -> DeviceQuery:
        kind, _, value = self.state.filter.partition(":")
        search = self.state.search
        if kind == "group":
            return DeviceQuery(search=search, group=value)
        if kind == "tag":
            return DeviceQuery(search=search, tag=value)
        if kind == "provider":
            return DeviceQuery(search=search, provider=value)
        if kind == USED:
            return DeviceQuery(search=search, seen_since=self.now() - _WEEK_SECONDS)
        return DeviceQuery(search=search, retired=True if kind == ATTENTION else None)

    def _on_wanted(self, keys: list[str]) -> None:
        # Each page is a task of its own: a new one must not cancel rows that are already on their way.
        self.scope.start(f"rows {keys[0]}", self._fetch(keys))

    async def _fetch(self, keys: Sequence[str]) -> None:
        devices = await self._workspace.store.run(lambda db: db.devices.get_many(keys))
        self.rows.put({device.name: device for device in devices})

    # -- the inspector ------------------------------------------------------------------------------

    def choose(self, name: str) -> None:
        """Show a device in the inspector."""
        if name and name != self.state.current:
            self.scope.start("inspect", self._inspect(name))

    def select(self, names: Sequence[str]) -> None:
        """Take the rows that bulk actions are about."""
        self.become(selected=tuple(names))

    async def _inspect(self, name: str) -> None:
        def work(db: Database) -> tuple[Device | None, tuple[str, ...], tuple[object, ...]]:
            device = db.devices.get(name) if name else None
            groups = tuple(group.name for group in db.groups.list() if name in group.devices)
            recent = tuple(db.history.page(HistoryQuery(device=name), limit=_RECENT)) if device is not None else ()
            return device, groups, recent

        device, groups, recent = await self._workspace.store.run(work)
        if device is None:
            self.become(current="", inspected=None, attributes_text="", attributes_problem="")
            return
        keeps_text = name == self.state.current and bool(self.state.attributes_problem)
        text = self.state.attributes_text if keeps_text else _attributes_text(device)
        self.become(
            current=name,
            inspected=Inspected(device, groups, recent, self._token_note(device)),  # type: ignore[arg-type]
            attributes_text=text,
            attributes_problem=self.state.attributes_problem if keeps_text else "",
        )

    def _token_note(self, device: Device) -> str:
        if device.provider not in self._workspace.registry:
            return _tr("No provider of this name is known.")
        guess = self._workspace.registry.provider(device.provider).recognise(device.token)
        return guess.note if guess is not None else _tr("The token has not the form this provider uses.")

    def edit_attributes(self, text: str) -> None:
        """Check attributes while they are typed and keep them when they are valid."""
        try:
            value = json.loads(text or "{}")
            problem = "" if isinstance(value, dict) else _tr("Attributes are an object in braces.")
        except ValueError as error:
            value, problem = None, _tr("This is no JSON yet: {error}.").format(error=error)
        self.become(attributes_text=text, attributes_problem=problem)
        inspected = self.state.inspected
        if not problem and isinstance(value, dict) and inspected is not None:
            self.scope.start("attributes", self._keep(replace(inspected.device, attributes=value), wait=0.4))

    def tidy_attributes(self) -> None:
        """Lay the attributes out again, when they are valid."""
        if not self.state.attributes_problem:
            value = json.loads(self.state.attributes_text or "{}")
            self.become(attributes_text=json.dumps(value, ensure_ascii=False, indent=2))

    def set_tags(self, tags: Sequence[str]) -> None:
        """Replace the tags of the device in the inspector."""
        inspected = self.state.inspected
        if inspected is not None:
            unique = tuple(dict.fromkeys(tag.strip() for tag in tags if tag.strip()))
            self.scope.start("tags", self._keep(replace(inspected.device, tags=unique)))

    async def _keep(self, device: Device, wait: float = 0.0) -> None:
        await asyncio.sleep(wait)
        await self._workspace.store.run(lambda db: db.devices.put(device))
        self.session.devices_changed.emit()

    # -- adding and removing --------------------------------------------------------------------------

    async def add(self, device: Device) -> None:
        """Add one device. Raises UserError; a token of an odd form is told but kept."""
        for warning in await self._workspace.save_device(device):
            self.session.notices.tell(warning)
        self.session.devices_changed.emit()
        await self._inspect(device.name)

    async def add_many(self, devices: Sequence[Device]) -> None:
        """Add several devices at once."""
        await self._workspace.store.run(lambda db: db.devices.put_many(devices))
        self.session.devices_changed.emit()
        count = len(devices)
        self.session.notices.tell(f"{count} device{'' if count == 1 else 's'} added")

    async def recognise(self, text: str) -> list[Device]:
        """Return the devices a pasted text seems to hold; nothing is saved."""
        return await self._workspace.paste_devices(text)

    async def read_list(self, text: str, mapping: Mapping[str, str] | None = None) -> Imported:
        """Say what a CSV or JSON list would give; nothing is saved. Raises UserError for other texts."""
        return await self._workspace.import_devices(text, mapping=mapping, save=False)

    def import_text(self, text: str, name: str, mapping: Mapping[str, str] | None = None) -> None:
        """Read a CSV or JSON list into the library."""
        self.scope.start("import", self._import(text, name, mapping or {}))

    async def _import(self, text: str, name: str, mapping: Mapping[str, str]) -> None:
        self.become(busy=f"Reading {name}")
        try:
            done = await self._workspace.import_devices(text, mapping=mapping)
        finally:
            self.become(busy="")
        self.session.devices_changed.emit()
        left_out = (
            _tr(", {count} rows with problems: {problems}").format(count=len(done.problems), problems=done.problems[0])
            if done.problems
            else ""
        )
        self.session.notices.tell(
            _tr("{saved} devices imported{left_out}").format(saved=f"{done.saved:,}", left_out=left_out)
        )

    def remove(self, names: Sequence[str]) -> None:
        """Remove devices and offer the way back."""
        if names:
            self.scope.start("remove", self.verbs.remove(list(names)))

    def rename(self, old: str, new: str) -> None:
        """Give a device another name."""
        if new.strip() and new != old:
            self.scope.start("rename", self._rename(old, new.strip()))

    async def _rename(self, old: str, new: str) -> None:
        if not await self._workspace.store.run(lambda db: db.devices.rename(old, new)):
            raise UserError(
                _tr("“{old}” was not renamed.").format(old=old),
                _tr("There is a device named “{new}” already.").format(new=new),
                _tr("Choose another name."),
            )
        self.become(current=new)
        self.session.devices_changed.emit()

    def revive(self, names: Sequence[str]) -> None:
        """Take the mark of a dead token off."""
        self.verbs.revive(names)

    def retire(self, names: Sequence[str], reason: str) -> None:
        """Mark tokens as dead."""
        self.verbs.retire(names, reason)

    # -- groups -------------------------------------------------------------------------------------

    def make_group(self, name: str, devices: Sequence[str] = ()) -> None:
        """Make a group of devices."""
        clean = name.strip().lstrip("@").strip()
        if clean:
            self._write(lambda db: db.groups.put(Group(clean, tuple(devices))))

    def remove_group(self, name: str) -> None:
        """Remove a group and offer the way back; its devices stay."""
        group = next((item for item in self.state.groups if item.name == name), None)
        if group is None:
            return
        if self.state.filter == f"group:{name}":
            self.become(filter=ALL)
        self._write(lambda db: db.groups.remove(name))
        again = lambda: self._write(lambda db: db.groups.put(group))  # noqa: E731 - the toast wants a callable
        self.session.notices.tell(
            _tr("Group “@{name}” removed; its devices stay").format(name=name), _tr("Undo"), again
        )

    def put_in_group(self, name: str, devices: Sequence[str]) -> None:
        """Add devices to a group."""
        group = next((item for item in self.state.groups if item.name == name), Group(name))
        members = tuple(dict.fromkeys((*group.devices, *devices)))
        self._write(lambda db: db.groups.put(replace(group, devices=members)))

    def take_from_group(self, name: str, device: str) -> None:
        """Take a device out of a group."""
        group = next((item for item in self.state.groups if item.name == name), None)
        if group is not None:
            members = tuple(member for member in group.devices if member != device)
            self._write(lambda db: db.groups.put(replace(group, devices=members)))

    def add_tag(self, tag: str, names: Sequence[str]) -> None:
        """Put a tag on devices."""

        def work(db: Database) -> None:
            devices = db.devices.get_many(names)
            db.devices.put_many([replace(d, tags=tuple(dict.fromkeys((*d.tags, tag.strip())))) for d in devices])

        if tag.strip():
            self._write(work)

    def _write(self, work: Callable[[Database], object]) -> None:
        async def run() -> None:
            await self._workspace.store.run(work)
            self.session.devices_changed.emit()

        self.scope.start("write", run())

    # -- to other screens -----------------------------------------------------------------------------

    def use_in_compose(self, names: Sequence[str]) -> None:
        """Put devices into Compose's target field."""
        if names:
            self.session.targets_wanted.emit(list(names))
            self.session.place_wanted.emit("compose")


def _counts(db: Database, now: float) -> dict[str, object]:
    """Return what stands beside the filters."""
    return {
        "total": db.devices.page(DeviceQuery(), limit=1).total,
        "attention": db.devices.page(DeviceQuery(retired=True), limit=1).total,
        "used": db.devices.page(DeviceQuery(seen_since=now - _WEEK_SECONDS), limit=1).total,
        "groups": tuple(db.groups.list()),
        "tags": tuple(db.devices.tags()),
        "providers": tuple(db.devices.providers()),
        "deleted": deletions(db, now),
    }


def _attributes_text(device: Device) -> str:
    return json.dumps(dict(device.attributes), ensure_ascii=False, indent=2)
