"""Whenever the window is told to end, it ends in order: soon, without a word, without leftovers, with what was typed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]
CHILD = Path(__file__).with_name("closing_child.py")
ENDS_WITHIN_SECONDS = 10.0
"""Five, and as much again for a machine that does other things."""
OFFSCREEN = "This plugin does not support"
PHASES = ("show", "furnish", "load", "open", "store", "first start", "screens", "sandbox")
SITUATIONS = ("text", "dialog", "palette", "menu", "file dialog")


def ended(home: Path, moment: str) -> tuple[int, str]:
    """Run the window until it has ended; returns exit code and standard error."""
    home.mkdir(exist_ok=True)
    (home / "window.json").write_text('{"choices": {"sandbox-welcomed": true}}')
    user = home.parent / "user"
    user.mkdir(exist_ok=True)
    environ = {
        **os.environ,
        "HOME": str(user),
        "QT_QPA_PLATFORM": "offscreen",
        "PUSHBENCH_VAULT": "memory",
        "PUSHBENCH_HOME": str(home),
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }
    process = subprocess.Popen(
        [sys.executable, "-X", "faulthandler", str(CHILD), str(home), moment],
        env=environ,
        cwd=home,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        out, errors = process.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        process.kill()
        out, errors = process.communicate()
        pytest.fail(f"did not end; told to at {out!r}\n{errors}")
    took = time.monotonic() - float(out)
    assert took < ENDS_WITHIN_SECONDS, f"took {took:.1f} s"
    left = subprocess.run(["ps", "-o", "args=", "-g", str(process.pid)], capture_output=True, text=True, check=False)
    assert not left.stdout, left.stdout
    assert not (home / "sandbox.json").exists()
    said = "".join(line for line in errors.splitlines(keepends=True) if not line.startswith(OFFSCREEN))
    return process.returncode, said


@pytest.mark.parametrize("phase", PHASES)
def test_it_ends_in_order_in_every_phase_of_its_start(tmp_path: Path, phase: str) -> None:
    assert ended(tmp_path / "home", phase) == (0, "")


@pytest.mark.parametrize("situation", SITUATIONS)
def test_it_ends_in_order_whatever_is_open(tmp_path: Path, situation: str) -> None:
    home = tmp_path / "home"
    assert ended(home, situation) == (0, "")
    if situation == "text":
        saved = next((home / "messages").glob("*.push.json"))
        assert json.loads(saved.read_text())["content"]["title"] == "Typed just now"


def test_it_ends_on_a_full_disk_and_damages_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    code, errors = ended(home, "full disk")
    assert code == 0, errors
    assert "Traceback" not in errors
    assert "could not be saved anywhere" in errors
    saved = next((home / "messages").glob("*.push.json"))
    assert json.loads(saved.read_text())["content"]["title"]
    assert ended(home, "text") == (0, "")


def test_a_full_folder_of_messages_loses_nothing_that_was_typed(tmp_path: Path) -> None:
    home = tmp_path / "home"
    code, errors = ended(home, "full folder")
    assert code == 0, errors
    assert "Traceback" not in errors
    rescued = next((tmp_path / "user").glob("Pushbench unsaved */*.push.json"))
    assert json.loads(rescued.read_text())["content"]["body"] == "typed on a full disk"
