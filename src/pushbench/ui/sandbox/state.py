"""What the Sandbox screen shows, as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from pushbench.domain.errors import UserError
from pushbench.domain.outcome import Outcome
from pushbench.ui.sandbox.answers import ACCEPT, Answer, Standing, address_of
from pushbench.ui.sandbox.pushes import Push

if TYPE_CHECKING:
    from pushbench.preview.layout import Appearance


class Phase(Enum):
    """Where the emulator's life stands."""

    OFF = "off"
    STARTING = "starting"
    RUNNING = "running"
    STOPPING = "stopping"


PLATFORMS = (("ios", "iPhone"), ("android", "Pixel"), ("web", "Browser"))
"""What the device switch offers: a platform and the short name of its virtual device."""


@dataclass(frozen=True, slots=True)
class VirtualPhone:
    """A virtual device as the running emulator names it."""

    name: str
    provider: str
    platform: str
    token: str


@dataclass(frozen=True, slots=True)
class Sample:
    """What became of the sample push."""

    is_sending: bool = False
    device: str = ""
    """Name of the virtual device it went to."""
    retry_seconds: float | None = None
    """While it waits for its next try."""
    outcome: Outcome | None = None
    attempts: int = 1
    reached_ms: float | None = None
    """From the press of the button to the device, where the sandbox saw it arrive."""
    delivery: str = ""
    """Its id in the history."""
    trouble: UserError | None = None
    """What kept it from being sent at all."""


@dataclass(frozen=True, slots=True)
class SandboxState:
    """The whole screen but the rows, which have a model of their own."""

    phase: Phase = Phase.OFF
    address: str = ""
    """Host and port of the running emulator."""
    port_note: str = ""
    """Said when the usual port was taken."""
    trouble: UserError | None = None
    """Why it is not running, or does not answer."""
    phones: tuple[VirtualPhone, ...] = ()
    platform: str = "ios"
    via: str = ""
    """The service whose pushes get the chosen answer; empty or unknown to the device in sight: the device's own."""
    count: int = 0
    current: str = ""
    """Key of the push in sight."""
    follows: bool = True
    """Whether what arrives next comes into sight; a person who chose an older push keeps it."""
    is_dark: bool = False
    """Whether the virtual device shows its dark appearance."""
    push: Push | None = None
    latency_ms: float | None = None
    appearance: Appearance | None = None
    sample: Sample = Sample()
    is_welcome: bool = False
    """Whether the first steps stand beside the devices."""
    is_welcomed: bool = False
    """Whether a first push has arrived before."""
    answers: tuple[Answer, ...] = ()
    """What the device in sight can be told to get."""
    answer: str = ACCEPT
    """The answer that waits for the next push; ``other`` stands for one that is not in the short list."""
    keeps: bool = False
    """Whether an answer stays until it is changed."""
    standing: tuple[Standing, ...] = ()
    """Every fault the emulator holds, for whichever device."""

    @property
    def is_running(self) -> bool:
        return self.phase is Phase.RUNNING

    @property
    def phone(self) -> VirtualPhone | None:
        """The virtual device in sight, by the name that its own service gives it.

        For other services the same device has further names: "Virtual browser (FCM)".
        """
        alike = [phone for phone in self.phones if phone.platform == self.platform]
        return min(alike, key=lambda phone: len(phone.name), default=None)

    @property
    def services(self) -> tuple[str, ...]:
        """The services that reach the device in sight, its own first."""
        own = self.phone
        alike = [phone.provider for phone in self.phones if phone.platform == self.platform]
        return tuple(dict.fromkeys([own.provider, *alike])) if own is not None else ()

    @property
    def answering(self) -> tuple[str, str]:
        """The service that answers, and whose pushes: an address, or empty for every push through that service.

        Only a device's own service is asked for one address: others send to several at once, or to people.
        """
        own = self.phone
        if own is None:
            return "", ""
        return (self.via, "") if self.via in self.services[1:] else (own.provider, address_of(own.token))
