"""Credentials read offline, and proved by a view of a message that cannot exist."""

from __future__ import annotations

import pytest
from tests.providers.dialogue import Play, answer
from tests.providers.onesignal.given import APP, HOST, KEY, Sandbox, context, credentials, drive

from pushbench.domain.errors import FailureKind
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.provider import Level
from pushbench.domain.secret import Secret
from pushbench.providers.onesignal import PROVIDER
from pushbench.providers.onesignal.doctor import NOBODYS_MESSAGE
from pushbench.sandbox.onesignal_answers import ACCESS_DENIED, NO_APP, NOT_FOUND

GIVEN, MAY = "App id and key are given", f"May send for {APP}"


@pytest.mark.parametrize(
    ("fields", "key", "rules"),
    [
        ({}, KEY, []),
        ({}, "", ["ONES203"]),
        ({}, "ä", ["ONES203"]),
        ({}, APP, ["ONES203"]),
        ({}, "os_v2_org_abc", ["ONES204"]),
        ({}, "ZDU1MTBmNDA", ["ONES205"]),
        ({"app_id": ""}, KEY, ["ONES202"]),
        ({"app_id": "42"}, KEY, ["ONES202"]),
        ({"app_id": KEY}, KEY, ["ONES202"]),
        ({"app_id": KEY}, APP, ["ONES206"]),
        ({"base_url": "here"}, KEY, ["ONES201"]),
    ],
)
def test_profiles_are_read_offline(fields: dict[str, str], key: str, rules: list[str]) -> None:
    found = PROVIDER.check_credentials(credentials(fields, key=key))
    assert [finding.rule for finding in found] == rules
    assert all(KEY not in finding.what + finding.why for finding in found)
    assert {notice.id for notice in PROVIDER.notices} >= set(rules)


def prove(profile: Credentials | None = None) -> Play:
    return Play(PROVIDER.test(profile or credentials(), context()))


def test_not_found_is_the_good_answer() -> None:
    play = (
        prove()
        .reports(Level.GOOD, GIVEN)
        .sees(method="GET", url=f"{HOST}/notifications/{NOBODYS_MESSAGE}?app_id={APP}")
    )
    play.answers(answer(404, {"errors": [NOT_FOUND]}, date="Sun, 22 Nov 2026 09:41:00 GMT")).reports(
        Level.GOOD, MAY
    ).ends()


@pytest.mark.parametrize(
    ("status", "body", "level"),
    [
        (403, {"errors": [ACCESS_DENIED]}, Level.BAD),
        (400, {"errors": [NO_APP]}, Level.BAD),
        (429, {"errors": ["API rate limit exceeded"]}, Level.UNSURE),
        (404, b"<html>", Level.UNSURE),
        (200, {"id": NOBODYS_MESSAGE}, Level.UNSURE),
        (503, b"", Level.UNSURE),
    ],
)
def test_other_answers(status: int, body: object, level: Level) -> None:
    prove().reports(Level.GOOD, GIVEN).answers(answer(status, body)).reports(level, MAY).ends()


def test_a_wrong_clock_is_named() -> None:
    late = answer(404, {"errors": [NOT_FOUND]}, date="Sun, 22 Nov 2026 09:31:00 GMT")
    prove().reports(Level.GOOD, GIVEN).answers(late).reports(Level.UNSURE, "Clock is right").reports(
        Level.GOOD, MAY
    ).ends()


def test_bad_profiles_and_connections_end_it() -> None:
    prove(credentials(key="")).reports(Level.BAD, GIVEN).ends()
    prove(credentials(environment=Environment.LOCAL)).reports(Level.GOOD, GIVEN).reports(
        Level.BAD, "Request can be built"
    ).ends()
    play = (
        prove(credentials(key="old-key"))
        .reports(Level.GOOD, GIVEN)
        .reports(Level.UNSURE, "The key does not begin with os_v2_app_")
    )
    play.fails(FailureKind.NAME).reports(Level.BAD, "Connected to api.onesignal.com").ends()


def test_against_the_emulator() -> None:
    sandbox = Sandbox()
    results = list_of(sandbox, sandbox.credentials())
    assert [result.level for result in results] == [Level.GOOD, Level.GOOD]
    profile = sandbox.credentials()
    wrong = Credentials(profile.name, profile.provider, profile.environment, profile.fields, {"api_key": Secret("x")})
    assert [result.level for result in list_of(sandbox, wrong)] == [Level.GOOD, Level.BAD]
    assert not sandbox.received


def list_of(sandbox: Sandbox, profile: Credentials) -> list:  # type: ignore[type-arg]
    results = []

    def steps():  # type: ignore[no-untyped-def]
        test = PROVIDER.test(profile, context())
        heard = None
        try:
            while True:
                item = test.send(heard)
                heard = None
                if hasattr(item, "level"):
                    results.append(item)
                else:
                    heard = yield item
        except StopIteration:
            return

    drive(steps(), sandbox)
    return results
