"""AWS Signature Version 4 for one request whose headers and body are known.

Source: "Create a signed AWS API request" of the AWS IAM User Guide. Written out here because botocore weighs 30 MB;
it is the tests' oracle.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes, urlsplit

from pushbench.domain.http import Headers
from pushbench.domain.secret import Secret

ALGORITHM = "AWS4-HMAC-SHA256"


@dataclass(frozen=True, slots=True)
class AwsKeys:
    """What a signature is made with; ``session_token`` belongs to temporary keys."""

    access_key_id: str
    secret_access_key: Secret
    session_token: Secret | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """Where and when a signature counts: ``now`` in seconds since 1970."""

    region: str
    service: str
    now: float

    @property
    def timestamp(self) -> str:
        return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(self.now))

    @property
    def text(self) -> str:
        return f"{self.timestamp[:8]}/{self.region}/{self.service}/aws4_request"


def sign(method: str, url: str, headers: Headers, body: bytes, keys: AwsKeys, scope: Scope) -> Headers:
    """Return ``headers`` with ``x-amz-date``, ``x-amz-security-token`` and ``authorization`` added.

    Every given header is signed, and ``host`` as the URL says it; names come in lower case. Values must be ASCII.
    """
    dated = (*headers, ("x-amz-date", scope.timestamp))
    if keys.session_token is not None:
        dated = (*dated, ("x-amz-security-token", keys.session_token.reveal()))
    names, canonical = canonical_request(method, url, dated, body)
    signed = hmac.new(_key(keys, scope), string_to_sign(canonical, scope).encode(), hashlib.sha256).hexdigest()
    credential = f"{keys.access_key_id}/{scope.text}"
    return (
        *dated,
        ("authorization", f"{ALGORITHM} Credential={credential}, SignedHeaders={names}, Signature={signed}"),
    )


def canonical_request(method: str, url: str, headers: Headers, body: bytes) -> tuple[str, str]:
    """Return the signed names joined by ``;`` and the text that stands for the request."""
    parts = urlsplit(url)
    held: dict[str, list[str]] = {}
    for name, value in (("host", _host(url)), *headers):
        held.setdefault(name.lower(), []).append(" ".join(value.split()))
    lines = "".join(f"{name}:{','.join(held[name])}\n" for name in sorted(held))
    names = ";".join(sorted(held))
    digest = hashlib.sha256(body).hexdigest()
    return names, "\n".join((method, _path(parts.path), _query(parts.query), lines, names, digest))


def string_to_sign(canonical: str, scope: Scope) -> str:
    """Return what the key signs, for explaining a ``SignatureDoesNotMatch``."""
    return "\n".join((ALGORITHM, scope.timestamp, scope.text, hashlib.sha256(canonical.encode()).hexdigest()))


def _key(keys: AwsKeys, scope: Scope) -> bytes:
    key = b"AWS4" + keys.secret_access_key.reveal().encode()
    for part in scope.text.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key


def _host(url: str) -> str:
    """Return the host as clients send it: in lower case, with the port unless it is the scheme's own."""
    parts = urlsplit(url)
    name = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    return name if parts.port in (None, usual) else f"{name}:{parts.port}"


def _path(path: str) -> str:
    """Return the path without ``.``, ``..`` and empty steps, encoded once more as every service but S3 wants it.

    A ``.`` at the end leaves no slash: so botocore does it, against RFC 3986, 5.2.4.
    """
    steps: list[str] = []
    for step in path.split("/"):
        if step == "..":
            steps[-1:] = []
        elif step not in ("", "."):
            steps.append(step)
    end = "/" if steps and path.endswith("/") else ""
    return quote(f"/{'/'.join(steps)}{end}", safe="/~")


def _query(query: str) -> str:
    pairs = [item.partition("=") for item in query.split("&") if item]
    encoded = sorted((_encoded(name), _encoded(value)) for name, _, value in pairs)
    return "&".join(f"{name}={value}" for name, value in encoded)


def _encoded(text: str) -> str:
    return quote(unquote_to_bytes(text), safe="~")
