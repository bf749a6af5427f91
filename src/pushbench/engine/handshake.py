"""Finds out why a server ends connections before it answers: it may want another client certificate."""

from __future__ import annotations

import asyncio
import ssl
from urllib.parse import urlsplit

from pushbench.domain.errors import FailureKind, TransportFailure
from pushbench.domain.http import HttpRequest
from pushbench.engine.tls_reasons import read_tls_reason

ALERT_SECONDS = 0.5


async def ask_why(request: HttpRequest, context: ssl.SSLContext) -> TransportFailure | None:
    """Shake hands once more, send nothing, and listen for the server's alert or the end.

    With TLS 1.3 a server judges the client certificate after the client believes the handshake done, and its
    alert is lost when the connection ends while a library still writes. None: it is not about a certificate.
    """
    parts = urlsplit(request.url)
    if parts.scheme != "https":
        return None
    try:
        async with asyncio.timeout(ALERT_SECONDS):
            reader, writer = await asyncio.open_connection(parts.hostname, parts.port or 443, ssl=context)
            try:
                first = await reader.read(1)
            finally:
                writer.transport.abort()
    except ssl.SSLError as error:
        return read_alert(error)
    except (OSError, ValueError):
        return None
    if first or request.link.certificate is None:
        return None
    why = "the server ends every connection with this client certificate right after the handshake"
    return TransportFailure(FailureKind.CLIENT_CERTIFICATE, why)


def read_alert(error: ssl.SSLError) -> TransportFailure | None:
    """Return the failure when a TLS error is the peer's refusal of the client certificate."""
    if "ALERT" not in (error.reason or "").upper():
        return None
    kind, detail = read_tls_reason(error.reason)
    return TransportFailure(kind, detail) if kind is FailureKind.CLIENT_CERTIFICATE else None
