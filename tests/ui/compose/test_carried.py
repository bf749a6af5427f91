"""Losses beside the provider tabs: what is counted, what the list says and where it leads."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QRect, Qt
from pytestqt.qtbot import QtBot
from tests.ui.compose.test_send_log import model as model
from tests.ui.conftest import Driver, HeardNotices
from tests.ui.fake_workspace import FakeWorkspace

from pushbench.domain.carrying import LossKind
from pushbench.domain.message import Content, Message
from pushbench.ui.compose.carried import LOOKS, carried, explanation, kind_words, meant_providers, why
from pushbench.ui.compose.json_pane import JsonPane
from pushbench.ui.compose.loss_popover import LossPopover
from pushbench.ui.compose.model import ComposeModel
from pushbench.ui.compose.problem_list import go_to_field
from pushbench.ui.session import Session
from pushbench.ui.theme.theme import Theme

RICH = Message(
    name="Gate change",
    content=Content(title="Gate", subtitle="Flight 418", body="B42", image="https://a.example/b.png", icon="ic"),
    data={"seats": 2},
    languages={"de": {"subtitle": "Flug 418"}},
)


@pytest.fixture
def rich(driver: Driver, model: ComposeModel, session: Session) -> ComposeModel:
    """A message with something that every service loses, to the three virtual devices."""
    session.message_wanted.emit(RICH)
    driver.until(lambda: model.state.message.content.subtitle == "Flight 418")
    driver.until(lambda: any(tab.losses for tab in model.state.providers))
    return model


def test_only_services_that_the_message_goes_to_are_counted(
    driver: Driver, rich: ComposeModel, workspace: FakeWorkspace
) -> None:
    expected = workspace.losses(RICH)
    counted = {tab.id: tab.losses for tab in rich.state.providers}
    for provider in ("apns", "fcm", "webpush"):
        assert counted[provider] == len(expected[provider])
    assert all(not count for provider, count in counted.items() if provider not in ("apns", "fcm", "webpush"))
    rich.targeting.set_targets(["Virtual Pixel"])
    driver.until(lambda: meant_providers(rich.state) == {"fcm"})
    driver.until(lambda: not {tab.id: tab.losses for tab in rich.state.providers}["apns"])
    assert {item.provider for item in carried(rich.state)} == {"fcm"}
    rich.targeting.set_targets([])
    driver.until(lambda: len(meant_providers(rich.state)) > 3)


def test_tabs_and_foot_tell_the_count(theme: Theme, driver: Driver, rich: ComposeModel, qtbot: QtBot) -> None:
    pane = JsonPane(theme, rich)
    qtbot.addWidget(pane)
    pane.resize(theme.px(450), 600)
    pane.show()
    pane.show_state(rich.state)
    driver.turn()
    here = rich.state.providers[0].losses
    total = sum(tab.losses for tab in rich.state.providers)
    assert pane.tabs.tabText(0) == f"APNs {here}"
    assert f"{here} fields not carried as they are" in pane.tabs.accessibleTabName(0)
    assert pane._losses.text() == f"{here} of {total} losses"
    assert "Not carried as it is" in pane._losses.accessibleName()
    driver.until(pane.all_tabs.isVisible)
    pane.resize(theme.px(400), 600)
    driver.until(lambda: pane._losses.text() == f"{here}/{total}")
    pane.resize(1400, 600)
    driver.until(lambda: not pane.all_tabs.isVisible())


@pytest.fixture
def popover(theme: Theme, rich: ComposeModel, qtbot: QtBot) -> LossPopover:
    pane = JsonPane(theme, rich)
    qtbot.addWidget(pane)
    pane.show()
    made = LossPopover(theme, rich, pane)
    made.open_above(QRect(600, 700, 10, 10))
    return made


def test_the_list_leads_to_fields_by_mouse_and_keys(rich: ComposeModel, popover: LossPopover, qtbot: QtBot) -> None:
    led: list[str] = []
    rich.focus_wanted = led.append
    rows = list(popover.rows)
    assert [row.item for row in rows] == list(carried(rich.state))  # type: ignore[attr-defined]
    assert rows[0].item.provider == rich.state.provider  # type: ignore[attr-defined]
    assert all(row.accessibleName() for row in rows)
    qtbot.keyClick(popover, Qt.Key.Key_Down)
    popover.step(-1)
    rows[0].go()
    assert led == [f"content/{rows[0].item.loss.field.rpartition('/')[2]}"]  # type: ignore[attr-defined]


def test_words_of_a_language_lead_into_it(rich: ComposeModel) -> None:
    led: list[str] = []
    rich.focus_wanted = led.append
    go_to_field(rich, "/languages/de/subtitle")
    assert rich.state.reading.language == "de"
    go_to_field(rich, "/delivery/live_activity/state")
    go_to_field(rich, "/actions/0/link")
    go_to_field(rich, "/data/seats")
    assert led == ["content/subtitle", "delivery", "actions", "data"]


def test_every_kind_has_words_a_look_and_a_reason(rich: ComposeModel) -> None:
    item = carried(rich.state)[0]
    for kind in LossKind:
        told = explanation(replace(item, loss=replace(item.loss, kind=kind, at="/payload/x")))
        assert kind_words(kind)
        assert LOOKS[kind]
        assert "{service}" in why(kind)[0]
        assert item.service in told.why
        assert [fact.value for fact in told.facts] == [item.loss.field, "/payload/x"]


def test_a_message_that_loses_nothing_says_so(
    theme: Theme, driver: Driver, model: ComposeModel, session: Session, qtbot: QtBot
) -> None:
    session.message_wanted.emit(Message(name="Plain", content=Content(title="Gate", body="B42")))
    driver.until(lambda: model.state.message.content.title == "Gate" and model.state.survey.carried)
    driver.until(lambda: not any(tab.losses for tab in model.state.providers))
    pane = JsonPane(theme, model)
    qtbot.addWidget(pane)
    pane.show_state(model.state)
    assert not pane._losses.isVisibleTo(pane)
    made = LossPopover(theme, model, pane)
    assert not made.rows


def test_reach_is_asked_and_stands_in_the_chip(
    driver: Driver, model: ComposeModel, workspace: FakeWorkspace, notices: HeardNotices
) -> None:
    assert "No target" in model.targeting.why_not_count
    model.targeting.set_targets(["segment:All", "Virtual Pixel"])
    driver.until(lambda: [chip.text for chip in model.state.targets] == ["segment:All", "Virtual Pixel"])
    assert model.targeting.countable() == ("segment:All",)
    model.targeting.count()
    driver.until(lambda: notices.messages)
    assert workspace.counted == [("segment:All",)]
    assert notices.messages[-1] == "segment:All reaches 42 devices"
    driver.until(lambda: model.state.targets[0].title.endswith(" · 42"))
    workspace.reach = None
    model.targeting.count()
    driver.until(lambda: notices.troubles)
    assert notices.troubles[-1].what == "Nobody knows."
