"""The list of profiles by provider, and of sets."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from pushbench.domain.profile import Environment, Profile
from pushbench.ui.pills import environment_pill
from pushbench.ui.providers.model import NEW_SET
from pushbench.ui.providers.state import ProvidersState
from pushbench.ui.theme.style.menus import paint_row_ring
from pushbench.ui.theme.theme import Theme
from pushbench.ui.times import since_words
from pushbench.ui.widgets.pill import Pill, paint_pill, pill_width


def _tr(text: str) -> str:
    return QCoreApplication.translate("ProfileList", text)


Index = QModelIndex | QPersistentModelIndex
_LINE = Qt.ItemDataRole.UserRole
_ROOT = QModelIndex()


_NAME_WIDTH = 104
"""Unscaled pixels that a name has at least, before the environment gives up its word."""


class Line:
    """A heading, a profile or a set."""

    __slots__ = ("dot", "key", "pill", "remark", "text", "tile")

    def __init__(
        self, key: str, text: str, remark: str = "", tile: str = "", dot: str = "", pill: Pill | None = None
    ) -> None:
        self.key = key
        self.text = text
        self.remark = remark
        self.tile = tile
        self.dot = dot
        self.pill = pill

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Line) and all(getattr(self, n) == getattr(other, n) for n in self.__slots__)

    __hash__ = None  # type: ignore[assignment]


def lines_of(state: ProvidersState, now: float) -> list[Line]:
    """Return headings, profiles and sets in the order of the list."""
    found: list[Line] = []
    here = [profile for profile in state.profiles if profile.environment is Environment.LOCAL]
    for spec in state.specs:
        own = [profile for profile in state.profiles if profile.provider == spec.id and profile not in here]
        if own:
            found.append(Line("", spec.title))
            found += [_profile_line(profile, spec.tile, now) for profile in sorted(own, key=_production_last)]
    if here:
        found.append(Line("", _tr("On this computer")))
        tiles = {spec.id: spec.tile for spec in state.specs}
        found += [_profile_line(profile, tiles.get(profile.provider, "?"), now) for profile in here]
    found.append(Line("", _tr("Profile sets")))
    for item in state.sets:
        found.append(Line(f"set:{item.name}", item.name, ", ".join(item.profiles), str(len(item.profiles))))
    found.append(Line(f"set:{NEW_SET}", _tr("New set…"), _tr("One profile per provider"), "+"))
    return found


def _profile_line(profile: Profile, tile: str, now: float) -> Line:
    remark, dot = _status(profile, now)
    return Line(f"profile:{profile.name}", profile.name, remark, tile, dot, environment_pill(profile.environment))


def _production_last(profile: Profile) -> tuple[bool, str]:
    return profile.environment is Environment.PRODUCTION, profile.name.casefold()


def _status(profile: Profile, now: float) -> tuple[str, str]:
    if profile.tested_at is None:
        local = profile.environment is Environment.LOCAL
        return (_tr("Answered by the sandbox"), "green-dot") if local else (_tr("Not tested yet"), "text-3")
    if profile.test_ok:
        return _tr("Ready, {when}").format(when=since_words(profile.tested_at, now)), "green-dot"
    return _tr("Refused: {reason}").format(reason=profile.test_result or "").strip(": "), "red-dot"


class _Model(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []

    def show(self, lines: list[Line]) -> None:
        if lines != self.lines:
            self.beginResetModel()
            self.lines = lines
            self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role == _LINE:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            pill = f", {line.pill.text}" if line.pill is not None else ""
            return f"{line.text}{pill}, {line.remark}" if line.remark else line.text
        if role == Qt.ItemDataRole.ToolTipRole:
            words = (line.pill.text if line.pill is not None else "", line.remark)
            return ", ".join(word for word in words if word) or None
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and self.lines[index.row()].key:
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags


class _Delegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line = index.data(_LINE)
        return QSize(
            100, self._theme.height("provider-row") if isinstance(line, Line) and line.key else self._theme.px(30)
        )

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = index.data(_LINE)
        if not isinstance(line, Line):
            return
        theme = self._theme
        rect: QRect = option.rect.adjusted(6, 0, -6, 0)
        painter.save()
        if not line.key:
            painter.setFont(theme.font("caption-strong"))
            painter.setPen(theme.color("text-2"))
            painter.drawText(rect.adjusted(8, 6, -8, 0), int(Qt.AlignmentFlag.AlignVCenter), line.text)
            paint_row_ring(theme, option, painter, rect)
            painter.restore()
            return
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if is_selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("sel" if is_selected else "hover"))
            painter.drawRoundedRect(rect, 6, 6)
        paint_row_ring(theme, option, painter, rect)
        self._paint_line(painter, rect, line, option.direction)
        painter.restore()

    def _paint_line(self, painter: QPainter, rect: QRect, line: Line, direction: Qt.LayoutDirection) -> None:
        theme = self._theme
        side = theme.px(30)
        place = partial(QStyle.visualRect, direction, rect)
        left = rect.left() + theme.px(8)
        tile = place(QRect(left, rect.center().y() - side // 2 + 1, side, side))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.color("line"))
        painter.setBrush(theme.color("gray-bg"))
        painter.drawRoundedRect(tile, 6, 6)
        painter.setFont(theme.font("caption-strong"))
        painter.setPen(theme.color("text-2"))
        painter.drawText(tile, int(Qt.AlignmentFlag.AlignCenter), line.tile)
        x = left + side - 1 + theme.px(10)
        right = rect.right() - theme.px(8)
        if line.pill is not None:
            pill = line.pill
            if right - pill_width(pill, theme) - x < theme.px(_NAME_WIDTH):
                pill = replace(pill, text="")  # the icon alone; words stay in the tool tip and for screen readers
            width = pill_width(pill, theme)
            right -= width
            paint_pill(painter, place(QRect(right, 0, width, 1)).left(), rect.center().y() + 1, pill, theme)
            right -= theme.px(8)
        upper = QRect(x, rect.top() + theme.px(4), right - x, theme.px(19))
        lower = QRect(x, rect.top() + theme.px(22), right - x, theme.px(17))
        self._words(painter, place(upper), line.text, "body-medium", "text")
        if line.dot:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(line.dot))
            painter.drawEllipse(place(QRect(lower.left(), lower.center().y() - 2, theme.px(6), theme.px(6))))
            lower.setLeft(lower.left() + theme.px(11))
        self._words(painter, place(lower), line.remark, "caption", "text-2")

    def _words(self, painter: QPainter, room: QRect, text: str, role: str, token: str) -> None:
        painter.setFont(self._theme.font(role))
        painter.setPen(self._theme.color(token))
        shown = self._theme.metrics(role).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), shown)


class ProfileList(QListView):
    """``chosen`` tells ``profile:NAME`` or ``set:NAME``."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _Model(self)
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(theme, self))
        self.setProperty("role", "side")
        self.setAccessibleName(self.tr("Profiles"))
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(theme.px(220))
        self._is_rendering = False
        self._behind = ""
        """The line whose form a tool covers: a press on it leads back."""
        self.selectionModel().currentChanged.connect(self._on_current)
        self.clicked.connect(self._on_pressed)
        self.activated.connect(self._on_pressed)

    def show_state(self, state: ProvidersState) -> None:
        self._is_rendering = True
        self._model.show(lines_of(state, time.time()))
        wanted = f"set:{state.current_set}" if state.current_set else f"profile:{state.current}"
        self._behind = wanted if state.tool else ""
        number = next((n for n, line in enumerate(self._model.lines) if line.key == wanted), None)
        self.setCurrentIndex(self._model.index(number, 0) if number is not None else QModelIndex())
        self._is_rendering = False

    def _on_current(self) -> None:
        index = self.currentIndex()
        if index.isValid() and not self._is_rendering:
            self.chosen.emit(self._model.lines[index.row()].key)

    def _on_pressed(self, index: QModelIndex) -> None:
        key = self._model.lines[index.row()].key if index.isValid() else ""
        if key and key == self._behind:
            self._behind = ""
            self.chosen.emit(key)
