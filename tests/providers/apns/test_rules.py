"""Every rule: a draft it applies to, and that its one-click fix mends exactly that."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.providers.apns.samples import (
    BUNDLE,
    NOW,
    certificate_credentials,
    channel_target,
    checking,
    credentials,
    draft,
    token_target,
    voip_device,
)

from pushbench.compose import merge_patch
from pushbench.domain.device import TokenKind
from pushbench.domain.finding import CheckContext, Draft, Finding, Severity
from pushbench.domain.profile import Environment
from pushbench.domain.target import Target, TargetKind
from pushbench.providers.apns import PROVIDER

SECONDS = int(NOW)
CLEAN = {"push_type": "alert", "priority": "10", "topic": BUNDLE}
BACKGROUND = {"push_type": "background", "priority": "5", "topic": BUNDLE}
ACTIVITY = {"push_type": "liveactivity", "priority": "10", "topic": f"{BUNDLE}.push-type.liveactivity"}
UPDATE: dict[str, Any] = {"timestamp": SECONDS, "event": "update", "content-state": {"gate": "B42"}}
START: dict[str, Any] = {
    **UPDATE,
    "event": "start",
    "attributes-type": "Trip",
    "attributes": {"flight": "418"},
    "alert": {"title": "Gate", "body": "B42"},
}


def aps(**parts: Any) -> dict[str, Any]:
    """A payload with an alert and more keys of ``aps``; ``_`` stands for ``-``."""
    return {"aps": {"alert": {"title": "Hi"}, **{key.replace("_", "-"): value for key, value in parts.items()}}}


def alert(**parts: Any) -> dict[str, Any]:
    return {"aps": {"alert": {"title": "Hi", **{key.replace("_", "-"): value for key, value in parts.items()}}}}


def activity(base: dict[str, Any], *without: str, **parts: Any) -> Draft:
    block = {key: value for key, value in base.items() if key not in without}
    block.update({key.replace("_", "-"): value for key, value in parts.items()})
    return draft({"aps": block}, **ACTIVITY)


def named(headers: dict[str, str], payload: Any = None) -> Draft:
    return Draft("apns", payload or aps(), headers)


ANYWHERE = checking()
MINE = checking(profile=credentials(), target=token_target())
BY_CERTIFICATE = checking(profile=certificate_credentials(), target=token_target())
BY_CERTIFICATE_OF_PASSES = checking(
    profile=certificate_credentials(bundle_id="pass.app.skylark.boarding"), target=token_target()
)
BROADCAST = checking(profile=credentials(), target=channel_target())

CASES: list[tuple[str, Draft, CheckContext, str]] = [
    # document
    ("APNS001", draft('{"aps":', **CLEAN), ANYWHERE, "/payload"),
    ("APNS002", draft([1], **CLEAN), ANYWHERE, "/payload"),
    ("APNS003", draft('{"aps":{"alert":"a","alert":"b"}}', **CLEAN), ANYWHERE, "/payload"),
    ("APNS004", draft({"aps": {"alert": "a"}, "x": [float("nan")]}, **CLEAN), ANYWHERE, "/payload/x/0"),
    ("APNS005", draft({"aps": {"alert": "a" * 4096}}, **CLEAN), ANYWHERE, "/payload"),
    ("APNS005", draft({"aps": {}, "x": "a" * 5120}, push_type="voip"), ANYWHERE, "/payload"),
    ("APNS005", activity({**UPDATE, "content-state": {"x": "a" * 5120}}), BROADCAST, "/payload"),
    ("APNS006", draft({"aps": {"alert": "a" * 3700}}, **CLEAN), ANYWHERE, "/payload"),
    ("APNS007", draft({"alert": "a"}, **CLEAN), ANYWHERE, "/payload"),
    ("APNS007", draft({"APS": {"alert": "a"}}, **CLEAN), ANYWHERE, "/payload/APS"),
    ("APNS007", draft({"message": {"notification": {}}}, **CLEAN), ANYWHERE, "/payload"),
    ("APNS008", draft({"aps": "a"}, **CLEAN), ANYWHERE, "/payload/aps"),
    ("APNS009", draft({**aps(), "Simulator Target Bundle": BUNDLE}), ANYWHERE, "/payload/Simulator Target Bundle"),
    # headers
    ("APNS020", draft(priority="10"), ANYWHERE, "/headers/apns-push-type"),
    ("APNS021", draft(push_type="Alert"), ANYWHERE, "/headers/apns-push-type"),
    ("APNS021", draft(push_type="notification"), ANYWHERE, "/headers/apns-push-type"),
    ("APNS022", draft(push_type="alert"), checking(profile=credentials(bundle_id=None)), "/headers/apns-topic"),
    (
        "APNS022",
        draft(push_type="alert"),
        checking(profile=certificate_credentials(bundle_id=None)),
        "/headers/apns-topic",
    ),
    ("APNS023", draft(push_type="voip", topic=BUNDLE), ANYWHERE, "/headers/apns-topic"),
    ("APNS023", draft(push_type="alert", topic=f"{BUNDLE}.voip"), ANYWHERE, "/headers/apns-topic"),
    ("APNS023", draft({"mdm": "magic"}, push_type="mdm", topic=BUNDLE), ANYWHERE, "/headers/apns-topic"),
    ("APNS024", draft(push_type="voip", topic=f"{BUNDLE}.voip.voip"), ANYWHERE, "/headers/apns-topic"),
    ("APNS024", draft(push_type="alert", topic="app skylark"), ANYWHERE, "/headers/apns-topic"),
    ("APNS025", draft(push_type="alert", topic="app.other"), MINE, "/headers/apns-topic"),
    ("APNS026", draft(push_type="alert", priority="high"), ANYWHERE, "/headers/apns-priority"),
    ("APNS026", draft(push_type="background", priority="7"), ANYWHERE, "/headers/apns-priority"),
    (
        "APNS027",
        draft({"aps": {"content-available": 1}}, push_type="background", priority="10"),
        ANYWHERE,
        "/headers/apns-priority",
    ),
    ("APNS027", draft({"aps": {"content-available": 1}}, push_type="background"), ANYWHERE, "/headers/apns-priority"),
    (
        "APNS027",
        draft({"aps": {"content-available": 1}}, push_type="background", priority="1"),
        ANYWHERE,
        "/headers/apns-priority",
    ),
    ("APNS027", draft({"aps": UPDATE}, push_type="liveactivity", priority="1"), ANYWHERE, "/headers/apns-priority"),
    ("APNS028", draft(expiration="2026-11-22T12:00:00Z", **CLEAN), ANYWHERE, "/headers/apns-expiration"),
    ("APNS028", draft(expiration="-1", **CLEAN), ANYWHERE, "/headers/apns-expiration"),
    ("APNS028", draft(expiration="", **CLEAN), ANYWHERE, "/headers/apns-expiration"),
    ("APNS029", draft(expiration=str(SECONDS * 1000), **CLEAN), ANYWHERE, "/headers/apns-expiration"),
    ("APNS030", draft(expiration=str(SECONDS - 10), **CLEAN), ANYWHERE, "/headers/apns-expiration"),
    ("APNS030", draft(expiration="3600", **CLEAN), ANYWHERE, "/headers/apns-expiration"),
    ("APNS030", draft(expiration=str(SECONDS + 40 * 86400), **CLEAN), ANYWHERE, "/headers/apns-expiration"),
    ("APNS031", draft(collapse_id="é" * 33, **CLEAN), ANYWHERE, "/headers/apns-collapse-id"),
    ("APNS031", draft(collapse_id="", **CLEAN), ANYWHERE, "/headers/apns-collapse-id"),
    ("APNS032", draft(id="42", **CLEAN), ANYWHERE, "/headers/apns-id"),
    ("APNS032", draft(id="8E58A1F0-0000-4000-8000-00000000000A", **CLEAN), ANYWHERE, "/headers/apns-id"),
    ("APNS032", draft(request_id="{8e58a1f0}", **CLEAN), ANYWHERE, "/headers/apns-request-id"),
    # header form
    ("APNS040", named({"apns-push-type": "alert", "apns_priority": "10"}), ANYWHERE, "/headers/apns_priority"),
    ("APNS040", named({"push-type": "alert"}), ANYWHERE, "/headers/push-type"),
    ("APNS040", named({"ttl": "60"}), ANYWHERE, "/headers/ttl"),
    ("APNS040", named({"x-trace": "1"}), ANYWHERE, "/headers/x-trace"),
    ("APNS041", named({"apns-priority": "10", "Apns-Priority": "5"}), ANYWHERE, "/headers/Apns-Priority"),
    ("APNS042", named({"Apns-Priority": "5"}), ANYWHERE, "/headers/Apns-Priority"),
    ("APNS043", named({"authorization": "bearer x"}), ANYWHERE, "/headers/authorization"),
    ("APNS043", named({":path": "/3/device/ab"}), ANYWHERE, "/headers/:path"),
    ("APNS043", named({"content-encoding": "gzip"}), ANYWHERE, "/headers/content-encoding"),
    ("APNS044", named({"apns-topic": "a\r\nx: y"}), ANYWHERE, "/headers/apns-topic"),
    ("APNS044", named({"apns-topic": "äpp"}), ANYWHERE, "/headers/apns-topic"),
    # push type
    ("APNS050", draft({"aps": {"content-available": 1, "badge": 1}}, **BACKGROUND), ANYWHERE, "/payload/aps/badge"),
    ("APNS051", draft({"aps": {}}, **BACKGROUND), ANYWHERE, "/payload/aps/content-available"),
    ("APNS052", draft({"aps": {"content-available": 1}}, **CLEAN), ANYWHERE, "/payload/aps"),
    ("APNS052", draft({"aps": {"category": "X"}}, **CLEAN), ANYWHERE, "/payload/aps"),
    ("APNS053", draft({"aps": {}}, push_type="voip"), ANYWHERE, "/headers/apns-push-type"),
    ("APNS054", draft({"aps": {}}, push_type="location"), BY_CERTIFICATE, "/headers/apns-push-type"),
    ("APNS055", draft({"aps": {}}, push_type="mdm"), ANYWHERE, "/payload/mdm"),
    ("APNS055", draft({"mdm": "x", "aps": {}}, push_type="mdm"), ANYWHERE, "/payload/aps"),
    ("APNS055", draft({"mdm": "x"}, push_type="mdm"), MINE, "/headers/apns-push-type"),
    ("APNS056", draft({"domain": "x"}, push_type="fileprovider"), ANYWHERE, "/payload/container-identifier"),
    ("APNS057", draft({"aps": {}}, push_type="widgets"), ANYWHERE, "/payload/aps/content-changed"),
    (
        "APNS057",
        draft({"aps": {"content-changed": False}}, push_type="controls"),
        ANYWHERE,
        "/payload/aps/content-changed",
    ),
    ("APNS058", draft({"speaker": "Ana"}, push_type="pushtotalk"), ANYWHERE, "/headers/apns-expiration"),
    ("APNS059", draft({**aps(), "image": "https://cdn/b.jpg"}, **CLEAN), ANYWHERE, "/payload/image"),
    ("APNS059", draft({**aps(mutable_content=1), "image": "http://cdn/b.jpg"}, **CLEAN), ANYWHERE, "/payload/image"),
    (
        "APNS059",
        draft({**aps(mutable_content=1), "media/url": "https://cdn/b.jpg"}, **CLEAN),
        checking(profile=credentials(image_key="media/url")),
        "/payload/media~1url",
    ),
    # target
    ("APNS070", draft(**CLEAN), checking(target=token_target("xyz")), ""),
    ("APNS070", draft(**CLEAN), checking(target=token_target("abc")), ""),
    ("APNS071", draft(**CLEAN), checking(target=token_target("abcd")), ""),
    ("APNS072", draft(**CLEAN), checking(target=voip_device()), ""),
    ("APNS072", activity(START), checking(target=token_target(token_kind=TokenKind.LIVE_ACTIVITY)), ""),
    ("APNS072", activity(UPDATE), checking(target=token_target(token_kind=TokenKind.DEVICE)), ""),
    ("APNS073", draft(**CLEAN), checking(profile=credentials(), target=token_target(environment="production")), ""),
    ("APNS074", draft({"aps": {"content-changed": True}}, push_type="widgets"), BROADCAST, "/headers/apns-push-type"),
    ("APNS075", activity(START), BROADCAST, "/payload/aps/event"),
    ("APNS076", activity(UPDATE), BROADCAST, "/headers/apns-expiration"),
    (
        "APNS076",
        draft({"aps": UPDATE}, expiration=str(SECONDS + 60), **ACTIVITY),
        BROADCAST,
        "/headers/apns-expiration",
    ),
    ("APNS077", activity(UPDATE), checking(target=channel_target("no base64!")), ""),
    # keys of aps
    ("APNS101", draft(aps(mutableContent=1), **CLEAN), ANYWHERE, "/payload/aps/mutableContent"),
    (
        "APNS101",
        draft({"aps": {"alert": {"title": "Hi"}, "thread_id": "t"}}, **CLEAN),
        ANYWHERE,
        "/payload/aps/thread_id",
    ),
    ("APNS101", draft(aps(thread_id="t", ThreadID="u"), **CLEAN), ANYWHERE, "/payload/aps/ThreadID"),
    ("APNS101", draft(aps(catagory="X"), **CLEAN), ANYWHERE, "/payload/aps/catagory"),
    ("APNS101", draft(alert(message="x"), **CLEAN), ANYWHERE, "/payload/aps/alert/message"),
    (
        "APNS101",
        draft(aps(sound={"name": "a.caf", "isCritical": 1}), **CLEAN),
        ANYWHERE,
        "/payload/aps/sound/isCritical",
    ),
    ("APNS102", draft({"aps": {"alert": "text", "title": "Hi"}}, **CLEAN), ANYWHERE, "/payload/aps/title"),
    ("APNS102", draft({"aps": {"alert": {"title": "a"}, "body": "b"}}, **CLEAN), ANYWHERE, "/payload/aps/body"),
    ("APNS103", draft(aps(gate="B42"), **CLEAN), ANYWHERE, "/payload/aps/gate"),
    ("APNS103", draft(alert(colour="red"), **CLEAN), ANYWHERE, "/payload/aps/alert/colour"),
    ("APNS104", draft({**aps(), "badge": 3}, **CLEAN), ANYWHERE, "/payload/badge"),
    ("APNS104", draft({**aps(), "mutableContent": 1}, **CLEAN), ANYWHERE, "/payload/mutableContent"),
    ("APNS105", draft(aps(badge="3"), **CLEAN), ANYWHERE, "/payload/aps/badge"),
    ("APNS105", draft(aps(content_available="1"), **CLEAN), ANYWHERE, "/payload/aps/content-available"),
    ("APNS105", draft(aps(mutable_content=True), **CLEAN), ANYWHERE, "/payload/aps/mutable-content"),
    ("APNS105", draft(alert(loc_key="K", loc_args=[1, "a"]), **CLEAN), ANYWHERE, "/payload/aps/alert/loc-args"),
    ("APNS105", draft(aps(thread_id=7), **CLEAN), ANYWHERE, "/payload/aps/thread-id"),
    ("APNS105", draft({"aps": {"alert": ["Hi"]}}, **CLEAN), ANYWHERE, "/payload/aps/alert"),
    ("APNS105", draft(alert(body={"loc-key": "B"}), **CLEAN), ANYWHERE, "/payload/aps/alert/body"),
    ("APNS106", draft(alert(summary_arg="Ana"), **CLEAN), ANYWHERE, "/payload/aps/alert/summary-arg"),
    ("APNS106", draft(aps(url_args=["a"]), **CLEAN), ANYWHERE, "/payload/aps/url-args"),
    ("APNS107", draft(aps(content_state={}), **CLEAN), ANYWHERE, "/payload/aps/content-state"),
    ("APNS107", draft(alert(sound="a.caf"), **CLEAN), ANYWHERE, "/payload/aps/alert/sound"),
    # values of aps
    ("APNS120", draft({"aps": {"alert": " ", "badge": 1}}, **CLEAN), ANYWHERE, "/payload/aps/alert"),
    ("APNS121", draft(aps(badge=-1), **CLEAN), ANYWHERE, "/payload/aps/badge"),
    ("APNS121", draft(aps(badge=1.5), **CLEAN), ANYWHERE, "/payload/aps/badge"),
    ("APNS122", draft(alert(title_loc_args=["a"]), **CLEAN), ANYWHERE, "/payload/aps/alert/title-loc-args"),
    ("APNS123", draft(alert(loc_key="%@ waits", loc_args=["Ana"]), **CLEAN), ANYWHERE, "/payload/aps/alert/loc-key"),
    ("APNS124", draft({"aps": {"badge": 1, "mutable-content": 1}}, **CLEAN), ANYWHERE, "/payload/aps/mutable-content"),
    ("APNS125", draft(aps(interruption_level="timeSensitive"), **CLEAN), ANYWHERE, "/payload/aps/interruption-level"),
    ("APNS125", draft(aps(interruption_level="loud"), **CLEAN), ANYWHERE, "/payload/aps/interruption-level"),
    ("APNS126", draft(aps(interruption_level="time-sensitive"), **CLEAN), ANYWHERE, "/payload/aps/interruption-level"),
    ("APNS126", draft(aps(sound={"critical": 1, "name": "default"}), **CLEAN), ANYWHERE, "/payload/aps/sound/critical"),
    (
        "APNS127",
        draft(aps(interruption_level="critical", sound="a.caf"), **CLEAN),
        ANYWHERE,
        "/payload/aps/interruption-level",
    ),
    ("APNS128", draft(aps(relevance_score=25), **CLEAN), ANYWHERE, "/payload/aps/relevance-score"),
    ("APNS129", draft(aps(sound={"name": "a.caf", "volume": 11}), **CLEAN), ANYWHERE, "/payload/aps/sound/volume"),
    ("APNS129", draft(aps(sound={"critical": 1}), **CLEAN), ANYWHERE, "/payload/aps/sound"),
    ("APNS130", draft(aps(sound="https://cdn/a.caf"), **CLEAN), ANYWHERE, "/payload/aps/sound"),
    ("APNS130", draft(aps(sound={"name": "a.mp3"}), **CLEAN), ANYWHERE, "/payload/aps/sound/name"),
    ("APNS131", draft(aps(content_available=1), **CLEAN), ANYWHERE, "/payload/aps/content-available"),
    # Live Activities
    ("APNS150", activity(UPDATE, "event"), ANYWHERE, "/payload/aps/event"),
    ("APNS150", activity(UPDATE, event="Update"), ANYWHERE, "/payload/aps/event"),
    ("APNS150", activity(UPDATE, event="pause"), ANYWHERE, "/payload/aps/event"),
    ("APNS151", activity(UPDATE, "timestamp"), ANYWHERE, "/payload/aps/timestamp"),
    ("APNS151", activity(UPDATE, "content-state"), ANYWHERE, "/payload/aps/content-state"),
    ("APNS151", activity(START, "attributes-type"), ANYWHERE, "/payload/aps/attributes-type"),
    ("APNS151", activity(START, "attributes"), ANYWHERE, "/payload/aps/attributes"),
    ("APNS151", activity(START, attributes_type=""), ANYWHERE, "/payload/aps/attributes-type"),
    ("APNS152", activity(START, "alert"), ANYWHERE, "/payload/aps/alert"),
    ("APNS152", activity(START, alert="text"), ANYWHERE, "/payload/aps/alert"),
    ("APNS152", activity(START, alert={"title": "only"}), ANYWHERE, "/payload/aps/alert"),
    ("APNS153", activity(UPDATE, "content-state", event="end"), ANYWHERE, "/payload/aps/content-state"),
    ("APNS154", activity(UPDATE, attributes={}), ANYWHERE, "/payload/aps/attributes"),
    ("APNS154", activity(UPDATE, dismissal_date=SECONDS), ANYWHERE, "/payload/aps/dismissal-date"),
    ("APNS155", activity(UPDATE, timestamp=SECONDS * 1000), ANYWHERE, "/payload/aps/timestamp"),
    ("APNS155", activity(UPDATE, timestamp=SECONDS - 978_307_200), ANYWHERE, "/payload/aps/timestamp"),
    ("APNS155", activity(UPDATE, timestamp=NOW), ANYWHERE, "/payload/aps/timestamp"),
    ("APNS155", activity(UPDATE, stale_date=SECONDS * 1000), ANYWHERE, "/payload/aps/stale-date"),
    ("APNS156", activity(UPDATE, timestamp=SECONDS - 7200), ANYWHERE, "/payload/aps/timestamp"),
    ("APNS156", activity(UPDATE, timestamp=SECONDS + 7200), ANYWHERE, "/payload/aps/timestamp"),
    ("APNS157", activity(UPDATE, stale_date=SECONDS - 60), ANYWHERE, "/payload/aps/stale-date"),
    ("APNS157", activity(UPDATE, event="end", dismissal_date=SECONDS - 60), ANYWHERE, "/payload/aps/dismissal-date"),
    (
        "APNS157",
        activity(UPDATE, event="end", dismissal_date=SECONDS + 99_999),
        ANYWHERE,
        "/payload/aps/dismissal-date",
    ),
    ("APNS158", activity(START, input_push_channel="no!"), ANYWHERE, "/payload/aps/input-push-channel"),
    (
        "APNS158",
        activity(START, input_push_channel="dHN0", input_push_token=1),
        ANYWHERE,
        "/payload/aps/input-push-channel",
    ),
    (
        "APNS159",
        activity(UPDATE, content_state={"at": ["2026-11-22T10:00:00Z"]}),
        ANYWHERE,
        "/payload/aps/content-state/at/0",
    ),
]


def findings(of: Draft, context: CheckContext) -> list[Finding]:
    return [finding for rule in PROVIDER.rules for finding in rule.findings(of, context)]


def mended(of: Draft, finding: Finding) -> Draft:
    assert finding.patch is not None
    before = {"headers": dict(of.headers), "payload": of.payload}
    after = merge_patch.apply(json.loads(json.dumps(before)), dict(finding.patch.patch))
    assert isinstance(after, dict)
    return Draft("apns", after["payload"], {name: str(value) for name, value in dict(after["headers"]).items()})  # type: ignore[arg-type]


@pytest.mark.parametrize(("rule", "of", "context", "pointer"), CASES)
def test_each_rule_finds_its_case_and_its_fix_mends_it(
    rule: str, of: Draft, context: CheckContext, pointer: str
) -> None:
    hits = [finding for finding in findings(of, context) if finding.rule == rule]
    assert pointer in [finding.pointer for finding in hits]
    for finding in hits:
        assert finding.provider == "apns"
        assert finding.what.endswith(".")
        assert finding.why.endswith(".")
        assert finding.fix.endswith(".") or "{" in finding.fix
        if finding.patch is not None:
            assert finding.patch.label.split()[0] in ("Set", "Remove", "Rename", "Move", "Send", "Write", "Cut", "Make")
            left = [(one.rule, one.pointer, one.what) for one in findings(mended(of, finding), context)]
            assert (finding.rule, finding.pointer, finding.what) not in left


def test_every_rule_has_a_case() -> None:
    assert {rule.id for rule in PROVIDER.rules} == {rule for rule, *_ in CASES}


def test_rules_are_numbered_once_and_documented() -> None:
    ids = [rule.id for rule in PROVIDER.rules] + [notice.id for notice in PROVIDER.notices]
    assert len(ids) == len(set(ids))
    for entry in (*PROVIDER.rules, *PROVIDER.notices):
        assert entry.id.startswith("APNS")
        assert len(entry.id) == 7
        assert entry.title
        assert entry.why
        assert entry.fix
        assert entry.source


WIDE = {
    "aps": {
        "alert": {
            "title": "Gate changed",
            "subtitle": "Flight 418",
            "body": "Walk",
            "loc-key": "GATE",
            "loc-args": ["B42"],
            "title-loc-key": "T",
            "title-loc-args": ["1"],
            "subtitle-loc-key": "S",
            "subtitle-loc-args": [],
            "launch-image": "launch.png",
        },
        "badge": 0,
        "sound": "chime.caf",
        "thread-id": "trip",
        "category": "GATE_CHANGE",
        "mutable-content": 1,
        "target-content-id": "scene",
        "interruption-level": "active",
        "relevance-score": 0.9,
        "filter-criteria": "work",
    },
    "gate": "B42",
    "seats": 2,
}


@pytest.mark.parametrize(
    ("of", "context"),
    [
        (draft(WIDE, expiration="0", collapse_id="é" * 32, id="8e58a1f0-0000-4000-8000-00000000000a", **CLEAN), MINE),
        (draft({"aps": {"alert": "plain text"}}, expiration=str(SECONDS + 3600), **CLEAN), MINE),
        (draft({"aps": {"badge": 3}}, **CLEAN), MINE),
        (draft({"aps": {"sound": "default"}}, **CLEAN), MINE),
        (draft({"aps": {"content-available": 1}, "gate": {"x": [None]}}, **BACKGROUND), MINE),
        (activity(UPDATE), checking(profile=credentials(), target=token_target("ab" * 80))),
        (activity(START, input_push_token=1, relevance_score=25, stale_date=SECONDS + 60), ANYWHERE),
        (
            activity({**START, "alert": {"title": {"loc-key": "T"}, "body": {"loc-key": "B", "loc-args": ["1"]}}}),
            ANYWHERE,
        ),
        (activity(UPDATE, event="end", dismissal_date=SECONDS + 60), ANYWHERE),
        (draft({"aps": {"content-changed": True}}, push_type="widgets", topic=f"{BUNDLE}.push-type.widgets"), MINE),
        (
            draft(
                {"aps": {"content-changed": True}},
                push_type="controls",
                priority="10",
                topic=f"{BUNDLE}.push-type.controls",
                expiration="0",
            ),
            MINE,
        ),
        (draft({"aps": {}}, push_type="location", topic=f"{BUNDLE}.location-query"), MINE),
        (draft({}, push_type="background", priority="5", topic="pass.app.skylark.boarding"), BY_CERTIFICATE_OF_PASSES),
        (draft({"mdm": "magic"}, push_type="mdm", topic="com.apple.mgmt.External.x"), BY_CERTIFICATE),
        (
            draft(
                {"container-identifier": "NSFileProviderRootContainerItemIdentifier"},
                push_type="fileprovider",
                topic=f"{BUNDLE}.pushkit.fileprovider",
            ),
            MINE,
        ),
        (draft({"speaker": "Ana"}, push_type="pushtotalk", expiration="0", topic=f"{BUNDLE}.voip-ptt"), MINE),
        (draft({"aps": {}}, push_type="complication", topic=f"{BUNDLE}.complication"), MINE),
        (draft({"aps": UPDATE}, push_type="liveactivity", expiration="0", priority="10"), BROADCAST),
        (draft({"aps": {"alert": "a" * 3600}}, **CLEAN), MINE),
        (draft(**CLEAN), checking(profile=credentials(Environment.LOCAL), target=token_target(environment="sandbox"))),
    ],
)
def test_sound_drafts_have_no_findings(of: Draft, context: CheckContext) -> None:
    assert [(finding.rule, finding.what) for finding in findings(of, context)] == []


def test_a_voip_push_may_be_longer_and_a_broadcast_too() -> None:
    long = {"aps": {}, "x": "a" * 4500}
    assert "APNS005" not in {one.rule for one in findings(draft(long, push_type="voip"), ANYWHERE)}
    assert "APNS005" in {one.rule for one in findings(draft(long, push_type="alert"), ANYWHERE)}
    live = activity({**UPDATE, "content-state": {"x": "a" * 4500}})
    assert "APNS005" not in {one.rule for one in findings(live, BROADCAST)}
    assert "APNS005" in {one.rule for one in findings(live, ANYWHERE)}


def test_the_design_words_of_the_background_priority() -> None:
    of = draft({"aps": {"content-available": 1}}, push_type="background", priority="10", topic=BUNDLE)
    (finding,) = findings(of, ANYWHERE)
    assert finding.severity is Severity.ERROR
    assert finding.what == "A background push cannot have priority 10."
    assert finding.patch is not None
    assert finding.patch.label == "Set to 5"
    assert finding.patch.patch == {"headers": {"apns-priority": "5"}}


def test_words_of_wrong_types() -> None:
    of = draft({"aps": {"alert": {"loc-key": "K", "loc-args": [1, "é"]}, "badge": True}}, **CLEAN)
    found = {one.pointer: one for one in findings(of, ANYWHERE) if one.rule == "APNS105"}
    arguments = found["/payload/aps/alert/loc-args"]
    assert arguments.what == "loc-args must be an array of strings, not one with other values."
    assert arguments.patch is not None
    assert arguments.patch.label == 'Set to ["1", "é"]'
    assert found["/payload/aps/badge"].what == "badge must be a whole number, not true."
    assert found["/payload/aps/badge"].patch is None


def test_the_spelling_of_other_services_is_named() -> None:
    (finding,) = findings(draft(push_type="alert", priority="high", topic=BUNDLE), ANYWHERE)
    assert finding.what == "apns-priority must be 10, 5 or 1."
    assert "“high”" in finding.why
    assert finding.patch is not None
    assert finding.patch.label == "Set to 10"


def test_a_thousand_unknown_keys_are_not_a_thousand_findings() -> None:
    of = draft({"aps": {f"key {number}": 1 for number in range(1000)}}, **CLEAN)
    assert len(findings(of, ANYWHERE)) < 60


def test_sending_as_another_type_mends_headers_together() -> None:
    of = draft({"aps": {"content-available": 1}}, **CLEAN)
    (finding,) = [one for one in findings(of, ANYWHERE) if one.rule == "APNS052"]
    assert dict(mended(of, finding).headers) == {
        "apns-push-type": "background",
        "apns-priority": "5",
        "apns-topic": BUNDLE,
    }


def test_a_payload_that_is_text_keeps_its_text() -> None:
    of = draft('{"aps":{"mutableContent":1,"alert":"Hi"},"gate":"B42"}', push_type="Alert")
    found = {one.rule: one for one in findings(of, ANYWHERE)}
    assert found["APNS101"].patch is None, "a merge patch would replace the whole text"
    assert found["APNS021"].patch is not None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text()
            | st.sampled_from(
                [
                    "aps",
                    "alert",
                    "sound",
                    "badge",
                    "title",
                    "body",
                    "event",
                    "timestamp",
                    "content-state",
                    "loc-args",
                    "mutable-content",
                    "interruption-level",
                    "volume",
                    "relevance-score",
                    "attributes",
                    "mdm",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)
HEADERS = st.dictionaries(
    st.sampled_from(["apns-push-type", "apns-topic", "apns-priority", "apns-expiration", "apns-id", "APNS-ID"])
    | st.text(),
    st.sampled_from(["alert", "background", "liveactivity", "voip", "widgets", "mdm", "10", "5", "", "١٢"]) | st.text(),
    max_size=6,
)
TARGETS = st.sampled_from(
    [
        None,
        token_target(),
        token_target("zz"),
        channel_target(),
        channel_target("?"),
        voip_device(),
        Target(TargetKind.TOPIC, "news", "topic:news"),
    ]
)


@settings(max_examples=150, deadline=None)
@given(JSON | st.fixed_dictionaries({"aps": JSON}), HEADERS, TARGETS, st.booleans())
def test_any_draft_is_checked_without_an_exception(
    payload: Any, headers: dict[str, str], target: Target | None, has_profile: bool
) -> None:
    of = Draft("apns", payload, headers)
    for finding in findings(of, checking(target=target, profile=credentials() if has_profile else None)):
        assert finding.what
    assert PROVIDER.size(of).used >= 0
    assert PROVIDER.shown(of, "ios").platform == "ios"


def test_the_sandbox_fills_in_a_local_profile_s_topic() -> None:
    bare = {"bundle_id": None, "key_id": None, "team_id": None, "key": None}
    found = {
        environment: [finding.rule for finding in findings(draft(push_type="alert"), checking(profile=profile))]
        for environment in (Environment.LOCAL, Environment.SANDBOX)
        if (profile := credentials(environment, **bare))
    }
    assert "APNS022" not in found[Environment.LOCAL]
    assert "APNS022" in found[Environment.SANDBOX]
    own_server = credentials(Environment.LOCAL, **bare, base_url="https://127.0.0.1:8443")
    assert "APNS022" in [item.rule for item in findings(draft(push_type="alert"), checking(profile=own_server))]
