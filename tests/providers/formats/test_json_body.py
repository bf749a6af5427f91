"""JSON out and in, to the byte."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushbench.domain.errors import UserError
from pushbench.providers.formats.json_body import body_bytes, body_size, read_json

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=15,
)
SURROGATES = st.text(st.characters(categories=["Cs", "L"]))


@given(st.dictionaries(st.text(), JSON))
def test_what_leaves_is_what_was_meant(payload: dict[str, Any]) -> None:
    data = body_bytes(payload)
    assert json.loads(data) == payload
    assert len(data) == body_size(payload)
    assert read_json(data).value == payload


@given(SURROGATES)
def test_lone_surrogates_survive_as_escapes(text: str) -> None:
    data = body_bytes({"a": text})
    data.decode("utf-8")
    assert json.loads(data) == json.loads(json.dumps({"a": text}))


def test_compact_and_unescaped() -> None:
    assert body_bytes({"a": [1, "é/\u2028"], "b": None}) == '{"a":[1,"é/\u2028"],"b":null}'.encode()
    assert body_bytes('{ "a": 1 }\n') == b'{ "a": 1 }\n'


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_json_has_no_words_for(value: float) -> None:
    with pytest.raises(UserError):
        body_bytes({"a": value})
    assert body_size({"a": value}) > 0


def test_too_deep() -> None:
    deep: Any = []
    for _ in range(5000):
        deep = [deep]
    with pytest.raises(UserError):
        body_bytes({"a": deep})
    assert body_size({"a": deep}) == 0
    assert read_json("[" * 100_000).trouble == "It is nested too deeply."


@pytest.mark.parametrize(
    ("data", "trouble"),
    [
        (b"", "Line 1, column 1"),
        (b'{\n"a":}', "Line 2, column 5"),
        (b"\xff", "Byte 1 is no UTF-8."),
        (b"9" * 5000, "more digits"),
    ],
)
def test_what_is_no_json_says_where(data: bytes, trouble: str) -> None:
    read = read_json(data)
    assert not read.is_valid
    assert trouble in read.trouble


def test_duplicates_are_named_and_a_byte_order_mark_is_no_trouble() -> None:
    read = read_json(b'\xef\xbb\xbf{"a":{"x":1,"x":2},"b":1,"a":3}')
    assert read.is_valid
    assert read.value == {"a": 3, "b": 1}
    assert read.duplicates == ("x", "a")


@given(st.binary() | st.text())
def test_anything_is_read(data: bytes | str) -> None:
    read = read_json(data)
    assert read.is_valid == (read.trouble == "")
