"""``pushbench topics`` (Firebase) and ``pushbench channels`` (Apple broadcast)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import click

from pushbench.cli.arguments import read_targets
from pushbench.cli.managed import managed_status, print_managed
from pushbench.cli.session import Session
from pushbench.engine.plan import Managed
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
        print_managed(printer, managed)
    return managed_status(results)
