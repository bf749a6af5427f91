"""The emulated Novu by itself: sign-in, errors word for word, subscribers, tokens, topics, integrations, and over TLS."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import given as any_of
from hypothesis import settings
from hypothesis import strategies as st
from tests.providers.novu.given import Sandbox
from tests.sandbox.running import Running

from pushbench.sandbox import novu
from pushbench.sandbox.novu_answers import INVALID, KEY_NOT_FOUND, MISSING_HEADER, RATE_LIMITED, WORKFLOW_NOT_FOUND
from pushbench.sandbox.novu_workflows import WORKFLOWS
from pushbench.sandbox.services import SERVICES


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox()


def test_sign_in_word_for_word(sandbox: Sandbox) -> None:
    key = sandbox.service.profile()["api_key"]
    for headers, words in (
        ({}, MISSING_HEADER),
        ({"authorization": f"Bearer {key}"}, 'Invalid authentication scheme: "Bearer"'),
        ({"authorization": "ApiKey wrong"}, KEY_NOT_FOUND),
    ):
        answer = sandbox.ask("POST", "/v1/events/trigger", {}, headers)
        assert (answer.status, json.loads(answer.body)["message"]) == (401, words)
    body = json.loads(answer.body)
    assert (body["statusCode"], body["path"]) == (401, "/v1/events/trigger")
    assert body["timestamp"].endswith("Z")


def event(**changes: Any) -> dict[str, Any]:
    made = {"name": "pushbench", "to": "demo", "payload": {"title": "T"}, **changes}
    return {name: value for name, value in made.items() if value is not ...}


@pytest.mark.parametrize(
    ("fields", "where", "words"),
    [
        ({"name": ...}, "name", "name should not be empty"),
        ({"name": 5}, "name", "name must be a string"),
        ({"to": ...}, "to", "to should not be empty"),
        ({"to": []}, "to", "to should not be empty"),
        ({"to": ["a"] * 101}, "to", "no more than 100"),
        ({"to": 5}, "to", "must be a string"),
        ({"to": {"subscriberId": "a", "channels": [{"providerId": "x"}]}}, "to", "providerId must be one of"),
        (
            {"to": {"subscriberId": "a", "channels": [{"providerId": "fcm", "credentials": {"deviceTokens": "x"}}]}},
            "to",
            "deviceTokens",
        ),
        ({"payload": "x"}, "payload", "payload must be an object"),
        ({"overrides": []}, "overrides", "overrides must be an object"),
        ({"overrides": {"providers": []}}, "overrides.providers", "must be an object"),
        ({"overrides": {"severity": "urgent"}}, "overrides.severity", "severity must be one of"),
        ({"transactionId": 5}, "transactionId", "must be a string"),
        ({"context": {str(number): "x" for number in range(6)}}, "context", "no more than 5"),
    ],
)
def test_fields_are_checked_first(sandbox: Sandbox, fields: Any, where: str, words: str) -> None:
    status, body = sandbox.json("POST", "/v1/events/trigger", event(**fields))
    assert (status, body["message"]) == (422, INVALID)
    assert words in " ".join(body["errors"][where]["messages"])
    assert not sandbox.received


def test_workflows_and_recipients(sandbox: Sandbox) -> None:
    status, body = sandbox.json("POST", "/v1/events/trigger", event(name="who"))
    assert (status, body["message"]) == (422, WORKFLOW_NOT_FOUND)
    for to in ({"type": "Topic", "topicKey": "a b"}, {"subscriberId": " "}, {"firstName": "x"}):
        assert sandbox.trigger(to)[1]["data"]["status"] == "invalid_recipients"
    status, body = sandbox.json("POST", "/v1/events/trigger", event(name="strict", payload={}))
    assert (status, body["type"], body["errors"][0]["field"]) == (400, "PAYLOAD_VALIDATION_ERROR", "title")
    assert sandbox.json("POST", "/v1/events/trigger", b"{")[0] == 400


def test_a_bulk_request_fails_as_a_whole_only_for_its_shape(sandbox: Sandbox) -> None:
    for events in ([], [event()] * 101, [event(), event(name=5)], [5], "x"):
        assert sandbox.json("POST", "/v1/events/trigger/bulk", {"events": events})[0] == 422
    status, body = sandbox.json("POST", "/v1/events/trigger/bulk", {"events": [event(), event(name="who")]})
    assert (status, [each["status"] for each in body["data"]]) == (201, ["processed", "error"])
    assert set(body) == {"data"}


def test_tokens_are_stored_merged_and_cleared(sandbox: Sandbox) -> None:
    path = "/v1/subscribers/no-channels/credentials"
    token, other = sandbox.tokens["pixel"], sandbox.tokens["browser"]

    def stored(method: str, tokens: Any, **more: Any) -> list[str]:
        body = {"providerId": "fcm", "credentials": {"deviceTokens": tokens}, **more}
        status, answer = sandbox.json(method, path, body)
        assert status == 200, answer
        return list(answer["data"]["channels"][0]["credentials"]["deviceTokens"])

    assert stored("PUT", [token]) == [token]
    assert stored("PATCH", [other, token]) == [token, other]
    assert stored("PUT", [other]) == [other]
    assert stored("PUT", []) == []
    assert stored("PUT", [str(number) for number in range(120)])[-1] == "99"
    assert sandbox.ask("DELETE", f"{path}/fcm").status == 204
    for body, status, words in (
        ({"providerId": "appio", "credentials": {"deviceTokens": ["x"]}}, 400, "do not have active appio integration."),
        ({"providerId": "fcm", "deviceTokens": ["x"]}, 422, INVALID),
        ({"providerId": "teleport", "credentials": {}}, 422, INVALID),
        ({"providerId": "fcm", "credentials": {"deviceTokens": [5]}}, 422, INVALID),
    ):
        got, answer = sandbox.json("PUT", path, body)
        assert got == status
        assert words in answer["message"]
    missing = {"providerId": "fcm", "credentials": {"deviceTokens": ["x"]}}
    got, answer = sandbox.json("PUT", "/v1/subscribers/who/credentials", missing)
    assert (got, answer["message"]) == (400, "SubscriberId: who not found")


def test_just_in_time_tokens_replace_the_stored_ones(sandbox: Sandbox) -> None:
    channel = {"providerId": "fcm", "credentials": {"deviceTokens": [sandbox.tokens["pixel"]]}}
    sandbox.trigger({"subscriberId": "new", "firstName": "Bo", "channels": [channel]})
    assert [got.token for got in sandbox.received] == ["new"]
    sandbox.trigger("new")
    assert len(sandbox.received) == 2
    _, answer = sandbox.json("GET", "/v2/subscribers/new")
    assert answer["data"]["firstName"] == "Bo"


def test_subscribers(sandbox: Sandbox) -> None:
    assert sandbox.json("POST", "/v2/subscribers", {"subscriberId": "bo", "locale": "de"})[0] == 201
    status, answer = sandbox.json("POST", "/v2/subscribers?failIfExists=true", {"subscriberId": "bo"})
    assert (status, answer["locale"]) == (409, "de")
    assert sandbox.json("PATCH", "/v2/subscribers/bo", {"locale": "fr"})[1]["data"]["locale"] == "fr"
    assert "bo" in [each["subscriberId"] for each in sandbox.json("GET", "/v2/subscribers")[1]["data"]]
    bulk = sandbox.json(
        "POST", "/v1/subscribers/bulk", {"subscribers": [{"subscriberId": "bo"}, {"subscriberId": "cy"}, {}]}
    )[1]["data"]
    assert [len(bulk[name]) for name in ("updated", "created", "failed")] == [1, 1, 1]
    assert sandbox.json("DELETE", "/v2/subscribers/demo")[0] == 200
    for method in ("GET", "PATCH", "DELETE"):
        status, answer = sandbox.json(method, "/v2/subscribers/demo", {})
        assert (status, answer["message"]) == (404, "Subscriber not found for id: demo")
    assert sandbox.json("POST", "/v2/subscribers", {})[0] == 422
    sandbox.service.reset()
    assert sandbox.json("GET", "/v2/subscribers/demo")[0] == 200


def test_topics_and_integrations(sandbox: Sandbox) -> None:
    assert sandbox.json("POST", "/v2/topics", {"key": "gates", "name": "Gates"})[0] == 201
    assert sandbox.json("POST", "/v2/topics", {"key": "a b"})[1]["message"] == "The topic key is invalid"
    joined = sandbox.json("POST", "/v2/topics/gates/subscriptions", {"subscriptions": ["demo", "who"]})[1]
    assert (joined["meta"]["failed"], joined["errors"][0]["subscriberId"]) == (1, "who")
    assert len(sandbox.json("GET", "/v2/topics/gates/subscriptions")[1]["data"]) == 1
    assert sandbox.json("PATCH", "/v2/topics/gates", {"name": "Doors"})[1]["data"]["name"] == "Doors"
    assert sandbox.json("DELETE", "/v2/topics/gates")[1]["data"] == {"acknowledged": True}
    assert sandbox.json("GET", "/v2/topics/gates")[0] == 404
    active = sandbox.json("GET", "/v1/integrations/active")[1]["data"]
    assert {each["providerId"] for each in active} == {
        "fcm",
        "apns",
        "expo",
        "one-signal",
        "pushpad",
        "push-webhook",
        "pusher-beams",
    }
    made = sandbox.json(
        "POST",
        "/v1/integrations",
        {"providerId": "fcm", "channel": "push", "identifier": "second", "credentials": {"serviceAccount": "{}"}},
    )
    assert (made[0], made[1]["data"]["credentials"]) == (201, {})
    identity = made[1]["data"]["_id"]
    assert sandbox.json("PUT", f"/v1/integrations/{identity}", {"active": False})[1]["data"]["active"] is False
    assert sandbox.json("POST", f"/v1/integrations/{identity}/set-primary")[1]["data"]["primary"] is True
    assert sandbox.json("DELETE", f"/v1/integrations/{identity}")[0] == 200
    assert sandbox.json("DELETE", f"/v1/integrations/{identity}")[0] == 404


def test_a_webhook_is_signed(sandbox: Sandbox) -> None:
    sandbox.trigger("every-provider")
    [got] = [each for each in sandbox.received if each.device == novu_webhook()]
    secret = sandbox.service._webhook_secret
    mark = hmac.new(secret.encode(), got.payload, hashlib.sha256).hexdigest()
    assert dict(got.headers)["x-novu-signature"] == mark
    body = json.loads(got.payload)
    assert (body["target"], body["title"], body["content"]) == (["webhook-demo"], "T", "B")
    assert body["payload"]["subscriber"]["subscriberId"] == "every-provider"


def novu_webhook() -> str:
    from pushbench.sandbox.novu_sending import WEBHOOK_NAME

    return WEBHOOK_NAME


def test_feed_messages_and_pages(sandbox: Sandbox) -> None:
    transaction = sandbox.trigger("demo", context={"tenant": "acme"}, overrides={"severity": "high"})[1]["data"][
        "transactionId"
    ]
    assert sandbox.json("GET", f"/v1/notifications?transactionId={transaction}")[1]["data"] == []
    [item] = sandbox.feed(transaction)
    assert (item["channels"], item["severity"], item["contextKeys"]) == (["push"], "high", ["tenant:acme"])
    assert [job["type"] for job in item["jobs"]] == ["trigger", "push"]
    details = [detail["detail"] for detail in item["jobs"][1]["executionDetails"]]
    assert details.count("Message sent: fcm") == 2
    assert sandbox.json("GET", f"/v1/notifications/{item['_id']}")[1]["data"]["transactionId"] == transaction
    assert sandbox.json("GET", "/v1/notifications/0")[0] == 404
    messages = sandbox.json("GET", f"/v1/messages?channel=push&transactionId[]={transaction}")[1]
    assert messages["totalCount"] == len(messages["data"]) == 2
    sandbox.trigger("dead-iphone")
    sandbox.clock.time += 2
    failed = sandbox.json("GET", "/v1/messages?subscriberId=dead-iphone")[1]["data"][0]
    assert (failed["status"], failed["errorId"]) == ("error", "unexpected_push_error")
    page = sandbox.json("GET", "/v1/notifications?limit=1&page=1")[1]
    assert (page["page"], page["pageSize"], page["hasMore"], len(page["data"])) == (1, 1, False, 1)
    assert sandbox.ask("DELETE", f"/v1/messages/transaction/{transaction}").status == 204
    assert sandbox.json("GET", f"/v1/messages?transactionId[]={transaction}")[1]["data"] == []


def test_keys_of_idempotency(sandbox: Sandbox) -> None:
    def ask(key: str, body: Any) -> Any:
        sent = {"authorization": f"ApiKey {sandbox.service.profile()['api_key']}", "idempotency-key": key}
        return sandbox.ask("POST", "/v1/events/trigger", body, sent)

    first, again = ask("k", event()), ask("k", event())
    assert first.body == again.body
    assert ("idempotency-replay", "true") in again.headers
    assert len(sandbox.received) == 3
    assert (ask("k", event(to="virtual-pixel")).status, ask("x" * 256, event()).status) == (422, 400)
    sandbox.clock.time += 90_000
    assert ("idempotency-replay", "true") not in ask("k", event()).headers


def test_rates_only_when_they_are_set(sandbox: Sandbox) -> None:
    assert {sandbox.trigger("who")[0] for _ in range(50)} == {201}
    assert sandbox.json("POST", "/emulator/settings", {"requests_per_second": 2, "feed_delay": 0})[0] == 200
    assert [sandbox.trigger("who")[0] for _ in range(3)] == [201, 201, 429]
    answer = sandbox.ask("GET", "/v1/notifications")
    assert json.loads(answer.body)["message"] == RATE_LIMITED
    headers = dict(answer.headers)
    assert (headers["retry-after"], headers["ratelimit-limit"], headers["ratelimit-remaining"]) == ("1", "2", "0")
    assert 'comment="token bucket"' in headers["ratelimit-policy"]
    refused: tuple[Any, ...] = ({"x": 1}, {"feed_delay": -1}, {"requests_per_second": 0}, [])
    for wanted in refused:
        assert sandbox.json("POST", "/emulator/settings", wanted)[0] == 400


def test_unknown_routes(sandbox: Sandbox) -> None:
    for method, path in (
        ("GET", "/v1/events/trigger"),
        ("POST", "/v3/x"),
        ("PUT", "/v2/workflows/a"),
        ("GET", "/"),
        ("POST", "/v1/events/x"),
    ):
        status, body = sandbox.json(method, path)
        assert (status, body["message"]) == (404, f"Cannot {method} {path}")
    status, body = sandbox.json("GET", "/v2/workflows/who")
    assert (status, body["message"]) == (404, "Workflow cannot be found")
    assert len(sandbox.json("GET", "/v2/workflows")[1]["data"]["workflows"]) == len(WORKFLOWS)


def test_faults_find_their_subscriber(sandbox: Sandbox) -> None:
    for to, token in (
        ("ana", "ana"),
        ({"subscriberId": "bo"}, "bo"),
        ({"type": "Topic", "topicKey": "t"}, "t"),
        (["cy"], "cy"),
        (5, None),
    ):
        raw = json.dumps(event(to=to)).encode()
        assert sandbox.service.token_of(sandbox.request("POST", "/v1/events/trigger", raw, {})) == token
    bulk = json.dumps({"events": [event(to="ana")]}).encode()
    assert sandbox.service.token_of(sandbox.request("POST", "/v1/events/trigger/bulk", bulk, {})) == "ana"
    assert sandbox.service.token_of(sandbox.request("POST", "/", b"[]", {})) is None
    asked = sandbox.request("POST", "/v1/events/trigger/bulk", bulk, {})
    assert (
        json.loads(sandbox.service.fault_answer(asked, "trigger_not_active", None, None).body)["data"][0]["status"]
        == "trigger_not_active"
    )
    busy = sandbox.service.fault_answer(asked, None, 503, 9)
    assert (busy.status, dict(busy.headers)["retry-after"]) == (503, "9")


_KEYS = (
    *("providers", "steps", "push-step", "fcm", "apns", "expo", "one-signal", "_passthrough", "body", "data", "aps"),
    *("android", "notification", "payload", "ttl", "subscriberId", "channels", "type", "topicKey", "exclude"),
    *("webpush", "subtitle"),
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(_KEYS),
            inner,
            max_size=4,
        )
    ),
    max_leaves=14,
)


@settings(max_examples=80, deadline=None)
@any_of(_JSON, _JSON, _JSON)
def test_nothing_raises(to: Any, overrides: Any, payload: Any) -> None:
    sandbox = Sandbox()
    for made in (
        event(to=to),
        event(to=["demo", "every-provider"], overrides=overrides),
        event(payload=payload),
        overrides,
    ):
        assert sandbox.ask("POST", "/v1/events/trigger", made).status < 500
        assert sandbox.ask("POST", "/v1/events/trigger/bulk", {"events": [made]}).status < 500
    for path in (
        "/v2/subscribers",
        "/v1/subscribers/demo/credentials",
        "/v2/topics",
        "/v2/topics/t/subscriptions",
        "/v1/integrations",
    ):
        for method in ("POST", "PUT", "PATCH", "DELETE", "GET"):
            assert sandbox.ask(method, path, overrides).status < 500


# Over TLS


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    services = SERVICES if novu.make in SERVICES else (*SERVICES, novu.make)
    made = Running(services=services)
    yield made
    made.stop()


def test_over_tls_to_the_virtual_devices(running: Running) -> None:
    entry: Any = running.ready.providers["novu"]
    headers = {"authorization": f"ApiKey {entry['profile']['api_key']}"}
    with httpx.Client(http2=True, verify=running.tls, headers=headers, trust_env=False) as client:
        for device in (each for each in running.ready.devices if each.provider == "novu"):
            answer = client.post(
                running.url("novu") + "/v1/events/trigger",
                json=event(to=device.token, payload={"title": "T", "body": "B"}),
            )
            assert (answer.status_code, answer.http_version) == (201, "HTTP/2")
        feed = client.get(running.url("novu") + "/v1/notifications").json()
    assert [got.via for got in running.emulator.received] == ["novu"] * 3
    assert [got.device for got in running.emulator.received] == ["Virtual iPhone", "Virtual Pixel", "Virtual browser"]
    assert {(got.title, got.body) for got in running.emulator.received} == {("T", "B")}
    assert feed["data"] == []
