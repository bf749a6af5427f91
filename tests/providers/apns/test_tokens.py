"""Tokens as people paste them."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.providers.apns.samples import CHANNEL, TOKEN

from pushbench.domain.target import TargetKind
from pushbench.providers.apns import PROVIDER
from pushbench.providers.apns.tokens import channel_trouble, length_remark, token_trouble

SPACED = " ".join(TOKEN[start : start + 8] for start in range(0, 64, 8))
BASE64 = base64.b64encode(bytes.fromhex(TOKEN)).decode()


@pytest.mark.parametrize(
    "text",
    [
        TOKEN,
        TOKEN.upper(),
        f"<{SPACED}>",
        SPACED,
        f"0x{TOKEN}",
        f'"{TOKEN}"',
        f"“{TOKEN}”,",
        f"  {TOKEN}\r\n",
        BASE64,
        BASE64.replace("+", "-").replace("/", "_"),
        f"{{length = 32, bytes = 0x{SPACED}}}",
        f"Device Token: {TOKEN}",
        f"deviceToken = <{SPACED}>",
        f'token="{TOKEN}"',
        f"token: {{length=32,bytes=0x{TOKEN}}}",
    ],
)
def test_what_holds_a_token_is_recognised_and_normalised(text: str) -> None:
    guess = PROVIDER.recognise(text)
    assert guess is not None
    assert guess.token == TOKEN
    assert guess.platform == "ios"
    assert 0 < guess.certainty <= 1


def test_lengths() -> None:
    activity, odd = PROVIDER.recognise("ab" * 80), PROVIDER.recognise("ab" * 50)
    assert activity is not None
    assert activity.note.startswith("Token of 80 bytes")
    assert odd is not None
    assert odd.certainty < 0.5
    assert PROVIDER.recognise("ab" * 31) is None
    assert PROVIDER.recognise("ab" * 201) is None
    assert PROVIDER.recognise("a" * 65) is None


def test_a_shortened_print_is_refused_with_the_reason() -> None:
    guess = PROVIDER.recognise("{length = 32, bytes = 0x740f4707 bebcf74f 9b7c25d4 ... 8ad5a2b1 }")
    assert guess is not None
    assert (guess.token, guess.certainty) == ("", 0.0)
    assert "cannot be restored" in guess.note


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "dGVzdA==",
        "cXyZ123456:APA91bHun4MxP5egoKMwt2KZFBaFUH-1RYqx",
        '{"endpoint":"https://updates.push.services.mozilla.com/x"}',
        "ExponentPushToken[xxxxxxxxxxxxxxxxxxxxxx]",
        "8e58a1f0-0000-4000-8000-000000000001",
        "a" * 5000,
    ],
)
def test_other_texts_are_not_tokens(text: str) -> None:
    assert PROVIDER.recognise(text) is None


@given(st.text())
def test_any_paste_is_survived(text: str) -> None:
    guess = PROVIDER.recognise(text)
    assert guess is None or guess.note
    if guess and guess.token:
        assert token_trouble(guess.token) is None


@pytest.mark.parametrize(
    ("token", "trouble"),
    [
        (TOKEN, None),
        (TOKEN.upper(), None),
        ("ab", None),
        ("", "empty"),
        ("abc", "3 hex digits"),
        ("abzz", "“z” is no hex digit"),
        ("cXyZ123456:APA91bHun4", "FCM"),
        (f"<{TOKEN}>", "print-out"),
        (f"0x{TOKEN}", "print-out"),
        (BASE64, f"as hex it reads {TOKEN}"),
    ],
)
def test_the_form_of_a_token(token: str, trouble: str | None) -> None:
    said = token_trouble(token)
    assert said is None if trouble is None else trouble in (said or "")


@given(st.text())
def test_any_token_text_is_judged(text: str) -> None:
    said = token_trouble(text)
    assert said is None or said.endswith(".")


def test_unusual_lengths_are_remarked() -> None:
    assert length_remark(TOKEN) is None
    assert length_remark("ab" * 200) is None
    assert "62 hex digits" in (length_remark("ab" * 31) or "")
    assert "402 hex digits" in (length_remark("ab" * 201) or "")


@pytest.mark.parametrize(
    ("channel", "is_right"), [(CHANNEL, True), ("dHN0", True), ("", False), ("a b", False), ("dHN", False)]
)
def test_channel_ids(channel: str, is_right: bool) -> None:
    assert (channel_trouble(channel) is None) is is_right


def test_the_spec_checks_its_own_examples() -> None:
    for spec in PROVIDER.spec.targets:
        prefix, _, value = spec.example.partition(":")
        assert prefix == spec.kind.value
        assert spec.check(value) is None
    assert {spec.kind for spec in PROVIDER.spec.targets} == {TargetKind.TOKEN, TargetKind.CHANNEL}
