"""What the columns of a list are taken for, with its first rows, before anything is saved."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QPushButton, QScrollArea, QWidget
from shiboken6 import isValid

from pushbench.domain.tasks import TaskScope
from pushbench.store.device_columns import ATTRIBUTE, IGNORED, Column
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import pane
from pushbench.ui.widgets.choices import Combo
from pushbench.ui.widgets.dialogs import Dialog
from pushbench.ui.widgets.labels import ElidedLabel, label

_ROWS = 5


class Read(Protocol):
    """What a list would give."""

    @property
    def saved(self) -> int: ...
    @property
    def problems(self) -> Sequence[object]: ...
    @property
    def columns(self) -> Sequence[Column]: ...


Reader = Callable[[Mapping[str, str]], Awaitable[Read]]
"""Reads the list with a mapping of columns; saves nothing."""


class ImportDialog(Dialog):
    """A drop-down over each column, and five rows below it."""

    def __init__(self, theme: Theme, name: str, read: Read, again: Reader, scope: TaskScope, parent: QWidget) -> None:
        super().__init__(theme, "", parent)
        self.heading.setText(self.tr("Import {name}").format(name=name))
        self.setWindowTitle(self.heading.text())
        self._again = again
        self._scope = scope
        self._combos: dict[str, Combo] = {}
        self.mapping: dict[str, str] = {}
        text = self.tr("Say what each column holds. Columns that are no field become attributes for variables.")
        self.body.addWidget(label(theme, text, "body", tone="secondary", wraps=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        for number, column in enumerate(read.columns):
            self._add_column(grid, number, column)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(pane(grid))
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setMinimumSize(theme.px(720), theme.px(230))
        self.body.addWidget(scroll, 1)
        self._problem = label(theme, "", "body", wraps=True)
        self.body.addWidget(self._problem)
        self.set_buttons(("cancel", self.tr("Cancel"), ""), ("go", self.tr("Import"), "primary"), default="go")
        self._show(read)
        self.finished.connect(lambda _result: scope.cancel("read list"))

    def _add_column(self, grid: QGridLayout, number: int, column: Column) -> None:
        theme = self._theme
        combo = Combo(theme, self.tr("Column {name}").format(name=column.name))
        combo.setMinimumWidth(theme.px(130))
        combo.set_choices(self._choices(column.name), column.field)
        combo.picked.connect(partial(self._on_picked, column.name))
        self._combos[column.name] = combo
        grid.addWidget(ElidedLabel(theme, column.name, "section"), 0, number)
        grid.addWidget(combo, 1, number)
        for line in range(_ROWS):
            text = column.samples[line] if line < len(column.samples) else ""
            sample = ElidedLabel(theme, text, "code", tone="secondary")
            sample.setToolTip(text)
            grid.addWidget(sample, 2 + line, number)
        grid.setColumnMinimumWidth(number, theme.px(130))
        grid.setColumnStretch(number, 1)
        grid.setRowStretch(2 + _ROWS, 1)

    def _choices(self, column: str) -> list[tuple[str, str]]:
        return [
            (ATTRIBUTE + column, self.tr("Attribute “{name}”").format(name=column)),
            ("name", self.tr("Name")),
            ("token", self.tr("Token")),
            ("provider", self.tr("Provider")),
            ("platform", self.tr("Platform")),
            ("app", self.tr("App")),
            ("environment", self.tr("Environment")),
            ("tags", self.tr("Tags")),
            ("locale", self.tr("Locale")),
            ("time_zone", self.tr("Time zone")),
            ("token_kind", self.tr("Kind of token")),
            ("attributes", self.tr("Attributes (JSON)")),
            (IGNORED, self.tr("Leave out")),
        ]

    def _on_picked(self, column: str, field: str) -> None:
        self.mapping[column] = field
        self._scope.start("read list", self._read_again())

    async def _read_again(self) -> None:
        read = await self._again(dict(self.mapping))
        if isValid(self):  # a choice made while the dialog closes comes after its end
            self._show(read)

    def _show(self, read: Read) -> None:
        for column in read.columns:
            combo = self._combos.get(column.name)
            if combo is not None:
                combo.set_choices(self._known(column), column.field)
        count = self.tr("1 device") if read.saved == 1 else self.tr("{count} devices").format(count=f"{read.saved:,}")
        words = self.tr("{count} would be imported.").format(count=count)
        if read.problems:
            more = self.tr("{count} rows have a problem. {first}")
            words = f"{words} {more.format(count=f'{len(read.problems):,}', first=read.problems[0])}"
        self._problem.setText(words)
        go = self.findChild(QPushButton, "go")
        if go is not None:
            go.setText(self.tr("Import {count}").format(count=count))
        why = "" if read.saved else self.tr("No row gives a device. Say which column holds the token.")
        self.enable("go", is_enabled=not why, why=why)

    def _known(self, column: Column) -> list[tuple[str, str]]:
        choices = self._choices(column.name)
        if column.field not in dict(choices):
            choices.append((column.field, column.field.removeprefix(ATTRIBUTE)))
        return choices

    async def chosen(self) -> dict[str, str] | None:
        """Ask and wait; the mapping, or None when the dialog was dismissed."""
        return self.mapping if await self.result_of() == "go" else None
