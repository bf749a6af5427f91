"""What the tests of bad days share: a home whose secrets lie in variables, servers that misbehave, and what every
trouble must look like."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import trustme
from tests.cli.conftest import Result, Shell
from tests.engine.peer import Peer, Reply
from tests.sandbox.running import Running

from pushbench.engine.clock import SystemClock, SystemRandomness
from pushbench.engine.registry import PROVIDERS as REGISTERED
from pushbench.engine.registry import provider as registered
from pushbench.sandbox.services import SERVICES

_FURTHER_ADDRESSES = ("manage_base_url", "token_url")


def _devices() -> dict[str, str]:
    """Name one virtual device of each service; keys made on the way are thrown away."""
    found: dict[str, str] = {}
    for make in SERVICES:
        service = make({}, SystemClock(), SystemRandomness())
        service.origins = {endpoint.key: "https://127.0.0.1:1" for endpoint in service.endpoints}
        found[service.provider] = service.devices()[0].name
    return {provider.spec.id: found[provider.spec.id] for provider in REGISTERED}


DEVICES = _devices()
"""Provider -> its virtual device, in the order in which providers are listed."""
PROVIDERS = tuple(DEVICES)


def assert_told(result: Result, status: int, *words: str) -> None:
    """Check exit code, the three parts, that nothing but JSON stands on standard output, and the given words."""
    assert result.status == status, result.out + result.err
    assert "Why:" in result.err, result.err
    assert "Fix:" in result.err, result.err
    assert "Traceback" not in result.err
    assert not result.out or all(isinstance(line, dict) for line in result.lines)
    missing = [word for word in words if word.lower() not in result.err.lower()]
    assert not missing, f"{missing} not in: {result.err}"


def profile_of(sandbox: Running, provider: str) -> dict[str, Any]:
    found: Any = sandbox.ready.providers[provider]["profile"]
    return dict(found)


def secrets_of(sandbox: Running, provider: str) -> dict[str, str]:
    """Return the secret fields that the emulator takes, the most telling one first."""
    known = profile_of(sandbox, provider)
    return {
        field.key: known[field.key]
        for field in registered(provider).spec.fields
        if field.is_secret and known.get(field.key)
    }


def settings_of(sandbox: Running, provider: str) -> dict[str, str]:
    """Return the plain fields that the emulator takes beside the first secret, its addresses included."""
    spec, known, service = (
        registered(provider).spec,
        profile_of(sandbox, provider),
        sandbox.ready.providers[provider],
    )
    groups = {"", *(field.group for field in spec.fields if field.key in secrets_of(sandbox, provider))}
    plain = {field.key for field in spec.fields if not field.is_secret and field.group in groups}
    settings = {key: str(value) for key, value in known.items() if key in plain}
    settings |= {key: str(service[key]) for key in _FURTHER_ADDRESSES if key in service and key in plain}
    return settings | {"base_url": sandbox.url(provider), "ca_file": sandbox.ready.ca_file}


def armed(shell: Shell, sandbox: Running) -> Shell:
    """Give a shell the virtual devices, and each provider's secrets in variables: no key is derived, all is quick."""
    shell.environ = {"PUSHBENCH_VAULT": "memory", "PUSHBENCH_TIMEOUT": "0.5"}
    for provider in PROVIDERS:
        for field, value in secrets_of(sandbox, provider).items():
            shell.environ[variable(provider, field)] = value
        main = next(iter(secrets_of(sandbox, provider).values()), "")
        shell.environ[variable(provider)] = main
    for device in sandbox.ready.devices:
        token = f"@{shell.file('token', device.token)}"
        added = shell("devices", "add", device.name, "--provider", device.provider, "--token", token)
        assert added.status == 0, added.err
    return shell


def variable(provider: str, field: str = "") -> str:
    """Return the variable of one secret, or of a provider's first one."""
    return f"SECRET_OF_{provider}_{field}".strip("_").upper()


def add_profile(
    shell: Shell,
    sandbox: Running,
    provider: str,
    *,
    name: str | None = None,
    environment: str = "sandbox",
    secret: str | None = None,
    **fields: str,
) -> Result:
    """Add a profile, by default named after its provider, with its secrets from variables; ``fields`` replace, and
    ``secret`` the first of the secrets."""
    sources = {field: variable(provider, field) for field in secrets_of(sandbox, provider)}
    if secret is not None:
        shell.environ["BAD_SECRET"] = secret
        sources[next(iter(sources))] = "BAD_SECRET"
    pairs = [f"{key}={value}" for key, value in (settings_of(sandbox, provider) | fields).items() if value]
    return shell(
        "profiles", "add", name or provider, "--provider", provider, "--env", environment,
        *(part for field, source in sources.items() for part in ("--secret", f"{field}=env:{source}")),
        *(part for pair in pairs for part in ("--set", pair)),
    )  # fmt: skip


def send(shell: Shell, provider: str, *more: str, profile: str | None = None, target: str | None = None) -> Result:
    return shell(
        "send", shell.message(), "--profile", profile or provider, "--to", target or DEVICES[provider], "--json", *more
    )


def send_everywhere(shell: Shell, *more: str, named: str = "") -> Result:
    """Send once through a set with a profile of every provider, one after the other, so that none keeps another waiting;
    without a name the profiles that are named after their providers."""
    if not named:
        named = "everyone"
        assert shell("sets", "add", named, *PROVIDERS).status == 0
    targets = (part for device in DEVICES.values() for part in ("--to", device))
    return shell("send", shell.message(), "--set", named, *targets, "--concurrency", "1", "--json", *more)


class OnThread:
    """A misbehaving :class:`Peer` on a loop of its own, so that the command line meets it as a stranger."""

    def __init__(self, **options: Any) -> None:
        self.peer = Peer(**options)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._call(self.peer.__aenter__())

    def _call(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    def answers(self, reply: Reply) -> None:
        self.peer.answer = lambda seen: reply

    def ca_file(self, folder: Path, also: str | None = None) -> str:
        """Return a file with the peer's authority, and that of another file."""
        path = folder / f"trusted-{self.peer.port}.pem"
        path.write_bytes(self.peer.ca.cert_pem.bytes() + (Path(also).read_bytes() if also else b""))
        return str(path)

    def stop(self) -> None:
        self._call(self.peer.__aexit__(None, None, None))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()


@contextlib.contextmanager
def raw_server(handle: Callable[[socket.socket], None], authority: trustme.CA | None = None) -> Iterator[int]:
    """Accept connections on a free port and let ``handle`` do what it wants; with an authority, after TLS."""
    context = None
    if authority is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1").configure_cert(context)
        context.set_alpn_protocols(["h2", "http/1.1"])
    ended, threads = threading.Event(), []

    def serve(connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            connection.settimeout(5)
            if context is None:
                handle(connection)
                return
            with context.wrap_socket(connection, server_side=True) as secured:
                handle(secured)

    def accept() -> None:
        while not ended.is_set():
            with contextlib.suppress(OSError):
                connection, _ = listener.accept()
                thread = threading.Thread(target=serve, args=(connection,), daemon=True)
                threads.append(thread)
                thread.start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.1)
        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        try:
            yield listener.getsockname()[1]
        finally:
            ended.set()
            accepting.join(5)


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def history_of(shell: Shell) -> list[dict[str, Any]]:
    listed = shell("history", "list", "--json", "--limit", "1000")
    assert listed.status == 0, listed.err
    return listed.lines
