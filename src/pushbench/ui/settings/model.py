"""The view-model of the Settings screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from pushbench.ui.actions import Action, shortcut_words
from pushbench.ui.session import Session
from pushbench.ui.theme.theme import Look, Mode, Theme
from pushbench.ui.view_model import ViewModel


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One line of the list of shortcuts."""

    group: str
    title: str
    keys: str


@dataclass(frozen=True, slots=True)
class SettingsState:
    """What the screen shows."""

    look: Look = field(default_factory=Look)
    home: str = ""
    vault: str = ""
    shortcuts: tuple[Shortcut, ...] = ()


class SettingsModel(ViewModel[SettingsState]):
    """Changes the look at once; the window remembers it when it ends."""

    def __init__(self, session: Session, theme: Theme, actions: Callable[[], tuple[Action, ...]]) -> None:
        home = str(session.home) if session.home is not None else "Nothing is kept: this window works in memory."
        super().__init__(SettingsState(look=theme.look, home=home), session.scope.child("settings"))
        self._session = session
        self._theme = theme
        self._actions = actions
        theme.changed.connect(lambda: self.become(look=theme.look))

    def start(self) -> None:
        """Read what the screen lists."""
        self.become(shortcuts=shortcuts_of(self._actions()))
        self.scope.start("vault", self._explain_vault())

    async def _explain_vault(self) -> None:
        explain = getattr(self._session.workspace.vault, "explain", None)
        if explain is not None:
            self.become(vault=await self._session.worker.run(explain))

    def set_mode(self, mode: str) -> None:
        self._look(mode=Mode(mode))

    def set_text_percent(self, percent: int) -> None:
        self._look(text_percent=min(max(percent, 90), 140))

    def set_high_contrast(self, is_on: bool) -> None:
        self._look(is_high_contrast=is_on)

    def set_reduced_motion(self, is_on: bool) -> None:
        self._look(is_motion_reduced=is_on)

    def _look(self, **changes: object) -> None:
        look = replace(self._theme.look, **changes)  # type: ignore[arg-type]
        self._theme.choose(look)
        self._session.state.keep_look(look)
        self.become(look=look)


def shortcuts_of(actions: tuple[Action, ...]) -> tuple[Shortcut, ...]:
    """Return the actions that have keys, as this system writes them."""
    return tuple(
        Shortcut(action.group, action.title, ", ".join(shortcut_words(keys) for keys in action.shortcuts))
        for action in actions
        if action.shortcuts
    )
