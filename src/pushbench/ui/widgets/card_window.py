"""A dialog's own frame: a card with round corners that is moved by its empty ground and sized at its edges.

On macOS a window-modal dialog is a sheet, which the system draws; there nothing of this is done.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QWidget

from pushbench.ui.theme.style.paint import paint_box
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.menu import round_corners

_GRIP = 6
_CURSORS = {
    Qt.Edge.LeftEdge: Qt.CursorShape.SizeHorCursor,
    Qt.Edge.RightEdge: Qt.CursorShape.SizeHorCursor,
    Qt.Edge.TopEdge: Qt.CursorShape.SizeVerCursor,
    Qt.Edge.BottomEdge: Qt.CursorShape.SizeVerCursor,
    Qt.Edge.LeftEdge | Qt.Edge.TopEdge: Qt.CursorShape.SizeFDiagCursor,
    Qt.Edge.RightEdge | Qt.Edge.BottomEdge: Qt.CursorShape.SizeFDiagCursor,
    Qt.Edge.RightEdge | Qt.Edge.TopEdge: Qt.CursorShape.SizeBDiagCursor,
    Qt.Edge.LeftEdge | Qt.Edge.BottomEdge: Qt.CursorShape.SizeBDiagCursor,
}


def draws_own_frame() -> bool:
    """Whether dialogs draw their frame themselves."""
    return QGuiApplication.platformName() != "cocoa"


def edges_at(rect: QRect, point: QPoint) -> Qt.Edge:
    """Return the edges whose grip a point lies on."""
    edges = Qt.Edge(0)
    if point.x() - rect.left() < _GRIP:
        edges |= Qt.Edge.LeftEdge
    if rect.right() - point.x() < _GRIP:
        edges |= Qt.Edge.RightEdge
    if point.y() - rect.top() < _GRIP:
        edges |= Qt.Edge.TopEdge
    if rect.bottom() - point.y() < _GRIP:
        edges |= Qt.Edge.BottomEdge
    return edges


class CardWindow(QDialog):
    """White card, hairline, round corners; as high as its content needs unless somebody gave it a size."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._fits = True
        """Whether the height follows the content."""
        if draws_own_frame():
            self.setWindowFlag(Qt.WindowType.FramelessWindowHint)
            self.setMouseTracking(True)
        self.setAutoFillBackground(True)  # from the palette's role that the style gives to dialogs

    def fit_height(self) -> None:
        """Take the height that the content needs at this width; a size hint reckons wrapped words too tall."""
        layout = self.layout()
        if layout is None or not self._fits or not self.isWindow():
            return
        least = layout.totalMinimumSize().height()
        wanted = layout.totalHeightForWidth(self.width()) if layout.hasHeightForWidth() else least
        if wanted > 0 and wanted != self.height():
            self.resize(self.width(), wanted)

    # -- events -------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        self._fits = not self.testAttribute(Qt.WidgetAttribute.WA_Resized)
        super().showEvent(event)
        self.fit_height()

    def event(self, event: QEvent) -> bool:
        is_layout = event.type() == QEvent.Type.LayoutRequest  # asked first: deleting is an event too, and the last one
        done = super().event(event)
        if is_layout and self.isVisible():
            self.fit_height()
        return done

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.isWindow() and draws_own_frame():
            line, radius = self._theme.color("line-strong"), self._theme.radius("popover")
            with QPainter(self) as painter:
                paint_box(painter, self.rect(), self._theme.color("surface"), line, radius)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.isWindow() and draws_own_frame():
            round_corners(self, self._theme.radius("popover"))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isWindow() and draws_own_frame():
            edges = edges_at(self.rect(), event.position().toPoint())
            self.setCursor(_CURSORS.get(edges, Qt.CursorShape.ArrowCursor))
        super().mouseMoveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        handle = self.windowHandle()
        if handle is None or event.button() != Qt.MouseButton.LeftButton or not draws_own_frame():
            super().mousePressEvent(event)
            return
        edges = edges_at(self.rect(), event.position().toPoint())
        if not edges:
            handle.startSystemMove()
            return
        self._fits = False  # from now on the size is a person's
        handle.startSystemResize(edges)
