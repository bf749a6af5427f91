"""The credential test, step by step."""

from __future__ import annotations

import json

import pytest
from tests.providers.apns.samples import (
    BUNDLE,
    NOW,
    certificate_credentials,
    context,
    credentials,
    make_certificate,
    topic_list,
)
from tests.providers.dialogue import Play, answer

from pushbench.domain.errors import FailureKind
from pushbench.domain.http import HttpResponse, Timings
from pushbench.domain.outcome import StepKind
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.provider import Level
from pushbench.providers.apns import PROVIDER

HOST = "api.sandbox.push.apple.com:443"
IDS = "Key ID, Team ID and bundle id are well formed"


def play(profile: Credentials | None = None) -> Play:
    return Play(PROVIDER.test(profile or credentials(), context()))


def asked(profile: Credentials | None = None) -> Play:
    """Play on to the request."""
    going = play(profile)
    if profile is not None and profile.secret("key") is None:
        for title in ("Certificate is readable", "Certificate fits the profile", "Certificate is in date"):
            going.reports(Level.GOOD, title)
        return going
    return going.reports(Level.GOOD, "Key file is readable").reports(Level.GOOD, IDS)


def says(reason: str, status: int = 400, **headers: str) -> HttpResponse:
    return HttpResponse(
        status,
        tuple(headers.items()),
        json.dumps({"reason": reason}).encode(),
        "HTTP/2",
        Timings(total_ms=38, connect_ms=20, tls_ms=34),
    )


def test_everything_right_but_the_bundle_id_is_not_proven() -> None:
    going = asked().sees(
        StepKind.DELIVER,
        method="POST",
        path=f"/3/device/{bytes(range(32)).hex()}",
        headers={
            "apns-push-type": "background",
            "apns-priority": "5",
            "apns-expiration": "0",
            "apns-topic": BUNDLE,
        },
        body=b'{"aps":{"content-available":1}}',
    )
    going.answers(says("BadDeviceToken"))
    going.reports(Level.GOOD, "Clock is right").reports(Level.GOOD, f"Connected to {HOST}")
    assert going.last.total_ms == 34
    going.reports(Level.GOOD, "Key and team accepted")
    assert "400 BadDeviceToken" in going.last.detail
    assert "403 InvalidProviderToken" in going.last.detail
    assert going.last.total_ms == 38
    going.reports(Level.UNSURE, "Bundle ID not proven yet").ends()


@pytest.mark.parametrize(
    ("reason", "status", "level"),
    [
        ("InvalidProviderToken", 403, Level.BAD),
        ("ExpiredProviderToken", 403, Level.BAD),
        ("BadEnvironmentKeyInToken", 403, Level.BAD),
        ("MissingProviderToken", 403, Level.BAD),
        ("TooManyProviderTokenUpdates", 429, Level.UNSURE),
        ("TooManyRequests", 429, Level.UNSURE),
        ("InternalServerError", 500, Level.UNSURE),
        ("Shutdown", 503, Level.UNSURE),
        ("SomethingNew", 403, Level.BAD),
    ],
)
def test_other_answers(reason: str, status: int, level: Level) -> None:
    going = asked().answers(says(reason, status))
    if status >= 500:
        going.reports(Level.GOOD, "Clock is right")
    going.reports(Level.GOOD, f"Connected to {HOST}").reports(level, "Key and team accepted")
    assert f"{status} {reason}" in going.last.detail
    assert going.last.fix
    going.ends()


@pytest.mark.parametrize("reason", ["BadTopic", "TopicDisallowed", "MissingTopic", "DeviceTokenNotForTopic"])
def test_a_refused_topic_accepts_the_key(reason: str) -> None:
    going = asked().answers(says(reason))
    going.reports(Level.GOOD, "Clock is right").reports(Level.GOOD, f"Connected to {HOST}")
    going.reports(Level.GOOD, "Key and team accepted").reports(Level.BAD, "Bundle ID accepted").ends()


def test_a_server_that_takes_any_token_proves_nothing() -> None:
    going = asked().answers(HttpResponse(200, (), b"", "HTTP/2"))
    going.reports(Level.GOOD, f"Connected to {HOST}").reports(Level.UNSURE, "Key and team accepted").ends()


def test_a_web_page_is_unclear() -> None:
    going = asked().answers(answer(200, b"<html>", content_type="text/html"))
    going.reports(Level.GOOD, f"Connected to {HOST}").reports(Level.UNSURE, "Key and team accepted").ends()


@pytest.mark.parametrize(
    ("date", "level", "words"),
    [
        ("Sat, 22 Nov 2025 14:02:31 GMT", Level.GOOD, "agrees with Apple to the second"),
        ("Sat, 22 Nov 2025 14:00:31 GMT", Level.UNSURE, "120 s ahead"),
        ("Sat, 22 Nov 2025 12:02:31 GMT", Level.BAD, "7200 s ahead"),
        ("Sat, 22 Nov 2025 17:02:31 GMT", Level.BAD, "10800 s behind"),
    ],
)
def test_the_clock_is_held_against_the_date_header(date: str, level: Level, words: str) -> None:
    assert int(NOW) == 1763820151, "2025-11-22 14:02:31 UTC"
    going = asked().answers(says("BadDeviceToken", date=date)).reports(level, "Clock is right")
    assert words in going.last.detail
    assert going.is_over == (level is Level.BAD)


@pytest.mark.parametrize("kind", list(FailureKind))
def test_no_connection(kind: FailureKind) -> None:
    going = asked().fails(kind, "the network said no").reports(Level.BAD, f"Connected to {HOST}")
    assert "the network said no" in going.last.detail
    assert going.last.fix
    going.ends()


def test_offline_trouble_ends_the_test_before_anything_is_sent() -> None:
    going = play(credentials(key="hello")).reports(Level.BAD, "Key file is readable").ends()
    assert going.last.fix
    going = play(credentials(team_id=None)).reports(Level.GOOD, "Key file is readable").reports(Level.BAD, IDS).ends()
    assert "Team ID is missing" in going.last.detail
    play(Credentials("x", "apns", Environment.SANDBOX)).reports(Level.BAD, "Key file is readable").ends()


def test_a_local_profile_without_an_emulator_says_so() -> None:
    going = play(credentials(Environment.LOCAL))
    going.reports(Level.GOOD, "Key file is readable").reports(Level.GOOD, IDS)
    going.reports(Level.BAD, "Request can be built").ends()
    assert "Start the sandbox" in going.last.fix


def test_a_certificate_proves_its_own_topic() -> None:
    going = asked(certificate_credentials()).sees(headers={"authorization": None})
    going.answers(says("BadDeviceToken")).reports(Level.GOOD, f"Connected to {HOST}")
    going.reports(Level.GOOD, "Certificate accepted").reports(Level.GOOD, "Bundle ID covered by the certificate").ends()


@pytest.mark.parametrize(
    ("begins", "ends", "level", "words"),
    [
        (NOW - 400 * 86_400, NOW - 86_400, Level.BAD, "It ended on 2025-11-21."),
        (NOW + 86_400, NOW + 400 * 86_400, Level.BAD, "It begins only on 2025-11-23."),
        (NOW - 86_400, NOW + 10 * 86_400 + 60, Level.UNSURE, "in 10 days"),
    ],
)
def test_certificate_dates(begins: float, ends: float, level: Level, words: str) -> None:
    certificate = make_certificate(begins=begins, ends=ends, topics=topic_list((BUNDLE, ("app",))))
    going = play(certificate_credentials(certificate))
    going.reports(Level.GOOD, "Certificate is readable").reports(Level.GOOD, "Certificate fits the profile")
    assert "development and production" in going.last.detail
    going.reports(level, "Certificate is in date")
    assert words in going.last.detail
    assert going.is_over == (level is Level.BAD)


def test_a_certificate_of_another_app_or_environment_ends_the_test() -> None:
    other = certificate_credentials(make_certificate(bundle_id="app.other"))
    play(other).reports(Level.GOOD, "Certificate is readable").reports(Level.BAD, "Certificate fits the profile").ends()
    wrong = certificate_credentials(make_certificate(environments=("development",)), Environment.PRODUCTION)
    play(wrong).reports(Level.GOOD, "Certificate is readable").reports(Level.BAD, "Certificate fits the profile").ends()
    broken = certificate_credentials(certificate="hello")
    play(broken).reports(Level.BAD, "Certificate is readable").ends()


def test_warnings_are_told_and_do_not_end_it() -> None:
    both = certificate_credentials(key=credentials().secrets["key"].reveal(), key_id="7QK4X2M9PD", team_id="M84TZ6KW21")
    going = play(both).reports(Level.GOOD, "Key file is readable").reports(Level.GOOD, IDS)
    going.reports(Level.UNSURE, "There are a key and a certificate")
    assert not going.is_over
