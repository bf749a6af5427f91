"""The official clients of Novu (PyPI novu-py, npm @novu/api) against the emulator, over TLS: good input and bad."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from tests.peers import node
from tests.peers.novu_sandbox import entry, key, start
from tests.sandbox.running import Running

novu_py: Any = importlib.import_module("novu_py")

pytestmark = [pytest.mark.slow]
WORDS = {"title": "Gate changed", "body": "Walk to B42, naïve café ✈"}


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
    with httpx.Client(verify=sandbox.tls, trust_env=False) as client:
        yield python(sandbox, client, key(sandbox))


def python(sandbox: Running, client: httpx.Client, secret: str) -> Any:
    return novu_py.Novu(secret_key=secret, server_url=sandbox.url("novu"), client=client, retry_config=None)


def trigger(api: Any, to: Any, **fields: Any) -> Any:
    event = {"workflow_id": "pushbench", "to": to, "payload": WORDS, **fields}
    return api.trigger(trigger_event_request_dto=event).result


def refusal(call: Any, *arguments: Any, **fields: Any) -> tuple[str, int, str]:
    with pytest.raises(novu_py.models.NovuError) as told:
        call(*arguments, **fields)
    return type(told.value).__name__, told.value.status_code, told.value.body


@pytest.mark.parametrize("to", ["virtual-iphone", "virtual-pixel", "virtual-browser"])
def test_python_reaches_every_device(sandbox: Running, api: Any, to: str) -> None:
    assert trigger(api, to).status == "processed"
    [received] = sandbox.emulator.received
    assert (received.via, received.title, received.body) == ("novu", WORDS["title"], WORDS["body"])


def test_python_addresses_topics_lists_and_tokens(sandbox: Running, api: Any) -> None:
    trigger(api, {"type": "Topic", "topicKey": "testers", "exclude": ["virtual-browser"]})
    assert len(sandbox.emulator.received) == 2
    trigger(api, ["virtual-pixel", {"subscriberId": "virtual-iphone"}])
    assert len(sandbox.emulator.received) == 4
    channel = {"providerId": "fcm", "credentials": {"deviceTokens": [entry(sandbox)["tokens"]["pixel"]]}}
    trigger(api, {"subscriberId": "fresh", "channels": [channel]})
    assert sandbox.emulator.received[-1].device == "Virtual Pixel"


def test_python_sends_overrides(sandbox: Running, api: Any) -> None:
    body = {"badge": 7, "threadId": "trip"}
    overrides = {
        "providers": {"apns": {"badge": 1, "_passthrough": {"body": body}}},
        "steps": {"push-step": {"providers": {"apns": {"sound": "bells.wav"}}}},
        "severity": "high",
    }
    trigger(api, "virtual-iphone", overrides=overrides)
    [received] = sandbox.emulator.received
    assert b'"badge":7' in received.payload
    assert b'"thread-id":"trip"' in received.payload
    assert b'"sound":"bells.wav"' in received.payload


def test_python_triggers_many_everybody_and_cancels(sandbox: Running, api: Any) -> None:
    events = [
        {"workflow_id": name, "to": "virtual-pixel", "payload": WORDS} for name in ("pushbench", "inactive", "who")
    ]
    results = api.trigger_bulk(bulk_trigger_event_dto={"events": events}).result
    assert [each.status.value for each in results] == ["processed", "trigger_not_active", "error"]
    everybody = api.trigger_broadcast(trigger_event_to_all_request_dto={"name": "pushbench", "payload": WORDS}).result
    assert everybody.status == "processed"
    assert len(sandbox.emulator.received) > 5
    held = trigger(api, "virtual-pixel", workflow_id="delayed")
    assert api.cancel(transaction_id=held.transaction_id).result is True
    assert api.cancel(transaction_id=held.transaction_id).result is False


@pytest.mark.filterwarnings("ignore:warning. .. DEPRECATED:DeprecationWarning")  # of the client's own request model
def test_python_reads_the_feed(sandbox: Running, api: Any) -> None:
    sent, dead = trigger(api, "virtual-iphone"), trigger(api, "dead-iphone")
    sandbox.clock.shift += 5
    page = api.notifications.list(request={"transaction_id": sent.transaction_id}).result
    [item] = page.data
    [job] = [each for each in item.jobs if each.type == "push"]
    assert (page.has_more, job.status) == (False, "completed")
    assert "Message sent: apns" in [each.detail for each in job.execution_details]
    [message] = api.messages.retrieve(
        request={"subscriber_id": "dead-iphone", "transaction_id": [dead.transaction_id]}
    ).result.data
    assert (message.status, message.error_id) == ("error", "unexpected_push_error")
    assert "Unregistered" in message.error_text
    assert api.notifications.retrieve(notification_id=item.id).result.transaction_id == sent.transaction_id
    assert refusal(api.notifications.retrieve, notification_id="0")[:2] == ("ErrorDto", 404)


def test_python_keeps_subscribers_tokens_and_topics(sandbox: Running, api: Any) -> None:
    people = api.subscribers
    assert people.create(create_subscriber_request_dto={"subscriber_id": "bo"}).result.subscriber_id == "bo"
    there = refusal(people.create, create_subscriber_request_dto={"subscriber_id": "bo"}, fail_if_exists=True)
    assert there[:2] == ("SubscriberResponseDtoError", 409)
    stored = {"provider_id": "fcm", "credentials": {"device_tokens": ["one"]}}
    people.credentials.update(subscriber_id="bo", update_subscriber_channel_request_dto=stored)
    stored["credentials"] = {"device_tokens": ["two"]}
    people.credentials.append(subscriber_id="bo", update_subscriber_channel_request_dto=stored)
    [channel] = people.retrieve(subscriber_id="bo").result.channels
    assert channel.credentials.device_tokens == ["one", "two"]
    people.credentials.delete(subscriber_id="bo", provider_id="fcm")
    assert people.retrieve(subscriber_id="bo").result.channels == []
    wrong = refusal(people.credentials.update, subscriber_id="who", update_subscriber_channel_request_dto=stored)
    assert wrong[:2] == ("ErrorDto", 400)
    assert "SubscriberId: who not found" in wrong[2]
    api.topics.create(create_update_topic_request_dto={"key": "gates"})
    made = api.topics.subscriptions.create(
        topic_key="gates", create_topic_subscriptions_request_dto={"subscriptions": ["bo", "who"]}
    ).result
    assert (made.meta.successful, made.meta.failed) == (1, 1)
    assert [each.provider_id for each in api.integrations.list_active().result][:2] == ["fcm", "apns"]
    assert api.workflows.get(workflow_id="pushbench").result.steps[0].step_id == "push-step"


def test_python_hears_refusals_word_for_word(sandbox: Running, api: Any) -> None:
    empty = refusal(trigger, api, [])
    assert empty[:2] == ("ValidationErrorDto", 422)
    assert "to should not be empty" in empty[2]
    unfit = refusal(trigger, api, "demo", workflow_id="strict", payload={})
    assert unfit[:2] == ("PayloadValidationExceptionDto", 400)
    # The client takes every 422 for one with “errors”; a missing workflow has none.
    unknown = refusal(trigger, api, "demo", workflow_id="who")
    assert unknown[:2] == ("ResponseValidationError", 422)
    assert "workflow_not_found" in unknown[2]
    with httpx.Client(verify=sandbox.tls, trust_env=False) as client:
        stranger = refusal(trigger, python(sandbox, client, "f" * 32), "demo")
    assert stranger[:2] == ("ErrorDto", 401)
    assert "API Key not found" in stranger[2]
    assert not sandbox.emulator.received


def test_python_makes_a_new_key_for_every_try(sandbox: Running) -> None:
    """So its retries are not protected by the key; a transaction of one's own is."""
    from novu_py.utils import BackoffStrategy, RetryConfig

    sandbox.control("POST", "/faults", {"provider": "novu", "kind": "reason", "status": 503, "times": 1})
    seen: list[str | None] = []
    hooks: Any = {"request": [lambda request: seen.append(request.headers.get("idempotency-key"))]}
    with httpx.Client(verify=sandbox.tls, trust_env=False, event_hooks=hooks) as client:
        config = RetryConfig("backoff", BackoffStrategy(1, 5, 1.0, 1000), True)
        api = novu_py.Novu(secret_key=key(sandbox), server_url=sandbox.url("novu"), client=client, retry_config=config)
        trigger(api, "virtual-pixel")
    assert len(seen) == 2
    assert seen[0] != seen[1]
    assert len(sandbox.emulator.received) == 1


# npm


def npm(sandbox: Running, monkeypatch: pytest.MonkeyPatch, *calls: list[Any], secret: str = "") -> list[Any]:
    node.require("@novu/api")
    monkeypatch.setenv("NODE_EXTRA_CA_CERTS", sandbox.ready.ca_file)
    job = {"base": sandbox.url("novu"), "key": secret or key(sandbox), "calls": calls}
    results: list[Any] = node.run("novu_calls.mjs", job)
    return results


def event(to: Any, **fields: Any) -> dict[str, Any]:
    return {"workflowId": "pushbench", "to": to, "payload": WORDS, **fields}


@pytest.mark.peers
def test_npm_sends_cancels_and_stores(sandbox: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    channel = {"providerId": "fcm", "credentials": {"deviceTokens": [entry(sandbox)["tokens"]["pixel"]]}}
    stored = {"providerId": "apns", "credentials": {"deviceTokens": [entry(sandbox)["tokens"]["iphone"]]}}
    results = npm(
        sandbox,
        monkeypatch,
        ["trigger", event("demo", transactionId="npm-1")],
        ["trigger", event({"type": "Topic", "topicKey": "testers"})],
        ["trigger", event({"subscriberId": "fresh", "channels": [channel]})],
        ["triggerBulk", {"events": [event("demo"), event("demo", workflowId="inactive")]}],
        ["triggerBroadcast", {"name": "pushbench", "payload": WORDS}],
        ["cancel", "npm-1"],
        ["subscribers.credentials.update", stored, "no-channels"],
        ["trigger", event("no-channels")],
    )
    assert not [result for result in results if "error" in result], results
    values = [result["value"] for result in results]
    assert values[0]["transactionId"] == "npm-1"
    assert [each["status"] for each in values[3]] == ["processed", "trigger_not_active"]
    assert values[5] is False
    assert sandbox.emulator.received[-1].title == WORDS["title"]
    assert sandbox.emulator.received[-1].device == "Virtual iPhone"


@pytest.mark.peers
def test_npm_reads_the_feed_and_hears_refusals(sandbox: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    npm(sandbox, monkeypatch, ["trigger", event("demo", transactionId="npm-2")])
    sandbox.clock.shift += 5
    feed, unknown, empty, unfit = npm(
        sandbox,
        monkeypatch,
        ["notifications.list", {"transactionId": "npm-2"}],
        ["trigger", event("demo", workflowId="who")],
        ["trigger", event([])],
        ["trigger", event("demo", workflowId="strict", payload={})],
    )
    assert feed["value"]["data"][0]["transactionId"] == "npm-2"
    assert "workflow_not_found" in str(unknown["error"])
    assert (empty["error"]["status"], unfit["error"]["status"]) == (422, 400)
    [stranger] = npm(sandbox, monkeypatch, ["trigger", event("demo")], secret="f" * 32)
    assert stranger["error"]["status"] == 401
