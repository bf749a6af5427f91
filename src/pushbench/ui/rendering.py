"""Rendering a part of a screen only when something it reads has changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, cast

S = TypeVar("S")


class Render(Generic[S]):
    """A renderer that is left out while everything it read of the state the last time is the same.

    What it reads is noted while it runs, so nobody has to keep a list of it. Rendering must depend on the state
    alone, and on what calls for rendering by itself.
    """

    def __init__(self, render: Callable[[S], object]) -> None:
        self._render = render
        self._read: dict[str, Any] | None = None

    def __call__(self, state: S) -> None:
        """Render a state, unless it looks the same from here."""
        if self._read is not None and all(_is_same(getattr(state, key), value) for key, value in self._read.items()):
            return
        self._read = None  # an error while rendering must not be taken for a rendered state
        noted: dict[str, Any] = {}
        self._render(cast("S", _Noted(state, noted)))
        self._read = noted


def _is_same(now: object, before: object) -> bool:
    return now is before or now == before


class _Noted:
    """Stands for a state and notes what is read of it."""

    __slots__ = ("_noted", "_state")

    def __init__(self, state: object, noted: dict[str, Any]) -> None:
        self._state = state
        self._noted = noted

    def __getattr__(self, name: str) -> Any:
        value = self._noted[name] = getattr(self._state, name)
        return value
