"""The actions of the window and of Compose."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pushbench.ui.actions import Action
from pushbench.ui.compose.screen import ComposeScreen
from pushbench.ui.compose.top_bar import SEND, VALIDATE
from pushbench.ui.shell.places import places

if TYPE_CHECKING:
    from collections.abc import Callable

    from pushbench.ui.devices.screen import DevicesScreen
    from pushbench.ui.shell.screens import Screens


def _tr(text: str) -> str:
    return QCoreApplication.translate("Actions", text)


def window_actions(screens: Screens) -> tuple[Action, ...]:
    """Return every action of the window, in the order of lists."""
    return (
        *_go_actions(screens),
        *_compose_actions(screens),
        *_pane_actions(screens),
        *_log_actions(screens),
        *_device_actions(screens),
        Action(
            "providers.save",
            _tr("Save profile"),
            lambda: screens.providers.save(),
            ("Ctrl+S",),
            _tr("Providers"),
            "providers",
            "save",
        ),
        *_window_size_actions(screens),
    )


def _go_actions(screens: Screens) -> tuple[Action, ...]:
    group = _tr("Go to")
    found = []
    for number, place in enumerate(places(), 1):
        key = "Ctrl+," if place.is_at_end else f"Ctrl+{number}"
        found.append(
            Action(f"go.{place.key}", place.text, partial(screens.show, place.key), (key,), group, icon=place.icon)
        )
    found.append(
        Action(
            "window.palette",
            _tr("Command palette"),
            screens.open_palette,
            ("Ctrl+K",),
            _tr("Window"),
            icon="list-filter",
        )
    )
    return tuple(found)


def _log_actions(screens: Screens) -> tuple[Action, ...]:
    group = _tr("Send")
    sending = screens.compose.sending

    def chosen() -> str:
        screen = screens.compose_screen
        return (screen.dock.current_key or "") if screen is not None else ""

    def why() -> str:
        row = sending.log.row(chosen())
        return "" if row is not None and row.is_over else _tr("Choose a delivery in the send log first.")

    return (
        Action(
            "log.again",
            _tr("Send again"),
            lambda: sending.send_again(chosen()),
            ("Ctrl+R",),
            group,
            "compose",
            "rotate-ccw",
            why,
        ),
        Action("log.failed", _tr("Retry failed"), sending.retry_failed, (), group, "compose", "rotate-cw"),
        Action(
            "log.open",
            _tr("Open in History"),
            lambda: screens.session.delivery_wanted.emit(chosen()),
            (),
            group,
            "compose",
            "rotate-ccw-clock",
            why,
        ),
    )


def _device_actions(screens: Screens) -> tuple[Action, ...]:
    group = _tr("Devices")

    def add(key: str, title: str, verb: Callable[[DevicesScreen], object], shortcut: str, icon: str) -> Action:
        def run() -> object:
            screen = screens.window.made_screen("devices")
            return verb(screen) if screen is not None else None  # type: ignore[arg-type]

        return Action(f"devices.{key}", title, run, (shortcut,) if shortcut else (), group, "devices", icon)

    return (
        add("add", _tr("Add device"), lambda screen: screen.add(), "Ctrl+N", "plus"),
        add("paste", _tr("Add from clipboard"), lambda screen: screen.paste(), "Ctrl+Shift+V", "clipboard-paste"),
        add("import", _tr("Import a list"), lambda screen: screen.choose_file(), "", "upload"),
        add("delete", _tr("Delete selected devices"), lambda screen: screen.delete_selected(), "Del", "trash"),
        add("find", _tr("Find a device"), lambda screen: screen.search.setFocus(), "Ctrl+F", "search"),
    )


def _window_size_actions(screens: Screens) -> tuple[Action, ...]:
    group = _tr("Window")
    settings = screens.change_text_size
    return (
        Action("window.larger", _tr("Larger text"), partial(settings, 10), ("Ctrl++", "Ctrl+="), group, icon="type"),
        Action("window.smaller", _tr("Smaller text"), partial(settings, -10), ("Ctrl+-",), group, icon="type"),
        Action("window.usual", _tr("Usual text size"), partial(settings, 0), ("Ctrl+0",), group, icon="type"),
        Action("window.full", _tr("Full screen"), screens.toggle_full_screen, ("F11",), group, icon="monitor"),
        Action("window.panes", _tr("Next pane"), partial(screens.step_pane, 1), ("F6",), group),
        Action("window.panes.back", _tr("Previous pane"), partial(screens.step_pane, -1), ("Shift+F6",), group),
    )


def _compose_actions(screens: Screens) -> tuple[Action, ...]:
    model = screens.compose
    files, editing, sending = model.files, model.editing, model.sending
    write, send = _tr("Message"), _tr("Send")
    return (
        Action("send.now", _tr("Send"), sending.send, (SEND,), send, "compose", "send"),
        Action("send.validate", _tr("Validate only"), sending.validate, (VALIDATE,), send, "compose", "shield-check"),
        Action(
            "send.curl", _tr("Copy as cURL"), sending.copy_curl, ("Ctrl+Shift+C",), send, "compose", "square-terminal"
        ),
        Action("message.new", _tr("New message"), files.new_message, ("Ctrl+N",), write, "compose", "plus"),
        Action("message.open", _tr("Open a file…"), screens.open_file, (), write, "compose", "folder-open"),
        Action("message.duplicate", _tr("Duplicate message"), files.duplicate, ("Ctrl+D",), write, "compose", "copy"),
        Action("message.save", _tr("Save now"), files.save_now, ("Ctrl+S",), write, "compose", "save"),
        Action(
            "message.close",
            _tr("Close tab"),
            lambda: files.close(model.state.current),
            ("Ctrl+W",),
            write,
            "compose",
            "x",
        ),
        Action("message.next", _tr("Next tab"), partial(files.step_tab, 1), ("Ctrl+Tab",), write, "compose"),
        Action(
            "message.previous", _tr("Previous tab"), partial(files.step_tab, -1), ("Ctrl+Shift+Tab",), write, "compose"
        ),
        Action("edit.undo", _tr("Undo"), editing.undo, ("Ctrl+Z",), write, "compose", "undo-2"),
        Action("edit.redo", _tr("Redo"), editing.redo, ("Ctrl+Y", "Ctrl+Shift+Z"), write, "compose", "redo-2"),
    )


def _pane_actions(screens: Screens) -> tuple[Action, ...]:
    model = screens.compose
    group = _tr("View")

    def on_screen(verb: Callable[[ComposeScreen], object]) -> Callable[[], object]:
        return lambda: verb(screens.compose_screen) if screens.compose_screen is not None else None

    return (
        Action("view.form", _tr("Form"), partial(model.choose_layout, "form"), ("Alt+1",), group, "compose"),
        Action("view.split", _tr("Form and JSON"), partial(model.choose_layout, "split"), ("Alt+2",), group, "compose"),
        Action("view.json", _tr("JSON"), partial(model.choose_layout, "json"), ("Alt+3",), group, "compose"),
        Action("view.provider", _tr("Next provider"), model.next_provider, ("Ctrl+PgDown",), group, "compose"),
        Action(
            "view.surface",
            _tr("Next preview surface"),
            model.previewing.next_surface,
            ("Alt+PgDown",),
            group,
            "compose",
        ),
        Action("view.log", _tr("Send log"), on_screen(ComposeScreen.toggle_dock), ("Ctrl+J",), group, "compose"),
        Action("view.library", _tr("Library"), on_screen(ComposeScreen.toggle_library), ("Ctrl+B",), group, "compose"),
        Action(
            "view.preview", _tr("Preview"), on_screen(ComposeScreen.toggle_preview), ("Ctrl+Shift+B",), group, "compose"
        ),
        Action(
            "view.problem", _tr("Next problem"), on_screen(lambda s: s.json.next_problem(1)), ("F8",), group, "compose"
        ),
        Action(
            "view.problem.back",
            _tr("Previous problem"),
            on_screen(lambda s: s.json.next_problem(-1)),
            ("Shift+F8",),
            group,
            "compose",
        ),
        Action(
            "view.profile",
            _tr("Profile set"),
            on_screen(lambda s: s.bar.profile.open_list()),
            ("Ctrl+E",),
            group,
            "compose",
        ),
        Action(
            "view.to",
            _tr("To field"),
            on_screen(lambda s: s.bar.targets.edit.setFocus()),
            ("Ctrl+T",),
            group,
            "compose",
        ),
        Action(
            "view.find",
            _tr("Find a message"),
            on_screen(lambda s: s.library.search.setFocus()),
            ("Ctrl+F",),
            group,
            "compose",
        ),
    )
