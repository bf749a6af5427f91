"""The base of every screen's view-model: a frozen state, one signal, verbs in the subclasses."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from pushbench.domain.tasks import TaskScope

S = TypeVar("S")


class ViewModel(QObject, Generic[S]):
    """Holds one state value; widgets render it on ``changed`` and call verbs."""

    changed = Signal()

    def __init__(self, state: S, scope: TaskScope) -> None:
        super().__init__()
        self._state = state
        self.scope = scope

    @property
    def state(self) -> S:
        return self._state

    def become(self, **changes: Any) -> None:
        """Replace parts of the state and tell, unless nothing differs. For the view-model and its parts alone."""
        state = replace(self._state, **changes)  # type: ignore[type-var]
        if state != self._state:
            self._state = state
            self.changed.emit()
