"""Keys in every shape people paste, and a plain word for everything that is no key."""

from __future__ import annotations

import base64
import contextlib
import json
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given
from hypothesis import strategies as st

from pushbench.domain.errors import UserError
from pushbench.wire.keys import (
    P256_ORDER,
    b64url,
    load_ec_private_key,
    load_rsa_private_key,
    new_vapid_pair,
    public_point,
    un_b64,
    vapid_private_key,
    vapid_public_key,
)

EC_KEY = ec.generate_private_key(ec.SECP256R1())
RSA_KEY = rsa.generate_private_key(65537, 2048)
SCALAR = EC_KEY.private_numbers().private_value.to_bytes(32)


def pem(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, form: PrivateFormat = PrivateFormat.PKCS8) -> str:
    return key.private_bytes(Encoding.PEM, form, NoEncryption()).decode()


P8 = pem(EC_KEY)
SEC1 = pem(EC_KEY, PrivateFormat.TraditionalOpenSSL)
INSIDE = "".join(P8.splitlines()[1:-1])
EC_PARAMETERS = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"

READABLE = {
    "as downloaded": P8,
    "SEC1": SEC1,
    "SEC1 behind its parameters": EC_PARAMETERS + SEC1,
    "CRLF": P8.replace("\n", "\r\n"),
    "old Mac line ends": P8.replace("\n", "\r"),
    "BOM": "\ufeff" + P8,
    "literal \\n": P8.replace("\n", "\\n"),
    "JSON string": json.dumps(P8),
    "line breaks lost": P8.replace("\n", ""),
    "line breaks became spaces": P8.replace("\n", " "),
    "indented": "\n".join("    " + line for line in P8.splitlines()),
    "no final newline": P8.rstrip(),
    "quoted": f'"{P8}"',
    "typographic dashes": P8.replace("-----", "—————"),
    "words around it": f"Bag Attributes\n    friendlyName: key\n{P8}\n-- sent from a phone",
    "only the inside": INSIDE,
    "invisible characters": "\u200b" + P8.replace("BEGIN", "BEGIN\u200b"),
}


@pytest.mark.parametrize("text", READABLE.values(), ids=READABLE.keys())
def test_every_shape_of_one_key_gives_that_key(text: str) -> None:
    assert load_ec_private_key(text).private_numbers() == EC_KEY.private_numbers()


def spki() -> str:
    return EC_KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def encrypted(form: PrivateFormat = PrivateFormat.PKCS8) -> str:
    return EC_KEY.private_bytes(Encoding.PEM, form, BestAvailableEncryption(b"secret")).decode()


def openssh() -> str:
    return EC_KEY.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode()


def block(label: str, der: bytes = b"\x30\x03\x02\x01\x00") -> str:
    return f"-----BEGIN {label}-----\n{base64.b64encode(der).decode()}\n-----END {label}-----\n"


REFUSED: dict[str, tuple[str, str]] = {
    "empty": ("", "empty"),
    "blank": (" \n\t", "empty"),
    "RSA": (pem(RSA_KEY), "RSA key of 2048 bits"),
    "RSA PKCS#1": (pem(RSA_KEY, PrivateFormat.TraditionalOpenSSL), "RSA key"),
    "other curve": (pem(ec.generate_private_key(ec.SECP384R1())), "secp384r1"),
    "Ed25519": (
        ed25519.Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        "Ed25519",
    ),
    "public key": (spki(), "public key"),
    "public key without BEGIN": ("".join(spki().splitlines()[1:-1]), "public key"),
    "public key under the wrong label": (spki().replace("PUBLIC", "PRIVATE"), "public key"),
    "certificate": (block("CERTIFICATE"), "certificate"),
    "signing request": (block("CERTIFICATE REQUEST"), "signing request"),
    "parameters alone": (EC_PARAMETERS, "no private key"),
    "encrypted PKCS#8": (encrypted(), "encrypted"),
    "encrypted the old way": (encrypted(PrivateFormat.TraditionalOpenSSL), "encrypted"),
    "OpenSSH": (openssh(), "SSH"),
    "OpenSSH public": ("ecdsa-sha2-nistp256 AAAAE2VjZHNh user@host", "SSH"),
    "no END line": (P8[: P8.index("-----END")], "cut off"),
    "END of something else": (P8.replace("END PRIVATE", "END PUBLIC"), "cut off"),
    "END alone": (P8[len("-----BEGIN PRIVATE KEY-----") :], "cut off"),
    "half of the inside": (f"-----BEGIN PRIVATE KEY-----\n{INSIDE[:96]}\n-----END PRIVATE KEY-----", "cut off"),
    "half of the bare inside": (INSIDE[:96], "cut off"),
    "a character missing": (P8.replace(INSIDE[60:64], INSIDE[60:63]), "damaged"),
    "not base64": (block("PRIVATE KEY").replace("MAMCAQA=", "hello, it's me"), "damaged"),
    "nonsense DER": (block("PRIVATE KEY"), "cannot be read"),
    "empty block": ("-----BEGIN PRIVATE KEY----------END PRIVATE KEY-----", "cut off"),
    "web page": ("<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
    "service account": ('{"type": "service_account", "private_key": "..."}', "JSON"),
    "binary": ("0\ufffd\u0001\u0000\u0002", "binary"),
    "words": ("the key is in the safe", "not a key"),
}


@pytest.mark.parametrize(("text", "word"), REFUSED.values(), ids=REFUSED.keys())
def test_everything_else_is_named(text: str, word: str) -> None:
    with pytest.raises(UserError) as caught:
        load_ec_private_key(text)
    error = caught.value
    assert word.lower() in f"{error.what} {error.why}".lower()
    assert error.fix


@given(st.one_of(st.text(st.characters()), st.binary().map(lambda raw: block("PRIVATE KEY", raw))))
@pytest.mark.parametrize("load", [load_ec_private_key, load_rsa_private_key, vapid_private_key])
def test_loading_is_total(load: Callable[[str], object], text: str) -> None:
    with pytest.raises(UserError):
        load(text)


@given(st.integers(0, len(P8) - 1), st.characters())
def test_one_changed_character_gives_a_key_or_an_explanation(position: int, character: str) -> None:
    with contextlib.suppress(UserError):
        load_ec_private_key(P8[:position] + character + P8[position + 1 :])


def test_errors_never_quote_the_key() -> None:
    for text in (SEC1[:-30], P8.replace(INSIDE[60:64], INSIDE[60:63]), pem(RSA_KEY)):
        with pytest.raises(UserError) as caught:
            load_ec_private_key(text)
        assert INSIDE[20:40] not in str(caught.value)


def test_rsa_keys_load_where_rsa_is_wanted() -> None:
    assert load_rsa_private_key(pem(RSA_KEY).replace("\n", "\\n")).private_numbers() == RSA_KEY.private_numbers()
    with pytest.raises(UserError, match="elliptic curve key on secp256r1"):
        load_rsa_private_key(P8)


def test_a_text_read_once_is_not_parsed_again() -> None:
    assert load_ec_private_key(P8) is load_ec_private_key(P8)


VAPID_SPELLINGS = {
    "base64url": b64url(SCALAR),
    "padded": b64url(SCALAR) + "=",
    "base64": base64.b64encode(SCALAR).decode(),
    "with white space": f" {b64url(SCALAR)}\n",
    "quoted": f'"{b64url(SCALAR)}"',
    "with a leading zero": b64url(b"\x00" + SCALAR),
    "PKCS#8": P8,
    "SEC1": SEC1,
    "bare PKCS#8": INSIDE,
    "PKCS#8 in base64url": b64url(base64.b64decode(INSIDE)),
}


@pytest.mark.parametrize("text", VAPID_SPELLINGS.values(), ids=VAPID_SPELLINGS.keys())
def test_vapid_keys_in_every_spelling(text: str) -> None:
    assert vapid_private_key(text).private_numbers() == EC_KEY.private_numbers()


NOT_VAPID = {
    "public key": (vapid_public_key(EC_KEY), "public key"),
    "too short": (b64url(SCALAR[:-1]), "31 bytes"),
    "hexadecimal": (SCALAR.hex(), "48 bytes"),
    "zero": (b64url(bytes(32)), "out of range"),
    "beyond the curve": (b64url(P256_ORDER.to_bytes(32)), "out of range"),
    "the subject": ("mailto:me@example.com", "not a key"),
    "empty": ("", "empty"),
    "padding alone": ("=", "empty"),
    "a few letters": ("AAAA", "3 bytes"),
    "RSA": (pem(RSA_KEY), "RSA"),
}


@pytest.mark.parametrize(("text", "word"), NOT_VAPID.values(), ids=NOT_VAPID.keys())
def test_vapid_keys_that_are_none(text: str, word: str) -> None:
    with pytest.raises(UserError) as caught:
        vapid_private_key(text)
    assert word in f"{caught.value.what} {caught.value.why}"


def test_vapid_public_key_is_the_point() -> None:
    assert un_b64(vapid_public_key(EC_KEY)) == public_point(EC_KEY)
    assert len(vapid_public_key(EC_KEY)) == 87


def test_a_new_pair_fits_together_and_hides_its_private_half() -> None:
    pair = new_vapid_pair()
    assert vapid_public_key(vapid_private_key(pair.private_key.reveal())) == pair.public_key
    assert len(pair.private_key.reveal()) == 43
    assert pair.private_key.reveal() not in repr(pair)


@given(st.binary())
def test_base64_is_read_in_every_dialect(data: bytes) -> None:
    assert un_b64(b64url(data)) == data
    assert un_b64(base64.b64encode(data).decode()) == data
    assert un_b64(base64.urlsafe_b64encode(data).decode()) == data


@given(st.text())
def test_un_b64_gives_bytes_or_value_error(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert isinstance(un_b64(text), bytes)
