"""The actions of the History screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pushbench.ui.actions import Action

if TYPE_CHECKING:
    from pushbench.ui.history.model import HistoryModel
    from pushbench.ui.history.screen import HistoryScreen


def _tr(text: str) -> str:
    return QCoreApplication.translate("Actions", text)


def history_actions(
    model: Callable[[], HistoryModel], screen: Callable[[], HistoryScreen | None]
) -> tuple[Action, ...]:
    """Return the actions; view-model and screen are asked for when one of them runs."""
    group = _tr("History")

    def why() -> str:
        return "" if model().state.current else _tr("Choose a delivery first.")

    def why_not_ask() -> str:
        made = screen()
        return model().verbs.why_not_ask(made.chosen_deliveries if made is not None else [])

    def on_screen(verb: Callable[[HistoryScreen], object]) -> Callable[[], object]:
        def run() -> object:
            made = screen()
            return verb(made) if made is not None else None

        return run

    def add(
        key: str,
        title: str,
        run: Callable[[], object],
        shortcut: str,
        icon: str,
        why_disabled: Callable[[], str] = str,
        mac: tuple[str, ...] | None = None,
    ) -> Action:
        shortcuts = (shortcut,) if shortcut else ()
        return Action(f"history.{key}", title, run, shortcuts, group, "history", icon, why_disabled, mac)

    return (
        add(
            "again",
            _tr("Send again"),
            lambda: model().verbs.send_again(model().state.current),
            "Ctrl+R",
            "rotate-ccw",
            why,
        ),
        add(
            "open",
            _tr("Open as message"),
            lambda: model().verbs.open_as_message(model().state.current),
            "Ctrl+O",
            "square-pen",
            why,
        ),
        add(
            "curl",
            _tr("Copy as cURL"),
            on_screen(lambda made: made.copy_curl()),
            "Ctrl+Shift+C",
            "square-terminal",
            why,
            ("Ctrl+Alt+C",),
        ),
        add(
            "ask",
            _tr("Ask now what became of it"),
            on_screen(lambda made: made.ask_now()),
            "Ctrl+Shift+A",
            "inbox",
            why_not_ask,
        ),
        add(
            "view",
            _tr("Look at it at the service"),
            on_screen(lambda made: made.view_message()),
            "",
            "eye",
            lambda: model().verbs.why_not_view(),
        ),
        add(
            "cancel",
            _tr("Cancel at the service…"),
            on_screen(lambda made: made.cancel_held()),
            "",
            "circle-x",
            lambda: model().verbs.why_not_cancel(),
        ),
        add(
            "export", _tr("Export deliveries…"), on_screen(lambda made: made.open_export()), "Ctrl+Shift+E", "download"
        ),
        add(
            "compare",
            _tr("Compare the selected deliveries or runs"),
            on_screen(lambda made: made.compare()),
            "Ctrl+Shift+D",
            "git-compare",
        ),
        add(
            "save-filter",
            _tr("Save filter…"),
            on_screen(lambda made: made.filters.ask_save()),
            "",
            "pin",
            lambda: "" if model().state.filters.is_any else _tr("Choose a filter first."),
        ),
        add("find", _tr("Search the history"), on_screen(lambda made: made.focus_search()), "Ctrl+F", "search"),
        add("clear", _tr("Clear filters"), lambda: model().clear_filters(), "", "list-filter"),
    )
