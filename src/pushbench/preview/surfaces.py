"""The places a notification appears, as data with their source and date."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pushbench import resources
from pushbench.domain.errors import Trouble, UserError


@dataclass(frozen=True, slots=True)
class Surface:
    """One surface: a device's screen (or a part of a desktop) and the rules its texts are cut by."""

    id: str
    title: str
    """As people say it: ``iPhone 16 lock screen``."""
    device: str
    os: str
    platform: str
    """``ios``, ``android`` or ``web``: whose reading of a payload it shows."""
    family: str
    """Which layout draws it."""
    width: float
    height: float
    """The canvas in logical units."""
    source: str
    """Where the figures come from."""
    measured_with: str
    """The font that stands in for the system's."""
    parameters: Mapping[str, Any]

    def text(self, key: str, default: str = "") -> str:
        value = self.parameters.get(key, default)
        return value if isinstance(value, str) else default

    def number(self, key: str, default: float = 0.0) -> float:
        value = self.parameters.get(key, default)
        return float(value) if isinstance(value, int | float) else default

    def flag(self, key: str) -> bool:
        return self.parameters.get(key) is True


@cache
def _load() -> tuple[Surface, ...]:
    found: list[Surface] = []
    for platform in ("ios", "android", "web"):
        document = json.loads(resources.read_text(f"surfaces/{platform}.json"))
        found.extend(Surface(**entry) for entry in document["surfaces"])
    return tuple(found)


def __getattr__(name: str) -> Any:
    """Load ``SURFACES`` when it is first asked for, so that importing the room reads no file."""
    if name == "SURFACES":
        return _load()
    raise AttributeError(name)


SURFACES: tuple[Surface, ...]


def surface(surface_id: str) -> Surface:
    """Return one surface. Raises UserError naming the known ones."""
    for known in _load():
        if known.id == surface_id:
            return known
    raise UserError(
        f"There is no surface “{surface_id}”.",
        f"Known are {', '.join(known.id for known in _load())}.",
        "Name one of them.",
        trouble=Trouble.USAGE,
    )
