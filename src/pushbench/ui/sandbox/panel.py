"""The right side: the virtual device, what the server saw, what it answers next, and what arrived."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from pushbench.domain.profile import Environment
from pushbench.ui.compose.preview_pane import Stage
from pushbench.ui.pills import environment_pill
from pushbench.ui.sandbox.answers_view import AnswersView
from pushbench.ui.sandbox.model import SandboxModel
from pushbench.ui.sandbox.seen_view import SeenView
from pushbench.ui.sandbox.state import PLATFORMS, Phase, SandboxState
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import column, hairline, pane, row
from pushbench.ui.widgets.buttons import icon_button
from pushbench.ui.widgets.dialogs import Question
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.notes import IconLabel
from pushbench.ui.widgets.pill import PillLabel
from pushbench.ui.widgets.segments import Segment, Segments
from pushbench.ui.widgets.table.view import RowsView

_DIMMED = 150
_NARROW = 500


class PhoneStage(Stage):
    """A device that is dimmed while nothing can reach it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._is_on = True
        self.setMinimumWidth(theme.px(180))
        self.setAccessibleName(self.tr("Virtual device"))

    def set_on(self, is_on: bool) -> None:
        if is_on != self._is_on:
            self._is_on = is_on
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_on:
            veil = QColor(self._theme.color("sunken"))
            veil.setAlpha(_DIMMED)
            painter = QPainter(self)
            painter.fillRect(self.rect(), veil)
            painter.end()


class StateDot(QWidget):
    """A dot in a token's colour."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._token = "text-3"
        self.setFixedSize(QSize(theme.px(8), theme.px(8)))

    def show_token(self, token: str) -> None:
        if token != self._token:
            self._token = token
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color(self._token))
        painter.drawEllipse(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()


class SandboxPanel(QWidget):
    """Head, device and what is known of its push, the list of everything received."""

    def __init__(self, theme: Theme, model: SandboxModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self.stage = PhoneStage(theme)
        self.seen = SeenView(theme)
        self.answers = AnswersView(theme, model)
        self._answers_line = hairline()
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setAccessibleName(self.tr("Push in sight"))
        self._scroll.setWidget(pane(column(self.seen, self._answers_line, self.answers, None, spacing=0), "bg"))
        self._scroll.setMinimumWidth(theme.px(230))
        body = row(self.stage, hairline(vertical=True), self._scroll, spacing=0)
        body.setStretch(0, 52)
        body.setStretch(2, 48)
        self._panes = QSplitter(Qt.Orientation.Vertical)
        self._panes.setHandleWidth(1)
        self._panes.setChildrenCollapsible(False)
        self._panes.addWidget(pane(body, "sunken"))
        self._panes.addWidget(self._received_part())
        self._panes.setStretchFactor(0, 1)
        self._panes.setSizes(model.session.state.sizes.get("sandbox-list", [640, theme.height("log-row") * 4 + 34]))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head())
        layout.addWidget(hairline())
        layout.addWidget(self._panes, 1)
        self.setMinimumWidth(theme.px(430))

    # -- parts --------------------------------------------------------------------------------------

    def _head(self) -> QWidget:
        theme = self._theme
        self._icon = IconLabel(theme, "flask-conical", "text")
        self._dot = StateDot(theme)
        self._word = label(theme, "", "body", tone="secondary")
        self._chip = PillLabel(theme, environment_pill(Environment.LOCAL))
        self.switch = Segments(theme, self.tr("Virtual device"))
        self.switch.chosen.connect(self._model.choose_platform)
        title = label(theme, self.tr("Sandbox"), "heading")
        state = row(self._dot, self._word, spacing=6)
        head = pane(row(self._icon, title, self._chip, state, None, self.switch, margins=(16, 0, 12, 0)), "bg")
        theme.size(head, height="top-bar")
        return head

    def _received_part(self) -> QWidget:
        theme, model = self._theme, self._model
        self._count = label(theme, "", "body", tone="caption")
        self.clear = icon_button(theme, "trash", self.tr("Clear the received list"), self.ask_clear)
        head = pane(
            row(label(theme, self.tr("Received"), "section"), self._count, None, self.clear, margins=(16, 0, 10, 0)),
            "sunken",
        )
        theme.size(head, height="tool-row")
        self.table = RowsView(theme, model.rows, self.tr("Received pushes"), row_height="log-row", has_header=False)
        self.table.chosen.connect(model.choose)
        self.table.opened.connect(model.show_delivery)
        nothing = label(theme, self.tr("Pushes sent to the sandbox are listed here."), "body", tone="secondary")
        self._nothing = pane(column(row(nothing, None), None, margins=(16, 10, 16, 10)))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._nothing)
        made = pane(column(head, hairline(), self._stack, spacing=0, grows=2))
        made.setMinimumHeight(theme.height("tool-row") + theme.height("log-row") + 2)
        return made

    # -- state --------------------------------------------------------------------------------------

    def show_state(self, state: SandboxState) -> None:
        words = {
            Phase.OFF: self.tr("Off"),
            Phase.STARTING: self.tr("Starting"),
            Phase.RUNNING: self.tr("Running"),
            Phase.STOPPING: self.tr("Stopping"),
        }
        is_troubled = state.is_running and state.trouble is not None
        self._dot.show_token("amber-dot" if is_troubled else "green-dot" if state.is_running else "text-3")
        self._word.setText(words[state.phase])
        self._word.setToolTip(state.address)
        self.switch.set_segments(tuple(Segment(key, name) for key, name in PLATFORMS), state.platform)
        self.stage.set_on(state.is_running)
        self.stage.show_appearance(state.appearance)
        self.seen.show_state(state)
        self.answers.setVisible(state.is_running)
        self._answers_line.setVisible(state.is_running)
        self.answers.show_state(state)
        self._show_received(state)

    def _show_received(self, state: SandboxState) -> None:
        self._count.setText(f"{state.count:,}")
        self._stack.setCurrentWidget(self.table if state.count else self._nothing)
        can_clear = bool(state.count) and state.is_running
        self.clear.setEnabled(can_clear)
        name = self.tr("Clear the received list")
        why = self.tr("Nothing to clear") if state.is_running else self.tr("The sandbox is off")
        self.clear.setToolTip(name if can_clear else why)
        if self.table.current_key != state.current:
            self.table.choose(state.current)

    def ask_clear(self) -> None:
        """Ask, then let the sandbox forget."""

        async def ask() -> None:
            question = Question(
                self._theme,
                self.tr("Clear what the sandbox received?"),
                self.tr(
                    "It forgets its pushes, answers that wait for the next push, topics and channels. "
                    "Its devices and keys stay, and so does the history."
                ),
                go=self.tr("Clear"),
                go_kind="danger",
                parent=self.window(),
            )
            if await question.is_confirmed():
                await self._model.clear()

        self._model.scope.start("clear", ask())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < self._theme.px(_NARROW)
        self._chip.setVisible(not is_narrow)
        self._icon.setVisible(not is_narrow)

    def keep_sizes(self) -> None:
        """Remember the splitter for the next start."""
        self._model.session.state.sizes["sandbox-list"] = self._panes.sizes()
