"""Our request bodies, field by field, against the request models of the official client (PyPI onesignal-python-api)."""

from __future__ import annotations

import importlib
import json
from types import SimpleNamespace
from typing import Any

import pytest
from tests.providers.onesignal.given import context, credentials, draft, target, token, words
from tests.providers.onesignal.test_compose import CALL_AND_QUIET, GATE, activity, compose

from pushbench.compose.resolve import resolve
from pushbench.domain.finding import Draft
from pushbench.domain.message import Content, Message
from pushbench.domain.target import Target, TargetKind, parse_target
from pushbench.providers.onesignal import PROVIDER
from pushbench.providers.onesignal.fields import ACTIVITY_FIELDS, BADGE_TYPES, FIELDS, LANGUAGES, TARGET_FAMILIES
from pushbench.providers.onesignal.filters import OPERATORS, RELATIONS

onesignal: Any = importlib.import_module("onesignal")

pytestmark = [pytest.mark.slow]
UUID = "1dd608f2-c6a1-41e3-851d-000c2940e62c"
ONLY_DOCUMENTED = {"enable_frequency_cap"}
"""Fields of the API document that the client's model lacks."""
LEGACY_TARGETS = {"include_player_ids", "include_external_user_ids", "tags"}


def models() -> Any:
    from onesignal.model import (
        filter_expression,
        language_string_map,
        notification,
        start_live_activity_request,
        update_live_activity_request,
    )

    return SimpleNamespace(
        notification=notification.Notification,
        start=start_live_activity_request.StartLiveActivityRequest,
        update=update_live_activity_request.UpdateLiveActivityRequest,
        languages=language_string_map.LanguageStringMap,
        filters=filter_expression.FilterExpression,
    )


def wire_names(model: Any) -> set[str]:
    return set(model.attribute_map.values())


def body_of(made: Draft, to: Target) -> Any:
    return json.loads(next(PROVIDER.exchange(made, to, credentials(), context())).request.body)


def read_back(body: Any, model: Any) -> Any:
    """Let the client read a body into its model, types checked, and write it again."""
    with onesignal.ApiClient() as client:
        read = client.deserialize(SimpleNamespace(data=json.dumps(body)), (model,), True)
        return client.sanitize_for_serialization(read)


TRANSLATED = Message(content=Content(title="T", body="B"), languages={"de": {"body": "x"}, "zh-TW": {"title": "y"}})
PUSHES = {
    "everything": compose(),
    "quiet": compose(CALL_AND_QUIET[0]),
    "call": compose(CALL_AND_QUIET[1]),
    "languages": compose(resolve(TRANSLATED).message),
    "options": draft(
        words(
            send_after="2027-01-01T09:00:00+01:00",
            android_accent_color="FF9900FF",
            isIos=True,
            delayed_option="timezone",
            delivery_time_of_day="9:00AM",
            ios_attachments={"a": "https://a.example/x.png"},
            android_background_layout={"image": "x", "headings_color": "FFFFFFFF"},
            huawei_category="TRAVEL",
            adm_group_message={"en": "x"},
            custom_data={"a": 1},
            apns_alert={"loc-key": "x"},
        )
    ),
}
TARGETS = ("segment:All", "alias:external_id=42", f"token:{UUID}")


@pytest.mark.parametrize("name", PUSHES)
@pytest.mark.parametrize("to", TARGETS)
def test_a_push_is_a_notification_of_the_client(name: str, to: str) -> None:
    body = body_of(PUSHES[name], parse_target(to))
    model = models().notification
    assert set(body) <= wire_names(model)
    again = read_back(body, model)
    for field, value in body.items():
        if field == "send_after":
            continue  # the client writes the same moment in another form
        assert again[field] == value, field
    assert set(again) == set(body)


def test_filters_are_the_clients() -> None:
    """One by one: version 5.18.0 cannot read its own FilterExpression, which fits both of its schemas."""
    from onesignal.model.filter import Filter
    from onesignal.model.operator import Operator

    typed = "condition:tag plan = pro OR last_session > 3 AND location 1000 52.5 13.4 AND country in_array DE,AT"
    filters = body_of(draft(words()), parse_target(typed))["filters"]
    for item in filters:
        model = Operator if "operator" in item else Filter
        assert set(item) <= wire_names(model)
        assert read_back(item, model) == item


def test_live_activities_are_the_clients() -> None:
    start = body_of(compose(activity("start")), parse_target("segment:All"))
    # The API document has a sound at a start; the client's type lacks it.
    assert set(start) - wire_names(models().start) == {"ios_sound"}
    assert read_back(start, models().start) == start
    for event in ("update", "end"):
        body = body_of(compose(activity(event)), target(TargetKind.CHANNEL, "gate"))
        assert set(body) <= wire_names(models().update)
        assert read_back(body, models().update) == body


def test_the_table_of_fields_is_the_clients() -> None:
    known = wire_names(models().notification)
    assert set(FIELDS) - known == ONLY_DOCUMENTED
    others = {name for name in known if name.startswith(("email_", "sms_"))}
    unread = {"disable_email_click_tracking", "include_unsubscribed", "kind", "id", "value", "aggregation"}
    assert known - set(FIELDS) - set(TARGET_FAMILIES) - others - unread == {"app_id", "target_channel"}
    assert set(TARGET_FAMILIES) - known == LEGACY_TARGETS
    started, updated = wire_names(models().start), wire_names(models().update)
    ours = set(ACTIVITY_FIELDS) - {"activity_type"}
    assert ours >= (started | updated) - set(TARGET_FAMILIES)
    assert ours - started - updated == set()


def test_the_words_are_the_clients() -> None:
    values = models().notification.allowed_values[("huawei_category",)]
    assert set(FIELDS["huawei_category"].words) == {value for value in values.values() if value}
    assert set(LANGUAGES) == wire_names(models().languages)
    allowed = models().filters.allowed_values
    assert set(RELATIONS) == set(allowed[("relation",)].values())
    assert set(OPERATORS) == set(allowed[("operator",)].values())
    assert BADGE_TYPES == ("None", "SetTo", "Increase")


def test_the_reasons_are_the_clients() -> None:
    from onesignal.errors import OneSignalErrors

    from pushbench.providers.onesignal.reasons import row_of

    sentences = [value for name, value in vars(OneSignalErrors).items() if name.isupper()]
    assert len(sentences) >= 5
    assert all(row_of(sentence) is not None for sentence in sentences)


def test_a_token_reaches_one() -> None:
    assert body_of(compose(GATE), token())["include_subscription_ids"] == [token().value]
