"""The Authorization header of one push service: signed once, used for hours (RFC 8292)."""

from __future__ import annotations

from pushbench.domain.errors import UserError
from pushbench.domain.exchange import CachedToken, SendContext
from pushbench.domain.profile import Credentials
from pushbench.domain.secret import Secret

LIFETIME_SECONDS = 12 * 3600
"""Services take up to 24 hours; the other half is for clocks that differ."""
REFRESH_SECONDS = 3600
"""A token is renewed in its last hour: never used near its end, and far less often than Apple's once an hour."""
_CLOCK_SLACK_SECONDS = 60


def authorization(origin: str, credentials: Credentials, context: SendContext) -> str:
    """Return ``vapid t=..., k=...`` for one origin, from the cache while it lasts.

    Raises UserError for a private key that is missing or cannot be read.
    """
    secret = credentials.secret("private_key")
    if secret is None:
        raise UserError(
            f"The profile “{credentials.name}” has no VAPID private key.",
            "Every push is signed with it, and push services refuse pushes that are not.",
            "Add the private key whose public half the page subscribed with, or make a new pair.",
        )
    subject = credentials.text("subject")
    key = f"webpush:vapid:{secret.fingerprint()}:{origin}:{subject}"
    now = context.time()
    cached = context.tokens.get(key)
    if cached is not None and _is_fresh(cached, now):
        return cached.token.reveal()
    signed = _sign(origin, subject, secret, now)
    context.tokens.put(key, CachedToken(Secret(signed), minted_at=now, expires_at=int(now) + LIFETIME_SECONDS))
    return signed


def _is_fresh(cached: CachedToken, now: float) -> bool:
    """Tell whether a token may still be used; one from the future was signed before the clock was set back."""
    return cached.minted_at - _CLOCK_SLACK_SECONDS <= now < cached.expires_at - REFRESH_SECONDS


def _sign(origin: str, subject: str, secret: Secret, now: float) -> str:
    from pushbench.wire.keys import vapid_private_key
    from pushbench.wire.webpush import vapid_authorization

    return vapid_authorization(origin, subject, vapid_private_key(secret.reveal()), now, LIFETIME_SECONDS)
