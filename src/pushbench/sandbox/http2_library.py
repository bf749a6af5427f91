"""h2 as the emulator needs it: no enforcement it would do too harshly, no work per stream it would do too often."""

from __future__ import annotations

import struct
from collections.abc import Iterable

from h2.config import H2Configuration
from h2.connection import ConnectionState, H2Connection
from h2.errors import ErrorCodes
from h2.settings import SettingCodes, Settings

from pushbench.sandbox.wire import text_of

_MAX_HEADER_LIST_BYTES = 65536
UNLIMITED = 2**31 - 1
_CONFIG = H2Configuration(
    client_side=False,
    header_encoding=None,
    # The emulator says itself what it makes of a request; h2 would end the connection over a missing host.
    validate_inbound_headers=False,
    normalize_inbound_headers=False,
    validate_outbound_headers=False,
    normalize_outbound_headers=False,
)

Headers = tuple[tuple[str, str], ...]


class _Announced(Settings):
    """Settings whose stream limit h2 does not enforce: it would end the whole connection over one stream too many."""

    @property
    def max_concurrent_streams(self) -> int:
        return UNLIMITED

    @max_concurrent_streams.setter
    def max_concurrent_streams(self, value: int) -> None:
        self[SettingCodes.MAX_CONCURRENT_STREAMS] = value


class Http2Connection(H2Connection):
    """Counts its open streams seldom: h2 walks all of them for every new one, which is slow at a thousand."""

    _SWEEP_EVERY = 256
    _unswept = 0

    @property
    def open_inbound_streams(self) -> int:
        """Forget closed streams now and then; the number itself is not used, as no limit is enforced here."""
        self._unswept += 1
        if self._unswept < self._SWEEP_EVERY:
            return 0
        self._unswept = 0
        return super().open_inbound_streams

    def serve_on(self) -> None:
        """Go on answering after the client's GOAWAY, after which h2 alone would send nothing more."""
        self.state_machine.state = ConnectionState.SERVER_OPEN


def connect(streams: int) -> Http2Connection:
    """Return the server's side of a connection whose first SETTINGS allow so many streams."""
    connection = Http2Connection(_CONFIG)
    connection.local_settings = _Announced(
        client=False,
        initial_values={
            SettingCodes.MAX_CONCURRENT_STREAMS: streams,
            SettingCodes.MAX_HEADER_LIST_SIZE: _MAX_HEADER_LIST_BYTES,
        },
    )
    return connection


def goaway_frame(last_id: int, debug: bytes) -> bytes:
    """Return a GOAWAY without error; sending h2's own would forbid the answers that are still owed."""
    payload = struct.pack(">LL", last_id, ErrorCodes.NO_ERROR) + debug
    return struct.pack(">L", len(payload))[1:] + b"\x07\x00" + bytes(4) + payload


def split_headers(raw: Iterable[tuple[bytes | str, bytes | str]]) -> tuple[dict[str, str], Headers]:
    """Part pseudo headers from the rest; ``:authority`` becomes ``host`` where no ``host`` was sent."""
    pseudo: dict[str, str] = {}
    headers: list[tuple[str, str]] = []
    has_host = False
    for raw_name, raw_value in raw:
        name, value = _text(raw_name), _text(raw_value)
        if name.startswith(":"):
            pseudo[name] = value
            continue
        has_host = has_host or name == "host"
        headers.append((name, value))
    if ":authority" in pseudo and not has_host:
        headers.insert(0, ("host", pseudo[":authority"]))
    return pseudo, tuple(headers)


def _text(raw: bytes | str) -> str:
    return raw if isinstance(raw, str) else text_of(raw)
