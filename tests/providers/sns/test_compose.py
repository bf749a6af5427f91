"""From the form to SNS's document and back: exact, lean, and honest about what it cannot carry."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given as having
from hypothesis import strategies as st
from tests.providers.fcm.test_compose import GATE
from tests.providers.sns import given
from tests.providers.sns.given import NOW, P, context, credentials, draft, findings

from pushbench.compose.draft import make_draft
from pushbench.domain.carrying import LossKind
from pushbench.domain.finding import Draft, Severity
from pushbench.domain.http import HttpRequest
from pushbench.domain.json_value import Json, compact
from pushbench.domain.message import Action, Content, Delivery, Kind, LiveActivity, Message, Override, Priority
from pushbench.domain.shown import ShownKind
from pushbench.providers.sns import PROVIDER

KINDS = tuple(Kind)


def compose(message: Message, **fields: str | None) -> Draft:
    return PROVIDER.compose(message, credentials(fields), NOW)


def parts(made: Draft) -> dict[str, Any]:
    assert isinstance(made.payload, dict)
    return made.payload


def sent(made: Draft, to: str = given.ENDPOINT) -> HttpRequest:
    return next(PROVIDER.exchange(made, given.arn(to), credentials(), context())).request


def test_a_whole_message_byte_for_byte() -> None:
    made = compose(GATE)
    assert compact(made.payload) == (
        '{"default":"Gate changed to B42\\nAna, it is 8 minutes on foot.",'
        '"APNS":{"aps":{"alert":{"title":"Gate changed to B42","subtitle":"Flight 418",'
        '"body":"Ana, it is 8 minutes on foot."},"badge":1,"sound":"default","thread-id":"trip-7731",'
        '"category":"GATE_CHANGE","mutable-content":1,"interruption-level":"time-sensitive","relevance-score":0.9},'
        '"gate":"B42","seats":2,"image":"https://cdn.example/b42.jpg","link":"skylark://trips/7731"},'
        '"GCM":{"fcmV1Message":{"message":{"notification":{"title":"Gate changed to B42",'
        '"body":"Ana, it is 8 minutes on foot.","image":"https://cdn.example/b42.jpg"},'
        '"data":{"gate":"B42","seats":"2","link":"skylark://trips/7731"},'
        '"android":{"collapse_key":"gate-418","priority":"high","ttl":"3600s","notification":{"sound":"default",'
        '"channel_id":"gate_alerts","icon":"ic_gate","tag":"gate-418","notification_count":1}}}}}}'
    )
    assert dict(made.headers) == {
        f"{P}APNS.PUSH_TYPE": "alert",
        f"{P}APNS.PRIORITY": "10",
        f"{P}APNS.COLLAPSE_ID": "gate-418",
        f"{P}APNS.TTL": "3600",
        f"{P}GCM.TTL": "3600",
    }


@pytest.mark.parametrize(
    ("platform", "kind", "key"),
    [
        ("APNS", Kind.ALERT, "APNS"),
        ("APNS_SANDBOX", Kind.ALERT, "APNS_SANDBOX"),
        ("APNS", Kind.VOIP, "APNS_VOIP"),
        ("APNS_SANDBOX", Kind.VOIP, "APNS_VOIP_SANDBOX"),
        ("APNS_VOIP", Kind.VOIP, "APNS_VOIP"),
        ("MACOS_SANDBOX", Kind.ALERT, "MACOS_SANDBOX"),
        ("GCM", Kind.ALERT, "APNS"),
    ],
)
def test_apples_key_follows_the_profile(platform: str, kind: Kind, key: str) -> None:
    arn = given.APPLICATION.replace("APNS", platform)
    made = compose(Message(content=Content(title="Gate"), delivery=Delivery(kind=kind)), platform_application_arn=arn)
    assert list(parts(made)) == ["default", key, "GCM"]


def test_adm_gets_strings() -> None:
    message = Message(
        content=Content(title="Gate"), data={"seats": 2}, delivery=Delivery(collapse_id="g", ttl_seconds=9)
    )
    made = compose(message, platform_application_arn=given.APPLICATION.replace("APNS", "ADM"))
    assert parts(made)["ADM"] == {"data": {"title": "Gate", "seats": "2"}, "consolidationKey": "g", "expiresAfter": 9}
    assert made.headers[f"{P}ADM.TTL"] == "9"


def test_a_live_activity_is_apples_alone() -> None:
    activity = LiveActivity("update", {"gate": "B42"})
    made = compose(Message(delivery=Delivery(kind=Kind.LIVE_ACTIVITY, live_activity=activity), data={"a": 1}))
    assert list(parts(made)) == ["default", "APNS"]
    assert parts(made)["APNS"]["aps"]["content-state"] == {"gate": "B42"}
    assert {note.rule for note in made.notes} == {"SNS105", "SNS112"}
    assert [finding.rule for finding in findings(made) if finding.severity is Severity.WARNING] == ["SNS028"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_form_gives_has_no_error(kind: Kind) -> None:
    activity = LiveActivity() if kind is Kind.LIVE_ACTIVITY else None
    message = Message(
        content=Content(title="Gate", body="B42", sound="gate.wav", link="https://a.example"),
        delivery=Delivery(kind=kind, ttl_seconds=60, collapse_id="g", live_activity=activity),
        data={"a": {"b": [1]}},
        actions=(Action("a", "A"),),
    )
    assert [item for item in findings(compose(message)) if item.severity is Severity.ERROR] == []


def test_losses_name_where_things_went() -> None:
    losses = {loss.field: (loss.kind, loss.at) for loss in compose(GATE).losses}
    assert losses == {
        "/content/image": (LossKind.RENAMED, "/payload/APNS/image"),
        "/content/link": (LossKind.RENAMED, "/payload/APNS/link"),
        "/actions/0": (LossKind.DROPPED, ""),
        "/actions/0/link": (LossKind.DROPPED, ""),
        "/data/seats": (LossKind.RETYPED, "/payload/GCM/fcmV1Message/message/data/seats"),
    }
    data = Message(content=Content(title="a", subtitle="b", badge=1), delivery=Delivery(kind=Kind.DATA))
    told = {loss.field: loss.kind for loss in compose(data).losses}
    assert told == {
        "/content/title": LossKind.RENAMED,
        "/content/subtitle": LossKind.RENAMED,
        "/content/badge": LossKind.DROPPED,
    }


def test_notes() -> None:
    message = Message(
        content=Content(title="x", icon="https://a/i.png", link="l", badge="many"),
        delivery=Delivery(kind=Kind.DATA, priority=Priority.LOW),
        data={"aps": {}, "link": "own"},
        actions=(Action("a", "A"), Action("b", "B")),
    )
    made = compose(message, platform_application_arn=given.APPLICATION.replace("APNS", "WNS"))
    assert {"SNS101", "SNS102", "SNS103", "SNS104", "SNS106", "SNS110"} == {note.rule for note in made.notes}
    voip = compose(Message(content=Content(title="x"), delivery=Delivery(kind=Kind.VOIP)))
    assert "SNS111" in {note.rule for note in voip.notes}
    alert = compose(Message(content=Content(icon="https://a/i.png", sound="a.wav", badge="many")))
    assert {"SNS107", "SNS108", "SNS109"} == {note.rule for note in alert.notes}


def test_an_override_reaches_inside() -> None:
    override = Override(
        headers={f"{P}APNS.TTL": "5"}, payload={"APNS": {"aps": {"badge": 7}}, "WNS": "<badge value='1'/>"}
    )
    made = make_draft(PROVIDER, Message(content=Content(title="x"), overrides={"sns": override}), credentials(), NOW)
    assert parts(made)["APNS"]["aps"] == {"alert": {"title": "x"}, "badge": 7}
    assert made.headers[f"{P}APNS.TTL"] == "5"
    assert parts(made)["WNS"] == "<badge value='1'/>"


@pytest.mark.parametrize(
    "made",
    [
        compose(GATE),
        draft({"APNS": '{ "aps": {} }', "default": "é"}),
        draft({"default": "x", "WNS": "<toast/>", "odd": 5}),
        Draft("sns", "plain"),
        Draft("sns", '{"a": 1, "a": 2}', {"MessageStructure": "json"}),
        Draft("sns", given.HELLO, {"seats:Number": "2", "Subject": "S", f"{P}APNS.TTL": "5"}),
    ],
)
def test_a_request_reads_back_as_its_draft(made: Draft) -> None:
    back = PROVIDER.received(sent(made))
    assert back.payload == made.payload
    assert dict(back.headers) == dict(made.headers)
    assert sent(back).body == sent(made).body


@having(st.binary(max_size=300))
def test_received_is_total(body: bytes) -> None:
    for text in (body, b"Message=%7B&MessageStructure=json", b"MessageStructure=json&Message=" + body):
        PROVIDER.received(HttpRequest("POST", "https://x/", (), text))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from(["default", "APNS", "GCM", "ADM", "BAIDU", "WNS", "APNS_VOIP", "fcm", "x"])
NAMES = st.sampled_from([f"{P}APNS.TTL", f"{P}APNS.PUSH_TYPE", "Subject", "x:Number", "MessageStructure", "a b"])


@having(
    JSON | st.dictionaries(KEYS, JSON | st.dictionaries(st.sampled_from(["aps", "fcmV1Message", "data", "to"]), JSON)),
    st.dictionaries(NAMES, st.text(max_size=8) | st.just("json")),
)
def test_rules_preview_and_size_are_total(payload: Json, headers: dict[str, str]) -> None:
    made = Draft("sns", payload, headers)
    findings(made, given.arn())
    PROVIDER.size(made)
    for platform in PROVIDER.spec.platforms:
        PROVIDER.shown(made, platform)


def test_size_is_the_platforms() -> None:
    size = PROVIDER.size(draft({"default": "x", "APNS": {"aps": {"alert": "x" * 2000}}}))
    assert (size.used, size.limit, size.what) == (2020, 4096, "APNS payload")
    assert PROVIDER.size(Draft("sns", "x" * 50)).limit == 262_144
    assert PROVIDER.size(draft({"APNS_VOIP": {"aps": {}}, "default": ""})).limit == 5120


def test_what_phones_show() -> None:
    made = compose(GATE)
    for platform in ("ios", "android"):
        shown = PROVIDER.shown(made, platform)
        assert (shown.kind, shown.title) == (ShownKind.NOTIFICATION, "Gate changed to B42")
    text = draft({"APNS": '{"aps":{"alert":"inner"}}', "GCM": '{"notification":{"title":"old","sound":"s"}}'})
    assert PROVIDER.shown(text, "ios").body == "inner"
    assert (PROVIDER.shown(text, "android").title, PROVIDER.shown(text, "android").sound) == ("old", "s")
    default = draft({"default": "for all"})
    assert PROVIDER.shown(default, "ios").body == "for all"
    assert PROVIDER.shown(default, "android").data == {"default": "for all"}
    assert PROVIDER.shown(Draft("sns", "plain"), "ios").body == "plain"
    assert PROVIDER.shown(draft({"ADM": {"data": {"a": "1"}}}), "android").data == {"a": "1"}
    for broken in (draft({"APNS": "{", "GCM": "{"}), draft({}), draft([1]), Draft("sns", "")):
        assert {PROVIDER.shown(broken, platform).kind for platform in ("ios", "android")} == {ShownKind.NOTHING}
    quiet = draft({"APNS": {"aps": {"content-available": 1}}})
    assert PROVIDER.shown(quiet, "ios").kind is ShownKind.NOTHING
    assert PROVIDER.shown(draft({"APNS_VOIP": {"aps": {}}}), "ios").kind is ShownKind.APP_DECIDES


def test_endpoints_are_recognised() -> None:
    guess = PROVIDER.recognise(f"endpoint: {given.ENDPOINT}.")
    assert guess is not None
    assert (guess.token, guess.platform) == (given.ENDPOINT, "ios")
    broken = PROVIDER.recognise(given.GOOGLE_ENDPOINT[:50] + "\n" + given.GOOGLE_ENDPOINT[50:])
    assert broken is not None
    assert (broken.token, broken.platform) == (given.GOOGLE_ENDPOINT, "android")
    for other in (given.TOPIC, given.APPLICATION, given.TOKEN, ""):
        assert PROVIDER.recognise(other) is None
