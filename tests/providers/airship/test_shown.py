"""What is seen on an iPhone, on Android and in browsers."""

from __future__ import annotations

from typing import Any

from tests.providers.airship.given import GATE, QUIET, activity, compose, draft, over, words

from pushbench.domain.json_value import Json
from pushbench.domain.shown import Shown, ShownKind
from pushbench.providers.airship import PROVIDER


def seen(payload: Any, platform: str) -> Shown:
    made = payload if hasattr(payload, "payload") else draft(payload)
    return PROVIDER.shown(made, platform)


def losses(payload: Any, platform: str) -> list[str]:
    return [loss.what for loss in seen(payload, platform).losses]


def test_everything_that_is_shown() -> None:
    made = compose(GATE)
    phone, pixel, browser = (seen(made, platform) for platform in ("ios", "android", "web"))
    for each in (phone, pixel, browser):
        assert (each.kind, each.title, each.body) == (ShownKind.NOTIFICATION, "Gate changed", "Walk to B42")
        assert (each.image, each.link) == ("https://cdn.example/b42.jpg", "https://skylark.example/trips/7731")
    assert (phone.subtitle, phone.badge, phone.sound, phone.thread) == ("Flight 418", 3, "bells.wav", "trip")
    assert (phone.category, phone.interruption, phone.data) == ("GATE", "time-sensitive", {"gate": "B42", "seats": 2})
    assert (pixel.subtitle, pixel.icon, pixel.channel, pixel.tag) == (
        "Flight 418",
        "ic_gate",
        "gate_alerts",
        "gate-418",
    )
    assert [action.title for action in browser.actions] == ["Walk me there", "Later"]
    assert [action.id for action in phone.actions] == ["walk"]
    assert any("come from the app" in loss for loss in losses(made, "ios"))
    assert "The subtitle is not shown." in losses(made, "web")


def test_airships_own_buttons_have_known_words() -> None:
    push: Json = {
        "notification": {"alert": "x", "interactive": {"type": "ua_yes_no_foreground"}},
        "device_types": ["ios", "web"],
    }
    assert [action.title for action in seen(push, "ios").actions] == ["Yes", "No"]
    assert "The buttons are not shown." in losses(push, "web")


def test_what_is_not_shown() -> None:
    for payload, platform, kind in (
        (words(), "fridge", ShownKind.NOTHING),
        ("no JSON", "ios", ShownKind.NOTHING),
        ({"device_types": ["ios"], "message": {"title": "x", "body": "y"}}, "ios", ShownKind.NOTHING),
        ({"device_types": ["ios"], "in_app": {"alert": "x"}}, "ios", ShownKind.NOTHING),
        ({"device_types": ["ios"]}, "ios", ShownKind.NOTHING),
        (over("ios", title="x"), "android", ShownKind.NOTHING),
        ({"device_types": ["ios"], "merge_data": {}}, "ios", ShownKind.APP_DECIDES),
        ({"device_types": ["ios"], "notification": {"ios": {"template": {}}}}, "ios", ShownKind.APP_DECIDES),
        (compose(QUIET[0]), "ios", ShownKind.NOTHING),
        (compose(QUIET[0]), "android", ShownKind.APP_DECIDES),
        (compose(QUIET[0]), "web", ShownKind.NOTHING),
        (compose(activity("update")), "ios", ShownKind.LIVE_ACTIVITY),
        (compose(activity("update")), "android", ShownKind.APP_DECIDES),
    ):
        shown = seen(payload, platform)
        assert (shown.kind, bool(shown.why)) == (kind, True), (payload, platform)


def test_own_words_win_and_odd_values_are_told() -> None:
    assert seen(over("ios", alert="mine"), "ios").body == "mine"
    assert seen(over("ios", alert={"title": "T", "body": "B"}), "ios").title == "T"
    assert seen(over("web", alert="mine", require_interaction=True), "web").stays
    long = seen(over("android", style={"type": "big_text", "big_text": "long"}, icon_color="#ff9900"), "android")
    assert (long.body, long.color) == ("long", "#ff9900")
    assert "The number on the icon is not known here." in losses(over("ios", badge="auto"), "ios")
    assert "The sound may not play." in losses(over("android", sound="bells"), "android")
    deep: Json = {
        "notification": {"alert": "x", "actions": {"open": {"type": "deep_link", "content": "app://x"}}},
        "device_types": ["web"],
    }
    assert "A click opens the site." in losses(deep, "web")
    first: Json = {"device_types": ["ios"], "variants": [{"push": {"notification": {"alert": "A"}}}, {"push": {}}]}
    assert seen(first, "ios").body == "A"
