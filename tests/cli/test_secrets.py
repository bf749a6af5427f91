"""After real use nothing that is secret stands anywhere in plain text: home, logs, exports, output, process lists."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from tests.cli.conftest import PASSPHRASE, Result, Shell
from tests.cli.hostile import DEVICES, OnThread, closed_port
from tests.conftest import ExpectedLogs
from tests.engine.peer import Reply, Seen
from tests.sandbox.running import APP, Running

from pushbench.domain.http import HttpRequest, HttpResponse
from pushbench.engine import transport_curl, transport_httpx
from pushbench.engine.registry import PROVIDERS
from pushbench.vault import passphrase as passphrase_vault
from pushbench.wire.base64url import b64url

SOURCE = str(Path(__file__).parents[2] / "src")
PROXY_PASSWORD = "wicket-gate-8731"
SHAPES = (
    rb"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    rb"eyJ[\w-]{10,}\.eyJ[\w-]{10,}",
    rb"\bya29\.[\w-]{6,}",
    rb"[?&\"']assertion[\"'=:]+\s*[\"']?eyJ",
)
"""What a key, a signed token and an access token look like, whoever made them."""


@dataclass
class Secrets:
    """Every spelling of what must not be seen, each with a name for the failure."""

    found: dict[bytes, str] = field(default_factory=dict)

    def add(self, name: str, value: str | bytes) -> None:
        raw = value.encode() if isinstance(value, str) else value
        assert len(raw) >= 8, f"{name} is too short to be looked for"
        self.found[raw] = name

    def add_key(self, name: str, pem: str) -> None:
        """Add the lines of a PEM key that are its own, its DER bytes, and its private number in every spelling."""
        lines = [line for line in pem.splitlines() if line and "-----" not in line]
        for line in lines[1:] if len(lines) > 1 else lines:  # the first one begins like that of every such key
            self.add(name, line)
        key = load_pem_private_key(pem.encode(), None)
        self.add(name, key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
        if isinstance(key, ec.EllipticCurvePrivateKey):
            self.add_number(name, key.private_numbers().private_value.to_bytes(32))
        elif isinstance(key, rsa.RSAPrivateKey):
            self.add_number(name, key.private_numbers().d.to_bytes(256))

    def add_number(self, name: str, raw: bytes) -> None:
        for spelling in (raw, raw.hex(), raw.hex().upper(), b64url(raw), base64.b64encode(raw)):
            self.add(name, spelling)

    def add_authorization(self, value: str) -> None:
        """Add what follows the scheme, and the signatures of tokens in it."""
        for token in re.findall(r"eyJ[\w-]+\.[\w-]+\.[\w-]+", value):
            self.add("signed token", token)
            self.add("signature", token.rpartition(".")[2])
        if value.lower().startswith("bearer "):
            self.add("bearer token", value[7:])

    def seen_in(self, content: bytes) -> list[str]:
        named = [name for raw, name in self.found.items() if raw in content]
        return named + [shape.decode() for shape in SHAPES if re.search(shape, content)]


def secrets_of(sandbox: Running) -> Secrets:
    """Return everything secret that the emulator hands out."""
    secrets, providers = Secrets(), sandbox.ready.providers
    apns: Any = providers["apns"]
    for name, key in apns["keys"].items():
        secrets.add_key(f"APNs key {name}", key["key"])
    certificate = apns["certificate_profile"]
    secrets.add("certificate's passphrase", certificate["passphrase"])
    secrets.add("certificate", certificate["certificate"])
    secrets.add("certificate", base64.b64decode(certificate["certificate"]))
    opened, _, _ = pkcs12.load_key_and_certificates(
        base64.b64decode(certificate["certificate"]), certificate["passphrase"].encode()
    )
    assert opened is not None
    secrets.add_key(
        "certificate's key", opened.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    )
    fcm: Any = providers["fcm"]["profile"]
    secrets.add_key("service account's key", json.loads(fcm["service_account"])["private_key"])
    webpush: Any = providers["webpush"]["profile"]
    secrets.add_number("VAPID key", base64.urlsafe_b64decode(webpush["private_key"] + "="))
    secrets.add("vault's passphrase", PASSPHRASE)
    secrets.add("proxy's password", PROXY_PASSWORD)
    secrets.add("proxy's password", base64.b64encode(f"ana:{PROXY_PASSWORD}".encode()))
    for provider in PROVIDERS:
        known: Any = providers[provider.spec.id]["profile"]
        for each in provider.spec.fields:
            if each.is_secret and known.get(each.key):
                secrets.add(f"{provider.spec.short_title}, {each.label}", str(known[each.key]))
    return secrets


@pytest.fixture
def wiretap(monkeypatch: pytest.MonkeyPatch) -> Iterator[Secrets]:
    """Note what really leaves and comes in: the tokens that are made on the way."""
    heard = Secrets()

    def listen(transport: type[Any]) -> None:
        genuine = transport.send

        async def send(self: Any, request: HttpRequest) -> HttpResponse:
            heard.add_authorization(request.header("authorization") or "")
            heard.add_authorization(request.body.decode("latin-1"))  # the assertion of a sign-in
            response: HttpResponse = await genuine(self, request)
            with contextlib.suppress(ValueError, TypeError, KeyError):
                heard.add("access token", json.loads(response.body)["access_token"])
            return response

        monkeypatch.setattr(transport, "send", send)

    listen(transport_httpx.HttpxTransport)
    listen(transport_curl.CurlTransport)
    return heard


@pytest.fixture
def user(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A shell with a vault behind a passphrase that is cheap to derive."""
    monkeypatch.setattr(passphrase_vault, "MEMORY_KIB", 64)
    monkeypatch.setattr(passphrase_vault, "PASSES", 1)
    return shell


@dataclass
class Watched:
    """A shell whose every word is kept."""

    shell: Shell
    words: list[str] = field(default_factory=list)

    def __call__(self, *arguments: str, stdin: bytes = b"", status: int | None = 0) -> Result:
        told = self.shell(*arguments, stdin=stdin)
        self.words += [told.out, told.err]
        assert status is None or told.status == status, told.out + told.err
        return told

    def assert_silent(self, secrets: Secrets, *folders: Path) -> None:
        """Nothing secret stands in what was printed, in the home, and in the folders."""
        assert not secrets.seen_in("\n".join(self.words).encode("utf-8", "surrogatepass"))
        files = [path for folder in (self.shell.home, *folders) for path in folder.rglob("*") if path.is_file()]
        assert files
        for path in files:
            assert not secrets.seen_in(path.read_bytes()), path


def add_all_kinds(watched: Watched, sandbox: Running) -> None:
    """Profiles with a key, with a certificate, with an environment's variable, and behind a proxy."""
    shell, apns = watched.shell, sandbox.ready.providers["apns"]
    certificate: Any = apns["certificate_profile"]
    place = ("--set", f"base_url={sandbox.url()}", "--set", f"ca_file={sandbox.ready.ca_file}")
    shell.environ["PASSPHRASE_OF_P12"] = certificate["passphrase"]
    watched(
        "profiles", "add", "certificate", "--provider", "apns", "--env", "local", "--set", f"bundle_id={APP}", *place,
        "--secret", "certificate=-", "--secret", "passphrase=env:PASSPHRASE_OF_P12", "--json",
        stdin=base64.b64decode(certificate["certificate"]),
    )  # fmt: skip
    known: Any = apns["profile"]
    fields = [part for name in ("key_id", "team_id", "bundle_id") for part in ("--set", f"{name}={known[name]}")]
    shell.environ["KEY_OF_APNS"] = known["key"]
    proxy = f"http://ana:{PROXY_PASSWORD}@127.0.0.1:{closed_port()}"
    away = ("--set", "base_url=https://push.example.com")
    for name, *more in (
        ("by-variable", *place, "--secret", "key=env:KEY_OF_APNS"),
        ("proxied", *away, "--secret", "key=-", "--set", f"proxy={proxy}"),
    ):
        watched(
            "profiles", "add", name, "--provider", "apns", "--env", "local", *fields, *more, "--json",
            stdin=known["key"].encode(),
        )  # fmt: skip


def test_no_secret_is_seen_after_real_use(
    user: Shell,
    sandbox: Running,
    wiretap: Secrets,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    expected_logs: ExpectedLogs,
) -> None:
    temporary, exports = tmp_path / "tmp", tmp_path / "exports"
    temporary.mkdir()
    exports.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    watched, message = Watched(user), user.message(data={"note": "kept"})
    ready = user.file("ready.json", json.dumps(sandbox.ready.to_json()))
    watched("profiles", "from-sandbox", ready, "--json")
    add_all_kinds(watched, sandbox)

    profiles = {**{f"sandbox-{name}": device for name, device in DEVICES.items()}}
    profiles |= {"certificate": DEVICES["apns"], "by-variable": DEVICES["apns"]}
    for profile, device in profiles.items():
        watched("send", message, "--profile", profile, "--to", device, "--json")
        watched("send", message, "--profile", profile, "--to", device, "--dry-run")
        watched("profiles", "test", profile, "--json", status=None)
        watched("profiles", "show", profile, "--json")
    for provider in DEVICES:
        watched("payload", message, "--provider", provider, "--profile", f"sandbox-{provider}")
    watched("topics", "subscribe", "news", "--profile", "sandbox-fcm", "--to", DEVICES["fcm"], "--json")
    watched("channels", "create", "--profile", "sandbox-apns", "--json")
    watched("send", message, "--profile", "proxied", "--to", DEVICES["apns"], "--json", status=4)

    for provider, fault in (("apns", "ExpiredProviderToken"), ("fcm", "UNAUTHENTICATED"), ("webpush", "BadJwtToken")):
        sandbox.control("POST", "/faults", {"provider": provider, "kind": "reason", "reason": fault})
        watched("send", message, "--profile", f"sandbox-{provider}", "--to", DEVICES[provider], status=1)

    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError(f"planted: {sandbox.ready.providers['apns']['profile']}")

    expected_logs("unexpected error")
    with monkeypatch.context() as patch:
        patch.setattr("pushbench.engine.planning.choose_profiles", broken)
        user.environ["PUSHBENCH_DEBUG"] = "1"
        watched("send", message, "--profile", "sandbox-apns", "--to", DEVICES["apns"], status=70)
        del user.environ["PUSHBENCH_DEBUG"]
    assert "planted" in (user.home / "pushbench.log").read_text()

    for name in ("curl", "har", "csv", "jsonl", "junit"):
        watched("history", "export", "--format", name, "--out", str(exports / name))
    listed = watched("history", "list", "--json", "--limit", "1000").lines
    assert len(listed) > 8
    for line in listed:
        watched("history", "show", line["id"], "--json")
        watched("history", "show", line["id"])
    watched("profiles", "list", "--json")
    watched("devices", "export", str(exports / "devices.json"))

    secrets = secrets_of(sandbox)
    secrets.found |= wiretap.found
    assert {"signature", "signed token", "bearer token"} <= set(wiretap.found.values())
    assert any(token.startswith(b"ya29.") for token in wiretap.found)
    watched.assert_silent(secrets, exports)
    assert not list(temporary.iterdir())
    shown = next(line for line in watched("profiles", "list", "--json").lines if line["name"] == "by-variable")
    assert shown["fields"]["key"] == "env:KEY_OF_APNS"
    assert b"KEY_OF_APNS" in b"".join(path.read_bytes() for path in user.home.glob("pushbench.db*"))


def test_a_server_that_echoes_everything_tells_nobody(
    user: Shell, sandbox: Running, wiretap: Secrets, tmp_path: Path
) -> None:
    """One by one and in bulk: answers that repeat the request's headers and body are kept without their secrets."""
    watched, server = Watched(user), OnThread()

    def echo(seen: Seen) -> Reply:
        headers = tuple((f"x-echo-{name.lstrip(':')}", value) for name, value in seen.headers)
        said = {"error": {"message": dict(seen.headers)}, "reason": dict(seen.headers).get("authorization", "x")}
        return Reply(400, headers, json.dumps(said).encode() + seen.body)

    server.peer.answer = echo
    trusted = server.ca_file(user.folder, sandbox.ready.ca_file)
    ready: Any = json.loads(json.dumps(sandbox.ready.to_json()))
    for service in ready["providers"].values():
        service["base_url"] = server.peer.origin
    ready["ca_file"] = trusted
    watched("profiles", "from-sandbox", user.file("ready.json", json.dumps(ready)))
    message = user.message()
    for provider, device in DEVICES.items():
        watched("send", message, "--profile", f"sandbox-{provider}", "--to", device, "--json", status=1)
    many = [part for number in range(9) for part in ("--to", f"token:{number:064x}")]
    watched("send", message, "--profile", "sandbox-apns", *many, "--json", status=1)
    for line in watched("history", "list", "--json", "--limit", "1000").lines:
        watched("history", "show", line["id"], "--json")
    for name in ("curl", "har", "csv", "jsonl", "junit"):
        watched("history", "export", "--format", name)
    server.stop()
    secrets = secrets_of(sandbox)
    secrets.found |= wiretap.found
    assert "signature" in secrets.found.values()
    watched.assert_silent(secrets)


def test_files_of_a_home_are_the_users_alone(user: Shell, sandbox: Running, tmp_path: Path) -> None:
    fresh = Shell(tmp_path / "fresh", user.folder, user.environ)
    ready = user.file("ready.json", json.dumps(sandbox.ready.to_json()))
    assert fresh("profiles", "from-sandbox", ready).status == 0
    if sys.platform == "win32":
        return
    assert fresh.home.stat().st_mode & 0o077 == 0
    for path in fresh.home.iterdir():
        assert path.name == ".vault.lock" or path.stat().st_mode & 0o077 == 0, path


class ProcessList:
    """Everybody's command lines, read over and over while the block runs, as any program on this computer can."""

    def __init__(self) -> None:
        self.seen: set[bytes] = set()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> ProcessList:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(0.05):
            for path in Path("/proc").glob("[0-9]*/cmdline"):
                with contextlib.suppress(OSError):
                    self.seen.add(path.read_bytes())


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="there is no /proc to look into")
def test_no_secret_is_seen_in_process_lists_or_left_by_processes(user: Shell, sandbox: Running, tmp_path: Path) -> None:
    """Real processes: the demo, an emulator of the home with its keys in the vault, a send that starts it by itself."""
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    environ = {**os.environ, **user.environ, "PYTHONPATH": SOURCE, "PUSHBENCH_HOME": str(user.home)}
    environ |= {"TMPDIR": str(temporary)}
    pushbench = [sys.executable, "-m", "pushbench"]
    ready_file, printed = tmp_path / "ready.json", []

    def run(*arguments: str, stdin: str = "") -> None:
        done = subprocess.run(
            [*pushbench, *arguments], env=environ, input=stdin, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        printed.append(done.stdout + done.stderr)

    key = sandbox.ready.providers["apns"]["profile"]
    assert isinstance(key, dict)
    with ProcessList() as processes:
        run("demo", "--json")
        emulator = subprocess.Popen(
            [*pushbench, "sandbox", "--port", "0", "--ready-file", str(ready_file)], env=environ, stderr=subprocess.PIPE
        )
        assert emulator.stderr is not None
        assert emulator.stderr.readline()
        ready = json.loads(ready_file.read_bytes())
        ready_file.unlink()
        run("profiles", "add", "own", "--provider", "fcm", "--env", "local")
        run("send", user.message(), "--profile", "own", "--to", DEVICES["fcm"], "--json")
        run(
            "profiles", "add", "key", "--provider", "apns", "--env", "local", "--secret", "key=-", stdin=str(key["key"])
        )
        marker = (user.home / "sandbox.json").read_bytes()
        emulator.terminate()
        emulator.communicate(timeout=30)
        run("send", user.message(), "--profile", "own", "--to", DEVICES["fcm"], "--json")

    secrets = secrets_of(sandbox)
    for name, keys in ready["providers"]["apns"]["keys"].items():
        secrets.add_key(f"the home's APNs key {name}", keys["key"])
    account = json.loads(ready["providers"]["fcm"]["profile"]["service_account"])
    secrets.add_key("the home's service account", account["private_key"])
    secrets.add("the home's VAPID key", ready["providers"]["webpush"]["profile"]["private_key"])
    own = [line for line in processes.seen if b"pushbench" in line]
    assert len(own) >= 4
    assert not secrets.seen_in(b"\n".join(own))
    assert not secrets.seen_in("\n".join(printed).encode())
    assert not secrets.seen_in(marker)
    for path in user.home.rglob("*"):
        assert not path.is_file() or not secrets.seen_in(path.read_bytes()), path
    assert [path.name for path in temporary.rglob("*")] == []
    assert not (user.home / "sandbox.json").exists()
