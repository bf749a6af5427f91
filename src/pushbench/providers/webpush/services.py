"""The push services behind the browsers, told apart by the endpoint's host."""

from __future__ import annotations

from dataclasses import dataclass

from pushbench.providers.formats.notification_options import Browser


@dataclass(frozen=True, slots=True)
class PushService:
    """One push service and where it differs from RFC 8030."""

    id: str
    title: str
    hosts: tuple[str, ...]
    """Host names; one that begins with a dot stands for every host below it."""
    browsers: tuple[Browser, ...]
    max_ttl_seconds: int

    def serves(self, host: str) -> bool:
        return any(host.endswith(name) if name.startswith(".") else host == name for name in self.hosts)


MOZILLA = PushService(
    "mozilla",
    "Mozilla autopush (Firefox)",
    ("updates.push.services.mozilla.com", ".push.services.mozilla.com"),
    (Browser.FIREFOX,),
    2_592_000,
)
FCM = PushService(
    "fcm",
    "FCM (Chrome and its relatives)",
    ("fcm.googleapis.com", "android.googleapis.com", "jmt17.google.com"),
    (Browser.CHROME,),
    2_419_200,
)
APPLE = PushService("apple", "Apple (Safari)", (".push.apple.com",), (Browser.SAFARI, Browser.IOS), 2_592_000)
WNS = PushService("wns", "Windows (Edge)", (".notify.windows.com",), (Browser.CHROME,), 2_592_000)
SERVICES = (MOZILLA, FCM, APPLE, WNS)


def service_of_host(host: str) -> PushService | None:
    """Return the push service that a host in lower case belongs to, or None for one that is not known."""
    return next((service for service in SERVICES if service.serves(host)), None)
