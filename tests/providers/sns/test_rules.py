"""Every rule: where it strikes, what it says, and that its button mends it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.providers.sns import given
from tests.providers.sns.given import P, credentials, draft, findings, found, mended

from pushbench.domain.finding import Draft, Severity
from pushbench.domain.json_value import Json
from pushbench.domain.target import TargetKind
from pushbench.providers.sns import PROVIDER

GOOGLE: dict[str, Json] = {"fcmV1Message": {"message": {"notification": {"title": "x"}}}}


def gcm(message: Json) -> Json:
    return {"default": "x", "GCM": {"fcmV1Message": {"message": message}}}


def apns(aps: Json, key: str = "APNS", **more: Json) -> Json:
    return {"default": "x", key: {"aps": aps, **more}}


STRIKES: tuple[tuple[str, Draft, str], ...] = (
    ("SNS001", Draft("sns", "{", {"MessageStructure": "json"}), "/payload"),
    ("SNS001", Draft("sns", [1]), "/payload"),
    ("SNS002", Draft("sns", ""), "/payload"),
    ("SNS002", Draft("sns", {}), "/payload"),
    ("SNS003", draft({"default": 5}), "/payload/default"),
    ("SNS003", draft({"default": {"a": 1}}), "/payload/default"),
    ("SNS003", draft({"default": "", "APNS": [1]}), "/payload/APNS"),
    ("SNS003", draft({"default": "", "WNS": {"a": 1}}), "/payload/WNS"),
    ("SNS004", draft({"default": "", "APNS": "{"}), "/payload/APNS"),
    ("SNS004", draft({"default": "", "GCM": "[1]"}), "/payload/GCM"),
    ("SNS005", draft({"default": "", "WNS": "<toast>"}), "/payload/WNS"),
    ("SNS006", draft({"default": "", "FCM": {}}), "/payload/FCM"),
    ("SNS006", draft({"default": "", "Apns": {}}), "/payload/Apns"),
    ("SNS007", Draft("sns", '{"default":"a","default":"b"}', {"MessageStructure": "json"}), "/payload"),
    ("SNS007", draft({"default": "", "APNS": '{"aps":{},"aps":{}}'}), "/payload/APNS"),
    ("SNS008", draft({"APNS": {"aps": {"alert": "x"}}}), "/payload"),
    ("SNS010", draft(apns({"alert": "x" * 4096})), "/payload/APNS"),
    ("SNS010", draft(apns({}, "APNS_VOIP", x="y" * 5120)), "/payload/APNS_VOIP"),
    ("SNS010", draft(gcm({"data": {"a": "x" * 4096}})), "/payload/GCM"),
    ("SNS010", draft({"default": "", "ADM": {"data": {"a": "x" * 6144}}}), "/payload/ADM"),
    ("SNS011", draft(apns({"alert": "x" * 3900})), "/payload/APNS"),
    ("SNS012", draft({"default": "x" * 262_145}), "/payload"),
    ("SNS013", draft({"default": "", "APNS": '{"aps":{}}'}), "/payload/APNS"),
    ("SNS020", draft({"default": "", "GCM": {"notification_": 1}}), "/payload/GCM"),
    ("SNS020", draft({"default": "", "GCM": {"message": {"data": {}}}}), "/payload/GCM"),
    ("SNS020", draft({"default": "", "GCM": {"android": {}}}), "/payload/GCM"),
    ("SNS020", draft({"default": "", "GCM": '{"x":1}'}), "/payload/GCM"),
    ("SNS021", draft({"default": "", "GCM": {"notification": {"title": "x"}}}), "/payload/GCM"),
    ("SNS022", draft({"default": "", "GCM": {**GOOGLE, "time_to_live": 5}}), "/payload/GCM/time_to_live"),
    ("SNS022", draft({"default": "", "GCM": {"fcmV1Message": {"message": {}, "x": 1}}}), "/payload/GCM/fcmV1Message/x"),
    ("SNS023", draft(gcm({"token": "x"})), "/payload/GCM/fcmV1Message/message/token"),
    ("SNS023", draft({"default": "", "GCM": {"to": "x", "data": {}}}), "/payload/GCM/to"),
    (
        "SNS024",
        draft({"default": "", "GCM": {"fcmV1Message": {"validate_only": True, "message": {}}}}),
        "/payload/GCM/fcmV1Message/validate_only",
    ),
    ("SNS025", draft({"default": "", "ADM": {"data": {"a": 1}}}), "/payload/ADM/data/a"),
    ("SNS025", draft({"default": "", "ADM": {"data": "x"}}), "/payload/ADM/data"),
    ("SNS025", draft({"default": "", "ADM": {"dat": {}}}), "/payload/ADM/dat"),
    ("SNS025", draft({"default": "", "ADM": {"data": {}, "expiresAfter": "5"}}), "/payload/ADM/expiresAfter"),
    ("SNS025", draft({"default": "", "ADM": {"data": {}, "md5": 5}}), "/payload/ADM/md5"),
    ("SNS026", draft({"default": "", "BAIDU": {"title": "x"}}), "/payload/BAIDU"),
    ("SNS027", draft({"default": "", "APNS": {"alert": "x"}}), "/payload/APNS"),
    ("SNS028", draft(apns({"content-state": {}}), APNS__PUSH_TYPE="liveactivity"), "/headers"),
    ("SNS040", draft(APNS__PUSHTYPE="alert"), f"/headers/{P}APNS.PUSHTYPE"),
    ("SNS040", draft(APNS_SANDBOX__PUSH_TYPE="alert"), f"/headers/{P}APNS_SANDBOX.PUSH_TYPE"),
    ("SNS040", Draft("sns", given.HELLO, {"apns-priority": "5"}), "/headers/apns-priority"),
    ("SNS040", Draft("sns", given.HELLO, {"a b": "5"}), "/headers/a b"),
    ("SNS040", Draft("sns", given.HELLO, {"a..b": "5"}), "/headers/a..b"),
    ("SNS040", Draft("sns", given.HELLO, {"AWS.x": "5"}), "/headers/AWS.x"),
    ("SNS041", Draft("sns", given.HELLO, {"a:Text": "5"}), "/headers/a:Text"),
    ("SNS041", Draft("sns", given.HELLO, {f"{P}APNS.TTL:Number": "5"}), f"/headers/{P}APNS.TTL:Number"),
    ("SNS042", Draft("sns", given.HELLO, {"a": ""}), "/headers/a"),
    ("SNS042", Draft("sns", given.HELLO, {"a:Number": "x"}), "/headers/a:Number"),
    ("SNS042", Draft("sns", given.HELLO, {"a:String.Array": "x"}), "/headers/a:String.Array"),
    ("SNS042", Draft("sns", given.HELLO, {"a:Binary": "!"}), "/headers/a:Binary"),
    ("SNS043", draft(APNS__PUSH_TYPE="Live-Activity"), f"/headers/{P}APNS.PUSH_TYPE"),
    ("SNS043", draft(APNS__PRIORITY="high"), f"/headers/{P}APNS.PRIORITY"),
    ("SNS043", draft({"default": "", "WNS": "<t/>"}, WNS__Type="toast"), f"/headers/{P}WNS.Type"),
    ("SNS044", draft(APNS__TTL="60s"), f"/headers/{P}APNS.TTL"),
    ("SNS044", draft(APNS__TTL="2419201"), f"/headers/{P}APNS.TTL"),
    ("SNS045", draft({"default": "", "ADM": {"data": {}}}, ADM__TTL="0"), f"/headers/{P}ADM.TTL"),
    ("SNS046", draft(APNS__COLLAPSE_ID="x" * 65), f"/headers/{P}APNS.COLLAPSE_ID"),
    (
        "SNS047",
        draft(apns({"content-available": 1}), APNS__PUSH_TYPE="background", APNS__PRIORITY="10"),
        f"/headers/{P}APNS.PRIORITY",
    ),
    ("SNS048", draft(APNS__PUSH_TYPE="background"), f"/headers/{P}APNS.PUSH_TYPE"),
    ("SNS048", draft(apns({"content-available": 1}), APNS__PUSH_TYPE="alert"), f"/headers/{P}APNS.PUSH_TYPE"),
    ("SNS048", draft(apns({}, "APNS_VOIP"), APNS__PUSH_TYPE="alert"), f"/headers/{P}APNS.PUSH_TYPE"),
    ("SNS048", draft(APNS__PUSH_TYPE="voip"), "/payload/APNS"),
    ("SNS049", draft(ADM__TTL="60"), f"/headers/{P}ADM.TTL"),
    ("SNS049", draft(gcm({}), APNS__PRIORITY="5"), f"/headers/{P}APNS.PRIORITY"),
    ("SNS049", draft(APNS_SANDBOX__TTL="60"), f"/headers/{P}APNS_SANDBOX.TTL"),
    ("SNS050", draft({"default": "", "WNS": "<toast/>"}), "/payload/WNS"),
    ("SNS051", Draft("sns", given.HELLO, {"Subject": "x" * 100}), "/headers/Subject"),
    ("SNS051", Draft("sns", given.HELLO, {"subject": "Zürich"}), "/headers/subject"),
    ("SNS052", Draft("sns", given.HELLO, {"Subject": "x"}), "/headers/Subject"),
    ("SNS053", Draft("sns", given.HELLO, {"MessageStructure": "xml"}), "/headers/MessageStructure"),
    ("SNS053", Draft("sns", given.HELLO, {"MessageStructure": "json"}), "/headers/MessageStructure"),
    ("SNS054", Draft("sns", given.HELLO, {"MessageGroupId": "a b"}), "/headers/MessageGroupId"),
    ("SNS204", draft(gcm({"zzqq": {}})), "/payload/GCM/fcmV1Message/message/zzqq"),
    ("SNS205", draft(gcm({"notificaton": {}})), "/payload/GCM/fcmV1Message/message/notificaton"),
    ("SNS208", draft(gcm({"android": "x"})), "/payload/GCM/fcmV1Message/message/android"),
    ("SNS214", draft(gcm({"data": {"a": 1}})), "/payload/GCM/fcmV1Message/message/data/a"),
    ("SNS217", draft(gcm({"android": {"ttl": "5"}})), "/payload/GCM/fcmV1Message/message/android/ttl"),
)


@pytest.mark.parametrize(("rule", "made", "pointer"), STRIKES, ids=[f"{row[0]}-{n}" for n, row in enumerate(STRIKES)])
def test_a_rule_strikes_at_its_place_and_its_button_mends_it(rule: str, made: Draft, pointer: str) -> None:
    hits = [hit for hit in found(made, rule) if hit.pointer == pointer]
    assert hits, [(hit.rule, hit.pointer, hit.what) for hit in findings(made)]
    assert all(hit.what and hit.why and hit.fix for hit in hits)
    if hits[0].patch is not None:
        after = found(mended(made, hits[0]), rule)
        assert pointer not in {hit.pointer for hit in after}


def test_the_table_above_holds_every_rule_of_our_own() -> None:
    own = {rule.id for rule in PROVIDER.rules if rule.id < "SNS100"}
    elsewhere = {"SNS009", "SNS060", "SNS061", "SNS062"}
    assert own - {row[0] for row in STRIKES} == elsewhere


def test_rules_are_numbered_once_and_documented() -> None:
    ids = [rule.id for rule in PROVIDER.rules] + [notice.id for notice in PROVIDER.notices]
    assert len(ids) == len(set(ids))
    assert all(rule.title and rule.why and rule.fix for rule in PROVIDER.rules)
    assert all(rule.source for rule in PROVIDER.rules if rule.id not in ("SNS013", "SNS062") and rule.id < "SNS300")


@pytest.mark.parametrize("written", [False, True])
def test_apples_rules_point_into_the_inner_json(written: bool) -> None:
    inner: Any = {"aps": {"alret": "x", "badge": "1"}}
    made = draft({"default": "", "APNS_SANDBOX": json.dumps(inner) if written else inner})
    hits = [hit for hit in findings(made) if hit.rule >= "SNS300"]
    assert hits
    if written:
        assert {hit.pointer for hit in hits} == {"/payload/APNS_SANDBOX"}
        assert any("in the text of APNS_SANDBOX, at /aps/alret" in hit.what for hit in hits)
        [unfold] = found(made, "SNS013")
        opened = mended(made, unfold)
        assert opened.payload == {"default": "", "APNS_SANDBOX": inner}
    else:
        assert "/payload/APNS_SANDBOX/aps/alret" in {hit.pointer for hit in hits}
        misspelt = next(hit for hit in hits if hit.pointer.endswith("alret"))
        assert mended(made, misspelt).payload == {"default": "", "APNS_SANDBOX": {"aps": {"alert": "x", "badge": "1"}}}


def test_both_apple_keys_are_looked_at() -> None:
    bad: Json = {"aps": {"alret": "x"}}
    pointers = {hit.pointer for hit in findings({"default": "", "APNS": bad, "APNS_VOIP": bad}) if hit.rule >= "SNS300"}
    assert {"/payload/APNS/aps/alret", "/payload/APNS_VOIP/aps/alret"} <= pointers


def test_googles_rules_in_a_text_have_no_button() -> None:
    made = draft({"default": "", "GCM": json.dumps({"fcmV1Message": {"message": {"notificaton": {}}}})})
    [hit] = found(made, "SNS205")
    assert (hit.pointer, hit.patch) == ("/payload/GCM", None)
    assert "/fcmV1Message/message/notificaton" in hit.what


def test_the_targets_platform_needs_its_key() -> None:
    sandbox = given.ENDPOINT.replace("APNS", "APNS_SANDBOX")
    [hit] = found(draft(), "SNS009", given.arn(sandbox))
    assert "APNS_SANDBOX" in hit.what
    assert found(mended(draft(), hit), "SNS009", given.arn(sandbox)) == []
    assert found(draft(), "SNS009", given.arn(given.GOOGLE_ENDPOINT))[0].patch is None
    assert found(draft(), "SNS009", given.arn(given.TOPIC)) == []
    profile = credentials({"platform_application_arn": given.GOOGLE_APPLICATION})
    assert found(draft(), "SNS009", given.token("abc"), profile)


def test_a_topic_demands_a_default() -> None:
    made = draft({"APNS": {"aps": {"alert": {"title": "a", "body": "b"}}}})
    assert found(made, "SNS008", given.arn())[0].severity is Severity.WARNING
    [hit] = found(made, "SNS008", given.arn(given.TOPIC))
    assert hit.severity is Severity.ERROR
    payload = mended(made, hit).payload
    assert isinstance(payload, dict)
    assert payload["default"] == "a\nb"
    large = draft({"default": "x" * 300_000})
    assert found(large, "SNS012", given.arn(given.TOPIC))[0].severity is Severity.WARNING


@pytest.mark.parametrize(
    ("to", "rules"),
    [
        (given.token(), set()),
        (given.arn(), set()),
        (given.arn(given.TOPIC), set()),
        (given.target(TargetKind.TOPIC, "gates"), set()),
        (given.device(), set()),
        (given.token("xyz"), {"SNS060"}),
        (given.token("a" * 401), {"SNS060"}),
        (given.token("arn:aws:sns:eu-central-1:1:app/APNS/x"), {"SNS060"}),
        (given.arn("arn:aws:sns"), {"SNS060"}),
        (given.arn(f"{given.TOPIC}:8b3c5f0e-4d5a-3f6b"), {"SNS060"}),
        (given.arn("arn:aws:sns:eu-central-1:123456789012:endpoint/APNS/x"), {"SNS060"}),
        (given.arn(given.ENDPOINT.replace("eu-central-1", "us-east-1")), {"SNS061"}),
        (given.arn(given.ENDPOINT.replace("skylark", "other")), {"SNS062"}),
        (given.target(TargetKind.SEGMENT, "All"), {"SNS060"}),
    ],
)
def test_targets(to: Any, rules: set[str]) -> None:
    struck = {hit.rule for hit in findings(draft(), to, credentials()) if "SNS060" <= hit.rule < "SNS100"}
    assert struck == rules


def test_fifo_topics_need_a_group() -> None:
    fifo = given.arn(f"{given.TOPIC}.fifo")
    assert [hit.pointer for hit in found(draft(), "SNS054", fifo)] == ["/headers"]
    named = Draft("sns", given.HELLO, {"MessageGroupId": "g", "MessageDeduplicationId": "d"})
    assert found(named, "SNS054", fifo) == []
    assert {hit.severity for hit in found(named, "SNS054", given.arn())} == {Severity.ERROR, Severity.NOTE}


def test_a_clean_document_has_no_findings() -> None:
    attributes = {"APNS__TTL": "60", "APNS__PUSH_TYPE": "alert", "APNS__PRIORITY": "10", "WNS__Type": "wns/toast"}
    document: dict[str, Json] = {
        "default": "Gate",
        "email": "Dear Ana",
        "APNS": {"aps": {"alert": {"title": "Gate", "body": "B42"}}},
        "GCM": GOOGLE,
        "ADM": {"data": {"a": "1"}, "consolidationKey": "x", "expiresAfter": 60},
        "BAIDU": {"title": "a", "description": "b"},
        "WNS": "<toast><visual/></toast>",
    }
    assert findings(draft(document, **attributes)) == []
    raw = draft({"default": "", "WNS": "any bytes"}, WNS__Type="wns/raw")
    assert findings(raw) == []


def test_a_topic_is_a_crowd_under_either_name() -> None:
    assert given.arn(given.TOPIC).is_crowd
    assert given.target(TargetKind.TOPIC, "gates").is_crowd
    assert not given.arn().is_crowd
    assert not given.token(given.TOKEN).is_crowd
