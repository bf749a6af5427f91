"""What every page of Settings is made of: a heading, rows of label and control."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from pushbench.ui.settings.index import Section
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import column, restyle
from pushbench.ui.widgets.labels import label

_LABEL_WIDTH = 150
_STACKED_BELOW = 520
_GLOW_MS = 900


class SettingRow(QWidget):
    """One setting: its name at the left, its controls at the right, a sentence below them."""

    def __init__(self, theme: Theme, title: str, parts: tuple[QWidget, ...], hint: str = "") -> None:
        super().__init__()
        self._theme = theme
        self._parts = parts
        self._is_stacked: bool | None = None
        self._glow = QTimer(self)
        self._glow.setSingleShot(True)
        self._glow.setInterval(_GLOW_MS)
        self._glow.timeout.connect(self.update)
        self.title = label(theme, title, "body", tone="secondary", wraps=True)
        if parts:
            self.title.setBuddy(parts[0])
        self._hint = label(theme, hint, "secondary", tone="secondary", wraps=True)
        if not hint:  # setVisible(True) before it has a parent would flash it as a window
            self._hint.hide()
        self._inside = QVBoxLayout()
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(6)
        for part in parts:
            self._inside.addWidget(part)
        self._inside.addWidget(self._hint)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        self._arrange(is_stacked=False)
        theme.resized.connect(self._settle)

    def set_hint(self, text: str, tone: str = "secondary") -> None:
        """Say something else below the control."""
        self._hint.setText(text)
        self._hint.setVisible(bool(text))
        restyle(self._hint, "tone", tone)

    @property
    def hint(self) -> str:
        return self._hint.text()

    def glow(self) -> None:
        """Show for a moment where a search led."""
        self._glow.start()
        self.update()

    def _settle(self) -> None:
        is_stacked, self._is_stacked = bool(self._is_stacked), None
        self._arrange(is_stacked=is_stacked)

    def _arrange(self, *, is_stacked: bool) -> None:
        """Put label and controls side by side, or below each other where there is little room."""
        if is_stacked == self._is_stacked:
            return
        self._is_stacked = is_stacked
        for item in (self.title, self._inside):
            if isinstance(item, QLabel):
                self._grid.removeWidget(item)
            else:
                self._grid.removeItem(item)
        self._grid.setColumnMinimumWidth(0, 0 if is_stacked else self._theme.px(_LABEL_WIDTH))
        self._grid.setColumnStretch(0, 0)
        self._grid.setColumnStretch(1, 1)
        self.title.setContentsMargins(0, 0 if is_stacked else self._theme.px(4), 0, 0)
        if is_stacked:
            self._grid.addWidget(self.title, 0, 0, 1, 2)
            self._grid.addLayout(self._inside, 1, 0, 1, 2)
        else:
            self.title.setFixedWidth(self._theme.px(_LABEL_WIDTH))
            self._grid.addWidget(self.title, 0, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addLayout(self._inside, 0, 1)
        if is_stacked:
            self.title.setMaximumWidth(16777215)
            self.title.setMinimumWidth(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(is_stacked=self.width() < self._theme.px(_STACKED_BELOW))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._glow.isActive():
            with QPainter(self) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self._theme.color("accent-soft"))
                painter.drawRoundedRect(QRectF(self.rect()), 6, 6)


class Page(QWidget):
    """One section's settings; rows have the keys of the index."""

    def __init__(self, theme: Theme, section: Section) -> None:
        super().__init__()
        self.theme = theme
        self.section = section
        self.rows: dict[str, QWidget] = {}
        self.setAccessibleName(section.title)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(14)
        lead = label(theme, section.lead, "secondary", tone="secondary", wraps=True)
        self.body.addLayout(column(label(theme, section.title, "heading"), lead, spacing=2))

    def add(self, key: str, title: str, *parts: QWidget, hint: str = "") -> SettingRow:
        """Add a row under its key of the index."""
        made = SettingRow(self.theme, title, parts, hint)
        self.rows[key] = made
        self.body.addWidget(made)
        return made

    def put(self, widget: QWidget) -> None:
        """Add something that takes the whole width."""
        self.body.addWidget(widget)

    def start(self) -> None:
        """Read what the page shows; called each time the screen comes into sight."""

    def follow_text_size(self) -> None:
        """Set the widths that go with the text size, now and after every change of it."""
        self.settle_sizes()
        self.theme.resized.connect(self.settle_sizes)

    def settle_sizes(self) -> None:
        """Set the widths of this page; for the pages that have some."""
