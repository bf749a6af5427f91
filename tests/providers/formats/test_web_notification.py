"""The shapes a payload may have, and JavaScript's conversions."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushbench.domain.shown import ShownKind
from pushbench.providers.formats.web_notification import Shape, app_badge_count, js_text, parse_text, read, to_shown

T = {"title": "T"}


@pytest.mark.parametrize(
    ("payload", "shape", "pointer", "title_pointer"),
    [
        (None, Shape.EMPTY, "", ""),
        ("", Shape.EMPTY, "", ""),
        ("words", Shape.TEXT, "", ""),
        ("7", Shape.TEXT, "", ""),
        ({"web_push": 8030, "notification": T}, Shape.DECLARATIVE, "/notification", "/notification/title"),
        ({"notification": T}, Shape.NOTIFICATION, "/notification", "/notification/title"),
        ('{"notification": {"title": "T"}}', Shape.NOTIFICATION, "/notification", "/notification/title"),
        ({"notification": T, "fcmOptions": {}}, Shape.FCM, "/notification", "/notification/title"),
        ({"title": "T", "options": {"body": "B"}}, Shape.TITLE_OPTIONS, "/options", "/title"),
        ({"title": "T", "body": "B"}, Shape.FLAT, "", "/title"),
        ({"body": "B"}, Shape.FLAT, "", "/title"),
        ({"message": {"notification": T}}, Shape.FCM_REQUEST, "/message/notification", "/message/notification/title"),
        ({"webpush": {"notification": T}}, Shape.FCM_REQUEST, "/webpush/notification", "/webpush/notification/title"),
        ({"data": T}, Shape.DATA, "/data", "/data/title"),
        ({"data": {"a": 1}}, Shape.OTHER, "", ""),
        ({"web_push": 8030}, Shape.OTHER, "", ""),
        ({"options": {}}, Shape.OTHER, "", ""),
        ([], Shape.OTHER, "", ""),
        (5, Shape.OTHER, "", ""),
    ],
)
def test_shapes(payload: Any, shape: Shape, pointer: str, title_pointer: str) -> None:
    found = read(payload)
    assert (found.shape, found.pointer, found.title_pointer) == (shape, pointer, title_pointer)


def test_the_title_beside_options_wins_over_none_within() -> None:
    assert read({"title": "outside", "options": {"body": "B"}}).options == {"title": "outside", "body": "B"}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("x", "x"),
        (None, "null"),
        (True, "true"),
        (5, "5"),
        (5.0, "5"),
        (-0.5, "-0.5"),
        (1e21, "1e+21"),
        (10**400, "Infinity"),
        (float("nan"), "NaN"),
        ([1, [2, None], {}], "1,2,,[object Object]"),
        ({"a": 1}, "[object Object]"),
        ([[[[[[[[[[1]]]]]]]]]], ""),
    ],
)
def test_javascript_text(value: Any, text: str) -> None:
    assert js_text(value) == text


@pytest.mark.parametrize(
    ("value", "count"),
    [(0, 0), (3, 3), ("3", 3), ("007", 7), (-1, None), (1.5, None), (True, None), ("٣", None), (2**64, None)],
)
def test_badge_counts(value: Any, count: int | None) -> None:
    assert app_badge_count(value) == count


@pytest.mark.parametrize("text", ['{"a": NaN}', '{"a": Infinity}', "{", "[" * 100_000, "\ufeff{}"])
def test_what_a_browser_does_not_parse_stays_text(text: str) -> None:
    assert parse_text(text) == text


@pytest.mark.parametrize("timestamp", ["now", True, 1e300, 10**400, None])
def test_times_that_are_none(timestamp: Any) -> None:
    assert to_shown(read({"title": "T", "timestamp": timestamp}), "web", ShownKind.NOTIFICATION).timestamp is None


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    to_shown(read(text), "web", ShownKind.APP_DECIDES, "why")
