from __future__ import annotations

from dataclasses import replace

from pushbench.domain.outcome import OutcomeKind
from pushbench.store.history import Cursor, DeliveryRow, RunRecord
from pushbench.ui.history.listing import Listing, run_of
from pushbench.ui.widgets.table.cells import GroupRow

NOW = 1_763_820_000.0


def row(number: int, run: str = "a") -> DeliveryRow:
    return DeliveryRow(
        Cursor(number), f"id-{number}", run, NOW + number, "apns", "p", "local", "Device", "device", "t",
        OutcomeKind.ACCEPTED, 200, None, None, 1, 38.0, "Gate", "Title", "Body",
    )  # fmt: skip


def run(key: str, **counts: int) -> RunRecord:
    return RunRecord(key, NOW, "Gate", "", "local", sum(counts.values()), NOW + 1, counts)


def keys(listing: Listing) -> list[str]:
    return [key for key, _ in listing.lines(NOW)]


def test_each_run_has_a_heading_with_its_counts():
    listing = Listing()
    listing.take_newest(
        [row(3, "b"), row(2), row(1)], {"a": run("a", accepted=2), "b": run("b", rejected=1)}, is_all=True
    )
    assert keys(listing) == ["run:b", "id-3", "run:a", "id-2", "id-1"]
    heading = dict(listing.lines(NOW))["run:a"]
    assert isinstance(heading, GroupRow)
    assert (heading.title, heading.remark) == ("Gate", "2 deliveries through local")
    assert [pill.text for pill in heading.pills] == ["2"]


def test_a_run_that_goes_on_after_another_gets_a_second_heading():
    listing = Listing()
    listing.take_newest([row(3), row(2, "b"), row(1)], {}, is_all=True)
    assert keys(listing) == ["run:a", "id-3", "run:b", "id-2", "run:a#2", "id-1"]
    assert [run_of(key) for key in keys(listing)] == ["a", "", "b", "", "a", ""]


def test_folded_runs_keep_their_heading_alone():
    listing = Listing()
    listing.take_newest([row(3, "b"), row(2), row(1)], {}, is_all=True)
    listing.toggle("a")
    assert keys(listing) == ["run:b", "id-3", "run:a"]
    assert [key for key, _ in listing.add_older([row(0)], {}, NOW)] == []
    listing.toggle("a")
    assert keys(listing) == ["run:b", "id-3", "run:a", "id-2", "id-1", "id-0"]


def test_accepted_deliveries_beyond_the_first_few_fold():
    listing = Listing()
    rows = [row(number) for number in range(20, 0, -1)]
    rows[3] = replace(rows[3], outcome=OutcomeKind.REJECTED, status=410)
    rows[15] = replace(rows[15], attempts=2)
    listing.take_newest([*rows, row(0, "b")], {"a": run("a", accepted=19, rejected=1)}, is_all=True)
    shown = keys(listing)
    assert shown == ["run:a", *(f"id-{n}" for n in (20, 19, 18, 17, 16, 15, 14, 5)), "more:a#1", "run:b", "id-0"]
    more = dict(listing.lines(NOW))["more:a#1"]
    assert isinstance(more, GroupRow)
    assert (more.title, more.is_link) == ("12 more, all accepted in 38 ms", True)
    listing.spread_out("a")
    assert keys(listing)[1:21] == [f"id-{number}" for number in range(20, 0, -1)]
    assert keys(listing)[21] == "more:a#1"
    listing.spread_out("a")
    assert keys(listing) == shown
    listing.toggle("a")
    assert keys(listing) == ["run:a", "run:b", "id-0"]


def test_a_fold_goes_on_over_pages_and_ends_with_its_run():
    listing = Listing()
    some = run("a", accepted=20)
    listing.take_newest([row(number) for number in range(20, 10, -1)], {"a": some}, is_all=False)
    assert [key for key, _ in listing.lines(NOW, is_end=False)] == ["run:a", *(f"id-{n}" for n in range(20, 14, -1))]
    older = [row(number) for number in range(10, 0, -1)]
    assert listing.add_older(older, {}, NOW, is_end=False) == []
    assert [key for key, _ in listing.add_older([row(0, "b")], {}, NOW)] == ["more:a#1", "run:b", "id-0"]


def test_small_and_huge_runs_do_not_fold():
    for total in (8, 5_000):
        listing = Listing()
        rows = [row(number) for number in range(total, 0, -1)]
        listing.take_newest(rows, {"a": run("a", accepted=total)}, is_all=True)
        assert len(keys(listing)) == total + 1


def test_an_older_page_goes_on_in_the_run_it_cut():
    listing = Listing()
    listing.take_newest([row(3), row(2)], {}, is_all=False)
    listing.lines(NOW)
    assert [key for key, _ in listing.add_older([row(1), row(0, "b")], {}, NOW)] == ["id-1", "run:b", "id-0"]
    assert listing.end == Cursor(0)


def test_news_take_the_place_of_the_page_they_cover():
    listing = Listing()
    listing.take_newest([row(9), row(7), row(5), row(3)], {}, is_all=False)
    assert listing.take_newest([row(11), row(9), row(8), row(7)], {}, is_all=False), "8 ended later than 9"
    assert [item.id for item in listing.rows] == ["id-11", "id-9", "id-8", "id-7", "id-5", "id-3"]


def test_rows_behind_a_gap_are_forgotten():
    listing = Listing()
    listing.take_newest([row(3), row(2)], {}, is_all=False)
    assert not listing.take_newest([row(90), row(89)], {}, is_all=False)
    assert [item.id for item in listing.rows] == ["id-90", "id-89"]


def test_unfinished_runs_are_read_again():
    listing = Listing()
    under_way = RunRecord("a", NOW, total=5)
    listing.take_newest([row(1)], {"a": under_way}, is_all=True)
    assert listing.missing_runs([row(1), row(2, "b")]) == ["a", "b"]
    heading = dict(listing.lines(NOW))["run:a"]
    assert isinstance(heading, GroupRow)
    assert heading.remark == "5 deliveries, under way"
    listing.take_newest([row(1)], {"a": run("a", accepted=5)}, is_all=True)
    assert listing.missing_runs([row(1)]) == []
