"""What a view says of a message later, whatever it holds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given as given_values
from hypothesis import strategies as st
from tests.providers.dialogue import answer
from tests.providers.onesignal.given import APP, HOST, NOW, SUBSCRIPTION, context, credentials

from pushbench.domain.fate import Fate
from pushbench.domain.follow_up import Followed, FollowedUp
from pushbench.domain.outcome import StepKind
from pushbench.providers.onesignal.follow import FOLLOW_UP
from pushbench.sandbox.onesignal_answers import NOT_FOUND


def follow(status: int, body: Any, kind: str = "token", **headers: str) -> FollowedUp:
    followed = Followed("d", SUBSCRIPTION, kind, "t", NOW)
    asking = FOLLOW_UP.ask((followed,), credentials(), context())
    step = next(asking)
    assert step.kind is StepKind.FOLLOW_UP
    assert (step.request.method, step.request.url) == ("GET", f"{HOST}/notifications/{SUBSCRIPTION}?app_id={APP}")
    with pytest.raises(StopIteration) as end:
        asking.send(answer(status, body, **headers))
    [told] = end.value.value
    assert isinstance(told, FollowedUp)
    return told


DONE = {"id": SUBSCRIPTION, "completed_at": 1, "remaining": 0}


@pytest.mark.parametrize(
    ("body", "fate", "reason"),
    [
        ({**DONE, "successful": 1, "received": 1}, Fate.SHOWN, None),
        ({**DONE, "successful": 1, "received": 0}, Fate.HANDED_ON, None),
        ({**DONE, "successful": 1, "received": None}, Fate.HANDED_ON, None),
        ({**DONE, "errored": 1}, Fate.FAILED, "errored"),
        ({**DONE, "failed": 1}, Fate.FAILED, "failed"),
        ({**DONE, "successful": 0}, Fate.FAILED, None),
        ({**DONE, "canceled": True, "successful": 1}, Fate.FAILED, "canceled"),
        ({"id": SUBSCRIPTION, "remaining": None, "completed_at": None}, Fate.WAITING, None),
        ({**DONE, "remaining": 3, "errored": 1}, Fate.WAITING, None),
        ({}, Fate.WAITING, None),
    ],
)
def test_counts_tell_the_fate(body: dict[str, Any], fate: Fate, reason: str | None) -> None:
    told = follow(200, body)
    assert (told.fate, told.reason) == (fate, reason)
    assert (told.explain is not None) is (fate is Fate.FAILED)


def test_only_a_single_target_dies() -> None:
    failed = {**DONE, "failed": 1}
    assert follow(200, failed).is_target_dead
    assert not follow(200, failed, "segment").is_target_dead


def test_counts_are_facts() -> None:
    stats = {"ios": {"successful": 1, "errored": 2}, "android": {}, "odd": 7}
    told = follow(200, {**DONE, "successful": 1.0, "converted": 4, "platform_delivery_stats": stats})
    assert told.facts == (
        ("successful", "1"),
        ("converted", "4"),
        ("remaining", "0"),
        ("ios", "1 successful, 2 errored"),
    )


@pytest.mark.parametrize(
    ("status", "body"), [(404, {"errors": [NOT_FOUND]}), (400, {"errors": [NOT_FOUND]}), (404, b"")]
)
def test_what_is_forgotten(status: int, body: Any) -> None:
    assert follow(status, body).fate is Fate.UNKNOWN


@pytest.mark.parametrize(("status", "body"), [(429, {"errors": ["x"]}), (503, b""), (403, b"<html>"), (200, b"<html>")])
def test_trouble_waits(status: int, body: Any) -> None:
    told = follow(status, body)
    assert told.fate is Fate.WAITING
    assert told.explain is not None


VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4) | st.lists(st.none(), max_size=2)
KEYS = (
    "successful",
    "failed",
    "errored",
    "received",
    "remaining",
    "completed_at",
    "canceled",
    "platform_delivery_stats",
)


@given_values(body=st.dictionaries(st.sampled_from(KEYS), VALUES | st.dictionaries(st.sampled_from(KEYS), VALUES)))
def test_any_view_has_a_fate(body: dict[str, Any]) -> None:
    assert isinstance(follow(200, body), FollowedUp)
