"""The emulated Expo: tickets, receipts, projects, push security, and what reaches the phones."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushbench.sandbox.exchange import Answer, Connection, Received, Request
from pushbench.sandbox.expo import ExpoService, make
from pushbench.sandbox.expo_answers import DEVICE_ERRORS, REQUEST_ERRORS
from pushbench.sandbox.expo_tokens import MAGIC

NOW = 1_795_340_460.25
ORIGIN = "https://127.0.0.1:9555"
SEND, RECEIPTS, SETTINGS = "/--/api/v2/push/send", "/--/api/v2/push/getReceipts", "/--/emulator/settings"
KEYS: dict[str, str] = {}


class SteppingClock:
    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> float:
        return self.time

    def monotonic(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        raise AssertionError("nothing here waits")


class RealRandomness:
    def bytes(self, count: int) -> bytes:
        return os.urandom(count)

    def uuid(self) -> str:
        return str(uuid.uuid4())


class Client:
    """Talks to the service as a server of the app's maker would."""

    def __init__(self) -> None:
        self.clock = SteppingClock()
        self.service: ExpoService = make(KEYS, self.clock, RealRandomness())
        self.service.origins = {"base_url": ORIGIN}
        self.handed: list[Received] = []
        self.refusal: str | None = None
        self.service.hand_on = self._hand_on
        self.access = self.service.profile()["access_token"]

    def _hand_on(self, received: Received) -> str | None:
        self.handed.append(received)
        return self.refusal

    def request(self, method: str, path: str, body: bytes = b"", **headers: str) -> Request:
        named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
        return Request(method, path, named, body, Connection(1, is_http2=False), ORIGIN)

    def call(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        return asyncio.run(self.service.handle(self.request(method, path, body, **headers)))

    def send(self, document: Any, **headers: str) -> Answer:
        return self.call("POST", SEND, json.dumps(document).encode(), **headers)

    def receipts(self, *ids: str) -> Any:
        return data(self.call("POST", RECEIPTS, json.dumps({"ids": ids}).encode()))

    def settle(self, **settings: Any) -> Answer:
        return self.call("POST", SETTINGS, json.dumps(settings).encode())


@pytest.fixture
def client() -> Client:
    return Client()


def data(answer: Answer) -> Any:
    assert answer.status == 200, answer.body
    return json.loads(answer.body)["data"]


def error(answer: Answer) -> Any:
    [found] = json.loads(answer.body)["errors"]
    return found


def magic(name: str) -> str:
    return f"ExponentPushToken[emu-{name}]"


def test_a_message_to_an_iphone(client: Client) -> None:
    message = {
        "to": client.service.tokens.iphone,
        "title": "Gate",
        "subtitle": "418",
        "body": "B42",
        "data": {"gate": "B42"},
        "sound": "default",
        "badge": 2,
        "categoryId": "GATE",
        "threadId": "trip",
        "interruptionLevel": "time-sensitive",
        "relevanceScore": 0.5,
        "mutableContent": True,
        "richContent": {"image": "https://a.example/b.png"},
        "collapseId": "gate-418",
        "priority": "normal",
        "ttl": 60,
    }
    ticket = data(client.send(message))
    assert ticket["status"] == "ok"
    assert uuid.UUID(ticket["id"]).version == 7
    [got] = client.handed
    assert (got.provider, got.token) == ("apns", client.service.tokens.iphone)
    assert json.loads(got.payload) == {
        "aps": {
            "alert": {"title": "Gate", "subtitle": "418", "body": "B42"},
            "badge": 2,
            "sound": "default",
            "category": "GATE",
            "thread-id": "trip",
            "interruption-level": "time-sensitive",
            "relevance-score": 0.5,
            "mutable-content": 1,
        },
        "body": {"gate": "B42", "_richContent": {"image": "https://a.example/b.png"}},
        "experienceId": "@pushbench/demo",
        "scopeKey": "@pushbench/demo",
        "projectId": "0d5f0b54-6a35-4a7e-9d0b-1f0f2f3f4a51",
    }
    assert dict(got.headers) == {
        "apns-topic": "dev.pushbench.demo",
        "apns-push-type": "alert",
        "apns-priority": "5",
        "apns-expiration": str(int(NOW + 60)),
        "apns-collapse-id": "gate-418",
    }


def test_a_message_to_a_pixel(client: Client) -> None:
    message = {
        "to": client.service.tokens.pixel,
        "title": "Gate",
        "body": "B42",
        "data": {"seats": 2},
        "channelId": "gates",
        "icon": "ic_gate",
        "tag": "gate",
        "collapseId": "gate",
        "priority": "high",
        "expiration": int(NOW) + 61,
    }
    assert data(client.send([message]))[0]["status"] == "ok"
    [got] = client.handed
    ids = {"experienceId": "@pushbench/demo", "scopeKey": "@pushbench/demo"}
    assert (got.provider, json.loads(got.payload)) == (
        "fcm",
        {
            "message": {
                "data": {
                    "title": "Gate",
                    "message": "B42",
                    "channelId": "gates",
                    "body": '{"seats": 2}',
                    **ids,
                    "projectId": "0d5f0b54-6a35-4a7e-9d0b-1f0f2f3f4a51",
                },
                "android": {
                    "priority": "high",
                    "ttl": "60s",
                    "collapse_key": "gate",
                    "notification": {"channel_id": "gates", "icon": "ic_gate", "tag": "gate"},
                },
                "notification": {"title": "Gate", "body": "B42"},
            }
        },
    )


def test_headless_messages(client: Client) -> None:
    both = [client.service.tokens.iphone, client.service.tokens.pixel]
    data(client.send({"to": both, "contentAvailable": True, "data": {"a": 1}}))
    iphone, pixel = client.handed
    assert json.loads(iphone.payload)["aps"] == {"content-available": 1}
    assert (dict(iphone.headers)["apns-push-type"], dict(iphone.headers)["apns-priority"]) == ("background", "5")
    assert "notification" not in json.loads(pixel.payload)["message"]


def test_the_shape_of_the_answer_follows_the_question(client: Client) -> None:
    token = client.service.tokens.iphone
    assert isinstance(data(client.send({"to": token, "body": "x"})), dict)
    assert len(data(client.send({"to": [token], "body": "x"}))) == 1
    assert len(data(client.send([{"to": token, "body": "x"}]))) == 1
    flat = data(client.send([{"to": [token, magic("not-registered")], "body": "x"}, {"to": token, "body": "y"}]))
    assert [ticket["status"] for ticket in flat] == ["ok", "error", "ok"]


@pytest.mark.parametrize("token", ["ExponentPushToken[unknown]", "no token at all", magic("not-registered")])
def test_an_unknown_token(client: Client, token: str) -> None:
    assert data(client.send({"to": token, "body": "x"})) == {
        "status": "error",
        "message": f'"{token}" is not a registered push notification recipient',
        "details": {"error": "DeviceNotRegistered", "expoPushToken": token},
    }
    assert client.handed == []


def test_receipts_become_ready_and_are_forgotten(client: Client) -> None:
    identifier = data(client.send({"to": client.service.tokens.pixel, "body": "x"}))["id"]
    assert client.receipts(identifier, "unknown") == {}
    client.clock.time += 2
    assert client.receipts(identifier, "unknown") == {identifier: {"status": "ok"}}
    client.clock.time += 86_400
    assert client.receipts(identifier) == {}


def test_the_delay_is_set(client: Client) -> None:
    assert data(client.settle(receipt_delay=900)) == {
        "receipt_delay": 900,
        "notifications_per_second": None,
        "push_security": False,
    }
    identifier = data(client.send({"to": magic("android"), "body": "x"}))["id"]
    client.clock.time += 899
    assert client.receipts(identifier) == {}
    client.clock.time += 1
    assert client.receipts(identifier) == {identifier: {"status": "ok"}}
    client.service.reset()
    assert data(client.call("GET", SETTINGS))["receipt_delay"] == 2.0


@pytest.mark.parametrize(
    "settings",
    [{"receipt_delay": -1}, {"receipt_delay": True}, {"notifications_per_second": 0}, {"push_security": 1}, {"x": 1}],
)
def test_settings_that_are_none(client: Client, settings: Any) -> None:
    assert client.settle(**settings).status == 400
    assert client.call("POST", SETTINGS, b"{").status == 400
    assert client.call("POST", SETTINGS, b"[]").status == 400


RECEIPT_TOKENS = {
    each.receipt_error: name for name, each in MAGIC.items() if each.receipt_error and each.platform == "ios"
}


@pytest.mark.parametrize("code", DEVICE_ERRORS)
def test_a_token_for_each_error_of_a_receipt(client: Client, code: str) -> None:
    identifier = data(client.send({"to": magic(RECEIPT_TOKENS[code]), "body": "x"}))["id"]
    client.clock.time += 2
    receipt = client.receipts(identifier)[identifier]
    assert (receipt["status"], receipt["details"]["error"]) == ("error", code)
    assert receipt["message"]
    assert client.handed == []


def test_a_token_that_never_gets_a_receipt(client: Client) -> None:
    identifier = data(client.send({"to": magic("receipt-never"), "body": "x"}))["id"]
    client.clock.time += 900
    assert client.receipts(identifier) == {}
    assert len(client.handed) == 1


@pytest.mark.parametrize(
    ("name", "code"), [("ticket-credentials", "InvalidCredentials"), ("ticket-too-big", "MessageTooBig")]
)
def test_errors_in_the_ticket(client: Client, name: str, code: str) -> None:
    assert data(client.send({"to": magic(name), "body": "x"}))["details"]["error"] == code


@pytest.mark.parametrize("name", ["ios", "android"])
def test_too_big_for_the_phone(client: Client, name: str) -> None:
    ticket = data(client.send({"to": magic(name), "data": {"x": "y" * 4096}, "contentAvailable": True}))
    client.clock.time += 2
    assert client.receipts(ticket["id"])[ticket["id"]]["details"]["error"] == "MessageTooBig"
    assert client.handed == []


def test_android_gets_its_words_twice(client: Client) -> None:
    ticket = data(client.send({"to": magic("android"), "body": "y" * 2100}))
    client.clock.time += 2
    assert client.receipts(ticket["id"])[ticket["id"]]["details"]["error"] == "MessageTooBig"


@pytest.mark.parametrize(("name", "key"), [("ios", "apns"), ("android", "fcm")])
def test_what_the_next_service_refuses_is_in_the_receipt(client: Client, name: str, key: str) -> None:
    client.refusal = "INVALID_ARGUMENT"
    ticket = data(client.send({"to": magic(name), "body": "x"}))
    client.clock.time += 2
    receipt = client.receipts(ticket["id"])[ticket["id"]]
    assert receipt["details"]["error"] == "DeveloperError"
    assert "INVALID_ARGUMENT" in json.dumps(receipt["details"][key])


def test_projects_are_never_mixed(client: Client) -> None:
    answer = client.send(
        [{"to": [magic("ios"), magic("other-project")], "body": "x"}, {"to": magic("android"), "body": "y"}]
    )
    assert answer.status == 400
    assert error(answer)["code"] == "PUSH_TOO_MANY_EXPERIENCE_IDS"
    assert error(answer)["details"] == {
        "@pushbench/demo": [magic("ios"), magic("android")],
        "@pushbench/other": [magic("other-project")],
    }
    assert client.handed == []
    assert data(client.send({"to": magic("other-project"), "body": "x"}))["status"] == "ok"


def test_push_security_of_a_project_and_of_all(client: Client) -> None:
    secured = {"to": magic("secured"), "body": "x"}
    answer = client.send(secured)
    assert (answer.status, error(answer)["code"]) == (401, "UNAUTHORIZED")
    assert "@pushbench/secured" in error(answer)["message"]
    bearer = {"authorization": f"Bearer {client.access}"}
    assert data(client.send(secured, **bearer))["status"] == "ok"
    plain = {"to": magic("ios"), "body": "x"}
    assert data(client.send(plain))["status"] == "ok"
    client.settle(push_security=True)
    assert error(client.send(plain))["code"] == "UNAUTHORIZED"
    assert data(client.send(plain, **bearer))["status"] == "ok"


@pytest.mark.parametrize("path", [SEND, RECEIPTS])
def test_a_wrong_access_token_is_refused_everywhere(client: Client, path: str) -> None:
    answer = client.call("POST", path, b"{}", authorization="Bearer wrong")
    assert (answer.status, json.loads(answer.body)["error"]) == (401, "invalid_token")


def test_the_rate_is_limited_only_when_set(client: Client) -> None:
    hundred = [{"to": magic("ios"), "body": "x"}] * 100
    for _ in range(8):
        assert len(data(client.send(hundred))) == 100
    client.settle(notifications_per_second=600)
    assert [client.send(hundred).status for _ in range(7)] == [200] * 6 + [429]
    assert client.send({"to": magic("other-project"), "body": "x"}).status == 200
    client.clock.time += 1
    assert client.send(hundred).status == 200


def test_limits_of_requests(client: Client) -> None:
    many = [{"to": [magic("ios")] * 60, "body": "x"}, {"to": [magic("ios")] * 41, "body": "x"}]
    answer = client.send(many)
    assert (answer.status, error(answer)["code"]) == (400, "PUSH_TOO_MANY_NOTIFICATIONS")
    asked = client.call("POST", RECEIPTS, json.dumps({"ids": ["x"] * 1001}).encode())
    assert (asked.status, error(asked)["code"]) == (400, "PUSH_TOO_MANY_RECEIPTS")
    assert client.receipts(*["x"] * 1000) == {}


def test_gzip(client: Client) -> None:
    body = gzip.compress(json.dumps({"to": magic("ios"), "body": "x"}).encode())
    assert data(client.call("POST", SEND, body, content_encoding="gzip"))["status"] == "ok"
    for broken in (body[:-4], b"{}", b""):
        assert error(client.call("POST", SEND, broken, content_encoding="gzip"))["code"] == "VALIDATION_ERROR"
    assert client.call("POST", SEND, body).status == 400
    assert client.call("POST", SEND, body, content_encoding="br").status == 400


MALFORMED: list[Any] = [
    [],
    7,
    None,
    ["x"],
    {"body": "x"},
    {"to": 7},
    {"to": []},
    {"to": ["a", 7]},
    *(
        {"to": "x", **wrong}
        for wrong in (
            {"title": 5},
            {"data": []},
            {"ttl": -1},
            {"ttl": 1.5},
            {"ttl": 10**400},
            {"badge": float("inf")},
            {"expiration": 1_795_340_460_000},
            {"priority": "urgent"},
            {"priority": []},
            {"badge": "1"},
            {"badge": True},
            {"interruptionLevel": "loud"},
            {"contentAvailable": 1},
            {"relevanceScore": 2},
            {"sound": 7},
            {"sound": {"volume": 2}},
            {"sound": {"loud": 1}},
            {"richContent": "x"},
            {"richContent": {"image": 7}},
            {"channelId": 7},
        )
    ),
]


@pytest.mark.parametrize("document", MALFORMED, ids=json.dumps)
def test_malformed_messages(client: Client, document: Any) -> None:
    answer = client.send(document)
    assert (answer.status, error(answer)["code"]) == (400, "VALIDATION_ERROR")
    assert client.handed == []


def test_what_is_odd_and_taken(client: Client) -> None:
    odd = {"to": magic("ios"), "body": "x", "unknown": 1, "sound": None, "channelId": None}
    assert data(client.call("POST", f"{SEND}?useFcmV1=true", json.dumps(odd).encode()))["status"] == "ok"


@pytest.mark.parametrize("document", [{}, [], {"ids": "x"}, {"ids": [7]}])
def test_malformed_questions(client: Client, document: Any) -> None:
    assert client.call("POST", RECEIPTS, json.dumps(document).encode()).status == 400


@pytest.mark.parametrize(("method", "path"), [("GET", SEND), ("POST", "/"), ("POST", "/--/api/v2/push")])
def test_other_paths(client: Client, method: str, path: str) -> None:
    assert client.call(method, path).status == 404


# Faults


@pytest.mark.parametrize("code", [*REQUEST_ERRORS, "invalid_token"])
def test_each_error_of_a_request_on_demand(client: Client, code: str) -> None:
    answer = client.service.fault_answer(client.request("POST", SEND, b"{}"), code, None, 7.0)
    body = json.loads(answer.body)
    assert (body["errors"][0]["code"] if "errors" in body else body["error"]) == code
    assert answer.status >= 400
    assert ("retry-after", "7") in answer.headers


@pytest.mark.parametrize("code", DEVICE_ERRORS)
def test_each_error_of_a_device_on_demand(client: Client, code: str) -> None:
    def told(path: str, document: Any) -> Any:
        request = client.request("POST", path, json.dumps(document).encode())
        return data(client.service.fault_answer(request, code, None, None))

    assert told(SEND, {"to": "a"})["details"]["error"] == code
    assert [each["details"]["error"] for each in told(SEND, [{"to": ["a", "b"]}])] == [code, code]
    assert told(RECEIPTS, {"ids": ["x", "y"]})["y"]["details"]["error"] == code


@pytest.mark.parametrize(
    ("status", "code"), [(429, "TOO_MANY_REQUESTS"), (503, "INTERNAL_SERVER_ERROR"), (400, "VALIDATION_ERROR")]
)
def test_a_bare_status(client: Client, status: int, code: str) -> None:
    answer = client.service.fault_answer(client.request("POST", SEND, b"x"), None, status, None)
    assert (answer.status, error(answer)["code"]) == (status, code)


def test_the_first_token_names_the_request(client: Client) -> None:
    assert client.service.token_of(client.request("POST", SEND, b'[{"to":["a","b"]}]')) == "a"
    assert client.service.token_of(client.request("POST", RECEIPTS, b'{"ids":[]}')) is None
    assert client.service.token_of(client.request("POST", SEND, b"{")) is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.sampled_from([SEND, RECEIPTS, SETTINGS]),
    st.binary(max_size=40)
    | json_values.map(lambda value: json.dumps(value).encode())
    | st.dictionaries(st.sampled_from(["title", "data", "ttl", "sound", "richContent"]), json_values).map(
        lambda fields: json.dumps({**fields, "to": magic("ios")}).encode()
    ),
)
def test_anything_is_answered(path: str, body: bytes) -> None:
    client = Client()
    for headers in ({}, {"content_encoding": "gzip"}):
        answer = client.call("POST", path, body, **headers)
        assert answer.status in (200, 400)
        json.loads(answer.body)
    client.service.fault_answer(client.request("POST", path, body), "DeviceNotRegistered", None, None)
