#!/usr/bin/env python3
"""Sets Pushbench up in this checkout and starts it; needs nothing but Python 3.11 or newer.

python3 run.py               opens the window; without a display it runs the demo
python3 run.py test [ARGS]   runs every test, with ARGS for pytest
python3 run.py lint          runs the formatter's check, the linter, the types and the contracts
python3 run.py COMMAND ...   runs a command of pushbench, see python3 run.py --help

Set-up speaks on standard error only. Signals and exit codes are the program's own.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

sys.path.insert(0, str(Path(__file__).resolve().parent / "packaging"))

from checkout.old_python import STOPPED, require_new_python

require_new_python(__file__, sys.argv[1:])  # before anything that an old Python cannot read

from checkout.environment import prepare, venv_python
from checkout.node import install_peers, system_npm, wheel_npm
from checkout.steps import TOP, Stopped, hand_over, say
from checkout.system_packages import provide_libraries


def main(arguments: list[str]) -> int:
    """Set up what the arguments need, then run it."""
    try:
        signal.signal(signal.SIGTERM, _stop)
        if arguments[:1] == ["test"]:
            return run_tests(arguments[1:])
        if arguments == ["lint"]:
            return run_checks()
        shows_window = not first_word(arguments)
        return run_pushbench([*arguments, "demo"] if shows_window and not has_display() else arguments)
    except Stopped as stopped:
        say(f"Pushbench cannot start. {stopped}")
        return STOPPED
    except KeyboardInterrupt:
        return 130


def _stop(number: int, _frame: object) -> NoReturn:
    sys.exit(128 + number)


def run_pushbench(arguments: list[str]) -> int:
    """Hand over to the command line, or to the window when there is no command."""
    prepare("run")
    command = first_word(arguments)
    if command in ("", "preview"):
        provide_libraries(with_screen=not command and os.environ.get("QT_QPA_PLATFORM") != "offscreen")
    os.environ["PYTHONSAFEPATH"] = "1"  # no file of the current folder takes a module's place
    return hand_over(venv_python(), ["-m", "pushbench", *arguments])


def run_tests(arguments: list[str]) -> int:
    """Run pytest over everything, slow tests and peers included, in two processes unless told otherwise."""
    prepare("test")
    provide_libraries(with_screen=False)
    os.chdir(TOP)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    npm = system_npm() or wheel_npm()
    if npm:
        install_peers(npm)
    is_parallel_set = any(argument.startswith(("-n", "--numprocesses")) for argument in arguments)
    return hand_over(
        venv_python(), ["-m", "pytest", *([] if is_parallel_set else ["-n", "2", "--dist", "worksteal"]), *arguments]
    )


def run_checks() -> int:
    """Run every static check and say at the end which ones failed."""
    prepare("test")
    os.chdir(TOP)
    checks = {
        "formatting": ["-m", "ruff", "format", "--check", "."],
        "linting": ["-m", "ruff", "check", "."],
        "types": ["-m", "mypy"],
        "types of run.py": ["-m", "mypy", "run.py"],
        "import contracts": ["-c", "import sys; from importlinter.cli import lint_imports as run; sys.exit(run())"],
        "dependencies": ["-m", "deptry", "src"],
    }
    failed = []
    for name, arguments in checks.items():
        say(f"== {name}")
        if subprocess.run([venv_python(), *arguments], check=False).returncode != 0:
            failed.append(name)
    say(f"Failed: {', '.join(failed)}." if failed else "All checks passed.")
    return 1 if failed else 0


def first_word(arguments: list[str]) -> str:
    """Return the command among pushbench's arguments; empty when there is none and the window opens."""
    words = iter(arguments)
    for word in words:
        if word in ("--help", "-h", "--version"):
            return word
        if word == "--home":
            next(words, None)
        elif not word.startswith("-"):
            return word
    return ""


def has_display() -> bool:
    """Tell whether a window can be shown."""
    needs_server = sys.platform not in ("darwin", "win32")
    return not needs_server or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
