"""The JSON editor."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.code.gaps import GapLayout
from pushbench.ui.widgets.code.gutter import Gutter
from pushbench.ui.widgets.code.highlighter import JsonHighlighter
from pushbench.ui.widgets.code.inline_note import InlineNoteWidget
from pushbench.ui.widgets.code.marks import InlineNote, LineMark, Squiggle
from pushbench.ui.widgets.reading_order import step_focus

_INDENT = "  "
_TOP = 6
_PASSED_ON = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


class JsonEditor(QPlainTextEdit):
    """Text with marks and notes that somebody else computes. ``edited`` tells what a person typed.

    Undo belongs to the screen, whose history covers form and JSON; the editor passes its keys on.
    Tab indents, but not on the way through: who came by Tab and touched nothing goes on by Tab. Shift Tab leaves always.
    """

    edited = Signal(str)
    caret_moved = Signal(int, int)
    """Line and column, from 1."""
    note_pressed = Signal(str, str)
    """Note key and action key."""
    mark_pressed = Signal(int)
    """Line, from 0, whose sign in the gutter was clicked."""
    left = Signal()

    def __init__(self, theme: Theme, name: str, *, is_read_only: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_rendering = False
        self._is_on_the_way = False
        """Whether the keyboard came by Tab and nothing was pressed since."""
        self._text = ""
        self._squiggles: tuple[Squiggle, ...] = ()
        self._notes: dict[str, InlineNoteWidget] = {}
        self.marks: tuple[LineMark, ...] = ()
        self._matches: tuple[tuple[int, int], ...] = ()
        self._match = -1
        self._gaps = GapLayout(self.document())
        self.document().setDocumentLayout(self._gaps)
        self._highlighter = JsonHighlighter(self.document(), theme)
        self._gutter = Gutter(theme, self)
        self.setAccessibleName(name)
        self.setProperty("role", "code")
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # code is, whatever the window's language
        self.setReadOnly(is_read_only)
        if not is_read_only:
            self.setAccessibleDescription(self.tr("Tab indents once you have typed. Shift Tab and F6 leave."))
        if is_read_only:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self.setUndoRedoEnabled(False)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setCenterOnScroll(False)
        self.textChanged.connect(self._on_text)
        self.cursorPositionChanged.connect(self._on_caret)
        self.blockCountChanged.connect(lambda _count: self._fit_gutter())
        self.updateRequest.connect(self._on_update)
        theme.changed.connect(self._tint)
        theme.resized.connect(self._settle)
        self._settle()

    # -- values -------------------------------------------------------------------------------------

    def text(self) -> str:
        return self.toPlainText()

    def set_text(self, text: str) -> None:
        """Show a text; caret and scroll position stay, ``edited`` is not told."""
        before = self.toPlainText()
        if text == before:
            return
        self._is_rendering = True
        start, end = _changed_part(before, text)
        caret = self.textCursor().position()
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        cursor.setPosition(len(before) - end, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text[start : len(text) - end])
        moved = self.textCursor()
        if caret <= start:
            moved.setPosition(min(caret, len(text)))
            self.setTextCursor(moved)
        self._is_rendering = False

    def set_marks(self, marks: tuple[LineMark, ...]) -> None:
        """Tint lines and sign them in the gutter."""
        if marks != self.marks:
            self.marks = marks
            self._tint()
            self._gutter.update()

    def set_squiggles(self, squiggles: tuple[Squiggle, ...]) -> None:
        if squiggles != self._squiggles:
            self._squiggles = squiggles
            self._tint()

    def set_matches(self, matches: tuple[tuple[int, int], ...], current: int = -1) -> None:
        """Tint what a search has found, as first and last character; ``current`` stands out."""
        if (matches, current) != (self._matches, self._match):
            self._matches, self._match = matches, current
            self._tint()

    def set_notes(self, notes: tuple[InlineNote, ...]) -> None:
        """Show messages below their lines; equal ones keep their widget."""
        wanted = {note.key: note for note in notes}
        for key in [key for key, widget in self._notes.items() if wanted.get(key) != widget.note]:
            widget = self._notes.pop(key)
            widget.hide()
            widget.deleteLater()
        for key, note in wanted.items():
            if key not in self._notes:
                made = InlineNoteWidget(self._theme, note, self.viewport())
                made.pressed.connect(self.note_pressed)
                self._notes[key] = made
        self._place_notes()

    def reveal(self, start: int, end: int | None = None) -> None:
        """Select characters and scroll to them."""
        cursor = self.textCursor()
        cursor.setPosition(min(start, len(self.text())))
        if end is not None:
            cursor.setPosition(min(end, len(self.text())), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def line_of(self, offset: int) -> int:
        """Return the line, from 0, that holds a character."""
        return self.document().findBlock(offset).blockNumber()

    def visible_lines(self) -> Iterator[tuple[int, float, float]]:
        """Give number, top and height of the lines in sight, without the room below them."""
        block = self.firstVisibleBlock()
        # Adding heights up, because the editor's own blockBoundingGeometry measures every line before it anew.
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
        bottom = self.viewport().height()
        while block.isValid() and top <= bottom:
            number = block.blockNumber()
            height = self.blockBoundingRect(block).height()
            yield number, top, height - self._gaps.gap(number)
            top += height
            block = block.next()

    # -- looks --------------------------------------------------------------------------------------

    def _settle(self) -> None:
        self.setFont(self._theme.font("code"))
        self.setTabStopDistance(self._theme.metrics("code").horizontalAdvance(_INDENT))
        self.document().setDocumentMargin(0)
        self._fit_gutter()
        self._tint()
        notes = tuple(widget.note for widget in self._notes.values())
        self.set_notes(())
        self.set_notes(notes)

    def _fit_gutter(self) -> None:
        width = self._gutter.wanted_width()
        self.setViewportMargins(width, _TOP, 0, 0)
        rect = self.contentsRect()
        self._gutter.setGeometry(QRect(rect.left(), rect.top() + _TOP, width, rect.height() - _TOP))

    def _tint(self) -> None:
        theme = self._theme
        selections: list[QTextEdit.ExtraSelection] = []
        for mark in self.marks:
            block = self.document().findBlockByNumber(mark.line)
            if block.isValid() and mark.tone != "gray":
                line = QTextCharFormat()
                line.setBackground(theme.color("row-ovr" if mark.tone == "by-hand" else f"{mark.tone}-bg"))
                line.setProperty(QTextFormat.Property.FullWidthSelection, True)
                selections.append(_selection(QTextCursor(block), line))
        for squiggle in self._squiggles:
            wave = QTextCharFormat()
            wave.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            wave.setUnderlineColor(theme.color(f"{squiggle.tone}-dot"))
            cursor = QTextCursor(self.document())
            last = max(0, self.document().characterCount() - 1)
            cursor.setPosition(min(squiggle.start, last))
            cursor.setPosition(min(max(squiggle.end, squiggle.start + 1), last), QTextCursor.MoveMode.KeepAnchor)
            selections.append(_selection(cursor, wave))
        for number, (start, end) in enumerate(self._matches):
            found = QTextCharFormat()
            found.setBackground(theme.color("amber-bg"))
            if number == self._match:
                found.setBackground(theme.color("amber-line"))
            cursor = QTextCursor(self.document())
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            selections.append(_selection(cursor, found))
        self.setExtraSelections(selections)

    def _place_notes(self) -> None:
        width = max(self.viewport().width() - 24, self._theme.px(200))
        gaps: dict[int, float] = {}
        heights: dict[str, int] = {}
        for key, widget in self._notes.items():
            heights[key] = widget.height_at(width)
            gaps[widget.note.line] = gaps.get(widget.note.line, 8.0) + heights[key] + 4
        self._gaps.set_gaps(gaps)
        self._move_notes(width, heights)

    def _move_notes(self, width: int, heights: dict[str, int]) -> None:
        used: dict[int, float] = {}
        for key, widget in self._notes.items():
            block = self.document().findBlockByNumber(widget.note.line)
            if not block.isValid():
                widget.hide()
                continue
            rect = self.blockBoundingGeometry(block).translated(self.contentOffset())
            line_height = rect.height() - self._gaps.gap(widget.note.line)
            top = rect.top() + line_height + 4 + used.get(widget.note.line, 0.0)
            used[widget.note.line] = used.get(widget.note.line, 0.0) + heights[key] + 4
            is_in_sight = block.isVisible() and top < self.viewport().height() and top + heights[key] > 0
            widget.setGeometry(8, int(top), width, heights[key])
            widget.setVisible(is_in_sight and block.blockNumber() >= self.firstVisibleBlock().blockNumber())

    # -- events -------------------------------------------------------------------------------------

    def _on_text(self) -> None:
        text = self.toPlainText()
        if text == self._text:
            return  # Qt tells new colours of the highlighter as a new text
        self._text = text
        if not self._is_rendering:
            self.edited.emit(text)

    def _on_caret(self) -> None:
        cursor = self.textCursor()
        self.caret_moved.emit(cursor.blockNumber() + 1, cursor.positionInBlock() + 1)

    def _on_update(self, rect: QRect, dy: int) -> None:
        if dy:
            self._gutter.scroll(0, dy)
            self._place_notes()
        else:
            self._gutter.update(0, rect.y(), self._gutter.width(), rect.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_gutter()
        self._place_notes()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_passed_on(event):
            event.ignore()
            return False
        return super().event(event)

    def focusNextPrevChild(self, is_forward: bool, /) -> bool:
        """Go on where Tab does not indent."""
        if is_forward and self.hasFocus() and not self._is_on_the_way and not self.isReadOnly():
            return False
        return step_focus(self.window(), is_forward=is_forward)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._is_on_the_way = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._is_on_the_way = False
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._is_on_the_way = False
        if _is_passed_on(event):
            event.ignore()
            return
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not plain:
                event.ignore()
            elif not self.isReadOnly():
                self._break_line()
            return
        if event.key() == Qt.Key.Key_Tab and plain and not self.isReadOnly():
            self.textCursor().insertText(_INDENT)
            return
        super().keyPressEvent(event)

    def _break_line(self) -> None:
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        indent = before[: len(before) - len(before.lstrip(" "))]
        opens = before.rstrip()[-1:] in ("{", "[")
        cursor.insertText("\n" + indent + (_INDENT if opens else ""))
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


def _is_passed_on(event: QKeyEvent) -> bool:
    return any(event.matches(key) for key in _PASSED_ON)


def _selection(cursor: QTextCursor, look: QTextCharFormat) -> QTextEdit.ExtraSelection:
    selection = QTextEdit.ExtraSelection()
    selection.cursor = cursor
    selection.format = look
    return selection


def _changed_part(before: str, after: str) -> tuple[int, int]:
    """Return how many characters are equal at the start and, beyond those, at the end."""
    most = min(len(before), len(after))
    start = _longest(most, lambda count: before[:count] == after[:count])
    end = _longest(most - start, lambda count: before[len(before) - count :] == after[len(after) - count :])
    return start, end


def _longest(most: int, is_equal: Callable[[int], bool]) -> int:
    """Return the largest count that is equal, by halving: whole pieces compare faster than characters."""
    least = 0
    while least < most:
        middle = (least + most + 1) // 2
        if is_equal(middle):
            least = middle
        else:
            most = middle - 1
    return least
