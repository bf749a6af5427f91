"""Homes that cannot be used: full disks, locked, damaged and newer databases, vaults that do not open."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Shell
from tests.cli.hostile import DEVICES, PROVIDERS, OnThread, add_profile, armed, assert_told, history_of, send
from tests.engine.peer import Reply
from tests.sandbox.running import Running

from pushbench.store import opening
from pushbench.vault import passphrase as passphrase_vault

SOURCE = str(Path(__file__).parents[2] / "src")


@pytest.fixture
def user(shell: Shell, sandbox: Running) -> Shell:
    armed(shell, sandbox)
    assert add_profile(shell, sandbox, "apns").status == 0
    return shell


def database(user: Shell) -> Path:
    return user.home / "pushbench.db"


def commands(user: Shell) -> Iterator[tuple[str, ...]]:
    """One command of every kind that needs the home."""
    yield ("profiles", "list", "--json")
    yield ("profiles", "show", "apns")
    yield ("devices", "list", "--json")
    yield ("history", "list", "--json")
    yield ("history", "export", "--format", "har")
    yield ("payload", user.message(), "--provider", "apns")
    yield ("send", user.message(), "--profile", "apns", "--to", DEVICES["apns"], "--json")
    yield ("send", user.message(), "--profile", "apns", "--to", DEVICES["apns"], "--dry-run", "--json")
    yield ("groups", "add", "@qa", DEVICES["apns"])


def nothing_works(user: Shell, *words: str) -> None:
    for command in commands(user):
        assert_told(user(*command), 3, *words)


def test_a_damaged_database_is_refused_and_left_as_it_is(user: Shell, sandbox: Running) -> None:
    for content in (b"not a database at all" * 500, b"SQLite format 3\0" + bytes(4000)):
        for leftover in user.home.glob("pushbench.db*"):
            leftover.unlink()
        database(user).write_bytes(content)
        nothing_works(user, "damaged")
        assert database(user).read_bytes() == content
    assert not sandbox.emulator.received


def test_a_database_damaged_in_the_middle_is_refused_without_a_bug(user: Shell, sandbox: Running) -> None:
    assert send(user, "apns").status == 0
    with sqlite3.connect(database(user)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    content = bytearray(database(user).read_bytes())
    for start in range(4096 * 2, len(content), 4096):
        content[start : start + 60] = b"\xff" * 60
    database(user).write_bytes(content)
    for leftover in user.home.glob("pushbench.db-*"):
        leftover.unlink()
    for command in commands(user):
        told = user(*command)
        assert told.status in (0, 3), told.err  # some of what is asked for may stand in pages that are whole
        assert "Traceback" not in told.err


def test_a_database_of_the_future_is_refused_and_left_as_it_is(user: Shell, sandbox: Running) -> None:
    with sqlite3.connect(database(user)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999_from_the_future'")
    connection.close()
    nothing_works(user, "newer", "Update Pushbench")
    assert not sandbox.emulator.received
    with sqlite3.connect(database(user)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("9999_from_the_future",)
    connection.close()


def test_another_programs_database_is_refused_and_left_as_it_is(shell: Shell) -> None:
    with sqlite3.connect(shell.home / "pushbench.db") as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()
    assert_told(shell("devices", "list"), 3, "another program")
    with sqlite3.connect(shell.home / "pushbench.db") as connection:
        assert connection.execute("SELECT count(*) FROM recipes").fetchone() == (0,)
    connection.close()


def test_a_database_held_by_another_program_is_waited_for_and_then_told(
    user: Shell, sandbox: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "BUSY_SECONDS", 0.05)
    holder = sqlite3.connect(database(user), isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        assert_told(user("groups", "add", "@qa", DEVICES["apns"]), 3, "in use")
        told = send(user, "apns")
        assert_told(told, 3, "in use")
        assert not sandbox.emulator.received
    finally:
        holder.execute("ROLLBACK")
        holder.close()
    assert send(user, "apns").status == 0


def test_a_database_held_in_the_middle_of_a_run_loses_no_answer(
    user: Shell, sandbox: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was sent is printed, the run is unfinished in the history, and the exit code says that it was not kept."""
    monkeypatch.setattr(opening, "BUSY_SECONDS", 0.05)
    holder = sqlite3.connect(database(user), isolation_level=None, check_same_thread=False)
    hold = threading.Thread(target=lambda: holder.execute("BEGIN EXCLUSIVE"))

    def on_received(_: Any) -> None:
        hold.start()
        hold.join()

    sandbox.emulator.on_received = on_received
    try:
        told = send(user, "apns")
    finally:
        sandbox.emulator.on_received = None
        holder.execute("ROLLBACK")
        holder.close()
    assert_told(told, 3, "in use")
    assert [line["outcome"] for line in told.deliveries] == ["accepted"]
    assert told.lines[-1]["accepted"] == 1
    assert user("history", "list", "--json").status == 0


def test_a_home_that_is_no_folder_or_cannot_be_made_is_told(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    for home in (file, file / "below", Path("/proc/pushbench"), tmp_path / ("x" * 300)):
        assert_told(shell("--home", str(home), "devices", "list", "--json"), 3, "home")
    assert_told(shell("--home", "", "devices", "list"), 2, "--home")
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "pushbench.db").mkdir()
    assert_told(shell("--home", str(tmp_path / "taken"), "devices", "list"), 3, "database")


_AS_SOMEBODY = """
import io, os, sys
from pathlib import Path
from pushbench.cli.environment import Environment
from pushbench.cli.main import main

folder = Path(sys.argv[1])

def run(home, *arguments):
    out, err = io.StringIO(), io.StringIO()
    environ = {"PUSHBENCH_VAULT": "memory"}
    status = main([*arguments], Environment(io.BytesIO(), out, err, folder / home, environ))
    print(int(status), err.getvalue().replace(chr(10), " "), flush=True)

commands = [("devices", "list"), ("groups", "add", "@qa", "x")]
for command in commands:  # everything is imported while it may be read
    run("other", *command)
run("other", "check", str(folder / "readable"))
if os.geteuid() == 0:
    os.seteuid(65534)
for command in commands:
    run("home", *command)
run("home", "check", str(folder / "secret"))
run("home", "payload", str(folder / "secret"), "--provider", "apns")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="permissions differ there")
def test_what_may_not_be_written_or_read_is_told() -> None:
    """In a process that is no administrator's, for whom permissions mean something."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        for place in ("home", "other"):
            made = Shell(folder / place, folder, {"PUSHBENCH_VAULT": "memory"})
            assert made("devices", "add", "x", "--provider", "apns", "--token", "ab" * 32).status == 0
        for file in ("readable", "secret"):
            (folder / file).write_text('{"format":1,"content":{"title":"x"}}')
        for path in (*(folder / "home").iterdir(), folder / "home"):
            path.chmod(0o555 if path.is_dir() else 0o444)
        (folder / "secret").chmod(0)
        done = subprocess.run(
            [sys.executable, "-c", _AS_SOMEBODY, str(folder)],
            env={**os.environ, "PYTHONPATH": SOURCE}, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        (folder / "home").chmod(0o755)
    assert done.returncode == 0, done.stderr
    told = done.stdout.splitlines()
    assert [line.split()[0] for line in told] == ["0", "0", "0", "3", "3", "1", "3"], told
    for line in told[3:]:
        assert "Permission denied" in line
        assert "Fix:" in line


_FULL = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from pushbench.__main__ import main
limit = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
sys.exit(main())
"""


def run_process(user: Shell, code: str, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, **user.environ, "PYTHONPATH": SOURCE, "PUSHBENCH_HOME": str(user.home)}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=environ, capture_output=True, text=True, timeout=60, check=False, **options,
    )  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of this kind")
def test_a_full_disk_loses_nothing_that_was_there(user: Shell, sandbox: Running) -> None:
    assert send(user, "apns").status == 0
    before = history_of(user)
    limit = "4096"
    sandbox.reset()
    message = user.message()
    sent = run_process(user, _FULL, limit, "send", message, "--profile", "apns", "--to", DEVICES["apns"], "--json")
    assert sent.returncode == 3, sent.stdout + sent.stderr
    assert "disk is full" in sent.stderr
    assert "Fix:" in sent.stderr
    assert "Traceback" not in sent.stderr
    assert not sandbox.emulator.received
    added = run_process(user, _FULL, limit, "devices", "add", "x", "--provider", "apns", "--token", "ab" * 32)
    assert added.returncode == 3, added.stderr
    fresh = Shell(user.home.parent / "fresh", user.folder, user.environ)
    made = run_process(fresh, _FULL, "8192", "devices", "list")
    assert made.returncode == 3, made.stdout + made.stderr
    assert "Traceback" not in made.stderr
    assert history_of(user) == before
    out = user.folder / "export.har"
    exported = run_process(user, _FULL, "100", "history", "export", "--format", "har", "--out", str(out))
    assert exported.returncode in (2, 3)
    assert "cannot be written" in exported.stderr or "full" in exported.stderr
    assert not out.exists()
    assert not list(user.folder.glob(".export.har*"))


@pytest.fixture
def locked(shell: Shell, sandbox: Running, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A home whose secrets rest behind a passphrase, wrapped as cheaply as it goes."""
    monkeypatch.setattr(passphrase_vault, "MEMORY_KIB", 64)
    monkeypatch.setattr(passphrase_vault, "PASSES", 1)
    ready = shell.file("ready.json", json.dumps(sandbox.ready.to_json()))
    assert shell("profiles", "from-sandbox", ready).status == 0
    return shell


VAULT_FILES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "damaged"),
    "no JSON": (b"{", "damaged"),
    "a list": (b"[]", "damaged"),
    "nested too deeply": (b"[" * 60_000, "damaged"),
    "endless": (b" " * 100_000, "damaged"),
    "binary": (bytes(range(256)), "damaged"),
    "of the future": (b'{"format": 2}', "newer"),
    "wrong types": (b'{"format": 1, "passphrase": 5}', "damaged"),
    "without a key": (b'{"format": 1}', "no key"),
    "a key without a checksum": (b'{"format": 1, "passphrase": {"kdf": "argon2id"}}', "damaged"),
}


@pytest.mark.parametrize(("content", "word"), VAULT_FILES.values(), ids=VAULT_FILES.keys())
def test_a_vault_that_does_not_open_stops_a_send(locked: Shell, sandbox: Running, content: bytes, word: str) -> None:
    vault = locked.home / "vault.json"
    before = vault.read_bytes()
    vault.write_bytes(content)
    told = send(locked, "apns", profile="sandbox-apns")
    assert_told(told, 3, word)
    assert not sandbox.emulator.received
    assert vault.read_bytes() == content
    assert locked("profiles", "list", "--json").status == 0
    vault.write_bytes(before)
    assert send(locked, "apns", profile="sandbox-apns").status == 0


def test_argon2_settings_of_an_attacker_cost_nothing(locked: Shell) -> None:
    vault = locked.home / "vault.json"
    document = json.loads(vault.read_bytes())
    part = document["passphrase"] | {"memory_kib": 2**40}
    part["sum"] = passphrase_vault._sum({key: value for key, value in part.items() if key != "sum"})
    vault.write_text(json.dumps(document | {"passphrase": part}))
    assert_told(send(locked, "apns", profile="sandbox-apns"), 3, "bounds")


def test_wrong_and_missing_passphrases_stop_a_send(locked: Shell, sandbox: Running) -> None:
    for environ, word in (
        ({"PUSHBENCH_PASSPHRASE": "wrong"}, "passphrase does not open"),
        ({}, "no passphrase"),
        ({"PUSHBENCH_PASSPHRASE_FILE": "/no/such/file"}, "cannot be read"),
        ({"PUSHBENCH_PASSPHRASE_FILE": "~nobody-of-that-name/x"}, "cannot be read"),
        ({"PUSHBENCH_PASSPHRASE_FILE": str(locked.home)}, "cannot be read"),
        ({"PUSHBENCH_PASSPHRASE_FILE": locked.file("empty", "")}, "empty"),
        ({"PUSHBENCH_VAULT": "memory"}, "sealed with another key"),
        ({"PUSHBENCH_VAULT": "keychain"}, "keychain"),
    ):
        locked.environ = environ
        told = send(locked, "apns", profile="sandbox-apns")
        assert_told(told, 3, word)
        assert "correct horse" not in told.out + told.err
    locked.environ = {"PUSHBENCH_VAULT": "safe"}
    assert_told(send(locked, "apns", profile="sandbox-apns"), 2, "keychain, passphrase, memory")
    locked.environ = {"PUSHBENCH_PASSPHRASE_FILE": locked.file("passphrase", "correct horse battery staple\r\n")}
    assert send(locked, "apns", profile="sandbox-apns").status == 0
    assert len(sandbox.emulator.received) == 1


def test_a_secret_that_was_lost_from_the_database_is_told(locked: Shell, sandbox: Running) -> None:
    with sqlite3.connect(locked.home / "pushbench.db") as connection:
        connection.execute("DELETE FROM secrets")
    connection.close()
    for provider in PROVIDERS:
        assert_told(send(locked, provider, profile=f"sandbox-{provider}"), 3, "gone", "again")
    assert not sandbox.emulator.received


def test_a_ready_file_that_is_none_is_told(shell: Shell, sandbox: Running) -> None:
    known = sandbox.ready.to_json()
    providers: Any = known["providers"]
    bad: list[Any] = [
        b"", b"[]", b"{}", b"[" * 100_000, b"\xff\xfe", {"providers": []}, {"providers": {"apns": 5}},
        {"providers": {"apns": {"base_url": 5, "profile": []}}}, {**known, "ca_file": 5}, {**known, "devices": 5},
        {**known, "devices": [5, {"name": 5}, {"name": "x", "provider": "gcm", "token": "y"}]},
        {**known, "providers": {**providers, "gcm": {"base_url": "https://127.0.0.1:1", "profile": {}}}},
    ]  # fmt: skip
    for content in bad:
        file = shell.file("ready.json", content)
        told = shell("profiles", "from-sandbox", file, "--json")
        assert told.status in (0, 3), (content, told.err)
        if told.status == 3:
            assert_told(told, 3)
    assert_told(shell("profiles", "from-sandbox", "/no/such/file"), 2)


@pytest.mark.parametrize("name", ["ein Häuschen #1?", "100% %20 &;'\"", "line\nbreak"])
def test_homes_of_any_name_work(shell: Shell, sandbox: Running, tmp_path: Path, name: str) -> None:
    user = armed(Shell(tmp_path / name, shell.folder), sandbox)
    assert add_profile(user, sandbox, "apns").status == 0
    assert send(user, "apns").status == 0
    assert len(history_of(user)) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="signals differ")
def test_a_process_that_was_killed_leaves_a_home_that_works(user: Shell, sandbox: Running) -> None:
    process: subprocess.Popen[bytes] | None = None
    started, server = threading.Event(), OnThread()

    def answer(_: Any) -> Reply:
        started.wait(30)
        assert process is not None
        process.kill()
        return Reply(stall=True)

    server.peer.answer = answer
    trusted = server.ca_file(user.folder, sandbox.ready.ca_file)
    add_profile(user, sandbox, "apns", name="stranger", base_url=server.peer.origin, ca_file=trusted)
    environ = {**os.environ, **user.environ, "PYTHONPATH": SOURCE, "PUSHBENCH_HOME": str(user.home)}
    call = ("send", user.message(), "--profile", "stranger", "--to", DEVICES["apns"], "--json")
    process = subprocess.Popen([sys.executable, "-m", "pushbench", *call], env=environ, stdout=subprocess.PIPE)
    started.set()
    out, _ = process.communicate(timeout=60)
    server.stop()
    assert (process.returncode, out) == (-signal.SIGKILL, b"")
    assert send(user, "apns").status == 0
    assert [line["outcome"] for line in history_of(user)] == ["accepted"]
    with sqlite3.connect(database(user)) as connection:
        ended = connection.execute("SELECT count(*), count(finished_at) FROM runs").fetchone()
    connection.close()
    assert ended == (2, 2)


@pytest.mark.skipif(sys.platform == "win32", reason="signals differ")
def test_ten_commands_on_one_home_at_once(user: Shell, sandbox: Running) -> None:
    code = "import sys; from pushbench.__main__ import main; sys.exit(main())"
    environ = {**os.environ, **user.environ, "PYTHONPATH": SOURCE, "PUSHBENCH_HOME": str(user.home)}
    environ["PUSHBENCH_TIMEOUT"] = "30"
    message = user.message()
    command = [sys.executable, "-c", code, "send", message, "--profile", "apns", "--to", DEVICES["apns"], "--json"]
    running = [
        subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(10)
    ]
    ended = [(process.communicate(timeout=90), process.returncode) for process in running]
    assert [status for _, status in ended] == [0] * 10, ended
    lines = [json.loads(line) for (out, _), _ in ended for line in out.splitlines()]
    assert sum(line["type"] == "summary" and line["accepted"] for line in lines) == 10
    assert len(history_of(user)) == len(sandbox.emulator.received) == 10
    assert len({line["id"] for line in history_of(user)}) == 10
