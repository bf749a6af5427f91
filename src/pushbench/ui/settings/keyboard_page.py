"""Every action with its keys: searched, changed, taken away, reset."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout

from pushbench.ui.bindings import Binding, key_words
from pushbench.ui.settings.index import Section
from pushbench.ui.settings.key_dialog import KeyDialog
from pushbench.ui.settings.keyboard_model import KeyboardModel
from pushbench.ui.settings.page import Page
from pushbench.ui.settings.sizes import count_words
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import box, framed, row
from pushbench.ui.widgets.buttons import button
from pushbench.ui.widgets.dialogs import Question
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.menu import MenuItem, pop_up_at
from pushbench.ui.widgets.pill import Pill
from pushbench.ui.widgets.search_field import SearchField
from pushbench.ui.widgets.table.cells import Cell, Column, GroupRow
from pushbench.ui.widgets.table.model import RowsModel
from pushbench.ui.widgets.table.view import RowsView

_HEADING = "heading:"
_TABLE_HEIGHT = 448


class KeyTable(RowsView):
    """Rows of actions below the headings of their groups; Delete takes keys away."""

    def __init__(self, theme: Theme, rows: RowsModel, name: str, page: KeyboardPage) -> None:
        super().__init__(theme, rows, name, row_height="log-row", has_header=False)
        self._page = page

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.current_key:
            self._page.remove(self.current_key)
            return
        super().keyPressEvent(event)


class KeyboardPage(Page):
    """Search, the table of actions, and what can be done with one."""

    def __init__(self, theme: Theme, section: Section, model: KeyboardModel) -> None:
        super().__init__(theme, section)
        self._model = model
        self._folded: set[str] = set()
        self.search = SearchField(theme, self.tr("Search actions or keys"))
        self.search.textChanged.connect(model.search)
        self._count = label(theme, "", "secondary", tone="secondary")
        columns = (
            Column("title", self.tr("Action"), 260, _title, stretches=True),
            Column("screen", self.tr("Where"), 120, self._where, drops=1),
            Column("keys", self.tr("Keys"), 220, self._keys),
        )
        self._rows = RowsModel(columns, parent=self)
        self.table = KeyTable(theme, self._rows, self.tr("Shortcuts"), self)
        self.table.set_empty_text(self.tr("No action fits the search."))
        self.table.opened.connect(self._on_opened)
        self.table.pressed_cell.connect(lambda key, _column: self._fold(key))
        self.table.menu_wanted.connect(self._open_menu)
        self.table.chosen.connect(lambda _key: self._settle())
        self.edit = button(theme, self.tr("Change…"), lambda: self.change(self.table.current_key or ""))
        self.drop = button(theme, self.tr("Remove"), lambda: self.remove(self.table.current_key or ""))
        self.usual = button(theme, self.tr("Usual keys"), lambda: self._model.reset(self.table.current_key or ""))
        self.reset = button(theme, self.tr("Reset all…"), self.ask_reset, icon="rotate-ccw")
        frame = QVBoxLayout()
        frame.setContentsMargins(1, 1, 1, 1)
        frame.addWidget(self.table)
        self.rows["keys"] = self.search
        self.put(box(row(self.search, None, self._count)))
        self.put(framed(frame, "card"))
        self.put(box(row(self.edit, self.drop, self.usual, None, self.reset)))
        self.follow_text_size()
        model.changed.connect(self._show)
        self._show()

    def start(self) -> None:
        """List the actions; the table of actions may have grown."""
        self._model.start()

    def settle_sizes(self) -> None:
        self.search.setFixedWidth(self.theme.px(260))
        self.table.setFixedHeight(self.theme.px(_TABLE_HEIGHT))

    # -- state ---------------------------------------------------------------------------------------

    def _show(self) -> None:
        state = self._model.state
        keys: list[str] = []
        rows: dict[str, object] = {}
        group = None
        for binding in sorted(state.bindings, key=lambda item: _first_of_group(state.bindings, item.group)):
            if binding.group != group:
                group = binding.group
                keys.append(_HEADING + group)
                rows[_HEADING + group] = GroupRow(group, is_open=group not in self._folded)
            if group not in self._folded or state.search:
                keys.append(binding.id)
                rows[binding.id] = binding
        self._rows.change_to(keys, rows)
        words = count_words(len(state.bindings), self.tr("action"), self.tr("actions"))
        if state.hidden:
            words += self.tr(", {count} hidden by the search").format(count=state.hidden)
        if state.changed:
            words += self.tr(", {count} changed").format(count=state.changed)
        self._count.setText(words)
        self._settle()

    def _settle(self) -> None:
        binding = self._model.binding(self.table.current_key or "")
        choose = self.tr("Choose an action first")
        for part, can, why in (
            (self.edit, binding is not None, choose),
            (
                self.drop,
                binding is not None and bool(binding.keys),
                choose if binding is None else self.tr("It has none"),
            ),
            (
                self.usual,
                binding is not None and binding.is_changed,
                choose if binding is None else self.tr("It has its usual keys"),
            ),
            (self.reset, bool(self._model.state.changed), self.tr("Every action has its usual keys")),
        ):
            part.setEnabled(can)
            part.setToolTip("" if can else why)

    def _where(self, binding: Binding) -> Cell:
        return Cell(binding.screen.capitalize() if binding.screen else self.tr("Everywhere"), "secondary", "text-2")

    def _keys(self, binding: Binding) -> Cell:
        pills = tuple(Pill(key_words(text), "gray", shape="tag") for text in binding.keys)
        spoken = ", ".join(key_words(text) for text in binding.keys) or self.tr("no keys")
        if binding.is_changed:
            spoken += ", " + self.tr("changed")
        return Cell("" if pills else "–", "body", "text-3", pills=pills, spoken=spoken)

    # -- doing ---------------------------------------------------------------------------------------

    def change(self, key: str) -> None:
        """Record other keys for an action."""
        binding = self._model.binding(key)
        if binding is not None:
            self._model.scope.start("record", self._record(binding))

    async def _record(self, binding: Binding) -> None:
        dialog = KeyDialog(self.theme, self._model, binding, self.window())
        if await dialog.result_of() == "go":
            self._model.rebind(binding.id, dialog.wanted(), takes=bool(dialog.conflicts))
        self.table.setFocus()

    def _on_opened(self, key: str) -> None:
        if key.startswith(_HEADING):
            self._fold(key)
        else:
            self.change(key)

    def _fold(self, key: str) -> None:
        if key.startswith(_HEADING):
            self._folded ^= {key.removeprefix(_HEADING)}
            self._show()

    def remove(self, key: str) -> None:
        """Take an action's keys away."""
        binding = self._model.binding(key)
        if binding is not None and binding.keys:
            self._model.rebind(key, ())

    def _open_menu(self, key: str, point: QPoint) -> None:
        binding = self._model.binding(key)
        if binding is None:
            return
        items = (
            MenuItem(self.tr("Change…"), lambda: self.change(key)),
            MenuItem(self.tr("Remove keys"), lambda: self.remove(key)),
            MenuItem(self.tr("Usual keys"), lambda: self._model.reset(key)),
        )
        pop_up_at(self.theme, items, self.table, point)

    def ask_reset(self) -> None:
        """Ask, then give every action its usual keys."""
        count = self._model.state.changed
        text = self.tr("{count} the keys they had at first.").format(
            count=count_words(count, self.tr("action gets"), self.tr("actions get"))
        )

        async def ask() -> None:
            question = Question(
                self.theme, self.tr("Reset every shortcut?"), text, go=self.tr("Reset all"), parent=self.window()
            )
            if await question.is_confirmed():
                self._model.reset()

        self._model.scope.start("ask", ask())


def _title(binding: Binding) -> Cell:
    return Cell(binding.title, "body-medium" if binding.is_changed else "body")


def _first_of_group(bindings: tuple[Binding, ...], group: str) -> int:
    return next(number for number, binding in enumerate(bindings) if binding.group == group)
