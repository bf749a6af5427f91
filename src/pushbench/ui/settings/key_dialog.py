"""Recording a shortcut: press the keys, see what else they stand for, take them."""

from __future__ import annotations

import sys

from PySide6.QtCore import QEvent, QKeyCombination, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QWidget

from pushbench.domain.errors import UserError
from pushbench.ui.bindings import Binding, checked_key, key_words
from pushbench.ui.settings.keyboard_model import KeyboardModel
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import restyle, row
from pushbench.ui.widgets.choices import CheckBox
from pushbench.ui.widgets.dialogs import Dialog
from pushbench.ui.widgets.labels import label

_MODIFIERS = {
    Qt.Key.Key_Control,
    Qt.Key.Key_Shift,
    Qt.Key.Key_Alt,
    Qt.Key.Key_Meta,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_unknown,
}
_LEAVES = {Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab}


class KeyRecorder(QFrame):
    """Shows the keys that are pressed in it. ``recorded`` tells them in Qt's portable text.

    Escape and Tab leave it, as they leave any field; Enter alone is passed on to the dialog.
    """

    recorded = Signal(str)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hint = self.tr("Press the keys")
        self.setProperty("role", "field")
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedHeight(theme.px(36))
        self._words = label(theme, self._hint, "code-strong")
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setLayout(row(self._words, margins=(12, 0, 12, 0), grows=0))

    def show_keys(self, text: str) -> None:
        """Show keys, or the invitation to press some."""
        self._words.setText(key_words(text) if text else self._hint)
        self.setAccessibleDescription(self._words.text())

    def event(self, event: QEvent) -> bool:
        # The window's shortcuts must not run while one is recorded.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            event.setAccepted(not self._is_passed_on(event))
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._is_passed_on(event):
            super().keyPressEvent(event)
            return
        key = Qt.Key(event.key())
        if key in _MODIFIERS:
            return
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        keys = QKeySequence(QKeyCombination(modifiers, key))
        self.recorded.emit(keys.toString(QKeySequence.SequenceFormat.PortableText))

    @staticmethod
    def _is_passed_on(event: QKeyEvent) -> bool:
        is_plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        return is_plain and (is_enter or Qt.Key(event.key()) in _LEAVES)


class KeyDialog(Dialog):
    """Records one shortcut for an action; says what it stands for already."""

    def __init__(self, theme: Theme, model: KeyboardModel, binding: Binding, parent: QWidget | None) -> None:
        super().__init__(theme, binding.title, parent)
        self._model = model
        self._binding = binding
        self._keys = ""
        usual = ", ".join(key_words(text) for text in binding.usual_keys) or self.tr("none")
        now = ", ".join(key_words(text) for text in binding.keys) or self.tr("none")
        about = self.tr("Now {now}. Usually {usual}.").format(now=now, usual=usual)
        self.body.addWidget(label(theme, about, "body", tone="secondary", wraps=True))
        self.recorder = KeyRecorder(theme, self.tr("New keys for {title}").format(title=binding.title))
        self.recorder.recorded.connect(self._on_keys)
        self.body.addWidget(self.recorder)
        self.remark = label(
            theme,
            self.tr("Keys pressed together, for example {keys}.").format(keys=key_words("Ctrl+Shift+K")),
            "secondary",
            tone="secondary",
            wraps=True,
        )
        self.body.addWidget(self.remark)
        self.adds = CheckBox(theme, self.tr("Keep the other keys too"))
        self.adds.setVisible(bool(binding.keys))
        self.body.addWidget(self.adds)
        self.set_buttons(("cancel", self.tr("Cancel"), ""), ("go", self.tr("Use these keys"), "primary"), default="go")
        self.enable("go", is_enabled=False, why=self.tr("Press the keys first."))
        self.recorder.setFocus()

    @property
    def conflicts(self) -> tuple[str, ...]:
        return self._model.conflicts(self._binding.id, self._keys) if self._keys else ()

    def _on_keys(self, text: str) -> None:
        self.recorder.show_keys(text)
        try:
            self._keys = checked_key(text, platform=sys.platform)
        except UserError as error:
            self._keys = ""
            self._say(f"{error.what} {error.why} {error.fix}", "red")
            self.enable("go", is_enabled=False, why=error.what)
            return
        taken = self.conflicts
        if self._keys in self._binding.keys:
            self._say(self.tr("These are its keys already."), "secondary")
        elif taken:
            words = self.tr("{keys} stands for “{titles}” now. Using it here takes it from there.")
            self._say(words.format(keys=key_words(self._keys), titles="”, “".join(taken)), "amber")
        else:
            self._say(self.tr("Nothing else has these keys."), "green")
        self.enable("go", is_enabled=True)

    def _say(self, text: str, tone: str) -> None:
        self.remark.setText(text)
        restyle(self.remark, "tone", tone)

    def wanted(self) -> tuple[str, ...]:
        """Return every key the action is to have."""
        kept = self._binding.keys if self.adds.isChecked() else ()
        return tuple(dict.fromkeys((self._keys, *kept)))
