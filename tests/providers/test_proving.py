"""“Test credentials” of every service: steps in order, a fix beside the failing one, the clock named when it is off."""

from __future__ import annotations

import json
from collections.abc import Mapping
from email.utils import formatdate

import pytest
from tests.engine.fakes import FakeRandomness
from tests.providers.credential_cases import made

from pushbench.domain.errors import FailureKind, TransportFailure, UserError
from pushbench.domain.exchange import MemoryTokenCache, SendContext, Step
from pushbench.domain.http import HttpResponse
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.provider import Level, TestResult
from pushbench.domain.secret import Secret
from pushbench.engine.registry import Registry

REGISTRY = Registry()
NOW = 1_800_000_000.0


def profiles() -> Mapping[str, tuple[dict[str, str], dict[str, str]]]:
    """Return plain fields and secrets of a sound profile of each service."""
    key = {"key": made.pem(made.p256())}
    aws = {"access_key_id": made.AWS_ID, "region": "eu-central-1", "platform_application_arn": made.APPLICATION}
    return {
        "apns": ({"key_id": made.KEY_ID, "team_id": made.TEAM, "bundle_id": made.APP}, key),
        "fcm": ({}, {"service_account": json.dumps(made.account())}),
        "webpush": (
            {"subject": "mailto:a@b.example", "base_url": "https://push.example"},
            {"private_key": made.scalar(made.p256())},
        ),
        "expo": ({}, {"access_token": made.EXPO_TOKEN}),
        "onesignal": ({"app_id": made.UUID}, {"api_key": made.OS_KEY}),
        "sns": (aws, {"secret_access_key": made.AWS_SECRET}),
        "airship": ({"app_key": "ISex_TTJRuarzs9-o_Gkhg"}, {"master_secret": "nDq-bQ3CT92PqCIXNtQyCQ"}),
        "novu": ({"workflow_id": "gate-change"}, {"api_key": "0123456789abcdef" * 2}),
        "webhook": ({"url": "https://hooks.example/push"}, {"signing_secret": f"whsec_{'a2tr' * 8}"}),
    }


def test_every_service_is_proved() -> None:
    assert set(profiles()) == set(REGISTRY.ids)


def credentials(provider: str, secrets: Mapping[str, str] | None = None) -> Credentials:
    fields, own = profiles()[provider]
    given = {name: Secret(value) for name, value in (own if secrets is None else secrets).items()}
    return Credentials("p", provider, Environment.SANDBOX, fields, given)


def proved(given: Credentials, answer: HttpResponse | TransportFailure) -> list[TestResult]:
    """Return the results when every request gets this answer."""
    random = FakeRandomness()
    context = SendContext(NOW, random.bytes, random.uuid, MemoryTokenCache())
    test = REGISTRY.provider(given.provider).test(given, context)
    found: list[TestResult] = []
    heard: HttpResponse | TransportFailure | None = None
    for _ in range(40):
        try:
            turn = test.throw(heard) if isinstance(heard, TransportFailure) else test.send(heard)
        except StopIteration:
            return found
        except TransportFailure:
            return [*found, TestResult("Reach", Level.BAD, "It was not reached.", "Check the network.")]
        except UserError as error:
            return [*found, TestResult(error.what, Level.BAD, error.why, error.fix)]
        heard = answer if isinstance(turn, Step) else None
        if isinstance(turn, TestResult):
            found.append(turn)
            if turn.level is Level.BAD:
                return found
    raise AssertionError(f"the test never ends: {found}")


def refusal(ahead: float) -> HttpResponse:
    """A refusal by a service whose clock stands ``ahead`` seconds before this computer's."""
    body = json.dumps({"reason": "InvalidProviderToken", "error": {"code": 401, "status": "UNAUTHENTICATED"}})
    headers = (("date", formatdate(NOW + ahead, usegmt=True)), ("content-type", "application/json"))
    return HttpResponse(401, headers, body.encode())


@pytest.mark.parametrize("provider", list(profiles()))
def test_a_failing_step_is_the_last_and_has_its_fix(provider: str) -> None:
    for answer in (refusal(0), TransportFailure(FailureKind.REFUSED, "refused"), HttpResponse(500), HttpResponse(200)):
        found = proved(credentials(provider), answer)
        assert found
        assert all(step.title and step.detail for step in found)
        for step in found:
            assert step.fix or step.level is not Level.BAD, step
        assert all(step.level is not Level.BAD for step in found[:-1])


@pytest.mark.parametrize("provider", list(profiles()))
@pytest.mark.parametrize("ahead", [7200.0, -7200.0])
def test_a_clock_that_is_off_is_named(provider: str, ahead: float) -> None:
    found = proved(credentials(provider), refusal(ahead))
    words = [f"{step.title} {step.detail} {step.fix}".lower() for step in found if step.level is not Level.GOOD]
    assert any("clock" in text for text in words), [(s.level, s.title, s.detail) for s in found]


@pytest.mark.parametrize("provider", [key for key in profiles() if key not in ("expo", "webhook")])
def test_a_missing_secret_stops_before_anything_is_asked(provider: str) -> None:
    found = proved(credentials(provider, {}), HttpResponse(200))
    assert found[-1].level is Level.BAD
    assert found[-1].fix


def test_every_swapped_secret_is_told_offline() -> None:
    wrong = {
        "apns": {"key": made.public_pem(made.p256())},
        "fcm": {"service_account": json.dumps(made.GOOGLE_SERVICES)},
        "webpush": {"private_key": made.point(made.p256())},
        "expo": {"access_token": "ExponentPushToken[xxxxxxxxxxxxxxxxxxxxxx]"},
        "onesignal": {"api_key": made.UUID},
        "sns": {"secret_access_key": made.AWS_ID},
        "airship": {"master_secret": "ISex_TTJRuarzs9-o_Gkhg"},
        "novu": {"api_key": made.OS_KEY},
        "webhook": {"signing_secret": "whsk_" + "a2tr" * 8},
    }
    for provider, secrets in wrong.items():
        found = proved(credentials(provider, secrets), TransportFailure(FailureKind.REFUSED, "never asked"))
        assert found[-1].level is Level.BAD, provider
        assert "not reached" not in found[-1].detail, provider
        assert found[-1].fix, provider
