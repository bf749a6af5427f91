"""One example that breaks each rule, one that does not, and buttons that mend."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.providers.expo.given import NOW, TOKEN, device, draft, findings, found, mended, token
from tests.providers.expo.test_compose import json_values

from pushbench.domain.finding import Draft, Severity
from pushbench.domain.json_value import Json
from pushbench.providers.expo import PROVIDER
from pushbench.providers.expo.fields import FIELDS, LEGACY
from pushbench.providers.expo.notices import NOTICES

HI: dict[str, Any] = {"title": "Hello", "body": "There"}
ANDROID, IOS = device("android"), device("ios")

# rule, payload that breaks it, pointer of the finding, whether it has a button, target
BROKEN: list[tuple[str, Any, str, bool, Any]] = [
    ("EXPO001", Draft("expo", "{no json"), "/payload", False, None),
    ("EXPO001", Draft("expo", '{"to":"x","title":"1","title":"2"}'), "/payload", False, None),
    ("EXPO002", draft([]), "/payload", False, None),
    ("EXPO002", draft(None), "/payload", False, None),
    ("EXPO002", draft([HI]), "/payload", True, None),
    ("EXPO002", draft([HI, HI]), "/payload", False, None),
    ("EXPO002", Draft("expo", "7"), "/payload", False, None),
    ("EXPO003", {"data": {"x": float("nan")}}, "/payload", False, None),
    ("EXPO004", HI | {"to": TOKEN}, "/payload/to", True, None),
    ("EXPO004", Draft("expo", '{"title":"x"}'), "/payload", False, None),
    ("EXPO005", {}, "/payload", False, None),
    ("EXPO005", {"priority": "high", "title": ""}, "/payload", False, None),
    ("EXPO006", {"body": "x" * 4097}, "/payload", False, None),
    ("EXPO006", {"data": {"x": "y" * 4097}}, "/payload", False, None),
    ("EXPO007", {"data": {"x": "y" * 3700}}, "/payload", False, None),
    ("EXPO007", {"body": "x" * 2100}, "/payload", False, None),
    ("EXPO008", draft(HI, authorization="Bearer x"), "/headers/authorization", True, None),
    ("EXPO008", draft(HI, **{"x-a": "ä"}), "/headers/x-a", True, None),
    ("EXPO010", HI | {"xyzzy": 1}, "/payload/xyzzy", True, None),
    ("EXPO010", HI | {"xyzzy": 1, "data": {"xyzzy": 2}}, "/payload/xyzzy", True, None),
    ("EXPO010", {"notification": HI}, "/payload/notification", False, None),
    ("EXPO011", HI | {"channel_id": "a"}, "/payload/channel_id", True, None),
    ("EXPO011", HI | {"chanelId": "a"}, "/payload/chanelId", True, None),
    ("EXPO011", HI | {"thread-id": "a"}, "/payload/thread-id", True, None),
    ("EXPO011", HI | {"timeToLive": 5}, "/payload/timeToLive", True, None),
    ("EXPO011", HI | {"ttl": 5, "time_to_live": 6}, "/payload/time_to_live", True, None),
    ("EXPO011", HI | {"image": "https://a.example/b.png"}, "/payload/image", True, None),
    ("EXPO011", HI | {"image": "a", "richContent": {"image": "b"}}, "/payload/image", True, None),
    ("EXPO012", {"title": 5}, "/payload/title", True, None),
    ("EXPO012", HI | {"ttl": "60"}, "/payload/ttl", True, None),
    ("EXPO012", HI | {"badge": 1.5}, "/payload/badge", True, None),
    ("EXPO012", HI | {"relevanceScore": "0.5"}, "/payload/relevanceScore", True, None),
    ("EXPO012", HI | {"contentAvailable": 1}, "/payload/contentAvailable", True, None),
    ("EXPO012", HI | {"mutableContent": "yes"}, "/payload/mutableContent", False, None),
    ("EXPO012", HI | {"data": "text"}, "/payload/data", False, None),
    ("EXPO012", HI | {"tag": None}, "/payload/tag", True, None),
    ("EXPO012", HI | {"sound": True}, "/payload/sound", False, None),
    ("EXPO012", HI | {"sound": {"critical": 1}}, "/payload/sound/critical", True, None),
    ("EXPO012", HI | {"sound": {"loud": True}}, "/payload/sound/loud", True, None),
    ("EXPO013", HI | {"priority": "HIGH"}, "/payload/priority", True, None),
    ("EXPO013", HI | {"priority": "urgent"}, "/payload/priority", True, None),
    ("EXPO013", HI | {"priority": "whatever"}, "/payload/priority", False, None),
    ("EXPO013", HI | {"interruptionLevel": "timeSensitive"}, "/payload/interruptionLevel", True, None),
    ("EXPO014", HI | {"ttl": -1}, "/payload/ttl", True, None),
    ("EXPO014", HI | {"relevanceScore": 1.5}, "/payload/relevanceScore", True, None),
    ("EXPO014", HI | {"sound": {"name": "a.wav", "volume": -1}}, "/payload/sound/volume", True, None),
    ("EXPO015", {"_contentAvailable": True}, "/payload/_contentAvailable", True, None),
    ("EXPO015", HI | {"_contentAvailable": True, "contentAvailable": True}, "/payload/_contentAvailable", True, None),
    ("EXPO015", HI | {"_displayInForeground": True}, "/payload/_displayInForeground", True, None),
    ("EXPO020", HI | {"expiration": 1_795_340_460_000}, "/payload/expiration", True, None),
    ("EXPO020", HI | {"expiration": 1_600_000_000}, "/payload/expiration", False, None),
    ("EXPO021", HI | {"ttl": 60, "expiration": int(NOW) + 60}, "/payload/expiration", True, None),
    ("EXPO022", HI | {"ttl": 0}, "/payload/ttl", True, None),
    ("EXPO023", HI | {"ttl": 3_000_000}, "/payload/ttl", True, None),
    ("EXPO024", HI | {"collapseId": "x" * 65}, "/payload/collapseId", False, IOS),
    ("EXPO025", {"contentAvailable": True, "data": {"a": 1}, "priority": "high"}, "/payload/priority", True, None),
    ("EXPO026", {"data": {"a": 1}}, "/payload/data", True, None),
    ("EXPO027", HI | {"contentAvailable": True}, "/payload/contentAvailable", False, None),
    ("EXPO028", {"contentAvailable": True, "data": {"title": "T"}}, "/payload/data/title", False, ANDROID),
    ("EXPO030", HI | {"sound": "bells"}, "/payload/sound", False, None),
    ("EXPO030", HI | {"sound": {"name": "bells"}}, "/payload/sound/name", False, None),
    ("EXPO031", HI | {"sound": "bells.wav"}, "/payload/sound", False, ANDROID),
    ("EXPO032", HI | {"sound": {"critical": True}}, "/payload/sound/critical", False, None),
    ("EXPO032", HI | {"interruptionLevel": "critical"}, "/payload/interruptionLevel", False, None),
    ("EXPO033", HI | {"sound": {"name": "a.wav"}}, "/payload/sound", False, None),
    ("EXPO034", HI | {"richContent": {"image": "http://a.example/b.png"}}, "/payload/richContent/image", False, None),
    (
        "EXPO034",
        HI | {"richContent": {"image": "https://a.example/b.png", "video": "x"}},
        "/payload/richContent/video",
        True,
        None,
    ),
    ("EXPO034", HI | {"richContent": {}}, "/payload/richContent", False, None),
    ("EXPO035", HI | {"richContent": {"image": "https://a.example/b.png"}}, "/payload/richContent", True, None),
    ("EXPO036", HI | {"icon": "ic gate.png"}, "/payload/icon", True, None),
    ("EXPO036", HI | {"icon": "https://a.example/i.png"}, "/payload/icon", True, None),
    ("EXPO037", HI | {"channelId": "news"}, "/payload/channelId", False, None),
    ("EXPO038", HI | {"subtitle": "S"}, "/payload/subtitle", False, ANDROID),
    ("EXPO038", HI | {"channelId": "c"}, "/payload/channelId", False, IOS),
]


@pytest.mark.parametrize(("rule", "payload", "pointer", "has_button", "to"), BROKEN)
def test_a_broken_rule_is_found_and_mended(rule: str, payload: Any, pointer: str, has_button: bool, to: Any) -> None:
    (finding, *_) = found(payload, rule, to)
    assert finding.pointer == pointer
    assert (finding.patch is not None) is has_button, finding.patch
    if finding.patch is not None:
        after = mended(payload, finding)
        assert not [left for left in found(after, rule, to) if left.pointer == pointer], after
        assert finding.patch.label


def test_every_rule_has_an_example() -> None:
    assert {rule.id for rule in PROVIDER.rules} == {row[0] for row in BROKEN}


def test_rules_and_notices_are_numbered_once_and_told_in_full() -> None:
    ids = [entry.id for entry in (*PROVIDER.rules, *NOTICES)]
    assert len(ids) == len(set(ids))
    for entry in (*PROVIDER.rules, *NOTICES):
        assert entry.id.startswith("EXPO")
        assert len(entry.id) == 7
        assert entry.title
        assert not entry.title.endswith(".")
        assert entry.why.endswith(".")
        assert entry.fix.endswith(".")
    assert all(rule.source for rule in PROVIDER.rules)


FINE: list[tuple[str, Any, Any]] = [
    ("a plain notification", HI, token()),
    ("to an iPhone", HI | {"subtitle": "S", "sound": "bells.wav", "badge": 0, "priority": "high"}, IOS),
    ("to Android", HI | {"icon": "ic_gate", "tag": "t", "collapseId": "x" * 65}, ANDROID),
    ("nulls that have a meaning", HI | {"sound": None, "channelId": None}, token()),
    ("a background push", {"contentAvailable": True, "data": {"a": 1}, "priority": "normal"}, token()),
    ("the old name of it alone is only old", {"contentAvailable": True, "data": {"a": [1, {"b": None}]}}, token()),
    ("an hour", HI | {"ttl": 3600}, token()),
    ("tomorrow", HI | {"expiration": int(NOW) + 86_400}, token()),
    ("at once, urgently", HI | {"ttl": 0, "priority": "high"}, ANDROID),
    ("a header of one's own", draft(HI, **{"x-trace": "7"}), token()),
    ("a text to the chosen target", Draft("expo", f'{{"to":"{TOKEN}","title":"x"}}'), token()),
]


@pytest.mark.parametrize(("name", "payload", "to"), FINE, ids=[row[0] for row in FINE])
def test_a_good_message_has_neither_error_nor_warning(name: str, payload: Any, to: Any) -> None:
    assert [finding for finding in findings(payload, to) if finding.severity is not Severity.NOTE] == []


GOOD_VALUES: dict[str, Json] = {
    "data": {"a": 1},
    "ttl": 60,
    "expiration": int(NOW) + 60,
    "priority": "default",
    "sound": "default",
    "badge": 3,
    "interruptionLevel": "passive",
    "contentAvailable": True,
    "mutableContent": False,
    "relevanceScore": 0.5,
    "richContent": {"image": "https://a.example/b.png"},
    "icon": "ic_gate",
}


@pytest.mark.parametrize("name", FIELDS)
def test_every_documented_field_is_taken_and_a_wrong_one_refused(name: str) -> None:
    assert not [
        each for each in findings(HI | {name: GOOD_VALUES.get(name, "word")}) if each.severity is Severity.ERROR
    ]
    (wrong,) = found(HI | {name: [["wrong"]]}, "EXPO012")
    assert wrong.pointer == f"/payload/{name}"


@pytest.mark.parametrize(("old", "value"), [("_contentAvailable", True), ("_category", "x")])
def test_an_old_name_is_renamed_with_its_value(old: str, value: Json) -> None:
    (finding,) = found(HI | {old: value}, "EXPO015")
    assert mended(HI | {old: value}, finding).payload == HI | {LEGACY[old][0]: value}


def test_the_collapse_id_matters_to_apple_alone() -> None:
    long = HI | {"collapseId": "ä" * 33}
    assert [each.severity for each in found(long, "EXPO024")] == [Severity.WARNING]
    assert [each.severity for each in found(long, "EXPO024", IOS)] == [Severity.ERROR]
    assert found(long, "EXPO024", ANDROID) == []


def test_a_stranger_moves_into_data_without_overwriting() -> None:
    payload = HI | {"xyzzy": 1, "data": {"a": 2}}
    assert mended(payload, found(payload, "EXPO010")[0]).payload == HI | {"data": {"a": 2, "xyzzy": 1}}


@given(st.dictionaries(st.sampled_from([*FIELDS, *LEGACY, "to", "image", "x"]), json_values))
def test_rules_take_anything(payload: dict[str, Json]) -> None:
    for to in (None, ANDROID, IOS):
        assert all(each.what and each.why and each.fix for each in findings(payload, to))
