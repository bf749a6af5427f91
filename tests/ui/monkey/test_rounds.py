"""What is opened and closed leaves nothing behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROUNDS = Path(__file__).with_name("rounds.py")


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_opening_and_closing_leaves_nothing_behind() -> None:
    paths = os.pathsep.join([str(Path(__file__).parents[3]), *(path for path in sys.path if path)])
    ended = subprocess.run(
        [sys.executable, str(ROUNDS), "--rounds", "12"],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert ended.stdout, f"ended with {ended.returncode} and without a word\n{ended.stderr[-6000:]}"
    report = json.loads(ended.stdout)
    assert not report["grown"], json.dumps(report["grown"], indent=1)
    assert not report["found"], json.dumps(report["found"], indent=1)
    assert report["code"] == 0
