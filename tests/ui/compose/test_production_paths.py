"""No way through the window leads to production without the guard: a network that knows what was confirmed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot
from tests.ui.conftest import Driver, HeardNotices

from pushbench.domain.device import Device, Group
from pushbench.domain.errors import UserError
from pushbench.domain.http import HttpRequest, HttpResponse
from pushbench.domain.profile import Environment, Profile, ProfileSet
from pushbench.domain.secret import Secret
from pushbench.domain.tasks import TaskScope
from pushbench.engine.plan import SendOrder
from pushbench.engine.transport_httpx import HttpxTransport
from pushbench.engine.workspace import Workspace
from pushbench.ui.compose import log_dock, top_bar
from pushbench.ui.compose.actions import compose_actions
from pushbench.ui.compose.model import ComposeModel
from pushbench.ui.compose.production_dialog import AllowListDialog, ProductionDialog
from pushbench.ui.compose.screen import ComposeScreen
from pushbench.ui.history.actions import history_actions
from pushbench.ui.history.model import HistoryModel
from pushbench.ui.sandbox.sampling import Sampling
from pushbench.ui.session import Session
from pushbench.ui.shell.window_state import WindowState
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.menu import MenuItem
from pushbench.ui.worker import Worker
from pushbench.vault import MemoryVault

TOKEN = "live-" + "x" * 140


@dataclass
class GuardedNetwork:
    """Answers for every service. What leaves for production unconfirmed is kept as a breach; loopback is real."""

    is_confirmed: bool = False
    status: int = 404
    left: list[HttpRequest] = field(default_factory=list)
    breaches: list[str] = field(default_factory=list)
    hold: asyncio.Event | None = None

    def __post_init__(self) -> None:
        self._loopback = HttpxTransport({})

    async def send(self, request: HttpRequest) -> HttpResponse:
        if urlsplit(request.url).hostname in ("127.0.0.1", "localhost"):
            return await self._loopback.send(request)
        self.left.append(request)
        if not self.is_confirmed:
            self.breaches.append(f"{request.method} {request.url}")
        if self.hold is not None:
            await self.hold.wait()
        if self.status == 200:
            return HttpResponse(200, (), b'{"name":"projects/p/messages/1"}')
        return HttpResponse(self.status, (), b'{"error":{"code":404,"status":"UNREGISTERED","details":[]}}')

    async def aclose(self) -> None:
        await self._loopback.aclose()


@dataclass
class Stage:
    """A window's Compose screen over a real workspace whose profile set leads to production."""

    driver: Driver
    workspace: Workspace
    network: GuardedNetwork
    session: Session
    model: ComposeModel
    screen: ComposeScreen
    notices: HeardNotices
    asked: list[str] = field(default_factory=list)

    def until_idle(self) -> None:
        """Let everything end that was begun; whatever asks is answered with its default: Cancel."""

        def is_idle() -> bool:
            self.answer("cancel")
            return not any(" send " in f" {name} " or name.startswith("send ") for name in self.model.scope.running)

        self.driver.turn()
        self.driver.until(is_idle)
        self.driver.turn()

    def answer(self, key: str) -> bool:
        for dialog in self.screen.window().findChildren(ProductionDialog) + self.screen.window().findChildren(
            AllowListDialog
        ):
            if dialog.isVisible():
                self.asked.append(dialog.heading.text())
                typed = dialog.findChild(QLineEdit)
                if typed is not None and key == "go":
                    typed.setText(str(getattr(dialog, "_count", "")))
                next(b for b in dialog.findChildren(QPushButton) if b.objectName() == key).click()
                return True
        return False

    def confirm_next(self) -> None:
        """Say yes to the dialog that comes."""
        self.network.is_confirmed = True
        self.driver.until(lambda: self.answer("go"))
        self.driver.until(lambda: not self.model.sending.sender.is_busy)
        self.driver.turn()
        self.network.is_confirmed = False

    def send_once(self) -> str:
        """Send with a yes and return the delivery's id."""
        self.model.sending.send()
        self.confirm_next()
        [key] = self.model.sending.log.failed
        return key


@pytest.fixture
def stage(driver: Driver, theme: Theme, qtbot: QtBot, tmp_path: Path, notices: HeardNotices) -> Iterator[Stage]:
    network = GuardedNetwork()

    async def opened() -> Workspace:
        workspace = await Workspace.open(
            tmp_path / "home", environ={}, vault=MemoryVault(), transport=network, reporter=notices.report
        )
        live = Profile("Live", "fcm", Environment.PRODUCTION, {"project_id": "p"})
        await workspace.save_profile(live, {"access_token": Secret("secret-token")})
        await workspace.save_set(ProfileSet("Skylark Production", ("Live",)))
        await workspace.save_device(Device("Pixel", "fcm", TOKEN, "android", tags=("qa",)))
        await workspace.store.run(lambda db: db.groups.put(Group("all", ("Pixel",))))
        return workspace

    workspace = driver.run(opened())
    scope, worker = TaskScope("test", notices.report), Worker()
    state = WindowState(choices={"profile": "set:Skylark Production", "targets": ["Pixel"]})
    session = Session(workspace, scope, notices, worker, state)
    model = ComposeModel(session, save_after_ms=60_000)
    driver.run(model.start())
    driver.until(lambda: model.state.target_summary == "1 device" and model.state.send_kind == "production")
    screen = ComposeScreen(theme, model)
    qtbot.addWidget(screen)
    screen.resize(1200, 800)
    screen.show()
    yield Stage(driver, workspace, network, session, model, screen, notices)
    model.files.open.stop()
    driver.run(scope.aclose())
    driver.run(workspace.aclose())
    worker.close()
    assert network.breaches == []
    assert not notices.crashes, notices.crashes[0]


def test_the_button_asks_and_cancel_sends_nothing(stage: Stage) -> None:
    stage.screen.bar.send.main.click()
    stage.until_idle()
    assert stage.asked == ["Send to 1 device?"]
    assert stage.network.left == []


def test_a_yes_sends_exactly_what_was_asked_for(stage: Stage) -> None:
    stage.network.status = 200
    stage.screen.bar.send.main.click()
    stage.confirm_next()
    [request] = stage.network.left
    assert TOKEN in request.body.decode()
    assert stage.model.state.send.accepted == 1


def test_enter_in_the_dialog_is_cancel(stage: Stage, qtbot: QtBot) -> None:
    stage.screen.bar.send.main.click()
    stage.driver.until(lambda: any(d.isVisible() for d in stage.screen.window().findChildren(ProductionDialog)))
    dialog = next(d for d in stage.screen.window().findChildren(ProductionDialog) if d.isVisible())
    qtbot.keyClick(dialog, Qt.Key.Key_Return)  # type: ignore[no-untyped-call]
    stage.until_idle()
    assert stage.network.left == []


def test_validate_first_opens_no_connection(stage: Stage) -> None:
    stage.screen.bar.send.main.click()
    stage.driver.until(lambda: stage.answer("validate"))
    stage.until_idle()
    assert stage.model.state.send.validated == 1
    assert stage.network.left == []


def run_all(stage: Stage, runs: list[tuple[str, Callable[[], object]]]) -> None:
    for _, run in runs:
        run()
        stage.until_idle()
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()


def test_every_action_of_compose(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same table makes menus, shortcuts and the command palette."""
    key = stage.send_once()
    stage.screen.dock.view.choose(key)
    monkeypatch.setattr(stage.screen, "open_file", lambda: None, raising=False)
    before = len(stage.network.left)
    actions = compose_actions(lambda: stage.model, lambda: stage.screen)
    asking = []
    for action in actions:
        if action.id in ("message.open", "message.close"):
            continue  # one asks for a file, the other leaves nothing to send
        stage.screen.dock.view.choose(key)
        count = len(stage.asked)
        run_all(stage, [(action.id, action.run)])
        asking += [action.id] * (len(stage.asked) - count)
    assert asking == ["send.now", "log.again", "log.failed"]
    assert len(stage.network.left) == before


def caught_menu(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> list[MenuItem]:
    caught: list[MenuItem] = []

    def keep(_theme: Theme, items: tuple[MenuItem | None, ...], *_place: object, **_options: object) -> None:
        caught.extend(item for item in items if item is not None)

    monkeypatch.setattr(module, name, keep)
    return caught


def test_every_line_of_the_send_menu(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    items = caught_menu(monkeypatch, top_bar, "pop_up")
    stage.screen.bar.open_menu()
    assert items[0].title == "Send to production…"
    run_all(stage, [(item.title, item.run) for item in items])
    assert stage.asked == ["Send to 1 device?"]
    assert stage.network.left == []


def test_every_line_of_a_log_rows_menu(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    key = stage.send_once()
    before = len(stage.network.left)
    items = caught_menu(monkeypatch, log_dock, "pop_up_at")
    monkeypatch.setattr(stage.screen.dock, "_explain", lambda *_: None)
    stage.screen.dock.view.menu_wanted.emit(key, QPoint(0, 0))
    assert "Send again" in [item.title for item in items]
    run_all(stage, [(item.title, item.run) for item in items if item.title != "Why?"])
    assert len(stage.network.left) == before
    assert len(stage.asked) == 2


def test_opening_as_message_and_sending_asks_again(stage: Stage) -> None:
    key = stage.send_once()
    before = len(stage.network.left)
    opened: list[object] = []
    stage.session.message_wanted.connect(opened.append)
    stage.model.sending.log_verbs.open_as_message(key)
    stage.driver.until(lambda: opened)
    stage.until_idle()
    stage.model.sending.send()
    stage.until_idle()
    assert len(stage.asked) == 2
    assert len(stage.network.left) == before


def test_sending_again_from_history(stage: Stage) -> None:
    key = stage.send_once()
    before = len(stage.network.left)
    history = HistoryModel(stage.session)
    history.start()
    actions = {a.id: a for a in history_actions(lambda: history, lambda: None)}
    history.reveal(key)
    stage.driver.until(lambda: history.state.current == key)
    actions["history.again"].run()
    stage.until_idle()
    history.verbs.send_again(key)
    stage.until_idle()
    assert len(stage.asked) == 3
    assert len(stage.network.left) == before
    history.verbs.open_as_message(key)
    stage.until_idle()


def test_the_offer_to_retry_when_the_network_is_back(stage: Stage) -> None:
    stage.send_once()
    before = len(stage.network.left)
    stage.model.sending.sender._become(offline=1)
    stage.model.sending._network.came_back()
    assert "network is back" in stage.notices.messages[-1]
    stage.notices.actions[-1]()
    stage.until_idle()
    assert len(stage.asked) == 2
    assert len(stage.network.left) == before


def test_the_sandboxs_sample_never_takes_a_production_profile(stage: Stage) -> None:
    """Neither by choice nor by chance: the engine refuses what nobody confirmed."""

    class Screen:
        session = stage.session

    sampling = Sampling(Screen())  # type: ignore[arg-type]
    with pytest.raises(UserError, match="not sent"):
        stage.driver.run(sampling._profile("fcm"))
    plan = stage.driver.run(stage.workspace.plan(SendOrder(stage.model.state.message, ("Pixel",), profile="Live")))
    with pytest.raises(UserError, match="production"):
        stage.workspace.start(plan)


def test_the_demo_refuses_profiles_that_became_production(stage: Stage) -> None:
    async def demo() -> None:
        await stage.workspace.ensure_first_start()
        for profile in await stage.workspace.profiles():
            if profile.environment is Environment.LOCAL:
                live = Profile(profile.name, profile.provider, Environment.PRODUCTION, {"project_id": "p"})
                secrets = {"access_token": Secret("t")} if profile.provider == "fcm" else {}
                fields = live.fields if profile.provider == "fcm" else {}
                await stage.workspace.save_profile(Profile(live.name, live.provider, live.environment, fields), secrets)
        async for _ in stage.workspace.demo():
            pass

    with pytest.raises(UserError):
        stage.driver.run(demo())


def test_a_credential_test_reaches_no_device(stage: Stage) -> None:
    stage.network.is_confirmed = True  # it may talk to the service; what it says is looked at here

    async def test() -> None:
        async for _ in stage.workspace.test_profile("Live"):
            pass

    stage.driver.run(test())
    assert stage.network.left
    for request in stage.network.left:
        assert TOKEN.encode() not in request.body + request.url.encode()
        assert b'"validate_only":true' in request.body.replace(b" ", b"")


@pytest.mark.parametrize("verb", ["subscribe", "unsubscribe"])
def test_topics_of_production_want_a_yes(stage: Stage, verb: str) -> None:
    change = getattr(stage.workspace, verb)
    with pytest.raises(UserError, match="goes to production"):
        stage.driver.run(change("news", profile="Live", targets=["Pixel"]))
    assert stage.network.left == []
    stage.network.is_confirmed = True
    stage.driver.run(change("news", profile="Live", targets=["Pixel"], confirmed=True))
    assert stage.network.left


def test_a_run_that_a_crash_cut_off_is_not_taken_up_again(stage: Stage, tmp_path: Path) -> None:
    async def crash_and_come_back() -> int:
        from pushbench.engine.keeping import keep_start

        plan = await stage.workspace.plan(SendOrder(stage.model.state.message, ("Pixel",), profile="Live"))
        await keep_start(stage.workspace._parts, plan)  # begun, and no end was written
        again = await Workspace.open(tmp_path / "home", environ={}, vault=MemoryVault(), transport=stage.network)
        try:
            await asyncio.sleep(0)
            return len(await again.store.run(lambda db: db.history.unfinished_runs()))
        finally:
            await again.aclose()

    assert stage.driver.run(crash_and_come_back()) == 0
    assert stage.network.left == []


def test_what_waits_behind_a_run_is_asked_for_before_and_sent_once(stage: Stage) -> None:
    key = stage.send_once()
    stage.network.hold = asyncio.Event()
    stage.network.is_confirmed = True
    stage.model.sending.send()
    stage.driver.until(lambda: stage.answer("go"))
    stage.driver.until(lambda: stage.model.state.send.is_running and len(stage.network.left) == 2)
    stage.network.is_confirmed = False
    stage.model.sending.send_again(key)
    stage.driver.until(lambda: stage.answer("cancel"))  # no to the second
    stage.driver.turn()
    assert stage.model.state.send.queued == 0
    stage.model.sending.send_again(key)
    stage.driver.until(lambda: stage.answer("go"))  # yes
    stage.driver.until(lambda: stage.model.state.send.queued == 1)
    assert "after the run under way" in stage.notices.messages[-1]
    assert len(stage.network.left) == 2
    stage.network.is_confirmed = True
    stage.network.hold.set()
    stage.driver.until(lambda: not stage.model.sending.sender.is_busy and len(stage.network.left) == 3)
    stage.until_idle()
    stage.network.is_confirmed = False


def test_the_allow_list_stands_in_every_way_and_mends_itself_only_by_choice(stage: Stage) -> None:
    stage.driver.run(stage.workspace.allow("Live", ["tag:beta"]))
    stage.session.profiles_changed.emit()
    stage.driver.until(lambda: stage.model.state.targets[0].tone == "amber")
    assert "allow-list of “Live”" in stage.model.state.targets[0].trouble
    stage.model.sending.send()
    stage.until_idle()
    assert stage.asked == ["Pixel is not allowed"]
    stage.model.sending.send()
    stage.driver.until(lambda: stage.answer("add"))
    stage.driver.until(lambda: stage.model.state.targets[0].tone == "plain")
    assert stage.network.left == []  # adding sends nothing
    stage.notices.actions[-1]()  # undo
    stage.driver.until(lambda: stage.model.state.targets[0].tone == "amber")


def test_listed_devices_are_asked_for_without_a_number(stage: Stage) -> None:
    async def many() -> None:
        for number in range(12):
            await stage.workspace.save_device(
                Device(f"QA {number}", "fcm", f"{TOKEN}{number}", "android", tags=("qa",))
            )
        await stage.workspace.allow("Live", ["tag:qa"])

    stage.driver.run(many())
    stage.model.targeting.set_targets(["tag:qa"])
    stage.driver.until(lambda: stage.model.state.target_summary == "13 devices")
    stage.model.sending.send()
    stage.driver.until(lambda: any(d.isVisible() for d in stage.screen.window().findChildren(ProductionDialog)))
    dialog = next(d for d in stage.screen.window().findChildren(ProductionDialog) if d.isVisible())
    assert dialog.findChild(QLineEdit) is None
    stage.confirm_next()
    assert len(stage.network.left) == 13


def test_another_message_in_sight_changes_nothing_of_a_run(stage: Stage) -> None:
    stage.network.hold = asyncio.Event()
    stage.network.is_confirmed = True
    name = stage.model.state.message.name
    stage.model.sending.send()
    stage.driver.until(lambda: stage.answer("go"))
    stage.driver.until(lambda: stage.model.state.send.is_running)
    stage.model.files.new_message()
    stage.driver.until(lambda: stage.model.state.message.name != name)
    stage.model.editing.set_content("title", "Another")
    assert stage.model.state.send.title == name
    stage.network.hold.set()
    stage.driver.until(lambda: not stage.model.sending.sender.is_busy)
    stage.network.is_confirmed = False
    stage.model.sending.retry_failed()
    stage.confirm_next()
    first, second = stage.network.left
    assert first.body == second.body
    assert b"Another" not in second.body


def test_closing_while_sending_ends_the_run_and_drops_what_waits(stage: Stage) -> None:
    key = stage.send_once()
    stage.network.hold = asyncio.Event()
    stage.network.is_confirmed = True
    stage.model.sending.send()
    stage.driver.until(lambda: stage.answer("go"))
    stage.driver.until(lambda: stage.model.state.send.is_running)
    stage.model.sending.send_again(key)
    stage.driver.until(lambda: stage.answer("go"))
    stage.driver.until(lambda: stage.model.state.send.queued == 1)
    count = len(stage.network.left)
    stage.model.sending.sender.stop()  # what the window does first when it closes
    assert stage.model.state.send.is_stopping
    stage.network.hold.set()
    stage.driver.until(lambda: not stage.model.sending.sender.is_busy)
    stage.driver.turn()
    assert len(stage.network.left) == count
    stage.network.is_confirmed = False
