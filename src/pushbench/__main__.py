"""``python -m pushbench``: the command line, and without a command the window."""

from __future__ import annotations

import sys


def main(argv: list[str] | None = None) -> int:
    """Run Pushbench and return its exit code."""
    arguments = sys.argv[1:] if argv is None else argv
    if not arguments:
        return _window()
    from pushbench.cli.environment import Environment
    from pushbench.cli.main import main as run

    return run(arguments, Environment.of_process())


def _window() -> int:
    """Open the window without loading the command line, which it does not need."""
    import os

    from pushbench.ui.app import run

    return run(None, dict(os.environ))


if __name__ == "__main__":
    sys.exit(main())
