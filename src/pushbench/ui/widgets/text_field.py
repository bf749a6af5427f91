"""Text fields that show ``{{variables}}`` and leave undo to the screen.

Their own undo history is off: one history covers form and JSON, so Ctrl Z passes to the window's action.
Where a screen has no history of its own, ``undoes_itself`` leaves it to the field.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QKeyEvent, QTextCursor, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import restyle

if TYPE_CHECKING:
    from pushbench.ui.widgets.variables import VariableHighlighter


class TextField(QPlainTextEdit):
    """A field of one or more lines. ``edited`` tells the text after a person changed it."""

    edited = Signal(str)
    left = Signal()
    """The focus went elsewhere."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        *,
        lines: int = 1,
        most_lines: int = 8,
        is_mono: bool = False,
        placeholder: str = "",
        undoes_itself: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._lines = lines
        self._most_lines = max(most_lines, lines)
        self._role = "code" if is_mono else "body"
        self._is_rendering = False
        self._text = ""
        self._line = 0.0
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setProperty("role", "field")
        self.setUndoRedoEnabled(undoes_itself)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if lines == 1:
            self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
            self.setWordWrapMode(QTextOption.WrapMode.NoWrap)
        self._highlighter: VariableHighlighter | None = None
        self._settle()
        theme.resized.connect(self._settle)
        self.textChanged.connect(self._on_text)

    # -- values -------------------------------------------------------------------------------------

    def text(self) -> str:
        return self.toPlainText()

    def set_text(self, text: str) -> None:
        """Show a text; the caret stays where it makes sense and ``edited`` is not told."""
        if text == self.toPlainText():
            return
        self._is_rendering = True
        caret = self.textCursor().position()
        self.setPlainText(text)
        cursor = self.textCursor()
        cursor.setPosition(min(caret, len(self.toPlainText())))
        self.setTextCursor(cursor)
        self._is_rendering = False
        self._fit()

    def set_lost(self, cut: tuple[int, int] | None) -> None:
        """Underline the characters that readers lose."""
        if cut is not None or self._highlighter is not None:
            self._highlighted().set_cut(cut)

    @property
    def lost(self) -> tuple[int, int] | None:
        return self._highlighter.cut if self._highlighter is not None else None

    def _highlighted(self) -> VariableHighlighter:
        """Make the highlighter when there is something to tint; most fields never need one."""
        if self._highlighter is None:
            from pushbench.ui.widgets.variables import VariableHighlighter

            self._highlighter = VariableHighlighter(self.document(), self._theme)
        return self._highlighter

    def set_wrong(self, is_wrong: bool) -> None:
        restyle(self, "wrong", is_wrong)

    def select(self, start: int, end: int) -> None:
        """Select characters and take the focus."""
        cursor = self.textCursor()
        cursor.setPosition(min(start, len(self.text())))
        cursor.setPosition(min(end, len(self.text())), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- looks --------------------------------------------------------------------------------------

    def _settle(self) -> None:
        font = self._theme.font(self._role)
        self._line = QFontMetricsF(font).lineSpacing()
        self.setFont(font)
        self.document().setDocumentMargin(0)
        self._fit()

    def _fit(self) -> None:
        line = self._line
        if self._lines == 1:
            height = self._theme.height("control")
            above = max(0, int((height - 2 - line) / 2))
            margins = (self._theme.px(7), above, self._theme.px(4), 0)
        else:
            shown = min(max(self._visual_lines(), self._lines), self._most_lines)
            pad = self._theme.px(5)
            height = int(shown * line) + 2 * pad + 2
            margins = (self._theme.px(7), pad, self._theme.px(4), pad)
        self.setViewportMargins(*margins)
        if self.height() != height or self.maximumHeight() != height:
            self.setFixedHeight(height)

    def _visual_lines(self) -> int:
        block = self.document().firstBlock()
        count = 0
        while block.isValid():
            layout = block.layout()
            count += max(1, layout.lineCount()) if layout is not None else 1
            block = block.next()
        return count

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(48), self._theme.height("control"))

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(120), self.height())

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        if self._lines > 1:
            self._fit()

    # -- events -------------------------------------------------------------------------------------

    def _on_text(self) -> None:
        text = self.toPlainText()
        if text == self._text:
            return  # Qt tells new colours of a highlighter as a new text
        self._text = text
        if self._highlighter is None and "{{" in text:
            self._highlighted()
        self._fit()
        if not self._is_rendering:
            self.edited.emit(text)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._passes_on(event):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if self._passes_on(event) or (is_enter and (self._lines == 1 or event.modifiers() != Qt.KeyboardModifier(0))):
            event.ignore()
            return
        super().keyPressEvent(event)

    def _passes_on(self, event: QKeyEvent) -> bool:
        """Whether a key is for the screen's own undo."""
        return not self.isUndoRedoEnabled() and _is_undo(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        text = source.text()
        if self._lines == 1:
            text = " ".join(text.splitlines())
        self.textCursor().insertText(text)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


def _is_undo(event: QKeyEvent) -> bool:
    from PySide6.QtGui import QKeySequence  # its list of keys takes a millisecond to load; asked for by the first key

    return event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)
