"""A request as a cURL command that works when pasted into a shell."""

from __future__ import annotations

import base64
import shlex
from collections.abc import Iterator
from urllib.parse import urlsplit

from pushbench.domain.http import ClientCertificate, HttpRequest
from pushbench.domain.secret import MASK, Secret
from pushbench.wire.body_text import as_text
from pushbench.wire.from_curl import from_curl
from pushbench.wire.pem import has_pem

__all__ = ["from_curl", "to_curl"]

_LONGEST_ARGUMENT_BYTES = 100_000  # Linux takes 128 KiB in one argument
_CURL_SETS = frozenset({"content-length", "transfer-encoding"})
_TAKES_A_BODY = frozenset({"POST", "PUT", "PATCH"})


def to_curl(request: HttpRequest, *, with_secrets: bool) -> str:
    """Return one POSIX shell command that sends these bytes; without secrets they read ``***``.

    A body that a terminal cannot carry (binary, control characters) goes through a base64 pipe. A
    client certificate is named as a file that a first line asks to be saved.
    """
    shown = request if with_secrets else request.redacted()
    options = [*_request_line(shown), *_headers(shown), *_body(shown), *_link(request, with_secrets=with_secrets)]
    command = " \\\n  ".join(["curl", *options])
    return f"{_notes(request)}{_pipe(shown.body)}{command}"


def _request_line(request: HttpRequest) -> Iterator[str]:
    if request.link.http2_only:
        yield "--http2"
    if any(character in request.url for character in "[]{}"):
        yield "--globoff"
    if "/." in urlsplit(request.url).path:
        yield "--path-as-is"
    yield "--head" if request.method == "HEAD" else f"--request {shlex.quote(request.method)}"
    yield f"--url {shlex.quote(request.url)}"


def _headers(request: HttpRequest) -> Iterator[str]:
    for name, value in request.headers:
        if name.lower() in _CURL_SETS:
            continue
        header = f"{name}: {value}" if value else f"{name};"
        yield f"--header {shlex.quote(header)}"
    if _sends_body(request) and request.header("content-type") is None:
        yield "--header content-type:"  # or curl would claim a form
    if request.header("accept-encoding"):
        yield "--compressed"


def _body(request: HttpRequest) -> Iterator[str]:
    if not _sends_body(request):
        return
    text = _typed(request.body)
    yield "--data-binary @-" if text is None else f"--data-raw {shlex.quote(text)}"


def _sends_body(request: HttpRequest) -> bool:
    return bool(request.body) or request.method in _TAKES_A_BODY


def _typed(body: bytes) -> str | None:
    """Return the body as a person could type it, or None: terminals act on control characters."""
    text = as_text(body)
    if text is None or len(body) > _LONGEST_ARGUMENT_BYTES:
        return None
    if any(character != "\n" and not character.isprintable() for character in text):
        return None
    return text


def _pipe(body: bytes) -> str:
    if _typed(body) is not None:
        return ""
    return f"printf %s {base64.b64encode(body).decode('ascii')} | base64 --decode | "


def _link(request: HttpRequest, *, with_secrets: bool) -> Iterator[str]:
    link = request.link
    if link.ca_file:
        yield f"--cacert {shlex.quote(link.ca_file)}"
    if link.certificate:
        file = _certificate_file(link.certificate)
        yield f"--cert-type {'PEM' if file.endswith('.pem') else 'P12'} --cert {file}"
        if link.certificate.passphrase:
            yield f"--pass {shlex.quote(_told(link.certificate.passphrase, with_secrets=with_secrets))}"
    if link.proxy:
        proxy = link.proxy.reveal()
        yield f"--proxy {shlex.quote(proxy if with_secrets else _without_user(proxy))}"


def _told(secret: Secret, *, with_secrets: bool) -> str:
    return secret.reveal() if with_secrets else MASK


def _without_user(proxy: str) -> str:
    scheme, separator, rest = proxy.rpartition("://")
    user, at, host = rest.rpartition("@")
    return f"{scheme}{separator}{MASK if user else ''}{at}{host}"


def _certificate_file(certificate: ClientCertificate) -> str:
    return "client-certificate.pem" if has_pem(certificate.material.reveal()) else "client-certificate.p12"


def _notes(request: HttpRequest) -> str:
    certificate = request.link.certificate
    if certificate is None:
        return ""
    note = f"Save the client certificate of this profile as {_certificate_file(certificate)} first."
    return f": {shlex.quote(note)}\n"  # ":" and not "#", because zsh takes no comments in an interactive shell
