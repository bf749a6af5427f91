"""The official Firebase Admin SDK (PyPI) against the emulator, its endpoints pointed here."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any

import firebase_admin
import pytest
from firebase_admin import credentials, exceptions, messaging
from google.auth.exceptions import RefreshError
from google.oauth2.service_account import Credentials
from tests.sandbox.running import Running

pytestmark = [
    pytest.mark.slow,
    # The SDK calls tokens deprecated in favour of installation ids; both are tested.
    pytest.mark.filterwarnings("ignore:Message.token is deprecated:DeprecationWarning"),
]
_names = itertools.count()


@pytest.fixture
def account(sandbox: Running) -> dict[str, Any]:
    found: Any = sandbox.ready.providers["fcm"]["profile"]
    return dict(json.loads(found["service_account"]))


@pytest.fixture
def token(sandbox: Running) -> str:
    return next(device.token for device in sandbox.ready.devices if device.provider == "fcm")


class Sdk:
    """Makes SDK apps whose requests go to the emulator."""

    def __init__(self, sandbox: Running) -> None:
        self._url = sandbox.url("fcm")
        self._apps: list[firebase_admin.App] = []

    def app(self, account: dict[str, Any]) -> firebase_admin.App:
        app = firebase_admin.initialize_app(credentials.Certificate(account), name=f"app{next(_names)}")
        service = messaging._get_messaging_service(app)
        service._fcm_url = service._fcm_url.replace("https://fcm.googleapis.com", self._url)
        service._fcm_topic_url = service._fcm_topic_url.replace("https://fcm.googleapis.com", self._url)
        self._apps.append(app)
        return app

    def close(self) -> None:
        for app in self._apps:
            service = messaging._get_messaging_service(app)
            service._client.close()
            firebase_admin.delete_app(app)


@pytest.fixture
def sdk(sandbox: Running, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sdk]:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", sandbox.ready.ca_file)
    # The sign-in library looks an account's regions up in the background, at an address of its own.
    monkeypatch.setattr(Credentials, "_is_regional_access_boundary_lookup_required", lambda self: False)
    made = Sdk(sandbox)
    yield made
    made.close()


def full_message(token: str) -> messaging.Message:
    return messaging.Message(
        token=token,
        data={"gate": "B42"},
        notification=messaging.Notification(title="Gate changed", body="Walk to B42", image="https://a.example/p.jpg"),
        android=messaging.AndroidConfig(
            priority="high",
            ttl=3600,
            collapse_key="gate",
            notification=messaging.AndroidNotification(
                icon="ic_gate",
                color="#102030",
                channel_id="gates",
                priority="max",
                visibility="public",
                vibrate_timings_millis=[100, 200],
                light_settings=messaging.LightSettings("#ff0000", 100, 200),
            ),
        ),
        webpush=messaging.WebpushConfig(
            headers={"Urgency": "high"},
            notification=messaging.WebpushNotification(title="Web", body="Body"),
            fcm_options=messaging.WebpushFCMOptions(link="https://a.example/"),
        ),
        apns=messaging.APNSConfig(
            headers={"apns-priority": "10"},
            payload=messaging.APNSPayload(messaging.Aps(badge=1, sound="default", thread_id="t")),
        ),
        fcm_options=messaging.FCMOptions(analytics_label="gates"),
    )


def test_a_full_message_is_accepted_and_received(
    sandbox: Running, sdk: Sdk, account: dict[str, Any], token: str
) -> None:
    name = messaging.send(full_message(token), app=sdk.app(account))
    assert name.startswith("projects/pushbench-sandbox/messages/")
    (received,) = sandbox.emulator.received
    assert (received.title, received.body) == ("Gate changed", "Walk to B42")


def test_dry_run_delivers_nothing(sandbox: Running, sdk: Sdk, account: dict[str, Any], token: str) -> None:
    assert messaging.send(full_message(token), dry_run=True, app=sdk.app(account)).endswith("fake_message_id")
    assert not sandbox.emulator.received


def test_several_at_once(sandbox: Running, sdk: Sdk, account: dict[str, Any], token: str) -> None:
    messages = [messaging.Message(token=token, data={"n": str(n)}) for n in range(5)]
    messages.append(messaging.Message(token=token + "-gone"))
    batch = messaging.send_each(messages, app=sdk.app(account))
    assert (batch.success_count, batch.failure_count) == (5, 1)
    assert isinstance(batch.responses[5].exception, messaging.UnregisteredError)


@pytest.mark.parametrize(
    ("suffix", "error"),
    [
        ("-gone", messaging.UnregisteredError),
        ("-foreign", messaging.SenderIdMismatchError),
        ("-apns", messaging.ThirdPartyAuthError),
    ],
)
def test_the_sdk_names_the_error(
    sdk: Sdk, account: dict[str, Any], token: str, suffix: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        messaging.send(messaging.Message(token=token + suffix), app=sdk.app(account))


def test_bad_tokens_and_large_payloads_are_invalid_arguments(sdk: Sdk, account: dict[str, Any], token: str) -> None:
    app = sdk.app(account)
    with pytest.raises(exceptions.InvalidArgumentError, match="not a valid FCM registration token"):
        messaging.send(messaging.Message(token="nonsense"), app=app)
    with pytest.raises(exceptions.InvalidArgumentError, match="too big"):
        messaging.send(messaging.Message(token=token, data={"k": "x" * 5000}), app=app)


def test_another_projects_account_is_refused(sdk: Sdk, account: dict[str, Any], token: str) -> None:
    with pytest.raises(exceptions.PermissionDeniedError):
        messaging.send(messaging.Message(token=token), app=sdk.app({**account, "project_id": "other-project"}))


def test_a_deleted_key_is_refused_at_the_token_endpoint(sdk: Sdk, account: dict[str, Any], token: str) -> None:
    with pytest.raises(RefreshError, match="invalid_grant"):
        messaging.send(messaging.Message(token=token), app=sdk.app({**account, "private_key_id": "f" * 40}))


def test_topics_are_subscribed_sent_to_and_left(
    sandbox: Running, sdk: Sdk, account: dict[str, Any], token: str
) -> None:
    app = sdk.app(account)
    assert messaging.subscribe_to_topic([token], "news", app=app).success_count == 1
    assert messaging.subscribe_to_topic([token], "news", app=app).success_count == 1
    assert messaging.subscribe_to_topic([token + "-gone"], "news", app=app).failure_count == 1
    messaging.send(messaging.Message(topic="news", notification=messaging.Notification("To all")), app=app)
    messaging.send(messaging.Message(condition="'news' in topics || 'sport' in topics"), app=app)
    assert len(sandbox.emulator.received) == 2
    assert messaging.unsubscribe_from_topic([token], "news", app=app).success_count == 1
    messaging.send(messaging.Message(topic="news"), app=app)
    assert len(sandbox.emulator.received) == 2
