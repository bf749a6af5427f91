"""The JSON that leaves, per provider, editable."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pushbench.domain.finding import Finding, Severity
from pushbench.ui.compose.explaining import explain_note
from pushbench.ui.compose.model import ComposeModel
from pushbench.ui.compose.problems import inline_notes, line_marks, squiggles
from pushbench.ui.compose.state import ComposeState
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import hairline, pane, row
from pushbench.ui.widgets.buttons import button, icon_button
from pushbench.ui.widgets.code.editor import JsonEditor
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.menu import MenuItem, pop_up
from pushbench.ui.widgets.meter import Meter
from pushbench.ui.widgets.segments import Segment, Segments
from pushbench.ui.widgets.tabs import Tab, TabStrip


class JsonPane(QWidget):
    """Provider tabs, tools, editor, meter."""

    def __init__(self, theme: Theme, model: ComposeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._dismissed: frozenset[str] = frozenset()
        self._problem_look = ("", "")
        self.tabs = TabStrip(theme, self.tr("Providers"), gap=9)
        self.tabs.chosen.connect(model.choose_provider)
        self._view = Segments(theme, self.tr("Template or resolved"))
        self._view.chosen.connect(lambda key: model.show_resolved(key == "resolved"))
        self._by_hand = button(theme, "", self._open_by_hand, kind="soft", size="small")
        theme.dress(self._by_hand, "label")
        self._reset = icon_button(
            theme, "rotate-ccw", self.tr("Use the form for everything"), model.editing.use_form_only
        )
        self._format = icon_button(theme, "wand-sparkles", self.tr("Tidy up the text"), self._tidy)
        copy = icon_button(theme, "copy", self.tr("Copy the JSON"), self._copy)
        self.editor = JsonEditor(theme, self.tr("JSON"))
        self.editor.edited.connect(model.editing.set_json)
        self.editor.note_pressed.connect(self._on_note)
        self.editor.caret_moved.connect(self._on_caret)
        self._meter = Meter(theme)
        self._problems = button(theme, "", self.next_problem, kind="quiet", size="small")
        self._place = label(theme, "", "secondary", tone="secondary")
        tools = row(self._view, None, self._by_hand, self._reset, self._format, copy, spacing=4, margins=(10, 0, 8, 0))
        foot = row(self._meter, None, self._problems, self._place, spacing=10, margins=(10, 0, 12, 0))
        tool_row, foot_row = pane(tools, "sunken"), pane(foot, "sunken")
        theme.size(tool_row, height="tab-bar")
        theme.size(foot_row, height="tool-row")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(pane(row(self.tabs, margins=(6, 0, 6, 0))))
        for part in (hairline(), tool_row, hairline()):
            layout.addWidget(part)
        layout.addWidget(self.editor, 1)
        layout.addWidget(hairline())
        layout.addWidget(foot_row)
        self.setMinimumWidth(theme.width("editor-min"))

    # -- state --------------------------------------------------------------------------------------

    def show_state(self, state: ComposeState) -> None:
        tabs = tuple(
            Tab(tab.id, tab.title, dot="red-dot" if tab.errors else "", tip=_tab_tip(tab.title, tab.errors))
            for tab in state.providers
        )
        self.tabs.set_tabs(tabs, state.provider)
        words = (Segment("template", self.tr("Template")), Segment("resolved", self.tr("Resolved")))
        self._view.set_segments(words, "resolved" if state.is_resolved else "template")
        sheet = state.sheet
        if sheet is None:
            return
        shows_resolved = state.is_resolved and sheet.draft is not None
        self.editor.setReadOnly(shows_resolved)
        self.editor.set_text(state.resolved_text if shows_resolved else sheet.text)
        self.editor.setAccessibleDescription(self.tr("{count} problems").format(count=sheet.error_count))
        self.editor.set_marks(() if shows_resolved else line_marks(sheet, self.editor.line_of))
        self.editor.set_squiggles(() if shows_resolved else squiggles(sheet))
        self.editor.set_notes(
            () if shows_resolved else inline_notes(sheet, self.editor.line_of, state.by_hand, self._dismissed)
        )
        if sheet.size is not None:
            self._meter.set_size(sheet.size.used, sheet.size.limit)
            self._meter.setToolTip(sheet.size.what)
        self._meter.setVisible(sheet.size is not None)
        self._show_by_hand(state)
        self._show_problems(state)

    def _show_by_hand(self, state: ComposeState) -> None:
        count = len(state.sheet.overridden) if state.sheet is not None else 0
        has_text = state.sheet is not None and state.sheet.trouble is not None
        self._by_hand.setText("◆  " + self.tr("{count} set by hand").format(count=count))
        self._by_hand.setVisible(bool(count))
        self._reset.setEnabled(bool(count) or has_text)
        self._reset.setToolTip(
            self.tr("Use the form for everything")
            if self._reset.isEnabled()
            else self.tr("Nothing is set by hand for this provider")
        )

    def _show_problems(self, state: ComposeState) -> None:
        sheet = state.sheet
        errors = sheet.error_count if sheet is not None else 0
        warnings = sum(finding.severity is Severity.WARNING for finding in sheet.findings) if sheet is not None else 0
        self._problems.setVisible(bool(errors + warnings))
        if errors:
            word = self.tr("problem") if errors == 1 else self.tr("problems")
            self._problems.setText(f"{errors} {word}")
        else:
            word = self.tr("warning") if warnings == 1 else self.tr("warnings")
            self._problems.setText(f"{warnings} {word}")
        look = ("circle-x", "red") if errors else ("triangle-alert", "amber")
        if errors + warnings and look != self._problem_look:
            self._problem_look = look
            self._theme.tint(self._problems, *look)

    # -- verbs --------------------------------------------------------------------------------------

    def next_problem(self, by: int = 1) -> None:
        """Go to the next finding after the caret, round the end."""
        sheet = self._model.state.sheet
        if sheet is None:
            return
        starts = [problem.start for problem in sheet.source.problems]
        for finding in sheet.findings:
            span = sheet.source.span(finding.pointer)
            if finding.severity is not Severity.NOTE and span is not None:
                starts.append(span.start)
        if not starts:
            return
        starts.sort()
        caret = self.editor.textCursor().position()
        ahead = [start for start in starts if start > caret] if by > 0 else [s for s in reversed(starts) if s < caret]
        self.editor.reveal(ahead[0] if ahead else starts[0] if by > 0 else starts[-1])
        self.editor.setFocus()

    def reveal(self, pointer: str) -> None:
        """Bring a place of the JSON into sight and give the editor the keyboard."""
        sheet = self._model.state.sheet
        span = sheet.source.span(pointer) if sheet is not None else None
        if sheet is not None and sheet.source.problems:
            problem = sheet.source.problems[0]
            self.editor.reveal(problem.start)
        elif span is not None:
            self.editor.reveal(span.start, min(span.end, span.start + 200))
        self.editor.setFocus()

    def _finding(self, key: str) -> Finding | None:
        sheet = self._model.state.sheet
        _, _, number = key.partition(":")
        if sheet is None or not number.isdigit() or int(number) >= len(sheet.findings):
            return None
        return sheet.findings[int(number)]

    def _on_note(self, key: str, action: str) -> None:
        if action == "why":
            explain_note(self._theme, self._model, key, self.editor)
            return
        if key == "trouble":
            self._model.editing.use_form_only()
            return
        finding = self._finding(key)
        if finding is None:
            return
        if action == "fix":
            self._model.editing.apply_fix(finding)
        elif action == "form":
            self._model.editing.use_form_value(finding.pointer)

    def _open_by_hand(self) -> None:
        sheet = self._model.state.sheet
        if sheet is None:
            return
        editing = self._model.editing
        items: list[MenuItem | None] = [
            MenuItem(
                self.tr("{place}: use form value").format(place=pointer.removeprefix("/payload")),
                partial(editing.use_form_value, pointer),
                "diamond",
            )
            for pointer in sorted(sheet.overridden)
        ]
        items += [None, MenuItem(self.tr("Use the form for everything"), editing.use_form_only, "rotate-ccw")]
        pop_up(self._theme, tuple(items), self._by_hand, at_end=True)

    def _tidy(self) -> None:
        from pushbench.domain.json_value import pretty

        sheet = self._model.state.sheet
        if sheet is not None and sheet.source.is_valid and sheet.is_typed:
            self._model.editing.set_json(pretty(sheet.source.value))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.editor.text())
        self._model.session.notices.tell(self.tr("JSON copied"))

    def _on_caret(self, line: int, column: int) -> None:
        self._place.setText(self.tr("Ln {line}, Col {column}").format(line=line, column=column))


def _tab_tip(title: str, errors: int) -> str:
    return f"{title}: {errors} {'problem' if errors == 1 else 'problems'}" if errors else title
