"""“Why?” where findings, losses, answers and tests are shown."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from tests.ui.conftest import Driver

from pushbench.domain.message import Content, Message, Override
from pushbench.domain.outcome import DeliveryRecord, Outcome, OutcomeKind
from pushbench.store.history import RunRecord
from pushbench.ui.compose.explaining import explain_delivery
from pushbench.ui.compose.model import ComposeModel
from pushbench.ui.compose.screen import ComposeScreen
from pushbench.ui.explain.popover import ExplainPopover
from pushbench.ui.session import Session
from pushbench.ui.theme.theme import Theme


@pytest.fixture
def model(driver: Driver, session: Session) -> Iterator[ComposeModel]:
    made = ComposeModel(session, save_after_ms=60_000)
    driver.run(made.start())
    yield made
    made.files.open.stop()


@pytest.fixture
def screen(theme: Theme, model: ComposeModel, qtbot: QtBot) -> ComposeScreen:
    made = ComposeScreen(theme, model)
    qtbot.addWidget(made)
    made.resize(1366, 850)
    made.show()
    return made


def links(owner: QWidget) -> list[QPushButton]:
    return [part for part in owner.findChildren(QPushButton) if part.text() == "Why?" and part.isVisible()]


def opened() -> ExplainPopover:
    found = [part for part in QApplication.topLevelWidgets() if isinstance(part, ExplainPopover) and part.isVisible()]
    assert len(found) == 1
    return found[0]


def _take(driver: Driver, model: ComposeModel, message: Message) -> None:
    model.files.take(message)
    driver.until(lambda: model.state.message.content.title == message.content.title)


def test_a_finding_at_its_line_is_explained_and_mended(
    driver: Driver, model: ComposeModel, screen: ComposeScreen, qtbot: QtBot
) -> None:
    wrong = Override(headers={"apns-priority": "high"})
    _take(driver, model, Message(name="Gate", content=Content(title="Gate"), overrides={"apns": wrong}))
    driver.until(lambda: links(screen.json.editor))
    link = links(screen.json.editor)[0]
    link.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(link, Qt.Key.Key_Space)
    popover = opened()
    finding = next(item for item in model.state.sheet.findings if "priority" in item.pointer)  # type: ignore[union-attr]
    assert popover.explanation.what == finding.what
    assert popover.explanation.rule == finding.rule
    assert popover.explanation.sources
    assert [step.text() for step in popover.steps] == ["Show field", "Set to 10"]
    popover.steps[1].click()
    driver.until(lambda: '"apns-priority": "10"' in screen.json.editor.text())


def test_text_that_is_no_json_is_explained(driver: Driver, model: ComposeModel, screen: ComposeScreen) -> None:
    model.editing.set_json('{"headers": }')
    driver.until(lambda: links(screen.json.editor))
    links(screen.json.editor)[0].click()
    popover = opened()
    assert popover.explanation.what == model.state.sheet.source.problems[0].what  # type: ignore[union-attr]
    QTest.keyClick(popover, Qt.Key.Key_Escape)
    assert not popover.isVisible()


def test_what_the_reader_loses_is_explained(driver: Driver, model: ComposeModel, screen: ComposeScreen) -> None:
    _take(driver, model, Message(name="Long", content=Content(title="A title that goes on " * 9, body="B")))
    driver.until(lambda: model.state.survey.losses and screen.preview.losses.lines)
    why = next(piece for piece in screen.preview.losses.lines[0].words.pieces if piece.text == "Why?")
    assert why.run is not None
    why.run()
    popover = opened()
    assert popover.explanation.what == model.state.survey.losses[0].loss.what
    assert any("Measured with" in fact.value for fact in popover.explanation.facts)
    popover.close()


def test_a_delivery_of_the_log_is_explained(
    driver: Driver, model: ComposeModel, screen: ComposeScreen, theme: Theme, notices: Any
) -> None:
    outcome = Outcome(OutcomeKind.REJECTED, 410, "Unregistered", is_target_dead=True)
    record = DeliveryRecord("d9", "r9", "apns", "p", "local", "Ana", "device", "ab", outcome)
    history = model.workspace.store.database.history
    history.start_run(RunRecord("r9", 1.0, "", "{}", "set", 1))
    history.add([record])
    place = QRect(QPoint(300, 300), QSize(1, 1))
    driver.run(explain_delivery(theme, model, "d9", screen, place))
    popover = opened()
    assert popover.explanation.code == "410 Unregistered"
    assert popover.explanation.why
    popover.close()
    driver.run(explain_delivery(theme, model, "gone", screen, place))
    assert "not hold" in notices.messages[-1]


def test_the_popover_ends_with_what_it_explains(theme: Theme, driver: Driver, screen: ComposeScreen) -> None:
    from pushbench.ui.explain.explanation import Explanation
    from pushbench.ui.explain.popover import explain

    popover = explain(theme, Explanation("gray", "What."), screen)
    driver.run(asyncio.sleep(0))
    screen.hide()
    popover.close()
