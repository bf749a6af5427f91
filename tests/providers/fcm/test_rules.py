"""One example that breaks each rule, one that does not, and buttons that mend."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.providers.fcm.given import NOW, TOKEN, device, draft, findings, found, mended, target, token

from pushbench.domain.device import TokenKind
from pushbench.domain.finding import CheckContext, Draft, Severity
from pushbench.domain.json_value import Json
from pushbench.domain.pointer import value_at
from pushbench.domain.target import TargetKind
from pushbench.providers.fcm import PROVIDER
from pushbench.providers.fcm.notices import NOTICES

HELLO: dict[str, Any] = {"notification": {"title": "Hello"}}
NEWS = target(TargetKind.TOPIC, "news")


def android(**fields: Any) -> dict[str, Any]:
    return {**HELLO, "android": {"notification": fields}}


def apns(headers: dict[str, str] | None = None, payload: Any = None, **more: Any) -> dict[str, Any]:
    block = {"headers": headers, "payload": payload} | more
    return {"apns": {key: value for key, value in block.items() if value is not None}}


# rule, payload that breaks it, pointer of the finding, whether it has a button, target
BROKEN: list[tuple[str, Any, str, bool, Any]] = [
    ("FCM001", Draft("fcm", "{no json"), "/payload", False, None),
    ("FCM001", Draft("fcm", '{"message":{"data":{"a":"1","a":"2"}}}'), "/payload", False, None),
    ("FCM002", Draft("fcm", {"notification": {"title": "x"}}), "/payload", True, None),
    ("FCM002", Draft("fcm", {}), "/payload", False, None),
    ("FCM002", Draft("fcm", []), "/payload", False, None),
    ("FCM002", Draft("fcm", None), "/payload", False, None),
    ("FCM002", Draft("fcm", "[]"), "/payload", False, None),
    ("FCM002", Draft("fcm", {"message": "x"}), "/payload/message", False, None),
    ("FCM003", draft(HELLO, android={"priority": "high"}), "/payload/android", True, None),
    ("FCM003", draft(HELLO, dry_run=True), "/payload/dry_run", True, None),
    ("FCM003", draft(HELLO, token="x"), "/payload/token", True, None),
    ("FCM004", HELLO | {"xyzzy": 1}, "/payload/message/xyzzy", True, None),
    ("FCM005", {"notificaton": {"title": "x"}}, "/payload/message/notificaton", True, None),
    ("FCM006", HELLO | {"priority": "high"}, "/payload/message/priority", True, None),
    ("FCM007", HELLO | {"registration_ids": ["a"]}, "/payload/message/registration_ids", True, None),
    ("FCM008", {"notification": {"title": 5}}, "/payload/message/notification/title", True, None),
    (
        "FCM008",
        android(notification_count=2**40),
        "/payload/message/android/notification/notification_count",
        False,
        None,
    ),
    ("FCM009", HELLO | {"android": {"priority": "urgent"}}, "/payload/message/android/priority", False, None),
    ("FCM010", android(visibility="private"), "/payload/message/android/notification/visibility", True, None),
    (
        "FCM011",
        HELLO | {"android": {"collapse_key": "a", "collapseKey": "b"}},
        "/payload/message/android/collapseKey",
        True,
        None,
    ),
    (
        "FCM012",
        android(bypass_proxy_notification=True),
        "/payload/message/android/notification/bypass_proxy_notification",
        True,
        None,
    ),
    ("FCM013", HELLO | {"name": "projects/x/messages/1"}, "/payload/message/name", True, None),
    ("FCM014", {"data": {"n": 1}}, "/payload/message/data/n", True, None),
    ("FCM014", apns({"apns-priority": 10}), "/payload/message/apns/headers/apns-priority", True, None),  # type: ignore[dict-item]
    ("FCM015", android(notification_count=-1), "/payload/message/android/notification/notification_count", True, None),
    ("FCM016", android(event_time="1795340460"), "/payload/message/android/notification/event_time", True, None),
    (
        "FCM016",
        android(vibrate_timings=["0s", 1]),
        "/payload/message/android/notification/vibrate_timings/1",
        True,
        None,
    ),
    ("FCM017", HELLO | {"android": {"ttl": 3600}}, "/payload/message/android/ttl", True, None),
    ("FCM018", android(color="red"), "/payload/message/android/notification/color", False, None),
    (
        "FCM019",
        HELLO | {"fcm_options": {"analytics_label": "a b"}},
        "/payload/message/fcm_options/analytics_label",
        True,
        None,
    ),
    (
        "FCM020",
        HELLO | {"webpush": {"fcm_options": {"link": "http://a.b"}}},
        "/payload/message/webpush/fcm_options/link",
        True,
        None,
    ),
    ("FCM021", {"notification": {"image": "b42.jpg"}}, "/payload/message/notification/image", False, None),
    ("FCM022", {"data": {"from": "x"}}, "/payload/message/data/from", True, None),
    ("FCM022", {"android": {"data": {"google.x": "x"}}}, "/payload/message/android/data/google.x", True, None),
    (
        "FCM022",
        {"webpush": {"data": {"gcm.notification.t": "x"}}},
        "/payload/message/webpush/data/gcm.notification.t",
        True,
        None,
    ),
    ("FCM023", {"data": {"collapse_key": "x"}}, "/payload/message/data/collapse_key", False, None),
    ("FCM023", {"data": {"": "x"}}, "/payload/message/data/", False, None),
    ("FCM024", HELLO | {"token": "abc"}, "/payload/message/token", True, None),
    ("FCM024", Draft("fcm", '{"message":{"topic":"news"}}'), "/payload", False, None),
    ("FCM025", HELLO, "", False, target(TargetKind.TOPIC, "/topics/news")),
    ("FCM025", HELLO, "", False, target(TargetKind.CONDITION, "'a' in topic")),
    ("FCM025", HELLO, "", False, target(TargetKind.CONDITION, " && ".join(["'a' in topics"] * 6))),
    ("FCM025", HELLO, "", False, target(TargetKind.SEGMENT, "All")),
    ("FCM026", HELLO, "", False, target(TargetKind.CONDITION, "'a' in topics && 'b' in topics || 'c' in topics")),
    ("FCM027", HELLO, "", False, target(TargetKind.CONDITION, "'a' in topics || 'a' in topics")),
    ("FCM028", {"data": {"x": "y" * 4096}}, "/payload/message", False, None),
    ("FCM029", {"data": {"x": "y" * 3800}}, "/payload/message", False, None),
    ("FCM029", {"data": {f"k{n}": '"' * 10 for n in range(280)}}, "/payload/message", False, None),
    ("FCM030", {"data": {"x": "y" * 2100}}, "/payload/message", False, NEWS),
    ("FCM031", {}, "/payload/message", False, None),
    ("FCM031", {"android": {"priority": "high"}}, "/payload/message", False, None),
    ("FCM032", draft(HELLO, validate_only=True), "/payload/validate_only", True, None),
    ("FCM032", draft(HELLO, validateOnly=True), "/payload/validateOnly", True, None),
    ("FCM033", Draft("fcm", {"message": HELLO}, {"x y": "1"}), "/headers/x y", True, None),
    ("FCM033", Draft("fcm", {"message": HELLO}, {"Authorization": "x"}), "/headers/Authorization", True, None),
    ("FCM034", HELLO | {"android": {}, "androidV2": {}}, "/payload/message/androidV2", True, None),
    (
        "FCM035",
        HELLO | {"android_v2": {"background_sync": {}, "remote_notification": {}}},
        "/payload/message/android_v2",
        False,
        None,
    ),
    ("FCM035", HELLO | {"android_v2": {"ttl": "3s"}}, "/payload/message/android_v2", False, None),
    ("FCM036", android(bodyLocArgs=["x"]), "/payload/message/android/notification/bodyLocArgs", True, None),
    ("FCM037", android(title_loc_key="gate"), "/payload/message/android/notification/title_loc_key", False, None),
    (
        "FCM038",
        android(light_settings={"color": {}, "light_on_duration": "1s"}),
        "/payload/message/android/notification/light_settings",
        False,
        None,
    ),
    (
        "FCM039",
        android(default_vibrate_timings=True, vibrate_timings=["0s", "1s"]),
        "/payload/message/android/notification/vibrate_timings",
        True,
        None,
    ),
    (
        "FCM039",
        android(default_light_settings=True, light_settings={}),
        "/payload/message/android/notification/default_light_settings",
        True,
        None,
    ),
    ("FCM040", android(vibrate_timings=["1s"]), "/payload/message/android/notification/vibrate_timings", False, None),
    ("FCM041", android(icon="ic_gate.png"), "/payload/message/android/notification/icon", True, None),
    ("FCM041", android(icon="https://a.b/c.png"), "/payload/message/android/notification/icon", False, None),
    ("FCM042", android(sound="chime.mp3"), "/payload/message/android/notification/sound", True, None),
    ("FCM043", {"data": {"a": "b"}, "android": {"priority": "HIGH"}}, "/payload/message/android/priority", False, None),
    ("FCM044", {"webpush": {"headers": {"TTL": "60s"}}}, "/payload/message/webpush/headers/TTL", True, None),
    ("FCM044", {"webpush": {"headers": {"ttl": "soon"}}}, "/payload/message/webpush/headers/ttl", False, None),
    ("FCM044", {"webpush": {"headers": {"Urgency": "High"}}}, "/payload/message/webpush/headers/Urgency", True, None),
    ("FCM044", {"webpush": {"headers": {"Topic": "a b"}}}, "/payload/message/webpush/headers/Topic", False, None),
    (
        "FCM045",
        {"webpush": {"notification": {"require_interaction": True}}},
        "/payload/message/webpush/notification/require_interaction",
        True,
        None,
    ),
    (
        "FCM045",
        {"webpush": {"notification": {"silent": "yes"}}},
        "/payload/message/webpush/notification/silent",
        False,
        None,
    ),
    (
        "FCM045",
        {"webpush": {"notification": {"actions": [{}, {}, {}]}}},
        "/payload/message/webpush/notification/actions",
        False,
        None,
    ),
    (
        "FCM050",
        {"data": {"a": "b"}} | apns({"apns-priority": "10"}),
        "/payload/message/apns/headers/apns-priority",
        True,
        None,
    ),
    (
        "FCM051",
        {"data": {"a": "b"}} | apns(payload={"aps": {"content-available": 1}}),
        "/payload/message/apns/payload/aps/content-available",
        True,
        None,
    ),
    ("FCM052", HELLO | apns({"apns_priority": "5"}), "/payload/message/apns/headers/apns_priority", True, None),
    ("FCM052", HELLO | apns({"collapse-id": "5"}), "/payload/message/apns/headers/collapse-id", True, None),
    ("FCM052", HELLO | apns({"x-other": "5"}), "/payload/message/apns/headers/x-other", False, None),
    ("FCM053", HELLO | apns({"apns-priority": "high"}), "/payload/message/apns/headers/apns-priority", True, None),
    ("FCM053", HELLO | apns({"apns-push-type": "Alert"}), "/payload/message/apns/headers/apns-push-type", True, None),
    (
        "FCM053",
        HELLO | apns({"apns-expiration": "1795340460000"}),
        "/payload/message/apns/headers/apns-expiration",
        True,
        None,
    ),
    (
        "FCM053",
        HELLO | apns({"apns-expiration": "1 hour"}),
        "/payload/message/apns/headers/apns-expiration",
        False,
        None,
    ),
    (
        "FCM053",
        HELLO | apns({"apns-collapse-id": "ä" * 33}),
        "/payload/message/apns/headers/apns-collapse-id",
        False,
        None,
    ),
    (
        "FCM054",
        HELLO | apns({"apns-expiration": "1700000000"}),
        "/payload/message/apns/headers/apns-expiration",
        True,
        None,
    ),
    ("FCM055", HELLO | apns(payload={"alert": "x"}), "/payload/message/apns/payload", False, None),
    (
        "FCM056",
        {"notification": {"title": "x", "image": "https://a.b"}},
        "/payload/message/apns/payload/aps/mutable-content",
        True,
        None,
    ),
    ("FCM057", apns(payload={"aps": {"event": "update", "content-state": {}}}), "/payload/message/apns", False, None),
    (
        "FCM057",
        apns(payload={"aps": {"event": "update", "content-state": {}}}),
        "/payload/message/apns",
        False,
        token(),
    ),
    ("FCM058", HELLO | apns(live_activity_token="ab"), "/payload/message/apns", False, None),
    (
        "FCM301",
        apns(payload={"aps": {"alert": "x", "thread_id": "a"}}),
        "/payload/message/apns/payload/aps/thread_id",
        True,
        None,
    ),
    (
        "FCM305",
        apns(payload={"aps": {"alert": "x", "badge": "3"}}),
        "/payload/message/apns/payload/aps/badge",
        True,
        None,
    ),
    (
        "FCM305",
        apns(payload={"aps": {"content-available": True}}),
        "/payload/message/apns/payload/aps/content-available",
        True,
        None,
    ),
    (
        "FCM325",
        apns(payload={"aps": {"alert": "x", "interruption-level": "loud"}}),
        "/payload/message/apns/payload/aps/interruption-level",
        False,
        None,
    ),
]


@pytest.mark.parametrize(
    ("rule", "payload", "pointer", "has_button", "to"),
    BROKEN,
    ids=[f"{row[0]}-{number}" for number, row in enumerate(BROKEN)],
)
def test_a_broken_rule_is_found_and_mended(rule: str, payload: Any, pointer: str, has_button: bool, to: Any) -> None:
    (finding, *_) = found(payload, rule, to)
    assert finding.pointer == pointer
    assert (finding.patch is not None) is has_button, finding.patch
    if finding.patch is not None:
        after = mended(payload, finding)
        assert not [left for left in found(after, rule, to) if left.pointer == pointer], after
        assert finding.patch.label


def test_every_own_rule_has_an_example() -> None:
    """Apple's rules (FCM301 and on) are tested with APNs; here that they are worn at all."""
    own = {rule.id for rule in PROVIDER.rules if rule.id < "FCM300"}
    assert own == {row[0] for row in BROKEN if row[0] < "FCM300"}


def test_rules_and_notices_are_numbered_once_and_told_in_full() -> None:
    ids = [entry.id for entry in (*PROVIDER.rules, *NOTICES)]
    assert len(ids) == len(set(ids))
    for entry in (*PROVIDER.rules, *NOTICES):
        assert entry.id.startswith("FCM")
        assert len(entry.id) == 6
        assert entry.title
        assert not entry.title.endswith(".")
        assert entry.why.endswith(".")
        assert entry.fix.endswith(".")
    assert all(rule.source for rule in PROVIDER.rules)


FINE: list[tuple[str, Any, Any]] = [
    ("a plain notification", HELLO, token()),
    (
        "camelCase throughout",
        {"notification": {"title": "x"}, "android": {"collapseKey": "a", "ttl": "0s", "directBootOk": True}},
        None,
    ),
    ("upper and lower priority", {"data": {"a": "b"}, "android": {"priority": "NORMAL"}}, None),
    ("nulls are absent", {"notification": {"title": "x", "image": None}, "android": None, "apns": None}, None),
    ("a topic", HELLO, NEWS),
    ("a condition", HELLO, target(TargetKind.CONDITION, "'a' in topics && ('b' in topics || !'c' in topics)")),
    (
        "a background push",
        {"data": {"a": "b"}}
        | apns({"apns-priority": "5", "apns-push-type": "background"}, {"aps": {"content-available": 1}}),
        None,
    ),
    ("an alert that FCM fills in", HELLO | apns(payload={"aps": {"mutable-content": 1, "category": "x"}}), None),
    (
        "localised words",
        {"android": {"notification": {"title_loc_key": "a", "title_loc_args": ["b"], "body_loc_key": "c"}}},
        None,
    ),
    ("android_v2", {"android_v2": {"remote_notification": {"notification": {"title": "x", "id": 3}}}}, None),
    (
        "a web notification",
        {
            "webpush": {
                "headers": {"TTL": "60", "Urgency": "high"},
                "notification": {"title": "x", "requireInteraction": True, "click_action": "https://a.b"},
            }
        },
        None,
    ),
    (
        "a light",
        android(light_settings={"color": {"red": 1}, "light_on_duration": "1s", "light_off_duration": "2s"}),
        None,
    ),
    ("a text that is JSON", Draft("fcm", '{"message":{"notification":{"title":"x"}}}'), None),
    ("an extra header", Draft("fcm", {"message": HELLO}, {"x-goog-user-project": "skylark"}), None),
]


@pytest.mark.parametrize(("name", "payload", "to"), FINE, ids=[row[0] for row in FINE])
def test_a_good_message_has_neither_error_nor_warning(name: str, payload: Any, to: Any) -> None:
    assert [finding for finding in findings(payload, to) if finding.severity is not Severity.NOTE] == []


def test_a_live_activity_reaches_a_device_that_names_its_token() -> None:
    message = apns(payload={"aps": {"timestamp": int(NOW), "event": "update", "content-state": {"a": 1}}})
    assert [f.severity for f in found(message, "FCM057")] == [Severity.NOTE]
    assert [f.severity for f in found(message, "FCM057", device())] == [Severity.ERROR]
    assert found(message, "FCM057", device(attributes={"live_activity_token": "ab12"})) == []
    own = device("ab" * 80, token_kind=TokenKind.LIVE_ACTIVITY)
    assert "registration" in found(message, "FCM057", own)[0].what


def test_a_fix_in_a_list_keeps_the_rest_of_the_list() -> None:
    message = android(vibrate_timings=["0s", 1, "2s", "x"])
    (first, _) = found(message, "FCM016")
    after = mended(message, first)
    assert value_at(after.payload, "/message/android/notification/vibrate_timings") == ["0s", "1s", "2s", "x"]


def test_a_field_beside_the_message_is_not_moved_over_the_messages_own() -> None:
    made = draft({"android": {"priority": "high"}, **HELLO}, android={"priority": "normal"})
    (finding,) = found(made, "FCM003")
    assert mended(made, finding).payload == {"message": {"android": {"priority": "high"}, **HELLO}}
    moved = draft(HELLO, android={"priority": "normal"})
    assert mended(moved, found(moved, "FCM003")[0]).payload == {"message": {**HELLO, "android": {"priority": "normal"}}}


def test_the_size_counts_the_largest_platform() -> None:
    message = {"notification": {"title": "ab"}, "data": {"k": "v"}, "apns": {"payload": {"aps": {"alert": "x" * 100}}}}
    size = PROVIDER.size(draft(message))
    assert (size.used, size.limit) == (len('{"k":"v","aps":{"alert":"' + "x" * 100 + '"}}'), 4096)
    filled_in = {"notification": {"title": "a" * 100}, "apns": {"payload": {"aps": {"badge": 1}}}}
    assert PROVIDER.size(draft(filled_in)).used == len('{"title":"' + "a" * 100 + '","aps":{"badge":1}}')
    assert PROVIDER.size(draft({})).used == 0
    assert PROVIDER.size(Draft("fcm", "no json")).used == 0


def test_exactly_4096_bytes_are_fine() -> None:
    assert not found({"data": {"x": "y" * 4095}}, "FCM028")
    assert "1 B too many" in found({"data": {"x": "y" * 4096}}, "FCM028")[0].what
    assert found({"data": {"x": "ä" * 2048}}, "FCM028")


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
_NAMES = sorted(
    {
        *(
            "message",
            "notification",
            "android",
            "android_v2",
            "androidV2",
            "apns",
            "webpush",
            "data",
            "headers",
            "payload",
        ),
        *("aps", "alert", "title", "body", "image", "token", "topic", "condition", "ttl", "priority", "fcm_options"),
        *("remote_notification", "background_sync", "light_settings", "color", "vibrate_timings", "actions", "event"),
        *("content-state", "content-available", "mutable-content", "title_loc_args", "apns-priority", "TTL", "Urgency"),
        *(
            "notification_count",
            "event_time",
            "icon",
            "sound",
            "live_activity_token",
            "validate_only",
            "registration_ids",
        ),
    }
)
LIKELY: st.SearchStrategy[Any] = st.recursive(
    JSON,
    lambda inner: st.dictionaries(st.sampled_from(_NAMES), inner, max_size=5) | st.lists(inner, max_size=3),
    max_leaves=20,
)
PAYLOADS = LIKELY | st.fixed_dictionaries({"message": LIKELY}) | st.text(max_size=60)


@given(PAYLOADS, st.sampled_from([None, NEWS, token(), device(), target(TargetKind.CONDITION, "x")]))
def test_rules_take_any_payload(payload: Json, to: Any) -> None:
    made = Draft("fcm", payload)
    for finding in (f for rule in PROVIDER.rules for f in rule.findings(made, CheckContext(now=NOW, target=to))):
        assert finding.what
        assert finding.pointer == "" or finding.pointer.startswith(("/payload", "/headers"))
    PROVIDER.size(made)


@given(st.fixed_dictionaries({"message": LIKELY}))
def test_every_button_changes_the_document(payload: Json) -> None:
    made = Draft("fcm", payload)
    for finding in findings(made):
        if finding.patch is not None:
            assert mended(made, finding).document() != made.document(), finding


def test_a_chosen_token_in_a_raw_text_is_told_how_it_is_treated() -> None:
    (finding,) = found(Draft("fcm", '{"message":{"token":"' + TOKEN + '"}}'), "FCM024")
    assert "exactly as it is" in finding.why
