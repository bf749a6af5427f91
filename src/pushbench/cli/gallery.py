"""``pushbench gallery``: every component of the window in every state; hidden, for designers and developers."""

from __future__ import annotations

import importlib
from pathlib import Path

import click

from pushbench.cli.session import Session


@click.command(hidden=True)
@click.option("--pictures", type=click.Path(path_type=Path, file_okay=False), help="Write pictures there instead.")
@click.pass_obj
def gallery(session: Session, pictures: Path | None) -> int:
    """Show every component of the window in every state."""
    # The two shells are siblings that never import each other; this door opens the gallery as the main one the window.
    run = importlib.import_module("pushbench.ui.gallery.app").run
    status: int = run(pictures, session.env.environ)
    return status
