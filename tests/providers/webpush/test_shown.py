"""What each shape of payload displays, and requests read back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given as given_any
from hypothesis import strategies as st
from tests.providers.dialogue import Play
from tests.providers.webpush.given import BODY, context, credentials, draft, target, un_b64

from pushbench.domain.finding import Draft
from pushbench.domain.http import HttpRequest
from pushbench.domain.message import Action, Content, Delivery, Message
from pushbench.domain.shown import Shown, ShownKind
from pushbench.providers.webpush import PROVIDER

OPTIONS: dict[str, Any] = {
    "body": "Arrives on Thursday.",
    "icon": "/icon.png",
    "image": "/image.jpg",
    "badge": "/badge.png",
    "tag": "order-7",
    "dir": "rtl",
    "lang": "ar",
    "silent": True,
    "requireInteraction": True,
    "timestamp": 1_763_800_000_500,
    "actions": [
        {"action": "open", "title": "Open", "icon": "/o.png"},
        {"action": "reply", "title": "Reply", "type": "text"},
    ],
    "data": {"order": 7},
}


def shown(payload: Any) -> Shown:
    return PROVIDER.shown(draft(payload), "web")


@pytest.mark.parametrize(
    "payload",
    [
        {"title": "Order shipped", "options": OPTIONS},
        {"notification": {"title": "Order shipped", **OPTIONS}},
        {"title": "Order shipped", **OPTIONS},
        json.dumps({"title": "Order shipped", "options": OPTIONS}),
        {"web_push": 8031, "notification": {"title": "Order shipped", **OPTIONS}},
    ],
)
def test_every_option_shows_in_every_shape(payload: Any) -> None:
    seen = shown(payload)
    assert seen.kind is ShownKind.NOTIFICATION
    assert seen.platform == "web"
    assert (seen.title, seen.body) == ("Order shipped", "Arrives on Thursday.")
    assert (seen.icon, seen.image, seen.badge_icon) == ("/icon.png", "/image.jpg", "/badge.png")
    assert (seen.tag, seen.direction, seen.language) == ("order-7", "rtl", "ar")
    assert seen.is_silent
    assert seen.stays
    assert seen.timestamp == 1_763_800_000.5
    assert [(action.id, action.title, action.icon, action.is_text_input) for action in seen.actions] == [
        ("open", "Open", "/o.png", False),
        ("reply", "Reply", None, True),
    ]
    assert seen.data == {"order": 7}


def test_the_message_of_the_fcm_sdk() -> None:
    seen = shown(
        {
            "from": "123",
            "fcmMessageId": "m-1",
            "notification": {"title": "T", "body": "B", "click_action": "https://skylark.app/a"},
            "data": {"k": "v"},
            "fcmOptions": {"link": "https://skylark.app/b"},
        }
    )
    assert (seen.kind, seen.title, seen.link, seen.data) == (
        ShownKind.NOTIFICATION,
        "T",
        "https://skylark.app/a",
        {"k": "v"},
    )
    assert seen.losses == ()
    linked = shown({"notification": {"title": "T"}, "fcmOptions": {"link": "https://skylark.app/b"}})
    assert linked.link == "https://skylark.app/b"


def test_a_request_to_the_fcm_api_is_a_best_guess() -> None:
    request = {
        "message": {
            "notification": {"title": "T", "body": "general"},
            "webpush": {"notification": {"body": "B"}, "fcm_options": {"link": "https://skylark.app"}},
            "data": {"k": "v"},
        }
    }
    seen = shown(request)
    assert seen.kind is ShownKind.APP_DECIDES
    assert (seen.title, seen.body, seen.link, seen.data) == ("T", "B", "https://skylark.app", {"k": "v"})


@pytest.mark.parametrize(
    ("payload", "title", "body"),
    [
        (None, None, None),
        ("", None, None),
        ("Hello there", None, "Hello there"),
        ('"quoted"', None, '"quoted"'),
        ("{broken", None, "{broken"),
        ({}, None, None),
        ({"data": {"a": 1}}, None, None),
        ({"data": {"title": "T", "body": "B"}}, "T", "B"),
        ([1, 2], None, None),
        (7, None, None),
        ({"notification": {}}, None, None),
        ({"notification": {"title": "", "icon": "/i.png"}}, "", None),
    ],
)
def test_where_the_worker_decides_the_best_guess_is_shown(payload: Any, title: str | None, body: str | None) -> None:
    seen = shown(payload)
    assert seen.kind is ShownKind.APP_DECIDES
    assert seen.why.endswith(".")
    assert (seen.title, seen.body) == (title, body)


def test_values_are_converted_as_javascript_does() -> None:
    seen = shown({"notification": {"title": 5.0, "body": [1, None, {"a": 1}, True, 2.5], "tag": {}, "lang": None}})
    assert (seen.title, seen.body, seen.tag, seen.language) == (
        "5",
        "1,,[object Object],true,2.5",
        "[object Object]",
        None,
    )


def test_what_no_browser_shows_is_lost() -> None:
    actions = [{"action": str(number), "title": f"T{number}"} for number in range(3)]
    seen = shown({"notification": {"title": "T", "subtitle": "S", "sound": 1, "actions": actions}})
    assert [action.title for action in seen.actions] == ["T0", "T1"]
    assert [(loss.what, loss.pointer, loss.lost_text) for loss in seen.losses] == [
        ("button “T2”", "/notification/actions/2", "T2"),
        ("subtitle", "/notification/subtitle", "S"),
        ("sound", "/notification/sound", ""),
    ]


@pytest.mark.parametrize(
    ("payload", "link"),
    [
        ({"title": "T", "url": "https://skylark.app"}, "https://skylark.app"),
        ({"title": "T", "options": {"data": {"url": "/x"}}}, "/x"),
        ({"notification": {"title": "T", "data": {"link": "/y"}}}, "/y"),
        ({"notification": {"title": "T", "navigate": "/z", "data": {"link": "/y"}}}, "/z"),
        ({"notification": {"title": "T", "navigate": 5}}, None),
    ],
)
def test_where_a_tap_leads_is_guessed_from_the_usual_keys(payload: Any, link: str | None) -> None:
    assert shown(payload).link == link


def test_a_composed_message_shows_what_was_written() -> None:
    message = Message(
        content=Content(
            title="Gate changed", body="B42", badge="4", link="https://skylark.app", image="https://a.example/i.png"
        ),
        actions=(Action("walk", "Walk me there"),),
        delivery=Delivery(collapse_id="gate"),
        data={"gate": "B42"},
    )
    seen = PROVIDER.shown(PROVIDER.compose(message, None, 0.0), "web")
    assert seen.kind is ShownKind.NOTIFICATION
    assert (seen.title, seen.body, seen.badge, seen.tag) == ("Gate changed", "B42", 4, "gate")
    assert (seen.link, seen.image, seen.data) == ("https://skylark.app", "https://a.example/i.png", {"gate": "B42"})
    assert [action.title for action in seen.actions] == ["Walk me there"]
    assert seen.losses == ()


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from([*OPTIONS, "title", "notification", "web_push"]), inner)
    ),
    max_leaves=12,
)


@given_any(_json | st.just(10**400) | st.just({"title": -(10**400)}))
def test_any_payload_shows_something_or_says_why_not(payload: Any) -> None:
    seen = shown(payload)
    assert (seen.kind is ShownKind.NOTIFICATION) or seen.why
    assert seen.direction in ("auto", "ltr", "rtl")


def test_very_deep_payloads_are_read() -> None:
    deep: Any = "x"
    for _ in range(400):
        deep = [deep]
    assert shown({"title": deep, "body": "B"}).body == "B"
    assert shown("[" * 100_000).body == "[" * 100_000


def test_a_request_that_left_reads_back_into_its_draft() -> None:
    made = Draft(
        "webpush",
        {"notification": {"title": "T"}},
        {"TTL": "60", "Urgency": "high", "Topic": "abcd", "Prefer": "respond-async", "X-Trace": "1"},
    )
    request = Play(PROVIDER.exchange(made, target(), credentials(), context())).request
    read = PROVIDER.received(request)
    assert read.payload == made.payload
    assert dict(read.headers) == {
        "TTL": "60",
        "Urgency": "high",
        "Topic": "abcd",
        "Prefer": "respond-async",
        "x-trace": "1",
    }


@pytest.mark.parametrize(
    ("plain", "payload"),
    [
        (b"", None),
        (b"Hello", "Hello"),
        (b'{"a": 1}', {"a": 1}),
        (b"[1]", [1]),
        (b'"text"', '"text"'),
        (b"7", "7"),
        (b"null", "null"),
        (b'{"a": NaN}', '{"a": NaN}'),
        (b"\xff\xfe", "��"),
    ],
)
def test_clear_text_is_read_so_that_the_same_bytes_leave_again(plain: bytes, payload: Any) -> None:
    assert PROVIDER.received(HttpRequest("POST", "https://h/x", plain=plain)).payload == payload


def test_without_the_clear_text_the_encrypted_body_is_the_text() -> None:
    request = HttpRequest("POST", "https://h/x", (("content-encoding", "aes128gcm"), ("ttl", "1")), un_b64(BODY))
    read = PROVIDER.received(request)
    assert isinstance(read.payload, str)
    assert dict(read.headers) == {"TTL": "1"}


@given_any(st.binary(), st.none() | st.binary(), st.lists(st.tuples(st.text(), st.text())))
def test_any_request_reads_back(body: bytes, plain: bytes | None, headers: list[tuple[str, str]]) -> None:
    read = PROVIDER.received(HttpRequest("POST", "https://h/x", tuple(headers), body, plain=plain))
    assert read.provider == "webpush"
