"""From a message to Airship's push object: every field's home, languages, what is told, and back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.providers.airship.given import (
    CHANNEL,
    GATE,
    NOW,
    QUIET,
    activity,
    compose,
    context,
    credentials,
    draft,
    token,
    words,
)

from pushbench.compose.resolve import resolve
from pushbench.domain.carrying import LossKind
from pushbench.domain.finding import Draft
from pushbench.domain.http import HttpRequest
from pushbench.domain.message import Action, Content, Delivery, Kind, Message, Priority
from pushbench.providers.airship import PROVIDER
from pushbench.providers.airship.payload import place_of


def body(message: Message) -> Any:
    return compose(message).payload


def notes(message: Message) -> list[str]:
    return [note.rule for note in compose(message).notes]


def lost(message: Message) -> dict[str, LossKind]:
    return {loss.field: loss.kind for loss in compose(message).losses}


def test_every_field_has_its_home() -> None:
    opened = {"open": {"type": "url", "content": "https://skylark.example/trips/7731"}}
    walk = {"open": {"type": "url", "content": "https://skylark.example/map"}}
    assert body(GATE) == {
        "notification": {
            "alert": "Walk to B42",
            "actions": opened,
            "interactive": {"type": "GATE", "button_actions": {"walk": walk}},
            "ios": {
                "title": "Gate changed",
                "subtitle": "Flight 418",
                "sound": "bells.wav",
                "badge": 3,
                "media_attachment": {"url": "https://cdn.example/b42.jpg"},
                "thread_id": "trip",
                "interruption_level": "time-sensitive",
                "relevance_score": 0.9,
                "priority": 10,
                "collapse_id": "gate-418",
                "extra": {"gate": "B42", "seats": 2},
            },
            "android": {
                "title": "Gate changed",
                "summary": "Flight 418",
                "style": {"type": "big_picture", "big_picture": "https://cdn.example/b42.jpg"},
                "icon": "ic_gate",
                "sound": "bells",
                "notification_channel": "gate_alerts",
                "notification_tag": "gate-418",
                "delivery_priority": "high",
                "collapse_key": "gate-418",
                "extra": {"gate": "B42", "seats": "2"},
            },
            "web": {
                "title": "Gate changed",
                "image": {"url": "https://cdn.example/b42.jpg"},
                "buttons": [
                    {"id": "walk", "label": "Walk me there", "actions": walk},
                    {"id": "later", "label": "Later"},
                ],
                "extra": {"gate": "B42", "seats": "2"},
            },
        },
        "device_types": ["ios", "android", "web"],
        "options": {"expiry": 3600},
    }


def test_smaller_messages() -> None:
    alone = body(Message(content=Content("Gate changed")))["notification"]
    assert alone["alert"] == "Gate changed"
    assert "title" not in alone["ios"]
    assert lost(Message(content=Content("x"))) == {"/content/title": LossKind.RENAMED}
    deep = body(Message(content=Content("T", body="B", link="app://x", icon="https://x.example/i.png", badge="auto")))
    assert deep["notification"]["actions"] == {"open": {"type": "deep_link", "content": "app://x"}}
    assert deep["notification"]["web"]["icon"] == {"url": "https://x.example/i.png"}
    assert deep["notification"]["ios"]["badge"] == "auto"
    quick = body(Message(content=Content("T", body="B", category="msg"), delivery=Delivery(ttl_seconds=0)))
    ios, android, web = (quick["notification"][name] for name in ("ios", "android", "web"))
    assert (ios["expiry"], android["time_to_live"], web["time_to_live"]) == (0, 0, 0)
    assert (ios["category"], android["category"]) == ("msg", "msg")
    assert "options" not in quick


def test_what_is_told() -> None:
    assert notes(GATE) == ["AIR105", "AIR103"]
    without = replace(GATE, content=replace(GATE.content, category=None), actions=(*GATE.actions, Action("no", "No")))
    assert notes(without) == ["AIR104", "AIR106", "AIR103"]
    assert lost(without)["/actions/2"] is LossKind.DROPPED
    assert notes(Message(content=Content("x"))) == ["AIR101"]
    assert notes(Message(content=Content("T", body="B"), delivery=Delivery(priority=Priority.LOW))) == ["AIR107"]
    assert notes(QUIET[0]) == ["AIR109", "AIR103"]
    assert notes(QUIET[1]) == ["AIR112"]
    assert notes(QUIET[2]) == ["AIR110"]
    assert notes(replace(QUIET[0], content=Content(sound="x", link="l"), data={"link": "own"})) == ["AIR108", "AIR111"]
    rich = replace(activity("start"), content=GATE.content, actions=GATE.actions, data={"a": "b"})
    assert notes(replace(rich, delivery=replace(rich.delivery, collapse_id=None))) == ["AIR113", "AIR114"]


def test_every_note_is_documented() -> None:
    ids = [notice.id for notice in PROVIDER.notices]
    assert len(set(ids)) == len(ids)
    for notice in PROVIDER.notices:
        assert notice.title
        assert notice.why.endswith(".")
        assert notice.fix.endswith(".")
    for rule in PROVIDER.rules:
        assert rule.source
        assert rule.fix


def test_what_shows_nothing() -> None:
    silent = body(QUIET[0])
    assert silent["device_types"] == ["ios", "android"]
    assert silent["notification"]["ios"] == {"content_available": True, "extra": {"a": 1}, "priority": 5, "expiry": 0}
    assert silent["notification"]["android"]["extra"] == {"a": "1"}
    data = body(QUIET[2])["notification"]["ios"]["extra"]
    assert data == {"title": "Ana", "body": "calls", "link": "app://x"}


def test_live_activities_have_two_homes() -> None:
    start = body(activity("start", attributes={"flight": "418"}))["notification"]
    assert start["ios"]["live_activity"] == {
        "name": "g",
        "event": "start",
        "content_state": {"gate": "B42"},
        "alert": {"title": "Gate"},
        "priority": 10,
        "attributes_type": "GateAttributes",
        "attributes": {"flight": "418"},
        "timestamp": int(NOW),
    }
    update = start["android"]["live_update"]
    assert update == {
        "name": "g",
        "event": "start",
        "content_state": {"gate": "B42"},
        "type": "GateAttributes",
        "timestamp": int(NOW),
    }


def test_languages_are_whole_notifications() -> None:
    texts: Any = {"de": {"body": "Geh"}, "de-AT": {"title": "Neu"}, "zh-Hant-TW": {"body": "走"}, "x1": {"body": "?"}}
    made = compose(resolve(replace(GATE, languages=texts)).message)
    payload: Any = made.payload
    places = [(each["language"], each.get("country")) for each in payload["localizations"]]
    assert places == [("de", None), ("de", "AT"), ("zh", "TW")]
    german, austrian, _ = (each["notification"] for each in payload["localizations"])
    assert (german["alert"], german["ios"]["title"]) == ("Geh", "Gate changed")
    assert austrian["android"]["title"] == "Neu"
    assert german["ios"]["extra"] == payload["notification"]["ios"]["extra"]
    assert "AIR102" in [note.rule for note in made.notes]
    assert [place_of(tag) for tag in ("pt_BR", "de", "zh-Hant", "x1", "")] == [
        ("pt", "BR"),
        ("de", ""),
        ("zh", ""),
        None,
        None,
    ]
    chosen: Any = compose(resolve(replace(GATE, languages=texts), language="de").message).payload
    assert chosen["notification"]["alert"] == "Geh"
    assert "localizations" not in chosen


def test_a_request_reads_back_into_its_draft() -> None:
    made = compose(GATE)
    later = draft({**words(), "schedule": {"scheduled_time": "2027-01-01T09:00:00"}, "name": "later"})
    for each in (made, later, draft("raw text")):
        request = next(PROVIDER.exchange(each, token(), credentials(), context())).request
        back = PROVIDER.received(request)
        assert (back.payload, dict(back.headers)) == (each.payload, {})
    assert PROVIDER.received(HttpRequest("POST", "https://x.example", body=b"[1]")).payload == [1]
    assert PROVIDER.received(HttpRequest("POST", "https://x.example", body=b"\xff")).payload == "\ufffd"


def test_size_is_the_largest_push_handed_on() -> None:
    small, long = PROVIDER.size(draft(words())), PROVIDER.size(draft(words("x" * 4000)))
    assert (small.used < 200, long.limit) == (True, 4096)
    german = words(localizations=[{"language": "de", "notification": {"alert": "x" * 9000}}])
    assert PROVIDER.size(draft(german)).used > 9000
    assert PROVIDER.size(Draft("airship", "no JSON")).used == 0


def test_a_channel_id_is_recognised() -> None:
    guess = PROVIDER.recognise(f"  <{CHANNEL.upper()}> ")
    assert guess is not None
    assert guess.token == CHANNEL
    assert PROVIDER.recognise("ab" * 32) is None


def test_kinds_are_all_composed() -> None:
    for kind in Kind:
        made = PROVIDER.compose(Message(content=Content("T"), delivery=Delivery(kind)), None, NOW)
        assert isinstance(made.payload, dict)
