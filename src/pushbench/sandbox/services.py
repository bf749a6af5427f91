"""The emulated services: the one place that lists them."""

from __future__ import annotations

from collections.abc import Callable

from pushbench.domain.ports import Clock, Randomness
from pushbench.sandbox import airship, apns, expo, fcm, novu, onesignal, sns, webhook, webpush
from pushbench.sandbox.exchange import Service

Make = Callable[[dict[str, str], Clock, Randomness], Service]
"""``make(keys, clock, randomness)``: adds to ``keys`` what it generates."""

SERVICES: tuple[Make, ...] = (
    apns.make,
    fcm.make,
    webpush.make,
    expo.make,
    onesignal.make,
    sns.make,
    airship.make,
    novu.make,
    webhook.make,
)
