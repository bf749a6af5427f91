"""A segmented control: a track with buttons of which one is on."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from pushbench.ui.theme.theme import Theme


@dataclass(frozen=True, slots=True)
class Segment:
    """One choice; an icon replaces the word, which then is the tool tip."""

    key: str
    text: str
    icon: str | None = None
    tip: str = ""
    is_enabled: bool = True


class Segments(QFrame):
    """Exclusive choices side by side. ``chosen`` tells the key a person picked."""

    chosen = Signal(str)

    def __init__(
        self, theme: Theme, name: str, *, fills: bool = False, is_small: bool = False, parent: QWidget | None = None
    ) -> None:
        """``fills``: as wide as there is room; ``is_small``: smaller words, for rows of tools."""
        super().__init__(parent)
        self._theme = theme
        self._fills = fills
        self._is_small = is_small
        self._segments: tuple[Segment, ...] = ()
        self._buttons: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self.setProperty("role", "segments")
        self.setAccessibleName(name)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(2, 2, 2, 2)
        self._layout.setSpacing(0)
        self.setSizePolicy(
            QSizePolicy.Policy.Expanding if fills else QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed
        )

    def set_segments(self, segments: tuple[Segment, ...], chosen: str) -> None:
        """Show these choices; rebuilds only when they differ."""
        if segments != self._segments:
            self._rebuild(segments)
        button = self._buttons.get(chosen)
        if button is not None and not button.isChecked():
            button.setChecked(True)
        self._keep_one_stop()

    def _keep_one_stop(self) -> None:
        """Let Tab stop at the chosen segment alone; arrows go to the others."""
        stop = self.current or next((segment.key for segment in self._segments if segment.is_enabled), None)
        for key, button in self._buttons.items():
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if key == stop else Qt.FocusPolicy.ClickFocus)

    @property
    def current(self) -> str | None:
        return next((key for key, button in self._buttons.items() if button.isChecked()), None)

    def _rebuild(self, segments: tuple[Segment, ...]) -> None:
        for button in self._buttons.values():
            self._group.removeButton(button)
            self._layout.removeWidget(button)
            button.deleteLater()
        self._buttons.clear()
        self._segments = segments
        for segment in segments:
            self._buttons[segment.key] = self._add(segment)

    def _add(self, segment: Segment) -> QPushButton:
        button = QPushButton("" if segment.icon else segment.text, self)
        button.setCheckable(True)
        button.setAutoExclusive(True)  # the group sees to that already; screen readers take the role from here
        button.setAutoDefault(False)
        button.setEnabled(segment.is_enabled)
        button.setAccessibleName(segment.text)
        button.setToolTip(segment.tip or (segment.text if segment.icon else ""))
        button.setProperty("kind", "segment")
        if self._is_small:
            button.setProperty("extent", "small")
            self._theme.dress(button, "label")
        if segment.icon:
            self._theme.tint(button, segment.icon, "text-2", 14)
        button.setSizePolicy(
            QSizePolicy.Policy.Expanding if self._fills else QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed
        )
        button.clicked.connect(lambda _checked=False, key=segment.key: self.chosen.emit(key))
        self._group.addButton(button)
        self._layout.addWidget(button)
        return button

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for segment in self._segments:
            button = self._buttons[segment.key]
            if not segment.icon and not segment.tip:
                is_cut = button.sizeHint().width() > button.width()
                button.setToolTip(segment.text if is_cut else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is not None and self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            step = -step
        keys = [segment.key for segment in self._segments if segment.is_enabled]
        if step is None or self.current not in keys:
            super().keyPressEvent(event)
            return
        key = keys[(keys.index(str(self.current)) + step) % len(keys)]
        self._buttons[key].setFocus(Qt.FocusReason.TabFocusReason)
        self._buttons[key].click()
