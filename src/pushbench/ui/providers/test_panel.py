"""The panel that proves credentials step by step."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from pushbench.domain.provider import Level, TestResult
from pushbench.ui.explain.popover import explain, why_link
from pushbench.ui.explain.tables import Tables
from pushbench.ui.providers.health import HealthPane
from pushbench.ui.providers.model import ProvidersModel
from pushbench.ui.providers.state import ProvidersState
from pushbench.ui.theme.theme import Theme
from pushbench.ui.times import latency_words, since_words
from pushbench.ui.widgets.boxes import box, clear, column, hairline, pane, row
from pushbench.ui.widgets.buttons import button
from pushbench.ui.widgets.labels import ElidedLabel, label
from pushbench.ui.widgets.notes import EmptyState, IconLabel, Note, Words

_ICONS = {Level.GOOD: ("circle-check", "green"), Level.BAD: ("circle-x", "red"), Level.UNSURE: ("info", "text-2")}


class TestPanel(QWidget):
    """Head with the button, a summary, one block per step."""

    __test__ = False

    def __init__(self, theme: Theme, model: ProvidersModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._shown: tuple[TestResult, ...] | None = None
        self._go = button(theme, self.tr("Test"), self._on_go, icon="play", kind="primary", size="top")
        title = column(
            label(theme, self.tr("Test credentials"), "heading"),
            ElidedLabel(theme, self.tr("Nothing is sent to a real device."), "secondary", tone="secondary"),
            spacing=0,
        )
        self._note = Note(theme)
        self._note.hide()
        self._steps = QVBoxLayout()
        self._steps.setContentsMargins(0, 0, 0, 0)
        self._steps.setSpacing(0)
        self._copy = button(theme, self.tr("Copy report"), self._copy_report, icon="copy")
        self._nothing = EmptyState(theme, "shield-check", "", "")
        body = column(
            box(row(self._note, margins=(16, 12, 16, 0))),
            self._steps,
            box(row(self._copy, None, margins=(16, 10, 16, 10))),
            self._nothing,
            None,
            spacing=8,
        )
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(pane(body))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(pane(row(title, self._go, margins=(16, 12, 16, 12), grows=0)))
        layout.addWidget(hairline())
        layout.addWidget(scroll, 1)
        self._health = HealthPane(theme)
        self._health_box = pane(column(hairline(), self._health, spacing=0))
        layout.addWidget(self._health_box)
        self.setMinimumWidth(theme.px(280))

    # -- state --------------------------------------------------------------------------------------

    def show_state(self, state: ProvidersState) -> None:
        words = self.tr("Stop") if state.is_testing else self.tr("Test again") if state.results else self.tr("Test")
        self._go.setText(words)
        self._go.setEnabled(state.draft is not None)
        self._go.setToolTip("" if state.draft is not None else self.tr("Choose a profile first"))
        self._theme.tint(self._go, "square" if state.is_testing else "play", "on-accent")
        self._nothing.setVisible(not state.results and not state.is_testing)
        self._nothing.show_words(*self._earlier(state))
        self._copy.setVisible(bool(state.results) and not state.is_testing)
        self._show_summary(state)
        self._health_box.setVisible(bool(state.current) and bool(state.usage.slots))
        self._health.show_usage(state.usage)
        if state.results != self._shown:
            self._shown = state.results
            clear(self._steps)
            for result in state.results:
                self._steps.addWidget(self._step(result))

    def _earlier(self, state: ProvidersState) -> tuple[str, str]:
        """Say how the last test ended, which was run before the profile came into the form; its steps are gone."""
        profile = next((item for item in state.profiles if item.name == state.current), None)
        if profile is None or profile.tested_at is None:
            text = self.tr("The test runs its steps in order and stops at the first failure, with the fix beside it.")
            return self.tr("Not tested yet"), text
        when = since_words(profile.tested_at, self._model.now())
        if profile.test_ok:
            return self.tr("Accepted, {when}").format(when=when), self.tr("Test again to see every step.")
        title = self.tr("Refused, {when}").format(when=when)
        return title, " ".join(filter(None, (profile.test_result, self.tr("Test again to see every step."))))

    def _show_summary(self, state: ProvidersState) -> None:
        is_over = bool(state.results) and not state.is_testing
        self._note.setVisible(is_over)
        if not is_over:
            return
        bad = next((result for result in state.results if result.level is Level.BAD), None)
        unsure = sum(result.level is Level.UNSURE for result in state.results)
        if bad is not None:
            self._note.show_words("red", Words(bad.title, bad.detail, bad.fix))
        elif unsure:
            text = (
                self.tr("One thing is still unproven, see below.")
                if unsure == 1
                else self.tr("Some things are unproven.")
            )
            self._note.show_words("green", Words(self.tr("The service accepts these credentials"), text))
        else:
            self._note.show_words(
                "green", Words(self.tr("The service accepts these credentials"), self.tr("You can send now."))
            )

    def _step(self, result: TestResult) -> QWidget:
        icon, token = _ICONS[result.level]
        theme = self._theme
        head = row(
            label(theme, result.title, "body-medium", wraps=True),
            label(theme, latency_words(result.total_ms), "secondary", tone="secondary"),
            grows=0,
        )
        words = column(head, spacing=2)
        for text in (result.detail, result.fix if result.level is not Level.GOOD else ""):
            if text:
                words.addWidget(label(theme, text, "secondary", tone="secondary", wraps=True, selectable=True))
        if result.level is not Level.GOOD:
            link = why_link(theme, partial(self._explain, result), about=result.title)
            words.addWidget(link, alignment=Qt.AlignmentFlag.AlignLeft)
        line = row(spacing=10, margins=(16, 10, 16, 10))
        line.addWidget(IconLabel(theme, icon, token), alignment=Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        made = box(column(line, hairline(), spacing=0))
        made.setAccessibleName(f"{result.level.value}: {result.title}")
        made.setAccessibleDescription(f"{result.detail} {result.fix}".strip())
        return made

    # -- verbs --------------------------------------------------------------------------------------

    def _explain(self, result: TestResult, anchor: QWidget) -> None:
        draft = self._model.state.draft
        provider = draft.provider if draft is not None else ""
        tables = Tables(self._model.session.workspace.registry)
        explain(self._theme, tables.test(provider, result), anchor)

    def _on_go(self) -> None:
        if self._model.state.is_testing:
            self._model.stop_test()
        else:
            self._model.test()

    def _copy_report(self) -> None:
        lines = [
            f"{result.level.value.upper():7}{result.title}. {result.detail} {result.fix}".rstrip()
            for result in self._model.state.results
        ]
        QGuiApplication.clipboard().setText("\n".join(lines))
        self._model.session.notices.tell(self.tr("Report copied; it holds no secrets"))
