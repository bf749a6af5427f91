"""What services said later: pill, filter, figures, inspector, timeline, asking and cancelling."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QWidget
from tests.ui.fake_workspace import FakeWorkspace
from tests.ui.history.conftest import attempt, keep, record, settle, started
from tests.ui.history.test_screen import shown as shown

from pushbench.domain.fate import Fate
from pushbench.domain.outcome import DeliveryEvent, DeliveryRecord, Explain, Outcome, OutcomeKind, StepKind
from pushbench.engine.following import Answered
from pushbench.store.history import PendingQuestion
from pushbench.ui.history.actions import history_actions
from pushbench.ui.history.filter_bar import status_words
from pushbench.ui.history.filters import Filters, from_json, to_json
from pushbench.ui.history.rows import row_pill
from pushbench.ui.widgets.dialogs import Dialog

TICKET = Outcome(OutcomeKind.ACCEPTED, 200, provider_id="ticket-1")
EXPLAIN = Explain("The app was deleted.", "Expo was told so by Apple.", "Mark the device as unregistered.")


def failed(at: float) -> DeliveryEvent:
    asked = attempt(1, 200, StepKind.FOLLOW_UP, at=at)
    return DeliveryEvent(at, Fate.FAILED, "DeviceNotRegistered", EXPLAIN, (("next", "apple"),), (asked,), True)


@pytest.fixture
def sent(workspace: FakeWorkspace) -> list[DeliveryRecord]:
    """Three deliveries through Expo and one through APNs; the first is known to have failed later."""
    now = time.time() - 30
    made = [
        record(1, TICKET, at=now, provider="expo", target="Ana", profile="Local Expo", events=(failed(now + 20),)),
        record(2, replace(TICKET, provider_id="ticket-2"), at=now + 1, provider="expo", target="Ben"),
        record(3, replace(TICKET, provider_id="ticket-3"), at=now + 2, provider="expo", target="Cem"),
        record(4, at=now + 3),
    ]
    keep(workspace, made)
    events = [(made[0].id, event) for event in made[0].events]
    follow_ups = workspace.store.database.follow_ups
    if workspace.store.database.history.get(made[0].id).fate is None:  # type: ignore[union-attr]
        for key, event in events:
            follow_ups.add_event(key, event)
    follow_ups.schedule([PendingQuestion(made[1].id, now + 900)])
    return made


def pill_of(model, key: str) -> str:
    return row_pill(model.rows.get(key)).text


def test_the_list_says_what_was_said_last_and_filters_by_it(driver, model, sent):
    started(driver, model)
    assert [pill_of(model, item.id) for item in sent] == [
        "Failed later",
        "Accepted 200",
        "Accepted 200",
        "Accepted 200",
    ]
    model.toggle("status", "failed")
    settle(driver, model)
    assert model.state.shown == 1
    assert status_words("failed") == "failed later"
    model.toggle("status", "rejected")
    settle(driver, model)
    assert model.state.shown == 1, "values of one filter widen it"
    filters = Filters(status=("failed", "waiting"))
    assert from_json(to_json(filters)) == filters
    model.clear_filters()
    settle(driver, model)


def test_figures_count_what_failed_later(theme, driver, model, sent, shown):
    screen = shown(theme)
    figures = model.state.figures
    assert (figures.accepted, figures.rejected, figures.failed_later) == (4, 0, 1)
    assert screen.figures._values["rejected"].text() == "0 + 1"
    assert "1 failed later" in screen.figures._values["rejected"].accessibleDescription()


def test_news_change_rows_figures_and_inspector_while_they_are_seen(
    theme, driver, model, session, sent, workspace, shown
):
    screen = shown(theme)
    model.choose(sent[1].id)
    settle(driver, model)
    later = screen.inspector._views["summary"].later
    assert later.isVisibleTo(screen)
    assert "Expo is asked at" in later._words.text()
    event = failed(time.time())
    workspace.store.database.follow_ups.add_event(sent[1].id, event)
    workspace.store.database.follow_ups.drop(sent[1].id)

    async def told() -> None:
        session.on_follow_ups([Answered(sent[1].id, event)])

    driver.run(told())
    settle(driver, model)
    driver.until(lambda: model.state.figures.failed_later == 2)
    assert pill_of(model, sent[1].id) == "Failed later"
    assert later._pill.isVisibleTo(screen)
    assert model.state.record.fate is Fate.FAILED
    assert screen.inspector._later.pill.text == "Failed later DeviceNotRegistered"


def test_events_of_another_process_are_noticed(driver, model, sent, workspace):
    started(driver, model)
    driver.run(model._look_for_news())
    workspace.store.database.follow_ups.add_event(sent[2].id, DeliveryEvent(time.time(), Fate.HANDED_ON))
    driver.run(model._look_for_news())
    driver.until(lambda: pill_of(model, sent[2].id) == "Handed on")
    settle(driver, model)


def texts(widget: QWidget) -> str:
    from PySide6.QtWidgets import QLabel

    return "\n".join(item.text().replace("\u200b", "") for item in widget.findChildren(QLabel) if not item.isHidden())


def test_summary_explains_and_the_timeline_shows_raw_answers(any_theme, driver, model, sent, shown):
    screen = shown(any_theme)
    model.choose(sent[0].id)
    settle(driver, model)
    summary = screen.inspector._views["summary"]
    said = texts(summary)
    assert "The app was deleted." in said
    assert "Expo was told so by Apple." in said
    assert "apple" in said
    assert summary._note.property("tone") == "red"
    model.show_tab("timeline")
    settle(driver, model)
    told = texts(screen.inspector._views["timeline"])
    assert "+20 s" in told
    assert "Follow up" in told
    model.show_attempt(1, "response")
    assert model.state.shown_attempt.step is StepKind.FOLLOW_UP
    model.show_tab("request")
    assert screen.inspector._request._attempts.isVisibleTo(screen)
    model.show_tab("summary")


def test_ask_now_asks_about_the_selection_and_says_why_not(theme, driver, model, sent, workspace, notices, shown):
    screen = shown(theme)
    workspace.said[sent[1].id] = DeliveryEvent(time.time(), Fate.HANDED_ON, "ok")
    workspace.said[sent[2].id] = failed(time.time())
    model.choose(sent[3].id)
    settle(driver, model)
    assert model.verbs.why_not_ask([sent[3].id]) == "APNs cannot be asked what became of a push."
    assert not screen.inspector._views["summary"].later.isVisibleTo(screen)
    model.verbs.ask([sent[1].id, sent[2].id])
    settle(driver, model)
    assert workspace.asked == [(sent[1].id, sent[2].id)]
    assert pill_of(model, sent[2].id) == "Failed later"
    assert notices.messages[-1] == "2 asked about: 1 handed on, 1 failed later"
    model.choose(sent[1].id)
    settle(driver, model)
    screen.inspector._views["summary"].later.ask.click()
    settle(driver, model)
    assert notices.messages[-1] == "Handed on: ok"
    assert not model.state.is_asking


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"outcome": Outcome(OutcomeKind.REJECTED, 400)}, "It was not accepted, so no service knows of it."),
        ({"outcome": Outcome(OutcomeKind.ACCEPTED, 200)}, "Expo gave it no id to ask about."),
        ({"at": 1_000_000.0}, "Expo has forgotten it by now."),
        ({"provider": "pigeon"}, "The provider is not known."),
    ],
)
def test_every_reason_not_to_ask_has_words(driver, model, workspace, changes, why):
    made = replace(record(9, TICKET, provider="expo"), **changes)
    keep(workspace, [made])
    started(driver, model)
    model.clear_filters()
    settle(driver, model)
    assert model.verbs.why_not_ask([made.id]) == why
    assert model.verbs.why_not_ask([]) == "Choose a delivery first."


def test_actions_and_the_menu_offer_the_same_with_reasons(theme, driver, model, sent, workspace, shown):
    screen = shown(theme)
    actions = {action.id: action for action in history_actions(lambda: model, lambda: screen)}
    model.choose(sent[3].id)
    settle(driver, model)
    screen.table.choose(sent[3].id)
    assert actions["history.ask"].why_disabled() == "APNs cannot be asked what became of a push."
    assert actions["history.cancel"].why_disabled() == "APNs takes nothing back."
    assert actions["history.view"].why_disabled() == "APNs keeps no message to look at."
    menu = {item.title: item for item in screen._delivery_items(sent[3].id) if item is not None}
    for words in ("Ask now what became of it", "Look at it at the service", "Cancel at the service…"):
        assert not menu[words].is_enabled
        assert menu[words].why_disabled
    model.choose(sent[2].id)
    settle(driver, model)
    screen.table.choose(sent[2].id)
    workspace.said[sent[2].id] = DeliveryEvent(time.time(), Fate.HANDED_ON)
    assert actions["history.ask"].why_disabled() == ""

    async def run():
        actions["history.ask"].run()

    driver.run(run())
    driver.until(lambda: pill_of(model, sent[2].id) == "Handed on")
    settle(driver, model)


def test_a_held_message_is_looked_at_and_cancelled_from_the_inspector(theme, driver, model, workspace, notices, shown):
    held = record(
        8, TICKET, provider="onesignal", draft={"headers": {}, "payload": {"send_after": "2099-01-01T00:00:00Z"}}
    )
    keep(workspace, [held])
    screen = shown(theme)
    later = screen.inspector._views["summary"].later
    assert later.cancel.isVisibleTo(screen)
    assert later.cancel.text() == "Cancel at OneSignal…"
    later.look.click()
    driver.until(lambda: open_dialogs(screen))
    assert "successful" in texts(open_dialogs(screen)[0])
    open_dialogs(screen)[0].choose("close")
    driver.until(lambda: not model.scope.is_running("view"))
    later.cancel.click()
    driver.until(lambda: open_dialogs(screen))
    open_dialogs(screen)[0].choose("go")
    driver.until(lambda: notices.messages and notices.messages[-1] == "Cancelled at OneSignal")
    settle(driver, model)
    driver.until(lambda: pill_of(model, held.id) == "Cancelled")
    assert not later.cancel.isVisibleTo(screen)
    assert workspace.viewed == [held.id]


def open_dialogs(screen: QWidget) -> list[Dialog]:
    return [item for item in screen.window().findChildren(Dialog) if item.isVisible()]
