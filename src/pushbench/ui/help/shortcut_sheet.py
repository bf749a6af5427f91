"""Every shortcut at one sight, by group, as this system writes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from pushbench.ui.bindings import Binding, key_words
from pushbench.ui.help.reader import fitting_size
from pushbench.ui.shell.palette.matching import match
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import box, clear, pane, row
from pushbench.ui.widgets.dialogs import Dialog
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.pill import Pill, PillLabel
from pushbench.ui.widgets.search_field import SearchField

Groups = list[tuple[str, list[Binding]]]


class ShortcutSheet(Dialog):
    """Two columns of groups with a search over them; "Copy all" gives the same as text."""

    def __init__(self, theme: Theme, bindings: Sequence[Binding], parent: QWidget) -> None:
        super().__init__(theme, QCoreApplication.translate("ShortcutSheet", "Keyboard shortcuts"), parent)
        self._bindings = tuple(binding for binding in bindings if binding.keys)
        self.search = SearchField(theme, self.tr("Search shortcuts"))
        self.search.textChanged.connect(self._fill)
        self.body.addWidget(self.search)
        self._columns = row(spacing=32, margins=(2, 4, 12, 12))
        self._nothing = label(theme, "", "body", tone="caption", wraps=True)
        whole = QVBoxLayout()
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._nothing)
        whole.addLayout(self._columns)
        whole.addStretch(1)
        self.sheet = QScrollArea()
        self.sheet.setWidgetResizable(True)
        self.sheet.setFrameShape(QFrame.Shape.NoFrame)
        self.sheet.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.sheet.setAccessibleName(self.tr("Keyboard shortcuts"))
        self.sheet.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.sheet.setWidget(pane(whole))
        self.body.addWidget(self.sheet, 1)
        self.set_buttons(("copy", self.tr("Copy all"), ""), ("close", self.tr("Close"), "primary"), default="close")
        self.resize(*fitting_size(parent, theme.px(780), theme.px(640)))
        self._fill("")
        self.search.setFocus()

    @property
    def shown(self) -> tuple[str, ...]:
        """Ids of the lines in sight."""
        return tuple(binding.id for _, group in fitting(self._bindings, self.search.text()) for binding in group)

    def _fill(self, wanted: str) -> None:
        groups = fitting(self._bindings, wanted)
        clear(self._columns)
        self._nothing.setVisible(not groups)
        self._nothing.setText(self.tr("No shortcut is called “{text}”.").format(text=wanted.strip()))
        for part in halves(groups):
            self._columns.addWidget(self._column(part), 1, Qt.AlignmentFlag.AlignTop)

    def _column(self, groups: Groups) -> QWidget:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(4)
        grid.setHorizontalSpacing(16)
        grid.setColumnStretch(0, 1)
        line = 0
        for name, bindings in groups:
            if line:
                grid.setRowMinimumHeight(line, self._theme.px(10))
                line += 1
            grid.addWidget(label(self._theme, name, "caption-strong", tone="caption"), line, 0, 1, 2)
            line += 1
            for binding in bindings:
                self._add_line(grid, line, binding)
                line += 1
        return box(grid)

    def _add_line(self, grid: QGridLayout, line: int, binding: Binding) -> None:
        words = [key_words(text) for text in binding.keys]
        title = label(self._theme, binding.title, "body", wraps=True)
        title.setAccessibleName(f"{binding.title}, {', '.join(words)}")
        grid.addWidget(title, line, 0)
        keys = row(None, *(PillLabel(self._theme, Pill(text, "gray", shape="tag")) for text in words), spacing=4)
        grid.addLayout(keys, line, 1)

    def choose(self, key: str) -> None:
        """Copy without closing, or close."""
        if key == "copy":
            QGuiApplication.clipboard().setText(as_text(self._bindings))
        else:
            super().choose(key)


def fitting(bindings: Iterable[Binding], wanted: str) -> Groups:
    """Return the lines that fit a search, by group in the order of the table."""
    groups: dict[str, list[Binding]] = {}
    for binding in bindings:
        keys = " ".join(key_words(text) for text in binding.keys)
        if not wanted.strip() or match(wanted, binding.title, f"{binding.group} {keys} {keys.replace('+', ' ')}"):
            groups.setdefault(binding.group, []).append(binding)
    return list(groups.items())


def halves(groups: Groups) -> tuple[Groups, Groups]:
    """Share groups out between two columns of about the same height."""
    whole = sum(len(lines) + 2 for _, lines in groups)
    left: Groups = []
    height = 0
    for number, group in enumerate(groups):
        size = len(group[1]) + 2
        if left and height + size / 2 > whole / 2:
            return left, groups[number:]
        left.append(group)
        height += size
    return left, []


def as_text(bindings: Iterable[Binding]) -> str:
    """Return the sheet as plain text, for a printer or a wiki."""
    lines: list[str] = []
    for name, group in fitting(bindings, ""):
        lines += ["", name] if lines else [name]
        lines += [f"{line.title}\t{', '.join(key_words(text) for text in line.keys)}" for line in group]
    return "\n".join(lines) + "\n"
