"""The whole way in one go: sample message, every provider, virtual devices, and what they show."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

from pushbench.engine.events import PushShown, RunEvent
from pushbench.engine.linking import LOCAL_SET, ensure_first_start, sample_message
from pushbench.engine.parts import Parts
from pushbench.engine.plan import SendOrder, SendPlan
from pushbench.engine.planning import make_plan
from pushbench.engine.sending import Run

Start = Callable[[SendPlan], Run]


async def demo(parts: Parts, start: Start) -> AsyncIterator[RunEvent | PushShown]:
    """Yield the run's events, then what each virtual device displayed. Raises UserError."""
    await ensure_first_start(parts)
    ready = await parts.local.start()
    await parts.local.reset()
    names = tuple(device["name"] for device in ready["devices"] if device["provider"] in parts.registry)
    plan = await make_plan(parts, SendOrder(sample_message(), names, profile_set=LOCAL_SET))
    async for event in start(plan).events():
        yield event
    for push in await parts.local.received():
        yield _shown(push)


def _shown(push: dict[str, Any]) -> PushShown:
    return PushShown(
        device=str(push.get("device", "")),
        provider=str(push.get("via") or push.get("provider", "")),
        title=str(push.get("title", "")),
        body=str(push.get("body", "")),
    )
