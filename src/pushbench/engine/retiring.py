"""Which devices an answer proves dead."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pushbench.domain.device import Device
from pushbench.domain.outcome import DeliveryEvent, DeliveryRecord, OutcomeKind
from pushbench.domain.profile import Environment
from pushbench.domain.target import TargetKind
from pushbench.engine.parts import Parts

_ADDRESSED_BY_TOKEN = frozenset({TargetKind.DEVICE.value, TargetKind.TOKEN.value, TargetKind.FID.value})


def devices_of(db: Any, record: DeliveryRecord) -> list[Device]:
    """Return the devices that a delivery addressed."""
    if record.target_kind not in _ADDRESSED_BY_TOKEN or record.outcome.kind is OutcomeKind.NOT_SENT:
        return []
    found: list[Device] = db.devices.by_token(record.provider, record.token)
    return found


def is_dead(record: DeliveryRecord, device: Device, emulated: frozenset[str] = frozenset()) -> bool:
    """Whether the answer proves the token dead: not if the device came with it after the moment it names.

    The sandbox knows its own devices only, and says of any real token that it is unknown: through a local profile
    an answer counts for the sandbox's devices, and for tokens that it offers (``emulated``).
    """
    outcome = record.outcome
    if not outcome.is_target_dead or device.is_retired:
        return False
    if record.environment == Environment.LOCAL.value and not _is_emulated(device, emulated):
        return False
    return outcome.dead_since is None or device.created_at <= outcome.dead_since


def _is_emulated(device: Device, emulated: frozenset[str]) -> bool:
    return device.environment == Environment.LOCAL.value or device.token in emulated


def emulated_tokens(parts: Parts) -> frozenset[str]:
    """Return every text of the running emulator's ready object: the tokens it offers are among them."""
    found: set[str] = set()
    waiting: list[object] = [parts.local.current]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            found.add(value)
        elif isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list | tuple):
            waiting.extend(value)
    return frozenset(found)


def retire_dead(db: Any, parts: Parts, record: DeliveryRecord, event: DeliveryEvent) -> None:
    """Retire the devices that a later answer proves dead, unless they came with the token after the send."""
    proof = replace(record, outcome=replace(record.outcome, is_target_dead=True, dead_since=record.at))
    emulated = emulated_tokens(parts)
    for device in devices_of(db, record):
        if is_dead(proof, device, emulated):
            db.devices.retire([device.name], event.reason or "the service no longer knows the token")
