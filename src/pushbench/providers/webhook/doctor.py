"""Tests a profile without a push: offline first, then a signed question for what the address takes (OPTIONS).

OPTIONS changes nothing (RFC 9110, 9.2.1). A receiver that looks at the signature of an empty body, as Pushbench's own
does, proves the secret too; most answer without looking, and then only reachability is proved.
"""

from __future__ import annotations

from collections.abc import Generator
from urllib.parse import urlsplit

from pushbench.domain.errors import FailureKind, TransportFailure, UserError
from pushbench.domain.exchange import SendContext, Step
from pushbench.domain.finding import Severity
from pushbench.domain.http import HttpResponse
from pushbench.domain.outcome import Explain, StepKind
from pushbench.domain.profile import Credentials
from pushbench.domain.provider import CredentialTest, Level, TestResult
from pushbench.providers.formats.retry_after import http_date
from pushbench.providers.webhook.credentials import check_credentials
from pushbench.providers.webhook.request import call, choice, signing_of
from pushbench.providers.webhook.response import parse
from pushbench.providers.webhook.schemes import SCHEMES, fingerprint

TOLERATED_SECONDS = 300
"""How far Standard Webhooks' libraries let sender and receiver be apart."""
_NOTICED_SECONDS = 60
_FIXES = {
    FailureKind.NAME: "Check the address and the network.",
    FailureKind.REFUSED: "Start the receiver, or check host and port; for a local profile start the sandbox.",
    FailureKind.UNREACHABLE: "Check the network connection.",
    FailureKind.PROXY: "Check the proxy's address and password.",
    FailureKind.TLS: "Name the authority of the receiver's certificate as extra CA file, or mend the certificate.",
    FailureKind.CONNECT_TIMEOUT: "Check the firewall between here and the receiver.",
}
_SIGNATURE_CODES = ("invalid_signature", "missing_signature", "timestamp_too_old", "timestamp_too_new", "replayed")


def prove(credentials: Credentials, context: SendContext) -> CredentialTest:
    """Prove the profile step by step; ends at the first bad result."""
    if not (yield from _offline(credentials)):
        return
    try:
        step = Step(StepKind.PREPARE, call("OPTIONS", b"", credentials, context, {}))
    except UserError as trouble:
        yield TestResult("Request can be built", Level.BAD, f"{trouble.what} {trouble.why}", trouble.fix)
        return
    host = urlsplit(step.request.url).netloc
    try:
        response = yield step
    except TransportFailure as failure:
        fix = _FIXES.get(failure.kind, "Try again; if it stays so, check what stands between here and the receiver.")
        yield TestResult(f"Connected to {host}", Level.BAD, f"{failure.kind.value}: {failure.detail}", fix)
        return
    if response is None:
        return
    yield from _clock(response, context.time(), credentials)
    yield _verdict(response, credentials, host)


def _offline(credentials: Credentials) -> Generator[TestResult, None, bool]:
    findings = check_credentials(credentials)
    for finding in findings:
        if finding.severity is Severity.ERROR:
            yield TestResult("Profile is readable", Level.BAD, f"{finding.what} {finding.why}", finding.fix)
            return False
    yield TestResult("Profile is readable", Level.GOOD, _who(credentials))
    for finding in findings:
        if finding.severity is Severity.WARNING:
            yield TestResult(finding.what.rstrip("."), Level.UNSURE, finding.why, finding.fix)
    return True


def _who(credentials: Credentials) -> str:
    signing = signing_of(credentials)
    if signing is None:
        return "The push leaves unsigned."
    return f"Signed as “{signing.scheme.label}”; the secret's fingerprint is {fingerprint(signing.key)}."


def _clock(response: HttpResponse, now: float, credentials: Credentials) -> Generator[TestResult, None, None]:
    date = http_date(response.header("date") or "")
    ahead = None if date is None else now - date
    if ahead is None or abs(ahead) <= _NOTICED_SECONDS:
        return
    side = "ahead of" if ahead > 0 else "behind"
    is_told = SCHEMES[choice(credentials, "signature")].stops_replays and abs(ahead) > TOLERATED_SECONDS
    more = "It will call the signatures too old or too new." if is_told else "Signed times are off by as much."
    detail = f"This computer is {abs(ahead):.0f} s {side} the receiver. {more}"
    yield TestResult("Clock is right", Level.UNSURE, detail, "Set this computer's clock.")


def _verdict(response: HttpResponse, credentials: Credentials, host: str) -> TestResult:
    total_ms, outcome = response.timings.total_ms or None, parse(response)
    words = outcome.explain or Explain("", "", "")
    if outcome.reason in _SIGNATURE_CODES:
        detail = f"{words.what} {words.why} ({response.status})"
        return TestResult("Receiver takes the signature", Level.BAD, detail, words.fix, total_ms)
    if response.status in (404, 410):
        detail = f"{words.what} {words.why} ({response.status})"
        return TestResult(f"{host} has the webhook", Level.BAD, detail, words.fix, total_ms)
    allowed = [word.strip().upper() for word in (response.header("allow") or "").split(",") if word.strip()]
    method = choice(credentials, "method")
    if 200 <= response.status < 300 and method in allowed:
        return TestResult(f"{host} takes {method}", Level.GOOD, _proved(credentials), total_ms=total_ms)
    if allowed and method not in allowed:
        detail = f"It says that it takes {', '.join(allowed)[:200]}."
        return TestResult(f"{host} takes {method}", Level.UNSURE, detail, "Check the address and the method.", total_ms)
    if 300 <= response.status < 400:
        return TestResult(f"{host} answers", Level.UNSURE, f"{words.what} {words.why}", words.fix, total_ms)
    detail = f"It was reached and answered {response.status}; whether it takes pushes shows only when one is sent."
    return TestResult(f"{host} answers", Level.UNSURE, detail, "Send a push.", total_ms)


def _proved(credentials: Credentials) -> str:
    is_signed = signing_of(credentials) is not None
    return "It was reached, and has nothing against the signature of an empty body." if is_signed else "It was reached."
