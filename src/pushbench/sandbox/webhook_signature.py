"""How a receiver verifies what it is sent: the HMAC over the raw bytes, the time, and what came before.

Sources: the Standard Webhooks specification, "Verifying webhook authenticity"; the habits of Stripe, GitHub and Novu
for the other headers. A second reading: nothing is shared with what signs.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections import OrderedDict
from dataclasses import dataclass

from pushbench.sandbox.exchange import Request

TOLERANCE_SECONDS = 300
_MOST_KEPT = 10_000
_TIMED = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]+)")
_PLAIN = ("x-hub-signature-256", "x-novu-signature", "x-signature")
_DIGESTS = ("sha256", "sha512", "sha1")


class Refused(Exception):
    """The request is not taken."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code
        self.words = words


@dataclass(frozen=True, slots=True)
class Verified:
    """What was verified, one sentence each, and the pair that must not be taken twice."""

    words: tuple[str, ...]
    pair: tuple[str, str] | None = None


class Verifier:
    """Knows the secret and what it has taken."""

    def __init__(self, secret: str) -> None:
        self._key = base64.b64decode(secret.removeprefix("whsec_"))
        self._seen: OrderedDict[tuple[str, str], float] = OrderedDict()
        self._ids: OrderedDict[str, None] = OrderedDict()

    def forget(self) -> None:
        self._seen.clear()
        self._ids.clear()

    def check(self, request: Request, now: float, *, is_demanded: bool) -> Verified:
        """Return what was verified. Raises :class:`Refused`."""
        if request.header("webhook-signature") is not None:
            return self._standard(request, now)
        header = next((name for name in _PLAIN if request.header(name) is not None), None)
        if header is not None:
            return self._plain(request, header, now)
        if is_demanded:
            raise Refused("missing_signature", "This webhook takes signed requests only; there is no signature header.")
        return Verified(("not signed, and this address does not ask for it",))

    def keep(self, verified: Verified, now: float) -> None:
        """Remember what was taken; what failed may come again, even within the same second."""
        if verified.pair is not None:
            self._seen[verified.pair] = now + 2 * TOLERANCE_SECONDS

    def has_had(self, message_id: str) -> bool:
        """Remember an id, and say whether it was here before."""
        if message_id in self._ids:
            return True
        self._ids[message_id] = None
        if len(self._ids) > _MOST_KEPT:
            self._ids.popitem(last=False)
        return False

    def _standard(self, request: Request, now: float) -> Verified:
        message_id, stamp = request.header("webhook-id") or "", request.header("webhook-timestamp") or ""
        if not message_id or "." in message_id:
            raise Refused("missing_signature", "webhook-id is missing, or holds a dot.")
        self._fresh(stamp, now)
        content = f"{message_id}.{stamp}.".encode() + request.body
        expected = base64.b64encode(hmac.new(self._key, content, hashlib.sha256).digest()).decode()
        given = (request.header("webhook-signature") or "").split(" ")
        if not any(_same(f"v1,{expected}", each) for each in given):
            raise Refused("invalid_signature", "No v1 signature fits the bytes that came.")
        words = ("webhook-signature fits id, time and body", f"the time is within {TOLERANCE_SECONDS} s")
        return Verified(words, self._new(message_id, stamp, now))

    def _plain(self, request: Request, header: str, now: float) -> Verified:
        given = request.header(header) or ""
        timed = _TIMED.fullmatch(given)
        if timed is not None:
            self._fresh(timed[1], now)
            if not self._fits(f"{timed[1]}.".encode() + request.body, timed[2]):
                raise Refused("invalid_signature", f"{header} does not fit time and body.")
            words = (f"{header} fits time and body", f"the time is within {TOLERANCE_SECONDS} s")
            return Verified(words, self._new(given, timed[1], now))
        if not self._fits(request.body, given.partition("=")[2] if given.startswith("sha") else given):
            raise Refused("invalid_signature", f"{header} does not fit the bytes that came.")
        return Verified((f"{header} fits the body; it says nothing of the time, so a replay cannot be told",))

    def _fits(self, content: bytes, given: str) -> bool:
        macs = [hmac.new(self._key, content, name).digest() for name in _DIGESTS]
        return any(_same(mac.hex(), given) or _same(base64.b64encode(mac).decode(), given) for mac in macs)

    def _fresh(self, stamp: str, now: float) -> None:
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
            raise Refused("missing_signature", "The timestamp is missing, or is no whole number of seconds.")
        if int(stamp) < now - TOLERANCE_SECONDS:
            raise Refused("timestamp_too_old", f"The request was signed {now - int(stamp):.0f} s ago.")
        if int(stamp) > now + TOLERANCE_SECONDS:
            raise Refused("timestamp_too_new", f"The request was signed {int(stamp) - now:.0f} s ahead of this clock.")

    def _new(self, name: str, stamp: str, now: float) -> tuple[str, str]:
        """Refuse what was taken with this very time; older ones are forgotten, because their time betrays them."""
        while self._seen and (len(self._seen) > _MOST_KEPT or next(iter(self._seen.values())) < now):
            self._seen.popitem(last=False)
        if (name, stamp) in self._seen:
            raise Refused("replayed", "This id was sent with this very time before.")
        return name, stamp


def _same(expected: str, given: str) -> bool:
    return hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace"))


def is_secret(text: str) -> bool:
    """Whether a kept text is a secret of the form this receiver makes."""
    try:
        return text.startswith("whsec_") and bool(base64.b64decode(text.removeprefix("whsec_"), validate=True))
    except (binascii.Error, ValueError):
        return False
