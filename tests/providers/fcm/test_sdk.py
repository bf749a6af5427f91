"""The official SDK as oracle: what it sends our rules take, and what it means our form says the same way."""

from __future__ import annotations

import datetime
import warnings
from typing import Any

import pytest
from tests.providers.fcm.given import draft, findings
from tests.providers.fcm.test_compose import GATE, compose, message_of

from pushbench.domain.finding import Severity

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from firebase_admin import messaging


def encoded(**parts: Any) -> dict[str, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        message = messaging.Message(topic="news", **parts)
        made: dict[str, Any] = messaging._MessagingService.encode_message(message)
    del made["topic"]
    return made


EVERYTHING: dict[str, Any] = {
    "data": {"a": "b"},
    "notification": messaging.Notification("T", "B", "https://a.b/c.png"),
    "android": messaging.AndroidConfig(
        collapse_key="k",
        priority="high",
        ttl=datetime.timedelta(seconds=3600, milliseconds=100),
        restricted_package_name="app.skylark",
        data={"a": "c"},
        notification=messaging.AndroidNotification(
            title="T",
            body="B",
            icon="ic_gate",
            color="#2a5be0",
            sound="default",
            tag="t",
            click_action="OPEN",
            channel_id="c",
            image="https://a.b/c.png",
            ticker="x",
            sticky=True,
            event_timestamp=datetime.datetime(2026, 11, 22, 9, 41, tzinfo=datetime.UTC),
            local_only=True,
            priority="max",
            vibrate_timings_millis=[0, 500, 250],
            default_sound=False,
            light_settings=messaging.LightSettings("#ff0000", 200, 800),
            visibility="public",
            notification_count=3,
            proxy="if_priority_lowered",
        ),
        fcm_options=messaging.AndroidFCMOptions("label"),
        direct_boot_ok=True,
        bandwidth_constrained_ok=True,
        restricted_satellite_ok=False,
    ),
    "webpush": messaging.WebpushConfig(
        headers={"TTL": "60", "Urgency": "high"},
        data={"a": "d"},
        notification=messaging.WebpushNotification(
            "T",
            "B",
            "https://a.b/i.png",
            actions=[messaging.WebpushNotificationAction("a", "Go")],
            tag="t",
            silent=True,
        ),
        fcm_options=messaging.WebpushFCMOptions("https://a.b"),
    ),
    "apns": messaging.APNSConfig(
        headers={"apns-priority": "10", "apns-push-type": "alert"},
        payload=messaging.APNSPayload(
            messaging.Aps(
                alert=messaging.ApsAlert("T", "S", "B"),
                badge=3,
                sound="default",
                mutable_content=True,
                category="c",
                thread_id="t",
            )
        ),
        fcm_options=messaging.APNSFCMOptions("label", "https://a.b/c.png"),
    ),
    "fcm_options": messaging.FCMOptions("label"),
}


@pytest.mark.parametrize("part", [*EVERYTHING, "all"])
def test_whatever_the_sdk_sends_is_fine(part: str) -> None:
    made = encoded(**(EVERYTHING if part == "all" else {part: EVERYTHING[part]}))
    worse = [finding for finding in findings(draft(made)) if finding.severity is not Severity.NOTE]
    # A message of reporting options alone is empty, and so it is told.
    assert [finding.rule for finding in worse] == (["FCM031"] if part == "fcm_options" else [])


def test_the_form_says_it_as_the_sdk_does() -> None:
    ours = message_of(compose(GATE))
    theirs = encoded(
        notification=messaging.Notification(
            "Gate changed to B42", "Ana, it is 8 minutes on foot.", "https://cdn.example/b42.jpg"
        ),
        data={"gate": "B42", "seats": "2", "link": "skylark://trips/7731"},
        android=messaging.AndroidConfig(
            collapse_key="gate-418",
            priority="high",
            ttl=3600,
            notification=messaging.AndroidNotification(
                sound="default", channel_id="gate_alerts", icon="ic_gate", tag="gate-418", notification_count=1
            ),
        ),
    )
    for block in ("notification", "data", "android"):
        assert ours[block] == theirs[block]
