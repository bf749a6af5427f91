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

DEVICES = {"apns": "Virtual iPhone", "fcm": "Virtual Pixel", "webpush": "Virtual browser"}
SECRET_FIELDS = {"apns": "key", "fcm": "service_account", "webpush": "private_key"}
PLAIN_FIELDS = {"apns": ("key_id", "team_id", "bundle_id"), "fcm": (), "webpush": ("subject",)}
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


def armed(shell: Shell, sandbox: Running) -> Shell:
    """Give a shell the virtual devices, and each provider's secret in a variable: no key is derived, all is quick."""
    shell.environ = {"PUSHBENCH_VAULT": "memory", "PUSHBENCH_TIMEOUT": "0.5"}
    for provider, field in SECRET_FIELDS.items():
        shell.environ[variable(provider)] = profile_of(sandbox, provider)[field]
    for device in sandbox.ready.devices:
        token = f"@{shell.file('token', device.token)}"
        added = shell("devices", "add", device.name, "--provider", device.provider, "--token", token)
        assert added.status == 0, added.err
    return shell


def variable(provider: str) -> str:
    return f"SECRET_OF_{provider.upper()}"


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
    """Add a profile, by default named after its provider, with its secret from a variable; ``fields`` replace."""
    if secret is not None:
        shell.environ["BAD_SECRET"] = secret
    source = variable(provider) if secret is None else "BAD_SECRET"
    known = profile_of(sandbox, provider)
    service = sandbox.ready.providers[provider]
    settings = {key: known[key] for key in PLAIN_FIELDS[provider]}
    settings |= {"base_url": sandbox.url(provider), "ca_file": sandbox.ready.ca_file}
    if provider == "fcm":
        settings["token_url"] = str(service["token_url"])
    pairs = [f"{key}={value}" for key, value in (settings | fields).items() if value]
    return shell(
        "profiles", "add", name or provider, "--provider", provider, "--env", environment,
        "--secret", f"{SECRET_FIELDS[provider]}=env:{source}",
        *(part for pair in pairs for part in ("--set", pair)),
    )  # fmt: skip


def send(shell: Shell, provider: str, *more: str, profile: str | None = None, target: str | None = None) -> Result:
    return shell(
        "send", shell.message(), "--profile", profile or provider, "--to", target or DEVICES[provider], "--json", *more
    )


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
