"""The real window as a process on a virtual screen: first push in one click, an orderly end in the middle of a send."""

from __future__ import annotations

import json
import os
import shutil
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]
SEND_BUTTON = ("1350", "25")
"""Where the Send button lies in a window of 1440 x 900."""


def eventually(what: str, ask: Callable[[], Any], seconds: float = 60.0) -> Any:
    """Ask until the answer is true; a bound, not a delay."""
    until = time.monotonic() + seconds
    while True:
        answer = ask()
        if answer:
            return answer
        assert time.monotonic() < until, f"{what} did not happen within {seconds:.0f} s"
        time.sleep(0.1)


@pytest.fixture
def screen() -> Iterator[str]:
    """A virtual screen of its own."""
    for program in ("Xvfb", "xdotool"):
        if shutil.which(program) is None:
            if os.environ.get("PUSHBENCH_REQUIRE_PEERS"):
                pytest.fail(f"{program} is not installed")
            pytest.skip(f"{program} is not installed")
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1440x900x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as pipe:
        display = f":{pipe.readline().strip()}"
    yield display
    server.terminate()
    server.wait(10)


class Window:
    """A running Pushbench with its own home and screen."""

    def __init__(self, home: Path, display: str, *, is_first: bool = False) -> None:
        self.home = home
        home.mkdir()
        choices = {} if is_first else {"sandbox-welcomed": True}
        (home / "window.json").write_text(json.dumps({"width": 1440, "height": 900, "choices": choices}))
        self.environ = {
            **os.environ,
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "PUSHBENCH_HOME": str(home),
            "PUSHBENCH_VAULT": "memory",
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "pushbench"],
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def cli(self, *arguments: str) -> list[dict[str, Any]]:
        ended = subprocess.run(
            [sys.executable, "-m", "pushbench", *arguments, "--json"],
            env=self.environ,
            capture_output=True,
            text=True,
            check=False,
        )
        return [json.loads(line) for line in ended.stdout.splitlines()]

    def click(self, x: str, y: str) -> None:
        subprocess.run(["xdotool", "mousemove", x, y, "click", "1"], env=self.environ, check=True)

    def take_keyboard(self) -> None:
        """Wait for the window and give it the keys, as a window manager would."""
        find = ["xdotool", "search", "--onlyvisible", "--name", "Pushbench"]

        def is_there() -> bool:
            found = subprocess.run(find, env=self.environ, capture_output=True, text=True, check=False).stdout.split()
            focus = ["xdotool", "windowfocus", *found[:1]]
            return bool(found) and subprocess.run(focus, env=self.environ, check=False).returncode == 0

        eventually("a window", is_there)

    def press(self, key: str) -> None:
        subprocess.run(["xdotool", "key", "--clearmodifiers", key], env=self.environ, check=True)

    def type(self, text: str) -> None:
        subprocess.run(["xdotool", "type", "--delay", "20", text], env=self.environ, check=True)

    def state(self) -> dict[str, Any]:
        """What the window remembers for its next start."""
        found: dict[str, Any] = json.loads((self.home / "window.json").read_text())
        return {"mode": "", "screen": "", **found}

    @property
    def children(self) -> list[int]:
        """Processes that any of its threads started."""
        threads = Path(f"/proc/{self.process.pid}/task").iterdir()
        return [int(pid) for thread in threads for pid in (thread / "children").read_text().split()]

    def wait_for_devices(self) -> None:
        eventually("three virtual devices", lambda: len(self.cli("devices", "list")) >= 3)

    def control(self, method: str, path: str, body: Any = None) -> httpx.Response:
        marker = json.loads((self.home / "sandbox.json").read_text())
        tls = ssl.create_default_context(cafile=marker["ca_file"])
        with httpx.Client(verify=tls, trust_env=False) as client:
            return client.request(method, marker["control_url"] + path, json=body)

    def end(self) -> None:
        """Ask the window to close, and see that nothing of it stays."""
        children = self.children
        self.process.send_signal(signal.SIGTERM)
        out, err = self.process.communicate(timeout=30)
        assert self.process.returncode == 0, err
        assert (out, err) == ("", "")
        for pid in children:
            eventually("the children's end", lambda pid=pid: not Path(f"/proc/{pid}").exists(), 10)  # type: ignore[misc]
        assert not (self.home / "sandbox.json").exists()


@pytest.fixture
def window(tmp_path: Path, screen: str) -> Iterator[Window]:
    made = Window(tmp_path / "home", screen)
    yield made
    if made.process.poll() is None:
        made.process.kill()
        made.process.communicate()


def test_the_first_push_takes_one_click(window: Window) -> None:
    window.wait_for_devices()
    window.click(*SEND_BUTTON)
    accepted = eventually(
        "three accepted pushes",
        lambda: len(found := window.cli("history", "list", "--status", "accepted")) == 3 and found,
    )
    assert {d["target"] for d in accepted} == {"Virtual iPhone", "Virtual Pixel", "Virtual browser"}
    assert [push["title"] for push in window.control("GET", "/received").json()] == ["Hello from Pushbench"] * 3
    assert len(window.children) == 1
    window.end()


def test_closing_during_a_send_leaves_nothing_behind(window: Window) -> None:
    window.wait_for_devices()
    for provider in ("apns", "fcm", "webpush"):
        assert window.control("POST", "/faults", {"provider": provider, "kind": "stall"}).status_code == 200
    window.click(*SEND_BUTTON)
    eventually("a send under way", lambda: window.control("GET", "/faults").json() is not None)
    time.sleep(1.5)  # whatever is under way by now, the end must be orderly
    window.end()
    left = window.cli("history", "list")
    assert all(d["outcome"] in ("accepted", "rejected", "unclear", "not_sent") for d in left)
    assert all(d["explain"] for d in left if d["outcome"] != "accepted")


@pytest.fixture
def first_window(tmp_path: Path, screen: str) -> Iterator[Window]:
    """A window that is opened for the first time."""
    made = Window(tmp_path / "home", screen, is_first=True)
    yield made
    if made.process.poll() is None:
        made.process.kill()
        made.process.communicate()


def test_the_first_push_takes_two_presses_of_return(first_window: Window) -> None:
    window = first_window
    window.take_keyboard()

    def is_running() -> bool:
        window.press("Return")
        time.sleep(1)  # the window may still be opening, and a second Return would be the second step's
        return (window.home / "sandbox.json").exists()

    eventually("a running sandbox", is_running)

    def has_arrived() -> list[Any]:
        window.press("Return")
        found: list[Any] = window.control("GET", "/received").json()
        return found

    pushes = eventually("a push", has_arrived)
    assert pushes[0]["title"] == "Hello from Pushbench"
    window.end()


def test_the_theme_is_changed_by_keys(window: Window) -> None:
    window.wait_for_devices()
    window.take_keyboard()
    window.press("ctrl+comma")

    def is_dark() -> bool:
        window.press("ctrl+k")
        window.type("dark")
        window.press("Return")
        time.sleep(1)  # the window writes its state a moment after it changed
        return bool(window.state()["mode"] == "dark")

    eventually("the dark theme", is_dark)
    window.end()
    assert (window.state()["mode"], window.state()["screen"]) == ("dark", "settings")
