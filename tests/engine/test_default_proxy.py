"""The default proxy is used by profiles without one of their own, over a real CONNECT proxy, and never for loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.engine.fakes import FakeClock, FakeRandomness, FakeTransport
from tests.engine.peer import Peer
from tests.engine.test_proxied import Proxy

from pushbench.domain.errors import FailureKind, TransportFailure, UserError
from pushbench.domain.http import HttpRequest, HttpResponse, Link
from pushbench.domain.secret import Secret
from pushbench.engine import default_proxy, proxies
from pushbench.engine.default_proxy import DefaultProxy, Routed, read_address, whole_url
from pushbench.engine.parts import MANY, Transports
from pushbench.engine.settings import ProxyMode, ProxySetting, read_settings, settings_document
from pushbench.engine.transport_httpx import HttpxTransport
from pushbench.engine.workspace import Workspace

pytestmark = pytest.mark.anyio

PASSWORD = Secret("s3cr€t: with/odd@signs")


@pytest.fixture
def far_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the test's own server on loopback play one far away."""
    for module in (proxies, default_proxy):
        monkeypatch.setattr(module, "is_loopback", lambda host: False)


@pytest.fixture
async def peer() -> AsyncIterator[Peer]:
    async with Peer() as made:
        yield made


def request_to(peer: Peer, folder: Path, proxy: Secret | None = None) -> HttpRequest:
    link = Link(ca_file=peer.ca_file(folder), proxy=proxy)
    return HttpRequest("POST", f"{peer.origin}/x", body=b"{}", link=link, timeout_seconds=5)


async def through(setting: ProxySetting, request: HttpRequest, password: Secret | None = None) -> HttpResponse:
    default = DefaultProxy({})

    async def open_password() -> Secret | None:
        return password

    default.settle(setting, open_password)
    transport = Routed(HttpxTransport({}), default)
    try:
        return await transport.send(request)
    finally:
        await transport.aclose()


async def test_a_settled_proxy_carries_the_request_with_its_password(
    far_away: None, peer: Peer, tmp_path: Path
) -> None:
    async with Proxy(password=f"builder:{PASSWORD.reveal()}") as proxy:
        setting = ProxySetting(ProxyMode.URL, f"http://127.0.0.1:{proxy.port}", "builder", has_password=True)
        assert (await through(setting, request_to(peer, tmp_path), PASSWORD)).status == 200
    assert proxy.asked == [f"CONNECT 127.0.0.1:{peer.port} HTTP/1.1"]


async def test_a_refusing_proxy_is_named_with_where_it_was_set(far_away: None, peer: Peer, tmp_path: Path) -> None:
    async with Proxy(password="builder:other") as proxy:
        setting = ProxySetting(ProxyMode.URL, f"http://127.0.0.1:{proxy.port}", "builder", has_password=True)
        with pytest.raises(TransportFailure) as caught:
            await through(setting, request_to(peer, tmp_path), PASSWORD)
    assert caught.value.kind is FailureKind.PROXY
    assert f"Settings, Network is 127.0.0.1:{proxy.port}" in caught.value.detail
    assert "s3cr" not in caught.value.detail


async def test_a_profile_s_own_proxy_wins(far_away: None, peer: Peer, tmp_path: Path) -> None:
    async with Proxy() as own, Proxy() as other:
        setting = ProxySetting(ProxyMode.URL, f"http://127.0.0.1:{other.port}")
        assert (await through(setting, request_to(peer, tmp_path, own.url()))).status == 200
    assert own.asked
    assert not other.asked


async def test_none_overrules_the_environment(far_away: None, peer: Peer, tmp_path: Path) -> None:
    async with Proxy() as proxy:
        default = DefaultProxy({"https_proxy": proxy.url().reveal()})
        default.settle(ProxySetting(ProxyMode.NONE))
        transport = Routed(HttpxTransport({"https_proxy": proxy.url().reveal()}), default)
        assert (await transport.send(request_to(peer, tmp_path))).status == 200
        await transport.aclose()
    assert not proxy.asked


async def test_loopback_never_goes_through_it(peer: Peer, tmp_path: Path) -> None:
    async with Proxy() as proxy:
        setting = ProxySetting(ProxyMode.URL, f"http://127.0.0.1:{proxy.port}")
        assert (await through(setting, request_to(peer, tmp_path))).status == 200
    assert not proxy.asked


async def test_the_system_s_setting_counts_where_no_variable_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "darwin")
    monkeypatch.setattr("urllib.request.getproxies", lambda: {"https": "http://proxy.example:3128"})
    monkeypatch.setattr("urllib.request.proxy_bypass", lambda host: host.endswith(".internal"))
    transport = FakeTransport()
    routed = Routed(transport, DefaultProxy({}))
    await routed.send(HttpRequest("GET", "https://api.push.apple.com/"))
    await routed.send(HttpRequest("GET", "https://box.internal/"))
    await Routed(transport, DefaultProxy({"HTTPS_PROXY": "x"})).send(HttpRequest("GET", "https://api.push.apple.com/"))
    assert [sent.link.proxy for sent in transport.sent] == [Secret("http://proxy.example:3128"), None, None]


async def test_both_transports_of_a_workspace_are_routed() -> None:
    transport = FakeTransport()
    transports = Transports({}, FakeClock(), FakeRandomness(), transport)
    transports.proxy.settle(ProxySetting(ProxyMode.URL, "http://proxy.example:3128"))
    for count in (1, MANY + 1):
        dispatcher = await transports.dispatcher(count)
        await dispatcher._transport.send(HttpRequest("GET", "https://api.push.apple.com/"))
    assert [sent.link.proxy for sent in transport.sent] == [Secret("http://proxy.example:3128")] * 2
    await transports.aclose()


async def test_a_workspace_keeps_the_password_in_its_vault_alone(tmp_path: Path) -> None:
    environ = {"PUSHBENCH_PASSPHRASE": "amber kettle lantern"}
    workspace = await Workspace.open(tmp_path, environ=environ, transport=FakeTransport())
    await workspace.upkeep.set_proxy("proxy.example:3128", "builder", PASSWORD)
    await workspace.aclose()
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or PASSWORD.reveal_bytes() not in file.read_bytes(), file
    workspace = await Workspace.open(tmp_path, environ=environ, transport=FakeTransport())
    setting = workspace.upkeep.settings.proxy
    assert setting == ProxySetting(ProxyMode.URL, "http://proxy.example:3128", "builder", has_password=True)
    proxy = await workspace.upkeep.parts.transports.proxy.for_url("https://api.push.apple.com/")
    assert proxy == whole_url(setting, PASSWORD)
    await workspace.upkeep.set_proxy("proxy.example:3128", "builder", Secret(""))
    assert not workspace.upkeep.settings.proxy.has_password
    assert await workspace.store.run(lambda db: db.secrets.list()) == []
    await workspace.aclose()


async def test_a_locked_vault_is_told_as_the_proxy_s_trouble(tmp_path: Path) -> None:
    workspace = await Workspace.open(tmp_path, environ={"PUSHBENCH_PASSPHRASE": "amber kettle"})
    await workspace.upkeep.set_proxy("proxy.example:3128", "builder", PASSWORD)
    await workspace.aclose()
    workspace = await Workspace.open(tmp_path, environ={}, transport=FakeTransport())
    dispatcher = await workspace.upkeep.parts.transports.dispatcher()
    with pytest.raises(TransportFailure, match="password does not open"):
        await dispatcher._transport.send(HttpRequest("GET", "https://api.push.apple.com/"))
    await workspace.aclose()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("proxy.example:3128", ("http://proxy.example:3128", "", None)),
        ("http://proxy.example:3128/", ("http://proxy.example:3128", "", None)),
        ("socks5://10.0.0.1:1080", ("socks5://10.0.0.1:1080", "", None)),
        ("http://[::1]:3128", ("http://[::1]:3128", "", None)),
        ("http://me:p%40ss@proxy.example:3128", ("http://proxy.example:3128", "me", Secret("p@ss"))),
    ],
)
async def test_addresses_as_people_type_them(typed: str, expected: tuple[str, str, Secret | None]) -> None:
    assert read_address(typed) == expected


@pytest.mark.parametrize(
    "typed",
    ["", "proxy", "http://proxy.example", "ftp://x:1", "http://x:99999", "http://[::1", "x y:80", "http://x:1/p"],
)
async def test_what_is_no_address_is_told(typed: str) -> None:
    with pytest.raises(UserError):
        read_address(typed)


@pytest.mark.parametrize("value", [None, 3, [], {"proxy": 3}, {"proxy": {"mode": "no"}}, {"sandbox": {"port": 80}}])
async def test_odd_settings_keep_their_defaults(value: object) -> None:
    settings = read_settings(value)  # type: ignore[arg-type]
    assert read_settings(settings_document(settings)) == settings
    assert settings.sandbox_port == 8787
