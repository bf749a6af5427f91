"""One editor per kind of profile field; secrets are write-only."""

from __future__ import annotations

import re
from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from pushbench.domain.profile import SecretRef
from pushbench.domain.provider import FieldKind, FieldSpec
from pushbench.domain.secret import Secret
from pushbench.ui.compose.name_dialog import ask_name
from pushbench.ui.providers.model import ProvidersModel
from pushbench.ui.providers.state import ProfileDraft
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import restyle, row
from pushbench.ui.widgets.buttons import button, icon_button
from pushbench.ui.widgets.choices import Combo
from pushbench.ui.widgets.drop_zone import DropZone
from pushbench.ui.widgets.labels import label, wrapped
from pushbench.ui.widgets.menu import MenuItem, pop_up
from pushbench.ui.widgets.text_field import TextField


def _tr(text: str) -> str:
    return QCoreApplication.translate("FieldEditor", text)


_SHORT_WIDTH = 150
_LONG_LINES, _MOST_LINES = 5, 14
"""What a field of several lines shows at least, and grows to."""
_SHORT = re.compile(r"\[[^\]]+\]\{(\d+)\}")


def is_short(spec: FieldSpec) -> bool:
    """Whether a value has a fixed, small number of characters, so that its hint stands beside it."""
    found = _SHORT.fullmatch(spec.pattern or "")
    return found is not None and int(found[1]) <= 16


class FieldEditor(QWidget):
    """An input with its hint or problem below."""

    def __init__(self, theme: Theme, spec: FieldSpec, model: ProvidersModel) -> None:
        super().__init__()
        self.theme = theme
        self.spec = spec
        self.model = model
        self._below = wrapped(label(theme, spec.help, "caption", tone="caption", wraps=True))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(3)

    def _put(self, widget: QWidget | QHBoxLayout) -> None:
        if isinstance(widget, QWidget):
            self._layout.addWidget(widget)
        else:
            self._layout.addLayout(widget)
        self._layout.addWidget(self._below)

    def show_draft(self, draft: ProfileDraft) -> None:
        """Show the value of the draft; each kind of editor does so in its own way."""

    def show_problem(self, sentence: str, tone: str) -> None:
        """Say what is wrong below the input, else the hint."""
        self._below.setText(sentence or self.spec.help)
        restyle(self._below, "tone", tone if sentence else "caption")


class TextEditor(FieldEditor):
    """Text, address, port or path."""

    def __init__(self, theme: Theme, spec: FieldSpec, model: ProvidersModel) -> None:
        super().__init__(theme, spec, model)
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(spec.placeholder or spec.default)
        self.edit.setAccessibleName(spec.label)
        self.edit.setAccessibleDescription(spec.help)
        theme.dress(self.edit, "code")
        self.edit.textEdited.connect(partial(model.set_field, spec.key))
        line = row(self.edit)
        if spec.kind is FieldKind.FILE_PATH:
            line.addWidget(button(theme, self.tr("Choose…"), self._choose))
        if is_short(spec):
            self.edit.setFixedWidth(theme.px(_SHORT_WIDTH))
            line.addWidget(self._below, 1)
            self._layout.addLayout(line)
        else:
            self._put(line)

    def _choose(self) -> None:
        open_file(self, self.spec, lambda path: self.model.set_field(self.spec.key, path))

    def show_draft(self, draft: ProfileDraft) -> None:
        value = draft.fields.get(self.spec.key, "")
        if self.edit.text() != value:
            self.edit.setText(value)

    def show_problem(self, sentence: str, tone: str) -> None:
        super().show_problem(sentence, tone)
        restyle(self.edit, "wrong", bool(sentence) and tone == "red")


class LongTextEditor(FieldEditor):
    """Text of several lines."""

    def __init__(self, theme: Theme, spec: FieldSpec, model: ProvidersModel) -> None:
        super().__init__(theme, spec, model)
        self.edit = TextField(
            theme,
            spec.label,
            lines=_LONG_LINES,
            most_lines=_MOST_LINES,
            is_mono=True,
            placeholder=spec.placeholder or spec.default,
            undoes_itself=True,
        )
        self.edit.setAccessibleDescription(spec.help)
        self.edit.edited.connect(partial(model.set_field, spec.key))
        self._put(self.edit)

    def show_draft(self, draft: ProfileDraft) -> None:
        self.edit.set_text(draft.fields.get(self.spec.key, ""))

    def show_problem(self, sentence: str, tone: str) -> None:
        super().show_problem(sentence, tone)
        self.edit.set_wrong(bool(sentence) and tone == "red")


class ChoiceEditor(FieldEditor):
    """One of a few values."""

    def __init__(self, theme: Theme, spec: FieldSpec, model: ProvidersModel) -> None:
        super().__init__(theme, spec, model)
        self._combo = Combo(theme, spec.label)
        self._combo.set_choices(spec.choices, spec.default)
        self._combo.setMaximumWidth(theme.px(320))
        self._combo.picked.connect(partial(model.set_field, spec.key))
        self._put(self._combo)

    def show_draft(self, draft: ProfileDraft) -> None:
        self._combo.set_value(draft.fields.get(self.spec.key, "") or self.spec.default)


class SecretEditor(FieldEditor):
    """A one-line secret: typed anew, never shown again."""

    def __init__(self, theme: Theme, spec: FieldSpec, model: ProvidersModel) -> None:
        super().__init__(theme, spec, model)
        self.edit = QLineEdit()
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.setAccessibleName(spec.label)
        self.edit.setAccessibleDescription(spec.help)
        self.edit.textEdited.connect(partial(model.set_secret, spec.key))
        more = icon_button(
            theme, "ellipsis", self.tr("More for {name}").format(name=spec.label), lambda: _more(self, more)
        )
        self._put(row(self.edit, more))

    def show_draft(self, draft: ProfileDraft) -> None:
        typed = draft.typed.get(self.spec.key)
        text = typed.reveal() if isinstance(typed, Secret) else ""
        if self.edit.text() != text:
            self.edit.setText(text)
        self.edit.setPlaceholderText(_stored_words(self, draft) or self.spec.placeholder)


class SecretTextEditor(FieldEditor):
    """A key file: dropped, chosen or pasted; only that it is there is shown."""

    def __init__(self, theme: Theme, spec: FieldSpec, model: ProvidersModel) -> None:
        super().__init__(theme, spec, model)
        self._zone = DropZone(theme, "", self.tr("Choose file…"), self._choose)
        self._zone.accept_suffixes(spec.file_suffixes)
        self._zone.setAccessibleName(spec.label)
        self._zone.setAccessibleDescription(spec.help)
        self._zone.dropped.connect(partial(model.read_file, spec.key))
        paste = icon_button(theme, "clipboard-paste", self.tr("Paste the key"), self._paste)
        more = icon_button(
            theme, "ellipsis", self.tr("More for {name}").format(name=spec.label), lambda: _more(self, more)
        )
        self._put(row(self._zone, paste, more, spacing=4, grows=0))

    def _choose(self) -> None:
        open_file(self, self.spec, lambda path: self.model.read_file(self.spec.key, path))

    def _paste(self) -> None:
        from PySide6.QtGui import QGuiApplication

        text = QGuiApplication.clipboard().text()
        if text.strip():
            self.model.set_secret(self.spec.key, text)
        else:
            self.model.session.notices.tell(self.tr("There is no text on the clipboard"))

    def show_draft(self, draft: ProfileDraft) -> None:
        words = _stored_words(self, draft)
        endings = self.tr(" or ").join(self.spec.file_suffixes)
        self._zone.show_text(words or self.tr("Drop a {endings} file here, or paste its text").format(endings=endings))
        self._zone.button.setText(self.tr("Replace…") if words else self.tr("Choose file…"))


def _stored_words(editor: FieldEditor, draft: ProfileDraft) -> str:
    """Say that a secret is there and where it comes from, never what it is."""
    key = editor.spec.key
    typed = draft.typed.get(key)
    if isinstance(typed, SecretRef):
        return _tr("Read from the variable {name}; not saved yet").format(name=typed.name)
    if isinstance(typed, Secret):
        if not typed:
            return _tr("Will be removed when you save")
        source = draft.sources.get(key, "")
        return _tr("{name}, not saved yet").format(name=source or _tr("Pasted"))
    stored = draft.stored.get(key)
    if stored is None:
        return ""
    if stored.scheme == "env":
        return _tr("Read from the variable {name}").format(name=stored.name)
    return _tr("Stored. It is never shown; replace it here.")


def _more(editor: FieldEditor, anchor: QWidget) -> None:
    model, key = editor.model, editor.spec.key
    draft = model.state.draft
    has_one = draft is not None and key in draft.has_secret

    def ask_variable() -> None:
        async def ask() -> None:
            name = await ask_name(
                editor.theme,
                _tr("Read from an environment variable"),
                f"PUSHBENCH_{key.upper()}",
                editor.window(),
                field=_tr("Variable"),
            )
            if name:
                model.set_secret_variable(key, name)

        model.scope.start("ask variable", ask())

    items = (
        MenuItem(_tr("Environment variable…"), ask_variable, "terminal"),
        MenuItem(
            _tr("Remove"),
            lambda: model.drop_secret(key),
            "trash",
            is_enabled=has_one,
            why_disabled=_tr("Nothing is stored here."),
        ),
    )
    pop_up(editor.theme, items, anchor, at_end=True)


def open_file(parent: QWidget, spec: FieldSpec, take: object) -> None:
    """Ask for a file of the field's endings and hand its path on."""
    dialog = QFileDialog(parent.window(), spec.label)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    endings = " ".join(f"*{ending}" for ending in spec.file_suffixes)
    filters = [f"{spec.label} ({endings})"] if endings else []
    dialog.setNameFilters([*filters, _tr("All files (*)")])
    dialog.fileSelected.connect(take)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def make_editor(theme: Theme, spec: FieldSpec, model: ProvidersModel) -> FieldEditor:
    """Return the editor for a field."""
    if spec.kind is FieldKind.CHOICE:
        return ChoiceEditor(theme, spec, model)
    if spec.kind is FieldKind.LONG_TEXT:
        return LongTextEditor(theme, spec, model)
    if spec.kind is FieldKind.SECRET:
        return SecretEditor(theme, spec, model)
    if spec.kind is FieldKind.SECRET_TEXT:
        return SecretTextEditor(theme, spec, model)
    return TextEditor(theme, spec, model)
