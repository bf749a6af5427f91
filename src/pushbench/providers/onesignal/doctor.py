"""Tests credentials without reaching anybody: offline first, then a view of a message that cannot exist.

OneSignal looks at key and app before it looks for the message, so “Notification not found” proves both.
"""

from __future__ import annotations

from collections.abc import Generator
from urllib.parse import urlsplit

from pushbench.domain.errors import FailureKind, TransportFailure, UserError
from pushbench.domain.exchange import SendContext, Step
from pushbench.domain.finding import Severity
from pushbench.domain.http import HttpRequest, HttpResponse
from pushbench.domain.outcome import Explain, StepKind
from pushbench.domain.profile import Credentials
from pushbench.domain.provider import CredentialTest, Level, TestResult
from pushbench.providers.formats.clock import clock_result
from pushbench.providers.onesignal.answer import read_answer
from pushbench.providers.onesignal.credentials import check_credentials
from pushbench.providers.onesignal.reasons import NOT_FOUND
from pushbench.providers.onesignal.request import app_id, call, message_url
from pushbench.providers.onesignal.response import parse

NOBODYS_MESSAGE = "00000000-0000-4000-8000-000000000000"
_TOLERATED_SKEW_SECONDS = 60
_BESIDE = "OneSignal; times such as send_after mean another moment there."
_FAILURE_FIXES = {
    FailureKind.NAME: "Check the network and the host's name; a VPN or filter may block it.",
    FailureKind.REFUSED: "Check the base URL; for a local profile start the sandbox.",
    FailureKind.UNREACHABLE: "Check the network connection.",
    FailureKind.PROXY: "Check the proxy's address and password.",
    FailureKind.TLS: "Check whether a proxy replaces OneSignal's certificate; then name its authority as extra CA file.",
    FailureKind.CONNECT_TIMEOUT: "Check the firewall: 443 has to be open to api.onesignal.com.",
}


def prove(credentials: Credentials, context: SendContext) -> CredentialTest:
    """Prove the credentials step by step; ends at the first bad result."""
    if not (yield from _offline(credentials)):
        return
    try:
        request = call("GET", message_url(credentials, NOBODYS_MESSAGE), credentials)
    except UserError as trouble:
        yield TestResult("Request can be built", Level.BAD, f"{trouble.what} {trouble.why}", trouble.fix)
        return
    try:
        response = yield Step(StepKind.PREPARE, request)
    except TransportFailure as failure:
        fix = _FAILURE_FIXES.get(failure.kind, "Try again; if it stays so, check what stands in between.")
        yield TestResult(f"Connected to {_host(request)}", Level.BAD, f"{failure.kind.value}: {failure.detail}", fix)
        return
    if response is not None:
        yield from clock_result(response, context.time(), _BESIDE, tolerated=_TOLERATED_SKEW_SECONDS)
        yield _verdict(response, credentials)


def _offline(credentials: Credentials) -> Generator[TestResult, None, bool]:
    findings = check_credentials(credentials)
    for finding in findings:
        if finding.severity is Severity.ERROR:
            yield TestResult("App id and key are given", Level.BAD, f"{finding.what} {finding.why}", finding.fix)
            return False
    yield TestResult("App id and key are given", Level.GOOD, f"App {app_id(credentials)}.")
    for finding in findings:
        if finding.severity is Severity.WARNING:
            yield TestResult(finding.what.rstrip("."), Level.UNSURE, finding.why, finding.fix)
    return True


def _host(request: HttpRequest) -> str:
    return urlsplit(request.url).netloc


def _verdict(response: HttpResponse, credentials: Credentials) -> TestResult:
    title, total_ms = f"May send for {app_id(credentials)}", response.timings.total_ms or None
    answer = read_answer(response)
    row = answer.errors[0].row if answer.errors else None
    if row is not None and row.code == NOT_FOUND:
        detail = (
            f"A view of a message that does not exist was answered {response.status} “{answer.errors[0].words}”. That is "
            "the answer we want: a wrong key or app would be refused earlier with 403 or 400."
        )
        return TestResult(title, Level.GOOD, detail, total_ms=total_ms)
    outcome = parse(response)
    words = outcome.explain or Explain("The answer was not expected.", "A message that cannot exist was found.", "")
    said = " ".join(str(part) for part in (outcome.status, outcome.reason) if part)
    is_bad = response.status in (400, 401, 403) and bool(answer.errors)
    detail = f"{words.what} {words.why} ({said})"
    return TestResult(title, Level.BAD if is_bad else Level.UNSURE, detail, words.fix, total_ms)
