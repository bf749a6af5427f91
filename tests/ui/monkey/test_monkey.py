"""A short play of the monkey: what it may find must be nothing, and what it must find it finds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

MONKEY = Path(__file__).with_name("monkey.py")


def play(*options: str, environ: dict[str, str] | None = None) -> tuple[int, dict[str, Any], str]:
    """Return the exit code, the report and standard error of a play."""
    paths = os.pathsep.join(path for path in sys.path if path)
    ended = subprocess.run(
        [sys.executable, str(MONKEY), *options],
        env={**os.environ, "PYTHONPATH": paths, **(environ or {})},
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    assert ended.stdout, f"ended with {ended.returncode} and without a word\n{ended.stderr[-6000:]}"
    return ended.returncode, json.loads(ended.stdout), ended.stderr


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_a_monkey_changes_nothing() -> None:
    code, report, errors = play("--seed", "1", "--seconds", "20", "--trail")
    assert report["steps"] > 50, "the monkey did not get to play"
    assert code == 0, json.dumps({**report, "counts": None}, indent=1) + errors[-2000:]


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_the_monkey_notices_every_flaw() -> None:
    flaws = ("crash", "hang", "qt", "socket.connect", "subprocess.Popen", "open")
    code, report, _ = play("--seed", "1", "--steps", "30", *(word for flaw in flaws for word in ("--flaw", flaw)))
    assert code == 1
    told = [finding["kind"] for finding in report["found"]] + [what.split()[0] for what in report["tried"]]
    assert set(flaws) <= set(told)
