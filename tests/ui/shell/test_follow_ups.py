"""While the window is open services are asked what became of deliveries, and the screens hear of the answers."""

from __future__ import annotations

from tests.ui.conftest import Driver
from tests.ui.shell.conftest import Opened

from pushbench.domain.fate import Fate
from pushbench.domain.outcome import DeliveryEvent
from pushbench.engine.following import Answered


def test_news_of_deliveries_refresh_history_and_devices(opened: Opened, driver: Driver) -> None:
    session = opened.screens.compose.session
    heard: list[str] = []
    session.history_changed.connect(lambda: heard.append("history"))
    session.devices_changed.connect(lambda: heard.append("devices"))
    driver.until(lambda: opened.workspace.on_news is not None)
    tell = opened.workspace.on_news
    assert tell is not None
    tell([Answered("d1", DeliveryEvent(1.0, Fate.HANDED_ON))])
    assert heard == ["history"]
    tell([Answered("d1", DeliveryEvent(2.0, Fate.FAILED, is_target_dead=True))])
    assert heard == ["history", "history", "devices"]
