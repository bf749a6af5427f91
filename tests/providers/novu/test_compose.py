"""From a message to a trigger: every field's home, what is told, and what the services behind Novu get."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.providers.novu.given import NOW, body_of, draft, native, request_of, to, words

from pushbench.domain.finding import Draft
from pushbench.domain.http import HttpRequest
from pushbench.domain.message import Action, Content, Delivery, Interruption, Kind, LiveActivity, Message, Priority
from pushbench.providers.novu import PROVIDER, firebase
from pushbench.providers.novu.handed import apns_payload, fcm_message, push_type
from pushbench.providers.novu.payload import message_of

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
STATE = LiveActivity("start", {"gate": "B42"}, "GateAttributes", {"flight": "418"}, stale_at=1_795_350_000)
QUIET = {
    "silent": Message(content=Content(title="x"), data={"a": 1}, delivery=Delivery(Kind.SILENT, ttl_seconds=0)),
    "data": Message(content=Content(title="x", body="y"), data={"a": 1}, delivery=Delivery(Kind.DATA)),
    "voip": Message(content=Content(title="Ana", body="calls"), delivery=Delivery(Kind.VOIP)),
    "activity": Message(content=Content(title="Gate"), delivery=Delivery(Kind.LIVE_ACTIVITY, live_activity=STATE)),
}


def compose(message: Message = GATE) -> Draft:
    return PROVIDER.compose(message, None, NOW)


def fields(made: Draft, provider: str) -> Any:
    assert isinstance(made.payload, dict)
    overrides: Any = made.payload["overrides"]
    return overrides["providers"][provider]["_passthrough"]["body"]


def told(made: Draft) -> set[str]:
    return {note.rule for note in made.notes}


def test_words_alone_are_variables_alone() -> None:
    assert compose(Message(content=Content("T", body="B"))).payload == {"payload": {"title": "T", "body": "B"}}


def test_every_field_has_its_place() -> None:
    made = compose()
    assert isinstance(made.payload, dict)
    assert made.payload["payload"] == {
        "gate": "B42",
        "seats": 2,
        "title": "Gate changed",
        "subtitle": "Flight 418",
        "body": "Walk to B42",
        "image": "https://cdn.example/b42.jpg",
        "link": "https://skylark.example/trips/7731",
    }
    assert fields(made, "apns") == {
        "subtitle": "Flight 418",
        "sound": "bells.wav",
        "category": "GATE",
        "threadId": "trip",
        "badge": 3,
        "mutableContent": True,
        "interruptionLevel": "time-sensitive",
        "relevanceScore": 0.9,
        "expiry": int(NOW) + 3600,
        "collapseId": "gate-418",
    }
    assert fields(made, "fcm")["android"] == {
        "collapseKey": "gate-418",
        "priority": "high",
        "ttl": 3_600_000,
        "notification": {
            "sound": "bells",
            "channelId": "gate_alerts",
            "icon": "ic_gate",
            "tag": "gate-418",
            "notificationCount": 3,
        },
    }
    assert fields(made, "fcm")["data"] == {"gate": "B42", "seats": "2", "link": "https://skylark.example/trips/7731"}
    assert fields(made, "expo")["richContent"] == {"image": "https://cdn.example/b42.jpg"}
    assert [button["id"] for button in fields(made, "one-signal")["buttons"]] == ["later", "walk"]
    assert told(made) >= {"NOVU102", "NOVU105", "NOVU106", "NOVU109", "NOVU110", "NOVU112"}


def test_quiet_kinds_show_nothing_of_the_template() -> None:
    for name, kind in (
        ("silent", "background"),
        ("data", "background"),
        ("voip", "voip"),
        ("activity", "liveactivity"),
    ):
        made = compose(QUIET[name])
        trigger = message_of(made.payload)
        assert push_type(trigger) == kind
        assert "notification" not in fcm_message(trigger), name
        assert fields(made, "expo")["title"] == ""
    aps: Any = apns_payload(message_of(compose(QUIET["activity"]).payload))["aps"]
    assert (aps["event"], aps["content-state"], aps["attributes-type"]) == ("start", {"gate": "B42"}, "GateAttributes")
    assert apns_payload(message_of(compose(QUIET["silent"]).payload)) == {"aps": {"content-available": 1}, "a": 1}
    assert {"NOVU103"} <= told(compose(QUIET["silent"]))
    assert {"NOVU104", "NOVU107"} <= told(compose(QUIET["voip"]))
    assert {"NOVU107", "NOVU108"} <= told(compose(QUIET["activity"]))


def test_an_own_key_of_the_data_stays() -> None:
    made = compose(replace(GATE, data={"title": "mine", "image": "mine"}))
    assert isinstance(made.payload, dict)
    values: Any = made.payload["payload"]
    assert (values["title"], values["image"]) == ("mine", "mine")
    assert "NOVU101" in told(made)


def test_addresses_and_words_that_do_not_fit_are_told() -> None:
    content = replace(GATE.content, icon="https://a.example/i.png", badge="many", link="http://a.example")
    made = compose(replace(GATE, content=content, delivery=replace(GATE.delivery, collapse_id="no topic: ä")))
    assert told(made) >= {"NOVU111", "NOVU113", "NOVU114"}


def test_both_spellings_of_a_message_of_googles_are_one() -> None:
    message: Any = {
        "notification": {"title": "T", "image": "https://a.example/x.png"},
        "data": {"a": "b"},
        "android": {
            "ttl": "3.500s",
            "collapse_key": "k",
            "restricted_package_name": "a.b",
            "direct_boot_ok": True,
            "notification": {"channel_id": "c", "notification_priority": "PRIORITY_HIGH", "default_sound": True},
        },
        "apns": {"headers": {"apns-priority": "5"}, "payload": {"aps": {"mutable-content": 1, "badge": 1}, "x": 1}},
        "webpush": {"headers": {"TTL": "1"}, "fcm_options": {"link": "https://a.example"}},
        "fcm_options": {"analytics_label": "l"},
    }
    admin: Any = firebase.to_admin(message)
    assert admin["android"]["ttl"] == 3500
    assert admin["apns"]["payload"]["aps"] == {"mutableContent": True, "badge": 1}
    assert firebase.to_wire(admin) == message


@pytest.mark.parametrize(
    ("trigger", "title", "badge"),
    [
        (words(), "Gate changed", None),
        (native("apns", {"badge": 4, "title": "Own"}), "Own", 4),
        (native("apns", {"badge": 4}, through=False), "Gate changed", 4),
        (native("apns", {"badge": 4}, step="push-step"), "Gate changed", 4),
        (words(overrides={"apns": {"badge": 4, "title": "Old"}}), "Old", 4),
        (
            words(
                overrides={
                    "apns": {"badge": 1},
                    "providers": {"apns": {"badge": 2, "_passthrough": {"body": {"badge": 4}}}},
                    "steps": {"s": {"providers": {"apns": {"badge": 3}}}},
                }
            ),
            "Gate changed",
            4,
        ),
    ],
)
def test_overrides_have_an_order(trigger: Any, title: str, badge: int | None) -> None:
    aps: Any = apns_payload(trigger)["aps"]
    assert aps["alert"]["title"] == title
    assert aps.get("badge") == badge


def test_known_keys_lose_what_the_apple_library_does_not_know() -> None:
    fine: Any = apns_payload(native("apns", {"mutableContent": True}))["aps"]
    lost: Any = apns_payload(native("apns", {"mutableContent": True}, through=False))["aps"]
    assert fine["mutable-content"] == 1
    assert "mutable-content" not in lost


def test_the_size_is_the_largest_push() -> None:
    assert PROVIDER.size(draft(words())).used < 200
    size = PROVIDER.size(draft(words(body="x" * 5000)))
    assert size.used > size.limit == 4096
    assert PROVIDER.size(draft("no json")).used < 200


def test_a_request_is_read_back() -> None:
    for target in ("subscriber:ana", "topic:testers", "segment:All"):
        read = PROVIDER.received(request_of(compose(), to(target)))
        assert read.payload == compose().payload
        assert read.headers == {}
    bulk = b'{"events":[{"name":"w","to":"a","payload":{"title":"T"},"transactionId":"1"}]}'
    assert PROVIDER.received(HttpRequest("POST", "https://a.example", body=bulk)).payload == {"payload": {"title": "T"}}
    assert PROVIDER.received(HttpRequest("POST", "https://a.example", body=b"\xff")).payload == "\\xff"


def test_names_of_the_payload_go_before_the_profiles() -> None:
    assert body_of(draft(words()), to("subscriber:ana"))["name"] == "gate-change"
    assert body_of(draft(words(name="other")), to("subscriber:ana"))["name"] == "other"
