"""Filters saved under a name; they are kept with what the window remembers."""

from __future__ import annotations

from pushbench.ui.history.filters import Filters, from_json, to_json
from pushbench.ui.shell.window_state import WindowState

_KEY = "history-filters"


class Pins:
    """Names and filters in the order they were pinned."""

    def __init__(self, state: WindowState) -> None:
        self._state = state

    @property
    def all(self) -> tuple[tuple[str, Filters], ...]:
        """Every pinned filter; what cannot be read is left out."""
        kept = self._state.choices.get(_KEY)
        found = []
        for item in kept if isinstance(kept, list) else ():
            filters = from_json(item.get("filters")) if isinstance(item, dict) else None
            if filters is not None and isinstance(item.get("name"), str):
                found.append((item["name"], filters))
        return tuple(found)

    def get(self, name: str) -> Filters | None:
        return dict(self.all).get(name)

    def put(self, name: str, filters: Filters) -> None:
        """Pin filters, in place of those of the same name."""
        self._keep({**dict(self.all), name: filters.without_range()})

    def remove(self, name: str) -> None:
        self._keep({key: filters for key, filters in self.all if key != name})

    def _keep(self, pins: dict[str, Filters]) -> None:
        self._state.choices[_KEY] = [{"name": name, "filters": to_json(filters)} for name, filters in pins.items()]
