"""Every rule strikes where it should, with a button that mends, and nowhere else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given as any_of
from hypothesis import settings
from hypothesis import strategies as st
from tests.providers.novu.given import compose, credentials, draft, findings, found, mended, native, words
from tests.providers.novu.test_compose import GATE, QUIET

from pushbench.domain.finding import Severity
from pushbench.providers.novu import PROVIDER

RAW: Any = {"rawPayload": {"aps": {"alert": {"title": "x"}, "bagde": 1}}, "pushType": "voip"}
BROKEN: dict[str, list[Any]] = {
    "NOVU001": ["no json", 5, []],
    "NOVU002": [words(colour="red")],
    "NOVU003": [words(workflowId="x"), words(transaction_id="x"), {"variables": {"a": 1}}],
    "NOVU004": [{"aps": {"alert": "x"}}, {"contents": {"en": "x"}}],
    "NOVU005": [words(to="ana"), words(subscriberId="ana")],
    "NOVU006": [{"payload": "x"}, words(overrides=[]), words(transactionId=5), words(actor=5)],
    "NOVU007": [words(name="")],
    "NOVU009": [words(transactionId="a"), words(transactionId="")],
    "NOVU010": [
        words(context={str(number): "x" for number in range(6)}),
        words(context={"a": {"data": {}}}),
        words(context={"a": 5}),
        words(context={"a": {"id": "x", "data": 5}}),
    ],
    "NOVU011": [words(actor={"name": "x"}), words(actor={"subscriberId": "a", "nick": "x"})],
    "NOVU012": [words(tenant="x"), words(tenant={"name": "x"})],
    "NOVU013": [words(bridgeUrl="https://a.example")],
    "NOVU014": [{"payload": {"a": 1}}],
    "NOVU015": [words(body="x" * 5000)],
    "NOVU020": [
        words(overrides={"colour": 1}),
        words(overrides={"onesignal": {"a": 1}}),
        words(overrides={"provider": {}}),
    ],
    "NOVU021": [
        words(overrides={"expo": {"ttl": 5}}),
        words(overrides={"push": {}}),
        words(overrides={"fcm": {"a": 1}}),
    ],
    "NOVU022": [
        native("onesignal", {"a": 1}),
        native("teleport", {"a": 1}),
        words(overrides={"providers": {"fcm": 5}}),
    ],
    "NOVU023": [
        words(overrides={"steps": []}),
        words(overrides={"steps": {"a": 5}}),
        words(overrides={"steps": {"a": {"fcm": {"data": {}}}}}),
        words(overrides={"steps": {"a": {"providers": 5}}}),
    ],
    "NOVU024": [
        words(overrides={"providers": {"fcm": {"_passthrough": 5}}}),
        words(overrides={"providers": {"fcm": {"_passthrough": {"data": {"a": "b"}}}}}),
        words(overrides={"providers": {"fcm": {"_passthrough": {"body": 5}}}}),
    ],
    "NOVU025": [words(overrides={"severity": "HIGH"}), words(overrides={"severity": "urgent"})],
    "NOVU026": [
        native("fcm", {"topic": "news"}),
        words(overrides={"fcm": {"deviceTokens": "x"}}),
        native("one-signal", {"included_segments": ["All"]}),
        words(overrides={"pushpad": {"deviceTokens": ["x"] * 101}}),
    ],
    "NOVU027": [words(overrides={"fcm": {"type": "notification"}}), native("fcm", {"type": "data"})],
    "NOVU028": [words(overrides={"fcm": {"webpush": {}}}), native("fcm", {"webPush": {"headers": {"TTL": "1"}}})],
    "NOVU029": [native("fcm", {"title": "x"}), native("fcm", {"imageUrl": "x"}), native("fcm", {"android": 5})],
    "NOVU030": [native("fcm", {"data": {"a": 1}}), native("fcm", {"android": {"data": {"a": True}}})],
    "NOVU031": [native("apns", {"thread-id": "x"}), native("apns", {"badge": "3"}), native("apns", {"colour": "x"})],
    "NOVU032": [native("apns", {"mutableContent": True}, through=False)],
    "NOVU033": [native("apns", RAW)],
    "NOVU034": [
        native("fcm", {"android": {"ttl": 28 * 86_400_000 + 1}}),
        native("expo", {"ttl": 28 * 86_400 + 1}, through=False),
        native("one-signal", {"ttl": 9e9}, step="a"),
    ],
}
MENDS = {
    "NOVU002": [0],
    "NOVU003": [0, 1, 2],
    "NOVU005": [0, 1],
    "NOVU007": [0],
    "NOVU009": [0, 1],
    "NOVU020": [1, 2],
    "NOVU021": [0],
    "NOVU022": [0],
    "NOVU023": [2],
    "NOVU024": [1],
    "NOVU025": [0],
    "NOVU026": [0, 2],
    "NOVU027": [0, 1],
    "NOVU028": [1],
    "NOVU029": [0, 1],
    "NOVU030": [0, 1],
    "NOVU031": [0],
    "NOVU032": [0],
}
"""Which of the broken ones a button mends for good."""


@pytest.mark.parametrize("rule", BROKEN)
def test_a_rule_strikes(rule: str) -> None:
    for payload in BROKEN[rule]:
        hits = found(payload, rule)
        assert hits, payload
        for hit in hits:
            assert hit.what.endswith((".", "?"))
            assert hit.pointer == "" or hit.pointer.startswith("/payload")


@pytest.mark.parametrize("rule", MENDS)
def test_a_button_mends(rule: str) -> None:
    for number in MENDS[rule]:
        payload = BROKEN[rule][number]
        hit = next(hit for hit in found(payload, rule) if hit.patch is not None)
        assert not found(mended(payload, hit), rule), payload


def test_every_rule_is_tried() -> None:
    own = {rule.id for rule in PROVIDER.rules if int(rule.id[4:]) < 300}
    assert own - set(BROKEN) == {"NOVU008"}
    assert len(own) == len([rule for rule in PROVIDER.rules if int(rule.id[4:]) < 300])


def test_another_workflow_is_told() -> None:
    told = findings(words(name="other"), profile=credentials())
    assert [each.severity for each in told if each.rule == "NOVU008"] == [Severity.NOTE]
    assert not [each for each in findings(words(name="gate-change"), profile=credentials()) if each.rule == "NOVU008"]


def test_a_raw_payload_is_read_as_apples_own() -> None:
    pointers = [each.pointer for each in findings(native("apns", RAW)) if each.rule.startswith("NOVU3")]
    base = "/payload/overrides/providers/apns/_passthrough/body/rawPayload/aps"
    assert f"{base}/bagde" in pointers


@pytest.mark.parametrize("message", [GATE, *QUIET.values()], ids=["alert", *QUIET])
def test_what_is_composed_has_no_fault(message: Any) -> None:
    told = [each for each in findings(compose(message)) if each.severity is not Severity.NOTE]
    assert {each.rule for each in told} <= {"NOVU033", "NOVU107"}, told


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "providers",
                    "steps",
                    "fcm",
                    "apns",
                    "_passthrough",
                    "body",
                    "data",
                    "rawPayload",
                    "aps",
                    "alert",
                    "s",
                    "android",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None)
@any_of(_JSON, _JSON, _JSON)
def test_nothing_raises(payload: Any, overrides: Any, context: Any) -> None:
    for made in (payload, {"payload": payload, "overrides": overrides, "context": context, "actor": context}):
        findings(made)
        PROVIDER.size(draft(made))
        for platform in PROVIDER.spec.platforms:
            PROVIDER.shown(draft(made), platform)
        PROVIDER.shown(draft(json.dumps(made)), "ios")
