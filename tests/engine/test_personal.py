"""Devices share a draft exactly when their messages are the same."""

from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st

from pushbench.compose.resolve import resolve
from pushbench.domain.message import Content, Message
from pushbench.engine.personal import Personalisation


def test_no_expression_no_difference() -> None:
    personal = Personalisation(Message(content=Content(title="Hi")))
    assert personal.key({"name": "Ana"}) == personal.key({}) == ""


def test_only_what_is_named_counts() -> None:
    personal = Personalisation(Message(content=Content(title="Hi {{name}}")))
    assert personal.key({"name": "Ana", "seat": 1}) == personal.key({"name": "Ana", "seat": 2})
    assert personal.key({"name": "Ana"}) != personal.key({"name": "Bo"})


def test_expressions_that_name_nothing_reach_everything() -> None:
    personal = Personalisation(Message(content=Content(body="{{#each this}}{{.}}{{/each}}")))
    assert personal.key({"a": 1}) != personal.key({"a": 2})


_NAMES = st.text(string.ascii_lowercase, min_size=1, max_size=3)
_ATTRIBUTES = st.dictionaries(_NAMES, st.integers(0, 3) | _NAMES, max_size=4)


@given(st.lists(_NAMES, max_size=3), _ATTRIBUTES, _ATTRIBUTES)
def test_equal_keys_mean_equal_messages(names: list[str], first: dict[str, object], second: dict[str, object]) -> None:
    text = " ".join(f"{{{{{name}}}}}" for name in names)
    message = Message(content=Content(title=text, body="x"), data={"k": text})
    personal = Personalisation(message)
    if personal.key(first) == personal.key(second):  # type: ignore[arg-type]
        one = resolve(message, attributes=first).message  # type: ignore[arg-type]
        other = resolve(message, attributes=second).message  # type: ignore[arg-type]
        assert one == other
