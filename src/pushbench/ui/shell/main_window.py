"""The main window: rail, screens, notices, status line."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QWidget

if TYPE_CHECKING:
    from pushbench.ui.notices import Notices
    from pushbench.ui.shell.skeleton import Skeleton
    from pushbench.ui.theme.theme import Theme
    from pushbench.ui.widgets.rail import Place

_ESCAPE = 0x01000000
"""Qt's number for the key; its enumeration is not loaded before the first paint."""
_NO_LIMIT = 16_777_215
"""Qt's greatest size of a widget."""


class MainWindow(QMainWindow):
    """Shows a skeleton until it is furnished; asks its owner to end rather than closing by itself.

    It is made and painted before its furniture is loaded, which is why that is imported where it is put in.

    ``painted`` tells the first paint, ``close_wanted`` the wish to close, ``place_chosen`` a screen's key.
    """

    painted = Signal()
    close_wanted = Signal()
    place_chosen = Signal(str)
    escape_pressed = Signal()
    """Escape, where nothing that has the keyboard wanted it."""

    def __init__(self, skeleton: Skeleton) -> None:
        super().__init__()
        self._theme: Theme | None = None
        self.has_painted = False
        self._makers: dict[str, Callable[[], QWidget]] = {}
        self._screens: dict[str, QWidget] = {}
        self.current_place = ""
        self.setWindowTitle("Pushbench")
        self.setMinimumSize(960, 640)
        self.skeleton = skeleton
        self.setCentralWidget(skeleton)

    def furnish(self, theme: Theme) -> None:
        """Put up the places of rail, screens and status line; the skeleton stays where the screens will be."""
        from PySide6.QtCore import Qt
        from PySide6.QtWidgets import QStackedWidget

        from pushbench.ui.widgets.boxes import column, hairline, pane, row

        self._theme = theme
        self._rail_place = pane(row(), "bg")
        self._rail_place.setFixedWidth(theme.width("rail"))
        self._foot_place = pane(row(), "bg")
        self._foot_place.setFixedHeight(theme.height("status-bar") + 1)
        self._stack = QStackedWidget()
        self._right = column(self._stack, self._foot_place, spacing=0)
        self._right.setStretch(0, 1)
        body = row(self._rail_place, hairline(vertical=True), spacing=0)
        body.addLayout(self._right, 1)
        self._whole = column(spacing=0)
        self._whole.addLayout(body, 1)
        self.takeCentralWidget()
        self._stack.addWidget(self.skeleton)
        ground = pane(self._whole, "bg")
        self.setCentralWidget(ground)
        if not self.has_painted:
            ground.installEventFilter(self)  # it covers the window, which then gets no paint event of its own
        self._anchor = QWidget(self)
        self._anchor.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._place_anchor(theme)

    def equip(self, theme: Theme, places: tuple[Place, ...], notices: Notices) -> None:
        """Put in what stands around the screens: rail, notices, status line, production line."""
        from PySide6.QtWidgets import QFrame

        from pushbench.ui.shell.notice_bar import NoticeBar
        from pushbench.ui.shell.status_line import StatusLine
        from pushbench.ui.widgets.rail import Rail
        from pushbench.ui.widgets.toast import Toast

        self.rail = Rail(theme, places)
        self.rail.chosen.connect(self.place_chosen)
        self.notices = NoticeBar(theme)
        self.status = StatusLine(theme)
        self._line = QFrame()
        self._line.setProperty("line", "production")
        self._line.setFixedHeight(3)
        self._line.setAccessibleName(self.tr("Production"))
        self._line.hide()
        _fill(self._rail_place, self.rail)
        _fill(self._foot_place, self.status)
        self._right.insertWidget(0, self.notices)
        self._whole.insertWidget(0, self._line)
        self.toast = Toast(theme, self._stack)
        notices.troubled.connect(self.notices.show_trouble)
        notices.crashed.connect(self.notices.show_crash)
        notices.told.connect(self.toast.tell)

    # -- screens ------------------------------------------------------------------------------------

    def add_screen(self, key: str, make: Callable[[], QWidget]) -> None:
        """Say how a screen is made; it is made when it is first shown."""
        self._makers[key] = make

    def show_place(self, key: str, on_shown: Callable[[], object] = lambda: None) -> QWidget | None:
        """Bring a screen into sight; None before it can be made.

        One that is made for it comes into sight a turn of the loop later, because making and showing each take up to
        40 ms. ``on_shown`` is called when it is in sight, unless another place has been chosen by then.
        """
        is_new = key not in self._screens
        if is_new:
            if key not in self._makers:
                return None
            screen = self._makers[key]()
            self._screens[key] = screen
            is_new = self._stand(screen)
        self.current_place = key
        self.rail.choose(key)

        def bring() -> None:
            if self.current_place == key:
                self._stack.setCurrentWidget(self._screens[key])
                on_shown()

        if is_new:
            QTimer.singleShot(0, self, bring)
        else:
            bring()
        return self._screens[key]

    def show_early(self, screen: QWidget) -> None:
        """Bring a screen into sight that is not complete; it becomes a place's when its maker returns it."""
        self._stand(screen)
        self._stack.setCurrentWidget(screen)

    def _stand(self, screen: QWidget) -> bool:
        """Put a screen among the others; says whether it was not there yet."""
        is_new = self._stack.indexOf(screen) < 0
        if is_new:
            self._stack.addWidget(screen)
        return is_new

    def made_screen(self, key: str) -> QWidget | None:
        """Return a screen that was made already."""
        return self._screens.get(key)

    @property
    def made_screens(self) -> tuple[QWidget, ...]:
        """The screens that were shown at least once."""
        return tuple(self._screens.values())

    @property
    def top_middle(self) -> QWidget:
        """A widget below whose top edge popups of the whole window open."""
        return self._anchor

    def set_production(self, is_production: bool) -> None:
        """Show or hide the red line along the top."""
        self._line.setVisible(is_production)

    # -- events -------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            self._note_paint()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self._note_paint()

    def _note_paint(self) -> None:
        if not self.has_painted:
            self.has_painted = True
            self.painted.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._theme is not None:
            self._place_anchor(self._theme)

    def _place_anchor(self, theme: Theme) -> None:
        width = theme.px(520)
        self._anchor.setGeometry((self.width() - width) // 2, 0, width, theme.height("top-bar"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == _ESCAPE and not event.modifiers():
            self.escape_pressed.emit()
            return
        super().keyPressEvent(event)

    def focusNextPrevChild(self, is_forward: bool, /) -> bool:
        """Lead Tab through the window as one reads it."""
        from pushbench.ui.widgets.reading_order import step_focus

        return step_focus(self, is_forward=is_forward)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.close_wanted.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self.setProperty("maximized", self.isMaximized())


def _fill(place: QWidget, widget: QWidget) -> None:
    """Put a widget on ground that kept its room free until now; from here on it sets its own size."""
    layout = place.layout()
    assert layout is not None  # noqa: S101  # every place is made with a row
    layout.addWidget(widget)
    place.setMinimumSize(0, 0)
    place.setMaximumSize(_NO_LIMIT, _NO_LIMIT)
