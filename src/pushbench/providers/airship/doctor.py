"""Tests credentials without reaching anybody: offline first, then Airship's own check of a push to a channel nobody has.

The check (``/api/push/validate``) sends nothing, and takes only keys that may send.
"""

from __future__ import annotations

from collections.abc import Generator
from urllib.parse import urlsplit

from pushbench.domain.errors import FailureKind, TransportFailure, UserError
from pushbench.domain.exchange import SendContext, Step
from pushbench.domain.finding import Severity
from pushbench.domain.http import HttpResponse
from pushbench.domain.json_value import JsonObject
from pushbench.domain.outcome import Explain, Outcome, OutcomeKind, StepKind
from pushbench.domain.profile import Credentials
from pushbench.domain.provider import CredentialTest, Level, TestResult
from pushbench.providers.airship.access import SignIn, api_url, authorised, site_of, way_of
from pushbench.providers.airship.credentials import check_credentials
from pushbench.providers.airship.reasons import UNAUTHORIZED
from pushbench.providers.airship.request import Place, call
from pushbench.providers.airship.response import parse
from pushbench.providers.airship.spec import SPEC
from pushbench.providers.formats.clock import clock_result
from pushbench.providers.formats.json_body import body_bytes

NOBODYS_CHANNEL = "00000000-0000-4000-8000-000000000000"
CHECK: JsonObject = {
    "audience": {"channel": NOBODYS_CHANNEL},
    "notification": {"alert": "Pushbench checks this key; nothing is sent."},
    "device_types": ["ios", "android", "web"],
}
_TOLERATED_SKEW_SECONDS = 60
_BESIDE = "Airship; schedules and expiry mean another moment there."
_FAILURE_FIXES = {
    FailureKind.NAME: "Check the network and the host's name; a VPN or filter may block it.",
    FailureKind.REFUSED: "Check the base URL; for a local profile start the sandbox.",
    FailureKind.UNREACHABLE: "Check the network connection.",
    FailureKind.PROXY: "Check the proxy's address and password.",
    FailureKind.TLS: "Check whether a proxy replaces Airship's certificate; then name its authority as extra CA file.",
    FailureKind.CONNECT_TIMEOUT: "Check the firewall: 443 has to be open to Airship's hosts.",
}


def prove(credentials: Credentials, context: SendContext) -> CredentialTest:
    """Prove the credentials step by step; ends at the first bad result."""
    if not (yield from _offline(credentials)):
        return
    body = body_bytes(CHECK)

    def step(signed: SignIn) -> Step:
        return Step(StepKind.PREPARE, call("POST", Place.VALIDATE.value, credentials, signed, body))

    try:
        host = urlsplit(api_url(credentials, Place.VALIDATE.value)).netloc
        response = yield from authorised(credentials, context, step)
    except UserError as trouble:
        yield TestResult("Request can be built", Level.BAD, f"{trouble.what} {trouble.why}", trouble.fix)
        return
    except TransportFailure as failure:
        fix = _FAILURE_FIXES.get(failure.kind, "Try again; if it stays so, check what stands in between.")
        yield TestResult(f"Connected to {host}", Level.BAD, f"{failure.kind.value}: {failure.detail}", fix)
        return
    if isinstance(response, Outcome):
        words = response.explain or Explain("Signing in failed.", "", "")
        yield TestResult("Signed in", Level.BAD, f"{words.what} {words.why}", words.fix)
        return
    yield from clock_result(response, context.time(), _BESIDE, tolerated=_TOLERATED_SKEW_SECONDS)
    yield _verdict(response, credentials)


def _offline(credentials: Credentials) -> Generator[TestResult, None, bool]:
    findings = check_credentials(credentials)
    for finding in findings:
        if finding.severity is Severity.ERROR:
            yield TestResult("Key and sign-in are given", Level.BAD, f"{finding.what} {finding.why}", finding.fix)
            return False
    words = dict(SPEC.sign_in).get(way_of(credentials), "")
    yield TestResult("Key and sign-in are given", Level.GOOD, f"Project {credentials.text('app_key')}, {words}.")
    for finding in findings:
        if finding.severity is Severity.WARNING:
            yield TestResult(finding.what.rstrip("."), Level.UNSURE, finding.why, finding.fix)
    return True


def _verdict(response: HttpResponse, credentials: Credentials) -> TestResult:
    title, total_ms = f"May send for {credentials.text('app_key')}", response.timings.total_ms or None
    outcome = parse(response)
    if outcome.kind is OutcomeKind.ACCEPTED:
        detail = f"Airship checked a push to a channel that nobody has and answered {outcome.status}; nothing was sent."
        return TestResult(title, Level.GOOD, detail, total_ms=total_ms)
    words = outcome.explain or Explain("The answer was not expected.", "", "")
    said = " ".join(str(part) for part in (outcome.status, outcome.reason) if part)
    is_bad = outcome.kind is OutcomeKind.REJECTED and outcome.status in (400, 401, 403) and bool(outcome.reason)
    fix = words.fix
    if outcome.reason == UNAUTHORIZED and not credentials.text("base_url"):
        other = "Europe" if site_of(credentials) == "us" else "United States"
        fix = f"{fix} Or does the project lie at the other site ({other})?"
    return TestResult(title, Level.BAD if is_bad else Level.UNSURE, f"{words.what} {words.why} ({said})", fix, total_ms)
