"""The Providers screen."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from pushbench.ui.providers.model import ProvidersModel
from pushbench.ui.providers.profile_form import ProfileForm
from pushbench.ui.providers.profile_list import ProfileList
from pushbench.ui.providers.set_form import SetForm
from pushbench.ui.providers.state import ProvidersState
from pushbench.ui.providers.test_panel import TestPanel
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import column, hairline, pane, row
from pushbench.ui.widgets.buttons import button
from pushbench.ui.widgets.dialogs import Dialog, Question
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.menu import MenuItem, pop_up
from pushbench.ui.widgets.notes import EmptyState


class ProvidersScreen(QWidget):
    """List, form, test."""

    def __init__(self, theme: Theme, model: ProvidersModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self.list = ProfileList(theme)
        self.list.chosen.connect(self._on_list)
        self.form = ProfileForm(theme, model)
        self.form.delete.clicked.connect(lambda _checked=False: self._ask_delete())
        self.set_form = SetForm(theme, model)
        self.tests = TestPanel(theme, model)
        empty = EmptyState(
            theme,
            "key-round",
            self.tr("No profile yet"),
            self.tr("A profile holds what one service needs to let you send."),
        )
        empty.set_action(self.tr("New profile"), lambda: self.open_new(self._new), kind="primary")
        self._stack = QStackedWidget()
        for widget in (self.form, self.set_form, pane(column(empty))):
            self._stack.addWidget(widget)
        self._panes = QSplitter(Qt.Orientation.Horizontal)
        self._panes.setHandleWidth(1)
        self._panes.setChildrenCollapsible(False)
        for widget in (self.list, self._stack, self.tests):
            self._panes.addWidget(widget)
        self._panes.setStretchFactor(1, 1)
        kept = model.session.state.sizes
        self._panes.setSizes(kept.get("providers", [theme.width("provider-list"), 680, theme.width("provider-test")]))
        self._count = label(theme, "", "secondary", tone="secondary")
        self._new = button(
            theme, self.tr("New profile"), lambda: self.open_new(self._new), icon="plus", kind="primary", size="top"
        )
        title = label(theme, self.tr("Providers"), "heading")
        bar = pane(row(title, 8, self._count, None, self._new, margins=(16, 0, 12, 0)), "bg")
        theme.size(bar, height="top-bar")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(bar)
        layout.addWidget(hairline())
        layout.addWidget(self._panes, 1)
        model.ask_leave = self._ask_leave
        model.changed.connect(self._on_changed)
        self._on_changed()

    def _on_changed(self) -> None:
        state = self._model.state
        self.list.show_state(state)
        self._count.setText(_count_words(state))
        self.tests.setVisible(not state.current_set)
        if state.current_set:
            self._stack.setCurrentIndex(1)
            self.set_form.show_state(state)
            return
        self._stack.setCurrentIndex(0 if state.draft is not None else 2)
        self.form.show_state(state)
        self.tests.show_state(state)

    def _on_list(self, key: str) -> None:
        kind, _, name = key.partition(":")
        if kind == "set":
            self._model.choose_set(name)
        else:
            self._model.choose(name)

    def open_new(self, anchor: QWidget | None = None) -> None:
        """Ask which service the new profile is for."""
        items = tuple(MenuItem(spec.title, partial(self._model.new, spec.id)) for spec in self._model.state.specs)
        pop_up(self._theme, items, anchor or self._new, at_end=True)

    async def _ask_leave(self) -> str:
        dialog = Dialog(self._theme, self.tr("Save the changes first?"), self.window())
        names = ", ".join(self._model.state.changed)
        dialog.body.addWidget(
            label(
                self._theme,
                self.tr("Not saved yet: {names}.").format(names=names),
                "body",
                tone="secondary",
                wraps=True,
            )
        )
        dialog.set_buttons(
            ("stay", self.tr("Stay here"), ""),
            ("discard", self.tr("Discard"), ""),
            ("save", self.tr("Save"), "primary"),
            default="save",
        )
        return await dialog.result_of() or "stay"

    def _ask_delete(self) -> None:
        name = self._model.state.current
        sets = self._model.sets_using(name)
        text = self.tr("Its secrets are removed from this computer. This cannot be undone.")
        if sets:
            text = self.tr("It belongs to {sets}. ").format(sets=", ".join(sets)) + text

        async def ask() -> None:
            title = self.tr("Delete “{name}”?").format(name=name)
            question = Question(
                self._theme, title, text, go=self.tr("Delete profile"), go_kind="production", parent=self.window()
            )
            if await question.is_confirmed():
                await self._model.delete(name)

        self._model.scope.start("ask delete", ask())

    def keep_sizes(self) -> None:
        """Remember the splitter for the next start."""
        self._model.session.state.sizes["providers"] = self._panes.sizes()


def _count_words(state: ProvidersState) -> str:
    count = len(state.profiles)
    bad = sum(profile.test_ok is False for profile in state.profiles)
    words = f"{count} profile{'' if count == 1 else 's'}"
    return f"{words}, {bad} need{'s' if bad == 1 else ''} attention" if bad else words
