"""What a message displays on an iPhone and on Android, through what Expo makes of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.providers.expo.given import draft
from tests.providers.expo.test_compose import GATE, compose, json_values

from pushbench.domain.json_value import Json
from pushbench.domain.shown import Shown, ShownKind
from pushbench.providers.expo import PROVIDER
from pushbench.providers.expo.fields import FIELDS


def shown(payload: Json, platform: str) -> Shown:
    return PROVIDER.shown(draft(payload), platform)


def losses(made: Shown) -> dict[str, str]:
    return {loss.pointer: loss.what for loss in made.losses}


def test_the_gate_change_on_an_iphone() -> None:
    made = PROVIDER.shown(compose(GATE), "ios")
    assert (made.kind, made.title, made.subtitle) == (ShownKind.NOTIFICATION, "Gate changed to B42", "Flight 418")
    assert (made.body, made.badge, made.sound) == ("Ana, it is 8 minutes on foot.", 1, "default")
    assert (made.image, made.link) == ("https://cdn.example/b42.jpg", "skylark://trips/7731")
    assert (made.thread, made.category, made.interruption) == ("trip-7731", "GATE_CHANGE", "time-sensitive")
    assert made.data["gate"] == "B42"
    assert losses(made) == {"/payload/richContent/image": "The image may not be shown."}


def test_the_gate_change_on_android() -> None:
    made = PROVIDER.shown(compose(GATE), "android")
    assert (made.kind, made.title, made.subtitle) == (ShownKind.NOTIFICATION, "Gate changed to B42", None)
    assert (made.body, made.badge, made.icon) == ("Ana, it is 8 minutes on foot.", None, "ic_gate")
    assert (made.image, made.link) == ("https://cdn.example/b42.jpg", "skylark://trips/7731")
    assert (made.channel, made.tag, made.category) == ("gate_alerts", "gate-418", "GATE_CHANGE")
    assert set(losses(made)) == {"/payload/subtitle", "/payload/badge", "/payload/channelId"}
    assert next(loss.lost_text for loss in made.losses if loss.pointer == "/payload/subtitle") == "Flight 418"


HEADLESS: list[tuple[Any, str, ShownKind]] = [
    ({"contentAvailable": True, "data": {"a": 1}}, "ios", ShownKind.NOTHING),
    ({"contentAvailable": True, "data": {"a": 1}}, "android", ShownKind.APP_DECIDES),
    ({"contentAvailable": True, "data": {"title": "T"}}, "android", ShownKind.NOTIFICATION),
    ({"contentAvailable": True, "data": {"title": "T"}}, "ios", ShownKind.NOTHING),
    ({"data": {"a": 1}}, "ios", ShownKind.NOTHING),
    ({"badge": 3}, "ios", ShownKind.NOTHING),
    ({"icon": "ic_gate"}, "android", ShownKind.NOTHING),
    ({"subtitle": "S"}, "android", ShownKind.NOTHING),
    ({"subtitle": "S"}, "ios", ShownKind.NOTIFICATION),
    ({}, "ios", ShownKind.NOTHING),
    ([], "android", ShownKind.NOTHING),
    ("{broken", "ios", ShownKind.NOTHING),
]


@pytest.mark.parametrize(("payload", "platform", "kind"), HEADLESS)
def test_what_shows_nothing_says_why(payload: Any, platform: str, kind: ShownKind) -> None:
    made = shown(payload, platform)
    assert made.kind is kind
    assert made.why or kind is ShownKind.NOTIFICATION


def test_a_headless_push_with_words_in_data_shows_them_on_android() -> None:
    made = shown({"contentAvailable": True, "data": {"title": "T", "message": "M"}}, "android")
    assert (made.title, made.body) == ("T", "M")


def test_an_image_without_the_extension_is_lost_on_iphones_only() -> None:
    payload = {"title": "T", "richContent": {"image": "https://a.example/b.png"}}
    made = shown(payload, "ios")
    assert made.image is None
    assert losses(made) == {"/payload/mutableContent": "The image is not shown."}
    assert shown(payload, "android").image == "https://a.example/b.png"


def test_sounds() -> None:
    assert shown({"title": "T"}, "ios").is_silent
    made = shown({"title": "T", "sound": {"critical": True, "name": "a.wav"}}, "ios")
    assert (made.sound, made.is_silent) == ("a.wav", False)
    assert losses(shown({"title": "T", "sound": "a.wav"}, "android")) == {
        "/payload/sound": "The sound “a.wav” does not play."
    }


def test_text_that_is_json_is_read() -> None:
    assert shown('{"to":"ExponentPushToken[a]","title":"T"}', "ios").title == "T"


@given(
    json_values | st.dictionaries(st.sampled_from([*FIELDS, "to"]), json_values), st.sampled_from(["ios", "android"])
)
def test_anything_is_shown_somehow(payload: Json, platform: str) -> None:
    made = shown(payload, platform)
    assert made.platform == platform
    assert all(loss.what and loss.why for loss in made.losses)
