"""What the status line says on screens other than Compose, from the states of their view-models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pushbench import __version__
from pushbench.ui.shell.status_line import StatusItem
from pushbench.ui.times import minute_words

if TYPE_CHECKING:
    from pushbench.ui.devices.state import DevicesState
    from pushbench.ui.history.state import HistoryState
    from pushbench.ui.providers.state import ProvidersState

Items = tuple[StatusItem, ...]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Status", text)


def version_item() -> StatusItem:
    """Return the version; a click opens About."""
    return StatusItem(f"Pushbench {__version__}", tip=_tr("About Pushbench"), verb="help.about")


def device_items(state: DevicesState) -> tuple[Items, Items]:
    """Return how many devices there are and that their tokens stay here."""
    words = counted(state.total, _tr("1 device"), _tr("{count} devices"))
    if state.attention:
        words += ", " + counted(state.attention, _tr("1 needs attention"), _tr("{count} need attention"))
    right = [StatusItem(_tr("Tokens stay on this computer"), icon="lock")]
    if len(state.selected) > 1:
        right.insert(0, StatusItem(_tr("{count} selected").format(count=f"{len(state.selected):,}")))
    return (StatusItem(words),) if state.is_ready else (), tuple(right)


def history_items(state: HistoryState, kept_for: str) -> tuple[Items, Items]:
    """Return how much is kept, how long, and where."""
    words = counted(state.kept, _tr("1 delivery kept"), _tr("{count} deliveries kept"))
    left = [StatusItem(f"{words}, {kept_for}" if kept_for else words, icon="rotate-ccw-clock")]
    left.append(StatusItem(_tr("Stored on this computer only"), icon="lock"))
    shown = _tr("{count} shown").format(count=f"{state.shown:,}")
    return tuple(left), (StatusItem(shown),) if state.shown < state.kept else ()


def provider_items(state: ProvidersState, vault: Items) -> tuple[Items, Items]:
    """Return where secrets rest, how many profiles have passed their test, and when the last one was."""
    total = len(state.profiles)
    ready = sum(profile.test_ok is True for profile in state.profiles)
    bad = any(profile.test_ok is False for profile in state.profiles)
    left = list(vault)
    if total:
        words = _tr("{ready} of {total} profiles tested").format(ready=ready, total=total)
        left.append(StatusItem(words, dot="red-dot" if bad else "green-dot" if ready == total else "text-3"))
    times = [profile.tested_at for profile in state.profiles if profile.tested_at]
    right = (StatusItem(_tr("Last check {time}").format(time=minute_words(max(times)))),) if times else ()
    return tuple(left), right


def counted(count: int, one: str, many: str) -> str:
    """Return a count in words, with thousands separators."""
    return one if count == 1 else many.format(count=f"{count:,}")
