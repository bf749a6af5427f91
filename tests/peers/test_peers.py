"""The npm packages that the tests talk to are installed in the pinned versions, and node loads them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from tests.peers import node

HERE = Path(__file__).parent
PACKAGES = json.loads((HERE / "package.json").read_text(encoding="utf-8"))["dependencies"]
ENTRIES = {"web-push-testing": "web-push-testing/src/server.js"}
"""What to load of packages whose ``main`` names a file that they do not have."""


@pytest.mark.peers
@pytest.mark.slow
@pytest.mark.parametrize("name", PACKAGES)
def test_the_pinned_version_loads(name: str) -> None:
    program = node.node()
    node.require(name)
    installed = json.loads((HERE / "node_modules" / name / "package.json").read_text(encoding="utf-8"))
    assert installed["version"] == PACKAGES[name]
    load = [program, "--input-type=module", "--eval", f"await import({ENTRIES.get(name, name)!r})"]
    assert subprocess.run(load, cwd=HERE, timeout=60).returncode == 0
