"""The Sandbox screen over a scripted emulator: life, live pushes, answers, sample."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QWidget
from tests.ui.fake_workspace import UNREGISTERED
from tests.ui.sandbox.fake_emulator import PHONES, FakeEmulator, push
from tests.ui.sandbox.in_window import in_window, turn, until

from pushbench.domain.errors import UserError
from pushbench.ui.explain.popover import ExplainPopover
from pushbench.ui.sandbox.actions import sandbox_actions
from pushbench.ui.sandbox.following import PAGE
from pushbench.ui.sandbox.model import SandboxModel
from pushbench.ui.sandbox.screen import SandboxScreen
from pushbench.ui.sandbox.state import Phase


@pytest.fixture
def emulator(workspace: Any) -> FakeEmulator:
    workspace.local = FakeEmulator()
    return workspace.local


class Stage:
    """The screen in sight, over the scripted emulator."""

    def __init__(self, driver: Any, emulator: FakeEmulator, session: Any, theme: Any) -> None:
        self.loop, self.emulator, self.session, self._theme = driver.loop, emulator, session, theme

    async def open(self) -> None:
        self.model = SandboxModel(self.session)
        self.model.show_welcome()
        self.model.start()
        self.screen = SandboxScreen(self._theme, self.model)
        self.screen.resize(1368, 876)
        self.screen.show()
        await turn()

    async def aclose(self) -> None:
        self.screen.close()
        self.screen.deleteLater()
        await self.model.scope.aclose()


@pytest.fixture
def stage(driver: Any, emulator: FakeEmulator, session: Any, any_theme: Any) -> Stage:
    return Stage(driver, emulator, session, any_theme)


async def _start(stage: Stage) -> None:
    stage.screen.steps.start.click()
    await until(lambda: stage.model.state.phase is Phase.RUNNING)
    await turn()


@in_window
async def test_the_first_step_starts_and_stops_the_sandbox(stage: Stage) -> None:
    steps, panel = stage.screen.steps, stage.screen.panel
    assert steps.start.isVisible()
    assert not steps.send.isEnabled()
    assert not panel.answers.isVisible()
    await _start(stage)
    assert steps.send.isEnabled()
    assert "127.0.0.1:8787" in steps.first.words.text()
    assert panel.answers.isVisible()
    steps.stop.click()
    await until(lambda: stage.model.state.phase is Phase.OFF)
    assert stage.model.state.trouble is None
    assert stage.model.scope.running == ()


@in_window
async def test_the_keyboard_goes_from_step_to_step(stage: Stage) -> None:
    steps = stage.screen.steps
    steps.start.setFocus()
    await _start(stage)
    assert stage.screen.focusWidget() is steps.send
    steps.stop.setFocus()
    steps.stop.click()
    await until(lambda: stage.model.state.phase is Phase.OFF)
    assert stage.screen.focusWidget() is steps.start


@in_window
async def test_a_taken_port_is_said(stage: Stage) -> None:
    stage.emulator.port = 40123
    await _start(stage)
    assert stage.screen.steps.first.more.text() == "Port 8787 was taken, so it listens on 40123."


@in_window
async def test_a_start_that_fails_is_explained_and_can_be_tried_again(stage: Stage) -> None:
    stage.emulator.refusal = UserError("The sandbox could not be started.", "No room.", "Free some space.")
    stage.screen.steps.start.click()
    await until(lambda: stage.model.state.trouble is not None)
    note = stage.screen.steps.first.note
    assert note.isVisible()
    assert note.accessibleName() == "The sandbox could not be started."
    assert note.accessibleDescription() == "No room. Free some space."
    stage.emulator.refusal = None
    await _start(stage)
    assert not note.isVisible()


@in_window
async def test_an_emulator_that_dies_is_explained_and_can_be_started_again(stage: Stage) -> None:
    await _start(stage)
    stage.emulator.die()
    await until(lambda: stage.model.state.phase is Phase.OFF)
    assert stage.model.state.trouble is not None
    assert stage.model.state.trouble.what == "The sandbox has ended."
    await turn()
    assert stage.model.scope.running == ()
    stage.emulator.pid = 2
    await _start(stage)
    assert stage.model.state.trouble is None


@in_window
async def test_a_sandbox_from_elsewhere_is_followed_but_not_stopped(stage: Stage) -> None:
    stage.emulator.is_elsewhere = True
    await stage.emulator.start()
    assert stage.model.state.phase is Phase.RUNNING
    stage.model.life.stop()
    await until(lambda: stage.model.state.trouble is not None)
    assert stage.model.state.phase is Phase.RUNNING
    assert "process 1" in stage.model.state.trouble.why
    stage.emulator.receive(push(title="Still here"))
    await until(lambda: stage.model.state.count == 1)


@in_window
async def test_a_push_is_shown_as_it_was_on_the_wire(stage: Stage) -> None:
    await _start(stage)
    stage.emulator.receive(push(title="Gate change"))
    await until(lambda: stage.model.state.push is not None)
    state, panel = stage.model.state, stage.screen.panel
    assert state.count == 1
    assert any("Gate change" in " ".join(text.lines) for text in state.appearance.texts)
    assert '"title": "Gate change"' in panel.seen.code.text()
    assert "Gate change" in panel.stage.accessibleDescription()
    assert panel.table.current_key == state.current


@in_window
async def test_a_push_to_another_device_brings_that_device_into_sight(stage: Stage) -> None:
    await _start(stage)
    stage.emulator.receive(push("android"))
    await until(lambda: stage.model.state.count == 1)
    assert stage.model.state.platform == "android"
    stage.screen.panel.switch.chosen.emit("ios")
    assert stage.model.state.push is None
    assert stage.model.state.appearance.surface.platform == "ios"
    stage.model.choose(stage.model.rows.keys[0])
    assert stage.model.state.platform == "android"


@in_window
async def test_newest_pushes_stand_on_top(stage: Stage) -> None:
    await _start(stage)
    for title in ("one", "two", "three"):
        stage.emulator.receive(push(title=title))
    await until(lambda: stage.model.state.count == 3)
    assert [stage.model.rows.get(key).title for key in stage.model.rows.keys] == ["three", "two", "one"]


@in_window
async def test_thousands_that_arrived_before_come_page_by_page(stage: Stage) -> None:
    for number in range(1050):
        stage.emulator.receive(push(title=f"Push {number}"))
    await _start(stage)
    await until(lambda: stage.model.state.count == 1050)
    assert stage.emulator.most_at_once == PAGE
    titles = [stage.model.rows.get(key).title for key in stage.model.rows.keys]
    assert titles == [f"Push {number}" for number in reversed(range(1050))]
    assert stage.model.state.push is not None
    assert stage.model.state.push.title == "Push 1049"
    stage.emulator.receive(push(title="Another"))
    await until(lambda: stage.model.state.count == 1051)
    assert stage.model.rows.get(stage.model.rows.key_at(0)).title == "Another"


@in_window
async def test_the_newest_is_shown_until_a_person_chooses_another(stage: Stage) -> None:
    await _start(stage)
    for title in ("First", "Second"):
        stage.emulator.receive(push(title=title))
        await until(lambda title=title: _title(stage) == title)
    panel = stage.screen.panel
    assert not panel.newest.isVisible()
    panel.table.selectRow(1)
    assert _title(stage) == "First"
    stage.emulator.receive(push(title="Third"))
    await until(lambda: stage.model.state.count == 3)
    assert _title(stage) == "First"
    assert panel.newest.isVisible()
    panel.newest.click()
    assert _title(stage) == "Third"
    stage.emulator.receive(push(title="Fourth"))
    await until(lambda: _title(stage) == "Fourth")


def _title(stage: Stage) -> str:
    push_ = stage.model.state.push
    return push_.title if push_ is not None else ""


@in_window
async def test_clearing_asks_and_forgets(stage: Stage) -> None:
    await _start(stage)
    stage.emulator.receive(push())
    await until(lambda: stage.model.state.count == 1)
    await stage.model.clear()
    assert stage.model.state.count == 0
    assert stage.model.rows.keys == []
    assert stage.model.state.push is None


@in_window
async def test_another_emulator_counts_from_one_and_the_list_begins_anew(stage: Stage) -> None:
    await _start(stage)
    stage.emulator.receive(push(title="old"))
    await until(lambda: stage.model.state.count == 1)
    stage.screen.steps.stop.click()
    await until(lambda: stage.model.state.phase is Phase.OFF)
    assert stage.model.state.count == 1, "what arrived stays to be read"
    stage.emulator.pushes.clear()
    stage.emulator.pid = 2
    await _start(stage)
    stage.emulator.receive(push(title="new"))
    await until(lambda: stage.model.state.push is not None)
    assert [stage.model.rows.get(key).title for key in stage.model.rows.keys] == ["new"]


@in_window
async def test_an_answer_is_set_for_the_device_in_sight_and_goes_once_it_is_spent(stage: Stage) -> None:
    await _start(stage)
    stage.screen.panel.answers._radios["dead"].click()
    await until(lambda: stage.model.state.answer == "dead")
    assert stage.emulator.standing[0] | {"number": 0} == {
        "number": 0,
        "kind": "reason",
        "status": 410,
        "provider": "apns",
        "token": PHONES[0][3],
        "times": 1,
        "struck": 0,
    }
    stage.emulator.standing.clear()  # it struck
    await until(lambda: stage.model.state.answer == "accept")
    assert stage.screen.panel.answers._radios["accept"].isChecked()


@in_window
async def test_one_answer_replaces_the_other_and_keeping_lets_it_stay(stage: Stage) -> None:
    await _start(stage)
    stage.model.answering.choose("rate")
    await until(lambda: stage.model.state.answer == "rate")
    stage.screen.panel.answers.keep.click()
    await until(lambda: stage.emulator.standing and "times" not in stage.emulator.standing[0])
    stage.model.answering.choose("reset")
    await until(lambda: stage.model.state.answer == "reset")
    assert [fault["kind"] for fault in stage.emulator.standing] == ["reset"]
    stage.model.answering.choose("accept")
    await until(lambda: stage.model.state.answer == "accept")
    assert stage.emulator.standing == []


@in_window
async def test_a_documented_reason_can_be_chosen_and_is_named(stage: Stage) -> None:
    await _start(stage)
    _, reasons = stage.model.answering.all_answers()
    wanted = next(answer for answer in reasons if answer.title == "TopicDisallowed")
    stage.model.answering.choose(wanted.key)
    await until(lambda: stage.model.state.answer == "other")
    assert "TopicDisallowed" in stage.screen.panel.answers._radios["other"].text()


@in_window
async def test_faults_of_other_devices_are_named_and_can_be_removed(stage: Stage) -> None:
    await _start(stage)
    await stage.emulator.set_fault({"provider": "fcm", "kind": "stall", "token": PHONES[1][3]})
    await stage.model.answering.read()
    assert stage.model.state.answer == "accept"
    stage.model.answering.remove(stage.model.state.standing[0].number)
    await until(lambda: stage.model.state.standing == ())


@in_window
async def test_faults_are_asked_for_only_in_sight(stage: Stage) -> None:
    await _start(stage)
    assert stage.model.scope.is_running("faults")
    stage.screen.hide()
    await turn()
    assert not stage.model.scope.is_running("faults")
    assert stage.model.scope.is_running("follow")


@in_window
async def test_the_sample_is_accepted_and_recognised_when_it_arrives(stage: Stage) -> None:
    await _start(stage)
    stage.screen.steps.send.click()
    await until(lambda: stage.model.state.sample.outcome is not None)
    now = stage.model.sampling._pressed_at
    stage.emulator.receive(push(title="Hello from Pushbench", at=now + 0.012))
    await until(lambda: stage.model.state.sample.reached_ms is not None)
    await turn()
    steps = stage.screen.steps
    assert steps.second.words.text() == "It reached the virtual iPhone 12 ms after you pressed Send."
    assert steps._title.text() == "Your first push has arrived"
    assert steps.yours.isVisible()
    assert steps.again.isEnabled()
    assert stage.session.state.choices["sandbox-welcomed"] is True


@in_window
async def test_a_refused_sample_is_explained_in_three_parts(stage: Stage, workspace: Any) -> None:
    workspace.outcomes["Virtual iPhone"] = UNREGISTERED
    await _start(stage)
    stage.screen.steps.send.click()
    await until(lambda: stage.model.state.sample.outcome is not None)
    await turn()
    note = stage.screen.steps.second.note
    assert note.accessibleName() == UNREGISTERED.explain.what
    assert stage.screen.steps._pill.pill.text == "Rejected 410 Unregistered"
    assert stage.screen.steps.send.isVisible()


@in_window
async def test_without_a_local_profile_the_way_to_one_is_named(stage: Stage, workspace: Any) -> None:
    for profile in workspace.store.database.profiles.list():
        workspace.store.database.profiles.remove(profile.name)
    await _start(stage)
    stage.screen.steps.send.click()
    await until(lambda: stage.model.state.sample.trouble is not None)
    assert "Providers" in stage.screen.steps.second.note.accessibleDescription()


@in_window
async def test_the_sample_opens_in_compose_with_the_device_as_target(stage: Stage) -> None:
    heard: list[Any] = []
    stage.session.targets_wanted.connect(heard.append)
    stage.session.place_wanted.connect(heard.append)
    stage.session.sample_wanted.connect(lambda: heard.append("sample"))
    await _start(stage)
    stage.model.make_it_yours()
    assert heard == [["Virtual iPhone"], "compose", "sample"]
    assert not stage.model.state.is_welcome


@in_window
async def test_practise_leads_to_the_answers(stage: Stage) -> None:
    await _start(stage)
    stage.screen.activateWindow()
    stage.screen.practise()
    assert stage.screen.panel.answers._radios["accept"].focusPolicy() & Qt.FocusPolicy.TabFocus
    assert stage.screen.focusWidget() is stage.screen.panel.answers._radios["accept"]


@pytest.mark.parametrize("size", [(1368, 876), (952, 676), (888, 616)])
@in_window
async def test_nothing_is_cut_off_sideways(stage: Stage, size: tuple[int, int]) -> None:
    await _start(stage)
    stage.emulator.receive(push(title="A title " * 30))
    await until(lambda: stage.model.state.count == 1)
    stage.screen.resize(*size)
    await turn()
    for scroll in (stage.screen.steps, stage.screen.panel._scroll):
        assert scroll.widget().width() <= scroll.viewport().width()


@in_window
async def test_every_control_that_takes_the_keyboard_has_a_name(stage: Stage) -> None:
    await _start(stage)
    controls = [
        part
        for part in stage.screen.findChildren(QWidget)
        if part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.isVisible()
    ]
    assert len(controls) > 10
    assert [part for part in controls if not (part.accessibleName() or getattr(part, "text", str)())] == []


@in_window
async def test_closing_in_the_middle_leaves_no_task(stage: Stage) -> None:
    await _start(stage)
    await stage.model.scope.aclose()
    assert stage.model.scope.running == ()
    await stage.emulator.stop()
    assert replace(stage.model.state).phase is Phase.OFF


@pytest.mark.parametrize("size", [(1368, 876), (952, 676)])
@in_window
async def test_no_words_of_a_check_are_cut_off(stage: Stage, size: tuple[int, int]) -> None:
    checks = ["Provider token is valid: key L5XFBB8N2N, team ABCDE12345, 10 minutes old", "JSON is valid"] * 4
    await _start(stage)
    stage.emulator.receive(push(checks=checks))
    await until(lambda: stage.model.state.count == 1)
    stage.screen.resize(*size)
    await turn()
    words = [label for label in stage.screen.panel.seen.findChildren(QLabel) if label.text() in checks]
    assert len(words) == len(checks)
    assert all(label.height() >= label.heightForWidth(label.width()) for label in words)
    scroll = stage.screen.panel._scroll
    assert scroll.widget().height() > scroll.viewport().height()


@in_window
async def test_the_devices_open_in_a_window_of_their_own(stage: Stage) -> None:
    await _start(stage)
    stage.screen.panel.own.click()
    own = stage.screen.own_window
    assert own is not None
    assert own.isVisible()
    assert not own.panel.own.isVisible()
    stage.emulator.receive(push(title="Seen twice"))
    await until(lambda: stage.model.state.count == 1)
    assert own.panel.seen.code.text() == stage.screen.panel.seen.code.text()
    stage.screen.hide()
    assert stage.model.is_in_sight
    QTest.keyClick(own, Qt.Key.Key_Escape)
    await turn()
    assert not stage.model.is_in_sight
    stage.screen.show()
    stage.screen.open_window()
    assert stage.screen.own_window is not None
    stage.screen.own_window.close()


@in_window
async def test_after_the_welcome_the_screen_has_its_own_verbs(stage: Stage) -> None:
    panel = stage.screen.panel
    assert not panel.start.isVisible()
    stage.model.close_welcome()
    assert not stage.screen.steps.isVisible()
    assert panel.start.isVisible()
    assert stage.screen.focusWidget() is panel.start
    panel.start.click()
    await until(lambda: stage.model.state.phase is Phase.RUNNING)
    assert panel.stop.isVisible()
    assert panel.sample.isEnabled()
    assert panel.answers.isVisible()
    stage.model.show_welcome()
    assert stage.screen.steps.isVisible()
    assert not panel.stop.isVisible()


@in_window
async def test_a_taken_port_is_explained_without_the_steps(stage: Stage) -> None:
    stage.model.close_welcome()
    stage.emulator.port = 40123
    stage.screen.panel.start.click()
    await until(lambda: stage.model.state.phase is Phase.RUNNING)
    note = stage.screen.panel._note
    assert note.isVisible()
    assert note.accessibleName() == "Port 8787 was taken, so it listens on 40123."


@in_window
async def test_a_device_can_be_shown_dark(stage: Stage) -> None:
    await _start(stage)
    stage.emulator.receive(push(title="Night"))
    await until(lambda: stage.model.state.count == 1)
    light = stage.model.state.appearance
    stage.screen.panel.light.chosen.emit("dark")
    assert stage.model.state.is_dark
    assert stage.model.state.appearance != light


@in_window
async def test_a_device_that_is_off_has_lost_its_colour(stage: Stage) -> None:
    def colour(picture: Any) -> int:
        image = picture.toImage()
        pixels = [image.pixelColor(x, 300).getRgb()[:3] for x in range(60, image.width() - 60, 20)]
        return max(max(rgb) - min(rgb) for rgb in pixels)

    await _start(stage)
    running = colour(stage.screen.panel.stage.grab())
    stage.model.life.stop()
    await until(lambda: stage.model.state.phase is Phase.OFF)
    assert colour(stage.screen.panel.stage.grab()) < running / 2
    assert stage.screen.panel._word.text() == "Off"


@in_window
async def test_a_check_and_a_refusal_say_why(stage: Stage, workspace: Any) -> None:
    await _start(stage)
    dropped = "The browser drops it: no key"
    stage.emulator.receive(push(platform="web", checks=["JSON is valid", dropped]))
    await until(lambda: stage.model.state.count == 1)
    whys = [part for part in stage.screen.panel.seen.findChildren(QToolButton) if "Why?" in part.accessibleName()]
    tones = []
    for why in whys:
        why.click()
        popover = next(part for part in why.findChildren(ExplainPopover) if part.isVisible())
        tones.append(popover.explanation.tone)
        assert popover.explanation.why
        assert popover.explanation.sources
        popover.close()
    assert tones == ["green", "amber"]
    workspace.outcome_of = lambda delivery: UNREGISTERED
    stage.model.choose_platform("ios")
    stage.screen.steps.send.click()
    await until(lambda: not stage.model.state.sample.is_sending and stage.model.state.sample.outcome is not None)
    link = next(part for part in stage.screen.steps.second.note.findChildren(QPushButton) if part.text() == "Why?")
    link.click()
    popover = next(part for part in stage.screen.steps.findChildren(ExplainPopover) if part.isVisible())
    assert "Unregistered" in popover.explanation.code
    popover.close()


@in_window
async def test_the_screens_actions_say_why_they_cannot_run(stage: Stage) -> None:
    actions = {action.id: action for action in sandbox_actions(lambda: stage.model, lambda: stage.screen)}
    assert actions["sandbox.sample"].why_disabled() == "Start the sandbox first."
    await _start(stage)
    assert actions["sandbox.sample"].why_disabled() == ""
    assert actions["sandbox.clear"].why_disabled() == "Nothing has arrived yet."
    actions["sandbox.window"].run()
    assert stage.screen.own_window is not None
    stage.screen.own_window.close()
