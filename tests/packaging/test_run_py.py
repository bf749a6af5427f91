"""run.py: which set-up a command needs, and the whole of it in a checkout whose requirements are empty."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import IO

import pytest

TOP = Path(__file__).parents[2]
PROGRAM = """
import json, os, pathlib, signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))
signal.signal(signal.SIGINT, lambda *_: sys.exit(8))
print(json.dumps({"arguments": sys.argv[1:], "pid": os.getpid(), "here": os.getcwd()}), flush=True)
if "wait" in sys.argv:
    time.sleep(60)
if "read" in sys.argv:
    print(sys.stdin.read())
sys.exit(int(next((word[5:] for word in sys.argv if word.startswith("exit=")), 0)))
"""


@pytest.fixture
def run_module(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """run.py as a module, without running it."""
    monkeypatch.syspath_prepend(str(TOP))
    before = list(sys.path)
    import run

    yield run
    sys.path[:] = before


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        ([], ""),
        (["--home", "somewhere"], ""),
        (["--home=somewhere", "--json"], ""),
        (["--home", "preview", "demo"], "demo"),
        (["--json", "preview", "x", "--surface", "y"], "preview"),
        (["--help"], "--help"),
        (["--home", "x", "--version"], "--version"),
        (["send", "-"], "send"),
    ],
)
def test_the_command_is_found_among_the_options(run_module: ModuleType, arguments: list[str], command: str) -> None:
    assert run_module.first_word(arguments) == command


@pytest.mark.skipif(sys.platform != "linux", reason="displays are named by variables on Linux alone")
@pytest.mark.parametrize(("name", "has_display"), [("DISPLAY", True), ("WAYLAND_DISPLAY", True), ("OTHER", False)])
def test_a_display_is_named_by_the_environment(
    run_module: ModuleType, monkeypatch: pytest.MonkeyPatch, name: str, has_display: bool
) -> None:
    for variable in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv(name, ":1")
    assert run_module.has_display() is has_display


def test_missing_libraries_are_named(run_module: ModuleType) -> None:
    from checkout import system_packages

    assert system_packages.missing_from({"libc.so.6": "libc6", "libnone.so.1": "none"}) == ["libnone.so.1"]


def test_without_root_the_one_line_is_said(run_module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    from checkout import system_packages
    from checkout.steps import Stopped

    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(Stopped) as caught:
        system_packages.install_system_packages(["libegl1", "libgl1"], "Missing for Qt.")
    assert "sudo apt-get install -y --no-install-recommends libegl1 libgl1" in str(caught.value)


def test_as_root_the_packages_are_installed_with_words_on_standard_error_only(
    run_module: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    from checkout import system_packages

    fake = tmp_path / "apt-get"
    fake.write_text('#!/bin/sh\necho "apt-get $*"\n')
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(sys, "stderr", sys.__stderr__)
    system_packages.install_system_packages(["libegl1"], "Missing for Qt.")
    heard = capfd.readouterr()
    assert heard.out == ""
    assert "apt-get update" in heard.err
    assert "apt-get install -y --no-install-recommends libegl1" in heard.err


def test_the_system_node_counts_only_when_new_enough(
    run_module: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from checkout.node import system_npm

    monkeypatch.setenv("PATH", str(tmp_path))
    assert system_npm() is None
    for name in ("node", "npm"):
        (tmp_path / name).write_text("")
        (tmp_path / name).chmod(0o755)
    for version, is_enough in (("v18.19.0", False), ("v20.0.0", True), ("v24.1.0", True), ("nonsense", False)):
        (tmp_path / "node").write_text(f"#!/bin/sh\necho {version}\n")
        assert system_npm() == ([str(tmp_path / "npm")] if is_enough else None)


# -- the whole, in a checkout of its own -------------------------------------------------------------------------------


class Checkout:
    """A checkout with the real run.py and set-up, empty requirements, and a program that says what it was given."""

    def __init__(self, top: Path, *, has_uv: bool) -> None:
        self.top = top
        shutil.copytree(TOP / "packaging" / "checkout", top / "packaging" / "checkout")
        shutil.copy(TOP / "run.py", top)
        (top / "packaging" / "requirements").mkdir()
        for name in ("run", "test"):
            (top / "packaging" / "requirements" / f"{name}.txt").write_text("# nothing\n")
        program = top / "src" / "pushbench" / "__main__.py"
        program.parent.mkdir(parents=True)
        program.write_text(PROGRAM)
        tools = top / "tools"
        tools.mkdir()
        if has_uv:
            (tools / "uv").symlink_to(str(shutil.which("uv")))
        self.environment = {**os.environ, "PATH": f"{tools}:/usr/bin:/bin", "DISPLAY": ":1", "UV_OFFLINE": "1"}

    def start(
        self, *arguments: str, cwd: Path | None = None, stdin: int | IO[str] | None = None
    ) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, str(self.top / "run.py"), *arguments],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=cwd or self.top,
            env=self.environment,
        )

    def run(self, *arguments: str, cwd: Path | None = None, text: str = "") -> tuple[int, str, str]:
        process = self.start(*arguments, cwd=cwd, stdin=subprocess.PIPE)
        out, err = process.communicate(text, timeout=60)
        return process.returncode, out, err


@pytest.fixture
def checkout(request: pytest.FixtureRequest, tmp_path: Path) -> Checkout:
    """A fresh checkout, set up by uv where there is one; parametrize indirectly with "pip" for the slow way."""
    tool = getattr(request, "param", None)
    if tool == "uv" and not shutil.which("uv"):
        pytest.skip("needs uv on the PATH")
    return Checkout(tmp_path / "check out ü", has_uv=tool != "pip" and bool(shutil.which("uv")))


pytestmark = pytest.mark.skipif(os.name != "posix", reason="the checks of processes are written for POSIX")


@pytest.mark.slow
@pytest.mark.parametrize("checkout", ["uv", "pip"], indirect=True)
def test_first_start_sets_up_and_the_second_starts_at_once(checkout: Checkout, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "json.py").write_text("raise SystemExit('a file of the current folder took a module’s place')")
    status, out, err = checkout.run("send", "a b", "exit=5", cwd=elsewhere)
    assert status == 5, err
    assert json.loads(out)["arguments"] == ["send", "a b", "exit=5"]
    assert json.loads(out)["here"] == str(elsewhere)
    assert "sets up its environment" in err

    began = time.monotonic()
    status, out, err = checkout.run("read", text="piped ü")
    assert time.monotonic() - began < 2
    assert (status, err) == (0, "")
    assert out.splitlines()[1] == "piped ü"

    (checkout.top / "packaging" / "requirements" / "run.txt").write_text("# changed\n")
    assert "sets up its environment" in checkout.run("list")[2]
    stamp = checkout.top / ".venv" / "pushbench-setup.json"
    stamp.write_text(stamp.read_text().replace("3.", "2."))
    assert "sets up its environment" in checkout.run("list")[2]
    assert checkout.run("list")[2] == ""


@pytest.mark.slow
def test_without_a_display_the_demo_runs_instead_of_the_window(checkout: Checkout) -> None:
    del checkout.environment["DISPLAY"]
    checkout.environment.pop("WAYLAND_DISPLAY", None)
    for arguments in ([], ["--home", "x"]):
        status, out, _ = checkout.run(*arguments)
        assert (status, json.loads(out)["arguments"]) == (0, [*arguments, "demo"])
    assert json.loads(checkout.run("list")[1])["arguments"] == ["list"]


@pytest.mark.slow
def test_signals_reach_the_program_itself(checkout: Checkout) -> None:
    checkout.run("list")
    for number, status in ((signal.SIGTERM, 7), (signal.SIGINT, 8)):
        process = checkout.start("wait")
        assert process.stdout is not None
        said = json.loads(process.stdout.readline())
        assert said["pid"] == process.pid
        process.send_signal(number)
        process.communicate(timeout=20)
        assert process.returncode == status


@pytest.mark.slow
def test_two_first_starts_set_up_once(checkout: Checkout) -> None:
    processes = [checkout.start("list", stdin=subprocess.DEVNULL) for _ in range(3)]
    heard = [process.communicate(timeout=60) for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], heard
    assert sum("sets up its environment" in err for _, err in heard) == 1


@pytest.mark.slow
def test_a_set_up_that_fails_says_why_and_the_next_begins_afresh(checkout: Checkout) -> None:
    requirements = checkout.top / "packaging" / "requirements" / "run.txt"
    requirements.write_text(f"no-such-package-here==1.0 --hash=sha256:{hashlib.sha256(b'').hexdigest()}\n")
    checkout.environment["PIP_NO_INDEX"] = "1"
    status, out, err = checkout.run("list")
    assert (status, out) == (3, "")
    for part in ("Pushbench cannot start. The packages were not installed.", "Why:", "Do:"):
        assert part in err
    assert "Traceback" not in err
    requirements.write_text("# nothing\n")
    assert checkout.run("list")[0] == 0


@pytest.mark.slow
def test_a_second_set_up_waits_for_the_first(checkout: Checkout) -> None:
    with (checkout.top / ".venv.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        process = checkout.start("list", stdin=subprocess.DEVNULL)
        assert process.stderr is not None
        assert "waiting" in process.stderr.readline()
        assert not (checkout.top / ".venv").exists()
    process.communicate(timeout=60)
    assert process.returncode == 0
