"""Which Expo push tokens exist, whose project each belongs to, and what becomes of its messages.

Made at the first start and kept: one for the virtual iPhone, one for the virtual Pixel. Beside them every sandbox
knows these; where the name ends in ``-android`` it is a Pixel's, else an iPhone's:

=================================================  ==================================================================
``ExponentPushToken[emu-not-registered]``          error ticket ``DeviceNotRegistered`` (any unknown token, too)
``ExponentPushToken[emu-receipt-gone]``            ok ticket, receipt ``DeviceNotRegistered``
``ExponentPushToken[emu-receipt-too-big]``         ok ticket, receipt ``MessageTooBig``
``ExponentPushToken[emu-receipt-rate]``            ok ticket, receipt ``MessageRateExceeded``
``ExponentPushToken[emu-receipt-sender]``          ok ticket, receipt ``MismatchSenderId``
``ExponentPushToken[emu-receipt-credentials]``     ok ticket, receipt ``InvalidCredentials``
``ExponentPushToken[emu-receipt-developer]``       ok ticket, receipt ``DeveloperError`` (Apple: BadDeviceToken)
``ExponentPushToken[emu-receipt-provider]``        ok ticket, receipt ``ProviderError``
``ExponentPushToken[emu-receipt-expo]``            ok ticket, receipt ``ExpoError``
``ExponentPushToken[emu-receipt-never]``           ok ticket, never a receipt
``ExponentPushToken[emu-ticket-credentials]``      error ticket ``InvalidCredentials``
``ExponentPushToken[emu-ticket-too-big]``          error ticket ``MessageTooBig``
``ExponentPushToken[emu-ios]``, ``[emu-android]``  arrives like the devices' own
``ExponentPushToken[emu-other-project]``           the same, of ``@pushbench/other``: never together with the rest
``ExponentPushToken[emu-secured]``                 the same, of ``@pushbench/secured``, whose push security is on
=================================================  ==================================================================
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from pushbench.domain.ports import Randomness
from pushbench.sandbox.webpush_crypto import encode_base64


@dataclass(frozen=True, slots=True)
class Project:
    """An app at Expo."""

    name: str
    """``@owner/slug``."""
    id: str
    is_secured: bool = False
    """Whether pushes need an access token."""


DEMO = Project("@pushbench/demo", "0d5f0b54-6a35-4a7e-9d0b-1f0f2f3f4a51")
OTHER = Project("@pushbench/other", "6f2d8c1e-9a64-4f2b-8a5d-2b7c9e1d3f62")
SECURED = Project("@pushbench/secured", "b3a1c7d9-2e48-4c6f-9b1a-7d5e3f9c1a73", is_secured=True)


@dataclass(frozen=True, slots=True)
class Installation:
    """What stands behind a token."""

    token: str
    platform: str
    project: Project = DEMO
    ticket_error: str = ""
    receipt_error: str = ""
    has_receipt: bool = True


_RECEIPTS = {
    "gone": "DeviceNotRegistered",
    "too-big": "MessageTooBig",
    "rate": "MessageRateExceeded",
    "sender": "MismatchSenderId",
    "credentials": "InvalidCredentials",
    "developer": "DeveloperError",
    "provider": "ProviderError",
    "expo": "ExpoError",
}
_TICKETS = {
    "not-registered": "DeviceNotRegistered",
    "ticket-credentials": "InvalidCredentials",
    "ticket-too-big": "MessageTooBig",
}
_WRAPPED = re.compile(r"Expo(?:nent)?PushToken\[(.+)\]", re.DOTALL)
_BARE = re.compile(r"[a-z0-9]{8}(?:-[a-z0-9]{4}){3}-[a-z0-9]{12}", re.IGNORECASE)


def _magic() -> Mapping[str, Installation]:
    found = {
        "ios": Installation("", "ios"),
        "other-project": Installation("", "ios", OTHER),
        "secured": Installation("", "ios", SECURED),
        "receipt-never": Installation("", "ios", has_receipt=False),
        **{name: Installation("", "ios", ticket_error=code) for name, code in _TICKETS.items()},
        **{f"receipt-{name}": Installation("", "ios", receipt_error=code) for name, code in _RECEIPTS.items()},
    }
    androids = {f"{name}-android": replace(each, platform="android") for name, each in found.items() if name != "ios"}
    return {**found, **androids, "android": Installation("", "android")}


MAGIC = _magic()
"""What stands behind ``ExponentPushToken[emu-NAME]``, by NAME."""


class TokenBook:
    """Knows the tokens of one sandbox."""

    def __init__(self, keys: dict[str, str], randomness: Randomness) -> None:
        def made(name: str) -> str:
            return f"ExponentPushToken[{keys.setdefault(f'expo.{name}', encode_base64(randomness.bytes(16))[:22])}]"

        self.iphone, self.pixel = made("iphone"), made("pixel")
        self.more: dict[str, Installation] = {}
        """Installations of further devices."""

    def find(self, token: str) -> Installation | None:
        """Return what stands behind a token, or None."""
        if token in (self.iphone, self.pixel):
            return Installation(token, "ios" if token == self.iphone else "android")
        wrapped = _WRAPPED.fullmatch(token)
        known = MAGIC.get(wrapped[1].removeprefix("emu-")) if wrapped and wrapped[1].startswith("emu-") else None
        return replace(known, token=token) if known else self.more.get(token)


def is_token_text(text: str) -> bool:
    """Whether a text has a token's form."""
    return _WRAPPED.fullmatch(text) is not None or _BARE.fullmatch(text) is not None
