"""From problem to problem: the message's own first, then each provider's from its first line to its last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pushbench.domain.finding import Severity
from pushbench.ui.compose.problem_list import Listed, go_to, listed, show_provider
from pushbench.ui.compose.problems import place_in

if TYPE_CHECKING:
    from pushbench.ui.compose.model import ComposeModel
    from pushbench.ui.widgets.code.editor import JsonEditor


def gravest(items: Sequence[Listed]) -> list[Listed]:
    """Return the findings of the gravest kind there is."""
    for severity in (Severity.ERROR, Severity.WARNING, Severity.NOTE):
        found = [item for item in items if item.finding.severity is severity]
        if found:
            return found
    return []


class ProblemWalk:
    """Walks errors as long as there are any, then warnings, then notes."""

    def __init__(self, model: ComposeModel, editor: JsonEditor) -> None:
        self._model = model
        self._editor = editor
        self._own: int | None = None
        """Which of the message's own problems was visited last."""
        self._inside = ""
        """Key of the message whose JSON was walked last."""

    def step(self, by: int) -> bool:
        """Go to the next problem (1) or the one before (-1), round the end; says whether there is one."""
        stops = gravest(listed(self._model.state))
        if not stops:
            return False
        own = [item for item in stops if not item.provider]
        order = [tab.id for tab in self._model.state.providers]
        groups = sorted({item.provider for item in stops if item.provider}, key=order.index)
        current = self._model.state.current
        if own and by > 0 and self._own is None and self._inside != current and not self._editor.hasFocus():
            self._visit_own(own, 0)
            return True
        if self._own is not None and not self._editor.hasFocus() and 0 <= self._own + by < len(own):
            self._visit_own(own, self._own + by)
            return True
        is_among_own = self._own is not None and not self._editor.hasFocus()
        self._own = None
        if not is_among_own and self._step_inside(stops, by):
            return True
        now = "" if is_among_own else self._model.state.provider
        return self._enter_next([*([""] if own else []), *groups], now, by, own)

    def _visit_own(self, own: list[Listed], index: int) -> None:
        self._own = index
        self._inside = ""
        go_to(self._model, own[index])

    def _step_inside(self, stops: list[Listed], by: int) -> bool:
        """Go on within the JSON in sight."""
        starts = self._starts()
        if not starts or not any(item.provider == self._model.state.provider for item in stops):
            return False
        caret = self._editor.textCursor().selectionStart()
        ahead = [start for start in starts if start > caret] if by > 0 else [s for s in reversed(starts) if s < caret]
        if ahead:
            self._reveal(ahead[0])
        return bool(ahead)

    def _enter_next(self, groups: list[str], now: str, by: int, own: list[Listed]) -> bool:
        """Go on to the next that has a problem still: what was surveyed a moment ago may be mended by now."""
        place = groups.index(now) if now in groups else -1 if by > 0 else 0
        for _ in groups:
            place = (place + by) % len(groups)
            if not groups[place]:
                self._visit_own(own, 0 if by > 0 else len(own) - 1)
                return True
            show_provider(self._model, groups[place])
            starts = self._starts()
            if starts:
                self._reveal(starts[0] if by > 0 else starts[-1])
                return True
        return False

    def _starts(self) -> list[int]:
        """Return where the problems of the JSON in sight begin."""
        sheet = self._model.state.sheet
        if sheet is None:
            return []
        if sheet.source.problems:
            return sorted(problem.start for problem in sheet.source.problems)
        mine = (item for item in gravest(listed(self._model.state)) if item.provider == sheet.provider)
        return sorted({place_in(sheet.source, item.finding.pointer) for item in mine})

    def _reveal(self, start: int) -> None:
        self._inside = self._model.state.current
        self._model.bring_to_sight("json:")
        self._editor.reveal(start)
        self._editor.setFocus()
