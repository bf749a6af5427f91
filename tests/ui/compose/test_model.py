"""The Compose view-model over the test workspace."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from tests.ui.conftest import Driver, HeardNotices
from tests.ui.fake_workspace import UNREGISTERED, FakeWorkspace

from pushbench.domain.device import Device, Group
from pushbench.domain.message import Content, Message, Override
from pushbench.domain.outcome import OutcomeKind
from pushbench.domain.profile import Credentials, Environment, Profile, ProfileSet
from pushbench.engine.plan import SendPlan
from pushbench.ui.compose.model import ComposeModel
from pushbench.ui.compose.sending import Confirmation
from pushbench.ui.session import Session


@pytest.fixture
def model(driver: Driver, session: Session) -> Iterator[ComposeModel]:
    made = ComposeModel(session, save_after_ms=1)
    driver.run(made.start())
    driver.until(lambda: made.state.target_summary)
    yield made
    made.files.open.stop()


def wait_for_send(driver: Driver, model: ComposeModel) -> None:
    driver.until(lambda: not model.sending.sender.is_busy and not model.scope.is_running("send"))
    driver.turn()
    model.sending.log.flush()


def test_the_first_start_needs_nothing(model: ComposeModel) -> None:
    state = model.state
    assert state.is_ready
    assert state.message.content.title
    assert state.profile is not None
    assert state.profile.environment is Environment.LOCAL
    assert [chip.text for chip in state.targets] == ["Virtual browser", "Virtual iPhone", "Virtual Pixel"]
    assert state.target_summary == "3 devices"
    assert state.appearance is not None


def test_what_the_sandbox_fills_in_shows_once_it_runs(
    driver: Driver, session: Session, model: ComposeModel, workspace: FakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled = Credentials("Local APNs", "apns", Environment.LOCAL, {"bundle_id": "dev.pushbench.demo"})

    async def credentials(name: str, *, open_secrets: bool = True) -> Credentials:
        return filled

    monkeypatch.setattr(workspace, "credentials", credentials)
    model.choose_provider("apns")
    assert model.state.sheet is not None
    assert "dev.pushbench.demo" not in model.state.sheet.text
    session.sandbox_changed.emit()
    driver.until(lambda: model.credentials is filled)
    assert '"apns-topic": "dev.pushbench.demo"' in model.state.sheet.text


def test_one_press_sends_to_all_virtual_devices(driver: Driver, model: ComposeModel, workspace: FakeWorkspace) -> None:
    model.sending.send()
    wait_for_send(driver, model)
    assert model.state.send.accepted == 3
    assert [model.sending.log.row(key).pill.text for key in model.sending.log.rows.keys] == ["Accepted 200"] * 3  # type: ignore[union-attr]
    assert workspace.started[0].order.profile_set == "This computer"


def test_typing_in_the_form_changes_json_preview_and_file(
    driver: Driver, model: ComposeModel, workspace: FakeWorkspace
) -> None:
    before = model.state.appearance
    model.editing.set_content("title", "A new title")
    state = model.state
    assert state.sheet is not None
    assert json.loads(state.sheet.text)["payload"]["aps"]["alert"]["title"] == "A new title"
    assert state.appearance != before
    driver.until(lambda: state.current and model.state.saved)
    assert workspace.home is not None
    saved = (workspace.home / "messages" / state.current).read_text()
    assert "A new title" in saved


def test_json_and_form_share_one_undo(model: ComposeModel) -> None:
    start = model.state.message
    model.editing.set_content("title", "One")
    assert model.state.sheet is not None
    model.editing.set_json(model.state.sheet.text.replace("One", "By hand"))
    assert model.state.by_hand == {"content/title"}
    assert model.state.message.content.title == "One"
    model.editing.undo()
    assert model.state.by_hand == frozenset()
    model.editing.undo()
    assert model.state.message == start
    model.editing.redo()
    model.editing.redo()
    assert model.state.by_hand == {"content/title"}
    model.editing.use_form_value_of("content/title")
    assert model.state.message.overrides == {}


def test_broken_json_is_never_sent_and_says_so(
    driver: Driver, model: ComposeModel, workspace: FakeWorkspace, notices: HeardNotices
) -> None:
    seen: list[str] = []
    model.focus_wanted = seen.append
    model.editing.set_json('{"headers": {}, "payload": ')
    assert model.state.appearance is None
    model.sending.send()
    wait_for_send(driver, model)
    assert workspace.plans == []
    assert "cannot be read" in notices.troubles[0].what
    assert seen == ["json:"]


def test_broken_json_of_a_provider_that_is_not_addressed_does_not_stop_others(
    driver: Driver, model: ComposeModel
) -> None:
    model.choose_provider("fcm")
    model.editing.set_json("{")
    model.targeting.set_targets(["Virtual iPhone"])
    driver.until(lambda: model.state.target_summary == "1 device")
    model.sending.send()
    wait_for_send(driver, model)
    assert model.state.send.accepted == 1


def test_errors_stop_a_send_and_the_first_comes_into_sight(
    driver: Driver, model: ComposeModel, workspace: FakeWorkspace, notices: HeardNotices
) -> None:
    seen: list[str] = []
    model.focus_wanted = seen.append
    model.files.take(
        Message(name="Bad", content=Content(title="x"), overrides={"apns": Override({"apns-priority": "high"})})
    )
    driver.until(lambda: model.state.message.name == "Bad")
    model.sending.send()
    wait_for_send(driver, model)
    assert workspace.started == []
    assert notices.troubles[0].what.startswith("Nothing was sent")
    assert seen[-1] == "json:/headers/apns-priority"


def test_no_target_and_no_profile_say_what_to_do(driver: Driver, model: ComposeModel, notices: HeardNotices) -> None:
    model.targeting.set_targets([])
    model.sending.send()
    wait_for_send(driver, model)
    model.become(profile=None)
    model.sending.send()
    wait_for_send(driver, model)
    assert ["target" in trouble.why or "profile" in trouble.why for trouble in notices.troubles] == [True, True]


def test_a_rejection_shows_the_services_own_word(driver: Driver, model: ComposeModel, workspace: FakeWorkspace) -> None:
    workspace.outcomes["Virtual iPhone"] = UNREGISTERED
    model.sending.send()
    wait_for_send(driver, model)
    texts = {row.target: row.pill.text for key in model.sending.log.rows.keys if (row := model.sending.log.row(key))}
    assert texts["Virtual iPhone"] == "Rejected 410 Unregistered"
    assert (model.state.send.accepted, model.state.send.rejected) == (2, 1)
    model.sending.retry_failed()
    wait_for_send(driver, model)
    assert workspace.started[-1].order.targets == ("Virtual iPhone",)


def test_a_retry_counts_down_and_a_run_can_be_stopped(
    driver: Driver, model: ComposeModel, workspace: FakeWorkspace
) -> None:
    workspace.retries.add("Virtual browser")
    workspace.released.clear()
    model.sending.send()
    driver.until(lambda: model.sending.log.retrying == 1)
    model.sending.log.flush()
    waiting = next(row for key in model.sending.log.rows.keys if (row := model.sending.log.row(key)) and row.retry_at)
    assert waiting.pill.text == "Retrying in 3 s"
    assert waiting.remark == "try 2"
    model.sending.send()  # Ctrl+Enter never stops a run
    assert not model.state.send.is_stopping
    model.sending.send_or_stop()  # the button does
    assert model.state.send.is_stopping
    workspace.released.set()
    wait_for_send(driver, model)
    assert model.state.send.not_sent == 2


def test_validating_opens_nothing(driver: Driver, model: ComposeModel, workspace: FakeWorkspace) -> None:
    model.sending.validate()
    wait_for_send(driver, model)
    assert workspace.started == []
    assert {row.pill.text for key in model.sending.log.rows.keys if (row := model.sending.log.row(key))} == {
        "Validated, not sent"
    }


@pytest.fixture
def production(driver: Driver, workspace: FakeWorkspace, model: ComposeModel, session: Session) -> None:
    database = workspace.store.database
    database.profiles.put(Profile("Live", "apns", Environment.PRODUCTION, {"bundle_id": "app"}))
    database.sets.put(ProfileSet("Live", ("Live",)))
    database.devices.put_many([Device(f"Phone {n:02}", "apns", f"{n:064x}", "ios") for n in range(12)])
    database.groups.put(Group("all", tuple(f"Phone {n:02}" for n in range(12))))
    session.profiles_changed.emit()
    driver.until(lambda: any(choice.key == "set:Live" for choice in model.state.profiles))
    model.choose_profile("set:Live")
    driver.until(lambda: model.state.profile is not None and model.state.profile.key == "set:Live")
    model.targeting.set_targets(["@all"])
    driver.until(lambda: model.state.target_summary == "12 devices")


@pytest.mark.parametrize("answer", [None, Confirmation(12)])
def test_production_asks_first(
    driver: Driver, model: ComposeModel, workspace: FakeWorkspace, production: None, answer: Confirmation | None
) -> None:
    asked: list[SendPlan] = []

    async def confirm(plan: SendPlan) -> Confirmation | None:
        asked.append(plan)
        return answer

    model.sending.sender.confirmer = confirm
    assert model.state.send_kind == "production"
    model.sending.send()
    wait_for_send(driver, model)
    assert asked[0].guard.needs_count
    assert asked[0].guard.device_count == 12
    assert len(workspace.started) == (0 if answer is None else 1)


def test_without_anybody_to_ask_production_is_never_sent(
    driver: Driver, model: ComposeModel, workspace: FakeWorkspace, production: None
) -> None:
    model.sending.sender.confirmer = None
    model.sending.send()
    wait_for_send(driver, model)
    assert workspace.started == []


def test_targets_say_what_they_are(driver: Driver, model: ComposeModel, workspace: FakeWorkspace) -> None:
    database = workspace.store.database
    database.groups.put(Group("qa", ("Virtual iPhone", "Virtual Pixel")))
    database.devices.retire(["Virtual browser"], "The subscription has expired.")
    model.targeting.set_targets(["@qa", "topic:news", "Virtual browser", "Nobody", "@qa"])
    driver.until(lambda: not model.scope.is_running("targets"))
    chips = {chip.text: chip for chip in model.state.targets}
    assert list(chips) == ["@qa", "topic:news", "Virtual browser", "Nobody"]
    assert (chips["@qa"].title, chips["@qa"].count) == ("@qa · 2", 2)
    assert chips["topic:news"].is_crowd
    assert (chips["Virtual browser"].tone, chips["Virtual browser"].trouble) == ("red", "The subscription has expired.")
    assert chips["Virtual browser"].title == "Virtual browser, unregistered"
    assert chips["Nobody"].tone == "red"
    assert model.state.target_summary == "3 devices, 1 topic"


def test_suggestions_leave_out_what_is_chosen(driver: Driver, model: ComposeModel, workspace: FakeWorkspace) -> None:
    workspace.store.database.groups.put(Group("virtual-phones", ("Virtual iPhone",)))
    model.targeting.set_targets(["Virtual iPhone"])
    model.targeting.search("virtual")
    driver.until(lambda: model.state.suggestions)
    texts = [item.text for item in model.state.suggestions if item.text]
    assert texts == ["@virtual-phones", "Virtual browser", "Virtual Pixel", "topic:virtual", "paste:"]


def test_messages_come_and_go_in_tabs(driver: Driver, model: ComposeModel, notices: HeardNotices) -> None:
    first = model.state.current
    model.files.new_message()
    driver.until(lambda: model.state.message.name == "Untitled")
    second = model.state.current
    model.editing.set_content("title", "Second")
    model.files.step_tab(1)
    assert model.state.current == first
    model.files.show(second)
    assert model.state.message.content.title == "Second"
    model.files.rename(second, "Renamed")
    driver.until(lambda: any(entry.name == "Renamed" for entry in model.state.library))
    assert model.state.message.content.title == "Second"
    model.files.duplicate()
    driver.until(lambda: len(model.state.tabs) == 3)
    model.files.close(model.state.current)
    driver.until(lambda: len(model.state.tabs) == 2)
    model.files.delete(model.state.current)
    driver.until(lambda: notices.actions)
    notices.actions[-1]()
    driver.until(lambda: len(model.state.tabs) == 2)


def test_the_last_message_gives_way_to_a_sample(driver: Driver, model: ComposeModel) -> None:
    model.files.delete(model.state.current)
    driver.until(lambda: not model.scope.is_running("delete"))
    assert model.state.message.content.title


def test_every_provider_can_be_seen_and_a_surface_follows(model: ComposeModel) -> None:
    for tab in model.state.providers:
        model.choose_provider(tab.id)
        assert model.state.sheet is not None
        assert model.state.sheet.provider == tab.id
        assert model.state.appearance is not None
    model.previewing.choose_platform("web")
    assert model.state.appearance is not None
    assert model.state.appearance.surface.platform == "web"
    model.previewing.choose_platform("ios")
    model.previewing.choose_device("iPhone SE")
    assert model.state.preview.surface == "iphone-se-lock"
    model.previewing.next_surface()
    assert model.state.preview.surface == "iphone-se-banner"


def test_the_survey_counts_errors_and_losses(driver: Driver, model: ComposeModel) -> None:
    model.editing.set_content("title", "A very long title that no lock screen of any phone shows in full, ever")
    driver.until(lambda: any(item.loss.lost_text for item in model.state.survey.losses))
    losses = [len(item.loss.lost_text) for item in model.state.survey.losses]
    assert losses == sorted(losses, reverse=True)
    assert any(counter.is_cut for counter in model.state.survey.counters["title"])
    assert "subtitle" not in model.state.survey.counters


def test_resolved_shows_values(model: ComposeModel) -> None:
    model.editing.set_content("title", "Gate {{gate}}")
    model.editing.set_table("variables", (("gate", "B42"),))
    model.show_resolved(True)
    assert "B42" in model.state.resolved_text
    assert model.state.sheet is not None
    assert "{{gate}}" in model.state.sheet.text


def test_a_wrong_duration_is_told_and_nothing_changes(model: ComposeModel) -> None:
    before = model.state.message
    assert model.editing.set_delivery("ttl_seconds", "soon").startswith("Write")
    assert model.state.message == before


def test_what_was_open_is_open_again(driver: Driver, model: ComposeModel, session: Session) -> None:
    model.files.take(Message(name="Other", content=Content(title="Other")))
    driver.until(lambda: model.state.message.name == "Other")
    model.targeting.set_targets(["Virtual Pixel"])
    driver.run(model.files.open.save_all())
    again = ComposeModel(session, save_after_ms=60_000)
    driver.run(again.start())
    assert again.state.message.name == "Other"
    assert len(again.state.tabs) == 2
    assert [chip.text for chip in again.state.targets] == ["Virtual Pixel"]


def test_outcomes_of_dry_runs_are_not_counted_as_sent(driver: Driver, model: ComposeModel) -> None:
    model.sending.validate()
    wait_for_send(driver, model)
    assert (model.state.send.accepted, model.state.send.not_sent, model.state.send.validated) == (0, 0, 3)
    assert replace(model.state.send, total=0).accepted == 0
    assert OutcomeKind.NOT_SENT.value == "not_sent"
