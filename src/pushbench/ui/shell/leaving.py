"""What stands over the window is put away before the window goes."""

from __future__ import annotations

import asyncio

from PySide6.QtWidgets import QApplication, QDialog, QWidget

_MOST = 20
"""More than could stand over each other; a dialog that will not go must not keep the program from ending."""


async def put_away_all() -> None:
    """Close popups and dialogs from the top, and let the loops that Qt's own ones run within the loop come to their end.

    Qt's file dialog runs one for its questions; deleting it in the middle of that ends the process.
    """
    for _ in range(_MOST):
        top = _topmost()
        if top is None:
            return
        top.reject() if isinstance(top, QDialog) else top.close()
        await asyncio.sleep(0)


def _topmost() -> QWidget | None:
    popup = QApplication.activePopupWidget()
    if popup is not None:
        return popup
    modal = QApplication.activeModalWidget()
    if modal is not None and modal.isVisible():
        return modal
    return next((w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()), None)
