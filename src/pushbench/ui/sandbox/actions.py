"""The actions of the Sandbox screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pushbench.ui.actions import Action

if TYPE_CHECKING:
    from pushbench.ui.sandbox.model import SandboxModel
    from pushbench.ui.sandbox.screen import SandboxScreen


def _tr(text: str) -> str:
    return QCoreApplication.translate("Actions", text)


def sandbox_actions(
    model: Callable[[], SandboxModel], _screen: Callable[[], SandboxScreen | None]
) -> tuple[Action, ...]:
    """Return the actions; view-model and screen are asked for when one of them runs."""
    group, at = _tr("Sandbox"), "sandbox"

    def why_not_start() -> str:
        return _tr("The sandbox is running.") if model().state.is_running else ""

    def why_not_stop() -> str:
        return "" if model().state.is_running else _tr("Start the sandbox first.")

    return (
        Action(
            "sandbox.start", _tr("Start sandbox"), lambda: model().life.start(), (), group, at, "play", why_not_start
        ),
        Action("sandbox.stop", _tr("Stop sandbox"), lambda: model().life.stop(), (), group, at, "square", why_not_stop),
    )
