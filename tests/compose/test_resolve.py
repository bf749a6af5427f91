from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushbench.compose.languages import is_language_tag, match_language
from pushbench.compose.resolve import choose_variant, resolve
from pushbench.domain.finding import Severity
from pushbench.domain.message import (
    Action,
    Content,
    Delivery,
    Kind,
    LiveActivity,
    Message,
    Override,
    Variant,
)

MESSAGE = Message(
    name="Gate",
    content=Content(title="Gate {{gate}}", body="Hi {{first_name}}", badge="{{unread}}", link="app://{{gate}}"),
    actions=(Action("go-{{gate}}", "Go to {{gate}}", link="app://{{gate}}"),),
    delivery=Delivery(collapse_id="gate-{{gate}}"),
    data={"gate": "{{gate}}", "seats": "{{seats}}", "list": ["{{gate}}"]},
    variables={"gate": "B42", "first_name": "Ana", "unread": 3, "seats": 2},
    languages={"de": {"title": "Neues Gate {{gate}}"}, "pt-BR": {"body": "Oi"}},
    variants={"B": Variant(50, {"title": "Run!", "subtitle": "now"})},
    overrides={"apns": Override(headers={"apns-collapse-id": "x-{{gate}}"}, payload={"aps": {"badge": "{{unread}}"}})},
)


def test_fills_in_every_part():
    resolved = resolve(MESSAGE)
    message = resolved.message
    assert message.content == Content(title="Gate B42", body="Hi Ana", badge=3, link="app://B42")
    assert message.actions == (Action("go-B42", "Go to B42", link="app://B42"),)
    assert message.delivery.collapse_id == "gate-B42"
    assert message.data == {"gate": "B42", "seats": 2, "list": ["B42"]}
    assert message.overrides["apns"] == Override({"apns-collapse-id": "x-B42"}, {"aps": {"badge": 3}})
    assert (message.languages, message.variants) == ({}, {})
    assert resolved.findings == ()


def test_every_language_travels_along_unless_one_is_chosen():
    assert resolve(MESSAGE).message.translations == {"de": {"title": "Neues Gate B42"}, "pt-BR": {"body": "Oi"}}
    assert resolve(MESSAGE, language="de-AT").message.translations == {}
    broken = replace(MESSAGE, languages={"de": {"title": "{{absent}}", "badge": [], "subtitle": None, "nosuch": "x"}})
    resolved = resolve(broken)
    assert resolved.message.translations == {"de": {"title": ""}}
    assert resolved.findings == ()


def test_arguments_win_over_attributes_and_attributes_over_samples():
    sample = resolve(MESSAGE, attributes={"gate": "C1", "first_name": "Bo"}, variables={"gate": "D9"})
    assert sample.message.content.title == "Gate D9"
    assert sample.message.content.body == "Hi Bo"
    assert sample.message.data["seats"] == 2


@pytest.mark.parametrize(
    ("asked", "used", "title"),
    [
        ("de", "de", "Neues Gate B42"),
        ("de-AT", "de", "Neues Gate B42"),
        ("DE_at", "de", "Neues Gate B42"),
        ("pt-br", "pt-BR", "Gate B42"),
        ("pt", None, "Gate B42"),
        ("fr", None, "Gate B42"),
        (None, None, "Gate B42"),
    ],
)
def test_languages_fall_back(asked, used, title):
    resolved = resolve(MESSAGE, language=asked)
    assert resolved.language == used
    assert resolved.message.content.title == title
    assert [finding.rule for finding in resolved.findings] == (["MSG012"] if asked and used is None else [])


def test_a_variant_goes_under_the_language():
    both = resolve(MESSAGE, language="de", variant="B").message.content
    assert (both.title, both.subtitle, both.body) == ("Neues Gate B42", "now", "Hi Ana")
    assert resolve(MESSAGE, variant="B").message.content.title == "Run!"


def test_an_unknown_variant_is_an_error_and_not_a_crash():
    resolved = resolve(MESSAGE, variant="Z")
    assert resolved.variant is None
    assert [(finding.rule, finding.severity) for finding in resolved.findings] == [("MSG011", Severity.ERROR)]
    assert "B" in resolved.findings[0].fix


def test_missing_values_point_to_where_the_text_stands():
    message = replace(MESSAGE, variables={})
    pointers = {finding.pointer for finding in resolve(message, language="de").findings}
    assert pointers == {
        "/languages/de/title",
        "/content/body",
        "/content/badge",
        "/content/link",
        "/actions/0/id",
        "/actions/0/title",
        "/actions/0/link",
        "/delivery/collapse_id",
        "/data/gate",
        "/data/seats",
        "/data/list/0",
        "/overrides/apns/headers/apns-collapse-id",
        "/overrides/apns/payload/aps/badge",
    }
    assert {finding.rule for finding in resolve(message).findings} == {"MSG003"}


def test_a_broken_template_stays_as_written_and_stops_the_send():
    resolved = resolve(Message(content=Content(title="Hi {{name"), data={"a": ["{{/if}}"]}))
    assert resolved.message.content.title == "Hi {{name"
    assert resolved.message.data == {"a": ["{{/if}}"]}
    assert [(f.rule, f.severity, f.pointer) for f in resolved.findings] == [
        ("MSG004", Severity.ERROR, "/content/title"),
        ("MSG004", Severity.ERROR, "/data/a/0"),
    ]


@pytest.mark.parametrize(
    ("value", "badge", "rules"),
    [
        (5, 5, []),
        ("5", 5, []),
        (" 7 ", 7, []),
        (5.0, 5, []),
        ("many", None, ["MSG010"]),
        (5.5, None, ["MSG010"]),
        (True, None, ["MSG010"]),
        ([1], None, ["MSG010"]),
        ("9" * 5000, None, ["MSG010"]),
        ("", None, []),
        (None, None, []),
    ],
)
def test_badges_become_counts(value, badge, rules):
    resolved = resolve(Message(content=Content(badge="{{unread}}")), variables={"unread": value})
    assert resolved.message.content.badge == badge
    assert [finding.rule for finding in resolved.findings] == rules


def test_live_activities_are_filled_in():
    activity = LiveActivity("start", {"gate": "{{gate}}"}, "Trip{{gate}}", {"n": "{{seats}}"}, stale_at=5)
    message = replace(MESSAGE, delivery=Delivery(kind=Kind.LIVE_ACTIVITY, live_activity=activity))
    assert resolve(message).message.delivery.live_activity == LiveActivity(
        "start", {"gate": "B42"}, "TripB42", {"n": 2}, stale_at=5
    )


def test_wrong_types_in_languages_and_variants_have_no_effect():
    message = replace(MESSAGE, languages={"de": {"title": 5, "nosuch": "x", "body": None}}, variants={})
    content = resolve(message, language="de").message.content
    assert (content.title, content.body) == ("Gate B42", None)


def test_variants_split_by_weight_and_stay_with_their_key():
    message = Message(variants={"B": Variant(20), "C": Variant(30)})
    chosen = Counter(choose_variant(message, f"device-{number}") for number in range(4000))
    assert abs(chosen["B"] - 800) < 120
    assert abs(chosen["C"] - 1200) < 130
    assert abs(chosen[None] - 2000) < 150
    assert choose_variant(message, "device-1") == choose_variant(message, "device-1")


def test_weights_above_a_hundred_are_shares():
    message = Message(variants={"A": Variant(300), "B": Variant(100), "odd": Variant(float("nan")), "neg": Variant(-5)})
    chosen = Counter(choose_variant(message, str(number)) for number in range(2000))
    assert set(chosen) == {"A", "B"}
    assert abs(chosen["A"] - 1500) < 120


def test_no_variants_means_none():
    assert choose_variant(Message(), "x") is None


@given(st.lists(st.text("deatDEAT-_", max_size=6), max_size=4), st.text("deatDEAT-_ \ud800", max_size=8))
def test_matching_languages_is_total(available, wanted):
    match = match_language(available, wanted)
    assert match is None or match in available


def test_language_tags():
    assert all(map(is_language_tag, ["de", "de-AT", "pt_BR", "zh-Hant-TW", "es-419"]))
    assert not any(map(is_language_tag, ["", "d", "german language", "de-", "de--AT", "ü"]))
