"""Reading credentials offline: what was pasted instead, what is missing, what does not fit together."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st
from tests.providers.fcm.given import PROJECT, TOKEN, account, credentials, private_pem

from pushbench.domain.finding import Finding, Severity
from pushbench.domain.profile import Credentials, Environment
from pushbench.providers.fcm import PROVIDER
from pushbench.providers.fcm.notices import CREDENTIAL_NOTICES


def check(profile: Credentials) -> dict[str, Finding]:
    return {finding.rule: finding for finding in PROVIDER.check_credentials(profile)}


def with_account(fields: dict[str, str] | None = None, **changes: Any) -> dict[str, Finding]:
    return check(credentials(fields, service_account=json.dumps(account(**changes))))


def test_a_good_account_has_no_finding() -> None:
    assert with_account() == {}
    assert with_account(project_id="example.com:app", client_email="x@app.example.com.iam.gserviceaccount.com") == {}


def ec_pem() -> str:
    pkcs8, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(serialization.Encoding.PEM, pkcs8, plain).decode()


FOREIGN = [
    ("google-services.json", json.dumps({"project_info": {}, "client": [], "configuration_version": "1"})),
    ("GoogleService-Info.plist", '<?xml version="1.0"?><!DOCTYPE plist><plist version="1.0"><dict/></plist>'),
    ("OAuth client", json.dumps({"installed": {"client_id": "x.apps.googleusercontent.com"}})),
    ("OAuth client", json.dumps({"web": {"client_id": "x"}})),
    ("web app", json.dumps({"apiKey": "AIza", "messagingSenderId": "1"})),
    ("push subscription", json.dumps({"endpoint": "https://x", "keys": {}})),
    (".p8", ec_pem()),
    ("private key alone", private_pem()),
    ("certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"),
    ("legacy FCM API", "AAAA1234567:APA91b" + "x" * 134),
    ("web API key", "AIza" + "x" * 35),
    ("access token", "ya29.a0Af_xyz"),
    ("signed token", "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln"),
    ("registration token", TOKEN),
    ("web page", "<!DOCTYPE html><html></html>"),
    ("base64", base64.b64encode(json.dumps(account()).encode()).decode()),
    ("file's name", "skylark-firebase-adminsdk.json"),
    ("gcloud auth", json.dumps({"type": "authorized_user", "refresh_token": "x"})),
    ("workload identity", json.dumps({"type": "external_account"})),
    ("type “brand_new”", json.dumps({"type": "brand_new"})),
    ("no object", "[1]"),
    ("not JSON", '{"type": "service_account", "project_id": '),
    ("not JSON", "hello"),
]


@pytest.mark.parametrize(("hint", "text"), FOREIGN, ids=[f"{n}-{row[0]}" for n, row in enumerate(FOREIGN)])
def test_what_was_pasted_instead_is_named(hint: str, text: str) -> None:
    found = check(credentials(service_account=text))
    assert set(found) == {"FCM202"}
    finding = found["FCM202"]
    assert finding.pointer == "/fields/service_account"
    assert hint in finding.why
    assert finding.fix


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + json.dumps(account()),
        json.dumps(json.dumps(account())),
        json.dumps(account()).replace("\\n", "\n"),
        json.dumps(account(private_key=private_pem().replace("\n", "\\n"))),
        json.dumps(account(private_key=private_pem().replace("\n", "\r\n"))),
        json.dumps(account(), indent=2),
    ],
    ids=["bom", "quoted", "real-line-breaks", "literal-backslash-n", "crlf", "indented"],
)
def test_a_mangled_file_is_read_all_the_same(text: str) -> None:
    assert check(credentials(service_account=text)) == {}


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"private_key": None}, "FCM202"),
        ({"client_email": None}, "FCM202"),
        ({"client_email": 5}, "FCM202"),
        ({"private_key": "-----BEGIN PRIVATE KEY-----\nMIIEvQ"}, "FCM203"),
        ({"private_key": "x"}, "FCM203"),
        ({"project_id": None}, "FCM204"),
        ({"project_id": "a/b"}, "FCM204"),
        ({"project_id": "other-project"}, "FCM206"),
        ({"private_key_id": None}, "FCM207"),
        ({"token_uri": "https://tokens.example.com/t"}, "FCM208"),
        ({"token_uri": "http://tokens.example.com/t"}, "FCM209"),
        ({"universe_domain": "example.cloud"}, "FCM210"),
    ],
)
def test_what_is_wrong_with_an_account(changes: dict[str, Any], rule: str) -> None:
    found = with_account(**changes)
    assert rule in found
    assert found[rule].pointer == "/fields/service_account"
    assert all((found[rule].what, found[rule].why, found[rule].fix))


def test_a_key_of_another_kind_is_named() -> None:
    assert "FCM203" in with_account(private_key=ec_pem())


def test_the_profiles_project_against_the_accounts() -> None:
    found = with_account({"project_id": "other-project"})
    assert set(found) == {"FCM205"}
    assert found["FCM205"].pointer == "/fields/project_id"
    assert with_account({"project_id": PROJECT}) == {}
    assert with_account({"project_id": "123456789012"}) == {}


def test_the_profiles_token_url() -> None:
    assert set(with_account({"token_url": "https://tokens.example.com"})) == {"FCM208"}
    assert set(with_account({"token_url": "tokens"})) == {"FCM209"}
    assert with_account({"token_url": "https://127.0.0.1:9/token"}) == {}


def test_the_profiles_base_url() -> None:
    found = with_account({"base_url": "ftp://ana:pw@127.0.0.1"})
    assert found["FCM215"].pointer == "/fields/base_url"
    assert "pw" not in found["FCM215"].what + found["FCM215"].why
    assert with_account({"base_url": "https://127.0.0.1:9"}) == {}


def test_a_real_account_in_a_local_profile() -> None:
    local = credentials({"base_url": "https://127.0.0.1:1"}, environment=Environment.LOCAL)
    assert set(check(local)) == {"FCM214"}


def test_nothing_at_all() -> None:
    found = check(Credentials("x", "fcm", Environment.PRODUCTION))
    assert set(found) == {"FCM201"}
    assert found["FCM201"].severity is Severity.ERROR


def test_both_ways_at_once() -> None:
    found = check(credentials(service_account=json.dumps(account()), access_token="ya29.x"))
    assert set(found) == {"FCM211"}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("ya29.good", "FCM213"),
        ("Bearer ya29.good", "FCM213"),
        (json.dumps(account()), "FCM212"),
        ("AIza" + "x" * 35, "FCM212"),
        ("AAAA1234567:APA91b" + "x" * 134, "FCM212"),
        ("eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln", "FCM212"),
        (private_pem(), "FCM212"),
        ("ya29.ä", "FCM212"),
    ],
)
def test_a_pasted_token(text: str, rule: str) -> None:
    found = check(credentials({"project_id": PROJECT}, access_token=text))
    assert set(found) == {rule}
    assert found[rule].pointer == "/fields/access_token"


@pytest.mark.parametrize("project", ["", "projects/x", "a b"])
def test_a_pasted_token_needs_a_project(project: str) -> None:
    found = check(credentials({"project_id": project}, access_token="ya29.x"))
    assert found["FCM204"].pointer == "/fields/project_id"


def test_every_notice_about_credentials_has_an_example() -> None:
    shown = {
        "FCM201", "FCM202", "FCM203", "FCM204", "FCM205", "FCM206", "FCM207", "FCM208", "FCM209", "FCM210", "FCM211",
        "FCM212", "FCM213", "FCM214", "FCM215",
        "FCM216",  # of files alone: tests/providers/credential_cases
    }  # fmt: skip
    assert {notice.id for notice in CREDENTIAL_NOTICES} == shown


_FILES = st.text(max_size=60) | st.dictionaries(
    st.sampled_from(
        ["type", "project_id", "private_key", "client_email", "token_uri", "private_key_id", "universe_domain"]
    ),
    st.none() | st.booleans() | st.integers() | st.text(max_size=30) | st.just("service_account"),
).map(json.dumps)


@given(_FILES, st.text(max_size=20), st.text(max_size=20), st.sampled_from(Environment))
def test_any_text_is_read(text: str, project: str, url: str, environment: Environment) -> None:
    fields = {"project_id": project, "token_url": url}
    for key in ("service_account", "access_token"):
        for finding in check(credentials(fields, environment=environment, **{key: text})).values():
            assert all((finding.what, finding.why, finding.fix))
