"""The exact requests: targets, keys, the idempotency key, and what is refused before anything leaves."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
from tests.providers.dialogue import Play, answer
from tests.providers.onesignal.given import (
    APP,
    HOST,
    KEY,
    NEW_ID,
    SUBSCRIPTION,
    context,
    credentials,
    device,
    draft,
    target,
    token,
    words,
)

from pushbench.domain.errors import UserError
from pushbench.domain.json_value import Json
from pushbench.domain.outcome import OutcomeKind, StepKind
from pushbench.domain.profile import Environment
from pushbench.domain.target import Target, TargetKind, parse_target
from pushbench.providers.onesignal import PROVIDER
from pushbench.providers.onesignal.filters import read_filters
from pushbench.providers.onesignal.targets import TARGETS, recognise

APNS = "ab" * 32
FCM = "dQw4w9WgXcQ-abcdefghij:APA91bF" + "x" * 134


def play(payload: Json = None, to: Target | None = None, **changes: Any) -> Play:
    made = draft(words() if payload is None else payload)
    return Play(PROVIDER.exchange(made, to or token(), credentials(), context(**changes)))


def body_of(payload: Json = None, to: Target | None = None) -> Any:
    return json.loads(play(payload, to).request.body)


def test_the_whole_request() -> None:
    dialogue = play().sees(
        StepKind.DELIVER,
        method="POST",
        url=f"{HOST}/notifications",
        headers={"authorization": f"Key {KEY}", "content-type": "application/json; charset=utf-8"},
        body=(
            f'{{"app_id":"{APP}","include_subscription_ids":["{SUBSCRIPTION}"],"contents":{{"en":"Gate B42"}},'
            f'"idempotency_key":"{NEW_ID}"}}'
        ).encode(),
    )
    assert dialogue.request.varies == ("id",)
    assert KEY not in str(dialogue.request.redacted())
    outcome = dialogue.answers(answer(200, {"id": SUBSCRIPTION, "external_id": NEW_ID})).outcome
    assert (outcome.kind, outcome.provider_id) == (OutcomeKind.ACCEPTED, SUBSCRIPTION)


@pytest.mark.parametrize(
    ("to", "fields"),
    [
        ("token:" + SUBSCRIPTION, {"include_subscription_ids": [SUBSCRIPTION]}),
        ("token:" + APNS, {"include_ios_tokens": [APNS]}),
        ("token:" + FCM, {"include_android_reg_ids": [FCM]}),
        ("token:amzn1.adm-registration.v3.Y29tLm", {"include_amazon_reg_ids": ["amzn1.adm-registration.v3.Y29tLm"]}),
        (
            "token:https://db5.notify.windows.com/?token=a",
            {"include_wp_wns_uris": ["https://db5.notify.windows.com/?token=a"]},
        ),
        ("alias:external_id=42", {"include_aliases": {"external_id": ["42"]}, "target_channel": "push"}),
        ("alias:crm=a=b", {"include_aliases": {"crm": ["a=b"]}, "target_channel": "push"}),
        (
            "alias:external_user_id=42",
            {"include_external_user_ids": ["42"], "channel_for_external_user_ids": "push"},
        ),
        ("segment:All", {"included_segments": ["All"]}),
        ("subscriber:" + SUBSCRIPTION, {"include_player_ids": [SUBSCRIPTION]}),
        (
            "condition:tag plan = pro AND session_count > 3 OR last_session < 2",
            {
                "filters": [
                    {"field": "tag", "key": "plan", "relation": "=", "value": "pro"},
                    {"field": "session_count", "relation": ">", "value": "3"},
                    {"operator": "OR"},
                    {"field": "last_session", "relation": "<", "hours_ago": "2"},
                ]
            },
        ),
        (
            'condition:[{"field":"country","relation":"=","value":"DE"}]',
            {"filters": [{"field": "country", "relation": "=", "value": "DE"}]},
        ),
    ],
)
def test_every_family_of_targets(to: str, fields: dict[str, Any]) -> None:
    body = body_of(to=parse_target(to))
    assert body == {"app_id": APP, **fields, "contents": {"en": "Gate B42"}, "idempotency_key": NEW_ID}


def test_a_browsers_raw_token_has_a_field_of_its_own() -> None:
    assert "include_chrome_web_reg_ids" in body_of(to=device(FCM, platform="web"))


@pytest.mark.parametrize(
    "to",
    [
        "token:1234",
        "token:ExponentPushToken[x]",
        "token:" + KEY,
        "alias:42",
        "alias:external_id=",
        "alias:a b=1",
        "alias:onesignal_id=42",
        "alias:external_id=" + "x" * 129,
        "segment:" + "x" * 200,
        "condition:nonsense",
        "condition:[]",
        "condition:tag plan = pro OR",
        "condition:tag plan exists now",
        'condition:[{"operator":"XOR"}]',
        'condition:[{"field":"tag","relation":"=","value":"x"}]',
        'condition:[{"field":"country","relation":"is","value":"x"}]',
        'condition:[{"field":"country","relation":"=","value":3}]',
        'condition:[{"field":"location","radius":"3"}]',
        'condition:[{"field":"nonsense"}]',
        "subscriber:42",
        "channel:gate-418",
        "topic:news",
        "fid:abc",
    ],
)
def test_targets_that_cannot_be_right_are_refused(to: str) -> None:
    with pytest.raises(UserError) as told:
        play(to=parse_target(to))
    assert told.value.what
    assert told.value.fix


def test_filters_typed_in_every_relation() -> None:
    assert read_filters("tag plan exists") == [{"field": "tag", "key": "plan", "relation": "exists"}]
    assert read_filters("country in_array DE,AT") == [{"field": "country", "relation": "in_array", "value": "DE,AT"}]
    assert read_filters("location 1000 52.5 -13.4") == [
        {"field": "location", "radius": 1000.0, "lat": 52.5, "long": -13.4}
    ]
    assert isinstance(read_filters("country in_array " + ",".join("DE" for _ in range(21))), str)
    assert isinstance(read_filters(" AND ".join(["country = DE"] * 201)), str)
    assert read_filters('tag name = "Ana B"') == [{"field": "tag", "key": "name", "relation": "=", "value": "Ana B"}]


def test_every_example_of_a_target_is_one() -> None:
    for spec in TARGETS:
        parsed = parse_target(spec.example)
        assert parsed.kind is spec.kind
        assert spec.check(parsed.value) is None


def test_excluded_segments_stay_beside_a_segment_only() -> None:
    payload = words(excluded_segments=["Testers"])
    assert body_of(payload, target(TargetKind.SEGMENT, "All"))["excluded_segments"] == ["Testers"]
    assert "excluded_segments" not in body_of(payload)


def test_targets_in_the_payload_do_not_leave() -> None:
    body = body_of(words(app_id="x", include_player_ids=["y"], target_channel="email"))
    assert set(body) == {"app_id", "include_subscription_ids", "contents", "idempotency_key"}
    assert body["app_id"] == APP


def test_a_key_of_ones_own_stays() -> None:
    dialogue = play(words(idempotency_key=SUBSCRIPTION))
    assert json.loads(dialogue.request.body)["idempotency_key"] == SUBSCRIPTION
    assert dialogue.request.varies == ()
    old = body_of(words(external_id=SUBSCRIPTION))
    assert (old["external_id"], "idempotency_key" in old) == (SUBSCRIPTION, False)


def test_each_delivery_has_its_own_key() -> None:
    numbers = itertools.count(1)
    ids = [json.loads(play(new_id=lambda: f"{next(numbers)}").request.body)["idempotency_key"] for _ in range(2)]
    assert ids == ["1", "2"]


START: dict[str, Json] = {
    "event": "start",
    "activity_type": "Gate/Attributes",
    "event_attributes": {},
    "event_updates": {},
    "name": "x",
}


def test_a_live_activity_starts_for_people() -> None:
    request = play(START, target(TargetKind.SEGMENT, "All")).request
    assert request.url == f"{HOST}/apps/{APP}/activities/activity/Gate%2FAttributes"
    body = json.loads(request.body)
    assert body["activity_id"] == body["idempotency_key"] == NEW_ID
    assert "activity_type" not in body
    outcome = play(START).answers(answer(201, {"notification_id": SUBSCRIPTION})).outcome
    assert outcome.provider_id == SUBSCRIPTION
    assert ("activity id", NEW_ID) in outcome.facts


def test_a_live_activity_is_updated_by_its_id() -> None:
    update: Json = {"event": "update", "event_updates": {"gate": "B1"}, "name": "x"}
    request = play(update, target(TargetKind.CHANNEL, "gate 418")).request
    assert request.url == f"{HOST}/apps/{APP}/live_activities/gate%20418/notifications"
    assert json.loads(request.body) == update
    for payload, to in (
        (update, token()),
        (START, target(TargetKind.CHANNEL, "g")),
        ({**START, "activity_type": ""}, token()),
    ):
        with pytest.raises(UserError):
            play(payload, to)


def test_a_text_leaves_as_it_is_unless_it_names_somebody_else() -> None:
    text = json.dumps({"include_subscription_ids": [SUBSCRIPTION], "contents": {}}, indent=1)
    assert play(text).request.body == text.encode()
    with pytest.raises(UserError, match="somebody else"):
        play('{"included_segments": ["All"]}')


@pytest.mark.parametrize("payload", [[1], 7, None])
def test_other_payloads_are_refused(payload: Json) -> None:
    with pytest.raises(UserError):
        Play(PROVIDER.exchange(draft(payload), token(), credentials(), context()))


@pytest.mark.parametrize(
    ("fields", "key"),
    [({"app_id": ""}, KEY), ({"app_id": "x"}, KEY), ({}, ""), ({}, "ä"), ({"base_url": "ftp://x"}, KEY)],
)
def test_profiles_that_cannot_work_are_refused(fields: dict[str, str], key: str) -> None:
    with pytest.raises(UserError):
        next(PROVIDER.exchange(draft(words()), token(), credentials(fields, key=key), context()))
    local = credentials(environment=Environment.LOCAL)
    with pytest.raises(UserError, match="no address"):
        next(PROVIDER.exchange(draft(words()), token(), local, context()))


def test_a_pasted_key_loses_its_prefix() -> None:
    profile = credentials(key=f"Key  {KEY}\n")
    step = next(PROVIDER.exchange(draft(words()), token(), profile, context()))
    assert step.request.header("authorization") == f"Key {KEY}"


def test_a_uuid_may_be_a_subscription_id() -> None:
    guess = recognise(f"  “{SUBSCRIPTION.upper()}” ")
    assert guess is not None
    assert guess.token == SUBSCRIPTION
    assert guess.certainty < 0.5
    assert recognise("ExponentPushToken[x]") is None
