"""Declarative push messages: each condition broken alone, and the remarks."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given as given_any
from hypothesis import strategies as st
from tests.providers.webpush.given import draft, findings, of_rule, patched

from pushbench.domain.finding import Severity
from pushbench.domain.shown import ShownKind
from pushbench.providers.webpush import PROVIDER
from pushbench.providers.webpush.declarative import is_valid

HEADERS = {"TTL": "60", "Urgency": "high"}
FULL: dict[str, Any] = {
    "web_push": 8030,
    "notification": {
        "title": "Hello",
        "navigate": "https://skylark.app/",
        "body": "…",
        "lang": "en",
        "dir": "ltr",
        "tag": "x",
        "icon": "https://skylark.app/i.png",
        "silent": False,
        "data": {"any": [1, None]},
        "actions": [{"action": "a", "title": "Open", "navigate": "https://skylark.app/a"}],
        "app_badge": "3",
        "mutable": False,
    },
    "mutable": False,
    "app_badge": 3,
}
_ABSENT = object()


def changed(pointer: str, value: Any) -> dict[str, Any]:
    payload: Any = copy.deepcopy(FULL)
    *path, last = [int(part) if part.isdigit() else part for part in pointer.split("/")[1:]]
    here = payload
    for part in path:
        here = here[part]
    if value is _ABSENT:
        del here[last]
    else:
        here[last] = value
    return dict(payload)


def test_the_full_message_is_valid_and_has_no_errors() -> None:
    assert is_valid(FULL)
    assert all(finding.severity is Severity.NOTE for finding in findings(FULL, HEADERS))


@pytest.mark.parametrize(
    ("pointer", "value", "rule", "at"),
    [
        ("/web_push", "8030", "WPUSH020", "/payload/web_push"),
        ("/web_push", 8031, "WPUSH020", "/payload/web_push"),
        ("/web_push", 8030.0, "WPUSH020", "/payload/web_push"),
        ("/web_push", True, "WPUSH020", "/payload/web_push"),
        ("/web_push", None, "WPUSH020", "/payload/web_push"),
        ("/notification", _ABSENT, "WPUSH021", "/payload"),
        ("/notification", "text", "WPUSH021", "/payload/notification"),
        ("/notification/title", _ABSENT, "WPUSH022", "/payload/notification"),
        ("/notification/title", "", "WPUSH022", "/payload/notification/title"),
        ("/notification/title", 5, "WPUSH022", "/payload/notification/title"),
        ("/notification/navigate", _ABSENT, "WPUSH023", "/payload/notification"),
        ("/notification/navigate", "/relative", "WPUSH023", "/payload/notification/navigate"),
        ("/notification/navigate", "skylark://x", "WPUSH023", "/payload/notification/navigate"),
        ("/notification/navigate", "https://", "WPUSH023", "/payload/notification/navigate"),
        ("/notification/dir", "LTR", "WPUSH024", "/payload/notification/dir"),
        ("/notification/lang", 1, "WPUSH024", "/payload/notification/lang"),
        ("/notification/body", None, "WPUSH024", "/payload/notification/body"),
        ("/notification/tag", [], "WPUSH024", "/payload/notification/tag"),
        ("/notification/icon", "ic_gate", "WPUSH024", "/payload/notification/icon"),
        ("/notification/silent", "true", "WPUSH024", "/payload/notification/silent"),
        ("/notification/actions", {}, "WPUSH024", "/payload/notification/actions"),
        ("/notification/actions/0", "x", "WPUSH024", "/payload/notification/actions"),
        ("/notification/actions/0/navigate", _ABSENT, "WPUSH025", "/payload/notification/actions/0"),
        ("/notification/actions/0/action", _ABSENT, "WPUSH025", "/payload/notification/actions/0"),
        ("/notification/actions/0/title", 5, "WPUSH025", "/payload/notification/actions/0"),
        ("/app_badge", -1, "WPUSH026", "/payload/app_badge"),
        ("/app_badge", "many", "WPUSH026", "/payload/app_badge"),
        ("/app_badge", 1.5, "WPUSH026", "/payload/app_badge"),
        ("/notification/app_badge", True, "WPUSH026", "/payload/notification/app_badge"),
        ("/mutable", "true", "WPUSH026", "/payload/mutable"),
        ("/notification/mutable", 1, "WPUSH026", "/payload/notification/mutable"),
    ],
)
def test_each_broken_condition_is_an_error_and_the_message_is_ordinary(
    pointer: str, value: Any, rule: str, at: str
) -> None:
    payload = changed(pointer, value)
    assert not is_valid(payload)
    errors = [finding for finding in findings(payload, HEADERS) if finding.severity is Severity.ERROR]
    assert [(finding.rule, finding.pointer) for finding in errors] == [(rule, at)]
    assert any("not declarative" in loss.why for loss in PROVIDER.shown(draft(payload), "web").losses)


@pytest.mark.parametrize(
    ("pointer", "value", "rule"),
    [
        ("/web_push", "8030", "WPUSH020"),
        ("/notification/silent", "true", "WPUSH024"),
        ("/notification/dir", "RTL", "WPUSH024"),
        ("/notification/actions/0/navigate", _ABSENT, "WPUSH025"),
    ],
)
def test_the_fixes_make_the_message_valid_again(pointer: str, value: Any, rule: str) -> None:
    payload = changed(pointer, value)
    (finding,) = of_rule(rule, findings(payload, HEADERS))
    assert is_valid(patched(payload, HEADERS, finding)["payload"])


@pytest.mark.parametrize("where", ["top", "notification"])
def test_the_obsolete_address_is_renamed(where: str) -> None:
    payload = changed("/notification/navigate", _ABSENT)
    place = payload if where == "top" else payload["notification"]
    place["default_action_url"] = "https://skylark.app/old"
    found = findings(payload, HEADERS)
    assert [finding.severity for finding in of_rule("WPUSH028", found)] == [Severity.WARNING]
    (finding,) = of_rule("WPUSH023", found)
    after = patched(payload, HEADERS, finding)["payload"]
    assert is_valid(after)
    assert after["notification"]["navigate"] == "https://skylark.app/old"
    assert of_rule("WPUSH028", findings(after, HEADERS)) == []


def test_the_obsolete_draft_is_seen_without_the_mark_too() -> None:
    payload = {"title": "T", "options": {"body": "B"}, "default_action_url": "https://skylark.app"}
    assert len(of_rule("WPUSH028", findings(payload))) == 2
    assert of_rule("WPUSH028", findings({"title": "T", "options": {"body": "B"}})) == []


@pytest.mark.parametrize("name", ["app_badge", "mutable"])
@pytest.mark.parametrize(("gone", "severity"), [("", Severity.WARNING), ("/notification", Severity.NOTE)])
def test_badge_and_mutable_are_offered_in_both_places(name: str, gone: str, severity: Severity) -> None:
    payload = changed(f"{gone}/{name}", _ABSENT)
    (finding,) = of_rule("WPUSH027", findings(payload, HEADERS))
    assert finding.severity is severity
    after = patched(payload, HEADERS, finding)["payload"]
    assert after[name] == after["notification"][name]
    assert of_rule("WPUSH027", findings(after, HEADERS)) == []


def test_remarks() -> None:
    assert of_rule("WPUSH044", findings(changed("/mutable", True), HEADERS))
    assert of_rule("WPUSH043", findings(changed("/notification/icon", "/i.png"), HEADERS))
    (ignored,) = of_rule("WPUSH029", findings({**FULL, "data": {}}, HEADERS))
    assert ignored.pointer == "/payload/data"


def test_a_valid_message_shows_by_itself() -> None:
    shown = PROVIDER.shown(draft(FULL), "web")
    assert shown.kind is ShownKind.NOTIFICATION
    assert shown.losses == ()
    assert (shown.title, shown.body, shown.link, shown.badge) == ("Hello", "…", "https://skylark.app/", 3)


_values = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text()) | st.just({})


@given_any(
    st.dictionaries(st.sampled_from(sorted(FULL["notification"])), _values),
    st.dictionaries(st.sampled_from(["web_push", "mutable", "app_badge"]), _values),
)
def test_valid_means_that_no_rule_of_the_contract_objects(inner: dict[str, Any], outer: dict[str, Any]) -> None:
    payload = {**FULL, "notification": {**FULL["notification"], **inner}, **outer}
    contract = {f"WPUSH02{number}" for number in range(7)}
    objections = [finding for finding in findings(payload, HEADERS) if finding.rule in contract]
    assert is_valid(payload) is (not objections)
