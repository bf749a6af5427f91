"""Credentials: read offline, recognised in files, and proved against the emulator."""

from __future__ import annotations

from typing import Any

import pytest
from tests.providers.novu.given import KEY, NOW, Sandbox, context, credentials

from pushbench.domain.credential_file import CredentialReading, CredentialText
from pushbench.domain.errors import FailureKind, TransportFailure
from pushbench.domain.exchange import Step
from pushbench.domain.http import HttpResponse
from pushbench.domain.profile import Credentials
from pushbench.domain.provider import Level, TestResult
from pushbench.domain.secret import Secret
from pushbench.providers.novu import PROVIDER
from pushbench.providers.novu.spec import SPEC


def wrong(profile: Credentials) -> list[str]:
    return [finding.rule for finding in PROVIDER.check_credentials(profile)]


def test_the_fields_are_the_contracts() -> None:
    keys = [field.key for field in SPEC.fields]
    assert keys[:3] == ["api_key", "workflow_id", "region"]
    assert {"base_url", "ca_file", "proxy"} <= set(keys)
    assert [field.key for field in SPEC.fields if field.is_secret] == ["api_key"]
    assert all(field.help.endswith(".") for field in SPEC.fields)


def test_good_credentials_have_no_findings() -> None:
    assert wrong(credentials()) == []
    assert wrong(credentials(key=f"ApiKey {KEY}")) == []
    assert wrong(credentials({"base_url": "http://localhost:3000", "region": "EU"})) == []


@pytest.mark.parametrize(
    ("profile", "rule"),
    [
        (credentials(key=""), "NOVU202"),
        (credentials(key="ä" * 32), "NOVU202"),
        (credentials({"workflow_id": ""}), "NOVU203"),
        (credentials({"workflow_id": "a/b"}), "NOVU203"),
        (credentials({"workflow_id": KEY}, key="gate-change"), "NOVU204"),
        (credentials(key="abcdef123456"), "NOVU205"),
        (credentials({"region": "mars"}), "NOVU206"),
        (credentials({"base_url": "https://dashboard.novu.co"}), "NOVU207"),
        (credentials({"base_url": "ftp://a.example"}), "NOVU201"),
    ],
)
def test_what_is_wrong_is_named(profile: Credentials, rule: str) -> None:
    assert wrong(profile) == [rule]
    assert all(finding.pointer.startswith("/fields/") for finding in PROVIDER.check_credentials(profile))


def read(text: str, **more: Any) -> tuple[CredentialReading, ...]:
    return PROVIDER.read_credential(CredentialText(Secret(text), **more))


def test_keys_are_recognised_in_settings() -> None:
    [named] = read(f"A=1\nexport NOVU_SECRET_KEY='{KEY}'\nNOVU_WORKFLOW_ID=gate\nNOVU_API_URL=https://eu.api.novu.co\n")
    assert named.certainty > 0.9
    assert named.secrets["api_key"].reveal() == KEY
    assert named.values == {"workflow_id": "gate", "region": "eu"}
    assert KEY not in repr(named)
    [own] = read(f'{{"novu_api_key": "{KEY}", "NOVU_BACKEND_URL": "http://localhost:3000/"}}')
    assert own.values == {"base_url": "http://localhost:3000"}
    [header] = read(f'curl -H "Authorization: ApiKey {KEY}" https://api.novu.co')
    assert header.secrets["api_key"].reveal() == KEY
    [bare] = read(f" {KEY}\n")
    assert bare.certainty < 0.5
    [application] = read("NOVU_APPLICATION_IDENTIFIER=abcdef123456")
    assert (application.secrets, application.findings[0].rule) == ({}, "NOVU205")


def test_other_texts_are_nobodys() -> None:
    for text in ("", "hello", "{}", "-----BEGIN PRIVATE KEY-----", "os_v2_app_x", "NOVU_SECRET_KEY=", "x" * 50_000):
        assert read(text) == ()
    assert read(KEY, is_base64=True) == ()


def proved(sandbox: Sandbox, profile: Credentials, **changes: Any) -> list[TestResult]:
    results: list[TestResult] = []
    test = PROVIDER.test(profile, sandbox.context(**changes))
    try:
        item = next(test)
        while True:
            if isinstance(item, Step):
                assert item.request.method == "GET"
                item = test.send(sandbox.answer(item))
            else:
                results.append(item)
                item = next(test)
    except StopIteration:
        return results


def test_credentials_are_proved_without_reaching_anybody() -> None:
    sandbox = Sandbox()
    results = proved(sandbox, sandbox.credentials())
    assert [result.level for result in results] == [Level.GOOD] * 5
    assert "fcm" in results[-1].detail
    assert results[-2].detail == "It is the only step."
    assert proved(sandbox, sandbox.credentials("two-steps"))[-2].detail.startswith("It has 2 steps.")
    assert not sandbox.received


def test_what_fails_ends_the_test_with_words() -> None:
    sandbox = Sandbox()
    good = sandbox.credentials()
    for workflow, title in {
        "missing": "Workflow exists",
        "inactive": "Workflow is active",
    }.items():
        last = proved(sandbox, sandbox.credentials(workflow))[-1]
        assert (last.title, last.level) == (title, Level.BAD)
    stranger = Credentials("x", "novu", good.environment, good.fields, {"api_key": Secret("f" * 32)})
    last = proved(sandbox, stranger)[-1]
    assert (last.title, last.level) == ("Key is accepted", Level.BAD)
    assert "API Key not found" in last.detail
    assert proved(sandbox, credentials(key=""))[-1].level is Level.BAD
    quiet = proved(sandbox, sandbox.credentials("in-app"))
    assert [result.title for result in quiet if result.level is Level.UNSURE] == ["Workflow has a push step"]
    for integration in sandbox.service.people.integrations:
        integration.is_active = False
    assert proved(sandbox, good)[-1].level is Level.UNSURE


def test_a_wrong_clock_and_no_connection_are_named() -> None:
    test = PROVIDER.test(credentials(), context(now=NOW))
    assert next(test).level is Level.GOOD  # type: ignore[union-attr]
    assert isinstance(next(test), Step)
    late = HttpResponse(
        401, (("date", "Sun, 22 Nov 2020 09:41:00 GMT"),), b'{"statusCode":401,"message":"API Key not found"}'
    )
    clock = test.send(late)
    assert isinstance(clock, TestResult)
    assert (clock.title, clock.level) == ("Clock is right", Level.UNSURE)
    for kind in FailureKind:
        test = PROVIDER.test(credentials(), context())
        next(test)
        step = next(test)
        assert isinstance(step, Step)
        result = test.throw(TransportFailure(kind, "it broke"))
        assert isinstance(result, TestResult)
        assert (result.level, bool(result.fix)) == (Level.BAD, True)


def test_what_a_file_says_has_words_of_people() -> None:
    lines = f"NOVU_SECRET_KEY={'0123456789abcdef' * 2}\nNOVU_WORKFLOW_ID=gate\nNOVU_API_URL=https://eu.api.novu.co/v1"
    [reading] = PROVIDER.read_credential(CredentialText(Secret(lines)))
    assert reading.facts == (("Length", "32 characters"), ("Workflow", "gate"), ("Region", "eu"))
