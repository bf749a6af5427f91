"""The actions of Settings that can be done from anywhere."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pushbench.ui.actions import Action, on_made

if TYPE_CHECKING:
    from pushbench.ui.settings.model import SettingsModel
    from pushbench.ui.settings.screen import SettingsScreen


def _tr(text: str) -> str:
    return QCoreApplication.translate("Actions", text)


def settings_actions(
    model: Callable[[], SettingsModel], screen: Callable[[], SettingsScreen | None]
) -> tuple[Action, ...]:
    """Return the actions; view-model and screen are asked for when one of them runs."""
    return (*_look_actions(model), *_workspace_actions(screen))


def _workspace_actions(screen: Callable[[], SettingsScreen | None]) -> tuple[Action, ...]:
    group = _tr("Workspace")

    def add(key: str, title: str, icon: str, words: str, page: str, verb: str = "") -> Action:
        def run(made: SettingsScreen) -> None:
            made.show_section(page)
            if verb:
                getattr(made.page(page), verb)()

        return Action(f"workspace.{key}", title, on_made(screen, run), (), group, "settings", icon, words=words)

    return (
        add("export", _tr("Export workspace…"), "file-down", _tr("zip backup share"), "data", "choose_export"),
        add("import", _tr("Import workspace…"), "upload", _tr("zip merge"), "data", "choose_import"),
        add("secrets", _tr("Where secrets rest"), "lock", _tr("keychain passphrase unlock vault"), "secrets"),
        add("proxy", _tr("Proxy"), "globe", _tr("network"), "network"),
        add("retention", _tr("How long history is kept"), "rotate-ccw-clock", _tr("retention clear prune"), "history"),
        add("keys", _tr("Change shortcuts"), "keyboard", _tr("keys bindings"), "keyboard"),
    )


def _look_actions(model: Callable[[], SettingsModel]) -> tuple[Action, ...]:
    group = _tr("Appearance")

    def mode(key: str, title: str, icon: str) -> Action:
        return Action(f"look.{key}", title, lambda: model().set_mode(key), (), group, icon=icon)

    def size(by: int) -> None:
        model().set_text_percent(model().state.look.text_percent + by if by else 100)

    return (
        mode("light", _tr("Light theme"), "sun"),
        mode("dark", _tr("Dark theme"), "moon"),
        mode("system", _tr("Theme of the system"), "monitor"),
        Action("window.larger", _tr("Larger text"), partial(size, 10), ("Ctrl++", "Ctrl+="), group, icon="type"),
        Action("window.smaller", _tr("Smaller text"), partial(size, -10), ("Ctrl+-",), group, icon="type"),
        Action("window.usual", _tr("Usual text size"), partial(size, 0), ("Ctrl+0",), group, icon="type"),
    )
