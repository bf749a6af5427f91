"""What readers lose on every surface, the largest loss first."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from pushbench.ui.compose.explaining import explain_loss
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import column, pane, row
from pushbench.ui.widgets.buttons import button
from pushbench.ui.widgets.notes import IconLabel
from pushbench.ui.widgets.prose import Piece, Prose

if TYPE_CHECKING:
    from pushbench.ui.compose.model import ComposeModel
    from pushbench.ui.compose.survey import SurfaceLoss, Survey

_FEW = 8
"""Losses told before somebody asks for the others."""
_LEAST, _MOST = 64, 184
"""Height in unscaled pixels; beyond it the list scrolls."""


class LossLine(QWidget):
    """Scissors for words that are cut, else an i; the sentence, and behind it where to see it and why."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._icon = IconLabel(theme, "scissors", "amber")
        self.words = Prose(theme, role="secondary")
        line = row(spacing=8)
        line.addWidget(self._icon, alignment=Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.words, 1)
        self.setLayout(line)

    def show_words(self, icon: str, token: str, pieces: tuple[Piece, ...]) -> None:
        self._icon.set_icon(icon, token)
        self.words.show_pieces(pieces)


class LossList(QScrollArea):
    """As high as what it says, up to a bound; lines keep their widgets from one survey to the next."""

    def __init__(self, theme: Theme, model: ComposeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._shown: object = None
        self._survey: Survey | None = None
        self._note = ""
        self._tells_all = False
        self.lines: list[LossLine] = []
        self.more = button(theme, "", self._tell_all, kind="link", size="small")
        theme.dress(self.more, "label")
        self._column = column(spacing=8)
        self._ground = pane(column(self._column, row(self.more, None), None, spacing=4, margins=(12, 4, 12, 10)))
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(self._ground)

    def show_losses(self, survey: Survey, note: str) -> None:
        """Show what a survey found; ``note`` says why a surface shows nothing at all."""
        key = (survey.losses, note)
        if key == self._shown:
            return
        self._shown = key
        self._survey, self._note = survey, note
        self._fill()

    def _fill(self) -> None:
        survey = self._survey
        if survey is None:
            return
        told: list[tuple[str, str, tuple[Piece, ...]]] = []
        if self._note:
            told.append(("info", "text-2", (Piece(self._note),)))
        count = len(survey.losses) if self._tells_all else min(len(survey.losses), _FEW)
        told += [self._told(item, survey, len(told) + number) for number, item in enumerate(survey.losses[:count])]
        if not told:
            told.append(("circle-check", "green", (Piece(self.tr("Nothing. Every surface shows it all.")),)))
        self._keep(len(told))
        for line, (icon, token, pieces) in zip(self.lines, told, strict=False):
            line.show_words(icon, token, pieces)
        left = len(survey.losses) - count
        self.more.setVisible(left > 0)
        self.more.setText(self.tr("Show {count} more").format(count=left))
        self._fit()

    def _keep(self, count: int) -> None:
        """Have so many lines."""
        while len(self.lines) < count:
            made = LossLine(self._theme)
            self.lines.append(made)
            self._column.addWidget(made)
        while len(self.lines) > count:
            last = self.lines.pop()
            self._column.removeWidget(last)
            last.hide()
            last.deleteLater()

    def _told(self, item: SurfaceLoss, survey: Survey, number: int) -> tuple[str, str, tuple[Piece, ...]]:
        loss = item.loss
        is_cut = bool(loss.lost_text)
        pieces = [Piece(f"{loss.what} {loss.why}".strip() + "  ")]
        field = loss.what.partition(" ")[0].lower()
        if is_cut and field in survey.counters:
            show = partial(self._model.bring_to_sight, f"lost:content/{field}")
            pieces += [Piece(self.tr("Show in field"), run=show), Piece("  ")]
        pieces.append(Piece(self.tr("Why?"), run=lambda: self._explain(item, number)))
        return ("scissors", "amber", tuple(pieces)) if is_cut else ("info", "text-2", tuple(pieces))

    def _explain(self, item: SurfaceLoss, number: int) -> None:
        explain_loss(self._theme, self._model, item, self.lines[number].words)

    def _tell_all(self) -> None:
        self._tells_all = True
        self._fill()

    # -- height -------------------------------------------------------------------------------------

    def _fit(self) -> None:
        layout = self._ground.layout()
        wanted = layout.totalHeightForWidth(self.viewport().width()) if layout is not None else 0
        room = self._theme.px(_MOST)
        pane_ = self.parentWidget()
        if pane_ is not None:
            room = min(room, pane_.height() * 3 // 10)  # the picture is what the pane is for
        height = max(self._theme.px(_LEAST), min(wanted, room))
        if height != self.height() or height != self.maximumHeight():
            self.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def viewportEvent(self, event: QEvent) -> bool:
        done = super().viewportEvent(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return done
