"""What can be done with devices: delete with a way back, mark, check, copy, send a test to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication

from pushbench.domain.device import Device, Group
from pushbench.domain.errors import UserError
from pushbench.domain.profile import Environment, Profile
from pushbench.ui.devices import recently_deleted

if TYPE_CHECKING:
    from pushbench.engine.plan import SendPlan
    from pushbench.store.database import Database
    from pushbench.ui.devices.model import DevicesModel


def _tr(text: str) -> str:
    return QCoreApplication.translate("DevicesVerbs", text)


_NAMED = 3


class DeviceVerbs:
    """Acts on devices by name."""

    def __init__(self, model: DevicesModel) -> None:
        self._model = model
        self._session = model.session
        self._workspace = model.session.workspace

    # -- deleting -----------------------------------------------------------------------------------

    async def remove(self, names: list[str]) -> None:
        """Delete devices; the toast brings them back, and for thirty days Recently deleted does."""
        now = self._model.now()

        def work(db: Database) -> tuple[list[Device], list[Group]]:
            devices = db.devices.get_many(names)
            gone = set(names)
            groups = [group for group in db.groups.list() if gone & set(group.devices)]
            recently_deleted.keep(db, devices, groups, now)
            db.devices.remove(names)
            return devices, groups

        devices, groups = await self._workspace.store.run(work)
        self._session.devices_changed.emit()
        if devices:
            words = (
                _tr("“{name}” deleted").format(name=devices[0].name)
                if len(devices) == 1
                else _tr("{count} devices deleted").format(count=f"{len(devices):,}")
            )
            self._session.notices.tell(words, _tr("Undo"), lambda: self._bring_back(devices, groups, now))

    def _bring_back(self, devices: Sequence[Device], groups: Sequence[Group], at: float) -> None:
        def put(db: Database) -> None:
            db.devices.put_many(devices)
            for group in groups:
                db.groups.put(group)
            recently_deleted.forget(db, at)

        self._write("restore", put)

    def restore(self, at: float) -> None:
        """Bring back what was deleted at a moment."""

        async def work() -> None:
            count = await self._workspace.store.run(lambda db: recently_deleted.restore(db, at))
            self._session.devices_changed.emit()
            self._session.notices.tell(
                _tr("1 device restored") if count == 1 else _tr("{count} devices restored").format(count=f"{count:,}")
            )

        self._model.scope.start("restore", work())

    # -- marks --------------------------------------------------------------------------------------

    def retire(self, names: Sequence[str], reason: str) -> None:
        """Mark tokens as dead, with the way back."""
        again = lambda: self.revive(names)  # noqa: E731 - the toast wants a callable
        self._mark(names, lambda db: db.devices.retire(names, reason), _tr("{who} marked as unregistered"), again)

    def revive(self, names: Sequence[str]) -> None:
        """Take the mark of a dead token off."""
        self._write("revive", lambda db: db.devices.unretire(names))

    def _mark(
        self, names: Sequence[str], work: Callable[[Database], object], words: str, again: Callable[[], object]
    ) -> None:
        chosen = set(names)
        groups = [f"@{group.name}" for group in self._model.state.groups if chosen & set(group.devices)]
        is_one = len(names) == 1
        skips = _tr("; {groups} will skip it") if is_one else _tr("; {groups} will skip them")
        skipped = skips.format(groups=", ".join(groups)) if groups else ""
        who = f"“{names[0]}”" if is_one else _tr("{count} devices").format(count=f"{len(names):,}")

        async def run() -> None:
            await self._workspace.store.run(work)
            self._session.devices_changed.emit()
            self._session.notices.tell(words.format(who=who) + skipped, _tr("Undo"), again)

        if names:
            self._model.scope.start("mark", run())

    def _write(self, name: str, work: Callable[[Database], object]) -> None:
        async def run() -> None:
            await self._workspace.store.run(work)
            self._session.devices_changed.emit()

        self._model.scope.start(name, run())

    # -- reading ------------------------------------------------------------------------------------

    def check_tokens(self, names: Sequence[str]) -> None:
        """Hold the tokens against the form their provider gives; nothing is sent."""
        self._model.scope.start("check", self._check_tokens(list(names)))

    async def _check_tokens(self, names: list[str]) -> None:
        devices = await self._workspace.store.run(lambda db: db.devices.get_many(names))
        bad = [device.name for device in devices if not self._has_form(device)]
        good = len(devices) - len(bad)
        if not bad:
            one = _tr("The token has the form the provider uses. Only a send proves more.")
            many = _tr("All {count} tokens have the form the provider uses. Only a send proves more.")
            self._session.notices.tell(one if good == 1 else many.format(count=f"{good:,}"))
            return
        named = ", ".join(f"“{name}”" for name in bad[:_NAMED]) + (", …" if len(bad) > _NAMED else "")
        raise UserError(
            _tr("{bad} of {count} tokens have another form than their provider uses.").format(
                bad=f"{len(bad):,}", count=f"{len(devices):,}"
            ),
            f"{named}.",
            _tr("Compare them with what the app logged, or choose another provider."),
        )

    def _has_form(self, device: Device) -> bool:
        registry = self._workspace.registry
        if device.provider not in registry:
            return False
        return registry.provider(device.provider).recognise(device.token) is not None

    def copy(self, names: Sequence[str]) -> None:
        """Put devices on the clipboard as tab-separated rows, also those that were never in sight."""
        self._model.scope.start("copy", self._copy(list(names)))

    async def _copy(self, names: list[str]) -> None:
        devices = await self._workspace.store.run(lambda db: db.devices.get_many(names))
        text = await self._session.worker.run(self._model.rows.text_of, devices)
        QGuiApplication.clipboard().setText(text)
        count = len(devices)
        self._session.notices.tell(
            _tr("1 row copied") if count == 1 else _tr("{count} rows copied").format(count=f"{count:,}")
        )

    # -- a test push --------------------------------------------------------------------------------

    def send_test(self, device: Device) -> None:
        """Send the sample message to a device, with the guard and the log of every send."""
        self._session.place_wanted.emit("compose")
        self._session.plan_wanted.emit(lambda: self._test_plan(device))

    async def _test_plan(self, device: Device) -> SendPlan:
        from pushbench.engine.linking import sample_message
        from pushbench.engine.plan import SendOrder

        profile = fitting_profile(device, await self._workspace.profiles())
        if profile is None:
            raise UserError(
                _tr("Nothing was sent: no profile fits this device."),
                _tr("A profile of its provider for the environment “{environment}” is missing.").format(
                    environment=device.environment or "unknown"
                ),
                _tr("Make one on the Providers screen."),
            )
        return await self._workspace.plan(SendOrder(sample_message(), (f"device:{device.name}",), profile=profile.name))


def fitting_profile(device: Device, profiles: Sequence[Profile]) -> Profile | None:
    """Return a profile of the device's provider and environment; of an unknown environment never production's."""
    own = [profile for profile in profiles if profile.provider == device.provider]
    if device.environment:
        return next((profile for profile in own if profile.environment.value == device.environment), None)
    return next((profile for profile in own if profile.environment is not Environment.PRODUCTION), None)
