"""The status line: services, secrets, queue, problems, other screens; and what is told to screen readers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from tests.ui.conftest import Driver
from tests.ui.shell.conftest import Opened

from pushbench.domain.errors import UserError
from pushbench.domain.profile import Environment, Profile
from pushbench.ui.compose.state import SendState
from pushbench.ui.shell.reachability import Reached, reached_items
from pushbench.ui.shell.status_line import StatusItem, StatusLine
from pushbench.ui.shell.status_places import counted
from pushbench.ui.theme.theme import Theme


def texts(items: tuple[StatusItem, ...]) -> list[str]:
    return [item.text for item in items]


@pytest.fixture
def line(any_theme: Theme, qtbot: QtBot) -> StatusLine:
    made = StatusLine(any_theme)
    qtbot.addWidget(made)
    made.resize(900, 24)
    made.show()
    return made


def test_parts_stay_where_they_are(line: StatusLine, qtbot: QtBot) -> None:
    line.show_items((StatusItem("One", dot="green-dot"), StatusItem("Two", icon="lock")), ())
    first = line.left[0]
    line.show_items((StatusItem("Three", verb="go.history", tip="Why"),), (StatusItem("1 problem", tone="red"),))
    assert line.left[0] is first
    assert first.accessibleName() == "Three"
    assert first.accessibleDescription() == "Why"
    assert not line.left[1].isVisible()
    assert line.grab().width() == 900


def test_only_what_does_something_takes_the_keyboard_and_tells_its_action(line: StatusLine, qtbot: QtBot) -> None:
    heard: list[str] = []
    line.chosen.connect(heard.append)
    line.show_items((StatusItem("Tells"), StatusItem("Does", verb="go.history")), ())
    assert line.left[0].focusPolicy() is Qt.FocusPolicy.NoFocus
    assert line.left[1].focusPolicy() is Qt.FocusPolicy.TabFocus
    assert line.left[1].sizeHint().height() >= 24
    qtbot.keyClick(line.left[1], Qt.Key.Key_Space)
    qtbot.mouseClick(line.left[1], Qt.MouseButton.LeftButton)
    assert heard == ["go.history", "go.history"]


def test_services_tell_what_they_answered_last() -> None:
    now = 1_000_000.0
    items = reached_items(
        (
            Reached("APNs", "sandbox", now - 5, has_answered=True, latency_ms=41.0),
            Reached("FCM", "production", now - 90_000, has_answered=True, latency_ms=92.0),
            Reached("Web Push", "production", now - 5, has_answered=False),
        ),
        now,
    )
    assert texts(items) == ["APNs development reachable, 41 ms", "FCM reachable, 92 ms", "Web Push did not answer"]
    assert [item.dot for item in items] == ["green-dot", "text-3", "red-dot"]
    assert items[2].tone == "red"


def test_the_last_answer_of_a_real_service_is_shown(opened: Opened, driver: Driver) -> None:
    screens, database = opened.screens, opened.workspace.store.database
    screens.compose.sending.send()
    driver.until(lambda: screens.compose.state.send.accepted == 3)
    driver.turn()
    assert texts(screens.status.state.left)[0].startswith("Sandbox on")
    records = list(database.history.iterate(_everything()))
    mine = next(record for record in records if record.provider == "apns")
    database.history.add([replace(mine, id="another", environment="sandbox", latency_ms=41.0)])
    database.profiles.put(Profile("Phones in development", "apns", Environment.SANDBOX))
    screens.session.profiles_changed.emit()
    driver.until(lambda: any(choice.title == "Phones in development" for choice in screens.compose.state.profiles))
    chosen = next(item for item in screens.compose.state.profiles if item.title == "Phones in development")
    screens.compose.choose_profile(chosen.key)
    driver.until(lambda: "APNs development reachable, 41 ms" in texts(screens.status.state.left))


def _everything():  # type: ignore[no-untyped-def]
    from pushbench.store.history import HistoryQuery

    return HistoryQuery()


def test_problems_are_counted_and_a_click_lists_them(opened: Opened, driver: Driver) -> None:
    screens = opened.screens
    opened_at: list[object] = []
    screen = screens.compose_screen
    assert screen is not None
    tabs = tuple(replace(tab, errors=1) for tab in screens.compose.state.providers)
    screens.compose.become(providers=tabs)
    assert texts(screens.status.state.right) == [f"{len(tabs)} problems"]
    screen.json.open_problems = opened_at.append  # type: ignore[method-assign,assignment]
    opened.application.window.status.right[0].click()
    assert len(opened_at) == 1


def test_a_queue_and_a_missing_connection_are_told(opened: Opened) -> None:
    screens = opened.screens
    screens.compose.become(send=SendState(title="x", total=3, done=3, offline=2, not_sent=2))
    item = screens.status.state.right[0]
    assert item.text == "No connection, 2 not sent"
    assert item.tone == "red"
    assert item.verb == "log.failed"
    screens.compose.become(send=SendState(is_running=True, total=50, done=31, retrying=2, queued=1))
    assert texts(screens.status.state.right)[:3] == [
        "Sending 31 of 50",
        "Queue: 2 waiting to retry",
        "1 run waits for this one",
    ]


@pytest.mark.parametrize(
    ("place", "left", "right"),
    [
        ("devices", "3 devices", "Tokens stay on this computer"),
        ("history", "0 deliveries kept", ""),
        ("providers", "No credentials stored yet", ""),
        ("sandbox", "Sandbox o", "Pushbench 0."),
        ("settings", "Sandbox o", "Pushbench 0."),
    ],
)
def test_every_screen_tells_what_it_holds(opened: Opened, driver: Driver, place: str, left: str, right: str) -> None:
    screens = opened.screens
    opened.workspace.vault.explain = lambda: "Secrets in system keychain"  # type: ignore[attr-defined]
    driver.run(screens.status.start())
    screens.show(place)
    driver.until(lambda: any(text.startswith(left) for text in texts(screens.status.state.left)))
    if right:
        assert texts(screens.status.state.right)[-1].startswith(right)
    screens.show("compose")
    assert texts(screens.status.state.left)[0].startswith("Sandbox o")


def test_counts_have_separators() -> None:
    assert counted(1, "1 thing", "{count} things") == "1 thing"
    assert counted(3812, "1 thing", "{count} things") == "3,812 things"


class Heard:
    """Stands in for the announcer."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def say(self, text: str) -> None:
        if text:
            self.said.append(text)


def test_results_problems_and_troubles_are_told_to_screen_readers(opened: Opened) -> None:
    screens = opened.screens
    heard = Heard()
    screens.speaker._announcer = heard  # type: ignore[assignment]
    compose = screens.compose
    compose.become(send=SendState(is_running=True, title="Gate change, run 4", total=3))
    compose.become(send=SendState(is_running=True, title="Gate change, run 4", total=3, accepted=1))
    compose.become(send=SendState(title="Gate change, run 4", total=3, done=3, accepted=2, rejected=1))
    assert heard.said == ["Gate change, run 4: 2 accepted, 1 rejected"]
    heard.said.clear()
    compose.become(providers=tuple(replace(tab, errors=2) for tab in compose.state.providers[:1]))
    compose.become(providers=tuple(replace(tab, errors=0) for tab in compose.state.providers))
    assert heard.said == ["2 problems", "No problems"]
    words: list[str] = []
    opened.application.window.notices.told.connect(words.append)
    opened.application.notices.report("x", UserError("What.", "Why.", "Fix."))
    assert words == ["What. Why. Fix."]
