"""The actions of the library, its tabs and revisions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pushbench.ui.actions import Action, on_made

if TYPE_CHECKING:
    from pushbench.ui.compose.files import Files
    from pushbench.ui.compose.library_pane import LibraryPane
    from pushbench.ui.compose.model import ComposeModel
    from pushbench.ui.compose.screen import ComposeScreen

Made = Callable[[], "ComposeScreen | None"]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Actions", text)


def library_actions(model: Callable[[], ComposeModel], screen: Made) -> tuple[Action, ...]:
    """Return the actions in the order of lists; view-model and screen are asked for when one of them runs."""
    group, at = _tr("Message"), "compose"

    def files() -> Files:
        return model().files

    def in_library(verb: Callable[[LibraryPane], object], *, shows: bool = False) -> Callable[[], object]:
        def run(made: ComposeScreen) -> object:
            if shows:
                made.show_library()
            return verb(made.library)

        return on_made(screen, run)

    def current() -> str:
        return model().state.current

    return (
        Action(
            "message.starter",
            _tr("New from starter…"),
            in_library(lambda made: made.open_starters()),
            (),
            group,
            at,
            "file-plus",
            words=_tr("template sample nasty copy long emoji"),
        ),
        Action(
            "message.paste",
            _tr("Paste a payload or cURL command"),
            in_library(lambda made: made.paste()),
            ("Ctrl+Shift+V",),
            group,
            at,
            "clipboard-paste",
            words=_tr("import curl json clipboard"),
        ),
        Action(
            "message.reopen",
            _tr("Reopen closed tab"),
            lambda: files().reopen(),
            ("Ctrl+Shift+T",),
            group,
            at,
            "rotate-ccw",
        ),
        Action(
            "message.rename",
            _tr("Rename message…"),
            in_library(lambda made: made.rename(current())),
            ("F2",),
            group,
            at,
            "pencil",
            is_field_key=True,
        ),
        Action(
            "message.move",
            _tr("Move to folder…"),
            in_library(lambda made: made.move_current()),
            (),
            group,
            at,
            "folder",
        ),
        Action(
            "message.folder",
            _tr("New folder…"),
            in_library(lambda made: made.make_folder()),
            (),
            group,
            at,
            "folder-plus",
        ),
        Action(
            "message.revisions",
            _tr("Revisions…"),
            in_library(lambda made: made.show_revisions(current())),
            (),
            group,
            at,
            "rotate-ccw-clock",
            words=_tr("history revert go back saved"),
        ),
        Action("message.delete", _tr("Delete message"), lambda: files().delete(current()), (), group, at, "trash"),
        Action(
            "message.deleted",
            _tr("Recently deleted"),
            in_library(lambda made: made.show_deleted(), shows=True),
            (),
            group,
            at,
            "archive-restore",
            words=_tr("restore trash undo"),
        ),
    )
