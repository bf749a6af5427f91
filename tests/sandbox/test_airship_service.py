"""The emulated Airship by itself: the order of its checks, sign-in, errors with their places, channels, totality."""

from __future__ import annotations

import base64
import json
from typing import Any

import httpx
import pytest
from hypothesis import given as given_values
from hypothesis import strategies as st
from tests.providers.airship.given import ACCEPT, Sandbox, over, words
from tests.sandbox.running import Running

from pushbench.sandbox.airship_shapes import SHAPES
from pushbench.sandbox.webpush_crypto import encode_base64

USER = {"named_user": "demo"}
UNKNOWN = "9c36e8c7-5a73-47c0-9716-99fd3d4197d5"
Path = list[Any]


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox()


def test_the_checks_come_in_order(sandbox: Sandbox) -> None:
    good, path = sandbox.headers(), "/api/push/"
    assert sandbox.ask("POST", path, b"{", {}).status == 406
    for accept in (
        "application/json",
        "application/vnd.urbanairship+json; version=2",
        "application/vnd.urbanairship+json",
    ):
        assert sandbox.ask("POST", path, b"{", {**good, "accept": accept}).status == 406
    for accept in (ACCEPT, "application/vnd.urbanairship+json;version=3;"):
        assert sandbox.ask("POST", path, b"{", {**good, "accept": accept}).status == 400
    assert sandbox.ask("POST", path, b"{", {"accept": ACCEPT}).status == 401
    big = b" " * (5 * 1024 * 1024 + 1)
    assert sandbox.ask("POST", path, big, {"accept": ACCEPT}).status == 401
    assert sandbox.ask("POST", path, big, good).status == 413
    answer = sandbox.ask("POST", path, b'{\n "audience": }', good)
    body = json.loads(answer.body)
    assert (answer.status, body["ok"], body["error_code"]) == (400, False, 40000)
    assert body["details"]["location"] == {"line": 2, "column": 14}
    assert dict(answer.headers)["content-type"] == "application/vnd.urbanairship+json;version=3"


def test_sign_in(sandbox: Sandbox) -> None:
    key, secret = sandbox.service.app_key, sandbox.service.profile()["master_secret"]

    def status(word: str, path: str = "/api/push", method: str = "POST", **more: str) -> int:
        body = None if method == "GET" else {"audience": USER, **words()}
        return sandbox.ask(method, path, body, {"accept": ACCEPT, "authorization": word, **more}).status

    def basic(user: str, password: str) -> str:
        return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()

    assert status(basic(key, secret)) == 202
    assert status(f"Bearer {sandbox.extras['token']}") == 202
    assert status(f"Bearer {sandbox.extras['token']}", **{"x-ua-appkey": key}) == 202
    assert status(f"Bearer {sandbox.extras['token']}", **{"x-ua-appkey": "x" * 22}) == 401
    for wrong in (
        "",
        "Basic",
        "Basic ÿ",
        "Bearer",
        "Bearer nobody",
        basic(key, "x"),
        basic("x", secret),
        f"Digest {key}",
    ):
        assert status(wrong) == 401, wrong
    app_secret = basic(key, sandbox.extras["app_secret"])
    assert (status(app_secret), status(app_secret, "/api/channels", "GET")) == (401, 200)
    body = json.loads(sandbox.ask("POST", "/api/push", {}, {"accept": ACCEPT}).body)
    assert (body["error"], body["error_code"]) == ("Unauthorized", 40101)


def test_the_token_endpoint(sandbox: Sandbox) -> None:
    client, key = sandbox.extras["oauth"], sandbox.service.app_key
    pair = base64.b64encode(f"{client['client_id']}:{client['client_secret']}".encode()).decode()

    def ask(form: str, word: str = f"Basic {pair}", method: str = "POST") -> tuple[int, Any]:
        answer = sandbox.ask(method, "/token", form.encode(), {"authorization": word})
        return answer.status, json.loads(answer.body)

    form = f"grant_type=client_credentials&sub=app%3A{key}"
    status, granted = ask(f"{form}&scope=chn")
    assert (status, granted["expires_in"], granted["scope"]) == (200, 3600, "chn")
    signed = {"accept": ACCEPT, "authorization": f"Bearer {granted['access_token']}"}
    assert sandbox.ask("GET", "/api/channels", None, signed).status == 200
    refused = sandbox.ask("POST", "/api/push", {"audience": USER, **words()}, signed)
    assert (refused.status, json.loads(refused.body)["error_code"]) == (403, 40301)
    sandbox.clock.time += 3601
    assert sandbox.ask("GET", "/api/channels", None, signed).status == 401
    cases = [
        (ask("grant_type=password"), 400, "unsupported_grant_type"),
        (ask(form, "Basic x"), 401, "invalid_client"),
        (ask(f"{form}&scope=everything"), 400, "invalid_scope"),
        (ask("grant_type=client_credentials&sub=app%3Ax"), 400, "invalid_grant"),
        (ask(f"{form}&assertion=a.b.c"), 401, "invalid_client"),
        (ask(form, method="GET"), 400, "invalid_request"),
    ]
    for (status, body), wanted, code in cases:
        assert (status, body["error"]) == (wanted, code)


def test_places_of_errors(sandbox: Sandbox) -> None:
    cases: list[tuple[dict[str, Any], str]] = [
        ({"audience": None}, "push.audience"),
        ({"audience": {}}, "push.audience"),
        ({"audience": {"zebra": 1}}, "push.audience.zebra"),
        ({"audience": {"tag": "a", "segment": "b"}}, "push.audience.segment"),
        ({"audience": {"or": [{"tag": "a"}, {"channel": "x"}]}}, "push.audience.or.1.channel"),
        ({"audience": {"not": "all"}}, "push.audience.not"),
        ({"audience": "triggered"}, "push.audience"),
        ({"audience": {"or": [{"tag": "x"}] * 1001}}, "push.audience"),
        ({"audience": {"device_token": "x"}}, "push.audience.device_token"),
        ({"audience": {"sms_id": {"msisdn": "1"}}}, "push.audience.sms_id"),
        ({"audience": {"attribute": "x", "operator": "before", "value": "y"}}, "push.audience.attribute"),
        ({"audience": {"location": {}}}, "push.audience.location"),
        ({"audience": {"and": []}}, "push.audience.and"),
        ({"device_types": ["ios", "fridge"]}, "push.device_types.1"),
        ({"device_types": []}, "push.device_types"),
        ({"zebra": 1}, "push.zebra"),
        ({"notification": {"alert": "x", "zebra": 1}}, "push.notification.zebra"),
        (
            {"notification": {"ios": {"media_attachment": {"url": "x", "options": {"crop": {"x": 2}}}}}},
            "push.notification.ios.media_attachment.options.crop.x",
        ),
        ({"notification": {"web": {"buttons": [{"id": "x"}]}}}, "push.notification.web.buttons.0"),
        (
            {"notification": {"interactive": {"type": "x", "button_actions": {"y": {"add_tag": []}}}}},
            "push.notification.interactive.button_actions.y.add_tag",
        ),
        ({"notification": {"sms": {"alert": "x"}}}, "push.notification.sms"),
        (
            {"in_app": {"alert": "x", "display_type": "banner", "display": {"position": "left"}}},
            "push.in_app.display.position",
        ),
        ({"campaigns": {"categories": []}}, "push.campaigns.categories"),
        ({"options": {"expiry": "2020-01-01T00:00:00"}}, "push.options.expiry"),
        ({"localizations": [{"language": "DE", "notification": {"alert": "x"}}]}, "push.localizations.0.language"),
        ({"localizations": [{"language": "de", "notification": [1]}]}, "push.localizations.0.notification"),
    ]
    for fields, path in cases:
        status, body = sandbox.push(**fields)
        assert (status, body["error_code"], body["details"]["path"]) == (400, 40001, path), body
    status, body = sandbox.call("POST", "/api/push", [{"audience": USER, **words()}, {"audience": USER}])
    assert (status, body["details"]["path"]) == (400, "push.1.device_types")
    assert not sandbox.received


def test_many_pushes_at_once(sandbox: Sandbox) -> None:
    one = {"audience": USER, **words()}
    status, body = sandbox.call("POST", "/api/push", [one, one])
    assert (status, len(body["push_ids"]), len(sandbox.received)) == (202, 2, 6)
    for wrong in ([], [one] * 101):
        assert sandbox.call("POST", "/api/push", wrong)[0] == 400


def test_unknown_paths_and_methods(sandbox: Sandbox) -> None:
    for method, path, status in (
        ("GET", "/", 404),
        ("GET", "/api/zebra", 404),
        ("POST", "/api/create-and-send", 403),
        ("GET", "/api/push", 405),
        ("DELETE", "/api/channels", 405),
        ("GET", f"/api/channels/{UNKNOWN}", 404),
        ("GET", f"/api/schedules/{UNKNOWN}", 404),
        ("PUT", f"/api/schedules/{UNKNOWN}", 400),
        ("GET", f"/api/experiments/{UNKNOWN}", 404),
        ("DELETE", f"/api/experiments/scheduled/{UNKNOWN}", 404),
        ("GET", f"/api/templates/{UNKNOWN}", 404),
        ("GET", f"/api/segments/{UNKNOWN}", 404),
        ("GET", f"/api/reports/responses/{UNKNOWN}", 404),
        ("GET", "/api/reports/opens", 403),
        ("POST", "/api/named_users/attributes", 403),
        ("POST", "/api/push/zebra", 404),
        ("POST", "/api/experiments/zebra", 404),
    ):
        body = {"audience": USER, **words()} if method in ("POST", "PUT") else None
        assert sandbox.ask(method, path, body).status == status, (method, path)


def test_channels_tags_and_uninstalling(sandbox: Sandbox) -> None:
    phone = sandbox.channel("ios")
    _, listed = sandbox.call("GET", "/api/channels")
    assert len(listed["channels"]) == 5
    gone = next(each for each in listed["channels"] if not each["installed"])
    assert gone["push_address"] is None
    tags = {"audience": {"ios_channel": phone}, "add": {"device": ["beta"]}, "remove": {"device": ["news"]}}
    assert sandbox.call("POST", "/api/channels/tags", tags)[0] == 200
    assert sandbox.call("GET", f"/api/channels/{phone}")[1]["channel"]["tags"] == ["beta"]
    assert sandbox.call("POST", "/api/channels/tags", {"audience": {}, "add": {}, "set": {}})[0] == 400
    crew = {"audience": {"named_user_id": ["demo"]}, "set": {"crew": ["pilot"]}}
    assert sandbox.call("POST", "/api/named_users/tags", crew)[0] == 200
    sandbox.push(audience={"tag": "pilot", "group": "crew"})
    assert len(sandbox.received) == 3
    assert sandbox.ask("POST", "/api/channels/uninstall", [{"channel_id": phone, "device_type": "ios"}]).status == 202
    sandbox.push()
    assert len(sandbox.received) == 5
    assert sandbox.call("POST", "/api/named_users/associate", {"channel_id": UNKNOWN, "named_user_id": "x"})[0] == 404
    assert sandbox.call("POST", "/api/named_users/associate", {"channel_id": phone})[0] == 400
    assert [each["display_name"] for each in sandbox.call("GET", "/api/segments")[1]["segments"]] == ["testers"]
    sandbox.service.reset()
    assert sandbox.call("GET", f"/api/channels/{phone}")[1]["channel"]["tags"] == ["news"]


def test_settings_and_faults_are_checked(sandbox: Sandbox) -> None:
    for wrong in ({"zebra": 1}, {"requests_per_second": 0}, {"report_delay_seconds": -1}, {"opened": 1}, [1]):
        assert sandbox.ask("POST", "/emulator/settings", wrong).status == 400
    assert sandbox.call("GET", "/emulator/settings")[1]["requests_per_second"] is None
    push = sandbox.ask("POST", "/api/push", {"audience": {"and": [{"tag": "news"}]}, **words()})
    assert push.status == 202


def test_schedules_by_day_and_again(sandbox: Sandbox) -> None:
    def put(when: Any, path: str = "/api/schedules", method: str = "POST") -> tuple[int, Any]:
        return sandbox.call(method, path, {"schedule": when, "push": {"audience": USER, **words()}})

    status, body = put({"best_time": {"send_date": "2026-12-01"}})
    assert (status, len(body["schedule_urls"])) == (201, 1)
    sandbox.clock.time += 30 * 86_400
    assert sandbox.call("GET", "/api/schedules")[1]["count"] == 1
    assert not sandbox.received
    for wrong in ({}, {"best_time": {}}, {"scheduled_time": "2027-02-30T00:00:00"}, {"local_scheduled_time": 7}, None):
        assert put(wrong)[0] == 400
    weekly = {"scheduled_time": "2027-02-01T00:00:00", "recurring": {"cadence": {"type": "weekly"}}}
    assert put(weekly)[1]["details"]["path"] == "schedule.schedule.recurring.cadence"
    moved = put({"scheduled_time": "2027-02-01T00:00:00"}, f"/api/schedules/{body['schedule_ids'][0]}", "PUT")
    assert moved[0] == 200
    sandbox.clock.time += 60 * 86_400
    sandbox.call("GET", "/api/schedules")
    assert len(sandbox.received) == 3


_NAMES = sorted(
    {name for shape in SHAPES.values() for name in shape} | {"variants", "schedule", "merge_data", "ios", "and"}
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 99) | st.text(max_size=8) | st.sampled_from(["all", "ios", UNKNOWN]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_NAMES), inner, max_size=5),
    max_leaves=12,
)
_SHARED = Sandbox()


@given_values(
    body=JSON,
    path=st.sampled_from(["push", "schedules", "experiments", "templates", "templates/push", "channels/tags"]),
)
def test_it_answers_whatever_is_sent(body: Any, path: str) -> None:
    inside = body if isinstance(body, dict) else {"notification": body}
    for each in (body, {"audience": USER, **words(), **inside}, {"audience": "all", **over("ios", **inside)}):
        answer = _SHARED.ask("POST", f"/api/{path}", each)
        assert 200 <= answer.status < 500
        json.loads(answer.body)
        request: Any = type("Request", (), {"body": json.dumps(each).encode()})
        _SHARED.service.token_of(request)


@pytest.mark.slow
def test_over_tls_to_every_device() -> None:
    running = Running()
    try:
        given: Any = running.ready.providers["airship"]
        assert encode_base64(b"x")  # the keys are made of these letters
        pair = (given["profile"]["app_key"], given["profile"]["master_secret"])
        with running.client() as client:
            client.auth = httpx.BasicAuth(*pair)
            client.headers["accept"] = ACCEPT
            answer = client.post(f"{running.url('airship')}/api/push", json={"audience": USER, **words()})
            assert (answer.status_code, answer.http_version) == (202, "HTTP/2")
            big = client.post(f"{running.url('airship')}/api/push", json={"audience": USER, **words("x" * 5000)})
            report = client.get(f"{running.url('airship')}/api/reports/responses/{big.json()['push_ids'][0]}").json()
        assert report["sends"] < 3  # what is larger than Apple takes is not handed on
        assert {each.device for each in running.emulator.received} >= {
            "Virtual iPhone",
            "Virtual Pixel",
            "Virtual browser",
        }
    finally:
        running.stop()
