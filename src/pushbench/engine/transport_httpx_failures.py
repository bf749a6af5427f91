"""Says for every exception of httpx what broke, and whether the request can have arrived."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import h2.errors
import h2.events
import h2.exceptions
import httpx

from pushbench.domain.errors import FailureKind, TransportFailure
from pushbench.engine.handshake import read_alert
from pushbench.engine.tls_reasons import read_tls_reason

_LONGEST_REASON = 200
"""Of what a library says: it may quote the peer's bytes."""


@dataclass(slots=True)
class Progress:
    """How far one exchange came, read from httpcore's trace events; times are seconds since its start."""

    has_tcp: bool = False
    has_tls: bool = False
    is_head_sent: bool = False
    is_sent: bool = False
    is_tunnel_open: bool = False
    stream_id: int | None = None
    connect_at: float | None = None
    tls_at: float | None = None
    first_byte_at: float | None = None
    bare_stream: Any = None
    """The TCP stream while it has no TLS yet."""
    has_heard: bool = False
    """Whether the peer said anything in HTTP."""
    opened: bool = False
    """Whether this exchange opened a connection rather than using one."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an exchange was going, for the words of its failure."""

    host: str
    port: int
    is_https: bool
    has_body: bool
    proxy: str | None = None
    """``host:port`` of the proxy, when one is in use."""


def read_failure(error: BaseException, progress: Progress, place: Place) -> TransportFailure:
    """Map an exception that httpx raised while one request was under way."""
    if isinstance(error, (httpx.UnsupportedProtocol, httpx.InvalidURL)):
        return TransportFailure(FailureKind.INVALID, f"the request cannot be written: {error}")
    if isinstance(error, httpx.ProxyError):
        return TransportFailure(FailureKind.PROXY, f"{place.proxy} answered {error}")
    if not progress.is_head_sent:
        return _before_sending(error, place, progress)
    return _while_exchanging(error, progress, place)


def _before_sending(error: BaseException, place: Place, progress: Progress) -> TransportFailure:
    if place.proxy and not progress.has_tcp:
        return TransportFailure(FailureKind.PROXY, f"{place.proxy} cannot be reached: {_os_reason(error)}")
    if place.proxy and not progress.is_tunnel_open:
        return TransportFailure(FailureKind.PROXY, f"{place.proxy} did not open a tunnel: {_os_reason(error)}")
    tls = _tls_error(error)
    if tls is not None:
        return TransportFailure(*_tls_reason(tls))
    if isinstance(error, httpx.LocalProtocolError):
        return TransportFailure(FailureKind.INVALID, f"the request cannot be written: {error}")
    if isinstance(error, (httpx.ConnectTimeout, httpx.PoolTimeout, TimeoutError)):
        stage = "the TLS handshake did not end" if progress.has_tcp else "no connection came about"
        return TransportFailure(FailureKind.CONNECT_TIMEOUT, f"{stage} with {place.host}:{place.port} in time")
    if progress.has_tcp and place.is_https and not progress.has_tls:
        return TransportFailure(FailureKind.TLS, "the server closed the connection during the handshake")
    return TransportFailure(_socket_kind(error), _os_reason(error))


def _while_exchanging(error: BaseException, progress: Progress, place: Place) -> TransportFailure:
    tls = _tls_error(error)
    alert = None if tls is None else read_alert(tls)
    if alert is not None:
        return alert
    event = _event_of(error)
    progress.has_heard = progress.has_heard or event is not None
    if isinstance(event, h2.events.StreamReset):
        return _stream_reset(event)
    if isinstance(event, h2.events.ConnectionTerminated):
        return _goaway(event, progress)
    if place.has_body and not progress.is_sent:
        return TransportFailure(FailureKind.UNPROCESSED, f"the request did not leave in full: {_innermost(error)}")
    if isinstance(error, (httpx.ReadTimeout, httpx.WriteTimeout, TimeoutError)):
        return TransportFailure(FailureKind.TIMEOUT, f"{place.host}:{place.port} took the request and kept silent")
    if isinstance(error, httpx.ProtocolError) and "disconnected" not in str(error):
        return TransportFailure(_protocol_kind(error), _innermost(error))
    if isinstance(error, httpx.DecodingError):
        return TransportFailure(FailureKind.PROTOCOL, f"the answer's compression is broken: {error}")
    return TransportFailure(FailureKind.RESET, _innermost(error))


def _tls_error(error: BaseException) -> ssl.SSLError | None:
    waiting = (ssl.SSLWantReadError, ssl.SSLWantWriteError)
    return next(
        (link for link in _chain(error) if isinstance(link, ssl.SSLError) and not isinstance(link, waiting)), None
    )


def _protocol_kind(error: BaseException) -> FailureKind:
    text = str(error).lower()
    if "too long" in text or "too large" in text or "oversized" in text:
        return FailureKind.TOO_LARGE
    return FailureKind.PROTOCOL


def _stream_reset(event: h2.events.StreamReset) -> TransportFailure:
    code = event.error_code
    word = _h2_word(code)
    if code == h2.errors.ErrorCodes.REFUSED_STREAM:
        return TransportFailure(FailureKind.UNPROCESSED, "the server refused the stream (REFUSED_STREAM)")
    return TransportFailure(FailureKind.RESET, f"the server reset the stream ({word})")


def _goaway(event: h2.events.ConnectionTerminated, progress: Progress) -> TransportFailure:
    text = (event.additional_data or b"").decode("utf-8", "replace").strip()
    why = f"{_h2_word(event.error_code)}{': ' + text if text else ''}"
    last = event.last_stream_id or 0
    if progress.stream_id is not None and progress.stream_id > last:
        return TransportFailure(FailureKind.UNPROCESSED, f"the server closed the connection before this one ({why})")
    return TransportFailure(FailureKind.RESET, f"the server closed the connection while this one was open ({why})")


def _h2_word(code: object) -> str:
    name = getattr(code, "name", None)
    return str(name) if name else f"error {code}"


def _tls_reason(error: ssl.SSLError) -> tuple[FailureKind, str]:
    message = getattr(error, "verify_message", "") or error.reason or str(error)
    return read_tls_reason(str(message))


def _socket_kind(error: BaseException) -> FailureKind:
    if _find(error, socket.gaierror) is not None:
        return FailureKind.NAME
    if _find(error, ConnectionRefusedError) is not None:
        return FailureKind.REFUSED
    if isinstance(error, UnicodeError):  # a label the resolver cannot encode
        return FailureKind.NAME
    return FailureKind.UNREACHABLE


def _os_reason(error: BaseException) -> str:
    if isinstance(error, (httpx.ConnectTimeout, TimeoutError)):
        return "it did not answer in time"
    name = _find(error, socket.gaierror)
    if name is not None:
        return str(name.strerror or name)
    refused = _find(error, ConnectionRefusedError)
    if refused is not None:
        return str(refused.strerror or "connection refused")
    return _innermost(error)


def _innermost(error: BaseException) -> str:
    """Return the most telling text of a chain of exceptions."""
    texts = [str(getattr(link, "strerror", None) or link).strip() for link in _chain(error)]
    return next((text for text in reversed(texts) if text), "")[:_LONGEST_REASON] or type(error).__name__


Found = TypeVar("Found")


def _find(error: BaseException, kind: type[Found]) -> Found | None:
    return next((link for link in _chain(error) if isinstance(link, kind)), None)


def _event_of(error: BaseException) -> object:
    # httpcore raises its RemoteProtocolError with h2's event as the only argument.
    for link in _chain(error):
        for argument in link.args:
            if isinstance(argument, (h2.events.StreamReset, h2.events.ConnectionTerminated)):
                return argument
    return None


def _chain(error: BaseException | None, depth: int = 0) -> Iterator[BaseException]:
    if error is None or depth > 12:
        return
    yield error
    if isinstance(error, BaseExceptionGroup):
        for part in error.exceptions:
            yield from _chain(part, depth + 1)
    yield from _chain(error.__cause__ or error.__context__, depth + 1)
