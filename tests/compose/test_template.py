from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pushbench.compose import template
from pushbench.compose.template import Templates, check_template, expressions_in, resolve_text, resolve_value
from pushbench.domain.errors import UserError

VALUES = {
    "gate": "B42",
    "seats": 2,
    "ratio": 0.5,
    "is_vip": True,
    "nothing": None,
    "list": ["x", "y"],
    "user": {"name": "Ana", "tags": [{"id": 7}]},
    "default": "mine",
    "html": "<b>&\"'",
}


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("plain", "plain"),
        ("{{gate}}", "B42"),
        ("{{ gate }}", "B42"),
        ("{{seats}}", 2),
        ("{{{seats}}}", 2),
        ("{{&seats}}", 2),
        ("{{ratio}}", 0.5),
        ("{{is_vip}}", True),
        ("{{nothing}}", None),
        ("{{list}}", ["x", "y"]),
        ("{{user}}", {"name": "Ana", "tags": [{"id": 7}]}),
        ("{{user.tags.[0].id}}", 7),
        ("{{lookup list 1}}", "y"),
        ("{{lookup user.tags 0}}", {"id": 7}),
        ("{{default}}", "mine"),
        ('{{default nickname "you"}}', "you"),
        ("{{default seats 5}}", 2),
        ("{{upper gate}}", "B42"),
        ("{{lower gate}}", "b42"),
        ("{{this.seats}}", 2),
        ("{{[seats]}}", 2),
        ("{{seats}} ", "2 "),
        ("{{seats}}{{seats}}", "22"),
        ("{{#if is_vip}}Dear{{else}}Hi{{/if}} {{user.name}}", "Dear Ana"),
        ("{{#unless is_vip}}a{{/unless}}b", "b"),
        ("{{#each list}}{{@index}}{{this}}{{/each}}", "0x1y"),
        ("{{#each user.tags}}{{id}}{{/each}}", "7"),
        ("{{#with user}}{{name}}{{/with}}", "Ana"),
        ("{{html}}", "<b>&\"'"),
        ("a{{html}}", "a<b>&\"'"),
        ("{{#if html}}{{html}}{{/if}}", "<b>&\"'"),
        ("\\{{gate}}", "{{gate}}"),
        ("{{!-- note --}}x", "x"),
        ("}} is no tag", "}} is no tag"),
    ],
)
def test_fills_in(source, value):
    resolved = resolve_value(source, VALUES)
    assert resolved.value == value
    assert type(resolved.value) is type(value)
    assert resolved.missing == ()


def test_walks_lists_and_objects_but_leaves_keys_alone():
    resolved = resolve_value({"{{gate}}": ["{{seats}}", {"a": "{{gate}}!"}], "n": 1}, VALUES)
    assert resolved.value == {"{{gate}}": [2, {"a": "B42!"}], "n": 1}


@pytest.mark.parametrize(
    ("source", "text", "missing"),
    [
        ("{{absent}}", "", ("absent",)),
        ("Hi {{absent}}, {{user.absent}}!", "Hi , !", ("absent", "user.absent")),
        ("{{absent}} {{absent}}", " ", ("absent",)),
        ("{{#if absent}}{{absent}}{{else}}{{other}} {{gate}}{{/if}}", " B42", ("other",)),
        ("{{#absent}}x{{/absent}}{{other}}", "", ("other",)),
        ("{{#each absent}}x{{/each}}{{other}}", "", ("other",)),
        ("{{#each user.tags}}{{id}}{{label}}{{/each}}", "7", ("label",)),
        ("{{__class__}}{{constructor.name}}", "", ("__class__", "constructor.name")),
        ("{{user.__class__.__mro__}}", "", ("user.__class__.__mro__",)),
        ("{{gate.upper}}", "", ("gate.upper",)),
        ("{{default}}!", "!", ("default",)),
    ],
)
def test_names_what_is_missing(source, text, missing):
    values = {key: value for key, value in VALUES.items() if key != "default"}
    resolved = resolve_text(source, values)
    assert resolved.text == text
    assert resolved.missing == missing


def test_a_missing_whole_expression_is_an_empty_text():
    assert resolve_value({"a": "{{absent}}"}, {}).value == {"a": ""}


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("{{gate", "never closed"),
        ("{{{gate}}", "never closed"),
        ("{{}}", "no name"),
        ("{{#if gate}}", "no closing"),
        ("{{/if}}", "no matching"),
        ("{{else}}", "outside a block"),
        ("{{/}}", "template engine"),
        ("{{nosuch gate}}", "does not exist"),
        ("{{lookup list}}", "list or object and a key"),
        ("{{> other}}", "stands alone"),
        ("{{#> other}}x{{/other}}", "stands alone"),
        ('{{#*inline "a"}}{{> a}}{{> a}}{{/inline}}{{> a}}', "stands alone"),
        ("{{* decorator}}", "stands alone"),
        ("{{#if gate}}" * 40 + "{{/if}}" * 40, "nested too deeply"),
        ("{{lookup " + "(lookup " * 3000 + "a b" + ")" * 3000 + " b}}", "nested too deeply"),
        ("{{" + "9" * 5000 + "}}", "template engine"),
        ("{{list.[²]}}", "template engine"),
        ("x" * 70_000 + "{{gate}}", "65536 are allowed"),
    ],
)
def test_refuses_broken_and_hostile_templates_with_words(source, why):
    with pytest.raises(UserError) as caught:
        resolve_value(source, VALUES)
    assert why in caught.value.why
    assert caught.value.fix


@pytest.mark.parametrize(
    ("source", "values"),
    [
        ("{{big}}", {"big": "x" * 70_000}),
        ("a{{big}}", {"big": "x" * 70_000}),
        ("{{#if big}}{{big}}{{/if}}", {"big": "x" * 70_000}),
        ("{{#if big}}{{upper big}}{{/if}}", {"big": "x" * 70_000}),
        ("{{#each many}}x{{/each}}", {"many": list(range(20_000))}),
        ("{{many}}!", {"many": list(range(20_000))}),
        ("{{#each few}}{{#each ../few}}{{#each ../../few}}x{{/each}}{{/each}}{{/each}}", {"few": list(range(50))}),
        ("{{#each map}}x{{/each}}", {"map": dict.fromkeys(map(str, range(20_000)), 1)}),
        ("{{#each (lookup maps 0)}}x{{/each}}", {"maps": [dict.fromkeys(map(str, range(20_000)), 1)]}),
        ("{{#each few}}" + "y" * 60_000 + "{{/each}}", {"few": list(range(50))}),
        ("{{#each few}}" + "{{a}}" * 12_000 + "{{/each}}", {"few": list(range(50))}),
    ],
)
def test_stops_what_costs_too_much_before_it_costs_it(source, values):
    started = time.perf_counter()
    with pytest.raises(UserError) as caught:
        resolve_value(source, values)
    assert "too costly" in caught.value.what
    assert time.perf_counter() - started < 5


def test_counts_over_all_texts_of_one_message():
    templates = Templates({"big": "x" * 60_000})
    for _ in range(17):
        templates.text("{{big}} ")
    with pytest.raises(UserError, match="together"):
        templates.text("{{big}} ")


def test_allows_ten_thousand_rounds():
    assert resolve_text("{{#each many}}x{{/each}}", {"many": list(range(10_000))}).text == "x" * 10_000


def test_log_prints_nothing(capsys):
    assert resolve_text("a{{log gate}}b", VALUES).text == "ab"
    assert capsys.readouterr() == ("", "")


names = st.sampled_from(
    ["gate", "seats", "ratio", "is_vip", "nothing", "list", "user", "user.name", "absent", "user.absent"]
)
pieces = st.one_of(
    st.text("ab {}\\<\n", max_size=4),
    names.map(lambda name: "{{" + name + "}}"),
    names.map(lambda name: "{{ " + name + " }}"),
)


@given(st.lists(pieces, max_size=6).map("".join))
def test_simple_names_are_filled_in_as_the_engine_would(source):
    if template._plain_parts(source) is None:
        return
    templates = Templates(VALUES)
    assert templates._fill(template._plain_parts(source)).text == Templates(VALUES)._render(source).text
    assert set(templates._fill(template._plain_parts(source)).missing) == set(Templates(VALUES)._render(source).missing)


fragments = st.sampled_from(
    [
        "{{",
        "}}",
        "{{{",
        "}}}",
        "#if ",
        "#each ",
        "/if",
        "/each",
        "else",
        "gate",
        "list",
        "this",
        "..",
        "/",
        ".",
        "[",
        "]",
        "(",
        ")",
        "|",
        " as |a|",
        "@index",
        "@root",
        "~",
        "!",
        "--",
        ">",
        "*",
        "&",
        "^",
        "=",
        '"',
        "'",
        "\\",
        " ",
        "\n",
        "0",
        "-1",
        "lookup",
        "{{{{raw}}}}",
        "{{{{/raw}}}}",
        "²",
        "\0",
        "é",
    ]
)


@settings(max_examples=400)
@given(st.lists(fragments, max_size=12).map("".join))
def test_any_text_gives_a_value_or_a_user_error(source):
    told = ["value"]
    try:
        resolve_value(source, VALUES)
    except UserError as error:
        told = [error.what, error.why, error.fix]
    assert all(told)


def test_check_template_and_expressions_in():
    check_template("{{anything}} {{#if a}}{{b}}{{/if}}")
    with pytest.raises(UserError):
        check_template("{{#if a}}")
    assert expressions_in({"a": ["x", "{{b}}"], "c/d": "{{e}}"}, "/data") == [
        ("/data/a/1", "{{b}}"),
        ("/data/c~1d", "{{e}}"),
    ]
