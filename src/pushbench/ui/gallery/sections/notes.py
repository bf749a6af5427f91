"""Findings, notes, empty and loading states, toasts."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from pushbench.ui.gallery.still import card, line
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.busy import SkeletonRows, Working
from pushbench.ui.widgets.finding import InlineFinding
from pushbench.ui.widgets.notes import EmptyState, Note, Words
from pushbench.ui.widgets.toast import Slip


def _nothing() -> None:
    """Samples do nothing."""


def findings(theme: Theme) -> QWidget:
    """Error, warning, note."""
    return card(
        theme,
        "Inline diagnostics: error, warning, note",
        InlineFinding(
            theme,
            "red",
            "A background push cannot have priority 10.",
            "Apple accepts only 5 and may stop delivering.",
            (("Set to 5", _nothing),),
        ),
        InlineFinding(
            theme,
            "amber",
            "thread_id is not an aps key.",
            "Apple ignores it; you may mean thread-id.",
            (("Rename", _nothing),),
        ),
        InlineFinding(
            theme, "gray", "Image is fetched by your app.", "It needs mutable-content 1 and a service extension."
        ),
    )


def cards(theme: Theme) -> QWidget:
    """The three-part error and the quieter notes."""
    trouble = Note(theme, closable=True)
    words = Words(
        "Apple no longer accepts this device token.", "Skylark was deleted or reinstalled.", "Mark it as unregistered."
    )
    trouble.show_words("red", words, (("Mark as unregistered", _nothing),))
    warning, good, info = (Note(theme) for _ in range(3))
    warning.show_words("amber", Words("Port 8787 was taken.", "The sandbox listens on 45701."))
    good.show_words("green", Words("The key works.", "Apple answered as expected."))
    info.show_words("blue", Words("Nothing leaves this computer."))
    return card(theme, "Notes: error in three parts, warning, success, information", trouble, warning, good, info)


def empty(theme: Theme) -> QWidget:
    """What is missing, and the one thing that changes it."""
    made = EmptyState(
        theme,
        "list-filter",
        "No delivery matches these filters",
        "Rejected, Web Push, today. 214 deliveries are hidden.",
    )
    made.set_action("Clear filters", _nothing)
    return card(theme, "Empty list", made)


def loading(theme: Theme) -> QWidget:
    """Rows on their way; work under way."""
    rows = SkeletonRows(theme, rows=3)
    rows.show_at_once()
    return card(
        theme,
        "Loading: after 150 ms, bars in the shape of the rows",
        rows,
        line(Working(theme, "Reading 4,211 deliveries")),
    )


def toasts(theme: Theme) -> QWidget:
    """With undo, with a result."""
    made = (
        Slip(theme, "“Price drop alert” deleted", "Undo", _nothing, "trash", None),
        Slip(theme, "cURL copied, secrets masked", "With secrets", _nothing, "copy", None),
        Slip(theme, "3 devices added", "", None, "check", None),
    )
    return card(theme, "Toasts: with undo, with a result", *made)
