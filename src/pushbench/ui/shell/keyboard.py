"""Where the keyboard goes: between panes, into a screen that comes into sight, back to the list by Escape."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from pushbench.ui.shell.main_window import MainWindow
from pushbench.ui.shell.pane_order import PaneOrder, first_focusable, focusable, main_list, panes_of
from pushbench.ui.widgets.search_field import SearchField


class Keyboard(QObject):
    """F6, Escape and the first focus of a screen; nothing here touches text a person wrote."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._order = PaneOrder(self)

    @property
    def screen(self) -> QWidget | None:
        return self._window.made_screen(self._window.current_place)

    @property
    def panes(self) -> list[QWidget]:
        """Rail, a notice that is open, the panes of the screen in sight, status line."""
        window, screen = self._window, self.screen
        inner = panes_of(screen) if screen is not None else []
        around = [window.notices] if window.notices.isVisible() else []
        return [window.rail, *around, *inner, window.status]

    def step_pane(self, by: int) -> None:
        """Go on to the next pane, round the end."""
        self._order.step(self.panes, by)

    def enter_screen(self) -> None:
        """Give the keyboard to a screen that came into sight, where it was there last, else to its list.

        Whoever walks the rail by keyboard stays on it.
        """
        screen, now = self.screen, QApplication.focusWidget()
        if screen is None or (now is not None and (self._is_at(now) or screen.isAncestorOf(now))):
            return
        last: QWidget | None = screen.focusWidget()
        is_there = last is not None and last.isVisible() and last.isEnabled()
        wanted = last if is_there else main_list(screen) or _first(screen)
        if wanted is not None:
            wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    def _is_at(self, widget: QWidget) -> bool:
        """Whether the keyboard is on the button of the rail that was just pressed."""
        return self._window.rail.isAncestorOf(widget) and isinstance(widget, QAbstractButton) and widget.isChecked()

    def escape(self) -> None:
        """Close what lies on top, else clear a search, else go back to the list."""
        window, screen = self._window, self.screen
        if window.toast.slips:
            window.toast.slips[-1].end()
        elif window.notices.isVisible():
            window.notices.close_note()
        elif screen is not None and (search := _searching(screen)) is not None:
            search.clear()
        elif screen is not None and (wanted := main_list(screen)) is not None:
            wanted.setFocus(Qt.FocusReason.OtherFocusReason)


def _first(screen: QWidget) -> QWidget | None:
    return next((widget for pane in panes_of(screen) if (widget := first_focusable(pane)) is not None), None)


def _searching(screen: QWidget) -> SearchField | None:
    """Return the search field in sight that holds words."""
    fields = (widget for pane in panes_of(screen) for widget in focusable(pane) if isinstance(widget, SearchField))
    return next((field for field in fields if field.text()), None)
