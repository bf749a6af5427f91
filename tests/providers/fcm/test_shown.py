"""What a message displays on the three platforms."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.providers.fcm.given import draft
from tests.providers.fcm.test_compose import GATE, compose
from tests.providers.fcm.test_rules import PAYLOADS

from pushbench.domain.finding import Draft
from pushbench.domain.shown import Shown, ShownKind
from pushbench.providers.fcm import PROVIDER


def shown(message: Any, platform: str) -> Shown:
    made = message if isinstance(message, Draft) else draft(message)
    return PROVIDER.shown(made, platform)


def test_the_gate_change_on_android() -> None:
    seen = shown(compose(GATE), "android")
    assert (seen.kind, seen.platform) == (ShownKind.NOTIFICATION, "android")
    assert (seen.title, seen.body) == ("Gate changed to B42", "Ana, it is 8 minutes on foot.")
    assert (seen.image, seen.icon, seen.badge) == ("https://cdn.example/b42.jpg", "ic_gate", 1)
    assert (seen.channel, seen.tag, seen.sound) == ("gate_alerts", "gate-418", "default")
    assert seen.subtitle is None
    assert seen.actions == ()
    assert seen.data == {"gate": "B42", "seats": "2", "link": "skylark://trips/7731"}
    assert {loss.lost_text for loss in seen.losses} == {"Flight 418", "Walk me there"}


def test_the_gate_change_on_an_iphone() -> None:
    seen = shown(compose(GATE), "ios")
    assert (seen.kind, seen.platform) == (ShownKind.NOTIFICATION, "ios")
    assert (seen.title, seen.subtitle) == ("Gate changed to B42", "Flight 418")
    assert (seen.thread, seen.category, seen.interruption) == ("trip-7731", "GATE_CHANGE", "time-sensitive")
    assert (seen.badge, seen.sound, seen.image) == (1, "default", "https://cdn.example/b42.jpg")
    assert seen.link == "skylark://trips/7731"


def test_the_gate_change_in_a_browser() -> None:
    seen = shown(compose(GATE), "web")
    assert (seen.kind, seen.platform) == (ShownKind.NOTIFICATION, "web")
    assert (seen.title, seen.body) == ("Gate changed to B42", "Ana, it is 8 minutes on foot.")
    assert [action.title for action in seen.actions] == ["Walk me there"]
    assert seen.tag == "gate-418"


@pytest.mark.parametrize("platform", ["android", "ios", "web"])
def test_the_common_words_show_everywhere(platform: str) -> None:
    seen = shown({"notification": {"title": "T", "body": "B"}}, platform)
    assert (seen.kind, seen.title, seen.body) == (ShownKind.NOTIFICATION, "T", "B")


def test_a_platforms_own_words_go_before_the_common_ones() -> None:
    message = {
        "notification": {"title": "T", "body": "B", "image": "https://i/c"},
        "android": {"notification": {"title": "A", "image": "https://i/a"}},
        "apns": {
            "payload": {"aps": {"alert": {"title": "I"}, "mutable-content": 1}},
            "fcm_options": {"image": "https://i/i"},
        },
        "webpush": {"notification": {"title": "W"}},
    }
    android, ios, web = (shown(message, platform) for platform in ("android", "ios", "web"))
    assert (android.title, android.body, android.image) == ("A", "B", "https://i/a")
    assert (ios.title, ios.body, ios.image) == ("I", None, "https://i/i")
    assert (web.title, web.body, web.image) == ("W", "B", "https://i/c")


def test_camel_case_shows_the_same() -> None:
    snake = {"android": {"notification": {"title": "T", "channel_id": "c", "notification_count": 2}}}
    camel = {"android": {"notification": {"title": "T", "channelId": "c", "notificationCount": 2}}}
    assert shown(snake, "android") == shown(camel, "android")


@pytest.mark.parametrize("message", [{"data": {"a": "b"}}, {"data": {"a": "b"}, "android": {"priority": "high"}}])
def test_data_alone_is_the_apps_to_show(message: Any) -> None:
    android, web = shown(message, "android"), shown(message, "web")
    assert (android.kind, web.kind) == (ShownKind.APP_DECIDES, ShownKind.APP_DECIDES)
    assert "onMessageReceived" in android.why
    assert "onBackgroundMessage" in web.why
    assert android.data == {"a": "b"}
    assert shown(message, "ios").kind is ShownKind.NOTHING


def test_the_platforms_data_replaces_the_common_data() -> None:
    message = {"data": {"a": "1"}, "android": {"data": {"a": "2"}}, "webpush": {"data": {"a": "3"}}}
    assert [shown(message, platform).data for platform in ("android", "ios", "web")] == [
        {"a": "2"},
        {"a": "1"},
        {"a": "3"},
    ]


def test_plain_words_win_over_a_key_on_android() -> None:
    block = {"title_loc_key": "gate_title", "title_loc_args": ["B42", 5], "body_loc_key": "gate_body"}
    by_key = shown({"android": {"notification": block}}, "android")
    assert (by_key.title, by_key.body) == ("⟨gate_title⟩ B42", "⟨gate_body⟩")
    assert len(by_key.losses) == 2
    plain = shown({"notification": {"title": "T", "body": "B"}, "android": {"notification": block}}, "android")
    assert (plain.title, plain.body, plain.losses) == ("T", "B", ())


def test_what_android_reads_of_a_notification() -> None:
    seen = shown(
        {
            "android": {
                "notification": {
                    "title": "T",
                    "color": "#2a5be0",
                    "sticky": True,
                    "event_time": "2026-11-22T09:41:00Z",
                    "sound": "chime",
                }
            }
        },
        "android",
    )
    assert (seen.color, seen.stays, seen.timestamp, seen.sound) == ("#2a5be0", True, 1_795_340_460.0, "chime")
    assert "channel decides" in seen.losses[0].why
    odd = shown(
        {"android": {"notification": {"title": 5, "color": "red", "event_time": "x", "notification_count": -1}}},
        "android",
    )
    assert (odd.title, odd.color, odd.timestamp, odd.badge) == (None, None, None, None)


def test_android_v2() -> None:
    remote = {"android_v2": {"remote_notification": {"notification": {"title": "T"}}, "data": {"a": "b"}}}
    assert (shown(remote, "android").title, shown(remote, "android").data) == ("T", {"a": "b"})
    sync = {"android_v2": {"background_sync": {}}, "notification": {"title": "T"}}
    assert shown(sync, "android").kind is ShownKind.APP_DECIDES


def test_iphones_show_no_image_without_the_extension() -> None:
    seen = shown({"notification": {"title": "T", "image": "https://i/c"}}, "ios")
    assert seen.image is None
    assert any("mutable-content" in loss.why for loss in seen.losses)


def test_a_background_push_shows_nothing() -> None:
    seen = shown({"data": {"a": "b"}, "apns": {"payload": {"aps": {"content-available": 1}}}}, "ios")
    assert seen.kind is ShownKind.NOTHING
    assert seen.data == {"a": "b"}


def test_a_live_activity() -> None:
    seen = shown(
        {"apns": {"payload": {"aps": {"event": "update", "content-state": {"g": "B42"}, "alert": {"title": "T"}}}}},
        "ios",
    )
    assert (seen.kind, seen.title) == (ShownKind.LIVE_ACTIVITY, "T")


def test_links_in_browsers() -> None:
    options = {"link": "https://a.b"}
    both = {"webpush": {"notification": {"title": "T", "click_action": "https://c.d"}, "fcm_options": options}}
    assert shown(both, "web").link == "https://a.b"
    old = {"webpush": {"notification": {"title": "T", "click_action": "https://c.d"}}}
    assert shown(old, "web").link == "https://c.d"
    assert shown(old, "web").losses == ()


def test_more_buttons_than_browsers_show() -> None:
    actions = [{"action": str(n), "title": f"B{n}"} for n in range(3)]
    seen = shown({"webpush": {"notification": {"title": "T", "actions": actions}}}, "web")
    assert len(seen.actions) == 2
    assert [loss.lost_text for loss in seen.losses] == ["B2"]


def test_a_text_that_is_json_shows_what_it_says() -> None:
    assert shown(Draft("fcm", '{"message":{"notification":{"title":"T"}}}'), "android").title == "T"


@pytest.mark.parametrize(
    "payload", ["", "{", "[]", [], {}, None, 5, {"message": {}}, {"message": "x"}, {"notification": {"title": "T"}}]
)
def test_no_message_shows_nothing(payload: Any) -> None:
    for platform in PROVIDER.spec.platforms:
        seen = shown(Draft("fcm", payload), platform)
        assert seen.kind is ShownKind.NOTHING
        assert seen.why


@given(PAYLOADS, st.sampled_from(["android", "ios", "web", "watch"]))
def test_anything_is_shown_somehow(payload: Any, platform: str) -> None:
    seen = shown(Draft("fcm", payload), platform)
    assert seen.platform == platform
    assert seen.kind is ShownKind.NOTIFICATION or seen.why
    for text in (seen.title, seen.subtitle, seen.body, seen.image, seen.link, seen.sound):
        assert text is None or isinstance(text, str)
