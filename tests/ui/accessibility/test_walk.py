"""Every view is walked: each control has name, role, reason and size; Tab reads through all of them and comes back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QTextBrowser, QWidget
from shiboken6 import isValid
from tests.ui.accessibility.conftest import Desk
from tests.ui.accessibility.survey import (
    box_of,
    focusable,
    has_visible_focus,
    is_behind,
    known_as,
    surroundings,
    survey,
)
from tests.ui.accessibility.views import GROUPS, walk

from pushbench.ui.widgets.reading_order import stops

_MOST = 250
_MOST_LINKS = 5


def expected(top: QWidget) -> list[QWidget]:
    """Return every control that Tab has to come to: of exclusive buttons the chosen one."""
    found = []
    for widget in focusable(top):
        group = widget.group() if isinstance(widget, QAbstractButton) else None
        chosen = group.checkedButton() if group is not None and group.exclusive() else None
        if widget.isEnabled() and (chosen is None or chosen is widget or not chosen.isVisible()):
            found.append(widget)
    return found


def tour(desk: Desk, top: QWidget, key: str, look: Callable[[QWidget], None] = lambda _widget: None) -> list[QWidget]:
    """Press a key until the keyboard is where it began, and look at every stop."""
    begin = stops(top)[0]
    begin.setFocus(Qt.FocusReason.TabFocusReason)
    seen: list[QWidget] = []
    for _ in range(_MOST):
        now = desk.focus
        seen.append(now)
        look(now)
        desk.press(key)
        for _ in range(_MOST_LINKS if isinstance(now, QTextBrowser) else 0):
            if desk.focus is now:
                desk.press(key)  # it went on to a link inside
        if desk.focus is begin and (now is not begin or len(expected(top)) == 1):
            return seen
        assert desk.focus is not now, f"{known_as(now)} keeps the keyboard"
    raise AssertionError(f"{key} does not come back: {[known_as(widget) for widget in seen[-8:]]}")


def note_hidden(hidden: list[QWidget], widget: QWidget) -> None:
    if not has_visible_focus(widget):
        hidden.append(widget)


def wrong_steps(seen: list[QWidget]) -> list[str]:
    """Tell the steps inside a pane that go back to what one has read."""
    return [
        f"{known_as(second)} comes after {known_as(first)}, {box_of(second)} after {box_of(first)}"
        for first, second in pairwise(seen)
        if surroundings(first) is surroundings(second) and not is_behind(first, second)
    ]


@pytest.mark.parametrize("group", GROUPS)
def test_every_control_is_told_reached_and_seen(desk: Desk, group: str) -> None:
    wrong: dict[str, str] = {}
    for view, top in walk(desk, GROUPS[group]):
        hidden: list[QWidget] = []
        seen = tour(desk, top, "Tab", partial(note_hidden, hidden))
        wanted = expected(top)
        seen = [widget for widget in seen if isValid(widget)]
        lines = [*survey(top)]
        lines += [f"{known_as(widget)} is never reached" for widget in wanted if widget not in seen]
        lines += [f"{known_as(widget)} is reached, but is no stop" for widget in seen if widget not in wanted]
        lines += [f"{known_as(widget)} does not show that it has the keyboard" for widget in hidden]
        lines += wrong_steps(seen)
        back = tour(desk, top, "Shift+Tab")
        forth = [back[0], *reversed(back[1:])]
        odd = [(known_as(one), known_as(other)) for one, other in zip(seen, forth, strict=False) if one is not other]
        if forth != seen:
            lines.append(f"Shift+Tab goes another way than Tab: {odd}")
        for line in lines:
            wrong.setdefault(line, view.name)
    assert not wrong, "\n".join(f"{name}: {line}" for line, name in wrong.items())
