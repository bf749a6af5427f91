"""The official clients of OneSignal (PyPI onesignal-python-api, npm @onesignal/node-onesignal) against the emulator,
over TLS: good input and bad."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.peers import node
from tests.peers.onesignal_sandbox import profile, start, subscription, unsubscribed
from tests.sandbox.running import Running

onesignal: Any = importlib.import_module("onesignal")

pytestmark = [pytest.mark.slow]
UNKNOWN = "9dd608f2-c6a1-41e3-851d-000c2940e62c"
WORDS = {"en": "Walk to B42, naïve café ✈"}
TITLES = {"en": "Gate changed"}


@pytest.fixture(scope="module")
def _running() -> Iterator[Running]:
    running = start()
    yield running
    running.stop()


@pytest.fixture
def sandbox(_running: Running) -> Running:
    _running.reset()
    return _running


# Python


@pytest.fixture
def api(sandbox: Running) -> Iterator[Any]:
    yield from python(sandbox, profile(sandbox)["api_key"])


def python(sandbox: Running, key: str) -> Iterator[Any]:
    from onesignal.api import default_api

    configuration = onesignal.Configuration(
        host=sandbox.url("onesignal"), rest_api_key=key, ssl_ca_cert=sandbox.ready.ca_file
    )
    with onesignal.ApiClient(configuration) as client:
        client.rest_client.pool_manager.connection_pool_kw["retries"] = False
        yield default_api.DefaultApi(client)
        client.rest_client.pool_manager.clear()


def message(sandbox: Running, **fields: Any) -> Any:
    from onesignal.model.language_string_map import LanguageStringMap
    from onesignal.model.notification import Notification

    made = {"contents": LanguageStringMap(**WORDS), "headings": LanguageStringMap(**TITLES), **fields}
    return Notification(app_id=profile(sandbox)["app_id"], **made)


def refusal(api: Any, call: Any, *arguments: Any) -> tuple[int, list[str]]:
    with pytest.raises(onesignal.ApiException) as told:
        call(*arguments)
    return told.value.status, list(told.value.error_messages)


@pytest.mark.parametrize("platform", ["ios", "android", "web"])
def test_python_reaches_every_device(sandbox: Running, api: Any, platform: str) -> None:
    from onesignal.helpers import is_message_sent

    made = message(sandbox, include_subscription_ids=[subscription(sandbox, platform)])
    answer = api.create_notification(made)
    assert is_message_sent(answer)
    [received] = sandbox.emulator.received
    assert (received.title, received.body) == (TITLES["en"], WORDS["en"])


def test_python_targets_aliases_and_segments(sandbox: Running, api: Any) -> None:
    from onesignal.model.include_aliases import IncludeAliases

    for fields in (
        {"include_aliases": IncludeAliases(external_id=["demo"]), "target_channel": "push"},
        {"included_segments": ["Testers"]},
    ):
        api.create_notification(message(sandbox, **fields))
    assert len(sandbox.emulator.received) == 6


def test_python_cannot_write_filters() -> None:
    """Version 5.18.0 refuses its own FilterExpression: each one fits both of its schemas. npm's client sends them."""
    from onesignal.model.filter_expression import FilterExpression

    with pytest.raises(onesignal.ApiValueError, match="Multiple oneOf schemas"):
        FilterExpression(field="tag", key="plan", relation="=", value="pro")


def test_python_sees_both_kinds_of_200(sandbox: Running, api: Any) -> None:
    from onesignal.errors import OneSignalErrors
    from onesignal.helpers import is_message_not_sent
    from onesignal.model.include_aliases import IncludeAliases

    nobody = api.create_notification(message(sandbox, include_subscription_ids=[unsubscribed(sandbox)]))
    assert is_message_not_sent(nobody)
    assert nobody.errors == [OneSignalErrors.NO_SUBSCRIBERS]
    aliases = IncludeAliases(external_id=["demo", "who"])
    partly = api.create_notification(message(sandbox, include_aliases=aliases, target_channel="push"))
    assert partly.id
    assert partly.errors == {"invalid_aliases": {"external_id": ["who"]}}


def test_python_retries_with_one_key(sandbox: Running, api: Any) -> None:
    from onesignal.helpers import create_notification_with_retry

    for fault in ({"reason": "API rate limit exceeded", "retry_after": 0}, {"status": 503, "retry_after": 0}):
        sandbox.control("POST", "/faults", {"provider": "onesignal", "kind": "reason", "times": 1, **fault})
    made = message(sandbox, included_segments=["Testers"])
    first = create_notification_with_retry(api, made)
    again = create_notification_with_retry(api, made)
    assert (first.was_replayed, again.was_replayed) == (False, True)
    assert first.response.id == again.response.id
    assert len(sandbox.emulator.received) == 3


def test_python_hears_refusals_word_for_word(sandbox: Running, api: Any) -> None:
    from onesignal.errors import OneSignalErrors
    from onesignal.model.language_string_map import LanguageStringMap

    assert refusal(api, api.create_notification, message(sandbox)) == (400, [OneSignalErrors.NO_TARGETING_SPECIFIED])
    german = message(sandbox, included_segments=["All"], contents=LanguageStringMap(de="x"))
    assert refusal(api, api.create_notification, german)[1] == [
        "Message Notifications must have English language content"
    ]
    malformed = message(sandbox, include_subscription_ids=["42"])
    assert "not a valid UUID" in refusal(api, api.create_notification, malformed)[1][0]
    app = profile(sandbox)["app_id"]
    assert refusal(api, api.get_notification, app, UNKNOWN) == (404, [OneSignalErrors.NOTIFICATION_NOT_FOUND])
    assert refusal(api, api.cancel_notification, app, UNKNOWN)[0] == 404
    assert not sandbox.emulator.received
    for stranger in python(sandbox, "os_v2_app_wrong"):
        said = refusal(stranger, stranger.create_notification, message(sandbox, included_segments=["All"]))
        assert said == (403, [OneSignalErrors.INVALID_API_KEY])


def test_python_views_lists_and_cancels(sandbox: Running, api: Any) -> None:
    app = profile(sandbox)["app_id"]
    sent = api.create_notification(message(sandbox, included_segments=["Testers"], data={"gate": "B42"}))
    seen = api.get_notification(app, sent.id)
    assert (seen.successful, seen.received, seen.failed, seen.errored) == (3, 3, 0, 0)
    # The client's own accessor of this one fails: two of its schemas hold it.
    stats = api.api_client.sanitize_for_serialization(seen)["platform_delivery_stats"]
    assert stats["ios"]["successful"] == 1
    assert seen.contents["en"] == WORDS["en"]
    later = datetime.now(UTC) + timedelta(hours=1)
    waiting = api.create_notification(message(sandbox, included_segments=["Testers"], send_after=later))
    listed = api.get_notifications(app, limit=10)
    assert [each.id for each in listed.notifications] == [waiting.id, sent.id]
    assert api.cancel_notification(app, waiting.id).success is True
    assert api.get_notification(app, waiting.id).canceled is True
    assert refusal(api, api.cancel_notification, app, waiting.id)[0] == 400


def test_python_estimates_without_sending(sandbox: Running, api: Any) -> None:
    from onesignal.model.estimate_notification_recipients_request import EstimateNotificationRecipientsRequest

    asked = EstimateNotificationRecipientsRequest(
        app_id=profile(sandbox)["app_id"], included_segments=["Testers"], target_channel="push"
    )
    assert api.estimate_notification_recipients(asked).count == 3
    assert not sandbox.emulator.received


def test_python_runs_a_live_activity(sandbox: Running, api: Any) -> None:
    from onesignal.model.language_string_map import LanguageStringMap
    from onesignal.model.start_live_activity_request import StartLiveActivityRequest
    from onesignal.model.update_live_activity_request import UpdateLiveActivityRequest

    app = profile(sandbox)["app_id"]
    words = {"contents": LanguageStringMap(**WORDS), "headings": LanguageStringMap(**TITLES)}
    start_request = StartLiveActivityRequest(
        name="x",
        activity_id="gate",
        event_attributes={"flight": "418"},
        event_updates={"gate": "B42"},
        included_segments=["Testers"],
        **words,
    )
    assert api.start_live_activity(app, "GateAttributes", start_request).notification_id
    update = UpdateLiveActivityRequest(name="x", event="end", event_updates={"gate": "C1"}, dismissal_date=1)
    assert api.update_live_activity(app, "gate", update).id
    assert refusal(api, api.update_live_activity, app, "gate", update)[0] == 404
    events = [json.loads(each.payload)["aps"]["event"] for each in sandbox.emulator.received]
    assert events == ["start", "end"]


def test_python_keeps_users(sandbox: Running, api: Any) -> None:
    from onesignal.model.subscription import Subscription
    from onesignal.model.user import User

    app = profile(sandbox)["app_id"]
    user = User(identity={"external_id": "7"}, subscriptions=[Subscription(type="iOSPush", token="ab" * 32)])
    assert api.create_user(app, user).identity["external_id"] == "7"
    assert api.get_user(app, "external_id", "7").subscriptions[0].token == "ab" * 32
    api.delete_user(app, "external_id", "7")
    status, said = refusal(api, api.get_user, app, "external_id", "7")
    assert status == 404
    assert said


# Node


def npm(sandbox: Running, monkeypatch: pytest.MonkeyPatch, *calls: Any, key: str | None = None) -> list[Any]:
    node.require("@onesignal/node-onesignal")
    monkeypatch.setenv("NODE_EXTRA_CA_CERTS", sandbox.ready.ca_file)
    job = {"base": sandbox.url("onesignal"), "key": key or profile(sandbox)["api_key"], "calls": calls}
    results: list[Any] = node.run("onesignal_calls.mjs", job)
    return results


def note(sandbox: Running, **fields: Any) -> dict[str, Any]:
    app = profile(sandbox)["app_id"]
    return {"$model": "Notification", "app_id": app, "contents": WORDS, "headings": TITLES, **fields}


@pytest.mark.peers
def test_npm_reaches_every_device_and_views(sandbox: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    aliases = {"include_aliases": {"external_id": ["demo"]}, "target_channel": "push"}
    [sent, partly] = npm(
        sandbox,
        monkeypatch,
        ["send", note(sandbox, **aliases)],
        ["send", note(sandbox, **{**aliases, "include_aliases": {"external_id": ["demo", "who"]}})],
    )
    assert (sent["value"]["sent"], sent["value"]["notSent"]) == (True, False)
    assert partly["value"]["response"]["errors"] == {"invalid_aliases": {"external_id": ["who"]}}
    assert {each.title for each in sandbox.emulator.received} == {TITLES["en"]}
    assert len(sandbox.emulator.received) == 6
    app, identifier = profile(sandbox)["app_id"], sent["value"]["response"]["id"]
    [seen, listed] = npm(sandbox, monkeypatch, ["getNotification", app, identifier], ["getNotifications", app])
    assert (seen["value"]["successful"], seen["value"]["received"]) == (3, 3)
    assert listed["value"]["total_count"] == 2


@pytest.mark.peers
def test_npm_targets_filters_and_runs_a_live_activity(sandbox: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    app = profile(sandbox)["app_id"]
    tagged = {"field": "tag", "key": "plan", "relation": "=", "value": "pro"}
    start = {
        "name": "x",
        "event": "start",
        "activity_id": "gate",
        "event_attributes": {},
        "event_updates": {"gate": "B"},
    }
    update = {"$model": "UpdateLiveActivityRequest", "name": "x", "event": "update", "event_updates": {"gate": "C"}}
    sent, started, updated, lost = npm(
        sandbox,
        monkeypatch,
        ["send", note(sandbox, filters=[tagged, {"operator": "OR"}, tagged])],
        [
            "startLiveActivity",
            app,
            "GateAttributes",
            {"$model": "StartLiveActivityRequest", **start, "contents": WORDS, "headings": TITLES, "filters": [tagged]},
        ],
        ["updateLiveActivity", app, "gate", update],
        ["updateLiveActivity", app, "nobodys", update],
    )
    assert sent["value"]["sent"] is True
    assert started["value"]["notification_id"]
    assert updated["value"]["id"]
    assert lost["error"]["code"] == 404
    assert len(sandbox.emulator.received) == 5


@pytest.mark.peers
def test_npm_hears_refusals_and_retries(sandbox: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    app = profile(sandbox)["app_id"]
    sandbox.control(
        "POST", "/faults", {"provider": "onesignal", "kind": "reason", "status": 503, "retry_after": 0, "times": 1}
    )
    retried, nobody, untargeted, malformed, unknown = npm(
        sandbox,
        monkeypatch,
        ["retry", note(sandbox, included_segments=["Testers"])],
        ["send", note(sandbox, include_subscription_ids=[unsubscribed(sandbox)])],
        ["send", note(sandbox)],
        ["send", note(sandbox, include_subscription_ids=["42"])],
        ["getNotification", app, UNKNOWN],
    )
    assert retried["value"]["wasReplayed"] is False
    assert (nobody["value"]["notSent"], nobody["value"]["response"]["errors"]) == (
        True,
        ["All included players are not subscribed"],
    )
    assert [each["error"]["code"] for each in (untargeted, malformed, unknown)] == [400, 400, 404]
    assert len(sandbox.emulator.received) == 3
    [stranger] = npm(sandbox, monkeypatch, ["send", note(sandbox, included_segments=["All"])], key="os_v2_app_wrong")
    assert stranger["error"]["code"] == 403
