"""The interactive transport: httpx with one long-lived client for each origin and link.

The only place where httpx sends anything, and what it sends is what it was given: no default headers,
no redirects, no cookies, no retries, no environment read behind the back.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import ssl
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import h2.exceptions
import httpx

from pushbench.domain.errors import FailureKind, TransportFailure
from pushbench.domain.http import HttpRequest, HttpResponse, Link, Timings
from pushbench.domain.secret import Secret
from pushbench.engine.answers import KEEP_OF_CUT_BYTES, MAX_ANSWER_BYTES
from pushbench.engine.handshake import ask_why
from pushbench.engine.proxies import choose_proxy, proxy_place
from pushbench.engine.request_lines import check_lines, wire_headers
from pushbench.engine.tls import make_context
from pushbench.engine.transport_httpx_failures import Place, Progress, read_failure

CONNECT_SECONDS = 10.0
KEEPALIVE_SECONDS = 240.0
"""Idle connections are kept this long; Apple wants them kept, firewalls forget them after five minutes."""


_TROUBLES = (
    httpx.HTTPError,
    httpx.InvalidURL,
    httpx.StreamError,
    h2.exceptions.H2Error,
    OSError,  # timeouts included
    ValueError,  # host names that no resolver takes
)
"""Everything the libraries raise for what a network can do to them."""


class _NoHttp2(Exception):
    """The peer negotiated something else than HTTP/2."""


@dataclass(slots=True)
class _Line:
    """A client and what is known of its connection."""

    client: httpx.AsyncClient
    context: ssl.SSLContext
    in_flight: int = 0
    is_stale: bool = False
    """Whether the next idle moment is to replace the client."""
    stream: Any = None
    """The network stream of the last answer, to see whether the peer has closed it meanwhile."""
    is_empty: asyncio.Event = field(default_factory=asyncio.Event)


class HttpxTransport:
    """A :class:`~pushbench.domain.ports.Transport` for single exchanges."""

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        self._environ = os.environ if environ is None else environ
        self._lines: dict[tuple[str, Link], _Line] = {}
        self._opening: dict[tuple[str, Link], asyncio.Lock] = {}
        self._is_closed = False

    async def send(self, request: HttpRequest) -> HttpResponse:
        """Return the answer, whatever its status. Raises ``TransportFailure`` and nothing else."""
        if self._is_closed:
            raise TransportFailure(FailureKind.UNREACHABLE, "Pushbench is closing")
        place, proxy = _place_of(request, self._environ)
        progress = Progress(is_tunnel_open=not (proxy and place.is_https))
        async with self._line(request, proxy) as line:
            try:
                return await _exchange(line, request, progress, place)
            except TransportFailure as failure:
                if failure.kind in (FailureKind.TLS, FailureKind.CLIENT_CERTIFICATE):
                    line.is_stale = True  # the next one reads CA file and certificate again
                if _may_be_refused(failure, progress, place):
                    raise await ask_why(request, line.context) or failure from failure
                raise

    async def aclose(self) -> None:
        """Finish what is under way and close every connection."""
        self._is_closed = True
        lines, self._lines = list(self._lines.values()), {}
        for line in lines:
            await self._retire(line)

    @contextlib.asynccontextmanager
    async def _line(self, request: HttpRequest, proxy: Secret | None) -> AsyncIterator[_Line]:
        key = (request.origin, request.link)
        async with self._opening.setdefault(key, asyncio.Lock()):
            line = self._lines.get(key)
            if line is not None and not line.in_flight and (line.is_stale or _has_peer_closed(line)):
                del self._lines[key]
                await line.client.aclose()
                line = None
            if line is None:
                line = self._lines[key] = await asyncio.to_thread(_make_line, request.link, proxy)
        line.in_flight += 1
        try:
            yield line
        finally:
            line.in_flight -= 1
            if not line.in_flight:
                line.is_empty.set()

    async def _retire(self, line: _Line) -> None:
        while line.in_flight:
            line.is_empty.clear()
            await line.is_empty.wait()
        await line.client.aclose()


def _has_peer_closed(line: _Line) -> bool:
    # Anything to read on an idle connection is a GOAWAY or its end; httpcore looks only when it reads next,
    # and by then a request has left that nobody can say the fate of.
    if line.stream is None:
        return False
    return bool(line.stream.get_extra_info("is_readable"))


def _make_line(link: Link, proxy: Secret | None) -> _Line:
    """Read certificates and make a client; the first one loads what httpx puts off, which takes up to 100 ms."""
    context = make_context(link)
    return _Line(_make_client(link, proxy, context), context)


def _make_client(link: Link, proxy: Secret | None, context: ssl.SSLContext) -> httpx.AsyncClient:
    try:
        transport = httpx.AsyncHTTPTransport(
            verify=context,
            http1=not link.http2_only,
            http2=True,
            trust_env=False,
            limits=httpx.Limits(max_connections=None, keepalive_expiry=KEEPALIVE_SECONDS),
            proxy=None if proxy is None else httpx.Proxy(proxy.reveal()),
        )
    except ImportError as error:
        raise TransportFailure(FailureKind.PROXY, "SOCKS proxies are not spoken to; an HTTP proxy is needed") from error
    except (ValueError, httpx.InvalidURL) as error:  # whose own words may quote a password
        why = "the proxy setting is no address such as http://proxy.example:3128"
        raise TransportFailure(FailureKind.PROXY, why) from error
    return httpx.AsyncClient(transport=transport, trust_env=False, follow_redirects=False)


def _may_be_refused(failure: TransportFailure, progress: Progress, place: Place) -> bool:
    """Whether a broken connection may be the server's way of refusing the client certificate, or of asking for one.

    Its alert is lost when the connection ends while httpcore still writes.
    """
    broke = failure.kind in (FailureKind.RESET, FailureKind.UNPROCESSED)
    return broke and progress.opened and not progress.has_heard and place.is_https and not place.proxy


async def _exchange(line: _Line, request: HttpRequest, progress: Progress, place: Place) -> HttpResponse:
    started = time.perf_counter()
    outgoing = _outgoing(request, _Watch(progress, request.link.http2_only, started))
    response: httpx.Response | None = None
    try:
        async with asyncio.timeout(request.timeout_seconds):
            response = await line.client.send(outgoing, stream=True, auth=None)
            line.stream = response.extensions.get("network_stream")
            body, is_cut = await _read(response)
    except _NoHttp2 as error:
        raise TransportFailure(FailureKind.HTTP2_NEEDED, str(error)) from error
    except _TROUBLES as error:
        raise read_failure(error, progress, place) from error
    finally:
        if response is not None:
            await response.aclose()
        elif progress.bare_stream is not None and place.is_https:
            # httpcore forgets the socket when a handshake is cancelled.
            await progress.bare_stream.aclose()
    return HttpResponse(
        status=response.status_code,
        headers=tuple((key.lower(), value) for key, value in _headers(response)),
        body=body,
        http_version=response.http_version,
        timings=_timings(progress, time.perf_counter() - started),
        is_cut=is_cut,
    )


def _outgoing(request: HttpRequest, watch: _Watch) -> httpx.Request:
    timeout = httpx.Timeout(
        request.timeout_seconds, connect=min(CONNECT_SECONDS, request.timeout_seconds), pool=None
    ).as_dict()
    try:
        return httpx.Request(
            request.method,
            request.url,
            headers=wire_headers(request),
            content=request.body or None,
            extensions={"trace": watch, "timeout": timeout},
        )
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise TransportFailure(FailureKind.INVALID, f"the request cannot be written: {error}") from error


async def _read(response: httpx.Response) -> tuple[bytes, bool]:
    parts: list[bytes] = []
    size = 0
    async for part in response.aiter_bytes():
        parts.append(part)
        size += len(part)
        if size > MAX_ANSWER_BYTES:
            return b"".join(parts)[:KEEP_OF_CUT_BYTES], True
    return b"".join(parts), False


def _headers(response: httpx.Response) -> list[tuple[str, str]]:
    return [(key.decode("latin-1"), value.decode("latin-1")) for key, value in response.headers.raw]


def _timings(progress: Progress, seconds: float) -> Timings:
    return Timings(
        total_ms=seconds * 1000,
        connect_ms=_ms(progress.connect_at),
        tls_ms=_ms(progress.tls_at),
        first_byte_ms=_ms(progress.first_byte_at),
        is_reused=not progress.opened,
    )


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else seconds * 1000


def _place_of(request: HttpRequest, environ: Mapping[str, str]) -> tuple[Place, Secret | None]:
    check_lines(request)
    parts = urlsplit(request.url)
    is_https = parts.scheme == "https"
    if request.link.http2_only and not is_https:
        raise TransportFailure(FailureKind.HTTP2_NEEDED, "HTTP/2 is spoken over TLS only, and the address is http://")
    proxy = choose_proxy(request, environ)
    place = Place(
        host=parts.hostname or "",
        port=parts.port or (443 if is_https else 80),
        is_https=is_https,
        has_body=bool(request.body),
        proxy=None if proxy is None else proxy_place(proxy),
    )
    return place, proxy


@dataclass(slots=True)
class _Watch:
    """Listens to httpcore's trace events: the stages of an exchange, their times, the negotiated protocol."""

    progress: Progress
    needs_http2: bool
    started: float

    async def __call__(self, name: str, info: dict[str, Any]) -> None:
        progress, (_, _, stage) = self.progress, name.partition(".")
        if name == "proxy.start_tls.started":
            progress.is_tunnel_open = True
        handler = _STAGES.get(stage)
        # Until a tunnel is open, everything but its TCP connection concerns the proxy and not the request.
        if handler is None or not (progress.is_tunnel_open or stage.startswith("connect_tcp")):
            return
        handler(progress, time.perf_counter() - self.started, info)
        if stage == "start_tls.complete" and self.needs_http2:
            await _insist_on_http2(info["return_value"])


async def _insist_on_http2(stream: Any) -> None:
    chosen = stream.get_extra_info("ssl_object").selected_alpn_protocol()
    if chosen != "h2":
        await stream.aclose()
        spoken = "HTTP/1.1" if chosen == "http/1.1" else "nothing"
        raise _NoHttp2(f"the server chose {spoken} where HTTP/2 was offered")


def _on_tcp_started(progress: Progress, at: float, info: dict[str, Any]) -> None:
    progress.opened = True


def _on_tcp(progress: Progress, at: float, info: dict[str, Any]) -> None:
    progress.bare_stream = info["return_value"]
    progress.has_tcp = True
    progress.connect_at = at


def _on_tls(progress: Progress, at: float, info: dict[str, Any]) -> None:
    progress.bare_stream = None
    progress.has_tls = True
    progress.tls_at = at


def _on_head(progress: Progress, at: float, info: dict[str, Any]) -> None:
    progress.is_head_sent = True
    progress.stream_id = info.get("stream_id")


def _on_sent(progress: Progress, at: float, info: dict[str, Any]) -> None:
    progress.is_sent = True


def _on_first_byte(progress: Progress, at: float, info: dict[str, Any]) -> None:
    progress.has_heard = True
    progress.first_byte_at = at


_STAGES = {
    "connect_tcp.started": _on_tcp_started,
    "connect_tcp.complete": _on_tcp,
    "start_tls.complete": _on_tls,
    "send_request_headers.started": _on_head,
    "send_request_body.complete": _on_sent,
    "receive_response_headers.complete": _on_first_byte,
}
