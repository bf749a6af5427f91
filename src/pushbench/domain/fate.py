"""What became later of a delivery that a service accepted."""

from __future__ import annotations

from enum import Enum


class Fate(Enum):
    """What a service says later about a delivery it accepted."""

    WAITING = "waiting"
    """Nothing yet; it may be asked again."""
    HANDED_ON = "handed_on"
    """The next service (Apple, Google, a browser's) took it; still no proof that a device showed it."""
    SHOWN = "shown"
    """A device or an app confirmed it to the service."""
    FAILED = "failed"
    """It will not arrive."""
    UNKNOWN = "unknown"
    """The service knows nothing of it, or no longer."""
    CANCELLED = "cancelled"
    """It was held back, and taken back before it left the service."""

    @property
    def is_final(self) -> bool:
        return self is not Fate.WAITING

    @property
    def title(self) -> str:
        """The words people read."""
        return _TITLES[self]


_TITLES = {
    Fate.WAITING: "No word yet",
    Fate.HANDED_ON: "Handed on",
    Fate.SHOWN: "Shown",
    Fate.FAILED: "Failed later",
    Fate.UNKNOWN: "Unknown to the service",
    Fate.CANCELLED: "Cancelled",
}
