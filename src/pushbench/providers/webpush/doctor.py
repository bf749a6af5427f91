"""Tests a profile without a browser: reads, derives, signs and verifies here, then asks the base URL, if there is one."""

from __future__ import annotations

from collections.abc import Generator
from datetime import UTC, datetime

from pushbench.domain.errors import TransportFailure, UserError
from pushbench.domain.exchange import MemoryTokenCache, SendContext, Step
from pushbench.domain.finding import Severity
from pushbench.domain.http import HttpRequest, HttpResponse
from pushbench.domain.outcome import OutcomeKind, StepKind
from pushbench.domain.profile import Credentials
from pushbench.domain.provider import CredentialTest, Level, TestResult
from pushbench.domain.secret import Secret
from pushbench.providers.formats.connection import link, with_base_url
from pushbench.providers.formats.retry_after import http_date
from pushbench.providers.webpush.credentials import private_key_trouble, public_key_trouble
from pushbench.providers.webpush.endpoint import origin_of
from pushbench.providers.webpush.response import parse
from pushbench.providers.webpush.services import SERVICES
from pushbench.providers.webpush.subject import profile_hurdles
from pushbench.providers.webpush.vapid import LIFETIME_SECONDS, authorization

MADE_UP_PATH = "/push/pushbench-credential-test-of-a-made-up-subscription"
_EARLIEST = 1_735_689_600.0
"""1 January 2025: no clock that is right says less."""
_LATEST = 4_102_444_800.0
"""1 January 2100."""
_MOST_SECONDS_OFF = 300


def test(credentials: Credentials, context: SendContext) -> CredentialTest:
    """Yield one result per step and end at the first that is BAD. A cached token is neither used nor replaced."""
    fresh = SendContext(context.now, context.random_bytes, context.new_id, MemoryTokenCache(), context.clock)
    steps = (_private_key, _public_key, _subject, _clock, _token, _second_reading, _service)
    for step in steps:
        is_good = yield from step(credentials, fresh)
        if not is_good:
            return


_Part = Generator[TestResult | Step, HttpResponse | None, bool]


def _private_key(credentials: Credentials, context: SendContext) -> _Part:
    title = "Private key is readable"
    trouble = private_key_trouble(credentials.secret("private_key"), credentials.text("public_key"))
    if trouble is not None:
        yield _bad(title, trouble)
        return False
    yield TestResult(title, Level.GOOD, "It is a P-256 key.")
    return True


def _public_key(credentials: Credentials, context: SendContext) -> _Part:
    from pushbench.wire.keys import vapid_private_key, vapid_public_key

    secret = _secret(credentials)
    entered = credentials.text("public_key")
    trouble = public_key_trouble(entered, secret) if entered else None
    if trouble is not None:
        yield _bad("Public key belongs to it", trouble)
        return False
    derived = vapid_public_key(vapid_private_key(secret.reveal()))
    title = "Public key belongs to it" if entered else "Public key is derived"
    yield TestResult(title, Level.GOOD, f"Pages subscribe with applicationServerKey {derived}")
    return True


def _subject(credentials: Credentials, context: SendContext) -> _Part:
    title = "Subject is acceptable"
    hurdle = next(profile_hurdles(credentials), None)
    if hurdle is None:
        names = ", ".join(service.title for service in SERVICES)
        yield TestResult(title, Level.GOOD, f"{credentials.text('subject')} has the form that all take: {names}.")
        return True
    is_bad = hurdle.severity is Severity.ERROR
    yield TestResult(title, Level.BAD if is_bad else Level.UNSURE, f"{hurdle.what} {hurdle.why}", hurdle.fix)
    return not is_bad


def _clock(credentials: Credentials, context: SendContext) -> _Part:
    title = "Clock is plausible"
    now = context.time()
    if not _EARLIEST <= now < _LATEST:
        why = "Push services compare the token's expiry with their own clocks and refuse tokens hours off."
        yield TestResult(title, Level.BAD, f"This computer's clock is wrong by years. {why}", "Set the clock.")
        return False
    ends = datetime.fromtimestamp(now + LIFETIME_SECONDS, UTC)
    yield TestResult(title, Level.GOOD, f"A token signed now ends on {ends:%Y-%m-%d at %H:%M} UTC.")
    return True


def _token(credentials: Credentials, context: SendContext) -> _Part:
    from cryptography.exceptions import InvalidSignature

    title = "Token signs and verifies"
    header = authorization("https://push.example.net", credentials, context)
    try:
        _verify(header, _secret(credentials))
    except InvalidSignature:
        why = "The signature made with the private key does not fit its public key."
        yield TestResult(title, Level.BAD, why, "Make a new key pair; this one is damaged.")
        return False
    yield TestResult(title, Level.GOOD, "ES256, for one push service each, renewed after 11 hours.")
    return True


def _verify(header: str, secret: Secret) -> None:
    """Raise InvalidSignature unless the token in a VAPID header fits the key (RFC 7518, 3.4)."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
    from cryptography.hazmat.primitives.hashes import SHA256

    from pushbench.wire.keys import un_b64, vapid_private_key

    token = header.partition("t=")[2].partition(",")[0]
    signed, _, signature = token.rpartition(".")
    raw = un_b64(signature)
    der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    vapid_private_key(secret.reveal()).public_key().verify(der, signed.encode("ascii"), ec.ECDSA(SHA256()))


def _second_reading(credentials: Credentials, context: SendContext) -> _Part:
    """Have pywebpush, which many servers send with, read the same header: a reader that shares no code with ours."""
    import pywebpush

    title = "pywebpush reads it too"
    header = authorization("https://push.example.net", credentials, context)
    # Its verify() takes no blank behind the comma, though RFC 8292 has one and its servers get one.
    if not pywebpush.Vapid.verify(header.replace(", k=", ",k=")):
        yield TestResult(title, Level.BAD, "pywebpush finds the signature wrong.", "Make a new key pair.")
        return False
    yield TestResult(title, Level.GOOD, "An independent library verifies the same header.")
    return True


def _service(credentials: Credentials, context: SendContext) -> _Part:
    base_url = credentials.text("base_url")
    title = "Push service answers"
    if not base_url:
        detail = "No push service has been asked: which one it is depends on each subscription."
        yield TestResult(title, Level.UNSURE, detail, "Send a push to a subscription of your own.")
        return True
    try:
        request = _probe(base_url, credentials, context)
        response = yield Step(StepKind.DELIVER, request)
    except UserError as error:
        yield _bad(title, error)
        return False
    except TransportFailure as failure:
        fix = "Check the base URL, the proxy and the extra CA file, and that the service runs."
        yield TestResult(title, Level.BAD, f"{failure.kind.value}: {failure.detail}", fix)
        return False
    if response is None:
        raise RuntimeError("a step of a credential test was not answered")
    verdict, clock = _judge(title, response), _compared(response, context)
    if verdict.level is Level.BAD and clock is not None and clock.level is Level.BAD:
        yield clock  # in place of the refusal, of which it is the cause
        return False
    yield verdict
    if clock is not None:
        yield clock
    return True


def _probe(base_url: str, credentials: Credentials, context: SendContext) -> HttpRequest:
    """Return a push without payload to a subscription that cannot exist, so that it reaches nobody."""
    url = with_base_url(f"https://push.invalid{MADE_UP_PATH}", base_url)
    headers = (
        ("ttl", "0"),
        ("urgency", "low"),
        ("authorization", authorization(origin_of(url).text, credentials, context)),
    )
    return HttpRequest("POST", url, headers, link=link(credentials), varies=("jwt",))


def _judge(title: str, response: HttpResponse) -> TestResult:
    outcome = parse(response)
    ms = response.timings.total_ms
    explain = outcome.explain
    said = f"It answered {response.status}" + (f" ({outcome.reason})." if outcome.reason else ".")
    if outcome.is_target_dead:
        detail = f"{said} It does not know the made-up subscription, as it should; the key is judged with a real one."
        return TestResult(title, Level.GOOD, detail, total_ms=ms)
    if outcome.kind is OutcomeKind.ACCEPTED:
        detail = f"{said} It took a push for a subscription that does not exist, as no real push service does."
        return TestResult(title, Level.UNSURE, detail, "Check the base URL.", ms)
    words = f"{said} {explain.what} {explain.why}" if explain else said
    is_refusal = response.status in (401, 403)
    fix = explain.fix if explain else ""
    return TestResult(title, Level.BAD if is_refusal else Level.UNSURE, words, fix, ms)


def _compared(response: HttpResponse, context: SendContext) -> TestResult | None:
    """Hold this computer's clock against the service's; None when that one does not tell its time."""
    theirs = http_date(response.header("date") or "")
    if theirs is None:
        return None
    title, ahead = "Clock agrees with the service", context.time() - theirs
    if abs(ahead) > _MOST_SECONDS_OFF:
        way = "ahead of" if ahead > 0 else "behind"
        detail = f"This computer's clock is {abs(ahead):,.0f} seconds {way} the push service's."
        return TestResult(title, Level.BAD, detail, "Set the clock; tokens are refused when it is hours off.")
    return TestResult(title, Level.GOOD, f"They are {abs(ahead):.0f} seconds apart.")


def _secret(credentials: Credentials) -> Secret:
    secret = credentials.secret("private_key")
    if secret is None:
        raise RuntimeError("the step before has proved that there is a private key")
    return secret


def _bad(title: str, error: UserError) -> TestResult:
    return TestResult(title, Level.BAD, f"{error.what} {error.why}", error.fix)
