"""Compares making one web push with pywebpush, as ratios within one interleaved run.

    python tests/benchmarks/bench_webpush.py [--messages 50] [--rounds 40]

Every message goes to another browser, as in a run of many targets, so neither side can keep a subscription's
keys. Two comparisons, the second with the target:

- the whole request, from subscription, payload and key to what is posted: ``pywebpush.webpush()`` with a session
  that posts nothing, its key read once, against our exchange up to its first step, all checks included;
- encryption and Authorization header alone: ``WebPusher.encode`` and ``Vapid.sign``, against ``wire.webpush`` and
  the header cached per origin. ECDH and key generation take two thirds of either side's time.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any, ClassVar

import pywebpush
from cryptography.hazmat.primitives.asymmetric import ec

from pushbench.domain.exchange import SendContext
from pushbench.domain.finding import Draft
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.target import Target, TargetKind
from pushbench.providers.webpush import PROVIDER
from pushbench.providers.webpush.vapid import authorization
from pushbench.wire.keys import b64url, new_vapid_pair, public_point, un_b64
from pushbench.wire.webpush import encrypt

ORIGIN = "https://push.example.net"
SUBJECT = "mailto:push@skylark.app"
TARGET_RATIO = 2.0
PAYLOAD: dict[str, Any] = {
    "web_push": 8030,
    "notification": {
        "title": "Gate changed to B42",
        "body": "It is 8 minutes on foot. " * 20,
        "navigate": "https://a.example",
    },
}


def make_subscription(number: int) -> dict[str, Any]:
    """Return one browser's subscription in the forms that the rivals take."""
    point = public_point(ec.generate_private_key(ec.SECP256R1()))
    keys = {"p256dh": b64url(point), "auth": b64url(os.urandom(16))}
    plain = {"endpoint": f"{ORIGIN}/push/{number}", "expirationTime": None, "keys": keys}
    return {"plain": plain, "text": json.dumps(plain, separators=(",", ":"))}


def microseconds(work: Callable[[dict[str, Any]], object], subscriptions: list[dict[str, Any]]) -> float:
    start = time.perf_counter()
    for subscription in subscriptions:
        work(subscription)
    return (time.perf_counter() - start) / len(subscriptions) * 1e6


def our_credentials() -> tuple[Credentials, SendContext]:
    secrets = {"private_key": new_vapid_pair().private_key}
    credentials = Credentials("bench", "webpush", Environment.SANDBOX, {"subject": SUBJECT}, secrets)
    return credentials, SendContext(time.time(), os.urandom, lambda: "id")


def our_request() -> Callable[[dict[str, Any]], object]:
    credentials, context = our_credentials()
    draft = Draft("webpush", PAYLOAD, {"TTL": "60", "Urgency": "high"})

    def work(subscription: dict[str, Any]) -> object:
        target = Target(TargetKind.TOKEN, subscription["text"], "bench")
        return next(PROVIDER.exchange(draft, target, credentials, context))

    return work


def our_encryption() -> Callable[[dict[str, Any]], object]:
    credentials, context = our_credentials()
    plain = json.dumps(PAYLOAD).encode()

    def work(subscription: dict[str, Any]) -> object:
        keys = subscription["plain"]["keys"]
        point, auth = un_b64(keys["p256dh"]), un_b64(keys["auth"])
        encrypted = encrypt(plain, ua_public=point, auth=auth, random_bytes=os.urandom)
        return encrypted, authorization(ORIGIN, credentials, context)

    return work


class _NoSession:
    """Takes what pywebpush would post."""

    def post(self, url: str, **parts: Any) -> Any:
        return _Accepted()


class _Accepted:
    status_code = 201
    text = ""
    headers: ClassVar[dict[str, str]] = {}


def their_request() -> Callable[[dict[str, Any]], object]:
    vapid, session = _their_key(), _NoSession()
    plain = json.dumps(PAYLOAD)

    def work(subscription: dict[str, Any]) -> object:
        claims = {"sub": SUBJECT}
        return pywebpush.webpush(
            subscription["plain"], plain, vapid, claims, ttl=60, headers={"urgency": "high"}, requests_session=session
        )

    return work


def their_encryption() -> Callable[[dict[str, Any]], object]:
    vapid = _their_key()
    plain = json.dumps(PAYLOAD).encode()

    def work(subscription: dict[str, Any]) -> object:
        encoded = pywebpush.WebPusher(subscription["plain"]).encode(plain, content_encoding="aes128gcm")
        return encoded, vapid.sign({"aud": ORIGIN, "sub": SUBJECT, "exp": int(time.time()) + 43200})

    return work


def _their_key() -> Any:
    return pywebpush.Vapid.from_raw(new_vapid_pair().private_key.reveal().encode())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--messages", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=40)
    options = parser.parse_args()
    rivals = {
        "whole request, pywebpush": their_request(),
        "whole request, ours": our_request(),
        "encryption and header, pywebpush": their_encryption(),
        "encryption and header, ours": our_encryption(),
    }
    taken: dict[str, list[float]] = {name: [] for name in rivals}
    numbers = itertools.count()
    for _ in range(options.rounds):
        for name, work in rivals.items():
            taken[name].append(microseconds(work, [make_subscription(next(numbers)) for _ in range(options.messages)]))
    return report({name: statistics.median(values) for name, values in taken.items()})


def report(medians: dict[str, float]) -> int:
    for name, value in medians.items():
        sys.stdout.write(f"{name:34} {value:8.1f} us\n")
    theirs_whole, ours_whole, theirs_bare, ours_bare = medians.values()
    whole, bare = theirs_whole / ours_whole, theirs_bare / ours_bare
    sys.stdout.write(f"whole request {whole:.2f} times as fast, encryption and header {bare:.2f}\n")
    sys.stdout.write(f"target: encryption and header at least {TARGET_RATIO:.1f}\n")
    return 0 if bare >= TARGET_RATIO else 1


if __name__ == "__main__":
    sys.exit(main())
