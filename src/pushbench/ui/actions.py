"""Actions as data: menus, shortcuts, the command palette and the shortcut list derive from one table."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, MutableMapping
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from pushbench.domain.errors import UserError
from pushbench.ui.bindings import Binding, checked_key, key_words, read_bindings

S = TypeVar("S")


def _always() -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Action:
    """Something a person can do from anywhere.

    The part of ``id`` before the first dot says in which menu it stands (``ui/shell/menus.py``).
    """

    id: str
    title: str
    run: Callable[[], object]
    shortcuts: tuple[str, ...] = ()
    """Qt's portable text; ``Ctrl`` is Command on a Mac."""
    group: str = ""
    """Heading in lists."""
    screen: str = ""
    """The screen it belongs to; empty: every screen."""
    icon: str | None = None
    why_disabled: Callable[[], str] = _always
    """Returns why it cannot be done now, or an empty string when it can."""
    mac_shortcuts: tuple[str, ...] | None = None
    """Where a Mac has other ones: ``Ctrl`` is Command, ``Alt`` Option, ``Meta`` Control."""
    words: str = ""
    """More words a search may hit."""
    is_on: Callable[[], bool] | None = None
    """For what can be on or off: whether it is on."""
    is_field_key: bool = False
    """Text fields and lists answer to the keys by themselves, so they are shown and never caught."""
    role: str = ""
    """``about``, ``preferences`` or ``quit``: a Mac has places of its own for these."""

    def usual_keys(self, platform: str = sys.platform) -> tuple[str, ...]:
        """Return the keys it has on a system unless a person changed them."""
        has_own = platform == "darwin" and self.mac_shortcuts is not None
        return (self.mac_shortcuts or ()) if has_own else self.shortcuts


class ActionTable(QObject):
    """The actions of one window, each with its ``QAction``.

    ``changed`` tells that actions came or keys are others; ``ran`` the id of what was done.
    """

    changed = Signal()
    ran = Signal(str)

    def __init__(
        self,
        window: QWidget,
        on_refused: Callable[[str], object],
        *,
        kept: MutableMapping[str, Any] | None = None,
        platform: str = sys.platform,
    ) -> None:
        """``kept`` is where changed keys are remembered: id -> list of Qt's portable texts."""
        super().__init__(window)
        self._window = window
        self._on_refused = on_refused
        self._platform = platform
        self._kept: MutableMapping[str, Any] = kept if kept is not None else {}
        self._changed_keys = read_bindings(self._kept, platform=platform)
        self._actions: dict[str, Action] = {}
        self._made: dict[str, QAction] = {}
        self._screen = ""
        self.go: Callable[[str], object] = lambda _screen: None
        """Brings a screen into sight; set by the window."""

    def add(self, actions: Iterable[Action]) -> None:
        """Add actions; an id stands for one action."""
        for action in actions:
            if action.id in self._actions:
                raise ValueError(f"the action {action.id} is there already")
            self._actions[action.id] = action
            self._made[action.id] = self._connect(action)
        self.set_screen(self._screen)
        self.changed.emit()

    def _connect(self, action: Action) -> QAction:
        made = QAction(action.title, self._window)
        made.setObjectName(action.id)
        made.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        made.setMenuRole(_ROLES.get(action.role, QAction.MenuRole.NoRole))
        made.triggered.connect(lambda _checked=False, key=action.id: self.run(key))
        if not action.is_field_key:
            made.setShortcuts([QKeySequence(text) for text in self.keys(action.id)])
            self._window.addAction(made)
        return made

    # -- what can be done -----------------------------------------------------------------------------

    def set_screen(self, screen: str) -> None:
        """Let only the actions of a screen, and those of all, answer to their keys."""
        self._screen = screen
        for key, action in self._actions.items():
            self._made[key].setEnabled(action.screen in ("", screen))

    @property
    def screen(self) -> str:
        return self._screen

    @property
    def all(self) -> tuple[Action, ...]:
        return tuple(self._actions.values())

    def __contains__(self, key: object) -> bool:
        return key in self._actions

    def get(self, key: str) -> Action:
        """Return an action; raises ``KeyError``."""
        return self._actions[key]

    def q_action(self, key: str) -> QAction:
        """Return an action's ``QAction``; raises ``KeyError``."""
        return self._made[key]

    def available(self) -> tuple[Action, ...]:
        """Return the actions that can be done on this screen now."""
        return tuple(action for action in self.all if action.screen in ("", self._screen) and not action.why_disabled())

    def refresh(self, key: str) -> None:
        """Let an action's ``QAction`` tell whether it can be done now, why not, and whether it is on."""
        action, made = self._actions[key], self._made[key]
        is_here = action.screen in ("", self._screen)
        why = action.why_disabled() if is_here else _elsewhere(action.group)
        made.setEnabled(not why)
        made.setToolTip(why)
        made.setCheckable(action.is_on is not None)
        made.setChecked(action.is_on is not None and is_here and action.is_on())

    def settle(self) -> None:
        """Let keys answer again that tell why an action cannot be done."""
        self.set_screen(self._screen)

    def why_not(self, key: str) -> str:
        """Return why an action cannot be done now; one of another screen is tried when that screen is there."""
        action = self._actions[key]
        return action.why_disabled() if action.screen in ("", self._screen) else ""

    def run(self, key: str) -> None:
        """Do an action, on its screen, or say why it cannot be done now."""
        action = self._actions[key]
        if action.screen not in ("", self._screen):
            self.go(action.screen)
        why = action.why_disabled()
        if why:
            self._on_refused(why)
            return
        self.ran.emit(key)
        action.run()

    # -- keys -----------------------------------------------------------------------------------------

    def keys(self, key: str) -> tuple[str, ...]:
        """Return an action's keys in Qt's portable text; none for an unknown one."""
        if key not in self._actions:
            return ()
        return self._changed_keys.get(key, self._actions[key].usual_keys(self._platform))

    def shortcut_text(self, key: str) -> str:
        """Return the first shortcut as this system writes it."""
        texts = self.keys(key)
        return key_words(texts[0]) if texts else ""

    @property
    def bindings(self) -> tuple[Binding, ...]:
        """Every action with its keys, in the order of the table; text fields' own keys are left out."""
        return tuple(
            Binding(action.id, action.group, action.title, self.keys(action.id), self._usual(action), action.screen)
            for action in self.all
            if not action.is_field_key
        )

    def _usual(self, action: Action) -> tuple[str, ...]:
        return action.usual_keys(self._platform)

    def conflicts(self, key: str, text: str) -> tuple[Action, ...]:
        """Return other actions that answer to a key where this action does."""
        wanted = QKeySequence(text)
        own = self._actions[key].screen
        return tuple(
            action
            for action in self.all
            if action.id != key
            and (not own or action.screen in ("", own))
            and any(QKeySequence(other) == wanted for other in self.keys(action.id))
        )

    def rebind(self, key: str, texts: Iterable[str], *, takes: bool = False) -> None:
        """Give an action other keys, or none, and remember them.

        Raises ``UserError`` for what no shortcut can be, and for keys another action has unless ``takes``, which
        takes them from it.
        """
        wanted = tuple(dict.fromkeys(checked_key(text, platform=self._platform) for text in texts))
        taken = {text: self.conflicts(key, text) for text in wanted}
        for text, actions in taken.items():
            fixed = [action for action in actions if action.is_field_key]
            if fixed or (actions and not takes):
                raise _taken(text, (fixed or list(actions))[0])
        for text, actions in taken.items():
            for action in actions:
                self._keep(action.id, tuple(other for other in self.keys(action.id) if other != text))
        self._keep(key, wanted)
        self.changed.emit()

    def reset(self, key: str | None = None) -> None:
        """Give one action, or every one, its usual keys; another action that has them now loses them."""
        keys = [key] if key is not None else list(self._changed_keys)
        for each in keys:
            self._forget(each)
        if key is not None:
            for text in self.keys(key):
                for action in self.conflicts(key, text):
                    self._keep(action.id, tuple(other for other in self.keys(action.id) if other != text))
        self.changed.emit()

    def _keep(self, key: str, keys: tuple[str, ...]) -> None:
        if keys == self._usual(self._actions[key]):
            self._forget(key)
            return
        self._changed_keys[key] = keys
        self._kept[key] = list(keys)
        self._apply(key)

    def _forget(self, key: str) -> None:
        self._changed_keys.pop(key, None)
        self._kept.pop(key, None)
        self._apply(key)

    def _apply(self, key: str) -> None:
        if key in self._made and not self._actions[key].is_field_key:
            self._made[key].setShortcuts([QKeySequence(text) for text in self.keys(key)])


_ROLES = {
    "about": QAction.MenuRole.AboutRole,
    "preferences": QAction.MenuRole.PreferencesRole,
    "quit": QAction.MenuRole.QuitRole,
}


def _taken(text: str, action: Action) -> UserError:
    words = QCoreApplication.translate
    return UserError(
        words("Bindings", "{keys} is taken.").format(keys=key_words(text)),
        words("Bindings", "It stands for “{title}”.").format(title=action.title),
        words("Bindings", "Choose other keys, or take it from there."),
    )


def _elsewhere(group: str) -> str:
    return QCoreApplication.translate("Actions", "It belongs to another screen: {group}.").format(group=group)


def shortcut_words(text: str) -> str:
    """Return a shortcut as this system writes it, ``⌘↩`` or ``Ctrl+Return``."""
    return key_words(text)


def on_made(screen: Callable[[], S | None], verb: Callable[[S], object]) -> Callable[[], object]:
    """Return what does something with a screen, and nothing before the screen was made."""

    def run() -> object:
        made = screen()
        return verb(made) if made is not None else None

    return run
