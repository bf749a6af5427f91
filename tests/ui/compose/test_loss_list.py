"""What readers lose stands line below line, whole, at every width and text size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from tests.ui.conftest import Driver

from pushbench.domain.shown import Loss
from pushbench.ui.compose.loss_list import LossList
from pushbench.ui.compose.model import ComposeModel
from pushbench.ui.compose.survey import Counter, SurfaceLoss, Survey
from pushbench.ui.session import Session
from pushbench.ui.theme.theme import Theme


@pytest.fixture
def model(driver: Driver, session: Session) -> Iterator[ComposeModel]:
    made = ComposeModel(session, save_after_ms=60_000)
    driver.run(made.start())
    yield made
    made.files.open.stop()


def survey(count: int) -> Survey:
    long = "The reader loses “" + "moved to gate B42 and boards at 14:35 " * 4 + "”."
    losses = tuple(
        SurfaceLoss(
            f"Surface {n}", "ios", Loss(f"Title is cut after {n} characters on surface {n}.", long, "", "x" * n)
        )
        for n in range(count, 0, -1)
    )
    return Survey(losses=losses, counters={"title": (Counter("ios", 44, 32, "iPhone"),)})


@pytest.fixture
def holder(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    QVBoxLayout(made).setContentsMargins(0, 0, 0, 0)
    made.resize(328, 800)
    made.show()
    return made


@pytest.mark.parametrize("percent", [90, 140])
@pytest.mark.parametrize("width", [300, 460])
def test_no_line_is_cut_or_lies_over_another(
    theme: Theme, model: ComposeModel, holder: QWidget, driver: Driver, percent: int, width: int
) -> None:
    theme.choose(replace(theme.look, text_percent=percent))
    made = LossList(theme, model)
    holder.layout().addWidget(made)  # type: ignore[union-attr]
    made.show_losses(survey(6), "")
    holder.resize(width, 800)
    driver.until(lambda: holder.width() == width)
    driver.turn()
    below = 0
    for line in made.lines:
        top = line.mapTo(made.widget(), line.rect().topLeft()).y()
        assert top >= below
        assert line.words.height() >= line.words.heightForWidth(line.words.width())
        assert line.height() >= line.words.height()
        below = top + line.height()
    assert made.widget().height() >= below
    theme.choose(replace(theme.look, text_percent=100))


def test_many_losses_are_told_when_asked_for(theme: Theme, model: ComposeModel, holder: QWidget) -> None:
    made = LossList(theme, model)
    holder.layout().addWidget(made)  # type: ignore[union-attr]
    made.show_losses(survey(11), "")
    assert len(made.lines) == 8
    assert made.more.text() == "Show 3 more"
    made.more.click()
    assert len(made.lines) == 11
    assert not made.more.isVisible()


def test_the_links_lead_to_the_field(theme: Theme, model: ComposeModel, holder: QWidget) -> None:
    made = LossList(theme, model)
    holder.layout().addWidget(made)  # type: ignore[union-attr]
    made.show_losses(survey(1), "")
    places: list[str] = []
    model.focus_wanted = places.append
    show = next(piece for piece in made.lines[0].words.pieces if piece.text == "Show in field")
    assert show.run is not None
    show.run()
    assert places == ["lost:content/title"]


def test_nothing_lost_is_said(theme: Theme, model: ComposeModel, holder: QWidget) -> None:
    made = LossList(theme, model)
    holder.layout().addWidget(made)  # type: ignore[union-attr]
    made.show_losses(Survey(), "")
    assert [line.words.text for line in made.lines] == ["Nothing. Every surface shows it all."]
