"""One message sent by Pushbench and by the official expo-server-sdk: the same calls, field by field."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from tests.engine.peer import Reply, Seen
from tests.peers import node
from tests.peers.capture import Capture, headers_of, without
from tests.peers.ours import run, sending
from tests.peers.test_expo_clients import EVERYTHING
from tests.providers.expo import given
from tests.providers.expo.test_compose import GATE

from pushbench.compose.draft import make_draft
from pushbench.domain.follow_up import Fate, Followed
from pushbench.domain.message import Content, Delivery, Kind, Message, Override, Priority
from pushbench.domain.outcome import Outcome, OutcomeKind
from pushbench.domain.profile import Credentials
from pushbench.domain.provider import Parcel
from pushbench.providers.expo import PROVIDER
from pushbench.providers.expo.exchange import BATCH
from pushbench.providers.expo.receipts import FOLLOW_UP

pytestmark = [pytest.mark.slow, pytest.mark.peers]

NOW = given.NOW
OTHER = "ExponentPushToken[zzzzzzzzzzzzzzzzzzzzzz]"
CLIENT = (
    "host",
    "connection",
    "user-agent",
    "accept-language",
    "sec-fetch-mode",
    "content-length",
    "transfer-encoding",
)
"""What an HTTP client says for itself."""


@dataclass(frozen=True)
class Case:
    """A message for Pushbench, and the same as the SDK is told it."""

    name: str
    message: Message
    told: dict[str, Any]


CASES = (
    Case(
        "every field of the form",
        GATE,
        {
            "title": "Gate changed to B42",
            "subtitle": "Flight 418",
            "body": "Ana, it is 8 minutes on foot.",
            "sound": "default",
            "categoryId": "GATE_CHANGE",
            "threadId": "trip-7731",
            "channelId": "gate_alerts",
            "badge": 1,
            "icon": "ic_gate",
            "richContent": {"image": "https://cdn.example/b42.jpg"},
            "mutableContent": True,
            "interruptionLevel": "time-sensitive",
            "relevanceScore": 0.9,
            "data": {"gate": "B42", "seats": 2, "link": "skylark://trips/7731"},
            "priority": "high",
            "ttl": 3600,
            "collapseId": "gate-418",
            "tag": "gate-418",
        },
    ),
    Case(
        "every field of the SDK, by hand",
        Message(overrides={"expo": Override(payload=EVERYTHING)}),
        EVERYTHING,
    ),
    Case(
        "a background push",
        Message(delivery=Delivery(kind=Kind.SILENT, ttl_seconds=0), data={"refresh": [1, {"a": None}]}),
        {"contentAvailable": True, "data": {"refresh": [1, {"a": None}]}, "priority": "normal", "ttl": 0},
    ),
    Case(
        "above a kilobyte",
        Message(content=Content(body="ä✈" * 700), delivery=Delivery(priority=Priority.NORMAL)),
        {"body": "ä✈" * 700, "priority": "normal"},
    ),
)
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def answered(seen: Seen) -> Reply:
    """Answer every message with a ticket, in the shape of the question."""
    document = body_of(seen)
    if "ids" in document:
        return Reply(200, body=json.dumps({"data": {each: {"status": "ok"} for each in document["ids"]}}).encode())
    tickets = [
        {"status": "ok", "id": str(number)} for number in range(len(document) if isinstance(document, list) else 1)
    ]
    data = tickets if isinstance(document, list) else tickets[0]
    return Reply(200, body=json.dumps({"data": data}).encode())


def body_of(seen: Seen) -> Any:
    return json.loads(gzip.decompress(seen.body) if seen.body[:2] == b"\x1f\x8b" else seen.body)


@pytest.fixture(scope="module")
def server() -> Iterator[Capture]:
    with Capture(answered) as capture:
        yield capture


@dataclass(frozen=True)
class Call:
    """A request taken apart; names of headers and their values are compared as they are."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any


def arrived(server: Capture) -> Call:
    [seen] = server.take()
    return Call(seen.method, seen.path, without(headers_of(seen), *CLIENT), body_of(seen))


def by_sdk(server: Capture, call: dict[str, Any], access_token: str | None = None) -> Call:
    node.require("expo-server-sdk")
    job = {"base": server.origin, "ca": server.ca_file, "accessToken": access_token, "calls": [call]}
    [result] = node.run("expo_calls.mjs", job)
    assert "error" not in result, result
    return arrived(server)


def profile(server: Capture, access_token: str = "") -> Credentials:
    return given.credentials({"base_url": server.origin, "ca_file": server.ca_file}, access_token=access_token)


@each_case
@pytest.mark.parametrize("access_token", ["", given.ACCESS], ids=["open", "signed in"])
def test_a_single_message(server: Capture, case: Case, access_token: str) -> None:
    """The SDK always sends a list; a message alone is an object with us, as the documentation's first example is."""
    theirs = by_sdk(server, {"send": [{"to": given.TOKEN, **case.told}]}, access_token or None)
    begin = sending(PROVIDER, case.message, given.token(), profile(server, access_token), composed_at=NOW)
    [outcome] = run([begin], now=NOW)
    assert (outcome.kind, outcome.provider_id) == (OutcomeKind.ACCEPTED, "0")
    ours = arrived(server)
    # Our one message is as long as their list of one, but for two brackets.
    assert (ours.method, ours.path, ours.headers) == (theirs.method, theirs.path, theirs.headers)
    if "priority" not in case.told:
        assert ours.body.pop("priority") == "high"
    assert [ours.body] == theirs.body


def test_several_messages(server: Capture) -> None:
    told = [case.told for case in CASES]
    theirs = by_sdk(server, {"send": [{"to": OTHER, **each} for each in told]}, given.ACCESS)
    credentials = profile(server, given.ACCESS)
    parcels = tuple(Parcel(make_draft(PROVIDER, case.message, credentials, NOW), given.token(OTHER)) for case in CASES)
    [outcome] = run([lambda context: BATCH.exchange(parcels, credentials, context)], now=NOW)
    assert [part.provider_id for part in outcome.parts] == ["0", "1", "2", "3"]
    assert arrived(server) == theirs


@pytest.mark.parametrize("count", [1, 60])
def test_a_question_for_receipts(server: Capture, count: int) -> None:
    ids = [f"019f0000-0000-7000-8000-{number:012}" for number in range(count)]
    theirs = by_sdk(server, {"receipts": ids})
    credentials = profile(server)
    followed = tuple(Followed(each, each, "token", given.TOKEN, NOW - 900) for each in ids)
    fates: list[Fate] = []

    def begin(context: Any) -> Any:
        found = yield from FOLLOW_UP.ask(followed, credentials, context)
        fates.extend(each.fate for each in found)
        return Outcome(OutcomeKind.ACCEPTED)

    run([begin], now=NOW)
    assert fates == [Fate.HANDED_ON] * count
    assert arrived(server) == theirs
