"""The view-model of the Keyboard page: every action with its keys, searched, changed, reset."""

from __future__ import annotations

from dataclasses import dataclass

from pushbench.domain.tasks import TaskScope
from pushbench.ui.bindings import Binding, key_words
from pushbench.ui.session import Session
from pushbench.ui.view_model import ViewModel


@dataclass(frozen=True, slots=True)
class KeyboardState:
    """What the page shows."""

    bindings: tuple[Binding, ...] = ()
    """Those that fit the search."""
    search: str = ""
    changed: int = 0
    """Actions with other keys than usual."""
    hidden: int = 0
    """Actions the search hides."""


class KeyboardModel(ViewModel[KeyboardState]):
    """Works on the window's table of actions; without one the list is empty."""

    def __init__(self, session: Session, scope: TaskScope) -> None:
        super().__init__(KeyboardState(), scope.child("keyboard"))
        self._table = session.actions
        if self._table is not None:
            self._table.changed.connect(self._show)

    def start(self) -> None:
        """List the actions."""
        self._show()

    def search(self, text: str) -> None:
        self.become(search=text)
        self._show()

    def _show(self) -> None:
        every = self._table.bindings if self._table is not None else ()
        words = self.state.search.casefold().split()
        found = tuple(binding for binding in every if all(word in _text(binding) for word in words))
        self.become(
            bindings=found, changed=sum(binding.is_changed for binding in every), hidden=len(every) - len(found)
        )

    def binding(self, key: str) -> Binding | None:
        return next((binding for binding in self.state.bindings if binding.id == key), None)

    def conflicts(self, key: str, text: str) -> tuple[str, ...]:
        """Return the titles of other actions that answer to a key where this action does."""
        if self._table is None:
            return ()
        return tuple(action.title for action in self._table.conflicts(key, text))

    def rebind(self, key: str, texts: tuple[str, ...], *, takes: bool = False) -> None:
        """Give an action other keys. Raises UserError, as the table of actions does."""
        if self._table is not None:
            self._table.rebind(key, texts, takes=takes)

    def reset(self, key: str | None = None) -> None:
        """Give one action, or every one, its usual keys."""
        if self._table is not None:
            self._table.reset(key)


def _text(binding: Binding) -> str:
    keys = " ".join((*binding.keys, *(key_words(text) for text in binding.keys)))
    return f"{binding.group} {binding.title} {keys}".casefold()
