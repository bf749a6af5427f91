"""Actions as data: menus, shortcuts, the command palette and the shortcut list derive from one table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

S = TypeVar("S")


def _always() -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Action:
    """Something a person can do from anywhere."""

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


class ActionTable(QObject):
    """The actions of one window, each with its ``QAction``."""

    def __init__(self, window: QWidget, on_refused: Callable[[str], object]) -> None:
        super().__init__(window)
        self._window = window
        self._on_refused = on_refused
        self._actions: dict[str, Action] = {}
        self._shortcuts: dict[str, QAction] = {}
        self._screen = ""

    def add(self, actions: Iterable[Action]) -> None:
        """Add actions; an id stands for one action."""
        for action in actions:
            if action.id in self._actions:
                raise ValueError(f"the action {action.id} is there already")
            self._actions[action.id] = action
            self._shortcuts[action.id] = self._connect(action)
        self.set_screen(self._screen)

    def _connect(self, action: Action) -> QAction:
        made = QAction(action.title, self._window)
        made.setObjectName(action.id)
        made.setShortcuts([QKeySequence(text) for text in action.shortcuts])
        made.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        made.triggered.connect(lambda _checked=False, key=action.id: self.run(key))
        self._window.addAction(made)
        return made

    def set_screen(self, screen: str) -> None:
        """Let only the actions of a screen, and those of all, answer to their keys."""
        self._screen = screen
        for key, action in self._actions.items():
            self._shortcuts[key].setEnabled(action.screen in ("", screen))

    def run(self, key: str) -> None:
        """Do an action, or say why it cannot be done now."""
        action = self._actions[key]
        why = action.why_disabled()
        if why:
            self._on_refused(why)
        else:
            action.run()

    @property
    def all(self) -> tuple[Action, ...]:
        return tuple(self._actions.values())

    def available(self) -> tuple[Action, ...]:
        """Return the actions that can be done on this screen now."""
        return tuple(action for action in self.all if action.screen in ("", self._screen) and not action.why_disabled())

    def shortcut_text(self, key: str) -> str:
        """Return the first shortcut as this system writes it."""
        texts = self._actions[key].shortcuts if key in self._actions else ()
        return shortcut_words(texts[0]) if texts else ""


def shortcut_words(text: str) -> str:
    """Return a shortcut as this system writes it, ``⌘↩`` or ``Ctrl+Return``."""
    return QKeySequence(text).toString(QKeySequence.SequenceFormat.NativeText)


def on_made(screen: Callable[[], S | None], verb: Callable[[S], object]) -> Callable[[], object]:
    """Return what does something with a screen, and nothing before the screen was made."""

    def run() -> object:
        made = screen()
        return verb(made) if made is not None else None

    return run
