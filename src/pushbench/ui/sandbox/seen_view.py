"""What the server saw of the push in sight, and what it checked."""

from __future__ import annotations

import json
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pushbench.domain.json_value import pretty
from pushbench.ui.sandbox.explaining import explain_check
from pushbench.ui.sandbox.model import SandboxModel
from pushbench.ui.sandbox.pushes import DROPPED, Push
from pushbench.ui.sandbox.state import SandboxState
from pushbench.ui.theme.theme import Theme
from pushbench.ui.times import latency_words
from pushbench.ui.widgets.boxes import box, clear, column, framed, hairline, row
from pushbench.ui.widgets.buttons import button, icon_button
from pushbench.ui.widgets.code.editor import JsonEditor
from pushbench.ui.widgets.labels import ElidedLabel, label, wrapped
from pushbench.ui.widgets.notes import IconLabel

_LEAST_LINES = 4
_MOST_LINES = 9
"""Lines of the code view before it scrolls, where it does not take what room there is."""


class SeenView(QWidget):
    """Request line, headers, JSON, checks; without a push a sentence that says how to get one."""

    def __init__(self, theme: Theme, model: SandboxModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._shown: Push | None = None
        self._is_roomy = False
        self._latency = label(theme, "", "secondary", tone="secondary")
        self._path = ElidedLabel(theme, "", "code", tone="secondary", mode=Qt.TextElideMode.ElideMiddle)
        self.code = JsonEditor(theme, self.tr("What the server saw"), is_read_only=True)
        self._decrypted = label(theme, "", "caption", tone="caption", wraps=True)
        self._headers = wrapped(label(theme, "", "code", tone="secondary", wraps=True, selectable=True))
        self._headers.setAccessibleName(self.tr("Headers"))
        self._headers.hide()
        self.fold = button(theme, "", self._fold, kind="link", size="small")
        theme.dress(self.fold, "label")
        self._checks = column(spacing=6)
        seen = column(
            self._head(),
            row(self._path, self.fold, spacing=6),
            self._headers,
            self._frame(),
            self._decrypted,
            spacing=6,
            margins=(14, 10, 14, 12),
        )
        self._seen = box(seen)
        checks = column(label(theme, self.tr("Checks"), "section"), self._checks, spacing=7, margins=(14, 10, 14, 12))
        self._full = box(column(self._seen, hairline(), box(checks), spacing=0))
        self._empty = self._make_empty()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._full)
        layout.addWidget(self._empty)
        theme.changed.connect(self._fit_code)

    # -- parts --------------------------------------------------------------------------------------

    def _head(self) -> QHBoxLayout:
        theme = self._theme
        self.copy = icon_button(theme, "copy", self.tr("Copy the request"), self._copy)
        self.history = icon_button(theme, "rotate-ccw-clock", self.tr("Open in History"), self._open_history)
        title = label(theme, self.tr("What the server saw"), "section")
        return row(title, None, self.copy, self.history, self._latency, spacing=4)

    def _frame(self) -> QWidget:
        return framed(column(self.code, margins=3), "code-frame")

    def _make_empty(self) -> QWidget:
        theme = self._theme
        tile = framed(row(None, IconLabel(theme, "bell", "text-2"), None), "tile")
        tile.setFixedSize(theme.px(32), theme.px(32))
        title = label(theme, self.tr("Nothing has arrived yet"), "section")
        self._hint = wrapped(label(theme, "", "body", tone="secondary", wraps=True))
        return box(column(None, tile, 8, title, self._hint, None, spacing=6, margins=(24, 24, 24, 24)))

    def take_room(self, is_roomy: bool) -> None:
        """Let the code view take what room there is, or as much as its lines need."""
        if is_roomy != self._is_roomy:
            self._is_roomy = is_roomy
            self._fit_code()

    # -- state --------------------------------------------------------------------------------------

    def show_state(self, state: SandboxState) -> None:
        push = state.push
        self._full.setVisible(push is not None)
        self._empty.setVisible(push is None)
        self._latency.setText(latency_words(state.latency_ms))
        self._latency.setToolTip(self.tr("From the beginning of the request to the service's answer"))
        hint = (
            self.tr("Pushes sent to this device appear on it, with the exact request the server saw.")
            if state.is_running
            else self.tr("Start the sandbox and pushes sent to it appear on this device, with the exact request the server saw.")
        )  # fmt: skip
        self._hint.setText(hint)
        if push is not None:
            self._show_history(push)
            if push != self._shown:
                self._shown = push
                self._show_push(push)

    def _show_history(self, push: Push) -> None:
        is_known = bool(self._model.delivery_of(push.key))
        if self.history.isEnabled() != is_known:
            self.history.setEnabled(is_known)
        why = self.tr("Open in History") if is_known else self.tr("Not sent from this home, or still on its way")
        self.history.setToolTip(why)

    def _show_push(self, push: Push) -> None:
        self._path.setText(f"POST {push.path}")
        self._path.setAccessibleName(f"POST {push.path}")
        self._headers.setText("\n".join(f"{name}: {value}" for name, value in push.headers))
        self._show_fold()
        self.code.set_text(readable(push.clear))
        self._fit_code()
        is_encrypted = push.plain is not None and not push.via
        self._decrypted.setVisible(is_encrypted)
        if is_encrypted:
            self._decrypted.setText(
                self.tr("Decrypted with the browser's keys; {count} B on the wire.").format(count=f"{len(push.wire):,}")
            )
        self._show_checks(push)

    def _show_fold(self) -> None:
        count = len(self._shown.headers) if self._shown is not None else 0
        self.fold.setVisible(bool(count))
        is_shown = self._headers.isVisibleTo(self)
        some = self.tr("1 header") if count == 1 else self.tr("{count} headers").format(count=count)
        words = self.tr("Hide headers") if is_shown else some
        self.fold.setText(words)
        self.fold.setAccessibleName(words if is_shown else self.tr("Show {headers}").format(headers=some))

    def _fit_code(self) -> None:
        spacing, edge = self.code.fontMetrics().lineSpacing(), self._theme.px(22)
        lines = max(self.code.blockCount(), _LEAST_LINES)
        self.code.setMinimumHeight(min(lines, _MOST_LINES) * spacing + edge)
        self.code.setMaximumHeight((lines if self._is_roomy else min(lines, _MOST_LINES)) * spacing + edge)

    def _show_checks(self, push: Push) -> None:
        clear(self._checks)
        for check in push.checks:
            is_passed = not check.startswith(DROPPED)
            icon, token = ("circle-check", "green") if is_passed else ("triangle-alert", "amber")
            line = row(spacing=8)
            line.addWidget(IconLabel(self._theme, icon, token), alignment=Qt.AlignmentFlag.AlignTop)
            line.addWidget(wrapped(label(self._theme, check, "body", wraps=True)), 1)
            why = icon_button(
                self._theme,
                "circle-question-mark",
                self.tr("Why? {check}").format(check=check),
                token="text-3",
                size=20,
            )
            why.clicked.connect(partial(self._explain, check, push.provider, why))
            line.addWidget(why, alignment=Qt.AlignmentFlag.AlignTop)
            self._checks.addLayout(line)

    # -- verbs --------------------------------------------------------------------------------------

    def _fold(self) -> None:
        self._headers.setVisible(not self._headers.isVisibleTo(self))
        self._show_fold()

    def _copy(self) -> None:
        if self._shown is not None:
            QGuiApplication.clipboard().setText(self._shown.as_text())
            self._model.session.notices.tell(self.tr("Request copied, without what signed it"))

    def _open_history(self) -> None:
        if self._shown is not None:
            self._model.show_delivery(self._shown.key)

    def _explain(self, check: str, provider: str, anchor: QWidget) -> None:
        explain_check(self._theme, self._model, check, provider, anchor)


def readable(body: bytes) -> str:
    """Return JSON with line breaks, and any other text as it is."""
    text = body.decode("utf-8", "replace")
    try:
        return pretty(json.loads(text))
    except (ValueError, RecursionError):
        return text
