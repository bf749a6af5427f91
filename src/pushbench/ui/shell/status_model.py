"""What the status line says: services, secrets, queue, problems; on other screens what they hold."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from pushbench.domain.profile import Environment
from pushbench.domain.tasks import TaskScope
from pushbench.ui.compose.model import ComposeModel
from pushbench.ui.session import Session
from pushbench.ui.shell.reachability import Reached, reached_items, read_reached
from pushbench.ui.shell.status_line import StatusItem
from pushbench.ui.shell.status_places import counted, device_items, history_items, provider_items, version_item
from pushbench.ui.view_model import ViewModel

if TYPE_CHECKING:
    from pushbench.store.database import Database

Items = tuple[StatusItem, ...]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Status", text)


@dataclass(frozen=True, slots=True)
class StatusState:
    """Items at the left and at the right."""

    left: Items = ()
    right: Items = ()


class StatusModel(ViewModel[StatusState]):
    """Follows the sandbox, the vault, what services answered, the send that goes on and the screen in sight."""

    def __init__(
        self, session: Session, compose: ComposeModel, scope: TaskScope, now: Callable[[], float] = time.time
    ) -> None:
        super().__init__(StatusState(), scope.child("status"))
        self._session = session
        self._compose = compose
        self._now = now
        self._vault = ""
        self._has_secrets = False
        self._kept_for = ""
        self._reached: tuple[Reached, ...] = ()
        self._asked: tuple[object, ...] = ()
        self._place = "compose"
        self._models: dict[str, ViewModel[Any]] = {}
        self._is_open = False
        self._local = session.workspace.local
        self._local.on_change.append(self._on_change)
        session.sandbox_changed.connect(self._on_change)
        session.vault_changed.connect(lambda: self.scope.start("vault", self.start()))
        session.history_changed.connect(self._seek)
        session.profiles_changed.connect(self._seek)
        compose.changed.connect(self._on_compose)

    async def start(self) -> None:
        """Ask where secrets rest, which may take a while, and what services answered last; the store is open."""
        self._is_open = True
        explain = getattr(self._session.workspace.vault, "explain", None)
        if explain is not None:
            self._vault = await self._session.worker.run(explain)
        self._on_change()
        await self._read()

    def stop(self) -> None:
        """Stop following the sandbox."""
        if self._on_change in self._local.on_change:
            self._local.on_change.remove(self._on_change)

    def show_place(self, key: str, model: ViewModel[Any] | None) -> None:
        """Tell about another screen, and follow its view-model from now on."""
        self._place = key
        if model is not None and key not in self._models:
            self._models[key] = model
            model.changed.connect(self._on_change)
        self._on_change()

    # -- what is asked of the store -----------------------------------------------------------------

    def _on_compose(self) -> None:
        profile = self._compose.state.profile
        asked = (profile.key, profile.environment) if profile is not None else ()
        if asked != self._asked:
            self._asked = asked
            self._seek()
        self._on_change()

    def _seek(self) -> None:
        if self._is_open:
            self.scope.start("read", self._read())

    async def _read(self) -> None:
        profile = self._compose.state.profile
        registry = self._session.workspace.registry
        services = {key: registry.provider(key).spec.short_title for key in (profile.profiles if profile else ())}
        environment = profile.environment if profile is not None else Environment.LOCAL

        def work(database: Database) -> tuple[bool, str, tuple[Reached, ...]]:
            has_secrets = any(found.secrets for found in database.profiles.list())
            kept_for = _kept_words(database.settings.get("preferences", None))
            if environment is Environment.LOCAL:
                return has_secrets, kept_for, ()
            return has_secrets, kept_for, read_reached(database, services, environment)

        self._has_secrets, self._kept_for, self._reached = await self._session.workspace.store.run(work)
        self._on_change()

    # -- words --------------------------------------------------------------------------------------

    def _on_change(self) -> None:
        left, right = self._items()
        self.become(left=left, right=right)

    def _items(self) -> tuple[Items, Items]:
        model = self._models.get(self._place)
        state = model.state if model is not None else None
        queue = self._queue()
        if self._place == "devices" and state is not None:
            left, right = device_items(state)
        elif self._place == "history" and state is not None:
            left, right = history_items(state, self._kept_for)
        elif self._place == "providers" and state is not None:
            left, right = provider_items(state, self._secrets())
        elif self._place in ("sandbox", "settings"):
            left, right = (*self._sandbox(), *self._secrets()), (version_item(),)
        else:
            return (*self._services(), *self._secrets()), (*queue, *self._problems())
        return left, (*queue, *right)

    def _services(self) -> Items:
        """Return what answered last; the sandbox where pushes go to it, or while it runs."""
        items = reached_items(self._reached, self._now())
        if self._compose.sends_locally or self._compose.state.profile is None or self._local.current is not None:
            return (*self._sandbox(), *items)
        return items

    def _sandbox(self) -> Items:
        ready = self._local.current
        if ready is None:
            return (StatusItem(_tr("Sandbox off"), dot="text-3", verb="go.sandbox"),)
        address = str(ready.get("control_url", "")).removeprefix("https://")
        words = _tr("Sandbox on {address}").format(address=address)
        return (StatusItem(words, dot="green-dot", tip=_tr("It listens on this computer only."), verb="go.sandbox"),)

    def _secrets(self) -> Items:
        if not self._vault:
            return ()
        if not self._has_secrets and self._is_open:
            return (StatusItem(_tr("No credentials stored yet"), icon="lock", tip=self._vault, verb="go.providers"),)
        return (StatusItem(self._vault, icon="lock", verb="go.settings"),)

    def _queue(self) -> Items:
        send = self._compose.state.send
        items = []
        if send.offline and not send.is_running:
            words = counted(send.offline, _tr("No connection, 1 not sent"), _tr("No connection, {count} not sent"))
            items.append(
                StatusItem(words, icon="wifi-off", tone="red", tip=_tr("Click to send them again"), verb="log.failed")
            )
        if send.is_running and send.total > 1:
            done, total = f"{send.done:,}", f"{send.total:,}"
            items.append(StatusItem(_tr("Sending {done} of {total}").format(done=done, total=total)))
        if send.retrying:
            words = _tr("Queue: {count} waiting to retry").format(count=f"{send.retrying:,}")
            items.append(StatusItem(words))
        if send.queued:
            items.append(
                StatusItem(counted(send.queued, _tr("1 run waits for this one"), _tr("{count} runs wait for this one")))
            )
        return tuple(items)

    def _problems(self) -> Items:
        problems = sum(tab.errors for tab in self._compose.state.providers if tab.is_in_set)
        if not problems:
            return ()
        words = counted(problems, _tr("1 problem"), _tr("{count} problems"))
        return (
            StatusItem(
                words,
                icon="circle-x",
                tone="red",
                tip=_tr("A click lists them, F8 walks through them"),
                verb="view.problems",
            ),
        )


def _kept_words(preferences: Any) -> str:
    """Return how long the history is kept."""
    from pushbench.engine.settings import Keep, read_settings

    retention = read_settings(preferences).retention
    if retention.keep is Keep.DAYS:
        return counted(retention.days, _tr("1 day"), _tr("{count} days"))
    if retention.keep is Keep.DELIVERIES:
        return _tr("at most {count}").format(count=f"{retention.deliveries:,}")
    return ""
