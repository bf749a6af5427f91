"""What tabs, the library and the note above the form say about a message's file."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from pushbench.store.message_places import name_of
from pushbench.ui.compose.open_messages import Held
from pushbench.ui.compose.state import FileNote, OpenTab


def _tr(text: str) -> str:
    return QCoreApplication.translate("Files", text)


def tab_of(key: str, held: Held, errors: int) -> OpenTab:
    """Return a message's tab; trouble with the file goes before errors, errors before changes."""
    if held.trouble is not None or held.outside is not None:
        return OpenTab(key, name_of(key), "red-dot", f"{key}\n" + _tr("Not saved yet"))
    if errors:
        words = _tr("1 error") if errors == 1 else _tr("{count} errors").format(count=errors)
        return OpenTab(key, name_of(key), "red-dot", f"{key}\n{words}")
    if held.is_unsaved:
        return OpenTab(key, name_of(key), "amber-dot", f"{key}\n" + _tr("Saving"))
    if held.is_changed:
        return OpenTab(key, name_of(key), "amber-dot", f"{key}\n" + _tr("Changed since the last revision"))
    return OpenTab(key, name_of(key), "", key)


def note_of(key: str, held: Held) -> FileNote | None:
    """Return what is to be told about a message's file, if anything."""
    outside = held.outside
    if outside is not None and outside.trouble is not None:
        return FileNote(key, "broken", outside.trouble.why)
    if outside is not None:
        return FileNote(key, "gone" if outside.is_gone else "changed")
    if held.trouble is not None:
        return FileNote(key, "unsaved", held.trouble.why, held.trouble.fix)
    return None


def saved_words(at: datetime) -> str:
    """Return what stands beside the tabs after a save."""
    return _tr("Saved {time}").format(time=f"{at:%H:%M}")


def dot_words(dot: str) -> str:
    """Return a dot as words for those who do not see it."""
    words = {"red-dot": _tr("has problems"), "amber-dot": _tr("changed"), "green-dot": _tr("sent and accepted")}
    return words.get(dot, "")
