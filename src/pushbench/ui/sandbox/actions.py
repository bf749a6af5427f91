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
    model: Callable[[], SandboxModel], screen: Callable[[], SandboxScreen | None]
) -> tuple[Action, ...]:
    """Return the actions; view-model and screen are asked for when one of them runs."""
    group, at = _tr("Sandbox"), "sandbox"

    def why_not_start() -> str:
        return _tr("The sandbox is running.") if model().state.is_running else ""

    def why_not_stop() -> str:
        return "" if model().state.is_running else _tr("Start the sandbox first.")

    def why_not_send() -> str:
        if model().state.sample.is_sending:
            return _tr("The sample is on its way.")
        return why_not_stop()

    def why_not_clear() -> str:
        return why_not_stop() or ("" if model().state.count else _tr("Nothing has arrived yet."))

    def on_screen(run: Callable[[SandboxScreen], object]) -> Callable[[], object]:
        def do() -> object:
            made = screen()
            return run(made) if made is not None else None

        return do

    return (
        Action(
            "sandbox.start", _tr("Start sandbox"), lambda: model().life.start(), (), group, at, "play", why_not_start
        ),
        Action("sandbox.stop", _tr("Stop sandbox"), lambda: model().life.stop(), (), group, at, "square", why_not_stop),
        Action(
            "sandbox.sample",
            _tr("Send the sample push"),
            lambda: model().sampling.send(),
            (),
            group,
            at,
            "send",
            why_not_send,
        ),
        Action(
            "sandbox.clear",
            _tr("Clear the received list…"),
            on_screen(lambda made: made.panel.ask_clear()),
            (),
            group,
            at,
            "trash",
            why_not_clear,
        ),
        Action(
            "sandbox.window",
            _tr("Devices in a window of their own"),
            on_screen(lambda made: made.open_window()),
            (),
            group,
            at,
            "external-link",
        ),
    )
