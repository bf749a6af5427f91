"""What a service of the emulator is given and what it answers; the server does the protocol."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable
from urllib.parse import parse_qsl, unquote

from pushbench.domain.json_value import Json


@dataclass(slots=True)
class Connection:
    """State of one client connection; services keep what they must remember in ``memory``."""

    id: int
    is_http2: bool
    client_certificate: bytes | None = None
    """DER of the certificate the client showed, or None."""
    max_streams: int | None = None
    """What SETTINGS said last; a service raises it by setting ``Answer.raise_streams_to``."""
    memory: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came over the wire; header names in lower case, repeats kept."""

    method: str
    path: str
    """As sent, query included."""
    headers: tuple[tuple[str, str], ...]
    body: bytes
    connection: Connection
    origin: str
    """``https://127.0.0.1:PORT`` of the port that was reached."""
    endpoint: str = "base_url"
    """Key of the :class:`Endpoint` that was reached."""
    dropped_bytes: int = 0
    """Bytes of the body beyond ``Endpoint.body_limit``; read from the wire and thrown away."""

    @property
    def body_size(self) -> int:
        """Bytes of the body as sent, also of one too long to keep."""
        return len(self.body) + self.dropped_bytes

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key == name), None)

    def count(self, name: str) -> int:
        return sum(1 for key, _ in self.headers if key == name)

    @property
    def route(self) -> str:
        """The path without query, percent escapes kept."""
        path = self.path.partition("?")[0].partition("#")[0]
        scheme, marker, rest = path.partition("://")
        if marker and "/" not in scheme:
            # The absolute form that proxies send.
            return "/" + rest.partition("/")[2]
        return path

    @property
    def segments(self) -> tuple[str, ...]:
        """Unescaped path segments."""
        return tuple(unquote(part) for part in self.route.split("/") if part)

    @property
    def query(self) -> Mapping[str, str]:
        return dict(parse_qsl(self.path.partition("?")[2].partition("#")[0], keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    raise_streams_to: int | None = None
    """New SETTINGS_MAX_CONCURRENT_STREAMS to announce on this connection before the answer."""
    goaway: bytes | None = None
    """Close the connection after this answer with a GOAWAY whose debug data this is."""


@dataclass(frozen=True, slots=True)
class Received:
    """One push that reached a virtual device, exactly as the service would hand it on."""

    provider: str
    device: str
    token: str
    at: float
    """Unix seconds."""
    path: str
    headers: tuple[tuple[str, str], ...]
    """Without credentials."""
    wire_body: bytes
    payload: bytes
    """What the app or the browser reads: JSON text, decrypted where the service encrypts."""
    title: str
    """As the device's own reading of the payload has it; empty when nothing shows."""
    body: str
    checks: tuple[str, ...] = ()
    """What the emulator verified, one sentence each."""
    answer_status: int = 200
    via: str = ""
    """The service it was sent through, where that is another than ``provider``; then ``payload`` is the body that
    service handed on (``{"message": ...}`` for FCM) with its ``headers``, and ``wire_body`` what it had got itself."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One port a service wants. The emulator opens a listener for each before it reads ``profile``."""

    key: str = "base_url"
    """Name of its address in the ready object: ``base_url``, ``manage_base_url``, ``token_url`` ..."""
    is_http2_only: bool = False
    asks_for_certificate: bool = False
    """Whether TLS asks for a client certificate (and accepts a connection without one)."""
    body_limit: int = 1024 * 1024
    """How many bytes of a body are kept; the rest is counted in ``Request.dropped_bytes``."""
    first_streams: int = 1000
    """SETTINGS_MAX_CONCURRENT_STREAMS of a new connection without client certificate."""
    max_streams: int = 1000
    """The same for a connection that showed a client certificate."""


@runtime_checkable
class Relay(Protocol):
    """A service without devices of its own: what it takes it hands on to another service's virtual device.

    One virtual phone, many roads: the iPhone belongs to APNs, the Pixel to FCM, the browser to Web Push. A relay
    fills in a :class:`Received` whose ``provider`` is theirs, whose ``payload`` is the body they would be sent and
    whose ``token`` is its own; ``device``, ``via`` and the words that show are put in on the way. Of the faults
    set on the other service those of kind ``reason`` strike here too: its word goes into receipts and reports.
    """

    hand_on: Callable[[Received], str | None]
    """Set by the emulator beside ``deliver``. Returns None when the device got the push, else the other service's own
    word for why it refused (``PayloadTooLarge``), for receipts and reports."""


@runtime_checkable
class Destination(Protocol):
    """A service with a virtual device that relays may reach."""

    def take_in(self, received: Received) -> Received | str:
        """Judge a relayed push as one's own: what the device got, or the reason of a refusal. Total."""
        ...


class Service(Protocol):
    """One emulated service: pure reaction to requests, state inside, no sockets.

    ``make(keys, clock, randomness)`` of its module creates it. Then the emulator sets ``origins`` and
    ``deliver`` (a :class:`Relay`'s ``hand_on`` too), and only then asks for ``profile``, ``devices`` and ``extras``.
    """

    provider: str
    endpoints: tuple[Endpoint, ...]
    """At least one with the key ``base_url``."""
    origins: Mapping[str, str]
    """Endpoint key to ``https://127.0.0.1:PORT``; set by the emulator."""
    deliver: Callable[[Received], None]
    """Hands a push to a virtual device; set by the emulator, never raises."""

    async def handle(self, request: Request) -> Answer:
        """Answer one request. Never raises for anything a client can send."""
        ...

    def token_of(self, request: Request) -> str | None:
        """Name the device token a request addresses, for faults set on one token."""
        ...

    def fault_answer(
        self, request: Request, reason: str | None, status: int | None, retry_after: float | None
    ) -> Answer:
        """Make the real service's answer for a reason set on demand (kind ``reason``)."""
        ...

    def profile(self) -> Mapping[str, str]:
        """Values the emulator accepts, under the profile's field names, secrets included."""
        ...

    def extras(self) -> Mapping[str, Json]:
        """More for the ready object, beside ``profile``: further credentials and tokens; often empty."""
        ...

    def devices(self) -> tuple[VirtualDevice, ...]: ...

    def reset(self) -> None:
        """Forget what was received and learned; keys and devices stay."""
        ...


@dataclass(frozen=True, slots=True)
class VirtualDevice:
    """A device the emulator owns."""

    name: str
    provider: str
    platform: str
    token: str
