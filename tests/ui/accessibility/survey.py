"""What a person without a mouse, or without sight, would find missing in a window."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QPushButton,
    QTabBar,
    QTableView,
    QTextBrowser,
    QTextEdit,
    QToolButton,
    QTreeView,
    QWidget,
)
from tests.ui.accessibility.conftest import described, spoken

from pushbench import resources

_LEAST_TARGET = 24
_MARKUP = re.compile(r"</?(?:a|b|br|div|i|p|span)\b|(?<!\{)\{\w*\}(?!\})")
"""Rich text, and places that were not filled in."""
_ROLES = {
    QLineEdit: {QAccessible.Role.EditableText},
    QTextBrowser: {QAccessible.Role.StaticText, QAccessible.Role.EditableText},
    QPlainTextEdit: {QAccessible.Role.EditableText},
    QTextEdit: {QAccessible.Role.EditableText},
    QComboBox: {QAccessible.Role.ComboBox},
    QTableView: {QAccessible.Role.Table},
    QTreeView: {QAccessible.Role.Tree},
    QListView: {QAccessible.Role.List},
    QTabBar: {QAccessible.Role.PageTabList},
}
_BUTTONS = {
    QAccessible.Role.Button,
    QAccessible.Role.CheckBox,
    QAccessible.Role.RadioButton,
    QAccessible.Role.ButtonMenu,
    QAccessible.Role.Link,
}


@cache
def icon_names() -> frozenset[str]:
    return frozenset(json.loads(resources.read_text("icons.json")))


def focusable(top: QWidget) -> list[QWidget]:
    """Return what takes the keyboard in a window, disabled or not; found without the order of Tab."""
    return [
        widget
        for widget in (top, *top.findChildren(QWidget))
        if widget.window() is top.window()
        and widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
    ]


def name_of(widget: QWidget) -> str:
    """Return how a screen reader calls a control: its name; for a drop-down, whose name is its value here, its label."""
    if not isinstance(widget, QComboBox):
        return spoken(widget)
    interface = QAccessible.queryAccessibleInterface(widget)
    labels = [
        other.text(QAccessible.Text.Name)
        for other, kind in interface.relations()
        if kind & QAccessible.RelationFlag.Label
    ]
    return " ".join(labels) or described(widget)


def known_as(widget: QWidget) -> str:
    """Return how a test's message calls a control."""
    return f"{type(widget).__name__} “{name_of(widget) or widget.accessibleName() or widget.objectName()}”"


def survey(top: QWidget) -> Iterator[str]:
    """Tell everything that is missing in a window."""
    controls = focusable(top)
    assert controls, f"nothing in {top} takes the keyboard"
    for widget in controls:
        for complaint in (*_names(widget), *_roles(widget), *_reasons(widget)):
            yield f"{known_as(widget)} {complaint}"
    yield from _twins(controls)
    yield from _small(top)
    yield from _nameless_buttons(top)


def _names(widget: QWidget) -> Iterator[str]:
    name = name_of(widget).strip()
    if not name:
        yield "has no name"
    elif name in icon_names() or name == type(widget).__name__ or _MARKUP.search(name) or re.search(r"&\w", name):
        yield f"has the name {name!r}"
    if isinstance(widget, QComboBox) and not widget.accessibleName():
        yield "has no accessible name of its own"
    if _MARKUP.search(described(widget)):
        yield f"has the description {described(widget)!r}"


def _roles(widget: QWidget) -> Iterator[str]:
    role = QAccessible.queryAccessibleInterface(widget).role()
    if isinstance(widget, QAbstractButton):
        group = widget.group()
        wanted = {QAccessible.Role.RadioButton} if group is not None and group.exclusive() else _BUTTONS
    else:
        wanted = next((roles for kind, roles in _ROLES.items() if isinstance(widget, kind)), set())
    if wanted and role not in wanted:
        yield f"has the role {role.name}"


def _reasons(widget: QWidget) -> Iterator[str]:
    """A control that cannot be used says why, in words that are not its name."""
    if widget.isEnabled() or not _is_own(widget):
        return
    why = widget.toolTip() or described(widget)
    if not why or why == spoken(widget):
        yield "is disabled and does not say why"


def _is_own(widget: QWidget) -> bool:
    """Whether a control was disabled by itself and not with what it stands in."""
    parent = widget.parentWidget()
    return parent is None or parent.isEnabled()


def _twins(controls: list[QWidget]) -> Iterator[str]:
    """Neighbours of one pane that sound alike."""
    heard: dict[tuple[str, str, int], QWidget] = {}
    for widget in controls:
        key = (name_of(widget), described(widget), id(surroundings(widget)))
        if key in heard and heard[key] is not widget:
            yield f"{known_as(widget)} sounds like another one beside it: {described(widget)!r}"
        heard[key] = widget


def surroundings(widget: QWidget) -> QWidget:
    """Return the pane a control stands in: the nearest splitter's child, else the window."""
    inner = widget
    parent = widget.parentWidget()
    while parent is not None and not inner.isWindow():
        if parent.metaObject().className() == "QSplitter":
            return inner
        inner, parent = parent, parent.parentWidget()
    return inner


def _small(top: QWidget) -> Iterator[str]:
    for widget in top.findChildren(QWidget):
        is_target = isinstance(widget, (QAbstractButton, QComboBox)) or (
            isinstance(widget, QLineEdit) and widget.focusProxy() is None
        )
        if not is_target or not widget.isVisible() or widget.window() is not top.window():
            continue
        if (
            isinstance(widget.parentWidget(), (QTabBar, QAbstractItemView, QLineEdit))
            or type(widget) is QAbstractButton
        ):
            continue  # Qt's own arrows, corners and crosses, each with another way by keys
        frame = _frame(widget)
        if frame.width() < _LEAST_TARGET or frame.height() < _LEAST_TARGET:
            yield f"{known_as(widget)} is {frame.width()} x {frame.height()}"


def _frame(widget: QWidget) -> QWidget:
    """Return the frame that takes the clicks for a borderless field."""
    parent = widget.parentWidget()
    return parent if isinstance(widget, QLineEdit) and widget.property("bare") and parent is not None else widget


def _nameless_buttons(top: QWidget) -> Iterator[str]:
    """Buttons that no key reaches have a name all the same: a screen reader finds them by touch."""
    for widget in (*top.findChildren(QPushButton), *top.findChildren(QToolButton)):
        is_here = widget.isVisible() and widget.window() is top.window()
        if is_here and not spoken(widget).strip() and not isinstance(widget.parentWidget(), (QTabBar, QLineEdit)):
            yield f"{type(widget).__name__} at {widget.mapTo(top, QPoint())} has no name"


# -- order -----------------------------------------------------------------------------------------------


def box_of(widget: QWidget) -> QRect:
    return QRect(widget.mapToGlobal(QPoint()), widget.size())


def apart(first: QWidget, second: QWidget) -> tuple[QWidget, QWidget]:
    """Return two controls, or what they scroll in where only one of them scrolls, or each by itself."""
    one, other = _scrolling(first), _scrolling(second)
    shared = len([None for a, b in zip(one, other, strict=False) if a is b])
    return (*one[shared:], first)[0], (*other[shared:], second)[0]


def _scrolling(widget: QWidget) -> list[QWidget]:
    """Return what a control scrolls in, the outermost first."""
    found: list[QWidget] = []
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QAbstractScrollArea):
            found.insert(0, parent)
        parent = parent.parentWidget()
    return found


def is_behind(first: QWidget, second: QWidget) -> bool:
    """Whether one reads a control after another: below it, else further in the row, else in a column further on."""
    a, b = (box_of(part) for part in apart(first, second))
    is_mirrored = (
        second.layoutDirection() == Qt.LayoutDirection.RightToLeft
        and first.window().layoutDirection() == Qt.LayoutDirection.RightToLeft
    )
    if b.top() > a.bottom():
        return True
    if is_mirrored:
        return b.right() < a.right() or b.right() <= a.left()
    if b.bottom() < a.top():
        return b.left() > a.left()
    return b.left() >= a.left()


def has_visible_focus(widget: QWidget) -> bool:
    """Whether a control looks different with the keyboard: it has the ring, or paints itself otherwise."""
    from pushbench.ui.widgets.focus_ring import Ring

    for ring in widget.window().findChildren(Ring):
        frame = box_of(ring)
        if ring.isVisible() and frame.contains(box_of(widget).adjusted(2, 2, -2, -2)):
            return True
    with_focus = widget.grab().toImage()
    widget.clearFocus()
    QApplication.processEvents()
    without = widget.grab().toImage()
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    return with_focus != without
