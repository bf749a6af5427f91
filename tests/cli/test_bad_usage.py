"""Misuse of the command line: what stands where, which exit code wins, and what interruptions leave behind."""

from __future__ import annotations

import contextlib
import errno
import io
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Result, Shell
from tests.cli.hostile import (
    DEVICES,
    PROVIDERS,
    OnThread,
    add_profile,
    armed,
    assert_told,
    closed_port,
    history_of,
    profile_of,
    send,
)
from tests.conftest import ExpectedLogs
from tests.engine.peer import Reply, Seen
from tests.sandbox.running import Running

from pushbench.cli.environment import Environment
from pushbench.cli.main import COMMANDS, main
from pushbench.engine import sending

SOURCE = str(Path(__file__).parents[2] / "src")
POSIX_ONLY = pytest.mark.skipif(sys.platform == "win32", reason="signals and pipes differ there")


@pytest.fixture(scope="module")
def user(_shared_sandbox: Running, tmp_path_factory: pytest.TempPathFactory) -> Shell:
    shell = armed(Shell(tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("files")), _shared_sandbox)
    shell.environ["PUSHBENCH_TIMEOUT"] = "30"
    for provider in PROVIDERS:
        assert add_profile(shell, _shared_sandbox, provider).status == 0
    assert shell("sets", "add", "all", *PROVIDERS).status == 0
    return shell


@pytest.fixture
def stranger(user: Shell, sandbox: Running) -> Iterator[OnThread]:
    server = OnThread()
    trusted = server.ca_file(user.folder, sandbox.ready.ca_file)
    assert add_profile(user, sandbox, "apns", name="stranger", base_url=server.peer.origin, ca_file=trusted).status == 0
    yield server
    server.stop()


def run_main(user: Shell, *arguments: str, stdout: Any = None, is_tty: bool = False) -> Result:
    """Run with a standard output of the test's own."""
    out, err = io.StringIO() if stdout is None else stdout, io.StringIO()
    status = main([*arguments], Environment(io.BytesIO(), out, err, user.home, user.environ, is_tty=is_tty))
    return Result(status, "" if stdout is not None else out.getvalue(), err.getvalue())


def start_process(user: Shell, *arguments: str | bytes, **options: Any) -> subprocess.Popen[bytes]:
    environ = {**os.environ, **user.environ, "PYTHONPATH": SOURCE, "PUSHBENCH_HOME": str(user.home)}
    return subprocess.Popen(
        [sys.executable, "-m", "pushbench", *arguments],
        env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options,
    )  # fmt: skip


MISUSES: list[tuple[str, ...]] = [
    ("nonsense",),
    ("--nonsense",),
    ("send",),
    ("send", "MESSAGE"),
    ("send", "MESSAGE", "--nonsense"),
    ("send", "MESSAGE", "--profile", "apns"),
    ("send", "MESSAGE", "--profile", "apns", "--set", "all", "--to", "x"),
    ("send", "MESSAGE", "more", "--profile", "apns", "--to", "x"),
    ("send", "MESSAGE", "--profile", "apns", "--to", "x", "--rate", "0"),
    ("send", "MESSAGE", "--profile", "apns", "--to", "x", "--rate", "nan"),
    ("send", "MESSAGE", "--profile", "apns", "--to", "x", "--rate", "inf"),
    ("send", "MESSAGE", "--profile", "apns", "--to", "x", "--concurrency", "-1"),
    ("send", "MESSAGE", "--profile", "apns", "--to", "x", "--allow", "many"),
    ("send", "MESSAGE", "--profile", "apns", "--to", "x", "--report", "xml=x"),
    ("send", "MESSAGE", "--profile", "apns", "--to", "x", "--report", "junit=/no/such/folder/x.xml"),
    ("send", "MESSAGE", "--profile", "apns", "--to", "x", "--report", "junit=/tmp"),
    ("send", "MESSAGE", "--profile", "apns", "--to", "x", "--var", "no-value"),
    ("check",),
    ("check", "no-such-file"),
    ("check", "MESSAGE", "--provider", "gcm"),
    ("payload", "MESSAGE"),
    ("payload", "MESSAGE", "--provider", "gcm"),
    ("preview", "MESSAGE"),
    ("preview", "MESSAGE", "--surface", "fridge", "--out", "x.png"),
    ("preview", "MESSAGE", "--surface", "iphone-lock", "--out", "/no/such/folder/x.png"),
    ("preview", "MESSAGE", "--surface", "iphone-lock", "--out", "x.png", "--scale", "1000"),
    ("preview", "MESSAGE", "--surface", "iphone-lock", "--out", "x.png", "--scale", "nan"),
    ("preview", "MESSAGE", "--surface", "iphone-lock", "--out", "x.png", "--provider", "fcm", "--text-size", "9999"),
    ("profiles",),
    ("profiles", "add", "x"),
    ("profiles", "add", "x", "--provider", "apns", "--env", "staging"),
    ("devices", "add", "x"),
    ("devices", "import", "/no/such/file"),
    ("devices", "export", "/no/such/folder/x.csv"),
    ("devices", "export", ""),
    ("devices", "export", "a\0b"),
    ("devices", "add", "", "--provider", "apns", "--token", "abcd"),
    ("history", "list", "--limit", "0"),
    ("history", "list", "--status", "delivered"),
    ("history", "export", "--format", "pdf"),
    ("history", "export", "--format", "csv", "--out", "/no/such/folder/x"),
    ("history", "export", "--format", "csv", "--out", "/tmp"),
    ("history", "export", "--format", "csv", "--out", ""),
    ("preview", "MESSAGE", "--surface", "iphone-lock", "--out", ""),
    ("sandbox", "--port", "99999"),
    ("topics", "subscribe", "news"),
    ("channels", "create"),
]  # fmt: skip


@pytest.mark.parametrize("arguments", MISUSES, ids=" ".join)
def test_misuse_exits_2_and_says_how_it_is_meant(user: Shell, sandbox: Running, arguments: tuple[str, ...]) -> None:
    message = user.message()
    told = user(*(message if argument == "MESSAGE" else argument for argument in arguments))
    if arguments == ("profiles",):  # a group alone shows its help
        assert told.status in (0, 2)
        return
    assert_told(told, 2)
    assert not told.out
    assert not sandbox.emulator.received


STOPPED: list[tuple[str, ...]] = [
    ("send", "MESSAGE", "--profile", "nobody", "--to", "x"),
    ("send", "MESSAGE", "--set", "nobody", "--to", "x"),
    ("send", "MESSAGE", "--profile", "apns", "--to", "x", "--variant", "Z"),
    ("send", "MESSAGE", "--profile", "\udcff", "--to", "x"),
    ("payload", "MESSAGE", "--provider", "apns", "--profile", "fcm"),
    ("payload", "MESSAGE", "--provider", "apns", "--profile", "nobody"),
    ("profiles", "show", "nobody"),
    ("profiles", "test", "nobody"),
    ("profiles", "remove", "nobody"),
    ("sets", "add", "x", "nobody"),
    ("sets", "remove", "nobody"),
    ("groups", "add", "x", "nobody"),
    ("groups", "remove", "@nobody"),
    ("devices", "remove", "nobody"),
    ("history", "show", "nobody"),
    ("history", "show", "\udcff"),
    ("topics", "subscribe", "news", "--profile", "apns", "--to", "Virtual iPhone"),
    ("channels", "create", "--profile", "fcm"),
]


@pytest.mark.parametrize("arguments", STOPPED, ids=lambda arguments: ascii(" ".join(arguments)))
def test_what_is_not_there_exits_3_and_names_what_is(user: Shell, sandbox: Running, arguments: tuple[str, ...]) -> None:
    message = user.message()
    told = user(*(message if argument == "MESSAGE" else argument for argument in arguments))
    assert_told(told, 3)
    assert not told.out
    assert not sandbox.emulator.received


def test_every_command_with_json_keeps_standard_output_for_json(user: Shell, tmp_path: Path) -> None:
    """On a home that cannot be used, every command fails, and none says a word on standard output."""
    blocked = tmp_path / "file"
    blocked.write_text("")
    shell = Shell(blocked, user.folder, user.environ)
    message = user.message()
    calls = [
        ("send", message, "--profile", "x", "--to", "y"), ("payload", message, "--provider", "apns"),
        ("profiles", "list"), ("profiles", "show", "x"), ("profiles", "test", "x"), ("profiles", "from-sandbox", message),
        ("profiles", "add", "x", "--provider", "apns", "--env", "local"), ("sets", "list"), ("groups", "list"),
        ("devices", "list"), ("devices", "import", message), ("history", "list"), ("history", "show", "x"),
        ("topics", "list", "--profile", "x", "--to", "y"), ("channels", "list", "--profile", "x"),
    ]  # fmt: skip
    for call in calls:
        told = shell(*call, "--json")
        assert_told(told, 3)
        assert not told.out, call
    for call in (("nonsense",), ("send", "--nonsense"), ("check", "/no/such/file")):
        told = shell(*call, "--json")
        assert_told(told, 2)
        assert not told.out


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_everywhere_and_needs_no_home(command: str, tmp_path: Path) -> None:
    shell = Shell(tmp_path / "never", tmp_path)
    told = shell(*filter(None, [command]), "--help")
    assert told.status == 0
    assert "Usage: pushbench" in told.out
    assert not (tmp_path / "never").exists()


def test_very_long_arguments_are_only_long(user: Shell) -> None:
    long = "x" * 500_000
    message = user.message()
    for call in (
        ("send", message, "--profile", long, "--to", "x"),
        ("send", message, "--profile", "apns", "--to", long),
        ("send", message, "--profile", "apns", "--to", f"token:{long}"),
        ("history", "list", "--search", long),
        ("history", "list", "--search", ". " * 50_000),
        ("history", "show", long),
        ("send", message, "--profile", "apns", "--to", "x " * 50_000),
        ("send", message, "--profile", "apns", "--to", DEVICES["apns"], "--dry-run", "--var", f"a={long}"),
        (long,),
    ):
        told = user(*call)
        assert told.status in (0, 2, 3)
        assert "Traceback" not in told.err


@POSIX_ONLY
def test_devices_and_pipes_are_written_into_and_never_replaced(user: Shell, tmp_path: Path) -> None:
    pipe, link, file = tmp_path / "pipe", tmp_path / "link", tmp_path / "file"
    os.mkfifo(pipe)
    file.write_text("old")
    file.chmod(0o640)
    link.symlink_to(file)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    for out in (pipe, link, Path("/dev/null")):
        assert user("devices", "export", str(out)).status == 0
        assert user("history", "export", "--format", "har", "--out", "/dev/null").status == 0
        assert send(user, "apns", "--report", "junit=/dev/null").status == 0
    reader.join(10)
    assert "Virtual iPhone" in read[0]
    assert pipe.is_fifo()
    assert Path("/dev/null").is_char_device()
    assert link.is_symlink()
    assert "Virtual iPhone" in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o640
    assert not list(tmp_path.glob(".pushbench*"))


class Gone(io.StringIO):
    """Standard output whose reader has left, or that cannot be written any more."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def write(self, text: str) -> int:
        raise OSError(self.number, os.strerror(self.number))


def test_a_reader_that_leaves_changes_nothing_of_a_send(user: Shell, sandbox: Running) -> None:
    before = len(history_of(user))
    targets = [part for device in DEVICES.values() for part in ("--to", device)]
    call = ("send", user.message(), "--set", "all", *targets, "--json")
    told = run_main(user, *call, stdout=Gone(errno.EPIPE))
    assert told.status == 0
    assert not told.err
    assert len(history_of(user)) - before == len(sandbox.emulator.received) == len(PROVIDERS)
    told = run_main(user, *call, stdout=Gone(errno.ENOSPC))
    assert_told(told, 1, "output was lost", "No space left")
    assert len(history_of(user)) - before == len(sandbox.emulator.received) == 2 * len(PROVIDERS)


@POSIX_ONLY
def test_a_pipe_that_closes_ends_a_listing_quietly(user: Shell) -> None:
    process = start_process(user, "preview", "--list", "--json")
    assert process.stdout is not None
    assert process.stderr is not None
    assert json.loads(process.stdout.readline())["id"]
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(30) == 0


@POSIX_ONLY
def test_arguments_that_are_no_utf8_are_told_by_a_real_process(user: Shell) -> None:
    process = start_process(user, "profiles", "show", b"\xff\xfe", "--json")
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (3, b"")
    assert "half a character" in err.decode()


def test_names_that_look_like_markup_are_shown_as_they_are(user: Shell, sandbox: Running) -> None:
    token = next(device.token for device in sandbox.ready.devices if device.provider == "apns")
    for name in ("[/bold]", "[red]x"):
        assert user("devices", "add", name, "--provider", "apns", "--token", token).status == 0
    message = user.message(content={"title": "[/b]\x1b[2J\u009b5n", "body": "a\tb\nc"})
    assert user("send", message, "--profile", "apns", "--to", "[/bold]").status == 0
    for is_tty in (False, True):
        listed = run_main(user, "devices", "list", is_tty=is_tty)
        assert listed.status == 0
        assert "[/bold]" in listed.out
        assert "[red]x" in listed.out
        shown = run_main(user, "history", "list", is_tty=is_tty)
        assert shown.status == 0
        assert "\x1b[2J" not in shown.out
        assert "\u009b" not in shown.out
    assert user("devices", "remove", "[/bold]", "[red]x").status == 0


def tokens(count: int) -> list[str]:
    return [part for number in range(count) for part in ("--to", f"token:{number:064x}")]


@POSIX_ONLY
@pytest.mark.parametrize("count", [3, 12], ids=["one by one", "in bulk"])
def test_an_interrupt_lets_the_push_in_flight_finish(user: Shell, stranger: OnThread, count: int) -> None:
    before = len(history_of(user))

    def answer(seen: Seen) -> Reply:
        if seen.path.endswith(f"{0:064x}"):
            os.kill(os.getpid(), signal.SIGINT)
            return Reply(delay=0.2)
        return Reply()

    stranger.peer.answer = answer
    told = user("send", user.message(), "--profile", "stranger", *tokens(count), "--concurrency", "1", "--json")
    assert told.status == 1, told.err
    outcomes = [delivery["outcome"] for delivery in told.deliveries]
    assert outcomes == ["accepted"] + ["not_sent"] * (count - 1)
    assert told.lines[-1]["accepted"] == 1
    assert told.lines[-1]["not_sent"] == count - 1
    assert all(all(delivery["explain"].values()) for delivery in told.deliveries[1:])
    assert len(stranger.peer.seen) == 1
    kept = history_of(user)
    assert len(kept) - before == count
    assert len({line["run"] for line in kept[:count]}) == 1


@POSIX_ONLY
def test_a_second_interrupt_ends_at_once_and_is_honest(user: Shell, stranger: OnThread) -> None:
    def answer(seen: Seen) -> Reply:
        os.kill(os.getpid(), signal.SIGINT)
        threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
        return Reply(stall=True)

    stranger.peer.answer = answer
    told = user("send", user.message(), "--profile", "stranger", *tokens(2), "--concurrency", "1", "--json")
    assert told.status == 130, told.out + told.err
    assert "Traceback" not in told.err
    kept = history_of(user)[:2]
    assert sorted(line["outcome"] for line in kept) == ["not_sent", "unclear"]


@POSIX_ONLY
def test_sigterm_ends_a_real_process_in_order(user: Shell, stranger: OnThread) -> None:
    process: subprocess.Popen[bytes] | None = None
    started = threading.Event()

    def answer(seen: Seen) -> Reply:
        started.wait(30)
        assert process is not None
        process.send_signal(signal.SIGTERM)
        return Reply(delay=0.2)

    stranger.peer.answer = answer
    call = ("send", user.message(), "--profile", "stranger", *tokens(3), "--concurrency", "1", "--json")
    process = start_process(user, *call)
    started.set()
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1, err
    assert [json.loads(line).get("outcome") for line in out.splitlines()] == ["accepted", "not_sent", "not_sent", None]
    assert {line["outcome"] for line in history_of(user)[:3]} == {"accepted", "not_sent"}


def outcome_profile(user: Shell, sandbox: Running, provider: str, **fields: str) -> None:
    assert add_profile(user, sandbox, provider, name=f"x-{provider}", **fields).status == 0


def test_which_exit_code_wins(
    user: Shell, sandbox: Running, monkeypatch: pytest.MonkeyPatch, expected_logs: ExpectedLogs
) -> None:
    """70, then 2 and 3, then 4, then 1."""
    nowhere = f"https://127.0.0.1:{closed_port()}"
    outcome_profile(user, sandbox, "apns", base_url=nowhere)
    outcome_profile(user, sandbox, "webpush", base_url=nowhere)
    outcome_profile(user, sandbox, "fcm")
    for name, members in (("none", ("x-apns", "x-webpush")), ("some", ("x-apns", "x-fcm"))):
        assert user("sets", "add", name, *members).status == 0
    message, report = user.message(), user.folder / "report.xml"

    def to(profile_set: str, *providers: str, more: tuple[str, ...] = ()) -> Result:
        targets = (part for provider in providers for part in ("--to", DEVICES[provider]))
        return user("send", message, "--set", profile_set, *targets, "--json", *more)

    nothing = to("none", "apns", "webpush")
    assert nothing.status == 4
    assert nothing.lines[-1]["not_sent"] == 2
    something = to("some", "apns", "fcm")
    assert something.status == 1
    assert {delivery["outcome"] for delivery in something.deliveries} == {"accepted", "not_sent"}
    assert to("none", "apns", "webpush", more=("--dry-run",)).status == 0

    written = to("none", "apns", more=("--report", f"junit={report}"))
    assert written.status == 4
    assert report.read_bytes()
    report.unlink()

    genuine = sending.begin_delivery

    def broken(parts: Any, delivery: Any, credentials: Any) -> Any:
        if delivery.provider == "fcm":
            raise LookupError("planted")
        return genuine(parts, delivery, credentials)

    expected_logs("a delivery ended with a mistake in Pushbench")
    expected_logs("unexpected error")
    monkeypatch.setattr(sending, "begin_delivery", broken)
    bug = to("some", "apns", "fcm", more=("--report", f"junit={report}"))
    assert bug.status == 70
    assert "LookupError" in bug.err
    assert "Traceback" not in bug.err
    assert [delivery["reason"] for delivery in bug.deliveries if delivery["provider"] == "fcm"] == ["bug"]
    assert bug.lines[-1]["type"] == "summary"
    monkeypatch.undo()

    assert user("send", user.file("bad", b"{"), "--set", "none", "--to", DEVICES["apns"]).status == 3


def test_a_report_that_cannot_be_written_after_all_is_told_after_the_summary(user: Shell, sandbox: Running) -> None:
    folder = user.folder / "reports"
    folder.mkdir()

    def on_received(_: Any) -> None:
        with contextlib.suppress(FileNotFoundError):
            folder.rmdir()

    sandbox.emulator.on_received = on_received
    try:
        told = send(user, "apns", "--report", f"junit={folder / 'x.xml'}")
    finally:
        sandbox.emulator.on_received = None
    assert_told(told, 2, "cannot be written")
    assert told.lines[-1]["accepted"] == 1


def test_a_bug_is_told_as_one_and_shows_itself_only_when_asked(
    user: Shell, monkeypatch: pytest.MonkeyPatch, expected_logs: ExpectedLogs, sandbox: Running
) -> None:
    key = profile_of(sandbox, "apns")["key"]

    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError(f"planted, with Bearer {'x' * 50} and {key}")

    expected_logs("unexpected error")
    monkeypatch.setattr("pushbench.engine.planning.choose_profiles", broken)
    told = send(user, "apns")
    assert_told(told, 70, "RuntimeError")
    user.environ["PUSHBENCH_DEBUG"] = "1"
    try:
        debugged = send(user, "apns")
    finally:
        del user.environ["PUSHBENCH_DEBUG"]
    assert debugged.status == 70
    assert "Traceback" in debugged.err
    assert "planted" in debugged.err
    log = (user.home / "pushbench.log").read_text()
    assert "planted" in log
    for text in (told.err, debugged.err, log):
        assert key.splitlines()[1] not in text
        assert "x" * 50 not in text
