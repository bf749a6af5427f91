"""What the Sandbox screen shows, as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Phase(Enum):
    """Where the emulator's life stands."""

    OFF = "off"
    STARTING = "starting"
    RUNNING = "running"
    STOPPING = "stopping"


@dataclass(frozen=True, slots=True)
class SandboxState:
    """The whole screen."""

    phase: Phase = Phase.OFF
