"""Against the emulator's own reading of the rules, in the same process and without sockets; and what became of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.providers.novu.given import NOW, Sandbox, compose, context, draft, drive, found, native, to, words
from tests.providers.novu.test_compose import GATE, QUIET
from tests.providers.novu.test_rules import BROKEN

from pushbench.domain.errors import UserError
from pushbench.domain.exchange import Step
from pushbench.domain.fate import Fate
from pushbench.domain.follow_up import Followed, FollowedUp
from pushbench.domain.http import HttpResponse
from pushbench.domain.outcome import OutcomeKind
from pushbench.domain.target import Target, TargetKind
from pushbench.providers.novu import PROVIDER
from pushbench.providers.novu.handed import apns_payload, fcm_message, push_type
from pushbench.providers.novu.payload import message_of
from pushbench.providers.novu.reasons import HTTP_REASONS, STATUS_REASONS, STEP_REASONS


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox()


def followed(sandbox: Sandbox, transaction: str, target: Target, *, wait: float = 2) -> FollowedUp:
    follow_up = PROVIDER.follow_up
    assert follow_up is not None
    sandbox.clock.time += wait
    asked = Followed("1", transaction, target.kind.value, target.value, NOW)
    answers = drive(follow_up.ask((asked,), sandbox.credentials(), sandbox.context()), sandbox)
    return answers[0]  # type: ignore[no-any-return]


def sent(sandbox: Sandbox, target: str, payload: Any = None, workflow: str = "pushbench") -> FollowedUp:
    whom = to(target)
    outcome = sandbox.send(words() if payload is None else payload, whom, workflow)
    assert outcome.kind is OutcomeKind.ACCEPTED, outcome
    return followed(sandbox, str(outcome.provider_id), whom)


@pytest.mark.parametrize("message", [GATE, *QUIET.values()], ids=["alert", *QUIET])
def test_both_readings_hand_on_the_same(sandbox: Sandbox, message: Any) -> None:
    made = compose(message)
    sandbox.send(made, to("subscriber:demo"))
    trigger = message_of(made.payload)
    apple, google, web = sandbox.received
    assert (apple.provider, google.provider, web.provider) == ("apns", "fcm", "webpush")
    assert json.loads(apple.payload) == apns_payload(trigger)
    assert dict(apple.headers)["apns-push-type"] == push_type(trigger)
    assert json.loads(google.payload) == {"message": fcm_message(trigger)}
    if message is GATE:
        for got, platform in ((apple, "ios"), (google, "android"), (web, "web")):
            seen = PROVIDER.shown(made, platform)
            assert (seen.title, seen.body) == (got.title, got.body) == ("Gate changed", "Walk to B42")


OVERRIDES: list[Any] = [
    native("apns", {"title": "Own", "mutableContent": True}, through=False),
    native("apns", {"aps": {"alert": {"title": "Raw"}, "badge": 4}}),
    native("apns", {"rawPayload": {"aps": {"alert": "x"}}}, step="push-step"),
    native("apns", {"titleLocKey": "K", "locArgs": ["a"], "contentState": {"a": 1}, "contentAvailable": 0}),
    native(
        "fcm",
        {"android": {"ttl": 1500, "notification": {"channelId": "c", "priority": "high"}}, "tokens": ["x"]},
        through=False,
    ),
    words(overrides={"fcm": {"type": "data", "webPush": {"headers": {"TTL": "1"}}}}),
    words(overrides={"fcm": {"image": "https://a.example/x.png", "data": {"a": "b"}}}),
    {"payload": {"title": 5, "body": None, "deep": {"a": [True]}}, "overrides": {"fcm": {"type": "data"}}},
]


@pytest.mark.parametrize("trigger", OVERRIDES)
def test_both_readings_merge_overrides_alike(sandbox: Sandbox, trigger: Any) -> None:
    sandbox.send(trigger, to("subscriber:demo"))
    apple, google, _ = sandbox.received
    assert json.loads(apple.payload) == apns_payload(trigger)
    theirs, ours = json.loads(google.payload)["message"], json.loads(json.dumps(fcm_message(trigger)))
    for side in (theirs, ours):
        side.get("android", {}).get("notification", {}).pop("notification_priority", None)
    assert theirs == ours


def test_every_target_is_resolved(sandbox: Sandbox) -> None:
    tokens = sandbox.tokens
    for target, count in {
        "subscriber:virtual-iphone": 1,
        "subscriber:demo": 3,
        "topic:testers": 3,
        "topic:testers?exclude=virtual-pixel": 2,
        "topic:nobody": 0,
        "subscriber:somebody-new": 0,
        f"token:{tokens['iphone']}": 1,
        f"token:{tokens['pixel']}": 1,
        f"token:{tokens['expo']}": 1,
        f"token:one-signal:{tokens['one-signal']}": 1,
        "token:pushpad:pushpad-demo": 1,
        "token:pusher-beams:beams-demo": 1,
        "token:push-webhook:webhook-demo": 1,
        "segment:All": 19,
    }.items():
        sandbox.received.clear()
        outcome = sandbox.send(words(), to(target))
        assert (outcome.kind, len(sandbox.received)) == (OutcomeKind.ACCEPTED, count), target


def test_the_same_transaction_sends_once(sandbox: Sandbox) -> None:
    trigger = words(transactionId="again")
    for _ in range(2):
        assert sandbox.send(trigger, to("subscriber:virtual-iphone")).kind is OutcomeKind.ACCEPTED
    assert len(sandbox.received) == 1


def test_the_same_key_is_answered_once(sandbox: Sandbox) -> None:
    first, again = (sandbox.send(words(), to("subscriber:demo"), new_id=lambda: "same") for _ in range(2))
    assert first.provider_id == again.provider_id
    assert "replayed" in dict(again.facts)
    other = sandbox.send(words("Another"), to("subscriber:demo"), new_id=lambda: "same")
    assert (other.kind, other.status) == (OutcomeKind.REJECTED, 422)


def test_what_became_of_it(sandbox: Sandbox) -> None:
    good = sent(sandbox, "topic:testers")
    assert (good.fate, dict(good.facts)["pushes sent"]) == (Fate.HANDED_ON, "3")
    table: dict[str, tuple[str, bool]] = {
        "subscriber:no-channels": ("Subscriber does not have a configured channel", False),
        "subscriber:no-integration": ("Subscriber does not have an active integration", False),
        "subscriber:no-tokens": ("skipped", False),
        "subscriber:dead-iphone": ("Unregistered", False),
        "subscriber:dead-pixel": ("Requested entity was not found", False),
        f"token:{sandbox.tokens['dead_apns']}": ("Unregistered", True),
        f"token:{sandbox.tokens['dead_fcm']}": ("Requested entity was not found", True),
        f"token:{'cd' * 32}": ("BadDeviceToken", False),
        "token:expo:ExponentPushToken[gone]": ("DeviceNotRegistered", True),
    }
    for target, (words_of_it, is_dead) in table.items():
        told = sent(sandbox, target)
        assert told.fate is Fate.FAILED, target
        assert told.explain is not None
        assert words_of_it in (told.reason or "") or target.endswith("no-tokens"), (target, told)
        assert told.is_target_dead is is_dead, target
    mixed = sent(sandbox, "subscriber:half-dead")
    assert (mixed.fate, dict(mixed.facts)["pushes failed"]) == (Fate.HANDED_ON, "1")
    # Novu took the dead token away.
    assert dict(sent(sandbox, "subscriber:half-dead").facts).get("pushes failed") is None
    assert sent(sandbox, "subscriber:demo", workflow="in-app").reason == "no push step"


def test_the_feed_takes_its_time(sandbox: Sandbox) -> None:
    target = to("subscriber:demo")
    outcome = sandbox.send(words(), target)
    assert followed(sandbox, str(outcome.provider_id), target, wait=0).fate is Fate.WAITING
    assert followed(sandbox, str(outcome.provider_id), target, wait=2).fate is Fate.HANDED_ON
    assert followed(sandbox, "unknown", target).fate is Fate.WAITING
    assert followed(sandbox, "unknown", target, wait=400).fate is Fate.UNKNOWN
    assert followed(sandbox, str(outcome.provider_id), target, wait=2 * 86_400).fate is Fate.UNKNOWN


def test_a_delay_holds_and_can_be_cancelled(sandbox: Sandbox) -> None:
    messages, target = PROVIDER.messages, to("subscriber:virtual-iphone")
    assert messages is not None
    assert messages.may_cancel(draft(words()))
    held = [str(sandbox.send(words(), target, "delayed").provider_id) for _ in range(2)]
    waiting = followed(sandbox, held[0], target)
    assert (waiting.fate, dict(waiting.facts)["waits for"]) == (Fate.WAITING, "delay")
    cancelled = sandbox.drive(messages.cancel(held[0], sandbox.credentials(), sandbox.context()))
    assert dict(cancelled.facts)["cancelled"] == "yes"
    told = followed(sandbox, held[0], target)
    assert (told.fate, told.reason) == (Fate.FAILED, "canceled")
    assert followed(sandbox, held[1], target, wait=60).fate is Fate.HANDED_ON
    assert len(sandbox.received) == 1
    late = sandbox.drive(messages.cancel(held[1], sandbox.credentials(), sandbox.context()))
    assert late.kind is OutcomeKind.REJECTED
    viewed = sandbox.drive(messages.view(held[1], sandbox.credentials(), sandbox.context()))
    assert dict(viewed.facts)["pushes sent"] == "1"
    with pytest.raises(UserError):
        messages.count(target, sandbox.credentials(), sandbox.context())


def test_workflows_that_do_nothing_are_refusals(sandbox: Sandbox) -> None:
    for workflow, reason in {
        "inactive": "trigger_not_active",
        "no-steps": "no_workflow_steps_defined",
        "inactive-steps": "no_workflow_active_steps_defined",
        "missing": "workflow_not_found",
    }.items():
        outcome = sandbox.send(words(), to("subscriber:demo"), workflow)
        assert (outcome.kind, outcome.reason) == (OutcomeKind.REJECTED, reason)
    assert sandbox.send(words(tenant="x"), to("subscriber:demo")).reason == "no_tenant_found"
    unfit = sandbox.send({"payload": {"title": 5}}, to("subscriber:demo"), "strict")
    assert (unfit.status, unfit.reason) == (400, "PAYLOAD_VALIDATION_ERROR")
    assert "title: must be string" in str(unfit.explain)


def test_templates_are_filled(sandbox: Sandbox) -> None:
    sandbox.send(words(), to("subscriber:virtual-iphone"), "welcome")
    assert sandbox.received[0].title == "Welcome, Ana"
    sandbox.send(native("apns", {"badge": 9}, step="reminder"), to("subscriber:virtual-iphone"), "two-steps")
    first, second = (json.loads(got.payload)["aps"] for got in sandbox.received[1:])
    assert ("badge" in first, second["badge"], second["alert"]["title"]) == (False, 9, "Again: Gate changed")


def test_many_triggers_at_once(sandbox: Sandbox) -> None:
    from pushbench.domain.provider import Parcel

    batch = PROVIDER.batch
    assert batch is not None
    targets = ("subscriber:virtual-iphone", "topic:testers", "subscriber:demo")
    loads = tuple(Parcel(draft(words()), to(target)) for target in targets)
    outcome = sandbox.drive(batch.exchange(loads, sandbox.credentials(), sandbox.context()))
    assert [part.kind for part in outcome.parts] == [OutcomeKind.ACCEPTED] * 3
    assert len(sandbox.received) == 7
    loads = (loads[0], Parcel(draft(words(name="missing")), to("subscriber:demo")))
    mixed = sandbox.drive(batch.exchange(loads, sandbox.credentials(), sandbox.context()))
    assert [part.reason for part in mixed.parts] == [None, "error"]
    assert "workflow_not_found" in str(mixed.parts[1].explain)


def test_every_reason_can_be_provoked(sandbox: Sandbox) -> None:
    request = next(PROVIDER.exchange(draft(words()), to("subscriber:demo"), sandbox.credentials(), context())).request
    for reason in (*HTTP_REASONS, *STATUS_REASONS):
        asked = sandbox.request("POST", "/v1/events/trigger", request.body, {})
        made = sandbox.service.fault_answer(asked, reason.code, None, None)
        outcome = PROVIDER.parse(HttpResponse(made.status, made.headers, made.body))
        assert outcome.kind is OutcomeKind.REJECTED, reason.code
        assert outcome.status in reason.statuses, reason.code
        assert outcome.explain is not None
        assert outcome.explain.what == reason.meaning, reason.code


def test_every_failure_of_a_step_can_be_provoked(sandbox: Sandbox) -> None:
    for number, reason in enumerate(STEP_REASONS):
        trigger = {"name": "pushbench", "to": "virtual-iphone", "payload": {}, "transactionId": f"t{number}"}
        asked = sandbox.request("POST", "/v1/events/trigger", json.dumps(trigger).encode(), {})
        assert sandbox.service.fault_answer(asked, reason.code, None, None).status == 201
        told = followed(sandbox, f"t{number}", to("subscriber:virtual-iphone"))
        assert told.fate is Fate.FAILED, reason.code
        assert told.explain == reason.explain(), (reason.code, told)
    assert not sandbox.received


def test_another_services_refusal_is_told(sandbox: Sandbox) -> None:
    sandbox.refusal = "PayloadTooLarge"
    told = sent(sandbox, "subscriber:virtual-iphone")
    assert (told.fate, told.reason) == (
        Fate.FAILED,
        "virtual-iphone failed for reason: PayloadTooLarge".replace("virtual-iphone", sandbox.tokens["iphone"]),
    )


REFUSED = {"NOVU006": [0, 1], "NOVU007": [0], "NOVU010": [0], "NOVU023": [0], "NOVU025": [0, 1]}


def test_what_rules_call_an_error_the_emulator_refuses(sandbox: Sandbox) -> None:
    for rule, numbers in REFUSED.items():
        for number in numbers:
            payload = BROKEN[rule][number]
            assert found(payload, rule)
            outcome = sandbox.send(payload, to("subscriber:demo"))
            assert (outcome.kind, outcome.status) == (OutcomeKind.REJECTED, 422), (rule, number)


def test_topics_are_joined_and_left(sandbox: Sandbox) -> None:
    topics, demo = PROVIDER.topics, to("subscriber:demo")
    assert topics is not None
    for target in (demo, to("token:virtual-iphone")):
        assert (
            sandbox.drive(topics.subscribe("gates", target, sandbox.credentials(), sandbox.context())).kind
            is OutcomeKind.ACCEPTED
        )
    sandbox.send(words(), to("topic:gates"))
    assert len(sandbox.received) == 4
    listed = sandbox.drive(topics.list(to("token:virtual-iphone"), sandbox.credentials(), sandbox.context()))
    assert listed.facts == (("topic", "testers"), ("topic", "gates"))
    sandbox.drive(topics.unsubscribe("gates", demo, sandbox.credentials(), sandbox.context()))
    assert sandbox.drive(topics.list(demo, sandbox.credentials(), sandbox.context())).facts == ()
    stranger = sandbox.drive(topics.subscribe("gates", to("subscriber:who"), sandbox.credentials(), sandbox.context()))
    assert (stranger.kind, stranger.reason) == (OutcomeKind.REJECTED, "SUBSCRIBER_NOT_FOUND")
    for topic, target in (("a b", demo), ("gates", to("topic:gates")), ("gates?exclude=a", demo)):
        with pytest.raises(UserError):
            next(topics.subscribe(topic, target, sandbox.credentials(), sandbox.context()))


def test_questions_are_no_sends(sandbox: Sandbox) -> None:
    follow_up, messages = PROVIDER.follow_up, PROVIDER.messages
    assert follow_up is not None
    assert messages is not None
    asked = Followed("1", "t/1", TargetKind.SUBSCRIBER.value, "ana", NOW)
    steps = [
        next(follow_up.ask((asked,), sandbox.credentials(), sandbox.context())),
        next(messages.view("t/1", sandbox.credentials(), sandbox.context())),
    ]
    for step in steps:
        assert isinstance(step, Step)
        assert (step.kind.value, step.request.method) == ("follow_up", "GET")
        assert step.request.url.endswith("transactionId=t%2F1")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"<html>",
        b'{"data":5}',
        b'{"data":[5,{"jobs":5},{"jobs":[5,{"type":"push","executionDetails":[5,{}]}]}]}',
        b"\xff",
    ],
)
def test_an_odd_feed_never_raises(body: bytes) -> None:
    follow_up, messages = PROVIDER.follow_up, PROVIDER.messages
    assert follow_up is not None
    assert messages is not None
    sandbox = Sandbox()
    asked = Followed("1", "t", "token", "x", NOW)
    for exchange in (
        follow_up.ask((asked,), sandbox.credentials(), sandbox.context()),
        messages.view("t", sandbox.credentials(), sandbox.context()),
        messages.cancel("t", sandbox.credentials(), sandbox.context()),
    ):
        next(exchange)
        with pytest.raises(StopIteration):
            exchange.send(HttpResponse(200, body=body))
