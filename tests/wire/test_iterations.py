"""Key files that would take hours: refused by what they say of themselves, in every form a library takes."""

from __future__ import annotations

import base64
import time

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from hypothesis import given
from hypothesis import strategies as st
from tests.providers.credential_cases import made

from pushbench.domain.credential_file import CredentialText
from pushbench.domain.errors import UserError
from pushbench.domain.secret import Secret
from pushbench.wire.certificate import load_client_certificate
from pushbench.wire.iterations import MOST, takes_too_long
from pushbench.wire.key_material import read_material

PBES2, PBKDF2, SCRYPT = "2a864886f70d01050d", "2a864886f70d01050c", "2b06010401da47040b"
AES, HMAC = "60864801650304012a", "2a864886f70d0209"


def tlv(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    size = len(content)
    head = bytes([size]) if size < 128 else b"\x82" + size.to_bytes(2)
    return bytes([tag]) + head + content


def number(value: int) -> bytes:
    return tlv(0x02, value.to_bytes(value.bit_length() // 8 + 1))


def named(digits: str, *parts: bytes) -> bytes:
    return tlv(0x30, tlv(0x06, bytes.fromhex(digits)), *parts)


def encrypted(derivation: str, salt: bytes, *counts: int) -> bytes:
    """Return an EncryptedPrivateKeyInfo whose passphrase goes through the given derivation."""
    hashed = (named(HMAC, b"\x05\x00"),) if derivation == PBKDF2 else ()
    numbers = [number(count) for count in counts]
    kdf = named(derivation, tlv(0x30, tlv(0x04, salt), *numbers, *hashed))
    return tlv(0x30, named(PBES2, tlv(0x30, kdf, named(AES, tlv(0x04, b"i" * 16)))), tlv(0x04, b"z" * 64))


def pem(der: bytes) -> str:
    coded = base64.encodebytes(der).decode()
    return f"-----BEGIN ENCRYPTED PRIVATE KEY-----\n{coded}-----END ENCRYPTED PRIVATE KEY-----\n"


@pytest.mark.parametrize("salt_bytes", [0, 2, 8, 64, 65, 100, 200, 5000])
@pytest.mark.parametrize("rounds", [MOST + 1, 2**31, 2**32, 2**40, 2**63])
def test_too_many_rounds_are_seen_behind_a_salt_of_any_length(salt_bytes: int, rounds: int) -> None:
    assert takes_too_long(encrypted(PBKDF2, b"s" * salt_bytes, rounds))
    assert not takes_too_long(encrypted(PBKDF2, b"s" * salt_bytes, 2048))


@pytest.mark.parametrize(
    ("derivation", "counts", "is_long"),
    [
        (PBKDF2, (1_000_000, 32), False),
        (PBKDF2, (1_000, 10**9), True),
        (SCRYPT, (2**14, 8, 1), False),
        (SCRYPT, (2**17, 8, 1), False),
        (SCRYPT, (2**10, 8, 2**20), True),
        (SCRYPT, (2**22, 8, 1), True),
        (SCRYPT, (2**10, 2**20, 1), True),
    ],
)
def test_whatever_multiplies_the_work_counts(derivation: str, counts: tuple[int, ...], is_long: bool) -> None:
    assert takes_too_long(encrypted(derivation, b"s" * 16, *counts)) is is_long


def test_the_work_of_all_parts_is_one_sum() -> None:
    parts = [encrypted(PBKDF2, b"s" * 8, MOST // 4)] * 5
    assert not takes_too_long(tlv(0x30, *parts[:4]))
    assert takes_too_long(tlv(0x30, *parts))


def test_a_p12_is_read_in_the_open_form_too() -> None:
    whole = made.costly(made.p12(made.certificate()))
    assert takes_too_long(whole)
    assert takes_too_long(b"\x30\x80" + whole[4:] + b"\0\0")
    assert not takes_too_long(b"\x30\x80" + made.p12(made.certificate())[4:] + b"\0\0")
    wrapped = tlv(0x30, tlv(0x04, b"s" * 8), number(MOST + 1))
    split = b"\x24\x80" + tlv(0x04, wrapped[:9]) + tlv(0x04, wrapped[9:]) + b"\0\0"
    assert takes_too_long(tlv(0x30, split))


def test_real_files_are_no_long_ones() -> None:
    key, issued = made.p256(), made.certificate()
    whole = pkcs12.serialize_key_and_certificates(b"x", key, None, None, BestAvailableEncryption(b"pw"))
    assert not any(takes_too_long(der) for der in (whole, made.p12(issued), made.cer(issued), made.der(key)))


@pytest.mark.parametrize("der", [b"\x30\x80" * 500_000, b"\x04\x00" * 500_000, tlv(0x30, b"\x04\x00" * 30_000)])
def test_a_file_made_to_hold_the_reading_itself_up_does_not(der: bytes) -> None:
    started = time.perf_counter()
    assert not takes_too_long(der)
    assert time.perf_counter() - started < 2.0


@given(st.binary(max_size=400))
def test_any_bytes_have_an_answer(data: bytes) -> None:
    assert takes_too_long(data) in (True, False)
    assert takes_too_long(b"\x30\x80" + data) in (True, False)


@pytest.mark.parametrize("rounds", [20_000_000, 2**32])
def test_neither_the_doctor_nor_a_client_certificate_opens_such_a_key(rounds: int) -> None:
    key = pem(encrypted(PBKDF2, b"s" * 100, rounds))
    found = read_material(CredentialText(Secret(key), passphrase=Secret("x")))
    assert found.trouble is not None
    assert "hours" in found.trouble.what
    with pytest.raises(UserError, match="hours"):
        load_client_certificate(Secret(_certificate() + key), Secret("x"))


def test_a_derivation_with_numbers_that_are_none_is_told() -> None:
    key = pem(encrypted(SCRYPT, b"s" * 8, 0, 1, 1))
    assert read_material(CredentialText(Secret(key), passphrase=Secret("x"))).trouble is not None
    with pytest.raises(UserError):
        load_client_certificate(Secret(_certificate() + key), Secret("x"))


def _certificate() -> str:
    coded = base64.encodebytes(made.cer(made.certificate())).decode()
    return f"-----BEGIN CERTIFICATE-----\n{coded}-----END CERTIFICATE-----\n"
