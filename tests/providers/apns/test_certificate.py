"""Apple's extensions in push certificates."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.providers.apns.samples import BUNDLE, NOW, TEAM_ID, der, make_certificate, topic_list

from pushbench.providers.apns.certificate import describe, read_topics

LIST = topic_list((BUNDLE, ("app",)), (f"{BUNDLE}.voip", ("voip",)), (f"{BUNDLE}.complication", ("complication",)))


def test_the_topic_list_is_walked() -> None:
    assert read_topics(LIST) == (
        (BUNDLE, ("app",)),
        (f"{BUNDLE}.voip", ("voip",)),
        (f"{BUNDLE}.complication", ("complication",)),
    )
    assert read_topics(topic_list(("a.b", ("app", "voip")))) == (("a.b", ("app", "voip")),)
    assert read_topics(topic_list(("a" * 300, ("app",)))) == (("a" * 300, ("app",)),)


@pytest.mark.parametrize("cut", range(1, len(LIST), 7))
def test_a_cut_list_gives_what_is_whole_or_nothing(cut: int) -> None:
    assert len(read_topics(LIST[:cut])) <= 3


@given(st.binary())
def test_any_bytes_are_walked(data: bytes) -> None:
    assert isinstance(read_topics(data), tuple)
    assert isinstance(read_topics(der(0x30, data)), tuple)


def test_a_certificate_says_what_it_covers() -> None:
    found = describe(make_certificate(topics=LIST, environments=("production",), is_voip=True))
    assert found.bundle_id == BUNDLE
    assert found.team_id == TEAM_ID
    assert found.name == f"Apple Push Services: {BUNDLE}"
    assert (found.is_development, found.is_production, found.is_voip) == (False, True, True)
    assert found.covers(BUNDLE)
    assert found.covers(f"{BUNDLE}.voip")
    assert not found.covers("app.other")
    assert found.not_before < NOW < found.not_after


def test_without_a_list_the_subject_decides() -> None:
    found = describe(make_certificate(environments=()))
    assert not found.names_environment
    assert found.topics == ()
    assert found.covers(BUNDLE)
    assert found.covers(f"{BUNDLE}.complication")
    assert not found.covers(f"{BUNDLE}.location-query")
