"""send, dry run, payload and exit codes, over real TLS against the emulator."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from tests.cli.conftest import Shell
from tests.sandbox.running import Running

DEVICES = {"apns": "Virtual iPhone", "fcm": "Virtual Pixel", "webpush": "Virtual browser"}


@pytest.mark.parametrize(("provider", "status"), [("apns", 200), ("fcm", 200), ("webpush", 201)])
def test_each_provider_accepts(linked: Shell, sandbox: Running, provider: str, status: int) -> None:
    sent = linked("send", linked.message(), "--profile", f"sandbox-{provider}", "--to", DEVICES[provider], "--json")
    assert sent.status == 0, sent.err
    (delivery,) = sent.deliveries
    assert delivery["outcome"] == "accepted"
    assert delivery["status"] == status
    assert delivery["target"] == DEVICES[provider]
    assert delivery["attempts"] == 1
    assert delivery["explain"] is None
    assert sent.lines[-1] | {"seconds": 0} == {
        "type": "summary",
        "accepted": 1,
        "rejected": 0,
        "unclear": 0,
        "not_sent": 0,
        "seconds": 0,
    }
    (received,) = sandbox.emulator.received
    assert (received.title, received.body) == ("Gate changed", "Walk to B42")


def test_a_set_sends_each_target_through_its_own_profile(linked: Shell, sandbox: Running) -> None:
    assert linked("sets", "add", "all", *(f"sandbox-{name}" for name in DEVICES)).status == 0
    assert linked("groups", "add", "@everyone", *DEVICES.values()).status == 0
    sent = linked("send", linked.message(), "--set", "all", "--to", "@everyone", "--json")
    assert sent.status == 0, sent.err
    assert {d["provider"]: d["target"] for d in sent.deliveries} == DEVICES
    assert len(sandbox.emulator.received) == 3


FAULTS: list[tuple[str, dict[str, Any], str, int | None, str | None]] = [
    ("apns", {"kind": "reason", "reason": "Unregistered"}, "rejected", 410, "Unregistered"),
    ("apns", {"kind": "reason", "reason": "BadDeviceToken"}, "rejected", 400, "BadDeviceToken"),
    ("apns", {"kind": "reason", "reason": "ExpiredProviderToken"}, "rejected", 403, "ExpiredProviderToken"),
    ("fcm", {"kind": "reason", "reason": "UNREGISTERED"}, "rejected", 404, "UNREGISTERED"),
    ("fcm", {"kind": "reason", "reason": "SENDER_ID_MISMATCH"}, "rejected", 403, "SENDER_ID_MISMATCH"),
    ("webpush", {"kind": "reason", "status": 410}, "rejected", 410, None),
    ("webpush", {"kind": "reason", "reason": "BadJwtToken"}, "rejected", 403, "BadJwtToken"),
    ("apns", {"kind": "reset"}, "unclear", None, None),
    ("fcm", {"kind": "malformed"}, "unclear", 200, None),
]


@pytest.mark.parametrize(("provider", "fault", "outcome", "status", "reason"), FAULTS)
def test_each_fault_gives_its_outcome_and_an_explanation(
    linked: Shell,
    sandbox: Running,
    provider: str,
    fault: dict[str, Any],
    outcome: str,
    status: int | None,
    reason: str | None,
) -> None:
    token = next(d.token for d in sandbox.ready.devices if d.provider == provider)
    with sandbox.client(http2=False) as client:
        endpoint = json.loads(token)["endpoint"] if provider == "webpush" else token
        set_fault = client.post(
            f"{sandbox.ready.control_url}/faults", json={"provider": provider, "token": endpoint, **fault}
        )
        assert set_fault.status_code < 300, set_fault.text
    sent = linked("send", linked.message(), "--profile", f"sandbox-{provider}", "--to", DEVICES[provider], "--json")
    assert sent.status == 1, sent.err
    (delivery,) = sent.deliveries
    assert delivery["outcome"] == outcome
    assert delivery["status"] == status
    if reason is not None:
        assert delivery["reason"] == reason
    assert all(delivery["explain"][part] for part in ("what", "why", "fix"))


def test_dry_run_opens_no_connection_and_exits_well(linked: Shell, sandbox: Running) -> None:
    told = linked("send", linked.message(), "--profile", "sandbox-fcm", "--to", "Virtual Pixel", "--dry-run", "--json")
    assert told.status == 0, told.err
    (delivery,) = told.deliveries
    assert delivery["outcome"] == "not_sent"
    assert delivery["request"]["method"] == "POST"
    assert json.loads(delivery["request"]["body"])["message"]["notification"]["title"] == "Gate changed"
    assert not sandbox.emulator.received
    assert told.lines[-1]["not_sent"] == 1


@pytest.mark.parametrize("provider", list(DEVICES))
def test_payload_and_dry_run_print_the_same_request(linked: Shell, provider: str) -> None:
    target, profile = DEVICES[provider], f"sandbox-{provider}"
    payload = linked("payload", linked.message(), "--provider", provider, "--to", target)
    dry = linked("send", linked.message(), "--profile", profile, "--to", target, "--dry-run", "--json")
    assert payload.status == dry.status == 0, payload.err + dry.err
    first, second = payload.lines[0], dry.deliveries[0]["request"]
    assert first["varies"] == second["varies"]
    assert {key: first[key] for key in ("method", "url")} == {key: second[key] for key in ("method", "url")}
    assert first.get("plain", first["body"]) == second.get("plain", second["body"])


def test_a_closed_port_exits_4(linked: Shell) -> None:
    added = linked(
        "profiles", "add", "nowhere", "--provider", "webpush", "--env", "sandbox", "--set", "subject=mailto:a@b.example",
        "--secret", "private_key=-", "--set", "base_url=https://127.0.0.1:9", stdin=b"yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw\n",
    )  # fmt: skip
    assert added.status == 0, added.err
    sent = linked("send", linked.message(), "--profile", "nowhere", "--to", "Virtual browser", "--json")
    assert sent.status == 4, sent.out + sent.err
    assert sent.deliveries[0]["outcome"] == "not_sent"
    assert "9" in sent.deliveries[0]["explain"]["what"] + sent.deliveries[0]["explain"]["why"]


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["send", "missing.push.json", "--profile", "sandbox-apns", "--to", "Virtual iPhone"], 2),
        (["send", "MESSAGE", "--profile", "sandbox-apns"], 2),
        (["send", "MESSAGE", "--to", "Virtual iPhone"], 2),
        (["send", "MESSAGE", "--profile", "a", "--set", "b", "--to", "x"], 2),
        (["send", "MESSAGE", "--profile", "no-such", "--to", "Virtual iPhone"], 3),
        (["send", "MESSAGE", "--profile", "sandbox-apns", "--to", "Nobody's phone"], 3),
        (["send", "MESSAGE", "--profile", "sandbox-apns", "--to", "@nobody"], 3),
        (["send", "MESSAGE", "--profile", "sandbox-apns", "--to", "token:12 34"], 3),
        (["send", "MESSAGE", "--profile", "sandbox-apns", "--to", "token:not-hex"], 3),
        (["send", "MESSAGE", "--profile", "sandbox-apns", "--to", "topic:news"], 3),
        (["send", "MESSAGE", "--profile", "sandbox-apns", "--to", ""], 3),
        (["send", "MESSAGE", "--profile", "sandbox-apns", "--to", "token:@/no/such/file"], 2),
        (["send", "MESSAGE", "--profile", "sandbox-apns", "--to", "Virtual iPhone", "--report", "xml=a"], 2),
        (["nonsense"], 2),
        (["history", "show", "no-such-id"], 3),
        (["preview", "MESSAGE", "--surface", "fridge", "--out", "x.png"], 2),
    ],
)
def test_exit_codes_of_mistakes(linked: Shell, sandbox: Running, arguments: list[str], status: int) -> None:
    message = linked.message()
    told = linked(*(message if argument == "MESSAGE" else argument for argument in arguments))
    assert told.status == status, told.out + told.err
    assert "Traceback" not in told.err
    assert not sandbox.emulator.received


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"{", 3), (b"", 3), (b"[]", 3), (b'{"format": 99}', 3), (b"\xff\xfe", 3), (b"<html>", 3), (b"[" * 100_000, 3)],
)
def test_unreadable_messages_stop_a_send_and_fail_a_check(linked: Shell, content: bytes, status: int) -> None:
    file = linked.file("bad.push.json", content)
    sent = linked("send", file, "--profile", "sandbox-apns", "--to", "Virtual iPhone")
    assert sent.status == status, sent.err
    assert "Why:" in sent.err
    assert "Fix:" in sent.err
    assert linked("check", file).status == 1


def test_a_giant_message_is_refused(linked: Shell) -> None:
    file = linked.file("big.push.json", b'{"format": 1, "name": "' + b"x" * 50_000_000 + b'"}')
    assert linked("send", file, "--profile", "sandbox-apns", "--to", "Virtual iPhone").status == 3


def test_errors_found_stop_a_send(linked: Shell, sandbox: Running) -> None:
    message = linked.message(overrides={"apns": {"headers": {"apns-priority": "high"}}})
    sent = linked("send", message, "--profile", "sandbox-apns", "--to", "Virtual iPhone")
    assert sent.status == 3
    assert "APNS" in sent.err
    assert not sandbox.emulator.received


def test_the_message_comes_from_standard_input(linked: Shell, sandbox: Running) -> None:
    text = json.dumps({"format": 1, "content": {"title": "From a pipe"}}).encode()
    assert linked("send", "-", "--profile", "sandbox-apns", "--to", "Virtual iPhone", stdin=text).status == 0
    assert sandbox.emulator.received[0].title == "From a pipe"


def test_variables_come_from_the_command_line_and_keep_their_type(linked: Shell, sandbox: Running) -> None:
    message = linked.message(
        content={"title": "Gate {{gate}}"}, data={"seats": "{{seats}}"}, variables={"gate": "A1", "seats": 1}
    )
    sent = linked(
        "send", message, "--profile", "sandbox-apns", "--to", "Virtual iPhone", "--var", "gate=B42", "--var", "seats=2"
    )
    assert sent.status == 0, sent.err
    payload = json.loads(sandbox.emulator.received[0].payload)
    assert payload["aps"]["alert"]["title"] == "Gate B42"
    assert payload["seats"] == 2


def test_raw_tokens_and_files_of_tokens(linked: Shell, sandbox: Running) -> None:
    token = next(d.token for d in sandbox.ready.devices if d.provider == "apns")
    assert linked("send", linked.message(), "--profile", "sandbox-apns", "--to", f"token:{token}").status == 0
    subscription = next(d.token for d in sandbox.ready.devices if d.provider == "webpush")
    file = linked.file("subscription.json", subscription + "\n")
    assert linked("send", linked.message(), "--profile", "sandbox-webpush", "--to", f"token:@{file}").status == 0
    assert len(sandbox.emulator.received) == 2


def test_junit_reports_are_written(linked: Shell) -> None:
    report = linked.folder / "report.xml"
    linked(
        "send", linked.message(), "--profile", "sandbox-apns", "--to", "Virtual iPhone", "--report", f"junit={report}"
    )
    suite = ElementTree.fromstring(report.read_bytes())[0]
    assert suite.get("tests") == "1"
    assert suite.get("failures") == "0"


def test_production_needs_yes_and_crowds_a_number(linked: Shell, sandbox: Running) -> None:
    ready = json.loads((linked.folder / "ready.json").read_text())["providers"]["fcm"]
    account = linked.file("account.json", ready["profile"]["service_account"])
    linked(
        "profiles", "add", "live", "--provider", "fcm", "--env", "production", "--secret", f"service_account=@{account}",
        "--set", f"base_url={ready['base_url']}", "--set", f"token_url={ready['token_url']}",
        "--set", f"ca_file={sandbox.ready.ca_file}",
    )  # fmt: skip
    send = ("send", linked.message(), "--profile", "live", "--to")
    assert linked(*send, "Virtual Pixel").status == 3
    assert linked(*send, "topic:news", "--yes").status == 3
    assert not sandbox.emulator.received
    assert linked(*send, "Virtual Pixel", "--yes").status == 0
    assert linked(*send, "topic:news", "--yes", "--allow", "1").status == 0
    assert linked(*send, "Virtual Pixel", "--dry-run").status == 0


def test_history_keeps_what_was_sent_with_secrets_masked(linked: Shell) -> None:
    linked("send", linked.message(), "--profile", "sandbox-apns", "--to", "Virtual iPhone")
    listed = linked("history", "list", "--json")
    (delivery,) = listed.lines
    assert delivery["run"]
    assert delivery["at"].endswith("Z")
    shown = linked("history", "show", delivery["id"], "--json").lines[0]
    (attempt,) = shown["trace"]
    assert attempt["request"]["headers"]["authorization"] == "bearer ***"
    assert json.loads(attempt["request"]["body"])["aps"]["alert"]["title"] == "Gate changed"
    for name in ("curl", "har", "csv", "jsonl", "junit"):
        exported = linked("history", "export", "--format", name)
        assert exported.status == 0, exported.err
        assert "Gate changed" in exported.out or name in ("junit", "jsonl")
    assert linked("history", "list", "--search", "gate", "--json").lines
    assert not linked("history", "list", "--search", "nothing-such", "--json").lines
    assert not linked("history", "list", "--status", "rejected", "--json").lines


def test_secrets_are_never_arguments(shell: Shell) -> None:
    told = shell("profiles", "add", "p", "--provider", "apns", "--env", "sandbox", "--secret", "key=MIGHAgEAMBMGByqG")
    assert told.status == 2
    assert "MIGHAgEAMBMGByqG" not in told.err


def test_without_a_vault_a_secret_is_refused_with_the_ways(shell: Shell) -> None:
    shell.environ.clear()
    told = shell("profiles", "add", "p", "--provider", "apns", "--env", "sandbox", "--secret", "key=-", stdin=b"text")
    assert told.status == 3
    assert "PUSHBENCH_PASSPHRASE" in told.err
    assert "env:NAME" in told.err


def test_a_variable_holds_the_secret_instead(linked: Shell, sandbox: Running) -> None:
    profile: Any = sandbox.ready.providers["apns"]["profile"]
    linked.environ = {"APNS_KEY": profile["key"]}
    added = linked(
        "profiles", "add", "by-env", "--provider", "apns", "--env", "sandbox", "--secret", "key=env:APNS_KEY",
        *(part for name in ("key_id", "team_id", "bundle_id") for part in ("--set", f"{name}={profile[name]}")),
        "--set", f"base_url={sandbox.url()}", "--set", f"ca_file={sandbox.ready.ca_file}",
    )  # fmt: skip
    assert added.status == 0, added.err
    assert linked("send", linked.message(), "--profile", "by-env", "--to", "Virtual iPhone").status == 0
    listed = linked("profiles", "list", "--json").lines
    assert next(p for p in listed if p["name"] == "by-env")["fields"]["key"] == "env:APNS_KEY"


def test_a_wrong_passphrase_locks_the_secrets(linked: Shell) -> None:
    linked.environ = {"PUSHBENCH_PASSPHRASE": "wrong"}
    told = linked("send", linked.message(), "--profile", "sandbox-apns", "--to", "Virtual iPhone")
    assert told.status == 3
    assert "passphrase" in told.err


def test_no_secret_rests_in_plain_text(linked: Shell, sandbox: Running) -> None:
    for provider, device in DEVICES.items():
        linked("send", linked.message(), "--profile", f"sandbox-{provider}", "--to", device)
    needles = set()
    for provider, field in (("apns", "key"), ("fcm", "service_account"), ("webpush", "private_key")):
        profile: Any = sandbox.ready.providers[provider]["profile"]
        text = json.loads(profile[field])["private_key"] if field == "service_account" else profile[field]
        lines = [line for line in text.splitlines() if line and "-----" not in line]
        needles |= {line for line in lines if len(line) > 20 and not line.startswith(("MIGHAgEAMBMGByqG", "MII"))}
    assert needles
    exported = "".join(linked("history", "export", "--format", name).out for name in ("curl", "har", "jsonl"))
    for path in linked.home.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not any(needle.encode() in content for needle in needles), path
    assert not any(needle in exported for needle in needles)
    assert "ya29." not in exported
    assert Path(linked.home / "pushbench.db").exists()
