"""What the Devices screen shows, as one value."""

from __future__ import annotations

from dataclasses import dataclass, field

from pushbench.domain.device import Device, Group
from pushbench.store.history import DeliveryRow
from pushbench.ui.devices.recently_deleted import Deletion

ALL = "all"
ATTENTION = "attention"
USED = "used"


@dataclass(frozen=True, slots=True)
class Inspected:
    """One device with what is known about it."""

    device: Device
    groups: tuple[str, ...] = ()
    recent: tuple[DeliveryRow, ...] = ()
    token_note: str = ""
    """What the provider's format check says, or empty when it finds nothing wrong."""


@dataclass(frozen=True, slots=True)
class DevicesState:
    """Everything but the rows, which have a model of their own."""

    filter: str = ALL
    """``all``, ``used``, ``attention``, ``group:NAME``, ``tag:NAME`` or ``provider:ID``."""
    search: str = ""
    shown: int = 0
    """Devices that fit filter and search."""
    total: int = 0
    attention: int = 0
    used: int = 0
    """Devices something was sent to within a week."""
    deleted: tuple[Deletion, ...] = ()
    """What was deleted lately and can come back."""
    groups: tuple[Group, ...] = ()
    tags: tuple[tuple[str, int], ...] = ()
    providers: tuple[tuple[str, int], ...] = ()
    current: str = ""
    selected: tuple[str, ...] = ()
    inspected: Inspected | None = None
    attributes_text: str = ""
    attributes_problem: str = ""
    is_ready: bool = False
    busy: str = ""
    """What is being done, in words, while it takes long."""
    unread: frozenset[str] = field(default_factory=frozenset)
