"""Retry-After, whatever stands in it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pushbench.domain.http import HttpResponse
from pushbench.providers.formats.retry_after import http_date, retry_after_seconds


def test_dates() -> None:
    assert http_date("Sun, 06 Nov 1994 08:49:37 GMT") == 784111777
    assert http_date("") is None
    assert http_date("tomorrow") is None
    assert http_date("Sun, 99 Nov 1994 08:49:37 GMT") is None


@given(st.text(), st.text())
def test_any_header_is_read(wait: str, date: str) -> None:
    seconds = retry_after_seconds(HttpResponse(429, (("retry-after", wait), ("date", date))))
    assert seconds is None or seconds >= 0
