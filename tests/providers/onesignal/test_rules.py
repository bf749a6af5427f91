"""Every rule: what it finds, what its button makes of it, and that good payloads have no findings."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given as given_values
from hypothesis import strategies as st
from tests.providers.onesignal.given import NOW, device, draft, findings, found, mended, target, token, words

from pushbench.domain.finding import Severity
from pushbench.domain.json_value import Json
from pushbench.domain.target import TargetKind
from pushbench.providers.onesignal import PROVIDER
from pushbench.providers.onesignal.fields import ACTIVITY_FIELDS, FIELDS

UUID = "1dd608f2-c6a1-41e3-851d-000c2940e62c"
UPDATE: dict[str, Json] = {"event": "update", "event_updates": {}, "name": "x"}
START: dict[str, Json] = {
    "event": "start",
    "event_updates": {},
    "event_attributes": {},
    "name": "x",
    "activity_type": "Gate",
    "activity_id": "gate",
    "contents": {"en": "x"},
    "headings": {"en": "y"},
}
SEGMENT = target(TargetKind.SEGMENT, "All")
ACTIVITY = target(TargetKind.CHANNEL, "gate")

BROKEN: dict[str, list[Any]] = {
    "ONES001": ["no JSON", [1], {}],
    "ONES002": [words(zebra=1)],
    "ONES003": [{"content": "x"}, words(Buttons=[]), words(heading={"en": "x"}), words(contentAvailable=True)],
    "ONES004": [words(aps={}), words(notification={})],
    "ONES005": [words(app_id=UUID), words(include_player_ids=[]), words(filters=[])],
    "ONES006": [words(ttl="3600"), words(headings="x"), words(data=[1]), words(isIos="true"), words(name=7)],
    "ONES007": [
        words(ios_interruption_level="time-sensitive"),
        words(priority=7),
        words(ios_badgeType="setto", ios_badgeCount=1),
    ],
    "ONES008": [words(external_id=UUID), words(android_sound="x"), {**UPDATE, "sound": "x"}],
    "ONES009": [words(email_subject="x"), words(sms_from="x")],
    "ONES010": [{"headings": {"en": "x"}}, {"contents": {"de": "x"}}, {"data": {}}, {"contents": {"en": ""}}],
    "ONES011": [{"contents": {"en": "x", "de": "y"}, "headings": {"en": "x"}}, words(subtitle={"en": "x", "fr": "y"})],
    "ONES012": [{"contents": {"en": "x", "de-AT": "y"}}, {"contents": {"en": "x", "sw": "y"}}],
    "ONES013": [words(data={"x": "y" * 2100}), words(template_id=UUID, custom_data={"x": "y" * 2100})],
    "ONES014": [words("x" * 3600), words("x" * 4200)],
    "ONES015": [words(name="x" * 129)],
    "ONES016": [
        words(url="https://a.example", web_url="https://b.example"),
        words(url="app://x"),
        words(url="http://a.example"),
    ],
    "ONES017": [
        words(global_image="http://a.example/x.png"),
        words(chrome_web_icon="icon"),
        words(ios_attachments={"a": 1}),
    ],
    "ONES018": [
        words(template_id="x"),
        words(android_channel_id="gates"),
        words(android_channel_id=UUID, existing_android_channel_id="x"),
    ],
    "ONES019": [
        words(buttons=[{"id": "a"}]),
        words(buttons=[{"id": str(n), "text": "x"} for n in range(4)]),
        words(buttons=[{"id": "a", "text": "x"}] * 2),
    ],
    "ONES020": [
        words(web_buttons=[{"id": "a", "text": "x"}]),
        words(web_buttons=[{"id": "a", "text": "x", "url": "app://x"}]),
    ],
    "ONES022": [words(collapse_id="ä" * 33)],
    "ONES023": [words(ttl=-1), words(ttl=2_419_201)],
    "ONES024": [words(throttle_rate_per_minute=-1), words(throttle_rate_per_minute=5, delayed_option="timezone")],
    "ONES025": [words(delivery_time_of_day="9:00AM"), words(delivery_time_of_day="noon", delayed_option="timezone")],
    "ONES026": [
        words(send_after="2027-01-01T09:00:00"),
        words(send_after="2020-01-01T09:00:00Z"),
        words(send_after="soon"),
    ],
    "ONES027": [words(idempotency_key="x"), words(idempotency_key=UUID)],
    "ONES028": [
        words(android_accent_color="#9900FF"),
        words(android_accent_color="red"),
        words(huawei_accent_color="x"),
    ],
    "ONES029": [words(isIos=True)],
    "ONES030": [words(ios_badgeCount=1), words(ios_badgeType="SetTo"), words(ios_badgeType="SetTo", ios_badgeCount=-1)],
    "ONES031": [words(ios_relevance_score=2), words(ios_relevance_score=-1)],
    "ONES032": [words(huawei_badge_set_num=100, huawei_badge_class="x"), words(huawei_badge_add_num=1)],
    "ONES033": [{"content_available": True, "priority": 10}],
    "ONES034": [words(mutable_content=False)],
    "ONES036": [words(custom_data={"x": 1})],
    "ONES037": [{"event": "start", "event_updates": {}}, {"event_updates": {}}, {"event": "update"}],
    "ONES038": [{**UPDATE, "event_attributes": {}}, {**UPDATE, "dismissal_date": 1}],
    "ONES039": [{**UPDATE, "stale_date": int(NOW) * 1000}],
    "ONES041": [{key: value for key, value in START.items() if key != "activity_id"}],
}
CASES = [(rule, payload) for rule, payloads in BROKEN.items() for payload in payloads]
IDS = [f"{rule} {number}" for number, (rule, _) in enumerate(CASES)]


@pytest.mark.parametrize(("rule", "payload"), CASES, ids=IDS)
def test_each_rule_finds(rule: str, payload: Json) -> None:
    hits = found(payload, rule)
    assert hits, f"{rule} says nothing; others say {[finding.rule for finding in findings(payload)]}"
    for hit in hits:
        assert hit.what.endswith((".", "?"))
        assert hit.why
        assert hit.fix


@pytest.mark.parametrize(("rule", "payload"), CASES, ids=IDS)
def test_a_button_mends_what_it_stands_at(rule: str, payload: Json) -> None:
    for hit in found(payload, rule):
        if hit.patch is not None:
            after = found(mended(payload, hit), rule)
            assert not [other for other in after if (other.pointer, other.what) == (hit.pointer, hit.what)]
            assert not hit.patch.label.endswith(" None")


def test_rules_about_the_target() -> None:
    assert found(words(), "ONES035", ACTIVITY)
    assert found(UPDATE, "ONES040", token())
    assert found(START, "ONES040", ACTIVITY)
    assert not found(UPDATE, "ONES040", ACTIVITY)
    assert found(words(), "ONES021", device(platform="web"))
    assert found(words(isIos=True), "ONES029", device(platform="android"))[0].severity is Severity.WARNING
    assert found(words(excluded_segments=["x"]), "ONES005", token())
    assert not found(words(excluded_segments=["x"]), "ONES005", SEGMENT)


def test_every_rule_is_tested() -> None:
    with_target = {"ONES021", "ONES035", "ONES040"}
    assert {rule.id for rule in PROVIDER.rules} == set(BROKEN) | with_target
    assert [rule.id for rule in PROVIDER.rules] == sorted(rule.id for rule in PROVIDER.rules)


@pytest.mark.parametrize(
    "payload",
    [
        words(),
        {"content_available": True, "data": {"x": 1}, "priority": 5},
        {"template_id": UUID, "custom_data": {"name": "Ana"}},
        words(url="https://a.example", buttons=[{"id": "a", "text": "A", "icon": "ic"}], collapse_id="x" * 64),
        words(delayed_option="timezone", delivery_time_of_day="9:00AM", throttle_rate_per_minute=0),
        words(send_after="2027-01-01T09:00:00+01:00", android_accent_color="FF9900FF", huawei_accent_color="#9900FF"),
        words(send_after="2027-01-01 09:00:00 GMT-0700", throttle_rate_per_minute=10, ios_sound="nil"),
        START,
        UPDATE,
        {**UPDATE, "event": "end", "dismissal_date": int(NOW)},
    ],
)
def test_good_payloads_have_no_findings(payload: Json) -> None:
    assert findings(payload) == ()


def test_a_misspelt_field_keeps_its_value() -> None:
    [hit] = found({"content": "Gate B42"}, "ONES003")
    assert mended({"content": "Gate B42"}, hit) == {"contents": {"en": "Gate B42"}}
    [level] = found(words(ios_interruption_level="time-sensitive"), "ONES007")
    assert mended(words(ios_interruption_level="time-sensitive"), level) == words(
        ios_interruption_level="time_sensitive"
    )


def test_every_field_is_described() -> None:
    for field in (*FIELDS.values(), *ACTIVITY_FIELDS.values()):
        assert field.note.endswith(".")
        assert not field.is_old or field.instead


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from([*FIELDS, *ACTIVITY_FIELDS, "en", "x"]), inner, max_size=5)
    ),
    max_leaves=15,
)


@given_values(payload=JSON)
def test_rules_size_and_pictures_are_total(payload: Json) -> None:
    made = draft(payload)
    findings(made)
    PROVIDER.size(made)
    for platform in PROVIDER.spec.platforms:
        PROVIDER.shown(made, platform)
