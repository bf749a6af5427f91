"""PySide keeps its hands off None and True: 6.12.0 lost a reference with every emit and every void call."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTextDocument

from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.code.highlighter import JsonHighlighter

TIMES = 400


class _Teller(QObject):
    told = Signal(bool)
    nothing = Signal()


def test_emitting_keeps_the_references() -> None:
    teller = _Teller()
    heard: list[bool] = []
    teller.told.connect(heard.append)
    teller.nothing.connect(lambda: None)
    before = sys.getrefcount(None), sys.getrefcount(True)
    for _ in range(TIMES):
        teller.told.emit(True)
        teller.nothing.emit()
    heard.clear()
    after = sys.getrefcount(None), sys.getrefcount(True)
    assert abs(after[0] - before[0]) < TIMES // 4
    assert abs(after[1] - before[1]) < TIMES // 4


def test_highlighting_keeps_the_references(theme: Theme) -> None:
    document = QTextDocument("\n".join('{"key": true, "other": null}' for _ in range(TIMES)))
    highlighter = JsonHighlighter(document, theme)
    highlighter.rehighlight()
    before = sys.getrefcount(None)
    highlighter.rehighlight()
    assert abs(sys.getrefcount(None) - before) < TIMES // 4
