from __future__ import annotations

import time
from dataclasses import replace
from itertools import pairwise

import pytest
from tests.ui.fake_workspace import UNREGISTERED
from tests.ui.history.conftest import keep, record, settle, started

from pushbench.ui.history.filters import ALL, TODAY
from pushbench.ui.history.listing import is_delivery, run_of
from pushbench.ui.history.model import PAGE, HistoryModel


def deliveries(model: HistoryModel) -> list[str]:
    return [key for key in model.rows.keys if is_delivery(key)]


def numbers(model: HistoryModel) -> list[int]:
    return [int(key[-12:]) for key in deliveries(model)]


def test_the_newest_stand_on_top_below_their_runs(driver, model, some):
    started(driver, model)
    assert numbers(model) == [7, 6, 5, 4, 3, 2, 1]
    assert [key for key in model.rows.keys if run_of(key)] == ["run:run-3", "run:run-2", "run:run-1"]
    assert (model.state.shown, model.state.kept, model.state.filters.span) == (7, 7, TODAY)
    assert model.state.record is not None
    assert model.state.record.id == some[6].id


def test_a_history_without_today_shows_everything(driver, model, workspace):
    keep(workspace, [record(1, at=time.time() - 10 * 86400)])
    started(driver, model)
    assert model.state.filters.span == ALL
    assert numbers(model) == [1]


@pytest.mark.parametrize(
    ("changes", "left"),
    [
        ({"status": "rejected"}, [3]),
        ({"status": "410"}, [3]),
        ({"provider": "fcm"}, [7, 2]),
        ({"environment": "production"}, [4]),
        ({"device": "Jonas's iPhone"}, [3]),
        ({"run": "run-1"}, [2, 1]),
        ({"search": "autumn"}, [4]),
        ({"search": "unreg"}, [3]),
        ({"search": "dddd"}, [3]),
        ({"provider": "apns", "run": "run-2", "status": "accepted"}, [5, 4]),
    ],
)
def test_filters_all_must_hold(driver, model, some, changes, left):
    started(driver, model)
    model.filter(**changes)
    settle(driver, model)
    assert numbers(model) == left
    assert (model.state.shown, model.state.kept) == (len(left), 7)
    model.clear_filters()
    settle(driver, model)
    assert model.state.shown == 7


def test_filters_that_hide_everything_leave_nothing_in_the_inspector(driver, model, some):
    started(driver, model)
    model.filter(search="nosuchword")
    settle(driver, model)
    assert (model.rows.rowCount(), model.state.shown, model.state.kept) == (0, 0, 7)
    assert model.state.inspected is None


def test_the_chart_counts_what_the_list_shows(driver, model, some):
    started(driver, model)
    figures = model.state.figures
    assert (figures.accepted, figures.rejected) == (5, 1)
    assert figures.median_ms == 38
    assert sum(item.total for item in model.state.overview.buckets) == 7
    assert sum(item.retried for item in model.state.overview.buckets) == 1
    model.filter(provider="fcm")
    settle(driver, model)
    assert sum(item.total for item in model.state.overview.buckets) == 2


def test_a_stretch_of_the_chart_narrows_list_and_figures_but_not_the_chart(driver, model, some):
    started(driver, model)
    before = model.state.overview
    model.choose_range(some[2].at - 0.5, some[5].at + 0.5)
    settle(driver, model)
    assert numbers(model) == [6, 5, 4, 3]
    assert model.state.overview == before
    assert model.state.figures.rejected == 1
    model.choose_range(None, None)
    settle(driver, model)
    assert len(numbers(model)) == 7


def test_ten_thousand_rows_are_read_as_they_are_scrolled_to(driver, model, workspace):
    start = time.time() - 5000
    keep(workspace, [record(n, at=start + n * 0.1, run_id=f"run-{n // 2500}") for n in range(10_000)])
    started(driver, model)
    assert len(deliveries(model)) == PAGE
    assert model.state.shown == 10_000
    for _ in range(3):
        model.rows.fetchMore(model.rows.index(-1, -1))
        settle(driver, model)
    assert numbers(model) == list(range(9_999, 9_999 - 4 * PAGE, -1))
    assert model.rows.has_more


def test_folded_runs_are_passed_over_while_paging(driver, model, workspace):
    start = time.time() - 5000
    keep(workspace, [record(n, at=start + n * 0.1, run_id="big" if n >= 5 else "old") for n in range(2_500)])
    started(driver, model)
    model.fold("run:big")
    assert model.rows.keys == ["run:big"]
    model.rows.fetchMore(model.rows.index(-1, -1))
    settle(driver, model)
    assert numbers(model) == list(range(4, -1, -1))
    assert not model.rows.has_more


def test_a_fold_spreads_and_the_delivery_that_is_wanted_is_never_in_it(driver, model, workspace):
    keep(workspace, [record(n, at=time.time() - 100 + n * 0.1, run_id="big") for n in range(30)])
    started(driver, model)
    assert numbers(model) == list(range(29, 23, -1))
    model.spread(model.rows.keys[-1])
    assert numbers(model) == list(range(29, -1, -1))
    model.spread(model.rows.keys[-1])
    assert len(numbers(model)) == 6
    model.reveal(f"00000000-0000-4000-8000-{3:012d}")
    settle(driver, model)
    assert 3 in numbers(model)


def test_rows_that_just_came_are_told(driver, model, session, workspace, some):
    started(driver, model)
    heard = []
    model.arrived.connect(heard.append)
    keep(workspace, [record(20, at=time.time(), run_id="run-9")])
    session.history_changed.emit()
    settle(driver, model)
    assert heard == [[record(20).id]]


def test_new_deliveries_come_on_top_and_the_choice_stays(driver, model, session, workspace, some):
    started(driver, model)
    chosen = model.state.current
    keep(workspace, [record(20, at=time.time(), run_id="run-9")])
    session.history_changed.emit()
    settle(driver, model)
    assert numbers(model)[:2] == [20, 7]
    assert model.state.current == chosen
    assert sum(item.total for item in model.state.overview.buckets) == 8


def test_deliveries_of_other_programs_are_found_while_the_list_is_in_sight(driver, model, workspace, some):
    started(driver, model)
    keep(workspace, [record(21, UNREGISTERED, at=time.time(), run_id="other")])
    model.watch(True)
    driver.until(lambda: 21 in numbers(model))
    model.watch(False)
    settle(driver, model)


def test_what_is_sent_again_is_followed(driver, model, session, workspace, some):
    started(driver, model)
    plans = []
    session.plan_wanted.connect(plans.append)
    model.verbs.send_again(some[0].id)
    assert len(plans) == 1
    keep(workspace, [record(22, at=time.time(), run_id="again")])
    session.history_changed.emit()
    settle(driver, model)
    assert model.state.current == record(22).id


def test_a_delivery_is_revealed_whatever_the_filters(driver, model, some):
    started(driver, model)
    model.filter(status="rejected")
    settle(driver, model)
    model.reveal(some[0].id)
    settle(driver, model)
    assert model.state.current == some[0].id
    assert not model.state.filters.is_any
    assert model.rows.row_of(some[0].id) is not None


def test_a_delivery_deep_in_the_history_is_revealed_too(driver, model, workspace):
    start = time.time() - 5000
    keep(workspace, [record(n, at=start + n * 0.1) for n in range(1_000)])
    model.reveal(record(100).id)
    settle(driver, model)
    assert model.state.current == record(100).id
    assert model.rows.row_of(record(100).id) is not None


def test_a_delivery_that_never_came_is_told(driver, model, some, notices):
    started(driver, model)
    model.reveal("00000000-0000-4000-8000-0000000000ff")
    driver.until(lambda: notices.troubles)
    assert "not in the history" in notices.troubles[0].what


def test_the_inspector_knows_device_groups_and_like_answers(driver, model, workspace, some):
    from pushbench.domain.device import Group

    workspace.store.database.groups.put(Group("qa", ("Jonas's iPhone",)))
    keep(workspace, [replace(some[2], id="00000000-0000-4000-8000-0000000000aa", run_id="more", at=time.time() - 5)])
    started(driver, model)
    model.choose(some[2].id)
    settle(driver, model)
    inspected = model.state.inspected
    assert inspected is not None
    assert inspected.device is not None
    assert inspected.device.name == "Jonas's iPhone"
    assert (inspected.groups, inspected.similar) == (("qa",), 1)
    model.show_similar()
    settle(driver, model)
    assert model.state.shown == 2


def test_the_last_push_is_in_sight_first(driver, model, some):
    started(driver, model)
    model.choose(some[4].id)
    settle(driver, model)
    assert model.state.attempt == 1
    assert model.state.shown_attempt == some[4].attempts[1]
    model.show_attempt(0, "request")
    assert (model.state.shown_attempt, model.state.tab) == (some[4].attempts[0], "request")


def test_headings_are_no_deliveries(driver, model, some):
    started(driver, model)
    before = model.state.current
    model.choose("run:run-1")
    driver.turn()
    assert model.state.current == before


def test_rows_obey_qt(driver, model, some, qtmodeltester):
    started(driver, model)
    qtmodeltester.check(model.rows)
    model.fold("run:run-2")
    model.fold("run:run-1")
    model.fold("run:run-2")
    qtmodeltester.check(model.rows)
    assert numbers(model) == [7, 6, 5, 4, 3]


def test_every_order_of_news_gives_the_same_list(driver, model, session, workspace):
    now = time.time() - 50
    made = [record(n, at=now + n, run_id=f"run-{n // 3}") for n in range(12)]
    keep(workspace, made[:4])
    started(driver, model)
    for first, last in pairwise((4, 5, 9, 12)):
        workspace.store.database.history.add(made[first:last])
        session.history_changed.emit()
        settle(driver, model)
    assert numbers(model) == list(range(11, -1, -1))
    shown = model.rows.keys
    again = HistoryModel(session)
    started(driver, again)
    assert again.rows.keys == shown


def test_columns_say_a_whole_delivery_to_screen_readers(driver, model, some):
    from PySide6.QtCore import Qt

    started(driver, model)
    number = model.rows.row_of(some[2].id)
    assert number is not None
    words = model.rows.index(number, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert words.startswith("Rejected 410 Unregistered, Jonas's iPhone, APNs, 38 milliseconds")
    retried = model.rows.row_of(some[4].id)
    assert retried is not None
    assert "Accepted after retry" in model.rows.index(retried, 0).data(Qt.ItemDataRole.AccessibleTextRole)
