"""Tokens verify with PyJWT, keep the given order, and read back without trust."""

from __future__ import annotations

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given
from hypothesis import strategies as st

from pushbench.wire.base64url import b64url, un_b64
from pushbench.wire.jwt import read_unverified, sign_es256, sign_es384, sign_rs256

EC_KEY = ec.generate_private_key(ec.SECP256R1())
RSA_KEY = rsa.generate_private_key(65537, 2048)
RFC_8292_TOKEN = (
    "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0NTM1MjM3NjgsInN1YiI6Im1h"
    "aWx0bzpwdXNoQGV4YW1wbGUuY29tIn0.i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW2L9OkSSHzvoD1oA"
)
RFC_8292_KEY = "BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs"


def test_es256_verifies_with_pyjwt() -> None:
    token = sign_es256({"iss": "TEAM123456", "iat": 1}, {"alg": "ES256", "kid": "ABC123DEFG"}, EC_KEY)
    options = {"verify_iat": False}
    assert jwt.decode(token, EC_KEY.public_key(), algorithms=["ES256"], options=options) == {
        "iss": "TEAM123456",
        "iat": 1,
    }


def test_rs256_verifies_with_pyjwt() -> None:
    token = sign_rs256({"iss": "a@b", "scope": "push"}, {"alg": "RS256", "typ": "JWT"}, RSA_KEY)
    assert jwt.decode(token, RSA_KEY.public_key(), algorithms=["RS256"]) == {"iss": "a@b", "scope": "push"}


def test_es384_verifies_with_pyjwt() -> None:
    key = ec.generate_private_key(ec.SECP384R1())
    token = sign_es384({"iss": "client", "scope": ["psh"]}, {"alg": "ES384", "kid": "client"}, key)
    assert jwt.decode(token, key.public_key(), algorithms=["ES384"]) == {"iss": "client", "scope": ["psh"]}


@pytest.mark.parametrize("headers", [{"alg": "ES256", "kid": "K"}, {"kid": "K", "typ": "JWT", "alg": "ES256"}])
def test_order_stays_and_nothing_is_added(headers: dict[str, str]) -> None:
    header, claims, _ = sign_es256({"z": 1, "a": "ü"}, headers, EC_KEY).split(".")
    assert un_b64(header).decode() == "{" + ",".join(f'"{key}":"{value}"' for key, value in headers.items()) + "}"
    assert un_b64(claims).decode() == '{"z":1,"a":"ü"}'


def test_es256_signatures_always_have_64_bytes() -> None:
    lengths = {len(un_b64(sign_es256({"n": n}, {"alg": "ES256"}, EC_KEY).split(".")[2])) for n in range(300)}
    assert lengths == {64}


def test_the_token_of_rfc_8292_reads() -> None:
    parts = read_unverified(f" {RFC_8292_TOKEN}\n")
    assert parts is not None
    assert parts.header == {"typ": "JWT", "alg": "ES256"}
    assert parts.claims == {"aud": "https://push.example.net", "exp": 1453523768, "sub": "mailto:push@example.com"}
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), un_b64(RFC_8292_KEY))
    assert jwt.decode(
        RFC_8292_TOKEN, key, algorithms=["ES256"], audience="https://push.example.net", options={"verify_exp": False}
    )


@pytest.mark.parametrize("token", ["", "a.b", "a.b.c.d", "!.!.!", f"{b64url(b'[]')}.{b64url(b'{}')}.x", "..."])
def test_what_is_no_token_gives_none(token: str) -> None:
    assert read_unverified(token) is None


@given(st.lists(st.one_of(st.text(), st.binary().map(b64url)), min_size=3, max_size=3).map(".".join))
def test_reading_is_total(token: str) -> None:
    parts = read_unverified(token)
    assert parts is None or isinstance(parts.header, dict)


def test_deeply_nested_json_is_no_token() -> None:
    deep = b64url(b'{"a":' * 100_000)
    assert read_unverified(f"{deep}.{deep}.x") is None
