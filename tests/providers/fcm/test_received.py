"""Reading back what left, and finding tokens in pasted text."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.providers.fcm.given import TOKEN
from tests.providers.fcm.test_rules import JSON

from pushbench.domain.http import HttpRequest
from pushbench.providers.fcm import PROVIDER

FID = "cAbC1dEf2GhI3jKl4MnO5p"


def received(body: bytes, *headers: tuple[str, str]) -> Any:
    return PROVIDER.received(
        HttpRequest("POST", "https://fcm.googleapis.com/v1/projects/p/messages:send", headers, body)
    )


def test_a_send_reads_back_without_its_target() -> None:
    body = json.dumps({"message": {"token": TOKEN, "data": {"a": "b"}}, "validate_only": True}).encode()
    made = received(
        body, ("authorization", "Bearer x"), ("content-type", "application/json"), ("x-goog-user-project", "p")
    )
    assert made.provider == "fcm"
    assert made.payload == {"message": {"data": {"a": "b"}}}
    assert made.headers == {"x-goog-user-project": "p"}


@pytest.mark.parametrize(
    ("body", "payload"),
    [
        (b"", ""),
        (b"{", "{"),
        (b"\xff{}", "\ufffd{}"),
        (b"[1]", [1]),
        (b'{"to":"/topics/a"}', {"to": "/topics/a"}),
        (b'{"message":5}', {"message": 5}),
        (b"null", None),
    ],
)
def test_what_is_no_send_reads_back_as_it_is(body: bytes, payload: Any) -> None:
    assert received(body).payload == payload


@given(st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_read_back(body: bytes) -> None:
    made = received(body)
    for platform in PROVIDER.spec.platforms:
        PROVIDER.shown(made, platform)


@pytest.mark.parametrize(
    "text",
    [
        TOKEN,
        f"  {TOKEN}\n",
        f'"{TOKEN}"',
        f"<{TOKEN}>",
        f"I/flutter: FCM token: {TOKEN}",
        f'{{"token":"{TOKEN}"}}',
        TOKEN[:60] + "\n" + TOKEN[60:120] + "\r\n" + TOKEN[120:],
        f"token={TOKEN}&x=1",
    ],
)
def test_a_registration_token_is_found(text: str) -> None:
    guess = PROVIDER.recognise(text)
    assert guess is not None
    assert guess.token == TOKEN
    assert guess.certainty > 0.9


def test_an_installation_id_is_guessed() -> None:
    guess = PROVIDER.recognise(f" {FID} ")
    assert guess is not None
    assert (guess.token, guess.certainty) == (FID, 0.6)
    prefixed = PROVIDER.recognise(f"fid:{FID}")
    assert prefixed is not None
    assert prefixed.token == FID
    loose = PROVIDER.recognise("Z" + FID[1:])
    assert loose is not None
    assert loose.certainty < 0.5


def test_an_old_token_is_found() -> None:
    guess = PROVIDER.recognise("APA91b" + "x" * 134)
    assert guess is not None
    assert guess.platform == "android"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "ab" * 32,
        "ExponentPushToken[xxxxxxxxxxxxxxxxxxxxxx]",
        '{"endpoint":"https://x"}',
        "1" * 22,
        "AIza" + "x" * 35,
    ],
)
def test_others_tokens_are_left_to_others(text: str) -> None:
    assert PROVIDER.recognise(text) is None


@given(st.text(max_size=300))
def test_any_text_is_looked_at(text: str) -> None:
    guess = PROVIDER.recognise(text)
    assert guess is None or 0 < guess.certainty <= 1
