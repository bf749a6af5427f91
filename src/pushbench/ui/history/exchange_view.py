"""The exact request and answer of one attempt."""

from __future__ import annotations

import json

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from pushbench.domain.http import Headers
from pushbench.domain.json_value import pretty
from pushbench.domain.outcome import Attempt
from pushbench.ui.history.facts import Fact, Facts, wrapped
from pushbench.ui.history.model import HistoryModel
from pushbench.ui.history.state import HistoryState
from pushbench.ui.theme.theme import Theme
from pushbench.ui.times import latency_words
from pushbench.ui.widgets.boxes import column, hairline, pane, row
from pushbench.ui.widgets.buttons import icon_button
from pushbench.ui.widgets.choices import Combo
from pushbench.ui.widgets.code.editor import JsonEditor
from pushbench.ui.widgets.labels import ElidedLabel, label
from pushbench.ui.widgets.pill import Pill, PillLabel
from pushbench.ui.widgets.segments import Segment, Segments

SHOWN_BYTES = 200_000
"""More than that of a body is cut in the view; exports have it all."""


def readable(body: bytes, *, is_pretty: bool) -> str:
    """Return a body as text: JSON laid out, other text as it is, bytes as hex."""
    cut = body[:SHOWN_BYTES]
    try:
        text = cut.decode("utf-8")
    except UnicodeDecodeError:
        lines = [cut[start : start + 16].hex(" ") for start in range(0, min(len(cut), 8192), 16)]
        return "\n".join(lines)
    if is_pretty:
        try:
            return pretty(json.loads(text))
        except (ValueError, RecursionError):
            return text
    return text


def attempt_words(attempt: Attempt) -> str:
    """Return an attempt in a few words: ``2. deliver, 503``."""
    answer = str(attempt.response.status) if attempt.response is not None else "no answer"
    return f"{attempt.number}. {attempt.step.value.replace('_', ' ')}, {answer}"


class _ExchangeView(QWidget):
    """Attempt picker, first line, headers, body."""

    def __init__(self, theme: Theme, model: HistoryModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._is_pretty = True
        self._is_to_saved = False
        self._body_bytes = b""
        self._wire: bytes | None = None
        self._attempts = Combo(theme, self.tr("Attempt"))
        self._attempts.picked.connect(lambda key: model.show_attempt(int(key)))
        self._verb = PillLabel(theme)
        self._line = ElidedLabel(theme, "", "code", mode=Qt.TextElideMode.ElideMiddle)
        self._copy_line = icon_button(theme, "copy", self.tr("Copy the address"), self._on_copy_line)
        self._remark = wrapped(label(theme, "", "caption", tone="caption", wraps=True))
        self._headers = Facts(theme, is_mono=True, label_width=130)
        self._headers_title = label(theme, self.tr("Headers"), "section")
        self._headers_count = label(theme, "", "caption", tone="caption")
        self._size = label(theme, "", "caption", tone="caption")
        self._view = Segments(theme, self.tr("How the body is shown"))
        self._view.chosen.connect(self._on_view)
        copy = icon_button(theme, "copy", self.tr("Copy the body"), self._copy)
        self.body = JsonEditor(theme, name, is_read_only=True)
        upper = column(
            self._attempts,
            row(self._verb, self._line, self._copy_line, grows=1),
            self._remark,
            row(self._headers_title, self._headers_count, None),
            self._headers,
            None,
            spacing=8,
            margins=(16, 12, 16, 12),
        )
        self._upper = QScrollArea()
        self._upper.setWidgetResizable(True)
        self._upper.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._upper.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inner = pane(upper)
        self._inner.installEventFilter(self)
        self._upper.setWidget(self._inner)
        head = pane(
            row(label(theme, self.tr("Body"), "section"), self._size, None, self._view, copy, margins=(16, 4, 10, 4))
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._upper)
        layout.addWidget(hairline())
        layout.addWidget(head)
        layout.addWidget(self.body, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return False

    def _fit(self) -> None:
        """Give the headers the height they need, up to half of the view."""
        by_width = self._inner.heightForWidth(max(self._upper.viewport().width(), 1))
        needed = max(by_width, self._inner.minimumSizeHint().height())
        self._upper.setFixedHeight(min(max(needed, 1), max(self.height() // 2, 1)))

    def _say(self, remark: str) -> None:
        self._remark.setText(remark)
        self._remark.setVisible(bool(remark))

    def _show_attempts(self, state: HistoryState) -> None:
        attempts = state.attempts
        self._attempts.setVisible(len(attempts) > 1)
        self._attempts.set_choices([(str(n), attempt_words(a)) for n, a in enumerate(attempts)], str(state.attempt))

    def _show_headers(self, headers: Headers) -> None:
        self._headers_title.setVisible(bool(headers))
        self._headers_count.setText(str(len(headers)) if headers else "")
        self._headers.show_facts(Fact(name, value) for name, value in headers)

    def _show_body(self, body: bytes, wire: bytes | None = None) -> None:
        """``wire`` is what left where that is not the body itself: its encrypted form."""
        self._body_bytes, self._wire = body, wire
        segments = (Segment("pretty", self.tr("Pretty")), Segment("raw", self.tr("Raw")), *self._more_views())
        self._view.set_segments(segments, "saved" if self._is_to_saved else "pretty" if self._is_pretty else "raw")
        shown = body if wire is None or self._is_pretty else wire
        size = f"{len(body):,} B" if wire is None else self.tr("{clear} B, {sent} B encrypted")
        cut = self.tr(", its beginning") if len(shown) > SHOWN_BYTES else ""
        self._size.setText(size.format(clear=f"{len(body):,}", sent=f"{len(wire or b''):,}") + cut)
        self._show_text(readable(shown, is_pretty=self._is_pretty))

    def _more_views(self) -> tuple[Segment, ...]:
        return ()

    def _show_text(self, text: str) -> None:
        self.body.set_text(text)

    def _on_view(self, key: str) -> None:
        self._is_to_saved = key == "saved"
        self._is_pretty = key != "raw"
        self._show_body(self._body_bytes, self._wire)
        if self._is_to_saved:
            self._model.compare_to_saved()

    def _on_copy_line(self) -> None:
        QGuiApplication.clipboard().setText(self._line.text())
        self._model.session.notices.tell(self.tr("Address copied"))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.body.text())
        self._model.session.notices.tell(self.tr("Body copied"))


class RequestView(_ExchangeView):
    """What left, secrets masked."""

    def __init__(self, theme: Theme, model: HistoryModel, parent: QWidget | None = None) -> None:
        self._saved = ""
        self._asked = ""
        super().__init__(theme, model, self.tr("Request body"), parent)

    def show_saved_difference(self) -> None:
        """Show what left against the message as it is saved now."""
        self._on_view("saved")

    def _on_view(self, key: str) -> None:
        self._asked = self._model.state.current
        super()._on_view(key)

    def _more_views(self) -> tuple[Segment, ...]:
        tip = self.tr("What differs from the message as it is saved now")
        return (Segment("saved", self.tr("Diff to saved"), tip=tip),)

    def _show_text(self, text: str) -> None:
        super()._show_text((self._saved or self.tr("Comparing…")) if self._is_to_saved else text)

    def show_state(self, state: HistoryState) -> None:
        self._saved = state.saved_difference
        if self._is_to_saved and state.current != self._asked:
            self._asked = state.current
            self._model.compare_to_saved()
            return  # it tells the state anew
        self._show_attempts(state)
        attempt = state.shown_attempt
        if attempt is None:
            self._verb.hide()
            self._copy_line.hide()
            self._line.setText("")
            self._say(self.tr("Nothing left this computer for this delivery."))
            self._show_headers(())
            self._show_body(b"")
            return
        request = attempt.request
        self._verb.show()
        self._copy_line.show()
        self._verb.set_pill(Pill(request.method, "blue", shape="tag"))
        self._line.setText(request.url)
        is_encrypted = request.plain is not None
        self._say(
            self.tr("Secrets are masked here and in exports. Pretty is the clear text, Raw what left.")
            if is_encrypted
            else self.tr("Secrets are masked here and in exports.")
        )
        self._show_headers(request.headers)
        if request.plain is not None:
            self._show_body(request.plain, request.body)
        else:
            self._show_body(request.body)


class ResponseView(_ExchangeView):
    """What came back."""

    def __init__(self, theme: Theme, model: HistoryModel, parent: QWidget | None = None) -> None:
        super().__init__(theme, model, self.tr("Response body"), parent)
        self._copy_line.hide()

    def show_state(self, state: HistoryState) -> None:
        self._show_attempts(state)
        attempt = state.shown_attempt
        response = attempt.response if attempt is not None else None
        self._verb.setVisible(response is not None)
        if response is None:
            failure = attempt.failure.value if attempt is not None and attempt.failure is not None else ""
            self._line.setText("")
            detail = attempt.failure_detail if attempt is not None else ""
            self._say(self.tr("No answer came. {why}").format(why=f"{failure}: {detail}" if failure else detail))
            self._show_headers(())
            self._show_body(b"")
            return
        tone = "green" if response.status < 300 else "red"
        self._verb.set_pill(Pill(str(response.status), tone, shape="tag"))
        self._line.setText(
            f"{response.http_version}   {latency_words(attempt.total_ms if attempt is not None else None)}"
        )
        self._say("")
        self._show_headers(response.headers)
        self._show_body(response.body)
