"""The actions of the Providers screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pushbench.ui.actions import Action, on_made
from pushbench.ui.providers.doctor_state import CREDENTIAL, JWT, LOG, VAPID

if TYPE_CHECKING:
    from pushbench.ui.providers.model import ProvidersModel
    from pushbench.ui.providers.screen import ProvidersScreen


def _tr(text: str) -> str:
    return QCoreApplication.translate("Actions", text)


def providers_actions(
    model: Callable[[], ProvidersModel], screen: Callable[[], ProvidersScreen | None]
) -> tuple[Action, ...]:
    """Return the actions; view-model and screen are asked for when one of them runs."""
    group, at = _tr("Providers"), "providers"
    new = on_made(screen, lambda made: made.open_new())

    def why_not_save() -> str:
        return "" if screen() is not None and model().state.draft is not None else _tr("Choose a profile first.")

    def why_not_stored() -> str:
        return "" if screen() is not None and model().state.current else _tr("Choose a saved profile first.")

    return (
        Action("providers.new", _tr("New profile"), new, ("Ctrl+N",), group, at, "plus"),
        Action(
            "providers.save", _tr("Save profile"), lambda: model().save(), ("Ctrl+S",), group, at, "save", why_not_save
        ),
        Action(
            "providers.import",
            _tr("Import credentials…"),
            on_made(screen, lambda made: made.choose_file()),
            (),
            group,
            at,
            "upload",
        ),
        Action(
            "providers.read",
            _tr("Read a credential…"),
            on_made(screen, lambda made: made.open_tool(CREDENTIAL)),
            (),
            group,
            at,
            "file-key",
            words=_tr("doctor key certificate p8 p12 service account what is this file"),
        ),
        Action(
            "providers.paste",
            _tr("Paste a credential"),
            lambda: model().doctor.paste(),
            ("Ctrl+Shift+V",),
            group,
            at,
            "clipboard-paste",
            words=_tr("doctor key token clipboard"),
        ),
        Action(
            "providers.vapid",
            _tr("Make a VAPID pair…"),
            on_made(screen, lambda made: made.open_tool(VAPID)),
            (),
            group,
            at,
            "key-round",
            words=_tr("web push generate keys tool"),
        ),
        Action(
            "providers.jwt",
            _tr("Read a JWT…"),
            on_made(screen, lambda made: made.open_tool(JWT)),
            (),
            group,
            at,
            "file-code",
            words=_tr("token clock skew signature expired bearer tool"),
        ),
        Action(
            "providers.delivery-log",
            _tr("Apple's delivery log…"),
            on_made(screen, lambda made: made.open_tool(LOG)),
            (),
            group,
            at,
            "external-link",
            words=_tr("apns-unique-id console tool"),
        ),
        Action(
            "providers.duplicate",
            _tr("Duplicate profile"),
            on_made(screen, lambda made: made.form.duplicate()),
            ("Ctrl+D",),
            group,
            at,
            "copy",
            why_not_stored,
        ),
        Action(
            "providers.delete",
            _tr("Delete profile…"),
            on_made(screen, lambda made: made.ask_delete()),
            ("Ctrl+Del",),
            group,
            at,
            "trash",
            why_not_stored,
            mac_shortcuts=("Ctrl+Backspace",),
        ),
        Action(
            "providers.test-all", _tr("Test all profiles"), lambda: model().test_all(), (), group, at, "shield-check"
        ),
        Action(
            "providers.test",
            _tr("Test credentials"),
            lambda: model().test(),
            ("Ctrl+Return",),
            group,
            at,
            "shield-check",
            why_not_save,
        ),
    )
