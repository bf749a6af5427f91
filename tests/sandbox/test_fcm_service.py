"""The emulated FCM: sign-in, validation in Google's words, topics, and what reaches the phone."""

from __future__ import annotations

import asyncio
import json
import os
import uuid
from typing import Any
from urllib.parse import quote, urlencode

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushbench.sandbox.exchange import Answer, Connection, Received, Request
from pushbench.sandbox.fcm import make
from pushbench.sandbox.fcm_account import PROJECT
from pushbench.sandbox.fcm_handing import device_payload
from pushbench.sandbox.fcm_rules import Condition
from pushbench.sandbox.fcm_schema import BODY, violations

NOW = 1_760_000_000.0
ORIGIN = "https://127.0.0.1:9444"
SEND = f"/v1/projects/{PROJECT}/messages:send"
KEYS: dict[str, str] = {}


class SteppingClock:
    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> float:
        return self.time


class RealRandomness:
    def bytes(self, count: int) -> bytes:
        return os.urandom(count)

    def uuid(self) -> str:
        return str(uuid.uuid4())


class Client:
    """Talks to the service as a server of the app's maker would."""

    def __init__(self) -> None:
        self.clock = SteppingClock()
        self.service = make(KEYS, self.clock, RealRandomness())
        self.service.origins = {"base_url": ORIGIN}
        self.received: list[Received] = []
        self.service.deliver = self.received.append
        self.account = json.loads(self.service.profile()["service_account"])
        self.bearer = json.loads(self.token().body)["access_token"]

    def call(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        named = {"authorization": f"Bearer {self.bearer}"} if hasattr(self, "bearer") else {}
        named.update(headers)
        request = Request(method, path, tuple(named.items()), body, Connection(1, is_http2=True), ORIGIN)
        return asyncio.run(self.service.handle(request))

    def token(
        self, *, header: dict[str, Any] | None = None, form: dict[str, str] | None = None, **claims: Any
    ) -> Answer:
        full = {
            "iss": self.account["client_email"],
            "scope": "https://www.googleapis.com/auth/firebase.messaging",
            "aud": "https://oauth2.googleapis.com/token",
            "iat": int(self.clock.now()),
            "exp": int(self.clock.now()) + 3600,
            **claims,
        }
        assertion = jwt.encode(
            full, self.account["private_key"], "RS256", headers=header or {"kid": self.account["private_key_id"]}
        )
        fields = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": assertion, **(form or {})}
        return self.call("POST", "/token", urlencode(fields).encode())

    def send(self, message: Any, **body: Any) -> Answer:
        return self.call("POST", SEND, json.dumps({"message": message, **body}).encode())


@pytest.fixture
def client() -> Client:
    return Client()


def error(answer: Answer) -> dict[str, Any]:
    body = json.loads(answer.body)["error"]
    assert body["code"] == answer.status
    return body


def code(answer: Answer) -> str | None:
    return next((d["errorCode"] for d in error(answer).get("details", ()) if "errorCode" in d), None)


def test_a_good_message_gets_a_name_and_reaches_the_phone(client: Client) -> None:
    answer = client.send(
        {"token": client.service.token, "notification": {"title": "Hi", "body": "There"}, "data": {"a": "1"}}
    )
    assert answer.status == 200
    assert json.loads(answer.body)["name"].startswith(f"projects/{PROJECT}/messages/0:")
    (received,) = client.received
    assert (received.title, received.body) == ("Hi", "There")
    assert json.loads(received.payload) == {"notification": {"title": "Hi", "body": "There"}, "data": {"a": "1"}}


def test_validate_only_delivers_nothing(client: Client) -> None:
    answer = client.send({"token": client.service.token}, validate_only=True)
    assert json.loads(answer.body)["name"].endswith("/fake_message_id")
    assert not client.received


@pytest.mark.parametrize(
    ("claims", "word"),
    [
        ({"iss": "somebody@else.example"}, "invalid_grant"),
        ({"iat": int(NOW) - 9000, "exp": int(NOW) - 5400}, "invalid_grant"),
        ({"iat": int(NOW) + 900, "exp": int(NOW) + 4500}, "invalid_grant"),
        ({"exp": int(NOW) + 7200}, "invalid_grant"),
        ({"aud": "https://fcm.googleapis.com/"}, "invalid_grant"),
        ({"scope": ""}, "invalid_scope"),
        ({"scope": "https://www.googleapis.com/auth/drive"}, "invalid_scope"),
    ],
)
def test_bad_assertions_are_refused(client: Client, claims: dict[str, Any], word: str) -> None:
    answer = client.token(**claims)
    assert (answer.status, json.loads(answer.body)["error"]) == (400, word)


def test_deleted_keys_and_odd_forms_are_refused(client: Client) -> None:
    assert json.loads(client.token(header={"kid": "f" * 40}).body)["error"] == "invalid_grant"
    assert json.loads(client.token(form={"assertion": "x.y"}).body)["error"] == "invalid_grant"
    assert json.loads(client.token(form={"grant_type": "password"}).body)["error"] == "unsupported_grant_type"


def test_sign_in_is_wanted_and_ends(client: Client) -> None:
    client.clock.time += 3600
    assert error(client.send({"token": client.service.token}))["status"] == "UNAUTHENTICATED"
    client.bearer = "nonsense"
    assert client.send({}).status == 401
    assert client.call("POST", "/v1/projects/other/messages:send", b"{}").status == 401


def test_other_projects_are_forbidden(client: Client) -> None:
    assert error(client.call("POST", "/v1/projects/other/messages:send", b"{}"))["status"] == "PERMISSION_DENIED"


def test_unknown_paths_get_a_page(client: Client) -> None:
    answer = client.call("POST", "/v2/nothing", b"{}")
    assert answer.status == 404
    assert answer.body.startswith(b"<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("message", "field", "words"),
    [
        ({"data": {"seats": 2}}, "message.data[0].value", "Invalid value at 'message.data[0].value' (TYPE_STRING), 2"),
        ({"priority": "high"}, "message", "Unknown name \"priority\" at 'message'"),
        ({"notification": {"sound": "default"}}, "message.notification", 'Unknown name "sound"'),
        ({"android": {"ttl": 3600}}, "message.android.ttl", "Duration"),
        ({"android": {"ttl": "2419201s"}}, "message.android.ttl", "Invalid TTL"),
        ({"android": {"priority": "urgent"}}, "message.android.priority", "Invalid value"),
        ({"android": {"notification": {"color": "red"}}}, "message.android.notification.color", "Invalid color"),
        (
            {"android": {"notification": {"notification_count": "many"}}},
            "message.android.notification.notification_count",
            "TYPE_INT32",
        ),
        (
            {"android": {"notification": {"event_time": "yesterday"}}},
            "message.android.notification.event_time",
            "Timestamp",
        ),
        ({"android": {}, "androidV2": {}}, "message.android_v2", "Only one"),
        ({"data": {"from": "x"}}, "message.data", "Invalid data payload key: from"),
        ({"data": {"google.x": "x"}}, "message.data", "Invalid data payload key"),
        ({"webpush": {"fcmOptions": {"link": "http://a.example"}}}, "message.webpush.fcm_options.link", "HTTPS"),
        ({"fcm_options": {"analytics_label": "no spaces"}}, "message.fcm_options.analytics_label", "label"),
        ({"apns": {"headers": {"apns-priority": 5}}}, "message.apns.headers[0].value", "TYPE_STRING"),
    ],
)
def test_field_violations_name_the_field(client: Client, message: dict[str, Any], field: str, words: str) -> None:
    answer = client.send({"token": client.service.token, **message})
    assert answer.status == 400
    (found,) = next(d["fieldViolations"] for d in error(answer)["details"] if "fieldViolations" in d)
    assert found["field"] == field
    assert words in found["description"]
    assert not client.received


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"7", b'{"message": 5}', b"{}", b'{"message": {}}', b"[" * 5000])
def test_odd_bodies_are_invalid_arguments(client: Client, body: bytes) -> None:
    assert error(client.call("POST", SEND, body))["status"] == "INVALID_ARGUMENT"


def test_two_targets_are_one_too_many(client: Client) -> None:
    assert client.send({"token": client.service.token, "topic": "news"}).status == 400


@pytest.mark.parametrize(
    ("suffix", "status", "word"),
    [("-gone", 404, "UNREGISTERED"), ("-foreign", 403, "SENDER_ID_MISMATCH"), ("-apns", 401, "THIRD_PARTY_AUTH_ERROR")],
)
def test_special_tokens_answer_as_documented(client: Client, suffix: str, status: int, word: str) -> None:
    answer = client.send({"token": client.service.token + suffix})
    assert (answer.status, code(answer)) == (status, word)


def test_token_texts(client: Client) -> None:
    assert code(client.send({"token": "nonsense"})) == "INVALID_ARGUMENT"
    assert code(client.send({"token": "f" * 22 + ":APA91b" + "x" * 30})) == "UNREGISTERED"
    assert client.send({"fid": client.service.token.partition(":")[0]}).status == 200


def test_size_is_measured(client: Client) -> None:
    room = 4096 - len("k") - len("title") - len("T")
    base = {"token": client.service.token, "notification": {"title": "T"}}
    assert client.send({**base, "data": {"k": "x" * room}}).status == 200
    assert error(client.send({**base, "data": {"k": "x" * (room + 1)}}))["message"] == "Android message is too big"


def test_platform_blocks_override_the_common_part() -> None:
    message = {
        "notification": {"title": "T", "body": "B"},
        "data": {"a": "1"},
        "android": {"notification": {"title": "A"}},
        "webpush": {"notification": {"title": "W"}, "fcm_options": {"link": "https://a.example"}},
        "apns": {"payload": {"aps": {"alert": {"title": "I"}}}},
    }
    assert device_payload(message, "android")["notification"] == {"title": "A", "body": "B"}
    assert device_payload(message, "web")["notification"] == {"title": "W", "body": "B"}
    assert device_payload(message, "ios")["aps"] == {"alert": {"title": "I"}}


def test_topics_over_the_v1_api(client: Client) -> None:
    place = f"/v1/projects/{PROJECT}/registrations/{quote(client.service.token, safe='')}/topicSubscriptions"
    assert json.loads(client.call("POST", f"{place}?topicName=news", b"{}").body)["topicName"] == "news"
    assert error(client.call("POST", f"{place}?topic_name=news", b"{}"))["status"] == "ALREADY_EXISTS"
    assert [s["topicName"] for s in json.loads(client.call("GET", place).body)["topicSubscriptions"]] == ["news"]
    assert client.send({"topic": "news", "notification": {"title": "T"}}).status == 200
    assert client.send({"condition": "'news' in topics && !('sport' in topics)"}).status == 200
    assert client.send({"condition": "'sport' in topics"}).status == 200
    assert len(client.received) == 2
    assert client.call("DELETE", f"{place}/news").status == 200
    assert client.call("DELETE", f"{place}/news").status == 404
    assert client.call("DELETE", f"{place}/news?allow_missing=true").status == 200


def test_topics_over_the_instance_id_api(client: Client) -> None:
    body = {
        "to": "/topics/news",
        "registration_tokens": [client.service.token, "nonsense", client.service.token + "-gone"],
    }
    answer = client.call("POST", "/iid/v1:batchAdd", json.dumps(body).encode(), access_token_auth="true")
    assert json.loads(answer.body)["results"] == [{}, {"error": "INVALID_ARGUMENT"}, {"error": "NOT_FOUND"}]
    info = client.call("GET", f"/iid/info/{client.service.token}?details=true", access_token_auth="true")
    assert list(json.loads(info.body)["rel"]["topics"]) == ["news"]
    assert client.call("POST", "/iid/v1:batchAdd", json.dumps(body).encode()).status == 401
    client.call("POST", "/iid/v1:batchRemove", json.dumps(body).encode(), access_token_auth="true")
    assert client.send({"topic": "news"}).status == 200
    assert not client.received


@pytest.mark.parametrize(
    ("text", "topics", "expected"),
    [
        ("'a' in topics", {"a"}, True),
        ("'a' in topics && ('b' in topics || 'c' in topics)", {"a", "c"}, True),
        ("'a' in topics || 'b' in topics && 'c' in topics", {"a"}, False),
        ("!('a' in topics)", {"b"}, True),
        ("!'a' in topics", {"a"}, False),
    ],
)
def test_conditions_match_from_left_to_right(text: str, topics: set[str], expected: bool) -> None:
    condition = Condition.parse(text)
    assert condition is not None
    assert condition.matches(frozenset(topics)) is expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a in topics",
        '"a" in topics',
        "'a' in topics &&",
        "('a' in topics",
        "'a' topics",
        "'a b' in topics",
        "!" * 90,
        " && ".join(f"'t{n}' in topics" for n in range(6)),
    ],
)
def test_bad_conditions_are_none(text: str) -> None:
    assert Condition.parse(text) is None


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
        max_leaves=8,
    )
)
def test_any_document_is_judged_without_an_exception(document: Any) -> None:
    for field, words in violations({"message": document}, BODY):
        assert isinstance(field, str)
        assert words


@pytest.mark.parametrize("reason", ["UNREGISTERED", "SERVICE_DISABLED", "invalid_grant", "ExpiredProviderToken", None])
def test_every_kind_of_reason_can_be_asked_for(client: Client, reason: str | None) -> None:
    request = Request("POST", SEND, (), b"{}", Connection(1, is_http2=True), ORIGIN)
    answer = client.service.fault_answer(request, reason, None, 5)
    assert answer.status >= 400
    assert ("retry-after", "5") in answer.headers
    assert client.service.fault_answer(request, None, 429, None).status == 429


def test_iphones_and_browsers_get_it_through_their_own_services(client: Client) -> None:
    handed: list[Received] = []
    client.service.hand_on = lambda received: handed.append(received)
    message = {
        "notification": {"title": "T", "body": "B"},
        "data": {"gate": "B42"},
        "apns": {"headers": {"apns-collapse-id": "gate"}, "payload": {"aps": {"badge": 2}}},
        "webpush": {"headers": {"Urgency": "high"}, "fcm_options": {"link": "https://a.example/gate"}},
    }
    for suffix in ("-ios", "-web"):
        assert client.send({**message, "token": client.service.token + suffix}).status == 200
    assert client.received == []
    phone, browser = handed
    assert (phone.provider, browser.provider) == ("apns", "webpush")
    assert json.loads(phone.payload)["aps"] == {"badge": 2, "alert": {"title": "T", "body": "B"}}
    assert dict(phone.headers) == {
        "apns-topic": "dev.pushbench.demo",
        "apns-push-type": "alert",
        "apns-priority": "10",
        "apns-expiration": str(int(NOW) + 30 * 86_400),
        "apns-collapse-id": "gate",
    }
    assert json.loads(browser.payload)["fcmOptions"] == {"link": "https://a.example/gate"}
    assert dict(browser.headers)["urgency"] == "high"
    assert {received.title for received in handed} == {"T"}


def test_a_silent_push_to_an_iphone_goes_as_a_background_push(client: Client) -> None:
    handed: list[Received] = []
    client.service.hand_on = lambda received: handed.append(received)
    silent = {"token": client.service.token + "-ios", "apns": {"payload": {"aps": {"content-available": 1}}}}
    assert client.send(silent).status == 200
    assert dict(handed[0].headers)["apns-push-type"] == "background"
    assert dict(handed[0].headers)["apns-priority"] == "5"


def test_apples_refusal_is_quoted(client: Client) -> None:
    token = client.service.token + "-ios"
    for reason, code, status in (
        ("Unregistered", "INVALID_ARGUMENT", 410),
        ("PayloadTooLarge", "INVALID_ARGUMENT", 413),
        ("InvalidProviderToken", "THIRD_PARTY_AUTH_ERROR", 403),
    ):
        client.service.hand_on = lambda received, reason=reason: reason
        details = error(client.send({"token": token, "notification": {"title": "T"}}))["details"]
        assert {detail.get("errorCode") for detail in details} == {code, None}
        assert details[0] | {"@type": ""} == {"@type": "", "statusCode": status, "reason": reason}
    client.service.hand_on = lambda received: "Payload too large"
    answer = client.send({"token": client.service.token + "-web", "notification": {"title": "T"}})
    assert error(answer)["message"] == "Payload too large"
