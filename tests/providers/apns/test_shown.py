"""What drafts show, and requests read back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.providers.apns.samples import BUNDLE, context, credentials, draft, token_target
from tests.providers.dialogue import Play

from pushbench.domain.finding import Draft
from pushbench.domain.http import HttpRequest
from pushbench.domain.shown import Shown, ShownKind
from pushbench.providers.apns import PROVIDER


def shown(aps: Any, push_type: str = "alert", **data: Any) -> Shown:
    return PROVIDER.shown(draft({"aps": aps, **data}, push_type=push_type), "ios")


def test_a_whole_notification() -> None:
    aps = {
        "alert": {"title": "Gate", "subtitle": "Flight 418", "body": "Walk\nnow"},
        "badge": 3,
        "sound": {"critical": 1, "name": "chime.caf"},
        "thread-id": "trip",
        "category": "GATE",
        "mutable-content": 1,
        "interruption-level": "time-sensitive",
    }
    found = shown(aps, image="https://cdn/b.jpg", link="skylark://x", gate="B42")
    assert found == Shown(
        ShownKind.NOTIFICATION,
        "ios",
        title="Gate",
        subtitle="Flight 418",
        body="Walk\nnow",
        image="https://cdn/b.jpg",
        badge=3,
        sound="chime.caf",
        link="skylark://x",
        thread="trip",
        category="GATE",
        interruption="time-sensitive",
        data={"image": "https://cdn/b.jpg", "link": "skylark://x", "gate": "B42"},
    )


def test_a_plain_string_is_the_body() -> None:
    found = shown({"alert": "Hello"})
    assert (found.kind, found.title, found.body, found.is_silent) == (ShownKind.NOTIFICATION, None, "Hello", True)


def test_localised_words_show_their_key_marked() -> None:
    alert = {"title-loc-key": "GAME_TITLE", "loc-key": "GAME_PLAY", "loc-args": ["Jenna", "Frank"], "subtitle": "plain"}
    found = shown({"alert": alert})
    assert (found.title, found.subtitle, found.body) == ("⟨GAME_TITLE⟩", "plain", "⟨GAME_PLAY⟩ Jenna, Frank")
    assert [loss.pointer for loss in found.losses] == ["/payload/aps/alert/title-loc-key", "/payload/aps/alert/loc-key"]


@pytest.mark.parametrize(
    ("aps", "why"),
    [
        ({"badge": 3}, "Only the app's icon shows 3."),
        ({"badge": 0}, "Only the number on the app's icon goes away."),
        ({"sound": "default"}, "Only a sound plays; nothing is shown."),
        ({"sound": "default", "badge": 2}, "Only a sound plays and the app's icon shows 2; nothing is shown."),
        ({"alert": "", "badge": 1}, "The alert has no words to show."),
        ({"alert": {"title": " "}}, "The alert has no words to show."),
        ({"content-available": 1}, "The push only wakes the app; nothing is shown."),
        ({}, "There is no alert in aps, so nothing is shown."),
        ("text", "There is no alert in aps, so nothing is shown."),
    ],
)
def test_nothing_and_why(aps: Any, why: str) -> None:
    found = shown(aps)
    assert (found.kind, found.why) == (ShownKind.NOTHING, why)
    assert found.title is None


@pytest.mark.parametrize(
    ("push_type", "kind"),
    [
        ("background", ShownKind.NOTHING),
        ("voip", ShownKind.APP_DECIDES),
        ("pushtotalk", ShownKind.APP_DECIDES),
        ("location", ShownKind.NOTHING),
        ("fileprovider", ShownKind.NOTHING),
        ("mdm", ShownKind.NOTHING),
        ("widgets", ShownKind.NOTHING),
        ("controls", ShownKind.NOTHING),
        ("complication", ShownKind.NOTHING),
    ],
)
def test_types_that_show_no_notification(push_type: str, kind: ShownKind) -> None:
    found = shown({"alert": {"title": "Hi", "body": "There"}}, push_type, x=1)
    assert found.kind is kind
    assert found.why.endswith(".")
    assert found.data == {"x": 1}
    lost = [loss.lost_text for loss in found.losses]
    assert lost == ([] if kind is ShownKind.APP_DECIDES else ["Hi There"])


@pytest.mark.parametrize("event", ["start", "update", "end"])
def test_a_live_activity(event: str) -> None:
    aps = {"event": event, "content-state": {"gate": "B42"}, "alert": {"title": "Gate", "body": {"loc-key": "B"}}}
    found = shown(aps, "liveactivity", x=1)
    assert (found.kind, found.title, found.body) == (ShownKind.LIVE_ACTIVITY, "Gate", "⟨B⟩")
    assert found.data == {"x": 1, "gate": "B42"}
    assert found.why
    assert shown({"event": event}, "liveactivity").is_silent


def test_passive_has_no_sound_and_active_is_the_usual() -> None:
    assert shown({"alert": "a", "sound": "default", "interruption-level": "passive"}).is_silent
    assert shown({"alert": "a", "interruption-level": "passive"}).interruption == "passive"
    assert shown({"alert": "a", "interruption-level": "active"}).interruption is None
    assert shown({"alert": "a", "interruption-level": "loud"}).interruption is None


def test_an_image_without_mutable_content_is_lost() -> None:
    found = shown({"alert": "a"}, image="https://cdn/b.jpg")
    assert found.image is None
    (loss,) = found.losses
    assert "mutable-content" in loss.why


@pytest.mark.parametrize(
    ("data", "image"),
    [
        ({"media": "https://cdn/x"}, "https://cdn/x"),
        ({"picture": "https://cdn/x.PNG?w=1"}, "https://cdn/x.PNG?w=1"),
        ({"image": "picture.png"}, None),
        ({"page": "https://cdn/x.html"}, None),
        ({"image": 3}, None),
    ],
)
def test_images_under_other_keys(data: dict[str, Any], image: str | None) -> None:
    assert shown({"alert": "a", "mutable-content": 1}, **data).image == image


def test_words_of_a_wrong_type_are_lost() -> None:
    found = shown({"alert": {"title": "Hi", "body": 7}})
    assert found.body is None
    assert [loss.pointer for loss in found.losses] == ["/payload/aps/alert/body"]


def test_the_push_type_is_guessed_where_no_header_says_it() -> None:
    def kind(payload: Any, **headers: str) -> ShownKind:
        return PROVIDER.shown(draft(payload, **headers), "ios").kind

    assert kind({"aps": {"content-available": 1}}) is ShownKind.NOTHING
    assert kind({"aps": {"event": "update", "timestamp": 1}}) is ShownKind.LIVE_ACTIVITY
    assert kind({"mdm": "magic"}) is ShownKind.NOTHING
    assert kind({"aps": {"alert": "a"}}, topic=f"{BUNDLE}.voip") is ShownKind.APP_DECIDES
    assert kind({"aps": {"alert": "a"}}, push_type="Alert") is ShownKind.NOTIFICATION


def test_payloads_that_are_text_are_read() -> None:
    assert PROVIDER.shown(draft('{"aps":{"alert":"Hello"}}'), "ios").body == "Hello"
    found = PROVIDER.shown(draft('{"aps":'), "ios")
    assert found.kind is ShownKind.NOTHING
    assert "Line 1" in found.why
    assert PROVIDER.shown(draft([1]), "ios").kind is ShownKind.NOTHING


# requests read back


def test_a_request_read_back_is_its_draft() -> None:
    of = draft({"aps": {"alert": "é"}, "n": [1, None]}, push_type="alert", priority="10", topic=BUNDLE, expiration="0")
    request = Play(PROVIDER.exchange(of, token_target(), credentials(), context())).request
    back = PROVIDER.received(request)
    assert (back.provider, back.payload, dict(back.headers)) == ("apns", of.payload, dict(of.headers))


def test_the_target_is_no_part_of_the_draft() -> None:
    request = HttpRequest("POST", "https://h/", (("apns-channel-id", "dHN0"), ("Apns-Priority", "5")), b"{}")
    assert dict(PROVIDER.received(request).headers) == {"apns-priority": "5"}


@pytest.mark.parametrize(
    ("body", "payload"),
    [
        (b"", ""),
        (b"\xff\xfe", "\ufffd\ufffd"),
        (b"{", "{"),
        (b'"text"', '"text"'),
        (b'{"a":1,"a":2}', '{"a":1,"a":2}'),
        (b"[1]", [1]),
    ],
)
def test_what_is_no_object_stays_text(body: bytes, payload: Any) -> None:
    assert PROVIDER.received(HttpRequest("POST", "https://h/", (), body)).payload == payload


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text()
            | st.sampled_from(
                [
                    "aps",
                    "alert",
                    "title",
                    "body",
                    "subtitle",
                    "loc-key",
                    "loc-args",
                    "title-loc-key",
                    "badge",
                    "sound",
                    "name",
                    "content-state",
                    "image",
                    "link",
                    "mutable-content",
                    "thread-id",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=150, deadline=None)
@given(
    JSON | st.fixed_dictionaries({"aps": JSON}), st.text() | st.sampled_from(["alert", "liveactivity", "background"])
)
def test_any_draft_shows_something_sayable(payload: Any, push_type: str) -> None:
    found = PROVIDER.shown(Draft("apns", payload, {"apns-push-type": push_type}), "ios")
    assert found.kind in (ShownKind.NOTIFICATION, ShownKind.LIVE_ACTIVITY) or found.why
    for text in (found.title, found.subtitle, found.body, found.image, found.link, found.thread):
        assert text is None or isinstance(text, str)
    assert found.badge is None or found.badge >= 0


@given(st.binary(), st.lists(st.tuples(st.text(), st.text()), max_size=4))
def test_any_request_is_read_back(body: bytes, headers: list[tuple[str, str]]) -> None:
    back = PROVIDER.received(HttpRequest("POST", "https://h/", tuple(headers), body))
    assert back.provider == "apns"
    assert "authorization" not in back.headers
