"""Topic subscriptions over both APIs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.providers.dialogue import Play, answer
from tests.providers.fcm.given import PROJECT, TOKEN, context, credentials, device, error_body, pasted, target, token

from pushbench.domain.errors import UserError
from pushbench.domain.http import HttpResponse
from pushbench.domain.outcome import OutcomeKind, Retry, StepKind
from pushbench.domain.target import Target, TargetKind
from pushbench.providers.fcm import topics as module
from pushbench.providers.fcm.topics import TOPICS

QUOTED = TOKEN.replace(":", "%3A")
BASE = f"https://fcm.googleapis.com/v1/projects/{PROJECT}/registrations/{QUOTED}/topicSubscriptions"
V1 = pasted()
IID = pasted({"topic_api": "iid"})


def subscribe(topic: str = "news", to: Target | None = None, profile: Any = V1) -> Play:
    return Play(TOPICS.subscribe(topic, to or token(), profile, context()))


def unsubscribe(topic: str = "news", profile: Any = V1) -> Play:
    return Play(TOPICS.unsubscribe(topic, token(), profile, context()))


def listed(profile: Any = V1) -> Play:
    return Play(TOPICS.list(token(), profile, context()))


def test_subscribing() -> None:
    name = f"projects/{PROJECT}/registrations/x/topicSubscriptions/news"
    talk = subscribe().sees(StepKind.DELIVER, method="POST", url=f"{BASE}?topic_name=news", body=b"{}")
    talk.sees(headers={"authorization": "Bearer ya29.pasted-token", "content-type": "application/json"})
    outcome = talk.answers(answer(200, {"name": name, "topicName": "news"})).outcome
    assert (outcome.kind, outcome.provider_id) == (OutcomeKind.ACCEPTED, name)


def test_subscribing_again_is_as_good() -> None:
    for body in (error_body(409, "ALREADY_EXISTS", "Requested entity already exists"), b""):
        outcome = subscribe().answers(answer(409, body)).outcome
        assert (outcome.kind, outcome.status) == (OutcomeKind.ACCEPTED, 409)
    other = subscribe().answers(answer(409, error_body(409, "ABORTED"))).outcome
    assert other.kind is OutcomeKind.REJECTED


def test_unsubscribing_lets_a_missing_subscription_be() -> None:
    talk = unsubscribe().sees(StepKind.DELIVER, method="DELETE", url=f"{BASE}/news?allow_missing=true", body=b"")
    talk.sees(headers={"content-type": None})
    assert talk.answers(answer(200, {})).outcome.kind is OutcomeKind.ACCEPTED
    assert unsubscribe().answers(answer(409, error_body(409, "ALREADY_EXISTS"))).outcome.kind is OutcomeKind.REJECTED


def test_signing_in_comes_first_and_is_renewed() -> None:
    grant = answer(200, {"access_token": "ya29.a", "expires_in": 3599})
    talk = subscribe(profile=credentials()).sees(StepKind.AUTHORISE).answers(grant)
    talk.answers(answer(401, error_body(401, "UNAUTHENTICATED"))).sees(StepKind.AUTHORISE).answers(grant)
    assert talk.answers(answer(200, {"name": "x"})).outcome.kind is OutcomeKind.ACCEPTED
    refused = subscribe(profile=credentials()).answers(answer(400, {"error": "invalid_grant"})).outcome
    assert refused.reason == "invalid_grant"


def test_odd_names_are_escaped() -> None:
    subscribe("a%b~c").sees(url=f"{BASE}?topic_name=a%25b~c")
    unsubscribe("a%b").sees(url=f"{BASE}/a%25b?allow_missing=true")


def test_listing_follows_the_pages() -> None:
    talk = listed().sees(StepKind.DELIVER, method="GET", url=f"{BASE}?pageSize=1000")
    first = {"topicSubscriptions": [{"topicName": "a"}, {"topic_name": "b"}], "nextPageToken": "p/2"}
    talk.answers(answer(200, first)).sees(url=f"{BASE}?pageSize=1000&pageToken=p%2F2")
    second = {"topicSubscriptions": [{"name": "projects/p/registrations/r/topicSubscriptions/c"}, {}, 5]}
    outcome = talk.answers(answer(200, second)).outcome
    assert outcome.facts == (("topic", "a"), ("topic", "b"), ("topic", "c"))


def test_listing_nothing() -> None:
    outcome = listed().answers(answer(200, {})).outcome
    assert (outcome.kind, outcome.facts) == (OutcomeKind.ACCEPTED, ())


def test_listing_ends_even_if_the_pages_do_not() -> None:
    talk = listed()
    for number in range(20):
        if talk.is_over:
            break
        talk.answers(answer(200, {"nextPageToken": f"p{number}"}))
    assert talk.outcome.kind is OutcomeKind.ACCEPTED
    same = listed().answers(answer(200, {"nextPageToken": "p"})).answers(answer(200, {"nextPageToken": "p"}))
    assert same.outcome.kind is OutcomeKind.ACCEPTED


def test_a_later_page_can_fail() -> None:
    talk = listed().answers(answer(200, {"topicSubscriptions": [], "nextPageToken": "p"}))
    assert talk.answers(answer(503, error_body(503, "UNAVAILABLE"))).outcome.retry is Retry.LATER


@pytest.mark.parametrize(
    ("status", "body", "reason", "hint"),
    [
        (404, error_body(404, "NOT_FOUND"), "NOT_FOUND", "does not know this registration"),
        (
            400,
            error_body(400, "INVALID_ARGUMENT", "The registration token is not a valid FCM registration token"),
            "INVALID_ARGUMENT",
            "malformed",
        ),
        (403, error_body(403, "PERMISSION_DENIED"), "PERMISSION_DENIED", "may not send"),
        (429, error_body(429, "RESOURCE_EXHAUSTED", "TOO_MANY_TOPICS"), "RESOURCE_EXHAUSTED", "as many topics"),
        (429, error_body(429, "RESOURCE_EXHAUSTED", "slow down"), "RESOURCE_EXHAUSTED", "quota"),
        (500, error_body(500, "INTERNAL"), "INTERNAL", "internal error"),
    ],
)
def test_refusals(status: int, body: Any, reason: str, hint: str) -> None:
    for talk in (subscribe(), unsubscribe(), listed()):
        outcome = talk.answers(answer(status, body)).outcome
        assert (outcome.kind, outcome.reason) == (OutcomeKind.REJECTED, reason)
        assert outcome.explain is not None
        assert hint in outcome.explain.what
        assert not outcome.is_target_dead


def test_too_many_topics_are_not_tried_again() -> None:
    outcome = subscribe().answers(answer(429, error_body(429, "RESOURCE_EXHAUSTED", "TOO_MANY_TOPICS"))).outcome
    assert outcome.retry is Retry.NEVER


@pytest.mark.parametrize("body", [b"", b"<html>", [], {"nothing": 1}])
def test_a_2xx_of_another_shape_is_unclear(body: Any) -> None:
    assert subscribe().answers(answer(200, body)).outcome.kind is OutcomeKind.UNCLEAR


def test_the_deprecated_api_in_batches_of_one() -> None:
    expected = {"to": "/topics/news", "registration_tokens": [TOKEN]}
    headers = {"authorization": "Bearer ya29.pasted-token", "access_token_auth": "true"}
    for talk, verb in ((subscribe(profile=IID), "batchAdd"), (unsubscribe(profile=IID), "batchRemove")):
        talk.sees(method="POST", url=f"https://iid.googleapis.com/iid/v1:{verb}", headers=headers, json_body=expected)
        assert talk.answers(answer(200, {"results": [{}]})).outcome.kind is OutcomeKind.ACCEPTED


@pytest.mark.parametrize(
    "word",
    [
        "NOT_FOUND",
        "INVALID_ARGUMENT",
        "INTERNAL",
        "TOO_MANY_TOPICS",
        "RESOURCE_EXHAUSTED",
        "PERMISSION_DENIED",
        "UNKNOWN",
    ],
)
def test_the_deprecated_apis_words(word: str) -> None:
    for status, body in ((200, {"results": [{"error": word}]}), (400, {"error": word})):
        outcome = subscribe(profile=IID).answers(answer(status, body)).outcome
        assert (outcome.kind, outcome.reason) == (OutcomeKind.REJECTED, word)
        assert outcome.explain is not None


def test_the_deprecated_apis_deadline_is_unclear() -> None:
    outcome = subscribe(profile=IID).answers(answer(200, {"results": [{"error": "DEADLINE_EXCEEDED"}]})).outcome
    assert outcome.kind is OutcomeKind.UNCLEAR


@pytest.mark.parametrize("body", [{"results": []}, {"results": [{}, {}]}, {"results": "x"}, {}, [], b""])
def test_the_deprecated_apis_odd_answers_are_unclear(body: Any) -> None:
    assert subscribe(profile=IID).answers(answer(200, body)).outcome.kind is OutcomeKind.UNCLEAR


def test_listing_over_the_deprecated_api() -> None:
    talk = listed(IID).sees(
        method="GET",
        url=f"https://iid.googleapis.com/iid/info/{TOKEN}?details=true",
        headers={"access_token_auth": "true"},
    )
    info = {"application": "app.skylark", "rel": {"topics": {"a": {"addDate": "2026-11-22"}, "b": {}}}}
    assert talk.answers(answer(200, info)).outcome.facts == (("topic", "a"), ("topic", "b"))
    assert listed(IID).answers(answer(200, {"application": "x"})).outcome.facts == ()
    missing = {"error": "No information found about this instance id."}
    assert listed(IID).answers(answer(404, missing)).outcome.kind is OutcomeKind.REJECTED
    assert listed(IID).answers(answer(400, {"error": "InvalidToken"})).outcome.reason == "InvalidToken"


@pytest.mark.parametrize(
    ("topic", "to"),
    [
        ("/topics/news", token()),
        ("a b", token()),
        ("", token()),
        ("news", target(TargetKind.TOPIC, "other")),
        ("news", target(TargetKind.CONDITION, "'a' in topics")),
        ("news", target(TargetKind.SEGMENT, "All")),
    ],
)
def test_what_cannot_work_is_refused_before_anything_leaves(topic: str, to: Target) -> None:
    for profile in (V1, IID):
        with pytest.raises(UserError):
            subscribe(topic, to, profile)


def test_devices_and_installation_ids_subscribe_too() -> None:
    assert (
        "/registrations/cAbC1dEf2GhI3jKl4MnO5p/"
        in subscribe(to=target(TargetKind.FID, "cAbC1dEf2GhI3jKl4MnO5p")).request.url
    )
    assert f"/registrations/{QUOTED}/" in subscribe(to=device()).request.url


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["error", "results", "name", "topicSubscriptions", "nextPageToken", "rel", "topics", "topicName"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=10,
)


@given(st.integers(100, 599), st.binary(max_size=80) | _ANY.map(lambda value: json.dumps(value).encode()))
def test_topic_answers_of_any_kind_are_read(status: int, body: bytes) -> None:
    response = HttpResponse(status, (), body)
    for read in (module.read_subscribed, module.read_unsubscribed, module.read_batch, module.read_info):
        outcome = read(response)
        assert outcome.kind is OutcomeKind.ACCEPTED or outcome.explain is not None
    talk = listed()
    while not talk.is_over:
        talk.answers(response)
