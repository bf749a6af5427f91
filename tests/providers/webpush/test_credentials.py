"""A profile read offline: missing, swapped, malformed, mismatched."""

from __future__ import annotations

import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import given as given_any
from hypothesis import strategies as st
from tests.providers.webpush.given import UA_PRIVATE, VAPID_PRIVATE, VAPID_PUBLIC, credentials

from pushbench.domain.finding import Severity
from pushbench.domain.profile import Credentials, Environment
from pushbench.providers.webpush import PROVIDER

SECP384 = ec.generate_private_key(ec.SECP384R1())
RSA = rsa.generate_private_key(65537, 2048)
P256 = ec.generate_private_key(ec.SECP256R1())


def pem(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def check(using: Credentials) -> list[tuple[str, str, Severity]]:
    return [(found.rule, found.pointer, found.severity) for found in PROVIDER.check_credentials(using)]


@pytest.mark.parametrize(
    "using",
    [
        credentials(),
        credentials(public_key=VAPID_PUBLIC),
        credentials(public_key=VAPID_PUBLIC + "="),
        credentials(private_key=VAPID_PRIVATE + "="),
        credentials(private_key=pem(P256)),
        credentials(base_url="https://127.0.0.1:8443"),
        credentials(subject="https://skylark.app/contact"),
        credentials(Environment.LOCAL, subject="mailto:push@pushbench.example"),
    ],
)
def test_good_profiles_have_no_findings(using: Credentials) -> None:
    assert check(using) == []


@pytest.mark.parametrize(
    ("private_key", "what"),
    [
        (None, "missing"),
        ("", "missing"),
        (VAPID_PUBLIC, "This is the VAPID public key"),
        (VAPID_PRIVATE[:-4], "wrong length"),
        ("A" * 43, "out of range"),
        (json.dumps({"publicKey": VAPID_PUBLIC, "privateKey": VAPID_PRIVATE}), "whole key pair"),
        (pem(SECP384), "secp384r1"),
        (pem(RSA), "RSA"),
        (
            P256.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),
            "public key",
        ),
        ("€€€", "not a key"),
        ('{"type":"service_account","private_key":"x"}', "not a key"),
    ],
)
def test_private_keys_that_are_none(private_key: str | None, what: str) -> None:
    (finding,) = PROVIDER.check_credentials(credentials(private_key=private_key))
    assert (finding.rule, finding.pointer, finding.severity) == ("WPUSH060", "/fields/private_key", Severity.ERROR)
    assert what in finding.what
    assert private_key is None or len(private_key) < 6 or private_key not in f"{finding.what}{finding.why}{finding.fix}"


def test_swapped_keys_are_told_as_swapped() -> None:
    found = PROVIDER.check_credentials(credentials(private_key=VAPID_PUBLIC, public_key=VAPID_PRIVATE))
    assert [finding.what for finding in found] == [
        "The two VAPID keys are swapped.",
        "The VAPID public key looks like a private key.",
    ]


@pytest.mark.parametrize(
    ("public_key", "what"),
    [
        (VAPID_PUBLIC[:-4], "no uncompressed P-256 point"),
        ("A" * 87, "no uncompressed P-256 point"),
        ("not base64!", "not base64url"),
        (UA_PRIVATE, "looks like a private key"),
    ],
)
def test_public_keys_that_are_none(public_key: str, what: str) -> None:
    (finding,) = PROVIDER.check_credentials(credentials(public_key=public_key))
    assert (finding.rule, finding.pointer) == ("WPUSH061", "/fields/public_key")
    assert what in finding.what


def test_a_pair_that_does_not_belong_together_names_the_right_public_key() -> None:
    (finding,) = PROVIDER.check_credentials(credentials(private_key=UA_PRIVATE, public_key=VAPID_PUBLIC))
    assert "do not belong together" in finding.what
    assert "BCVxsr7N_eNgVRqvHtD0zTZsEc6" in finding.why


@pytest.mark.parametrize(
    ("subject", "rule", "severity"),
    [
        ("", "WPUSH062", Severity.ERROR),
        ("push@skylark.app", "WPUSH062", Severity.ERROR),
        ("tel:+4912345", "WPUSH062", Severity.ERROR),
        ("mailto:", "WPUSH062", Severity.ERROR),
        ("mailto:a@b c", "WPUSH062", Severity.ERROR),
        ("mailto:me@localhost", "WPUSH063", Severity.WARNING),
        ("mailto:me@example.com", "WPUSH064", Severity.NOTE),
    ],
)
def test_subjects(subject: str, rule: str, severity: Severity) -> None:
    assert check(credentials(subject=subject)) == [(rule, "/fields/subject", severity)]


def test_a_bare_address_is_offered_with_mailto() -> None:
    (finding,) = PROVIDER.check_credentials(credentials(subject="push@skylark.app"))
    assert finding.fix == "Write mailto:push@skylark.app."


def test_a_base_url_that_is_none() -> None:
    assert check(credentials(base_url="127.0.0.1:8443")) == [("WPUSH065", "/fields/base_url", Severity.ERROR)]


@given_any(st.text(), st.text(), st.text())
def test_any_profile_is_read(private_key: str, public_key: str, subject: str) -> None:
    using = credentials(private_key=private_key, public_key=public_key, subject=subject)
    for finding in PROVIDER.check_credentials(using):
        assert finding.pointer.startswith("/fields/")
        assert finding.what
        assert finding.fix
