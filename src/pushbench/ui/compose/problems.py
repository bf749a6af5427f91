"""Findings at the places where they can be mended: form fields and JSON lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QCoreApplication

from pushbench.compose.source_map import SourceMap
from pushbench.domain.finding import Finding, Severity
from pushbench.ui.compose.desk import Sheet
from pushbench.ui.widgets.code.marks import InlineNote, LineMark, NoteAction, Squiggle

TONES = {Severity.ERROR: "red", Severity.WARNING: "amber", Severity.NOTE: "gray"}
_MOST_NOTES = 12


def field_problems(findings: Sequence[Finding], field_at: Callable[[str], str | None]) -> Mapping[str, tuple[str, str]]:
    """Return form field -> tone and sentence; the gravest finding of a field wins, notes are left out."""
    found: dict[str, tuple[str, str]] = {}
    for finding in findings:
        if finding.severity is Severity.NOTE:
            continue
        name = message_field(finding.pointer) or field_at(finding.pointer)
        if name and (name not in found or (found[name][0] == "amber" and finding.severity is Severity.ERROR)):
            found[name] = (TONES[finding.severity], finding.what)
    return found


def finding_of(findings: Sequence[Finding], field_at: Callable[[str], str | None], field: str) -> Finding | None:
    """Return the gravest finding about a form field; findings come the gravest first."""
    about = (item for item in findings if (message_field(item.pointer) or field_at(item.pointer)) == field)
    return next((item for item in about if item.severity is not Severity.NOTE), None)


def message_field(pointer: str) -> str | None:
    """Return the form field a pointer into the message names: ``/content/title`` gives ``content/title``."""
    keys = pointer.split("/")[1:]
    if len(keys) == 2 and keys[0] in ("content", "delivery"):
        return f"{keys[0]}/{keys[1]}"
    return {"data": "data", "variables": "variables", "actions": "actions"}.get(keys[0]) if keys else None


def line_marks(sheet: Sheet, line_of: Callable[[int], int]) -> tuple[LineMark, ...]:
    """Return marked lines: errors over warnings over what was set by hand over notes."""
    marks: dict[int, LineMark] = {}
    order = {Severity.NOTE: 0, Severity.WARNING: 1, Severity.ERROR: 2}
    found = sorted((item for item in sheet.findings if is_in_json(item)), key=lambda item: order[item.severity])
    places = [(finding, line_of(_start(sheet.source, finding.pointer) or 0)) for finding in found]
    for finding, line in places:
        if finding.severity is Severity.NOTE:
            marks[line] = LineMark(line, "gray", finding.what)
    for pointer in sheet.overridden:
        start = _start(sheet.source, pointer)
        if start is not None:
            line = line_of(start)
            marks[line] = LineMark(line, "by-hand", QCoreApplication.translate("Problems", "Set by hand"))
    for finding, line in places:
        if finding.severity is not Severity.NOTE:
            marks[line] = LineMark(line, TONES[finding.severity], finding.what)
    for problem in sheet.source.problems:
        line = line_of(problem.start)
        marks[line] = LineMark(line, "red", problem.what)
    return tuple(sorted(marks.values(), key=lambda mark: mark.line))


def squiggles(sheet: Sheet) -> tuple[Squiggle, ...]:
    """Return waves under the values that errors and warnings are about."""
    found = [Squiggle(problem.start, problem.end) for problem in sheet.source.problems]
    for finding in sheet.findings:
        span = sheet.source.span(finding.pointer)
        if finding.severity is Severity.NOTE or not is_in_json(finding) or span is None:
            continue
        if span.end - span.start <= 200:
            found.append(Squiggle(span.start, span.end, TONES[finding.severity]))
    return tuple(found)


def inline_notes(sheet: Sheet, line_of: Callable[[int], int], *, shows_notes: bool = False) -> tuple[InlineNote, ...]:
    """Return the messages below lines: what is wrong with the text itself, errors, warnings, and notes if wanted."""
    notes = [
        InlineNote(
            f"problem:{number}", line_of(problem.start), "red", problem.what, f"{problem.why} {problem.fix}", (_why(),)
        )
        for number, problem in enumerate(sheet.source.problems[:3])
    ]
    if sheet.trouble is not None and not sheet.source.problems:
        trouble = sheet.trouble
        undo = _use_form_value()
        notes.append(InlineNote("trouble", 0, "red", trouble.what, f"{trouble.why} {trouble.fix}", (undo, _why())))
    for number, finding in enumerate(sheet.findings):
        is_note = finding.severity is Severity.NOTE
        if not is_in_json(finding) or (is_note and not shows_notes):
            continue
        notes.append(
            InlineNote(
                f"finding:{number}",
                line_of(_start(sheet.source, finding.pointer) or 0),
                TONES[finding.severity],
                finding.what,
                f"{finding.why} {finding.fix}" if finding.patch is None else finding.why,
                _actions(finding, by_hand=finding.pointer in sheet.overridden),
            )
        )
    return tuple(notes[:_MOST_NOTES])


def _actions(finding: Finding, *, by_hand: bool) -> tuple[NoteAction, ...]:
    actions = []
    if finding.patch is not None:
        actions.append(NoteAction("fix", finding.patch.label))
    if by_hand:
        actions.append(_use_form_value())
    actions.append(_why())
    if finding.severity is Severity.NOTE:
        actions.append(NoteAction("hide", QCoreApplication.translate("Problems", "Hide notes")))
    return tuple(actions)


def _use_form_value() -> NoteAction:
    return NoteAction("form", QCoreApplication.translate("Problems", "Use form value"))


def _why() -> NoteAction:
    return NoteAction("why", QCoreApplication.translate("Explain", "Why?"))


def is_in_json(finding: Finding) -> bool:
    """Whether a finding is about the payload rather than about the message itself."""
    return not finding.rule.startswith("MSG")


def place_in(source: SourceMap, pointer: str) -> int:
    """Return where in the text a place begins, or its nearest parent: its value, where it has one."""
    span = source.span(pointer) if pointer else None
    if span is not None:
        return span.start
    return _start(source, pointer) or 0


def _start(source: SourceMap, pointer: str) -> int | None:
    """Return where a place begins in the text; a missing place stands at its nearest parent."""
    while True:
        span = source.key_span(pointer) or source.span(pointer)
        if span is not None:
            return span.start
        if not pointer:
            return None
        pointer = pointer.rpartition("/")[0]
