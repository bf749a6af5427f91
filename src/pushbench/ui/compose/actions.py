"""The actions of the Compose screen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pushbench.ui.actions import Action, on_made
from pushbench.ui.compose.library_actions import library_actions
from pushbench.ui.compose.top_bar import PREVIEW_AS, SEND, VALIDATE

if TYPE_CHECKING:
    from pushbench.ui.compose.editing import Editing
    from pushbench.ui.compose.files import Files
    from pushbench.ui.compose.model import ComposeModel
    from pushbench.ui.compose.screen import ComposeScreen
    from pushbench.ui.compose.send_verbs import SendVerbs

Made = Callable[[], "ComposeScreen | None"]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Actions", text)


def compose_actions(model: Callable[[], ComposeModel], screen: Made) -> tuple[Action, ...]:
    """Return the actions in the order of lists; view-model and screen are asked for when one of them runs."""
    return (
        *_message_actions(model, screen),
        *library_actions(model, screen),
        *_send_actions(model, screen),
        *_log_actions(model, screen),
        *_view(model, screen),
    )


def _message_actions(model: Callable[[], ComposeModel], screen: Made) -> tuple[Action, ...]:
    group, edit, at = _tr("Message"), _tr("Edit"), "compose"
    open_file = on_made(screen, lambda made: made.open_file())

    def files() -> Files:
        return model().files

    def editing() -> Editing:
        return model().editing

    return (
        Action("message.new", _tr("New message"), lambda: files().new_message(), ("Ctrl+N",), group, at, "plus"),
        Action("message.open", _tr("Open a file…"), open_file, (), group, at, "folder-open"),
        Action(
            "message.duplicate", _tr("Duplicate message"), lambda: files().duplicate(), ("Ctrl+D",), group, at, "copy"
        ),
        Action("message.save", _tr("Save now"), lambda: files().save_now(), ("Ctrl+S",), group, at, "save"),
        Action(
            "message.close",
            _tr("Close tab"),
            lambda: files().close(model().state.current),
            ("Ctrl+W",),
            group,
            at,
            "x",
            lambda: files().why_not_close,
        ),
        Action(
            "message.next",
            _tr("Next tab"),
            lambda: files().step_tab(1),
            ("Ctrl+Tab",),
            group,
            at,
            mac_shortcuts=("Meta+Tab",),
        ),
        Action(
            "message.previous",
            _tr("Previous tab"),
            lambda: files().step_tab(-1),
            ("Ctrl+Shift+Tab",),
            group,
            at,
            mac_shortcuts=("Meta+Shift+Tab",),
        ),
        Action("edit.undo", _tr("Undo"), lambda: editing().undo(), ("Ctrl+Z",), edit, at, "undo-2"),
        Action(
            "edit.redo",
            _tr("Redo"),
            lambda: editing().redo(),
            ("Ctrl+Y", "Ctrl+Shift+Z"),
            edit,
            at,
            "redo-2",
            mac_shortcuts=("Ctrl+Shift+Z",),
        ),
    )


def _send_actions(model: Callable[[], ComposeModel], screen: Made) -> tuple[Action, ...]:
    group, at = _tr("Send"), "compose"

    def sending() -> SendVerbs:
        return model().sending

    def not_running() -> str:
        return "" if sending().sender.state.is_running else _tr("Nothing is being sent.")

    return (
        Action("send.now", _tr("Send"), lambda: sending().send(), (SEND, "Ctrl+Enter"), group, at, "send"),
        Action(
            "send.validate", _tr("Validate only"), lambda: sending().validate(), (VALIDATE,), group, at, "shield-check"
        ),
        Action("send.stop", _tr("Stop sending"), lambda: sending().sender.stop(), (), group, at, "square", not_running),
        Action(
            "send.preview_as",
            _tr("Preview as recipient…"),
            on_made(screen, lambda made: made.bar.preview_as()),
            (PREVIEW_AS,),
            group,
            at,
            "eye",
            mac_shortcuts=("Ctrl+Alt+P",),
        ),
        Action(
            "send.count",
            _tr("Ask how many this reaches"),
            lambda: model().targeting.count(),
            (),
            group,
            at,
            "users",
            lambda: model().targeting.why_not_count,
        ),
        Action(
            "send.curl",
            _tr("Copy as cURL"),
            lambda: sending().copy_curl(),
            ("Ctrl+Shift+C",),
            group,
            at,
            "square-terminal",
            mac_shortcuts=("Ctrl+Alt+C",),
        ),
    )


def _log_actions(model: Callable[[], ComposeModel], screen: Made) -> tuple[Action, ...]:
    group, at = _tr("Send"), "compose"

    def chosen() -> str:
        made = screen()
        return (made.dock.current_key or "") if made is not None else ""

    def why() -> str:
        row = model().sending.log.row(chosen())
        return "" if row is not None and row.can_repeat else _tr("Choose a delivery in the send log first.")

    def again() -> None:
        model().sending.send_again(chosen())

    def show() -> None:
        model().sending.log_verbs.show(chosen())

    def as_message() -> None:
        model().sending.log_verbs.open_as_message(chosen())

    def chosen_rows() -> list[str]:
        made = screen()
        return made.dock.chosen_keys if made is not None else []

    def ask() -> None:
        model().sending.following.ask(chosen_rows())

    def why_not_ask() -> str:
        keys = chosen_rows()
        return model().sending.following.why_not_ask(keys) if keys else _tr("Choose a delivery in the send log first.")

    def cancel() -> None:
        made = screen()
        if made is not None:
            made.dock.cancel(chosen())

    def why_not_cancel() -> str:
        row = model().sending.log.row(chosen())
        if row is None:
            return _tr("Choose a delivery in the send log first.")
        return "" if row.can_cancel else _tr("It is not held back by a service that takes messages back.")

    def hurry() -> None:
        model().sending.retry_now(chosen())

    def not_waiting() -> str:
        row = model().sending.log.row(chosen())
        is_waiting = row is not None and row.retry_at is not None
        return "" if is_waiting else _tr("Choose a delivery that waits for its next try first.")

    return (
        Action("log.again", _tr("Send again"), again, ("Ctrl+R",), group, at, "rotate-ccw", why),
        Action("log.failed", _tr("Retry failed"), lambda: model().sending.retry_failed(), (), group, at, "rotate-cw"),
        Action("log.open", _tr("Open in History"), show, (), group, at, "rotate-ccw-clock", why),
        Action("log.message", _tr("Open as message"), as_message, ("Ctrl+O",), group, at, "square-pen", why),
        Action("log.now", _tr("Retry now"), hurry, (), group, at, "zap", not_waiting),
        Action("log.ask", _tr("Ask now what became of it"), ask, ("Ctrl+Shift+A",), group, at, "inbox", why_not_ask),
        Action("log.cancel", _tr("Cancel at the service…"), cancel, (), group, at, "circle-x", why_not_cancel),
    )


def _view(model: Callable[[], ComposeModel], screen: Made) -> tuple[Action, ...]:
    group, at = _tr("View"), "compose"
    on_screen = partial(on_made, screen)

    def layout(key: str) -> Callable[[], object]:
        return lambda: model().choose_layout(key)

    return (
        Action("view.form", _tr("Form"), layout("form"), ("Alt+1",), group, at, mac_shortcuts=("Ctrl+Alt+1",)),
        Action(
            "view.split", _tr("Form and JSON"), layout("split"), ("Alt+2",), group, at, mac_shortcuts=("Ctrl+Alt+2",)
        ),
        Action("view.json", _tr("JSON"), layout("json"), ("Alt+3",), group, at, mac_shortcuts=("Ctrl+Alt+3",)),
        Action(
            "view.provider",
            _tr("Next provider"),
            lambda: model().next_provider(),
            ("Ctrl+PgDown",),
            group,
            at,
            mac_shortcuts=("Ctrl+Alt+Right",),
        ),
        Action(
            "view.surface",
            _tr("Next preview surface"),
            lambda: model().previewing.next_surface(),
            ("Alt+PgDown",),
            group,
            at,
            mac_shortcuts=("Ctrl+Alt+Down",),
        ),
        Action("view.log", _tr("Send log"), on_screen(lambda made: made.toggle_dock()), ("Ctrl+J",), group, at),
        Action("view.library", _tr("Library"), on_screen(lambda made: made.toggle_library()), ("Ctrl+B",), group, at),
        Action(
            "view.preview",
            _tr("Preview"),
            on_screen(lambda made: made.toggle_preview()),
            ("Ctrl+Shift+B",),
            group,
            at,
            mac_shortcuts=("Ctrl+Alt+B",),
        ),
        Action(
            "view.problem", _tr("Next problem"), on_screen(lambda made: made.json.next_problem(1)), ("F8",), group, at
        ),
        Action(
            "view.problem.back",
            _tr("Previous problem"),
            on_screen(lambda made: made.json.next_problem(-1)),
            ("Shift+F8",),
            group,
            at,
        ),
        Action(
            "view.problems",
            _tr("List problems"),
            on_screen(lambda made: made.open_problems()),
            ("Ctrl+F8",),
            group,
            at,
            "list-filter",
        ),
        Action(
            "view.losses",
            _tr("List what services do not carry"),
            on_screen(lambda made: made.open_losses()),
            ("Ctrl+Shift+F8",),
            group,
            at,
            "unlink",
        ),
        Action(
            "view.profile",
            _tr("Profile set"),
            on_screen(lambda made: made.bar.profile.open_list()),
            ("Ctrl+E",),
            group,
            at,
        ),
        Action(
            "view.to", _tr("To field"), on_screen(lambda made: made.bar.targets.edit.setFocus()), ("Ctrl+T",), group, at
        ),
        Action(
            "view.find",
            _tr("Find in messages or JSON"),
            on_screen(lambda made: made.find_here()),
            ("Ctrl+F",),
            group,
            at,
        ),
    )
