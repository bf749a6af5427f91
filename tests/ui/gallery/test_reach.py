"""Every component can be named, reached and hit."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from pushbench.ui.gallery.sections import SECTIONS
from pushbench.ui.gallery.window import GalleryWindow
from pushbench.ui.theme.theme import Theme

LEAST = 24
CONTROLS = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QTabBar)


@pytest.fixture
def gallery(theme: Theme, qtbot: QtBot) -> Iterator[GalleryWindow]:
    window = GalleryWindow(theme)
    qtbot.addWidget(window)
    window.resize(1500, 900)
    window.show()
    yield window
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _controls(window: QWidget) -> list[QWidget]:
    found: list[QWidget] = []
    for widget in window.findChildren(QWidget):
        is_part = isinstance(widget.parentWidget(), (QLineEdit, QTabBar, QComboBox)) or widget.property("bare")
        if isinstance(widget, CONTROLS) and widget.isVisible() and not is_part and "qt_" not in widget.objectName():
            found.append(widget)
    return found


def _told(widget: QWidget) -> QAccessibleInterface:
    interface = QAccessible.queryAccessibleInterface(widget)
    assert interface is not None
    return interface


def test_every_control_has_a_name_and_a_role(gallery: GalleryWindow) -> None:
    nameless = [
        f"{type(widget).__name__} {widget.objectName()} at {widget.mapTo(gallery, widget.rect().topLeft())}"
        for widget in _controls(gallery)
        if not _told(widget).text(QAccessible.Text.Name)
        or _told(widget).role() in (QAccessible.Role.NoRole, QAccessible.Role.Client)
    ]
    assert not nameless


def test_every_control_can_be_hit(gallery: GalleryWindow) -> None:
    small = [
        f"{type(widget).__name__} “{widget.accessibleName()}” is {widget.width()} x {widget.height()}"
        for widget in _controls(gallery)
        if widget.height() < LEAST - 2 or widget.width() < LEAST
    ]
    assert not small


def _is_by_arrows(widget: QWidget) -> bool:
    """Whether Tab stops at the chosen one of a group and arrows go to this one."""
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    return group is not None and group.exclusive() and not widget.isChecked()  # type: ignore[attr-defined]


def test_every_control_can_be_reached_by_keyboard(gallery: GalleryWindow) -> None:
    deaf = [
        f"{type(widget).__name__} “{widget.accessibleName()}”"
        for widget in _controls(gallery)
        if widget.isEnabled() and not widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not _is_by_arrows(widget)
    ]
    assert not deaf


def test_disabled_controls_say_why(gallery: GalleryWindow) -> None:
    silent = [
        type(widget).__name__
        for widget in _controls(gallery)
        if not widget.isEnabled() and not widget.toolTip() and widget.property("kind") != "segment"
    ]
    assert not silent


def test_the_switches_of_the_gallery_change_everything(gallery: GalleryWindow, theme: Theme, qtbot: QtBot) -> None:
    before = len(_controls(gallery))
    for name in ("Increase contrast", "Reduce motion", "Right to left"):
        switch = next(w for w in _controls(gallery) if w.accessibleName() == name or getattr(w, "text", str)() == name)
        qtbot.keyClick(switch, Qt.Key.Key_Space)
    assert theme.is_high_contrast
    assert theme.is_still
    assert QApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft
    QApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    assert len(_controls(gallery)) == before


def test_keys_of_sections_are_unique() -> None:
    assert len({section.key for section in SECTIONS}) == len(SECTIONS)
