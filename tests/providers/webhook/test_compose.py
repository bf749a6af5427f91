"""Message to body in each format, back again, and what is shown and lost."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.providers.test_losses import FULL
from tests.providers.webhook.given import NOW, SECRET, URL, context, credentials, device, findings, signed, token

from pushbench.domain.carrying import LossKind
from pushbench.domain.finding import Draft, Severity
from pushbench.domain.http import HttpRequest
from pushbench.domain.message import Content, Delivery, Kind, Message
from pushbench.domain.shown import ShownKind
from pushbench.domain.target import Target, TargetKind
from pushbench.providers.webhook import PROVIDER
from pushbench.providers.webhook.fields import MEMBERS, MOST_BYTES
from pushbench.providers.webhook.request import build

GATE = Message(
    content=Content("Gate changed", body="Walk to B42", link="skylark://map"), data={"seats": 2, "deep": [1]}
)


def leaves(draft: Draft, target: Target, **fields: str) -> Any:
    return json.loads(build(draft, target, signed(**fields), context()).body)


def composed(message: Message = GATE, **fields: str) -> Draft:
    return PROVIDER.compose(message, credentials(**fields), NOW)


def test_its_own_body_holds_every_field_under_its_own_name() -> None:
    draft = composed(FULL)
    body: Any = draft.payload
    assert set(body) == set(MEMBERS)
    assert draft.losses == ()
    assert body["data"] == FULL.data
    assert body["badge"] == 47
    assert body["live_activity"]["attributes"] == {"flight": "W-ATTRIBUTES"}
    assert [finding for finding in findings(draft) if finding.severity is Severity.ERROR] == []


def test_a_short_message_is_a_short_body() -> None:
    assert composed().payload == {
        "title": "Gate changed",
        "body": "Walk to B42",
        "link": "skylark://map",
        "kind": "alert",
        "priority": "high",
        "data": {"seats": 2, "deep": [1]},
    }


@pytest.mark.parametrize(
    ("target", "member"),
    [
        (token(), {"token": "phone-1"}),
        (device(), {"token": "phone-1", "platform": "ios"}),
        (Target(TargetKind.TOPIC, "news", "topic:news"), {"topic": "news"}),
        (Target(TargetKind.USER, "ana", "user:ana"), {"user": "ana"}),
        (Target(TargetKind.SUBSCRIBER, "s", "s"), {"subscriber": "s"}),
        (Target(TargetKind.SEGMENT, "All", "s"), {"segment": "All"}),
        (Target(TargetKind.ALIAS, "external_id=42", "a"), {"alias": "external_id=42"}),
    ],
)
def test_the_target_stands_on_top(target: Target, member: dict[str, str]) -> None:
    left = leaves(composed(), target)
    assert dict(list(left.items())[: len(member)]) == member
    assert {name: item for name, item in left.items() if name not in member} == composed().payload


def test_novus_body_has_novus_names_and_what_it_has_no_name_for_travels_in_overrides() -> None:
    draft = composed(FULL, body_format="novu")
    body: Any = draft.payload
    assert list(body) == ["title", "content", "overrides", "payload"]
    assert (body["title"], body["content"], body["payload"]) == ("W-TITLE", "W-BODY", FULL.data)
    assert body["overrides"]["subtitle"] == "W-SUBTITLE"
    assert {loss.kind for loss in draft.losses} == {LossKind.RENAMED}
    assert next(loss.at for loss in draft.losses if loss.field == "/actions/0/link") == "/payload/overrides/actions/0"
    assert leaves(draft, token(), body_format="novu")["target"] == ["phone-1"]


TEMPLATE = (
    '{"to": "{{token}}", "kind_of_target": "{{target_kind}}", "on": "{{platform}}", "who": "{{device}}", '
    '"text": "{{title}}: {{body}}", "extra": "{{data}}", "seats": "{{data.seats}}", "missing": "{{subtitle}}"}'
)


def test_a_template_gives_the_body_any_shape_and_keeps_types() -> None:
    draft = composed(body_template=TEMPLATE)
    assert draft.notes == ()
    assert leaves(draft, device(), body_template=TEMPLATE) == {
        "to": "phone-1",
        "kind_of_target": "token",
        "on": "ios",
        "who": "Ana's phone",
        "text": "Gate changed: Walk to B42",
        "extra": {"seats": 2, "deep": [1]},
        "seats": 2,
        "missing": None,
    }
    lost = {(loss.field, loss.kind) for loss in draft.losses}
    assert lost == {("/content/link", LossKind.DROPPED)}


def test_a_template_may_hold_the_whole_message_and_be_a_list() -> None:
    template = '[{"push": "{{message}}", "to": ["{{token}}"]}]'
    draft = composed(body_template=template)
    assert draft.losses == ()
    assert leaves(draft, token(), body_template=template) == [{"push": composed().payload, "to": ["phone-1"]}]


def test_what_comes_with_a_message_is_never_evaluated() -> None:
    message = Message(content=Content("{{data.secret}} {{#each}}", body="{{lookup this}}"), data={"secret": "X"})
    draft = composed(message, body_template='{"t": "{{title}}", "b": "{{body}}", "to": "{{token}}"}')
    left = leaves(draft, token("{{device}}"), body_template="x")
    assert left == {"t": "{{data.secret}} {{#each}}", "b": "{{lookup this}}", "to": "{{device}}"}


@pytest.mark.parametrize(
    ("template", "rule"),
    [('{"a": ', "HOOK101"), ('{"a": "{{#if}}"}', "HOOK101"), ('{"a": "{{titel}}", "t": "{{token}}"}', "HOOK102")],
)
def test_a_bad_template_is_told_and_the_words_are_kept(template: str, rule: str) -> None:
    draft = composed(body_template=template)
    assert [note.rule for note in draft.notes] == [rule]
    assert all(note.what and note.why and note.fix for note in draft.notes)
    if rule == "HOOK101":
        assert draft.payload == composed().payload
        assert draft.notes[0].severity is Severity.ERROR


def test_what_left_is_read_back_without_target_and_signature() -> None:
    made = composed()
    sent = build(
        Draft("webhook", made.payload, {"idempotency-key": "7"}),
        device(),
        credentials({"signing_secret": SECRET, "headers": "Authorization: Bearer x"}),
        context(),
    )
    read = PROVIDER.received(sent.redacted())
    assert (read.payload, read.headers) == (made.payload, {"idempotency-key": "7"})
    assert PROVIDER.received(HttpRequest("POST", URL, (), b"\xff<")).payload == "\ufffd<"
    novu = build(composed(body_format="novu"), token(), signed(body_format="novu"), context())
    assert PROVIDER.received(novu).payload == composed(body_format="novu").payload


def test_what_it_shows_is_the_receivers_choice() -> None:
    for name in ("pushbench", "novu"):
        shown = PROVIDER.shown(composed(FULL, body_format=name), "ios")
        assert shown.kind is ShownKind.APP_DECIDES
        assert (shown.title, shown.body, shown.subtitle) == ("W-TITLE", "W-BODY", "W-SUBTITLE")
        assert [action.title for action in shown.actions] == ["W-BUTTON", "W-OTHER"]
        assert (shown.badge, shown.link) == (47, "https://w.example/w-link")
        assert shown.data == FULL.data
    silent = composed(Message(content=Content("x"), delivery=Delivery(Kind.SILENT)))
    assert PROVIDER.shown(silent, "web").kind is ShownKind.NOTHING


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*MEMBERS, "x", "token"]), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(JSON)
def test_rules_size_shown_and_reading_are_total(value: Any) -> None:
    draft = Draft("webhook", value)
    for finding in findings(draft):
        assert finding.what
        assert finding.why
        assert finding.fix
    assert PROVIDER.size(draft).limit == MOST_BYTES
    for platform in PROVIDER.spec.platforms:
        PROVIDER.shown(draft, platform)
