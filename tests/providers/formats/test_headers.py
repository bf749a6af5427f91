"""Headers that a developer sets, and the clock beside an answer's ``Date``."""

from __future__ import annotations

from email.utils import formatdate

import pytest

from pushbench.domain.errors import UserError
from pushbench.domain.http import HttpResponse
from pushbench.domain.provider import Level
from pushbench.providers.formats.clock import clock_result
from pushbench.providers.formats.headers import is_header_text, own_headers

NOW = 1_800_000_000.0


def test_own_headers_leave_in_lower_case_without_those_of_others() -> None:
    given = {"X-Trace": "gate 42", "Authorization": "Bearer of another", "x_tier": ""}
    assert own_headers(given, {"authorization"}) == (("x-trace", "gate 42"), ("x_tier", ""))


@pytest.mark.parametrize(
    ("name", "value"),
    [("", "a"), ("x trace", "a"), ("x:y", "a"), ("ü", "a"), ("x", "a\r\nhost: b"), ("x", "ü"), ("x", "\x00")],
)
def test_what_no_header_can_be_is_refused(name: str, value: str) -> None:
    with pytest.raises(UserError, match="cannot be sent"):
        own_headers({name: value}, frozenset())


@pytest.mark.parametrize(
    ("text", "is_good"), [("abc-._~+/=", True), ("", False), ("a b", False), ("a\n", False), ("ä", False)]
)
def test_keys_in_headers_are_visible_ascii(text: str, is_good: bool) -> None:
    assert is_header_text(text) is is_good


@pytest.mark.parametrize(("behind", "words"), [(7200, "7200 s ahead of Expo"), (-7200, "7200 s behind Expo")])
def test_clocks_apart_are_told(behind: float, words: str) -> None:
    answer = HttpResponse(200, (("date", formatdate(NOW - behind, usegmt=True)),))
    [told] = clock_result(answer, NOW, "Expo.", tolerated=60)
    assert (told.level, told.fix) == (Level.UNSURE, "Set this computer's clock.")
    assert words in told.detail


@pytest.mark.parametrize("date", ["", "yesterday", formatdate(NOW - 59, usegmt=True)])
def test_clocks_together_and_answers_without_a_date_tell_nothing(date: str) -> None:
    assert list(clock_result(HttpResponse(200, (("date", date),)), NOW, "Expo.", tolerated=60)) == []
