"""The button that shows the chosen profile set and opens the list of them."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from pushbench.ui.actions import shortcut_words
from pushbench.ui.compose.state import ProfileChoice
from pushbench.ui.pills import environment_pill
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.picker import Picker, PickerItem
from pushbench.ui.widgets.pill import Pill, few_tiles, paint_pill, pill_width

NEW = "new"
OPEN = "Ctrl+E"
_MOST_TILES = 4


class ProfileButton(QAbstractButton):
    """Tiles, name and environment chip. ``picked`` tells a choice's key, or ``new``."""

    picked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._choice: ProfileChoice | None = None
        self._choices: tuple[ProfileChoice, ...] = ()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme.size(self, height="top-control")
        self._picker = Picker(theme, self.tr("Profile sets"), self.tr("Find a profile set"), self)
        self._picker.picked.connect(self.picked)
        self.clicked.connect(self.open_list)
        self.show_choice(None, ())

    def show_choice(self, choice: ProfileChoice | None, choices: tuple[ProfileChoice, ...]) -> None:
        """Show what is chosen and what could be."""
        self._choices = choices
        self._choice = choice
        name = choice.title if choice is not None else self.tr("No profile")
        self.setAccessibleName(self.tr("Profile set: {name}").format(name=name))
        if choice is not None:
            pill = environment_pill(choice.environment)
            self.setAccessibleDescription(pill.text)
            self.setToolTip(f"{', '.join(choice.profiles.values())} ({shortcut_words(OPEN)})")
        self.updateGeometry()
        self.update()

    def open_list(self) -> None:
        """Open the list below the button."""
        items = [self._item(choice) for choice in self._choices if choice.key.startswith("set:")]
        single = [self._item(choice) for choice in self._choices if choice.key.startswith("profile:")]
        if items:
            items.insert(0, PickerItem("", self.tr("Sets")))
        if single:
            items += [PickerItem("", self.tr("Single profiles")), *single]
        hint = self.tr("{keys} opens this list").format(keys=shortcut_words(OPEN))
        new = PickerItem(NEW, self.tr("New set…"), "plus", remark=hint, is_always=True, tone="text-2")
        items += [PickerItem("", ""), new]
        self._picker.open_below(self, tuple(items), width=self._theme.px(380))

    def _item(self, choice: ProfileChoice) -> PickerItem:
        return PickerItem(
            key=choice.key,
            text=choice.title,
            tiles=choice.tiles,
            pill=environment_pill(choice.environment, is_solid=True),
            is_chosen=self._choice is not None and choice.key == self._choice.key,
            words=" ".join((*choice.profiles, *choice.profiles.values())),
        )

    # -- painting -----------------------------------------------------------------------------------

    def _tiles(self) -> tuple[str, ...]:
        return few_tiles(self._choice.tiles, _MOST_TILES) if self._choice is not None else ()

    def _pill(self) -> Pill | None:
        return environment_pill(self._choice.environment, is_solid=True) if self._choice is not None else None

    def sizeHint(self) -> QSize:
        wanted = self._width(self._tiles())
        return QSize(min(wanted, self._theme.px(360)), self._theme.height("top-control"))

    def minimumSizeHint(self) -> QSize:
        """The tiles give way first: name and environment are what must not be missed."""
        return QSize(min(self._width(()), self._theme.px(300)), self._theme.height("top-control"))

    def _width(self, tiles: tuple[str, ...]) -> int:
        theme = self._theme
        width = theme.px(10) + sum(pill_width(Pill(tile, shape="tile"), theme) + 3 for tile in tiles)
        width += theme.px(8) + theme.metrics("section").horizontalAdvance(self._title())
        pill = self._pill()
        width += theme.px(8) + pill_width(pill, theme) if pill is not None else 0
        return width + theme.px(40)

    def _title(self) -> str:
        return self._choice.title if self._choice is not None else self.tr("No profile")

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(theme.color("line-strong"))
            painter.setBrush(theme.color("hover" if self.underMouse() else "surface"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
            middle = self.height() / 2
            x = float(theme.px(9))
            tiles = self._tiles()
            for tile in tiles if self._width(tiles) <= self.width() + theme.px(24) else ():
                wide = pill_width(Pill(tile, shape="tile"), theme)
                x += paint_pill(painter, self._left(x, wide), middle, Pill(tile, shape="tile"), theme) + 3
            x += theme.px(6)
            right = self.width() - theme.px(28)
            pill = self._pill()
            width = pill_width(pill, theme) if pill is not None else 0
            room = right - x - width - theme.px(10)
            painter.setFont(theme.font("section"))
            painter.setPen(theme.color("text"))
            text = theme.metrics("section").elidedText(self._title(), Qt.TextElideMode.ElideRight, int(room) + 2)
            place = QRectF(self._left(x, room + 4), 0, room + 4, self.height())
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), text)
            x += theme.metrics("section").horizontalAdvance(text) + theme.px(9)
            if pill is not None:
                paint_pill(painter, self._left(x, width), middle, pill, theme)
            side = theme.px(14)
            chevron = theme.pixmap("chevron-down", "text-2", 14, self.devicePixelRatioF())
            end = self._left(self.width() - side - theme.px(9), side)
            painter.drawPixmap(int(end), int(middle - side / 2), chevron)

    def _left(self, x: float, width: float) -> float:
        """Return where something begins that begins at ``x`` when read from left to right."""
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        return self.width() - x - width if is_mirrored else x
