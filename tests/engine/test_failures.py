"""Every transport failure explains itself: what, why, what to do, and where."""

from __future__ import annotations

import pytest

from pushbench.domain.errors import FailureKind, TransportFailure
from pushbench.domain.http import HttpRequest, Link
from pushbench.domain.outcome import OutcomeKind, StepKind
from pushbench.domain.secret import Secret
from pushbench.engine.failures import explain_failure, outcome_of_failure
from pushbench.engine.tls_reasons import read_tls_reason

REQUEST = HttpRequest("POST", "https://api.push.apple.com:2197/3/device/aa", link=Link(ca_file="/tmp/ca.pem"))


@pytest.mark.parametrize("kind", list(FailureKind))
def test_three_parts_for_every_kind(kind: FailureKind) -> None:
    explain = explain_failure(TransportFailure(kind, "the actual cause"), REQUEST)
    assert explain.what.endswith(".")
    assert "The actual cause." in explain.why
    assert explain.fix.endswith(".")
    if kind is not FailureKind.INVALID:
        assert "api.push.apple.com" in explain.what
    if not kind.never_arrived:
        assert "may have arrived" in explain.why


@pytest.mark.parametrize("kind", list(FailureKind))
@pytest.mark.parametrize("step", list(StepKind))
def test_outcomes_are_honest(kind: FailureKind, step: StepKind) -> None:
    outcome = outcome_of_failure(TransportFailure(kind, "x"), step, REQUEST)
    may_have_arrived = step in (StepKind.DELIVER, StepKind.FOLLOW_UP) and not kind.never_arrived
    assert outcome.kind is (OutcomeKind.UNCLEAR if may_have_arrived else OutcomeKind.NOT_SENT)
    assert outcome.explain is not None
    assert ("may have arrived" in outcome.explain.why) is may_have_arrived


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("unable to get local issuer certificate", "not in /tmp/ca.pem"),
        ("Hostname mismatch, certificate is not valid for 'a'.", "the name that the certificate is made for"),
        ("certificate has expired", "computer's date"),
        ("WRONG_VERSION_NUMBER", "host and port"),
    ],
)
def test_tls_failures_say_what_to_do(text: str, fix: str) -> None:
    kind, detail = read_tls_reason(text)
    assert kind is FailureKind.TLS
    assert text in detail
    assert fix in explain_failure(TransportFailure(kind, detail), REQUEST).fix


def test_a_ca_file_that_went_with_its_sandbox_is_told_apart() -> None:
    for path, fix in (
        ("/tmp/pushbench-sandbox-x1/sandbox-ca.pem", "from-sandbox"),
        ("/etc/corp.pem", "Choose a PEM file"),
    ):
        detail = f"the CA file {path} cannot be used: it cannot be read: No such file or directory"
        assert fix in explain_failure(TransportFailure(FailureKind.TLS, detail), REQUEST).fix


@pytest.mark.parametrize(
    "text", ["TLSV13_ALERT_CERTIFICATE_REQUIRED", "SSLV3_ALERT_BAD_CERTIFICATE", "tlsv1 alert unknown ca"]
)
def test_a_refused_client_certificate_is_told_apart(text: str) -> None:
    assert read_tls_reason(text)[0] is FailureKind.CLIENT_CERTIFICATE


def test_a_proxys_password_is_never_told() -> None:
    request = HttpRequest("POST", "https://push.example/", link=Link(proxy=Secret("http://me:geheim@proxy:3128")))
    explain = explain_failure(TransportFailure(FailureKind.PROXY, "proxy:3128 answered 407"), request)
    assert "proxy:3128" in explain.why
    assert "geheim" not in repr(explain)


def test_an_address_that_cannot_be_read() -> None:
    request = HttpRequest("POST", "https://[::1/")
    assert explain_failure(TransportFailure(FailureKind.INVALID, "bad"), request).why == "Bad."
