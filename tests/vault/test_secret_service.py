"""The keychain vault against a real Secret Service: gnome-keyring on a D-Bus session of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

NEEDED = ("dbus-run-session", "gnome-keyring-daemon", "bash")
MISSING = [program for program in NEEDED if shutil.which(program) is None]

pytestmark = [
    pytest.mark.keychain,
    pytest.mark.slow,
    pytest.mark.skipif(bool(MISSING), reason=f"needs {', '.join(MISSING)} (packages dbus and gnome-keyring)"),
]

SESSION = """
set -e
printf login | gnome-keyring-daemon --unlock --components=secrets >/dev/null
"$1" -c "$2" seal "$3"
"$1" -c "$2" unseal "$3"
"""
SCRIPT = """
import pathlib, sys
from pushbench.vault import open_vault
verb, home = sys.argv[1], pathlib.Path(sys.argv[2])
vault = open_vault(home, {})
print(vault.explain())
if verb == "seal":
    (home / "sealed").write_bytes(vault.seal("profile/key", b"the plain text"))
else:
    print(vault.unseal("profile/key", (home / "sealed").read_bytes()).decode())
"""


def test_one_process_seals_and_the_next_opens(tmp_path: Path, fresh_home: Path) -> None:
    done = subprocess.run(
        ["dbus-run-session", "--", "bash", "-c", SESSION, "bash", sys.executable, SCRIPT, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "HOME": str(fresh_home), "XDG_RUNTIME_DIR": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr
    line = "Secrets rest in the system keychain (Secret Service)"
    assert done.stdout.splitlines() == [line, line, "the plain text"]
    assert b"the plain text" not in (tmp_path / "sealed").read_bytes()
