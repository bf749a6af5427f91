"""The JSON that leaves, per provider, editable."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pushbench.domain.finding import Finding, Severity
from pushbench.ui.compose.carried import count_words
from pushbench.ui.compose.explaining import explain_note
from pushbench.ui.compose.json_find import JsonFind
from pushbench.ui.compose.model import ComposeModel
from pushbench.ui.compose.problem_list import Listed, counts, turn_notes
from pushbench.ui.compose.problem_walk import ProblemWalk
from pushbench.ui.compose.problems import inline_notes, line_marks, place_in, squiggles
from pushbench.ui.compose.state import ComposeState, ProviderTab
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import hairline, pane, row
from pushbench.ui.widgets.buttons import button, icon_button
from pushbench.ui.widgets.code.editor import JsonEditor
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.menu import MenuItem, pop_up
from pushbench.ui.widgets.meter import Meter
from pushbench.ui.widgets.segments import Segment, Segments
from pushbench.ui.widgets.tabs import Tab, TabStrip

_ROOMY = 415
"""From this width on the row of tools has room for whole words."""
_SPACIOUS = 440
"""The same for the row below the text, where problems are counted too."""
_LOOKS = {
    Severity.ERROR: ("circle-x", "red"),
    Severity.WARNING: ("triangle-alert", "amber"),
    Severity.NOTE: ("info", "text-2"),
}


class JsonPane(QWidget):
    """Provider tabs, tools, editor, meter."""

    def __init__(self, theme: Theme, model: ComposeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._problem_look = ("", "")
        self._count_by_hand = 0
        self._count_losses = (0, 0)
        self.tabs = TabStrip(theme, self.tr("Providers"), gap=9)
        self.tabs.chosen.connect(model.choose_provider)
        self.all_tabs = icon_button(theme, "chevron-down", self.tr("All providers"), self._open_providers)
        self.all_tabs.hide()
        # Told while the row is being laid out, when it would not take notice of another part.
        self.tabs.overflows.connect(self.all_tabs.setVisible, Qt.ConnectionType.QueuedConnection)
        self._view = Segments(theme, self.tr("Template or resolved"), is_small=True)
        self._view.chosen.connect(lambda key: model.show_resolved(key == "resolved"))
        self._by_hand = button(theme, "", self._open_by_hand, kind="soft", size="small")
        theme.dress(self._by_hand, "label")
        self._reset = icon_button(
            theme, "rotate-ccw", self.tr("Use the form for everything"), model.editing.use_form_only
        )
        self._compare = icon_button(theme, "git-compare", "", self._open_difference)
        self._format = icon_button(theme, "wand-sparkles", self.tr("Tidy up the text"), self._tidy)
        copy = icon_button(theme, "copy", self.tr("Copy the JSON"), self._copy)
        self.editor = JsonEditor(theme, self.tr("JSON"))
        self.editor.edited.connect(model.editing.set_json)
        self.editor.note_pressed.connect(self._on_note)
        self.editor.caret_moved.connect(self._on_caret)
        self.editor.mark_pressed.connect(self._on_mark)
        self._walk = ProblemWalk(model, self.editor)
        self.search = JsonFind(theme, self.editor)
        self._meter = Meter(theme)
        self._problems = button(theme, "", self.open_problems, kind="quiet", size="small")
        self._problems.setToolTip(self.tr("Everything that was found; F8 goes to the next"))
        self._problems.setAccessibleName(self.tr("No problems"))
        self._losses = button(theme, "", self.open_losses, icon="unlink", kind="quiet", size="small")
        self._losses.setToolTip(self.tr("What the services it goes to drop, rename, re-type or cut"))
        self._place = label(theme, "", "secondary", tone="secondary")
        signs = (self._reset, self._compare, self._format, copy)
        tools = row(self._view, None, self._by_hand, *signs, spacing=2, margins=(10, 0, 8, 0))
        foot = row(self._meter, None, self._losses, self._problems, self._place, spacing=8, margins=(10, 0, 12, 0))
        tool_row, foot_row = pane(tools, "sunken"), pane(foot, "sunken")
        theme.size(tool_row, height="tab-bar")
        theme.size(foot_row, height="tool-row")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(pane(row(self.tabs, self.all_tabs, spacing=2, margins=(6, 0, 6, 0), grows=0)))
        for part in (hairline(), tool_row, hairline()):
            layout.addWidget(part)
        layout.addWidget(self.search)
        layout.addWidget(self.editor, 1)
        layout.addWidget(hairline())
        layout.addWidget(foot_row)
        self.setMinimumWidth(theme.width("editor-min"))

    # -- state --------------------------------------------------------------------------------------

    def show_state(self, state: ComposeState) -> None:
        tabs = tuple(
            Tab(tab.id, tab.title, str(tab.losses or ""), dot="red-dot" if tab.errors else "", tip=self._tab_tip(tab))
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
            () if shows_resolved else inline_notes(sheet, self.editor.line_of, shows_notes=state.shows_notes)
        )
        if sheet.size is not None:
            self._meter.set_size(sheet.size.used, sheet.size.limit)
            self._meter.setToolTip(sheet.size.what)
        self._meter.setVisible(sheet.size is not None)
        self._show_by_hand(state)
        self._show_problems(state)
        self._show_losses(state)

    def _show_losses(self, state: ComposeState) -> None:
        """Count what services do not carry as it is: of the one in sight, and beside it of all it goes to."""
        here = next((tab.losses for tab in state.providers if tab.id == state.provider), 0)
        total = sum(tab.losses for tab in state.providers)
        self._count_losses = (here, total)
        self._losses.setVisible(bool(total))
        self._losses.setAccessibleName(
            self.tr("Not carried as it is: {here} here, {total} in all").format(here=here, total=total)
        )
        self._word_losses()

    def _word_losses(self) -> None:
        """Say the count in figures alone where the row is short."""
        here, total = self._count_losses
        if self.width() < self._theme.px(_SPACIOUS):
            self._losses.setText(str(here) if here == total else f"{here}/{total}")
            return
        words = count_words(here) if here == total else self.tr("{here} of {total}")
        self._losses.setText(words.format(here=here, total=count_words(total)))

    def _tab_tip(self, tab: ProviderTab) -> str:
        parts = []
        if tab.errors:
            parts.append(
                self.tr("1 problem") if tab.errors == 1 else self.tr("{count} problems").format(count=tab.errors)
            )
        if tab.losses:
            words = (
                self.tr("1 field not carried as it is")
                if tab.losses == 1
                else self.tr("{count} fields not carried as they are")
            )
            parts.append(words.format(count=tab.losses))
        return f"{tab.title}: {', '.join(parts)}" if parts else tab.title

    def _show_by_hand(self, state: ComposeState) -> None:
        count = len(state.sheet.overridden) if state.sheet is not None else 0
        has_text = state.sheet is not None and state.sheet.trouble is not None
        self._count_by_hand = count
        self._by_hand.setAccessibleName(self.tr("Set by hand"))
        self._by_hand.setVisible(bool(count))
        self._word_by_hand()
        self._reset.setEnabled(bool(count) or has_text)
        nothing = self.tr("Nothing is set by hand for this provider")
        self._reset.setToolTip(self.tr("Use the form for everything") if self._reset.isEnabled() else nothing)
        words = self.tr("What differs from the form")
        self._compare.setEnabled(bool(count))
        self._compare.setAccessibleName(words)
        self._compare.setToolTip(words if count else nothing)

    def _word_by_hand(self) -> None:
        """Count what was set by hand, in fewer words where the row is short."""
        count = self._count_by_hand
        if not count:
            return
        whole = self.tr("1 field set by hand") if count == 1 else self.tr("{count} fields set by hand")
        is_roomy = self.width() >= self._theme.px(_ROOMY)
        words = whole if is_roomy else self.tr("{count} by hand")
        self._by_hand.setText("◆  " + words.format(count=count))
        self._by_hand.setAccessibleName(whole.format(count=count))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._word_by_hand()
        self._word_losses()

    def _show_problems(self, state: ComposeState) -> None:
        found = counts([Listed("", "", finding) for finding in state.sheet.told] if state.sheet is not None else [])
        worst = next((severity for severity, count in found.items() if count), None)
        self._problems.setVisible(worst is not None)
        if worst is None:
            return
        count = found[worst]
        words = {
            Severity.ERROR: (self.tr("1 problem"), self.tr("{count} problems")),
            Severity.WARNING: (self.tr("1 warning"), self.tr("{count} warnings")),
            Severity.NOTE: (self.tr("1 note"), self.tr("{count} notes")),
        }[worst]
        self._problems.setText(words[0] if count == 1 else words[1].format(count=f"{count:,}"))
        self._problems.setAccessibleName(self._problems.text())
        look = _LOOKS[worst]
        if look != self._problem_look:
            self._problem_look = look
            self._theme.tint(self._problems, *look)

    # -- verbs --------------------------------------------------------------------------------------

    def next_problem(self, by: int = 1) -> None:
        """Go to the next problem after the caret, then to the next provider's, round the end."""
        if not self._walk.step(by):
            self._model.session.notices.tell(self.tr("Nothing was found. The message can go out as it is."))

    def open_problems(self, place: QRect | None = None) -> None:
        """List everything that was found, above the words that count it or above a global place."""
        from pushbench.ui.compose.problem_popover import ProblemPopover

        anchor = self._problems
        above = place if place is not None else QRect(anchor.mapToGlobal(QPoint(0, 0)), anchor.size())
        ProblemPopover(self._theme, self._model, self.window()).open_above(above)

    def open_losses(self, place: QRect | None = None) -> None:
        """List what services do not carry as it is, above the words that count it or above a global place."""
        from pushbench.ui.compose.loss_popover import LossPopover

        anchor = self._losses if self._losses.isVisible() else self._meter
        above = place if place is not None else QRect(anchor.mapToGlobal(QPoint(0, 0)), anchor.size())
        LossPopover(self._theme, self._model, self.window()).open_above(above)

    def _open_providers(self) -> None:
        """Offer every provider, those whose tabs are out of sight too, with what was found."""
        state = self._model.state
        items = tuple(
            MenuItem(
                self._tab_tip(tab),
                partial(self._model.choose_provider, tab.id),
                "circle-x" if tab.errors else None,
                is_checked=tab.id == state.provider,
            )
            for tab in state.providers
        )
        pop_up(self._theme, items, self.all_tabs, at_end=True)

    def _on_mark(self, line: int) -> None:
        """Show or hide notes by the sign of one; another sign leads to its line."""
        mark = next((mark for mark in self.editor.marks if mark.line == line), None)
        if mark is not None and mark.tone == "gray":
            self._turn_notes(not self._model.state.shows_notes)
        elif mark is not None and mark.tone == "by-hand":
            self._open_by_hand()

    def _turn_notes(self, is_on: bool) -> None:
        turn_notes(self._model, is_on)

    def reveal(self, pointer: str) -> None:
        """Bring a place of the JSON into sight and give the editor the keyboard."""
        sheet = self._model.state.sheet
        span = sheet.source.span(pointer) if sheet is not None and pointer else None
        if sheet is not None and sheet.source.problems:
            problem = sheet.source.problems[0]
            self.editor.reveal(problem.start)
        elif span is not None:
            self.editor.reveal(span.start, min(span.end, span.start + 200))
        elif sheet is not None and pointer:
            self.editor.reveal(place_in(sheet.source, pointer))
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
        if action == "hide":
            self._turn_notes(False)
            return
        finding = self._finding(key)
        if finding is None:
            return
        if action == "fix":
            self._model.editing.apply_fix(finding)
        elif action == "form":
            self._model.editing.use_form_value(finding.pointer)

    def _open_by_hand(self) -> None:
        from pushbench.ui.compose.by_hand import ByHandPopover

        ByHandPopover(self._theme, self._model, self.window()).open_below(self._by_hand, at_end=True)

    def _open_difference(self) -> None:
        from pushbench.ui.compose.form_difference import compare_with_form

        self._model.scope.start("difference", compare_with_form(self._theme, self._model, self.window()))

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
