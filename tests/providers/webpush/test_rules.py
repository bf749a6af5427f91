"""Each rule where it holds, where it does not, and what its one-click fix makes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given as given_any
from hypothesis import strategies as st
from tests.providers.webpush.given import (
    APPLE,
    AUTH,
    FCM,
    MOZILLA,
    NOW,
    P256DH,
    WNS,
    credentials,
    draft,
    findings,
    of_rule,
    patched,
    target,
)

from pushbench.domain.finding import CheckContext, Finding, Severity
from pushbench.domain.profile import Environment
from pushbench.domain.target import Target, TargetKind
from pushbench.providers.webpush import PROVIDER

GOOD = {"TTL": "60", "Urgency": "high"}
SHOWN: dict[str, Any] = {"notification": {"title": "T", "body": "B"}}


def to(endpoint: str) -> CheckContext:
    return CheckContext(NOW, None, target(endpoint))


def only(found: list[Finding], rule: str) -> Finding:
    matching = of_rule(rule, found)
    assert len(matching) == 1, [(finding.rule, finding.what) for finding in found]
    return matching[0]


def test_a_plain_good_push_has_no_findings() -> None:
    assert findings(SHOWN, {**GOOD, "Topic": "gate-418"}, CheckContext(NOW, credentials(), target())) == []


@pytest.mark.parametrize(("length", "is_over"), [(3993, False), (3994, True), (20_000, True)])
def test_001_body_over_the_limit(length: int, is_over: bool) -> None:
    found = of_rule("WPUSH001", findings("x" * length))
    assert bool(found) is is_over
    if is_over:
        assert found[0].severity is Severity.ERROR
        assert f"{length + 103:,}" in found[0].what


@pytest.mark.parametrize(
    ("length", "endpoint", "is_told"),
    [(3000, MOZILLA, False), (3001, MOZILLA, True), (3001, FCM, False), (3001, None, True), (3994, MOZILLA, False)],
)
def test_002_too_long_for_firefox_on_android(length: int, endpoint: str | None, is_told: bool) -> None:
    context = to(endpoint) if endpoint else CheckContext()
    assert bool(of_rule("WPUSH002", findings("x" * length, context=context))) is is_told


def test_003_payload_that_cannot_be_written() -> None:
    assert only(findings({"notification": {"title": "T", "data": float("inf")}}), "WPUSH003").severity is Severity.ERROR


@pytest.mark.parametrize("ttl", ["", "-1", "1.5", "1h", "+5", "0x10", "１２", "1" * 30])
def test_004_ttl_that_is_no_whole_number(ttl: str) -> None:
    headers = {**GOOD, "TTL": ttl}
    finding = only(findings(SHOWN, headers), "WPUSH004")
    assert (finding.severity, finding.pointer) == (Severity.ERROR, "/headers/TTL")
    assert patched(SHOWN, headers, finding)["headers"] == {**GOOD, "TTL": "2419200"}


def test_004_ttl_that_is_missing_and_ttl_that_is_a_number() -> None:
    finding = only(findings(SHOWN, {"Urgency": "low"}), "WPUSH004")
    assert finding.pointer == "/headers"
    assert patched(SHOWN, {"Urgency": "low"}, finding)["headers"]["TTL"] == "2419200"
    assert of_rule("WPUSH004", findings(SHOWN, {"ttl": 60})) == []  # type: ignore[dict-item]


@pytest.mark.parametrize(("endpoint", "severity"), [(MOZILLA, Severity.NOTE), (APPLE, Severity.WARNING)])
def test_005_ttl_of_zero(endpoint: str, severity: Severity) -> None:
    finding = only(findings(SHOWN, {**GOOD, "TTL": "0"}, to(endpoint)), "WPUSH005")
    assert finding.severity is severity
    assert patched(SHOWN, GOOD, finding)["headers"]["TTL"] == "3600"


@pytest.mark.parametrize(
    ("endpoint", "ttl", "longest"),
    [(FCM, 2_419_201, 2_419_200), (MOZILLA, 2_592_001, 2_592_000), (None, 2**31 + 1, 2_592_000)],
)
def test_006_ttl_longer_than_kept(endpoint: str | None, ttl: int, longest: int) -> None:
    context = to(endpoint) if endpoint else CheckContext()
    finding = only(findings(SHOWN, {**GOOD, "TTL": str(ttl)}, context), "WPUSH006")
    assert finding.severity is Severity.NOTE
    assert patched(SHOWN, GOOD, finding)["headers"]["TTL"] == str(longest)
    assert of_rule("WPUSH006", findings(SHOWN, {**GOOD, "TTL": str(longest)}, context)) == []


@pytest.mark.parametrize(
    ("urgency", "fixed"), [("HIGH", "high"), ("urgent", "normal"), ("", "normal"), ("low,high", "normal")]
)
def test_007_unknown_urgency(urgency: str, fixed: str) -> None:
    finding = only(findings(SHOWN, {**GOOD, "Urgency": urgency}), "WPUSH007")
    assert finding.severity is Severity.ERROR
    assert patched(SHOWN, GOOD, finding)["headers"]["Urgency"] == fixed


@pytest.mark.parametrize("urgency", ["very-low", "low", "normal", "high"])
def test_007_known_urgencies(urgency: str) -> None:
    assert findings(SHOWN, {**GOOD, "Urgency": urgency}) == []


@pytest.mark.parametrize("topic", ["a" * 33, "gate 418", "gate/418", "ünicode!", "abcd=="])
def test_008_unlawful_topic(topic: str) -> None:
    headers = {**GOOD, "Topic": topic}
    finding = only(findings(SHOWN, headers), "WPUSH008")
    assert finding.severity is Severity.ERROR
    fixed = patched(SHOWN, headers, finding)["headers"]
    assert len(fixed["Topic"]) == 32
    assert findings(SHOWN, fixed, to(APPLE)) == []


def test_008_empty_topic_is_removed() -> None:
    headers = {**GOOD, "Topic": ""}
    assert patched(SHOWN, headers, only(findings(SHOWN, headers), "WPUSH008"))["headers"] == GOOD


@pytest.mark.parametrize(
    ("length", "endpoint", "severity"),
    [
        (5, APPLE, Severity.ERROR),
        (13, APPLE, Severity.ERROR),
        (6, APPLE, Severity.WARNING),
        (7, APPLE, Severity.WARNING),
        (12, APPLE, None),
        (32, APPLE, None),
        (5, None, Severity.WARNING),
        (6, None, None),
        (5, MOZILLA, None),
    ],
)
def test_009_topic_length_at_apple(length: int, endpoint: str | None, severity: Severity | None) -> None:
    headers = {**GOOD, "Topic": "t" * length}
    context = to(endpoint) if endpoint else CheckContext()
    found = of_rule("WPUSH009", findings(SHOWN, headers, context))
    assert [finding.severity for finding in found] == ([] if severity is None else [severity])
    if found:
        assert findings(SHOWN, patched(SHOWN, headers, found[0])["headers"], context) == []


@pytest.mark.parametrize(
    "name", ["Authorization", "content-encoding", "Content-Length", "Host", "Crypto-Key", "encryption"]
)
def test_010_headers_that_are_ours(name: str) -> None:
    headers = {**GOOD, name: "x"}
    finding = only(findings(SHOWN, headers), "WPUSH010")
    assert finding.severity is Severity.ERROR
    assert patched(SHOWN, headers, finding)["headers"] == GOOD


@pytest.mark.parametrize(("name", "value"), [("X-A", "a\r\nB: c"), ("X A", "b"), ("X-€", "b"), ("X-A", "€"), ("", "b")])
def test_011_headers_that_cannot_leave(name: str, value: str) -> None:
    headers = {**GOOD, name: value}
    finding = only(findings(SHOWN, headers), "WPUSH011")
    assert patched(SHOWN, headers, finding)["headers"] == GOOD


def test_012_unknown_headers_are_told_and_private_ones_are_not() -> None:
    found = findings(SHOWN, {**GOOD, "Priority": "u=1", "X-Trace": "1", "Prefer": "respond-async"})
    assert [(finding.rule, finding.pointer) for finding in found] == [("WPUSH012", "/headers/Priority")]


def test_013_the_same_header_twice() -> None:
    headers = {"ttl": "5", "TTL": "60", "Urgency": "high"}
    finding = only(findings(SHOWN, headers), "WPUSH013")
    assert patched(SHOWN, headers, finding)["headers"] == GOOD


def test_014_obsolete_content_type() -> None:
    headers = {**GOOD, "Content-Type": "application/notification+json; charset=utf-8"}
    assert patched(SHOWN, headers, only(findings(SHOWN, headers), "WPUSH014"))["headers"] == GOOD


@pytest.mark.parametrize(
    ("subject", "endpoint", "severity"),
    [
        ("mailto:push@skylark.app", APPLE, None),
        ("https://skylark.app/contact", APPLE, None),
        ("", APPLE, Severity.ERROR),
        ("", MOZILLA, Severity.WARNING),
        ("mailto:me@localhost", APPLE, Severity.ERROR),
        ("mailto:me@localhost", FCM, Severity.WARNING),
        ("https://localhost:3000", APPLE, Severity.ERROR),
        ("push@skylark.app", MOZILLA, Severity.WARNING),
        ("http://skylark.app", MOZILLA, Severity.WARNING),
        ("mailto:<push@skylark.app>", APPLE, Severity.ERROR),
        ("mailto: push@skylark.app", APPLE, Severity.ERROR),
        ("https://", APPLE, Severity.ERROR),
        ("https://[::1", APPLE, Severity.ERROR),
        ("mailto:me@example.com", APPLE, Severity.NOTE),
        ("https://www.example.org", MOZILLA, Severity.NOTE),
    ],
)
def test_015_subject(subject: str, endpoint: str, severity: Severity | None) -> None:
    context = CheckContext(NOW, credentials(subject=subject), target(endpoint))
    found = of_rule("WPUSH015", findings(SHOWN, GOOD, context))
    assert [finding.severity for finding in found] == ([] if severity is None else [severity])


@pytest.mark.parametrize("subject", ["", "mailto:push@pushbench.example"])
def test_015_a_local_profile_takes_the_emulators_subject(subject: str) -> None:
    context = CheckContext(NOW, credentials(Environment.LOCAL, subject=subject), None)
    assert findings(SHOWN, GOOD, context) == []


def test_016_malformed_subscription() -> None:
    broken = target(keys={"p256dh": P256DH, "auth": "AAAA"})
    finding = only(findings(SHOWN, GOOD, CheckContext(NOW, None, broken)), "WPUSH016")
    assert finding.severity is Severity.ERROR
    assert "auth" in finding.what


def test_017_expired_subscription() -> None:
    expired = target(expirationTime=int(NOW * 1000) - 1)
    assert only(findings(SHOWN, GOOD, CheckContext(NOW, None, expired)), "WPUSH017").severity is Severity.WARNING
    assert findings(SHOWN, GOOD, CheckContext(NOW, None, target(expirationTime=int(NOW * 1000) + 1))) == []
    assert findings(SHOWN, GOOD, CheckContext(0.0, None, expired)) == []


@pytest.mark.parametrize(
    ("notification", "pointer", "fixed"),
    [
        ({"titel": "x"}, "/payload/notification/titel", None),
        ({"requireinteraction": True}, "/payload/notification/requireinteraction", "requireInteraction"),
        ({"require_interaction": True}, "/payload/notification/require_interaction", "requireInteraction"),
        ({"imageUrl": "/a.png"}, "/payload/notification/imageUrl", "image"),
        ({"vibrat": [1]}, "/payload/notification/vibrat", "vibrate"),
        ({"url": "https://a.example"}, "/payload/notification/url", "navigate"),
        ({"a/b~c": 1}, "/payload/notification/a~1b~0c", None),
        ({"subtitle": "x"}, "/payload/notification/subtitle", None),
    ],
)
def test_030_unknown_options(notification: dict[str, Any], pointer: str, fixed: str | None) -> None:
    payload = {"notification": {"title": "T", **notification}}
    finding = only(findings(payload), "WPUSH030")
    assert (finding.pointer, finding.severity) == (pointer, Severity.WARNING)
    if fixed is None:
        assert finding.patch is None
    else:
        (value,) = notification.values()
        assert patched(payload, GOOD, finding)["payload"]["notification"] == {"title": "T", fixed: value}


def test_030_a_misspelt_title_beside_options_moves_to_its_place() -> None:
    payload = {"title": "", "options": {"body": "B", "Tag": "x"}}
    fixed = patched(payload, GOOD, only(findings(payload), "WPUSH030"))["payload"]
    assert fixed["options"] == {"body": "B", "tag": "x"}


def test_030_own_keys_of_a_flat_payload_are_nobodys_business() -> None:
    assert of_rule("WPUSH030", findings({"title": "T", "body": "B", "order": 7})) == []


@pytest.mark.parametrize(
    ("option", "fixed"),
    [
        ({"body": 5}, None),
        ({"silent": "true"}, {"silent": True}),
        ({"requireInteraction": "False"}, {"requireInteraction": False}),
        ({"requireInteraction": 1}, None),
        ({"timestamp": "now"}, None),
        ({"vibrate": ["a"]}, None),
        ({"dir": "left"}, None),
        ({"icon": "ic_gate"}, None),
        ({"image": {}}, None),
        ({"tag": []}, None),
    ],
)
def test_031_wrong_types(option: dict[str, Any], fixed: dict[str, Any] | None) -> None:
    payload = {"notification": {"title": "T", **option}}
    finding = only(findings(payload), "WPUSH031")
    (name,) = option
    assert finding.pointer == f"/payload/notification/{name}"
    assert (finding.patch is None) is (fixed is None)
    if fixed is not None:
        assert patched(payload, GOOD, finding)["payload"]["notification"] == {"title": "T", **fixed}


def test_031_a_count_as_badge_moves_to_app_badge() -> None:
    payload = {"notification": {"title": "T", "badge": 3}}
    finding = only(findings(payload), "WPUSH031")
    assert patched(payload, GOOD, finding)["payload"] == {"notification": {"title": "T"}, "app_badge": 3}


@pytest.mark.parametrize("shape", ["notification", "options"])
def test_032_silent_with_vibrate(shape: str) -> None:
    options = {"title": "T", "silent": True, "vibrate": [200]}
    payload = {"notification": options} if shape == "notification" else {"title": "T", "options": options}
    finding = only(findings(payload), "WPUSH032")
    assert finding.severity is Severity.ERROR
    assert of_rule("WPUSH032", findings(patched(payload, GOOD, finding)["payload"])) == []
    assert of_rule("WPUSH032", findings({"notification": {**options, "silent": False}})) == []


@pytest.mark.parametrize("tag", [None, "", ...])
def test_033_renotify_without_tag(tag: Any) -> None:
    options = {"title": "T", "renotify": True, **({} if tag is ... else {"tag": tag})}
    finding = only(findings({"notification": options}), "WPUSH033")
    assert finding.severity is Severity.ERROR
    assert "renotify" not in patched({"notification": options}, GOOD, finding)["payload"]["notification"]
    assert of_rule("WPUSH033", findings({"notification": {**options, "tag": "x"}})) == []


def test_034_more_than_two_actions() -> None:
    actions = [{"action": str(number), "title": "T"} for number in range(4)]
    payload = {"notification": {"title": "T", "actions": actions}}
    finding = only(findings(payload), "WPUSH034")
    assert finding.pointer == "/payload/notification/actions/2"
    assert patched(payload, GOOD, finding)["payload"]["notification"]["actions"] == actions[:2]


@pytest.mark.parametrize(
    ("actions", "count", "fixed"),
    [
        ({}, 1, None),
        ("x", 1, None),
        (["x"], 1, None),
        ([{"action": "a"}], 1, None),
        ([{"title": "T"}], 1, None),
        ([{}], 2, None),
        ([{"id": "a", "title": "T"}], 1, [{"action": "a", "title": "T"}]),
        ([{"action": "a", "label": "T"}], 1, [{"action": "a", "title": "T"}]),
    ],
)
def test_035_malformed_actions(actions: Any, count: int, fixed: Any) -> None:
    payload = {"notification": {"title": "T", "actions": actions}}
    found = of_rule("WPUSH035", findings(payload))
    assert len(found) == count
    assert found[0].severity is Severity.ERROR
    if fixed:
        assert patched(payload, GOOD, found[0])["payload"]["notification"]["actions"] == fixed


def test_036_unknown_members_of_actions() -> None:
    actions = [{"action": "a", "title": "T", "color": "red"}]
    finding = only(findings({"notification": {"title": "T", "actions": actions}}), "WPUSH036")
    assert finding.pointer == "/payload/notification/actions/0/color"


@pytest.mark.parametrize(
    ("endpoint", "words"),
    [
        (None, "Firefox, Safari on macOS and iOS web apps"),
        (MOZILLA, "Firefox."),
        (APPLE, "Safari on macOS and iOS web apps"),
        (FCM, None),
        (WNS, None),
    ],
)
def test_037_options_without_effect(endpoint: str | None, words: str | None) -> None:
    payload = {"notification": {"title": "T", "image": "https://cdn.example/a.jpg", "renotify": False}}
    found = of_rule("WPUSH037", findings(payload, GOOD, to(endpoint) if endpoint else CheckContext()))
    assert len(found) == (0 if words is None else 1)
    assert all(words is not None and words in finding.what for finding in found)
    assert all(finding.severity is Severity.NOTE for finding in found)


@pytest.mark.parametrize(
    "payload", [{"notification": {}}, {"title": None, "options": {}}, {"title": ""}, {"body": "B"}]
)
def test_038_no_title(payload: dict[str, Any]) -> None:
    assert only(findings(payload), "WPUSH038").severity is Severity.WARNING


def test_039_link_that_no_browser_opens() -> None:
    finding = only(findings({"notification": {"title": "T", "navigate": "skylark://trips"}}), "WPUSH039")
    assert finding.severity is Severity.NOTE


def test_040_to_046_the_payload_as_a_whole() -> None:
    assert only(findings("Hello"), "WPUSH040").severity is Severity.NOTE
    assert of_rule("WPUSH040", findings('{"title":"T"}')) == []
    assert [finding.rule for finding in findings(None)] == ["WPUSH045"]
    assert [finding.rule for finding in findings("")] == ["WPUSH045"]
    for empty in ({}, {"data": {"a": 1}}, [], 7, True, "[]"):
        assert only(findings(empty), "WPUSH042").severity is Severity.NOTE  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("payload", "pointers"),
    [
        ({"aps": {"alert": "x"}}, ["/payload/aps"]),
        ({"message": {"webpush": {"notification": {"title": "T"}}}}, ["/payload/message"]),
        ({"webpush": {"notification": {"title": "T"}}}, ["/payload/webpush"]),
        ({"to": "token", "notification": {"title": "T"}}, ["/payload/to"]),
        ({"message": "just words", "title": "T"}, []),
        (SHOWN, []),
    ],
)
def test_041_keys_of_other_services(payload: dict[str, Any], pointers: list[str]) -> None:
    assert [finding.pointer for finding in of_rule("WPUSH041", findings(payload))] == pointers


def test_041_click_action_becomes_navigate() -> None:
    payload = {"notification": {"title": "T", "click_action": "https://skylark.app"}}
    finding = only(findings(payload), "WPUSH041")
    assert patched(payload, GOOD, finding)["payload"] == {
        "notification": {"title": "T", "navigate": "https://skylark.app"}
    }


@pytest.mark.parametrize("name", ["webPush", "web-push", "webpush"])
def test_046_web_push_spelt_otherwise(name: str) -> None:
    payload = {name: 8030, **SHOWN}
    finding = only(findings(payload), "WPUSH046")
    assert patched(payload, GOOD, finding)["payload"] == {"web_push": 8030, **SHOWN}


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "web_push",
                    "notification",
                    "title",
                    "body",
                    "options",
                    "actions",
                    "data",
                    "navigate",
                    "app_badge",
                    "mutable",
                    "message",
                    "webpush",
                    "silent",
                    "vibrate",
                    "tag",
                    "renotify",
                    "dir",
                    "icon",
                    "action",
                    "default_action_url",
                    "click_action",
                    "badge",
                    "timestamp",
                ]
            )
            | st.text(max_size=4),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given_any(_json, st.dictionaries(st.sampled_from(["TTL", "ttl", "Urgency", "Topic"]) | st.text(max_size=5), _json))
def test_rules_are_total_and_every_fix_is_a_change_that_can_be_made(payload: Any, headers: dict[str, Any]) -> None:
    made = draft(payload, headers)
    for finding in findings(payload, headers, CheckContext(NOW, credentials(), target(APPLE))):
        assert finding.what
        assert finding.why
        assert finding.fix
        if finding.patch is not None:
            assert set(finding.patch.patch) <= {"headers", "payload"}
            after = patched(payload, made.headers, finding)
            assert json.dumps(after) != json.dumps({"headers": dict(headers), "payload": payload})


@given_any(st.text())
def test_rules_take_any_target(text: str) -> None:
    context = CheckContext(NOW, None, Target(TargetKind.TOKEN, text, "x"))
    assert all(finding.what for finding in findings(SHOWN, GOOD, context))


def test_swapped_keys_in_a_target_are_told_as_such() -> None:
    swapped = target(keys={"p256dh": AUTH, "auth": P256DH})
    assert "swapped" in only(findings(SHOWN, GOOD, CheckContext(NOW, None, swapped)), "WPUSH016").why


def test_rules_are_what_the_provider_offers() -> None:
    assert [rule.id for rule in PROVIDER.rules] == sorted(rule.id for rule in PROVIDER.rules)
