"""Requests and answers as the text of one HTTP message; the caller redacts beforehand."""

from __future__ import annotations

from urllib.parse import urlsplit

from pushbench.domain.http import Headers, HttpRequest, HttpResponse
from pushbench.wire.body_text import shown


def raw_request(request: HttpRequest) -> str:
    """Return start line, headers and body; a binary body as its length and base64."""
    parts = urlsplit(request.url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    version = "HTTP/2" if request.link.http2_only else "HTTP/1.1"
    host: Headers = () if request.header("host") is not None else (("host", parts.netloc.rpartition("@")[2]),)
    return _message(f"{request.method} {path} {version}", host + request.headers, request.body)


def raw_response(response: HttpResponse) -> str:
    """Return status line, headers and body; a binary body as its length and base64."""
    start = f"{response.http_version or 'HTTP'} {response.status}"
    return _message(start, response.headers, response.body)


def _message(start: str, headers: Headers, body: bytes) -> str:
    lines = [start, *(f"{name}: {value}" for name, value in headers), "", shown(body)]
    return "\n".join(lines)
