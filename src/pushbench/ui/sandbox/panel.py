"""The right side: the virtual device, what the server saw, what it answers next, and what arrived."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from pushbench.domain.profile import Environment
from pushbench.ui.pills import environment_pill
from pushbench.ui.sandbox.answers_view import AnswersView
from pushbench.ui.sandbox.model import SandboxModel
from pushbench.ui.sandbox.phone_stage import PhoneStage, StateDot
from pushbench.ui.sandbox.pushes import Push
from pushbench.ui.sandbox.seen_view import SeenView
from pushbench.ui.sandbox.state import PLATFORMS, Phase, SandboxState
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import column, hairline, pane, row
from pushbench.ui.widgets.buttons import button, icon_button
from pushbench.ui.widgets.dialogs import Question
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.menu import MenuItem, pop_up_at
from pushbench.ui.widgets.notes import IconLabel, Note, Words
from pushbench.ui.widgets.pill import PillLabel
from pushbench.ui.widgets.segments import Segment, Segments
from pushbench.ui.widgets.table.view import RowsView

_NARROW = 520
_FEW = 2
"""So many rows leave room for a hint below them."""
_ANY_HEIGHT = 16_777_215
_WIDE = 880
"""From here on the answers stand beside what the server saw instead of below it."""


class SandboxPanel(QWidget):
    """Head, device and what is known of its push, the list of everything received."""

    window_wanted = Signal()
    """A person wants the panel in a window of its own."""

    def __init__(
        self, theme: Theme, model: SandboxModel, *, is_own_window: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._is_own_window = is_own_window
        self._is_wide: bool | None = None
        self.stage = PhoneStage(theme)
        self.seen = SeenView(theme, model)
        self.answers = AnswersView(theme, model)
        self._answers_line = hairline()
        self._below = column(self.seen, self._answers_line, None, spacing=0)
        self._beside = column(None, spacing=0)
        self._scroll = _scrolled(self._below, self.tr("Push in sight"), theme.px(230))
        self._side = _scrolled(self._beside, self.tr("Answer the next push with"), theme.px(290))
        self._side.setMaximumWidth(theme.px(310))
        self._side_line = hairline(vertical=True)
        body = row(self.stage, hairline(vertical=True), self._scroll, self._side_line, self._side, spacing=0)
        body.setStretch(0, 52)
        body.setStretch(2, 48)
        self._note = Note(theme)
        self._told: object = None
        self._note_room = pane(column(self._note, margins=(16, 10, 16, 10)), "bg")
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
        for part in (self._head(), hairline(), self._note_room):
            layout.addWidget(part)
        layout.addWidget(self._panes, 1)
        self.setMinimumWidth(theme.px(430))
        self._arrange(is_wide=False)

    # -- parts --------------------------------------------------------------------------------------

    def _head(self) -> QWidget:
        theme, model = self._theme, self._model
        self._icon = IconLabel(theme, "flask-conical", "text")
        self._dot = StateDot(theme)
        self._word = label(theme, "", "body", tone="secondary")
        self._chip = PillLabel(theme, environment_pill(Environment.LOCAL))
        self.switch = Segments(theme, self.tr("Virtual device"))
        self.switch.chosen.connect(model.choose_platform)
        self.light = Segments(theme, self.tr("Appearance of the device"))
        self.light.chosen.connect(lambda key: model.choose_dark(key == "dark"))
        self.own = icon_button(theme, "external-link", self.tr("Open in a window of its own"), self.window_wanted.emit)
        if self._is_own_window:  # setVisible(True) before it has a parent would flash it as a window
            self.own.hide()
        self.start = button(theme, self.tr("Start sandbox"), model.life.start, icon="play", kind="primary")
        self.stop = button(theme, self.tr("Stop"), model.life.stop)
        self.sample = button(theme, self.tr("Send sample"), model.sampling.send, icon="send")
        title = label(theme, self.tr("Sandbox"), "heading")
        state = row(self._dot, self._word, spacing=6)
        parts = row(
            self._icon, title, self._chip, state, self.start, self.stop, self.sample, None, margins=(16, 0, 12, 0)
        )
        for part in (self.switch, self.light, self.own):
            parts.addWidget(part)
        head = pane(parts, "bg")
        theme.size(head, height="top-bar")
        return head

    def _received_part(self) -> QWidget:
        theme, model = self._theme, self._model
        self._count = label(theme, "", "body", tone="caption")
        self.newest = button(theme, self.tr("Show the newest"), model.follow_newest, kind="link", size="small")
        theme.dress(self.newest, "label")
        self.newest.setToolTip(self.tr("Show what arrived last, and from then on whatever arrives"))
        self.newest.hide()
        self.clear = icon_button(theme, "trash", self.tr("Clear the received list"), self.ask_clear)
        title = label(theme, self.tr("Received"), "section")
        head = pane(row(title, self._count, None, self.newest, self.clear, margins=(16, 0, 10, 0)), "sunken")
        theme.size(head, height="tool-row")
        self.table = RowsView(theme, model.rows, self.tr("Received pushes"), row_height="log-row", has_header=False)
        self.table.chosen.connect(model.choose)
        self.table.opened.connect(model.show_delivery)
        self.table.menu_wanted.connect(self._open_menu)
        nothing = label(theme, self.tr("Pushes sent to the sandbox are listed here."), "body", tone="secondary")
        self._nothing = pane(column(row(nothing, None), None, margins=(16, 10, 16, 10)))
        self._on_top = label(theme, self.tr("New pushes appear on top."), "body", tone="secondary")
        hint = row(self._on_top, None, margins=(16, 6, 16, 6))
        self._some = pane(column(self.table, hint, None, spacing=0))
        self._stack = QStackedWidget()
        self._stack.addWidget(self._some)
        self._stack.addWidget(self._nothing)
        made = pane(column(head, hairline(), self._stack, spacing=0, grows=2))
        made.setMinimumHeight(theme.height("tool-row") + theme.height("log-row") + 2)
        return made

    def _arrange(self, *, is_wide: bool) -> None:
        """Put the answers beside what the server saw, or below it."""
        if is_wide == self._is_wide:
            return
        self._is_wide = is_wide
        (self._beside if is_wide else self._below).insertWidget(0 if is_wide else 2, self.answers)
        self.seen.take_room(is_wide)
        self._show_sides(self._model.state)

    def _show_sides(self, state: SandboxState) -> None:
        is_beside = bool(self._is_wide) and state.is_running
        self._side.setVisible(is_beside)
        self._side_line.setVisible(is_beside)
        is_empty = state.push is None and not state.is_running
        self._below.setStretch(0, 1 if is_empty else 0)
        self._below.setStretch(self._below.count() - 1, 0 if is_empty else 1)
        self.answers.setVisible(state.is_running)
        self._answers_line.setVisible(state.is_running and not self._is_wide)

    # -- state --------------------------------------------------------------------------------------

    def show_state(self, state: SandboxState) -> None:
        self._show_head(state)
        self._show_note(state)
        self.stage.set_on(state.is_running)
        self.stage.show_appearance(state.appearance)
        self.seen.show_state(state)
        self._show_sides(state)
        self.answers.show_state(state)
        self._show_received(state)

    def _show_head(self, state: SandboxState) -> None:
        words = {
            Phase.OFF: self.tr("Off"),
            Phase.STARTING: self.tr("Starting"),
            Phase.RUNNING: self.tr("Running"),
            Phase.STOPPING: self.tr("Stopping"),
        }
        is_troubled = state.is_running and state.trouble is not None
        self._dot.show_token("amber-dot" if is_troubled else "green-dot" if state.is_running else "text-3")
        word = words[state.phase]
        has_room = bool(self._is_wide) and bool(state.address)
        self._word.setText(
            self.tr("{word} on {address}").format(word=word, address=state.address) if has_room else word
        )
        self._word.setToolTip(state.address)
        self.switch.set_segments(tuple(Segment(key, name) for key, name in PLATFORMS), state.platform)
        light = (Segment("light", self.tr("Light"), "sun"), Segment("dark", self.tr("Dark"), "moon"))
        self.light.set_segments(light, "dark" if state.is_dark else "light")
        self._show_verbs(state)

    def _show_verbs(self, state: SandboxState) -> None:
        """Start, stop and send stand in the steps while these are shown."""
        is_here = not state.is_welcome and not self._is_own_window
        self.start.setVisible(is_here and state.phase is Phase.OFF)
        self.stop.setVisible(is_here and state.phase is not Phase.OFF)
        self.stop.setText(self.tr("Cancel") if state.phase is Phase.STARTING else self.tr("Stop"))
        self.stop.setEnabled(state.phase in (Phase.RUNNING, Phase.STARTING))
        self.sample.setVisible(is_here and bool(self._is_wide))
        can_send = state.is_running and not state.sample.is_sending
        self.sample.setEnabled(can_send)
        why = self.tr("It is on its way") if state.sample.is_sending else self.tr("Start the sandbox first")
        self.sample.setToolTip("" if can_send else why)

    def _show_note(self, state: SandboxState) -> None:
        """Tell what is wrong, or that the usual port was taken, where the steps do not."""
        trouble = state.trouble or state.sample.trouble
        told = (trouble, state.port_note) if not state.is_welcome and (trouble or state.port_note) else None
        self._note_room.setVisible(told is not None)
        if told is None or told == self._told:
            self._told = told
            return
        self._told = told
        if trouble is not None:
            self._note.show_words("red", Words(trouble.what, trouble.why, trouble.fix))
        else:
            why = self.tr("Another program listens there. Nothing has to be done: profiles find the new port.")
            self._note.show_words("gray", Words(state.port_note, why))

    def _show_received(self, state: SandboxState) -> None:
        self._count.setText(f"{state.count:,}")
        self._stack.setCurrentWidget(self._some if state.count else self._nothing)
        has_room = state.count <= _FEW
        self._on_top.setVisible(has_room)
        self.table.setMaximumHeight(state.count * self._theme.height("log-row") if has_room else _ANY_HEIGHT)
        self.newest.setVisible(bool(state.count) and not state.follows)
        can_clear = bool(state.count) and state.is_running
        self.clear.setEnabled(can_clear)
        name = self.tr("Clear the received list")
        why = self.tr("Nothing to clear") if state.is_running else self.tr("The sandbox is off")
        self.clear.setToolTip(name if can_clear else why)
        if self.table.current_key != state.current:
            self.table.choose(state.current)

    # -- verbs --------------------------------------------------------------------------------------

    def _open_menu(self, key: str, point: QPoint) -> None:
        model = self._model
        push = model.rows.get(key)
        if not isinstance(push, Push):
            return
        copy = QGuiApplication.clipboard().setText
        is_known = bool(model.delivery_of(key))
        items = (
            MenuItem(
                self.tr("Open in History"),
                lambda: model.show_delivery(key),
                "rotate-ccw-clock",
                "Return",
                is_known,
                why_disabled=self.tr("Not sent from this home, or still on its way"),
            ),
            None,
            MenuItem(self.tr("Copy the request"), lambda: copy(push.as_text()), "copy"),
            MenuItem(self.tr("Copy the payload"), lambda: copy(push.clear.decode("utf-8", "replace")), "file-braces"),
            MenuItem(self.tr("Copy the token"), lambda: copy(push.token), "hash"),
        )
        pop_up_at(self._theme, items, self.table, point)

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
        width = self.width()
        is_narrow = width < self._theme.px(_NARROW)
        self._chip.setVisible(not is_narrow)
        self._icon.setVisible(not is_narrow)
        self._arrange(is_wide=width >= self._theme.px(_WIDE))
        self._show_head(self._model.state)

    def keep_sizes(self) -> None:
        """Remember the splitter for the next start."""
        self._model.session.state.sizes["sandbox-list"] = self._panes.sizes()


def _scrolled(inner: QVBoxLayout, name: str, least: int) -> QScrollArea:
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setAccessibleName(name)
    scroll.setWidget(pane(inner, "bg"))
    scroll.setMinimumWidth(least)
    return scroll
