"""Says for every error of libcurl what broke, and whether the request can have arrived."""

from __future__ import annotations

import errno
from urllib.parse import urlsplit

import pycurl

from pushbench.domain.errors import FailureKind, TransportFailure
from pushbench.engine.tls_reasons import read_tls_reason
from pushbench.engine.transport_curl_flight import Flight

_TLS = frozenset(
    {
        pycurl.E_SSL_CONNECT_ERROR,
        pycurl.E_PEER_FAILED_VERIFICATION,
        pycurl.E_SSL_CACERT,
        pycurl.E_SSL_CACERT_BADFILE,
        pycurl.E_SSL_CIPHER,
        pycurl.E_SSL_ISSUER_ERROR,
        pycurl.E_SSL_INVALIDCERTSTATUS,
        pycurl.E_USE_SSL_FAILED,
    }
)
_BROKE = frozenset(
    {
        pycurl.E_SEND_ERROR,
        pycurl.E_RECV_ERROR,
        pycurl.E_GOT_NOTHING,
        pycurl.E_PARTIAL_FILE,
        pycurl.E_HTTP2,
        92,  # CURLE_HTTP2_STREAM, which pycurl does not name
        pycurl.E_SEND_FAIL_REWIND,
    }
)
_PROXY = 97  # CURLE_PROXY
_TOO_LARGE = 100  # CURLE_TOO_LARGE: header lines beyond libcurl's bounds


def read_curl_failure(
    code: int, text: str, easy: pycurl.Curl, flight: Flight, *, is_http2: bool, proxy: str | None
) -> TransportFailure:
    """Map the code and words of a transfer that failed. ``proxy`` is ``host:port`` when one is in use."""
    early = _while_connecting(code, text, easy, flight, proxy)
    if early is not None:
        return early
    if code == pycurl.E_SEND_FAIL_REWIND and _is_refused(text, flight, is_http2=is_http2):
        return TransportFailure(FailureKind.UNPROCESSED, "the server refused the stream or closed before it")
    if flight.is_untouched:
        return TransportFailure(FailureKind.UNPROCESSED, f"the request did not leave in full: {text or code}")
    if code == pycurl.E_OPERATION_TIMEDOUT:
        return TransportFailure(FailureKind.TIMEOUT, f"{_place(flight)} took the request and kept silent")
    if code in _BROKE:
        return TransportFailure(FailureKind.RESET, text or "the connection ended before the answer")
    if code == _TOO_LARGE:
        return TransportFailure(FailureKind.TOO_LARGE, text)
    return TransportFailure(FailureKind.PROTOCOL, f"{text} (libcurl {code})".strip())


def _is_refused(text: str, flight: Flight, *, is_http2: bool) -> bool:
    # libcurl tries again by itself in two cases: the server refused the stream, which is safe, and a reused connection
    # died, which is not. Only in the second it had an error to tell before ours about the rewind; over HTTP/1.1
    # there is no first case.
    return is_http2 and flight.was_rewound and text.startswith("seek callback returned error")


def _while_connecting(
    code: int, text: str, easy: pycurl.Curl, flight: Flight, proxy: str | None
) -> TransportFailure | None:
    if code in (pycurl.E_COULDNT_RESOLVE_PROXY, _PROXY) or (proxy and _is_proxy_refusal(code, easy)):
        return TransportFailure(FailureKind.PROXY, f"{proxy}: {text}")
    if code == pycurl.E_COULDNT_RESOLVE_HOST:
        return TransportFailure(FailureKind.NAME, text)
    if code == pycurl.E_COULDNT_CONNECT:
        if proxy:
            return TransportFailure(FailureKind.PROXY, f"{proxy} cannot be reached: {text}")
        refused = easy.getinfo(pycurl.OS_ERRNO) == errno.ECONNREFUSED
        return TransportFailure(FailureKind.REFUSED if refused else FailureKind.UNREACHABLE, text)
    if code == pycurl.E_SSL_CERTPROBLEM:
        return TransportFailure(FailureKind.CLIENT_CERTIFICATE, text)
    if code in (pycurl.E_URL_MALFORMAT, pycurl.E_UNSUPPORTED_PROTOCOL):
        return TransportFailure(FailureKind.INVALID, text)
    if code in _TLS:
        return TransportFailure(*read_tls_reason(text.removeprefix("SSL certificate problem: ")))
    if flight.request.link.http2_only and "expected SETTINGS" in text:
        return TransportFailure(FailureKind.HTTP2_NEEDED, "the server does not answer in HTTP/2")
    if code in _BROKE and "alert" in text.lower():
        kind, detail = read_tls_reason(text)
        if kind is FailureKind.CLIENT_CERTIFICATE:
            return TransportFailure(kind, detail)
    if code == pycurl.E_OPERATION_TIMEDOUT and not _has_connected(easy, flight):
        stage = "the TLS handshake did not end" if easy.getinfo(pycurl.CONNECT_TIME) > 0 else "no connection came about"
        return TransportFailure(FailureKind.CONNECT_TIMEOUT, f"{stage} with {_place(flight)} in time")
    return None


def _is_proxy_refusal(code: int, easy: pycurl.Curl) -> bool:
    return code in _BROKE and easy.getinfo(pycurl.HTTP_CONNECTCODE) >= 300


def _has_connected(easy: pycurl.Curl, flight: Flight) -> bool:
    if not flight.is_untouched:
        return True
    mark = pycurl.APPCONNECT_TIME if flight.request.url.startswith("https") else pycurl.CONNECT_TIME
    return bool(easy.getinfo(mark) > 0)


def _place(flight: Flight) -> str:
    return urlsplit(flight.request.url).netloc
