"""Tabs with a line below the chosen one, a count or a dot behind the word."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QTabBar, QToolButton, QWidget

from pushbench.ui.theme.style.paint import paint_box
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.table.cell_painter import Run

_ICON = 14


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab."""

    key: str
    text: str
    count: str = ""
    dot: str = ""
    """Token of a dot's colour (``red-dot``), or empty."""
    tip: str = ""
    is_closable: bool = False
    icon: str = ""
    """Sign behind the word, with its colour: ``check green``."""


class TabStrip(QTabBar):
    """A tab bar over values. ``chosen`` and ``closed`` tell the key a person picked, ``overflows`` whether tabs are
    out of sight."""

    chosen = Signal(str)
    closed = Signal(str)
    overflows = Signal(bool)
    _overflowed = False

    def __init__(
        self,
        theme: Theme,
        name: str,
        *,
        is_top: bool = False,
        is_soft: bool = False,
        gap: int = 12,
        parent: QWidget | None = None,
    ) -> None:
        """``is_top``: tabs with grounds, the line above; ``is_soft``: a tinted box instead of a line."""
        super().__init__(parent)
        self._theme = theme
        self._is_top = is_top
        self._is_soft = is_soft
        self._gap = gap
        self._tabs: tuple[Tab, ...] = ()
        self._hovered = -1
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.currentChanged.connect(self._on_current)
        self._is_rendering = False
        self._dress_arrows()

    def _dress_arrows(self) -> None:
        """Give the arrows that scroll tabs into sight the icons, the ground and the names of the window."""
        arrows = (
            ("ScrollLeftButton", "chevron-left", self.tr("Earlier tabs"), self.tr("None is before the first")),
            ("ScrollRightButton", "chevron-right", self.tr("Later tabs"), self.tr("None is behind the last")),
        )
        for key, icon, name, end in arrows:
            arrow = self.findChild(QToolButton, key)
            if isinstance(arrow, QToolButton):
                arrow.setArrowType(Qt.ArrowType.NoArrow)
                arrow.setAutoFillBackground(True)
                arrow.setBackgroundRole(QPalette.ColorRole.Window)
                arrow.setAccessibleName(name)
                arrow.setToolTip(f"{name}. {end}.")
                self._theme.tint(arrow, icon, "text-2", 14)

    def set_tabs(self, tabs: tuple[Tab, ...], chosen: str) -> None:
        """Show these tabs."""
        place = self.currentIndex()
        if tabs == self._tabs and (place < 0 or (place < len(tabs) and tabs[place].key == chosen)):
            return
        self._is_rendering = True
        keys_changed = [tab.key for tab in tabs] != [tab.key for tab in self._tabs]
        self._tabs = tabs
        while self.count() > len(tabs):
            self.removeTab(self.count() - 1)
        while self.count() < len(tabs):
            self.addTab("")
        for index, tab in enumerate(tabs):
            text = f"{tab.text} {tab.count}".strip()
            if self.tabText(index) != text:
                self.setTabText(index, text)
            self.setTabToolTip(index, tab.tip)
            told = tab.tip.replace("\n", ", ")
            self.setAccessibleTabName(index, f"{text}, {told}" if told and told != text else text)
            if tab.key == chosen and self.currentIndex() != index:
                self.setCurrentIndex(index)
        self._is_rendering = False
        if keys_changed:
            self.updateGeometry()
        self.update()

    def tabSizeHint(self, index: int) -> QSize:
        tab = self._tabs[index] if index < len(self._tabs) else Tab("", "")
        width = self._theme.metrics("section").horizontalAdvance(tab.text) + 2 * self._theme.px(self._gap)
        if tab.count:
            width += self._theme.metrics("body").horizontalAdvance(tab.count) + self._theme.px(6)
        if tab.is_closable:
            width += self._theme.px(20)
        elif tab.dot:
            width += self._theme.px(12)
        elif tab.icon:
            width += self._theme.px(_ICON + 4)
        return QSize(width, self._theme.height("tab-bar"))

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def minimumSizeHint(self) -> QSize:
        """Ask for the room of the scroll arrows only where there are more tabs than fit without them."""
        least, wanted = super().minimumSizeHint(), self.sizeHint()
        return QSize(min(least.width(), wanted.width()), least.height())

    # -- overflow -------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._look_for_overflow()

    def tabLayoutChange(self) -> None:
        super().tabLayoutChange()
        self._look_for_overflow()

    def _look_for_overflow(self) -> None:
        needed = sum(self.tabSizeHint(index).width() for index in range(self.count()))
        is_over = needed > self.width() > 0
        if is_over != self._overflowed:
            self._overflowed = is_over
            self.overflows.emit(is_over)

    # -- painting -------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            for index, tab in enumerate(self._tabs):
                self._paint_tab(painter, self.tabRect(index), tab, index)

    def _paint_tab(self, painter: QPainter, rect: QRect, tab: Tab, index: int) -> None:
        theme = self._theme
        is_chosen = index == self.currentIndex()
        is_hovered = index == self._hovered
        if self._is_top:
            self._paint_card(painter, rect, is_chosen=is_chosen)
        if is_chosen and self._is_soft:
            height = theme.px(24)
            ground = QRect(rect.left() + 1, rect.center().y() - height // 2 + 1, rect.width() - 2, height)
            edge = theme.color("accent-line") if theme.is_high_contrast else None
            paint_box(painter, ground, theme.color("accent-soft"), edge, theme.radius("small"))
        elif is_chosen:
            line = QRect(rect.left(), rect.top() if self._is_top else rect.bottom() - 1, rect.width(), 2)
            inset = 0 if self._is_top else theme.px(self._gap)
            painter.fillRect(line.adjusted(inset, 0, -inset, 0), theme.color("accent"))
        run = Run(painter, theme, rect)
        run.skip(self._gap)
        role = "section" if is_chosen and not self._is_top else "body-medium"
        ink = "text" if is_chosen or is_hovered else "text-2"
        run.words(tab.text, role, "accent-text" if is_chosen and self._is_soft else ink)
        if tab.count:
            run.skip(6)
            run.words(tab.count, "body", "text-3")
        self._paint_end(painter, run, rect, tab, is_hovered=is_hovered)
        if self.hasFocus() and is_chosen and self.property("ring"):
            ring = rect.adjusted(2, 3, -2, -4)
            paint_box(painter, ring, None, theme.color("accent"), theme.radius("small"), width=2)

    def _paint_card(self, painter: QPainter, rect: QRect, *, is_chosen: bool) -> None:
        """Paint the ground of a tab at the top, and the line behind it."""
        if is_chosen:
            painter.fillRect(rect, self._theme.color("surface"))
        line = QRect(rect.right(), rect.top(), 1, rect.height())
        painter.fillRect(QStyle.visualRect(self.layoutDirection(), rect, line), self._theme.color("line"))

    def _paint_end(self, painter: QPainter, run: Run, rect: QRect, tab: Tab, *, is_hovered: bool) -> None:
        """Paint the cross of a tab that can be closed, or the dot that stands in its place."""
        theme = self._theme
        if tab.is_closable and (is_hovered or not tab.dot):
            pixmap = theme.pixmap("x", "text-2", 14, self.devicePixelRatioF())
            painter.drawPixmap(self._close_rect(rect).topLeft(), pixmap)
        elif tab.icon and not tab.dot:
            name, _, token = tab.icon.partition(" ")
            run.skip(4)
            run.icon(name, token, _ICON)
        elif tab.dot:
            size = theme.px(6)
            if not tab.is_closable:
                run.skip(6)
            dot = run.box(size, size)
            if tab.is_closable:
                dot.moveCenter(self._close_rect(rect).center())
            paint_box(painter, dot, theme.color(tab.dot), None, size / 2)

    def _close_rect(self, rect: QRect) -> QRect:
        size = self._theme.px(14)
        box = QRect(rect.right() - size - self._theme.px(8), rect.center().y() - size // 2 + 1, size, size)
        return QStyle.visualRect(self.layoutDirection(), rect, box)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        hovered = self.tabAt(event.position().toPoint())
        if hovered != self._hovered:
            self._hovered = hovered
            self.update()
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: object) -> None:
        self._hovered = -1
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.tabAt(event.position().toPoint())
        if 0 <= index < len(self._tabs) and self._tabs[index].is_closable:
            on_cross = self._close_rect(self.tabRect(index)).adjusted(-5, -5, 5, 5)  # 24 x 24
            if event.button() == Qt.MouseButton.MiddleButton or (
                event.button() == Qt.MouseButton.LeftButton and on_cross.contains(event.position().toPoint())
            ):
                self.closed.emit(self._tabs[index].key)
                return
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)

    def _on_current(self, index: int) -> None:
        if not self._is_rendering and 0 <= index < len(self._tabs):
            self.chosen.emit(self._tabs[index].key)
