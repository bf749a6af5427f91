"""What the system says about appearance: dark, more contrast, less motion."""

from __future__ import annotations

import sys
from functools import cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication


def system_wants_dark() -> bool:
    """Whether the desktop is set to dark."""
    return QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark


def system_wants_contrast() -> bool:
    """Whether the desktop is set to high contrast, where Qt can tell."""
    hints = QGuiApplication.styleHints()  # PySide lets go of what hangs on it when its own object goes
    return hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast


@cache
def system_wants_less_motion() -> bool:
    """Whether the desktop is set to less motion; read once, because Qt has no word for it and tells no change.

    Windows: "Animation effects" (SPI_GETCLIENTAREAANIMATION). macOS: "Reduce motion" of the workspace. Elsewhere the
    setting is a service away and the window's own switch serves.
    """
    if sys.platform == "win32":
        return not _windows_animates()
    if sys.platform == "darwin":
        return _mac_reduces()
    return False


def _windows_animates() -> bool:
    import ctypes

    is_on = ctypes.c_int(1)
    user32 = ctypes.windll.user32  # type: ignore[attr-defined]
    asked = user32.SystemParametersInfoW(0x1042, 0, ctypes.byref(is_on), 0)
    return bool(is_on.value) or not asked


def _mac_reduces() -> bool:
    import ctypes
    import ctypes.util

    objc = ctypes.cdll.LoadLibrary(ctypes.util.find_library("objc") or "libobjc.dylib")
    objc.objc_getClass.restype = ctypes.c_void_p
    objc.sel_registerName.restype = ctypes.c_void_p
    send = objc.objc_msgSend
    send.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
    send.restype = ctypes.c_void_p
    workspace = send(objc.objc_getClass(b"NSWorkspace"), objc.sel_registerName(b"sharedWorkspace"))
    if not workspace:
        return False
    send.restype = ctypes.c_bool
    return bool(send(workspace, objc.sel_registerName(b"accessibilityDisplayShouldReduceMotion")))
