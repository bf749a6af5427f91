"""What a service carries of a message, and what it drops, renames, re-types or cuts on the way."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class LossKind(Enum):
    """What happens to a field of the message."""

    DROPPED = "dropped"
    RENAMED = "renamed"
    """It arrives under a name that only an app's own code knows."""
    RETYPED = "retyped"
    """A number or object arrives as text, a text as a number ..."""
    TRUNCATED = "truncated"
    """It arrives shortened or rounded."""


@dataclass(frozen=True, slots=True)
class FieldLoss:
    """One field of the message that a service does not carry as it is."""

    field: str
    """JSON pointer into the message file: ``/content/subtitle``, ``/actions/0``, ``/data/seats``."""
    kind: LossKind
    what: str
    """One sentence for people that names the field and the service."""
    at: str = ""
    """JSON pointer into ``{"headers", "payload"}`` where it went, or empty where it was dropped."""
