"""Sends a delivery of the history again, from the very draft it kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pushbench.compose.draft import draft_from_document
from pushbench.compose.rules import check
from pushbench.domain.errors import UserError
from pushbench.domain.finding import CheckContext, Draft
from pushbench.domain.message import Content, Message
from pushbench.domain.outcome import DeliveryRecord
from pushbench.domain.profile import Profile
from pushbench.domain.target import Target, TargetKind
from pushbench.engine.composing import worst_first
from pushbench.engine.credentials import ready_credentials
from pushbench.engine.guard import allow_lists, make_guard
from pushbench.engine.parts import Parts
from pushbench.engine.plan import PlannedDelivery, SendOrder, SendPlan
from pushbench.engine.profiles import get_profile


async def plan_again(parts: Parts, delivery_ids: Sequence[str]) -> SendPlan:
    """Return a plan of deliveries: the same payloads and headers to the same targets, with new ids.

    They share the message of the first. Raises UserError when a delivery, its profile or its draft is gone.
    """
    found = [await _again(parts, delivery_id) for delivery_id in delivery_ids]
    deliveries = tuple(delivery for delivery, _, _ in found)
    first, message, profile = found[0]
    order = SendOrder(
        message,
        tuple(delivery.target.label for delivery in deliveries),
        profile=profile.name,
        language=first.language if len(found) == 1 else None,
        variant=first.variant if len(found) == 1 else None,
    )
    guard = make_guard(deliveries, await allow_lists(parts, {item.name: item for _, _, item in found}.values()))
    groups = {id(delivery.findings): delivery.findings for delivery in deliveries}
    findings = worst_first([finding for group in groups.values() for finding in group])
    return SendPlan(parts.randomness.uuid(), order, deliveries, findings, guard)


async def _again(parts: Parts, delivery_id: str) -> tuple[PlannedDelivery, Message, Profile]:
    record, message, target = await parts.store.run(lambda db: _read(db, delivery_id))
    profile = await get_profile(parts, record.profile)
    if not record.draft:
        raise UserError(
            "This delivery cannot be sent again as it was.",
            "The history kept no payload of it.",
            "Open the message and send it anew.",
        )
    draft = draft_from_document(record.provider, dict(record.draft))  # type: ignore[arg-type]  # JSON from the store
    return await _delivery(parts, record, profile, draft, target), message, profile


async def _delivery(
    parts: Parts, record: DeliveryRecord, profile: Profile, draft: Draft, target: Target
) -> PlannedDelivery:
    provider, now = parts.registry.provider(record.provider), parts.clock.now()
    credentials = await ready_credentials(parts, profile)
    checked = check(provider, draft, CheckContext(now=now, credentials=credentials, target=target))
    return PlannedDelivery(
        id=parts.randomness.uuid(),
        target=target,
        provider=record.provider,
        profile=profile.name,
        draft=draft,
        findings=checked,
        language=record.language,
        variant=record.variant,
        title=record.title,
        body=record.body,
        environment=profile.environment.value,
    )


def _read(db: Any, delivery_id: str) -> tuple[DeliveryRecord, Message, Target]:
    record: DeliveryRecord | None = db.history.get(delivery_id)
    if record is None:
        raise UserError(
            f"There is no delivery {delivery_id}.",
            "The history does not hold it; it may have been pruned.",
            "Choose another one.",
        )
    kind = TargetKind(record.target_kind)
    device = db.devices.get(record.target) if kind is TargetKind.DEVICE else None
    if device is not None and device.token != record.token:
        device = None  # the name belongs to another token by now; what was addressed is the token
    if kind is TargetKind.DEVICE and device is None:
        kind = TargetKind.TOKEN
    return record, _message(db, record), Target(kind, record.token, record.target, device)


def _message(db: Any, record: DeliveryRecord) -> Message:
    from pushbench.store.message_file import load_message

    run = db.history.run(record.run_id)
    if run is not None and run.message_text:
        try:
            message: Message = load_message(run.message_text).message
            return message
        except UserError:
            pass  # written by a newer version; the texts of the record are enough to name the run
    return Message(name=record.message_name, content=Content(title=record.title or None, body=record.body or None))
