"""Theme, text size, contrast, motion: each change is live."""

from __future__ import annotations

from pushbench.ui.settings.index import Section
from pushbench.ui.settings.model import LARGEST, SMALLEST, SettingsModel
from pushbench.ui.settings.page import Page
from pushbench.ui.theme.theme import Mode, Theme
from pushbench.ui.widgets.boxes import box, row
from pushbench.ui.widgets.choices import Switch
from pushbench.ui.widgets.segments import Segment, Segments

_STEP = 10


class AppearancePage(Page):
    """How the window looks."""

    def __init__(self, theme: Theme, section: Section, model: SettingsModel) -> None:
        super().__init__(theme, section)
        self._model = model
        self.mode = Segments(theme, self.tr("Theme"))
        self.mode.chosen.connect(model.set_mode)
        self.text_size = Segments(theme, self.tr("Text size"))
        self.text_size.chosen.connect(lambda key: model.set_text_percent(int(key)))
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
            "size",
            self.tr("Text size"),
            box(row(self.text_size, None)),
            hint=self.tr("90 to 140 %, with the heights of rows and fields."),
        )
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
        sizes = tuple(Segment(str(size), f"{size} %") for size in range(SMALLEST, LARGEST + 1, _STEP))
        self.text_size.set_segments(sizes, str(look.text_percent))
        self.contrast.setChecked(look.is_high_contrast)
        self.motion.setChecked(look.is_motion_reduced)
