"""What a trigger displays on each platform, and what it does not."""

from __future__ import annotations

from typing import Any

import pytest
from tests.providers.novu.given import compose, draft, native, words
from tests.providers.novu.test_compose import GATE, QUIET

from pushbench.domain.shown import Shown, ShownKind
from pushbench.providers.novu import PROVIDER


def shown(payload: Any, platform: str = "ios") -> Shown:
    return PROVIDER.shown(draft(payload), platform)


def test_an_iphone_shows_everything() -> None:
    seen = PROVIDER.shown(compose(GATE), "ios")
    assert (seen.kind, seen.title, seen.subtitle, seen.body) == (
        ShownKind.NOTIFICATION,
        "Gate changed",
        "Flight 418",
        "Walk to B42",
    )
    assert (seen.image, seen.badge, seen.sound, seen.thread) == ("https://cdn.example/b42.jpg", 3, "bells.wav", "trip")
    assert (seen.category, seen.interruption) == ("GATE", "time-sensitive")
    assert seen.link == "https://skylark.example/trips/7731"
    assert [loss.what for loss in seen.losses] == ["The workflow may show other words."]


def test_android_and_browsers_show_theirs() -> None:
    android = PROVIDER.shown(compose(GATE), "android")
    assert (android.title, android.body, android.channel, android.tag) == (
        "Gate changed",
        "Walk to B42",
        "gate_alerts",
        "gate-418",
    )
    assert (android.icon, android.link) == ("ic_gate", "https://skylark.example/trips/7731")
    assert "Flight 418" in [loss.lost_text for loss in android.losses]
    web = PROVIDER.shown(compose(GATE), "web")
    assert (web.title, [action.title for action in web.actions]) == ("Gate changed", ["Walk me there", "Later"])
    for seen in (android, web):
        assert all(loss.pointer.startswith("/payload/") for loss in seen.losses)


@pytest.mark.parametrize("platform", ["ios", "android", "web"])
def test_words_of_overrides_go_before_the_template(platform: str) -> None:
    trigger = (
        native("apns", {"title": "Own"}) if platform == "ios" else native("fcm", {"notification": {"title": "Own"}})
    )
    seen = shown(trigger, platform)
    assert seen.title == "Own"
    assert "The workflow may show other words." not in [loss.what for loss in seen.losses]


@pytest.mark.parametrize("platform", ["ios", "android", "web"])
def test_without_words_the_template_decides(platform: str) -> None:
    seen = shown({"payload": {"gate": "B42"}}, platform)
    assert (seen.kind, seen.title, seen.body) == (ShownKind.APP_DECIDES, None, None)
    assert "template" in seen.why
    assert shown("no json", platform).kind is ShownKind.NOTHING


def test_quiet_kinds_show_nothing() -> None:
    for name, message in QUIET.items():
        assert PROVIDER.shown(compose(message), "android").kind is ShownKind.APP_DECIDES, name
        assert PROVIDER.shown(compose(message), "web").kind is ShownKind.APP_DECIDES, name
    kinds = {name: PROVIDER.shown(compose(message), "ios").kind for name, message in QUIET.items()}
    assert kinds == {
        "silent": ShownKind.NOTHING,
        "data": ShownKind.NOTHING,
        "voip": ShownKind.APP_DECIDES,
        "activity": ShownKind.LIVE_ACTIVITY,
    }


def test_a_text_is_read_as_well() -> None:
    seen = shown('{"payload":{"title":"T","body":"B"}}')
    assert (seen.title, seen.body) == ("T", "B")
    assert shown(words(), "ios").title == "Gate changed"
