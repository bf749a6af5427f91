"""Draft and subscription to the exact request (RFC 8030, RFC 8291, RFC 8292)."""

from __future__ import annotations

from functools import lru_cache

from pushbench.domain.errors import UserError
from pushbench.domain.exchange import SendContext
from pushbench.domain.finding import Draft
from pushbench.domain.http import Headers, HttpRequest
from pushbench.domain.profile import Credentials
from pushbench.domain.secret import Secret
from pushbench.domain.target import Target, TargetKind
from pushbench.providers.formats.connection import link, service_url
from pushbench.providers.webpush.endpoint import Origin, origin_of
from pushbench.providers.webpush.headers import RESERVED, Header, headers_of
from pushbench.providers.webpush.payload import plain_bytes
from pushbench.providers.webpush.services import WNS
from pushbench.providers.webpush.subscription import Subscription, read_subscription
from pushbench.providers.webpush.vapid import authorization

_FIRST = ("ttl", "urgency", "topic")


def build(draft: Draft, target: Target, credentials: Credentials, context: SendContext) -> HttpRequest:
    """Encrypt and address one push.

    The token's ``aud`` is the origin that is really asked, so it fits the emulator and a proxy as well.
    Raises UserError for a target, key, header or payload that cannot work.
    """
    subscription = _subscription(target)
    origin = origin_of(subscription.endpoint)
    url = _url(subscription, origin, credentials)
    plain = plain_bytes(draft.payload)
    headers = _headers(draft, is_wns=origin.service is WNS, has_payload=bool(plain))
    body = b""
    if plain:
        from pushbench.wire.webpush import encrypt

        ua_public, auth = subscription.p256dh, subscription.auth
        body = encrypt(plain, ua_public=ua_public, auth=auth, random_bytes=context.random_bytes).body
    signed = authorization(origin_of(url).text, credentials, context)
    return HttpRequest(
        method="POST",
        url=url,
        headers=(*headers, ("authorization", signed)),
        body=body,
        link=link(credentials),
        masks=(Secret(signed.removeprefix("vapid t=").partition(",")[0]),),
        plain=plain or None,
        varies=("jwt", "salt", "ephemeral_key") if plain else ("jwt",),
    )


def _subscription(target: Target) -> Subscription:
    is_token = target.kind is TargetKind.TOKEN or (target.kind is TargetKind.DEVICE and target.device is not None)
    if not is_token:
        raise UserError(
            f"Web Push cannot address “{target.label}”.",
            f"A push goes to one browser's subscription; there is no {target.kind.value} in Web Push.",
            "Choose a device of the library, or give token: with a PushSubscription.",
        )
    return read_subscription(target.value)


def _url(subscription: Subscription, origin: Origin, credentials: Credentials) -> str:
    """Return the endpoint, moved where the base URL points; an endpoint on this computer is local enough by itself."""
    if origin.is_loopback and not credentials.text("base_url"):
        return subscription.endpoint
    return service_url(credentials, subscription.endpoint)


def _headers(draft: Draft, *, is_wns: bool, has_payload: bool) -> Headers:
    written = tuple((header.written, header.value) for header in headers_of(draft))
    return _lawful(written, is_wns=is_wns, has_payload=has_payload)


@lru_cache(maxsize=64)
def _lawful(written: Headers, *, is_wns: bool, has_payload: bool) -> Headers:
    """Return the headers as they leave, Authorization excepted: a run of many targets has them once."""
    headers: dict[str, str] = {}
    for header in (Header(name, value) for name, value in written):
        if header.name in RESERVED:
            continue  # told by a rule; they follow from keys and body
        if not header.can_leave:
            raise UserError(
                f"The header “{header.written[:60]}” cannot leave.",
                "Its name or value holds characters that HTTP does not allow, such as a line break.",
                "Remove them in the headers of this provider.",
            )
        headers[header.name] = header.value
    if is_wns and "ttl" in headers:
        # WNS refuses a TTL that contradicts its own cache policy, whose default is not the TTL's.
        headers.setdefault("x-wns-cache-policy", "no-cache" if headers["ttl"].strip() == "0" else "cache")
    if has_payload:
        headers.setdefault("content-type", "application/octet-stream")
        headers["content-encoding"] = "aes128gcm"
    first = tuple((name, headers[name]) for name in _FIRST if name in headers)
    return (*first, *((name, value) for name, value in headers.items() if name not in _FIRST))
