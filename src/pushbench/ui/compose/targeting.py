"""The target field: chips, what they stand for, suggestions, what is pasted and dropped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication

from pushbench.domain.errors import UserError
from pushbench.domain.target import TargetKind, parse_target
from pushbench.ui.compose.state import Suggestion, TargetChip
from pushbench.ui.compose.suggesting import PASTE, SuggestionBook
from pushbench.ui.compose.targets import TargetBook, title_of

if TYPE_CHECKING:
    from pushbench.domain.device import Device
    from pushbench.engine.messages import Reach
    from pushbench.store.database import Database
    from pushbench.ui.compose.model import ComposeModel

_RECENT = "recent_targets"
_REMEMBERED = 20
_LONG = 20
"""Words longer than this without a blank may be a token."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Targeting", text)


def looks_pasted(text: str) -> bool:
    """Whether a text from the clipboard is to be read for tokens instead of being typed on."""
    text = text.strip()
    return "\n" in text or text.startswith(("{", "<")) or any(len(word) > _LONG for word in text.split())


class Targeting:
    """Keeps the typed targets and asks, latest first, what they are."""

    def __init__(self, model: ComposeModel) -> None:
        self._model = model
        self._book = TargetBook(model.workspace)
        self._offers = SuggestionBook(model.workspace)
        self._awaits_devices = False
        self._reach: dict[str, int] = {}
        """Target as typed -> devices it reached when its service was asked."""

    async def start(self) -> None:
        """Take the targets of last time, else the sandbox's virtual devices."""
        remembered = self._model.session.state.choices.get("targets")
        texts = [str(text) for text in remembered] if remembered else await self._book.virtual_devices()
        self.set_targets(texts)
        self._awaits_devices = not texts

    def on_devices_changed(self) -> None:
        """Take the virtual devices once the sandbox has brought them, unless targets were chosen meanwhile."""
        if self._awaits_devices and not self._model.state.targets:
            self._model.scope.start("first targets", self.start())
        else:
            self.refresh()

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(chip.text for chip in self._model.state.targets)

    def set_targets(self, texts: Sequence[str]) -> None:
        """Replace the targets."""
        self._awaits_devices = False
        unique = list(dict.fromkeys(texts))
        self._model.session.state.choices["targets"] = unique
        known = {chip.text: chip for chip in self._model.state.targets}
        waiting = tuple(known.get(text) or TargetChip(text, title_of(text), "smartphone", 0) for text in unique)
        self._model.become(targets=waiting)
        self.refresh()

    def add(self, text: str) -> None:
        """Add one target as typed or suggested; a text that holds tokens becomes a chip for each."""
        text = text.strip()
        if text == PASTE:
            self.paste(QGuiApplication.clipboard().text())
        elif text and looks_pasted(text) and _kind(text) is TargetKind.DEVICE:
            self._model.scope.start("added", self._add_unless_device(text))
        elif text:
            self._append([text])

    def paste(self, text: str) -> None:
        """Add a chip for every token that a text holds, each for the service it seems to be of."""
        self._model.scope.start("pasted", self._paste(text))

    def add_all(self, texts: Sequence[str]) -> None:
        """Add several targets, such as devices that were dropped."""
        self._append([text.strip() for text in texts if text.strip()])

    def remove(self, text: str) -> None:
        self.set_targets([known for known in self.texts if known != text])

    def refresh(self) -> None:
        """Ask again what the targets stand for."""
        if self._model.state.targets:
            self._model.scope.start("targets", self._resolve())
        else:
            self._model.become(target_count=0, target_summary="")

    def countable(self) -> tuple[str, ...]:
        """Return the targets of which a service of the chosen set tells how many devices they reach."""
        from pushbench.ui.later.counting import countable

        profile = self._model.state.profile
        return countable(self._model.workspace, self.texts, tuple(profile.profiles) if profile is not None else ())

    @property
    def why_not_count(self) -> str:
        """Why nobody can be asked how many the targets reach; empty where somebody can."""
        if self.countable():
            return ""
        return _tr("No target is one whose service tells how many it reaches, such as a segment of OneSignal.")

    def count(self) -> None:
        """Ask how many devices the targets reach; nothing is sent. The chips say it from then on."""
        self._model.scope.start("count", self._count())

    async def _count(self) -> None:
        from pushbench.ui.later.counting import reach_words

        found = await self.reach(self.countable())
        self._reach |= {reach.target: reach.count for reach in found if reach.count is not None}
        self.refresh()
        troubles = [reach.trouble for reach in found if reach.trouble is not None]
        if troubles and not any(reach.count is not None for reach in found):
            raise troubles[0]
        self._model.session.notices.tell(reach_words(found), icon="users")

    async def reach(self, texts: Sequence[str]) -> list[Reach]:
        """Ask through the chosen set or profile how many devices targets reach."""
        profile = self._model.state.profile
        if profile is None or not texts:
            return []
        kind, _, name = profile.key.partition(":")
        through = {"profile": name} if kind == "profile" else {"profile_set": name}
        return await self._model.workspace.count_reached(texts, **through)

    def _append(self, texts: Sequence[str]) -> None:
        self._remember(texts)
        self.set_targets([*self.texts, *texts])

    def _remember(self, texts: Sequence[str]) -> None:
        """Keep topics and the like, which no library lists, for the suggestions."""
        kept = [str(text) for text in self._model.session.state.choices.get(_RECENT, [])]
        fresh = [text for text in texts if _kind(text) in (TargetKind.TOPIC, TargetKind.CONDITION, TargetKind.CHANNEL)]
        if fresh:
            self._model.session.state.choices[_RECENT] = list(dict.fromkeys([*fresh, *kept]))[:_REMEMBERED]

    async def _resolve(self) -> None:
        chips = await self._book.chips(self.texts, self._model.state.profile)
        devices, words = await self._book.summary(chips)
        chips = tuple(
            replace(chip, title=f"{chip.title} · {self._reach[chip.text]:,}") if chip.text in self._reach else chip
            for chip in chips
        )
        self._model.become(targets=chips, target_count=devices, target_summary=words)
        self._model.on_targets()

    async def _add_unless_device(self, text: str) -> None:
        """A long name of a device is that device; anything else of this shape is looked through for tokens."""
        device = await self._model.workspace.store.run(lambda db: db.devices.get(text))
        found = [text] if device is not None else await self._tokens(text)
        self._append(found or [text])

    async def _paste(self, text: str) -> None:
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        found = await self._tokens(text) if text.strip() else []
        if not found:
            known = await self._model.workspace.store.run(lambda db: [d.name for d in db.devices.get_many(lines)])
            found = [line for line in lines if line in known or _kind(line) is not TargetKind.DEVICE]
        if not found:
            raise UserError(
                _tr("Nothing was added."),
                _tr("The clipboard holds no token and no target."),
                _tr("Copy a device token, several of them, or a PushSubscription, and paste again."),
            )
        self._append(found)

    async def _tokens(self, text: str) -> list[str]:
        """Return a target per token; one that the library knows is its device."""
        found = []
        for guess in await self._model.workspace.paste_devices(text):
            known = await self._model.workspace.store.run(_by_token(guess.provider, guess.token))
            found.append(known[0].name if known else f"token:{guess.token}")
        return found

    def search(self, typed: str) -> None:
        """Look for devices, groups, tags and topics that may be meant."""
        self._model.scope.start("suggest", self._suggest(typed))

    async def _suggest(self, typed: str) -> None:
        recent = [str(text) for text in self._model.session.state.choices.get(_RECENT, [])]
        found: tuple[Suggestion, ...] = await self._offers.suggestions(
            typed, self.texts, recent, self._model.state.profile
        )
        self._model.become(suggestions=found, suggested_for=typed)


def _by_token(provider: str, token: str) -> Callable[[Database], list[Device]]:
    return lambda db: db.devices.by_token(provider, token)


def _kind(text: str) -> TargetKind | None:
    try:
        return parse_target(text).kind
    except UserError:
        return None
