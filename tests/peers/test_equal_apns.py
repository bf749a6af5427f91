"""One notification sent by Pushbench and by the common APNs clients: the same request, field by field."""

from __future__ import annotations

import asyncio
import hashlib
import ssl
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import jwt
import pytest
from aioapns import APNs, NotificationRequest, connection
from aioapns.common import PushType
from tests.engine.peer import Reply, Seen
from tests.peers import node
from tests.peers.capture import Capture, headers_of, json_of, without
from tests.peers.ours import send, send_message
from tests.providers.apns import samples

from pushbench.domain.exchange import Exchange, SendContext
from pushbench.domain.message import (
    Content,
    Delivery,
    Interruption,
    Kind,
    LiveActivity,
    Message,
    Override,
    Priority,
)
from pushbench.domain.profile import Credentials, Environment
from pushbench.providers.apns import PROVIDER

pytestmark = pytest.mark.slow

NOW = 1_795_340_460
ID = "8e58a1f0-7d1c-4f6e-9b43-0c7b1f1f0001"
APP = samples.BUNDLE
WORDS: dict[str, Any] = {"title": "Gate changed", "subtitle": "Flight 418", "body": "Zu Fuß 8 Minuten ✈️ “jetzt”\n\\"}
STATE: dict[str, Any] = {"gate": "B42", "minutes": 8, "isLate": False, "note": None}


@dataclass(frozen=True)
class Case:
    """A message for Pushbench, and the same said in Apple's words for the other clients."""

    name: str
    message: Message
    aps: Mapping[str, Any]
    custom: Mapping[str, Any] = field(default_factory=dict)
    push_type: str = "alert"
    topic: str = APP
    priority: int = 10
    lives_seconds: int | None = None
    """None: no expiration; 0: try once, never store."""
    collapse_id: str | None = None
    id: str | None = None

    @property
    def expiry(self) -> int | None:
        return NOW + self.lives_seconds if self.lives_seconds else self.lives_seconds


def activity(event: str, **parts: Any) -> Delivery:
    return Delivery(kind=Kind.LIVE_ACTIVITY, relevance=75.5, live_activity=LiveActivity(event, **parts))


CASES = (
    Case("words alone", Message(content=Content(title="T", body="B")), {"alert": {"title": "T", "body": "B"}}),
    Case(
        "every field of an alert",
        Message(
            content=Content(**WORDS, sound="chime.caf", badge=3, category="GATE_CHANGE", thread="trip-7731"),
            delivery=Delivery(
                priority=Priority.NORMAL,
                ttl_seconds=3600,
                collapse_id="gate-418",
                interruption=Interruption.TIME_SENSITIVE,
                relevance=0.9,
            ),
            data={"gate": "B42", "seats": 2, "nested": {"list": [1, None, True, "ü"]}},
            overrides={"apns": Override(headers={"apns-id": ID})},
        ),
        {
            "alert": WORDS,
            "sound": "chime.caf",
            "badge": 3,
            "category": "GATE_CHANGE",
            "thread-id": "trip-7731",
            "interruption-level": "time-sensitive",
            "relevance-score": 0.9,
        },
        {"gate": "B42", "seats": 2, "nested": {"list": [1, None, True, "ü"]}},
        priority=5,
        lives_seconds=3600,
        collapse_id="gate-418",
        id=ID,
    ),
    Case(
        "a picture and a link beside aps, priority 1, never stored, badge taken away",
        Message(
            content=Content(title="T", image="https://cdn.example/b42.jpg", link="skylark://trips", badge=0),
            delivery=Delivery(priority=Priority.LOW, ttl_seconds=0, interruption=Interruption.PASSIVE),
        ),
        {"alert": {"title": "T"}, "badge": 0, "mutable-content": 1, "interruption-level": "passive"},
        {"image": "https://cdn.example/b42.jpg", "link": "skylark://trips"},
        priority=1,
        lives_seconds=0,
    ),
    Case(
        "a background update",
        Message(delivery=Delivery(kind=Kind.SILENT, ttl_seconds=60), data={"sync": {"since": 7}}),
        {"content-available": 1},
        {"sync": {"since": 7}},
        push_type="background",
        priority=5,
        lives_seconds=60,
    ),
    Case(
        "a call",
        Message(
            content=Content(title="Ana calls"), delivery=Delivery(kind=Kind.VOIP, ttl_seconds=0), data={"call": "c-1"}
        ),
        {"alert": {"title": "Ana calls"}},
        {"call": "c-1"},
        push_type="voip",
        topic=f"{APP}.voip",
        lives_seconds=0,
    ),
    Case(
        "a Live Activity begins",
        Message(
            content=Content(title="Boarding", body="Gate B42", sound="chime.caf"),
            delivery=activity(
                "start", state=STATE, attributes_type="FlightAttributes", attributes={"flight": "418"}, stale_at=NOW + 9
            ),
        ),
        {
            "timestamp": NOW,
            "event": "start",
            "content-state": STATE,
            "attributes-type": "FlightAttributes",
            "attributes": {"flight": "418"},
            "stale-date": NOW + 9,
            "alert": {"title": "Boarding", "body": "Gate B42", "sound": "chime.caf"},
            "relevance-score": 75.5,
        },
        push_type="liveactivity",
        topic=f"{APP}.push-type.liveactivity",
    ),
    Case(
        "a Live Activity goes on",
        Message(delivery=activity("update", state=STATE)),
        {"timestamp": NOW, "event": "update", "content-state": STATE, "relevance-score": 75.5},
        push_type="liveactivity",
        topic=f"{APP}.push-type.liveactivity",
    ),
    Case(
        "a Live Activity ends",
        Message(delivery=activity("end", dismiss_at=NOW + 60)),
        {"timestamp": NOW, "event": "end", "dismissal-date": NOW + 60, "relevance-score": 75.5},
        push_type="liveactivity",
        topic=f"{APP}.push-type.liveactivity",
    ),
)
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def token_of(case: Case) -> str:
    """A device token of the case's own, by which its request is found."""
    return hashlib.sha256(case.name.encode()).hexdigest()


def credentials(server: Capture) -> Credentials:
    places = {"base_url": server.origin, "manage_base_url": server.origin, "ca_file": server.ca_file}
    return samples.credentials(Environment.SANDBOX, **places)


def ours(server: Capture, case: Case, *, signed_at: int, composed_at: int = NOW) -> Seen:
    """Send the case's message as Pushbench does at the moment the other client signed its token."""
    target = samples.token_target(token_of(case))
    profile = credentials(server)
    send_message(PROVIDER, case.message, target, profile, composed_at=composed_at, now=signed_at)
    [seen] = server.take()
    return seen


def claims_of(seen: Seen) -> dict[str, Any]:
    """Verify a provider token and return its claims."""
    scheme, _, token = headers_of(seen)["authorization"].partition(" ")
    assert scheme == "bearer"
    key = samples.private_key().public_key()
    claims: dict[str, Any] = jwt.decode(token, key, ["ES256"], options={"verify_iat": False})
    return claims


def assert_same_token(ours: Seen, theirs: Seen) -> None:
    tokens = [headers_of(seen)["authorization"].removeprefix("bearer ") for seen in (ours, theirs)]
    assert claims_of(ours) == claims_of(theirs)
    assert list(claims_of(ours)) == ["iss", "iat"]
    # Apple names alg and kid alone; the libraries underneath add "typ":"JWT", which means nothing to it.
    assert [without(jwt.get_unverified_header(token), "typ") for token in tokens] == [
        {"alg": "ES256", "kid": samples.KEY_ID}
    ] * 2
    assert len(jwt.utils.base64url_decode(tokens[0].rpartition(".")[2])) == 64


def assert_same_request(ours: Seen, theirs: Seen, *, unsaid: Mapping[str, str] | None = None) -> None:
    """Compare all but the token; ``unsaid``: headers the other client leaves out, with what Apple then takes."""
    assert (ours.method, ours.path) == (theirs.method, theirs.path)
    # How long the body is stands in the frames already; "host" is aioapns's word for :authority.
    framing = ("content-length", "host", "authorization")
    said = headers_of(theirs)
    taken = {name: value for name, value in (unsaid or {}).items() if name not in said}
    assert without(headers_of(ours), *framing) == {**taken, **without(said, *framing)}
    assert json_of(ours) == json_of(theirs)
    assert headers_of(ours)["content-length"] == str(len(ours.body))


def answer(seen: Seen) -> Reply:
    """Say yes as Apple does to a push, and to the operations on channels."""
    if not seen.path.startswith("/1/apps/"):
        # aioapns finds its request by the answer's apns-id.
        return Reply(headers=(("apns-id", headers_of(seen).get("apns-id", ID)),))
    if seen.method == "POST":
        return Reply(201, (("apns-channel-id", samples.CHANNEL),))
    if seen.method == "DELETE":
        return Reply(204)
    return Reply(body=b'{"channels":[]}' if seen.path.endswith("/all-channels") else b'{"message-storage-policy":1}')


@pytest.fixture(scope="module")
def server() -> Iterator[Capture]:
    with Capture(answer) as capture:
        yield capture


@pytest.fixture(autouse=True)
def _nothing_left(server: Capture) -> None:
    server.take()


# @parse/node-apn

SETTERS = {
    "thread-id": "threadId",
    "mutable-content": "mutableContent",
    "content-available": "contentAvailable",
    "interruption-level": "interruptionLevel",
    "relevance-score": "relevanceScore",
    "content-state": "contentState",
    "stale-date": "staleDate",
    "dismissal-date": "dismissalDate",
    "attributes-type": "attributesType",
}
"""What node-apn calls a key of aps; the others have the same name."""


def for_node_apn(case: Case) -> dict[str, Any]:
    written = {
        **{SETTERS.get(key, key): value for key, value in case.aps.items()},
        "payload": dict(case.custom),
        "topic": case.topic,
        "pushType": case.push_type,
        "priority": case.priority,
        "expiry": case.expiry,
        "collapseId": case.collapse_id,
        "id": case.id,
    }
    notification = {key: value for key, value in written.items() if value is not None}
    return {"act": "send", "recipients": [token_of(case)], "notification": notification}


def run_node_apn(server: Capture, steps: list[dict[str, Any]]) -> list[Seen]:
    node.require("@parse/node-apn")
    place = {"address": "127.0.0.1", "port": server.port}
    manage = {"manageChannelsAddress": "127.0.0.1", "manageChannelsPort": server.port}
    sign_in = {"token": {"key": samples.pem(), "keyId": samples.KEY_ID, "teamId": samples.TEAM_ID}}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NODE_EXTRA_CA_CERTS", server.ca_file)
        results = node.run("apns_node_apn.mjs", {"connection": {**place, **manage, **sign_in}, "steps": steps})
    assert all(not result["failed"] for result in results), results
    return server.take()


@pytest.fixture(scope="module")
def by_node_apn(server: Capture) -> dict[str, Seen]:
    return {seen.path: seen for seen in run_node_apn(server, [for_node_apn(case) for case in CASES])}


@pytest.mark.peers
@each_case
def test_as_node_apn(server: Capture, by_node_apn: dict[str, Seen], case: Case) -> None:
    theirs = by_node_apn[f"/3/device/{token_of(case)}"]
    sent = ours(server, case, signed_at=claims_of(theirs)["iat"])
    assert_same_request(sent, theirs)
    assert_same_token(sent, theirs)


@pytest.mark.peers
def test_node_apn_leaves_an_empty_aps_out(server: Capture) -> None:
    """A call without words: Apple wants the aps key in every payload, and for VoIP it reads nothing in it."""
    case = Case("bare call", Message(delivery=Delivery(kind=Kind.VOIP), data={"call": "c-1"}), {}, {"call": "c-1"})
    token = samples.TOKEN
    step = {"act": "send", "recipients": [token], "notification": {"payload": {"call": "c-1"}, "pushType": "voip"}}
    [theirs] = run_node_apn(server, [step])
    send_message(
        PROVIDER, case.message, samples.token_target(token), credentials(server), composed_at=NOW, now=float(NOW)
    )
    [sent] = server.take()
    assert json_of(theirs) == {"call": "c-1"}
    assert json_of(sent) == {"aps": {}, **json_of(theirs)}


@pytest.mark.peers
def test_a_broadcast_as_node_apn(server: Capture) -> None:
    case = next(case for case in CASES if case.name == "a Live Activity goes on")
    request_id = "8e58a1f0-7d1c-4f6e-9b43-0c7b1f1f0002"
    fields = {**for_node_apn(case)["notification"], "channelId": samples.CHANNEL, "requestId": request_id}
    # No header of the documented broadcast, but node-apn sends what it is given.
    del fields["topic"]
    step = {"act": "broadcast", "bundleId": APP, "notification": {**fields, "expiry": 0}}
    [theirs] = run_node_apn(server, [step])

    delivery = Delivery(
        kind=Kind.LIVE_ACTIVITY, relevance=75.5, ttl_seconds=0, live_activity=LiveActivity("update", STATE)
    )
    message = Message(delivery=delivery, overrides={"apns": Override(headers={"apns-id": request_id})})
    signed_at = claims_of(theirs)["iat"]
    target = samples.channel_target()
    send_message(PROVIDER, message, target, credentials(server), composed_at=NOW, now=signed_at)
    [sent] = server.take()
    assert_same_request(sent, theirs)
    assert_same_token(sent, theirs)


@pytest.mark.peers
def test_channels_are_managed_as_by_node_apn(server: Capture) -> None:
    channel = {"channelId": samples.CHANNEL}
    # By itself it would say "liveactivity"; Apple's page says "LiveActivity".
    create = {"payload": {"message-storage-policy": 1, "push-type": "LiveActivity"}}
    acts: tuple[tuple[str, dict[str, Any]], ...] = (
        ("create", create),
        ("read", channel),
        ("readAll", {}),
        ("delete", channel),
    )
    steps = [{"act": act, "bundleId": APP, "notification": notification} for act, notification in acts]
    theirs = run_node_apn(server, steps)

    profile, channels = credentials(server), PROVIDER.channels
    assert channels is not None
    calls: tuple[Callable[[SendContext], Exchange], ...] = (
        lambda context: channels.create(profile, context, stores_newest=True),
        lambda context: channels.show(samples.CHANNEL, profile, context),
        lambda context: channels.list(profile, context),
        lambda context: channels.delete(samples.CHANNEL, profile, context),
    )
    for call, their in zip(calls, theirs, strict=True):
        send(call, now=claims_of(their)["iat"])
        [sent] = server.take()
        assert (sent.method, sent.path) == (their.method, their.path)
        # node-apn gives the priority of a push here too; Apple documents none for channels.
        ignored = ("content-length", "authorization", "apns-priority")
        assert without(headers_of(sent), *ignored) == without(headers_of(their), *ignored)
        assert sent.body == b"" == their.body or json_of(sent) == json_of(their)
        assert_same_token(sent, their)


# apns2

APNS2_OPTIONS = {
    "alert": "alert",
    "sound": "sound",
    "badge": "badge",
    "category": "category",
    "thread-id": "threadId",
}
APNS2_FLAGS = {"content-available": "contentAvailable", "mutable-content": "mutableContent"}


def for_apns2(case: Case) -> dict[str, Any]:
    named = {APNS2_OPTIONS[key]: value for key, value in case.aps.items() if key in APNS2_OPTIONS}
    flags = {APNS2_FLAGS[key]: True for key in case.aps if key in APNS2_FLAGS}
    # What it has no option for goes into the aps that it takes as it is.
    rest = {key: value for key, value in case.aps.items() if key not in {**APNS2_OPTIONS, **APNS2_FLAGS}}
    options = {
        **named,
        **flags,
        "aps": rest,
        "data": dict(case.custom),
        "topic": case.topic,
        "type": case.push_type,
        "priority": case.priority,
        "expiration": case.expiry,
        "collapseId": case.collapse_id,
    }
    return {
        "token": token_of(case),
        "options": {key: value for key, value in options.items() if value is not None},
        "silent": case.push_type == "background",
    }


@pytest.fixture(scope="module")
def by_apns2(server: Capture) -> dict[str, Seen]:
    node.require("apns2")
    client = {"host": "127.0.0.1", "team": samples.TEAM_ID, "keyId": samples.KEY_ID, "signingKey": samples.pem()}
    job = {"client": client, "port": server.port, "notifications": [for_apns2(case) for case in CASES]}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NODE_EXTRA_CA_CERTS", server.ca_file)
        report = node.run("apns_apns2.mjs", job)
    assert [answer["status"] for answer in report["answers"]] == [200] * len(CASES)
    return {seen.path: seen for seen in server.take()}


@pytest.mark.peers
@each_case
def test_as_apns2(server: Capture, by_apns2: dict[str, Seen], case: Case) -> None:
    theirs = by_apns2[f"/3/device/{token_of(case)}"]
    sent = ours(server, case, signed_at=claims_of(theirs)["iat"])
    # It leaves out the priority that Apple takes by itself, and has no word for apns-id.
    unsaid = {"apns-priority": "10", **({"apns-id": case.id} if case.id else {})}
    assert_same_request(sent, theirs, unsaid=unsaid)
    assert_same_token(sent, theirs)


# aioapns


async def run_aioapns(server: Capture, case: Case) -> None:
    context = ssl.create_default_context(cafile=server.ca_file)
    context.set_alpn_protocols(["h2"])  # it offers nothing by itself and speaks HTTP/2 unasked
    client = APNs(
        key=samples.pem(),
        key_id=samples.KEY_ID,
        team_id=samples.TEAM_ID,
        topic=APP,
        use_sandbox=True,
        ssl_context=context,
    )
    request = NotificationRequest(
        device_token=token_of(case),
        message={"aps": dict(case.aps), **case.custom},
        notification_id=case.id,
        time_to_live=case.lives_seconds,
        priority=case.priority,
        collapse_key=case.collapse_id,
        push_type=PushType(case.push_type),
        apns_topic=case.topic,
    )
    try:
        assert (await client.send_notification(request)).is_successful
    finally:
        client.pool.close()
        await asyncio.sleep(0.05)  # the protocol has no way to await its end


def replacing(collapse_id: str) -> Case:
    message = Message(content=Content(title="T"), delivery=Delivery(collapse_id=collapse_id))
    return Case(f"replacing {collapse_id}", message, {"alert": {"title": "T"}}, collapse_id=collapse_id)


# Apple counts the bytes of a collapse id's UTF-8. node writes one byte for each character: no witness here.
BEYOND_ASCII = (replacing("Tür-42"), replacing("Łódź-✈"))


@pytest.mark.parametrize("case", [*CASES, *BEYOND_ASCII], ids=lambda case: case.name)
def test_as_aioapns(server: Capture, monkeypatch: pytest.MonkeyPatch, case: Case) -> None:
    monkeypatch.setattr(connection.APNsDevelopmentClientProtocol, "APNS_SERVER", "127.0.0.1")
    monkeypatch.setattr(connection.APNsDevelopmentClientProtocol, "APNS_PORT", server.port)
    asyncio.run(run_aioapns(server, case))
    [theirs] = server.take()
    said = headers_of(theirs)

    # It counts the expiration from its own clock, and has no "try once": 0 seconds are a moment that is over.
    composed_at = NOW
    unlike: tuple[str, ...] = ()
    if case.lives_seconds:
        composed_at = int(said["apns-expiration"]) - case.lives_seconds
    elif case.lives_seconds == 0:
        unlike = ("apns-expiration",)
    # It always makes an apns-id up; without one APNs does.
    unlike = unlike if case.id else (*unlike, "apns-id")

    sent = ours(server, case, signed_at=claims_of(theirs)["iat"], composed_at=composed_at)
    assert_same_request(_without(sent, unlike), _without(theirs, unlike))
    assert_same_token(sent, theirs)


def _without(seen: Seen, names: tuple[str, ...]) -> Seen:
    kept = tuple((name, value) for name, value in seen.headers if name not in names)
    return Seen(seen.method, seen.path, kept, seen.body, seen.connection, seen.stream, seen.is_http2)
