"""Signing in to APNs: a token signed with the .p8 key, or a client certificate.

Source: Apple, "Establishing a token-based connection to APNs": renew not more often than every 20 minutes and
at least every 60. So the token is kept in the cache, over restarts too, and used for 50 minutes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pushbench.domain.errors import UserError
from pushbench.domain.exchange import CachedToken, SendContext
from pushbench.domain.http import ClientCertificate, Headers, Link
from pushbench.domain.outcome import Explain, Outcome, Retry
from pushbench.domain.profile import Credentials
from pushbench.domain.secret import Secret
from pushbench.providers.formats.connection import link

RENEW_AFTER_SECONDS = 50 * 60
LEAST_AGE_SECONDS = 20 * 60
LIFETIME_SECONDS = 60 * 60
_CLOCK_STEP_SECONDS = 5 * 60
"""A cached token may seem this far ahead, after the clock was set back a little."""

EXPIRED = "ExpiredProviderToken"


@dataclass(frozen=True, slots=True)
class SignIn:
    """What a request needs to be signed in."""

    headers: Headers
    link: Link
    masks: tuple[Secret, ...] = ()
    varies: tuple[str, ...] = ()
    cache_key: str = ""
    """Of the provider token; empty with a certificate."""
    minted_at: float = 0.0


def uses_key(credentials: Credentials) -> bool:
    """Whether the profile signs in with a token key; it goes before a certificate when both are there."""
    return credentials.secret("key") is not None or credentials.secret("certificate") is None


def sign_in(credentials: Credentials, context: SendContext) -> SignIn:
    """Return how requests of this profile are signed in. Raises :class:`UserError` for what is missing or broken."""
    return _with_key(credentials, context) if uses_key(credentials) else _with_certificate(credentials)


def _with_certificate(credentials: Credentials) -> SignIn:
    from pushbench.wire.certificate import load_client_certificate

    material = credentials.secret("certificate") or Secret("")
    passphrase = credentials.secret("passphrase")
    load_client_certificate(material, passphrase)  # one that cannot be used stops the push before anything leaves
    return SignIn(
        headers=(),
        link=link(
            credentials,
            http2_only=True,
            certificate=ClientCertificate(material, passphrase),
            identity=f"apns:certificate:{material.fingerprint()}",
        ),
        masks=(passphrase,) if passphrase else (),
    )


def _with_key(credentials: Credentials, context: SendContext) -> SignIn:
    key = credentials.secret("key")
    if key is None:
        raise UserError(
            f"The profile “{credentials.name}” has no key and no certificate.",
            "Apple takes a push only from a sender that signs in.",
            "Add the .p8 key with its Key ID and Team ID, or a .p12 certificate.",
        )
    key_id, team_id = _id_of(credentials, "key_id", "Key ID"), _id_of(credentials, "team_id", "Team ID")
    cache_key = f"apns:{team_id}:{key_id}:{key.fingerprint()}"
    cached = _token(cache_key, key, key_id, team_id, context)
    return SignIn(
        headers=(("authorization", f"bearer {cached.token.reveal()}"),),
        link=link(credentials, http2_only=True, identity=cache_key),
        masks=(cached.token,),
        varies=("jwt",),
        cache_key=cache_key,
        minted_at=cached.minted_at,
    )


def _id_of(credentials: Credentials, key: str, label: str) -> str:
    value = credentials.text(key)
    if not value:
        raise UserError(
            f"The profile “{credentials.name}” has no {label}.",
            f"The sign-in token names it; without it Apple answers 403 InvalidProviderToken ({key} is empty).",
            f"Fill in the {label}: ten letters and digits.",
        )
    return value


def _token(cache_key: str, key: Secret, key_id: str, team_id: str, context: SendContext) -> CachedToken:
    now = context.time()
    cached = context.tokens.get(cache_key)
    if cached is not None and -_CLOCK_STEP_SECONDS <= now - cached.minted_at < RENEW_AFTER_SECONDS:
        return cached
    minted = CachedToken(Secret(mint(key, key_id, team_id, now)), float(int(now)), float(int(now)) + LIFETIME_SECONDS)
    context.tokens.put(cache_key, minted)
    return minted


def mint(key: Secret, key_id: str, team_id: str, now: float) -> str:
    """Sign a provider token: ES256, raw signature, ``iss`` and whole-second ``iat``.

    Raises :class:`UserError` for a key that is none.
    """
    from pushbench.wire.jwt import sign_es256
    from pushbench.wire.keys import load_ec_private_key

    private = load_ec_private_key(key.reveal())
    return sign_es256({"iss": team_id, "iat": int(now)}, {"alg": "ES256", "kid": key_id}, private)


def after_answer(outcome: Outcome, signed: SignIn, context: SendContext) -> Outcome:
    """Drop a token that Apple calls expired, unless it is too young to be replaced.

    A token of less than 20 minutes that counts as expired was stamped by a slow clock; another one signed
    now would be refused the same way, and Apple would count it as a hasty renewal.
    """
    if outcome.reason != EXPIRED or not signed.cache_key:
        return outcome
    if context.time() - signed.minted_at >= LEAST_AGE_SECONDS:
        cached = context.tokens.get(signed.cache_key)
        # Of many deliveries in flight the first to hear this renews the token; the others must not drop the new one.
        if cached is not None and cached.minted_at <= signed.minted_at:
            context.tokens.drop(signed.cache_key)
        return outcome
    return replace(
        outcome,
        retry=Retry.NEVER,
        explain=Explain(
            "Apple calls a fresh sign-in token expired.",
            "It was signed less than 20 minutes ago by this computer's clock, so the clock is slow by an hour or more.",
            "Set this computer's clock, then send again.",
        ),
    )
