"""Time, randomness, network and a provider that tests hold in their hands."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from pushbench.domain.credential_file import CredentialReading, CredentialText
from pushbench.domain.errors import FailureKind, TransportFailure, UserError
from pushbench.domain.exchange import CachedToken, Exchange, SendContext, Step
from pushbench.domain.finding import CheckContext, Draft, Finding, Hit, Rule, Severity
from pushbench.domain.http import HttpRequest, HttpResponse, Link
from pushbench.domain.json_value import compact
from pushbench.domain.message import Message
from pushbench.domain.outcome import Explain, Outcome, OutcomeKind, Reason, Retry, StepKind
from pushbench.domain.profile import Credentials
from pushbench.domain.provider import (
    CredentialTest,
    FieldKind,
    FieldSpec,
    Level,
    ProviderSpec,
    Size,
    TargetSpec,
    TestResult,
    TokenGuess,
)
from pushbench.domain.secret import Secret
from pushbench.domain.shown import Shown, ShownKind
from pushbench.domain.target import Target, TargetKind

Answer: TypeAlias = HttpResponse | TransportFailure


class FakeClock:
    """Stands still until somebody sleeps."""

    def __init__(self, now: float = 1_800_000_000.0) -> None:
        self.time = now
        self.slept: list[float] = []

    def now(self) -> float:
        return self.time

    def monotonic(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds
        await asyncio.sleep(0)


class FakeRandomness:
    """Counts; ``level`` (0 to 1) is what a jitter gets."""

    def __init__(self, level: float = 0.5) -> None:
        self.level = level
        self.made = 0

    def bytes(self, count: int) -> bytes:
        return int(self.level * (2 ** (8 * count) - 1)).to_bytes(count, "big")

    def uuid(self) -> str:
        self.made += 1
        return f"00000000-0000-4000-8000-{self.made:012d}"


@dataclass
class FakeTransport:
    """Answers from a script, then always with the last line of it; ``hold`` keeps requests waiting."""

    script: list[Answer | Callable[[HttpRequest], Answer]] = field(default_factory=lambda: [HttpResponse(200)])
    sent: list[HttpRequest] = field(default_factory=list)
    hold: asyncio.Event | None = None
    in_flight: int = 0
    most_in_flight: int = 0
    is_closed: bool = False
    began: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once a request is under way."""

    async def send(self, request: HttpRequest) -> HttpResponse:
        self.sent.append(request)
        self.began.set()
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            line = self.script.pop(0) if len(self.script) > 1 else self.script[0]
            await asyncio.sleep(0)
            if self.hold is not None:
                await self.hold.wait()
            answer = line(request) if callable(line) else line
            if isinstance(answer, TransportFailure):
                raise answer
            return answer
        finally:
            self.in_flight -= 1

    async def aclose(self) -> None:
        self.is_closed = True


def failing(kind: FailureKind) -> TransportFailure:
    return TransportFailure(kind, "made up")


DUMMY_SPEC = ProviderSpec(
    id="dummy",
    title="Dummy Push",
    short_title="Dummy",
    tile="DU",
    fields=(
        FieldSpec("key", "Key", "The key.", kind=FieldKind.SECRET_TEXT, is_required=True),
        FieldSpec("bundle_id", "Bundle ID", "The app."),
        FieldSpec("base_url", "Base URL", "Where to.", kind=FieldKind.URL),
        FieldSpec("ca_file", "CA file", "Trust.", kind=FieldKind.FILE_PATH),
        FieldSpec("allowed_targets", "Allowed", "Who may receive."),
    ),
    targets=(
        TargetSpec(
            TargetKind.TOKEN,
            "Token",
            "A token.",
            "token:dummy-1",
            lambda value: None if value.startswith("dummy-") else "A token begins with dummy-.",
        ),
        TargetSpec(TargetKind.TOPIC, "Topic", "A topic.", "topic:news", lambda value: None),
    ),
    platforms=("ios",),
)


def _check_shout(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    if isinstance(draft.payload, dict) and str(draft.payload.get("title", "")).isupper():
        yield Hit("/payload/title", "The title shouts.")


def _check_environment(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    target = context.target
    if target is not None and target.device is not None and target.device.environment == "wrong":
        yield Hit("", f"{target.label} belongs to another environment.")


@dataclass
class DummyProvider:
    """A service with one request per push; ``needs_token`` puts a sign-in in front of it."""

    id: str = "dummy"
    needs_token: bool = False
    http2_only: bool = False
    rules_run: list[str] = field(default_factory=list)
    composed: int = 0
    reasons: tuple[Reason, ...] = ()
    topics: object = None
    channels: object = None
    batch: object = None
    follow_up: object = None
    messages: object = None

    def __post_init__(self) -> None:
        self.spec = (
            DUMMY_SPEC
            if self.id == "dummy"
            else ProviderSpec(
                id=self.id,
                title=self.id,
                short_title=self.id.title(),
                tile=self.id[:2].upper(),
                fields=DUMMY_SPEC.fields,
                targets=(
                    TargetSpec(
                        TargetKind.TOKEN,
                        "Token",
                        "A token.",
                        f"token:{self.id}-1",
                        lambda value: None if value.startswith(self.id) else f"A token begins with {self.id}.",
                    ),
                ),
            )
        )
        self.rules = (
            self._rule("DUM001", Severity.ERROR, _check_shout),
            self._rule("DUM002", Severity.WARNING, _check_environment),
        )

    def _rule(self, rule_id: str, severity: Severity, check: Callable[[Draft, CheckContext], Iterable[Hit]]) -> Rule:
        def counted(draft: Draft, context: CheckContext) -> Iterator[Hit]:
            self.rules_run.append(rule_id)
            yield from check(draft, context)

        return Rule(rule_id, severity, rule_id, "Because.", "Mend it.", counted)

    def compose(self, message: Message, credentials: Credentials | None, now: float) -> Draft:
        self.composed += 1
        return Draft(self.id, {"title": message.content.title, "body": message.content.body})

    def size(self, draft: Draft) -> Size:
        return Size(len(compact(draft.payload)), 4096, "payload")

    def exchange(self, draft: Draft, target: Target, credentials: Credentials, context: SendContext) -> Exchange:
        key = credentials.secret("key")
        if key is None:
            raise UserError("The key is missing.", "The profile has none.", "Add the key.")
        if key.reveal() == "broken":
            raise UserError("The key is broken.", "It is no key.", "Choose another.")
        token = key
        if self.needs_token:
            cached = context.tokens.get(self.id)
            if cached is None:
                response = yield Step(
                    StepKind.AUTHORISE,
                    HttpRequest("POST", "https://login.example/token", body=key.reveal_bytes(), masks=(key,)),
                    HttpResponse(200, body=b"stand-in-token"),
                )
                cached = CachedToken(Secret(response.body.decode()), context.now, context.now + 3600)
                context.tokens.put(self.id, cached)
            token = cached.token
        base = credentials.text("base_url", "https://push.example")
        response = yield Step(
            StepKind.DELIVER,
            HttpRequest(
                "POST",
                f"{base}/send/{target.value}",
                (("authorization", f"Bearer {token.reveal()}"), ("x-id", context.new_id())),
                compact(draft.payload).encode(),
                Link(ca_file=credentials.text("ca_file") or None, http2_only=self.http2_only),
                masks=(token,),
            ),
        )
        return self.parse(response)

    def parse(self, response: HttpResponse) -> Outcome:
        if response.status == 200:
            return Outcome(OutcomeKind.ACCEPTED, 200, provider_id="id-1")
        after = response.header("retry-after")
        retry = {429: Retry.LATER, 503: Retry.LATER, 421: Retry.RECONNECT}.get(response.status, Retry.NEVER)
        return Outcome(
            OutcomeKind.REJECTED,
            response.status,
            reason={410: "Unregistered", 429: "TooMany"}.get(response.status, "Bad"),
            explain=Explain("The service refused.", "It said so.", "Mend it."),
            retry=retry,
            retry_after_seconds=None if after is None else float(after),
            is_target_dead=response.status == 410,
            dead_since=float(response.header("x-since")) if response.header("x-since") else None,  # type: ignore[arg-type]
        )

    def test(self, credentials: Credentials, context: SendContext) -> CredentialTest:
        yield TestResult("Read the key", Level.GOOD, "It is one.")
        response = yield Step(StepKind.AUTHORISE, HttpRequest("GET", "https://push.example/check"))
        assert response is not None
        good = response.status == 200
        yield TestResult("Ask the service", Level.GOOD if good else Level.BAD, f"It answered {response.status}.")
        yield TestResult("Never reached after a failure", Level.GOOD, "")

    def shown(self, draft: Draft, platform: str) -> Shown:
        return Shown(ShownKind.NOTIFICATION, platform)

    def received(self, request: HttpRequest) -> Draft:
        return Draft(self.id, request.body.decode())

    def recognise(self, text: str) -> TokenGuess | None:
        return TokenGuess(text, "ios", "", 0.9) if text.startswith(f"{self.id}-") else None

    def check_credentials(self, credentials: Credentials) -> tuple[Finding, ...]:
        return ()

    def read_credential(self, text: CredentialText) -> tuple[CredentialReading, ...]:
        return ()
