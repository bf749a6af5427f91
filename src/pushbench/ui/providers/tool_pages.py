"""The tools beside reading a credential: a VAPID pair, a sign-in token, Apple's delivery log."""

from __future__ import annotations

import json

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from pushbench.domain.provider import Level, TestResult
from pushbench.ui.explain.popover import open_browser
from pushbench.ui.providers.doctor_model import DoctorModel
from pushbench.ui.providers.doctor_state import DoctorState
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import box, clear, column, row
from pushbench.ui.widgets.buttons import button, icon_button
from pushbench.ui.widgets.choices import Combo
from pushbench.ui.widgets.labelled import Labelled
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.notes import IconLabel, Note, Words
from pushbench.ui.widgets.text_field import TextField

_ICONS = {Level.GOOD: ("circle-check", "green"), Level.BAD: ("circle-x", "red"), Level.UNSURE: ("info", "text-2")}
_TYPING_MS = 200


class ToolPage(QWidget):
    """A page of one tool: a sentence, what is asked, what was found."""

    def __init__(self, theme: Theme, model: DoctorModel, about: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.model = model
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(14)
        self.body.addWidget(label(theme, about, "body", tone="secondary", wraps=True))

    def show_state(self, state: DoctorState) -> None:
        """Show what the tool found."""

    def copy(self, text: str, told: str) -> None:
        """Put a text on the clipboard and say so."""
        QGuiApplication.clipboard().setText(text)
        self.model.tell(told)


class VapidPage(ToolPage):
    """Makes a pair and hands it to a profile or the clipboard."""

    def __init__(self, theme: Theme, model: DoctorModel) -> None:
        about = self.tr(
            "Pages subscribe with the public key, and pushes to them are signed with the private one. A pair is kept "
            "nowhere until a profile takes it; whoever loses it must let every browser subscribe anew."
        )
        super().__init__(theme, model, about)
        self.make = button(theme, self.tr("Make a new pair"), model.make_pair, icon="key-round", kind="primary")
        self.public, public = self._key(self.tr("Public key (applicationServerKey)"), is_secret=False)
        self.private, private = self._key(self.tr("Private key"), is_secret=True)
        self.use = button(theme, self.tr("Use it in a profile…"), model.use_pair, icon="arrow-right")
        self._made = box(column(public, private, row(self.use, None), spacing=12))
        for part in (box(row(self.make, None)), self._made):
            self.body.addWidget(part)

    def _key(self, name: str, *, is_secret: bool) -> tuple[QLineEdit, QWidget]:
        edit = QLineEdit()
        edit.setReadOnly(True)
        edit.setAccessibleName(name)
        self.theme.dress(edit, "code")
        parts: list[QWidget] = [edit]
        if is_secret:
            edit.setEchoMode(QLineEdit.EchoMode.Password)
            parts.append(icon_button(self.theme, "eye", self.tr("Show or hide the private key"), self._toggle))
        told = self.tr("{name} copied").format(name=name)
        copy = icon_button(
            self.theme, "copy", self.tr("Copy: {name}").format(name=name), lambda: self.copy(edit.text(), told)
        )
        line = row(*parts, copy, spacing=4)
        line.setStretch(0, 1)
        words = label(self.theme, name, "label", tone="secondary")
        words.setBuddy(edit)
        return edit, box(column(words, line, spacing=4))

    def _toggle(self) -> None:
        hidden = QLineEdit.EchoMode.Password
        shown = self.private.echoMode() != hidden
        self.private.setEchoMode(hidden if shown else QLineEdit.EchoMode.Normal)

    def show_state(self, state: DoctorState) -> None:
        pair = state.pair
        self._made.setVisible(pair is not None)
        self.make.setText(self.tr("Make a new pair") if pair is None else self.tr("Make another pair"))
        self.public.setText("" if pair is None else pair.public_key)
        self.private.setText("" if pair is None else pair.private_key.reveal())
        self.public.setCursorPosition(0)
        if pair is None:
            self.private.setEchoMode(QLineEdit.EchoMode.Password)


class JwtPage(ToolPage):
    """Reads a token as it is typed or pasted; nothing of it is kept."""

    def __init__(self, theme: Theme, model: DoctorModel) -> None:
        about = self.tr(
            "Paste a sign-in token or a whole Authorization line: APNs, VAPID or Google. It is read on this computer "
            "alone; its times are held against this computer's clock."
        )
        super().__init__(theme, model, about)
        self.token = TextField(theme, self.tr("Token"), lines=4, most_lines=8, is_mono=True, placeholder="eyJ…")
        self.profile = Combo(theme, self.tr("Check the signature with the key of"))
        self.profile.setMaximumWidth(theme.px(320))
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_TYPING_MS)
        self._later.timeout.connect(self._read)
        self.token.edited.connect(lambda _text: self._later.start())
        self.profile.picked.connect(lambda _name: self._read())
        self._found = QVBoxLayout()
        self._found.setSpacing(10)
        self.body.addWidget(Labelled(theme, self.tr("Token"), self.token))
        self.body.addWidget(Labelled(theme, self.tr("Check the signature with the key of"), self.profile))
        self.body.addLayout(self._found)
        self._shown: object = None

    def _read(self) -> None:
        self.model.read_token(self.token.text(), self.profile.value)

    def show_state(self, state: DoctorState) -> None:
        choices = [("", self.tr("No profile")), *((name, name) for name in self.model.profile_names)]
        self.profile.set_choices(choices, self.profile.value if self.profile.count() else "")
        if not state.tool:
            self.token.set_text("")
        shown = (state.report, state.jwt_trouble)
        if shown == self._shown:
            return
        self._shown = shown
        clear(self._found)
        if state.jwt_trouble is not None:
            note = Note(self.theme)
            error = state.jwt_trouble
            note.show_words("red", Words(error.what, error.why, error.fix))
            self._found.addWidget(note)
        report = state.report
        if report is None:
            return
        lines = [
            f"{step.level.value.upper():7}{step.title}. {step.detail} {step.fix}".rstrip() for step in report.steps
        ]
        words = "\n".join([report.kind.value, *lines])
        told = self.tr("Report copied; it does not hold the token")
        copy = icon_button(self.theme, "copy", self.tr("Copy report"), lambda: self.copy(words, told))
        self._found.addLayout(row(label(self.theme, report.kind.value, "section"), copy, None, spacing=6))
        for step in report.steps:
            self._found.addWidget(step_line(self.theme, step))
        for name, part in ((self.tr("Header"), report.header), (self.tr("Claims"), report.claims)):
            document = json.dumps(dict(part), ensure_ascii=False, indent=2)
            text = TextField(self.theme, name, lines=2, most_lines=16, is_mono=True)
            text.setReadOnly(True)
            text.set_text(document)
            self._found.addLayout(column(label(self.theme, name, "label", tone="secondary"), text, spacing=4))


def copyable(theme: Theme, name: str, value: str) -> QLineEdit:
    """Return a value that is too long for a line, in a field that takes no changes."""
    made = QLineEdit(value)
    made.setReadOnly(True)
    made.setCursorPosition(0)
    made.setAccessibleName(name)
    theme.dress(made, "code")
    return made


def step_line(theme: Theme, step: TestResult) -> QWidget:
    """Return one step as a line: how it ended, what was found, what to do."""
    icon, token = _ICONS[step.level]
    fix = step.fix if step.level is not Level.GOOD else ""
    said = [label(theme, step.title, "body-medium")]
    said += [
        label(theme, text, "secondary", tone="secondary", wraps=True, selectable=True)
        for text in (step.detail, fix)
        if text
    ]
    line = row(spacing=10)
    line.addWidget(IconLabel(theme, icon, token), alignment=Qt.AlignmentFlag.AlignTop)
    line.addLayout(column(*said, spacing=2), 1)
    made = box(line)
    made.setAccessibleName(f"{step.level.value}: {step.title}")
    made.setAccessibleDescription(f"{step.detail} {fix}".strip())
    return made


class LogPage(ToolPage):
    """Says where Apple shows what became of a push."""

    def __init__(self, theme: Theme, model: DoctorModel) -> None:
        about = self.tr(
            "Apple keeps for a week what became of each push to a development build. Its log is asked by the "
            "apns-unique-id that came back with the answer; it opens in the browser, where you sign in to Apple."
        )
        super().__init__(theme, model, about)
        self.id = QLineEdit()
        self.id.setPlaceholderText("1c0c1a2b-1111-2222-3333-444455556666")
        self.id.setAccessibleName(self.tr("apns-unique-id"))
        self.id.setMaximumWidth(theme.px(420))
        theme.dress(self.id, "code")
        self.profile = Combo(theme, self.tr("Sent with"))
        self.profile.setMaximumWidth(theme.px(320))
        self.id.textEdited.connect(lambda _text: self._find())
        self.profile.picked.connect(lambda _name: self._find())
        self._found = QVBoxLayout()
        self._found.setSpacing(8)
        self.body.addWidget(Labelled(theme, self.tr("apns-unique-id"), self.id))
        self.body.addWidget(Labelled(theme, self.tr("Sent with"), self.profile))
        self.body.addLayout(self._found)
        self._shown: object = None

    def _find(self) -> None:
        self.model.find_log(self.id.text(), self.profile.value)

    def show_state(self, state: DoctorState) -> None:
        choices = [("", self.tr("Any profile")), *((name, name) for name in self.model.apps)]
        self.profile.set_choices(choices, self.profile.value if self.profile.count() else "")
        shown = (state.log, state.log_trouble)
        if shown == self._shown:
            return
        self._shown = shown
        clear(self._found)
        error = state.log_trouble
        if error is not None:
            note = Note(self.theme)
            note.show_words("amber", Words(error.what, error.why, error.fix))
            self._found.addWidget(note)
        log = state.log
        if log is None:
            return
        self._found.addWidget(copyable(self.theme, self.tr("Address"), log.url))
        for number, step in enumerate(log.steps, 1):
            self._found.addWidget(label(self.theme, f"{number}. {step}", "body", wraps=True))
        self._found.addLayout(self._verbs(log.url, log.unique_id))

    def _verbs(self, url: str, unique_id: str) -> QHBoxLayout:
        go = button(self.theme, self.tr("Copy the id and open"), icon="external-link", kind="primary")
        go.clicked.connect(lambda _checked=False: self._go(url, unique_id))
        copy = button(self.theme, self.tr("Copy address"), icon="copy")
        copy.clicked.connect(lambda _checked=False: self.copy(url, self.tr("Address copied")))
        return row(go, copy, None)

    def _go(self, url: str, unique_id: str) -> None:
        self.copy(unique_id, self.tr("The id is on the clipboard; paste it into Apple's log"))
        open_browser(url)
