"""The command line's door: reads arguments, runs one command, and turns every trouble into words and an exit code."""

from __future__ import annotations

import contextlib
import importlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from pushbench import __version__
from pushbench.cli.environment import Environment, ExitStatus, status_of
from pushbench.cli.output import Printer
from pushbench.cli.session import Session
from pushbench.domain.errors import UserError
from pushbench.domain.paths import expanded
from pushbench.engine.logbook import logbook, scrubbed

log = logging.getLogger("pushbench.cli")

COMMANDS: Mapping[str, str] = {
    "demo": "pushbench.cli.sandbox",
    "sandbox": "pushbench.cli.sandbox",
    "profiles": "pushbench.cli.profiles",
    "sets": "pushbench.cli.profiles",
    "groups": "pushbench.cli.devices",
    "devices": "pushbench.cli.devices",
    "topics": "pushbench.cli.topics",
    "channels": "pushbench.cli.topics",
    "check": "pushbench.cli.check",
    "payload": "pushbench.cli.check",
    "send": "pushbench.cli.send",
    "preview": "pushbench.cli.preview",
    "history": "pushbench.cli.history",
    "doctor": "pushbench.cli.doctor",
    "tools": "pushbench.cli.tools",
    "gallery": "pushbench.cli.gallery",
}
"""Command -> the module that defines it under the same name; loaded when it is called."""


class LateGroup(click.Group):
    """A group whose commands are imported only when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        command = getattr(importlib.import_module(place), cmd_name)
        assert isinstance(command, click.Command)  # noqa: S101  # our own table
        return command


@click.group(cls=LateGroup, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--home", metavar="DIR", help="Where Pushbench keeps its data (or PUSHBENCH_HOME).")
@click.version_option(__version__, prog_name="pushbench")
@click.pass_context
def pushbench(ctx: click.Context, home: str | None) -> Any:
    """Write once, see every push service, send, and know what happened.

    Without a command the window opens.
    """
    call: Call = ctx.obj
    if home is not None:
        if not home.strip():
            raise click.UsageError("--home names no folder.")
        call.home = expanded(home)
    ctx.with_resource(logbook(call.home))
    ctx.obj = Session(env=call.env, home=call.home)
    if ctx.invoked_subcommand is None:
        return _open_window(ctx.obj)
    return ExitStatus.GOOD


def _open_window(session: Session) -> int:
    # The two shells are siblings that never import each other: the door beside them opens the window.
    app = importlib.import_module("pushbench.ui.app")
    status: int = app.run(session.home, session.env.environ)
    return status


@dataclass(slots=True)
class Call:
    """One call of the command line; ``home`` is settled once its options are read."""

    env: Environment
    home: Path


def main(argv: list[str], env: Environment) -> int:
    """Run one command and return its exit code; nothing but a bug gives 70."""
    env.losses.clear()
    printer = Printer(env, is_json="--json" in argv)
    with contextlib.redirect_stdout(env.stdout), contextlib.redirect_stderr(env.stderr):
        status = _run(argv, Call(env, expanded(env.home)), printer)
        if env.losses:
            _print_loss(printer, env.losses[0])
            return status or ExitStatus.FOUND_WRONG
    return status


def _run(argv: list[str], call: Call, printer: Printer) -> int:
    try:
        result = pushbench.main(args=argv, prog_name="pushbench", obj=call, standalone_mode=False)
    except UserError as error:
        printer.trouble(error)
        return status_of(error)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        _print_usage(printer, error)
        return ExitStatus.USAGE
    except (click.Abort, KeyboardInterrupt):
        printer.aside("Stopped.")
        return ExitStatus.INTERRUPTED
    except (BrokenPipeError, SystemExit):  # click's own words for a help text that nobody reads to its end
        return ExitStatus.GOOD
    except Exception as error:  # noqa: BLE001  # the task boundary: a bug is told as one, with its traceback logged
        _print_bug(printer, error, call.home)
        return ExitStatus.BUG
    return int(result or 0)


def _print_loss(printer: Printer, reason: str) -> None:
    printer.aside(
        f"Some of the output was lost.\n  Why: the system says: {reason}.\n"
        "  Fix: free some space or write elsewhere; pushbench history list shows what was sent."
    )


def _print_usage(printer: Printer, error: click.ClickException) -> None:
    context = getattr(error, "ctx", None)
    printer.aside(f"{error.format_message()}\n  Why: the command was not understood.")
    printer.aside(f"  Fix: see {context.command_path if context else 'pushbench'} --help.")


def _print_bug(printer: Printer, error: Exception, home: Path) -> None:
    with logbook(home):
        log.critical("unexpected error", exc_info=error)
    printer.aside(
        f"Pushbench ran into a bug: {type(error).__name__}.\n"
        "  Why: this is a mistake in the program, not in what you typed.\n"
        "  Fix: run it again with PUSHBENCH_DEBUG=1 to see where, and report that text."
    )
    if printer.wants_traceback:
        import traceback

        printer.aside(scrubbed("".join(traceback.format_exception(error))))
