"""A libcurl multi handle for one link: many requests over few connections, driven step by step."""

from __future__ import annotations

import io
import os
import select
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import pycurl

from pushbench.domain.errors import TransportFailure
from pushbench.domain.http import HttpRequest, Link
from pushbench.domain.secret import Secret
from pushbench.engine.proxies import proxy_place
from pushbench.engine.tls import certificate_text, read_ca_file, system_authorities, uses_native_trust
from pushbench.engine.transport_curl_commands import Result
from pushbench.engine.transport_curl_failures import read_curl_failure
from pushbench.engine.transport_curl_flight import Flight, is_plain_post, load, read_answer

Interests: TypeAlias = tuple[list[int], list[int], list[int], float]

MAX_STREAMS = 1000
HTTP2_CONNECTIONS = 1
"""With more, libcurl opens the next one when the peer's limit of streams is reached, and fills it unasked."""
HTTP1_CONNECTIONS = 16
_WAIT_SECONDS = 0.5


class Lane:
    """Belongs to one thread, which calls everything but the constructor."""

    def __init__(self, link: Link, proxy: Secret | None) -> None:
        """Raises ``TransportFailure`` for a CA file or client certificate that cannot be used."""
        self._link = link
        self._proxy = proxy
        self._proxy_place = None if proxy is None else proxy_place(proxy)
        self._trust_file = _trust_file(link)
        self._certificate = None if link.certificate is None else certificate_text(link.certificate)
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_PIPELINING, pycurl.PIPE_MULTIPLEX)
        self._multi.setopt(pycurl.M_MAX_CONCURRENT_STREAMS, 1)
        self._multi.setopt(pycurl.M_MAX_HOST_CONNECTIONS, HTTP2_CONNECTIONS)
        self._idle: list[pycurl.Curl] = []
        self._flights: dict[pycurl.Curl, Flight] = {}
        self._by_number: dict[int, pycurl.Curl] = {}
        self._is_http2 = True  # until an answer says otherwise; before it no connection is reused over HTTP/1.1
        self._has_answered = False
        self._last_socket = -1
        self._has_new_socket = False
        self._newest_connection = -1
        self._unproven_above: int | None = -1
        """Connections with higher numbers have answered nothing yet; None: none is new."""

    @property
    def in_flight(self) -> int:
        return len(self._flights)

    def add(self, number: int, request: HttpRequest) -> None:
        """Put a request on its way; its result comes out of :meth:`step` under ``number``."""
        easy = self._idle.pop() if self._idle and is_plain_post(request) else self._new_handle()
        flight = Flight(number, request, io.BytesIO(request.body))
        load(easy, flight)
        if not self._flights and is_readable(self._last_socket):
            # The peer closed while nothing was under way; libcurl itself looks only once a second.
            flight.wants_fresh = True
            easy.setopt(pycurl.FRESH_CONNECT, 1)
        self._flights[easy] = flight
        self._by_number[number] = easy
        self._multi.add_handle(easy)

    def cancel(self, number: int) -> None:
        """Take a request back; over HTTP/2 the peer is told by a reset of its stream."""
        easy = self._by_number.pop(number, None)
        if easy is not None:
            del self._flights[easy]
            self._multi.remove_handle(easy)
            easy.close()

    def step(self) -> list[tuple[int, Result]]:
        """Move everything that can move without waiting; return what ended."""
        if not self._flights:
            return []
        self._multi.perform()
        if self._has_new_socket:
            self._start_alone()
        return list(self._harvest())

    def _on_socket(self, descriptor: int, purpose: int) -> int:
        self._has_new_socket = True
        return int(pycurl.SOCKOPT_OK)

    def _start_alone(self) -> None:
        """Let one request go over a new connection until it is answered.

        libcurl fills a connection before the peer's SETTINGS have come, beyond any limit in them; Apple answers that
        with a GOAWAY. This is called while the new connection's handshake is still under way.
        """
        self._has_new_socket = False
        self._unproven_above = self._newest_connection
        self._multi.setopt(pycurl.M_MAX_CONCURRENT_STREAMS, 1)

    def _note_connection(self, connection: int) -> None:
        self._newest_connection = max(self._newest_connection, connection)
        if self._unproven_above is not None and connection > self._unproven_above:
            self._unproven_above = None
            self._multi.setopt(pycurl.M_MAX_CONCURRENT_STREAMS, MAX_STREAMS)

    def interests(self) -> Interests:
        """Return what to wait for: descriptors to read, to write, in trouble, and for how many seconds at most."""
        milliseconds = self._multi.timeout()
        seconds = _WAIT_SECONDS if milliseconds < 0 else min(_WAIT_SECONDS, milliseconds / 1000)
        reading, writing, failing = self._multi.fdset()
        return reading, writing, failing, seconds

    def close(self) -> None:
        """Close every connection; requests that are still under way are dropped."""
        for number in list(self._by_number):
            self.cancel(number)
        for easy in self._idle:
            easy.close()
        self._idle.clear()
        self._multi.close()
        if self._trust_file is not None and self._link.ca_file:
            Path(self._trust_file).unlink(missing_ok=True)

    def _harvest(self) -> Iterator[tuple[int, Result]]:
        while True:
            waiting, succeeded, failed = self._multi.info_read()
            for easy in succeeded:
                flight = self._land(easy)
                self._note_connection(easy.getinfo(pycurl.CONN_ID))
                yield flight.number, self._answer(easy, flight)
                self._reuse(easy, flight)
            for easy, code, text in failed:
                flight = self._land(easy)
                yield flight.number, self._failure(easy, flight, code, text)
                # A handle whose rewind failed fails for ever (https://github.com/curl/curl/issues/18206).
                easy.close()
            if not waiting:
                return

    def _land(self, easy: pycurl.Curl) -> Flight:
        flight = self._flights.pop(easy)
        del self._by_number[flight.number]
        if not self._flights:
            self._last_socket = easy.getinfo(pycurl.ACTIVESOCKET)
        self._multi.remove_handle(easy)
        return flight

    def _answer(self, easy: pycurl.Curl, flight: Flight) -> Result:
        try:
            answer = read_answer(easy, flight)
        except TransportFailure as failure:
            return failure
        if not self._has_answered:
            self._has_answered = True
            self._is_http2 = answer.http_version == "HTTP/2"
            if not self._is_http2:
                self._multi.setopt(pycurl.M_MAX_HOST_CONNECTIONS, HTTP1_CONNECTIONS)
        return answer

    def _failure(self, easy: pycurl.Curl, flight: Flight, code: int, text: str) -> Result:
        if code == pycurl.E_WRITE_ERROR:  # our own end of an answer beyond the limit
            return self._answer(easy, flight)
        return read_curl_failure(code, text, easy, flight, is_http2=self._is_http2, proxy=self._proxy_place)

    def _reuse(self, easy: pycurl.Curl, flight: Flight) -> None:
        if is_plain_post(flight.request) and not flight.wants_fresh:
            self._idle.append(easy)
        else:
            easy.close()

    def _new_handle(self) -> pycurl.Curl:
        easy = pycurl.Curl()
        easy.setopt(pycurl.NOSIGNAL, 1)
        easy.setopt(pycurl.DNS_CACHE_TIMEOUT, 0)
        easy.setopt(pycurl.PIPEWAIT, 1)
        easy.setopt(pycurl.SOCKOPTFUNCTION, self._on_socket)
        easy.setopt(pycurl.FOLLOWLOCATION, 0)
        easy.setopt(pycurl.NOPROXY, "")
        easy.setopt(pycurl.PROXY, "" if self._proxy is None else self._proxy.reveal())
        version = pycurl.CURL_HTTP_VERSION_2TLS
        if self._link.http2_only:
            version = pycurl.CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE
        easy.setopt(pycurl.HTTP_VERSION, version)
        self._trust(easy)
        return easy

    def _trust(self, easy: pycurl.Curl) -> None:
        easy.setopt(pycurl.SSLVERSION, pycurl.SSLVERSION_TLSv1_2)
        if uses_native_trust():
            easy.setopt(pycurl.SSL_OPTIONS, pycurl.SSLOPT_NATIVE_CA)
        if self._trust_file is not None:
            easy.setopt(pycurl.CAINFO, self._trust_file)
        if self._certificate is not None:
            easy.setopt(pycurl.SSLCERTTYPE, "PEM")
            easy.setopt(pycurl.SSLCERT_BLOB, self._certificate.certificate_pem)
            easy.setopt(pycurl.SSLKEYTYPE, "PEM")
            easy.setopt(pycurl.SSLKEY_BLOB, self._certificate.key_pem)
            easy.setopt(pycurl.KEYPASSWD, self._certificate.passphrase)


def _trust_file(link: Link) -> str | None:
    """Return a file with all trusted authorities; with a CA file of the link's own it is a temporary one."""
    system = None if uses_native_trust() else system_authorities()
    if not link.ca_file:
        return None if system is None else str(system)
    own = read_ca_file(link.ca_file)
    handle, path = tempfile.mkstemp(prefix="pushbench-ca-", suffix=".pem")
    with os.fdopen(handle, "wb") as file:
        file.write(own.encode("ascii", "replace") + b"\n")
        if system is not None:
            file.write(system.read_bytes())
    return path


def is_readable(descriptor: int) -> bool:
    """Whether an idle connection has something to read, which is its end or a GOAWAY."""
    return descriptor >= 0 and wait_for([descriptor], [], [], 0)


def wait_for(reading: list[int], writing: list[int], failing: list[int], seconds: float) -> bool:
    """Wait for any of the descriptors and return whether one has something.

    By ``poll`` where there is one, since ``select`` ends at descriptor 1,023.
    """
    if not hasattr(select, "poll"):
        return any(select.select(reading, writing, failing, seconds))
    poll = select.poll()
    masks: dict[int, int] = {}
    for descriptors, mask in ((reading, select.POLLIN), (writing, select.POLLOUT), (failing, select.POLLPRI)):
        for descriptor in descriptors:
            masks[descriptor] = masks.get(descriptor, 0) | mask
    for descriptor, mask in masks.items():
        poll.register(descriptor, mask)
    return bool(poll.poll(max(0, seconds * 1000)))
