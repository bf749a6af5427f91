"""Answers of any size and shape are read within bounds; requests of any shape are refused with words."""

from __future__ import annotations

import contextlib
import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushbench.domain.errors import TransportFailure
from pushbench.domain.http import HttpRequest
from pushbench.engine.answers import KEEP_OF_CUT_BYTES, MAX_ANSWER_BYTES, decompress
from pushbench.engine.request_lines import check_lines, origin_of, wire_headers


def test_gzip_and_both_kinds_of_deflate() -> None:
    plain = b'{"reason":"BadDeviceToken"}'
    raw = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    assert decompress("gzip", gzip.compress(plain)) == (plain, False)
    assert decompress("Deflate", zlib.compress(plain)) == (plain, False)
    assert decompress("deflate", raw.compress(plain) + raw.flush()) == (plain, False)


def test_other_encodings_stay_as_they_are() -> None:
    assert decompress("br", b"\x0b\x02\x80") == (b"\x0b\x02\x80", False)
    assert decompress("gzip", b"") == (b"", False)


def test_a_bomb_is_cut() -> None:
    body, is_cut = decompress("gzip", gzip.compress(b"x" * (MAX_ANSWER_BYTES * 4)))
    assert is_cut
    assert len(body) == KEEP_OF_CUT_BYTES


@given(st.sampled_from(["gzip", "deflate", "x-gzip", "br", ""]), st.binary(max_size=200))
def test_any_bytes_give_a_body_or_a_value_error(encoding: str, body: bytes) -> None:
    try:
        found, is_cut = decompress(encoding, body)
    except ValueError:
        return
    assert isinstance(found, bytes)
    assert not is_cut


@given(st.text(max_size=60), st.text(max_size=10), st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8))))
def test_any_request_is_written_or_refused(url: str, method: str, headers: list[tuple[str, str]]) -> None:
    request = HttpRequest(method, url, tuple(headers))
    with contextlib.suppress(TransportFailure):
        check_lines(request)
        assert len(wire_headers(request)) == len(headers)


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://a.example", "https://a.example"),
        ("https://a.example/", "https://a.example"),
        ("https://a.example:8443/3/device/x?y#z", "https://a.example:8443"),
        ("https://a.example?x=/", "https://a.example"),
        ("https://[::1]:8443/x", "https://[::1]:8443"),
    ],
)
def test_origins(url: str, origin: str) -> None:
    assert origin_of(url) == origin == HttpRequest("GET", url).origin
