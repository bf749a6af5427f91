"""Subscriptions in whatever somebody pastes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given as given_any
from hypothesis import strategies as st
from tests.providers.webpush.given import AUTH, FCM, GENERIC, MOZILLA, P256DH, subscription

from pushbench.domain.provider import TokenGuess
from pushbench.providers.webpush import PROVIDER

NORMAL = subscription(MOZILLA)


def recognised(text: str) -> TokenGuess:
    guess = PROVIDER.recognise(text)
    assert guess is not None
    return guess


@pytest.mark.parametrize(
    "text",
    [
        NORMAL,
        json.dumps(json.loads(NORMAL), indent=2),
        f"subscription: {NORMAL} (page.js:14)",
        f"'{NORMAL}'",
        json.dumps(NORMAL),
        json.dumps({"user": {"id": 7}, "subscription": json.loads(NORMAL)}),
        json.dumps([{"name": "other"}, json.loads(NORMAL)]),
        NORMAL.replace("/", "\\/"),
        f"{{ endpoint: '{MOZILLA}', expirationTime: null, keys: {{ p256dh: '{P256DH}', auth: '{AUTH}' }} }}",
        f"{{'endpoint': '{MOZILLA}', 'expirationTime': None, 'keys': {{'auth': '{AUTH}', 'p256dh': '{P256DH}'}}}}",
        f"endpoint: {MOZILLA}\np256dh: {P256DH}\nauth: {AUTH}\n",
        f"endpoint={MOZILLA}\nauth={AUTH}==\np256dh={P256DH}=",
        subscription(MOZILLA, keys={"p256dh": P256DH + "=", "auth": AUTH + "=="}),
        f'{{"a": {{"endpoint": "https://api.example"}}}} then {NORMAL}',
    ],
)
def test_a_subscription_is_found_and_normalised(text: str) -> None:
    guess = recognised(text)
    assert guess.token == NORMAL
    assert guess.platform == "web"
    assert guess.certainty > 0.9
    assert "Mozilla" in guess.note


def test_an_unknown_push_service_is_said_to_be_unknown() -> None:
    assert "not known by its host" in recognised(subscription(GENERIC)).note


def test_a_broken_subscription_is_returned_with_what_is_wrong() -> None:
    guess = recognised(f"log: {subscription(keys={'p256dh': P256DH, 'auth': 'AAAA'})}")
    assert guess.certainty == 0.6
    assert "auth is not 16 bytes" in guess.note
    assert json.loads(guess.token)["keys"]["auth"] == "AAAA"


def test_a_bare_endpoint_of_a_known_service_is_told_to_lack_its_keys() -> None:
    guess = recognised(f" {FCM}\n")
    assert (guess.token, guess.certainty) == (FCM, 0.3)
    assert "without its keys" in guess.note


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ab" * 32,
        "https://example.com/page",
        '{"endpoint": "https://api.example", "region": "eu"}',
        "the endpoint is down",
        '{"type":"service_account","auth_uri":"https://accounts.google.com/o/oauth2/auth"}',
        NORMAL + " " * 1_100_000,
    ],
)
def test_other_texts_are_left_alone(text: str) -> None:
    assert PROVIDER.recognise(text) is None


@given_any(st.text(alphabet=st.sampled_from("{}[]\"'\\:,=/ endpointkysauh256.") | st.characters()))
def test_any_text_is_taken(text: str) -> None:
    guess = PROVIDER.recognise(text)
    assert guess is None or guess.token


@given_any(st.text(), st.text())
def test_surroundings_do_not_matter(before: str, after: str) -> None:
    assert recognised(f"{before}\n{NORMAL}\n{after}").platform == "web"
