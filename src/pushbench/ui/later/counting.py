"""Asking services how many devices targets reach, where they tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pushbench.domain.errors import UserError
from pushbench.domain.target import parse_target

if TYPE_CHECKING:
    from pushbench.engine.messages import Reach
    from pushbench.engine.workspace import Workspace


def _tr(text: str) -> str:
    return QCoreApplication.translate("Counting", text)


def countable(workspace: Workspace, texts: Sequence[str], providers: Sequence[str]) -> tuple[str, ...]:
    """Return the targets of which one of the providers tells how many devices they reach."""
    kinds = {kind for provider in providers for kind in workspace.countable(provider)}
    found = []
    for text in texts:
        try:
            target = parse_target(text)
        except UserError:
            continue  # a chip says already what is wrong with it
        if target.kind in kinds:
            found.append(text)
    return tuple(found)


def reach_words(found: Sequence[Reach]) -> str:
    """Return in one line how many each target reaches, or why that is not known."""
    parts = []
    for reach in found:
        if reach.count is None:
            why = reach.trouble.what if reach.trouble is not None else ""
            parts.append(f"{reach.target}: {why}")
        elif reach.count == 1:
            parts.append(_tr("{target} reaches 1 device").format(target=reach.target))
        else:
            parts.append(_tr("{target} reaches {count} devices").format(target=reach.target, count=f"{reach.count:,}"))
    return ", ".join(parts)
