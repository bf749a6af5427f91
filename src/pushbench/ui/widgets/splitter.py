"""Panes side by side whose sizes are remembered."""

from __future__ import annotations

from collections.abc import MutableMapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

Sizes = MutableMapping[str, list[int]]
"""Name of a splitter -> sizes in pixels, as the window's state keeps them."""


class Splitter(QSplitter):
    """Takes its sizes from a mapping when it is first shown and writes them back after every drag."""

    def __init__(
        self, name: str, remembered: Sizes, orientation: Qt.Orientation, parent: QWidget | None = None
    ) -> None:
        super().__init__(orientation, parent)
        self._name = name
        self._remembered = remembered
        self.setChildrenCollapsible(False)
        self.splitterMoved.connect(self._keep)

    def restore(self, usual: list[int]) -> None:
        """Set the remembered sizes, or the usual ones where nothing fitting is remembered."""
        kept = self._remembered.get(self._name)
        if kept is not None and len(kept) == self.count() and min(kept) >= 0 and sum(kept) > 0:
            self.setSizes(kept)
        else:
            self.setSizes(usual)

    def _keep(self) -> None:
        self._remembered[self._name] = self.sizes()
