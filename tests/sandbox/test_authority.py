"""The sandbox's own certificate authority: what it issues, keeps, renews and mends."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from pushbench.sandbox.authority import (
    CA_CERTIFICATE,
    CA_KEY,
    SERVER_CERTIFICATE,
    SERVER_KEY,
    Authority,
)

NAMES = {CA_KEY, CA_CERTIFICATE, SERVER_KEY, SERVER_CERTIFICATE}


def fingerprints(authority: Authority) -> tuple[int, int]:
    return authority.root.certificate.serial_number, authority.server.certificate.serial_number


def test_puts_what_it_makes_into_the_keys_and_reads_it_again() -> None:
    keys: dict[str, str] = {}
    first = Authority(keys)
    kept = dict(keys)

    assert set(keys) == NAMES
    assert fingerprints(Authority(keys)) == fingerprints(first)
    assert keys == kept


def test_what_the_certificates_say() -> None:
    authority = Authority({})
    server = authority.server.certificate

    names = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert set(names.get_values_for_type(x509.DNSName)) == {"localhost"}
    assert {str(address) for address in names.get_values_for_type(x509.IPAddress)} == {"127.0.0.1", "::1"}
    assert server.not_valid_after_utc - server.not_valid_before_utc <= timedelta(days=398)
    usage = server.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usage) == [ExtendedKeyUsageOID.SERVER_AUTH]
    root = authority.root.certificate
    assert root.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    server.verify_directly_issued_by(root)


@pytest.mark.parametrize(("days", "same"), [(0, (True, True)), (380, (True, False)), (3640, (False, False))])
def test_renews_what_ends_soon(days: int, same: tuple[bool, bool]) -> None:
    keys: dict[str, str] = {}
    before = fingerprints(Authority(keys))

    after = fingerprints(Authority(keys, lambda: datetime.now(UTC) + timedelta(days=days)))

    assert tuple(old == new for old, new in zip(before, after, strict=True)) == same


@pytest.mark.parametrize("name", sorted(NAMES))
@pytest.mark.parametrize("damage", ["", "garbage", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_makes_anew_what_is_damaged(name: str, damage: str) -> None:
    keys: dict[str, str] = {}
    Authority(keys)
    keys[name] = damage

    mended = Authority(keys)

    assert keys[name] != damage
    mended.server.certificate.verify_directly_issued_by(mended.root.certificate)
    assert fingerprints(Authority(keys)) == fingerprints(mended)


def test_keys_of_two_authorities_are_not_mixed() -> None:
    mine: dict[str, str] = {}
    theirs: dict[str, str] = {}
    Authority(mine)
    Authority(theirs)

    mixed = Authority({**mine, CA_KEY: theirs[CA_KEY], CA_CERTIFICATE: theirs[CA_CERTIFICATE]})

    mixed.server.certificate.verify_directly_issued_by(mixed.root.certificate)


def test_client_certificates() -> None:
    authority = Authority({})
    start = datetime.now(UTC).replace(microsecond=0) - timedelta(days=3)

    issued = authority.issue_client(
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "client")]), days=10, starts=start
    )

    issued.certificate.verify_directly_issued_by(authority.root.certificate)
    assert issued.certificate.not_valid_before_utc == start
    usage = issued.certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usage) == [ExtendedKeyUsageOID.CLIENT_AUTH]
    key = serialization.load_pem_private_key(issued.key_pem(b"secret"), b"secret")
    assert key.public_key() == issued.certificate.public_key()
    with pytest.raises(TypeError):
        serialization.load_pem_private_key(issued.key_pem(b"secret"), None)


def test_contexts() -> None:
    authority = Authority({})

    usual = authority.server_context(["h2"])
    asking = authority.server_context(["h2"], client_authorities=authority.root.certificate_pem)

    assert usual.verify_mode is ssl.CERT_NONE
    assert asking.verify_mode is ssl.CERT_OPTIONAL
    assert usual.minimum_version is ssl.TLSVersion.TLSv1_2
