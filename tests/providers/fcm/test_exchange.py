"""Dialogues of a send: signing in, delivering, renewing, and what is refused before anything leaves."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs

import jwt
import pytest
from tests.providers.dialogue import Play, answer
from tests.providers.fcm.given import (
    EMAIL,
    KEY_ID,
    NOW,
    PROJECT,
    SEND_URL,
    TOKEN,
    TOKEN_URL,
    account,
    context,
    credentials,
    device,
    draft,
    error_body,
    pasted,
    private_key,
    target,
    token,
)

from pushbench.domain.device import Device
from pushbench.domain.errors import FailureKind, TransportFailure, UserError
from pushbench.domain.exchange import CachedToken, MemoryTokenCache
from pushbench.domain.finding import Draft
from pushbench.domain.http import HttpRequest
from pushbench.domain.outcome import OutcomeKind, StepKind
from pushbench.domain.profile import Environment
from pushbench.domain.secret import Secret
from pushbench.domain.target import Target, TargetKind
from pushbench.providers.fcm import PROVIDER
from pushbench.providers.fcm.access import STAND_IN, STAND_IN_TOKEN

HELLO = draft({"notification": {"title": "Hello"}})
GRANT = answer(200, {"access_token": "ya29.first", "expires_in": 3599, "token_type": "Bearer"})
SECOND_GRANT = answer(200, {"access_token": "ya29.second", "expires_in": 3599, "token_type": "Bearer"})
SENT = answer(200, {"name": f"projects/{PROJECT}/messages/0:1"})
REFUSED_TOKEN = answer(401, error_body(401, "UNAUTHENTICATED", "Request had invalid authentication credentials."))


def play(made: Draft = HELLO, to: Target | None = None, profile: Any = None, **changes: Any) -> Play:
    return Play(PROVIDER.exchange(made, to or token(), profile or credentials(), context(**changes)))


def test_a_send_signs_in_and_delivers() -> None:
    talk = play().sees(
        StepKind.AUTHORISE,
        method="POST",
        url=TOKEN_URL,
        headers={"content-type": "application/x-www-form-urlencoded", "authorization": None},
    )
    talk.answers(GRANT).sees(
        StepKind.DELIVER,
        method="POST",
        url=SEND_URL,
        headers={"authorization": "Bearer ya29.first", "content-type": "application/json"},
        body=b'{"message":{"token":"' + TOKEN.encode() + b'","notification":{"title":"Hello"}}}',
    )
    outcome = talk.answers(SENT).outcome
    assert outcome.kind is OutcomeKind.ACCEPTED
    assert outcome.provider_id == f"projects/{PROJECT}/messages/0:1"


def test_the_assertion_is_googles() -> None:
    form = parse_qs(play().request.body.decode())
    assert form["grant_type"] == ["urn:ietf:params:oauth:grant-type:jwt-bearer"]
    (assertion,) = form["assertion"]
    assert jwt.get_unverified_header(assertion) == {"typ": "JWT", "alg": "RS256", "kid": KEY_ID}
    options = {"verify_exp": False, "verify_iat": False}
    claims = jwt.decode(assertion, private_key().public_key(), ["RS256"], audience=TOKEN_URL, options=options)
    assert claims == {
        "iss": EMAIL,
        "scope": "https://www.googleapis.com/auth/firebase.messaging",
        "aud": TOKEN_URL,
        "iat": int(NOW),
        "exp": int(NOW) + 3600,
    }


def test_the_assertion_is_the_one_google_auth_makes() -> None:
    """google-auth is the oracle for names and values; only the scope is ours."""
    from google.oauth2 import service_account

    theirs = service_account.Credentials.from_service_account_info(
        account(), scopes=["https://www.googleapis.com/auth/firebase.messaging"]
    )
    assertion = theirs._make_authorization_grant_assertion().decode()
    ours = parse_qs(play().request.body.decode())["assertion"][0]
    assert jwt.get_unverified_header(ours) == jwt.get_unverified_header(assertion)
    skip = {"verify_signature": False}
    mine, expected = (jwt.decode(text, options=skip) for text in (ours, assertion))
    moving = ("iat", "exp")
    assert {k: v for k, v in mine.items() if k not in moving} == {k: v for k, v in expected.items() if k not in moving}
    assert mine["exp"] - mine["iat"] == expected["exp"] - expected["iat"]


def test_the_aud_stays_googles_whatever_the_token_url_is() -> None:
    talk = play(profile=credentials({"token_url": "https://127.0.0.1:9443/token"}))
    talk.sees(url="https://127.0.0.1:9443/token")
    claims = jwt.decode(parse_qs(talk.request.body.decode())["assertion"][0], options={"verify_signature": False})
    assert claims["aud"] == TOKEN_URL


def test_the_accounts_own_token_uri_is_used() -> None:
    profile = credentials(service_account=json.dumps(account(token_uri="https://tokens.example.com/t")))
    play(profile=profile).sees(url="https://tokens.example.com/t")


def test_a_token_is_kept_and_used_until_four_minutes_before_its_end() -> None:
    tokens = MemoryTokenCache()
    play(tokens=tokens).answers(GRANT).answers(SENT)
    play(tokens=tokens, now=NOW + 3599 - 241).sees(StepKind.DELIVER, headers={"authorization": "Bearer ya29.first"})
    play(tokens=tokens, now=NOW + 3599 - 240).sees(StepKind.AUTHORISE)


def test_a_kept_token_belongs_to_one_account_and_one_endpoint() -> None:
    tokens = MemoryTokenCache()
    play(tokens=tokens).answers(GRANT).answers(SENT)
    other_url = credentials({"token_url": "https://127.0.0.1:9443/token"})
    other_account = credentials(service_account=json.dumps(account(client_email="x@y.iam.gserviceaccount.com")))
    for profile in (other_url, other_account):
        play(tokens=tokens, profile=profile).sees(StepKind.AUTHORISE)


def test_the_key_of_the_kept_token_tells_nothing() -> None:
    keys: list[str] = []

    class Cache(MemoryTokenCache):
        def put(self, key: str, token: CachedToken) -> None:
            keys.append(key)
            super().put(key, token)

    play(tokens=Cache()).answers(GRANT)
    (key,) = keys
    assert "PRIVATE" not in key
    assert EMAIL in key
    assert TOKEN_URL in key


def test_a_refused_token_is_renewed_once_and_the_message_repeated() -> None:
    tokens = MemoryTokenCache()
    talk = play(tokens=tokens).answers(GRANT)
    first = talk.request
    talk.answers(REFUSED_TOKEN).sees(StepKind.AUTHORISE, url=TOKEN_URL).answers(SECOND_GRANT)
    talk.sees(StepKind.DELIVER, headers={"authorization": "Bearer ya29.second"}, body=first.body)
    assert talk.answers(SENT).outcome.kind is OutcomeKind.ACCEPTED
    play(tokens=tokens).sees(StepKind.DELIVER, headers={"authorization": "Bearer ya29.second"})


def test_a_token_refused_twice_is_a_rejection() -> None:
    talk = play().answers(GRANT).answers(REFUSED_TOKEN).answers(SECOND_GRANT).answers(REFUSED_TOKEN)
    assert (talk.outcome.kind, talk.outcome.reason) == (OutcomeKind.REJECTED, "UNAUTHENTICATED")


def test_a_token_that_another_delivery_renewed_is_used_without_asking_again() -> None:
    tokens = MemoryTokenCache()
    talk = play(tokens=tokens).answers(GRANT)
    key = next(iter(tokens._tokens))
    tokens.put(key, CachedToken(Secret("ya29.by-another"), NOW, NOW + 3599))
    talk.answers(REFUSED_TOKEN).sees(StepKind.DELIVER, headers={"authorization": "Bearer ya29.by-another"})


def test_apples_refusal_is_no_reason_to_sign_in_again() -> None:
    refusal = answer(401, error_body(401, "UNAUTHENTICATED", "Auth error", fcm="THIRD_PARTY_AUTH_ERROR"))
    outcome = play().answers(GRANT).answers(refusal).outcome
    assert outcome.reason == "THIRD_PARTY_AUTH_ERROR"


def test_a_pasted_token_is_sent_and_never_renewed() -> None:
    talk = play(profile=pasted()).sees(StepKind.DELIVER, headers={"authorization": "Bearer ya29.pasted-token"})
    assert talk.answers(REFUSED_TOKEN).outcome.reason == "UNAUTHENTICATED"


@pytest.mark.parametrize("text", ["Bearer ya29.x", "bearer  ya29.x\n", " ya29.x ", "ya29\n.x"])
def test_a_pasted_token_is_tidied(text: str) -> None:
    profile = credentials({"project_id": PROJECT}, access_token=text)
    play(profile=profile).sees(headers={"authorization": "Bearer ya29.x"})


def test_the_profiles_project_goes_before_the_accounts() -> None:
    talk = play(profile=credentials({"project_id": "123456789012"})).answers(GRANT)
    talk.sees(url="https://fcm.googleapis.com/v1/projects/123456789012/messages:send")


def test_base_url_moves_the_send_but_not_the_sign_in() -> None:
    talk = play(profile=credentials({"base_url": "https://127.0.0.1:8443/fcm"})).sees(url=TOKEN_URL).answers(GRANT)
    talk.sees(url=f"https://127.0.0.1:8443/fcm/v1/projects/{PROJECT}/messages:send")


def test_the_link_is_the_profiles() -> None:
    profile = credentials({"ca_file": "/tmp/ca.pem", "proxy": "http://127.0.0.1:3128"})
    talk = play(profile=profile)
    for _ in range(2):
        assert talk.request.link.ca_file == "/tmp/ca.pem"
        assert talk.request.link.proxy == Secret("http://127.0.0.1:3128")
        if talk.step.kind is StepKind.AUTHORISE:
            talk.answers(GRANT)


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        (target(TargetKind.TOKEN, "a:b"), {"token": "a:b"}),
        (target(TargetKind.TOKEN, "cAbC1dEf2GhI3jKl4MnO5p"), {"token": "cAbC1dEf2GhI3jKl4MnO5p"}),
        (target(TargetKind.FID, "cAbC1dEf2GhI3jKl4MnO5p"), {"fid": "cAbC1dEf2GhI3jKl4MnO5p"}),
        (target(TargetKind.TOPIC, "news"), {"topic": "news"}),
        (target(TargetKind.CONDITION, "'a' in topics"), {"condition": "'a' in topics"}),
        (device(), {"token": TOKEN}),
        (device("cAbC1dEf2GhI3jKl4MnO5p"), {"fid": "cAbC1dEf2GhI3jKl4MnO5p"}),
        (Target(TargetKind.GROUP, TOKEN, "@qa", Device("A", "fcm", TOKEN)), {"token": TOKEN}),
    ],
)
def test_every_kind_of_target(to: Target, expected: dict[str, str]) -> None:
    talk = play(to=to, profile=pasted())
    assert json.loads(talk.request.body) == {"message": {**expected, "notification": {"title": "Hello"}}}


@pytest.mark.parametrize(
    "to",
    [
        target(TargetKind.SEGMENT, "All"),
        target(TargetKind.DEVICE, "Ana"),
        target(TargetKind.TOPIC, "/topics/news"),
        target(TargetKind.TOPIC, "a b"),
        target(TargetKind.CONDITION, "news"),
        target(TargetKind.FID, "short"),
        target(TargetKind.TOKEN, "ab" * 32),
        target(TargetKind.TOKEN, "ExponentPushToken[x]"),
    ],
)
def test_a_target_that_cannot_be_is_refused_before_anything_leaves(to: Target) -> None:
    with pytest.raises(UserError) as caught:
        play(to=to)
    assert all((caught.value.what, caught.value.why, caught.value.fix))


def test_a_target_in_the_payload_gives_way_to_the_chosen_one() -> None:
    made = draft({"topic": "everyone", "condition": "x", "data": {"a": "b"}})
    assert json.loads(play(made, profile=pasted()).request.body) == {"message": {"token": TOKEN, "data": {"a": "b"}}}


def test_validation_asks_for_no_delivery() -> None:
    talk = play(profile=pasted(), is_validation=True)
    assert talk.request.body.endswith(b'"notification":{"title":"Hello"}},"validate_only":true}')
    made = draft({"data": {}}, validateOnly=False)
    assert json.loads(play(made, profile=pasted(), is_validation=True).request.body) == {
        "message": {"token": TOKEN, "data": {}},
        "validate_only": True,
    }


def test_a_hand_set_validate_only_stays() -> None:
    made = draft({"data": {}}, validate_only=True)
    assert json.loads(play(made, profile=pasted()).request.body)["validate_only"] is True


def test_a_payload_that_is_text_leaves_as_that_very_text() -> None:
    text = '{ "message" : {"token": "' + TOKEN + '",  "data": {"a": "ä"}} }'
    assert play(Draft("fcm", text), profile=pasted()).request.body == text.encode()
    bare = '{"message": {"data": {}}}'
    assert play(Draft("fcm", bare), profile=pasted()).request.body == bare.encode()


@pytest.mark.parametrize(
    "named", ['"topic": "everyone"', '"token": "another:token"', f'"token": "{TOKEN}", "fid": "x"']
)
def test_a_text_addressed_to_somebody_else_is_not_sent(named: str) -> None:
    with pytest.raises(UserError, match="addressed to another"):
        play(Draft("fcm", '{"message": {' + named + "}}"), profile=pasted())


@pytest.mark.parametrize("payload", [{}, {"message": 1}, [], None, 5, {"message": {"data": {"x": float("nan")}}}])
def test_a_payload_without_a_message_is_refused(payload: Any) -> None:
    with pytest.raises(UserError):
        play(Draft("fcm", payload), profile=pasted())


def test_hand_set_headers_travel_and_cannot_replace_the_sign_in() -> None:
    made = Draft("fcm", {"message": {}}, {"X-Goog-User-Project": "p", "Authorization": "x", "Host": "y"})
    request = play(made, profile=pasted()).request
    assert request.headers == (
        ("authorization", "Bearer ya29.pasted-token"),
        ("content-type", "application/json"),
        ("x-goog-user-project", "p"),
    )
    for name, value in (("x y", "1"), ("x", "a\r\nb: c"), ("x", "ä")):
        with pytest.raises(UserError, match="cannot be sent"):
            play(Draft("fcm", {"message": {}}, {name: value}), profile=pasted())


def test_a_live_activity_takes_its_token_from_the_device() -> None:
    made = draft({"apns": {"payload": {"aps": {"event": "update", "content-state": {}}}}})
    phone = device(attributes={"live_activity_token": "ab12"})
    message = json.loads(play(made, phone, pasted()).request.body)["message"]
    assert message["apns"]["live_activity_token"] == "ab12"
    assert message["token"] == TOKEN
    with pytest.raises(UserError, match="Live Activity"):
        play(made, device(), pasted())
    own = draft({"apns": {"liveActivityToken": "own", "payload": {"aps": {"event": "end"}}}})
    assert json.loads(play(own, device(), pasted()).request.body)["message"]["apns"]["liveActivityToken"] == "own"


def test_a_dry_run_reaches_the_delivery_with_a_marked_token_that_is_not_kept() -> None:
    tokens = MemoryTokenCache()
    talk = play(tokens=tokens)
    assert talk.step.stand_in == STAND_IN
    assert STAND_IN.header("x-pushbench-stand-in")
    talk.answers(STAND_IN).sees(StepKind.DELIVER, headers={"authorization": f"Bearer {STAND_IN_TOKEN}"})
    assert talk.step.stand_in is None
    play(tokens=tokens).sees(StepKind.AUTHORISE)


def test_no_secret_shows_in_what_is_kept() -> None:
    talk = play()
    assertion = parse_qs(talk.request.body.decode())["assertion"][0]
    shown = repr(talk.request.redacted())
    assert assertion not in shown
    assert "access_token" in talk.request.masked_response_keys
    assert set(talk.request.varies) == {"jwt", "time"}
    talk.answers(GRANT)
    assert "ya29.first" not in repr(talk.request.redacted())
    assert "PRIVATE KEY" not in repr(credentials())


def test_a_failed_connection_is_left_to_the_dispatcher() -> None:
    with pytest.raises(TransportFailure):
        play().fails(FailureKind.REFUSED)
    with pytest.raises(TransportFailure):
        play().answers(GRANT).fails(FailureKind.RESET)


def test_a_local_profile_never_signs_in_at_google() -> None:
    local = credentials({"base_url": "https://127.0.0.1:8443"}, environment=Environment.LOCAL)
    with pytest.raises(UserError, match="local profile"):
        play(profile=local)
    home = credentials(
        {"base_url": "https://127.0.0.1:8443"},
        environment=Environment.LOCAL,
        service_account=json.dumps(account(token_uri="https://127.0.0.1:8443/token")),
    )
    play(profile=home).sees(url="https://127.0.0.1:8443/token")


def test_a_local_profile_without_a_base_url_sends_nowhere() -> None:
    local = credentials({"project_id": "p"}, environment=Environment.LOCAL, access_token="ya29.x")
    with pytest.raises(UserError, match="no address"):
        play(profile=local)


@pytest.mark.parametrize(
    "url", ["http://tokens.example.com/", "ftp://x", "tokens", "https://", "http://[", "https:///x"]
)
def test_a_token_url_must_be_safe(url: str) -> None:
    with pytest.raises(UserError, match="token URL"):
        play(profile=credentials({"token_url": url}))


def test_a_token_url_on_this_computer_may_be_plain() -> None:
    play(profile=credentials({"token_url": "http://127.0.0.1:9/t"})).sees(url="http://127.0.0.1:9/t")


@pytest.mark.parametrize(
    "profile",
    [
        credentials({"project_id": "p"}, other="x"),
        credentials(access_token="ya29.x"),
        credentials({"project_id": "projects/p"}, access_token="ya29.x"),
        credentials({"project_id": "p"}, access_token="ya29.ä"),
        credentials(service_account="no json"),
        credentials(service_account=json.dumps(account(private_key=None))),
        credentials(service_account=json.dumps(account(project_id=None))),
        credentials(service_account=json.dumps(account(private_key="-----BEGIN PRIVATE KEY-----\nAAAA"))),
    ],
)
def test_broken_credentials_are_told_before_anything_leaves(profile: Any) -> None:
    with pytest.raises(UserError) as caught:
        play(profile=profile)
    assert all((caught.value.what, caught.value.why, caught.value.fix))


def test_the_request_reads_back_into_its_draft() -> None:
    request: HttpRequest = play(profile=pasted(), is_validation=True).request
    assert PROVIDER.received(request) == HELLO
