"""The note above the form when message and file do not agree: what happened, and the ways on."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from pushbench.store.message_places import name_of
from pushbench.ui.compose.model import ComposeModel
from pushbench.ui.compose.state import ComposeState, FileNote
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.notes import Note, Words


class FileNoteBar(QWidget):
    """Shown only while there is something to decide or to know."""

    def __init__(self, theme: Theme, model: ComposeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._shown: FileNote | None = None
        self.note = Note(theme)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.addWidget(self.note)
        self.hide()

    def show_state(self, state: ComposeState) -> None:
        note = state.file_note
        if note == self._shown:
            return
        self._shown = note
        if note is not None:
            {"changed": self._changed, "gone": self._gone, "broken": self._broken, "unsaved": self._unsaved}[note.kind](
                note
            )
        self.setVisible(note is not None)

    def _changed(self, note: FileNote) -> None:
        words = Words(
            self.tr("Another program changed “{name}” while you were writing.").format(name=name_of(note.key)),
            self.tr("Your text is kept aside and not in the file yet."),
        )
        self.note.show_words(
            "amber",
            words,
            (
                (self.tr("Keep mine"), self._keep_mine),
                (self.tr("Take theirs"), self._take_theirs),
                (self.tr("Show difference"), self.show_difference),
            ),
        )

    def _gone(self, note: FileNote) -> None:
        words = Words(
            self.tr("Another program deleted or moved “{name}”.").format(name=name_of(note.key)),
            self.tr("The text is still here."),
        )
        actions = ((self.tr("Save it again"), self._keep_mine), (self.tr("Let it go"), self._let_go))
        self.note.show_words("amber", words, actions)

    def _broken(self, note: FileNote) -> None:
        words = Words(
            self.tr("Another program changed “{name}”, and it is no message any more.").format(name=name_of(note.key)),
            note.why,
            self.tr("Your text is still here. Mend the file there, or put yours over it."),
        )
        self.note.show_words("amber", words, ((self.tr("Keep mine"), self._keep_mine),))

    def _unsaved(self, note: FileNote) -> None:
        words = Words(self.tr("“{name}” could not be saved.").format(name=name_of(note.key)), note.why, note.fix)
        actions = ((self.tr("Try again"), self._try_again), (self.tr("Copy text"), self._copy_text))
        self.note.show_words("red", words, actions)

    # -- ways on --------------------------------------------------------------------------------------

    def _key(self) -> str:
        return self._shown.key if self._shown is not None else self._model.state.current

    def _keep_mine(self) -> None:
        self._model.files.do("keep mine", self._model.files.open.keep_mine, self._key())

    def _take_theirs(self) -> None:
        self._model.files.do("take theirs", self._take, self._key())

    async def _take(self, key: str) -> None:
        await self._model.files.open.take_theirs(key)
        self._model.refresh()

    def _let_go(self) -> None:
        self._model.files.let_go(self._key())

    def _try_again(self) -> None:
        self._model.files.do("save", self._model.files.open.save, self._key())

    def _copy_text(self) -> None:
        from PySide6.QtGui import QGuiApplication

        from pushbench.store.message_file import dump_message

        QGuiApplication.clipboard().setText(dump_message(self._model.files.open.edition(self._key()).message))
        self._model.session.notices.tell(self.tr("The message file's text is on the clipboard"))

    def show_difference(self) -> None:
        """Show what the file says and what the window says."""
        from pushbench.ui.compose.difference_dialog import compare_with_file

        self._model.scope.start("difference", compare_with_file(self._theme, self._model, self._key(), self.window()))
