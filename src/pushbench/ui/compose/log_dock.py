"""The send log below the editor."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QRect, QSize, Signal
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from pushbench.ui.compose.explaining import explain_delivery
from pushbench.ui.compose.model import ComposeModel
from pushbench.ui.compose.send_log import LogRow
from pushbench.ui.compose.state import ComposeState
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import hairline, pane, row
from pushbench.ui.widgets.buttons import button, icon_button
from pushbench.ui.widgets.labels import ElidedLabel, label
from pushbench.ui.widgets.menu import MenuItem, pop_up, pop_up_at
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
        self._pills = {name: PillLabel(theme) for name in self._words()}
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedSize(theme.px(110), theme.px(6))
        self._progress.setAccessibleName(self.tr("Progress"))
        self._of = label(theme, "", "secondary", tone="secondary")
        self._stop = button(theme, self.tr("Stop"), model.sending.sender.stop, size="small")
        self._retry = button(theme, self.tr("Retry failed"), model.sending.retry_failed, kind="quiet", size="small")
        self._filter = icon_button(theme, "list-filter", self.tr("Filter the log"), self._open_filter)
        open_run = icon_button(theme, "external-link", self.tr("Open in History"), model.sending.log_verbs.show_run)
        self._fold = icon_button(theme, "chevron-down", self.tr("Fold the log"), self._toggle)
        self._hidden = button(theme, "", lambda: log.show_only(""), kind="soft", size="small")
        self._hidden.setToolTip(self.tr("Show every row again"))
        self._hidden.setAccessibleName(self.tr("Show every row again"))
        head = row(label(theme, self.tr("Send log"), "section"), self._title, spacing=8, margins=(12, 0, 8, 0))
        for part in (self._progress, self._of, *self._pills.values(), self._hidden):
            head.addWidget(part)
        head.addStretch(1)
        for part in (self._stop, self._retry, self._filter, open_run, self._fold):
            head.addWidget(part)
        head_pane = pane(head, "surface")
        theme.size(head_pane, height="tool-row")
        self.view = RowsView(
            theme, log.rows, self.tr("Send log"), row_height="log-row", has_header=False, is_multiple=True
        )
        self.view.set_empty_text(self.tr("Press Send. Every delivery gets a row here, and stays in History."))
        self.view.opened.connect(model.sending.log_verbs.show)
        log.filtered.connect(self._show_filter)
        log.came.connect(self.view.flash)
        self.view.menu_wanted.connect(self._open_menu)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (hairline(), head_pane, hairline()):
            layout.addWidget(widget)
        layout.addWidget(self.view, 1)
        self._show_filter()
        self.setMinimumHeight(theme.px(34))

    # -- state --------------------------------------------------------------------------------------

    def show_state(self, state: ComposeState) -> None:
        send = state.send
        self._title.setText(send.title if send.total else self.tr("Nothing sent yet"))
        for name, (tone, icon, text) in self._words().items():
            count = getattr(send, name)
            pill = self._pills[name]
            pill.set_pill(Pill(text.format(count=f"{count:,}"), tone, icon))
            pill.setVisible(bool(count))
        self._stop.setVisible(send.is_running)
        self._stop.setEnabled(not send.is_stopping)
        self._stop.setToolTip(self.tr("What is in flight is finished; nothing more leaves"))
        only_offline = bool(send.offline) and not (send.rejected or send.unclear or send.failed_later)
        self._retry.setText(self.tr("Retry") if only_offline else self.tr("Retry failed"))
        self._retry.setVisible(
            not send.is_running and bool(send.rejected or send.unclear or send.offline or send.failed_later)
        )
        has_progress = send.is_running and send.total > 1
        self._progress.setVisible(has_progress)
        self._of.setVisible(has_progress)
        if has_progress:
            self._progress.setRange(0, send.total)
            self._progress.setValue(send.done)
            self._of.setText(self.tr("{done} of {total}").format(done=f"{send.done:,}", total=f"{send.total:,}"))

    def _words(self) -> dict[str, tuple[str, str, str]]:
        return {
            "accepted": ("green", "check", self.tr("{count} accepted")),
            "rejected": ("red", "x", self.tr("{count} rejected")),
            "unclear": ("amber", "triangle-alert", self.tr("{count} unclear")),
            "retrying": ("amber", "rotate-ccw", self.tr("{count} retrying")),
            "failed_later": ("red", "x", self.tr("{count} failed later")),
            "offline": ("red", "wifi-off", self.tr("{count} no connection")),
            "validated": ("blue", "shield-check", self.tr("{count} validated, not sent")),
            "not_sent": ("gray", "x", self.tr("{count} not sent")),
            "queued": ("gray", "clock", self.tr("{count} queued")),
        }

    def _show_filter(self) -> None:
        log = self._model.sending.log
        self._hidden.setVisible(bool(log.filter))
        if log.filter:
            words = self.tr("{title}, {count} hidden").format(title=log.filter_title, count=f"{log.hidden:,}")
            self._hidden.setText(words)
        empty = self.tr("Press Send. Every delivery gets a row here, and stays in History.")
        self.view.set_empty_text(self.tr("No row fits the filter.") if log.filter else empty)

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

    def _open_filter(self) -> None:
        log = self._model.sending.log
        here = log.row(self.current_key or "")
        choices = [("", self.tr("All")), ("failed", self.tr("Failed")), ("waiting", self.tr("Waiting for a retry"))]
        choices.append(("asked", self.tr("To be asked about")))
        if here is not None:
            choices.append((f"target:{here.target}", self.tr("Only {name}").format(name=here.target)))
        lines = [
            MenuItem(words, partial(log.show_only, key, words), is_checked=log.filter == key) for key, words in choices
        ]
        clear = MenuItem(self.tr("Clear the log; History keeps everything"), log.clear, "trash")
        pop_up(self._theme, (*lines, None, clear), self._filter, at_end=True)

    def _open_menu(self, key: str, point: QPoint) -> None:
        """Offer what can be done with a row; the same by "...", right click and the menu key."""
        sending = self._model.sending
        row_ = sending.log.row(key)
        if row_ is None:
            return
        verbs = sending.log_verbs
        why = "" if row_.can_repeat else self.tr("It is still under way.")
        if row_.is_over and not row_.can_repeat:
            why = self.tr("It never left.")
        can = not why
        only = self.tr("Only {name}").format(name=row_.target)
        keys_of = self._model.session.keys_of
        items: list[MenuItem | None] = []
        if row_.retry_at is not None:
            items += [MenuItem(self.tr("Retry now"), partial(sending.retry_now, key), "zap"), None]
        items += [
            MenuItem(
                self.tr("Send again"),
                partial(sending.send_again, key),
                "rotate-ccw",
                keys_of("log.again"),
                can,
                None,
                why,
            ),
            MenuItem(
                self.tr("Open as message"),
                partial(verbs.open_as_message, key),
                "square-pen",
                keys_of("log.message"),
                can,
                None,
                why,
            ),
            MenuItem(self.tr("Open in History"), partial(verbs.show, key), "external-link", "Return", can, None, why),
            MenuItem(
                self.tr("Why?"),
                partial(self._explain, key, point),
                "circle-question-mark",
                is_enabled=row_.is_failed,
                why_disabled=why or self.tr("It was accepted."),
            ),
            None,
            *self._later_items(key, row_),
            None,
            MenuItem(self.tr("Copy id"), partial(verbs.copy_id, key), "copy"),
            MenuItem(
                self.tr("Copy as cURL"),
                partial(verbs.copy_curl, key),
                "square-terminal",
                keys_of("send.curl"),
                can,
                None,
                why,
            ),
            None,
            MenuItem(
                self.tr("Show only this device"),
                partial(sending.log.show_only, f"target:{row_.target}", only),
                "list-filter",
            ),
        ]
        pop_up_at(self._theme, tuple(items), self.view, point)

    def _later_items(self, key: str, row_: LogRow) -> tuple[MenuItem, ...]:
        """Ask and cancel: for all selected rows where this is one of them."""
        following = self._model.sending.following
        keys_of = self._model.session.keys_of
        chosen = self.chosen_keys if key in self.chosen_keys else [key]
        why_not_ask = following.why_not_ask(chosen)
        words = self.tr("Ask now what became of it") if len(chosen) == 1 else self.tr("Ask now about {count}")
        no_cancel = "" if row_.can_cancel else self.tr("It is not held back by a service that takes messages back.")
        return (
            MenuItem(
                words.format(count=len(chosen)),
                partial(following.ask, chosen),
                "inbox",
                keys_of("log.ask"),
                not why_not_ask,
                None,
                why_not_ask,
            ),
            MenuItem(
                self.tr("Cancel at the service…"),
                partial(self.cancel, key),
                "circle-x",
                keys_of("log.cancel"),
                row_.can_cancel,
                None,
                no_cancel,
            ),
        )

    def cancel(self, key: str) -> None:
        """Take a held message back, after a question."""
        self._model.sending.following.cancel(self._theme, [key], self.window())

    @property
    def chosen_keys(self) -> list[str]:
        """Return the selected rows, else the one with the keyboard."""
        return self.view.selected_keys or ([self.current_key] if self.current_key else [])

    def _explain(self, key: str, point: QPoint) -> None:
        place = QRect(point, QSize(1, 1))
        self._model.scope.start("why", explain_delivery(self._theme, self._model, key, self.view, place))

    @property
    def current_key(self) -> str | None:
        return self.view.current_key
