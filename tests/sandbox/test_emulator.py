"""The emulator as a whole: the ready object, what stays over a restart, and what is gone after the end."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import ssl
import stat
import uuid
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from tests.sandbox.running import APP, Running, ShiftedClock

from pushbench.domain.errors import Trouble, UserError
from pushbench.sandbox.emulator import Emulator, SystemRandomness
from pushbench.sandbox.exchange import Received, VirtualDevice
from pushbench.sandbox.ready import Ready, write_ready_file


def test_the_ready_object_is_the_contracts(sandbox: Running) -> None:
    ready = sandbox.ready.to_json()

    assert list(ready) == ["pid", "ca_file", "control_url", "providers", "devices", "port"]
    assert ready["pid"] == os.getpid()
    assert Path(str(ready["ca_file"])).is_absolute()
    assert str(ready["control_url"]) == f"https://127.0.0.1:{ready['port']}"
    assert json.loads(sandbox.ready.to_text()) == ready
    assert "\n" not in sandbox.ready.to_text()


def test_the_apns_part_of_the_ready_object(sandbox: Running) -> None:
    apns = sandbox.ready.providers["apns"]
    profile = apns["profile"]

    assert isinstance(profile, dict)
    assert set(profile) == {"key", "key_id", "team_id", "bundle_id"}
    assert profile["bundle_id"] == APP
    assert load_pem_private_key(str(profile["key"]).encode(), None)
    assert apns["base_url"] != apns["manage_base_url"]
    for key in ("base_url", "manage_base_url"):
        url = httpx.URL(str(apns[key]))
        assert (url.scheme, url.host, url.path) == ("https", "127.0.0.1", "/")
    assert {"certificate_profile", "tokens", "keys"} <= set(apns)
    [phone] = [device for device in sandbox.ready.devices if device.provider == "apns"]
    assert phone == VirtualDevice("Virtual iPhone", "apns", "ios", sandbox.token())
    assert len(bytes.fromhex(phone.token)) == 32


def test_the_certificate_names_both_hosts(sandbox: Running) -> None:
    pem = Path(sandbox.ready.ca_file).read_bytes()
    for host in ("127.0.0.1", "localhost"):
        context = ssl.create_default_context(cadata=pem.decode())
        with (
            socket.create_connection(("127.0.0.1", sandbox.ready.port), timeout=5) as plain,
            context.wrap_socket(plain, server_hostname=host) as tls,
        ):
            assert tls.version() in ("TLSv1.3", "TLSv1.2")


def test_the_ca_file_is_private_and_goes_away(tmp_path: Path) -> None:
    for ca_dir in (None, tmp_path):
        running = Running(ca_dir=ca_dir)
        path = Path(running.ready.ca_file)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        x509.load_pem_x509_certificate(path.read_bytes())
        if ca_dir is None:
            assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        running.stop()
        assert not path.exists()
    assert list(tmp_path.iterdir()) == []


def test_keys_handed_in_again_give_the_same_sandbox() -> None:
    first = Running()
    first.stop()
    second = Running(keys=first.emulator.keys())
    second.stop()

    assert first.emulator.keys() == second.emulator.keys()
    assert first.ready.providers["apns"]["profile"] == second.ready.providers["apns"]["profile"]
    assert first.ready.providers["apns"]["tokens"] == second.ready.providers["apns"]["tokens"]


def test_two_emulators_side_by_side_are_strangers(sandbox: Running) -> None:
    other = Running()
    try:
        assert other.token() != sandbox.token()
        with pytest.raises(httpx.ConnectError), other.client(tls=sandbox.tls) as client:
            client.get(other.ready.control_url)
    finally:
        other.stop()


def test_a_chosen_port_and_a_taken_one() -> None:
    clock = ShiftedClock()

    async def run() -> None:
        first = Emulator(clock=clock)
        port = (await first.start()).port
        second = Emulator(clock=clock)
        with pytest.raises(UserError, match=f"cannot listen on 127.0.0.1:{port}"):
            await second.start(port=port)
        with pytest.raises(UserError, match="cannot listen"):
            await second.start(port=70_000)
        await first.aclose()
        assert (await second.start(port=port)).port == port
        with pytest.raises(RuntimeError, match="runs already"):
            await second.start()
        await second.aclose()
        await second.aclose()
        with pytest.raises(RuntimeError, match="not running"):
            second.ready  # noqa: B018 (reading it is the test)
        assert len(asyncio.all_tasks()) == 1

    asyncio.run(run())


def test_tells_a_listener_what_arrives(sandbox: Running) -> None:
    heard: list[Received] = []
    sandbox.emulator.on_received = heard.append
    try:
        sandbox.push()
    finally:
        sandbox.emulator.on_received = None

    assert heard == sandbox.emulator.received
    assert len(heard) == 1


def test_the_ready_file_appears_whole_and_private(sandbox: Running, tmp_path: Path) -> None:
    path = tmp_path / "ready.json"
    path.write_text("older and longer" * 10_000)

    write_ready_file(path, sandbox.ready)

    assert json.loads(path.read_text()) == sandbox.ready.to_json()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_ready_file_that_cannot_be_written(sandbox: Running, tmp_path: Path) -> None:
    for path in (tmp_path / "no" / "such" / "folder", tmp_path):
        with pytest.raises(UserError, match="cannot be written") as caught:
            write_ready_file(path, sandbox.ready)
        assert caught.value.trouble is Trouble.USAGE
    assert list(tmp_path.iterdir()) == []


def test_system_randomness_has_the_right_forms() -> None:
    randomness = SystemRandomness()

    assert len(randomness.bytes(16)) == 16
    one, other = randomness.uuid(), randomness.uuid()
    assert one == str(uuid.UUID(one)) != other


def test_ready_is_a_value() -> None:
    ready = Ready(1, "/ca.pem", "https://127.0.0.1:1", 1, {"apns": {"base_url": "u", "profile": {}}}, ())

    assert ready.to_json()["providers"] == {"apns": {"base_url": "u", "profile": {}}}
