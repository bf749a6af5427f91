"""A profile's credentials: read offline, proved online without reaching a device, and asked later about endpoints."""

from __future__ import annotations

from typing import Any

import pytest
from tests.providers.dialogue import Play, answer
from tests.providers.sns import given
from tests.providers.sns.given import NOW, context, credentials, form, refused, success
from tests.providers.sns.test_response import ODD

from pushbench.domain.errors import FailureKind
from pushbench.domain.follow_up import Fate, Followed, FollowedUp
from pushbench.domain.http import HttpResponse
from pushbench.domain.outcome import StepKind
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.provider import Level
from pushbench.providers.sns import PROVIDER
from pushbench.providers.sns.notices import PROFILE_NOTICES

READ = "Keys and ARN are readable"
READY = "Platform application is ready"
SHORT: dict[str, str | None] = {"secret_access_key": "short"}
PROFILES: tuple[tuple[Credentials, dict[str, str]], ...] = (
    (credentials(), {}),
    (credentials({"access_key_id": None}), {"SNS151": "access_key_id"}),
    (credentials(secret_access_key=None), {"SNS151": "secret_access_key"}),
    (credentials({"access_key_id": "AKIA OSFODNN7"}), {"SNS152": "access_key_id"}),
    (credentials(secret_access_key="short"), {"SNS153": "secret_access_key"}),
    (credentials({"access_key_id": given.SECRET}, secret_access_key=given.KEY_ID), {"SNS154": "access_key_id"}),
    (credentials({"access_key_id": "ASIAIOSFODNN7EXAMPLE"}), {"SNS155": "session_token"}),
    (credentials(session_token="x"), {"SNS156": "session_token"}),
    (
        credentials({"region": None, "platform_application_arn": None}),
        {"SNS157": "region", "SNS160": "platform_application_arn"},
    ),
    (
        credentials({"region": "EU West", "platform_application_arn": None}),
        {"SNS157": "region", "SNS160": "platform_application_arn"},
    ),
    (
        credentials({"region": "eu-north-1", "platform_application_arn": None}),
        {"SNS158": "region", "SNS160": "platform_application_arn"},
    ),
    (credentials({"platform_application_arn": "arn:aws"}), {"SNS159": "platform_application_arn"}),
    (credentials({"platform_application_arn": given.TOPIC}), {"SNS159": "platform_application_arn"}),
    (credentials({"region": "us-east-1"}), {"SNS161": "region"}),
    (credentials({"platform": "GCM"}), {"SNS162": "platform"}),
    (
        credentials({"platform": "FCM", "platform_application_arn": None}),
        {"SNS160": "platform_application_arn", "SNS163": "platform"},
    ),
    (credentials({"base_url": "ftp://x"}), {"SNS164": "base_url"}),
    (credentials({"base_url": "http://sns.example"}), {"SNS165": "base_url"}),
    (
        credentials({"platform_application_arn": given.APPLICATION.replace("APNS", "APNS_SANDBOX")}),
        {"SNS166": "platform_application_arn"},
    ),
)


@pytest.mark.parametrize(("profile", "expected"), PROFILES, ids=[str(number) for number in range(len(PROFILES))])
def test_offline(profile: Credentials, expected: dict[str, str]) -> None:
    found = {finding.rule: finding.pointer for finding in PROVIDER.check_credentials(profile)}
    assert found == {rule: f"/fields/{field}" for rule, field in expected.items()}


def test_every_notice_is_provoked() -> None:
    assert {rule for _, expected in PROFILES for rule in expected} == {notice.id for notice in PROFILE_NOTICES}


def test_emulators_take_any_keys() -> None:
    fields: dict[str, str | None] = {"access_key_id": "test", "base_url": "http://127.0.0.1:4566"}
    assert PROVIDER.check_credentials(credentials(fields, secret_access_key="test")) == ()


def prove(profile: Credentials | None = None, now: float = NOW) -> Play:
    return Play(PROVIDER.test(profile or credentials(), context(now)))


def application(**state: str) -> HttpResponse:
    entries = "".join(f"<entry><key>{key}</key><value>{value}</value></entry>" for key, value in state.items())
    return success("GetPlatformApplicationAttributes", f"<Attributes>{entries}</Attributes>")


def test_a_good_profile() -> None:
    asked = prove().reports(Level.GOOD, READ).sees(StepKind.PREPARE)
    assert asked.last.detail == "Access key AKIA…MPLE, eu-central-1, APNS."
    assert form(asked.request)["Action"] == "GetPlatformApplicationAttributes"
    assert form(asked.request)["PlatformApplicationArn"] == given.APPLICATION
    asked.answers(application(Enabled="true")).reports(Level.GOOD, READY).ends()


def test_without_an_application_the_keys_are_tried() -> None:
    profile = credentials({"platform_application_arn": None})
    asked = prove(profile).reports(Level.GOOD, READ)
    assert form(asked.request)["Action"] == "ListPlatformApplications"
    asked.answers(success("ListPlatformApplications", "<PlatformApplications/>")).reports(
        Level.GOOD, "Keys are accepted"
    ).ends()


@pytest.mark.parametrize(
    ("state", "level"),
    [
        ({"Enabled": "false"}, Level.BAD),
        ({"Enabled": "true", "AppleCertificateExpiryDate": "2026-01-01T00:00:00Z"}, Level.BAD),
        ({"Enabled": "true", "AppleCertificateExpiryDate": "2026-12-01T00:00:00Z"}, Level.UNSURE),
        ({"Enabled": "true", "AppleCertificateExpiryDate": "2027-12-01T00:00:00Z"}, Level.GOOD),
        ({"Enabled": "true", "AppleCertificateExpiryDate": "soon"}, Level.GOOD),
    ],
)
def test_the_applications_state(state: dict[str, str], level: Level) -> None:
    prove().reports(Level.GOOD, READ).answers(application(**state)).reports(level, READY).ends()


@pytest.mark.parametrize(
    ("response", "level", "title"),
    [
        (refused(403, "InvalidClientTokenId", "no"), Level.BAD, READY),
        (refused(403, "SignatureDoesNotMatch", "no"), Level.BAD, READY),
        (refused(404, "NotFound", "PlatformApplication does not exist"), Level.BAD, READY),
        (refused(403, "AuthorizationError", "no"), Level.UNSURE, "Keys are accepted"),
        (given.published(), Level.BAD, READY),
        *((answer(200, body), Level.BAD, READY) for body, _ in ODD.values()),
        (answer(502, b"<html>"), Level.BAD, READY),
    ],
)
def test_refusals(response: HttpResponse, level: Level, title: str) -> None:
    asked = prove().reports(Level.GOOD, READ).answers(response).reports(level, title).ends()
    assert asked.last.detail
    assert asked.last.fix


@pytest.mark.parametrize(("now", "side"), [(NOW + 600, "ahead of"), (NOW - 600, "behind")])
def test_a_wrong_clock_is_named(now: float, side: str) -> None:
    dated = refused(403, "SignatureDoesNotMatch", "Signature expired", date="Sun, 22 Nov 2026 09:41:00 GMT")
    asked = prove(now=now).reports(Level.GOOD, READ).answers(dated).reports(Level.UNSURE, "Clock is right")
    assert f"600 s {side} AWS" in asked.last.detail
    asked.reports(Level.BAD, READY).ends()


@pytest.mark.parametrize("kind", list(FailureKind))
def test_broken_connections(kind: FailureKind) -> None:
    asked = (
        prove().reports(Level.GOOD, READ).fails(kind).reports(Level.BAD, "Connected to sns.eu-central-1.amazonaws.com")
    )
    asked.ends()


def test_it_ends_at_the_first_bad_result() -> None:
    prove(credentials({"access_key_id": None})).reports(Level.BAD, READ).ends()
    local = credentials(environment=Environment.LOCAL)
    prove(local).reports(Level.GOOD, READ).reports(Level.BAD, "Request can be built").ends()
    doubtful = prove(credentials(secret_access_key="short")).reports(Level.GOOD, READ)
    doubtful.reports(Level.UNSURE, "The secret access key has 5 characters").sees(StepKind.PREPARE)


def asked_later(*deliveries: Followed) -> Any:
    follow_up = PROVIDER.follow_up
    assert follow_up is not None
    return follow_up.ask(deliveries, credentials(), context())


def delivery(token: str = given.ENDPOINT, **facts: str) -> Followed:
    return Followed("d1", "m1", "token", token, NOW, tuple(facts.items()))


def answered(response: HttpResponse, followed: Followed | None = None) -> FollowedUp:
    generator = asked_later(followed or delivery())
    step = next(generator)
    assert step.kind is StepKind.FOLLOW_UP
    assert form(step.request)["EndpointArn"] == given.ENDPOINT
    with pytest.raises(StopIteration) as end:
        generator.send(response)
    [told] = end.value.value
    return told


def test_an_enabled_endpoint_proves_nothing() -> None:
    assert answered(given.state(Enabled="true")).fate is Fate.WAITING


def test_a_disabled_endpoint_means_a_dead_token() -> None:
    told = answered(given.state(Enabled="false"), delivery(given.TOKEN, endpoint=given.ENDPOINT))
    assert (told.fate, told.reason, told.is_target_dead) == (Fate.FAILED, "EndpointDisabled", True)
    assert told.explain is not None


@pytest.mark.parametrize(
    "response",
    [
        refused(404, "NotFound", "x"),
        refused(403, "AccessDenied", "x"),
        *(answer(200, body) for body, _ in ODD.values()),
    ],
)
def test_other_answers_are_unknown(response: HttpResponse) -> None:
    told = answered(response)
    assert told.fate is Fate.UNKNOWN
    assert told.explain is not None


def test_topics_are_not_asked_about_and_order_is_kept() -> None:
    generator = asked_later(delivery(given.TOPIC), delivery())
    next(generator)
    with pytest.raises(StopIteration) as end:
        generator.send(given.state(Enabled="true"))
    assert [told.fate for told in end.value.value] == [Fate.UNKNOWN, Fate.WAITING]


def test_the_spec_is_whole() -> None:
    spec = PROVIDER.spec
    keys = {field.key for field in spec.fields}
    assert {
        "access_key_id",
        "secret_access_key",
        "session_token",
        "region",
        "platform_application_arn",
        "platform",
    } <= keys
    assert {field.key for field in spec.fields if field.is_secret} == {"secret_access_key", "session_token"}
    assert all(field.help and field.label for field in spec.fields)
    for target in spec.targets:
        value = target.example if target.example.startswith("arn:") else target.example.partition(":")[2]
        assert target.check(value) is None
        assert target.check("") is not None
