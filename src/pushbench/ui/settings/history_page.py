"""How long deliveries are kept, how large the database is, and clearing it."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit

from pushbench.engine.settings import Keep
from pushbench.ui.settings.history_model import HistoryKeepingModel
from pushbench.ui.settings.index import Section
from pushbench.ui.settings.page import Page
from pushbench.ui.settings.sizes import count_words, size_words
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import box, restyle, row
from pushbench.ui.widgets.buttons import button
from pushbench.ui.widgets.dialogs import Question
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.segments import Segment, Segments


class HistoryPage(Page):
    """Retention counts at once; nothing goes without being told."""

    def __init__(self, theme: Theme, section: Section, model: HistoryKeepingModel) -> None:
        super().__init__(theme, section)
        self._model = model
        self.keep = Segments(theme, self.tr("Keep"))
        self.keep.chosen.connect(model.set_keep)
        self.amount = QLineEdit()
        theme.dress(self.amount, "code")
        self.amount.editingFinished.connect(self._on_amount)
        self._unit = label(theme, "", "body", tone="secondary")
        self._keep_row = self.add("keep", self.tr("Keep"), box(row(self.keep, 4, self.amount, self._unit, None)))
        self.prune = button(theme, self.tr("Remove them now"), model.prune, size="small")
        self._due_row = self.add("due", "", box(row(self.prune, None)))
        self.shrink = button(theme, self.tr("Shrink file"), model.shrink)
        self._size = label(theme, "", "body-medium")
        self._size_row = self.add("size", self.tr("Database"), box(row(self._size, 8, self.shrink, None)))
        self.clear = button(theme, self.tr("Clear history…"), self.ask_clear, icon="trash", kind="danger")
        self._clear_row = self.add(
            "clear",
            self.tr("Clear history"),
            box(row(self.clear, None)),
            hint=self.tr("Messages, devices and profiles stay. Runs under way stay until they are over."),
        )
        self.follow_text_size()
        model.changed.connect(self._show)
        self._show()

    def start(self) -> None:
        self._model.start()

    def settle_sizes(self) -> None:
        self.amount.setFixedWidth(self.theme.px(96))

    def _on_amount(self) -> None:
        if self.amount.isModified():
            self.amount.setModified(False)
            self._model.set_amount(self.amount.text())

    def _show(self) -> None:
        state = self._model.state
        retention = state.retention
        words = (
            Segment(Keep.FOREVER.value, self.tr("Forever")),
            Segment(Keep.DAYS.value, self.tr("By age")),
            Segment(Keep.DELIVERIES.value, self.tr("By number")),
        )
        self.keep.set_segments(words, retention.keep.value)
        is_counted = retention.keep is not Keep.FOREVER
        days = retention.keep is Keep.DAYS
        self.amount.setVisible(is_counted)
        self._unit.setVisible(is_counted)
        self._unit.setText(self.tr("days") if days else self.tr("deliveries"))
        self.amount.setAccessibleName(self.tr("Days to keep") if days else self.tr("Deliveries to keep"))
        if not state.problem and not self.amount.isModified():
            self.amount.setText(str(retention.days) if days else str(retention.deliveries))
        restyle(self.amount, "wrong", bool(state.problem))
        self._keep_row.set_hint(state.problem or self._keep_words(), "red" if state.problem else "secondary")
        self._due_row.setVisible(bool(state.due) and is_counted)
        self._due_row.set_hint(
            self.tr("{count} older. They go at the next start, and then once a day.").format(
                count=count_words(state.due, self.tr("delivery is"), self.tr("deliveries are"))
            ),
            "amber",
        )
        self._size.setText(size_words(state.database_bytes))
        can_shrink = state.free_bytes > 100_000
        self.shrink.setEnabled(can_shrink and not state.busy)
        self.shrink.setToolTip("" if can_shrink else self.tr("There is no free room in the file"))
        free = self.tr("{size} of it are free.").format(size=size_words(state.free_bytes)) if can_shrink else ""
        self._size_row.set_hint(state.busy or free)
        for part in (self.clear, self.prune):
            part.setEnabled(bool(state.deliveries) and not state.busy)
            part.setToolTip(state.busy or ("" if state.deliveries else self.tr("The history is empty")))

    def _keep_words(self) -> str:
        state = self._model.state
        now = count_words(state.deliveries, self.tr("delivery now"), self.tr("deliveries now"))
        if state.retention.keep is Keep.FOREVER:
            return self.tr("{now}. Nothing is removed by itself.").format(now=now)
        return self.tr("{now}. Older ones are removed at the start and once a day, in small steps.").format(now=now)

    def ask_clear(self) -> None:
        """Ask, then remove everything."""
        count = self._model.state.deliveries
        title = self.tr("Clear the history?")
        text = self.tr("{count} removed with their requests and answers. This cannot be undone.").format(
            count=count_words(count, self.tr("delivery is"), self.tr("deliveries are"))
        )

        async def ask() -> None:
            go = self.tr("Remove {count}").format(count=f"{count:,}")
            question = Question(self.theme, title, text, go=go, go_kind="production", parent=self.window())
            if await question.is_confirmed():
                self._model.clear()

        self._model.scope.start("ask", ask())
