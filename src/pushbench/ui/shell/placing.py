"""Where the window stands: as it was left, but always on a screen that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from pushbench.ui.shell.window_state import WindowState

Place = tuple[int, int, int, int]
"""Left, top, width, height."""
LEAST_WIDTH, LEAST_HEIGHT = 960, 640
_GRIP_WIDTH, _GRIP_HEIGHT = 160, 40
"""How much of the title bar must be in sight to take hold of the window."""


def fitted(wanted: Place, screens: list[Place]) -> Place:
    """Return a place as wanted where its title bar can be reached, else in the middle of the first screen.

    It is no larger than its screen, but never smaller than the smallest window. Without screens it stays as it is.
    """
    if not screens:
        return wanted
    x, y, width, height = wanted
    holder = max(screens, key=lambda screen: _shared(wanted, screen))
    is_reachable = _grip(wanted, holder)
    screen = holder if is_reachable else screens[0]
    width = max(LEAST_WIDTH, min(width, screen[2]))
    height = max(LEAST_HEIGHT, min(height, screen[3]))
    if not is_reachable:
        return (_middle(screen[0], screen[2], width), _middle(screen[1], screen[3], height), width, height)
    y = max(screen[1], y)
    return (x, y, width, height)


def _shared(one: Place, other: Place) -> int:
    wide = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    high = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return max(wide, 0) * max(high, 0)


def _grip(window: Place, screen: Place) -> bool:
    wide = min(window[0] + window[2], screen[0] + screen[2]) - max(window[0], screen[0])
    below = screen[1] + screen[3] - window[1]
    return wide >= min(_GRIP_WIDTH, window[2]) and below >= _GRIP_HEIGHT and window[1] > screen[1] - _GRIP_HEIGHT


def _middle(start: int, room: int, size: int) -> int:
    return start + max(0, (room - size) // 2)


def screen_places() -> list[Place]:
    """Return the room of every screen, the first one first."""
    rooms = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    return [(room.x(), room.y(), room.width(), room.height()) for room in rooms]


def put_back(window: QWidget, state: WindowState) -> None:
    """Give a window that is not shown yet the place it had; the system chooses where it never had one."""
    has_place = len(state.position) == 2 and all(type(part) is int for part in state.position)
    left, top = state.position if has_place else (0, 0)
    screens = [] if QGuiApplication.platformName() == "offscreen" else screen_places()  # pictures fit no screen
    x, y, width, height = fitted((left, top, state.width, state.height), screens)
    window.resize(width, height)
    if has_place:
        window.move(x, y)


def bring_into_sight(window: QWidget) -> None:
    """Move a window whose screen has gone to one that is there."""
    frame = window.frameGeometry()
    now = (frame.x(), frame.y(), frame.width(), frame.height())
    x, y, _, _ = fitted(now, screen_places())
    if (x, y) != now[:2] and not window.isFullScreen() and not window.isMaximized():
        window.move(x, y)


def keep(window: QWidget, state: WindowState) -> None:
    """Remember size and place; of a maximised or full window those it goes back to."""
    state.is_maximized = window.isMaximized()
    is_whole = state.is_maximized or window.isFullScreen()
    size = window.normalGeometry() if is_whole else window.geometry()
    if size.isValid():
        state.width, state.height = size.width(), size.height()
        corner = size.topLeft() if is_whole else window.pos()
        state.position = [corner.x(), corner.y()]
