"""Every finding of every provider is listed, walked and mended from one place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from tests.ui.conftest import Driver

from pushbench.domain.finding import Severity
from pushbench.domain.message import Content, Message, Override
from pushbench.ui.compose.by_hand import ByHandPopover, by_hand
from pushbench.ui.compose.form_difference import FormDifferenceDialog
from pushbench.ui.compose.json_find import matches
from pushbench.ui.compose.model import ComposeModel
from pushbench.ui.compose.problem_list import listed, turn_notes
from pushbench.ui.compose.problem_popover import ProblemPopover
from pushbench.ui.compose.screen import ComposeScreen
from pushbench.ui.session import Session
from pushbench.ui.theme.theme import Theme

BAD = Message(
    name="Bad",
    content=Content(title="Hi {{", icon="ic_gate"),
    overrides={
        "apns": Override({"apns-priority": "high"}, {"aps": {"relevance-score": 0.9}}),
        "fcm": Override({}, {"message": {"data": {"walk_min": 8}}}),
    },
)


@pytest.fixture
def model(driver: Driver, session: Session) -> Iterator[ComposeModel]:
    made = ComposeModel(session, save_after_ms=60_000)
    driver.run(made.start())
    driver.until(lambda: made.state.target_summary)
    yield made
    made.files.open.stop()


@pytest.fixture
def screen(theme: Theme, model: ComposeModel, qtbot: QtBot, driver: Driver) -> ComposeScreen:
    made = ComposeScreen(theme, model)
    qtbot.addWidget(made)
    made.resize(1400, 900)
    made.show()
    return made


def open_bad(model: ComposeModel, driver: Driver, message: Message = BAD) -> None:
    model.files.take(message)
    driver.until(lambda: model.state.message.name == message.name)
    driver.until(lambda: set(model.state.survey.findings) >= {"apns", "fcm"})


def without_template(message: Message = BAD) -> Message:
    from dataclasses import replace

    return replace(message, content=Content(title="Hi", icon="ic_gate"))


def test_all_providers_are_listed_the_gravest_first(screen: ComposeScreen, model: ComposeModel, driver: Driver) -> None:
    open_bad(model, driver)
    items = listed(model.state)
    errors = [item for item in items if item.finding.severity is Severity.ERROR]
    assert items[: len(errors)] == tuple(errors)
    assert {"", "apns", "fcm"} <= {item.provider for item in errors}
    assert any(item.finding.severity is Severity.NOTE for item in items)
    assert len({(item.provider, item.finding.rule, item.finding.pointer, item.finding.what) for item in items}) == len(
        items
    )


def test_f8_leads_from_provider_to_provider_and_round(
    screen: ComposeScreen, model: ComposeModel, driver: Driver, qtbot: QtBot
) -> None:
    open_bad(model, driver, without_template())
    screen.activateWindow()
    model.choose_provider("apns")
    visited = []
    for _ in range(3):
        screen.json.next_problem()
        caret = screen.json.editor.textCursor().selectionStart()
        visited.append((model.state.provider, screen.json.editor.text()[caret:].split("\n")[0].rstrip(",")))
    assert visited[0] == ("apns", '"high"')
    assert visited[1] == ("fcm", "8")
    assert visited[2] == visited[0]
    screen.json.next_problem(-1)
    assert model.state.provider == "fcm"


def test_a_problem_mended_since_the_survey_is_passed_by(
    screen: ComposeScreen, model: ComposeModel, driver: Driver
) -> None:
    from dataclasses import replace

    open_bad(model, driver, without_template())
    stale = model.state.survey
    model.editing.change(replace(model.state.message, overrides={"apns": BAD.overrides["apns"]}))
    model.become(survey=stale)
    model.choose_provider("apns")
    screen.json.next_problem()
    screen.json.next_problem()
    assert model.state.provider == "apns"
    assert screen.json.editor.text()[screen.json.editor.textCursor().position() :].startswith('"high"')


def test_a_problem_of_the_message_leads_to_its_field(
    screen: ComposeScreen, model: ComposeModel, driver: Driver
) -> None:
    open_bad(model, driver)
    places: list[str] = []
    model.focus_wanted = places.append
    screen.json.next_problem()
    assert places == ["content/title"]


def test_nothing_to_walk_says_so(screen: ComposeScreen, model: ComposeModel, session: Session) -> None:
    from dataclasses import replace

    from pushbench.ui.compose.survey import Survey

    assert model.state.sheet is not None
    model.become(survey=Survey(), sheet=replace(model.state.sheet, findings=(), trouble=None))
    screen.json.next_problem()
    assert session.notices.messages == ["Nothing was found. The message can go out as it is."]  # type: ignore[attr-defined]


def test_the_list_is_worked_by_keyboard(
    theme: Theme, screen: ComposeScreen, model: ComposeModel, driver: Driver, qtbot: QtBot
) -> None:
    open_bad(model, driver, without_template())
    popover = ProblemPopover(theme, model, screen)
    popover.open_above(QRect(700, 600, 80, 20))
    errors = [line for line in popover.rows if line.item.tone == "red"]
    assert [line.accessibleName().split(", ")[:2] for line in errors] == [["Error", "APNs"], ["Error", "FCM"]]
    popover.rows[0].setFocus()
    qtbot.keyClick(popover.rows[0], Qt.Key.Key_Down)
    assert popover.focusWidget() is popover.rows[1]
    qtbot.keyClick(popover.rows[1], Qt.Key.Key_Return)
    assert model.state.provider == "fcm"
    assert screen.json.editor.textCursor().selectedText() == "8"


def test_a_fix_of_the_list_mends_its_own_provider(
    theme: Theme, screen: ComposeScreen, model: ComposeModel, driver: Driver, qtbot: QtBot
) -> None:
    open_bad(model, driver, without_template())
    model.choose_provider("apns")
    popover = ProblemPopover(theme, model, screen)
    popover.open_above(QRect(700, 600, 80, 20))
    line = next(line for line in popover.rows if line.item.provider == "fcm" and line.item.finding.patch is not None)
    qtbot.mouseClick(line.links[1], Qt.MouseButton.LeftButton)
    assert model.state.provider == "fcm"
    assert model.state.sheet is not None
    assert line.item.finding.rule not in {finding.rule for finding in model.state.sheet.errors}


def test_notes_stand_in_the_json_when_wanted(screen: ComposeScreen, model: ComposeModel, driver: Driver) -> None:
    open_bad(model, driver, without_template())
    model.choose_provider("apns")

    def tones() -> list[str]:
        return [widget.note.tone for widget in screen.json.editor._notes.values()]

    assert "gray" not in tones()
    assert any(mark.tone == "gray" for mark in screen.json.editor.marks)
    turn_notes(model, True)
    assert "gray" in tones()
    key = next(key for key, widget in screen.json.editor._notes.items() if widget.note.tone == "gray")
    screen.json.editor.note_pressed.emit(key, "hide")
    assert "gray" not in tones()
    assert model.session.state.choices["notes in json"] is False


def test_what_is_set_by_hand_names_the_form_s_value(
    theme: Theme, screen: ComposeScreen, model: ComposeModel, driver: Driver, qtbot: QtBot
) -> None:
    open_bad(model, driver, without_template())
    model.choose_provider("apns")
    places = {place.name: (place.value, place.form_value) for place in by_hand(model)}
    assert places["apns-priority"][0] == '"high"'
    assert places["aps › relevance-score"] == ("0.9", "")
    popover = ByHandPopover(theme, model, screen)
    popover.open_below(screen.json)
    popover._use_form_value("/payload/aps/relevance-score")
    assert [place.name for place in by_hand(model)] == ["apns-priority"]


def test_the_difference_to_the_form_is_shown(
    theme: Theme, screen: ComposeScreen, model: ComposeModel, driver: Driver, qtbot: QtBot
) -> None:
    open_bad(model, driver, without_template())
    model.choose_provider("apns")
    screen.json._open_difference()
    driver.until(lambda: any(d.isVisible() for d in screen.findChildren(FormDifferenceDialog)))
    dialog = screen.findChildren(FormDifferenceDialog)[0]
    lines = dialog.view.toPlainText().splitlines()
    assert any(line.startswith("+") and '"apns-priority": "high"' in line for line in lines)
    assert any(label.text() == "APNs: form and JSON" for label in dialog.findChildren(QLabel))
    dialog.choose("form")
    driver.until(lambda: not by_hand(model))


def test_words_are_found_whatever_their_case() -> None:
    assert matches('{"Aps": "aps"}', "APS") == ((2, 5), (9, 12))
    assert matches("aaaa", "aa") == ((0, 2), (2, 4))
    assert matches("text", "") == ()
    assert matches("İx", "x") == ((1, 2),)


def test_ctrl_f_finds_in_the_json(screen: ComposeScreen, model: ComposeModel, driver: Driver, qtbot: QtBot) -> None:
    open_bad(model, driver, without_template())
    model.choose_provider("apns")
    search = screen.json.search
    search.open_up()
    qtbot.keyClicks(search.field, "apns-")
    assert search._count.text().startswith("1 of ")
    first = screen.json.editor.textCursor().selectionStart()
    qtbot.keyClick(search.field, Qt.Key.Key_Return)
    assert screen.json.editor.textCursor().selectionStart() > first
    qtbot.keyClick(search.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert screen.json.editor.textCursor().selectionStart() == first
    qtbot.keyClick(search.field, Qt.Key.Key_Escape)
    assert not search.isVisible()
