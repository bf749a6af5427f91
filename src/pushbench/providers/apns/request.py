"""Builds the requests to APNs: to a device, and to a broadcast channel.

Source: Apple, "Sending notification requests to APNs"; "Sending broadcast push notification requests to APNs".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

from pushbench.domain.errors import UserError
from pushbench.domain.exchange import Exchange, SendContext, Step
from pushbench.domain.finding import Draft
from pushbench.domain.http import Headers, HttpRequest
from pushbench.domain.outcome import StepKind
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.target import Target, TargetKind
from pushbench.providers.apns.push import Push, read_push
from pushbench.providers.apns.push_types import topic_for
from pushbench.providers.apns.response import parse
from pushbench.providers.apns.sign_in import SignIn, after_answer, sign_in
from pushbench.providers.apns.spec import BROADCAST_HOSTS, DEVICE_HOSTS, HEADER_NAMES, MANAGEMENT_ORIGINS
from pushbench.providers.apns.tokens import token_trouble
from pushbench.providers.formats.connection import service_url
from pushbench.providers.formats.json_body import body_bytes

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""A token of RFC 9110, 5.6.2."""
_NOT_SENT_AS_TYPED = frozenset({"authorization", "content-length", "host", "connection", "transfer-encoding"})


def exchange(draft: Draft, target: Target, credentials: Credentials, context: SendContext) -> Exchange:
    """Send one draft to a device token or a channel. Raises :class:`UserError` before the first request."""
    signed = sign_in(credentials, context)
    request = build(draft, target, credentials, signed)
    response = yield Step(StepKind.DELIVER, request)
    return after_answer(parse(response), signed, context)


def build(draft: Draft, target: Target, credentials: Credentials, signed: SignIn) -> HttpRequest:
    """Return the request for one target, signed in. Raises :class:`UserError` for a target APNs has not."""
    push = read_push(draft)
    if target.kind is TargetKind.TOKEN or target.device is not None:
        url, headers = _to_device(push, draft, target, credentials)
    elif target.kind is TargetKind.CHANNEL:
        url, headers = _to_channel(push, target, credentials)
    else:
        raise UserError(
            f"APNs cannot send to {target.kind.value}:{target.value}.",
            "It knows device tokens and broadcast channels only.",
            "Choose a device, token:VALUE or channel:ID.",
        )
    return HttpRequest(
        method="POST",
        url=url,
        headers=(*signed.headers, *headers),
        body=body_bytes(draft.payload),
        link=signed.link,
        masks=signed.masks,
        varies=(*signed.varies, *_times_in(push)),
    )


def _times_in(push: Push) -> tuple[str, ...]:
    has_time = push.headers.get("apns-expiration", "0").strip() != "0" or "timestamp" in push.block.aps
    return ("time",) if has_time else ()


def _to_device(push: Push, draft: Draft, target: Target, credentials: Credentials) -> tuple[str, Headers]:
    token = target.value.strip()
    trouble = token_trouble(token)
    if trouble:
        raise UserError(
            f"The device token of “{target.label[:80]}” is malformed.",
            trouble,
            "Copy the token again: hex digits alone.",
        )
    topic = _topic(push, draft, target, credentials)
    headers = _in_order(push.headers, {"apns-topic": topic} if topic else {})
    return service_url(credentials, f"{device_origin(credentials)}/3/device/{token}"), headers


def _topic(push: Push, draft: Draft, target: Target, credentials: Credentials) -> str:
    """Return the topic: as typed by hand, else the device's own app, else the profile's bundle id."""
    bundle_id = credentials.text("bundle_id")
    default = topic_for(bundle_id, push.push_type)
    written = push.topic.strip()
    is_by_hand = push.header_pointer("apns-topic") in draft.overridden or written not in ("", default)
    if is_by_hand and written:
        return written
    app = (target.device.app or "").strip() if target.device else ""
    return topic_for(app or bundle_id, push.push_type)


def _to_channel(push: Push, target: Target, credentials: Credentials) -> tuple[str, Headers]:
    bundle_id = bundle_of(credentials)
    headers = {name: value for name, value in push.headers.items() if name not in ("apns-topic", "apns-id")}
    if "apns-id" in push.headers:
        headers["apns-request-id"] = push.headers["apns-id"]
    url = f"{broadcast_origin(credentials)}/4/broadcasts/apps/{quote(bundle_id, safe='')}"
    return service_url(credentials, url), _in_order(headers, {"apns-channel-id": target.value.strip()})


def _in_order(headers: Mapping[str, str], own: Mapping[str, str]) -> Headers:
    """Return the headers in the spec's order, others behind; what the transport or sign-in sets is left out."""
    merged = {name: value.strip() for name, value in headers.items() if name not in _NOT_SENT_AS_TYPED}
    merged = {name: value for name, value in {**merged, **own}.items() if name and not name.startswith(":")}
    for name, value in merged.items():
        _refuse_unwritable(name, value)
    known = [name for name in HEADER_NAMES if name in merged]
    return tuple((name, merged[name]) for name in (*known, *(name for name in merged if name not in HEADER_NAMES)))


def _refuse_unwritable(name: str, value: str) -> None:
    if not _HEADER_NAME.fullmatch(name):
        raise UserError(
            f"The header {name[:60]!r} cannot be sent.",
            "Header names are letters, digits and hyphens.",
            "Correct the name, or remove the header.",
        )
    if _CONTROL.search(value):
        raise UserError(
            f"The header {name[:60]!r} cannot be sent.",
            "It holds a line break or a control character, which would begin another header.",
            "Remove the character.",
        )


def bundle_of(credentials: Credentials) -> str:
    """Return the profile's bundle id. Raises :class:`UserError` when it has none."""
    bundle_id = credentials.text("bundle_id")
    if not bundle_id:
        raise UserError(
            f"The profile “{credentials.name}” has no bundle id.",
            "Broadcast channels belong to one app, which the path names.",
            "Fill in the profile's bundle id, without a suffix.",
        )
    return bundle_id


def _is_production(credentials: Credentials) -> bool:
    return credentials.environment is Environment.PRODUCTION


def device_origin(credentials: Credentials) -> str:
    """Return scheme, host and port that devices are pushed to, before any ``base_url``."""
    return _with_port(DEVICE_HOSTS[_is_production(credentials)], credentials)


def broadcast_origin(credentials: Credentials) -> str:
    """Return where broadcasts go. Apple's documents name two hosts; the profile chooses."""
    hosts = BROADCAST_HOSTS if credentials.text("broadcast_host") == "broadcast" else DEVICE_HOSTS
    return f"https://{hosts[_is_production(credentials)]}"


def management_url(credentials: Credentials, path: str) -> str:
    """Return the address of a channel operation: at ``manage_base_url``, else ``base_url``, else Apple's."""
    key = "manage_base_url" if credentials.text("manage_base_url") else "base_url"
    return service_url(credentials, MANAGEMENT_ORIGINS[_is_production(credentials)] + path, key)


def _with_port(host: str, credentials: Credentials) -> str:
    port = credentials.text("port")
    return f"https://{host}" if port in ("", "443") else f"https://{host}:{_port(port)}"


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text[:6]) < 65536):
        raise UserError(
            f"“{text[:20]}” is no port.",
            "Apple listens on 443 and 2197.",
            "Choose 443 or 2197 in the profile.",
        )
    return int(text)
