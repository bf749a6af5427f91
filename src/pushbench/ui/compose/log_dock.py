"""The send log below the editor."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from pushbench.ui.compose.explaining import explain_delivery
from pushbench.ui.compose.model import ComposeModel
from pushbench.ui.compose.state import ComposeState
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import hairline, pane, row
from pushbench.ui.widgets.buttons import button, icon_button
from pushbench.ui.widgets.labels import ElidedLabel, label
from pushbench.ui.widgets.menu import MenuItem, pop_up_at
from pushbench.ui.widgets.pill import Pill, PillLabel
from pushbench.ui.widgets.table.view import RowsView


class LogDock(QWidget):
    """Head with counts, then one row per delivery, newest first."""

    fold_wanted = Signal(bool)

    def __init__(self, theme: Theme, model: ComposeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._is_folded = False
        log = model.sending.log
        self._title = ElidedLabel(theme, self.tr("Nothing sent yet"), "body", tone="secondary")
        self._pills = {name: PillLabel(theme) for name in ("accepted", "rejected", "unclear", "retrying", "not_sent")}
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedSize(theme.px(110), theme.px(6))
        self._progress.setAccessibleName(self.tr("Progress"))
        self._of = label(theme, "", "secondary", tone="secondary")
        self._stop = button(theme, self.tr("Stop"), model.sending.sender.stop, size="small")
        self._retry = button(theme, self.tr("Retry failed"), model.sending.retry_failed, kind="quiet", size="small")
        clear = icon_button(theme, "trash", self.tr("Clear the log; History keeps everything"), log.clear)
        self._fold = icon_button(theme, "chevron-down", self.tr("Fold the log"), self._toggle)
        head = row(label(theme, self.tr("Send log"), "section"), self._title, spacing=8, margins=(12, 0, 8, 0))
        head.setStretch(1, 1)
        for part in (self._progress, self._of, *self._pills.values(), self._stop, self._retry, clear, self._fold):
            head.addWidget(part)
        head_pane = pane(head, "surface")
        theme.size(head_pane, height="tool-row")
        self.view = RowsView(theme, log.rows, self.tr("Send log"), row_height="log-row", has_header=False)
        self.view.set_empty_text(self.tr("Press Send. Every delivery gets a row here, and stays in History."))
        self.view.opened.connect(model.session.delivery_wanted)
        log.came.connect(self.view.flash)
        self.view.menu_wanted.connect(self._open_menu)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (hairline(), head_pane, hairline()):
            layout.addWidget(widget)
        layout.addWidget(self.view, 1)
        self.setMinimumHeight(theme.px(34))

    # -- state --------------------------------------------------------------------------------------

    def show_state(self, state: ComposeState) -> None:
        send = state.send
        self._title.setText(send.title if send.total else self.tr("Nothing sent yet"))
        words = {
            "accepted": ("green", "check", self.tr("{count} accepted")),
            "rejected": ("red", "x", self.tr("{count} rejected")),
            "unclear": ("amber", "triangle-alert", self.tr("{count} unclear")),
            "retrying": ("amber", "rotate-ccw", self.tr("{count} retrying")),
            "not_sent": ("gray", "cloud-off", self.tr("{count} not sent")),
        }
        for name, pill in self._pills.items():
            count = getattr(send, name)
            tone, icon, text = words[name]
            pill.set_pill(Pill(text.format(count=count), tone, icon))
            pill.setVisible(bool(count))
        self._stop.setVisible(send.is_running)
        self._retry.setVisible(not send.is_running and bool(send.rejected or send.unclear))
        has_progress = send.is_running and send.total > 1
        self._progress.setVisible(has_progress)
        self._of.setVisible(has_progress)
        if has_progress:
            self._progress.setRange(0, send.total)
            self._progress.setValue(send.done)
            self._of.setText(self.tr("{done} of {total}").format(done=send.done, total=send.total))

    # -- verbs --------------------------------------------------------------------------------------

    def _toggle(self) -> None:
        self.fold(not self._is_folded)

    def fold(self, is_folded: bool) -> None:
        """Show the head alone, or the rows too."""
        self._is_folded = is_folded
        self.view.setVisible(not is_folded)
        self._theme.tint(self._fold, "chevron-up" if is_folded else "chevron-down")
        name = self.tr("Unfold the log") if is_folded else self.tr("Fold the log")
        self._fold.setToolTip(name)
        self._fold.setAccessibleName(name)
        self.fold_wanted.emit(is_folded)

    @property
    def is_folded(self) -> bool:
        return self._is_folded

    def _open_menu(self, key: str, point: QPoint) -> None:
        model = self._model
        row_ = model.sending.log.row(key)
        if row_ is None:
            return
        is_over = row_.is_over
        why = "" if is_over else self.tr("It is still under way.")
        items = (
            MenuItem(
                self.tr("Open in History"),
                lambda: model.session.delivery_wanted.emit(key),
                "rotate-ccw-clock",
                "Return",
                is_over,
                why_disabled=why,
            ),
            MenuItem(
                self.tr("Send again"),
                lambda: model.sending.send_again(key),
                "rotate-ccw",
                "Ctrl+R",
                is_over,
                why_disabled=why,
            ),
            MenuItem(
                self.tr("Why?"),
                lambda: self._explain(key, point),
                "circle-question-mark",
                "",
                row_.is_failed,
                why_disabled=why or self.tr("It was accepted."),
            ),
            None,
            MenuItem(self.tr("Copy id"), lambda: QGuiApplication.clipboard().setText(row_.reply or row_.id), "copy"),
        )
        pop_up_at(self._theme, items, self.view, point)

    def _explain(self, key: str, point: QPoint) -> None:
        place = QRect(point, QSize(1, 1))
        self._model.scope.start("why", explain_delivery(self._theme, self._model, key, self.view, place))

    @property
    def current_key(self) -> str | None:
        return self.view.current_key
