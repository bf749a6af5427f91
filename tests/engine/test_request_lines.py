"""What a request becomes on the wire, whichever transport writes it."""

from __future__ import annotations

import pytest

from pushbench.domain.http import HttpRequest
from pushbench.engine.request_lines import wire_headers


@pytest.mark.parametrize("value", ["gate-418", "Tür-42", "Łódź-✈", ""])
def test_every_value_leaves_as_utf_8(value: str) -> None:
    request = HttpRequest("POST", "https://push.example", (("apns-collapse-id", value), ("apns-topic", "app")))
    assert wire_headers(request) == [(b"apns-collapse-id", value.encode("utf-8")), (b"apns-topic", b"app")]


def test_bytes_that_are_no_utf_8_survive() -> None:
    value = b"\xfc".decode("utf-8", "surrogateescape")
    assert wire_headers(HttpRequest("POST", "https://push.example", (("x-raw", value),))) == [(b"x-raw", b"\xfc")]
