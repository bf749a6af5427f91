"""Tokens: what is one, what is often pasted in its place, and where one is found in a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.providers.expo.given import TOKEN

from pushbench.domain.provider import FieldKind
from pushbench.domain.target import TargetKind
from pushbench.providers.expo import PROVIDER
from pushbench.providers.expo.tokens import token_trouble

BARE = "f19296df-44bd-482a-90bb-2af254c6ac42"


@pytest.mark.parametrize(
    "text", [TOKEN, "ExpoPushToken[x]", BARE, BARE.upper(), "zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzz"]
)
def test_tokens(text: str) -> None:
    assert token_trouble(text) is None


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("ab" * 32, "Apple"),
        ("fQx3TbWvRk2:APA91b" + "x" * 40, "FCM"),
        ('{"endpoint":"https://x"}', "browser"),
        ("ExponentPushToken", "brackets"),
        ("ExponentPushToken[]", "brackets"),
        ("ExponentPushToken[a b]", "brackets"),
        ("exponentpushtoken[abc]", "brackets"),
        ("hello", "UUID"),
    ],
)
def test_what_is_none(text: str, word: str) -> None:
    assert word in str(token_trouble(text))


@pytest.mark.parametrize(
    "text",
    [
        TOKEN,
        f'  "{TOKEN}",',
        f"ExpoPushToken: {TOKEN}\n",
        f'{{"to": "{TOKEN}"}}',
        TOKEN[:20] + "\n   " + TOKEN[20:],
    ],
)
def test_a_token_is_found(text: str) -> None:
    guess = PROVIDER.recognise(text)
    assert guess is not None
    assert (guess.token, guess.certainty) == (TOKEN, 0.99)


def test_a_bare_one_is_a_guess_and_others_are_none() -> None:
    guess = PROVIDER.recognise(f" {BARE} ")
    assert guess is not None
    assert guess.certainty < 0.3
    assert PROVIDER.recognise("ab" * 32) is None
    assert PROVIDER.recognise("") is None


@given(st.text(max_size=80))
def test_any_text_is_looked_at(text: str) -> None:
    guess = PROVIDER.recognise(text)
    assert guess is None or token_trouble(guess.token) is None


def test_the_contracts_names() -> None:
    spec = PROVIDER.spec
    assert [field.key for field in spec.fields if field.kind is FieldKind.SECRET] == ["access_token"]
    assert not any(field.is_required for field in spec.fields)
    assert {"base_url", "ca_file", "proxy"} <= {field.key for field in spec.fields}
    assert [(target.kind, target.check(target.example.removeprefix("token:"))) for target in spec.targets] == [
        (TargetKind.TOKEN, None)
    ]
    assert spec.dead_token_word in {reason.code for reason in PROVIDER.reasons}
    assert (PROVIDER.batch is not None and PROVIDER.batch.most, PROVIDER.follow_up is not None) == (100, True)


def test_reasons_are_told_in_full() -> None:
    for reason in PROVIDER.reasons:
        assert all(text.endswith(".") for text in (reason.meaning, reason.cause, reason.fix))
        assert reason.source
        assert reason.statuses
