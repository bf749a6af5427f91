"""Dependencies are declared, used and locked."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

TOP = Path(__file__).parents[2]
PROJECT = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;]+)(?: ; (.+?))? \\$", re.MULTILINE)


def locked(name: str) -> dict[str, set[Version]]:
    text = (TOP / "packaging" / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    pins: dict[str, set[Version]] = {}
    for package, version, _ in PIN.findall(text):
        pins.setdefault(canonicalize_name(package), set()).add(Version(version))
    return pins


GROUPS = {
    "run": PROJECT["project"]["dependencies"],
    "test": PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["test"],
    "node": PROJECT["dependency-groups"]["node"],
}


@pytest.mark.parametrize("name", GROUPS)
def test_the_lock_covers_what_is_declared(name: str) -> None:
    pins = locked(name)
    for text in GROUPS[name]:
        wanted = Requirement(text)
        versions = pins.get(canonicalize_name(wanted.name), set())
        assert any(wanted.specifier.contains(version) for version in versions), f"{text} is not in {name}.txt"


def test_tests_run_with_the_versions_that_ship() -> None:
    run, test = locked("run"), locked("test")
    assert {package: test.get(package) for package in run} == run


def test_every_pin_has_a_hash_and_no_registry_is_named() -> None:
    for name in GROUPS:
        text = (TOP / "packaging" / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        entries = [entry for entry in re.split(r"\n(?=[A-Za-z])", text) if "==" in entry.partition("\n")[0]]
        assert entries
        assert all("--hash=sha256:" in entry for entry in entries)
        assert "://" not in text


def test_imports_and_declarations_agree() -> None:
    done = subprocess.run([sys.executable, "-m", "deptry", "src"], cwd=TOP, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
