"""A part is rendered when something it read has changed, and only then."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from pushbench.ui.rendering import Render


@dataclass(frozen=True)
class State:
    kind: str = "plain"
    words: str = ""
    detail: str = ""
    names: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        return len(self.names)


def test_what_was_not_read_does_not_matter() -> None:
    seen: list[str] = []
    render = Render[State](lambda state: seen.append(state.words))
    render(State(words="a"))
    render(State(words="a", detail="other"))
    assert seen == ["a"]
    render(State(words="b"))
    assert seen == ["a", "b"]


def test_what_is_read_may_depend_on_what_was_read() -> None:
    seen: list[str] = []
    render = Render[State](lambda state: seen.append(state.detail if state.kind == "rich" else "-"))
    render(State())
    render(State(detail="x"))
    assert seen == ["-"]
    rich = State(kind="rich", detail="x")
    render(rich)
    render(replace(rich, detail="y"))
    assert seen == ["-", "x", "y"]


def test_properties_and_equal_values_count_as_the_same() -> None:
    seen: list[int] = []
    render = Render[State](lambda state: seen.append(state.count))
    render(State(names=("a",)))
    render(State(names=("b",)))
    assert seen == [1]
    render(State(names=("b", "c")))
    assert seen == [1, 2]


def test_a_rendering_that_failed_is_tried_again() -> None:
    seen: list[str] = []

    def fail_first(state: State) -> None:
        seen.append(state.words)
        if len(seen) == 1:
            raise ValueError("not yet")

    render = Render[State](fail_first)
    with pytest.raises(ValueError, match="not yet"):
        render(State(words="a"))
    render(State(words="a"))
    assert seen == ["a", "a"]
