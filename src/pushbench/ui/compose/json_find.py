"""Finding words in the JSON in sight."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import hairline, pane, row
from pushbench.ui.widgets.buttons import icon_button
from pushbench.ui.widgets.code.editor import JsonEditor
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.search_field import SearchField

_MOST = 500


def matches(text: str, wanted: str) -> tuple[tuple[int, int], ...]:
    """Return where words stand in a text, whatever their case, as first and last character."""
    if not wanted:
        return ()
    folded, sought = text.lower(), wanted.lower()
    if len(folded) != len(text):
        folded, sought = text, wanted  # a letter that is longer in lower case would shift every place behind it
    found: list[tuple[int, int]] = []
    start = folded.find(sought)
    while start >= 0 and len(found) < _MOST:
        found.append((start, start + len(sought)))
        start = folded.find(sought, start + len(sought))
    return tuple(found)


class JsonFind(QWidget):
    """A row above the editor; Enter goes on, Shift Enter back, Escape closes it."""

    def __init__(self, theme: Theme, editor: JsonEditor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._found: tuple[tuple[int, int], ...] = ()
        self._current = -1
        self.field = SearchField(theme, self.tr("Find in the JSON"))
        self.field.textChanged.connect(self._seek)
        self.field.installEventFilter(self)
        self._count = label(theme, "", "caption", tone="caption")
        back = icon_button(theme, "chevron-up", self.tr("Previous match"), lambda: self.step(-1))
        on = icon_button(theme, "chevron-down", self.tr("Next match"), lambda: self.step(1))
        close = icon_button(theme, "x", self.tr("Close the search"), self.close_up)
        line = row(self.field, self._count, back, on, close, spacing=4, margins=(10, 4, 8, 4), grows=0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(pane(line, "sunken"))
        layout.addWidget(hairline())
        editor.textChanged.connect(self._follow)
        self.hide()

    def open_up(self) -> None:
        """Show it with what is selected in the editor as the words to find."""
        chosen = self._editor.textCursor().selectedText()
        self.show()
        if chosen and "\u2029" not in chosen:
            self.field.setText(chosen)
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        self._seek()

    def close_up(self) -> None:
        """Hide it and give the keyboard back to the editor."""
        self.hide()
        self._editor.set_matches(())
        self._editor.setFocus()

    def step(self, by: int) -> None:
        """Go to the next or the previous match, round the end."""
        if self._found:
            self._show((self._current + by) % len(self._found))

    # -- finding ------------------------------------------------------------------------------------

    def _seek(self) -> None:
        self._found = matches(self._editor.text(), self.field.text())
        caret = self._editor.textCursor().selectionStart()
        after = next((n for n, (start, _) in enumerate(self._found) if start >= caret), 0)
        self._show(after if self._found else -1)

    def _show(self, number: int) -> None:
        self._current = number
        self._editor.set_matches(self._found, number)
        if number >= 0:
            self._editor.reveal(*self._found[number])
        self._tell()

    def _tell(self) -> None:
        if self._found:
            words = self.tr("{number} of {count}").format(number=self._current + 1, count=len(self._found))
        else:
            words = self.tr("Not found") if self.field.text() else ""
        self._count.setText(words)

    def _follow(self) -> None:
        """Find anew in a text that has changed; the caret stays."""
        if not self.isVisible():
            return
        self._found = matches(self._editor.text(), self.field.text())
        self._current = min(self._current, len(self._found) - 1)
        self._editor.set_matches(self._found, self._current)
        self._tell()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.close_up()
        else:
            return False
        return True
