"""Proves a profile's credentials without reaching a device: asks SNS about the platform application."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from urllib.parse import urlsplit

from pushbench.domain.errors import FailureKind, TransportFailure, UserError
from pushbench.domain.exchange import SendContext, Step
from pushbench.domain.finding import Severity
from pushbench.domain.http import HttpRequest, HttpResponse
from pushbench.domain.outcome import Explain, StepKind
from pushbench.domain.profile import Credentials
from pushbench.domain.provider import CredentialTest, Level, TestResult
from pushbench.providers.formats.retry_after import http_date
from pushbench.providers.sns.answer import Element, error_in, map_in, read_xml
from pushbench.providers.sns.credentials import check_credentials
from pushbench.providers.sns.request import call, platform_of, region_of
from pushbench.providers.sns.response import TOLERATED_SKEW_SECONDS, clock_skew, rejected, skew_words, with_clock

_FIXES = {
    FailureKind.NAME: "Check the network and the region: a region's host exists only where the region does.",
    FailureKind.REFUSED: "Check the base URL; for a local profile start the sandbox.",
    FailureKind.UNREACHABLE: "Check the network connection.",
    FailureKind.PROXY: "Check the proxy's address and password.",
    FailureKind.TLS: "Check whether a proxy replaces Amazon's certificate; then name its authority as extra CA file.",
    FailureKind.CONNECT_TIMEOUT: "Check the firewall: 443 has to be open to amazonaws.com.",
}
_NOT_ALLOWED = ("AuthorizationError", "AccessDenied", "AccessDeniedException", "NotAuthorized")
_SOON_SECONDS = 30 * 86_400.0

_Asked = Generator[TestResult | Step, HttpResponse | None, HttpResponse | None]


@dataclass(frozen=True, slots=True)
class _Question:
    """What SNS is asked, and what a good answer proves."""

    action: str
    parameters: tuple[tuple[str, str], ...]
    title: str


def prove(credentials: Credentials, context: SendContext) -> CredentialTest:
    """Prove the credentials step by step; ends at the first bad result."""
    if not (yield from _offline(credentials)):
        return
    question = _question(credentials)
    try:
        request = call(question.action, question.parameters, credentials, context.time())
    except UserError as trouble:
        yield TestResult("Request can be built", Level.BAD, f"{trouble.what} {trouble.why}", trouble.fix)
        return
    response = yield from _ask(Step(StepKind.PREPARE, request))
    if response is None:
        return
    yield from _clock(response, context.time())
    yield from _verdict(response, question, credentials, context.time())


def _question(credentials: Credentials) -> _Question:
    arn = credentials.text("platform_application_arn")
    if arn:
        parameters = (("PlatformApplicationArn", arn),)
        return _Question("GetPlatformApplicationAttributes", parameters, "Platform application is ready")
    return _Question("ListPlatformApplications", (), "Keys are accepted")


def _offline(credentials: Credentials) -> Generator[TestResult, None, bool]:
    title = "Keys and ARN are readable"
    findings = check_credentials(credentials)
    for finding in findings:
        if finding.severity is Severity.ERROR:
            yield TestResult(title, Level.BAD, f"{finding.what} {finding.why}", finding.fix)
            return False
    yield TestResult(title, Level.GOOD, _who(credentials))
    for finding in findings:
        if finding.severity is Severity.WARNING:
            yield TestResult(finding.what.rstrip("."), Level.UNSURE, finding.why, finding.fix)
    return True


def _who(credentials: Credentials) -> str:
    key_id = credentials.text("access_key_id")
    kind = "Temporary keys" if credentials.secret("session_token") is not None else "Access key"
    platform = platform_of(credentials) or "endpoints and topics only"
    return f"{kind} {key_id[:4]}…{key_id[-4:]}, {region_of(credentials)}, {platform}."


def _clock(response: HttpResponse, now: float) -> Generator[TestResult, None, None]:
    skew = clock_skew(response, now)
    if skew is not None and abs(skew) > TOLERATED_SKEW_SECONDS:
        yield TestResult("Clock is right", Level.UNSURE, skew_words(skew), "Set this computer's clock.")


def _ask(step: Step) -> _Asked:
    """Yield a step; a failure on the way becomes a bad result, and None."""
    try:
        return (yield step)
    except TransportFailure as failure:
        title = f"Connected to {_host(step.request)}"
        fix = _FIXES.get(failure.kind, "Try again; if it stays so, check what stands between here and Amazon.")
        yield TestResult(title, Level.BAD, f"{failure.kind.value}: {failure.detail}", fix)
        return None


def _host(request: HttpRequest) -> str:
    return urlsplit(request.url).netloc


def _verdict(
    response: HttpResponse, question: _Question, credentials: Credentials, now: float
) -> Generator[TestResult, None, None]:
    answer, total_ms = read_xml(response.body), response.timings.total_ms or None
    error = error_in(answer.root)
    if error is not None and error.code in _NOT_ALLOWED:
        what = "The signature is right, but the keys' owner may not look at platform applications."
        detail = f"{what} Whether it may publish shows only when it does. SNS said: “{error.message}”"
        yield TestResult("Keys are accepted", Level.UNSURE, detail, f"Allow sns:{question.action}.", total_ms)
        return
    if error is not None:
        words = with_clock(rejected(response, error), response, now).explain or Explain("", "", "")
        detail = f"{words.what} {words.why} ({response.status} {error.code})"
        yield TestResult(question.title, Level.BAD, detail, words.fix, total_ms)
        return
    result = f"{question.action}Result"
    if not 200 <= response.status < 300 or answer.root is None or answer.root.child(result) is None:
        detail = f"The answer {response.status} is not SNS's. {answer.trouble}".strip()
        yield TestResult(question.title, Level.BAD, detail, "Check base URL, region and proxy.", total_ms)
        return
    yield _application(answer.root, question, credentials, now, total_ms)


def _application(
    root: Element, question: _Question, credentials: Credentials, now: float, total_ms: float | None
) -> TestResult:
    if question.action == "ListPlatformApplications":
        detail = "The profile names no platform application, so device tokens cannot be sent to."
        return TestResult(question.title, Level.GOOD, detail, total_ms=total_ms)
    state = map_in(root, f"{question.action}Result")
    if state.get("Enabled", "true").lower() == "false":
        detail = "SNS switched it off: its credentials with Apple, Google or another service no longer count."
        fix = "Give the application fresh credentials and set Enabled to true."
        return TestResult(question.title, Level.BAD, detail, fix, total_ms)
    expiry = _expiry(state.get("AppleCertificateExpiryDate", ""))
    if expiry is not None and expiry < now + _SOON_SECONDS:
        is_over = expiry < now
        detail = (
            f"Its Apple certificate {'expired' if is_over else 'expires'} on {state['AppleCertificateExpiryDate']}."
        )
        level = Level.BAD if is_over else Level.UNSURE
        return TestResult(question.title, level, detail, "Give the application a fresh certificate.", total_ms)
    detail = f"{platform_of(credentials)} in {region_of(credentials)}; SNS knows it and it is switched on."
    return TestResult(question.title, Level.GOOD, detail, total_ms=total_ms)


def _expiry(text: str) -> float | None:
    """Return Unix seconds of ``2026-11-22T09:41:00Z`` or of an HTTP date, or None."""
    from datetime import datetime

    try:
        return datetime.fromisoformat(text).timestamp()
    except (ValueError, OverflowError, OSError):
        return http_date(text)
