"""The device tokens the emulator knows, all made from one seed per installation.

============== ==== ================================= ====================================================
name           hex  topic                             what APNs says
============== ==== ================================= ====================================================
device         64   ``<app>``                         accepted; the virtual iPhone's
voip           64   ``<app>.voip``                    accepted
live_activity  160  ``<app>.push-type.liveactivity``  accepted: update and end of a running activity
push_to_start  160  ``<app>.push-type.liveactivity``  accepted: start
complication   64   ``<app>.complication``            accepted
file_provider  64   ``<app>.pushkit.fileprovider``    accepted
location       64   ``<app>.location-query``          accepted
push_to_talk   64   ``<app>.voip-ptt``                accepted
controls       64   ``<app>.push-type.controls``      accepted
widgets        64   ``<app>.push-type.widgets``       accepted
other_app      64   ``dev.pushbench.other``           accepted; with ``<app>`` ``DeviceTokenNotForTopic``
unregistered   64   ``<app>``                         410 ``Unregistered``
expired        64   ``<app>``                         410 ``ExpiredToken``
production     64   ``<app>``                         ``BadDeviceToken``: the other environment's
============== ==== ================================= ====================================================

``<app>`` is ``dev.pushbench.demo``. Another topic than a token's own is ``DeviceTokenNotForTopic``;
any other text, well-formed or not, is ``BadDeviceToken``. All are in the ready object under
``providers.apns.tokens``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from pushbench.sandbox.apns_reasons import Refused

APP = "dev.pushbench.demo"
OTHER_APP = "dev.pushbench.other"
FOREIGN_APP = "dev.pushbench.foreign"
"""Belongs to the other team."""

SUFFIXES: Mapping[str, str] = {
    "alert": "",
    "background": "",
    "controls": ".push-type.controls",
    "complication": ".complication",
    "fileprovider": ".pushkit.fileprovider",
    "liveactivity": ".push-type.liveactivity",
    "location": ".location-query",
    "mdm": "",
    "pushtotalk": ".voip-ptt",
    "voip": ".voip",
    "widgets": ".push-type.widgets",
}
"""``apns-push-type`` to what follows the bundle id in ``apns-topic``."""

_DEAD_SECONDS = {"Unregistered": 86400.0, "ExpiredToken": 7 * 86400.0}
"""How long ago, at start, APNs found a dead token dead."""


@dataclass(frozen=True, slots=True)
class DeviceToken:
    """One known token."""

    name: str
    value: str
    app: str
    suffix: str = ""
    refusal: str | None = None
    """The reason it is always refused with."""

    @property
    def topic(self) -> str:
        return self.app + self.suffix


class DeviceTokens:
    """Looks tokens up, upper or lower case."""

    def __init__(self, seed: str, started_at: float) -> None:
        self._seed = seed
        self._started_at = started_at
        activity = SUFFIXES["liveactivity"]
        self.device = self._token("device")
        self.all: tuple[DeviceToken, ...] = (
            self.device,
            self._token("voip", SUFFIXES["voip"]),
            self._token("live_activity", activity, size=80),
            self._token("push_to_start", activity, size=80),
            self._token("complication", SUFFIXES["complication"]),
            self._token("file_provider", SUFFIXES["fileprovider"]),
            self._token("location", SUFFIXES["location"]),
            self._token("push_to_talk", SUFFIXES["pushtotalk"]),
            self._token("controls", SUFFIXES["controls"]),
            self._token("widgets", SUFFIXES["widgets"]),
            self._token("other_app", app=OTHER_APP),
            self._token("unregistered", refusal="Unregistered"),
            self._token("expired", refusal="ExpiredToken"),
            self._token("production", refusal="BadDeviceToken"),
        )
        self._by_value = {token.value: token for token in self.all}

    def find(self, text: str, topic: str) -> DeviceToken:
        """Return the living token of that topic; raises :class:`Refused`."""
        token = self._by_value.get(text.lower())
        if token is None:
            raise Refused("BadDeviceToken")
        if token.refusal is not None:
            dead_for = _DEAD_SECONDS.get(token.refusal)
            raise Refused(token.refusal, None if dead_for is None else self._started_at - dead_for)
        if token.topic != topic:
            raise Refused("DeviceTokenNotForTopic")
        return token

    def add(self, token: DeviceToken) -> None:
        """Know one more device, beyond those of the installation."""
        self._by_value[token.value.lower()] = token

    def _token(
        self, name: str, suffix: str = "", *, app: str = APP, size: int = 32, refusal: str | None = None
    ) -> DeviceToken:
        value = hashlib.shake_256(f"{self._seed}/{name}".encode()).hexdigest(size)
        return DeviceToken(name, value, app, suffix, refusal)
