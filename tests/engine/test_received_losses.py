"""The loss report is complete and true on the devices: what a virtual device got is what is not told as lost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from tests.providers.test_losses import FULL, NOW, SIGNS, TTL, WITHOUT_SIGN

from pushbench.domain.carrying import LossKind
from pushbench.domain.message_fields import fields_set
from pushbench.domain.outcome import OutcomeKind
from pushbench.engine.events import DeliveryEnded
from pushbench.engine.plan import SendOrder
from pushbench.engine.registry import Registry
from pushbench.engine.workspace import Workspace

pytestmark = pytest.mark.anyio
AT_THE_SERVICE = {"/delivery/ttl_seconds", "/delivery/collapse_id"}
"""They may be used up on the way: a service keeps the time to live, a replaced push has a name of the service's own."""


def _texts(push: Mapping[str, Any]) -> str:
    """Return all a device got, with the JSON that stands in strings unfolded as far as signs need it."""
    text = json.dumps([push["payload"], push["headers"], push["title"], push["body"]])
    for _ in range(4):
        text += text.replace("\\\\", "\\").replace('\\"', '"')[: 4 * len(text)]
    return text


def _is_seen(field: str, text: str) -> bool:
    return any(sign in text for sign in SIGNS.get(field, (f"W-{field.rpartition('/')[2].upper()}",)))


async def test_devices_show_what_is_not_lost_and_nothing_that_is_dropped() -> None:
    workspace = await Workspace.open(None, environ={"PUSHBENCH_VAULT": "memory"})
    told: dict[str, list[str]] = {}
    try:
        await workspace.ensure_first_start()
        ready = await workspace.local.start()
        for provider in Registry():
            name = provider.spec.id
            await workspace.local.reset()
            devices = tuple(device["name"] for device in ready["devices"] if device["provider"] == name)
            assert devices, f"the sandbox has no device for {name}"
            run = workspace.start(await workspace.plan(SendOrder(FULL, devices, profile=f"local-{name}")))
            records = [event.record async for event in run.events() if isinstance(event, DeliveryEnded)]
            assert {record.outcome.kind for record in records} == {OutcomeKind.ACCEPTED}, name
            pushes = await workspace.local.received()
            assert len(pushes) == len(devices), name
            text = "".join(_texts(push) for push in pushes)
            losses = provider.compose(FULL, None, NOW).losses
            lost = {loss.field for loss in losses}
            dropped = {loss.field for loss in losses if loss.kind is LossKind.DROPPED}
            fields = [field for field in fields_set(FULL) if field not in WITHOUT_SIGN]
            told[name] = [
                *(
                    f"{field} is neither shown nor told as lost"
                    for field in fields
                    if field not in lost and field not in AT_THE_SERVICE and not _is_seen(field, text)
                ),
                *(f"{field} is told as dropped and shown" for field in sorted(dropped) if _is_seen(field, text)),
            ]
    finally:
        await workspace.aclose()
    assert str(TTL) in SIGNS["/delivery/ttl_seconds"]
    assert {name: wrong for name, wrong in told.items() if wrong} == {}
