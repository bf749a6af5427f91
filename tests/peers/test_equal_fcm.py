"""One message sent by Pushbench and by the official Firebase Admin SDK: the same calls, field by field."""

from __future__ import annotations

import datetime
import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import firebase_admin
import jwt
import pytest
import requests
from firebase_admin import credentials as sdk_credentials
from firebase_admin import messaging
from google.auth.transport.requests import Request as GoogleRequest
from google.oauth2.service_account import Credentials as GoogleCredentials
from tests.engine.peer import Reply, Seen
from tests.peers.capture import Capture, headers_of, json_of, without
from tests.peers.ours import send_message
from tests.providers.fcm import given
from tests.providers.fcm.test_compose import GATE
from tests.providers.fcm.test_sdk import EVERYTHING, encoded

from pushbench.domain.message import Action, Content, Delivery, Kind, LiveActivity, Message, Override, Priority
from pushbench.domain.profile import Credentials
from pushbench.domain.target import Target, TargetKind
from pushbench.providers.fcm import PROVIDER
from pushbench.providers.fcm.access import SCOPE

pytestmark = [
    pytest.mark.slow,
    # The SDK calls tokens deprecated in favour of installation ids; both are compared.
    pytest.mark.filterwarnings("ignore:Message.token is deprecated:DeprecationWarning"),
]

NOW = int(given.NOW)
STATE: dict[str, Any] = {"gate": "B42", "minutes": 8}
ACTIVITY_TOKEN = "80" * 32
_names = itertools.count()


@dataclass(frozen=True)
class Case:
    """A message for Pushbench, and the same in the SDK's classes."""

    name: str
    message: Message
    parts: Mapping[str, Any]
    target: Target = field(default_factory=given.token)


def android(priority: str = "high", **parts: Any) -> messaging.AndroidConfig:
    return messaging.AndroidConfig(priority=priority, **parts)


def background(**headers: str) -> messaging.APNSConfig:
    """An iPhone's part of a message that shows nothing."""
    return messaging.APNSConfig(
        headers={"apns-push-type": "background", "apns-priority": "5", **headers},
        payload=messaging.APNSPayload(messaging.Aps(content_available=True)),
    )


CASES = (
    Case(
        "every field of the form",
        GATE,
        {
            "notification": messaging.Notification(
                "Gate changed to B42", "Ana, it is 8 minutes on foot.", "https://cdn.example/b42.jpg"
            ),
            # FCM takes only strings in data, and the SDK refuses others; Pushbench writes them as JSON.
            "data": {"gate": "B42", "seats": "2", "link": "skylark://trips/7731"},
            "android": android(
                collapse_key="gate-418",
                ttl=3600,
                notification=messaging.AndroidNotification(
                    sound="default", channel_id="gate_alerts", icon="ic_gate", tag="gate-418", notification_count=1
                ),
            ),
            "apns": messaging.APNSConfig(
                headers={"apns-expiration": str(NOW + 3600), "apns-collapse-id": "gate-418"},
                payload=messaging.APNSPayload(
                    messaging.Aps(
                        alert=messaging.ApsAlert("Gate changed to B42", "Flight 418", "Ana, it is 8 minutes on foot."),
                        badge=1,
                        sound="default",
                        thread_id="trip-7731",
                        category="GATE_CHANGE",
                        mutable_content=True,
                        custom_data={"interruption-level": "time-sensitive", "relevance-score": 0.9},
                    )
                ),
            ),
            "webpush": messaging.WebpushConfig(
                headers={"TTL": "3600", "Urgency": "high", "Topic": "gate-418"},
                notification=messaging.WebpushNotification(
                    tag="gate-418", actions=[messaging.WebpushNotificationAction("walk", "Walk me there")]
                ),
            ),
        },
    ),
    Case(
        "words alone, to a topic",
        Message(content=Content(title="Grüße ✈", body='"B42"')),
        {"notification": messaging.Notification("Grüße ✈", '"B42"'), "android": android()},
        given.target(TargetKind.TOPIC, "news"),
    ),
    Case(
        "low priority, delivered now or never, with web addresses, to a condition",
        Message(
            content=Content(
                body="B", icon="https://cdn.example/i.png", sound="chime.caf", badge=0, link="https://skylark.example/"
            ),
            actions=(Action("walk", "Walk", icon="https://cdn.example/w.png"),),
            delivery=Delivery(priority=Priority.LOW, ttl_seconds=0),
        ),
        {
            "notification": messaging.Notification(body="B"),
            "data": {"link": "https://skylark.example/"},
            "android": android(
                "normal", ttl=datetime.timedelta(0), notification=messaging.AndroidNotification(sound="chime")
            ),
            "apns": messaging.APNSConfig(
                headers={"apns-priority": "1", "apns-expiration": "0"},
                payload=messaging.APNSPayload(messaging.Aps(badge=0, sound="chime.caf")),
            ),
            "webpush": messaging.WebpushConfig(
                headers={"TTL": "0", "Urgency": "low"},
                notification=messaging.WebpushNotification(
                    icon="https://cdn.example/i.png",
                    actions=[messaging.WebpushNotificationAction("walk", "Walk", "https://cdn.example/w.png")],
                ),
                fcm_options=messaging.WebpushFCMOptions("https://skylark.example/"),
            ),
        },
        given.target(TargetKind.CONDITION, "'news' in topics && !('muted' in topics)"),
    ),
    Case(
        "data alone, to an installation",
        Message(
            content=Content(title="T", body="B", image="https://cdn.example/b42.jpg"),
            delivery=Delivery(kind=Kind.DATA, ttl_seconds=60),
            data={"gate": "B42"},
        ),
        {
            "data": {"gate": "B42", "title": "T", "body": "B", "image": "https://cdn.example/b42.jpg"},
            "android": android("normal", ttl=60),
            "apns": background(**{"apns-expiration": str(NOW + 60)}),
            "webpush": messaging.WebpushConfig(headers={"TTL": "60", "Urgency": "normal"}),
        },
        given.target(TargetKind.FID, "cAbC1dEf2GhI3jKl4MnO5p"),
    ),
    Case(
        "a silent push of high priority",
        Message(delivery=Delivery(kind=Kind.SILENT, priority=Priority.HIGH, collapse_id="sync"), data={"since": "7"}),
        {
            "data": {"since": "7"},
            "android": android(collapse_key="sync"),
            "apns": background(**{"apns-collapse-id": "sync"}),
            "webpush": messaging.WebpushConfig(headers={"Urgency": "high", "Topic": "sync"}),
        },
    ),
    Case(
        "a Live Activity begins",
        Message(
            content=Content(title="Boarding", body="Gate B42", sound="chime.caf"),
            delivery=Delivery(
                kind=Kind.LIVE_ACTIVITY,
                priority=Priority.NORMAL,
                relevance=75.5,
                live_activity=LiveActivity(
                    "start", STATE, attributes_type="Flight", attributes={"flight": "418"}, stale_at=NOW + 9
                ),
            ),
        ),
        {
            "apns": messaging.APNSConfig(
                live_activity_token=ACTIVITY_TOKEN,
                headers={"apns-priority": "5"},
                payload=messaging.APNSPayload(
                    messaging.Aps(
                        alert=messaging.ApsAlert("Boarding", body="Gate B42", custom_data={"sound": "chime.caf"}),
                        custom_data={
                            "timestamp": NOW,
                            "event": "start",
                            "content-state": STATE,
                            "attributes-type": "Flight",
                            "attributes": {"flight": "418"},
                            "stale-date": NOW + 9,
                            "relevance-score": 75.5,
                        },
                    )
                ),
            )
        },
        given.device(attributes={"live_activity_token": ACTIVITY_TOKEN}),
    ),
    Case(
        "every field of the SDK, by hand over an empty form",
        Message(overrides={"fcm": Override(payload={"message": encoded(**EVERYTHING)})}),
        EVERYTHING,
    ),
)
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def answer(seen: Seen) -> Reply:
    """Say yes as Google does to a sign-in and to a message."""
    if seen.path == "/token":
        body: dict[str, Any] = {"access_token": "ya29.token-of-the-test", "expires_in": 3599, "token_type": "Bearer"}
    else:
        body = {"name": f"projects/{given.PROJECT}/messages/0:1500415314455276%31bd1c9631bd1c96"}
    return Reply(headers=(("content-type", "application/json"),), body=json.dumps(body).encode())


@pytest.fixture(scope="module")
def server() -> Iterator[Capture]:
    with Capture(answer) as capture:
        yield capture


@pytest.fixture
def account(server: Capture, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", server.ca_file)
    # google-auth looks an account's regions up in the background, at an address of its own.
    monkeypatch.setattr(GoogleCredentials, "_is_regional_access_boundary_lookup_required", lambda self: False)
    server.take()
    return given.account(token_uri=f"{server.origin}/token")


def by_sdk(server: Capture, account: dict[str, Any], case: Case, *, is_validation: bool = False) -> list[Seen]:
    """Send the case's message with the SDK; return its sign-in and its call."""
    address = (
        {case.target.kind.value: case.target.value} if case.target.device is None else {"token": case.target.value}
    )
    app = firebase_admin.initialize_app(sdk_credentials.Certificate(account), name=f"equal{next(_names)}")
    service = messaging._get_messaging_service(app)
    assert service._fcm_url == given.SEND_URL
    service._fcm_url = service._fcm_url.replace("https://fcm.googleapis.com", server.origin)
    try:
        messaging.send(messaging.Message(**address, **case.parts), dry_run=is_validation, app=app)
    finally:
        service._client.close()
        firebase_admin.delete_app(app)
    return server.take()


def profile(server: Capture, account: dict[str, Any]) -> Credentials:
    fields = {"base_url": server.origin, "ca_file": server.ca_file}
    return given.credentials(fields, service_account=json.dumps(account))


def by_us(
    server: Capture, account: dict[str, Any], case: Case, *, signed_at: int, is_validation: bool = False
) -> list[Seen]:
    send_message(
        PROVIDER,
        case.message,
        case.target,
        profile(server, account),
        composed_at=NOW,
        now=signed_at,
        is_validation=is_validation,
    )
    return server.take()


def form_of(seen: Seen) -> dict[str, str]:
    return {key: value for key, [value] in parse_qs(seen.body.decode(), strict_parsing=True).items()}


def claims_of(seen: Seen) -> dict[str, Any]:
    """Verify the assertion of a sign-in and return its claims."""
    claims: dict[str, Any] = jwt.decode(
        form_of(seen)["assertion"], given.private_key().public_key(), ["RS256"], options={"verify_aud": False}
    )
    return claims


def said(seen: Seen) -> dict[str, str]:
    """Return the headers that are the service's; the rest is telemetry, and what every HTTP client adds."""
    telemetry = ("x-goog-api-client", "x-goog-api-format-version", "x-firebase-client", "x-allowed-locations")
    client = ("host", "content-length", "user-agent", "accept", "accept-encoding", "connection")
    return without(headers_of(seen), *telemetry, *client)


@each_case
def test_as_the_sdk(server: Capture, account: dict[str, Any], case: Case) -> None:
    their_sign_in, theirs = by_sdk(server, account, case)
    our_sign_in, ours = by_us(server, account, case, signed_at=claims_of(their_sign_in)["iat"])
    assert json_of(ours) == json_of(theirs)
    assert (ours.method, ours.path, said(ours)) == (theirs.method, theirs.path, said(theirs))
    assert said(ours) == {"authorization": "Bearer ya29.token-of-the-test", "content-type": "application/json"}
    assert_same_sign_in(our_sign_in, their_sign_in)


def test_a_validation_as_the_sdk(server: Capture, account: dict[str, Any]) -> None:
    _, theirs = by_sdk(server, account, CASES[0], is_validation=True)
    _, ours = by_us(server, account, CASES[0], signed_at=NOW, is_validation=True)
    assert json_of(theirs)["validate_only"] is True
    assert json_of(ours) == json_of(theirs)


def assert_same_sign_in(ours: Seen, theirs: Seen) -> None:
    """Compare two requests for an access token but for the scope: the SDK asks for all of Firebase and Cloud."""
    assert (ours.method, ours.path, said(ours)) == (theirs.method, theirs.path, said(theirs))
    forms = [form_of(seen) for seen in (ours, theirs)]
    assert [sorted(form) for form in forms] == [["assertion", "grant_type"]] * 2
    assert forms[0]["grant_type"] == forms[1]["grant_type"]
    heads = [jwt.get_unverified_header(form["assertion"]) for form in forms]
    assert heads[0] == heads[1] == {"typ": "JWT", "alg": "RS256", "kid": given.KEY_ID}
    ours_claimed, theirs_claimed = claims_of(ours), claims_of(theirs)
    assert ours_claimed.pop("scope") == SCOPE
    theirs_claimed.pop("scope")
    assert ours_claimed == theirs_claimed


def test_the_sign_in_as_google_auth_for_the_same_scope(server: Capture, account: dict[str, Any]) -> None:
    signer = GoogleCredentials.from_service_account_info(account, scopes=[SCOPE])  # type: ignore[no-untyped-call]
    with requests.Session() as session:
        signer.refresh(GoogleRequest(session))
    [theirs] = server.take()
    ours, _ = by_us(server, account, CASES[1], signed_at=claims_of(theirs)["iat"])
    assert_same_sign_in(ours, theirs)
    assert claims_of(ours) == claims_of(theirs)
    assert claims_of(ours)["exp"] - claims_of(ours)["iat"] == 3600


@pytest.mark.parametrize("universe", [{}, {"universe_domain": "googleapis.com"}], ids=["no universe", "Google's"])
def test_a_key_file_with_fewer_fields(server: Capture, account: dict[str, Any], universe: dict[str, str]) -> None:
    fewer = {key: account[key] for key in ("type", "project_id", "private_key", "client_email", "token_uri")}
    fewer |= universe
    their_sign_in, theirs = by_sdk(server, fewer, CASES[1])
    our_sign_in, ours = by_us(server, fewer, CASES[1], signed_at=claims_of(their_sign_in)["iat"])
    assert json_of(ours) == json_of(theirs)
    heads = [jwt.get_unverified_header(form_of(seen)["assertion"]) for seen in (our_sign_in, their_sign_in)]
    assert heads == [{"typ": "JWT", "alg": "RS256"}] * 2
