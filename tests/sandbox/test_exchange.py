"""How a request's path is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushbench.sandbox.exchange import Connection, Request


def request(path: str) -> Request:
    return Request("GET", path, (("a", "1"), ("b", "2"), ("a", "3")), b"xy", Connection(1, True), "x", dropped_bytes=5)


@pytest.mark.parametrize(
    ("path", "route", "segments", "query"),
    [
        ("/", "/", (), {}),
        ("/a/b%20c?x=1&y=", "/a/b%20c", ("a", "b c"), {"x": "1", "y": ""}),
        ("/a//b/", "/a//b/", ("a", "b"), {}),
        ("//[", "//[", ("[",), {}),
        ("https://host:1/a/b?c=d", "/a/b", ("a", "b"), {"c": "d"}),
        ("https://host", "/", (), {}),
        ("/a/http://b", "/a/http://b", ("a", "http:", "b"), {}),
        ("/a?u=https://b/c#d", "/a", ("a",), {"u": "https://b/c"}),
        ("*", "*", ("*",), {}),
        ("", "", (), {}),
    ],
)
def test_reads_a_path(path: str, route: str, segments: tuple[str, ...], query: dict[str, str]) -> None:
    found = request(path)

    assert (found.route, found.segments, dict(found.query)) == (route, segments, query)


@given(st.text())
def test_reads_any_path(path: str) -> None:
    found = request(path)

    assert isinstance(found.route, str)
    assert all(found.segments)
    assert isinstance(dict(found.query), dict)


def test_headers_and_body() -> None:
    found = request("/")

    assert (found.header("a"), found.header("c"), found.count("a")) == ("1", None, 2)
    assert found.body_size == 7
