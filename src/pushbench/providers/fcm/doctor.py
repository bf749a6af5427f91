"""Tests credentials without reaching a user's device: offline first, then a sign-in, then a message to be validated.

The message goes to a made-up token with ``validate_only``. FCM looks at sign-in, project and role before
the token, so ``400 INVALID_ARGUMENT`` on ``message.token`` proves all of them.
"""

from __future__ import annotations

from collections.abc import Generator
from urllib.parse import urlsplit

from pushbench.domain.errors import FailureKind, TransportFailure, UserError
from pushbench.domain.exchange import SendContext, Step
from pushbench.domain.finding import Draft, Severity
from pushbench.domain.http import HttpRequest, HttpResponse
from pushbench.domain.outcome import Explain, Outcome, OutcomeKind, Reason, StepKind
from pushbench.domain.profile import Credentials
from pushbench.domain.provider import CredentialTest, Level, TestResult
from pushbench.domain.secret import Secret
from pushbench.domain.target import Target, TargetKind
from pushbench.providers.fcm.access import token_step
from pushbench.providers.fcm.account import SignIn, sign_in
from pushbench.providers.fcm.answer import ServiceError, read_error
from pushbench.providers.fcm.credentials import check_credentials
from pushbench.providers.fcm.oauth import read_grant
from pushbench.providers.fcm.payload import ID
from pushbench.providers.fcm.request import send_body, send_step
from pushbench.providers.fcm.response import parse, row_of
from pushbench.providers.formats.clock import clock_result

MADE_UP_TOKEN = "pushbench-credential-test"
_TOLERATED_SKEW_SECONDS = 60
_BESIDE = "Google. Sign-ins fail from some minutes on."

_FAILURE_FIXES = {
    FailureKind.NAME: "Check the network and the host's name; a VPN or filter may block it.",
    FailureKind.REFUSED: "Check base URL and token URL; for a local profile start the sandbox.",
    FailureKind.UNREACHABLE: "Check the network connection.",
    FailureKind.PROXY: "Check the proxy's address and password.",
    FailureKind.TLS: "Check whether a proxy replaces Google's certificate; then name its authority as extra CA file.",
    FailureKind.CONNECT_TIMEOUT: "Check the firewall: 443 has to be open to googleapis.com.",
}

_Asked = Generator[TestResult | Step, HttpResponse | None, HttpResponse | None]
_Signed = Generator[TestResult | Step, HttpResponse | None, Secret | None]


def prove(credentials: Credentials, context: SendContext) -> CredentialTest:
    """Prove the credentials step by step; ends at the first bad result."""
    if not (yield from _offline(credentials)):
        return
    try:
        signer = sign_in(credentials)
        token = yield from _signed_in(signer, credentials, context)
        if token is None:
            return
        draft = Draft(ID, {"message": {"notification": {"title": "Test"}}})
        body = send_body(draft, Target(TargetKind.TOKEN, MADE_UP_TOKEN, "a made-up token"), is_validation=True)
        step = send_step(draft, body, signer.project_id, credentials, token, StepKind.DELIVER)
    except UserError as trouble:
        yield TestResult("Request can be built", Level.BAD, f"{trouble.what} {trouble.why}", trouble.fix)
        return
    response = yield from _ask(step)
    if response is not None:
        yield _verdict(response, signer)


def _offline(credentials: Credentials) -> Generator[TestResult, None, bool]:
    has_account = credentials.secret("service_account") is not None
    title = "Service account is readable" if has_account else "Access token and project are given"
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
    signer = sign_in(credentials)
    if signer.account is None:
        return f"Pasted access token for the project {signer.project_id}; it lives for an hour."
    return (
        f"{signer.account.client_email}, project {signer.project_id}, key {signer.account.private_key_id[:8] or '?'}."
    )


def _signed_in(signer: SignIn, credentials: Credentials, context: SendContext) -> _Signed:
    """Fetch a fresh access token: a kept one would prove nothing about the key."""
    if signer.account is None:
        return signer.access_token
    now = context.time()
    response = yield from _ask(token_step(signer.account, credentials, now))
    if response is None:
        return None
    grant, total_ms = read_grant(response, now), response.timings.total_ms or None
    if isinstance(grant, Outcome):
        words = grant.explain or Explain("Signing in failed.", "", "")
        said = " ".join(str(part) for part in (grant.status, grant.reason) if part)
        detail = f"{words.what} {words.why} ({said})"
        yield TestResult("Signed in to Google", Level.BAD, detail, words.fix, total_ms)
        return None
    yield from clock_result(response, now, _BESIDE, tolerated=_TOLERATED_SKEW_SECONDS)
    minutes = round(grant.lifetime_seconds / 60)
    yield TestResult("Signed in to Google", Level.GOOD, f"Access token for {minutes} minutes.", total_ms=total_ms)
    return grant.token


def _ask(step: Step) -> _Asked:
    """Yield a step; a failure on the way becomes a bad result, and None."""
    try:
        return (yield step)
    except TransportFailure as failure:
        title = f"Connected to {_host(step.request)}"
        fix = _FAILURE_FIXES.get(failure.kind, "Try again; if it stays so, check what stands between here and Google.")
        yield TestResult(title, Level.BAD, f"{failure.kind.value}: {failure.detail}", fix)
        return None


def _host(request: HttpRequest) -> str:
    return urlsplit(request.url).netloc


def _verdict(response: HttpResponse, signer: SignIn) -> TestResult:
    outcome, error = parse(response), read_error(response.body)
    row = row_of(error, response.status) if error else None
    said = " ".join(str(part) for part in (outcome.status, outcome.reason) if part)
    total_ms = response.timings.total_ms or None
    title = f"May send for {signer.project_id}"
    if outcome.kind is OutcomeKind.ACCEPTED or (error is not None and _is_about_token(error, row)):
        detail = (
            f"A message to be validated for a made-up token was answered {said}. That is the answer we want: "
            "without sign-in, project or role it would be refused earlier with 401, 403 or 404."
        )
        return TestResult(title, Level.GOOD, detail, total_ms=total_ms)
    words = outcome.explain or Explain("", "", "")
    is_bad = response.status in (401, 403, 404) and error is not None
    detail = f"{words.what} {words.why} ({said})"
    return TestResult(title, Level.BAD if is_bad else Level.UNSURE, detail, words.fix, total_ms)


def _is_about_token(error: ServiceError, row: Reason | None) -> bool:
    """Tell whether FCM refused the made-up token itself, which it does only for those who may send."""
    if row is None or row.code not in ("INVALID_ARGUMENT", "UNREGISTERED", "SENDER_ID_MISMATCH"):
        return False
    return bool(error.fcm_code) or any(field == "message.token" for field, _ in error.violations)
