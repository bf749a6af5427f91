"""Deep link, category and the buttons of the notification."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pushbench.domain.message import Action
from pushbench.ui.compose.field_row import FormField
from pushbench.ui.compose.field_shapes import FieldShape
from pushbench.ui.compose.model import ComposeModel
from pushbench.ui.compose.state import ComposeState
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import row
from pushbench.ui.widgets.buttons import button, icon_button
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.notes import IconLabel
from pushbench.ui.widgets.text_field import TextField


class _Grip(IconLabel):
    """Dots by which a row is dragged up and down."""

    def __init__(self, theme: Theme, on_drag: Callable[[int | None], object]) -> None:
        super().__init__(theme, "grip-vertical", "text-3", 14)
        self._on_drag = on_drag
        self.setCursor(Qt.CursorShape.SizeVerCursor)
        self.setToolTip(QCoreApplication.translate("ActionsSection", "Drag, or press Alt Up and Alt Down"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # so that the moves come here

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._on_drag(round(event.globalPosition().y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._on_drag(None)


class _ActionRow(QWidget):
    """Grip, title, link and a cross; Alt Up and Alt Down move the row."""

    def __init__(
        self,
        theme: Theme,
        model: ComposeModel,
        index: int,
        move: Callable[[int, int], object],
        drag: Callable[[int | None], object],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._index = index
        self._move = move
        number = index + 1
        self.title = TextField(theme, self.tr("Title of action {n}").format(n=number), placeholder=self.tr("Title"))
        self.link = TextField(
            theme, self.tr("Link of action {n}").format(n=number), is_mono=True, placeholder=self.tr("Link")
        )
        self.title.edited.connect(partial(model.editing.set_action, index, "title"))
        self.link.edited.connect(partial(model.editing.set_action, index, "link"))
        cross = icon_button(
            theme,
            "x",
            self.tr("Remove action {n}").format(n=number),
            partial(model.editing.remove_action, index),
        )
        layout = row(spacing=6)
        layout.addWidget(_Grip(theme, drag))
        layout.addWidget(self.title, 3)
        layout.addWidget(self.link, 5)
        layout.addWidget(cross)
        self.setLayout(layout)

    def show_action(self, action: Action) -> None:
        self.title.set_text(action.title)
        self.link.set_text(action.link or "")
        self.title.setToolTip(self.tr("Id: {id}").format(id=action.id))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is not None and event.modifiers() == Qt.KeyboardModifier.AltModifier:
            self._move(self._index, step)
            return
        super().keyPressEvent(event)


class ActionsSection(QWidget):
    """The section of the form."""

    def __init__(self, theme: Theme, model: ComposeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._link = FormField(
            theme, FieldShape("content/link", self.tr("Deep link"), is_mono=True, placeholder="app://"), model
        )
        self._category = FormField(
            theme, FieldShape("content/category", self.tr("Category"), is_mono=True, remark="iOS"), model
        )
        links = row(spacing=8)
        links.addWidget(self._link, 2)
        links.addWidget(self._category, 1)
        self._rows: list[_ActionRow] = []
        self._dragged = -1
        self._lines = QVBoxLayout()
        self._lines.setSpacing(6)
        add = button(theme, self.tr("Add action"), model.editing.add_action, icon="plus", kind="quiet", size="small")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(label(theme, self.tr("Actions and deep link"), "section"))
        layout.addLayout(links)
        layout.addLayout(self._lines)
        layout.addWidget(add, alignment=Qt.AlignmentFlag.AlignLeft)

    def show_state(self, state: ComposeState) -> None:
        self._link.show_state(state)
        self._category.show_state(state)
        actions = state.message.actions
        while len(self._rows) > len(actions):
            last = self._rows.pop()
            self._lines.removeWidget(last)
            last.hide()
            last.deleteLater()
        while len(self._rows) < len(actions):
            index = len(self._rows)
            made = _ActionRow(self._theme, self._model, index, self._move, partial(self._drag, index), self)
            self._rows.append(made)
            self._lines.addWidget(made)
        for line, action in zip(self._rows, actions, strict=True):
            line.show_action(action)

    def _move(self, index: int, by: int) -> None:
        """Move an action; the keyboard goes with it."""
        if not 0 <= index + by < len(self._rows):
            return
        in_link = self._rows[index].link.hasFocus()
        self._model.editing.move_action(index, by)
        row_ = self._rows[index + by]
        (row_.link if in_link else row_.title).setFocus(Qt.FocusReason.OtherFocusReason)

    def _drag(self, index: int, y: int | None) -> None:
        """Move the action that is dragged to the row below the mouse; without a height the drag is over."""
        if y is None:
            self._dragged = -1
            return
        now = self._dragged if self._dragged >= 0 else index
        at = self.mapFromGlobal(QPoint(0, y)).y()
        target = next((n for n, line in enumerate(self._rows) if line.y() <= at < line.y() + line.height() + 6), now)
        while now != target:
            step = 1 if target > now else -1
            self._model.editing.move_action(now, step)
            now += step
        self._dragged = now
