"""Durations, colours, times, labels, topics and tokens."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushbench.providers.formats import fcm_values as values

_JSON_SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()


@given(st.integers(0, 10**9), st.integers(0, 999_999_999))
def test_every_duration_is_read(seconds: int, nanos: int) -> None:
    text = f"{seconds}.{nanos:09}s"
    assert values.duration_seconds(text) == pytest.approx(seconds + nanos / 1e9)
    assert values.duration_seconds(f"{seconds}s") == seconds


@given(_JSON_SCALARS)
def test_what_a_slip_was_meant_to_be_is_a_duration(value: Any) -> None:
    meant = values.as_duration(value)
    assert meant is None or values.duration_seconds(meant) is not None


@given(_JSON_SCALARS)
def test_what_a_slip_was_meant_to_be_is_a_time(value: Any) -> None:
    meant = values.as_time(value)
    assert meant is None or values.unix_seconds(meant) is not None


@given(st.text())
def test_readers_take_any_text(text: str) -> None:
    values.duration_seconds(text)
    values.unix_seconds(text)
    color, label = values.as_color(text), values.as_label(text)
    assert color is None or values.is_color(color)
    assert label is None or values.is_label(label)
    assert values.topic_trouble(text) is None or values.topic_trouble(text)
    assert values.token_trouble(text) is None or values.token_trouble(text)
    assert values.fid_trouble(text) is None or values.fid_trouble(text)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2026-11-22T09:41:00Z", 1_795_340_460.0),
        ("2026-11-22T10:41:00+01:00", 1_795_340_460.0),
        ("2026-11-22T09:41:00.5Z", 1_795_340_460.5),
        ("2026-11-22T09:41:00", None),
        ("2026-11-22 09:41:00Z", None),
        ("2026-02-30T09:41:00Z", None),
        ("2026-11-22T25:00:00Z", None),
        ("2026-11-22T09:41:00+99:00", None),
    ],
)
def test_times(text: str, seconds: float | None) -> None:
    assert values.unix_seconds(text) == seconds


@pytest.mark.parametrize("topic", ["news", "a-b_c.d~e%20", "x" * 900])
def test_good_topics(topic: str) -> None:
    assert values.topic_trouble(topic) is None


@pytest.mark.parametrize(
    ("topic", "hint"),
    [("/topics/news", "/topics/"), ("a b", "cannot"), ("ä", "“ä”"), ("", "at least one"), ("x" * 901, "901")],
)
def test_bad_topics(topic: str, hint: str) -> None:
    assert hint in (values.topic_trouble(topic) or "")


@pytest.mark.parametrize(
    ("token", "hint"),
    [
        ("ab" * 32, "APNs device token"),
        ("ExponentPushToken[abc]", "Expo"),
        ('{"endpoint": "x"}', "PushSubscription"),
        ("abc def", "cannot be"),
        ("", "at least one"),
        ("x" * 4097, "4097"),
    ],
)
def test_bad_tokens(token: str, hint: str) -> None:
    assert hint in (values.token_trouble(token) or "")


def test_good_tokens() -> None:
    assert values.token_trouble("dQw4w9WgXcQ:APA91b" + "x" * 134) is None
    assert values.token_trouble("cAbC1dEf2GhI3jKl4MnO5p") is None
    assert values.fid_trouble("cAbC1dEf2GhI3jKl4MnO5p") is None
    assert "registration token" in (values.fid_trouble("a:b") or "")
    assert "3 characters" in (values.fid_trouble("abc") or "")
