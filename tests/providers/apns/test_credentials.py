"""What offline reading finds in credentials."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.providers.apns.samples import (
    BUNDLE,
    KEY_ID,
    certificate_credentials,
    certificate_p12,
    certificate_pem,
    credentials,
    make_certificate,
    pem,
    topic_list,
)

from pushbench.domain.finding import Finding, Severity
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.secret import Secret
from pushbench.providers.apns import PROVIDER

check = PROVIDER.check_credentials


def only(profile: Credentials) -> Finding:
    (finding,) = check(profile)
    return finding


def test_sound_credentials_have_no_findings() -> None:
    assert check(credentials()) == ()
    assert check(credentials(Environment.PRODUCTION, port="2197", broadcast_host="broadcast")) == ()
    assert check(certificate_credentials()) == ()
    assert check(certificate_credentials(environment=Environment.PRODUCTION)) == ()


def test_pasted_keys_of_every_form_are_read() -> None:
    text = pem()
    for form in (text.replace("\n", "\\n"), text.replace("\n", "\r\n"), "\ufeff" + text, text.replace("\n", "")):
        assert check(credentials(key=form)) == ()


RSA = rsa.generate_private_key(65537, 2048).private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
)
SERVICE_ACCOUNT = json.dumps({"type": "service_account", "private_key": RSA.decode(), "private_key_id": "x"})


@pytest.mark.parametrize(
    ("key", "what", "fix"),
    [
        (SERVICE_ACCOUNT, "service account of Firebase", "FCM profile"),
        ('{"project_info": {}}', "JSON, not a key", ".p8"),
        (certificate_p12(make_certificate(), "pw"), ".p12 certificate", "Certificate (.p12)"),
        (certificate_pem(make_certificate()), "certificate with its key", "Certificate (.p12)"),
        ("WzCRjSDMzVpEiWBgGVGXqmkDBsFxAV-zn2d9YB9nWVc", "Web Push (VAPID)", "Web Push profile"),
        (RSA.decode(), "RSA key", ".p8"),
        (pem(ec.generate_private_key(ec.SECP384R1())), "secp384r1", "P-256"),
        (pem()[:120], "cut off", "whole file"),
        ("<!DOCTYPE html><html>", "not a key", "Sign in again"),
        ("hello", "not a key", ""),
    ],
)
def test_another_file_in_the_key_field_is_named(key: str, what: str, fix: str) -> None:
    finding = only(credentials(key=key))
    assert (finding.rule, finding.severity, finding.pointer) == ("APNS902", Severity.ERROR, "/fields/key")
    assert what in finding.what
    assert fix in finding.fix


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("key_id", None, "is missing"),
        ("key_id", "AuthKey_7QK4X2M9PD.p8", f"behind AuthKey_: {KEY_ID}"),
        ("key_id", "7qk4x2m9pd", "capitals: 7QK4X2M9PD"),
        ("key_id", "7QK4X2M9P", "has 9 characters"),
        ("key_id", "7QK4-2M9PD", "something other than"),
        ("team_id", None, "is missing"),
        ("team_id", "AuthKey_7QK4X2M9PD.p8", "7QK4X2M9PD is the Key ID"),
        ("team_id", "Skylark GmbH", "has 12 characters"),
        ("team_id", KEY_ID, "are the same"),
        ("bundle_id", None, "is missing"),
        ("bundle_id", f"{BUNDLE}.voip", f"Write {BUNDLE}."),
        ("bundle_id", f"{BUNDLE}.push-type.liveactivity", "suffix .push-type.liveactivity"),
        ("bundle_id", f"M84TZ6KW21.{BUNDLE}", f"Write {BUNDLE}."),
        ("bundle_id", "app.skylark.*", "wildcard"),
        ("bundle_id", "app skylark", "no bundle id"),
        ("base_url", "127.0.0.1:1", "does not begin with https://"),
        ("manage_base_url", "ftp://x", "does not begin with https://"),
        ("port", "2198", "443, 2197"),
        ("broadcast_host", "other", "device, broadcast"),
        ("image_key", "aps", "belongs to Apple"),
        ("link_key", "image", "both be named image"),
    ],
)
def test_each_field_is_looked_at(field: str, value: str | None, text: str) -> None:
    finding = only(credentials(**{field: value}))
    assert finding.pointer == f"/fields/{field}"
    assert finding.severity is Severity.ERROR
    assert text in f"{finding.what} {finding.why} {finding.fix}"


def test_nothing_to_sign_in_with() -> None:
    found = check(Credentials("x", "apns", Environment.SANDBOX))
    assert [finding.rule for finding in found] == ["APNS900", "APNS903", "APNS904", "APNS906"]


def test_a_key_and_a_certificate() -> None:
    both = certificate_credentials(key=pem(), key_id=KEY_ID, team_id="M84TZ6KW21")
    finding = only(both)
    assert (finding.rule, finding.severity) == ("APNS901", Severity.WARNING)


def test_a_proxy_password_in_plain_text() -> None:
    finding = only(replace(credentials(), fields={**credentials().fields, "proxy": "http://me:pw@h"}))
    assert (finding.rule, finding.severity, finding.pointer) == ("APNS923", Severity.WARNING, "/fields/proxy")
    assert "pw" not in finding.what + finding.why


def test_certificates_are_opened() -> None:
    certificate = make_certificate(topics=topic_list((BUNDLE, ("app",))))
    p12 = certificate_p12(certificate, "right")
    assert check(certificate_credentials(certificate=p12, passphrase="right")) == ()
    wrong = only(certificate_credentials(certificate=p12, passphrase="wrong"))
    assert (wrong.rule, wrong.pointer) == ("APNS910", "/fields/passphrase")
    none = only(certificate_credentials(certificate=p12))
    assert (none.rule, none.pointer) == ("APNS910", "/fields/passphrase")
    key = only(certificate_credentials(certificate=pem()))
    assert "without a certificate" in key.what
    assert "Token key" in key.fix
    alone = certificate.public_bytes(serialization.Encoding.PEM).decode()
    assert only(certificate_credentials(certificate=alone)).rule == "APNS910"
    assert only(certificate_credentials(certificate="hello")).rule == "APNS910"


def test_a_certificate_of_another_app() -> None:
    other = make_certificate(bundle_id="app.other", topics=topic_list(("app.other", ("app",))))
    finding = only(certificate_credentials(other))
    assert (finding.rule, finding.pointer) == ("APNS911", "/fields/bundle_id")
    assert "app.other" in finding.why
    unlisted = only(certificate_credentials(make_certificate(bundle_id="app.other")))
    assert unlisted.rule == "APNS911"


def test_a_certificate_of_the_other_environment() -> None:
    development = make_certificate(environments=("development",))
    assert check(certificate_credentials(development)) == ()
    finding = only(certificate_credentials(development, Environment.PRODUCTION))
    assert (finding.rule, finding.what) == ("APNS912", "The certificate is for development only.")
    production = make_certificate(environments=("production",))
    assert only(certificate_credentials(production)).what == "The certificate is for production only."
    local = certificate_credentials(production, Environment.LOCAL, base_url="https://127.0.0.1:1")
    assert check(local) == ()
    assert check(certificate_credentials(make_certificate(environments=()))) == ()


def test_a_certificate_for_calls_alone() -> None:
    voip = make_certificate(topics=topic_list((BUNDLE, ("voip",))), is_voip=True)
    finding = only(certificate_credentials(voip))
    assert (finding.rule, finding.severity) == ("APNS913", Severity.NOTE)
    assert "voip" in finding.what


def test_no_finding_shows_a_secret() -> None:
    marked = "SECRETSECRETSECRET"
    for field in ("key", "certificate", "passphrase"):
        profile = certificate_credentials(**{field: marked}) if field != "key" else credentials(key=marked)
        assert marked not in repr(check(profile))


@settings(max_examples=80, deadline=None)
@given(
    st.dictionaries(st.sampled_from([spec.key for spec in PROVIDER.spec.fields if not spec.is_secret]), st.text()),
    st.dictionaries(
        st.sampled_from(["key", "certificate", "passphrase"]), st.text() | st.just("-----BEGIN PRIVATE KEY-----")
    ),
)
def test_any_credentials_are_read_without_an_exception(fields: dict[str, str], secrets: dict[str, str]) -> None:
    hidden = {name: Secret(value) for name, value in secrets.items()}
    for finding in check(Credentials("x", "apns", Environment.SANDBOX, fields, hidden)):
        assert finding.pointer.startswith("/fields/")
