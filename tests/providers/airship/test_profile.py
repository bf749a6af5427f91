"""Credentials: read offline, tested by a check that sends nothing, and recognised in files."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given as given_values
from hypothesis import strategies as st
from tests.providers.airship.given import KEY, SECRET, US, context, credentials
from tests.providers.credential_cases.made import p256, p384, pem
from tests.providers.dialogue import Play, answer

from pushbench.domain.credential_file import CredentialText
from pushbench.domain.errors import FailureKind
from pushbench.domain.outcome import StepKind
from pushbench.domain.profile import Environment
from pushbench.domain.provider import Level
from pushbench.domain.secret import Secret
from pushbench.providers.airship import PROVIDER

GIVEN = "Key and sign-in are given"


def found(*arguments: Any, **keywords: Any) -> list[str]:
    return [finding.rule for finding in PROVIDER.check_credentials(credentials(*arguments, **keywords))]


def test_what_shows_offline() -> None:
    assert found() == []
    assert found(token="a.bearer.token-that-is-long") == []
    assert found({"client_id": "c"}, client_secret="s") == []
    for rules, fields, secrets in (
        (["AIR201"], {"base_url": "nowhere"}, {}),
        (["AIR211"], {"base_url": "http://push.example"}, {}),
        (["AIR212"], {"base_url": "https://go.airship.com"}, {}),
        (["AIR202"], {"app_key": ""}, {}),
        (["AIR202"], {"app_key": "short"}, {}),
        (["AIR203"], {}, {"master_secret": ""}),
        (["AIR204"], {}, {"master_secret": "short"}),
        (["AIR205"], {}, {"master_secret": KEY}),
        (["AIR206"], {}, {"token": "a b"}),
        (["AIR207"], {}, {"token": SECRET}),
        (["AIR208"], {}, {"master_secret": SECRET, "token": "a.bearer.token-that-is-long"}),
        (["AIR209"], {}, {"client_secret": "s"}),
        (["AIR209"], {"client_id": "c"}, {"master_secret": SECRET}),
        (["AIR213"], {"client_id": "c"}, {"private_key": "no key"}),
        (["AIR213"], {"client_id": "c"}, {"private_key": pem(p256())}),
        ([], {"client_id": "c"}, {"private_key": pem(p384())}),
        (["AIR210"], {"client_id": "c", "token_url": "x"}, {"client_secret": "s"}),
        (["AIR210"], {"client_id": "c", "token_url": "http://far.example/token"}, {"client_secret": "s"}),
    ):
        assert found(fields, **secrets) == rules, (fields, secrets)
    local = credentials({"app_key": "anything"}, environment=Environment.LOCAL, master_secret="anything-else")
    assert PROVIDER.check_credentials(local) == ()
    ids = {notice.id for notice in PROVIDER.notices if notice.id > "AIR2"}
    assert ids == {f"AIR{number}" for number in range(201, 214)}


def prove(**fields: str) -> Play:
    return Play(PROVIDER.test(credentials(fields), context()))


def test_a_check_proves_the_key() -> None:
    play = prove().reports(Level.GOOD, GIVEN)
    play.sees(StepKind.PREPARE, method="POST", url=f"{US}/api/push/validate")
    play.answers(answer(200, {"ok": True})).reports(Level.GOOD, f"May send for {KEY}").ends()


@pytest.mark.parametrize(
    ("status", "body", "level", "word"),
    [
        (401, {"ok": False, "error": "Unauthorized", "error_code": 40101}, Level.BAD, "other site"),
        (403, {"ok": False, "error": "Forbidden", "error_code": 40301}, Level.BAD, "owner"),
        (500, {"ok": False, "error_code": 50000}, Level.UNSURE, ""),
        (200, b"<html>", Level.UNSURE, ""),
        (403, b"<html>", Level.UNSURE, ""),
    ],
)
def test_what_a_check_may_say(status: int, body: Any, level: Level, word: str) -> None:
    play = prove().reports(Level.GOOD, GIVEN).answers(answer(status, body)).reports(level, f"May send for {KEY}").ends()
    assert word in play.last.fix


def test_a_wrong_clock_is_named() -> None:
    late = answer(200, {"ok": True}, date="Sun, 22 Nov 2026 08:00:00 GMT")
    play = prove().reports(Level.GOOD, GIVEN).answers(late).reports(Level.UNSURE, "Clock is right")
    assert "ahead of Airship" in play.last.detail


def test_what_goes_wrong_before() -> None:
    bad = Play(PROVIDER.test(credentials({"app_key": ""}), context()))
    bad.reports(Level.BAD, GIVEN).ends()
    for kind in FailureKind:
        lost = prove().reports(Level.GOOD, GIVEN).fails(kind)
        lost.reports(Level.BAD, "Connected to go.urbanairship.com").ends()
        assert lost.last.fix
    two = Play(PROVIDER.test(credentials(token=SECRET), context()))
    two.reports(Level.GOOD, GIVEN).reports(Level.UNSURE, "The bearer token has 22 characters")
    client = Play(PROVIDER.test(credentials({"client_id": "c"}, client_secret="s"), context()))
    client.reports(Level.GOOD, GIVEN).answers(answer(401, {"error": "invalid_client"})).reports(
        Level.BAD, "Signed in"
    ).ends()


def read(text: str, name: str = "") -> Any:
    return PROVIDER.read_credential(CredentialText(Secret(text), name))


def test_files_are_recognised() -> None:
    texts = (
        f'{{"app_key": "{KEY}", "master_secret": "{SECRET}", "site": "EU"}}',
        f'{{"airship": {{"appKey": "{KEY}", "appMasterSecret": "{SECRET}", "site": "eu"}}}}',
        f"AIRSHIP_APP_KEY={KEY}\nAIRSHIP_MASTER_SECRET='{SECRET}'\nexport AIRSHIP_SITE=eu\n",
        f"App Key: {KEY}\nApp Master Secret: {SECRET}\nSite: EU",
    )
    for text in texts:
        [reading] = read(text)
        assert reading.values == {"app_key": KEY, "site": "eu"}, text
        assert reading.secrets == {"master_secret": Secret(SECRET)}
        assert (reading.findings, reading.identity) == ((), {"app_key": KEY})
        assert SECRET not in str(reading)
    [token] = read("UA_TOKEN=a.b.c\nUA_APP_KEY=" + KEY)
    assert token.secrets == {"token": Secret("a.b.c")}
    [plist] = read(f"developmentAppKey={KEY}\ndevelopmentAppSecret={SECRET}", "airshipconfig.properties")
    assert [finding.rule for finding in plist.findings] == ["AIR203"]
    assert "app secret" in plist.findings[0].what
    both = f"developmentAppKey={KEY}\nproductionAppKey={'p' * 22}\ninProduction="
    for flag, key in (("false", KEY), ("true", "p" * 22)):
        assert read(both + flag, "airshipconfig.properties")[0].values == {"app_key": key}
    [broken] = read("AIRSHIP_APP_KEY=short\nAIRSHIP_MASTER_SECRET=short")
    assert [finding.rule for finding in broken.findings] == ["AIR202", "AIR204"]
    for other in ("", "hello", KEY, '{"type": "service_account"}', "app_key=short", "-----BEGIN PRIVATE KEY-----", "{"):
        assert read(other) == ()
    assert PROVIDER.read_credential(CredentialText(Secret("aGk="), is_base64=True)) == ()


@given_values(text=st.text(max_size=200))
def test_reading_is_total(text: str) -> None:
    for each in (text, f"airship app_key={text}", f'{{"airship": {{"app_key": "{text}"}}}}'):
        for reading in read(each):
            assert reading.provider == "airship"
