"""How commands and results cross between Pushbench and the process that sends for it: bytes with a length in front.

Both ends are the same program and the pipe is private to them, so the interpreter's own quick encoding will do.
"""

from __future__ import annotations

import marshal
import struct
from collections.abc import Iterable
from typing import IO, Any

from pushbench.domain.errors import FailureKind, TransportFailure
from pushbench.domain.http import ClientCertificate, HttpRequest, HttpResponse, Link, Timings
from pushbench.domain.secret import Secret
from pushbench.engine.transport_curl_commands import AddRequest, CancelRequest, Command, OpenLane, Results

_LENGTH = struct.Struct("<I")


def write_frame(stream: IO[bytes], value: Any) -> None:
    """Write one value. Raises OSError when the other end is gone."""
    data = marshal.dumps(value)
    stream.write(_LENGTH.pack(len(data)) + data)
    stream.flush()


def read_frame(stream: IO[bytes]) -> Any:
    """Return the next value, or None at the end of the stream."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    data = stream.read(_LENGTH.unpack(head)[0])
    return marshal.loads(data)  # noqa: S302  # written by our own other half


def pack_commands(commands: Iterable[Command]) -> list[tuple[Any, ...]]:
    """Return commands as plain values; requests leave without their link, which their lane knows."""
    return [_pack_command(command) for command in commands]


def _pack_command(command: Command) -> tuple[Any, ...]:
    if isinstance(command, AddRequest):
        request = command.request
        return (
            "add",
            command.lane,
            command.number,
            request.method,
            request.url,
            request.headers,
            request.body,
            request.timeout_seconds,
        )
    if isinstance(command, CancelRequest):
        return ("cancel", command.lane, command.number)
    link, certificate = command.link, command.link.certificate
    return (
        "open",
        command.lane,
        link.ca_file,
        link.http2_only,
        link.identity,
        _plain(command.proxy),
        None if certificate is None else (_plain(certificate.material), _plain(certificate.passphrase)),
    )


def _plain(secret: Secret | None) -> str | None:
    return None if secret is None else secret.reveal()


def _secret(text: str | None) -> Secret | None:
    return None if text is None else Secret(text)


class CommandReader:
    """Makes commands of plain values again; remembers the links of lanes."""

    def __init__(self) -> None:
        self._links: dict[int, Link] = {}

    def read(self, packed: Iterable[tuple[Any, ...]]) -> list[Command]:
        return [self._command(*values) for values in packed]

    def _command(self, kind: str, lane: int, *values: Any) -> Command:
        if kind == "add":
            number, method, url, headers, body, timeout = values
            request = HttpRequest(method, url, headers, body, self._links[lane], timeout_seconds=timeout)
            return AddRequest(lane, number, request)
        if kind == "cancel":
            return CancelRequest(lane, values[0])
        ca_file, http2_only, identity, proxy, certificate = values
        shown = None if certificate is None else ClientCertificate(Secret(certificate[0]), _secret(certificate[1]))
        link = self._links[lane] = Link(ca_file, None, shown, http2_only, identity)
        return OpenLane(lane, link, _secret(proxy))


def pack_results(results: Results) -> list[tuple[Any, ...]]:
    """Return results as plain values."""
    return [
        (number, result.kind.name, result.detail)
        if isinstance(result, TransportFailure)
        else (
            number,
            result.status,
            result.headers,
            result.body,
            result.http_version,
            _pack_timings(result.timings),
            result.is_cut,
        )
        for number, result in results
    ]


def _pack_timings(timings: Timings) -> tuple[Any, ...]:
    return (timings.total_ms, timings.connect_ms, timings.tls_ms, timings.first_byte_ms, timings.is_reused)


def unpack_results(packed: Iterable[tuple[Any, ...]]) -> Results:
    """Make results of plain values again."""
    found: Results = []
    for number, *values in packed:
        if len(values) == 2:
            found.append((number, TransportFailure(FailureKind[values[0]], values[1])))
        else:
            status, headers, body, version, timings, is_cut = values
            found.append((number, HttpResponse(status, headers, body, version, Timings(*timings), is_cut)))
    return found
