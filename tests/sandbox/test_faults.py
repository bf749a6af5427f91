"""Faults: what a description may say, whom a fault strikes and when, and what a service then answers."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sandbox.running import Running

from pushbench.domain.errors import UserError
from pushbench.sandbox.exchange import Connection
from pushbench.sandbox.faults import Fault, FaultKind, Faults, read_fault

PROVIDERS = ("apns", "fcm")


def connection(number: int = 1) -> Connection:
    return Connection(number, is_http2=True)


def struck(faults: Faults, count: int, *, token: str | None = None, on: Connection | None = None) -> list[bool]:
    same = on or connection()
    return [faults.strike("apns", token, same) is not None for _ in range(count)]


def standing(**fields: Any) -> Faults:
    faults = Faults(PROVIDERS)
    faults.set(read_fault({"provider": "apns", **fields}, PROVIDERS))
    return faults


def test_reads_every_field() -> None:
    document = {
        "provider": "apns",
        "token": "ab",
        "kind": "reason",
        "reason": "TooManyRequests",
        "status": 429,
        "retry_after": 1.5,
        "after": 2,
        "times": 3,
    }

    fault = read_fault(document, PROVIDERS)

    assert fault == Fault("apns", FaultKind.REASON, "ab", "TooManyRequests", 429, 1.5, 2, 3)
    assert fault.to_json() == document


def test_null_counts_as_absent() -> None:
    assert read_fault({"provider": "apns", "kind": "slow", "after": None}, PROVIDERS).delay_seconds == 2.0


@pytest.mark.parametrize(
    ("document", "word"),
    [
        ([], "JSON object"),
        ({"kind": "slow"}, "provider"),
        ({"provider": "sms", "kind": "slow"}, "“sms” is no provider"),
        ({"provider": 3, "kind": "slow"}, "“provider” must be text"),
        ({"provider": "apns"}, "no kind of fault"),
        ({"provider": "apns", "kind": "explode"}, "“explode” is no kind"),
        ({"provider": "apns", "kind": "reason"}, "needs a reason or a status"),
        ({"provider": "apns", "kind": "slow", "delay": 3}, "“delay” is no field"),
        ({"provider": "apns", "kind": "slow", "after": -1}, "“after”"),
        ({"provider": "apns", "kind": "slow", "after": 1e9}, "0 to 3600"),
        ({"provider": "apns", "kind": "slow", "after": True}, "“after”"),
        ({"provider": "apns", "kind": "stall", "after": 1.5}, "whole number"),
        ({"provider": "apns", "kind": "goaway", "after": 0}, "“after” is 0"),
        ({"provider": "apns", "kind": "stall", "times": 0}, "“times”"),
        ({"provider": "apns", "kind": "stall", "times": "2"}, "“times”"),
        ({"provider": "apns", "kind": "reason", "status": 99}, "200 to 599"),
        ({"provider": "apns", "kind": "reason", "status": 503, "retry_after": "soon"}, "“retry_after”"),
        ({"provider": "apns", "kind": "reason", "reason": ""}, "“reason”"),
        ({"provider": "apns", "kind": "stall", "token": 7}, "“token”"),
    ],
)
def test_names_what_is_wrong(document: Any, word: str) -> None:
    with pytest.raises(UserError) as caught:
        read_fault(document, PROVIDERS)

    assert word in f"{caught.value.what} {caught.value.why}"
    assert caught.value.fix


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(), lambda inner: st.lists(inner)))
def test_any_value_is_a_fault_or_told_apart(value: Any) -> None:
    for name in ("token", "kind", "reason", "status", "retry_after", "after", "times"):
        with contextlib.suppress(UserError):
            fault = read_fault({"provider": "apns", "kind": "stall", name: value}, PROVIDERS)
            assert read_fault(fault.to_json(), PROVIDERS) == fault


def test_strikes_its_provider_and_token_alone() -> None:
    faults = standing(kind="stall", token="ab")

    assert struck(faults, 1, token="ab") == [True]
    assert struck(faults, 1, token="cd") == [False]
    assert struck(faults, 1) == [False]
    assert faults.strike("fcm", "ab", connection()) is None


def test_times_and_after() -> None:
    faults = standing(kind="reason", status=503, after=2, times=3)

    assert struck(faults, 7) == [False, False, True, True, True, False, False]
    assert not faults


def test_slow_counts_after_in_seconds() -> None:
    faults = standing(kind="slow", after=30, times=2)

    assert struck(faults, 3) == [True, True, False]


def test_goaway_counts_per_connection() -> None:
    faults = standing(kind="goaway", after=3)
    first, second = connection(1), connection(2)

    assert struck(faults, 4, on=first) == [False, False, True, False]
    assert struck(faults, 3, on=second) == [False, False, True]
    assert struck(faults, 2, on=first) == [False, True]


def test_the_first_fault_that_strikes_wins() -> None:
    faults = standing(kind="stall", after=1, times=1)
    faults.set(Fault("apns", FaultKind.RESET))

    kinds = [fault.kind for fault in (faults.strike("apns", None, connection()) for _ in range(3)) if fault]

    assert kinds == [FaultKind.RESET, FaultKind.STALL, FaultKind.RESET]


def test_lists_and_removes() -> None:
    faults = standing(kind="stall")
    second = faults.set(Fault("fcm", FaultKind.SLOW, after=1, times=5))
    faults.strike("fcm", None, connection())

    assert faults.to_json() == [
        {"number": 1, "provider": "apns", "kind": "stall", "struck": 0},
        {"number": 2, "provider": "fcm", "kind": "slow", "after": 1, "times": 5, "struck": 1},
    ]
    assert faults.remove(second)
    assert not faults.remove(second)
    faults.clear()
    assert faults.to_json() == []


# What APNs then answers


@pytest.mark.parametrize(
    ("fields", "status", "reason"),
    [
        ({"reason": "Unregistered"}, 410, "Unregistered"),
        ({"reason": "ExpiredToken"}, 410, "ExpiredToken"),
        ({"reason": "TooManyRequests"}, 429, "TooManyRequests"),
        ({"reason": "Shutdown"}, 503, "Shutdown"),
        ({"reason": "InternalServerError"}, 500, "InternalServerError"),
        ({"reason": "Service Unavailable"}, 503, "Service Unavailable"),
        ({"reason": "BrandNewReason"}, 400, "BrandNewReason"),
        ({"reason": "BrandNewReason", "status": 451}, 451, "BrandNewReason"),
        ({"status": 410}, 410, "Unregistered"),
        ({"status": 429}, 429, "TooManyRequests"),
        ({"status": 503}, 503, "ServiceUnavailable"),
        ({"status": 502}, 502, "InternalServerError"),
        ({"status": 400}, 400, "BadDeviceToken"),
    ],
)
def test_a_reason_in_apples_words(sandbox: Running, fields: dict[str, Any], status: int, reason: str) -> None:
    sandbox.control("POST", "/faults", {"provider": "apns", "kind": "reason", **fields})

    answer = sandbox.push()

    document = json.loads(answer.content)
    assert (answer.status_code, document["reason"]) == (status, reason)
    assert ("timestamp" in document) == (status == 410)
    assert answer.headers["apns-id"]
    assert "retry-after" not in answer.headers
    assert sandbox.emulator.received == []


def test_retry_after(sandbox: Running) -> None:
    sandbox.control(
        "POST", "/faults", {"provider": "apns", "kind": "reason", "status": 503, "retry_after": 7, "times": 1}
    )

    assert sandbox.push().headers["retry-after"] == "7"
    assert sandbox.push().status_code == 200


def test_slow(sandbox: Running) -> None:
    sandbox.control("POST", "/faults", {"provider": "apns", "kind": "slow", "after": 3.5})

    assert sandbox.push().status_code == 200
    assert sandbox.clock.slept == [3.5]


def test_malformed(sandbox: Running) -> None:
    for fields in ({}, {"status": 502}):
        sandbox.control("POST", "/faults", {"provider": "apns", "kind": "malformed", "times": 1, **fields})
        answer = sandbox.push()
        assert answer.status_code == fields.get("status", 200)
        assert answer.headers["content-type"] == "text/html"
        with pytest.raises(ValueError):
            answer.json()
    assert sandbox.emulator.received == []


def test_a_fault_on_a_token_leaves_the_others_alone(sandbox: Running) -> None:
    sandbox.control(
        "POST", "/faults", {"provider": "apns", "kind": "reason", "reason": "Unregistered", "token": sandbox.token()}
    )

    assert sandbox.push().status_code == 410
    voip = {"apns-topic": "dev.pushbench.demo.voip", "apns-push-type": "voip"}
    assert sandbox.push(token=sandbox.token("voip"), headers=voip).status_code == 200
