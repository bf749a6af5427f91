"""What phones and browsers show of a push, and what they do not."""

from __future__ import annotations

from typing import Any

import pytest
from tests.providers.onesignal.given import draft, words
from tests.providers.onesignal.test_compose import activity, compose

from pushbench.domain.json_value import Json
from pushbench.domain.shown import Shown, ShownKind
from pushbench.providers.onesignal import PROVIDER


def shown(payload: Json, platform: str) -> Shown:
    return PROVIDER.shown(draft(payload), platform)


def test_an_iphone() -> None:
    seen = PROVIDER.shown(compose(), "ios")
    assert (seen.kind, seen.title, seen.subtitle, seen.body) == (
        ShownKind.NOTIFICATION,
        "Gate changed",
        "Flight 418",
        "Walk to B42",
    )
    assert (seen.image, seen.badge, seen.sound) == ("https://cdn.example/b42.jpg", 3, "bells.wav")
    assert (seen.thread, seen.category, seen.interruption) == ("trip", "GATE", "time-sensitive")
    assert [action.id for action in seen.actions] == ["walk", "later"]
    assert seen.link == "https://skylark.example/trips/7731"
    assert seen.data == {"gate": "B42", "seats": 2}


def test_android() -> None:
    seen = PROVIDER.shown(compose(), "android")
    assert (seen.title, seen.body, seen.subtitle) == ("Gate changed", "Walk to B42", None)
    assert (seen.image, seen.icon, seen.channel, seen.tag) == (
        "https://cdn.example/b42.jpg",
        "ic_gate",
        "gate_alerts",
        "gate-418",
    )
    assert [action.title for action in seen.actions] == ["Walk me there", "Later"]
    assert {loss.pointer for loss in seen.losses} == {
        "/payload/subtitle",
        "/payload/ios_sound",
        "/payload/ios_badgeCount",
        "/payload/existing_android_channel_id",
    }


def test_a_browser() -> None:
    seen = PROVIDER.shown(compose(), "web")
    assert (seen.title, seen.body, seen.tag) == ("Gate changed", "Walk to B42", "gate-418")
    assert [action.id for action in seen.actions] == ["walk", "later"]
    plain = shown(words(buttons=[{"id": "a", "text": "A"}], app_url="app://x"), "web")
    assert {loss.pointer for loss in plain.losses} == {"/payload/headings", "/payload/buttons", "/payload/app_url"}


@pytest.mark.parametrize(
    ("payload", "kinds"),
    [
        ({}, ("nothing", "nothing", "nothing")),
        ("no JSON", ("nothing", "nothing", "nothing")),
        ({"content_available": True}, ("nothing", "app-decides", "nothing")),
        ({"template_id": "x"}, ("app-decides", "app-decides", "app-decides")),
        (words(isIos=True), ("notification", "nothing", "nothing")),
        (words(isAnyWeb=True, isAndroid=True), ("nothing", "notification", "notification")),
        (words(isIos=False), ("nothing", "notification", "notification")),
        ({"headings": {"en": "x"}}, ("notification", "notification", "notification")),
        (words(apns_push_type_override="voip"), ("app-decides", "notification", "notification")),
    ],
)
def test_who_shows_anything(payload: Json, kinds: tuple[str, ...]) -> None:
    assert tuple(shown(payload, platform).kind.value for platform in ("ios", "android", "web")) == kinds


def test_a_live_activity() -> None:
    seen = PROVIDER.shown(compose(activity("start")), "ios")
    assert (seen.kind, seen.title, seen.body) == (ShownKind.LIVE_ACTIVITY, "Gate", "B42")
    assert PROVIDER.shown(compose(activity("start")), "android").kind is ShownKind.NOTHING


def test_silence_and_colour() -> None:
    assert shown(words(ios_sound="nil"), "ios").is_silent
    assert shown(words(), "ios").sound == "default"
    assert shown(words(android_accent_color="FF9900FF"), "android").color == "#9900FF"
    losses: Any = shown(words(global_image="https://a.example/x.png"), "ios").losses
    assert losses[0].pointer == "/payload/global_image"
