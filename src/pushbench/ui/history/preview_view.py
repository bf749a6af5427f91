"""What the payload that left looks like to its reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from pushbench.compose.draft import draft_from_document
from pushbench.domain.finding import Draft
from pushbench.ui.compose.preview_maker import PreviewMaker
from pushbench.ui.compose.preview_pane import Stage
from pushbench.ui.history.facts import wrapped
from pushbench.ui.history.model import HistoryModel
from pushbench.ui.history.state import HistoryState
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import clear, column, hairline, pane, row
from pushbench.ui.widgets.choices import Combo
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.notes import EmptyState, IconLabel
from pushbench.ui.widgets.segments import Segment, Segments

if TYPE_CHECKING:
    from pushbench.preview.layout import Appearance

_MOST_LOSSES = 8


class PreviewView(QWidget):
    """Surface picker, stage, what is lost. The picture is made from the request's bytes."""

    def __init__(self, theme: Theme, model: HistoryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._maker: PreviewMaker | None = None
        self._shown: object = None
        self._surface = Combo(theme, self.tr("Surface"))
        self._surface.picked.connect(lambda key: model.choose_preview(surface=key))
        self._light = Segments(theme, self.tr("Appearance"))
        self._light.chosen.connect(lambda key: model.choose_preview(is_dark=key == "dark"))
        self.stage = Stage(theme)
        self._nothing = EmptyState(theme, "eye-off", "", "")
        self._nothing.hide()
        self._losses = column(spacing=6, margins=(16, 8, 16, 10))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(pane(self._losses))
        scroll.setMaximumHeight(theme.px(130))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(pane(row(self._surface, self._light, margins=(16, 8, 16, 8), grows=0)))
        layout.addWidget(hairline())
        layout.addWidget(self.stage, 1)
        layout.addWidget(self._nothing, 1)
        layout.addWidget(hairline())
        layout.addWidget(scroll)

    def show_state(self, state: HistoryState) -> None:
        key = (state.current, state.attempt, state.preview)
        if key == self._shown or state.inspected is None:
            return
        self._shown = key
        provider = state.inspected.record.provider
        if provider not in self._model.session.workspace.registry:
            self._say_nothing(self.tr("The provider “{name}” is not known.").format(name=provider))
            return
        draft = self._draft(state)
        surfaces = self._surfaces(state)
        if draft is None or not surfaces:
            self._say_nothing(self.tr("The history kept no payload of it."))
            return
        chosen = state.preview.surface or surfaces[0][0]
        self._surface.set_choices(surfaces, chosen)
        segments = (Segment("light", self.tr("Light"), "sun"), Segment("dark", self.tr("Dark"), "moon"))
        self._light.set_segments(segments, "dark" if state.preview.is_dark else "light")
        options = self._made_maker().options(is_dark=state.preview.is_dark, text_percent=100, language="en")
        self._show(self._made_maker().on_surface({provider: draft}, chosen, wanted=provider, options=options))

    def _made_maker(self) -> PreviewMaker:
        if self._maker is None:
            registry = self._model.session.workspace.registry
            self._maker = PreviewMaker(registry.provider)
            self._maker.provider_ids = registry.ids
        return self._maker

    def _draft(self, state: HistoryState) -> Draft | None:
        """Read the draft back from the bytes that left; a delivery that never left kept its own."""
        inspected = state.inspected
        if inspected is None:
            return None
        record = inspected.record
        if record.attempts:
            provider = self._model.session.workspace.registry.provider(record.provider)
            return provider.received(record.attempts[inspected.last_push].request)
        return draft_from_document(record.provider, dict(record.draft)) if record.draft else None  # type: ignore[arg-type]

    def _surfaces(self, state: HistoryState) -> list[tuple[str, str]]:
        """Return surface ids and titles, those of the device's own platform first."""
        inspected = state.inspected
        if inspected is None:
            return []
        spec = self._model.session.workspace.registry.provider(inspected.record.provider).spec
        own = inspected.device.platform if inspected.device is not None else ""
        platforms = sorted(spec.platforms, key=lambda item: item != own)
        maker = self._made_maker()
        return [
            (key, maker.surface(key).title)
            for platform in platforms
            for device in maker.devices(platform)
            for key, _ in device.surfaces
        ]

    def _show(self, appearance: Appearance | None) -> None:
        self.stage.show_appearance(appearance)
        self.stage.setVisible(appearance is not None)
        self._nothing.setVisible(appearance is None)
        clear(self._losses)
        if appearance is None:
            return
        if appearance.is_empty:
            self._add("info", "text-2", appearance.note)
        for loss in appearance.losses[:_MOST_LOSSES]:
            is_cut = bool(loss.lost_text)
            icon, token = ("scissors", "amber") if is_cut else ("info", "text-2")
            self._add(icon, token, f"{loss.what} {loss.why}".strip())
        if not appearance.losses and not appearance.is_empty:
            self._add("circle-check", "green", self.tr("This surface shows all of it."))

    def _add(self, icon: str, token: str, text: str) -> None:
        line = row(spacing=8)
        line.addWidget(IconLabel(self._theme, icon, token), alignment=Qt.AlignmentFlag.AlignTop)
        line.addWidget(wrapped(label(self._theme, text, "secondary", wraps=True)), 1)
        self._losses.addLayout(line)

    def _say_nothing(self, why: str) -> None:
        self._show(None)
        self._surface.set_choices([], "")
        self._nothing.show_words(self.tr("There is nothing to show"), why)
