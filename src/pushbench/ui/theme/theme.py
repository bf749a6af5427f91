"""The live theme: which appearance is on, and what painted widgets ask it for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton, QWidget
from shiboken6 import isValid

from pushbench.ui.theme.fonts import interface_font, make_font
from pushbench.ui.theme.icons import draw_icon
from pushbench.ui.theme.palette import make_palette
from pushbench.ui.theme.stylesheet import make_stylesheet
from pushbench.ui.theme.tokens import Tokens

_TEXT_GAP = 3


class Mode(Enum):
    """Which appearance the user asked for."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Look:
    """The user's choices about appearance."""

    mode: Mode = Mode.SYSTEM
    text_percent: int = 100
    """90 to 140."""
    is_high_contrast: bool = False
    is_motion_reduced: bool = False


class Theme(QObject):
    """Colours, fonts, sizes and icons of the appearance that is on.

    Painted widgets keep a reference, ask while painting and repaint on ``changed``.
    """

    changed = Signal()

    def __init__(self, tokens: Tokens, look: Look = Look()) -> None:
        super().__init__()
        self.tokens = tokens
        self._look = look
        self._colors: dict[str, QColor] = {}
        self._fonts: dict[tuple[str, int | None], QFont] = {}
        self._pixmaps: dict[tuple[object, ...], QPixmap] = {}
        self._dressed: WeakKeyDictionary[QWidget, dict[str, Callable[[QWidget], None]]] = WeakKeyDictionary()
        self._is_dark = False
        self._window: QWidget | None = None
        self._settle()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_scheme)

    # -- what is on ---------------------------------------------------------------------------------

    @property
    def look(self) -> Look:
        return self._look

    @property
    def is_dark(self) -> bool:
        return self._is_dark

    def choose(self, look: Look) -> None:
        """Switch live to another appearance."""
        if look != self._look:
            self._look = look
            self._settle()
            self.apply()

    def disconnect_system(self) -> None:
        """Stop following the system's appearance."""
        QGuiApplication.styleHints().colorSchemeChanged.disconnect(self._on_system_scheme)

    def apply(self) -> None:
        """Give palette, fonts and stylesheet to the application and let every widget follow."""
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            return
        app.setPalette(make_palette(self._names))
        app.setFont(self.font("body"))
        for widget_class in ("QPushButton", "QToolButton", "QTabBar"):
            app.setFont(self.font("body-medium"), widget_class)  # type: ignore[arg-type]  # the stub asks for bytes, the call for str
        app.setFont(self.font("secondary"), "QToolTip")  # type: ignore[arg-type]
        (self._window or app).setStyleSheet(make_stylesheet(self._names, self.px))
        self._redress()
        self.changed.emit()

    def dress_window(self, window: QWidget) -> None:
        """Apply, with the stylesheet on the window instead of the application.

        Qt gives a whole tree its style anew each time a part of it gets another parent. Under a stylesheet of the
        application that happens at every level of a screen while it is put together; like this only once, when the
        screen comes into the window. Menus and dialogs inherit the stylesheet from their parents.
        """
        self._window = window
        self.apply()

    # -- what painting asks -------------------------------------------------------------------------

    def color(self, token: str) -> QColor:
        color = self._colors.get(token)
        if color is None:
            color = self._colors[token] = QColor(self._names[token])
        return color

    def font(self, role: str, weight: int | None = None) -> QFont:
        """Return a font of the type scale; ``weight`` replaces the scale's own."""
        key = (role, weight)
        font = self._fonts.get(key)
        if font is None:
            style = self.tokens.type[role]
            font = make_font(interface_font(style.family), style, scale=self._scale, weight=weight)
            self._fonts[key] = font
        return font

    def metrics(self, role: str) -> QFontMetrics:
        return QFontMetrics(self.font(role))

    def px(self, size: float) -> int:
        """Return a height or width scaled with the text size."""
        return round(size * self._scale)

    def height(self, name: str) -> int:
        return self.px(self.tokens.heights[name])

    def width(self, name: str) -> int:
        return self.px(self.tokens.widths[name])

    def radius(self, name: str) -> int:
        return self.tokens.radii[name]

    def motion_ms(self, name: str) -> int:
        """Return a duration; 0 when motion is reduced."""
        return 0 if self._look.is_motion_reduced else self.tokens.motion[name]

    def pixmap(self, icon: str, token: str = "text-2", size: int = 16, ratio: float = 1.0) -> QPixmap:
        """Return an icon in a token's colour; ``size`` in unscaled pixels."""
        stroke = self.tokens.rail_icon_stroke if size >= 20 else self.tokens.icon_stroke
        key = (icon, token, size, ratio)
        pixmap = self._pixmaps.get(key)
        if pixmap is None:
            pixmap = draw_icon(icon, self.color(token), self.px(size), stroke, ratio)
            self._pixmaps[key] = pixmap
        return pixmap

    def icon(
        self, icon: str, token: str = "text-2", size: int = 16, *, checked: str | None = None, gap: int = 0
    ) -> QIcon:
        """Return an icon for buttons and menus, with a disabled and, if asked, a checked colour.

        ``gap`` is room after the drawing in pixels, for buttons whose style leaves too little before the words.
        """
        made = QIcon()
        for ratio in self._ratios():
            made.addPixmap(_widened(self.pixmap(icon, token, size, ratio), gap))
            made.addPixmap(_widened(self.pixmap(icon, "disabled", size, ratio), gap), QIcon.Mode.Disabled)
            if checked is not None:
                made.addPixmap(
                    _widened(self.pixmap(icon, checked, size, ratio), gap), QIcon.Mode.Normal, QIcon.State.On
                )
        return made

    # -- dressing standard widgets ------------------------------------------------------------------

    def dress(self, widget: QWidget, role: str, weight: int | None = None) -> None:
        """Give a standard widget a font of the scale, now and after every change."""
        self._follow(widget, lambda target: target.setFont(self.font(role, weight)))

    def tint(
        self, button: QAbstractButton, icon: str, token: str = "text-2", size: int = 16, *, checked: str | None = None
    ) -> None:
        """Give a button an icon, now and after every change."""

        def put_on(target: QWidget) -> None:
            if isinstance(target, QAbstractButton):
                gap = _TEXT_GAP if isinstance(target, QPushButton) and target.text() else 0
                target.setIcon(self.icon(icon, token, size, checked=checked, gap=gap))
                target.setIconSize(QSize(self.px(size) + gap, self.px(size)))

        self._follow(button, put_on, key="icon")

    def size(self, widget: QWidget, *, height: str | None = None, width: str | None = None) -> None:
        """Fix a widget to heights or widths of the token file, now and after every change."""

        def resize(target: QWidget) -> None:
            if height is not None:
                target.setFixedHeight(self.height(height))
            if width is not None:
                target.setFixedWidth(self.width(width))

        self._follow(widget, resize, key="size")

    def _follow(self, widget: QWidget, dress: Callable[[QWidget], None], key: str = "font") -> None:
        dress(widget)
        self._dressed.setdefault(widget, {})[key] = dress

    def _redress(self) -> None:
        for widget, dresses in list(self._dressed.items()):
            if isValid(widget):
                for dress in dresses.values():
                    dress(widget)

    # -- settling -----------------------------------------------------------------------------------

    def _settle(self) -> None:
        self._is_dark = self._wants_dark()
        self._names = self.tokens.colors(is_dark=self._is_dark, is_high_contrast=self._look.is_high_contrast)
        self._scale = min(max(self._look.text_percent, 90), 140) / 100
        self._colors.clear()
        self._fonts.clear()
        self._pixmaps.clear()

    def _wants_dark(self) -> bool:
        if self._look.mode is Mode.SYSTEM:
            return QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return self._look.mode is Mode.DARK

    def _on_system_scheme(self) -> None:
        if self._look.mode is Mode.SYSTEM and self._wants_dark() != self._is_dark:
            self._settle()
            self.apply()

    @staticmethod
    def _ratios() -> tuple[float, ...]:
        screens = {screen.devicePixelRatio() for screen in QGuiApplication.screens()}
        return tuple(sorted(screens or {1.0}))


def _widened(pixmap: QPixmap, gap: int) -> QPixmap:
    if not gap:
        return pixmap
    ratio = pixmap.devicePixelRatio()
    wide = QPixmap(pixmap.width() + round(gap * ratio), pixmap.height())
    wide.setDevicePixelRatio(ratio)
    wide.fill(Qt.GlobalColor.transparent)
    painter = QPainter(wide)
    painter.drawPixmap(0, 0, pixmap)
    painter.end()
    return wide
