"""Byte-exact requests, targets, ways to sign in, and what is refused before anything is sent."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.providers.airship.given import (
    ACCEPT,
    CHANNEL,
    EU,
    GATE,
    KEY,
    SECRET,
    US,
    compose,
    context,
    credentials,
    device,
    draft,
    target,
    token,
    words,
)
from tests.providers.dialogue import Play, answer

from pushbench.domain.errors import UserError
from pushbench.domain.json_value import compact
from pushbench.domain.outcome import OutcomeKind, StepKind
from pushbench.domain.profile import Environment
from pushbench.domain.secret import Secret
from pushbench.domain.target import TargetKind
from pushbench.providers.airship import PROVIDER
from pushbench.providers.airship.audience import count, read_audience, troubles
from pushbench.providers.airship.targets import TARGETS

BASIC = "Basic SVNleF9UVEpSdWFyenM5LW9fR2toZzpqbTd2ZTd6WlQ5Q25Ga1NRLTB0TnFn"
SENT = answer(202, {"ok": True, "operation_id": "o", "push_ids": ["p"]})


def play(payload: Any, to: Any = None, fields: Any = None, **changes: Any) -> Play:
    return Play(PROVIDER.exchange(draft(payload), to or token(), fields or credentials(), context(**changes)))


def test_a_push_byte_for_byte() -> None:
    request = play(words()).request
    assert (request.method, request.url) == ("POST", f"{US}/api/push")
    assert request.headers == (("accept", ACCEPT), ("authorization", BASIC), ("content-type", "application/json"))
    assert request.body == compact({"audience": {"channel": CHANNEL}, **words()}).encode()
    shown = request.redacted()
    assert dict(shown.headers)["authorization"] == "Basic ***"
    assert Secret(SECRET) in request.masks


def test_sites_and_hosts() -> None:
    assert play(words(), fields=credentials({"site": "eu"})).request.url == f"{EU}/api/push"
    based = credentials({"base_url": "https://127.0.0.1:9/x"})
    assert play(words(), fields=based).request.url == "https://127.0.0.1:9/x/api/push"
    with pytest.raises(UserError):
        play(words(), fields=credentials(environment=Environment.LOCAL))


def test_a_bearer_token() -> None:
    request = play(words(), fields=credentials(token=" Bearer abc.def ")).request
    assert request.headers[1:3] == (("authorization", "Bearer abc.def"), ("x-ua-appkey", KEY))


def test_an_oauth_client_signs_in_first() -> None:
    fields = credentials({"client_id": "cl:ient", "site": "eu"}, client_secret="s/cret")
    again = context()
    dialogue = Play(PROVIDER.exchange(draft(words()), token(), fields, again))
    dialogue.sees(
        StepKind.AUTHORISE,
        url="https://oauth2.asnapieu.com/token",
        headers={"authorization": "Basic Y2wlM0FpZW50OnMlMkZjcmV0"},
        body=f"grant_type=client_credentials&sub=app%3A{KEY}&scope=psh+chn".encode(),
    )
    dialogue.answers(answer(200, {"access_token": "tok", "expires_in": 3600, "token_type": "Bearer"}))
    dialogue.sees(StepKind.DELIVER, url="https://api.asnapieu.com/api/push", headers={"authorization": "Bearer tok"})
    assert dialogue.answers(SENT).outcome.kind is OutcomeKind.ACCEPTED
    second = Play(PROVIDER.exchange(draft(words()), token(), fields, again)).sees(StepKind.DELIVER)
    second.answers(answer(401, {"ok": False, "error": "Unauthorized", "error_code": 40101})).sees(StepKind.AUTHORISE)
    refused = second.answers(answer(401, {"error": "invalid_client", "error_description": "no"})).outcome
    assert (refused.kind, refused.reason) == (OutcomeKind.REJECTED, "invalid_client")
    for odd in (answer(200, {"access_token": 7}), answer(500, b"x"), answer(200, b"[]")):
        outcome = Play(PROVIDER.exchange(draft(words()), token(), fields, context())).answers(odd).outcome
        assert outcome.kind is OutcomeKind.REJECTED
        assert outcome.explain is not None


def test_what_cannot_sign_in() -> None:
    for fields in (
        credentials({"app_key": ""}),
        credentials({"app_key": "ä"}),
        credentials(master_secret=""),
        credentials(master_secret="ä" * 22),
        credentials(token="a b"),
        credentials(client_secret="x"),
        credentials({"client_id": "x", "token_url": "http://far.example/token"}, client_secret="x"),
        credentials({"client_id": "x", "token_url": "nowhere"}, client_secret="x"),
        credentials({"client_id": "x"}, private_key="no key"),
    ):
        with pytest.raises(UserError) as told:
            play(words(), fields=fields)
        assert told.value.fix.endswith(".")


def test_every_kind_of_target() -> None:
    for kind, value, audience in (
        (TargetKind.TOKEN, CHANNEL.upper(), {"channel": CHANNEL}),
        (TargetKind.TOKEN, "ab" * 32, {"device_token": "AB" * 32}),
        (TargetKind.CHANNEL, CHANNEL, {"channel": CHANNEL}),
        (TargetKind.USER, "Ana", {"named_user": "Ana"}),
        (TargetKind.TOPIC, "news", {"tag": "news"}),
        (TargetKind.TOPIC, "loyalty:gold", {"tag": "gold", "group": "loyalty"}),
        (TargetKind.SEGMENT, "All", "all"),
        (TargetKind.SEGMENT, CHANNEL, {"segment": CHANNEL}),
        (TargetKind.ALIAS, "external_id=42", {"alias": "42"}),
        (TargetKind.CONDITION, "all", "all"),
        (TargetKind.CONDITION, "tag:news AND NOT tag:beta", {"and": [{"tag": "news"}, {"not": {"tag": "beta"}}]}),
    ):
        sent = json.loads(play(words(), target(kind, value)).request.body)
        assert sent["audience"] == audience
    assert json.loads(play(words(), device()).request.body)["audience"] == {"channel": CHANNEL}
    for spec in TARGETS:
        assert spec.check(spec.example.partition(":")[2]) is None, spec.example
    for kind, value in (
        (TargetKind.TOKEN, "42"),
        (TargetKind.TOKEN, '{"endpoint": "x"}'),
        (TargetKind.TOKEN, "x:APA91b" + "x" * 100),
        (TargetKind.TOKEN, "ExponentPushToken[x]"),
        (TargetKind.CHANNEL, "42"),
        (TargetKind.SEGMENT, "Testers"),
        (TargetKind.TOPIC, "x" * 129),
        (TargetKind.USER, "x" * 129),
        (TargetKind.CONDITION, "zebra"),
        (TargetKind.FID, "x"),
        (TargetKind.ARN, "arn:aws:sns"),
    ):
        with pytest.raises(UserError):
            play(words(), target(kind, value))


def test_typed_audiences() -> None:
    for text, wanted in (
        ("tag:a OR tag:b AND tag:c", {"or": [{"tag": "a"}, {"and": [{"tag": "b"}, {"tag": "c"}]}]}),
        ("(tag:a OR tag:b) AND user:ana", {"and": [{"or": [{"tag": "a"}, {"tag": "b"}]}, {"named_user": "ana"}]}),
        ("NOT (tag:a)", {"not": {"tag": "a"}}),
        ('tag:"two words"', {"tag": "two words"}),
        ("tag_group:loyalty=gold", {"tag": "gold", "group": "loyalty"}),
        (f"ios_channel:{CHANNEL.upper()}", {"ios_channel": CHANNEL}),
        ('{"attribute": "a", "operator": "is_empty"}', {"attribute": "a", "operator": "is_empty"}),
        ("subscription_list:x AND list:y", {"and": [{"subscription_lists": "x"}, {"static_list": "y"}]}),
    ):
        assert read_audience(text) == wanted
    for wrong in (
        *(
            "",
            "tag:",
            "tag",
            "tag:a AND",
            "(tag:a",
            "tag:a)",
            "tag:a tag:b",
            "AND",
            "zebra:x",
            "channel:42",
            "tag_group:x",
        ),
        *(
            '{"tag": 1}',
            '{"and": []}',
            "{",
            '{"tag": "a", "segment": "b"}',
            "triggered",
            "all AND tag:a",
            "NOT " * 60 + "tag:a",
        ),
        '{"or": [' + ",".join(['{"tag": "a"}'] * 1001) + "]}",
    ):
        with pytest.raises(ValueError, match=r".\Z"):
            read_audience(wrong)
    assert count({"and": [{"tag": ["a", "b"]}, {"not": {"tag": "c"}}]}) == 3
    odd: list[Any] = [
        7,
        None,
        [],
        {},
        {"not": {"not": 7}},
        {"sms_id": 1},
        {"location": 1},
        {"attribute": 1},
        {"tag": [1]},
    ]
    for value in odd:
        assert all(words.endswith((".", "…")) for _, words in troubles(value)), list(troubles(value))
        assert list(troubles(value))


def test_schedules_tests_and_templates_have_their_own_address() -> None:
    when = {"scheduled_time": "2027-01-01T09:00:00"}
    later = play(words(schedule=when, name="later")).request
    assert later.url == f"{US}/api/schedules"
    assert json.loads(later.body) == {
        "name": "later",
        "schedule": when,
        "push": {"audience": {"channel": CHANNEL}, **words()},
    }
    arms = [{"weight": 1}, {"push": {"notification": {"alert": "B"}}}]
    test = play(words(variants=arms, name="t", control=0.1)).request
    assert test.url == f"{US}/api/experiments"
    sent = json.loads(test.body)
    assert sent["variants"] == [{"weight": 1, "push": {"notification": {"alert": "Gate B42"}}}, arms[1]]
    assert set(sent) == {"audience", "name", "device_types", "control", "variants"}
    merge = {"template_id": CHANNEL, "substitutions": {}}
    assert play({"device_types": ["ios"], "merge_data": merge}).request.url == f"{US}/api/templates/push"
    both = play({"device_types": ["ios"], "merge_data": merge, "schedule": when}).request
    assert both.url == f"{US}/api/templates/schedules"


def test_a_check_goes_to_validate() -> None:
    checked = play(words(schedule={"best_time": {}}, name="x"), is_validation=True).request
    assert checked.url == f"{US}/api/push/validate"
    assert json.loads(checked.body) == {"audience": {"channel": CHANNEL}, **words()}
    assert play(words(variants=[]), is_validation=True).request.url == f"{US}/api/experiments/validate"
    with pytest.raises(UserError):
        play({"merge_data": {}}, is_validation=True)


def test_text_leaves_as_it_is_for_its_own_target() -> None:
    text = json.dumps({"audience": {"channel": CHANNEL}, **words()}, indent=1)
    assert play(text).request.body == text.encode()
    with pytest.raises(UserError):
        play(text, target(TargetKind.USER, "ana"))
    for odd in (None, 7, [1]):
        with pytest.raises(UserError):
            play(odd)


def test_own_headers_do_not_replace_ours() -> None:
    made = draft(words())
    headed = type(made)(made.provider, made.payload, {"X-Trace": "1", "Authorization": "x", "Host": "y"})
    request = next(PROVIDER.exchange(headed, token(), credentials(), context())).request
    assert request.header("x-trace") == "1"
    assert [name for name, _ in request.headers] == ["accept", "authorization", "content-type", "x-trace"]
    with pytest.raises(UserError):
        next(PROVIDER.exchange(type(made)(made.provider, made.payload, {"x": "ä"}), token(), credentials(), context()))


def test_a_composed_message_is_sent_whole() -> None:
    made = compose(GATE)
    request = next(PROVIDER.exchange(made, token(), credentials(), context())).request
    assert json.loads(request.body) == {"audience": {"channel": CHANNEL}, **made.payload}  # type: ignore[dict-item]
