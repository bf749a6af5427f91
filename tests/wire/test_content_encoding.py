"""The vectors of RFC 8188, section 3, and bodies that are no aes128gcm."""

from __future__ import annotations

import pytest

from pushbench.wire.base64url import b64url, un_b64
from pushbench.wire.content_encoding import (
    DecryptionError,
    content_keys,
    open_records,
    read_header,
    seal_single,
)

WALRUS = b"I am the walrus"
IKM = un_b64("yqdlZ-tYemfogSmv7Ws5PQ")
SALT = un_b64("I1BsxtFttlv3u_Oo94xnmw")
BODY = "I1BsxtFttlv3u_Oo94xnmwAAEAAA-NAVub2qFgBEuQKRapoZu-IxkIva3MEB1PD-ly8Thjg"
TWO_RECORDS = "uNCkWiNYzKTnBN9ji3-qWAAAABkCYTHOG8chz_gnvgOqdGYovxyjuqRyJFjEDyoF1Fvkj6hQPdPHI51OEUKEpgz3SsLWIqS_uA"


def test_first_example() -> None:
    keys = content_keys(IKM, SALT)
    assert b64url(keys.prk) == "zyeH5phsIsgUyd4oiSEIy35x-gIi4aM7y0hCF8mwn9g"
    assert b64url(keys.cek) == "_wniytB-ofscZDh4tbSjHw"
    assert b64url(keys.nonce) == "Bcs8gkIRKLI8GeI8"
    body = seal_single(WALRUS, keys, SALT, b"")
    assert b64url(body) == BODY
    assert len(body) == 53


def test_second_example_has_two_records_and_a_key_id() -> None:
    seen = []

    def ikm(header: object) -> bytes:
        seen.append(header)
        return un_b64("BO3ZVPxUlnLORbVGMpbT1Q")

    assert open_records(un_b64(TWO_RECORDS), ikm) == WALRUS
    assert seen[0] == read_header(un_b64(TWO_RECORDS))[0]
    assert (seen[0].record_bytes, seen[0].key_id) == (25, b"a1")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "header alone"),
        (SALT + (17).to_bytes(4) + b"\x00" + bytes(40), "at least 18"),
        (SALT + (4096).to_bytes(4) + b"\x05" + b"abc", "inside its key id"),
        (un_b64(BODY)[:21], "no record"),
        (un_b64(BODY)[:30], "shorter than its tag"),
        (un_b64(BODY)[:-1], "tag does not fit"),
        (un_b64(TWO_RECORDS)[: 21 + 2 + 25], "delimiter"),
    ],
)
def test_what_does_not_open_says_why(body: bytes, words: str) -> None:
    secret = un_b64("BO3ZVPxUlnLORbVGMpbT1Q") if body.startswith(un_b64(TWO_RECORDS)[:16]) else IKM
    with pytest.raises(DecryptionError, match=words):
        open_records(body, lambda _: secret)


def test_a_record_of_padding_alone_is_refused() -> None:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    keys = content_keys(IKM, SALT)
    body = SALT + (4096).to_bytes(4) + b"\x00" + AESGCM(keys.cek).encrypt(keys.nonce, bytes(5), None)
    with pytest.raises(DecryptionError, match="padding"):
        open_records(body, lambda _: IKM)
