"""The virtual iPhone's own reading of payloads, and the emulator's of JSON."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushbench.sandbox.apns_payload import parse_object
from pushbench.sandbox.apns_reading import APP_DECIDES, read

UPDATE = {"event": "update", "timestamp": 1, "content-state": {}}


@pytest.mark.parametrize(
    ("alert", "title", "body"),
    [
        ("Just words", "", "Just words"),
        ({"title": "T", "body": "B"}, "T", "B"),
        ({"title": "T"}, "T", ""),
        ({"body": "B", "subtitle": "S"}, "", "B"),
        ({"title-loc-key": "GATE", "loc-key": "WALK", "loc-args": ["8"]}, "GATE", "WALK"),
        ({"title": "T", "title-loc-key": ""}, "T", ""),
        ({"title": {"loc-key": "GATE", "loc-args": []}, "body": "B"}, "GATE", "B"),
        ({"title": 7, "body": ["x"]}, "", ""),
        ("", "", ""),
        (None, "", ""),
        (3, "", ""),
        ("half \ud83d a pair", "", "half � a pair"),
    ],
)
def test_reads_an_alert(alert: Any, title: str, body: str) -> None:
    reading = read({"aps": {"alert": alert}}, "alert", "device")

    assert (reading.title, reading.body) == (title, body)
    assert reading.remark.startswith("The device shows" if title or body else "Nothing shows")


def test_background_shows_nothing() -> None:
    reading = read({"aps": {"alert": "x", "content-available": 1}}, "background", "device")

    assert (reading.body, reading.remark) == ("", "Nothing shows: the push type is background")


@pytest.mark.parametrize("name", ["voip", "location", "push_to_talk", "widgets", "controls", "complication"])
def test_an_app_decides(name: str) -> None:
    assert read({"aps": {"alert": "x"}}, None, name).remark == APP_DECIDES


@pytest.mark.parametrize(
    ("aps", "name", "remark"),
    [
        (UPDATE, "live_activity", "Live Activity, event “update”"),
        ({"event": "end", "timestamp": 1.5}, "channel", "Live Activity, event “end”"),
        ({**UPDATE, "event": "begin"}, "live_activity", "drops this: aps.event"),
        ({"timestamp": 1}, "live_activity", "drops this: aps.event"),
        ({"event": "update", "timestamp": 1}, "live_activity", "aps.content-state is missing"),
        ({**UPDATE, "timestamp": "now"}, "live_activity", "aps.timestamp is no number"),
        ({**UPDATE, "timestamp": True}, "live_activity", "aps.timestamp is no number"),
        (UPDATE, "push_to_start", "does not belong to this kind of token"),
        ({"event": "start", "timestamp": 1}, "live_activity", "does not belong to this kind of token"),
        ({"event": "start", "timestamp": 1, "content-state": {}}, "push_to_start", "aps.attributes-type is missing"),
    ],
)
def test_reads_a_live_activity(aps: dict[str, Any], name: str, remark: str) -> None:
    assert remark in read({"aps": aps}, "liveactivity", name).remark


def test_a_started_activity_shows_its_alert() -> None:
    aps: dict[str, Any] = {
        **UPDATE,
        "event": "start",
        "attributes-type": "Trip",
        "attributes": {},
        "alert": {"title": "Boarding", "body": "Gate B42"},
    }

    reading = read({"aps": aps}, "liveactivity", "push_to_start")

    assert (reading.title, reading.body) == ("Boarding", "Gate B42")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from(["alert", "event", "timestamp", "content-state", "title", "body", "loc-key"])


@given(
    st.dictionaries(KEYS, JSON | st.dictionaries(KEYS, JSON)) | JSON,
    st.sampled_from([None, "alert", "background", "liveactivity"]),
    st.sampled_from(["device", "live_activity", "push_to_start", "channel", "voip"]),
)
def test_reads_anything(aps: Any, push_type: str | None, name: str) -> None:
    reading = read({"aps": aps}, push_type, name)

    (reading.title + reading.body).encode("utf-8")
    assert reading.remark


@given(st.binary(max_size=40) | st.text(max_size=40).map(str.encode))
def test_parses_any_bytes(body: bytes) -> None:
    assert parse_object(body) is None or body.lstrip().startswith(b"{")
