"""Tests credentials without reaching a device: offline first, then a question for a receipt that nobody has.

The question carries the access token, and Expo refuses one that it does not know; it sends nothing to anybody.
"""

from __future__ import annotations

from collections.abc import Generator
from urllib.parse import urlsplit

from pushbench.domain.errors import FailureKind, TransportFailure, UserError
from pushbench.domain.exchange import SendContext, Step
from pushbench.domain.finding import Severity
from pushbench.domain.http import HttpResponse
from pushbench.domain.outcome import Explain, Outcome, StepKind
from pushbench.domain.profile import Credentials
from pushbench.domain.provider import CredentialTest, Level, TestResult
from pushbench.providers.expo.credentials import check_credentials
from pushbench.providers.expo.request import RECEIPTS_URL, call
from pushbench.providers.expo.response import whole
from pushbench.providers.formats.clock import clock_result
from pushbench.providers.formats.json_body import body_bytes

_TOLERATED_SKEW_SECONDS = 60
_BESIDE = "Expo. Times in “expiration” are off by as much."
_FAILURE_FIXES = {
    FailureKind.NAME: "Check the network and the host's name; a VPN or filter may block it.",
    FailureKind.REFUSED: "Check the base URL; for a local profile start the sandbox.",
    FailureKind.UNREACHABLE: "Check the network connection.",
    FailureKind.PROXY: "Check the proxy's address and password.",
    FailureKind.TLS: "Check whether a proxy replaces Expo's certificate; then name its authority as extra CA file.",
    FailureKind.CONNECT_TIMEOUT: "Check the firewall: 443 has to be open to exp.host.",
}


def prove(credentials: Credentials, context: SendContext) -> CredentialTest:
    """Prove the credentials step by step; ends at the first bad result."""
    if not (yield from _offline(credentials)):
        return
    try:
        step = Step(StepKind.DELIVER, call(RECEIPTS_URL, body_bytes({"ids": [context.new_id()]}), credentials))
    except UserError as trouble:
        yield TestResult("Request can be built", Level.BAD, f"{trouble.what} {trouble.why}", trouble.fix)
        return
    try:
        response = yield step
    except TransportFailure as failure:
        fix = _FAILURE_FIXES.get(failure.kind, "Try again; if it stays so, check what stands between here and Expo.")
        title = f"Connected to {urlsplit(step.request.url).netloc}"
        yield TestResult(title, Level.BAD, f"{failure.kind.value}: {failure.detail}", fix)
        return
    if response is None:
        return
    yield from clock_result(response, context.time(), _BESIDE, tolerated=_TOLERATED_SKEW_SECONDS)
    yield _verdict(response, credentials)


def _offline(credentials: Credentials) -> Generator[TestResult, None, bool]:
    has_token = credentials.secret("access_token") is not None
    title = "Access token is readable" if has_token else "No access token is needed to begin with"
    findings = check_credentials(credentials)
    for finding in findings:
        if finding.severity is Severity.ERROR:
            yield TestResult(title, Level.BAD, f"{finding.what} {finding.why}", finding.fix)
            return False
    detail = (
        "It is sent with every request."
        if has_token
        else "Expo takes pushes without one, unless push security is on for the account."
    )
    yield TestResult(title, Level.GOOD, detail)
    return True


def _verdict(response: HttpResponse, credentials: Credentials) -> TestResult:
    answer, total_ms = whole(response), response.timings.total_ms or None
    has_token = credentials.secret("access_token") is not None
    title = "Expo takes the access token" if has_token else "Expo answers"
    if not isinstance(answer, Outcome):
        rest = "Whether it may send for a project shows with the first push." if has_token else ""
        detail = f"Asked for the receipt of a made-up id; the answer was {response.status} and empty. {rest}".strip()
        return TestResult(title, Level.GOOD, detail, total_ms=total_ms)
    words = answer.explain or Explain("", "", "")
    said = " ".join(str(part) for part in (answer.status, answer.reason) if part)
    is_bad = response.status in (401, 403)
    detail = f"{words.what} {words.why} ({said})"
    return TestResult(title, Level.BAD if is_bad else Level.UNSURE, detail, words.fix, total_ms)
