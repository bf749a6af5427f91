"""What the engine needs from outside, as protocols; the shells and tests choose who answers."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Protocol

from pushbench.domain.http import HttpRequest, HttpResponse


class Clock(Protocol):
    """Time, injected so that tests wait for nothing."""

    def now(self) -> float:
        """Unix seconds."""
        ...

    def monotonic(self) -> float:
        """Seconds of a clock that never steps back."""
        ...

    def sleep(self, seconds: float) -> Awaitable[None]: ...


class Randomness(Protocol):
    """Randomness, injected so that bytes can be compared."""

    def bytes(self, count: int) -> bytes: ...

    def uuid(self) -> str:
        """A lower-case UUID, version 4."""
        ...


class Transport(Protocol):
    """The only way out: one request, one answer."""

    async def send(self, request: HttpRequest) -> HttpResponse:
        """Return the answer, whatever its status. Raises ``TransportFailure`` and nothing else."""
        ...

    async def aclose(self) -> None:
        """Finish what is under way and close every connection."""
        ...


class Vault(Protocol):
    """Seals secrets so that only ciphertext rests in the store."""

    @property
    def kind(self) -> str:
        """``keychain``, ``passphrase``, ``memory`` or ``locked``."""
        ...

    @property
    def is_persistent(self) -> bool:
        """Whether what it seals can be opened by a later process."""
        ...

    def seal(self, record: str, plain: bytes) -> bytes:
        """Return ciphertext bound to the record's id. Raises UserError when the vault is locked."""
        ...

    def unseal(self, record: str, sealed: bytes) -> bytes:
        """Return the plain bytes. Raises UserError for another record's, a damaged or a foreign text."""
        ...


class Ruler(Protocol):
    """Measures and breaks text with real fonts; implemented by ``paint``, faked in tests."""

    def width(self, text: str, style: TextStyle) -> float:
        """Width of one line in logical units."""
        ...

    def lines(self, text: str, style: TextStyle, width: float, max_lines: int) -> TextLines:
        """Break ``text`` into at most ``max_lines`` lines, the last one elided with “…” when words are left."""
        ...


class TextStyle(Protocol):
    """How a piece of preview text is set."""

    @property
    def family(self) -> str:
        """``inter``, ``roboto``, ``open-sans``, ``noto-sans``."""
        ...

    @property
    def size(self) -> float:
        """Logical units."""
        ...

    @property
    def weight(self) -> int:
        """100 to 900."""
        ...

    @property
    def tracking(self) -> float:
        """Letter spacing in em."""
        ...

    @property
    def stretch(self) -> float:
        """Width axis in per cent, 100 is normal."""
        ...


class TextLines(Protocol):
    """Broken text."""

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines as drawn, an ellipsis included."""
        ...

    @property
    def kept(self) -> int:
        """How many characters of the source are shown."""
        ...

    @property
    def lost(self) -> str:
        """The words that are cut, or empty."""
        ...
