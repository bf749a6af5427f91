"""The Sandbox screen with the real emulator as a process of its own."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import pytest
from tests.ui.sandbox.in_window import in_window, until

from pushbench.domain.outcome import OutcomeKind
from pushbench.domain.tasks import TaskScope
from pushbench.engine.emulator_marker import is_alive
from pushbench.engine.workspace import Workspace
from pushbench.ui.sandbox.model import SandboxModel
from pushbench.ui.sandbox.screen import SandboxScreen
from pushbench.ui.sandbox.state import Phase
from pushbench.ui.session import Session
from pushbench.ui.shell.window_state import WindowState
from pushbench.ui.worker import Worker

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


class Stage:
    """The screen over a real workspace; it closes in the order of the application."""

    def __init__(self, driver: Any, theme: Any, notices: Any, home: Path) -> None:
        self.loop, self._theme, self._notices, self._home = driver.loop, theme, notices, home

    async def open(self) -> None:
        self.workspace = await Workspace.open(self._home, environ={"PUSHBENCH_VAULT": "memory"})
        await self.workspace.ensure_first_start()
        self._scope, self._worker = TaskScope("test", self._notices.report), Worker()
        session = Session(self.workspace, self._scope, self._notices, self._worker, WindowState())
        self.model = SandboxModel(session)
        self.model.start()
        self.screen = SandboxScreen(self._theme, self.model)
        self.screen.resize(1368, 876)
        self.screen.show()

    async def aclose(self) -> None:
        self.screen.close()
        self.screen.deleteLater()
        await self._scope.aclose()
        await self.workspace.aclose()
        self._worker.close()
        assert not self._notices.crashes, self._notices.crashes[0]


@pytest.fixture
def stage(driver: Any, theme: Any, notices: Any, tmp_path: Path) -> Stage:
    return Stage(driver, theme, notices, tmp_path / "home")


async def _start(stage: Stage) -> int:
    stage.screen.steps.start.click()
    await until(lambda: stage.model.state.phase is Phase.RUNNING)
    return int(stage.workspace.local.current["pid"])


async def _send(stage: Stage) -> None:
    stage.model.sampling.send()
    await until(lambda: not stage.model.state.sample.is_sending)


@in_window
async def test_start_send_see_refuse_once_and_stop(stage: Stage) -> None:
    pid = await _start(stage)
    assert is_alive(pid)
    await _send(stage)
    assert stage.model.state.sample.outcome.kind is OutcomeKind.ACCEPTED
    await until(lambda: stage.model.state.sample.reached_ms is not None)
    await until(lambda: stage.model.state.latency_ms is not None)
    assert stage.model.state.push.device == "Virtual iPhone"
    assert '"title": "Hello from Pushbench"' in stage.screen.panel.seen.code.text()

    stage.model.answering.choose("dead")
    await until(lambda: stage.model.state.answer == "dead")
    await _send(stage)
    assert stage.model.state.sample.outcome.kind is OutcomeKind.REJECTED
    assert stage.model.state.sample.outcome.status == 410
    await until(lambda: stage.model.state.answer == "accept")

    stage.screen.steps.stop.click()
    await until(lambda: stage.model.state.phase is Phase.OFF)
    assert stage.model.state.trouble is None
    assert not is_alive(pid)


@pytest.mark.parametrize("platform", ["android", "web"])
@in_window
async def test_every_device_gets_the_sample_and_its_own_answers(stage: Stage, platform: str) -> None:
    await _start(stage)
    stage.model.choose_platform(platform)
    await _send(stage)
    await until(lambda: stage.model.state.sample.reached_ms is not None)
    assert stage.model.state.push.platform == platform
    assert not stage.model.state.appearance.is_empty
    stage.model.answering.choose("dead")
    await until(lambda: stage.model.state.answer == "dead")
    await _send(stage)
    assert stage.model.state.sample.outcome.is_target_dead


@in_window
async def test_a_killed_emulator_is_explained_and_starts_again(stage: Stage) -> None:
    pid = await _start(stage)
    os.kill(pid, signal.SIGKILL)
    await until(lambda: stage.model.state.phase is Phase.OFF)
    assert stage.model.state.trouble.what == "The sandbox has ended."
    assert await _start(stage) != pid
    await _send(stage)
    assert stage.model.state.sample.outcome.kind is OutcomeKind.ACCEPTED


@in_window
async def test_stopping_with_a_push_under_way_ends_it_in_words(stage: Stage) -> None:
    pid = await _start(stage)
    stage.model.answering.choose("stall")
    await until(lambda: stage.model.state.answer == "other")
    stage.model.sampling.send()
    await until(lambda: stage.model.state.standing == ())  # the push is on the server, which keeps silent
    stage.screen.steps.stop.click()
    await until(lambda: stage.model.state.phase is Phase.OFF)
    await until(lambda: not stage.model.state.sample.is_sending)
    outcome = stage.model.state.sample.outcome
    assert outcome.kind is OutcomeKind.UNCLEAR
    assert outcome.explain is not None
    assert not is_alive(pid)
