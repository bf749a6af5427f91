"""Keys, accounts, certificates and VAPID pairs that cannot be right: named for what they are, before anything leaves."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    pkcs12,
)
from tests.cli.conftest import Shell
from tests.cli.hostile import DEVICES, add_profile, armed, assert_told, history_of, profile_of, send
from tests.sandbox.running import APP, Running

from pushbench.sandbox.apns_certificates import issue
from pushbench.sandbox.authority import Authority, Issued
from pushbench.vault import passphrase as passphrase_vault
from pushbench.wire.base64url import b64url

P256 = ec.generate_private_key(ec.SECP256R1())
PASSPHRASE = "open sesame"


@pytest.fixture(scope="module")
def user(_shared_sandbox: Running, tmp_path_factory: pytest.TempPathFactory) -> Shell:
    home, folder = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("files")
    return armed(Shell(home, folder), _shared_sandbox)


def pem(key: Any, encryption: KeySerializationEncryption | None = None) -> str:
    text: bytes = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption or NoEncryption())
    return text.decode()


@cache
def rsa_pem() -> str:
    return pem(rsa.generate_private_key(65537, 2048))


def public_pem() -> str:
    return P256.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def in_base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def der(encryption: KeySerializationEncryption) -> str:
    return in_base64(P256.private_bytes(Encoding.DER, PrivateFormat.PKCS8, encryption))


def p12(issued: Issued, passphrase: str = PASSPHRASE, *, with_key: bool = True) -> str:
    key = issued.key if with_key else None
    encryption = BestAvailableEncryption(passphrase.encode())
    return in_base64(pkcs12.serialize_key_and_certificates(b"push", key, issued.certificate, None, encryption))


def assert_keeps_silent(text: str, *secrets: str) -> None:
    """No line of a key's inside, and no passphrase, stands in a text."""
    for secret in secrets:
        inside = [line for line in re.split(r"\s|\\n|-----[A-Z ]+-----", secret) if len(line) >= 24]
        assert not [line for line in inside if line in text and not line.startswith("MIGHAgEAMBMGByqGSM49")]


APNS_KEYS: dict[str, tuple[Callable[[Running], str], str]] = {
    "RSA": (lambda _: rsa_pem(), "RSA key of 2048 bits"),
    "another curve": (lambda _: pem(ec.generate_private_key(ec.SECP384R1())), "secp384r1"),
    "public key": (lambda _: public_pem(), "public key"),
    "certificate": (lambda s: Path(s.ready.ca_file).read_text(), "is a certificate"),
    "encrypted": (lambda _: pem(P256, BestAvailableEncryption(b"x")), "encrypted"),
    "encrypted DER": (lambda _: der(BestAvailableEncryption(b"x")), "encrypted"),
    ".p12": (lambda s: p12(issue(s.apns.authority, APP)), ".p12"),
    "certificate in DER": (
        lambda s: in_base64(s.apns.authority.root.certificate.public_bytes(Encoding.DER)),
        "is a certificate",
    ),
    "service account": (lambda s: profile_of(s, "fcm")["service_account"], "FCM service account"),
    "no END line": (lambda _: "\n".join(pem(P256).splitlines()[:2]), "cut off"),
    "a line missing": (lambda _: "\n".join(pem(P256).splitlines()[:2] + pem(P256).splitlines()[3:]), "cut off"),
    "half of the last line": (lambda _: pem(P256).replace(pem(P256).splitlines()[3], "AAAA"), "cut off"),
    "web page": (lambda _: "<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
    "UTF-16 without its mark": (lambda _: pem(P256).encode("utf-16-le").decode(), "binary"),
    "white space": (lambda _: " \n\t", "empty"),
    "a path": (lambda _: "~/Downloads/AuthKey_ABC.p8", "not a key"),
}


@pytest.mark.parametrize(("make", "word"), APNS_KEYS.values(), ids=APNS_KEYS.keys())
def test_an_apns_key_that_is_none_is_named_when_it_is_added_and_stops_a_send(
    user: Shell, sandbox: Running, make: Callable[[Running], str], word: str
) -> None:
    text = make(sandbox)
    added = add_profile(user, sandbox, "apns", secret=text)
    assert_told(added, 0)
    sent = send(user, "apns")
    assert_told(sent, 3, word)
    assert not sandbox.emulator.received
    assert_keeps_silent(added.err + sent.err, text)
    proven = user("profiles", "test", "apns", "--json")
    assert proven.status == 1
    assert proven.lines[-1]["level"] == "bad"
    assert proven.lines[-1]["fix"]
    assert not history_of(user)


APNS_SPELLINGS: dict[str, Callable[[str], str]] = {
    "literal line breaks": lambda text: text.replace("\n", "\\n"),
    "no line breaks": lambda text: text.replace("\n", ""),
    "Windows": lambda text: text.replace("\n", "\r\n"),
    "quoted": lambda text: f'"{text}"',
}


@pytest.mark.parametrize("spell", APNS_SPELLINGS.values(), ids=APNS_SPELLINGS.keys())
def test_a_key_that_only_lost_its_form_works(user: Shell, sandbox: Running, spell: Callable[[str], str]) -> None:
    added = add_profile(user, sandbox, "apns", name="spelled", secret=spell(profile_of(sandbox, "apns")["key"]))
    assert added.status == 0, added.err
    assert send(user, "apns", profile="spelled").status == 0


def test_a_key_of_somebody_else_is_refused_by_the_service_and_explained(user: Shell, sandbox: Running) -> None:
    assert add_profile(user, sandbox, "apns", name="other", secret=pem(P256)).status == 0
    sent = send(user, "apns", profile="other")
    assert sent.status == 1
    assert sent.deliveries[0]["reason"] == "InvalidProviderToken"
    assert all(sent.deliveries[0]["explain"].values())


def account(**changes: Any) -> Callable[[Running], str]:
    def make(sandbox: Running) -> str:
        known = json.loads(profile_of(sandbox, "fcm")["service_account"])
        return json.dumps({key: value for key, value in (known | changes).items() if value is not None})

    return make


FCM_ACCOUNTS: dict[str, tuple[Callable[[Running], str], str]] = {
    "google-services.json": (
        lambda _: json.dumps({"project_info": {"project_number": "1", "project_id": "x"}, "client": []}),
        "google-services.json",
    ),
    "OAuth client": (lambda _: json.dumps({"installed": {"client_id": "x", "client_secret": "GOCSPX-0"}}), "OAuth"),
    "legacy server key": (lambda _: "AAAAabcdefg:APA91b" + "x" * 134, "legacy"),
    "web API key": (lambda _: "AIzaSyABCDEFGHIJKLMNOPQRSTUVWXYZ1234567", "API key"),
    "somebody's own credentials": (account(type="authorized_user"), "gcloud"),
    "an APNs key": (lambda s: profile_of(s, "apns")["key"], ".p8"),
    "an elliptic key inside": (account(private_key=pem(P256)), "not an RSA key"),
    "a cut key inside": (account(private_key="-----BEGIN PRIVATE KEY-----\nMIIEvg"), "cut off"),
    "no key inside": (account(private_key=None), "no private_key"),
    "a number for a key": (account(private_key=5), "no private_key"),
    "no address": (account(client_email=None), "no client_email"),
    "half a character in the address": (account(client_email="\ud800@x"), "half a character"),
    "no project": (account(project_id=None), "project"),
    "a path for a project": (account(project_id="../../x?y"), "project id"),
    "cut off": (lambda s: profile_of(s, "fcm")["service_account"][:300], "not JSON"),
    "nested too deeply": (lambda _: "[" * 100_000, "not JSON"),
    "a list": (lambda _: "[]", "no object"),
    "web page": (lambda _: "<html></html>", "web page"),
}


@pytest.mark.parametrize(("make", "word"), FCM_ACCOUNTS.values(), ids=FCM_ACCOUNTS.keys())
def test_a_service_account_that_is_none_is_named_and_stops_a_send(
    user: Shell, sandbox: Running, make: Callable[[Running], str], word: str
) -> None:
    text = make(sandbox)
    added = add_profile(user, sandbox, "fcm", secret=text)
    assert added.status == 0, added.err
    sent = send(user, "fcm")
    assert_told(sent, 3, word)
    assert not sandbox.emulator.received
    assert_keeps_silent(added.err + sent.err, text)
    assert user("profiles", "test", "fcm").status == 1


def test_accounts_of_other_projects_and_with_other_keys_are_refused_by_the_service_and_explained(
    user: Shell, sandbox: Running
) -> None:
    for make, reason in (
        (account(project_id="other-project"), "IAM_PERMISSION_DENIED"),
        (account(private_key=rsa_pem()), "invalid_grant"),
    ):
        add_profile(user, sandbox, "fcm", secret=make(sandbox))
        sent = send(user, "fcm")
        assert sent.status == 1, sent.err
        assert sent.deliveries[0]["reason"] == reason
        assert all(sent.deliveries[0]["explain"].values())


VAPID_KEYS: dict[str, tuple[Callable[[Running], str], str]] = {
    "public key": (lambda s: profile_of(s, "webpush")["public_key"], "public key"),
    "too short": (lambda _: b64url(bytes(31)), "31 bytes"),
    "too long": (lambda _: b64url(b"\1" * 33), "33 bytes"),
    "zero": (lambda _: b64url(bytes(32)), "out of range"),
    "beyond the curve": (lambda _: b64url(b"\xff" * 32), "out of range"),
    "the whole pair": (lambda s: json.dumps({"publicKey": "B", "privateKey": "x"}), "whole"),
    "the whole pair as text": (lambda _: "Public Key:\nBxx\n\nPrivate Key:\nxx\n", "whole"),
    "words": (lambda _: "correct horse!", "not a key"),
    "RSA": (lambda _: rsa_pem(), "RSA"),
}


@pytest.mark.parametrize(("make", "word"), VAPID_KEYS.values(), ids=VAPID_KEYS.keys())
def test_a_vapid_key_that_is_none_is_named_and_stops_a_send(
    user: Shell, sandbox: Running, make: Callable[[Running], str], word: str
) -> None:
    assert_told(add_profile(user, sandbox, "webpush", secret=make(sandbox)), 0, "error")
    assert_told(send(user, "webpush"), 3, word)
    assert user("profiles", "test", "webpush").status == 1
    assert not sandbox.emulator.received


def test_another_pair_than_the_page_subscribed_with_is_refused_and_explained(user: Shell, sandbox: Running) -> None:
    assert add_profile(user, sandbox, "webpush", secret=b64url(b"\1" * 32)).status == 0
    sent = send(user, "webpush")
    assert sent.status == 1
    assert sent.deliveries[0]["status"] in (401, 403)
    assert all(sent.deliveries[0]["explain"].values())


def certificate_profile(
    user: Shell, sandbox: Running, material: str, passphrase: str | None, environment: str = "sandbox"
) -> Any:
    user.environ |= {"CERTIFICATE": material, "CERTIFICATE_PASSPHRASE": passphrase or ""}
    secrets = ["--secret", "certificate=env:CERTIFICATE"]
    if passphrase is not None:
        secrets += ["--secret", "passphrase=env:CERTIFICATE_PASSPHRASE"]
    return user(
        "profiles", "add", "certificate", "--provider", "apns", "--env", environment, *secrets,
        "--set", f"bundle_id={APP}", "--set", f"base_url={sandbox.url()}", "--set", f"ca_file={sandbox.ready.ca_file}",
    )  # fmt: skip


CERTIFICATES: dict[str, tuple[Callable[[Issued], str], str | None, str]] = {
    "wrong passphrase": (p12, "not it", "passphrase does not open"),
    "no passphrase": (p12, None, "needs a passphrase"),
    "no key": (lambda good: p12(good, with_key=False), PASSPHRASE, "no private key"),
    "cut off": (lambda good: p12(good)[:600], PASSPHRASE, "cut off"),
    "PEM of a certificate alone": (lambda good: good.certificate_pem.decode(), None, "no private key"),
    "PEM with another key": (lambda good: pem(P256) + good.certificate_pem.decode(), None, "do not belong together"),
    "PEM with an encrypted key": (
        lambda good: (good.key_pem(b"x") + good.certificate_pem).decode(),
        "not it",
        "passphrase does not open",
    ),
    "an APNs key": (lambda good: good.key_pem().decode(), None, "certificate"),
    "web page": (lambda _: "<html></html>", None, "web page"),
}


@pytest.mark.parametrize(("make", "passphrase", "word"), CERTIFICATES.values(), ids=CERTIFICATES.keys())
def test_a_certificate_that_cannot_be_opened_stops_a_send(
    user: Shell, sandbox: Running, make: Callable[[Issued], str], passphrase: str | None, word: str
) -> None:
    material = make(issue(sandbox.apns.authority, APP))
    added = certificate_profile(user, sandbox, material, passphrase)
    assert_told(added, 0, "error")
    sent = send(user, "apns", profile="certificate")
    assert_told(sent, 3, word)
    assert not sandbox.emulator.received
    assert_keeps_silent(added.err + sent.err, material)
    assert passphrase is None or passphrase not in added.err + sent.err
    assert user("profiles", "test", "certificate").status == 1


REFUSED_CERTIFICATES: dict[str, tuple[dict[str, Any], str, str]] = {
    "expired": ({"days": 1, "starts": datetime.now(UTC) - timedelta(days=10)}, "BadCertificate", "It ended on"),
    "not valid yet": ({"starts": datetime.now(UTC) + timedelta(days=10)}, "BadCertificate", "begins only"),
    "of another app": ({"bundle_id": "com.other.app"}, "TopicDisallowed", "does not cover"),
    "for production alone": ({"is_development": False}, "BadCertificateEnvironment", "production only"),
}


@pytest.mark.parametrize(("options", "reason", "word"), REFUSED_CERTIFICATES.values(), ids=REFUSED_CERTIFICATES.keys())
def test_a_certificate_that_apple_refuses_is_explained(
    user: Shell, sandbox: Running, options: dict[str, Any], reason: str, word: str
) -> None:
    issued = issue(sandbox.apns.authority, **{"bundle_id": APP, **options})
    certificate_profile(user, sandbox, p12(issued), PASSPHRASE)
    sent = send(user, "apns", profile="certificate")
    assert sent.status == 1, sent.err
    assert sent.deliveries[0]["reason"] == reason
    assert all(sent.deliveries[0]["explain"].values())
    proven = user("profiles", "test", "certificate")
    assert proven.status == 1
    assert word in proven.out
    assert "Fix:" in proven.out


def test_a_development_certificate_in_a_production_profile_is_named_at_once(user: Shell, sandbox: Running) -> None:
    material = p12(issue(sandbox.apns.authority, APP, is_production=False))
    added = certificate_profile(user, sandbox, material, PASSPHRASE, "production")
    assert_told(added, 0, "development only")
    proven = user("profiles", "test", "certificate")
    assert proven.status == 1
    assert "BadCertificateEnvironment" in proven.out


def test_a_certificate_of_an_unknown_authority_reaches_nobody(user: Shell, sandbox: Running) -> None:
    certificate_profile(user, sandbox, p12(issue(Authority({}), APP)), PASSPHRASE)
    sent = send(user, "apns", profile="certificate")
    assert sent.status in (1, 4), sent.err
    (delivery,) = sent.deliveries
    assert delivery["outcome"] != "accepted"
    assert "certificate" in delivery["explain"]["what"] + delivery["explain"]["why"]


@pytest.fixture
def quick_vault(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 as cheap as it goes: how slow it is, is not what is tested here."""
    monkeypatch.setattr(passphrase_vault, "MEMORY_KIB", 64)
    monkeypatch.setattr(passphrase_vault, "PASSES", 1)
    monkeypatch.setattr(passphrase_vault, "LANES", 1)


@pytest.mark.usefixtures("quick_vault")
def test_key_files_work_as_windows_and_keychains_write_them(shell: Shell, sandbox: Running) -> None:
    known = profile_of(sandbox, "apns")
    shell.file("token", next(d.token for d in sandbox.ready.devices if d.provider == "apns"))
    p12_file = base64.b64decode(p12(issue(sandbox.apns.authority, APP)))
    files = {
        "UTF-16": ("key", known["key"].encode("utf-16")),
        "UTF-8 with a mark": ("key", b"\xef\xbb\xbf" + known["key"].encode()),
        "a .p12 that ends like a line": ("certificate", p12_file),
    }
    shell.file("passphrase", PASSPHRASE + "\r\n")
    for name, (field, content) in files.items():
        plain = ("bundle_id",) if field == "certificate" else ("key_id", "team_id", "bundle_id")
        more = ("--secret", f"passphrase=@{shell.folder / 'passphrase'}") if field == "certificate" else ()
        added = shell(
            "profiles", "add", "k", "--provider", "apns", "--env", "local",
            "--secret", f"{field}=@{shell.file('secret', content)}", *more,
            *(part for key in plain for part in ("--set", f"{key}={known[key]}")),
            "--set", f"base_url={sandbox.url()}", "--set", f"ca_file={sandbox.ready.ca_file}",
        )  # fmt: skip
        assert added.status == 0, added.err
        assert "error" not in added.err, name
        sent = send(shell, "apns", profile="k", target=f"token:@{shell.folder / 'token'}")
        assert sent.status == 0, (name, sent.out, sent.err)
        assert shell("profiles", "remove", "k").status == 0
    assert len(sandbox.emulator.received) == len(files)


@pytest.mark.usefixtures("quick_vault")
def test_an_empty_key_file_leaves_the_profile_without_one(shell: Shell, sandbox: Running) -> None:
    added = shell(
        "profiles", "add", "k", "--provider", "apns", "--env", "sandbox", "--set", f"bundle_id={APP}",
        "--secret", f"key=@{shell.file('empty', b'')}",
    )  # fmt: skip
    assert_told(added, 0, "neither a key nor a certificate")
    assert_told(send(shell, "apns", profile="k", target="token:" + "ab" * 32), 3, "no key and no certificate")


def test_a_variable_that_is_not_set_yet_is_a_warning_until_it_is_needed(user: Shell, sandbox: Running) -> None:
    user.environ.pop("LATER", None)
    added = user(
        "profiles", "add", "later", "--provider", "webpush", "--env", "sandbox", "--set", "subject=mailto:a@b.example",
        "--secret", "private_key=env:LATER", "--set", f"ca_file={sandbox.ready.ca_file}",
    )  # fmt: skip
    assert_told(added, 0, "warning", "LATER")
    assert_told(send(user, "webpush", profile="later"), 3, "LATER", "not set")
    user.environ["LATER"] = profile_of(sandbox, "webpush")["private_key"]
    assert send(user, "webpush", profile="later").status == 0


def test_wrong_fields_are_usage_and_name_the_right_ones(user: Shell) -> None:
    add = ("profiles", "add", "x", "--provider", "apns", "--env", "sandbox")
    assert_told(user(*add, "--set", "keyid=ABC"), 2, "key_id")
    assert_told(user(*add, "--set", "key=MIGHAgEAMBMGByqG"), 2, "--secret key=@FILE")
    assert_told(user(*add, "--secret", "bundle_id=-"), 2, "bundle_id")
    assert_told(user(*add, "--set", "team_id"), 2, "K=V")
    told = user(*add, "--secret", "TUlHSEFnRUFNQk1HQnlxR1NNNDlBZ0VH")
    assert_told(told, 2, "NAME=@FILE")
    assert "TUlHSEFn" not in told.err
    assert_told(user(*add[:4], "gcm", *add[5:]), 2, "fcm")
    assert_told(user("profiles", "add", " ", *add[3:]), 2, "name")


def test_a_local_profile_with_its_own_key_takes_nothing_of_the_emulators(user: Shell, sandbox: Running) -> None:
    from pushbench.domain.profile import Credentials, Environment
    from pushbench.domain.secret import Secret
    from pushbench.engine.credentials import fill_gaps
    from pushbench.engine.registry import Registry

    own = Credentials("own", "webpush", Environment.LOCAL, {}, {"private_key": Secret(b64url(b"\1" * 32))})
    filled = fill_gaps(own, Registry().provider("webpush").spec, sandbox.ready.to_json())
    assert not filled.text("public_key")
    assert filled.text("ca_file")
    assert set(DEVICES) <= set(sandbox.ready.providers)
