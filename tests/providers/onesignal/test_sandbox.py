"""Against the emulator's own reading of the rules, in the same process and without sockets."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.providers.onesignal.given import Sandbox, context, draft, drive, findings, target, token, words
from tests.providers.onesignal.test_compose import CALL_AND_QUIET, GATE, activity, compose
from tests.providers.onesignal.test_rules import BROKEN

from pushbench.compose.resolve import resolve
from pushbench.domain.exchange import Step
from pushbench.domain.fate import Fate
from pushbench.domain.finding import Severity
from pushbench.domain.follow_up import Followed, FollowedUp
from pushbench.domain.message import Content, Message
from pushbench.domain.outcome import OutcomeKind, Retry
from pushbench.domain.target import TargetKind
from pushbench.providers.onesignal import PROVIDER
from pushbench.providers.onesignal.handed import apns_payload, fcm_data, web_payload
from pushbench.providers.onesignal.payload import message_of
from pushbench.providers.onesignal.reasons import NOT_SUBSCRIBED, RATE_LIMITED, REASONS


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox()


@pytest.mark.parametrize("platform", ["ios", "android", "web"])
def test_a_message_reaches_the_virtual_device(sandbox: Sandbox, platform: str) -> None:
    outcome = sandbox.send(compose(), token(sandbox.subscription(platform)))
    assert outcome.kind is OutcomeKind.ACCEPTED
    [got] = sandbox.received
    assert got.provider == {"ios": "apns", "android": "fcm", "web": "webpush"}[platform]
    assert (got.title, got.body) == ("Gate changed", "Walk to B42")
    seen = PROVIDER.shown(compose(), platform)
    assert (seen.title, seen.body) == (got.title, got.body)


@pytest.mark.parametrize("message", [GATE, *CALL_AND_QUIET, Message(content=Content(body="x"))])
def test_both_readings_hand_on_the_same(sandbox: Sandbox, message: Message) -> None:
    made = compose(message)
    body = message_of(made.payload)
    sandbox.send(made, target(TargetKind.ALIAS, "external_id=demo"))
    handed = [json.loads(got.payload) for got in sandbox.received]
    assert without_id(handed[0]) == without_id(apns_payload(body))
    data = handed[1]["message"]["data"]
    ours: Any = fcm_data(body)
    data["custom"], ours["custom"] = json.loads(data["custom"]), json.loads(ours["custom"])
    ours.pop("collapse_key", None)  # stands in the android block
    assert without_id(data) == without_id(ours)
    assert without_id(handed[2]) == without_id(web_payload(body))


def without_id(payload: Any) -> Any:
    return {**payload, "custom": {**payload["custom"], "i": ""}}


def test_a_reader_gets_their_own_language(sandbox: Sandbox) -> None:
    path = f"/apps/{sandbox.service.app_id}/users/by/external_id/demo"
    assert sandbox.ask("PATCH", path, {"properties": {"language": "de"}}).status == 202
    message = Message(content=Content(body="Walk"), languages={"de": {"body": "Geh"}})
    sandbox.send(compose(resolve(message).message), target(TargetKind.ALIAS, "external_id=demo"))
    assert [got.body for got in sandbox.received] == ["Geh"] * 3


@pytest.mark.parametrize(
    ("to", "count"),
    [
        (target(TargetKind.ALIAS, "external_id=demo"), 3),
        (target(TargetKind.ALIAS, "external_user_id=demo"), 3),
        (target(TargetKind.SEGMENT, "All"), 3),
        (target(TargetKind.SEGMENT, "Testers"), 3),
        (target(TargetKind.CONDITION, "tag plan = pro AND country in_array DE,AT"), 3),
        (target(TargetKind.CONDITION, "tag plan = none OR session_count > 3"), 3),
        (target(TargetKind.CONDITION, "tag plan = none"), 0),
        (target(TargetKind.SEGMENT, "Inactive Subscriptions"), 0),
        (target(TargetKind.ALIAS, "external_id=nobody"), 0),
        (target(TargetKind.ALIAS, "external_id=unsubscribed"), 0),
        (token("ab" * 32), 1),
    ],
)
def test_every_family_is_resolved(sandbox: Sandbox, to: Any, count: int) -> None:
    outcome = sandbox.send(words(), to)
    assert len(sandbox.received) == count
    assert outcome.kind is (OutcomeKind.ACCEPTED if count else OutcomeKind.REJECTED)
    assert count or outcome.reason == NOT_SUBSCRIBED


def test_the_same_delivery_sends_once(sandbox: Sandbox) -> None:
    first = sandbox.send(words(), token(sandbox.subscription("ios")))
    again = sandbox.send(words(), token(sandbox.subscription("ios")))
    assert first.provider_id == again.provider_id
    assert any(label == "replayed" for label, _ in again.facts)
    assert len(sandbox.received) == 1
    sandbox.clock.time += 31 * 86_400
    assert sandbox.send(words(), token(sandbox.subscription("ios"))).provider_id != first.provider_id


def test_an_unsubscribed_target_is_dead(sandbox: Sandbox) -> None:
    gone = str(sandbox.service.extras()["subscriptions"]["unsubscribed"])  # type: ignore[call-overload,index]
    outcome = sandbox.send(words(), token(gone))
    assert (outcome.kind, outcome.is_target_dead) == (OutcomeKind.REJECTED, True)


@pytest.mark.parametrize("reason", REASONS, ids=[reason.code[:30] for reason in REASONS])
def test_every_reason_can_be_provoked(sandbox: Sandbox, reason: Any) -> None:
    request = next(PROVIDER.exchange(draft(words()), token(), sandbox.credentials(), context())).request
    made = sandbox.service.fault_answer(request, reason.code, None, None)  # type: ignore[arg-type]
    exchange = PROVIDER.exchange(draft(words()), token(), sandbox.credentials(), context())
    next(exchange)
    with pytest.raises(StopIteration) as end:
        exchange.send(_response(made))
    outcome = end.value.value
    assert outcome.kind is OutcomeKind.REJECTED
    assert outcome.explain == reason.explain()
    assert outcome.status in reason.statuses


def _response(made: Any) -> Any:
    from pushbench.domain.http import HttpResponse

    return HttpResponse(made.status, made.headers, made.body)


REFUSED = {
    "ONES010": [0, 1, 2, 3],
    "ONES012": [0, 1],
    "ONES013": [0],
    "ONES023": [0, 1],
    "ONES022": [],
    "ONES007": [0, 1],
    "ONES026": [1, 2],
}


def test_what_rules_call_an_error_the_emulator_refuses(sandbox: Sandbox) -> None:
    for rule, numbers in REFUSED.items():
        for number in numbers:
            payload = BROKEN[rule][number]
            outcome = sandbox.send(payload, token(sandbox.subscription("ios")))
            assert outcome.kind is OutcomeKind.REJECTED, (rule, number)


def test_what_has_no_error_the_emulator_takes(sandbox: Sandbox) -> None:
    taken = 0
    for number, payload in enumerate(payload for payloads in BROKEN.values() for payload in payloads):
        body = message_of(payload)
        is_push = bool(body) and "event" not in body and "event_updates" not in body and not isinstance(payload, str)
        if not is_push or any(finding.severity is Severity.ERROR for finding in findings(payload)):
            continue
        if "send_after" in body or "idempotency_key" in body:
            continue
        new_id = f"{number:08}-0000-4000-8000-000000000000"
        outcome = sandbox.send(payload, token(sandbox.subscription("ios")), new_id=lambda new_id=new_id: new_id)
        excluded = body.get("isIos") is False
        assert outcome.kind is OutcomeKind.ACCEPTED or excluded, (payload, outcome)
        taken += 1
    assert taken > 20


def follow(sandbox: Sandbox, identifier: str, kind: str = "token") -> FollowedUp:
    followed = Followed("d1", identifier, kind, "t", sandbox.clock.time)
    assert PROVIDER.follow_up is not None
    [told] = drive(PROVIDER.follow_up.ask((followed,), sandbox.credentials(), context()), sandbox)
    return told  # type: ignore[no-any-return]


def test_following_up(sandbox: Sandbox) -> None:
    shown = sandbox.send(words(), token(sandbox.subscription("ios"))).provider_id or ""
    assert follow(sandbox, shown).fate is Fate.SHOWN
    assert ("received", "1") in follow(sandbox, shown).facts
    assert any(label == "ios" for label, _ in follow(sandbox, shown).facts)
    sandbox.service.book.confirms = False
    handed = sandbox.send(words(), token(sandbox.subscription("web")), new_id=lambda: sandbox.service.app_id)
    assert follow(sandbox, handed.provider_id or "").fate is Fate.HANDED_ON
    assert follow(sandbox, sandbox.service.app_id).fate is Fate.UNKNOWN


def test_following_up_failures(sandbox: Sandbox) -> None:
    errored = str(sandbox.service.extras()["subscriptions"]["errored"])  # type: ignore[call-overload,index]
    told = follow(sandbox, sandbox.send(words(), token(errored)).provider_id or "")
    assert (told.fate, told.reason) == (Fate.FAILED, "errored")
    sandbox.refusal = "PayloadTooLarge"
    big = sandbox.send(words(), token(sandbox.subscription("ios")), new_id=lambda: sandbox.service.app_id)
    assert follow(sandbox, big.provider_id or "").fate is Fate.FAILED


def test_a_scheduled_message_waits_and_can_be_cancelled(sandbox: Sandbox) -> None:
    later = words(send_after="2026-11-22T12:00:00Z")
    sent = sandbox.send(later, token(sandbox.subscription("ios")))
    identifier = sent.provider_id or ""
    assert not sandbox.received
    assert follow(sandbox, identifier).fate is Fate.WAITING
    cancelled = sandbox.drive(PROVIDER.messages.cancel(identifier, sandbox.credentials(), context()))
    assert (cancelled.kind, cancelled.facts) == (OutcomeKind.ACCEPTED, (("cancelled", "yes"),))
    assert follow(sandbox, identifier).reason == "canceled"
    again = sandbox.drive(PROVIDER.messages.cancel(identifier, sandbox.credentials(), context()))
    assert again.kind is OutcomeKind.REJECTED
    second = sandbox.send(later, token(sandbox.subscription("ios")), new_id=lambda: sandbox.service.app_id)
    sandbox.clock.time += 6 * 3600
    assert follow(sandbox, second.provider_id or "").fate is Fate.SHOWN
    assert len(sandbox.received) == 1


def test_a_throttled_message_leaves_by_the_minute(sandbox: Sandbox) -> None:
    sent = sandbox.send(words(throttle_rate_per_minute=1), target(TargetKind.SEGMENT, "Testers"))
    identifier = sent.provider_id or ""
    viewed = sandbox.drive(PROVIDER.messages.view(identifier, sandbox.credentials(), context()))
    assert ("remaining", "2") in viewed.facts
    sandbox.clock.time += 61
    assert sandbox.view(identifier)["remaining"] == 1
    sandbox.clock.time += 61
    assert sandbox.view(identifier)["remaining"] == 0
    assert len(sandbox.received) == 3


def test_counting_reaches_nobody(sandbox: Sandbox) -> None:
    counted = sandbox.drive(
        PROVIDER.messages.count(target(TargetKind.SEGMENT, "All"), sandbox.credentials(), context())
    )
    assert ("count", "4") in counted.facts
    assert not sandbox.received


def test_a_live_activity_from_start_to_end(sandbox: Sandbox) -> None:
    people, gate = target(TargetKind.ALIAS, "external_id=demo"), target(TargetKind.CHANNEL, "gate-418")
    update = compose(activity("update"))
    refused = sandbox.send(update, gate)
    assert (refused.kind, refused.status) == (OutcomeKind.REJECTED, 404)
    started = sandbox.send(compose(activity("start")), people)
    assert started.kind is OutcomeKind.ACCEPTED
    assert sandbox.send(update, gate).kind is OutcomeKind.ACCEPTED
    assert sandbox.send(compose(activity("end")), gate).kind is OutcomeKind.ACCEPTED
    assert sandbox.send(update, gate).kind is OutcomeKind.REJECTED
    events = [json.loads(got.payload)["aps"]["event"] for got in sandbox.received]
    assert events == ["start", "update", "end"]
    aps = json.loads(sandbox.received[0].payload)["aps"]
    assert (aps["attributes-type"], aps["attributes"]) == ("GateAttributes", {"flight": "418"})


def test_the_rate_is_limited_when_set(sandbox: Sandbox) -> None:
    assert sandbox.ask("POST", "/emulator/settings", {"requests_per_second": 1}).status == 200
    sandbox.send(words(), token(sandbox.subscription("ios")))
    refused = sandbox.send(words(), token(sandbox.subscription("ios")))
    assert (refused.reason, refused.retry, refused.retry_after_seconds) == (RATE_LIMITED, Retry.LATER, 1)
    sandbox.clock.time += 1
    assert sandbox.send(words(), token(sandbox.subscription("ios"))).kind is OutcomeKind.ACCEPTED


def test_a_step_of_ones_own_profile_is_local(sandbox: Sandbox) -> None:
    step = next(PROVIDER.exchange(compose(replace(GATE, name="")), token(), sandbox.credentials(), context()))
    assert isinstance(step, Step)
    assert step.request.url.startswith("https://127.0.0.1:8443/")
