"""The emulated push services of the browsers: one virtual browser behind five personalities.

The virtual browser's subscription id answers under five paths, one per service, so that each
service's words and habits can be tried with one device:

=================================  ============================================
``/wpush/v2/ID`` (and ``v1``)      Mozilla autopush: JSON errors with an errno
``/fcm/send/ID`` and ``/wp/ID``    Google: one line of text
``/apple/ID``                      Apple: JSON with a reason
``/w/?token=ID``                   Microsoft WNS: errors in headers
``/push/ID``                       nothing beyond RFC 8030
=================================  ============================================

``ID-gone`` is a subscription that ended (410); every other id is unknown (404). As in the real world a
service cannot see whether a body will decrypt: such a push is accepted, and the received view says that
the browser dropped it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from pushbench.domain.json_value import Json
from pushbench.domain.ports import Clock, Randomness
from pushbench.sandbox.exchange import Answer, Endpoint, Received, Request, VirtualDevice
from pushbench.sandbox.webpush_checks import (
    Address,
    Refusal,
    address_of,
    check_encoding,
    check_topic_and_urgency,
    check_ttl,
    is_malformed,
    is_subject_refused,
)
from pushbench.sandbox.webpush_crypto import (
    BrowserKeys,
    Undecryptable,
    decode_base64,
    decrypt_aes128gcm,
    decrypt_aesgcm,
    encode_base64,
    read_vapid,
    verify_vapid,
)
from pushbench.sandbox.webpush_faults import answer_for_reason
from pushbench.sandbox.webpush_personalities import PERSONALITIES, lets_pass

DEVICE_NAME = "Virtual browser"
BODY_LIMIT = 4096
PLAIN_LIMIT = BODY_LIMIT - 103
"""What encrypting (aes128gcm) leaves of it: header, delimiter and tag take 103 bytes."""
MAX_TTL_SECONDS = {"mozilla": 2_592_000, "fcm": 2_419_200, "apple": 2_592_000, "wns": 2_592_000, "rfc": 2_147_483_648}
SUBJECT = "mailto:push@pushbench.example"


class WebPushService:
    """Verifies VAPID, opens the body with the virtual browser's keys, and answers as one of five services."""

    provider = "webpush"
    endpoints: tuple[Endpoint, ...] = (Endpoint(),)

    def __init__(self, keys: dict[str, str], clock: Clock, randomness: Randomness) -> None:
        self._clock = clock
        self._randomness = randomness
        self._vapid_private = _stored_key(keys, "webpush.vapid_private_key", randomness)
        self._browser = BrowserKeys(
            private=_private_key(_stored_key(keys, "webpush.browser_private_key", randomness)),
            auth=decode_base64(keys.setdefault("webpush.browser_auth", encode_base64(randomness.bytes(16)))),
        )
        self._id = keys.setdefault("webpush.subscription", encode_base64(randomness.bytes(24)))
        self.more_ids: set[str] = set()
        """Further subscriptions of the same browser."""
        self.origins: Mapping[str, str] = {}
        self.deliver: Callable[[Received], None] = lambda received: None

    @property
    def vapid_public_key(self) -> str:
        """The application server key that the virtual browser subscribed with."""
        return encode_base64(BrowserKeys(_private_key(self._vapid_private), b"").public)

    def profile(self) -> Mapping[str, str]:
        return {"private_key": self._vapid_private, "public_key": self.vapid_public_key, "subject": SUBJECT}

    def extras(self) -> Mapping[str, Json]:
        """Subscriptions of the same browser at the other services, and one that ended."""
        paths = {
            "fcm": f"/fcm/send/{self._id}",
            "apple": f"/apple/{self._id}",
            "wns": f"/w/?token={self._id}",
            "rfc": f"/push/{self._id}",
            "gone": f"/wpush/v2/{self._id}-gone",
        }
        return {"subscriptions": {name: self.subscription(path) for name, path in paths.items()}}

    def devices(self) -> tuple[VirtualDevice, ...]:
        return (VirtualDevice(DEVICE_NAME, self.provider, "web", self.subscription(f"/wpush/v2/{self._id}")),)

    def subscription(self, path: str) -> str:
        """Return the PushSubscription JSON for one of the paths above."""
        return json.dumps(
            {
                "endpoint": f"{self.origins['base_url']}{path}",
                "expirationTime": None,
                "keys": {
                    "p256dh": encode_base64(self._browser.public),
                    "auth": encode_base64(self._browser.auth),
                },
            },
            separators=(",", ":"),
        )

    @property
    def subscription_id(self) -> str:
        return self._id

    def reset(self) -> None:
        """Nothing is learned between requests."""

    def token_of(self, request: Request) -> str | None:
        address = address_of(request)
        return None if address is None else f"{request.origin}{request.path}"

    def fault_answer(
        self, request: Request, reason: str | None, status: int | None, retry_after: float | None
    ) -> Answer:
        address = address_of(request)
        personality = address.personality if address else "rfc"
        answer = answer_for_reason(personality, reason) if reason else None
        if answer is None:
            answer = PERSONALITIES[personality](_PROBLEM_OF_STATUS.get(status or 0, "unavailable"))
        if status is not None and answer.status != status:
            answer = Answer(status, answer.headers, answer.body)
        return _with_retry_after(answer, retry_after)

    async def handle(self, request: Request) -> Answer:
        address = address_of(request)
        if address is None:
            return PERSONALITIES["rfc"]("unknown")
        try:
            return self._accept(request, address)
        except Refusal as refusal:
            return PERSONALITIES[address.personality](refusal.problem)

    def _accept(self, request: Request, address: Address) -> Answer:
        if request.method != "POST":
            raise Refusal("method")
        self._check_subscription(address)
        checks: list[str] = []
        ttl = check_ttl(request)
        checks.append(f"TTL {ttl} s is a whole number")
        checks.extend(check_topic_and_urgency(request, address.personality))
        check_encoding(request)
        checks.append(self._check_vapid(request, address.personality))
        if request.body_size > BODY_LIMIT:
            raise Refusal("too_large")
        checks.append(f"Encrypted body {len(request.body):,} of {BODY_LIMIT:,} B")
        plain = self._read_body(request, address.personality, checks)
        self._hand_on(request, plain, checks)
        return self._created(request, address, ttl)

    def _check_subscription(self, address: Address) -> None:
        if address.subscription == self._id or address.subscription in self.more_ids:
            return
        raise Refusal("gone" if address.subscription == f"{self._id}-gone" else "unknown")

    def _check_vapid(self, request: Request, personality: str) -> str:
        authorization = request.header("authorization")
        if not authorization:
            raise Refusal("auth_missing")
        vapid = read_vapid(authorization, request.header("crypto-key"))
        if vapid is None:
            raise Refusal("auth_scheme")
        problem, claims = verify_vapid(vapid, request.origin, self._clock.now())
        if problem is None and decode_base64(vapid.public_key or "") != decode_base64(self.vapid_public_key):
            problem = "key_mismatch"
        if problem is None and is_subject_refused(claims.get("sub")):
            problem = "subject"
        if problem is not None and not lets_pass(personality, problem):
            raise Refusal(problem)
        hours = (float(claims["exp"]) - self._clock.now()) / 3600
        return f"VAPID signature is valid, for {claims['aud']}, {hours:.0f} h left"

    def _read_body(self, request: Request, personality: str, checks: list[str]) -> bytes:
        if not request.body:
            checks.append("No body: the worker gets a push event without data")
            return b""
        try:
            plain = self._decrypt(request)
        except Undecryptable as error:
            if not lets_pass(personality, "body_malformed") and is_malformed(request.body):
                raise Refusal("body_malformed") from error
            checks.append(f"The browser drops it: {error}")
            return b""
        checks.append(f"Decrypted with the browser's keys, {len(plain):,} B")
        return plain

    def _decrypt(self, request: Request) -> bytes:
        if request.header("content-encoding") == "aesgcm":
            return decrypt_aesgcm(
                request.body, self._browser, request.header("encryption") or "", request.header("crypto-key") or ""
            )
        return decrypt_aes128gcm(request.body, self._browser)

    def _hand_on(self, request: Request, plain: bytes, checks: list[str]) -> None:
        title, body = read_notification(plain)
        self.deliver(
            Received(
                provider=self.provider,
                device=DEVICE_NAME,
                token=f"{request.origin}{request.path}",
                at=self._clock.now(),
                path=request.path,
                headers=tuple(pair for pair in request.headers if pair[0] != "authorization"),
                wire_body=request.body,
                payload=plain,
                title=title,
                body=body,
                checks=tuple(checks),
                answer_status=201,
            )
        )

    def take_in(self, received: Received) -> Received | str:
        """Take clear text that another service pushes to its own subscription of the virtual browser."""
        if len(received.payload) > PLAIN_LIMIT:
            return "Payload too large"
        title, body = read_notification(received.payload)
        # A relay whose own service worker shows a payload of its own shape says itself what it shows.
        title, body = title or received.title, body or received.body
        return replace(received, device=DEVICE_NAME, title=title, body=body)

    def _created(self, request: Request, address: Address, ttl: int) -> Answer:
        used = min(ttl, MAX_TTL_SECONDS[address.personality])
        message = self._randomness.uuid()
        if address.personality == "apple":
            return Answer(201, (("apns-id", message.upper()),))
        if address.personality == "wns":
            return Answer(
                201,
                (
                    ("x-wns-status", "received"),
                    ("x-wns-notificationstatus", "received"),
                    ("x-wns-deviceconnectionstatus", "connected"),
                    ("x-wns-msg-id", message.split("-")[0].upper()),
                ),
            )
        place = f"{request.origin}/m/{message}"
        return Answer(201, (("location", place), ("ttl", str(used))))


_PROBLEM_OF_STATUS = {
    400: "encoding_unknown",
    401: "jwt_invalid",
    403: "key_mismatch",
    404: "unknown",
    405: "method",
    406: "rate",
    410: "gone",
    413: "too_large",
    429: "rate",
    500: "internal",
    503: "unavailable",
}


def make(keys: dict[str, str], clock: Clock, randomness: Randomness) -> WebPushService:
    """Make the service; keys it generates are added to ``keys``."""
    return WebPushService(keys, clock, randomness)


def read_notification(plain: bytes) -> tuple[str, str]:
    """Return title and body as the virtual browser's worker shows them: declarative JSON, a
    ``notification`` object, bare options, FCM's ``data`` style, else the text itself as the body."""
    if not plain:
        return "", ""
    text = plain.decode("utf-8", "replace")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return "", text
    if not isinstance(document, dict):
        return "", text
    source: Any = document.get("notification", document)
    if not isinstance(source, dict):
        return "", ""
    options = source.get("options")
    body = source.get("body", options.get("body") if isinstance(options, dict) else None)
    title = source.get("title")
    return (title if isinstance(title, str) else ""), (body if isinstance(body, str) else "")


def _with_retry_after(answer: Answer, retry_after: float | None) -> Answer:
    if retry_after is None:
        return answer
    headers = tuple(pair for pair in answer.headers if pair[0] != "retry-after")
    return Answer(answer.status, (*headers, ("retry-after", f"{retry_after:g}")), answer.body)


def _private_key(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(decode_base64(text), "big"), ec.SECP256R1())


_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def _stored_key(keys: dict[str, str], name: str, randomness: Randomness) -> str:
    if name not in keys:
        number = int.from_bytes(randomness.bytes(32), "big") % (_P256_ORDER - 1) + 1
        keys[name] = encode_base64(number.to_bytes(32, "big"))
    return keys[name]
