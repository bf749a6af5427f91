"""A few exchanges with the real sandbox over TLS and HTTP/2: the two readings of Apple's rules agree."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from pushbench.domain.exchange import Exchange, MemoryTokenCache, SendContext
from pushbench.domain.finding import CheckContext, Draft, Severity
from pushbench.domain.message import Content, Delivery, Kind, LiveActivity, Message
from pushbench.domain.outcome import Outcome, OutcomeKind
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.provider import CredentialTest, Level, TestResult
from pushbench.domain.secret import Secret
from pushbench.domain.target import Target, TargetKind
from pushbench.engine.clock import SystemClock, SystemRandomness
from pushbench.engine.transport_httpx import HttpxTransport
from pushbench.providers.apns import PROVIDER
from pushbench.sandbox.emulator import Emulator

CLOCK, RANDOMNESS = SystemClock(), SystemRandomness()
SECRETS = ("key", "certificate", "passphrase")


class Bench:
    """One emulator, one transport and the profile its ready object names."""

    def __init__(self, emulator: Emulator, transport: HttpxTransport, ready: dict[str, Any]) -> None:
        self.emulator, self.transport = emulator, transport
        self.apns = ready["providers"]["apns"]
        self.ca_file = ready["ca_file"]
        self.tokens = MemoryTokenCache()

    def credentials(self, values: dict[str, str] | None = None, **changes: str) -> Credentials:
        found = {**(values or self.apns["profile"]), **changes}
        plain = {key: value for key, value in found.items() if key not in SECRETS}
        plain |= {
            "base_url": self.apns["base_url"],
            "manage_base_url": self.apns["manage_base_url"],
            "ca_file": self.ca_file,
        }
        secrets = {key: Secret(value) for key, value in found.items() if key in SECRETS}
        return Credentials("sandbox-apns", "apns", Environment.LOCAL, plain, secrets)

    def target(self, name: str) -> Target:
        return Target(TargetKind.TOKEN, self.apns["tokens"][name], name)

    @property
    def context(self) -> SendContext:
        return SendContext(CLOCK.now(), RANDOMNESS.bytes, RANDOMNESS.uuid, self.tokens, CLOCK.now)

    async def run(self, exchange: Exchange) -> Outcome:
        step = next(exchange)
        try:
            while True:
                step = exchange.send(await self.transport.send(step.request))
        except StopIteration as end:
            outcome: Outcome = end.value
            return outcome

    async def results(self, test: CredentialTest) -> list[TestResult]:
        found: list[TestResult] = []
        answer = None
        try:
            while True:
                item = test.send(answer)
                answer = None
                if isinstance(item, TestResult):
                    found.append(item)
                else:
                    answer = await self.transport.send(item.request)
        except StopIteration:
            return found

    async def send(self, draft: Draft, target: Target, credentials: Credentials | None = None) -> Outcome:
        return await self.run(PROVIDER.exchange(draft, target, credentials or self.credentials(), self.context))

    def compose(self, message: Message) -> Draft:
        return PROVIDER.compose(message, self.credentials(), CLOCK.now())


def play(work: Callable[[Bench], Awaitable[None]]) -> None:
    async def run() -> None:
        emulator = Emulator(clock=CLOCK)
        ready = await emulator.start()
        transport = HttpxTransport({})
        try:
            await work(Bench(emulator, transport, json.loads(json.dumps(ready.to_json()))))
        finally:
            await transport.aclose()
            await emulator.aclose()

    asyncio.run(run())


def test_every_kind_is_accepted_and_arrives_as_it_left() -> None:
    async def work(bench: Bench) -> None:
        activity = LiveActivity("start", {"gate": "B42"}, "Trip", {"flight": "418"})
        for kind, token in (
            (Kind.ALERT, "device"),
            (Kind.SILENT, "device"),
            (Kind.DATA, "device"),
            (Kind.VOIP, "voip"),
            (Kind.LIVE_ACTIVITY, "push_to_start"),
        ):
            content = Content(title="Gate", body="B42") if kind in (Kind.ALERT, Kind.LIVE_ACTIVITY) else Content()
            message = Message(
                content=content, delivery=Delivery(kind=kind, live_activity=activity, ttl_seconds=60), data={"n": 1}
            )
            draft = bench.compose(message)
            outcome = await bench.send(draft, bench.target(token))
            assert outcome.kind is OutcomeKind.ACCEPTED, outcome
            assert outcome.provider_id
            received = bench.emulator.received[-1]
            assert json.loads(received.payload) == draft.payload
            assert dict(received.headers)["apns-topic"] == draft.headers["apns-topic"]
        assert (bench.emulator.received[0].title, bench.emulator.received[0].body) == ("Gate", "B42")

    play(work)


@pytest.mark.parametrize(
    ("token", "reason", "is_dead"),
    [
        ("unregistered", "Unregistered", True),
        ("expired", "ExpiredToken", True),
        ("production", "BadDeviceToken", False),
        ("other_app", "DeviceTokenNotForTopic", False),
        ("voip", "DeviceTokenNotForTopic", False),
    ],
)
def test_tokens_that_are_refused(token: str, reason: str, is_dead: bool) -> None:
    async def work(bench: Bench) -> None:
        outcome = await bench.send(bench.compose(Message(content=Content(title="Hi"))), bench.target(token))
        assert (outcome.kind, outcome.reason, outcome.is_target_dead) == (OutcomeKind.REJECTED, reason, is_dead)
        assert (outcome.dead_since is not None) is is_dead

    play(work)


def test_channels_from_birth_to_end() -> None:
    async def work(bench: Bench) -> None:
        channels, credentials = PROVIDER.channels, bench.credentials()
        assert channels is not None
        created = await bench.run(channels.create(credentials, bench.context, stores_newest=False))
        assert created.kind is OutcomeKind.ACCEPTED, created
        channel = dict(created.facts)["channel"]
        shown = await bench.run(channels.show(channel, credentials, bench.context))
        assert dict(shown.facts)["storage"] == "none"
        listed = await bench.run(channels.list(credentials, bench.context))
        assert ("channel", channel) in listed.facts
        target = Target(TargetKind.CHANNEL, channel, f"channel:{channel}")
        update = Message(
            delivery=Delivery(kind=Kind.LIVE_ACTIVITY, live_activity=LiveActivity(state={"gate": "B42"}), ttl_seconds=0)
        )
        sent = await bench.send(bench.compose(update), target)
        assert sent.kind is OutcomeKind.ACCEPTED, sent
        stored = await bench.send(
            replace(bench.compose(update), headers={"apns-push-type": "liveactivity", "apns-expiration": "1"}), target
        )
        assert stored.reason == "BadExpirationDate"
        deleted = await bench.run(channels.delete(channel, credentials, bench.context))
        assert deleted.kind is OutcomeKind.ACCEPTED, deleted
        gone = await bench.run(channels.show(channel, credentials, bench.context))
        assert gone.reason == "ChannelNotRegistered"

    play(work)


def test_a_certificate_signs_in() -> None:
    async def work(bench: Bench) -> None:
        credentials = bench.credentials(bench.apns["certificate_profile"])
        assert PROVIDER.check_credentials(credentials) == ()
        outcome = await bench.send(
            bench.compose(Message(content=Content(title="Hi"))), bench.target("device"), credentials
        )
        assert outcome.kind is OutcomeKind.ACCEPTED, outcome
        results = await bench.results(PROVIDER.test(credentials, bench.context))
        assert [result.level for result in results if result.level is not Level.GOOD] == []
        assert results[-1].title == "Bundle ID covered by the certificate"

    play(work)


def test_credentials_are_proven_and_disproven() -> None:
    async def work(bench: Bench) -> None:
        good = await bench.results(PROVIDER.test(bench.credentials(), bench.context))
        assert [(result.level, result.title) for result in good][-2:] == [
            (Level.GOOD, "Key and team accepted"),
            (Level.UNSURE, "Bundle ID not proven yet"),
        ]
        for key, reason in (("production", "BadEnvironmentKeyInToken"), ("other_team", "TopicDisallowed")):
            profile = bench.credentials({**bench.apns["keys"][key], "bundle_id": bench.apns["profile"]["bundle_id"]})
            last = (await bench.results(PROVIDER.test(profile, bench.context)))[-1]
            assert last.level is Level.BAD, last
            assert reason in last.detail or "topic" in last.detail
        swapped = bench.credentials(team_id=bench.apns["profile"]["key_id"], key_id=bench.apns["profile"]["team_id"])
        last = (await bench.results(PROVIDER.test(swapped, bench.context)))[-1]
        assert last.level is Level.BAD
        assert "InvalidProviderToken" in last.detail

    play(work)


BAD_DRAFTS = [
    ({"aps": {"alert": "a"}}, {"apns-priority": "high"}),
    ({"aps": {"alert": "a"}}, {"apns-priority": "7"}),
    ({"aps": {"content-available": 1}}, {"apns-push-type": "background", "apns-priority": "10"}),
    ({"aps": {"alert": "a"}}, {"apns-push-type": "Alert"}),
    ({"aps": {"alert": "a"}}, {"apns-topic": "dev.pushbench.demo.voip"}),
    ({"aps": {"alert": "a"}}, {"apns-expiration": "soon"}),
    ({"aps": {"alert": "a"}}, {"apns-collapse-id": "g" * 65}),
    ({"aps": {"alert": "a"}}, {"apns-id": "42"}),
    ({"aps": {"alert": "a" * 4096}}, {}),
    ("not json", {}),
]


def test_what_the_sandbox_refuses_the_rules_have_named_before() -> None:
    async def work(bench: Bench) -> None:
        base = {"apns-push-type": "alert", "apns-priority": "10"}
        for payload, headers in BAD_DRAFTS:
            draft = Draft("apns", payload, {**base, **headers})  # type: ignore[arg-type]
            context = CheckContext(CLOCK.now(), bench.credentials(), bench.target("device"))
            errors = [
                finding
                for rule in PROVIDER.rules
                for finding in rule.findings(draft, context)
                if finding.severity is Severity.ERROR
            ]
            outcome = await bench.send(draft, bench.target("device"))
            assert errors, (payload, headers)
            assert outcome.kind is OutcomeKind.REJECTED, (headers, outcome)

    play(work)
