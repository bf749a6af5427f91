"""RFC 8291 appendix A with its intermediate values, the aesgcm vector, round trips and the peers http_ece and pywebpush."""

from __future__ import annotations

import hmac
import json
import os
from collections.abc import Callable

import http_ece
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from pushbench.domain.errors import UserError
from pushbench.wire.content_encoding import content_keys, expand
from pushbench.wire.keys import P256_ORDER, b64url, public_point, un_b64, vapid_private_key, vapid_public_key
from pushbench.wire.webpush import (
    DecryptionError,
    aes128gcm_ikm,
    aesgcm_keys,
    decrypt,
    encrypt,
    encrypt_aesgcm,
    ephemeral_key,
    vapid_authorization,
)

PLAIN = b"When I grow up, I want to be a watermelon"
AS_PUBLIC = un_b64("BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8")
AS_PRIVATE = un_b64("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")
UA_PUBLIC = un_b64("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4")
UA_PRIVATE = vapid_private_key("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94")
SALT = un_b64("DGv6ra1nlYgDCS1FRnbzlw")
AUTH = un_b64("BTBZMqHH6r4Tts7J_aSIgg")
ECDH = un_b64("kyrL1jIIOHEzg3sM2ZWRHDRB62YACZhhSlknJ672kSs")
PRK_KEY = "Snr3JMxaHVDXHWJn5wdC52WjpCtd2EIEGBykDcZW32k"
IKM = "S4lYMb_L0FxCeq0WhDx813KgSYqU26kOyzWUdsXYyrg"
PRK = "09_eUZGrsvxChDCGRCdkLiDXrReGOEVeSCdCcPBSJSc"
CEK = "oIhVW04MRdy2XN9CiKLxTg"
NONCE = "4h_95klXJ5E_qnoN"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl"
    "7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)
LEGACY_IKM = "MEBPRnjHDfZmHLfwf6dZ-wCbGEk_Wlo-AD86O-XCiqM"
LEGACY_BODY = "4qwOLFm_mNy0vf1A8f3Bm6B5UD15y3aV_xZy14pixUhcPTIoZKHzq5i3dZ6PzqSMxBI_-VDUZ4jW04M"


def appendix_a_randomness(count: int) -> bytes:
    return {32: AS_PRIVATE, 16: SALT}[count]


def test_appendix_a_body_is_exact() -> None:
    encrypted = encrypt(PLAIN, ua_public=UA_PUBLIC, auth=AUTH, random_bytes=appendix_a_randomness)
    assert b64url(encrypted.body) == BODY
    assert len(encrypted.body) == 144
    assert encrypted.salt == SALT
    assert encrypted.as_public == AS_PUBLIC


def test_appendix_a_intermediate_values() -> None:
    shared = ephemeral_key(appendix_a_randomness).exchange(
        ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), UA_PUBLIC)
    )
    assert shared == ECDH
    assert b64url(hmac.digest(AUTH, shared, "sha256")) == PRK_KEY
    ikm = aes128gcm_ikm(shared, AUTH, UA_PUBLIC, AS_PUBLIC)
    keys = content_keys(ikm, SALT)
    assert [b64url(part) for part in (ikm, keys.prk, keys.cek, keys.nonce)] == [IKM, PRK, CEK, NONCE]


def test_appendix_a_opens() -> None:
    assert decrypt(un_b64(BODY), ua_private=UA_PRIVATE, auth=AUTH) == PLAIN


def test_aesgcm_vector() -> None:
    encrypted = encrypt_aesgcm(PLAIN, ua_public=UA_PUBLIC, auth=AUTH, random_bytes=appendix_a_randomness)
    assert b64url(encrypted.body) == LEGACY_BODY
    assert b64url(expand(hmac.digest(AUTH, ECDH, "sha256"), b"Content-Encoding: auth\x00", 32)) == LEGACY_IKM
    keys = aesgcm_keys(ECDH, AUTH, UA_PUBLIC, AS_PUBLIC, SALT)
    assert b64url(keys.prk) == "KgGJ_uf0Gbv80mYZyASNsRNCtXyj_VBwsfsknI6ujwk"
    assert b64url(keys.cek) == "7rkwhO2bYeeWJTMpfNkMtQ"
    assert b64url(keys.nonce) == "p8UeiVG6ERGF9g4z"


@given(st.binary(max_size=5000), st.binary(min_size=16, max_size=16))
def test_round_trip_adds_103_bytes(plain: bytes, auth: bytes) -> None:
    encrypted = encrypt(plain, ua_public=UA_PUBLIC, auth=auth, random_bytes=os.urandom)
    assert len(encrypted.body) == len(plain) + 103
    assert decrypt(encrypted.body, ua_private=UA_PRIVATE, auth=auth) == plain


@pytest.mark.parametrize("length", [0, 1, 3993, 3994, 4079, 4080, 9000])
def test_http_ece_opens_ours_in_one_record(length: int) -> None:
    plain = os.urandom(length)
    encrypted = encrypt(plain, ua_public=UA_PUBLIC, auth=AUTH, random_bytes=os.urandom)
    assert http_ece.decrypt(encrypted.body, private_key=UA_PRIVATE, auth_secret=AUTH) == plain
    assert int.from_bytes(encrypted.body[16:20]) >= length + 17
    if length == 3993:
        assert len(encrypted.body) == 4096


def test_we_open_what_http_ece_writes() -> None:
    sender = ec.generate_private_key(ec.SECP256R1())
    for length in (1, 500, 4079, 4080, 9000):  # the last two in several records; none at all for 0
        body = http_ece.encrypt(bytes(length), private_key=sender, dh=UA_PUBLIC, auth_secret=AUTH)
        assert decrypt(body, ua_private=UA_PRIVATE, auth=AUTH) == bytes(length)


def test_http_ece_opens_our_aesgcm() -> None:
    encrypted = encrypt_aesgcm(PLAIN, ua_public=UA_PUBLIC, auth=AUTH, random_bytes=os.urandom)
    opened = http_ece.decrypt(
        encrypted.body,
        salt=encrypted.salt,
        private_key=UA_PRIVATE,
        dh=encrypted.as_public,
        auth_secret=AUTH,
        version="aesgcm",
    )
    assert opened == PLAIN


def test_pywebpush_messages_open() -> None:
    from pywebpush import WebPusher

    subscription = {
        "endpoint": "https://push.example/x",
        "keys": {"p256dh": b64url(UA_PUBLIC), "auth": b64url(AUTH)},
    }
    body = WebPusher(subscription).encode(PLAIN, "aes128gcm")["body"]
    assert decrypt(body, ua_private=UA_PRIVATE, auth=AUTH) == PLAIN


def test_every_message_has_its_own_key_and_salt() -> None:
    one, two = (encrypt(PLAIN, ua_public=UA_PUBLIC, auth=AUTH, random_bytes=os.urandom) for _ in range(2))
    assert one.salt != two.salt
    assert one.as_public != two.as_public


@pytest.mark.parametrize("number", [0, P256_ORDER, 2**256 - 1])
def test_randomness_outside_the_curve_still_gives_a_key(number: int) -> None:
    key = ephemeral_key(lambda count: number.to_bytes(count))
    assert 0 < key.private_numbers().private_value < P256_ORDER


@pytest.mark.parametrize(
    ("ua_public", "auth", "what"),
    [
        (b"", AUTH, "p256dh"),
        (UA_PUBLIC[:-1], AUTH, "p256dh"),
        (b"\x04" + bytes(64), AUTH, "p256dh"),
        (b"\x02" + UA_PUBLIC[1:], AUTH, "p256dh"),
        (UA_PUBLIC, AUTH[:-1], "auth"),
    ],
)
@pytest.mark.parametrize("coding", [encrypt, encrypt_aesgcm])
def test_broken_subscription_keys_are_explained(
    coding: Callable[..., object], ua_public: bytes, auth: bytes, what: str
) -> None:
    with pytest.raises(UserError, match=what):
        coding(PLAIN, ua_public=ua_public, auth=auth, random_bytes=os.urandom)


@given(st.integers(0, 143), st.integers(1, 255))
def test_a_changed_byte_never_opens(position: int, change: int) -> None:
    body = bytearray(un_b64(BODY))
    body[position] ^= change
    if 16 <= position < 20:  # the record size alone is not authenticated while one record still fits
        return
    with pytest.raises(DecryptionError):
        decrypt(bytes(body), ua_private=UA_PRIVATE, auth=AUTH)


@given(st.binary(max_size=300))
def test_decrypt_is_total(body: bytes) -> None:
    with pytest.raises(DecryptionError):
        decrypt(body, ua_private=UA_PRIVATE, auth=AUTH)


def test_vapid_authorization_verifies_and_says_what_was_asked() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    value = vapid_authorization("https://push.example:8443", "mailto:push@example.com", key, now=1_700_000_000.9)
    scheme, _, parameters = value.partition(" ")
    fields = dict(part.split("=", 1) for part in parameters.split(", "))
    assert scheme == "vapid"
    assert fields["k"] == vapid_public_key(key) == b64url(public_point(key))
    claims = jwt.decode(
        fields["t"],
        key.public_key(),
        algorithms=["ES256"],
        audience="https://push.example:8443",
        options={"verify_exp": False},
    )
    assert claims == {"aud": "https://push.example:8443", "exp": 1_700_043_200, "sub": "mailto:push@example.com"}
    assert un_b64(fields["t"].split(".")[0]) == b'{"typ":"JWT","alg":"ES256"}'


def test_vapid_without_subject_leaves_it_out() -> None:
    value = vapid_authorization("https://push.example", "", UA_PRIVATE, now=0, lifetime_seconds=60)
    claims = json.loads(un_b64(value.split(" t=")[1].split(".")[1]))
    assert claims == {"aud": "https://push.example", "exp": 60}
