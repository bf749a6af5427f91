"""The proxy of every request whose profile names none: the system's, none, or one that was settled."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from pushbench.domain.errors import FailureKind, TransportFailure, UserError
from pushbench.domain.http import HttpRequest, HttpResponse
from pushbench.domain.ports import Transport
from pushbench.domain.secret import Secret
from pushbench.engine.proxies import DIRECT, has_variables, is_loopback, proxy_place
from pushbench.engine.settings import ProxyMode, ProxySetting

SCHEMES = ("http", "https", "socks5", "socks5h")

OpenPassword = Callable[[], Awaitable[Secret | None]]


class DefaultProxy:
    """Chooses for requests without a proxy of their own; opens the password at the first one that needs it."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._setting = ProxySetting()
        self._open: OpenPassword | None = None
        self._ready: Secret | None = None

    def settle(self, setting: ProxySetting, open_password: OpenPassword | None = None) -> None:
        """Use another setting from the next request on."""
        self._setting, self._open, self._ready = setting, open_password, None

    @property
    def is_idle(self) -> bool:
        """Whether requests leave as they are: the transports look at the environment themselves."""
        if self._setting.mode is ProxyMode.SYSTEM:
            return sys.platform not in ("darwin", "win32") or has_variables(self._environ)
        return False

    async def for_url(self, url: str) -> Secret | None:
        """Return the proxy for a URL, :data:`DIRECT` to go straight, or None to let the environment decide."""
        if self._setting.mode is ProxyMode.NONE:
            return DIRECT
        if self._setting.mode is ProxyMode.SYSTEM:
            return None if self.is_idle else await asyncio.to_thread(system_proxy, url)
        if self._ready is None:
            password = await self._open() if self._open is not None else None
            self._ready = whole_url(self._setting, password)
        return self._ready


class Routed:
    """A transport whose requests go through the default proxy unless they name one."""

    def __init__(self, transport: Transport, default: DefaultProxy) -> None:
        self._transport = transport
        self._default = default

    def send(self, request: HttpRequest) -> Coroutine[Any, Any, HttpResponse]:
        """Send a request; costs nothing where there is nothing to choose."""
        if request.link.proxy or self._default.is_idle or is_loopback(urlsplit(request.url).hostname or ""):
            return self._transport.send(request)
        return self._send(request)

    async def _send(self, request: HttpRequest) -> HttpResponse:
        try:
            proxy = await self._default.for_url(request.url)
        except UserError as error:  # the vault with its password is locked
            raise TransportFailure(
                FailureKind.PROXY, f"its password does not open: {error.what} {error.fix}"
            ) from error
        if proxy is not None:
            request = replace(request, link=replace(request.link, proxy=proxy))
        try:
            return await self._transport.send(request)
        except TransportFailure as failure:
            if failure.kind is not FailureKind.PROXY or proxy is None:
                raise
            detail = f"{failure.detail.rstrip('.')}. The proxy under Settings, Network is {proxy_place(proxy)}"
            raise TransportFailure(failure.kind, detail) from failure

    async def aclose(self) -> None:
        await self._transport.aclose()


def system_proxy(url: str) -> Secret | None:
    """Return the proxy that macOS or Windows is set to for a URL, None for none."""
    import urllib.request

    parts = urlsplit(url)
    found = urllib.request.getproxies().get(parts.scheme)
    if not found or urllib.request.proxy_bypass(parts.hostname or ""):
        return None
    return Secret(found)


def whole_url(setting: ProxySetting, password: Secret | None) -> Secret:
    """Return the address with user and password put in."""
    if not setting.user:
        return Secret(setting.url)
    parts = urlsplit(setting.url)
    login = quote(setting.user, safe="")
    if password:
        login += ":" + quote(password.reveal(), safe="")
    return Secret(urlunsplit((parts.scheme, f"{login}@{parts.netloc}", parts.path, parts.query, "")))


def read_address(text: str) -> tuple[str, str, Secret | None]:
    """Return the address, user and password of what was typed; ``proxy:3128`` is an HTTP proxy. Raises UserError."""
    text = text.strip()
    whole = text if "://" in text else f"http://{text}"
    try:
        parts = urlsplit(whole)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port, parts = None, None, urlsplit("")
    is_plain = host and not any(letter.isspace() or not letter.isprintable() for letter in text)
    if not is_plain or parts.scheme not in SCHEMES or port is None or parts.path not in ("", "/") or parts.query:
        raise UserError(
            "This is no proxy's address.",
            f"It has the form http://host:port; the schemes are {', '.join(SCHEMES)}.",
            "Write it like http://proxy.example:3128.",
        )
    shown = f"[{host}]" if ":" in str(host) else host
    password = Secret(unquote(parts.password)) if parts.password else None
    return f"{parts.scheme}://{shown}:{port}", unquote(parts.username or ""), password
