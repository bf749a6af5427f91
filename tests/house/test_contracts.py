"""The import contracts hold, and each of them bites when it is broken."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
LINT = "import sys; from importlinter.cli import lint_imports as run; sys.exit(run(no_cache=True))"
CONTRACTS = {
    contract["id"]: contract["name"]
    for contract in tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
}

BREAKS = [
    ("rooms", "domain/secret.py", "import pushbench.wire.raw"),
    ("rooms", "wire/raw.py", "import pushbench.compose"),
    ("rooms", "engine/clock.py", "def late():\n    import pushbench.paint"),
    ("rooms", "cli/main.py", "import pushbench.ui"),
    ("rooms", "ui/__init__.py", "import pushbench.cli"),
    ("rooms", "cellar/__init__.py", ""),
    ("providers", "providers/apns/spec.py", "import pushbench.providers.fcm.spec"),
    ("providers", "providers/formats/aps.py", "import pushbench.providers.apns.spec"),
    ("sandbox", "sandbox/exchange.py", "from pushbench.wire import keys"),
    ("sandbox", "sandbox/exchange.py", "from pushbench.providers.formats import aps"),
    ("keepers", "store/__init__.py", "import pushbench.compose"),
    ("keepers", "vault/memory.py", "import pushbench.wire.keys"),
    ("neighbours", "store/__init__.py", "import pushbench.preview"),
    ("qt", "preview/__init__.py", "from PySide6.QtGui import QFont"),
    ("qt", "cli/main.py", "def late():\n    import PySide6"),
    ("http", "engine/dispatcher.py", "import httpx"),
    ("http", "providers/fcm/spec.py", "import requests"),
    ("http", "ui/__init__.py", "import pycurl"),
    ("sql", "engine/workspace.py", "import sqlite3"),
    ("sql", "ui/__init__.py", "from sqlalchemy import text"),
    ("keychain", "engine/workspace.py", "import keyring"),
    ("terminal", "cli/main.py", "def late():\n    import pushbench.paint"),
]


def lint(top: Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-c", LINT], cwd=top, capture_output=True, text=True, timeout=120, env={"PYTHONPATH": "src"}
    )
    return done.returncode, done.stdout + done.stderr


def test_the_contracts_hold() -> None:
    status, words = lint(TOP)
    assert status == 0, words
    assert f"Contracts: {len(CONTRACTS)} kept, 0 broken." in words


def test_every_contract_is_broken_below() -> None:
    assert {contract for contract, _, _ in BREAKS} == set(CONTRACTS)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout whose sources a test may spoil."""
    top = tmp_path_factory.mktemp("house")
    shutil.copytree(TOP / "src", top / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(TOP / "pyproject.toml", top)
    return top


@pytest.mark.slow
@pytest.mark.parametrize(("contract", "file", "line"), BREAKS)
def test_a_broken_contract_is_named(copy: Path, contract: str, file: str, line: str) -> None:
    spoiled = copy / "src" / "pushbench" / file
    before = spoiled.read_text(encoding="utf-8") if spoiled.exists() else None
    spoiled.parent.mkdir(exist_ok=True)
    spoiled.write_text(f"{before or ''}\n{line}\n", encoding="utf-8")
    try:
        status, words = lint(copy)
    finally:
        if before is None:
            shutil.rmtree(spoiled.parent)
        else:
            spoiled.write_text(before, encoding="utf-8")
    assert status == 1, words
    assert (
        f"{CONTRACTS[contract]} BROKEN" in words or f"{CONTRACTS[contract]}\n" in words.partition("Broken contracts")[2]
    )
