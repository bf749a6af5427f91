"""What the server saw of the push in sight, and what it checked."""

from __future__ import annotations

import json

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pushbench.domain.json_value import pretty
from pushbench.ui.sandbox.pushes import Push
from pushbench.ui.sandbox.state import SandboxState
from pushbench.ui.theme.theme import Theme
from pushbench.ui.times import latency_words
from pushbench.ui.widgets.boxes import box, clear, column, framed, hairline, row
from pushbench.ui.widgets.code.editor import JsonEditor
from pushbench.ui.widgets.labels import ElidedLabel, label
from pushbench.ui.widgets.notes import IconLabel

_LINES = (4, 11)
"""Least and most lines of the code view before it scrolls."""


class SeenView(QWidget):
    """Request line, JSON, checks; without a push a sentence that says how to get one."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: Push | None = None
        self._latency = label(theme, "", "secondary", tone="secondary")
        self._path = ElidedLabel(theme, "", "code", tone="secondary", mode=Qt.TextElideMode.ElideMiddle)
        self.code = JsonEditor(theme, self.tr("What the server saw"), is_read_only=True)
        self._decrypted = label(theme, "", "caption", tone="caption", wraps=True)
        self._checks = column(spacing=5)
        head = row(label(theme, self.tr("What the server saw"), "section"), None, self._latency)
        frame = framed(column(self.code, margins=3), "code-frame")
        seen = column(head, self._path, frame, self._decrypted, spacing=6, margins=(14, 12, 14, 12))
        checks = column(label(theme, self.tr("Checks"), "section"), self._checks, spacing=6, margins=(14, 10, 14, 12))
        self._full = box(column(box(seen), hairline(), box(checks), spacing=0))
        self._empty = self._make_empty()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._full)
        layout.addWidget(self._empty)
        theme.changed.connect(self._fit_code)

    def _make_empty(self) -> QWidget:
        theme = self._theme
        tile = framed(row(None, IconLabel(theme, "bell", "text-2"), None), "tile")
        tile.setFixedSize(theme.px(32), theme.px(32))
        title = label(theme, self.tr("Nothing has arrived yet"), "section")
        self._hint = label(theme, "", "body", tone="secondary", wraps=True)
        return box(column(tile, 4, title, self._hint, spacing=6, margins=(20, 24, 20, 24)))

    def show_state(self, state: SandboxState) -> None:
        push = state.push
        self._full.setVisible(push is not None)
        self._empty.setVisible(push is None)
        self._latency.setText(latency_words(state.latency_ms))
        if push is None:
            self._hint.setText(
                self.tr("Pushes sent to this device appear on it, with the exact request the server saw.")
                if state.is_running
                else self.tr("Start the sandbox and pushes sent to it appear on this device, with the exact request.")
            )
        elif push != self._shown:
            self._show_push(push)
        self._shown = push

    def _show_push(self, push: Push) -> None:
        self._path.setText(f"POST {push.path}")
        self._path.setAccessibleName(f"POST {push.path}")
        self.code.set_text(readable(push.clear))
        self._fit_code()
        is_encrypted = push.plain is not None
        self._decrypted.setVisible(is_encrypted)
        if is_encrypted:
            self._decrypted.setText(
                self.tr("Decrypted with the browser's keys; {count} B on the wire.").format(count=f"{len(push.wire):,}")
            )
        self._show_checks(push.checks)

    def _fit_code(self) -> None:
        least, most = _LINES
        lines = min(max(self.code.blockCount(), least), most)
        self.code.setFixedHeight(lines * self.code.fontMetrics().lineSpacing() + self._theme.px(22))

    def _show_checks(self, checks: tuple[str, ...]) -> None:
        clear(self._checks)
        for check in checks:
            line = row(spacing=8)
            line.addWidget(IconLabel(self._theme, "circle-check", "green"), alignment=Qt.AlignmentFlag.AlignTop)
            line.addWidget(label(self._theme, check, "body", wraps=True), 1)
            self._checks.addLayout(line)


def readable(body: bytes) -> str:
    """Return JSON with line breaks, and any other text as it is."""
    text = body.decode("utf-8", "replace")
    try:
        return pretty(json.loads(text))
    except (ValueError, RecursionError):
        return text
