"""The emulated OneSignal by itself: sign-in, errors word for word, users, segments, messages, and over TLS."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from tests.providers.onesignal.given import NOW, Sandbox
from tests.sandbox.running import Running

from pushbench.sandbox import onesignal
from pushbench.sandbox.onesignal_answers import (
    ACCESS_DENIED,
    ALREADY_SENT,
    DATA_TOO_LONG,
    IN_THE_PAST,
    MIXED,
    NO_ACTIVITY,
    NO_APP,
    NO_ENGLISH,
    NO_TARGET,
    NOBODY,
    NOT_FOUND,
)
from pushbench.sandbox.services import SERVICES

UNKNOWN = "9dd608f2-c6a1-41e3-851d-000c2940e62c"
WORDS = {"contents": {"en": "Gate B42"}}


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox()


def to_all(**more: Any) -> dict[str, Any]:
    return {"included_segments": ["All"], **WORDS, **more}


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        (WORDS, 400, NO_TARGET),
        (to_all(email_to=["a@b.example"]), 400, MIXED),
        (to_all(email_subject="x"), 400, MIXED),
        (to_all(filters=[{"field": "country", "relation": "=", "value": "DE"}]), 400, "You may only use one targeting"),
        (
            {"include_subscription_ids": ["x"], **WORDS},
            400,
            "Incorrect subscription_id format in include_subscription_ids (not a valid UUID): x",
        ),
        (
            {"include_player_ids": ["x"], **WORDS},
            400,
            "Incorrect player_id format in include_player_ids (not a valid UUID): x",
        ),
        ({"include_aliases": {"external_id": ["demo"]}, **WORDS}, 400, "target_channel must be"),
        ({"include_aliases": ["demo"], "target_channel": "push", **WORDS}, 400, "include_aliases must be"),
        (
            {"filters": [{"field": "country", "relation": "=", "value": "DE"}, {"operator": "OR"}], **WORDS},
            400,
            "filters must not end",
        ),
        ({"filters": [{"operator": "XOR"}], **WORDS}, 400, "Unknown filter operator"),
        ({"filters": ["x"], **WORDS}, 400, "filters must be"),
        ({"filters": [{"field": "tag"}], **WORDS}, 400, "Invalid relation"),
        ({"included_segments": "All", **WORDS}, 400, "included_segments must be"),
        ({"included_segments": ["All"]}, 400, NO_ENGLISH),
        (to_all(contents={"de": "x"}), 400, NO_ENGLISH),
        (to_all(contents="x"), 400, "contents must be"),
        (to_all(headings={"en": "x", "sw": "y"}), 400, "Headings contains an invalid language code: sw"),
        (to_all(data={"x": "y" * 2048}), 400, DATA_TOO_LONG),
        (to_all(data="x"), 400, "Data must be an object"),
        (to_all(send_after="2020-01-01T00:00:00Z"), 400, IN_THE_PAST),
        (to_all(send_after="soon"), 400, "send_after is not"),
        (to_all(send_after=7), 400, "send_after is not"),
        (to_all(ttl=-1), 400, "ttl must"),
        (to_all(priority=7), 400, "priority must"),
        (to_all(ios_interruption_level="time-sensitive"), 400, "ios_interruption_level must"),
        (to_all(apns_push_type_override="x"), 400, "apns_push_type_override must"),
        (to_all(collapse_id="x" * 65), 400, "collapse_id must"),
        (to_all(url="https://a.example", web_url="https://b.example"), 400, "url cannot be combined"),
        (to_all(delayed_option="timezone", throttle_rate_per_minute=5), 400, "delayed_option cannot"),
        (to_all(idempotency_key="x"), 400, "idempotency_key must"),
        (to_all(buttons=[{}] * 4), 400, "buttons must contain"),
        (to_all(web_buttons="x"), 400, "web_buttons must be"),
    ],
)
def test_refusals_word_for_word(sandbox: Sandbox, fields: dict[str, Any], status: int, said: str) -> None:
    got, body = sandbox.create(**fields)
    assert got == status
    assert body["errors"][0].startswith(said)
    assert not sandbox.received


def test_sign_in(sandbox: Sandbox) -> None:
    key = sandbox.service.profile()["api_key"]
    body = {"app_id": sandbox.service.app_id, **to_all()}
    for word, status in (("Key", 200), ("Basic", 200), ("Bearer", 403)):
        answer = sandbox.ask("POST", "/notifications?c=push", body, {"authorization": f"{word} {key}"})
        assert answer.status == status
    assert sandbox.ask("POST", "/api/v1/notifications", body, {"authorization": f"Basic {key}"}).status == 200
    for headers in ({}, {"authorization": "Key wrong"}, {"authorization": ""}):
        answer = sandbox.ask("POST", "/notifications", body, headers)
        assert (answer.status, json.loads(answer.body)) == (403, {"errors": [ACCESS_DENIED]})


@pytest.mark.parametrize(
    ("app", "status", "said"), [(None, 400, NO_APP), ("x", 400, NO_APP), (UNKNOWN, 403, ACCESS_DENIED)]
)
def test_the_app_is_named_right(sandbox: Sandbox, app: Any, status: int, said: str) -> None:
    for method, path, body in (
        ("POST", "/notifications", {"app_id": app, **to_all()}),
        ("GET", f"/notifications/{UNKNOWN}" + (f"?app_id={app}" if app else ""), None),
        ("POST", "/notifications/count-unsaved", {"app_id": app, **to_all()}),
    ):
        answer = sandbox.ask(method, path, body)
        assert (answer.status, json.loads(answer.body)["errors"]) == (status, [said])


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b"\xff", b"[" * 100_000])
def test_bodies_of_any_kind(sandbox: Sandbox, body: bytes) -> None:
    app = sandbox.service.app_id
    for path in ("/notifications", f"/apps/{app}/activities/activity/x", f"/apps/{app}/segments", "/emulator/settings"):
        assert sandbox.ask("POST", path, body).status in (400, 404)


@pytest.mark.parametrize("path", ["/", "/notifications/a/b", "/apps", "/apps/x/users", "/nothing", "/players"])
def test_paths_of_any_kind(sandbox: Sandbox, path: str) -> None:
    for method in ("GET", "POST", "PUT", "DELETE"):
        assert sandbox.ask(method, path).status in (400, 403, 404)


def test_the_two_kinds_of_200(sandbox: Sandbox) -> None:
    _, nobody = sandbox.create(include_aliases={"external_id": ["unsubscribed"]}, target_channel="push", **WORDS)
    assert (nobody["id"], nobody["errors"]) == ("", [NOBODY])
    aliases = {"external_id": ["demo", "who"]}
    _, partly = sandbox.create(include_aliases=aliases, target_channel="push", **WORDS)
    assert partly["id"]
    assert partly["errors"] == {"invalid_aliases": {"external_id": ["who"]}}
    gone = sandbox.service.extras()["subscriptions"]["unsubscribed"]  # type: ignore[call-overload,index]
    ids = [sandbox.subscription("ios"), gone, UNKNOWN]
    _, some = sandbox.create(include_subscription_ids=ids, **WORDS)
    assert some["errors"] == {"invalid_player_ids": [gone]}
    assert sandbox.view(some["id"])["failed"] == 1


def test_an_idempotency_key_is_answered_once(sandbox: Sandbox) -> None:
    body = {"app_id": sandbox.service.app_id, **to_all(idempotency_key=UNKNOWN)}
    first, again = sandbox.ask("POST", "/notifications", body), sandbox.ask("POST", "/notifications", body)
    assert first.body == again.body
    assert json.loads(first.body)["external_id"] == UNKNOWN
    assert ("idempotent-replayed", "true") in again.headers
    assert ("idempotent-replayed", "true") not in first.headers
    assert len(sandbox.received) == 3


@pytest.mark.parametrize(
    ("flags", "count"),
    [
        ({"isIos": True}, 1),
        ({"isIos": True, "isAnyWeb": True}, 2),
        ({"isAndroid": False}, 2),
        ({"isChromeWeb": True}, 1),
    ],
)
def test_platform_switches(sandbox: Sandbox, flags: dict[str, bool], count: int) -> None:
    sandbox.create(included_segments=["Testers"], **WORDS, **flags)
    assert len(sandbox.received) == count


def test_excluded_segments(sandbox: Sandbox) -> None:
    assert sandbox.create(**to_all(excluded_segments=["Testers"]))[1]["id"]
    assert not sandbox.received


def test_an_unknown_push_token_makes_a_user(sandbox: Sandbox) -> None:
    sandbox.create(include_android_reg_ids=["abc"], **WORDS)
    sandbox.create(include_android_reg_ids=["abc"], **WORDS)
    assert [got.provider for got in sandbox.received] == ["fcm", "fcm"]
    assert sandbox.received[0].token == sandbox.received[1].token


def test_messages_are_listed_newest_first(sandbox: Sandbox) -> None:
    for number in range(3):
        sandbox.create(**to_all(name=f"m{number}"))
    path = f"/notifications?app_id={sandbox.service.app_id}"
    listed = json.loads(sandbox.ask("GET", f"{path}&limit=2&offset=1&kind=1").body)
    assert (listed["total_count"], listed["offset"], listed["limit"]) == (3, 1, 2)
    assert [each["name"] for each in listed["notifications"]] == ["m1", "m0"]
    assert len(json.loads(sandbox.ask("GET", f"{path}&limit=999&offset=x").body)["notifications"]) == 3
    assert json.loads(sandbox.ask("GET", f"{path}&template_id={UNKNOWN}").body)["total_count"] == 0


def test_viewing_and_cancelling(sandbox: Sandbox) -> None:
    app = sandbox.service.app_id
    _, made = sandbox.create(**to_all(send_after="2026-11-22T20:00:00+00:00", idempotency_key=UNKNOWN))
    viewed = sandbox.view(made["id"])
    assert (viewed["remaining"], viewed["completed_at"], viewed["queued_at"]) == (4, None, int(NOW))
    assert "idempotency_key" not in viewed
    path = f"/notifications/{made['id']}?app_id={app}"
    assert json.loads(sandbox.ask("DELETE", path).body) == {"success": True}
    assert sandbox.view(made["id"])["canceled"] is True
    again = sandbox.ask("DELETE", path)
    assert (again.status, json.loads(again.body)["errors"]) == (400, [ALREADY_SENT])
    gone = sandbox.ask("DELETE", f"/notifications/{UNKNOWN}?app_id={app}")
    assert (gone.status, json.loads(gone.body)["errors"]) == (404, [NOT_FOUND])


def test_a_message_is_forgotten_after_its_time(sandbox: Sandbox) -> None:
    _, made = sandbox.create(**to_all())
    sandbox.clock.time += 31 * 86_400
    assert sandbox.view(made["id"]) == {"errors": [NOT_FOUND]}


def test_users_and_their_subscriptions(sandbox: Sandbox) -> None:
    base = f"/apps/{sandbox.service.app_id}"
    token = {"type": "iOSPush", "token": "ab" * 32}
    made = sandbox.ask(
        "POST",
        f"{base}/users",
        {"identity": {"external_id": "7"}, "properties": {"tags": {"a": "b"}}, "subscriptions": [token]},
    )
    assert made.status == 201
    user = json.loads(made.body)
    assert user["properties"]["tags"] == {"a": "b"}
    by = f"{base}/users/by/external_id/7"
    assert json.loads(sandbox.ask("GET", by).body)["identity"]["external_id"] == "7"
    assert json.loads(sandbox.ask("PATCH", f"{by}/identity", {"identity": {"crm": "x"}}).body)["identity"]["crm"] == "x"
    taken = sandbox.ask("PATCH", f"{by}/identity", {"identity": {"external_id": "demo"}})
    assert (taken.status, json.loads(taken.body)["errors"][0]["code"]) == (409, "user-2")
    sandbox.create(filters=[{"field": "tag", "key": "a", "relation": "=", "value": "b"}], **WORDS)
    assert len(sandbox.received) == 1
    subscription = f"{base}/subscriptions/{user['subscriptions'][0]['id']}"
    assert sandbox.ask("PATCH", subscription, {"subscription": {"enabled": False}}).status == 202
    assert sandbox.create(include_aliases={"crm": ["x"]}, target_channel="push", **WORDS)[1]["id"] == ""
    assert json.loads(sandbox.ask("GET", f"{subscription}/user/identity").body)["identity"]["crm"] == "x"
    assert sandbox.ask("DELETE", f"{by}/identity/crm").status == 200
    assert sandbox.ask("DELETE", subscription).status == 202
    assert sandbox.ask("DELETE", by).status == 202
    assert sandbox.ask("GET", by).status == 404


def test_a_user_has_twenty_subscriptions(sandbox: Sandbox) -> None:
    path = f"/apps/{sandbox.service.app_id}/users/by/external_id/demo/subscriptions"
    statuses = [
        sandbox.ask("POST", path, {"subscription": {"type": "AndroidPush", "token": f"t{n}"}}).status for n in range(18)
    ]
    assert statuses == [201] * 17 + [409]
    assert sandbox.ask("POST", path, {"subscription": {"type": "Pager"}}).status == 400


def test_segments_are_made_and_removed(sandbox: Sandbox) -> None:
    base = f"/apps/{sandbox.service.app_id}/segments"
    filters = [{"field": "country", "relation": "!=", "value": "FR"}]
    made = sandbox.ask("POST", base, {"name": "Not France", "filters": filters})
    assert made.status == 201
    assert sandbox.ask("POST", base, {"name": "Not France", "filters": filters}).status == 409
    assert sandbox.ask("POST", base, {"name": "x"}).status == 400
    assert "Not France" in [each["name"] for each in json.loads(sandbox.ask("GET", base).body)["segments"]]
    assert sandbox.create(included_segments=["Not France"], **WORDS)[1]["id"]
    assert sandbox.ask("DELETE", f"{base}/{json.loads(made.body)['id']}").status == 200
    assert sandbox.create(included_segments=["Not France"], **WORDS)[1]["id"] == ""


def test_live_activities(sandbox: Sandbox) -> None:
    base = f"/apps/{sandbox.service.app_id}"
    update = {"event": "update", "event_updates": {"gate": "B1"}, "name": "x"}
    unknown = sandbox.ask("POST", f"{base}/live_activities/gate/notifications", update)
    assert (unknown.status, json.loads(unknown.body)["errors"]) == (404, [NO_ACTIVITY])
    assert sandbox.ask("POST", f"{base}/live_activities/gate/token", {"subscription_id": UNKNOWN}).status == 404
    entered = {"subscription_id": sandbox.subscription("ios"), "push_token": "ab"}
    assert sandbox.ask("POST", f"{base}/live_activities/gate/token", entered).status == 201
    assert sandbox.ask("POST", f"{base}/live_activities/gate/notifications", update).status == 201
    start = {
        "event": "start",
        "included_segments": ["All"],
        "event_updates": {},
        "event_attributes": {},
        "name": "x",
        "activity_id": "g",
        "idempotency_key": UNKNOWN,
    }
    words = {"contents": {"en": "x"}, "headings": {"en": "y"}}
    started = f"{base}/activities/activity/Gate"
    for broken in (
        {**start},
        {**start, **words, "event": "end"},
        {**start, **words, "event_updates": 1},
        {**start, **words, "name": ""},
    ):
        assert sandbox.ask("POST", started, broken).status == 400
    first, again = sandbox.ask("POST", started, {**start, **words}), sandbox.ask("POST", started, {**start, **words})
    assert (first.status, first.body) == (201, again.body)
    assert ("idempotent-replayed", "true") in again.headers
    for broken in ({"event": "start"}, {"event": "update"}, {**update, "name": ""}, {**update, "stale_date": "x"}):
        assert sandbox.ask("POST", f"{base}/live_activities/g/notifications", broken).status == 400


def test_settings(sandbox: Sandbox) -> None:
    usual = {"requests_per_second": None, "confirmed_delivery": True}
    assert json.loads(sandbox.ask("GET", "/emulator/settings").body) == usual
    for broken in ({"x": 1}, {"requests_per_second": 0}, {"confirmed_delivery": "no"}):
        assert sandbox.ask("POST", "/emulator/settings", broken).status == 400
    sandbox.ask("POST", "/emulator/settings", {"requests_per_second": 3, "confirmed_delivery": False})
    sandbox.service.reset()
    assert json.loads(sandbox.ask("GET", "/emulator/settings").body) == usual


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    services = SERVICES if onesignal.make in SERVICES else (*SERVICES, onesignal.make)
    made = Running(services=services)
    yield made
    made.stop()


def post(running: Running, body: dict[str, Any], **options: Any) -> httpx.Response:
    profile: Any = running.ready.providers["onesignal"]["profile"]
    headers = {"authorization": f"Key {profile['api_key']}"}
    with running.client(**options) as client:
        return client.post(
            f"{running.url('onesignal')}/notifications", json={"app_id": profile["app_id"], **body}, headers=headers
        )


@pytest.mark.parametrize("http2", [True, False])
def test_the_virtual_devices_show_it(running: Running, http2: bool) -> None:
    running.reset()
    body = {"include_aliases": {"external_id": ["demo"]}, "target_channel": "push", "headings": {"en": "Gate"}, **WORDS}
    assert post(running, body, http2=http2).json()["id"]
    received = running.emulator.received
    assert [got.device for got in received] == ["Virtual iPhone", "Virtual Pixel", "Virtual browser"]
    assert {(got.via, got.title, got.body) for got in received} == {("onesignal", "Gate", "Gate B42")}
    assert {got.token for got in received} == {d.token for d in running.ready.devices if d.provider == "onesignal"}


def test_faults_and_their_words(running: Running) -> None:
    running.reset()
    fault = {
        "provider": "onesignal",
        "kind": "reason",
        "reason": "API rate limit exceeded",
        "retry_after": 2,
        "times": 1,
    }
    assert running.control("POST", "/faults", fault).status_code < 300
    limited = post(running, to_all())
    assert (limited.status_code, limited.headers["retry-after"]) == (429, "2")
    assert limited.json() == {"errors": ["API rate limit exceeded"]}
    assert post(running, to_all()).status_code == 200
    running.control("POST", "/faults", {"provider": "onesignal", "kind": "reason", "status": 503, "times": 1})
    assert post(running, to_all()).json() == {"errors": ["Service temporarily unavailable"]}


def test_a_fault_of_one_target(running: Running) -> None:
    running.reset()
    fault = {"provider": "onesignal", "kind": "reason", "reason": NOBODY, "token": "demo"}
    running.control("POST", "/faults", fault)
    aliases = {"include_aliases": {"external_id": ["demo"]}, "target_channel": "push", **WORDS}
    assert post(running, aliases).json()["id"] == ""
    assert post(running, to_all()).json()["id"]
