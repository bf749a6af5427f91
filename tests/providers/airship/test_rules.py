"""Every rule: what it finds, what its button makes of it, and that good payloads have no findings."""

from __future__ import annotations

from typing import Any

from hypothesis import given as given_values
from hypothesis import strategies as st
from tests.providers.airship.given import ALL, GATE, NOW, compose, device, draft, findings, found, mended, over, words

from pushbench.domain.finding import Severity
from pushbench.domain.json_value import Json
from pushbench.providers.airship import PROVIDER
from pushbench.providers.airship.fields import TABLES, nodes

PUSH: dict[str, Json] = {"notification": {"alert": "x"}}
WEEKLY: dict[str, Json] = {
    "scheduled_time": "2027-01-01T09:00:00",
    "recurring": {"cadence": {"type": "weekly", "count": 1}},
}


def arms(*made: Json, **more: Json) -> dict[str, Json]:
    return words(variants=list(made), **more)


BROKEN: dict[str, list[Any]] = {
    "AIR001": ["no JSON", [1], {}, 7],
    "AIR002": [words(zebra=1), over("ios", qqqq=1), words(options={"zebra": True})],
    "AIR003": [
        over("ios", collapseId="x"),
        over("android", color="#ff0000"),
        words(localization=[]),
        over("web", text="x"),
    ],
    "AIR004": [words(aps={}), {"alert": "x", "device_types": ["ios"], "notification": {}}, words(contents={"en": "x"})],
    "AIR005": [words(audience="all")],
    "AIR006": [
        over("android", alert={"body": "x"}),
        over("ios", priority="10"),
        words(options={"no_throttle": "true"}),
        {**words(), "device_types": "ios"},
        over("ios", badge=1.5),
    ],
    "AIR007": [
        over("ios", interruption_level="time_sensitive"),
        over("ios", priority=7),
        over("android", delivery_priority="HIGH"),
        over("android", visibility=4),
    ],
    "AIR008": [over("android", delay_while_idle=True), {**words(), "device_types": "all"}],
    "AIR009": [
        {"notification": {"alert": "x"}},
        {**words(), "device_types": []},
        {**words(), "device_types": ["iPhone"]},
    ],
    "AIR010": [{"device_types": ["ios"]}, {"notification": {}, "device_types": ["ios"]}],
    "AIR011": [
        {"notification": {"alert": "x", "web": {"title": "x"}}, "device_types": ["ios"]},
        {"notification": {"alert": "x", "open::chat": {"title": "x"}}, "device_types": ["ios"]},
    ],
    "AIR012": [{"notification": {"ios": {"title": "x"}}, "device_types": ["ios"]}],
    "AIR014": [
        words(localizations=[{"notification": {"alert": "x"}}]),
        words(localizations=[{"language": "de-AT", "notification": {"alert": "x"}}]),
        words(localizations=[{"country": "at", "notification": {"alert": "x"}}]),
        words(localizations=[{"language": "de"}]),
        words(localizations=[{"language": "de", "notification": {"alert": "x"}}] * 2),
    ],
    "AIR015": [
        words(campaigns={"categories": ["x"] * 11}),
        words(campaigns={"categories": "x" * 65}),
        words(campaigns={}),
    ],
    "AIR016": [words("x" * 4100), over("android", extra={"x": "y" * 4100})],
    "AIR017": [words("{{first_name}}"), over("ios", extra={"x": "{{y}}"})],
    "AIR018": [words(message={"title": "x"}), words(in_app={"alert": "x"})],
    "AIR019": [{"device_types": ["ios"], "merge_data": {}}],
    "AIR021": [over("ios", badge="three"), over("ios", badge="5")],
    "AIR022": [
        over("ios", relevance_score=1.5),
        over("ios", sound={"name": "x", "volume": -1}),
        arms({"weight": 1}, control=2),
    ],
    "AIR023": [over("ios", collapse_id="é" * 40)],
    "AIR024": [over("android", extra={"seats": 2}), over("web", extra={"a": {"b": True}})],
    "AIR025": [over("android", extra={"from": "x"}), over("android", extra={"google.x": "y"})],
    "AIR026": [over("android", icon_color="#FF9900"), over("android", icon_color="red")],
    "AIR027": [over("wns"), over("wns", alert="x", toast={})],
    "AIR028": [
        over("android", style={"type": "inbox"}),
        over("android", style={"big_text": "x"}),
        over("android", style={"type": "big_text", "big_text": "x", "lines": ["y"]}),
    ],
    "AIR029": [over("email", subject="x"), {**words(), "device_types": ["email", *ALL]}],
    "AIR030": [
        over("sms", alert="x" * 1601),
        {
            "notification": {"sms": {"alert": "x"}, "mms": {"fallback_text": "x", "slides": [{}]}},
            "device_types": ["sms"],
        },
        {"notification": {"mms": {}}, "device_types": ["sms"]},
    ],
    "AIR031": [
        over("ios", media_attachment={"content": {"title": "x"}}),
        over("ios", sound={"volume": 1}),
        over("web", icon={}),
        over("web", buttons=[{"id": "x"}]),
        over("ios", template={"template_id": "x"}),
        over("ios", template={}),
    ],
    "AIR032": [
        over("web", image={"url": "http://x.example/a.png"}),
        over("android", style={"type": "big_picture", "big_picture": "x"}),
    ],
    "AIR033": [
        {
            "notification": {"alert": "x", "actions": {"open": {"type": "url", "content": "app://x"}}},
            "device_types": ["ios"],
        },
        {
            "notification": {"alert": "x", "actions": {"open": {"content": "https://x.example"}}},
            "device_types": ["ios"],
        },
        {
            "notification": {"alert": "x", "actions": {"open": {"type": "landing_page", "content": {}}}},
            "device_types": ["ios"],
        },
        {
            "notification": {"alert": "x", "actions": {"open": {"type": "url", "content": {"x": 1}}}},
            "device_types": ["ios"],
        },
        over("ios", actions={"add_tag": []}),
        over("ios", actions={"add_custom_event": {"value": 1}}),
    ],
    "AIR034": [over("ios", interactive={"button_actions": {}})],
    "AIR035": [over("web", buttons=[{"id": "x", "label": "y"}] * 3)],
    "AIR036": [
        over("ios", live_activity={"event": "update"}),
        over("ios", live_activity={"name": "x"}),
        over("ios", live_activity={"name": "x", "event": "start"}),
        over("ios", live_activity={"name": "x", "event": "end", "attributes": {}}),
        over("ios", live_activity={"name": "x", "event": "end", "stale_date": 1_795_340_460_000}),
    ],
    "AIR037": [
        words(options={"expiry": 0}),
        over("ios", expiry=-1),
        words(options={"expiry": "2020-01-01T00:00:00"}),
        words(options={"expiry": "2027-01-01T00:00:00Z"}),
        over("android", time_to_live="soon"),
        over("android", time_to_live=1_795_340_460),
    ],
    "AIR038": [
        words(schedule={}),
        words(schedule={"scheduled_time": "2020-01-01T00:00:00"}),
        words(schedule={"scheduled_time": "2027-01-01 00:00"}),
        words(schedule={"best_time": {}}),
        words(schedule={"scheduled_time": "2027-01-01T09:00:00", "best_time": {"send_date": "2027-01-01"}}),
        words(schedule=WEEKLY),
        words(schedule={"best_time": {"send_date": "2027-01-01"}, "recurring": {"cadence": {"count": 0}}}),
        words(schedule={**WEEKLY, "recurring": {"exclusions": [{"hour_range": "9-27", "days_of_week": ["Monday"]}]}}),
    ],
    "AIR039": [
        arms(),
        arms(*[{"weight": 1}] * 27),
        arms({"push": {}}),
        arms({"weight": 0}),
        {"device_types": ["ios"], "variants": [{"weight": 1}]},
    ],
    "AIR040": [
        arms({"push": PUSH}),
        arms({"weight": 1}),
        arms({"push": PUSH}, schedule={"scheduled_time": "2027-01-01T09:00:00"}),
    ],
    "AIR041": [words(control=0.5), words(name="x")],
}
GOOD: list[Json] = [
    words(),
    {**over("ios", title="x", badge="+1", relevance_score=0, collapse_id="x", content_available=True)},
    {
        **over(
            "ios", badge="auto", sound={"name": "x", "volume": 1, "critical": True}, interruption_level="time-sensitive"
        )
    },
    over("android", icon_color="#ff9900", visibility=-1, priority=-2, category="msg", time_to_live=0, extra={"a": "b"}),
    over("amazon", consolidation_key="x", expires_after=60),
    over(
        "web", buttons=[{"id": "x", "label": "y", "actions": {"open": {"type": "url", "content": "https://x.example"}}}]
    ),
    over("wns", toast={"binding": {}}),
    over("sms", alert="x"),
    {"notification": {"alert": "x", "open::chat": {"title": "x"}}, "device_types": ["open::chat"]},
    words("{{first_name}}", options={"personalization": True, "expiry": "2027-01-01T00:00:00"}),
    words(
        localizations=[{"language": "de", "country": "AT", "notification": {"alert": "x"}}],
        campaigns={"categories": "x"},
    ),
    words(schedule={"scheduled_time": "2027-01-01T09:00:00"}, name="later"),
    words(schedule={**WEEKLY, "recurring": {"cadence": {"type": "weekly", "count": 1, "days_of_week": ["monday"]}}}),
    {
        "device_types": ["ios"],
        "variants": [{"weight": 2, "push": PUSH}, {"push": PUSH}],
        "control": 0.5,
        "name": "a or b",
    },
    {"device_types": ["ios"], "merge_data": {"template_id": "x", "substitutions": {}}},
    words(message={"title": "x", "body": "<p>y"}, in_app={"alert": "x", "display_type": "banner"}),
    over(
        "ios", live_activity={"name": "x", "event": "update", "content_state": {}, "priority": 5, "timestamp": int(NOW)}
    ),
]


def test_every_rule_finds_what_it_is_for_and_its_buttons_mend() -> None:
    for rule, payloads in BROKEN.items():
        for number, payload in enumerate(payloads):
            hits = found(payload, rule)
            assert hits, f"{rule} finds nothing in case {number}"
            for hit in hits:
                assert hit.what.endswith((".", "?")), hit
                if hit.patch is not None:
                    after = found(mended(payload, hit), rule)
                    assert (hit.pointer, hit.what) not in [(each.pointer, each.what) for each in after], (rule, number)


def test_every_rule_is_tested() -> None:
    assert {rule.id for rule in PROVIDER.rules} == {*BROKEN, "AIR013"}
    assert [rule.id for rule in PROVIDER.rules] == sorted(rule.id for rule in PROVIDER.rules)


def test_a_device_of_another_platform_is_warned_of() -> None:
    push: dict[str, Json] = {"notification": {"alert": "x"}, "device_types": ["ios"]}
    [hit] = found(push, "AIR013", device(platform="android"))
    assert mended(push, hit) == {"notification": {"alert": "x"}, "device_types": ["ios", "android"]}
    assert not found(push, "AIR013", device(platform="ios"))


def test_good_payloads_have_no_findings() -> None:
    for payload in GOOD:
        assert findings(payload) == (), payload
    assert [finding for finding in findings(compose(GATE)) if finding.severity is not Severity.NOTE] == []


def test_buttons_keep_values() -> None:
    payload = over("ios", interruption_level="time_sensitive")
    [hit] = found(payload, "AIR007")
    assert mended(payload, hit) == over("ios", interruption_level="time-sensitive")
    wrong: dict[str, Json] = {"ios": {"title": "T"}, **words()}
    [moved] = found(wrong, "AIR004")
    assert mended(wrong, moved) == {**words(), "notification": {"alert": "Gate B42", "ios": {"title": "T"}}}
    [extra] = found(over("android", extra={"seats": 2}), "AIR024")
    assert mended(over("android", extra={"seats": 2}), extra) == over("android", extra={"seats": "2"})
    picture = over("ios", image="https://x.example/a.png")
    [renamed] = found(picture, "AIR003")
    assert mended(picture, renamed) == over("ios", media_attachment={"url": "https://x.example/a.png"})


def test_every_field_is_described_and_its_table_is_there() -> None:
    for fields in TABLES.values():
        for name, field in fields.items():
            assert field.note.endswith("."), name
            assert not field.below or field.below in TABLES
    assert {node.table for node in nodes(dict(compose(GATE).payload))} >= {"push", "notification", "ios", "button"}  # type: ignore[arg-type]


_NAMES = sorted({name for fields in TABLES.values() for name in fields})
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*_NAMES, "x"]), inner, max_size=5),
    max_leaves=15,
)


@given_values(payload=JSON, inside=JSON)
def test_rules_size_and_pictures_are_total(payload: Json, inside: Json) -> None:
    for each in (payload, words(notification=inside), words(variants=inside, localizations=inside, schedule=inside)):
        made = draft(each)
        findings(made, now=NOW)
        PROVIDER.size(made)
        for platform in PROVIDER.spec.platforms:
            PROVIDER.shown(made, platform)
