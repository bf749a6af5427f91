"""The code view with line tints, a wave and a note below a line."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from pushbench.ui.gallery.still import card
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import column, framed
from pushbench.ui.widgets.code.editor import JsonEditor
from pushbench.ui.widgets.code.marks import InlineNote, LineMark, NoteAction, Squiggle

_TEXT = """{
  "apns-priority": "high",
  "relevance-score": 0.9,
  "mutable-content": true,
  "gate": "{{gate}}"
}"""
_LINES = 12


def section(theme: Theme) -> QWidget:
    """An error, a value set by hand, a variable."""
    editor = JsonEditor(theme, "JSON")
    editor.set_text(_TEXT)
    editor.set_marks((LineMark(1, "red", "apns-priority must be 10, 5 or 1"), LineMark(2, "by-hand")))
    start = _TEXT.index('"high"')
    editor.set_squiggles((Squiggle(start, start + 6),))
    note = InlineNote(
        "priority",
        1,
        "red",
        "apns-priority must be 10, 5 or 1.",
        "“high” is the FCM spelling.",
        (NoteAction("set", "Set to 10"),),
    )
    editor.set_notes((note,))
    editor.setFixedHeight(theme.px(18 * _LINES))
    return card(theme, "Code view", framed(column(editor, margins=3), "code-frame"))
