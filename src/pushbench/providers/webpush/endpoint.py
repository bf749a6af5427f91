"""What an endpoint's origin says: whether it is a lawful one, on this computer, and whose.

A run of many targets meets few origins, so what an origin says is worked out once and kept.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from pushbench.domain.target import Target
from pushbench.providers.formats.web_notification import parse_text
from pushbench.providers.webpush.services import PushService, service_of_host

_DEFAULT_PORTS = {"https": 443, "http": 80}
_HEAD = re.compile(r"[^:/?#]*://[^/?#]*")
_VISIBLE_ASCII = re.compile(r"[!-~]+")


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port of a URL, and what follows from them."""

    trouble: tuple[str, str] | None
    """What is wrong with it as the origin of an endpoint, and why; None when nothing is."""
    text: str = ""
    """As a VAPID token names it: host in lower case, without the scheme's own port (RFC 6454)."""
    is_loopback: bool = False
    service: PushService | None = None


def origin_of(url: str) -> Origin:
    """Return what the beginning of a URL says. Total."""
    if not _VISIBLE_ASCII.fullmatch(url):
        why = "It holds white space, a control character or a character outside ASCII."
        return Origin(("The subscription's endpoint is not a URL.", why))
    head = _HEAD.match(url)
    if head is None:
        return Origin(("The subscription's endpoint is not a URL.", f"“{url[:80]}” names no host."))
    return _read(head[0])


@lru_cache(maxsize=256)
def _read(head: str) -> Origin:
    try:
        parts = urlsplit(head)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        return Origin(("The subscription's endpoint is not a URL.", f"{error}."))
    if not parts.scheme or not host or "@" in parts.netloc:
        return Origin(("The subscription's endpoint is not a URL.", f"“{head[:80]}” names no host."))
    is_local = _is_loopback(host)
    trouble = None
    if parts.scheme != "https" and not (parts.scheme == "http" and is_local):
        why = f"It begins with {parts.scheme}://; only a push service on this very computer may be asked without TLS."
        trouble = ("The subscription's endpoint is not https.", why)
    shown = f"[{host}]" if ":" in host else host
    port_text = "" if port is None or port == _DEFAULT_PORTS.get(parts.scheme) else f":{port}"
    return Origin(trouble, f"{parts.scheme}://{shown}{port_text}", is_local, service_of_host(host))


def _is_loopback(host: str) -> bool:
    """Tell whether a host is this computer by its very name."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def service_of_target(target: Target | None) -> PushService | None:
    """Return the push service of a subscription, or None where there is no target or it is not readable."""
    if target is None:
        return None
    parsed = parse_text(target.value)
    endpoint = parsed.get("endpoint") if isinstance(parsed, dict) else None
    return origin_of(endpoint).service if isinstance(endpoint, str) else None
