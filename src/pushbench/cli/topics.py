"""``pushbench topics`` (Firebase) and ``pushbench channels`` (Apple broadcast)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import click

from pushbench.cli.arguments import read_targets
from pushbench.cli.environment import ExitStatus
from pushbench.cli.output import Printer
from pushbench.cli.session import Session
from pushbench.domain.outcome import Outcome, OutcomeKind
from pushbench.engine.plan import Managed
from pushbench.engine.records import reached_server
from pushbench.engine.workspace import Workspace

Work = Callable[[Workspace], Awaitable[list[Managed]]]


@click.group()
def topics() -> None:
    """Topic subscriptions of devices."""


@topics.command("subscribe")
@click.argument("topic")
@click.option("--profile", required=True)
@click.option("--to", "targets", multiple=True, required=True)
@click.option("--json", "is_json", is_flag=True)
@click.pass_obj
def subscribe(session: Session, topic: str, profile: str, targets: tuple[str, ...], is_json: bool) -> int:
    """Subscribe every target to TOPIC."""
    expanded = read_targets(targets)
    return _manage(
        session,
        is_json,
        # Nothing is pushed, and who types the command means it; the profile's allow-list counts all the same.
        lambda workspace: workspace.subscribe(topic, profile=profile, targets=expanded, confirmed=True),
    )


@topics.command("unsubscribe")
@click.argument("topic")
@click.option("--profile", required=True)
@click.option("--to", "targets", multiple=True, required=True)
@click.option("--json", "is_json", is_flag=True)
@click.pass_obj
def unsubscribe(session: Session, topic: str, profile: str, targets: tuple[str, ...], is_json: bool) -> int:
    """Take every target out of TOPIC."""
    expanded = read_targets(targets)
    return _manage(
        session,
        is_json,
        # Nothing is pushed, and who types the command means it; the profile's allow-list counts all the same.
        lambda workspace: workspace.unsubscribe(topic, profile=profile, targets=expanded, confirmed=True),
    )


@topics.command("list")
@click.option("--profile", required=True)
@click.option("--to", "targets", multiple=True, required=True)
@click.option("--json", "is_json", is_flag=True)
@click.pass_obj
def list_topics(session: Session, profile: str, targets: tuple[str, ...], is_json: bool) -> int:
    """List the topics of every target."""
    expanded = read_targets(targets)
    return _manage(session, is_json, lambda workspace: workspace.topics(profile=profile, targets=expanded))


@click.group()
def channels() -> None:
    """Broadcast channels."""


@channels.command("create")
@click.option("--profile", required=True)
@click.option("--store-newest", is_flag=True, help="Keep the newest message for devices that come later.")
@click.option("--json", "is_json", is_flag=True)
@click.pass_obj
def create(session: Session, profile: str, store_newest: bool, is_json: bool) -> int:
    """Create a channel and print its id."""
    return _manage(session, is_json, _single(lambda w: w.create_channel(profile=profile, stores_newest=store_newest)))


@channels.command("show")
@click.argument("channel")
@click.option("--profile", required=True)
@click.option("--json", "is_json", is_flag=True)
@click.pass_obj
def show(session: Session, channel: str, profile: str, is_json: bool) -> int:
    """Show how a channel was set up."""
    return _manage(session, is_json, _single(lambda w: w.show_channel(channel, profile=profile)))


@channels.command("list")
@click.option("--profile", required=True)
@click.option("--json", "is_json", is_flag=True)
@click.pass_obj
def list_channels(session: Session, profile: str, is_json: bool) -> int:
    """List the app's channels."""
    return _manage(session, is_json, _single(lambda w: w.channels(profile=profile)))


@channels.command("delete")
@click.argument("channel")
@click.option("--profile", required=True)
@click.option("--json", "is_json", is_flag=True)
@click.pass_obj
def delete(session: Session, channel: str, profile: str, is_json: bool) -> int:
    """Delete a channel for good."""
    return _manage(session, is_json, _single(lambda w: w.delete_channel(channel, profile=profile, confirmed=True)))


def _single(work: Callable[[Workspace], Awaitable[Managed]]) -> Work:
    async def as_list(workspace: Workspace) -> list[Managed]:
        return [await work(workspace)]

    return as_list


def _manage(session: Session, is_json: bool, work: Work) -> int:
    async def run() -> list[Managed]:
        async with session.workspace() as workspace:
            return await work(workspace)

    results = session.run(run())
    printer = session.printer(is_json=is_json)
    for managed in results:
        _print(printer, managed)
    return _status(results)


def _print(printer: Printer, managed: Managed) -> None:
    outcome = managed.outcome
    if printer.is_json:
        printer.line(managed_json(managed))
        return
    facts = ", ".join(f"{label} {value}" for label, value in outcome.facts)
    head = " ".join(str(p) for p in (outcome.kind.value, outcome.status, outcome.reason) if p is not None)
    printer.text("  ".join(part for part in (head, managed.target, facts) if part))
    if outcome.explain is not None:
        printer.aside(f"  {outcome.explain.what}\n  Why: {outcome.explain.why}\n  Fix: {outcome.explain.fix}")


def managed_json(managed: Managed) -> dict[str, Any]:
    """Return one managed topic or channel as JSON."""
    outcome: Outcome = managed.outcome
    explain = outcome.explain
    facts: dict[str, list[str]] = {}
    for label, value in outcome.facts:
        facts.setdefault(label, []).append(value)
    return {
        "target": managed.target,
        "outcome": outcome.kind.value,
        "status": outcome.status,
        "reason": outcome.reason,
        **facts,
        "explain": None if explain is None else {"what": explain.what, "why": explain.why, "fix": explain.fix},
    }


def _status(results: list[Managed]) -> ExitStatus:
    if all(managed.outcome.kind is OutcomeKind.ACCEPTED for managed in results):
        return ExitStatus.GOOD
    if not any(reached_server(managed.attempts) for managed in results):
        return ExitStatus.UNREACHED if any(managed.attempts for managed in results) else ExitStatus.STOPPED
    return ExitStatus.FOUND_WRONG
