"""The real window in a process of its own, with one bug after another put into it; tells in JSON what became of each."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QSize, QTimer
from PySide6.QtGui import QIcon, QIconEngine, QKeyEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QListView,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QWidget,
)

from pushbench.ui.app import run
from pushbench.ui.shell import application as shell
from pushbench.ui.theme.style import style

FRAMES = 8
"""How often everything is painted while a bug is in it."""
Put = Callable[[Any], Callable[[], object]]
"""Puts a bug into the window and returns what takes it out again."""


def fail(*_: object, **__: object) -> Any:
    raise ValueError("a bug of the test")


class Painted(QWidget):
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.save()
            fail()


class Delegate(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: Any, index: Any) -> None:
        painter.save()
        fail()


class Lines(QAbstractListModel):
    def rowCount(self, parent: Any = None) -> int:
        return 3

    def data(self, index: Any, role: int = 0) -> Any:
        return fail() if role == 0 else None


class Filter(QObject):
    def eventFilter(self, watched: QObject, event: Any) -> bool:
        return fail() if watched.isWidgetType() and event.type() == event.Type.Paint else False


class Keys(QWidget):
    def keyPressEvent(self, event: QKeyEvent) -> None:
        fail()


class Timed(QWidget):
    def timerEvent(self, event: Any) -> None:
        fail()


class Engine(QIconEngine):
    def paint(self, painter: QPainter, rect: Any, mode: Any, state: Any) -> None:
        fail()

    def pixmap(self, size: QSize, mode: Any, state: Any) -> QPixmap:
        return QPixmap(size)

    def clone(self) -> Engine:
        return Engine()


def stand(window: QWidget, widget: QWidget) -> Callable[[], object]:
    widget.setParent(window)
    widget.setGeometry(100, 300, 200, 100)
    widget.show()
    widget.raise_()
    return widget.deleteLater


def listed(window: Any, delegate: QStyledItemDelegate | None, model: QAbstractListModel) -> Callable[[], object]:
    view = QListView()
    model.setParent(view)
    view.setUniformItemSizes(True)
    if delegate is not None:
        delegate.setParent(view)
        view.setItemDelegate(delegate)
    take_away = stand(window, view)
    QTimer.singleShot(0, view, lambda: view.setModel(model))
    return take_away


class Words(QAbstractListModel):
    def rowCount(self, parent: QModelIndex | None = None) -> int:  # type: ignore[override]
        return 3

    def data(self, index: Any, role: int = 0) -> Any:
        return "a line" if role == 0 else None


def replaced(table: dict[Any, Any], key: Any) -> Callable[[], object]:
    before = table[key]
    table[key] = fail
    return lambda: table.__setitem__(key, before)


def polished(window: Any) -> Callable[[], object]:
    """Fail while Qt puts the style on, from where no error gets out."""
    theme = owner().theme
    before = style.polish
    style.polish = fail
    theme._style = None
    theme.apply()

    def take_out() -> None:
        style.polish = before

    return take_out


def filtered(window: Any) -> Callable[[], object]:
    eye = Filter(window)
    window.rail.installEventFilter(eye)
    return lambda: (window.rail.removeEventFilter(eye), eye.deleteLater())


def clicked(window: Any) -> Callable[[], object]:
    button = QPushButton("x")
    button.clicked.connect(lambda: fail())
    take_away = stand(window, button)
    QTimer.singleShot(0, button, button.click)
    return take_away


def iconed(window: Any) -> Callable[[], object]:
    label = QPushButton()
    label.setIcon(QIcon(Engine()))
    return stand(window, label)


def keyed(window: Any) -> Callable[[], object]:
    widget = Keys()
    take_away = stand(window, widget)
    key = QKeyEvent(QKeyEvent.Type.KeyPress, 65, QApplication.keyboardModifiers(), "a")
    QTimer.singleShot(0, widget, lambda: QApplication.postEvent(widget, key))
    return take_away


def timed(window: Any) -> Callable[[], object]:
    widget = Timed()
    widget.startTimer(20)
    return stand(window, widget)


def called_soon(window: Any) -> Callable[[], object]:
    asyncio.get_running_loop().call_soon(lambda: fail())
    return lambda: None


def scheduled(window: Any) -> Callable[[], object]:
    async def work() -> None:
        fail()

    owner().scope.start("broken", work())
    return lambda: None


CASES: dict[str, Put] = {
    "widget": lambda window: stand(window, Painted()),
    "delegate": lambda window: listed(window, Delegate(), Words()),
    "data": lambda window: listed(window, None, Lines()),
    "style": lambda window: replaced(style._CONTROLS, QStyle.ControlElement.CE_PushButton),
    "style put on": polished,
    "event filter": filtered,
    "slot": clicked,
    "icon": iconed,
    "key": keyed,
    "timer event": timed,
    "loop callback": called_soon,
    "task": scheduled,
}
owners: list[shell.Application] = []


def owner() -> shell.Application:
    return owners[0]


async def probe() -> None:
    """Put every bug in, let everything be painted several times, and tell what was shown."""
    window = owner().window
    crashes: list[str] = []
    owner().notices.crashed.connect(lambda line, trace: crashes.append(line))
    wanted = sys.argv[2:] or list(CASES)
    for name in wanted:
        crashes.clear()
        take_out = CASES[name](window)
        for _ in range(FRAMES):
            for part in window.findChildren(QWidget):
                part.update()
            await asyncio.sleep(0.03)
        is_shown = window.notices.isVisible()
        words = " ".join(label.text() for label in window.notices.findChildren(QLabel))
        take_out()
        await asyncio.sleep(0.02)
        window.notices.close_note()
        tell(case=name, crashes=crashes, shown=is_shown, words=words, visible=window.isVisible())
    form = owner().screens.compose.editing  # type: ignore[union-attr]
    form.set_content("title", "Typed after every bug")
    window.close()


def tell(**what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def watch(app: QApplication) -> Iterator[None]:
    """Wait for the window to be at work, then begin."""
    until = time.monotonic() + 60
    while not (owners and owners[0].screens is not None and owners[0].screens.compose.state.is_ready):
        assert time.monotonic() < until
        yield
    owner().scope.start("probe", probe())


def main() -> int:
    app = QApplication.instance() or QApplication([])
    begin = shell.Application.__init__

    def remember(self: shell.Application, *args: Any, **kwargs: Any) -> None:
        begin(self, *args, **kwargs)
        owners.append(self)

    shell.Application.__init__ = remember  # type: ignore[method-assign]
    steps = watch(app)  # type: ignore[arg-type]
    timer = QTimer()

    def step() -> None:
        if next(steps, "over") == "over":
            timer.stop()

    timer.timeout.connect(step)
    timer.start(50)
    return run(Path(sys.argv[1]), dict(os.environ))


if __name__ == "__main__":
    sys.exit(main())
