"""The actions of the Devices screen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pushbench.ui.actions import Action, on_made

if TYPE_CHECKING:
    from pushbench.ui.devices.model import DevicesModel
    from pushbench.ui.devices.screen import DevicesScreen


def _tr(text: str) -> str:
    return QCoreApplication.translate("Actions", text)


def devices_actions(
    model: Callable[[], DevicesModel], screen: Callable[[], DevicesScreen | None]
) -> tuple[Action, ...]:
    """Return the actions; view-model and screen are asked for when one of them runs."""
    group, at = _tr("Devices"), "devices"
    on_screen = partial(on_made, screen)

    def why() -> str:
        return "" if screen() is not None and model().state.selected else _tr("Select devices first.")

    return (
        Action("devices.add", _tr("Add device…"), on_screen(lambda made: made.add()), ("Ctrl+N",), group, at, "plus"),
        Action(
            "devices.paste",
            _tr("Add from clipboard"),
            on_screen(lambda made: made.paste()),
            ("Ctrl+Shift+V",),
            group,
            at,
            "clipboard-paste",
        ),
        Action(
            "devices.import", _tr("Import a list…"), on_screen(lambda made: made.choose_file()), (), group, at, "upload"
        ),
        Action(
            "devices.use",
            _tr("Use the selected devices in Compose"),
            lambda: model().use_in_compose(model().state.selected),
            (),
            group,
            at,
            "square-pen",
            why,
        ),
        Action(
            "devices.test",
            _tr("Send a test push to the device in sight"),
            on_screen(lambda made: made.send_test()),
            ("Ctrl+Shift+T",),
            group,
            at,
            "send",
            lambda: "" if screen() is not None and model().state.inspected else _tr("Choose a device first."),
        ),
        Action(
            "devices.group",
            _tr("Add the selected devices to a group…"),
            on_screen(lambda made: made.add_to_group()),
            ("Ctrl+G",),
            group,
            at,
            "users",
            why,
        ),
        Action(
            "devices.check",
            _tr("Check the tokens of the selected devices"),
            lambda: model().verbs.check_tokens(model().state.selected),
            (),
            group,
            at,
            "shield-check",
            why,
        ),
        Action(
            "devices.rename",
            _tr("Rename the device in sight"),
            on_screen(lambda made: made.rename_current()),
            ("F2",),
            group,
            at,
            "pencil",
            lambda: "" if screen() is not None and model().state.inspected else _tr("Choose a device first."),
        ),
        Action(
            "devices.deleted",
            _tr("Recently deleted devices…"),
            on_screen(lambda made: made.open_deleted()),
            (),
            group,
            at,
            "archive-restore",
            lambda: "" if screen() is not None and model().state.deleted else _tr("Nothing was deleted lately."),
        ),
        Action(
            "devices.delete",
            _tr("Delete selected devices"),
            on_screen(lambda made: made.delete_selected()),
            ("Del",),
            group,
            at,
            "trash",
            why,
            mac_shortcuts=("Ctrl+Backspace",),
        ),
        Action(
            "devices.find",
            _tr("Find a device"),
            on_screen(lambda made: made.search.setFocus()),
            ("Ctrl+F",),
            group,
            at,
            "search",
        ),
    )
