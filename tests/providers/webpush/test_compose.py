"""Message to payload and headers, and what composing tells about it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given as given_any
from hypothesis import strategies as st

from pushbench.domain.finding import Draft, Severity
from pushbench.domain.json_value import compact
from pushbench.domain.message import Action, Content, Delivery, Interruption, Kind, Message, Priority
from pushbench.providers.webpush import PROVIDER
from pushbench.providers.webpush.declarative import is_valid

FULL = Content(
    title="Gate changed to B42",
    subtitle="Flight 418",
    body="Ana, it is 8 minutes on foot.",
    image="https://cdn.example/b42.jpg",
    icon="https://cdn.example/gate.png",
    sound="default",
    badge=1,
    link="https://skylark.app/trips/7731",
    category="GATE_CHANGE",
    thread="trip-7731",
    channel="gate_alerts",
)


def composed(content: Content = FULL, delivery: Delivery | None = None, **parts: Any) -> Draft:
    return PROVIDER.compose(Message(content=content, delivery=delivery or Delivery(), **parts), None, 0.0)


def told(draft: Draft) -> dict[str, list[str]]:
    words: dict[str, list[str]] = {}
    for note in draft.notes:
        words.setdefault(note.rule, []).append(note.what)
    return words


def test_a_message_with_a_web_link_is_declarative() -> None:
    draft = composed(
        delivery=Delivery(ttl_seconds=3600, collapse_id="gate-418"),
        actions=(Action("walk", "Walk me there", "https://skylark.app/map"), Action("no", "Dismiss", icon="/x.png")),
        data={"gate": "B42", "seats": 2},
    )
    assert draft.payload == {
        "web_push": 8030,
        "notification": {
            "title": "Gate changed to B42",
            "navigate": "https://skylark.app/trips/7731",
            "body": "Ana, it is 8 minutes on foot.",
            "icon": "https://cdn.example/gate.png",
            "image": "https://cdn.example/b42.jpg",
            "tag": "gate-418",
            "actions": [
                {"action": "walk", "title": "Walk me there", "navigate": "https://skylark.app/map"},
                {
                    "action": "no",
                    "title": "Dismiss",
                    "icon": "/x.png",
                    "navigate": "https://skylark.app/trips/7731",
                },
            ],
            "data": {"gate": "B42", "seats": 2},
        },
        "app_badge": 1,
    }
    assert is_valid(draft.payload)
    assert compact(draft.payload).startswith('{"web_push":8030,"notification":{"title":')
    assert dict(draft.headers) == {"TTL": "3600", "Urgency": "high", "Topic": "gate-418"}
    assert list(draft.headers) == ["TTL", "Urgency", "Topic"]


@pytest.mark.parametrize("link", [None, "skylark://trips/7731", "/trips", "https://", "", "https://a b"])
def test_without_a_web_link_it_is_the_same_without_the_mark(link: str | None) -> None:
    draft = composed(Content(title="T", body="B", link=link, badge=3), actions=(Action("a", "A"),))
    expected: dict[str, Any] = {"title": "T", "body": "B", "actions": [{"action": "a", "title": "A"}]}
    if link is not None:
        expected["navigate"] = link
    assert draft.payload == {"notification": expected, "app_badge": 3}
    assert "WPUSH056" in told(draft)
    assert any("only your worker" in what for what in told(draft)["WPUSH053"])


def test_a_message_without_title_is_not_called_declarative() -> None:
    assert composed(Content(body="B", link="https://skylark.app/")).payload == {
        "notification": {"navigate": "https://skylark.app/", "body": "B"}
    }


def test_what_the_web_cannot_carry_is_told() -> None:
    delivery = Delivery(interruption=Interruption.TIME_SENSITIVE, relevance=0.9)
    words = told(composed(delivery=delivery))
    assert [what.split(" “")[0] for what in words["WPUSH051"]] == [
        "The subtitle",
        "The thread",
        "The category",
        "The channel",
    ]
    assert len(words["WPUSH052"]) == 2
    assert "The sound “ping.caf” does not leave." in told(composed(Content(title="T", sound="ping.caf")))["WPUSH051"]
    plain = composed(Content(title="T", link="https://skylark.app"), Delivery(interruption=Interruption.ACTIVE))
    assert plain.notes == ()


def test_an_android_resource_name_is_no_web_icon() -> None:
    draft = composed(Content(title="T", icon="ic_gate", link="https://skylark.app"))
    assert draft.payload == {"web_push": 8030, "notification": {"title": "T", "navigate": "https://skylark.app"}}
    assert told(draft) == {"WPUSH051": ["The icon “ic_gate” does not leave."]}


@pytest.mark.parametrize(
    ("badge", "expected"), [(0, 0), (7, 7), ("7", 7), ("{{unread}}", "{{unread}}"), (-1, -1), ("٣", "٣")]
)
def test_the_badge_number_becomes_app_badge(badge: int | str, expected: int | str) -> None:
    payload = composed(Content(title="T", badge=badge, link="https://skylark.app")).payload
    assert isinstance(payload, dict)
    assert payload["app_badge"] == expected


@pytest.mark.parametrize(
    ("delivery", "headers"),
    [
        (Delivery(), {"TTL": "2419200", "Urgency": "high"}),
        (Delivery(kind=Kind.DATA), {"TTL": "2419200", "Urgency": "normal"}),
        (Delivery(kind=Kind.SILENT), {"TTL": "2419200", "Urgency": "normal"}),
        (Delivery(ttl_seconds=0), {"TTL": "0", "Urgency": "high"}),
        (Delivery(priority=Priority.LOW), {"TTL": "2419200", "Urgency": "low"}),
        (Delivery(priority=Priority.NORMAL), {"TTL": "2419200", "Urgency": "normal"}),
        (Delivery(collapse_id=""), {"TTL": "2419200", "Urgency": "high"}),
    ],
)
def test_the_headers_follow_the_delivery(delivery: Delivery, headers: dict[str, str]) -> None:
    assert dict(composed(delivery=delivery).headers) == headers


@pytest.mark.parametrize("kind", [Kind.DATA, Kind.SILENT])
def test_data_and_silent_messages_carry_data_only(kind: Kind) -> None:
    draft = composed(FULL, Delivery(kind=kind), data={"gate": "B42"})
    assert draft.payload == {"data": {"gate": "B42"}, "app_badge": 1}
    assert "title, body, subtitle, image" in told(draft)["WPUSH055"][0]
    assert ("WPUSH054" in told(draft)) is (kind is Kind.SILENT)
    assert composed(Content(), Delivery(kind=kind)).payload == {}


@pytest.mark.parametrize("kind", [Kind.VOIP, Kind.LIVE_ACTIVITY])
def test_kinds_of_apple_alone_are_errors(kind: Kind) -> None:
    errors = [note for note in composed(delivery=Delivery(kind=kind)).notes if note.severity is Severity.ERROR]
    assert [note.rule for note in errors] == ["WPUSH050"]
    assert kind.value in errors[0].what


def test_an_empty_message_is_no_crash() -> None:
    assert composed(Content()).payload == {"notification": {}}


def test_a_number_out_of_a_template_becomes_text() -> None:
    content = Content(title=42, link="https://skylark.app")  # type: ignore[arg-type]
    assert composed(content).payload == {
        "web_push": 8030,
        "notification": {"title": "42", "navigate": "https://skylark.app"},
    }


_text = st.none() | st.text(max_size=20)


@given_any(
    st.builds(Content, title=_text, body=_text, icon=_text, image=_text, link=_text, badge=st.none() | st.integers()),
    st.builds(Delivery, kind=st.sampled_from(Kind), collapse_id=_text, ttl_seconds=st.none() | st.integers()),
    st.lists(st.builds(Action, st.text(), st.text(), _text, _text), max_size=3).map(tuple),
)
def test_any_message_composes_and_what_is_declared_is_valid(
    content: Content, delivery: Delivery, actions: tuple[Action, ...]
) -> None:
    draft = composed(content, delivery, actions=actions)
    size = PROVIDER.size(draft)
    assert size.limit == 4096
    assert size.used == 0 or size.used > 103
    assert all(note.provider == "webpush" and note.what and note.why and note.fix for note in draft.notes)


@pytest.mark.parametrize(("payload", "used"), [(None, 0), ("", 0), ("a", 104), ({}, 105), ("ü" * 1996 + "a", 4096)])
def test_the_size_is_that_of_the_encrypted_body(payload: Any, used: int) -> None:
    size = PROVIDER.size(Draft("webpush", payload))
    assert (size.used, size.limit, size.what) == (used, 4096, "encrypted body")
