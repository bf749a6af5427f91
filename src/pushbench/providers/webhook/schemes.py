"""How a webhook is signed: five published habits as data, and the one function that signs.

Sources: the Standard Webhooks specification (whose headers, time and id stop replays); Stripe's ``t=,v1=``; GitHub's
``X-Hub-Signature-256``; Novu's push webhook; a bare HMAC in hex or base64, as many services have it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from pushbench.domain.errors import UserError
from pushbench.domain.secret import Secret

STANDARD = "standard"
ALGORITHMS = ("sha256", "sha512", "sha1")
PREFIX = "whsec_"
SHORTEST_BYTES, LONGEST_BYTES = 24, 64
"""What Standard Webhooks recommends for a secret."""
ID_HEADER, TIME_HEADER, SIGNATURE_HEADER = "webhook-id", "webhook-timestamp", "webhook-signature"


class Signed(Enum):
    """What goes under the HMAC, parted by dots."""

    BODY = "body"
    TIME_AND_BODY = "timestamp.body"
    ID_TIME_AND_BODY = "id.timestamp.body"


@dataclass(frozen=True, slots=True)
class Scheme:
    """One way to sign."""

    id: str
    label: str
    header: str
    signed: Signed
    form: str
    """The header's value, with ``{time}`` and ``{mac}``."""
    is_base64: bool = False
    has_fixed_names: bool = False
    """Whether header and hash are the specification's and nobody's to choose."""

    @property
    def stops_replays(self) -> bool:
        return self.signed is not Signed.BODY


SCHEMES: Mapping[str, Scheme] = {
    scheme.id: scheme
    for scheme in (
        Scheme(
            STANDARD,
            "Standard Webhooks: id, time and body",
            SIGNATURE_HEADER,
            Signed.ID_TIME_AND_BODY,
            "v1,{mac}",
            is_base64=True,
            has_fixed_names=True,
        ),
        Scheme("timestamped", "t=…,v1=…: time and body", "x-signature", Signed.TIME_AND_BODY, "t={time},v1={mac}"),
        Scheme("hub", "sha256=…: body", "x-hub-signature-256", Signed.BODY, "{algorithm}={mac}"),
        Scheme("novu", "Novu: body, hex", "x-novu-signature", Signed.BODY, "{mac}"),
        Scheme("hex", "Body, hex", "x-signature", Signed.BODY, "{mac}"),
        Scheme("base64", "Body, base64", "x-signature", Signed.BODY, "{mac}", is_base64=True),
    )
}


@dataclass(frozen=True, slots=True)
class Signing:
    """What one request is signed with."""

    scheme: Scheme
    key: bytes
    header: str
    algorithm: str = ALGORITHMS[0]

    def headers(self, message_id: str, timestamp: int, body: bytes) -> tuple[tuple[str, str], ...]:
        """Return the headers that carry the signature; ``timestamp`` in Unix seconds."""
        mac = hmac.new(self.key, _content(self.scheme.signed, message_id, timestamp, body), self.algorithm).digest()
        text = base64.b64encode(mac).decode() if self.scheme.is_base64 else mac.hex()
        value = self.scheme.form.format(time=timestamp, mac=text, algorithm=self.algorithm)
        return ((self.header, value),)


def _content(signed: Signed, message_id: str, timestamp: int, body: bytes) -> bytes:
    if signed is Signed.BODY:
        return body
    time_and_body = f"{timestamp}.".encode() + body
    return time_and_body if signed is Signed.TIME_AND_BODY else f"{message_id}.".encode() + time_and_body


def key_of(secret: Secret) -> bytes:
    """Return the HMAC's key: what base64 behind ``whsec_`` says, else the text's own bytes.

    Raises UserError for a ``whsec_`` secret that is no base64, and for the keys of the asymmetric scheme.
    """
    text = secret.reveal().strip()
    trouble = secret_trouble(secret)
    if trouble:
        raise UserError("The signing secret cannot be used.", trouble, "Copy it again from the receiver's settings.")
    return _decoded(text) if text.startswith(PREFIX) else text.encode("utf-8", "surrogateescape")


def secret_trouble(secret: Secret) -> str:
    """Return one sentence saying why a text cannot be a signing secret, or an empty text."""
    text = secret.reveal().strip()
    if text.startswith(("whsk_", "whpk_")):
        return "It is a key of the asymmetric scheme (Ed25519); only shared secrets (whsec_) sign here."
    if "-----BEGIN " in text:
        return "It is a key file; a webhook is signed with a secret that both sides share."
    if text.startswith("<"):
        return "It is a web page."
    if text.startswith(("http://", "https://")):
        return "It is an address."
    if text.startswith(PREFIX) and not _is_base64(text):
        return "What stands behind whsec_ is no base64."
    return ""


def _is_base64(text: str) -> bool:
    try:
        return bool(_decoded(text))
    except (binascii.Error, ValueError):
        return False


def _decoded(text: str) -> bytes:
    bare = text.removeprefix(PREFIX).rstrip("=")
    return base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)


def fingerprint(key: bytes) -> str:
    """Return a short digest that two people may compare without giving the secret away."""
    return hashlib.sha256(b"pushbench webhook:" + key).hexdigest()[:12]
