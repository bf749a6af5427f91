"""The style object: says for every standard control who paints it and how large it is."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QIcon, QPainter
from PySide6.QtWidgets import (
    QProxyStyle,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QStyleOptionComplex,
    QStyleOptionViewItem,
    QWidget,
)

from pushbench.ui.theme.style.bars import (
    SCROLL_BAR,
    paint_head,
    paint_head_words,
    paint_progress,
    paint_scroll_bar,
    scroll_part,
)
from pushbench.ui.theme.style.buttons import button_size, paint_button, paint_tool_button
from pushbench.ui.theme.style.fields import (
    combo_part,
    combo_size,
    field_height,
    paint_combo,
    paint_combo_words,
    paint_field,
    paint_indicator,
    paint_spin_box,
)
from pushbench.ui.theme.style.frames import paint_frame, paint_ground
from pushbench.ui.theme.style.menus import item_size, paint_bar_item, paint_item, paint_list_row
from pushbench.ui.theme.style.paint import State, paint_box
from pushbench.ui.theme.style.polish import polish

if TYPE_CHECKING:
    from pushbench.ui.theme.theme import Theme

_Control = QStyle.ControlElement
_Primitive = QStyle.PrimitiveElement
_Complex = QStyle.ComplexControl
_Contents = QStyle.ContentsType
_NOTHING = frozenset(
    (
        _Primitive.PE_FrameFocusRect,
        _Primitive.PE_FrameLineEdit,
        _Primitive.PE_PanelScrollAreaCorner,
        _Primitive.PE_FrameMenu,
    )
)

P = ParamSpec("P")
R = TypeVar("R")
Paint = Callable[["Theme", Any, QPainter, QWidget | None], None]
_CONTROLS: dict[QStyle.ControlElement, Paint] = {
    _Control.CE_PushButton: paint_button,
    _Control.CE_ProgressBar: lambda theme, option, painter, _widget: paint_progress(theme, option, painter),
    _Control.CE_MenuItem: lambda theme, option, painter, _widget: paint_item(theme, option, painter),
    _Control.CE_MenuBarItem: lambda theme, option, painter, _widget: paint_bar_item(theme, option, painter),
    _Control.CE_MenuBarEmptyArea: lambda theme, option, painter, _widget: painter.fillRect(
        option.rect, theme.color("bg")
    ),
    _Control.CE_ComboBoxLabel: lambda theme, option, painter, _widget: paint_combo_words(theme, option, painter),
    _Control.CE_HeaderSection: lambda theme, option, painter, _widget: paint_head(theme, option.rect, painter),
    _Control.CE_HeaderEmptyArea: lambda theme, option, painter, _widget: paint_head(theme, option.rect, painter),
    _Control.CE_HeaderLabel: lambda theme, option, painter, _widget: paint_head_words(theme, option, painter),
    _Control.CE_Splitter: lambda theme, option, painter, _widget: painter.fillRect(option.rect, theme.color("line")),
}


def _paint_panel(theme: Theme, option: QStyleOption, painter: QPainter, token: str, radius: str) -> None:
    paint_box(painter, option.rect, theme.color("surface"), theme.color(token), theme.radius(radius))


_PRIMITIVES: dict[QStyle.PrimitiveElement, Paint] = {
    _Primitive.PE_PanelLineEdit: paint_field,
    _Primitive.PE_IndicatorCheckBox: lambda theme, option, painter, _widget: paint_indicator(
        theme, option, painter, is_round=False
    ),
    _Primitive.PE_IndicatorItemViewItemCheck: lambda theme, option, painter, _widget: paint_indicator(
        theme, option, painter, is_round=False
    ),
    _Primitive.PE_IndicatorRadioButton: lambda theme, option, painter, _widget: paint_indicator(
        theme, option, painter, is_round=True
    ),
    _Primitive.PE_PanelMenu: lambda theme, option, painter, _widget: _paint_panel(
        theme, option, painter, "line-strong", "popover"
    ),
    _Primitive.PE_PanelTipLabel: lambda theme, option, painter, _widget: paint_box(
        painter, option.rect, theme.color("surface"), theme.color("line-strong"), 0
    ),
    _Primitive.PE_PanelItemViewItem: lambda theme, option, painter, _widget: paint_list_row(theme, option, painter),
}
_COMPLEX: dict[QStyle.ComplexControl, Paint] = {
    _Complex.CC_ToolButton: paint_tool_button,
    _Complex.CC_ComboBox: paint_combo,
    _Complex.CC_SpinBox: paint_spin_box,
    _Complex.CC_ScrollBar: paint_scroll_bar,
}


def _guarded(method: Callable[Concatenate[Any, P], R]) -> Callable[Concatenate[Any, P], R]:
    """Have Fusion do what fails here, and tell of it.

    Qt asks the style while it puts up the application's own style, where it does not survive an error.
    """
    instead = getattr(QProxyStyle, method.__name__)

    @wraps(method)
    def guarded(self: Any, /, *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(self, *args, **kwargs)
        except Exception as error:  # noqa: BLE001  # goes where the errors of slots go
            sys.excepthook(type(error), error, error.__traceback__)
            return instead(self, *args, **kwargs)  # type: ignore[no-any-return]

    return guarded


class PushbenchStyle(QProxyStyle):
    """Fusion, with every control of the window painted from the tokens of the theme that is on."""

    def __init__(self, theme: Theme) -> None:
        super().__init__("Fusion")
        self.theme = theme

    @_guarded
    def polish(self, target: Any) -> Any:
        """Prepare a widget once, before it is first shown; palettes and the application pass through."""
        result = super().polish(target)
        if isinstance(target, QWidget):
            polish(target)
        return result

    @_guarded
    def drawControl(
        self, element: QStyle.ControlElement, option: QStyleOption, painter: QPainter, widget: QWidget | None = None
    ) -> None:
        paint = _CONTROLS.get(element)
        if paint is not None:
            paint(self.theme, option, painter, widget)
        elif element == _Control.CE_ShapedFrame:
            self._draw_frame(option, painter, widget)
        elif element == _Control.CE_ItemViewItem and isinstance(option, QStyleOptionViewItem):
            self._draw_line(option, painter, widget)
        else:
            super().drawControl(element, option, painter, widget)

    def _draw_frame(self, option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
        if widget is None or paint_frame(self.theme, option.rect, painter, widget):
            return
        if widget.inherits("QComboBoxPrivateContainer"):
            _paint_panel(self.theme, option, painter, "line-strong", "tag")

    def _draw_line(self, option: QStyleOptionViewItem, painter: QPainter, widget: QWidget | None) -> None:
        """Paint a line of a plain list; its words keep their colour when it is selected."""
        paint_list_row(self.theme, option, painter)
        plain = QStyleOptionViewItem(option)
        plain.state = plain.state & ~State.State_Selected & ~State.State_MouseOver
        super().drawControl(_Control.CE_ItemViewItem, plain, painter, widget)

    @_guarded
    def drawPrimitive(
        self, element: QStyle.PrimitiveElement, option: QStyleOption, painter: QPainter, widget: QWidget | None = None
    ) -> None:
        paint = _PRIMITIVES.get(element)
        if paint is not None:
            paint(self.theme, option, painter, widget)
        elif element == _Primitive.PE_Widget:
            if widget is not None:
                paint_ground(self.theme, option.rect, painter, widget)
        elif element not in _NOTHING:
            super().drawPrimitive(element, option, painter, widget)

    @_guarded
    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        paint = _COMPLEX.get(control)
        if paint is not None:
            paint(self.theme, option, painter, widget)
        else:
            super().drawComplexControl(control, option, painter, widget)

    @_guarded
    def subControlRect(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        part: QStyle.SubControl,
        widget: QWidget | None = None,
    ) -> QRect:
        """Return where the parts of scroll bars and drop-downs are."""
        if control == _Complex.CC_ScrollBar:
            return scroll_part(option, part)  # type: ignore[arg-type]  # the option of a scroll bar
        if control == _Complex.CC_ComboBox:
            return combo_part(self.theme, option, part)  # type: ignore[arg-type]
        return super().subControlRect(control, option, part, widget)  # type: ignore[arg-type]  # None is allowed

    @_guarded
    def sizeFromContents(
        self, kind: QStyle.ContentsType, option: QStyleOption, size: QSize, widget: QWidget | None = None
    ) -> QSize:
        """Return how large a control is around its contents."""
        theme = self.theme
        if kind == _Contents.CT_PushButton:
            return button_size(theme, option, size, widget)  # type: ignore[arg-type]
        if kind == _Contents.CT_LineEdit:
            return QSize(size.width() + 8, field_height(theme, widget))
        if kind == _Contents.CT_ComboBox:
            return combo_size(theme, size, widget)
        if kind == _Contents.CT_SpinBox:
            return QSize(size.width() + theme.px(28), field_height(theme, widget))
        if kind == _Contents.CT_MenuItem:
            return item_size(theme, option, widget)  # type: ignore[arg-type]
        if kind == _Contents.CT_MenuBarItem:
            return QSize(size.width() + theme.px(16), theme.px(26))
        if kind == _Contents.CT_ItemViewItem:
            return super().sizeFromContents(kind, option, size, widget).expandedTo(QSize(0, theme.px(26)))  # type: ignore[arg-type]
        if kind == _Contents.CT_ScrollBar:
            return QSize(SCROLL_BAR, SCROLL_BAR)
        return super().sizeFromContents(kind, option, size, widget)  # type: ignore[arg-type]

    @_guarded
    def standardIcon(
        self, which: QStyle.StandardPixmap, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> QIcon:
        """Return the cross of search fields from the icons of the window; others are the system's."""
        if which == QStyle.StandardPixmap.SP_LineEditClearButton:
            return self.theme.icon("x", "text-2", 16)
        return super().standardIcon(which, option, widget)


class DropDownStyle(PushbenchStyle):
    """The style of drop-downs: their list opens below the field.

    It is apart because Qt asks every widget for dozens of hints, which is dear in Python.
    """

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returned: QStyleHintReturn | None = None,
    ) -> int:
        if hint == QStyle.StyleHint.SH_ComboBox_Popup:
            return 0
        return super().styleHint(hint, option, widget, returned)
