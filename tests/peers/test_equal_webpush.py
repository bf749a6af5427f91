"""One push sent by Pushbench and by the official Web Push libraries: headers, VAPID token and body, field by field."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import jwt
import pytest
import pywebpush
import requests
from tests.engine.peer import Reply
from tests.peers import node
from tests.peers.capture import Capture, headers_of, without
from tests.peers.ours import send_message
from tests.providers.dialogue import Play
from tests.providers.webpush import given

from pushbench.compose.draft import make_draft
from pushbench.domain.json_value import compact
from pushbench.domain.message import Action, Content, Delivery, Kind, Message, Override, Priority
from pushbench.providers.webpush import PROVIDER
from pushbench.wire.keys import vapid_private_key
from pushbench.wire.webpush import decrypt

pytestmark = pytest.mark.slow

SUBJECT = "mailto:push@skylark.app"
BROWSER = vapid_private_key(given.UA_PRIVATE)
SIGNER = vapid_private_key(given.VAPID_PRIVATE)
CUSTOM_PORT = "https://push.example.net:8443/push/abc?token=a%3Db"


@dataclass(frozen=True)
class Case:
    """A message for Pushbench, and the same as the libraries are told it."""

    name: str
    message: Message
    payload: Any
    """JSON; None is a push without payload."""
    options: Mapping[str, Any]
    """web-push's: TTL, urgency, topic, headers."""
    endpoint: str = given.GENERIC

    @property
    def text(self) -> str | None:
        return None if self.payload is None else compact(self.payload)


LONGEST = "x" * (4096 - 103 - len('{"notification":{"body":""}}'))
CASES = (
    Case(
        "a declarative message with everything",
        Message(
            content=Content(
                title="Gate changed ✈",
                body="Zu Fuß 8 Minuten",
                icon="https://cdn.example/i.png",
                image="https://cdn.example/b42.jpg",
                link="https://skylark.example/trips/7731",
                badge=3,
            ),
            actions=(Action("walk", "Walk", "https://skylark.example/map"),),
            delivery=Delivery(priority=Priority.HIGH, ttl_seconds=3600, collapse_id="gate-418"),
            data={"gate": "B42", "seats": 2},
        ),
        {
            "web_push": 8030,
            "notification": {
                "title": "Gate changed ✈",
                "navigate": "https://skylark.example/trips/7731",
                "body": "Zu Fuß 8 Minuten",
                "icon": "https://cdn.example/i.png",
                "image": "https://cdn.example/b42.jpg",
                "tag": "gate-418",
                "actions": [{"action": "walk", "title": "Walk", "navigate": "https://skylark.example/map"}],
                "data": {"gate": "B42", "seats": 2},
            },
            "app_badge": 3,
        },
        {"TTL": 3600, "urgency": "high", "topic": "gate-418"},
        given.MOZILLA,
    ),
    Case(
        "nothing said of time and urgency",
        Message(delivery=Delivery(kind=Kind.DATA), data={"gate": "B42"}),
        {"data": {"gate": "B42"}},
        {},
        given.FCM,
    ),
    Case(
        "delivered now or never, of low urgency",
        Message(content=Content(body="B"), delivery=Delivery(priority=Priority.LOW, ttl_seconds=0)),
        {"notification": {"body": "B"}},
        {"TTL": 0, "urgency": "low"},
        given.APPLE,
    ),
    Case(
        "the longest body that every service takes, at a port of its own",
        Message(content=Content(body=LONGEST), delivery=Delivery(priority=Priority.NORMAL, ttl_seconds=60)),
        {"notification": {"body": LONGEST}},
        {"TTL": 60, "urgency": "normal"},
        CUSTOM_PORT,
    ),
    Case(
        "no payload, headers by hand",
        Message(
            delivery=Delivery(ttl_seconds=60),
            overrides={"webpush": Override(headers={"Urgency": "very-low", "X-Trace": "7"}, payload=None)},
        ),
        None,
        {"TTL": 60, "urgency": "very-low", "headers": {"X-Trace": "7"}},
    ),
)
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


@dataclass(frozen=True)
class Push:
    """A request taken apart: what is left in ``headers`` is compared as it is."""

    url: str
    headers: dict[str, str]
    vapid: dict[str, Any]
    body: bytes

    @property
    def plain(self) -> str:
        """The clear text, opened as the browser does."""
        return decrypt(self.body, ua_private=BROWSER, auth=given.un_b64(given.AUTH)).decode() if self.body else ""

    @property
    def shape(self) -> tuple[int, bytes]:
        """Length, and the part of the aes128gcm header that is no salt and no key: record size, length of the key."""
        return len(self.body), self.body[16:21]


def taken_apart(url: str, headers: dict[str, str], body: bytes) -> Push:
    """Check what follows from the body, and read the VAPID header whatever its spacing (RFC 8292 gives it none)."""
    # A transport of ours counts the body itself, so that our request has no content-length before it leaves.
    assert headers.get("content-length", str(len(body))) == str(len(body))
    scheme, _, parameters = headers["authorization"].partition(" ")
    assert scheme == "vapid"
    named = dict(parameter.strip().split("=", 1) for parameter in parameters.split(","))
    claims = jwt.decode(named["t"], SIGNER.public_key(), ["ES256"], options={"verify_aud": False, "verify_exp": False})
    vapid = {"parameters": list(named), "k": named["k"], "header": jwt.get_unverified_header(named["t"]), **claims}
    return Push(url, without(headers, "content-length", "authorization"), vapid, body)


def ours(case: Case, now: float) -> Push:
    """Return the request that Pushbench would send at a moment."""
    credentials = given.credentials()
    draft = make_draft(PROVIDER, case.message, credentials, now)
    context = given.context(now=now, random_bytes=os.urandom)
    request = Play(PROVIDER.exchange(draft, given.target(case.endpoint), credentials, context)).request
    assert request.method == "POST"
    return taken_apart(request.url, dict(request.headers), request.body)


def assert_same(ours: Push, theirs: Push, case: Case) -> None:
    assert ours.url == theirs.url
    assert ours.headers == theirs.headers
    assert ours.vapid == theirs.vapid
    assert ours.vapid["header"] == {"typ": "JWT", "alg": "ES256"}
    if case.text is None:
        assert ours.body == theirs.body == b""
        return
    assert json.loads(ours.plain) == json.loads(theirs.plain) == case.payload
    assert ours.shape == theirs.shape


# npm web-push


def web_push(cases: tuple[Case, ...]) -> list[Push]:
    """Return what web-push would send."""
    node.require("web-push")
    vapid = {"subject": SUBJECT, "privateKey": given.VAPID_PRIVATE, "publicKey": given.VAPID_PUBLIC}
    jobs = [
        {
            "subscription": json.loads(given.subscription(case.endpoint)),
            "payload": case.text,
            "options": {**case.options, "vapidDetails": vapid},
        }
        for case in cases
    ]
    return [read_details(details) for details in node.run("webpush_details.mjs", {"jobs": jobs})]


def read_details(details: dict[str, Any]) -> Push:
    assert details["method"] == "POST"
    # The letter case of header names and numbers instead of text vanish on the wire.
    headers = {name.lower(): str(value) for name, value in details["headers"].items()}
    return taken_apart(details["endpoint"], headers, base64.b64decode(details["body"]))


@pytest.fixture(scope="module")
def by_web_push() -> dict[str, Push]:
    return dict(zip((case.name for case in CASES), web_push(CASES), strict=True))


@pytest.mark.peers
@each_case
def test_as_web_push(by_web_push: dict[str, Push], case: Case) -> None:
    theirs = by_web_push[case.name]
    assert_same(ours(case, theirs.vapid["exp"] - 12 * 3600), theirs, case)


@pytest.mark.peers
def test_web_push_knows_nothing_of_windows(by_web_push: dict[str, Push]) -> None:
    """WNS wants its cache policy and the TTL to agree, and no library says so to it."""
    case = Case("wns", CASES[1].message, CASES[1].payload, CASES[1].options, given.WNS)
    [theirs] = web_push((case,))
    sent = ours(case, theirs.vapid["exp"] - 12 * 3600)
    assert sent.headers.pop("x-wns-cache-policy") == "cache"
    assert_same(sent, theirs, case)


@pytest.mark.peers
def test_web_push_names_the_default_port() -> None:
    """An origin never names its scheme's own port (RFC 6454, 6.2), and the audience is the origin (RFC 8292, 2)."""
    case = Case("port", CASES[1].message, CASES[1].payload, {}, "https://push.example.net:443/push/abc")
    [theirs] = web_push((case,))
    sent = ours(case, theirs.vapid["exp"] - 12 * 3600)
    assert theirs.vapid.pop("aud") == "https://push.example.net:443"
    assert sent.vapid.pop("aud") == "https://push.example.net"
    assert_same(sent, theirs, case)


# On the wire


@pytest.fixture(scope="module")
def server() -> Iterator[Capture]:
    with Capture(lambda seen: Reply(201)) as capture:
        yield capture


def arrived(server: Capture) -> Push:
    [seen] = server.take()
    assert seen.method == "POST"
    # What an HTTP client says for itself.
    client = ("host", "connection", "user-agent", "accept", "accept-encoding")
    return taken_apart(server.origin + seen.path, without(headers_of(seen), *client), seen.body)


def sent_by_us(server: Capture, case: Case, signed_at: float) -> Push:
    credentials = given.credentials(ca_file=server.ca_file)
    target = given.target(f"{server.origin}/push/abc")
    send_message(PROVIDER, case.message, target, credentials, composed_at=signed_at, now=signed_at)
    return arrived(server)


@pytest.mark.peers
@pytest.mark.parametrize("case", [CASES[0], CASES[-1]], ids=lambda case: case.name)
def test_on_the_wire_as_web_push(server: Capture, case: Case) -> None:
    node.require("web-push")
    vapid = {"subject": SUBJECT, "privateKey": given.VAPID_PRIVATE, "publicKey": given.VAPID_PUBLIC}
    target = json.loads(given.subscription(f"{server.origin}/push/abc"))
    options = {**case.options, "vapidDetails": vapid}
    job = {"ca": server.ca_file, "subscription": target, "payload": case.text, "options": options}
    assert node.run("webpush_send.mjs", job)["status"] == 201
    theirs = arrived(server)
    assert_same(sent_by_us(server, case, theirs.vapid["exp"] - 12 * 3600), theirs, case)


@each_case
def test_on_the_wire_as_pywebpush(server: Capture, case: Case) -> None:
    with requests.Session() as session:
        session.trust_env, session.verify = False, server.ca_file
        pywebpush.webpush(
            json.loads(given.subscription(f"{server.origin}/push/abc")),
            case.text,
            vapid_private_key=given.VAPID_PRIVATE,
            vapid_claims={"sub": SUBJECT},
            ttl=case.options.get("TTL", 2_419_200),
            # It has no words for these two.
            headers={**case.options.get("headers", {}), **by_hand(case)},
            requests_session=session,
            timeout=20,
        )
    theirs = arrived(server)
    # It names no type for the encrypted bytes; "octet-stream" is what such bytes are without one (RFC 9110, 8.3).
    if case.text is not None:
        theirs.headers["content-type"] = "application/octet-stream"
    assert_same(sent_by_us(server, case, theirs.vapid["exp"] - 12 * 3600), theirs, case)


def by_hand(case: Case) -> dict[str, str]:
    topic = {"Topic": case.options["topic"]} if "topic" in case.options else {}
    return {"Urgency": case.options.get("urgency", "normal"), **topic}


def test_the_bytes_of_our_headers(server: Capture) -> None:
    """Names, values and order as they arrive; everything above compares without order."""
    credentials = given.credentials(ca_file=server.ca_file)
    target = given.target(f"{server.origin}/push/abc")
    send_message(PROVIDER, CASES[0].message, target, credentials, composed_at=given.NOW, now=given.NOW)
    [seen] = server.take()
    names = [name for name, _ in seen.headers]
    assert names[4:] == [
        "ttl",
        "urgency",
        "topic",
        "content-type",
        "content-encoding",
        "authorization",
        "content-length",
    ]
    assert seen.is_http2
