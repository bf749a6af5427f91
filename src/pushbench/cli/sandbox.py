"""``pushbench sandbox`` and ``pushbench demo``: the built-in emulator as a process, and the whole way in one command."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from pushbench.cli.environment import ExitStatus
from pushbench.cli.output import Printer
from pushbench.cli.send import exit_status
from pushbench.cli.session import Session, on_stop_signal
from pushbench.domain.paths import expanded
from pushbench.engine.events import DeliveryEnded, PushShown, RunEnded
from pushbench.engine.registry import Registry
from pushbench.sandbox.ready import Ready, write_ready_file

if TYPE_CHECKING:
    from pushbench.engine.emulator_process import EmulatorOptions


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), help="The control port; by default 8787, else a free one.")
@click.option(
    "--ready-file", type=click.Path(path_type=Path), help="Write the ready object here instead of printing it."
)
@click.option("--watch-parent", is_flag=True, hidden=True, help="End when standard input closes.")
@click.option("--preferred-port", type=click.IntRange(1, 65535), hidden=True, help="In place of 8787; else a free one.")
@click.pass_obj
def sandbox(
    session: Session, port: int | None, ready_file: Path | None, watch_parent: bool, preferred_port: int | None
) -> int:
    """Run the emulator of all providers until it is stopped (Ctrl+C, SIGTERM)."""
    from pushbench.engine.emulator_process import EmulatorOptions

    env = session.env
    options = EmulatorOptions(session.home, env.environ, port, env.clock, env.randomness)
    if preferred_port is not None:
        options = replace(options, preferred_port=preferred_port)
    return session.run(_sandbox(session, options, ready_file, watch_parent))


async def _sandbox(session: Session, options: EmulatorOptions, ready_file: Path | None, watch_parent: bool) -> int:
    from pushbench.engine.emulator_process import run_emulator

    stopped = asyncio.Event()
    printer = session.printer(is_json=True)
    if watch_parent:
        _stop_with_parent(session.env.stdin, asyncio.get_running_loop(), stopped)
    with on_stop_signal(stopped.set, heeds_interrupts=not watch_parent):
        await run_emulator(options, lambda ready: _announce(printer, ready, ready_file), stopped)
    return ExitStatus.GOOD


def _announce(printer: Printer, ready: Ready, ready_file: Path | None) -> None:
    if ready_file is None:
        printer.line(ready.to_json())
    else:
        write_ready_file(expanded(ready_file).absolute(), ready)
    printer.aside(f"The sandbox runs; its control port is {ready.control_url}.")


def _stop_with_parent(stdin: BinaryIO, loop: asyncio.AbstractEventLoop, stopped: asyncio.Event) -> None:
    """End the emulator when whoever started it is gone: their end of our standard input closes then."""

    def watch() -> None:
        while stdin.read(4096):
            pass
        loop.call_soon_threadsafe(stopped.set)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


@click.command()
@click.option("--json", "is_json", is_flag=True, help="send's lines, then one object per device that shows something.")
@click.pass_obj
def demo(session: Session, is_json: bool) -> int:
    """Send the sample message through every provider to its virtual device; keeps nothing."""
    return session.run(_demo(session, session.printer(is_json=is_json)))


async def _demo(session: Session, printer: Printer) -> int:
    status = ExitStatus.FOUND_WRONG
    async with session.workspace(in_memory=True) as workspace:
        async for event in workspace.demo():
            if isinstance(event, DeliveryEnded):
                printer.delivery(event.record)
            elif isinstance(event, PushShown):
                _print_shown(printer, event)
            elif isinstance(event, RunEnded):
                printer.summary(event.summary)
                status = exit_status(event.summary)
    return status


def _print_shown(printer: Printer, shown: PushShown) -> None:
    if printer.is_json:
        printer.line(
            {
                "type": "shown",
                "device": shown.device,
                "provider": shown.provider,
                "title": shown.title,
                "body": shown.body,
            }
        )
    else:
        known = Registry()
        road = known.provider(shown.provider).spec.short_title if shown.provider in known else shown.provider
        printer.text(f"{shown.device}, through {road}, shows “{shown.title}”: {shown.body}")
