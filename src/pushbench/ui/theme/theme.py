"""The live theme: which appearance is on, and what painted widgets ask it for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from shiboken6 import isValid

from pushbench.ui.theme.fonts import interface_font, make_font
from pushbench.ui.theme.look import Look, Mode
from pushbench.ui.theme.palette import make_palette
from pushbench.ui.theme.system import system_wants_contrast, system_wants_dark, system_wants_less_motion
from pushbench.ui.theme.tokens import Tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

    from pushbench.ui.theme.style.style import DropDownStyle, PushbenchStyle

__all__ = ["Look", "Mode", "Theme"]

_USUAL = Look()
_MOST_DRAWINGS = 2000
_MEDIUM = ("QPushButton", "QToolButton", "QTabBar")


def _at_once(steps: Sequence[Callable[[], object]]) -> None:
    for step in steps:
        step()


class Theme(QObject):
    """Colours, fonts, sizes and icons of the appearance that is on.

    Painted widgets keep a reference and ask while painting; a change of colours repaints every window by itself.
    ``changed`` tells every change, ``resized`` only those of the text size, which need new fonts and heights.
    """

    changed = Signal()
    resized = Signal()

    def __init__(self, tokens: Tokens, look: Look = _USUAL) -> None:
        super().__init__()
        self.tokens = tokens
        self._look = look
        self._colors: dict[str, QColor] = {}
        self._fonts: dict[tuple[str, int | None], QFont] = {}
        self._metrics: dict[str, QFontMetrics] = {}
        self._drawings: dict[tuple[object, ...], QPixmap] = {}
        self._dressed: WeakKeyDictionary[QWidget, dict[str, Callable[[QWidget], None]]] = WeakKeyDictionary()
        self._scale = 0.0
        self._is_dark = False
        self._is_high_contrast = False
        self._is_still = False
        self.in_turns: Callable[[Sequence[Callable[[], object]]], object] = _at_once
        """Carries out the steps of another text size; the window's owner lets it answer in between."""
        self._style: PushbenchStyle | None = None
        self._drop_down: DropDownStyle | None = None
        self._settle()
        self._hints = QGuiApplication.styleHints()
        self._accessibility = self._hints.accessibility()
        self._hints.colorSchemeChanged.connect(self._on_system)
        self._accessibility.contrastPreferenceChanged.connect(self._on_system)

    # -- what is on ---------------------------------------------------------------------------------

    @property
    def look(self) -> Look:
        """What the user asked for."""
        return self._look

    @property
    def is_dark(self) -> bool:
        return self._is_dark

    @property
    def is_high_contrast(self) -> bool:
        """Whether the user or the system asked for more contrast."""
        return self._is_high_contrast

    @property
    def is_still(self) -> bool:
        """Whether the user or the system asked for less motion."""
        return self._is_still

    def choose(self, look: Look) -> None:
        """Switch live to another appearance."""
        if look != self._look:
            self._look = look
            self._change()

    def disconnect_system(self) -> None:
        """Stop following the system's appearance."""
        self._hints.colorSchemeChanged.disconnect(self._on_system)
        self._accessibility.contrastPreferenceChanged.disconnect(self._on_system)

    def prepare(self) -> None:
        """Give palette and font alone: what the first texts need, before the style is loaded."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setPalette(make_palette(self._names))
            app.setFont(self.font("body"))

    def apply(self) -> None:
        """Give style, palette and fonts to the application and let every widget follow."""
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            return
        from pushbench.ui.theme.style.style import PushbenchStyle  # takes as long to load as the first texts to show

        if self._style is None or not isValid(self._style) or app.style() is not self._style:
            self._style = PushbenchStyle(self)
            app.setStyle(self._style)
        self._give_colors(app)
        self._give_fonts(app)
        self.resized.emit()
        self.changed.emit()

    def dress_window(self, _window: QWidget) -> None:
        """Apply to the application, whose style the window shares."""
        self.apply()

    def _change(self) -> None:
        scale = self._scale
        self._settle()
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            return
        self._give_colors(app)
        if scale == self._scale:
            self._repaint(app)
            return
        windows = [window for window in app.topLevelWidgets() if window.isVisible()]
        for window in windows:
            window.setUpdatesEnabled(False)
        self.in_turns((partial(self._give_fonts, app), self.resized.emit, partial(self._unveil, app, windows)))

    def _unveil(self, app: QApplication, windows: list[QWidget]) -> None:
        """Let windows paint again when everything in them has its new size."""
        for window in windows:
            if isValid(window):
                window.setUpdatesEnabled(True)
        self._repaint(app)

    def _repaint(self, app: QApplication) -> None:
        self.changed.emit()
        for window in app.topLevelWidgets():
            window.update()

    def _give_colors(self, app: QApplication) -> None:
        palette = make_palette(self._names)
        app.setPalette(palette)
        from PySide6.QtWidgets import QToolTip

        QToolTip.setPalette(palette)

    def _give_fonts(self, app: QApplication) -> None:
        app.setFont(self.font("body"))
        for widget_class in _MEDIUM:
            app.setFont(self.font("body-medium"), widget_class)  # type: ignore[arg-type]  # the stub asks for bytes, the call for str
        for widget_class in ("QMenu", "QMenuBar"):
            app.setFont(self.font("body"), widget_class)  # type: ignore[arg-type]
        from PySide6.QtWidgets import QToolTip

        QToolTip.setFont(self.font("secondary"))
        for widget, dresses in list(self._dressed.items()):
            if isValid(widget):
                for dress in dresses.values():
                    dress(widget)

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
        metrics = self._metrics.get(role)
        if metrics is None:
            metrics = self._metrics[role] = QFontMetrics(self.font(role))
        return metrics

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
        return 0 if self._is_still else self.tokens.motion[name]

    def pixmap(self, icon: str, token: str = "text-2", size: int = 16, ratio: float = 1.0) -> QPixmap:
        """Return an icon in a token's colour; ``size`` in unscaled pixels."""
        return self.drawing(icon, token, self.px(size), ratio, is_large=size >= self.tokens.rail_icon_size)

    def drawing(self, icon: str, token: str, side: int, ratio: float, *, is_large: bool = False) -> QPixmap:
        """Return an icon ``side`` logical pixels large for a screen of that pixel ratio."""
        stroke = self.tokens.rail_icon_stroke if is_large else self.tokens.icon_stroke
        color = self.color(token)
        key = (icon, color.rgba(), side, ratio, stroke)
        pixmap = self._drawings.get(key)
        if pixmap is None:
            if len(self._drawings) >= _MOST_DRAWINGS:
                self._drawings.clear()
            from pushbench.ui.theme.icons import draw_icon

            pixmap = self._drawings[key] = draw_icon(icon, color, side, stroke, ratio)
        return pixmap

    def icon(self, icon: str, token: str = "text-2", size: int = 16, *, checked: str | None = None) -> QIcon:
        """Return an icon for buttons and menus that follows the theme by itself; ``checked``: its colour when on."""
        from PySide6.QtGui import QIcon

        from pushbench.ui.theme.icon_engine import TokenIcon  # the first texts come without icons

        return QIcon(TokenIcon(self, icon, token, size, checked))

    # -- dressing standard widgets ------------------------------------------------------------------

    def dress(self, widget: QWidget, role: str, weight: int | None = None) -> None:
        """Give a standard widget a font of the scale, now and after every change."""
        self._follow(widget, lambda target: target.setFont(self.font(role, weight)))

    def tint(
        self, button: QAbstractButton, icon: str, token: str = "text-2", size: int = 16, *, checked: str | None = None
    ) -> None:
        """Give a button an icon, now and after every change."""
        button.setIcon(self.icon(icon, token, size, checked=checked))

        def resize(target: QWidget) -> None:
            if isinstance(target, QAbstractButton):
                target.setIconSize(QSize(self.px(size), self.px(size)))

        self._follow(button, resize, key="icon")

    def size(
        self, widget: QWidget, *, height: str | None = None, width: str | None = None, square: int | None = None
    ) -> None:
        """Fix a widget to sizes of the token file, or to a square of unscaled pixels, now and after every change."""

        def resize(target: QWidget) -> None:
            if height is not None:
                target.setFixedHeight(self.height(height))
            if width is not None:
                target.setFixedWidth(self.width(width))
            if square is not None:
                target.setFixedSize(self.px(square), self.px(square))

        self._follow(widget, resize, key="size")

    def drop_down(self, widget: QWidget) -> None:
        """Let a drop-down open its list below itself."""
        from pushbench.ui.theme.style.style import DropDownStyle

        if self._drop_down is None or not isValid(self._drop_down):
            self._drop_down = DropDownStyle(self)
            self._drop_down.setParent(QApplication.instance())
        widget.setStyle(self._drop_down)

    def _follow(self, widget: QWidget, dress: Callable[[QWidget], None], key: str = "font") -> None:
        dress(widget)
        self._dressed.setdefault(widget, {})[key] = dress

    # -- settling -----------------------------------------------------------------------------------

    def _settle(self) -> None:
        look = self._look
        self._is_dark = system_wants_dark() if look.mode is Mode.SYSTEM else look.mode is Mode.DARK
        self._is_high_contrast = look.is_high_contrast or system_wants_contrast()
        self._is_still = look.is_motion_reduced or system_wants_less_motion()
        self._names = self.tokens.colors(is_dark=self._is_dark, is_high_contrast=self._is_high_contrast)
        self._colors.clear()
        scale = min(max(look.text_percent, 90), 140) / 100
        if scale != self._scale:
            self._scale = scale
            self._fonts.clear()
            self._metrics.clear()

    def _on_system(self) -> None:
        before = (self._is_dark, self._is_high_contrast)
        self._settle()
        if before != (self._is_dark, self._is_high_contrast):
            self._change()
