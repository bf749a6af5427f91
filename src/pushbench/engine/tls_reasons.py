"""Reads OpenSSL's words into the kind of failure and one clause that people understand."""

from __future__ import annotations

from pushbench.domain.errors import FailureKind

_REASONS: tuple[tuple[tuple[str, ...], FailureKind, str], ...] = (
    (
        ("certificate required", "alert bad certificate", "alert unknown ca", "alert certificate", "unknown_ca"),
        FailureKind.CLIENT_CERTIFICATE,
        "the server refused the client certificate",
    ),
    (
        ("no application protocol", "no_application_protocol"),
        FailureKind.HTTP2_NEEDED,
        "the server does not speak HTTP/2",
    ),
    (
        ("hostname mismatch", "ip address mismatch", "no alternative certificate subject", "is not valid for"),
        FailureKind.TLS,
        "the server's certificate is for another host name",
    ),
    (("certificate has expired",), FailureKind.TLS, "the server's certificate has expired"),
    (("not yet valid",), FailureKind.TLS, "the server's certificate is not valid yet"),
    (("certificate revoked", "certificate is revoked"), FailureKind.TLS, "the server's certificate was revoked"),
    (
        ("self-signed", "self signed", "local issuer", "issuer certificate", "unknown authority", "not trusted"),
        FailureKind.TLS,
        "the server's certificate was issued by an authority that is not trusted here",
    ),
    (
        ("wrong version number", "record layer failure", "packet length too long", "http request", "unknown protocol"),
        FailureKind.TLS,
        "the server does not speak TLS on this port",
    ),
    (
        ("unsupported protocol", "protocol version", "no shared cipher", "handshake failure"),
        FailureKind.TLS,
        "the two sides share no version or method of TLS",
    ),
    (
        ("unexpected eof", "eof occurred", "connection was closed", "ssl_error_syscall"),
        FailureKind.TLS,
        "the server closed the connection during the handshake",
    ),
)


def read_tls_reason(text: str) -> tuple[FailureKind, str]:
    """Return the failure's kind and a clause that keeps OpenSSL's own words in brackets."""
    lowered = text.lower().replace("_", " ")
    for signs, kind, clause in _REASONS:
        if any(sign.replace("_", " ") in lowered for sign in signs):
            return kind, f"{clause} ({text.strip()})"
    return FailureKind.TLS, text.strip() or "the handshake failed"
