"""Debian packages beside the environment: Qt's system libraries above all."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys

from checkout.steps import Stopped, locked, run_step, say

QT_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
}
SCREEN_LIBRARIES = {
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}


def provide_libraries(*, with_screen: bool) -> None:
    """Find Qt's system libraries before Qt does: one that is missing would abort the process."""
    if not sys.platform.startswith("linux"):
        return
    wanted = {**QT_LIBRARIES, **(SCREEN_LIBRARIES if with_screen else {})}
    if missing_from(wanted):
        with locked():
            missing = missing_from(wanted)
            install_system_packages([wanted[name] for name in missing], f"Missing for Qt: {', '.join(missing)}.")
        still = missing_from(wanted)
        if still:
            why = f"{', '.join(still)} cannot be loaded, though the packages are installed."
            raise Stopped(
                "Qt cannot draw on this computer.", why, "Install these libraries for this Python's processor."
            )


def missing_from(libraries: dict[str, str]) -> list[str]:
    """Return the libraries that the loader does not find."""
    missing = []
    for name in libraries:
        try:
            ctypes.CDLL(name)
        except OSError:
            missing.append(name)
    return missing


def install_system_packages(packages: list[str], why: str) -> None:
    """Install Debian packages as root; for others say the one line to type."""
    if not packages:
        return
    line = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if sys.platform == "win32" or os.geteuid() != 0 or not shutil.which("apt-get"):
        fix = f"sudo {' '.join(line)}\n       (on other systems install what holds these files)"
        raise Stopped("System packages are missing.", why, fix)
    say(f"{why} Installing {' '.join(packages)}.")
    os.environ.setdefault("DEBIAN_FRONTEND", "noninteractive")
    run_step(["apt-get", "update", "-q"], "The package lists were not read.")
    run_step([*line, "-q", "-o", "DPkg::Lock::Timeout=300"], "The system packages were not installed.")
