"""An access token is optional; what is surely something else is named, and the test reaches nobody."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.providers.dialogue import Play, answer
from tests.providers.expo.given import ACCESS, RECEIPTS_URL, TOKEN, context, credentials

from pushbench.domain.errors import FailureKind
from pushbench.domain.profile import Environment
from pushbench.domain.provider import Level
from pushbench.providers.expo import PROVIDER

EMPTY = answer(200, {"data": {}}, date="Sun, 22 Nov 2026 09:41:00 GMT")
READ, NONE = "Access token is readable", "No access token is needed to begin with"


def rules(**profile: Any) -> list[tuple[str, str]]:
    return [(each.rule, each.pointer) for each in PROVIDER.check_credentials(credentials(**profile))]


@pytest.mark.parametrize(
    "text",
    [
        '{"type":"service_account"}',
        "-----BEGIN PRIVATE KEY-----\nabc",
        "<html>",
        TOKEN,
        "ya29.a0AfH6SMB",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc",
        "söme-tökén-0123",
        "short",
    ],
)
def test_what_is_no_access_token(text: str) -> None:
    assert rules(access_token=text) == [("EXPO202", "/fields/access_token")]


def test_what_is_fine() -> None:
    assert rules(access_token=f"Bearer {ACCESS}\n") == []
    assert rules(environment=Environment.LOCAL) == []
    assert rules() == [("EXPO203", "/fields/access_token")]
    assert rules(access_token=ACCESS, fields={"base_url": "nowhere"}) == [("EXPO201", "/fields/base_url")]


def prove(**profile: Any) -> Play:
    return Play(PROVIDER.test(credentials(**profile), context()))


def test_with_a_token() -> None:
    talk = prove(access_token=ACCESS).reports(Level.GOOD, READ)
    talk.sees(method="POST", url=RECEIPTS_URL, headers={"authorization": f"Bearer {ACCESS}"})
    assert json.loads(talk.request.body) == {"ids": [context().new_id()]}
    talk.answers(EMPTY).reports(Level.GOOD, "Expo takes the access token").ends()


def test_without_one() -> None:
    talk = prove().reports(Level.GOOD, NONE).sees(headers={"authorization": None})
    talk.answers(EMPTY).reports(Level.GOOD, "Expo answers").ends()


def test_a_wrong_token_ends_it() -> None:
    refused = answer(401, {"error": "invalid_token", "error_description": "The bearer token is invalid"})
    talk = prove(access_token=ACCESS).reports(Level.GOOD, READ).answers(refused)
    talk.reports(Level.BAD, "Expo takes the access token").ends()
    assert "invalid_token" in talk.last.detail
    prove(access_token="short").reports(Level.BAD, READ).ends()


def test_trouble_at_expo_is_unsure() -> None:
    talk = prove().reports(Level.GOOD, NONE).answers(answer(503))
    talk.reports(Level.UNSURE, "Expo answers").ends()


@pytest.mark.parametrize("kind", FailureKind)
def test_no_connection(kind: FailureKind) -> None:
    talk = prove().reports(Level.GOOD, NONE).fails(kind)
    talk.reports(Level.BAD, "Connected to exp.host").ends()
    assert talk.last.fix.endswith(".")


def test_a_wrong_clock_is_named() -> None:
    late = answer(200, {"data": {}}, date="Sun, 22 Nov 2026 09:31:00 GMT")
    talk = prove().reports(Level.GOOD, NONE).answers(late).reports(Level.UNSURE, "Clock is right")
    assert "600 s ahead of Expo" in talk.last.detail


def test_no_sandbox() -> None:
    prove(environment=Environment.LOCAL).reports(Level.GOOD, NONE).reports(Level.BAD, "Request can be built").ends()
