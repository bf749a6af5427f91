"""One example that breaks each rule, one that does not, and buttons that mend."""

from __future__ import annotations

from typing import Any

import pytest
from tests.providers.webhook.given import credentials, draft, findings, mended

from pushbench.domain.finding import Draft, Severity
from pushbench.providers.webhook import PROVIDER
from pushbench.providers.webhook.notices import NOTICES

HI: dict[str, Any] = {"title": "Hello", "body": "There"}
NOVU = {"body_format": "novu"}
OF_ITS_OWN = {"body_template": "{}"}

# rule, payload that breaks it, pointer of the finding, whether it has a button, the profile's fields
BROKEN: list[tuple[str, Any, str, bool, dict[str, str]]] = [
    ("HOOK001", draft("{no json"), "/payload", False, {}),
    ("HOOK001", draft('{"token":"x","title":1,"title":2}'), "/payload", False, {}),
    ("HOOK002", HI | {"data": {"x": float("inf")}}, "/payload", False, {}),
    ("HOOK003", draft([1]), "/payload", False, {}),
    ("HOOK003", draft('{"title":"x"}'), "/payload", False, {}),
    ("HOOK004", HI | {"token": "x"}, "/payload/token", True, {}),
    ("HOOK004", HI | {"topic": "x"}, "/payload/topic", True, {}),
    ("HOOK004", {"title": "x", "target": ["y"]}, "/payload/target", True, NOVU),
    ("HOOK005", {"text": "x"}, "/payload", False, OF_ITS_OWN),
    ("HOOK006", HI | {"data": {"x": "y" * 103_000}}, "/payload", False, {}),
    ("HOOK006", HI | {"data": {"x": "y" * 21_000}}, "/payload", False, {}),
    ("HOOK007", draft(HI, webhook_id="x"), "/headers/webhook-id", True, {}),
    ("HOOK007", draft(HI, host="x"), "/headers/host", True, {}),
    ("HOOK007", draft(HI, x_mine="x"), "/headers/x-mine", True, {"signature_header": "X-Mine"}),
    ("HOOK007", draft(HI, x_a="ä"), "/headers/x-a", True, {}),
    ("HOOK008", draft(HI, content_type="text/plain"), "/headers/content-type", True, {}),
    ("HOOK010", HI | {"xyzzy": 1}, "/payload/xyzzy", False, {}),
    ("HOOK011", HI | {"subtitel": "x"}, "/payload/subtitel", True, {}),
    ("HOOK011", HI | {"ttl": 5}, "/payload/ttl", True, {}),
    ("HOOK011", {"title": "x", "text": "y"}, "/payload/text", True, {}),
    ("HOOK011", HI | {"text": "y"}, "/payload/text", False, {}),
    ("HOOK011", HI | {"collapse-id": "x"}, "/payload/collapse-id", True, {}),
    ("HOOK011", {"title": "x", "body": "y"}, "/payload/body", True, NOVU),
    ("HOOK012", HI | {"title": 5}, "/payload/title", True, {}),
    ("HOOK012", HI | {"badge": "3"}, "/payload/badge", True, {}),
    ("HOOK012", HI | {"badge": -1}, "/payload/badge", False, {}),
    ("HOOK012", HI | {"ttl_seconds": "60"}, "/payload/ttl_seconds", True, {}),
    ("HOOK012", HI | {"ttl_seconds": True}, "/payload/ttl_seconds", False, {}),
    ("HOOK012", HI | {"kind": "Alert"}, "/payload/kind", True, {}),
    ("HOOK012", HI | {"priority": "urgent"}, "/payload/priority", False, {}),
    ("HOOK012", HI | {"interruption": "time_sensitive"}, "/payload/interruption", True, {}),
    ("HOOK012", HI | {"relevance": "high"}, "/payload/relevance", False, {}),
    ("HOOK012", HI | {"actions": [{"id": "x"}]}, "/payload/actions", False, {}),
    ("HOOK012", HI | {"data": []}, "/payload/data", False, {}),
    ("HOOK012", {"title": "x", "overrides": "y"}, "/payload/overrides", False, NOVU),
    ("HOOK013", {"data": {"x": 1}}, "/payload", False, {}),
    ("HOOK013", {"title": ""}, "/payload", False, {}),
    ("HOOK014", HI | {"kind": "silent"}, "/payload/kind", False, {}),
    ("HOOK015", {"kind": "live-activity"}, "/payload/kind", False, {}),
    ("HOOK015", HI | {"live_activity": {"event": "start", "state": {}}}, "/payload/live_activity", True, {}),
    ("HOOK016", HI | {"title": "Gate {{gate}}"}, "/payload/title", False, {}),
]


@pytest.mark.parametrize(("rule", "payload", "pointer", "has_button", "fields"), BROKEN)
def test_a_rule_is_broken(rule: str, payload: Any, pointer: str, has_button: bool, fields: dict[str, str]) -> None:
    made, profile = payload if isinstance(payload, Draft) else draft(payload), credentials(**fields)
    [finding] = [found for found in findings(made, profile) if found.rule == rule]
    assert finding.pointer == pointer
    assert finding.what.endswith((".", "?"))
    assert finding.why
    assert finding.fix
    assert (finding.patch is not None) is has_button
    if has_button:
        after = mended(made, finding)
        assert [found for found in findings(after, profile) if (found.rule, found.pointer) == (rule, pointer)] == []


def test_every_rule_is_broken_above_and_every_id_is_used_once() -> None:
    assert {rule.id for rule in PROVIDER.rules} == {case[0] for case in BROKEN}
    ids = [rule.id for rule in PROVIDER.rules] + [notice.id for notice in NOTICES]
    assert len(ids) == len(set(ids))
    assert all(rule.source for rule in PROVIDER.rules)


@pytest.mark.parametrize(
    ("payload", "fields"),
    [
        (HI, {}),
        (HI | {"kind": "alert", "data": {"anything": [1, None]}, "badge": 0, "relevance": 75}, {}),
        ({"kind": "silent", "data": {"x": 1}}, {}),
        ({"kind": "live-activity", "live_activity": {"event": "end", "state": {}}}, {}),
        ({"title": "x", "content": "y", "overrides": {}, "payload": {}}, NOVU),
        ({"to": "{{token}}", "text": "anything", "ttl": 5}, OF_ITS_OWN),
        (["{{token}}"], OF_ITS_OWN),
        (draft('{"token":"x","title":"y"}'), {}),
        (draft("a=1&token={{token}}", content_type="application/x-www-form-urlencoded"), {}),
    ],
)
def test_good_bodies_have_nothing_worse_than_a_note(payload: Any, fields: dict[str, str]) -> None:
    assert [found for found in findings(payload, credentials(**fields)) if found.severity is not Severity.NOTE] == []
