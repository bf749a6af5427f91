"""The Providers screen."""

from __future__ import annotations

from functools import cached_property, partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from pushbench.ui.explain.tables import Tables
from pushbench.ui.providers.doctor_panel import DoctorPanel
from pushbench.ui.providers.doctor_state import CREDENTIAL, JWT, LOG, VAPID
from pushbench.ui.providers.model import ProvidersModel
from pushbench.ui.providers.profile_form import ProfileForm
from pushbench.ui.providers.profile_list import ProfileList
from pushbench.ui.providers.set_form import SetForm
from pushbench.ui.providers.state import ProvidersState
from pushbench.ui.providers.test_panel import TestPanel
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import box, column, hairline, pane, row, scrolling, stretchy
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
        self.form.delete.clicked.connect(lambda _checked=False: self.ask_delete())
        self.form.more.clicked.connect(lambda _checked=False: self._open_more())
        self.setAcceptDrops(True)
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
        self._paste = button(
            theme, self.tr("Paste or drop a credential"), model.doctor.paste, icon="clipboard-paste", kind="dashed"
        )
        side = column(self.list, box(row(stretchy(self._paste), margins=(12, 8, 12, 10))), spacing=0)
        for widget in (pane(side, "bg"), self._stack, self.tests):
            self._panes.addWidget(widget)
        self._panes.setStretchFactor(1, 1)
        kept = model.session.state.sizes
        self._panes.setSizes(kept.get("providers", [theme.width("provider-list"), 680, theme.width("provider-test")]))
        self._count = label(theme, "", "secondary", tone="secondary")
        self._new = button(
            theme, self.tr("New profile"), lambda: self.open_new(self._new), icon="plus", kind="primary", size="top"
        )
        self._import = button(theme, self.tr("Import credentials"), self.choose_file, icon="upload", size="top")
        self._tools = button(theme, self.tr("Tools"), self._open_tools, icon="wrench", size="top")
        self._all = button(theme, self.tr("Test all"), model.test_all, icon="shield-check", size="top")
        title = label(theme, self.tr("Providers"), "heading")
        bar = pane(
            row(title, 8, self._count, None, self._tools, self._import, self._all, self._new, margins=(16, 0, 12, 0)),
            "bg",
        )
        theme.size(bar, height="top-bar")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(bar)
        layout.addWidget(hairline())
        layout.addWidget(scrolling(self._panes), 1)
        model.ask_leave = self._ask_leave
        model.changed.connect(self._on_changed)
        self._on_changed()

    @cached_property
    def doctor(self) -> DoctorPanel:
        """The credential tools, made when they are first wanted."""
        made = DoctorPanel(self._theme, self._model.doctor, Tables(self._model.session.workspace.registry))
        self._stack.addWidget(made)
        return made

    def _on_changed(self) -> None:
        state = self._model.state
        self.list.show_state(state)
        self._count.setText(state.busy or _count_words(state))
        self._all.setText(self.tr("Stop") if state.busy else self.tr("Test all"))
        self._all.setEnabled(bool(state.profiles))
        self._all.setToolTip("" if state.profiles else self.tr("There is no profile yet"))
        self.tests.setVisible(not state.current_set and not state.tool)
        if state.tool:
            self._stack.setCurrentWidget(self.doctor)
            return
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

    def choose_file(self) -> None:
        """Ask for a credential of any kind; it is read and told."""
        self._model.doctor.open()
        self.doctor.credential.choose()

    def open_tool(self, tool: str) -> None:
        """Show one of the credential tools and put the keyboard into it."""
        self._model.doctor.open(tool)
        self.doctor.enter()

    def _open_tools(self) -> None:
        doctor = self._model.doctor
        items = (
            MenuItem(self.tr("Read a credential…"), partial(self.open_tool, CREDENTIAL), "file-key"),
            MenuItem(self.tr("Paste a credential"), doctor.paste, "clipboard-paste"),
            None,
            MenuItem(self.tr("Make a VAPID pair…"), partial(self.open_tool, VAPID), "key-round"),
            MenuItem(self.tr("Read a JWT…"), partial(self.open_tool, JWT), "file-code"),
            MenuItem(self.tr("Apple's delivery log…"), partial(self.open_tool, LOG), "external-link"),
        )
        pop_up(self._theme, items, self._tools, at_end=True)

    def _open_more(self) -> None:
        model = self._model
        is_saved = bool(model.state.current)
        why = self.tr("Save the profile first.")
        items = (
            MenuItem(self.tr("Test credentials"), model.test, "play"),
            MenuItem(self.tr("Duplicate"), self.form.duplicate, "copy", "", is_saved, why_disabled=why),
            None,
            MenuItem(self.tr("Delete profile…"), self.ask_delete, "trash", "", is_saved, why_disabled=why),
        )
        pop_up(self._theme, items, self.form.more, at_end=True)

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

    def ask_delete(self) -> None:
        """Ask before the profile in the form is deleted, naming what uses it."""
        name = self._model.state.current
        if not name:
            return
        sets = self._model.sets_using(name)
        text = self.tr("Its secrets go too. Undo brings all of it back while the message stands.")
        if sets:
            uses = self.tr("It is used by {sets}, which then sends nothing through it.").format(sets=", ".join(sets))
            text = f"{uses} {text}"

        async def ask() -> None:
            title = self.tr("Delete “{name}”?").format(name=name)
            question = Question(
                self._theme, title, text, go=self.tr("Delete profile"), go_kind="production", parent=self.window()
            )
            if await question.is_confirmed():
                await self._model.delete(name)

        self._model.scope.start("ask delete", ask())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()) or event.mimeData().hasText():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """A credential dropped anywhere is read and told; a text that is dragged here too."""
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self._model.doctor.read_file(paths[0])
        elif event.mimeData().text().strip():
            event.acceptProposedAction()
            self._model.doctor.read_text(event.mimeData().text())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._count.setVisible(self.width() >= self._theme.px(820))

    def keep_sizes(self) -> None:
        """Remember the splitter for the next start."""
        self._model.session.state.sizes["providers"] = self._panes.sizes()


def _count_words(state: ProvidersState) -> str:
    count = len(state.profiles)
    bad = sum(profile.test_ok is False for profile in state.profiles)
    words = f"{count} profile{'' if count == 1 else 's'}"
    return f"{words}, {bad} need{'s' if bad == 1 else ''} attention" if bad else words
