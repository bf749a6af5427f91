"""One HTTP request and its answer as values: the exact bytes, and how to reach the peer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from pushbench.domain.secret import MASK, Secret

Headers = tuple[tuple[str, str], ...]

_SCHEMES = frozenset(
    {"apikey", "aws4-hmac-sha256", "basic", "bearer", "digest", "key", "negotiate", "token", "vapid", "webpush"}
)
"""First words of a sign-in header that say how somebody signs in; any other first word may be a secret's own."""


@dataclass(frozen=True, slots=True)
class ClientCertificate:
    """A client certificate for mutual TLS: a .p12 as base64 text, or PEM text with its key."""

    material: Secret
    passphrase: Secret | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """How to reach a peer, beside the URL; part of what a connection is reused by."""

    ca_file: str | None = None
    """Path of a PEM file trusted in addition to the system's authorities."""
    proxy: Secret | None = None
    certificate: ClientCertificate | None = None
    http2_only: bool = False
    identity: str = ""
    """Requests with different identities never share a connection (APNs: one team and key each)."""


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request exactly as it leaves; header names in lower case, in sending order."""

    method: str
    url: str
    headers: Headers = ()
    body: bytes = b""
    link: Link = Link()
    masked_headers: frozenset[str] = frozenset({"authorization", "proxy-authorization"})
    masks: tuple[Secret, ...] = ()
    """Secrets that may stand in URL, headers, body or the answer; hidden wherever the request is shown."""
    masked_response_keys: frozenset[str] = frozenset()
    """JSON keys of the answer whose values are secrets (``access_token``)."""
    plain: bytes | None = None
    """The clear text when the body is encrypted."""
    varies: tuple[str, ...] = ()
    """What changes from send to send: ``jwt``, ``salt``, ``ephemeral_key``, ``id``, ``time`` ..."""
    timeout_seconds: float = 30.0

    @property
    def origin(self) -> str:
        """``scheme://host[:port]`` of the URL."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    def header(self, name: str) -> str | None:
        """Return the first header of that name, or None."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    def redacted(self) -> HttpRequest:
        """Return the request as it may be shown, logged and kept: secrets replaced by ``***``."""
        return replace(
            self,
            url=mask_all(self.url, self.masks),
            headers=tuple((key, self._masked_value(key, value)) for key, value in self.headers),
            body=mask_all(self.body.decode("latin-1"), _latin(self.masks)).encode("latin-1"),
            plain=None
            if self.plain is None
            else mask_all(self.plain.decode("latin-1"), _latin(self.masks)).encode("latin-1"),
            link=Link(ca_file=self.link.ca_file, http2_only=self.link.http2_only),
            masks=(),
        )

    def _masked_value(self, key: str, value: str) -> str:
        if key.lower() not in self.masked_headers:
            return mask_all(value, self.masks)
        scheme, space, _ = value.partition(" ")
        return f"{scheme} {MASK}" if space and scheme.lower() in _SCHEMES else MASK


def mask_all(text: str, masks: Iterable[Secret]) -> str:
    """Return ``text`` with every secret of ``masks`` replaced by ``***``."""
    for secret in masks:
        text = secret.mask_in(text)
    return text


def _latin(masks: tuple[Secret, ...]) -> tuple[Secret, ...]:
    return tuple(Secret(secret.reveal_bytes().decode("latin-1")) for secret in masks)


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds from the start of the attempt; None where the transport cannot tell."""

    total_ms: float = 0.0
    connect_ms: float | None = None
    tls_ms: float | None = None
    first_byte_ms: float | None = None
    is_reused: bool | None = None
    """Whether an open connection was used."""


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """An answer exactly as it came; header names in lower case."""

    status: int
    headers: Headers = ()
    body: bytes = b""
    http_version: str = ""
    """``HTTP/2`` or ``HTTP/1.1``."""
    timings: Timings = Timings()
    is_cut: bool = False
    """The answer was far larger than any service sends; ``body`` holds only its beginning."""

    def header(self, name: str) -> str | None:
        """Return the first header of that name, or None."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)
