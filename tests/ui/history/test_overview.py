from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushbench.domain.outcome import OutcomeKind
from pushbench.store.history_overview import Tally
from pushbench.ui.history.chart_layout import ChartLayout, round_up
from pushbench.ui.history.filters import ALL, TODAY, WEEK, Filters, day_start
from pushbench.ui.history.overview import MOST_BUCKETS, Overview, bucket, figures, percentile, scale

NOW = 1_763_820_000.0
SPREAD = ((20, 1), (40, 2), (100, 1))


def test_percentiles_count_values():
    assert percentile(SPREAD, 0.5) == 40
    assert percentile(SPREAD, 0.95) == 100
    assert percentile(SPREAD, 0.25) == 20
    assert percentile((), 0.5) is None


@given(st.floats(0, 3e9), st.floats(0, 1e9))
def test_a_scale_covers_its_span_with_few_stretches(first, length):
    chosen = scale(first, first + length)
    assert chosen.start <= first + 1e-3
    assert chosen.start + chosen.count * chosen.width_seconds >= first + length - 1e-3
    assert 1 <= chosen.count <= MOST_BUCKETS


def test_stretches_begin_at_round_times():
    chosen = scale(NOW + 7, NOW + 1800)
    assert chosen.width_seconds == 60
    assert chosen.start % 60 == 0


def test_a_bucket_tells_first_tries_from_later_ones():
    made = bucket(
        NOW,
        [
            Tally(OutcomeKind.ACCEPTED, False, 20, 3),
            Tally(OutcomeKind.ACCEPTED, True, 40, 1),
            Tally(OutcomeKind.REJECTED, True, 20, 2),
            Tally(OutcomeKind.NOT_SENT, False, None, 4),
        ],
    )
    assert (made.accepted, made.retried, made.rejected, made.not_sent) == (3, 1, 2, 4)
    assert (made.sent, made.total) == (6, 10)
    assert made.latencies == ((20, 5), (40, 1))
    assert (made.median_ms, made.p95_ms) == (20, 40)


def test_figures_leave_out_what_never_left():
    made = [
        bucket(NOW, [Tally(OutcomeKind.ACCEPTED, False, 20, 3)]),
        bucket(NOW + 60, [Tally(OutcomeKind.REJECTED, False, 90, 1), Tally(OutcomeKind.NOT_SENT, False, None, 9)]),
    ]
    found = figures(made)
    assert found.share == 0.75
    assert (found.median_ms, found.p95_ms) == (20, 90)
    assert figures([]).share is None
    overview = Overview(60.0, tuple(made))
    assert overview.within(NOW + 60, NOW + 120) == (made[1],)
    assert overview.end == NOW + 120


@pytest.mark.parametrize(("value", "top"), [(0, 1), (1, 1), (7, 8), (21, 25), (130, 150), (1501, 2000), (9001, 10000)])
def test_axes_end_at_round_numbers(value, top):
    assert round_up(value) == top


def test_places_in_the_chart_are_buckets():
    from PySide6.QtCore import QRectF

    made = tuple(bucket(NOW + n * 60, [Tally(OutcomeKind.ACCEPTED, False, 20, n)] if n else []) for n in range(10))
    lay = ChartLayout(QRectF(10, 0, 100, 20), QRectF(10, 30, 100, 30), Overview(60.0, made))
    assert (lay.number_at(9), lay.number_at(10), lay.number_at(109.9), lay.number_at(111)) == (None, 0, 9, None)
    assert (lay.nearest(-50), lay.nearest(500)) == (0, 9)
    assert lay.most == 10
    assert len(lay.line("median_ms")) == 9, "a stretch without deliveries has no latency"
    assert all(10 <= x <= 110 for x, _ in lay.ticks(30))
    assert lay.ticks(30)


def test_spans_begin_at_midnight_and_a_stretch_wins():
    midnight = day_start(NOW)
    assert Filters(span=TODAY).query(NOW).since == midnight
    assert midnight - 7 * 86400 < (Filters(span=WEEK).query(NOW).since or 0) <= midnight - 5 * 86400
    assert Filters(span=ALL).query(NOW).since is None
    chosen = Filters(span=TODAY, since=NOW - 60, until=NOW, status="rejected")
    assert (chosen.query(NOW).since, chosen.query(NOW).until) == (NOW - 60, NOW)
    assert chosen.without_range() == Filters(span=TODAY, status="rejected")
    assert chosen.is_any
    assert not Filters().is_any
