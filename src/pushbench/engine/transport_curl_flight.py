"""One request on its way through libcurl: the handle's options, what comes back, the answer made of it."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from functools import lru_cache

import pycurl

from pushbench.domain.errors import FailureKind, TransportFailure
from pushbench.domain.http import Headers, HttpRequest, HttpResponse, Timings
from pushbench.engine.answers import KEEP_OF_CUT_BYTES, MAX_ANSWER_BYTES, decompress
from pushbench.engine.request_lines import wire_headers

CONNECT_SECONDS = 10.0
_OWN_HEADERS = (b"Expect", b"Accept", b"Content-Type", b"User-Agent")
"""What libcurl would add by itself; each is taken away unless the request has it."""
_SAFE_WITHOUT_BODY = ("GET", "HEAD", "OPTIONS", "DELETE", "PUT")
_VERSIONS = {1: "HTTP/1.0", 2: "HTTP/1.1", 3: "HTTP/2"}


@dataclass(slots=True)
class Flight:
    """What libcurl's callbacks collect for one request."""

    number: int
    request: HttpRequest
    upload: io.BytesIO
    lines: list[bytes] = field(default_factory=list)
    parts: list[bytes] = field(default_factory=list)
    size: int = 0
    wants_fresh: bool = False
    """Whether it goes over a connection of its own."""
    was_rewound: bool = False
    """Whether libcurl wanted to send the body a second time by itself, which is never allowed."""

    @property
    def is_untouched(self) -> bool:
        """Whether not a byte of the body was taken: the request cannot have been complete at any server."""
        return bool(self.request.body) and self.upload.tell() == 0

    def on_body(self, part: bytes) -> int | None:
        self.size += len(part)
        if self.size > MAX_ANSWER_BYTES:
            return 0  # ends the transfer with E_WRITE_ERROR
        self.parts.append(part)
        return None

    def on_rewind(self, offset: int, origin: int) -> int:
        # libcurl sends a request again, silently, when a reused connection died before an answer came, even if the
        # server has acted on it (https://github.com/curl/curl/pull/18417). Refusing to rewind is the only way out.
        self.was_rewound = True
        return int(pycurl.SEEKFUNC_FAIL)


def load(easy: pycurl.Curl, flight: Flight) -> None:
    """Set what differs from request to request on a handle that has its link's options.

    A handle that sent a plain POST keeps its options, so only those of this request are set again.
    """
    request = flight.request
    easy.setopt(pycurl.URL, request.url)
    easy.setopt(pycurl.HTTPHEADER, _header_lines(request))
    if getattr(easy, "timeout_seconds", None) != request.timeout_seconds:
        easy.timeout_seconds = request.timeout_seconds
        easy.setopt(pycurl.TIMEOUT_MS, max(1, round(request.timeout_seconds * 1000)))
        easy.setopt(pycurl.CONNECTTIMEOUT_MS, max(1, round(min(CONNECT_SECONDS, request.timeout_seconds) * 1000)))
        easy.setopt(pycurl.POST, 1)
    if request.body:
        easy.setopt(pycurl.POSTFIELDSIZE, len(request.body))
        easy.setopt(pycurl.READFUNCTION, flight.upload.read)
        easy.setopt(pycurl.SEEKFUNCTION, flight.on_rewind)
        if request.method != "POST":
            easy.setopt(pycurl.CUSTOMREQUEST, request.method)
    else:
        _load_without_body(easy, request.method)
    easy.setopt(pycurl.HEADERFUNCTION, flight.lines.append)
    easy.setopt(pycurl.WRITEFUNCTION, flight.on_body)


def _load_without_body(easy: pycurl.Curl, method: str) -> None:
    if method == "POST":
        easy.setopt(pycurl.POSTFIELDSIZE, 0)
        easy.setopt(pycurl.POSTFIELDS, b"")
    elif method == "HEAD":
        easy.setopt(pycurl.NOBODY, 1)
    else:
        easy.setopt(pycurl.HTTPGET, 1)
        easy.setopt(pycurl.CUSTOMREQUEST, method)
    if method not in _SAFE_WITHOUT_BODY:
        # Without a body there is nothing to rewind; only a connection of its own keeps libcurl from sending twice.
        easy.setopt(pycurl.FRESH_CONNECT, 1)


def is_plain_post(request: HttpRequest) -> bool:
    """Whether a handle that sent this request can be loaded with another one of the kind as it is."""
    return request.method == "POST" and bool(request.body)


def _header_lines(request: HttpRequest) -> list[bytes]:
    headers = wire_headers(request)
    lines = [name + b": " + value if value.strip() else name + b";" for name, value in headers]
    lines.extend(_suppressed(tuple([name for name, _ in headers])))
    return lines


@lru_cache(maxsize=256)
def _suppressed(names: tuple[bytes, ...]) -> tuple[bytes, ...]:
    given = {name.lower() for name in names}
    return tuple(name + b":" for name in _OWN_HEADERS if name.lower() not in given)


def read_answer(easy: pycurl.Curl, flight: Flight) -> HttpResponse:
    """Make the answer of a transfer that ended. Raises ``TransportFailure`` for broken compression."""
    headers = read_headers(flight.lines)
    body, is_cut = b"".join(flight.parts), flight.size > MAX_ANSWER_BYTES
    if is_cut:
        body = body[:KEEP_OF_CUT_BYTES]
    else:
        encoding = next((value for name, value in headers if name == "content-encoding"), "")
        if encoding:
            try:
                body, is_cut = decompress(encoding, body)
            except ValueError as error:
                raise TransportFailure(FailureKind.PROTOCOL, str(error)) from error
    return HttpResponse(
        status=easy.getinfo(pycurl.RESPONSE_CODE),
        headers=headers,
        body=body,
        http_version=_VERSIONS.get(easy.getinfo(pycurl.INFO_HTTP_VERSION), ""),
        timings=_timings(easy),
        is_cut=is_cut,
    )


def read_headers(lines: list[bytes]) -> Headers:
    """Read header lines as libcurl hands them over; those of interim answers (1xx) are left out."""
    found: list[tuple[str, str]] = []
    for line in lines:
        if line.startswith(b"HTTP/"):
            found.clear()
            continue
        name, colon, value = line.partition(b":")
        if colon:
            found.append((name.decode("latin-1").lower(), value.decode("latin-1").strip()))
    return tuple(found)


def _timings(easy: pycurl.Curl) -> Timings:
    is_reused = easy.getinfo(pycurl.NUM_CONNECTS) == 0
    return Timings(
        total_ms=easy.getinfo(pycurl.TOTAL_TIME) * 1000,
        connect_ms=None if is_reused else easy.getinfo(pycurl.CONNECT_TIME) * 1000,
        tls_ms=None if is_reused else easy.getinfo(pycurl.APPCONNECT_TIME) * 1000 or None,
        first_byte_ms=easy.getinfo(pycurl.STARTTRANSFER_TIME) * 1000,
        is_reused=is_reused,
    )
