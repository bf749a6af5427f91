"""From a message to the draft: exact payloads and headers, and what is told to be lost."""

from __future__ import annotations

from typing import Any

import pytest
from tests.providers.apns.samples import BUNDLE, NOW, credentials

from pushbench.domain.finding import Draft, Severity
from pushbench.domain.json_value import compact
from pushbench.domain.message import (
    Action,
    Content,
    Delivery,
    Interruption,
    Kind,
    LiveActivity,
    Message,
    Priority,
)
from pushbench.domain.profile import Credentials
from pushbench.providers.apns import PROVIDER

SECONDS = int(NOW)
EVERYTHING = Message(
    content=Content(
        title="Gate changed to B42",
        subtitle="Flight 418",
        body="Ana, it is 8 minutes on foot.",
        image="https://cdn.example/b42.jpg",
        icon="ic_gate",
        sound="chime.caf",
        badge=1,
        link="skylark://trips/7731",
        category="GATE_CHANGE",
        thread="trip-7731",
        channel="gate_alerts",
    ),
    actions=(Action("walk", "Walk me there"),),
    delivery=Delivery(
        ttl_seconds=3600,
        collapse_id="gate-418",
        interruption=Interruption.TIME_SENSITIVE,
        relevance=0.9,
    ),
    data={"gate": "B42", "seats": 2},
)


def compose(message: Message, profile: Credentials | None = None) -> Draft:
    return PROVIDER.compose(message, profile or credentials(), NOW)


def notes(of: Draft) -> list[tuple[str, str]]:
    return [(note.rule, note.what) for note in of.notes]


def of_kind(kind: Kind, content: Content | None = None, **delivery: Any) -> Message:
    return Message(content=content or Content(), delivery=Delivery(kind=kind, **delivery))


def test_an_alert_with_everything() -> None:
    made = compose(EVERYTHING)
    assert list(made.headers.items()) == [
        ("apns-topic", BUNDLE),
        ("apns-push-type", "alert"),
        ("apns-priority", "10"),
        ("apns-expiration", str(SECONDS + 3600)),
        ("apns-collapse-id", "gate-418"),
    ]
    assert compact(made.payload) == (
        '{"aps":{"alert":{"title":"Gate changed to B42","subtitle":"Flight 418","body":"Ana, it is 8 minutes on foot."},'
        '"badge":1,"sound":"chime.caf","thread-id":"trip-7731","category":"GATE_CHANGE","mutable-content":1,'
        '"interruption-level":"time-sensitive","relevance-score":0.9},'
        '"image":"https://cdn.example/b42.jpg","link":"skylark://trips/7731","gate":"B42","seats":2}'
    )
    assert [note for note, _ in notes(made)] == ["APNS801", "APNS801", "APNS802"]
    assert all(note.severity is Severity.NOTE and note.provider == "apns" for note in made.notes)


def test_the_least_message() -> None:
    made = compose(Message(content=Content(title="Hi", body="There")))
    assert made.payload == {"aps": {"alert": {"title": "Hi", "body": "There"}}}
    assert made.headers == {"apns-topic": BUNDLE, "apns-push-type": "alert", "apns-priority": "10"}
    assert made.notes == ()
    assert compose(Message()).payload == {"aps": {}}


def test_without_a_profile_there_is_no_topic() -> None:
    made = PROVIDER.compose(EVERYTHING, None, NOW)
    assert "apns-topic" not in made.headers
    assert isinstance(made.payload, dict)
    assert made.payload["image"] == "https://cdn.example/b42.jpg"


def test_image_and_link_travel_under_the_profiles_keys() -> None:
    made = compose(EVERYTHING, credentials(image_key="media", link_key="deeplink"))
    assert isinstance(made.payload, dict)
    assert [key for key in made.payload if key not in ("gate", "seats")] == ["aps", "media", "deeplink"]


def test_keys_that_are_taken_are_told() -> None:
    message = Message(
        content=Content(title="Hi", image="https://a/b.png", link="x://y"),
        data={"aps": {"badge": 9}, "image": "mine", "link": 3},
    )
    made = compose(message)
    assert made.payload == {"aps": {"alert": {"title": "Hi"}, "mutable-content": 1}, "image": "mine", "link": 3}
    assert [note for note, _ in notes(made)] == ["APNS804"] * 3


@pytest.mark.parametrize(("ttl", "expiration"), [(0, "0"), (60, str(SECONDS + 60)), (None, None)])
def test_time_to_live(ttl: int | None, expiration: str | None) -> None:
    made = compose(Message(content=Content(title="Hi"), delivery=Delivery(ttl_seconds=ttl)))
    assert made.headers.get("apns-expiration") == expiration


@pytest.mark.parametrize(
    ("kind", "priority", "expected"),
    [
        (Kind.ALERT, None, "10"),
        (Kind.ALERT, Priority.HIGH, "10"),
        (Kind.ALERT, Priority.NORMAL, "5"),
        (Kind.ALERT, Priority.LOW, "1"),
        (Kind.SILENT, None, "5"),
        (Kind.SILENT, Priority.NORMAL, "5"),
        (Kind.DATA, None, "5"),
        (Kind.VOIP, None, "10"),
        (Kind.LIVE_ACTIVITY, None, "10"),
        (Kind.LIVE_ACTIVITY, Priority.NORMAL, "5"),
    ],
)
def test_priorities(kind: Kind, priority: Priority | None, expected: str) -> None:
    made = compose(of_kind(kind, priority=priority))
    assert made.headers["apns-priority"] == expected
    assert "APNS805" not in [note for note, _ in notes(made)]


@pytest.mark.parametrize(
    ("kind", "priority"),
    [
        (Kind.SILENT, Priority.HIGH),
        (Kind.SILENT, Priority.LOW),
        (Kind.DATA, Priority.HIGH),
        (Kind.LIVE_ACTIVITY, Priority.LOW),
    ],
)
def test_a_priority_that_the_kind_does_not_take_leaves_as_5_and_is_told(kind: Kind, priority: Priority) -> None:
    made = compose(of_kind(kind, priority=priority))
    assert made.headers["apns-priority"] == "5"
    assert ("APNS805", f"The priority {priority.value} leaves as 5.") in notes(made)


@pytest.mark.parametrize("kind", [Kind.SILENT, Kind.DATA])
def test_silent_and_data(kind: Kind) -> None:
    content = Content(title="Hi", body="There", sound="default", badge=1, link="x://y", image="https://a/b.png")
    made = compose(Message(content=content, delivery=Delivery(kind=kind), data={"sync": True}))
    assert made.payload == {
        "aps": {"content-available": 1},
        "image": "https://a/b.png",
        "link": "x://y",
        "sync": True,
    }
    assert made.headers == {"apns-topic": BUNDLE, "apns-push-type": "background", "apns-priority": "5"}
    assert notes(made) == [("APNS803", f"A {kind.value} push: title, body, sound and badge are not sent.")]


def test_voip() -> None:
    made = compose(
        Message(content=Content(title="Ana", badge=1), delivery=Delivery(kind=Kind.VOIP), data={"call": "7"})
    )
    assert made.payload == {"aps": {"alert": {"title": "Ana"}}, "call": "7"}
    assert made.headers == {"apns-topic": f"{BUNDLE}.voip", "apns-push-type": "voip", "apns-priority": "10"}
    assert notes(made) == [("APNS803", "A voip push: badge is not sent.")]
    assert compose(of_kind(Kind.VOIP)).payload == {"aps": {}}


def test_a_live_activity_starts() -> None:
    activity = LiveActivity(
        event="start",
        state={"gate": "B42"},
        attributes_type="TripAttributes",
        attributes={"flight": "418"},
        stale_at=SECONDS + 60,
    )
    content = Content(title="Gate", body="B42", sound="chime.caf", subtitle="lost", thread="lost")
    made = compose(of_kind(Kind.LIVE_ACTIVITY, content, live_activity=activity, relevance=25, ttl_seconds=0))
    assert compact(made.payload) == (
        f'{{"aps":{{"timestamp":{SECONDS},"event":"start","content-state":{{"gate":"B42"}},'
        '"attributes-type":"TripAttributes","attributes":{"flight":"418"},'
        f'"stale-date":{SECONDS + 60},"alert":{{"title":"Gate","body":"B42","sound":"chime.caf"}},'
        '"relevance-score":25}}'
    )
    assert made.headers == {
        "apns-topic": f"{BUNDLE}.push-type.liveactivity",
        "apns-push-type": "liveactivity",
        "apns-priority": "10",
        "apns-expiration": "0",
    }
    assert notes(made) == [("APNS803", "A live-activity push: subtitle and thread are not sent.")]


def test_a_live_activity_updates_and_ends() -> None:
    update = compose(of_kind(Kind.LIVE_ACTIVITY, live_activity=LiveActivity(state={"gate": "B42"})))
    assert update.payload == {"aps": {"timestamp": SECONDS, "event": "update", "content-state": {"gate": "B42"}}}
    end = compose(of_kind(Kind.LIVE_ACTIVITY, live_activity=LiveActivity(event="end", dismiss_at=SECONDS + 60)))
    assert end.payload == {"aps": {"timestamp": SECONDS, "event": "end", "dismissal-date": SECONDS + 60}}
    bare = compose(of_kind(Kind.LIVE_ACTIVITY))
    assert bare.payload == {"aps": {"timestamp": SECONDS, "event": "update", "content-state": {}}}


def test_a_sound_without_an_alert_has_no_place_in_a_live_activity() -> None:
    made = compose(of_kind(Kind.LIVE_ACTIVITY, Content(sound="chime.caf")))
    assert "APNS803" in [note for note, _ in notes(made)]
    assert "sound" not in compact(made.payload)


@pytest.mark.parametrize(
    ("badge", "sent"), [(0, 0), (3, 3), ("3", 3), (" 3 ", 3), ("three", "three"), ("", ""), ("٣", "٣")]
)
def test_a_badge_is_a_number_where_it_can_be(badge: int | str, sent: int | str) -> None:
    made = compose(Message(content=Content(title="Hi", badge=badge)))
    assert made.payload == {"aps": {"alert": {"title": "Hi"}, "badge": sent}}


def test_a_template_that_left_another_type_is_sent_as_text() -> None:
    content = Content(title=7, body={"a": [1]}, thread=True)  # type: ignore[arg-type]
    made = compose(Message(content=content))
    assert made.payload == {"aps": {"alert": {"title": "7", "body": '{"a": [1]}'}, "thread-id": "true"}}


def test_buttons_name_their_category() -> None:
    (note,) = compose(
        Message(content=Content(title="Hi", category="GATE"), actions=(Action("a", "A"), Action("b", "B")))
    ).notes
    assert note.what == "2 buttons are not sent."
    assert "“GATE”" in note.fix
    (bare,) = compose(Message(content=Content(title="Hi"), actions=(Action("a", "A"),))).notes
    assert "no category" in bare.what


def test_composed_drafts_break_no_rule() -> None:
    from pushbench.domain.finding import CheckContext

    for message in (
        EVERYTHING,
        Message(content=Content(title="Hi")),
        of_kind(Kind.SILENT),
        of_kind(Kind.DATA),
        of_kind(Kind.VOIP),
    ):
        made = compose(message)
        errors = [
            finding
            for rule in PROVIDER.rules
            for finding in rule.findings(made, CheckContext(now=NOW, credentials=credentials()))
            if finding.severity is not Severity.NOTE
        ]
        assert errors == []


@pytest.mark.parametrize(
    ("kind", "limit"), [(Kind.ALERT, 4096), (Kind.SILENT, 4096), (Kind.VOIP, 5120), (Kind.LIVE_ACTIVITY, 4096)]
)
def test_size_counts_bytes_as_sent(kind: Kind, limit: int) -> None:
    made = compose(Message(content=Content(title="é🙂"), delivery=Delivery(kind=kind)))
    size = PROVIDER.size(made)
    assert (size.used, size.limit, size.what) == (len(compact(made.payload).encode()), limit, "payload")
    assert PROVIDER.size(Draft("apns", "{ }")).used == 3
