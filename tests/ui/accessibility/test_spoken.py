"""What a screen reader is told: whole rows, whole tokens, what a preview shows, and news at most once a second."""

from __future__ import annotations

import re
from functools import partial
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget
from tests.ui.accessibility.conftest import Desk, described, spoken
from tests.ui.accessibility.story import JONAS
from tests.ui.accessibility.views import COMPOSE, DEVICES, HELP, HISTORY, PROVIDERS, SANDBOX, SETTINGS, View, walk

from pushbench.ui.compose.preview_pane import Stage
from pushbench.ui.widgets import announce
from pushbench.ui.widgets.table.model import ROW
from pushbench.ui.widgets.table.view import RowsView
from pushbench.ui.widgets.text_field import TextField

SPOKEN = Qt.ItemDataRole.AccessibleTextRole


def table(desk: Desk, name: str) -> RowsView:
    return next(view for view in desk.window.findChildren(RowsView) if view.accessibleName() == name)


def cell(view: RowsView, key: str, column: str) -> str:
    place = view.rows.row_of(key)
    assert place is not None
    number = next(number for number, each in enumerate(view.rows.columns) if each.key == column)
    return str(view.rows.index(place, number).data(SPOKEN))


def test_a_delivery_is_told_as_a_whole(desk: Desk) -> None:
    for _view, _top in walk(desk, (HISTORY[0],)):
        said = cell(table(desk, "Deliveries"), "00000000-0000-4000-8000-000000000002", "time")
        assert re.fullmatch(rf"Rejected 410 Unregistered, {JONAS}, APNs, 38 milliseconds, [\d:.]+", said), said


def test_a_row_of_the_send_log_is_told_as_a_whole(desk: Desk) -> None:
    for _view, _top in walk(desk, (next(view for view in COMPOSE if view.name == "compose, sent"),)):
        log = table(desk, "Send log")
        said = cell(log, log.rows.keys[0], "time")
        for part in ("Accepted 200", "Ana's iPhone 16", "APNs", "38 milliseconds"):
            assert part in said


def test_a_device_is_told_as_a_whole_and_its_token_in_full(desk: Desk) -> None:
    device = desk.workspace.store.database.devices.get(JONAS)
    assert device is not None
    for _view, _top in walk(desk, (DEVICES[0],)):
        devices = table(desk, "Devices")
        desk.until(partial(devices.rows.get, JONAS))
        assert cell(devices, JONAS, "token") == device.token
        said = cell(devices, JONAS, "tick")
        for part in (JONAS, "APNs", "Unregistered"):
            assert part in said


def lines(model: QAbstractItemModel, parent: QModelIndex = QModelIndex()) -> list[QModelIndex]:  # noqa: B008
    found = []
    for number in range(model.rowCount(parent)):
        index = model.index(number, 0, parent)
        found += [index, *lines(model, index)]
    return found


LISTS: tuple[View, ...] = (COMPOSE[0], DEVICES[0], PROVIDERS[0], HISTORY[0], SANDBOX[0], SETTINGS[0], HELP[1], HELP[3])


def test_no_line_of_a_list_is_silent(desk: Desk) -> None:
    silent = []
    counted = 0
    for view, top in walk(desk, LISTS):
        for each in top.findChildren(QAbstractItemView):
            if not each.isVisible() or each.model() is None or isinstance(each, QHeaderView):
                continue
            for index in lines(each.model())[:60]:
                if index.data(ROW) is None and isinstance(each, RowsView):
                    continue  # fetched when it comes into sight
                counted += 1
                said = str(index.data(SPOKEN) or index.data() or "")
                if not said and index.flags() & Qt.ItemFlag.ItemIsSelectable:
                    silent.append(f"{view.name}: {each.accessibleName()}, row {index.row()}")
                if "…" in said and len(said) > 60:
                    silent.append(f"{view.name}: {each.accessibleName()} is cut: {said}")
    assert counted > 60
    assert not silent, "\n".join(silent)


def _is_told(widget: QWidget, words: str) -> bool:
    told = described(widget)
    return bool(told) and words in told


def test_a_preview_tells_what_it_shows_and_what_is_missing(desk: Desk) -> None:
    for _view, top in walk(desk, (COMPOSE[0],)):
        stage = next(each for each in top.findChildren(Stage) if each.isVisible())
        desk.until(partial(_is_told, stage, ""))
        assert spoken(stage) == "Preview"
        told = described(stage)
        assert "Gate changed to B42" in told
        assert "is cut after" in told


def test_a_text_tells_its_length_and_where_it_is_cut(desk: Desk) -> None:
    for _view, top in walk(desk, (COMPOSE[0],)):
        body = next(each for each in top.findChildren(TextField) if each.accessibleName() == "Body")
        desk.until(partial(_is_told, body, "cut on"))
        assert re.match(r"\d+ characters, cut on [\w ]+ after \d+", described(body)), described(body)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[QAccessibleAnnouncementEvent]:
    """What reaches the system's screen reader."""
    events: list[QAccessibleAnnouncementEvent] = []
    monkeypatch.setattr(
        announce,
        "QAccessible",
        SimpleNamespace(updateAccessibility=events.append, AnnouncementPoliteness=QAccessible.AnnouncementPoliteness),
    )
    return events


def test_news_are_told_politely_and_as_one_summary_a_second(
    desk: Desk, heard: list[QAccessibleAnnouncementEvent], monkeypatch: pytest.MonkeyPatch
) -> None:
    announcer = desk.application.window.toast.announcer
    assert announcer._pause.interval() == 1000
    announcer._pause.setInterval(60_000)  # this second does not end by itself
    desk.settle()
    heard.clear()
    announcer._pause.stop()
    notices = desk.application.notices
    notices.tell("First")
    notices.tell("Second")
    notices.tell("Second")
    compose = desk.screens.compose
    compose.sending.send()
    desk.until(lambda: compose.state.send.total > 0 and not compose.sending.sender.is_busy)
    desk.turn()
    assert [event.message() for event in heard] == ["First"]
    announcer._pause.timeout.emit()
    assert len(heard) == 2
    assert heard[1].message().startswith("Second ")
    assert heard[1].message().count("Second") == 1
    assert re.search(r"\d accepted", heard[1].message()), heard[1].message()
    assert {event.politeness() for event in heard} == {QAccessible.AnnouncementPoliteness.Polite}
