"""The JSON editor and the text fields."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pushbench.ui.theme.theme import Look, Mode, Theme
from pushbench.ui.widgets.code.editor import JsonEditor, _changed_part
from pushbench.ui.widgets.code.marks import InlineNote, LineMark, NoteAction, Squiggle
from pushbench.ui.widgets.text_field import TextField

TEXT = '{\n  "aps": {\n    "badge": 1\n  }\n}'
NOTE = InlineNote("n", 2, "red", "A badge is no text.", "Apple wants a number.", (NoteAction("fix", "Set to 1"),))


@pytest.fixture
def editor(theme: Theme, qtbot: QtBot) -> JsonEditor:
    made = JsonEditor(theme, "JSON")
    qtbot.addWidget(made)
    made.resize(420, 300)
    made.set_text(TEXT)
    made.show()
    return made


def test_showing_a_text_tells_nothing_and_keeps_the_caret(editor: JsonEditor) -> None:
    told: list[str] = []
    editor.edited.connect(told.append)
    editor.reveal(4)
    editor.set_text(TEXT.replace("1", "12"))
    assert (told, editor.textCursor().position()) == ([], 4)
    assert editor.text() == TEXT.replace("1", "12")


def test_typing_is_told_and_lines_keep_their_indent(editor: JsonEditor, qtbot: QtBot) -> None:
    told: list[str] = []
    editor.edited.connect(told.append)
    editor.reveal(TEXT.index("{", 1) + 1)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert told[-1].splitlines()[2] == "    "
    qtbot.keyClick(editor, Qt.Key.Key_Tab)
    assert told[-1].splitlines()[2] == "      "


def test_undo_belongs_to_the_screen(editor: JsonEditor, qtbot: QtBot) -> None:
    qtbot.keyClick(editor, Qt.Key.Key_X)
    changed = editor.text()
    qtbot.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert editor.text() == changed


def test_a_note_makes_room_below_its_line(editor: JsonEditor, qtbot: QtBot) -> None:
    def tops() -> dict[int, float]:
        return {number: top for number, top, _ in editor.visible_lines()}

    before = tops()
    editor.set_notes((NOTE,))
    after = tops()
    assert after[2] == before[2]
    assert after[3] - before[3] > 40
    pressed: list[tuple[str, str]] = []
    editor.note_pressed.connect(lambda key, action: pressed.append((key, action)))
    note = next(child for child in editor.viewport().findChildren(QWidget) if child.accessibleName() == NOTE.what)
    assert note.geometry().top() > after[2]
    link = next(child for child in note.findChildren(QWidget) if getattr(child, "text", str)() == "Set to 1")
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert pressed == [("n", "fix")]
    editor.set_notes(())
    assert tops() == before


def test_marks_and_waves_are_drawn(editor: JsonEditor) -> None:
    plain = editor.grab().toImage()
    editor.set_marks((LineMark(2, "by-hand"), LineMark(1, "amber")))
    editor.set_squiggles((Squiggle(4, 8),))
    assert editor.grab().toImage() != plain
    assert len(editor.extraSelections()) == 3


def test_a_theme_change_keeps_the_notes(editor: JsonEditor, theme: Theme) -> None:
    editor.set_notes((NOTE,))
    theme.choose(Look(mode=Mode.DARK, text_percent=120))
    names = [child.accessibleName() for child in editor.viewport().findChildren(QWidget) if child.isVisible()]
    assert NOTE.what in names


def test_a_field_of_one_line_stays_one_line(theme: Theme, qtbot: QtBot) -> None:
    field = TextField(theme, "Title")
    qtbot.addWidget(field)
    told: list[str] = []
    field.edited.connect(told.append)
    qtbot.keyClick(field, Qt.Key.Key_A)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    from PySide6.QtCore import QMimeData

    mime = QMimeData()
    mime.setText("two\nlines")
    field.insertFromMimeData(mime)
    assert (field.text(), told[-1]) == ("atwo lines", "atwo lines")


def test_a_body_grows_with_its_lines_up_to_a_limit(theme: Theme, qtbot: QtBot) -> None:
    field = TextField(theme, "Body", lines=3, most_lines=6)
    qtbot.addWidget(field)
    field.resize(200, 80)
    field.show()
    heights = []
    for count in (1, 3, 5, 40):
        field.set_text("\n".join("line" for _ in range(count)))
        heights.append(field.height())
    assert heights[0] == heights[1] < heights[2] < heights[3]
    assert heights[3] < 8 * 20


def test_lost_words_can_be_selected(theme: Theme, qtbot: QtBot) -> None:
    field = TextField(theme, "Title")
    qtbot.addWidget(field)
    field.set_text("Gate changed to {{gate}}, hurry")
    field.set_lost((24, 31))
    assert field.lost == (24, 31)
    field.select(24, 31)
    assert field.textCursor().selectedText() == ", hurry"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ("a", ""),
        ("", "a"),
        ("aaa", "aa"),
        ("aXb", "aYYb"),
        ("{\n}", '{\n "a": 1\n}'),
        ("äöü", "äxöü"),
        ("ab", "ba"),
    ],
)
def test_only_what_differs_is_replaced(before: str, after: str) -> None:
    start, end = _changed_part(before, after)
    assert before[:start] + after[start : len(after) - end] + before[len(before) - end :] == after
    assert start + end <= min(len(before), len(after))
