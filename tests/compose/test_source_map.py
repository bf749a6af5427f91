from __future__ import annotations

import json
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pushbench.compose.merge_patch import is_same
from pushbench.compose.source_map import DEPTH_LIMIT, scan
from pushbench.domain.pointer import child, value_at


def strict(text: str):
    """What ``json.loads`` says, without the things it takes and no service does."""

    def refuse(word):
        raise ValueError(word)

    value = json.loads(text, parse_constant=refuse)
    json.dumps(value, allow_nan=False)
    json.dumps([value, text], ensure_ascii=False).encode()
    return value


def agrees(text: str) -> None:
    found = scan(text)
    try:
        expected = strict(text)
    except ValueError:
        assert not found.is_valid
        return
    assert found.is_valid, found.problems
    assert is_same(found.value, expected)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=20,
)
layouts = st.sampled_from([{}, {"indent": 2}, {"ensure_ascii": False}, {"separators": (",", ":")}])
pieces = st.sampled_from(
    [
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        '"',
        '"a"',
        '"b"',
        "1",
        "-0",
        "1.5e3",
        "01",
        "+1",
        "1.",
        ".5",
        "-",
        "1e999",
        "true",
        "false",
        "null",
        "True",
        "NaN",
        "-Infinity",
        " ",
        "\n",
        "\t",
        "\f",
        "\u00a0",
        "\ufeff",
        "//",
        "/*",
        "*/",
        "#",
        "'",
        "“",
        "”",
        "\\",
        "\\u",
        "\\ud800",
        "\\udc00",
        "\\n",
        "\\x",
        "{{",
        "}}",
        "{{a}}",
        "a",
        "é",
        "=",
        ";",
        "\0",
        "\ud800",
        "x y",
        "0x1F",
        "٣",
        "²",
    ]
)


@given(json_values, layouts)
def test_takes_what_json_writes(value, layout):
    text = json.dumps(value, **layout)
    agrees(text)


@settings(max_examples=600)
@given(st.lists(pieces, max_size=14).map("".join))
@example("")
@example("\ufeff{}")
@example('"\\ud800"')
@example('"\\ud83d\\ude00"')
@example("1" * 5000)
@example("-" + "1" * 4300)
@example('{"a":1,"a":2}')
@example('{"a":[[1],{"b":{}}],"c":""}')
def test_takes_and_refuses_what_json_does(text):
    agrees(text)


@settings(max_examples=300)
@given(json_values, layouts, st.integers(0, 10_000), pieces, st.integers(0, 3))
def test_takes_and_refuses_what_json_does_after_a_change(value, layout, place, piece, cut):
    text = json.dumps(value, **layout)
    place %= len(text) + 1
    agrees(text[:place] + piece + text[place + cut :])


@given(st.text(max_size=40))
def test_problems_lie_within_the_text_and_are_told_in_full(text):
    for problem in scan(text).problems:
        assert 0 <= problem.start <= problem.end <= len(text)
        assert problem.what
        assert problem.why
        assert problem.fix


def pointers(value, pointer=""):
    yield pointer, value
    if isinstance(value, dict):
        for key, item in value.items():
            yield from pointers(item, child(pointer, key))
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from pointers(item, child(pointer, index))


@given(json_values, layouts)
def test_every_span_holds_its_value_and_leads_back(value, layout):
    text = json.dumps(value, **layout)
    found = scan(text)
    for pointer, expected in pointers(value):
        span = found.span(pointer)
        assert is_same(json.loads(text[span.start : span.end]), expected)
        assert is_same(value_at(found.value, pointer), expected)
        assert found.pointer_at(span.start) == pointer
        key = found.key_span(pointer)
        if key is not None:
            assert child("", json.loads(text[key.start : key.end])) == pointer[pointer.rindex("/") :]
            assert found.pointer_at(key.start) == pointer


def test_pointer_at_blanks_and_outside():
    text = '{\n  "a": {\n    "b": 1\n  }\n}\n'
    found = scan(text)
    assert found.pointer_at(0) == ""
    assert found.pointer_at(text.index('"a"') + 1) == "/a"
    assert found.pointer_at(text.index("b")) == "/a/b"
    assert found.pointer_at(text.index("  }")) == "/a"
    assert found.pointer_at(len(text)) == ""
    assert found.span("/nosuch") is None
    assert found.key_span("") is None


def test_a_key_written_twice_is_told_and_the_last_counts():
    text = '{"a": {"x": 1}, "b": 0, "a": {"y": 2}}'
    found = scan(text)
    assert found.is_valid
    [duplicate] = found.duplicates
    assert (duplicate.pointer, duplicate.first.start, duplicate.again.start) == ("/a", 1, text.rindex('"a"'))
    assert found.span("/a").start == text.rindex("{")
    assert found.span("/a/x") is None
    assert found.span("/a/y") is not None


@pytest.mark.parametrize(
    ("text", "value", "places"),
    [
        ('{"a":1,}', {"a": 1}, [","]),
        ("[1,2,]", [1, 2], [","]),
        ("[1,,2]", [1, 2], [","]),
        ("[,1]", [None, 1], [","]),
        ('{"a":1 "b":2}', {"a": 1, "b": 2}, [' "']),
        ('{"a":1;"b":2}', {"a": 1, "b": 2}, [";"]),
        ('// c\n{"a":1 /* d */}', {"a": 1}, ["// c", "/* d */"]),
        ("{'a':'b'}", {"a": "b"}, ["'a'", "'b'"]),
        ("{“a”: “b”}", {"a": "b"}, ["“a”", "“b”"]),
        ("{a:1}", {"a": 1}, ["a"]),
        ('{"a":yes it is,"b":1}', {"a": "yes it is", "b": 1}, ["yes it is"]),
        ('{"a":True,"b":NaN}', {"a": True, "b": None}, ["True", "NaN"]),
        ("[+1,.5,5.,007,0x1F]", [1, 0.5, 5.0, 7, 31], ["+1", ".5", "5.", "007", "0x1F"]),
        ('{"a":{{b}}}', {"a": "{{b}}"}, ["{{b}}"]),
        ('{"a":{{{b}}},"c":1}', {"a": "{{{b}}}", "c": 1}, ["{{{b}}}"]),
        ("{{{k}}:1}", {"{{k}}": 1}, None),
        ('{"a":"{{#if x "y"}}z","b":1}', {"a": '{{#if x "y"}}z', "b": 1}, ['"']),
        ('{"a":"x\ty\\q"}', {"a": "x\ty\\q"}, None),
        ('{"a":"open\n,"b":1}', {"a": "open", "b": 1}, ['"open']),
        ('{"a":"open,\n"b":1}', {"a": "open", "b": 1}, None),
        ('{"a"=1}', {"a": 1}, ["="]),
        ('{"a"}', {"a": None}, ["}"]),
        ('{"a":}', {"a": None}, ["}"]),
        ("[1,2", [1, 2], ["["]),
        ('{"a":[1,2}', {"a": [1, 2]}, ["["]),
        ("{}}", {}, ["}"]),
        ("[1] x", [1], ["x"]),
        ("\ufeff{}", {}, ["\ufeff"]),
        ("[\u00a01]", [1], ["\u00a0"]),
        ("1e999", None, ["1e999"]),
        ('["\\ud800"]', ["\ud800"], ['"\\ud800"']),
        ("  ", None, ["  "]),
    ],
)
def test_says_where_and_reads_on(text, value, places):
    found = scan(text)
    assert not found.is_valid
    if places is not None:
        assert is_same(found.value, value)
        assert [text[problem.start : problem.end] for problem in found.problems] == places


def test_deep_nesting_is_refused_without_recursion():
    assert scan("[" * DEPTH_LIMIT + "]" * DEPTH_LIMIT).is_valid
    for text in ("[" * 100_000, '{"a":' * 100_000, "[" * (DEPTH_LIMIT + 1) + "]" * (DEPTH_LIMIT + 1)):
        found = scan(text)
        assert "deep" in found.problems[-1].what


@pytest.mark.parametrize(
    "text",
    [
        "," * 100_000,
        "}" * 100_000,
        "{{" * 50_000,
        '"' * 99_999,
        "'" * 99_999,
        "a " * 50_000,
        "{a:" * 30_000,
        "/*" * 50_000,
        "[1 " * 30_000,
        '{"a" ' * 20_000,
        '"{{' * 30_000,
    ],
)
def test_any_rubbish_is_read_quickly(text):
    started = time.perf_counter()
    assert not scan(text).is_valid
    assert time.perf_counter() - started < 2


def test_four_kilobytes_take_little_time():
    document = {
        "aps": {"alert": {"title": "x" * 40, "body": "y" * 200}},
        "list": [{"id": n, "name": f"n{n}", "ok": True} for n in range(55)],
    }
    text = json.dumps(document, indent=2)
    assert 3500 < len(text) < 4600
    scan(text)
    times = []
    for _ in range(15):
        started = time.perf_counter()
        scan(text)
        times.append(time.perf_counter() - started)
    assert min(times) < 0.002
