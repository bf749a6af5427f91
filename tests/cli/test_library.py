"""Devices, groups, topics, channels, check, preview, demo and the sandbox's process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import Shell
from tests.sandbox.running import Running

from pushbench.engine.registry import Registry


def test_devices_are_added_listed_exported_and_imported(shell: Shell) -> None:
    token = "ab" * 32
    added = shell(
        "devices", "add", "Ana", "--provider", "apns", "--token", token, "--platform", "ios", "--tag", "qa",
        "--attributes", '{"first_name": "Ana"}',
    )  # fmt: skip
    assert added.status == 0, added.err
    (device,) = shell("devices", "list", "--json").lines
    assert {key: device[key] for key in ("name", "provider", "platform", "token", "tags")} == {
        "name": "Ana",
        "provider": "apns",
        "platform": "ios",
        "token": token,
        "tags": ["qa"],
    }
    file = shell.folder / "devices.csv"
    assert shell("devices", "export", str(file)).status == 0
    assert shell("devices", "remove", "Ana").status == 0
    assert shell("devices", "remove", "Ana").status == 3
    assert shell("devices", "import", str(file)).status == 0
    assert [d["name"] for d in shell("devices", "list", "--json").lines] == ["Ana"]


def test_bad_devices_are_refused(shell: Shell) -> None:
    assert shell("devices", "add", "A", "--provider", "apns", "--token", "ab cd").status == 3
    assert shell("devices", "add", "A", "--provider", "none", "--token", "ab").status in (2, 3)
    assert shell("devices", "add", "A", "--provider", "apns", "--token", "ab" * 32, "--attributes", "[1]").status == 2
    assert shell("devices", "import", "/no/such/file.csv").status == 2
    assert shell("groups", "add", "g", "Nobody").status == 3


def test_topics_are_managed(linked: Shell) -> None:
    to = ("--profile", "sandbox-fcm", "--to", "Virtual Pixel", "--json")
    assert linked("topics", "subscribe", "news", *to).status == 0
    assert linked("topics", "list", *to).lines[0]["topic"] == ["news"]
    assert linked("send", linked.message(), "--profile", "sandbox-fcm", "--to", "topic:news").status == 0
    assert linked("topics", "unsubscribe", "news", *to).status == 0
    assert "topic" not in linked("topics", "list", *to).lines[0]


def test_channels_are_managed_and_sent_to(linked: Shell, sandbox: Running) -> None:
    profile = ("--profile", "sandbox-apns", "--json")
    created = linked("channels", "create", *profile)
    assert created.status == 0, created.out + created.err
    (channel,) = created.lines[0]["channel"]
    assert linked("channels", "list", *profile).lines[0]["channel"] == [channel]
    assert linked("channels", "show", channel, *profile).status == 0
    message = linked.message(
        content={},
        delivery={
            "kind": "live-activity",
            "ttl_seconds": 0,
            "live_activity": {"event": "update", "state": {"gate": "B42"}},
        },
    )
    sent = linked("send", message, "--profile", "sandbox-apns", "--to", f"channel:{channel}", "--json")
    assert sent.status == 0, sent.out + sent.err
    assert linked("channels", "delete", channel, *profile).status == 0
    assert linked("channels", "show", channel, *profile).status == 1


def test_profiles_are_listed_tested_and_removed(linked: Shell) -> None:
    listed = linked("profiles", "list", "--json").lines
    assert {p["name"]: (p["provider"], p["env"]) for p in listed} == {
        f"sandbox-{provider}": (provider, "local") for provider in Registry().ids
    }
    assert all(set(p) == {"name", "provider", "env", "fields"} for p in listed)
    for name in (p["name"] for p in listed):
        tested = linked("profiles", "test", name, "--json")
        assert tested.status == 0, tested.out
        assert tested.lines
    assert linked("profiles", "remove", "sandbox-fcm").status == 0
    assert linked("profiles", "show", "sandbox-fcm").status == 3


def test_check_names_findings_and_fails_on_errors(shell: Shell) -> None:
    good = shell("check", shell.message(), "--json")
    assert good.status == 0, good.out
    assert good.lines[-1]["type"] == "summary"
    bad = shell("check", shell.message(overrides={"apns": {"headers": {"apns-priority": "high"}}}), "--json")
    assert bad.status == 1
    told = shell(
        "check", shell.message(overrides={"apns": {"headers": {"apns-priority": "high"}}}), "--provider", "apns"
    )
    assert told.out.splitlines()[-1].startswith("1 error, ")
    assert any(f["rule"].startswith("APNS") and f["severity"] == "error" for f in bad.lines[:-1])
    assert shell("check", shell.message(), "--provider", "none").status == 2
    assert shell("check", "/no/such").status == 2


def test_payload_without_a_profile_takes_the_only_one(linked: Shell) -> None:
    shown = linked("payload", linked.message(), "--provider", "apns")
    assert shown.status == 0, shown.err
    request = shown.lines[0]
    assert request["headers"]["authorization"] == "bearer ***"
    assert request["headers"]["apns-topic"] == "dev.pushbench.demo"
    assert json.loads(request["body"])["aps"]["alert"] == {"title": "Gate changed", "body": "Walk to B42"}


def test_payload_of_a_browser_shows_the_clear_text(linked: Shell) -> None:
    request = linked("payload", linked.message(), "--provider", "webpush", "--to", "Virtual browser").lines[0]
    assert request["body_encoding"] == "base64"
    assert "Gate changed" in request["plain"]


def test_preview_writes_a_picture_and_tells_what_is_shown(shell: Shell) -> None:
    out = shell.folder / "gate.png"
    told = shell("preview", shell.message(), "--surface", "iphone-lock", "--out", str(out), "--json")
    assert told.status == 0, told.err
    assert out.read_bytes().startswith(b"\x89PNG")
    shown = told.lines[0]
    assert [text["role"] for text in shown["shown"]] == ["title", "body"]
    assert len(shell("preview", "--list", "--json").lines) > 20


def test_the_demo_accepts_everywhere_and_tells_what_is_shown(shell: Shell) -> None:
    shell.environ.clear()
    told = shell("demo", "--json")
    assert told.status == 0, told.err
    assert {d["provider"]: d["outcome"] for d in told.deliveries} == dict.fromkeys(Registry().ids, "accepted")
    shown = [line for line in told.lines if line["type"] == "shown"]
    assert {line["provider"] for line in shown} == set(Registry().ids)
    assert all(line["title"] == "Hello from Pushbench" and line["body"] for line in shown)
    assert not list(shell.home.iterdir())


@pytest.mark.slow
def test_the_sandbox_runs_until_it_is_told_to_stop(tmp_path: Path) -> None:
    ready_file = tmp_path / "ready.json"
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    command = [
        sys.executable,
        "-m",
        "pushbench",
        "--home",
        str(tmp_path / "home"),
        "sandbox",
        "--ready-file",
        str(ready_file),
    ]
    process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    assert "runs" in process.stderr.readline()
    ready = json.loads(ready_file.read_text())
    assert ready["pid"] == process.pid
    assert ready_file.stat().st_mode & 0o777 == 0o600
    assert set(ready["providers"]) >= {"apns", "fcm", "webpush"}
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (0, ""), err


def test_help_is_everywhere(shell: Shell) -> None:
    for command in ("", "send", "devices", "history", "profiles", "channels", "topics", "sandbox", "preview"):
        told = shell(*([command] if command else []), "--help")
        assert told.status == 0
        assert "Usage" in told.out
