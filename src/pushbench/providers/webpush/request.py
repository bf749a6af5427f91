"""Draft and subscription to the exact request (RFC 8030, RFC 8291, RFC 8292)."""

from __future__ import annotations

from urllib.parse import urlsplit

from pushbench.domain.errors import UserError
from pushbench.domain.exchange import SendContext
from pushbench.domain.finding import Draft
from pushbench.domain.http import Headers, HttpRequest
from pushbench.domain.profile import Credentials
from pushbench.domain.target import Target, TargetKind
from pushbench.providers.formats.connection import link, service_url
from pushbench.providers.webpush.headers import RESERVED, headers_of
from pushbench.providers.webpush.payload import plain_bytes
from pushbench.providers.webpush.services import WNS, service_of
from pushbench.providers.webpush.subscription import Subscription, is_loopback, read_subscription
from pushbench.providers.webpush.vapid import authorization, origin_of

_FIRST = ("ttl", "urgency", "topic")


def build(draft: Draft, target: Target, credentials: Credentials, context: SendContext) -> HttpRequest:
    """Encrypt and address one push.

    The token's ``aud`` is the origin that is really asked, so it fits the emulator and a proxy as well.
    Raises UserError for a target, key, header or payload that cannot work.
    """
    subscription = _subscription(target)
    url = _url(subscription, credentials)
    plain = plain_bytes(draft.payload)
    headers = _headers(draft, subscription)
    body = b""
    if plain:
        from pushbench.wire.webpush import encrypt

        encrypted = encrypt(
            plain, ua_public=subscription.p256dh, auth=subscription.auth, random_bytes=context.random_bytes
        )
        body = encrypted.body
        headers.setdefault("content-type", "application/octet-stream")
        headers["content-encoding"] = "aes128gcm"
    headers["authorization"] = authorization(origin_of(url), credentials, context)
    return HttpRequest(
        method="POST",
        url=url,
        headers=_in_order(headers),
        body=body,
        link=link(credentials),
        plain=plain,
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


def _url(subscription: Subscription, credentials: Credentials) -> str:
    """Return the endpoint, moved where the base URL points; an endpoint on this computer is local enough by itself."""
    if not credentials.text("base_url") and is_loopback(urlsplit(subscription.endpoint)):
        return subscription.endpoint
    return service_url(credentials, subscription.endpoint)


def _headers(draft: Draft, subscription: Subscription) -> dict[str, str]:
    headers: dict[str, str] = {}
    for header in headers_of(draft):
        if header.name in RESERVED:
            continue  # told by a rule; they follow from keys and body
        if not header.can_leave:
            raise UserError(
                f"The header “{header.written[:60]}” cannot leave.",
                "Its name or value holds characters that HTTP does not allow, such as a line break.",
                "Remove them in the headers of this provider.",
            )
        headers[header.name] = header.value
    if service_of(subscription.endpoint) is WNS and "ttl" in headers:
        # WNS refuses a TTL that contradicts its own cache policy, whose default is not the TTL's.
        headers.setdefault("x-wns-cache-policy", "no-cache" if headers["ttl"].strip() == "0" else "cache")
    return headers


def _in_order(headers: dict[str, str]) -> Headers:
    first = tuple((name, headers[name]) for name in _FIRST if name in headers)
    return (*first, *((name, value) for name, value in headers.items() if name not in _FIRST))
