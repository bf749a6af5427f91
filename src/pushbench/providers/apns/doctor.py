"""Tests credentials without reaching a user's device: offline first, then one push to a made-up token.

The push is a background push that nobody can receive. Apple checks the sign-in before the token, so
``400 BadDeviceToken`` proves key and team; the topic is not proven by it.
"""

from __future__ import annotations

from collections.abc import Generator
from datetime import UTC, datetime
from urllib.parse import urlsplit

from pushbench.domain.errors import FailureKind, TransportFailure, UserError
from pushbench.domain.exchange import SendContext, Step
from pushbench.domain.finding import Draft, Finding, Severity
from pushbench.domain.http import HttpRequest, HttpResponse
from pushbench.domain.outcome import Outcome, OutcomeKind, StepKind
from pushbench.domain.profile import Credentials
from pushbench.domain.provider import CredentialTest, Level, TestResult
from pushbench.domain.target import Target, TargetKind
from pushbench.providers.apns import certificate
from pushbench.providers.apns.certificate import PushCertificate
from pushbench.providers.apns.credentials import check_credentials
from pushbench.providers.apns.request import build
from pushbench.providers.apns.response import parse
from pushbench.providers.apns.sign_in import SignIn, after_answer, sign_in, uses_key
from pushbench.providers.apns.spec import ID
from pushbench.providers.formats.retry_after import http_date

_Results = Generator[TestResult, None, bool]
"""Yields results and returns whether the test goes on."""

_DAY_SECONDS = 86_400
_SOON_DAYS = 30
_CLOCK_WARNING_SECONDS = 60
_CLOCK_LIMIT_SECONDS = 3600

_TOPIC_REASONS = frozenset({"BadTopic", "MissingTopic", "TopicDisallowed", "DeviceTokenNotForTopic"})

_FAILURE_FIXES = {
    FailureKind.NAME: "Check the network and the host's name; a VPN or filter may block it.",
    FailureKind.REFUSED: "Check host and port; for a local profile start the sandbox.",
    FailureKind.UNREACHABLE: "Check the network connection.",
    FailureKind.PROXY: "Check the proxy's address and password; it has to allow CONNECT to Apple's ports.",
    FailureKind.TLS: "Check whether a proxy replaces Apple's certificate; then name its authority as extra CA file.",
    FailureKind.CLIENT_CERTIFICATE: "Check the certificate and its passphrase.",
    FailureKind.CONNECT_TIMEOUT: "Check the firewall: 443, or 2197 as the profile's port, has to be open to Apple.",
    FailureKind.HTTP2_NEEDED: "APNs speaks HTTP/2 only; something on the way speaks HTTP/1.1 instead of Apple.",
}


def prove(credentials: Credentials, context: SendContext) -> CredentialTest:
    """Prove the credentials step by step; ends at the first bad result."""
    if not (yield from _offline(credentials, context)):
        return
    try:
        signed = sign_in(credentials, context)
        request = _made_up_push(credentials, context, signed)
    except UserError as trouble:
        yield TestResult("Request can be built", Level.BAD, f"{trouble.what} {trouble.why}", trouble.fix)
        return
    try:
        response = yield Step(StepKind.DELIVER, request)
    except TransportFailure as failure:
        yield _not_connected(request, failure)
        return
    if response is None:
        return
    outcome = after_answer(parse(response), signed, context)
    yield from _online(credentials, context, request, response, outcome)


def _offline(credentials: Credentials, context: SendContext) -> _Results:
    findings = check_credentials(credentials)
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    readable = "Key file is readable" if uses_key(credentials) else "Certificate is readable"
    material = ("/fields/key",) if uses_key(credentials) else ("/fields/certificate", "/fields/passphrase")
    broken = next((finding for finding in errors if finding.pointer in material), None)
    is_certificate_read = broken is None or broken.rule in ("APNS911", "APNS912")
    if broken is not None and not is_certificate_read:
        yield _bad(readable, broken)
        return False
    yield TestResult(readable, Level.GOOD, _material_words(credentials))
    title = "Key ID, Team ID and bundle id are well formed" if uses_key(credentials) else "Certificate fits the profile"
    if errors:
        yield _bad(title, errors[0])
        return False
    yield TestResult(title, Level.GOOD, _fit_words(credentials))
    for finding in findings:
        yield TestResult(finding.what.rstrip("."), Level.UNSURE, finding.why, finding.fix)
    if not uses_key(credentials):
        return (yield from _dates(certificate.load(credentials), context.time()))
    return True


def _bad(title: str, finding: Finding) -> TestResult:
    return TestResult(title, Level.BAD, f"{finding.what} {finding.why}", finding.fix)


def _material_words(credentials: Credentials) -> str:
    if uses_key(credentials):
        return "P-256 private key."
    found = certificate.load(credentials)
    return f"{found.name or 'Certificate'} with its private key."


def _fit_words(credentials: Credentials) -> str:
    if uses_key(credentials):
        return "They have the right form; whether they belong together only Apple can say."
    found = certificate.load(credentials)
    where = {
        (True, True): "development and production",
        (True, False): "development",
        (False, True): "production",
        (False, False): "an environment it does not name",
    }[found.is_development, found.is_production]
    topics = ", ".join(topic for topic, _ in found.topics) or found.bundle_id or "no topic that it names"
    return f"It is for {where}, and covers {topics}."


def _dates(found: PushCertificate, now: float) -> _Results:
    title, until = "Certificate is in date", datetime.fromtimestamp(found.not_after, UTC).strftime("%Y-%m-%d")
    days = int((found.not_after - now) // _DAY_SECONDS)
    if now > found.not_after:
        fix = "Make a new certificate in the developer portal and export it with its key."
        yield TestResult(title, Level.BAD, f"It ended on {until}.", fix)
        return False
    if now < found.not_before:
        since = datetime.fromtimestamp(found.not_before, UTC).strftime("%Y-%m-%d")
        yield TestResult(title, Level.BAD, f"It begins only on {since}.", "Check this computer's clock.")
        return False
    level = Level.UNSURE if days < _SOON_DAYS else Level.GOOD
    fix = "Make a new certificate in time." if level is Level.UNSURE else ""
    yield TestResult(title, level, f"It ends on {until}, in {days} days.", fix)
    return True


def _made_up_push(credentials: Credentials, context: SendContext, signed: SignIn) -> HttpRequest:
    token = context.random_bytes(32).hex()
    headers = {"apns-push-type": "background", "apns-priority": "5", "apns-expiration": "0"}
    draft = Draft(ID, {"aps": {"content-available": 1}}, headers)
    return build(draft, Target(TargetKind.TOKEN, token, "a made-up token"), credentials, signed)


def _host(request: HttpRequest) -> str:
    parts = urlsplit(request.url)
    return f"{parts.hostname}:{parts.port or 443}"


def _not_connected(request: HttpRequest, failure: TransportFailure) -> TestResult:
    fix = _FAILURE_FIXES.get(failure.kind, "Try again; if it stays so, check what stands between here and Apple.")
    return TestResult(f"Connected to {_host(request)}", Level.BAD, f"{failure.kind.value}: {failure.detail}", fix)


def _online(
    credentials: Credentials, context: SendContext, request: HttpRequest, response: HttpResponse, outcome: Outcome
) -> Generator[TestResult, None, None]:
    is_clock_right = yield from _clock(context.time(), response, outcome, is_key=uses_key(credentials))
    if not is_clock_right:
        return
    version = response.http_version or "HTTP/2"
    connect_ms = response.timings.tls_ms or response.timings.connect_ms
    yield TestResult(
        f"Connected to {_host(request)}", Level.GOOD, f"TLS, {version}, {_host(request)}.", total_ms=connect_ms
    )
    if (yield from _accepted(credentials, response, outcome)):
        yield _bundle(credentials)


def _clock(now: float, response: HttpResponse, outcome: Outcome, *, is_key: bool) -> _Results:
    title, date = "Clock is right", http_date(response.header("date") or "")
    allowed = "Apple allows sign-in tokens up to 1 hour old."
    if date is not None:
        # The date header has whole seconds, so half a second is its middle.
        ahead = now - response.timings.total_ms / 2000 - (date + 0.5)
        words = f"This computer is {abs(ahead):.0f} s {'ahead' if ahead > 0 else 'behind'}."
        if abs(ahead) < 1:
            words = "This computer agrees with Apple to the second."
        if abs(ahead) >= _CLOCK_LIMIT_SECONDS:
            yield TestResult(title, Level.BAD, f"{words} {allowed}", "Set this computer's clock.")
            return False
        level = Level.UNSURE if abs(ahead) >= _CLOCK_WARNING_SECONDS else Level.GOOD
        fix = "Set this computer's clock." if level is Level.UNSURE else ""
        yield TestResult(title, level, f"{words} {allowed}", fix)
    elif is_key and outcome.status not in (403, 429) and outcome.reason is not None:
        detail = f"Apple took a token stamped with this computer's time. {allowed}"
        yield TestResult(title, Level.GOOD, detail)
    return True


def _accepted(credentials: Credentials, response: HttpResponse, outcome: Outcome) -> _Results:
    title = "Key and team accepted" if uses_key(credentials) else "Certificate accepted"
    total_ms = response.timings.total_ms or None
    said = f"{outcome.status} {outcome.reason or 'without a reason'}"
    if outcome.reason == "BadDeviceToken":
        refused = "403 InvalidProviderToken" if uses_key(credentials) else "403 BadCertificate"
        detail = (
            f"A push to a made-up token was answered {said}. That is the answer we want: "
            f"a wrong {'key or team' if uses_key(credentials) else 'certificate'} would be refused earlier with {refused}."
        )
        yield TestResult(title, Level.GOOD, detail, total_ms=total_ms)
        return True
    if outcome.reason in ("Unregistered", "ExpiredToken"):
        detail = f"A push to a made-up token was answered {said}, so the sign-in was accepted."
        yield TestResult(title, Level.GOOD, detail, total_ms=total_ms)
        return True
    if outcome.reason in _TOPIC_REASONS:
        yield TestResult(title, Level.GOOD, f"The answer {said} is about the topic.", total_ms=total_ms)
        explain = outcome.explain
        words = f"{explain.what} {explain.why}" if explain else said
        yield TestResult("Bundle ID accepted", Level.BAD, words, explain.fix if explain else "")
        return False
    yield _other_answer(title, outcome, said, total_ms)
    return False


def _other_answer(title: str, outcome: Outcome, said: str, total_ms: float | None) -> TestResult:
    if outcome.kind is OutcomeKind.ACCEPTED:
        detail = f"A push to a made-up token was answered {outcome.status}: this server takes any token."
        return TestResult(title, Level.UNSURE, detail, "Check the base URL; Apple answers 400.", total_ms)
    explain = outcome.explain
    words = f"{explain.what} {explain.why}" if explain else ""
    fix = explain.fix if explain else ""
    is_refused = outcome.kind is OutcomeKind.REJECTED and (outcome.status or 0) < 429
    level = Level.BAD if is_refused else Level.UNSURE
    return TestResult(title, level, f"The answer is {said}. {words}", fix, total_ms)


def _bundle(credentials: Credentials) -> TestResult:
    bundle_id = credentials.text("bundle_id")
    if not uses_key(credentials):
        detail = f"The certificate itself names {bundle_id}."
        return TestResult("Bundle ID covered by the certificate", Level.GOOD, detail)
    return TestResult(
        "Bundle ID not proven yet",
        Level.UNSURE,
        "Apple checks the topic only for real tokens.",
        "Send one push to a device to be sure.",
    )
