"""The form of a profile, generated from the provider's description."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from pushbench.domain.finding import Finding, Severity
from pushbench.domain.profile import Environment
from pushbench.domain.provider import FieldSpec, ProviderSpec
from pushbench.ui.pills import environment_pill, environment_word
from pushbench.ui.providers.field_editors import FieldEditor, make_editor
from pushbench.ui.providers.model import ProvidersModel
from pushbench.ui.providers.state import ProfileDraft, ProvidersState, shown_fields
from pushbench.ui.theme.theme import Theme
from pushbench.ui.times import since_words
from pushbench.ui.widgets.boxes import box, clear, column, framed, hairline, pane, row
from pushbench.ui.widgets.buttons import button, icon_button
from pushbench.ui.widgets.choices import Combo
from pushbench.ui.widgets.labels import ElidedLabel, label
from pushbench.ui.widgets.pill import PillLabel
from pushbench.ui.widgets.segments import Segment, Segments

_STACKED_BELOW = 560


class ProfileForm(QWidget):
    """Head, fields in two columns, foot with Save and Discard."""

    def __init__(self, theme: Theme, model: ProvidersModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._shape: tuple[object, ...] = ()
        self._is_stacked = False
        self._editors: dict[str, FieldEditor] = {}
        self._problems: dict[str, QWidget] = {}
        self.setAcceptDrops(True)
        self._tile = label(theme, "", "section", tone="secondary")
        tile = framed(row(None, self._tile, None), "tile")
        tile.setFixedSize(theme.px(36), theme.px(36))
        self._title = ElidedLabel(theme, "", "heading")
        self._about = ElidedLabel(theme, "", "secondary", tone="secondary")
        self._chip = PillLabel(theme)
        self._duplicate = icon_button(theme, "copy", self.tr("Duplicate this profile"), self.duplicate)
        self.more = icon_button(theme, "ellipsis", self.tr("More"))
        titles = column(self._title, self._about, spacing=0)
        head = row(tile, titles, self._chip, self._duplicate, self.more, spacing=10, grows=1)
        head.setContentsMargins(24, 12, 24, 12)
        self.name = QLineEdit()
        self.name.setAccessibleName(self.tr("Profile name"))
        self.name.textEdited.connect(model.set_name)
        self._environment = Segments(theme, self.tr("Environment"))
        self._environment.chosen.connect(model.set_environment)
        self._host = ElidedLabel(theme, "", "code", tone="secondary")
        self._sign_in = Segments(theme, self.tr("Sign in with"))
        self._sign_in.chosen.connect(model.set_sign_in)
        self._sign_in_list = Combo(theme, self.tr("Sign in with"))
        self._sign_in_list.picked.connect(model.set_sign_in)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(24, 18, 24, 18)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(12)
        self._grid.setColumnMinimumWidth(0, theme.px(130))
        self._grid.setColumnStretch(1, 1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(pane(column(self._grid, None, spacing=0)))
        self._unsaved = ElidedLabel(theme, "", "secondary", tone="secondary")
        self._unsaved.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.delete = button(theme, self.tr("Delete profile…"), icon="trash", kind="danger")
        self._discard = button(theme, self.tr("Discard"), model.discard)
        self._save = button(theme, self.tr("Save"), model.save, kind="primary")
        foot = pane(row(self.delete, self._unsaved, self._discard, self._save, margins=(24, 10, 24, 10), grows=1))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (pane(head), hairline(), self._scroll, hairline(), foot):
            layout.addWidget(part)
        layout.setStretch(2, 1)
        self.setMinimumWidth(theme.px(380))

    # -- state --------------------------------------------------------------------------------------

    def show_state(self, state: ProvidersState) -> None:
        draft = state.draft
        spec = state.spec(draft.provider) if draft is not None else None
        if draft is None or spec is None:
            return
        self._tile.setText(spec.tile)
        self._title.setText(draft.name or self.tr("New profile"))
        self._about.setText(self._uses(state, spec))
        self._chip.set_pill(environment_pill(draft.environment))
        if self.name.text() != draft.name:
            self.name.setText(draft.name)
        self._show_environment(spec, draft)
        self._sign_in.set_segments(tuple(Segment(key, words) for key, words in spec.sign_in), draft.sign_in)
        self._sign_in_list.set_choices(spec.sign_in, draft.sign_in)
        self._build(spec, draft)
        for key, editor in self._editors.items():
            editor.show_draft(draft)
            editor.show_problem(*(_problem(state.findings, key) or _pattern_problem(editor.spec, draft)))
        self._unsaved.setText(
            self.tr("Unsaved: {names}").format(names=", ".join(state.changed)) if state.changed else ""
        )
        for part in (self._save, self._discard):
            part.setEnabled(state.is_dirty)
            part.setToolTip("" if state.is_dirty else self.tr("Nothing has changed"))
        self.delete.setVisible(bool(state.current))
        self._duplicate.setVisible(bool(state.current))
        self._save.setText(self.tr("Save as a copy") if self._model.makes_copy else self.tr("Save"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_stacked = self.width() < self._theme.px(_STACKED_BELOW)
        if is_stacked != self._is_stacked:
            self._is_stacked = is_stacked
            self._shape = ()
            self._grid.setColumnMinimumWidth(0, 0 if is_stacked else self._theme.px(130))
            self._grid.setVerticalSpacing(4 if is_stacked else 12)
        if self._shape and self._shape[-1] != self._has_room_for_ways():
            self._shape = ()
        if not self._shape:
            self.show_state(self._model.state)

    def _has_room_for_ways(self) -> bool:
        """Whether the ways to sign in fit side by side; a service may have three with long names."""
        beside = 0 if self._is_stacked else self._theme.px(130) + 16
        return self._sign_in.sizeHint().width() <= self.width() - beside - 2 * 24 - self._theme.px(12)

    def _uses(self, state: ProvidersState, spec: ProviderSpec) -> str:
        if not state.current:
            return spec.title
        sets, usage = self._model.sets_using(state.current), state.usage
        used = self.tr("Used by {sets}").format(sets=", ".join(sets)) if sets else self.tr("In no set")
        count = self.tr("1 device") if usage.devices == 1 else self.tr("{count} devices")
        parts = [used, count.format(count=f"{usage.devices:,}")]
        if usage.last_at is not None:
            parts.append(self.tr("last send {when}").format(when=since_words(usage.last_at, self._model.now())))
        return ", ".join(parts)

    def duplicate(self) -> None:
        """Make a copy of the profile in the form, as it is saved."""
        if self._model.state.current:
            self._model.scope.start("duplicate", self._model.verbs.duplicate(self._model.state.current))

    def _show_environment(self, spec: ProviderSpec, draft: ProfileDraft) -> None:
        words = tuple(Segment(item.value, environment_word(item)) for item in Environment)
        self._environment.set_segments(words, draft.environment.value)
        self._host.setText(draft.fields.get("base_url", "") or spec.hosts.get(draft.environment.value, ""))

    def _build(self, spec: ProviderSpec, draft: ProfileDraft) -> None:
        """Make the fields anew when provider, sign-in or profile changed."""
        is_copy = self._model.makes_copy
        is_local, has_room = draft.environment is Environment.LOCAL, self._has_room_for_ways()
        shape = (spec.id, draft.sign_in, self._model.state.current, is_local, is_copy, has_room)
        if shape == self._shape:
            return
        if shape[:3] != self._shape[:3]:
            self._scroll.verticalScrollBar().setValue(0)
        self._shape = shape
        for part in (self.name, self._environment, self._host, self._sign_in, self._sign_in_list):
            part.setParent(None)
        clear(self._grid)
        self._editors.clear()
        self._add(self.tr("Profile name"), self.name)
        self._add(self.tr("Environment"), box(row(self._environment, self._host, grows=1)))
        if draft.environment is Environment.LOCAL:
            hint = self.tr("The sandbox on this computer fills in what is left empty.")
            self._add("", label(self._theme, hint, "secondary", tone="secondary", wraps=True))
        if is_copy:
            sets = ", ".join(self._model.sets_using(self._model.state.current))
            hint = self.tr("{sets} keeps using the profile as it is: saving makes a copy.").format(sets=sets)
            self._add("", label(self._theme, hint, "secondary", tone="amber", wraps=True))
        if spec.sign_in:
            ways = row(self._sign_in, None) if has_room else row(self._sign_in_list)
            self._add(self.tr("Sign in with"), box(ways))
        fields = shown_fields(spec, draft.sign_in)
        for item in fields:
            if not item.is_advanced:
                self._add_field(item)
        self._add_line()
        self._add_text(self.tr("More settings"), "section")
        for item in fields:
            if item.is_advanced:
                self._add_field(item)
        self._add_line()
        self._add_text(self._model.state.vault, "secondary")

    def _add(self, text: str, widget: QWidget) -> None:
        """Put a label and its input side by side, or below each other where the form is narrow."""
        line = self._grid.rowCount()
        words = label(self._theme, text, "body", tone="secondary")
        words.setBuddy(widget)
        top_left = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        if self._is_stacked:
            if text:
                words.setContentsMargins(0, self._theme.px(8), 0, 0)  # nearer to its own field than to the one above
                self._grid.addWidget(words, line, 0, 1, 2, top_left)
            self._grid.addWidget(widget, line + 1, 0, 1, 2)
        else:
            words.setContentsMargins(0, self._theme.px(5), 0, 0)
            self._grid.addWidget(words, line, 0, top_left)
            self._grid.addWidget(widget, line, 1)
        widget.show()

    def _add_field(self, item: FieldSpec) -> None:
        editor = make_editor(self._theme, item, self._model)
        self._editors[item.key] = editor
        self._add(item.label, editor)

    def _add_line(self) -> None:
        self._grid.addWidget(hairline(), self._grid.rowCount(), 0, 1, 2)

    def _add_text(self, text: str, role: str) -> None:
        words = label(self._theme, text, role, tone="" if role == "section" else "secondary", wraps=True)
        self._grid.addWidget(words, self._grid.rowCount(), 0, 1, 2)

    # -- dropping -----------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take a sound key of this service dropped anywhere on the form; anything else is told what it is."""
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self._model.doctor.read_into_form(paths[0])


def _pattern_problem(spec: FieldSpec, draft: ProfileDraft) -> tuple[str, str]:
    """Say that a value has not the form the provider's description gives."""
    value = draft.fields.get(spec.key, "").strip()
    if value and spec.pattern and not re.fullmatch(spec.pattern, value):
        return QCoreApplication.translate("ProfileForm", "This has another form. {help}").format(help=spec.help), "red"
    return "", ""


def _problem(findings: tuple[Finding, ...], key: str) -> tuple[str, str] | None:
    """Return sentence and tone of the gravest finding about a field."""
    order = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
    own = sorted((f for f in findings if f.pointer == f"/fields/{key}"), key=lambda item: order[item.severity])
    if not own:
        return None
    tone = {Severity.ERROR: "red", Severity.WARNING: "amber", Severity.NOTE: "secondary"}[own[0].severity]
    return f"{own[0].what} {own[0].fix}", tone
