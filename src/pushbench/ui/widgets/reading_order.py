"""Where Tab goes: through the controls of a window as one reads them, whatever order they were made in.

Parts of a window come into being when there is time for them, and again when what they show changes. A chain that is
tied when a widget is made would lead through the window in that order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

_Span = Callable[[QRect], tuple[int, int]]


def step_focus(window: QWidget, *, is_forward: bool) -> bool:
    """Give the keyboard to the next control of a window, round the end; returns whether there is one."""
    order = stops(window)
    if not order:
        return False
    now = QApplication.focusWidget()
    place = _place_of(order, now) if now is not None and window.isAncestorOf(now) else None
    if place is None:
        wanted = order[0 if is_forward else -1]
    else:
        wanted = order[(place + (1 if is_forward else -1)) % len(order)]
    reason = Qt.FocusReason.TabFocusReason if is_forward else Qt.FocusReason.BacktabFocusReason
    wanted.setFocus(reason)
    return True


def stops(root: QWidget) -> list[QWidget]:
    """Return the controls inside a widget that Tab goes to, in reading order; the widget itself comes first."""
    found = [widget for widget in (root, *root.findChildren(QWidget)) if takes_tab(widget) and _is_inside(root, widget)]
    return _ordered(root, [widget for widget in found if not _is_left_out(widget)])


def takes_tab(widget: QWidget) -> bool:
    """Return whether Tab goes to a widget, as this system walks controls."""
    if not widget.isVisible() or not widget.isEnabled() or widget.focusProxy() is not None:
        return False
    is_all = QGuiApplication.styleHints().tabFocusBehavior() == Qt.TabFocusBehavior.TabFocusAllControls
    wanted = Qt.FocusPolicy.TabFocus if is_all else Qt.FocusPolicy.StrongFocus
    chosen = _chosen_of_group(widget)
    policies = [widget.focusPolicy()] if chosen is not widget else [each.focusPolicy() for each in _group(widget)]
    return any(policy & wanted == wanted for policy in policies)


def _is_inside(root: QWidget, widget: QWidget) -> bool:
    return widget is root or widget.window() is root.window()


def _is_left_out(widget: QWidget) -> bool:
    """Return whether arrows lead to a widget and Tab to the chosen one of its group."""
    chosen = _chosen_of_group(widget)
    return chosen is not None and chosen is not widget


def _chosen_of_group(widget: QWidget) -> QWidget | None:
    """Return the button that stands for a group of exclusive ones, None outside of such a group."""
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    chosen = group.checkedButton() if group is not None and group.exclusive() else None
    return chosen if chosen is not None and chosen.isVisible() and chosen.isEnabled() else None


def _group(widget: QWidget) -> list[QAbstractButton]:
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    return group.buttons() if group is not None else []


def _place_of(order: Sequence[QWidget], now: QWidget) -> int | None:
    """Return where the keyboard is: a stop, a part of one, or another button of a stop's group."""
    above: QWidget | None = _chosen_of_group(now) or now
    while above is not None:
        if above in order:
            return order.index(above)
        above = above.parentWidget()
    return None


def _ordered(parent: QWidget, found: Sequence[QWidget]) -> list[QWidget]:
    """Order stops by the places of the children of ``parent`` that hold them."""
    first = [widget for widget in found if widget is parent]
    held: dict[QWidget, list[QWidget]] = {}
    for widget in found:
        if widget is not parent:
            held.setdefault(_child_that_holds(parent, widget), []).append(widget)
    is_mirrored = parent.layoutDirection() == Qt.LayoutDirection.RightToLeft
    for child in read(list(held), is_mirrored=is_mirrored):
        first += _ordered(child, held[child])
    return first


def _child_that_holds(parent: QWidget, widget: QWidget) -> QWidget:
    above = widget.parentWidget()
    while above is not None and above is not parent:
        widget, above = above, above.parentWidget()
    return widget


def read(parts: Sequence[QWidget], *, is_mirrored: bool) -> list[QWidget]:
    """Order neighbours: bands from top to bottom, in a band columns from its leading edge, again and again."""
    if len(parts) < 2:
        return list(parts)
    for span, is_reversed in ((_rows, False), (_columns, is_mirrored)):
        pieces = _cut(parts, span)
        if len(pieces) > 1:
            pieces = pieces[::-1] if is_reversed else pieces
            return [part for piece in pieces for part in read(piece, is_mirrored=is_mirrored)]
    return sorted(parts, key=lambda part: (part.y(), -part.geometry().right() if is_mirrored else part.x()))


def _rows(box: QRect) -> tuple[int, int]:
    return box.top(), box.bottom()


def _columns(box: QRect) -> tuple[int, int]:
    return box.left(), box.right()


def _cut(parts: Iterable[QWidget], span: _Span) -> list[list[QWidget]]:
    """Part neighbours where nothing reaches from one to the other."""
    pieces: list[list[QWidget]] = []
    reach = None
    for part in sorted(parts, key=lambda part: span(part.geometry())):
        start, end = span(part.geometry())
        if reach is None or start > reach:
            pieces.append([])
        pieces[-1].append(part)
        reach = end if reach is None else max(reach, end)
    return pieces
