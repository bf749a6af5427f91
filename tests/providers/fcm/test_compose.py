"""From the form to FCM's body: exact, lean, and honest about what it cannot carry."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.providers.fcm.given import NOW, credentials, findings

from pushbench.domain.finding import Draft, Severity
from pushbench.domain.json_value import Json, compact
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
from pushbench.providers.fcm import PROVIDER
from pushbench.providers.formats.fcm_walk import walk

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


def compose(message: Message, profile: Credentials | None = None) -> Draft:
    return PROVIDER.compose(message, profile, NOW)


def message_of(made: Draft) -> dict[str, Any]:
    assert isinstance(made.payload, dict)
    message = made.payload["message"]
    assert isinstance(message, dict)
    return message


def notes(made: Draft) -> dict[str, str]:
    return {note.rule: note.pointer for note in made.notes}


def alert(**content: Any) -> Message:
    return Message(content=Content(**content))


def test_a_whole_message_byte_for_byte() -> None:
    assert compact(compose(GATE).payload) == (
        '{"message":{"notification":{"title":"Gate changed to B42","body":"Ana, it is 8 minutes on foot.",'
        '"image":"https://cdn.example/b42.jpg"},'
        '"data":{"gate":"B42","seats":"2","link":"skylark://trips/7731"},'
        '"android":{"collapse_key":"gate-418","priority":"high","ttl":"3600s","notification":{"sound":"default",'
        '"channel_id":"gate_alerts","icon":"ic_gate","tag":"gate-418","notification_count":1}},'
        '"apns":{"headers":{"apns-expiration":"1795344060","apns-collapse-id":"gate-418"},"payload":{"aps":{"alert":'
        '{"title":"Gate changed to B42","subtitle":"Flight 418","body":"Ana, it is 8 minutes on foot."},"badge":1,'
        '"sound":"default","thread-id":"trip-7731","category":"GATE_CHANGE","mutable-content":1,'
        '"interruption-level":"time-sensitive","relevance-score":0.9}}},'
        '"webpush":{"headers":{"TTL":"3600","Urgency":"high","Topic":"gate-418"},"notification":{"tag":"gate-418",'
        '"actions":[{"action":"walk","title":"Walk me there"}]}}}}'
    )
    assert notes(compose(GATE)) == {
        "FCM101": "/payload/message/data/seats",
        "FCM107": "/payload/message/webpush/notification/actions",
    }


def test_a_short_message_is_a_short_payload() -> None:
    made = compose(alert(title="Hello", body="World"))
    expected = {"notification": {"title": "Hello", "body": "World"}, "android": {"priority": "high"}}
    assert message_of(made) == expected
    assert made.notes == ()
    assert made.headers == {}


def test_the_forms_own_message_breaks_no_rule() -> None:
    found = findings(compose(GATE))
    assert {finding.severity for finding in found} == {Severity.NOTE}, found


@pytest.mark.parametrize(
    ("priority", "android", "apns", "urgency"),
    [
        (None, "high", None, None),
        (Priority.HIGH, "high", None, "high"),
        (Priority.NORMAL, "normal", "5", "normal"),
        (Priority.LOW, "normal", "1", "low"),
    ],
)
def test_priority(priority: Priority | None, android: str, apns: str | None, urgency: str | None) -> None:
    made = message_of(compose(Message(content=Content(title="x"), delivery=Delivery(priority=priority))))
    assert made["android"]["priority"] == android
    assert made.get("apns", {}).get("headers", {}).get("apns-priority") == apns
    assert made.get("webpush", {}).get("headers", {}).get("Urgency") == urgency


@pytest.mark.parametrize(
    ("ttl", "android", "apns", "web"),
    [(None, None, None, None), (0, "0s", "0", "0"), (60, "60s", str(int(NOW) + 60), "60")],
)
def test_time_to_live(ttl: int | None, android: str | None, apns: str | None, web: str | None) -> None:
    made = message_of(compose(Message(content=Content(title="x"), delivery=Delivery(ttl_seconds=ttl))))
    assert made["android"].get("ttl") == android
    assert made.get("apns", {}).get("headers", {}).get("apns-expiration") == apns
    assert made.get("webpush", {}).get("headers", {}).get("TTL") == web


def test_data_becomes_text_with_a_note_each() -> None:
    data: dict[str, Json] = {"s": "x", "n": 2, "b": True, "o": {"a": [1, "ä"]}, "none": None, "f": 0.5}
    made = compose(Message(content=Content(title="x"), data=data))
    assert message_of(made)["data"] == {
        "s": "x",
        "n": "2",
        "b": "true",
        "o": '{"a":[1,"ä"]}',
        "none": "null",
        "f": "0.5",
    }
    assert [note.pointer.rpartition("/")[2] for note in made.notes] == ["n", "b", "o", "none", "f"]
    assert {(note.rule, note.severity) for note in made.notes} == {("FCM101", Severity.NOTE)}
    assert not list(walk(message_of(made)))


def test_the_link_travels_under_the_profiles_key() -> None:
    made = compose(alert(title="x", link="skylark://a"), credentials({"link_key": "deeplink"}))
    assert message_of(made)["data"] == {"deeplink": "skylark://a"}
    assert "webpush" not in message_of(made)


def test_an_https_link_opens_in_browsers_too() -> None:
    made = message_of(compose(alert(title="x", link="https://skylark.app/a")))
    assert made["webpush"]["fcm_options"] == {"link": "https://skylark.app/a"}
    assert made["data"] == {"link": "https://skylark.app/a"}


def test_an_http_link_stays_in_data() -> None:
    made = compose(alert(title="x", link="http://skylark.app/a"))
    assert "webpush" not in message_of(made)
    assert notes(made) == {"FCM111": "/payload/message/webpush/fcm_options/link"}


def test_a_key_of_the_users_own_goes_before_ours() -> None:
    made = compose(Message(content=Content(title="x", link="skylark://a"), data={"link": "mine"}))
    assert message_of(made)["data"] == {"link": "mine"}
    assert notes(made) == {"FCM104": "/payload/message/data/link"}


@pytest.mark.parametrize("icon", ["https://cdn.example/i.png", "http://cdn.example/i.png"])
def test_an_icons_address_is_for_browsers(icon: str) -> None:
    made = compose(alert(title="x", icon=icon))
    assert message_of(made)["webpush"]["notification"] == {"icon": icon}
    assert "notification" not in message_of(made)["android"]
    assert notes(made) == {"FCM108": "/payload/message/android/notification/icon"}


def test_a_sounds_suffix_is_for_iphones() -> None:
    made = compose(alert(title="x", sound="chime.caf"))
    assert message_of(made)["android"]["notification"]["sound"] == "chime"
    assert message_of(made)["apns"]["payload"]["aps"]["sound"] == "chime.caf"
    assert list(notes(made)) == ["FCM109"]


@pytest.mark.parametrize(("badge", "count", "number"), [(0, None, 0), (3, 3, 3), ("5", 5, 5)])
def test_badges(badge: int | str, count: int | None, number: int) -> None:
    """0 clears an iPhone's badge, but counts Android's up: there it is left out."""
    made = message_of(compose(alert(title="x", badge=badge)))
    assert made["apns"]["payload"]["aps"]["badge"] == number
    assert made["android"].get("notification", {}).get("notification_count") == count


def test_a_badge_that_is_a_word_is_told() -> None:
    made = compose(alert(title="x", badge="many"))
    assert "notification" not in message_of(made)["android"]
    assert notes(made) == {"FCM110": "/payload/message/android/notification/notification_count"}


def test_a_long_collapse_id_is_no_web_topic() -> None:
    made = compose(Message(content=Content(title="x"), delivery=Delivery(collapse_id="a" * 33)))
    assert "Topic" not in message_of(made)["webpush"]["headers"]
    assert message_of(made)["android"]["collapse_key"] == "a" * 33
    assert notes(made) == {"FCM112": "/payload/message/webpush/headers/Topic"}


def test_a_silent_push_shows_nothing() -> None:
    made = compose(
        Message(
            content=Content(title="Left out", body="Too", link="skylark://a", image="https://a.b/c.png"),
            delivery=Delivery(kind=Kind.SILENT, ttl_seconds=60),
            data={"sync": "1"},
        )
    )
    assert message_of(made) == {
        "data": {"sync": "1", "image": "https://a.b/c.png", "link": "skylark://a"},
        "android": {"priority": "normal", "ttl": "60s"},
        "apns": {
            "headers": {
                "apns-push-type": "background",
                "apns-priority": "5",
                "apns-expiration": str(int(NOW) + 60),
            },
            "payload": {"aps": {"content-available": 1}},
        },
        "webpush": {"headers": {"TTL": "60", "Urgency": "normal"}},
    }
    assert notes(made) == {"FCM103": "/payload/message/notification"}


def test_a_data_message_hands_its_words_to_the_app() -> None:
    made = compose(
        Message(content=Content(title="T", body="B"), delivery=Delivery(kind=Kind.DATA), data={"title": "mine"})
    )
    assert message_of(made)["data"] == {"title": "mine", "body": "B"}
    assert "notification" not in message_of(made)
    assert message_of(made)["apns"]["headers"]["apns-priority"] == "5"
    assert sorted(notes(made)) == ["FCM102", "FCM104"]


def test_a_call_is_a_loud_data_message_and_says_that_iphones_need_apns() -> None:
    made = compose(Message(content=Content(title="Ana calls"), delivery=Delivery(kind=Kind.VOIP)))
    assert message_of(made)["android"] == {"priority": "high"}
    assert message_of(made)["data"] == {"title": "Ana calls"}
    (warning,) = [note for note in made.notes if note.severity is Severity.WARNING]
    assert (warning.rule, warning.pointer) == ("FCM105", "/payload/message/apns")


def test_a_live_activity_is_apples_alone() -> None:
    activity = LiveActivity(event="update", state={"gate": "B42"}, stale_at=5)
    made = compose(
        Message(
            content=Content(title="Gate"),
            delivery=Delivery(kind=Kind.LIVE_ACTIVITY, live_activity=activity, priority=Priority.NORMAL),
            data={"x": "y"},
        )
    )
    assert message_of(made) == {
        "apns": {
            "headers": {"apns-priority": "5"},
            "payload": {
                "aps": {
                    "timestamp": int(NOW),
                    "event": "update",
                    "content-state": {"gate": "B42"},
                    "stale-date": 5,
                    "alert": {"title": "Gate"},
                }
            },
        }
    }
    assert notes(made) == {"FCM106": "/payload/message/data"}


def test_an_empty_message_is_a_finding_not_a_crash() -> None:
    made = compose(Message())
    assert message_of(made) == {"android": {"priority": "high"}}
    assert "FCM031" in {finding.rule for finding in findings(made)}


_TEXT = st.none() | st.text(max_size=20)
_JSON: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
MESSAGES = st.builds(
    Message,
    content=st.builds(
        Content,
        title=_TEXT,
        subtitle=_TEXT,
        body=_TEXT,
        image=_TEXT,
        icon=_TEXT,
        sound=_TEXT,
        badge=st.none() | st.integers() | st.text(max_size=5),
        link=_TEXT,
        category=_TEXT,
        thread=_TEXT,
        channel=_TEXT,
    ),
    actions=st.lists(st.builds(Action, st.text(max_size=5), st.text(max_size=5), _TEXT, _TEXT), max_size=3).map(tuple),
    delivery=st.builds(
        Delivery,
        kind=st.sampled_from(Kind),
        priority=st.none() | st.sampled_from(Priority),
        ttl_seconds=st.none() | st.integers(0, 2_419_200),
        collapse_id=_TEXT,
        interruption=st.none() | st.sampled_from(Interruption),
        relevance=st.none() | st.floats(0, 1),
        live_activity=st.none() | st.builds(LiveActivity, event=st.sampled_from(["start", "update", "end"])),
    ),
    data=st.dictionaries(st.text(max_size=8), _JSON, max_size=4),
)


@given(MESSAGES)
def test_whatever_the_form_holds_fits_the_schema(message: Message) -> None:
    """No unknown field, no wrong type: only the user's own words (an address, a huge badge) can be found wrong."""
    made = compose(message)
    faults = {problem.fault.name for problem in walk(message_of(made))}
    assert faults <= {"ADDRESS", "OVERFLOW"}, faults
    compact(made.payload)
    for note in made.notes:
        assert note.pointer.startswith("/payload/message")
        assert all((note.what, note.why, note.fix, note.provider == "fcm"))


@given(MESSAGES)
def test_no_empty_block_leaves(message: Message) -> None:
    def blocks(value: Any) -> list[Any]:
        inner = [block for item in value.values() for block in blocks(item)] if isinstance(value, dict) else []
        return [value, *inner]

    made = message_of(compose(message))
    for name in ("notification", "android", "apns", "webpush"):
        part = made.get(name)
        assert part != {}
        for key, value in (part or {}).items():
            assert value != {}, (name, key)
