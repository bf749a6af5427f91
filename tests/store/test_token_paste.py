from __future__ import annotations

import json
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pushbench.domain.errors import UserError
from pushbench.domain.provider import TokenGuess
from pushbench.store.token_paste import recognise_paste

HEX = "0123456789abcdef" * 4
OTHER = "fedcba9876543210" * 4
FCM = "dXyZ_12-abcdefghijklmn:APA91b" + "Q" * 100
SUBSCRIPTION = {
    "endpoint": "https://push.example/abc",
    "expirationTime": None,
    "keys": {"p256dh": "B" * 87, "auth": "a" * 22},
}


def apns(text: str) -> TokenGuess | None:
    plain = text.strip("<>").replace(" ", "").lower()
    return TokenGuess(plain, "ios", "device token", 0.9) if re.fullmatch("[0-9a-f]{64}", plain) else None


def fcm(text: str) -> TokenGuess | None:
    return TokenGuess(text, "android", "", 0.95) if re.fullmatch(r"[\w-]+:APA91b[\w-]{90,}", text) else None


def webpush(text: str) -> TokenGuess | None:
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return TokenGuess(text, "web", "", 0.99) if isinstance(value, dict) and "endpoint" in value else None


def unsure(text: str) -> TokenGuess | None:
    return (
        TokenGuess("", "", "bytes were left out", 0.0) if text.startswith("{length") else TokenGuess(text, "", "", 0.1)
    )


RECOGNISERS = {"unsure": unsure, "apns": apns, "fcm": fcm, "webpush": webpush}


def found(text):
    pasted = recognise_paste(text, RECOGNISERS)
    return [(token.provider, token.guess.token, token.name) for token in pasted.tokens], list(pasted.leftovers)


@pytest.mark.parametrize(
    ("text", "tokens", "leftovers"),
    [
        (HEX, [("apns", HEX, "")], []),
        (f"  {HEX.upper()}\n", [("apns", HEX, "")], []),
        (f"<{' '.join(re.findall('.{8}', HEX))}>", [("apns", HEX, "")], []),
        (f"Device Token: <{' '.join(re.findall('.{8}', HEX))}>", [("apns", HEX, "")], ["Device Token:"]),
        (f"{HEX}\n{OTHER}\n{FCM}", [("apns", HEX, ""), ("apns", OTHER, ""), ("fcm", FCM, "")], []),
        (f"{HEX}, {OTHER}", [("apns", HEX, ""), ("apns", OTHER, "")], []),
        (f"Ana's iPhone: {HEX}", [("apns", HEX, "Ana's iPhone")], []),
        (f'"token" = "{HEX}";', [("apns", HEX, "")], []),
        (f"token:{HEX}", [("apns", HEX, "")], []),
        (f"Bo\t{FCM}", [("fcm", FCM, "Bo")], []),
        (f"hello\n{HEX}\nworld 5", [("apns", HEX, "")], ["hello", "world 5"]),
        (f"{HEX}\n{HEX}", [("apns", HEX, "")], []),
        (f"{HEX[:40]}\n{HEX[40:]}", [("apns", HEX, "")], []),
        (f"{HEX[:20]}\n{HEX[20:40]}\n{HEX[40:]}\nend here", [("apns", HEX, "")], ["end here"]),
        ("", [], []),
        ("just words", [], ["just words"]),
        ("{length = 32, bytes = 0x0123 ... cdef}", [], ["{length = 32, bytes = 0x0123 ... cdef}"]),
    ],
)
def test_finds_tokens_in_text(text, tokens, leftovers):
    assert found(text) == (tokens, leftovers)


@pytest.mark.parametrize("indent", [None, 2])
def test_finds_subscriptions_over_several_lines(indent):
    text = f"Here it is:\n{json.dumps(SUBSCRIPTION, indent=indent)}\nand {HEX}"
    tokens, leftovers = found(text)
    assert [provider for provider, _, _ in tokens] == ["webpush", "apns"]
    assert json.loads(tokens[0][1]) == SUBSCRIPTION
    assert leftovers == ["Here it is:"]


def test_finds_tokens_inside_other_json():
    text = json.dumps([{"name": "Ana", "token": HEX}, {"name": "Web", "subscription": SUBSCRIPTION}, {"x": 5}, FCM])
    tokens, leftovers = found(text)
    assert [(provider, name) for provider, _, name in tokens] == [("apns", "Ana"), ("webpush", "Web"), ("fcm", "")]
    assert leftovers == []


def test_the_surest_provider_wins():
    recognisers = {"a": lambda text: TokenGuess(text, "", "", 0.5), "b": lambda text: TokenGuess(text, "", "", 0.6)}
    assert recognise_paste(HEX, recognisers).tokens[0].provider == "b"


def test_a_huge_paste_is_refused():
    with pytest.raises(UserError, match="too large"):
        recognise_paste("x" * 3_000_000, RECOGNISERS)


@pytest.mark.parametrize(
    "text",
    [
        "{" * 100_000,
        "[" * 100_000,
        '{"a":' * 50_000,
        "<" * 100_000,
        "a\n" * 100_000,
        "ab " * 60_000,
        "<" + "a " * 100_000,
    ],
)
def test_any_rubbish_is_read_quickly(text):
    started = time.perf_counter()
    assert recognise_paste(text, RECOGNISERS).tokens == ()
    assert time.perf_counter() - started < 5


pieces = st.sampled_from(
    [
        HEX,
        HEX[:32],
        HEX[32:],
        FCM,
        json.dumps(SUBSCRIPTION),
        "{",
        "}",
        "[",
        "]",
        '"',
        "<",
        ">",
        ":",
        ",",
        "\n",
        " ",
        "NaN",
        "1e999",
        "Ana",
        "\ud800",
        '{"token":"\\ud800"}',
        '{"a":NaN}',
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(pieces, max_size=12).map("".join) | st.text(max_size=40))
def test_any_paste_is_answered(text):
    pasted = recognise_paste(text, RECOGNISERS)
    assert len({(token.provider, token.guess.token) for token in pasted.tokens}) == len(pasted.tokens)
    assert all(token.guess.certainty >= 0.3 for token in pasted.tokens)
