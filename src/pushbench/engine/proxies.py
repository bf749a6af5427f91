"""Which proxy a request goes through: the profile's own, else the environment's; never for loopback."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

from pushbench.domain.http import HttpRequest
from pushbench.domain.secret import Secret

DIRECT = Secret("direct://")
"""As a request's proxy: go straight, whatever the environment says."""


def choose_proxy(request: HttpRequest, environ: Mapping[str, str]) -> Secret | None:
    """Return the proxy URL for a request, or None to go straight. A proxy without scheme is an HTTP proxy."""
    parts = urlsplit(request.url)
    host = parts.hostname or ""
    if is_loopback(host):
        return None
    if request.link.proxy == DIRECT:
        return None
    if request.link.proxy:
        return _with_scheme(request.link.proxy.reveal())
    if _is_excepted(host, _port(parts.scheme, request.url), environ):
        return None
    for name in _variables(parts.scheme, environ):
        value = environ.get(name, "").strip()
        if value:
            return _with_scheme(value)
    return None


def has_variables(environ: Mapping[str, str]) -> bool:
    """Whether the environment names a proxy at all."""
    names = ("http_proxy", "https_proxy", "all_proxy")
    return any(environ.get(name, "").strip() for lower in names for name in (lower, lower.upper()))


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this computer."""
    name = host.rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False


def _variables(scheme: str, environ: Mapping[str, str]) -> tuple[str, ...]:
    # Inside a CGI script HTTP_PROXY may come from a request's Proxy header (httpoxy), so it is not believed there.
    own, shouted = f"{scheme}_proxy", f"{scheme}_proxy".upper()
    if scheme == "http" and "REQUEST_METHOD" in environ:
        return (own, "all_proxy", "ALL_PROXY")
    return (own, shouted, "all_proxy", "ALL_PROXY")


def _is_excepted(host: str, port: int, environ: Mapping[str, str]) -> bool:
    listed = environ.get("no_proxy") or environ.get("NO_PROXY") or ""
    return any(_matches(entry.strip().lower(), host.lower(), port) for entry in listed.split(",") if entry.strip())


def _matches(entry: str, host: str, port: int) -> bool:
    if entry == "*":
        return True
    network = _network(entry)
    if network is not None:
        try:
            return ipaddress.ip_address(host) in network
        except ValueError:
            return False
    name, colon, wanted_port = entry.rpartition(":")
    if colon and wanted_port.isdigit():
        if int(wanted_port) != port:
            return False
        entry = name
    entry = entry.removeprefix("*").removeprefix(".")
    return host == entry or host.endswith("." + entry)


def _network(entry: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(entry, strict=False)
    except ValueError:
        return None


def _port(scheme: str, url: str) -> int:
    try:
        return urlsplit(url).port or (443 if scheme == "https" else 80)
    except ValueError:
        return 0


def _with_scheme(proxy: str) -> Secret:
    return Secret(proxy if "://" in proxy else f"http://{proxy}")


def proxy_place(proxy: Secret) -> str:
    """Return ``host:port`` of a proxy, without user and password, for texts people read; empty when it is no address."""
    try:
        parts = urlsplit(proxy.reveal())
        return f"{parts.hostname or ''}:{parts.port}" if parts.port else parts.hostname or ""
    except ValueError:
        return ""
