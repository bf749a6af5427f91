"""The grammar of conditions: what FCM reads is read, everything else is stopped at its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushbench.providers.formats.fcm_condition import MOST_TOPICS, condition_trouble, read_condition

_TOPICS = st.text("abcXYZ019-_.~%", min_size=1, max_size=12)
_SPACE = st.sampled_from(["", " ", "  "])


@st.composite
def conditions(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A condition of the grammar and its topics in order."""

    def unary(depth: int) -> tuple[str, list[str]]:
        negation = draw(st.sampled_from(["", "!", "! "]))
        if depth < 3 and draw(st.booleans()):
            text, topics = expression(depth + 1)
            return f"{negation}({draw(_SPACE)}{text}{draw(_SPACE)})", topics
        topic = draw(_TOPICS)
        return f"{negation}'{topic}'{draw(_SPACE)}in topics", [topic]

    def expression(depth: int) -> tuple[str, list[str]]:
        text, topics = unary(depth)
        for _ in range(draw(st.integers(0, 2))):
            more, others = unary(depth)
            text += draw(_SPACE) + draw(st.sampled_from(["&&", "||"])) + draw(_SPACE) + more
            topics = topics + others
        return text, topics

    return expression(0)


@given(conditions())
def test_every_sentence_of_the_grammar_is_read(made: tuple[str, list[str]]) -> None:
    text, topics = made
    condition = read_condition(text)
    assert condition.problem is None, (text, condition.problem)
    assert list(condition.topics) == topics


@given(conditions(), st.data())
def test_a_sentence_cut_short_is_stopped(made: tuple[str, list[str]], data: st.DataObject) -> None:
    text = made[0]
    cut = text[: data.draw(st.integers(0, text.rindex("topics") + 5))]
    condition = read_condition(cut)
    is_whole = condition.problem is None
    # A cut may fall behind a whole sentence; then what is left must be one by itself.
    assert not is_whole or cut.rstrip().endswith(("topics", ")"))
    if condition.problem is not None:
        assert 0 <= condition.problem.position <= len(cut)


@given(st.text())
def test_any_text_is_read_without_an_error(text: str) -> None:
    condition = read_condition(text)
    assert condition.problem is None or condition.problem.what
    assert condition_trouble(text) is None or condition_trouble(text)


@pytest.mark.parametrize(
    ("text", "position", "hint"),
    [
        ("", 0, "missing"),
        ("   ", 0, "missing"),
        ("news", 0, "no part"),
        ('"news" in topics', 0, "single quotes"),
        ("‘news’ in topics", 0, "typographic"),
        ("'news' in topic", 10, "in topics"),
        ("'news'", 6, "in topics"),
        ("'news' IN topics", 7, "in topics"),
        ("'news' in topics & 'a' in topics", 17, "&&"),
        ("'news' in topics and 'a' in topics", 17, "&&"),
        ("'news' in topics or 'a' in topics", 17, "||"),
        ("not 'news' in topics", 0, "!"),
        ("'news' in topics 'a' in topics", 17, "missing"),
        ("'news' in topics &&", 19, "missing"),
        ("&& 'news' in topics", 0, "missing"),
        ("('news' in topics", 0, "never closed"),
        ("'news' in topics)", 16, "closes nothing"),
        ("'a b' in topics", 1, "cannot be in a topic"),
        ("'' in topics", 1, "at least one"),
        ("'news in topics", 0, "never closed"),
        ("!!'news' in topics", 1, "missing"),
        ("()", 1, "missing"),
    ],
)
def test_a_mistake_is_shown_where_it_is(text: str, position: int, hint: str) -> None:
    problem = read_condition(text).problem
    assert problem is not None
    assert problem.position == position
    assert hint in problem.what
    assert (condition_trouble(text) or "").startswith(f"Character {position + 1}:")


def test_five_topics_are_the_most() -> None:
    terms = [f"'t{number}' in topics" for number in range(MOST_TOPICS + 1)]
    assert condition_trouble(" && ".join(terms[:-1])) is None
    assert "6 topics" in (condition_trouble(" && ".join(terms)) or "")


def test_operators_side_by_side_are_noticed() -> None:
    assert read_condition("'a' in topics && 'b' in topics || 'c' in topics").mixes_operators
    assert read_condition("!('a' in topics || 'b' in topics && 'c' in topics)").mixes_operators
    assert not read_condition("'a' in topics && ('b' in topics || 'c' in topics)").mixes_operators
    assert not read_condition("'a' in topics && 'b' in topics && 'c' in topics").mixes_operators


def test_deep_nesting_is_refused_not_fallen_over() -> None:
    deep = "(" * 5000 + "'a' in topics" + ")" * 5000
    problem = read_condition(deep).problem
    assert problem is not None
    assert "deep" in problem.what
    assert read_condition("(" * 90 + "'a' in topics" + ")" * 90).problem is None
