"""What readers see, and what they lose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from pushbench.ui.compose.local_images import dropped_image
from pushbench.ui.compose.loss_list import LossList
from pushbench.ui.compose.model import ComposeModel
from pushbench.ui.compose.state import ComposeState
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import column, hairline, pane, row
from pushbench.ui.widgets.choices import Combo
from pushbench.ui.widgets.labels import ElidedLabel, label
from pushbench.ui.widgets.notes import EmptyState
from pushbench.ui.widgets.segments import Segment, Segments

if TYPE_CHECKING:
    from pushbench.paint.backdrop import Backdrop
    from pushbench.paint.pictures import ImageSource

_PLATFORMS = (("ios", "iPhone"), ("android", "Android"), ("web", "Web"))
_TEXT_SIZES = (80, 90, 100, 115, 130, 150, 200)


class Stage(QWidget):
    """Paints one appearance, scaled to the room there is."""

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, images: ImageSource | None = None) -> None:
        """``images`` gives the pictures that are at hand."""
        super().__init__(parent)
        self._theme = theme
        self._images = images
        self._appearance: object = None
        self._backdrop: Backdrop | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(theme.px(160))
        self.setAccessibleName(self.tr("Preview"))

    def show_appearance(self, appearance: object) -> None:
        if appearance is self._appearance or appearance == self._appearance:
            return
        self._appearance = appearance
        self.setAccessibleDescription(getattr(appearance, "alternative", ""))
        self.setToolTip(getattr(getattr(appearance, "surface", None), "measured_with", ""))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(280), self._theme.px(520))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._theme.color("sunken"))
            if self._appearance is not None:
                from pushbench.paint.backdrop import Backdrop
                from pushbench.paint.pictures import no_images

                backdrop = self._backdrop = self._backdrop or Backdrop()
                room, ratio = QRectF(self.rect()).adjusted(12, 8, -12, -8), self.devicePixelRatioF()
                images = self._images or no_images
                backdrop.paint(painter, room, self._appearance, ratio, images)  # type: ignore[arg-type]


class PreviewPane(QWidget):
    """Pickers, stage, losses."""

    def __init__(self, theme: Theme, model: ComposeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        previewing = model.previewing
        self._platform = Segments(theme, self.tr("Platform"), fills=True)
        self._platform.chosen.connect(previewing.choose_platform)
        self._surface = Segments(theme, self.tr("Surface"), fills=True)
        self._surface.chosen.connect(previewing.choose_surface)
        self._light = Segments(theme, self.tr("Appearance"))
        self._light.chosen.connect(lambda key: previewing.choose_dark(key == "dark"))
        self._size = Combo(theme, self.tr("Text size"))
        self._size.picked.connect(lambda key: previewing.choose_text_percent(int(key)))
        self._device = Combo(theme, self.tr("Device"))
        self._device.picked.connect(previewing.choose_device)
        self.stage = Stage(theme, images=model.images)
        model.images.changed.connect(self.stage.update)
        self.setAcceptDrops(True)
        self._nothing = EmptyState(theme, "eye-off", "", "")
        self._nothing.hide()
        tools = row(spacing=6)
        tools.addWidget(self._light)
        tools.addWidget(self._size, 1)
        tools.addWidget(self._device, 2)
        head = pane(column(self._platform, self._surface, tools, spacing=6, margins=(12, 10, 12, 10)), "bg")
        self.losses = LossList(theme, model)
        self._count = label(theme, "", "caption", tone="caption")
        losses_head = pane(
            row(
                ElidedLabel(theme, self.tr("What the reader loses"), "section"),
                None,
                self._count,
                margins=(12, 8, 12, 4),
            )
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(head)
        layout.addWidget(hairline())
        layout.addWidget(self.stage, 1)
        layout.addWidget(self._nothing, 1)
        layout.addWidget(hairline())
        layout.addWidget(losses_head)
        layout.addWidget(self.losses)
        self.setMinimumWidth(theme.width("preview-min"))
        self.setMaximumWidth(theme.width("preview-max"))

    # -- a dropped image ----------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_image(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self._model.editing.set_image(dropped_image(event.mimeData()))

    # -- state --------------------------------------------------------------------------------------

    def show_state(self, state: ComposeState) -> None:
        chosen = state.preview
        self._platform.set_segments(tuple(Segment(key, words) for key, words in _PLATFORMS), chosen.platform)
        devices = self._model.maker.devices(chosen.platform)
        surfaces = next((item.surfaces for item in devices if item.device == chosen.device), ())
        self._surface.set_segments(tuple(Segment(key, words) for key, words in surfaces), chosen.surface)
        self._surface.setVisible(len(surfaces) > 1)
        light = (Segment("light", self.tr("Light"), "sun"), Segment("dark", self.tr("Dark"), "moon"))
        self._light.set_segments(light, "dark" if chosen.is_dark else "light")
        self._size.set_choices([(str(size), f"{size} %") for size in _TEXT_SIZES], str(chosen.text_percent))
        self._device.set_choices([(item.device, item.device) for item in devices], chosen.device)
        self.stage.show_appearance(state.appearance)
        self.stage.setVisible(state.appearance is not None)
        self._nothing.setVisible(state.appearance is None)
        if state.appearance is None:
            self._say_why_nothing(state)
        self._show_losses(state)

    def _say_why_nothing(self, state: ComposeState) -> None:
        if state.sheet is not None and state.sheet.trouble is not None:
            self._nothing.show_words(self.tr("Nothing would leave"), state.sheet.trouble.what)
        else:
            self._nothing.show_words(
                self.tr("No provider for this platform"), self.tr("Choose a provider whose payload it can show.")
            )

    def _show_losses(self, state: ComposeState) -> None:
        losses, appearance = state.survey.losses, state.appearance
        self._count.setText(self.tr("all surfaces: {count}").format(count=len(losses)) if losses else "")
        note = appearance.note if appearance is not None and appearance.is_empty else ""
        self.losses.show_losses(state.survey, note)
