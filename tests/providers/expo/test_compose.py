"""From the form to Expo's message: exact, lean, and honest about what it cannot carry."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.providers import test_losses
from tests.providers.expo.given import NOW, credentials, findings

from pushbench.domain.carrying import LossKind
from pushbench.domain.finding import Draft, Severity
from pushbench.domain.http import HttpRequest
from pushbench.domain.json_value import Json, compact
from pushbench.domain.message import Action, Content, Delivery, Interruption, Kind, LiveActivity, Message, Priority
from pushbench.providers.expo import PROVIDER
from pushbench.providers.expo.request import call

GATE = Message(
    name="Gate change",
    content=Content(
        title="Gate changed to B42",
        subtitle="Flight 418",
        body="Ana, it is 8 minutes on foot.",
        image="https://cdn.example/b42.jpg",
        icon="ic_gate",
        sound="default",
        badge=1,
        link="skylark://trips/7731",
        category="GATE_CHANGE",
        thread="trip-7731",
        channel="gate_alerts",
    ),
    actions=(Action("walk", "Walk me there", "skylark://map"),),
    delivery=Delivery(
        priority=Priority.HIGH,
        ttl_seconds=3600,
        collapse_id="gate-418",
        interruption=Interruption.TIME_SENSITIVE,
        relevance=0.9,
    ),
    data={"gate": "B42", "seats": 2},
)


def compose(message: Message, fields: dict[str, str] | None = None) -> Draft:
    return PROVIDER.compose(message, credentials(fields), NOW)


def payload(message: Message) -> dict[str, Any]:
    made = compose(message).payload
    assert isinstance(made, dict)
    return made


def notes(made: Draft) -> dict[str, str]:
    return {note.rule: note.pointer for note in made.notes}


def lost(made: Draft) -> dict[str, LossKind]:
    return {loss.field: loss.kind for loss in made.losses}


def test_a_whole_message_byte_for_byte() -> None:
    made = compose(GATE)
    assert compact(made.payload) == (
        '{"title":"Gate changed to B42","subtitle":"Flight 418","body":"Ana, it is 8 minutes on foot.",'
        '"sound":"default","categoryId":"GATE_CHANGE","threadId":"trip-7731","channelId":"gate_alerts","badge":1,'
        '"icon":"ic_gate","richContent":{"image":"https://cdn.example/b42.jpg"},"mutableContent":true,'
        '"interruptionLevel":"time-sensitive","relevanceScore":0.9,'
        '"data":{"gate":"B42","seats":2,"link":"skylark://trips/7731"},'
        '"priority":"high","ttl":3600,"collapseId":"gate-418","tag":"gate-418"}'
    )
    assert lost(made) == {
        "/content/link": LossKind.RENAMED,
        "/actions/0": LossKind.DROPPED,
        "/actions/0/link": LossKind.DROPPED,
    }
    assert notes(made) == {"EXPO106": "/payload"}
    assert [each for each in findings(made) if each.severity is not Severity.NOTE] == []


def test_nothing_unwritten_leaves() -> None:
    assert payload(Message(content=Content(body="B"))) == {"body": "B", "priority": "high"}


@pytest.mark.parametrize(
    ("priority", "kind", "word"),
    [
        (None, Kind.ALERT, "high"),
        (None, Kind.SILENT, "normal"),
        (Priority.NORMAL, Kind.ALERT, "normal"),
        (Priority.LOW, Kind.ALERT, "normal"),
        (Priority.HIGH, Kind.DATA, "high"),
    ],
)
def test_priorities(priority: Priority | None, kind: Kind, word: str) -> None:
    made = compose(Message(delivery=Delivery(kind=kind, priority=priority), data={"a": "b"}))
    assert isinstance(made.payload, dict)
    assert made.payload["priority"] == word
    assert ("EXPO108" in notes(made)) is (priority is Priority.LOW)


def test_silent_and_data_messages_wake_the_app() -> None:
    silent = compose(replace(GATE, delivery=Delivery(kind=Kind.SILENT)))
    assert silent.payload == {
        "contentAvailable": True,
        "data": {"gate": "B42", "seats": 2, "image": "https://cdn.example/b42.jpg", "link": "skylark://trips/7731"},
        "priority": "normal",
    }
    assert {"EXPO103", "EXPO109", "EXPO106"} == set(notes(silent))
    data = compose(Message(content=Content("T", body="B"), delivery=Delivery(kind=Kind.DATA), data={"a": 1}))
    assert data.payload == {
        "contentAvailable": True,
        "data": {"a": 1, "title": "T", "body": "B"},
        "priority": "normal",
    }
    assert lost(data) == {"/content/title": LossKind.RENAMED, "/content/body": LossKind.RENAMED}


def test_calls_and_live_activities_are_named() -> None:
    call_made = compose(Message(content=Content("T"), delivery=Delivery(kind=Kind.VOIP)))
    assert notes(call_made)["EXPO102"] == "/payload/contentAvailable"
    activity = compose(Message(delivery=Delivery(kind=Kind.LIVE_ACTIVITY, live_activity=LiveActivity(state={"a": 1}))))
    assert [note.severity for note in activity.notes] == [Severity.ERROR]
    assert set(lost(activity)) == {"/delivery/kind", "/delivery/live_activity/event", "/delivery/live_activity/state"}


def test_keys_of_the_profile_and_keys_that_are_taken() -> None:
    made = compose(Message(content=Content(link="a://b"), data={"x": 1}), {"link_key": "url"})
    assert isinstance(made.payload, dict)
    assert made.payload["data"] == {"x": 1, "url": "a://b"}
    taken = compose(Message(content=Content(link="a://b"), data={"link": "own"}))
    assert isinstance(taken.payload, dict)
    assert taken.payload["data"] == {"link": "own"}
    assert notes(taken) == {"EXPO105": "/payload/data/link"}


def test_icons_and_badges() -> None:
    made = compose(Message(content=Content("T", icon="https://a.example/i.png", badge="7")))
    assert made.payload == {"title": "T", "badge": 7, "priority": "high"}
    assert lost(made) == {"/content/icon": LossKind.DROPPED, "/content/badge": LossKind.RETYPED}
    assert payload(Message(content=Content("T", badge="many")))["badge"] == "many"
    assert payload(Message(content=Content("T", badge=0)))["badge"] == 0


@pytest.mark.parametrize("name", test_losses.MESSAGES)
def test_losses_are_complete_and_true(name: str) -> None:
    test_losses.test_what_is_no_loss_leaves(PROVIDER, name)
    test_losses.test_what_is_dropped_does_not_leave(PROVIDER, name)
    test_losses.test_losses_are_told_once_in_words_with_a_place_that_is_there(PROVIDER, name)


def test_what_left_is_read_back() -> None:
    made = compose(GATE)
    assert isinstance(made.payload, dict)
    sent = {"to": "ExponentPushToken[a]", **made.payload}
    for body in (compact(sent), compact([sent]), compact([sent, sent])):
        request = call("https://exp.host/x", body.encode(), credentials())
        assert PROVIDER.received(request).payload == made.payload
        packed = HttpRequest("POST", request.url, request.headers, request.body)
        assert PROVIDER.received(packed).payload == made.payload
    own = call("https://exp.host/x", b"{}", credentials(access_token="secret-token"), (("x-trace", "1"),))
    assert PROVIDER.received(own).headers == {"x-trace": "1"}


@given(st.binary(max_size=200))
def test_anything_that_left_is_read(body: bytes) -> None:
    for start in (b"", b"\x1f\x8b\x08"):
        assert PROVIDER.received(HttpRequest("POST", "https://exp.host/x", body=start + body)).provider == "expo"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(json_values)
def test_any_payload_has_a_size(value: Json) -> None:
    size = PROVIDER.size(Draft("expo", value))
    assert size.used >= 0
    assert size.limit == 4096
