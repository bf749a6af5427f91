"""Cut, copy, paste and select for whatever has the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

_KEYS = {"copy": QKeySequence.StandardKey.Copy, "selectAll": QKeySequence.StandardKey.SelectAll}


def call_focused(verb: str) -> None:
    """Call ``cut``, ``copy``, ``paste`` or ``selectAll`` of the widget with the keyboard; lists get the key instead."""
    widget = _target()
    if widget is None:
        return
    method = getattr(widget, verb, None)
    if callable(method):
        method()
    elif verb in _KEYS:
        _press(widget, _KEYS[verb])


def why_not_focused(verb: str) -> str:
    """Return why the widget with the keyboard cannot do it, or an empty string."""
    widget = _target()
    if widget is not None and (callable(getattr(widget, verb, None)) or verb in _KEYS):
        return ""
    return QCoreApplication.translate("Actions", "Go into a field first.")


def _target() -> QWidget | None:
    """Return the widget with the keyboard; a menu that is open is none."""
    return QApplication.focusWidget()


def _press(widget: QWidget, standard: QKeySequence.StandardKey) -> None:
    combination = QKeySequence(standard)[0]  # type: ignore[index]
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, int(combination.key()), combination.keyboardModifiers())
        QCoreApplication.sendEvent(widget, event)
