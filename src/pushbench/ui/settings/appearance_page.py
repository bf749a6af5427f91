"""Theme, text size, contrast, motion: each change is live."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from pushbench.ui.settings.index import Section
from pushbench.ui.settings.model import LARGEST, SMALLEST, SettingsModel
from pushbench.ui.settings.page import Page
from pushbench.ui.theme.theme import Mode, Theme
from pushbench.ui.widgets.boxes import box, row
from pushbench.ui.widgets.buttons import button, icon_button
from pushbench.ui.widgets.choices import Switch
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.segments import Segment, Segments

_STEP = 10


class SizeStepper(QWidget):
    """A text size between the smallest and the largest: two buttons and the figure between them."""

    chosen = Signal(int)

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._percent = 100
        self.setAccessibleName(name)
        self.smaller = icon_button(
            theme, "arrow-down", self.tr("Smaller text"), lambda: self._go(-_STEP), size=28, framed=True
        )
        self.larger = icon_button(
            theme, "arrow-up", self.tr("Larger text"), lambda: self._go(_STEP), size=28, framed=True
        )
        self._figure = label(theme, "", "body-medium")
        self._figure.setMinimumWidth(theme.px(52))
        self._figure.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.usual = button(theme, self.tr("Usual size"), lambda: self.chosen.emit(100), kind="link")
        self.setLayout(row(self.smaller, self._figure, self.larger, 6, self.usual, None, spacing=4))

    def show_percent(self, percent: int) -> None:
        self._percent = percent
        self._figure.setText(f"{percent} %")
        self.setAccessibleDescription(f"{percent} %")
        for part, is_end, why in (
            (self.smaller, percent <= SMALLEST, self.tr("This is the smallest size")),
            (self.larger, percent >= LARGEST, self.tr("This is the largest size")),
        ):
            part.setEnabled(not is_end)
            part.setToolTip(why if is_end else part.accessibleName())
        self.usual.setVisible(percent != 100)

    def _go(self, by: int) -> None:
        self.chosen.emit(self._percent + by)


class AppearancePage(Page):
    """How the window looks."""

    def __init__(self, theme: Theme, section: Section, model: SettingsModel) -> None:
        super().__init__(theme, section)
        self._model = model
        self.mode = Segments(theme, self.tr("Theme"))
        self.mode.chosen.connect(model.set_mode)
        self.text_size = SizeStepper(theme, self.tr("Text size"))
        self.text_size.chosen.connect(model.set_text_percent)
        self.contrast = Switch(theme, self.tr("Increase contrast"))
        self.contrast.turned.connect(model.set_high_contrast)
        self.motion = Switch(theme, self.tr("Reduce motion"))
        self.motion.turned.connect(model.set_reduced_motion)
        self.add(
            "theme",
            self.tr("Theme"),
            box(row(self.mode, None)),
            hint=self.tr("System follows light and dark as your desktop does."),
        )
        self.add(
            "size", self.tr("Text size"), self.text_size, hint=self.tr("90 to 140 %, with the heights of rows and fields.")
        )
        self.line()
        self.add(
            "contrast",
            self.tr("Contrast"),
            self.contrast,
            hint=self.tr(
                "Darker control borders, outlines in place of soft fills. The system's setting switches it on too."
            ),
        )
        self.add(
            "motion",
            self.tr("Motion"),
            self.motion,
            hint=self.tr("Popovers and the dock appear at once, and a word takes the place of spinners."),
        )
        model.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        look = self._model.state.look
        modes = (
            Segment(Mode.SYSTEM.value, self.tr("System")),
            Segment(Mode.LIGHT.value, self.tr("Light")),
            Segment(Mode.DARK.value, self.tr("Dark")),
        )
        self.mode.set_segments(modes, look.mode.value)
        self.text_size.show_percent(look.text_percent)
        self.contrast.setChecked(look.is_high_contrast)
        self.motion.setChecked(look.is_motion_reduced)
