"""The checkout's ``.venv``: made once, stamped, and renewed when anything it was made from changes."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from checkout.steps import IS_WINDOWS, TOP, Stopped, locked, run_step, say
from checkout.system_packages import install_system_packages

VENV = TOP / ".venv"
STAMP = VENV / "pushbench-setup.json"
REQUIREMENTS = TOP / "packaging" / "requirements"


def prepare(purpose: str) -> None:
    """Make ``.venv`` hold what ``run`` or ``test`` needs; returns at once when an earlier set-up still fits."""
    if is_ready(purpose):
        return
    with locked():
        if is_ready(purpose):  # another set-up did it while this one waited
            return
        say("Pushbench sets up its environment in .venv; the first time takes a minute.")
        try:
            set_up(purpose)
        except OSError as error:
            raise Stopped("Set-up failed.", f"{error}.", f"Check the free space and who owns {TOP}.") from error


def is_ready(purpose: str) -> bool:
    """Tell whether the stamp fits; an environment for the tests serves for running too."""
    stamp = read_stamp()
    level = stamp.get("purpose")
    return level in (purpose, "test") and stamp == make_stamp(str(level)) and Path(venv_python()).exists()


def read_stamp() -> dict[str, str]:
    """Return what the last finished set-up wrote, or nothing."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def make_stamp(purpose: str) -> dict[str, str]:
    """Describe a set-up by everything that would make it stale."""
    texts = [requirements(name).read_bytes() for name in ("run", purpose)]
    return {
        "purpose": purpose,
        "requirements": hashlib.sha256(b"".join(texts)).hexdigest(),
        "python": f"{sys.version} {sysconfig.get_platform()}",
        "folder": str(TOP),
    }


def requirements(name: str) -> Path:
    """Return the locked list of packages for a purpose."""
    return REQUIREMENTS / f"{name}.txt"


def set_up(purpose: str) -> None:
    """Make ``.venv`` or bring it up to date; one once made for the tests stays so."""
    old = read_stamp()
    new = make_stamp("test" if "test" in (purpose, old.get("purpose")) else "run")
    is_same_python = all(old.get(key) == new[key] for key in ("python", "folder")) and Path(venv_python()).exists()
    STAMP.unlink(missing_ok=True)  # a set-up that breaks off starts afresh next time
    uv = find_uv()
    if not is_same_python:
        create_environment(uv)
    install(uv, [requirements(new["purpose"])], is_exact=True)
    link_source()
    aside = STAMP.with_suffix(".new")
    aside.write_text(json.dumps(new, indent=2), encoding="utf-8")
    aside.replace(STAMP)


def find_uv() -> str | None:
    """Return the path of a uv that works, or None."""
    uv = shutil.which("uv")
    if uv and subprocess.run([uv, "--version"], capture_output=True, check=False).returncode == 0:
        return uv
    return None


def create_environment(uv: str | None) -> None:
    """Make an empty ``.venv`` for the Python that runs this file."""
    if VENV.exists():
        shutil.rmtree(VENV)
    if uv:
        run_step([uv, "venv", "--no-project", "--python", _outer_python(), str(VENV)], "The environment was not made.")
        return
    if importlib.util.find_spec("ensurepip") is None:  # Debian parts it from Python
        install_system_packages(["python3-venv"], "This Python has no ensurepip, which makes environments.")
        importlib.invalidate_caches()
    run_step([_outer_python(), "-m", "venv", str(VENV)], "The environment was not made.")


def install(uv: str | None, files: list[Path], *, is_exact: bool) -> None:
    """Install locked packages, each checked against its hash; ``is_exact`` removes all others where uv can."""
    names = [str(file) for file in files]
    if uv:
        verb = ["sync"] if is_exact else ["install", *(word for name in names for word in ("-r", name))]
        command = [uv, "pip", *verb, "--require-hashes", "--python", venv_python(), *(names if is_exact else [])]
    else:
        pip = [venv_python(), "-m", "pip"]
        if subprocess.run([*pip, "--version"], capture_output=True, check=False).returncode != 0:
            create_environment(None)  # it was made by uv, which is gone
        command = [*pip, "install", "--require-hashes", "--disable-pip-version-check", "--quiet"]
        command += [word for name in names for word in ("-r", name)]
    run_step(command, "The packages were not installed.")


def link_source() -> None:
    """Let the environment import ``src`` of this checkout, without a build and without the network."""
    (site_packages() / "pushbench_checkout.pth").write_text(f"{TOP / 'src'}\n", encoding="locale")


def site_packages() -> Path:
    """Return the folder of the environment's packages."""
    return Path(sysconfig.get_path("purelib", "venv", vars={"base": str(VENV), "platbase": str(VENV)}))


def venv_python() -> str:
    """Return the path of the environment's Python."""
    return str(VENV / "Scripts" / "python.exe" if IS_WINDOWS else VENV / "bin" / "python")


def _outer_python() -> str:
    """Return the Python that makes the environment: this one, unless it lives in the one that is made anew."""
    if Path(sys.prefix).resolve() != VENV.resolve():
        return sys.executable
    return str(getattr(sys, "_base_executable", sys.executable))
