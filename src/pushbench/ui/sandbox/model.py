"""The view-model of the Sandbox screen: its parts, and what follows from every change."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pushbench.domain.message import Message
from pushbench.ui.sandbox.answering import Answering
from pushbench.ui.sandbox.first_run import WELCOMED
from pushbench.ui.sandbox.following import Following
from pushbench.ui.sandbox.life import Life
from pushbench.ui.sandbox.pushes import Push, push_columns
from pushbench.ui.sandbox.sampling import Sampling
from pushbench.ui.sandbox.state import SandboxState
from pushbench.ui.session import Session
from pushbench.ui.view_model import ViewModel
from pushbench.ui.widgets.table.model import RowsModel

if TYPE_CHECKING:
    from pushbench.ui.sandbox.picture import Picture


class SandboxModel(ViewModel[SandboxState]):
    """Starts and stops the emulator and follows what its virtual devices receive; the verbs stand in the parts."""

    def __init__(self, session: Session) -> None:
        is_welcomed = bool(session.state.choices.get(WELCOMED))
        super().__init__(SandboxState(is_welcomed=is_welcomed), session.scope.child("sandbox"))
        self.session = session
        self.is_open = False
        """Whether the screen was shown; nothing is asked before."""
        self._lookers: set[str] = set()
        self._picture: Picture | None = None
        self.rows = RowsModel(push_columns(self.latency_ms, self._provider_title), is_newest_first=True, parent=self)
        self.following = Following(self)
        self.answering = Answering(self)
        self.sampling = Sampling(self)
        self.life = Life(self)
        session.history_changed.connect(self.following.seek_latencies)

    def start(self) -> None:
        """Look for an emulator that runs already, and follow it."""
        self.is_open = True
        self.refresh()
        self.answering.refresh()
        self.life.look()

    @property
    def is_in_sight(self) -> bool:
        return bool(self._lookers)

    def _provider_title(self, provider: str) -> str:
        registry = self.session.workspace.registry
        return registry.provider(provider).spec.short_title if provider in registry else provider

    def come_into_sight(self, is_in_sight: bool, where: str = "screen") -> None:
        """Faults are asked for only while somebody looks, at the screen or at the window of its own."""
        if is_in_sight:
            self._lookers.add(where)
        else:
            self._lookers.discard(where)
        if self.is_open:
            self.following.watch_faults()

    # -- what is in sight ---------------------------------------------------------------------------

    def choose_platform(self, platform: str) -> None:
        """Show another virtual device with the last push it got."""
        newest = self.following.newest(platform)
        self.become(platform=platform, current=newest.key if newest is not None else "", follows=True)
        self.refresh()
        self.answering.refresh()

    def choose(self, key: str) -> None:
        """Show a push of the list on its device; what arrives next does not take its place, unless it is the newest."""
        push = self.rows.get(key)
        if isinstance(push, Push):
            follows = key == self.following.newest_key
            self.become(current=key, platform=push.platform or self.state.platform, follows=follows)
            self.refresh()
            self.answering.refresh()

    def follow_newest(self) -> None:
        """Show what arrived last, and from now on whatever arrives."""
        self.become(follows=True)
        self.choose(self.following.newest_key)

    def choose_dark(self, is_dark: bool) -> None:
        """Show the virtual device light or dark."""
        self.become(is_dark=is_dark)
        self.refresh()

    def on_pushes(self, pushes: Sequence[Push]) -> None:
        """Show what arrived: at the device in sight if it got something, else at the one that did last."""
        self.become(count=self.following.count)
        if self.state.follows:
            own = [push for push in pushes if push.platform == self.state.platform]
            shown = (own or list(pushes))[-1]
            self.become(current=shown.key, platform=shown.platform or self.state.platform)
        self.sampling.on_pushes(pushes)
        self.refresh()
        self.answering.refresh()
        if self.is_in_sight:
            self.following.watch_faults()

    def refresh(self) -> None:
        """Lay out the device in sight."""
        if not self.is_open:
            return
        push = self.rows.get(self.state.current)
        push = push if isinstance(push, Push) else None
        now = push.at if push is not None else time.time()
        self.become(
            push=push,
            latency_ms=self.latency_ms(push.key) if push is not None else None,
            appearance=self._picture_maker().of(push, self.state.platform, now, is_dark=self.state.is_dark),
        )

    def _picture_maker(self) -> Picture:
        if self._picture is None:
            from pushbench.ui.sandbox.picture import Picture

            self._picture = Picture(self.session.workspace.registry)
        return self._picture

    def latency_ms(self, key: str) -> float | None:
        """Return how long a push took, where the history knows."""
        return self.following.latencies.ms(key)

    def delivery_of(self, key: str) -> str:
        """Return the delivery in the history that a push belongs to, or an empty string."""
        row = self.following.latencies.found.get(key)
        return row.id if row is not None else ""

    # -- verbs --------------------------------------------------------------------------------------

    async def clear(self) -> None:
        """Let the emulator forget pushes, faults and what it learned."""
        await self.session.workspace.local.reset()
        self.following.cleared()
        await self.answering.read()

    def show_welcome(self) -> None:
        """Put the first steps beside the devices."""
        self.become(is_welcome=True)

    def close_welcome(self) -> None:
        """Leave the devices alone on the screen; Help brings the first steps back."""
        self.become(is_welcome=False)

    def on_first_push(self) -> None:
        """Remember that a first push has arrived."""
        self.session.state.choices[WELCOMED] = True
        self.become(is_welcomed=True)

    def make_it_yours(self) -> None:
        """Open the sample in Compose with the virtual device as its target."""
        phone = self.state.phone
        if phone is not None:
            self.session.targets_wanted.emit([phone.name])
        self.session.open_sample()
        self.close_welcome()

    def write_empty(self) -> None:
        """Go on to an empty message in Compose."""
        self.session.open_message(Message(name=QCoreApplication.translate("Sandbox", "Untitled")))
        self.close_welcome()

    def open_pasted(self, text: str) -> None:
        """Open a cURL command or a payload as a message in Compose."""
        self.session.place_wanted.emit("compose")
        self.session.pasted_wanted.emit(text)

    def go(self, place: str, action: str) -> None:
        """Show a screen and begin there with what an action does."""
        actions = self.session.actions
        if actions is not None and action in actions:
            actions.run(action)
        else:
            self.session.place_wanted.emit(place)

    def show_delivery(self, key: str) -> None:
        """Show a push's delivery in the history."""
        delivery = self.delivery_of(key)
        if delivery:
            self.session.delivery_wanted.emit(delivery)
        else:
            words = QCoreApplication.translate(
                "Sandbox", "This push was not sent from here, so the history does not know it"
            )
            self.session.notices.tell(words)
