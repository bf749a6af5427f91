"""Our request bodies, field by field, against the request models of the official client (PyPI novu-py)."""

from __future__ import annotations

import importlib
import json
from typing import Any

import pytest
from tests.providers.novu.given import APNS_TOKEN, FCM_TOKEN, context, credentials, draft, native, to, words
from tests.providers.novu.test_compose import GATE, QUIET, compose

from pushbench.domain.finding import Draft
from pushbench.domain.provider import Parcel
from pushbench.providers.novu import PROVIDER
from pushbench.providers.novu.fields import (
    FIELDS,
    OLD_OVERRIDE_KEYS,
    OVERRIDE_KEYS,
    PUSH_PROVIDERS,
    SEVERITIES,
    STEP_KEYS,
)
from pushbench.providers.novu.reasons import STATUS_REASONS
from pushbench.providers.novu.targets import CHANNEL_FIELDS, SUBSCRIBER_FIELDS

novu_py: Any = importlib.import_module("novu_py")

pytestmark = [pytest.mark.slow]
WITHOUT_OLD_KEYS = "fcm"
"""``overrides.fcm`` (type: data) is read by the server and left out by the client's model of a trigger."""


def names(model: Any) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}


def sent(made: Draft, target: str) -> Any:
    return json.loads(next(PROVIDER.exchange(made, to(target), credentials(), context())).request.body)


def again(body: Any, model: Any) -> Any:
    """Let the client read a body into its model, types checked, and write it again."""
    return json.loads(model.model_validate(body).model_dump_json(by_alias=True, exclude_unset=True))


def without_old(body: Any) -> Any:
    overrides = {name: value for name, value in body.get("overrides", {}).items() if name != WITHOUT_OLD_KEYS}
    return {**body, **({"overrides": overrides} if "overrides" in body else {})}


DRAFTS = {
    "everything": compose(GATE),
    **{name: compose(message) for name, message in QUIET.items()},
    "words": draft(words()),
    "options": draft(
        words(
            actor={"subscriberId": "ana", "locale": "de"},
            tenant={"identifier": "acme"},
            context={"tenant": "acme", "app": {"id": "skylark", "data": {"a": 1}}},
            overrides={
                "severity": "high",
                "steps": {"push-step": {"providers": {"fcm": {"data": {"a": "b"}}}, "layoutId": None}},
            },
        )
    ),
    "step": draft(native("apns", {"badge": 1}, step="push-step")),
}
TARGETS = (
    "subscriber:ana",
    "topic:testers?exclude=bo",
    f"token:{APNS_TOKEN}",
    f"token:fcm/android:{FCM_TOKEN}",
    'subscriber:{"subscriberId":"ana","firstName":"Ana","channels":[{"providerId":"expo","credentials":{"deviceTokens":["x"]}}]}',
)


@pytest.mark.parametrize("name", DRAFTS)
def test_a_trigger_is_one_of_the_client(name: str) -> None:
    for target in TARGETS:
        body = sent(DRAFTS[name], target)
        assert again(body, novu_py.models.TriggerEventRequestDto) == without_old(body), target


def test_a_broadcast_and_a_bulk_request_are_the_clients() -> None:
    for made in DRAFTS.values():
        body = sent(made, "segment:All")
        assert again(body, novu_py.models.TriggerEventToAllRequestDto) == body
    batch = PROVIDER.batch
    assert batch is not None
    loads = tuple(Parcel(DRAFTS["words"], to(target)) for target in TARGETS)
    body = json.loads(next(batch.exchange(loads, credentials(), context())).request.body)
    assert again(body, novu_py.models.BulkTriggerEventDto) == body


def test_the_tables_are_the_clients() -> None:
    models = novu_py.models
    known = names(models.TriggerEventRequestDto)
    assert set(FIELDS) - known == {"controls"}
    assert known - set(FIELDS) == {"to"}
    overrides = models.TriggerEventRequestDto.model_fields["overrides"].annotation.__args__[0]
    assert names(overrides) == {*OVERRIDE_KEYS, *OLD_OVERRIDE_KEYS}
    assert names(models.StepsOverrides) == set(STEP_KEYS)
    assert names(models.SubscriberPayloadDto) == set(SUBSCRIBER_FIELDS)
    assert names(models.SubscriberChannelDto) == set(CHANNEL_FIELDS)
    assert {each.value for each in models.SeverityLevelEnum} == set(SEVERITIES)
    assert set(PUSH_PROVIDERS) <= {each.value for each in models.ChatOrPushProviderEnum}


def test_the_statuses_are_the_clients() -> None:
    known = {each.value for each in novu_py.models.TriggerEventResponseDtoStatus}
    assert known == {reason.code for reason in STATUS_REASONS} | {"processed"}
