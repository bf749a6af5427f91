"""What a profile says offline, what its test proves, and which texts are a webhook's credentials."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.providers.dialogue import answer
from tests.providers.webhook.given import NOW, SECRET, Receiver, context, credentials, signed

from pushbench.domain.credential_file import CredentialText
from pushbench.domain.errors import FailureKind, TransportFailure
from pushbench.domain.finding import Severity
from pushbench.domain.http import HttpResponse
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.provider import Level, TestResult
from pushbench.domain.secret import Secret
from pushbench.providers.webhook import PROVIDER
from pushbench.providers.webhook.notices import COMPOSED, NOTICES

GOOD_TEXT = "a plain secret of 24 bytes or more"
SPOILT: list[tuple[str, str, Credentials]] = [
    ("HOOK101", "body_template", signed(body_template="{")),
    ("HOOK201", "url", signed(url="")),
    ("HOOK202", "url", signed(url="hooks.example.com/push")),
    ("HOOK202", "url", signed(url="https://user:pass@hooks.example.com/")),
    ("HOOK203", "url", signed(url="http://hooks.example.com/")),
    ("HOOK204", "signing_secret", credentials({"signing_secret": "whsec_???"})),
    ("HOOK204", "signing_secret", credentials({"signing_secret": "whsk_6Xb"})),
    ("HOOK204", "signing_secret", credentials({"signing_secret": "https://hooks.example.com"})),
    ("HOOK205", "signing_secret", credentials({"signing_secret": "whsec_c2hvcnQ="})),
    ("HOOK206", "signing_secret", credentials()),
    ("HOOK207", "signing_secret", credentials({"signing_secret": GOOD_TEXT})),
    ("HOOK208", "signature", signed(signature="hub")),
    ("HOOK209", "headers", credentials({"signing_secret": SECRET, "headers": "nothing"})),
    ("HOOK210", "base_url", signed(base_url="nowhere")),
    ("HOOK211", "method", signed(method="GET")),
    ("HOOK211", "signature_header", signed(signature="hex", signature_header="a b")),
    (
        "HOOK212",
        "url",
        credentials(environment=Environment.LOCAL, url="http://localhost:3000/x", base_url="https://127.0.0.1:9"),
    ),
]


@pytest.mark.parametrize(("notice", "field", "profile"), SPOILT)
def test_a_profile_is_read_offline(notice: str, field: str, profile: Credentials) -> None:
    [found] = [each for each in PROVIDER.check_credentials(profile) if each.rule == notice]
    assert found.pointer == f"/fields/{field}"
    assert found.what
    assert found.why
    assert found.fix
    assert SECRET not in str(found)


def test_every_notice_is_given() -> None:
    given_above = {notice for notice, _, _ in SPOILT}
    assert {notice.id for notice in NOTICES} - {notice.id for notice in COMPOSED} <= given_above
    assert PROVIDER.check_credentials(signed()) == ()
    assert PROVIDER.check_credentials(Receiver().profile) == ()


def results(profile: Credentials, response: Any = None, now: float = NOW) -> list[TestResult]:
    """Play a credential test; ``response`` may be an answer, a failure, or a receiver."""
    test, found, reply = PROVIDER.test(profile, context(now=now)), [], None
    try:
        while True:
            step = test.send(reply) if reply is not None else next(test)
            reply = None
            if isinstance(step, TestResult):
                found.append(step)
            elif isinstance(response, TransportFailure):
                found.append(test.throw(response))  # type: ignore[arg-type]
            else:
                assert step.request.method == "OPTIONS"
                reply = response.answer(step.request) if isinstance(response, Receiver) else response
    except StopIteration:
        return found


def test_the_receivers_secret_is_proved_without_a_push() -> None:
    receiver = Receiver()
    last = results(receiver.profile, receiver)[-1]
    assert (last.level, receiver.got) == (Level.GOOD, [])
    wrong = Credentials("x", "webhook", Environment.LOCAL, receiver.profile.fields, {"signing_secret": Secret(SECRET)})
    last = results(wrong, receiver)[-1]
    assert (last.level, last.title) == (Level.BAD, "Receiver takes the signature")
    late = results(receiver.profile, receiver, NOW - 1000)[-1]
    assert late.level is Level.BAD
    assert "clock" in late.fix


@pytest.mark.parametrize(
    ("response", "level", "word"),
    [
        (answer(204, allow="GET, POST"), Level.GOOD, "POST"),
        (answer(200, allow="GET, HEAD"), Level.UNSURE, "GET, HEAD"),
        (answer(405), Level.UNSURE, "405"),
        (answer(404), Level.BAD, "404"),
        (answer(410), Level.BAD, "410"),
        (answer(301, location="https://x.example"), Level.UNSURE, "another address"),
        (answer(500), Level.UNSURE, "500"),
        (TransportFailure(FailureKind.REFUSED, "nobody there"), Level.BAD, "nobody there"),
        (TransportFailure(FailureKind.PROTOCOL, "odd"), Level.BAD, "odd"),
    ],
)
def test_what_an_answer_proves(response: Any, level: Level, word: str) -> None:
    last = results(signed(), response)[-1]
    assert last.level is level
    assert word in f"{last.title} {last.detail}"
    assert last.fix or level is Level.GOOD


def test_a_bad_profile_is_told_before_anybody_is_asked_and_a_wrong_clock_is_named() -> None:
    [only] = results(credentials({"signing_secret": "whsec_?"}))
    assert only.level is Level.BAD
    skewed = results(signed(), HttpResponse(204, (("date", "Sun, 22 Nov 2026 09:00:00 GMT"), ("allow", "POST"))))
    assert any("ahead of the receiver" in each.detail or "behind" in each.detail for each in skewed)


def reading(text: str) -> Any:
    found = PROVIDER.read_credential(CredentialText(Secret(text)))
    return found[0] if found else None


def test_texts_that_are_a_webhooks() -> None:
    alone = reading(SECRET)
    assert (alone.certainty, dict(alone.values)) == (0.95, {})
    assert alone.secrets["signing_secret"].reveal() == SECRET
    assert ("Length", "24 bytes") in alone.facts
    for text in (
        f"WEBHOOK_URL=http://localhost:3000/push\nWEBHOOK_SECRET='{SECRET}'\n",
        json.dumps({"webhook_url": "http://localhost:3000/push", "signing_secret": SECRET}),
    ):
        both = reading(text)
        assert both.values == {"url": "http://localhost:3000/push"}
        assert both.secrets["signing_secret"].reveal() == SECRET
        assert (both.environment, both.findings) == ("sandbox", ())
    assert reading("https://hooks.example.com/services/T0/B0").certainty > reading("https://example.com/").certainty
    [bad] = reading("whsk_abcdefgh").findings
    assert (bad.severity, bad.pointer) == (Severity.ERROR, "/fields/signing_secret")
    assert SECRET not in f"{reading(SECRET)}"


@given(st.text(max_size=80))
def test_reading_is_total(text: str) -> None:
    for found in PROVIDER.read_credential(CredentialText(Secret(text))):
        assert found.values or found.secrets
    for front in ("whsec_", "https://", "webhook_url=", "signing_secret: "):
        for found in PROVIDER.read_credential(CredentialText(Secret(front + text))):
            assert found.provider == "webhook"


def test_other_texts_are_none_of_it() -> None:
    for text in (
        "",
        "hello",
        "{",
        "[1]",
        "-----BEGIN PRIVATE KEY-----\nMIG",
        "x" * 30_000,
        '{"type":"service_account"}',
    ):
        assert reading(text) is None
    assert PROVIDER.read_credential(CredentialText(Secret("aGk="), is_base64=True)) == ()
    assert PROVIDER.recognise("anything") is None


def test_an_address_with_a_password_is_not_stored_as_plain_text() -> None:
    pasted = "WEBHOOK_URL=https://ana:geheim-1@hooks.example/x\nSIGNING_SECRET=AbCdEfGhIjKlMnOpQrStUvWx"
    [reading] = PROVIDER.read_credential(CredentialText(Secret(pasted)))
    assert set(reading.secrets) == {"signing_secret"}
    assert [finding.pointer for finding in reading.findings] == ["/fields/url"]
    assert "geheim" not in repr(reading)
