"""What the pictures show: messages, devices, groups and sends of an invented airline, read from the resources."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pushbench import resources
from pushbench.domain.device import Device, Group
from pushbench.domain.json_value import pretty

APP = "app.skylark.ios"
STAGING, PRODUCTION = "Skylark Staging", "Skylark Production"
_PERSONALITIES = {
    "Firefox": "/wpush/v2/{id}",
    "Chrome": "/wp/{id}",
    "Edge": "/w/?token={id}",
    "Safari": "/apple/{id}",
}
"""First word of a browser's name -> where its push service takes a subscription."""


@dataclass(frozen=True, slots=True)
class Sending:
    """One press of Send in the story."""

    days_before: int
    clock: str
    message: str
    targets: tuple[str, ...]
    profile_set: str
    faults: tuple[Mapping[str, Any], ...] = ()
    is_stopped: bool = False


def _read(name: str) -> Any:
    return json.loads(resources.read_text(f"skylark/{name}.json"))


def write_messages(folder: Path) -> None:
    """Write every message into its folder."""
    for name, messages in _read("messages").items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        for message in messages:
            (folder / name / f"{message['name']}.push.json").write_text(pretty(message) + "\n", encoding="utf-8")


def sendings() -> list[Sending]:
    """Return the sends, oldest first."""
    return [
        Sending(
            item["day"],
            item["time"],
            item["message"],
            tuple(item["to"]),
            item["set"],
            tuple(item["faults"]),
            item.get("stop", False),
        )
        for item in _read("sends")
    ]


def groups() -> list[Group]:
    """Return the groups."""
    return [Group(name, tuple(members)) for name, members in _read("devices")["groups"].items()]


def devices(subscription: Mapping[str, Any], created_at: float) -> list[Device]:
    """Return the devices; ``subscription`` is one that the sandbox's browser has, the others lie beside it."""
    return [_device(item, subscription, created_at) for item in _read("devices")["devices"]]


def _device(item: Mapping[str, Any], subscription: Mapping[str, Any], created_at: float) -> Device:
    return Device(
        name=item["name"],
        provider=item["provider"],
        token=_token(item, subscription),
        platform=item["platform"],
        app=APP if item["provider"] == "apns" else None,
        environment="sandbox",
        tags=tuple(item["tags"]),
        locale=item["locale"],
        time_zone=item["time_zone"] or None,
        attributes=item["attributes"],
        created_at=created_at,
    )


def _token(item: Mapping[str, Any], subscription: Mapping[str, Any]) -> str:
    """Make a token of the provider's form from the device's name, always the same one."""
    name = item["name"]
    if item["provider"] == "apns":
        return hashlib.sha256(name.encode()).hexdigest()
    text = hashlib.shake_256(name.encode()).hexdigest(76)
    if item["provider"] == "fcm":
        return f"d{text[:21]}:APA91b{text[22:]}"
    path = _PERSONALITIES[name.split()[0]].format(id=subscription_id(name))
    scheme, _, rest = subscription["endpoint"].partition("://")
    return json.dumps({**subscription, "endpoint": f"{scheme}://{rest.partition('/')[0]}{path}"}, separators=(",", ":"))


def subscription_id(name: str) -> str:
    """Return the id of a browser's subscription."""
    return hashlib.shake_256(name.encode()).hexdigest(12)


def token_at(device: Device) -> str:
    """Return what the sandbox calls a device's token."""
    return str(json.loads(device.token)["endpoint"]) if device.provider == "webpush" else device.token
