"""From a message to OneSignal's body: every field's home, languages, what is told, and back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.providers.onesignal.given import APP, HOST, NOW, context, credentials, draft, target, token, words

from pushbench.compose.resolve import resolve
from pushbench.domain.exchange import Step
from pushbench.domain.finding import Draft
from pushbench.domain.message import Action, Content, Delivery, Interruption, Kind, LiveActivity, Message, Priority
from pushbench.domain.target import TargetKind
from pushbench.providers.onesignal import PROVIDER

GATE = Message(
    name="Gate change",
    content=Content(
        title="Gate changed",
        subtitle="Flight 418",
        body="Walk to B42",
        image="https://cdn.example/b42.jpg",
        icon="ic_gate",
        sound="bells.wav",
        badge=3,
        link="https://skylark.example/trips/7731",
        category="GATE",
        thread="trip",
        channel="gate_alerts",
    ),
    actions=(Action("walk", "Walk me there", link="https://skylark.example/map"), Action("later", "Later")),
    delivery=Delivery(Kind.ALERT, Priority.HIGH, 3600, "gate-418", Interruption.TIME_SENSITIVE, 0.9),
    data={"gate": "B42", "seats": 2},
)
CALL_AND_QUIET = (
    Message(content=Content(title="x"), data={"a": 1}, delivery=Delivery(Kind.SILENT, ttl_seconds=0)),
    Message(content=Content(title="Ana", body="calls"), delivery=Delivery(Kind.VOIP)),
)


def compose(message: Message = GATE) -> Draft:
    return PROVIDER.compose(message, None, NOW)


def told(made: Draft) -> set[str]:
    return {note.rule for note in made.notes}


def test_every_field_has_its_place() -> None:
    assert compose().payload == {
        "name": "Gate change",
        "headings": {"en": "Gate changed"},
        "subtitle": {"en": "Flight 418"},
        "contents": {"en": "Walk to B42"},
        "global_image": "https://cdn.example/b42.jpg",
        "small_icon": "ic_gate",
        "url": "https://skylark.example/trips/7731",
        "ios_sound": "bells.wav",
        "ios_badgeType": "SetTo",
        "ios_badgeCount": 3,
        "ios_category": "GATE",
        "thread_id": "trip",
        "android_group": "trip",
        "existing_android_channel_id": "gate_alerts",
        "ios_interruption_level": "time_sensitive",
        "ios_relevance_score": 0.9,
        "buttons": [{"id": "later", "text": "Later"}, {"id": "walk", "text": "Walk me there"}],
        "web_buttons": [
            {"id": "walk", "text": "Walk me there", "url": "https://skylark.example/map"},
            {"id": "later", "text": "Later", "url": "https://skylark.example/trips/7731"},
        ],
        "data": {"gate": "B42", "seats": 2},
        "priority": 10,
        "ttl": 3600,
        "collapse_id": "gate-418",
        "web_push_topic": "gate-418",
    }


def content(**changes: Any) -> Message:
    return Message(content=replace(Content(body="Walk"), **changes))


@pytest.mark.parametrize(
    ("changes", "made"),
    [
        ({"icon": "https://a.example/i.png"}, {"large_icon", "chrome_web_icon", "firefox_icon"}),
        ({"image": "res_picture"}, {"big_picture"}),
        ({"link": "skylark://trips/1"}, {"app_url"}),
        ({"sound": "default"}, set()),
        ({"channel": APP}, {"android_channel_id"}),
        ({"badge": "7"}, {"ios_badgeType", "ios_badgeCount"}),
    ],
)
def test_a_value_decides_its_field(changes: dict[str, Any], made: set[str]) -> None:
    payload = compose(content(**changes)).payload
    assert isinstance(payload, dict)
    assert set(payload) == {"contents", "priority"} | made


def test_every_language_leaves_in_one_request() -> None:
    message = Message(
        content=Content(title="Gate", subtitle="Flight", body="Walk to {{gate}}"),
        variables={"gate": "B42"},
        languages={
            "de": {"title": "Neues Gate", "body": "Zu {{gate}}"},
            "zh-TW": {"body": "前往"},
            "pt-BR": {"title": "Portão"},
            "no": {"body": "Gå"},
        },
    )
    payload = compose(resolve(message).message).payload
    assert isinstance(payload, dict)
    assert payload["contents"] == {
        "en": "Walk to B42",
        "de": "Zu B42",
        "zh-Hant": "前往",
        "pt": "Walk to B42",
        "nb": "Gå",
    }
    assert payload["headings"] == {"en": "Gate", "de": "Neues Gate", "zh-Hant": "Gate", "pt": "Portão", "nb": "Gate"}
    assert set(payload["subtitle"]) == set(payload["contents"])  # type: ignore[arg-type]
    chosen = compose(resolve(message, language="de-AT").message).payload
    assert chosen["contents"] == {"en": "Zu B42"}  # type: ignore[index,call-overload]


def test_english_goes_before_the_own_words_and_strange_languages_are_told() -> None:
    message = Message(
        content=Content(title="Tor", body="Zu B42"),
        languages={
            "en": {"body": "To B42"},
            "sw": {"body": "Kwa"},
            "de": {"body": "x"},
            "de-AT": {"body": "y", "image": "z"},
        },
    )
    made = compose(resolve(message).message)
    assert made.payload["contents"] == {"en": "To B42", "de": "x"}  # type: ignore[index,call-overload]
    assert {"ONES102", "ONES103", "ONES104"} <= told(made)
    assert [note.what for note in made.notes if note.rule == "ONES102"] == [
        "The texts in “de-AT” do not leave.",
        "The texts in “sw” do not leave.",
    ]
    assert [loss.field for loss in made.losses] == ["/content/body"]


def test_a_title_alone_is_the_text() -> None:
    made = compose(Message(content=Content(title="Gate")))
    assert made.payload == {"contents": {"en": "Gate"}, "priority": 10}
    assert told(made) == {"ONES101"}
    assert made.losses[0].at == "/payload/contents/en"


def test_a_silent_push_has_no_words() -> None:
    made = compose(replace(GATE, delivery=Delivery(Kind.SILENT)))
    assert made.payload == {
        "name": "Gate change",
        "content_available": True,
        "data": {
            "gate": "B42",
            "seats": 2,
            "image": "https://cdn.example/b42.jpg",
            "link": "https://skylark.example/trips/7731",
        },
        "priority": 5,
    }
    assert {"ONES109", "ONES110"} <= told(made)


def test_a_data_message_carries_its_words_in_data() -> None:
    made = compose(Message(content=Content(title="T", body="B"), data={"title": "own"}, delivery=Delivery(Kind.DATA)))
    assert made.payload["data"] == {"title": "own", "body": "B"}  # type: ignore[index,call-overload]
    assert {"ONES111", "ONES112"} <= told(made)


def test_a_call_is_a_voip_push() -> None:
    made = compose(Message(content=Content(body="Ana calls"), delivery=Delivery(Kind.VOIP)))
    assert made.payload == {"contents": {"en": "Ana calls"}, "apns_push_type_override": "voip", "priority": 10}


def test_more_buttons_than_fit() -> None:
    actions = tuple(Action(f"b{number}", f"B{number}", link="https://a.example") for number in range(5))
    made = compose(Message(content=Content(body="x"), actions=actions))
    payload: Any = made.payload
    assert [item["id"] for item in payload["buttons"]] == ["b2", "b1", "b0"]
    assert [item["id"] for item in payload["web_buttons"]] == ["b0", "b1"]
    assert {"ONES105", "ONES106", "ONES107"} <= told(made)
    assert {"/actions/3", "/actions/4", "/actions/2"} <= {loss.field for loss in made.losses}


def activity(event: str, **changes: Any) -> Message:
    live = LiveActivity(
        event, {"gate": "B42"}, "GateAttributes", {"flight": "418"}, NOW.__int__() + 60, NOW.__int__() + 90
    )
    delivery = Delivery(Kind.LIVE_ACTIVITY, None, None, "gate-418", None, 0.5, live)
    return replace(Message("Gate", Content(title="Gate", body="B42", sound="x.caf"), delivery=delivery), **changes)


def test_a_live_activity_starts() -> None:
    made = compose(activity("start"))
    assert made.payload == {
        "event": "start",
        "activity_type": "GateAttributes",
        "activity_id": "gate-418",
        "event_attributes": {"flight": "418"},
        "event_updates": {"gate": "B42"},
        "name": "Gate",
        "headings": {"en": "Gate"},
        "contents": {"en": "B42"},
        "stale_date": int(NOW) + 60,
        "priority": 10,
        "ios_sound": "x.caf",
        "ios_relevance_score": 0.5,
    }


def test_a_live_activity_ends() -> None:
    payload: Any = compose(activity("end")).payload
    assert "activity_id" not in payload
    assert "event_attributes" not in payload
    assert payload["dismissal_date"] == int(NOW) + 90


@pytest.mark.parametrize(
    ("message", "to"),
    [
        (GATE, token()),
        (activity("start"), target(TargetKind.SEGMENT, "All")),
    ],
)
def test_a_request_reads_back(message: Message, to: Any) -> None:
    made = compose(message)
    step = next(PROVIDER.exchange(made, to, credentials(), context()))
    assert isinstance(step, Step)
    assert PROVIDER.received(step.request).payload == made.payload


def test_received_is_total() -> None:
    step = next(PROVIDER.exchange(draft(words()), token(), credentials(), context()))
    for body, payload in ((b"\xff{", "�{"), (b"[1]", [1]), (b"", "")):
        assert PROVIDER.received(replace(step.request, body=body)).payload == payload
    assert step.request.url == f"{HOST}/notifications"


def test_size_is_that_of_the_largest_push() -> None:
    small = PROVIDER.size(draft(words("x")))
    longer = PROVIDER.size(draft({"contents": {"en": "x", "de": "y" * 500}}))
    assert longer.used - small.used == 499
    assert longer.limit == 4096
    assert PROVIDER.size(compose(activity("start"))).what == "push to Apple"
    assert PROVIDER.size(draft("no JSON")).used > 0
