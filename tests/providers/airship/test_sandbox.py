"""Against the emulator's own reading of the rules, in the same process and without sockets."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.providers.airship.given import (
    GATE,
    QUIET,
    Sandbox,
    activity,
    compose,
    context,
    draft,
    drive,
    findings,
    target,
    token,
    words,
)
from tests.providers.airship.test_rules import BROKEN, GOOD

from pushbench.compose.resolve import resolve
from pushbench.domain.fate import Fate
from pushbench.domain.finding import Severity
from pushbench.domain.follow_up import Followed, FollowedUp
from pushbench.domain.http import HttpResponse
from pushbench.domain.message import Content, Message
from pushbench.domain.outcome import OutcomeKind, Retry
from pushbench.domain.provider import Level, TestResult
from pushbench.domain.target import TargetKind
from pushbench.providers.airship import PROVIDER
from pushbench.providers.airship.handed import apns_payload, fcm_data, web_payload
from pushbench.providers.airship.payload import message_of
from pushbench.providers.airship.reasons import REASONS
from pushbench.sandbox.airship_answers import place_of

USER = target(TargetKind.USER, "demo")
LATER = words(schedule={"scheduled_time": "2026-11-22T20:00:00"}, name="later")


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox()


def test_a_message_reaches_the_virtual_devices(sandbox: Sandbox) -> None:
    for platform, provider in (("ios", "apns"), ("android", "fcm"), ("web", "webpush")):
        outcome = sandbox.send(compose(), token(sandbox.channel(platform)))
        assert (outcome.kind, outcome.status) == (OutcomeKind.ACCEPTED, 202)
        got = sandbox.received.pop()
        assert (got.provider, got.title, got.body) == (provider, "Gate changed", "Walk to B42")
        seen = PROVIDER.shown(compose(), platform)
        assert (seen.title, seen.body) == (got.title, got.body)


@pytest.mark.parametrize("message", [GATE, *QUIET, Message(content=Content(body="x")), activity("start")])
def test_both_readings_hand_on_the_same(sandbox: Sandbox, message: Message) -> None:
    made = compose(message)
    notification: Any = message_of(made.payload)["notification"]
    sandbox.send(made, USER)
    handed = {got.provider: json.loads(got.payload) for got in sandbox.received}
    apple = {key: value for key, value in handed["apns"].items() if key != "_"}
    assert apple == apns_payload(notification)
    data = {k: v for k, v in handed["fcm"]["message"]["data"].items() if not k.endswith("PUSH_ID")}
    assert data == fcm_data(notification)
    if "webpush" in handed:
        assert {k: v for k, v in handed["webpush"].items() if k != "push_id"} == web_payload(notification)


def test_headers_and_lifetimes_are_handed_on(sandbox: Sandbox) -> None:
    sandbox.send(compose(), USER)
    apple, google = sandbox.received[0], json.loads(sandbox.received[1].payload)["message"]["android"]
    sent = dict(apple.headers)
    assert (sent["apns-priority"], sent["apns-collapse-id"]) == ("10", "gate-418")
    assert sent["apns-expiration"] == str(int(sandbox.clock.time) + 3600)
    assert google == {"priority": "high", "ttl": "3600s", "collapse_key": "gate-418"}
    sandbox.send(compose(QUIET[0]), USER)
    assert dict(sandbox.received[-2].headers)["apns-push-type"] == "background"
    assert dict(sandbox.received[-2].headers)["apns-expiration"] == "0"


def test_a_reader_gets_their_own_language_and_name(sandbox: Sandbox) -> None:
    message = Message(content=Content(body="Walk"), languages={"de": {"body": "Geh"}, "de-AT": {"body": "Geh bitte"}})
    channel = next(iter(sandbox.service.people.channels.values()))
    for language, country, text in (("de", "DE", "Geh"), ("de", "AT", "Geh bitte"), ("fr", "FR", "Walk")):
        channel.language, channel.country = language, country
        sandbox.send(compose(resolve(message).message), token(channel.id))
        assert sandbox.received[-1].body == text
    personal = "Dear {{first_name}}{{#if nobody}}!{{else}},{{/if}} {{gate}}{{nothing}}"
    body = words(personal, options={"personalization": True}, global_attributes={"gate": "B42"})
    sandbox.send(body, token(channel.id))
    assert sandbox.received[-1].body == "Dear Ana, B42"
    sandbox.send(words("{{first_name}}"), token(channel.id))
    assert sandbox.received[-1].body == "{{first_name}}"


def test_every_target_is_resolved(sandbox: Sandbox) -> None:
    segment = sandbox.extras["segment"]
    cases = [
        (TargetKind.USER, "demo", 3),
        (TargetKind.USER, "silent", 0),
        (TargetKind.TOPIC, "news", 3),
        (TargetKind.TOPIC, "loyalty:gold", 3),
        (TargetKind.TOPIC, "nothing", 0),
        (TargetKind.SEGMENT, "All", 3),
        (TargetKind.SEGMENT, segment, 3),
        (TargetKind.CONDITION, "tag:news AND NOT tag_group:loyalty=gold", 0),
        (TargetKind.CONDITION, f"tag:nothing OR (named_user:demo AND segment:{segment})", 3),
        (TargetKind.CONDITION, '{"attribute": "walk_min", "operator": "greater", "value": 7}', 3),
        (TargetKind.CONDITION, '{"attribute": "first_name", "operator": "equals", "value": "Bo"}', 0),
        (TargetKind.CHANNEL, sandbox.channel("ios").upper(), 1),
        (TargetKind.CONDITION, f"android_channel:{sandbox.channel('ios')}", 0),
        (TargetKind.TOKEN, "02" * 32, 0),
        (TargetKind.ALIAS, "42", 0),
        (TargetKind.CHANNEL, sandbox.extras["channels"]["opted_out"], 0),
    ]
    for kind, value, count in cases:
        sandbox.received.clear()
        outcome = sandbox.send(words(), target(kind, value))
        assert (outcome.kind, len(sandbox.received)) == (OutcomeKind.ACCEPTED, count), (kind, value)
    phone = sandbox.service.people.channels[sandbox.channel("ios")]
    assert sandbox.send(words(), token(str(phone.address).lower())).kind is OutcomeKind.ACCEPTED
    assert sandbox.received[-1].token == phone.id


@pytest.mark.parametrize("reason", REASONS, ids=[reason.code for reason in REASONS])
def test_every_reason_can_be_provoked(sandbox: Sandbox, reason: Any) -> None:
    is_signing_in = reason.code.startswith("invalid_")
    exchange = PROVIDER.exchange(
        draft(words()), token(), sandbox.oauth() if is_signing_in else sandbox.credentials(), context()
    )
    request = next(exchange).request
    made = sandbox.service.fault_answer(request, reason.code, None, 7)  # type: ignore[arg-type]
    with pytest.raises(StopIteration) as end:
        exchange.send(HttpResponse(made.status, made.headers, made.body))
    outcome = end.value.value
    assert outcome.kind is (OutcomeKind.UNCLEAR if made.status >= 500 else OutcomeKind.REJECTED)
    assert outcome.status in reason.statuses
    assert outcome.retry is reason.retry
    assert outcome.retry_after_seconds == 7
    assert is_signing_in or (outcome.explain.what, outcome.explain.fix) == (reason.meaning, reason.fix)
    assert outcome.is_target_dead is reason.is_target_dead


def test_errors_come_by_themselves(sandbox: Sandbox) -> None:
    wrong = sandbox.credentials(master_secret="x" * 22)
    outcome = sandbox.drive(PROVIDER.exchange(draft(words()), token(), wrong, context()))
    assert (outcome.kind, outcome.status, outcome.reason) == (OutcomeKind.REJECTED, 401, "40101")
    refused = sandbox.send({"notification": {"wns": {}}, "device_types": ["wns"]}, token())
    assert (refused.status, refused.reason) == (400, "40001")
    facts = dict(refused.facts)
    assert (facts["path"], facts["line"]) == ("push.notification.wns", "1")
    assert int(facts["column"]) > 1
    text = sandbox.send("not JSON", token())
    assert (text.status, text.reason) == (400, "40000")
    app_secret = sandbox.credentials(master_secret=sandbox.extras["app_secret"])
    assert sandbox.drive(PROVIDER.exchange(draft(words()), token(), app_secret, context())).reason == "40101"


def test_what_rules_call_an_error_the_emulator_refuses_and_the_other_way_round(sandbox: Sandbox) -> None:
    ours_alone = {"AIR016"}  # Apple, Google and browsers refuse by size, after Airship has accepted
    refused = taken = 0
    for rule, payloads in {**BROKEN, "GOOD": GOOD}.items():
        for payload in payloads:
            if not isinstance(payload, dict) or rule == "AIR001":
                continue
            errors = [each.rule for each in findings(payload) if each.severity is Severity.ERROR]
            if "merge_data" in payload:
                continue
            outcome = sandbox.send(payload, USER)
            is_refused = outcome.kind is OutcomeKind.REJECTED
            assert is_refused or not errors or rule in ours_alone, (payload, errors)
            assert errors or not is_refused, (payload, outcome)
            refused, taken = refused + is_refused, taken + (not is_refused)
    assert (refused > 60, taken > 25) == (True, True), (refused, taken)


def test_a_check_sends_nothing(sandbox: Sandbox) -> None:
    checked = sandbox.send(compose(), USER, is_validation=True)
    assert (checked.kind, checked.status, checked.provider_id) == (OutcomeKind.ACCEPTED, 200, None)
    assert checked.facts[0][0] == "checked"
    assert sandbox.send(LATER, USER, is_validation=True).kind is OutcomeKind.ACCEPTED
    arms = words(variants=[{"weight": 1}, {"weight": 1, "push": {"notification": {"alert": "B"}}}])
    assert sandbox.send(arms, USER, is_validation=True).kind is OutcomeKind.ACCEPTED
    bad = sandbox.send({"notification": {}, "device_types": ["ios"]}, USER, is_validation=True)
    assert bad.reason == "40001"
    assert not sandbox.received


def test_every_way_to_sign_in(sandbox: Sandbox) -> None:
    bearer = sandbox.credentials(token=sandbox.extras["token"])
    client = {"client_id": sandbox.extras["oauth"]["client_id"]}
    keyed = sandbox.credentials(client, private_key=sandbox.extras["oauth"]["private_key"])
    for signed in (sandbox.credentials(), bearer, sandbox.oauth(), keyed):
        outcome = sandbox.drive(PROVIDER.exchange(draft(words()), USER, signed, context()))
        assert outcome.kind is OutcomeKind.ACCEPTED
    tokens = context()
    sandbox.drive(PROVIDER.exchange(draft(words()), USER, sandbox.oauth(), tokens))
    exchange = PROVIDER.exchange(draft(words()), USER, sandbox.oauth(), tokens)
    assert next(exchange).request.url.endswith("/api/push")
    exchange.close()
    sandbox.service.reset()  # the kept token is unknown now, and renewed once
    again = sandbox.drive(PROVIDER.exchange(draft(words()), USER, sandbox.oauth(), tokens))
    assert again.kind is OutcomeKind.ACCEPTED
    wrong = sandbox.credentials({"client_id": "x"}, client_secret="y")
    refused = sandbox.drive(PROVIDER.exchange(draft(words()), USER, wrong, context()))
    assert (refused.kind, refused.status, refused.reason) == (OutcomeKind.REJECTED, 401, "invalid_client")


def test_schedules_leave_in_time_and_can_be_cancelled(sandbox: Sandbox) -> None:
    sent = sandbox.send(LATER, USER)
    assert (sent.status, dict(sent.facts)["sent as"]) == (201, "a schedule")
    identifier = sent.provider_id or ""
    assert not sandbox.received
    assert PROVIDER.messages is not None
    assert PROVIDER.messages.may_cancel(draft(LATER))
    assert not PROVIDER.messages.may_cancel(draft(words()))
    seen = sandbox.drive(PROVIDER.messages.view(identifier, sandbox.credentials(), context()))
    assert dict(seen.facts)["scheduled time"] == "2026-11-22T20:00:00"
    cancelled = sandbox.drive(PROVIDER.messages.cancel(identifier, sandbox.credentials(), context()))
    assert (cancelled.kind, cancelled.facts) == (OutcomeKind.ACCEPTED, (("cancelled", "yes"),))
    again = sandbox.drive(PROVIDER.messages.cancel(identifier, sandbox.credentials(), context()))
    assert (again.kind, again.reason) == (OutcomeKind.REJECTED, "40401")
    second = sandbox.send(LATER, USER).provider_id or ""
    sandbox.clock.time += 12 * 3600
    assert follow(sandbox, second).fate is Fate.HANDED_ON
    assert len(sandbox.received) == 3
    late = sandbox.drive(PROVIDER.messages.cancel(second, sandbox.credentials(), context()))
    assert late.reason == "40902"


def test_a_schedule_that_airship_holds_stays_open_until_it_has_left(sandbox: Sandbox) -> None:
    start, held = sandbox.clock.time, sandbox.send(LATER, USER).provider_id or ""
    sandbox.clock.time += 2 * 3600
    told = follow(sandbox, held, start)
    assert told.fate is Fate.WAITING  # a last word would forbid cancelling it
    assert dict(told.facts)["scheduled time"] == "2026-11-22T20:00:00"
    assert PROVIDER.messages is not None
    sandbox.drive(PROVIDER.messages.cancel(held, sandbox.credentials(), context()))
    assert follow(sandbox, held, start).fate is Fate.UNKNOWN


def test_an_ab_test_splits_the_audience(sandbox: Sandbox) -> None:
    arms = words("A", variants=[{"weight": 1}, {"weight": 2, "push": {"notification": {"alert": "B"}}}], name="test")
    outcome = sandbox.send(arms, USER)
    assert (outcome.status, dict(outcome.facts)["sent as"]) == (201, "an A/B test")
    assert sorted(got.body for got in sandbox.received) == ["A", "B", "B"]
    test = dict(outcome.facts)["experiment id"]
    status, report = sandbox.call("GET", f"/api/reports/experiment/overview/{test}")
    assert (status, [arm["sends"] for arm in report["variants"]]) == (200, [1, 2])
    sandbox.received.clear()
    sandbox.send({**arms, "control": 1}, USER)
    assert not sandbox.received


def test_a_template_is_filled(sandbox: Sandbox) -> None:
    made = {
        "name": "gate",
        "variables": [{"key": "GATE", "default_value": "B1"}],
        "push": {"notification": {"alert": "Go to {{GATE}}"}},
    }
    _, created = sandbox.call("POST", "/api/templates", made)
    merge: dict[str, Any] = {"merge_data": {"template_id": created["template_id"], "substitutions": {"GATE": "B42"}}}
    outcome = sandbox.send({"device_types": ["ios"], **merge}, USER)
    assert (outcome.kind, sandbox.received[-1].body) == (OutcomeKind.ACCEPTED, "Go to B42")
    merge["merge_data"]["template_id"] = sandbox.channel("ios")
    assert sandbox.send({"device_types": ["ios"], **merge}, USER).reason == "40401"


def follow(sandbox: Sandbox, identifier: str, accepted_at: float | None = None) -> FollowedUp:
    followed = Followed("d1", identifier, "token", "t", sandbox.clock.time if accepted_at is None else accepted_at)
    now = context(now=sandbox.clock.time)
    assert PROVIDER.follow_up is not None
    [told] = drive(PROVIDER.follow_up.ask((followed,), sandbox.credentials(), now), sandbox)
    return told  # type: ignore[no-any-return]


def test_following_up(sandbox: Sandbox) -> None:
    start = sandbox.clock.time
    sandbox.ask("POST", "/emulator/settings", {"report_delay_seconds": 60})
    sent = sandbox.send(words(), token(sandbox.channel("ios"))).provider_id or ""
    assert follow(sandbox, sent).fate is Fate.WAITING
    sandbox.clock.time += 61
    assert follow(sandbox, sent).fate is Fate.HANDED_ON
    assert ("sends", "1") in follow(sandbox, sent).facts
    sandbox.ask("POST", "/emulator/settings", {"report_delay_seconds": 0, "opened": True})
    opened = sandbox.send(words(), token(sandbox.channel("ios"))).provider_id or ""
    assert follow(sandbox, opened).fate is Fate.SHOWN
    nobody = sandbox.send(words(), token(sandbox.extras["channels"]["uninstalled"])).provider_id or ""
    assert follow(sandbox, nobody).fate is Fate.WAITING
    sandbox.clock.time += 3700
    assert follow(sandbox, nobody, start).fate is Fate.FAILED
    assert follow(sandbox, sandbox.channel("ios"), start).fate is Fate.UNKNOWN
    sandbox.refusal = "PayloadTooLarge"
    big = sandbox.send(words(), token(sandbox.channel("ios"))).provider_id or ""
    assert follow(sandbox, big, start).fate is Fate.FAILED


def test_counting_a_user_and_a_channel(sandbox: Sandbox) -> None:
    assert PROVIDER.messages is not None
    for to, count in ((USER, "3"), (target(TargetKind.USER, "silent"), "0"), (token(sandbox.channel("web")), "1")):
        counted = sandbox.drive(PROVIDER.messages.count(to, sandbox.credentials(), context()))
        assert dict(counted.facts)["count"] == count
    unknown = sandbox.drive(PROVIDER.messages.count(token(), sandbox.credentials(), context()))
    assert (unknown.reason, unknown.is_target_dead) == ("40404", True)


def test_credentials_are_proved_without_sending(sandbox: Sandbox) -> None:
    for signed in (sandbox.credentials(), sandbox.credentials(token=sandbox.extras["token"]), sandbox.oauth()):
        assert [level for level, _ in proved(sandbox, signed)] == [Level.GOOD, Level.GOOD]
    wrong = proved(sandbox, sandbox.credentials(master_secret="y" * 22))
    assert [level for level, _ in wrong] == [Level.GOOD, Level.BAD]
    client = sandbox.credentials({"client_id": "x"}, client_secret="z")
    assert proved(sandbox, client)[-1] == (Level.BAD, "Signed in")
    assert not sandbox.received


def proved(sandbox: Sandbox, signed: Any) -> list[tuple[Level, str]]:
    heard: list[tuple[Level, str]] = []
    generator = PROVIDER.test(signed, context())
    item = next(generator, None)
    while item is not None:
        if isinstance(item, TestResult):
            heard.append((item.level, item.title))
        try:
            item = generator.send(None if isinstance(item, TestResult) else sandbox.answer(item))
        except StopIteration:
            break
    return heard


def test_the_rate_is_limited_when_set(sandbox: Sandbox) -> None:
    sandbox.ask("POST", "/emulator/settings", {"requests_per_second": 1})
    sandbox.send(words(), USER)
    refused = sandbox.send(words(), USER)
    assert (refused.status, refused.retry, refused.retry_after_seconds) == (429, Retry.LATER, 1)


def test_places_in_a_body() -> None:
    text = '{\n  "push": {"a": [1, {"b": "x"}],\n "wns": {"text": 1}}\n}'
    assert place_of(text, ("push", "wns", "text")) == (3, 18)
    assert place_of(text, ("push", "a", 1, "b")) == (2, 27)
    assert place_of(text, ("push", "zebra")) == (2, 11)
    assert place_of(text, ()) == (1, 1)


def test_an_unnamed_message_sends_too(sandbox: Sandbox) -> None:
    assert sandbox.send(compose(replace(GATE, name="")), USER).kind is OutcomeKind.ACCEPTED
