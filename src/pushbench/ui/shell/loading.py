"""What the first screen uses beyond its texts, some of it only when it is painted."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

NEEDED = (
    "asyncio",
    "concurrent.futures.thread",
    "qasync",
    "pushbench.ui.shell.application",
    "pushbench.engine.workspace",
    "pushbench.ui.session",
    "pushbench.ui.worker",
    "pushbench.ui.shell.screens",
    "pushbench.ui.compose.layers_bar",
    "pushbench.ui.compose.actions_section",
    "pushbench.ui.compose.live_section",
    "pushbench.ui.compose.table_sections",
    "pushbench.ui.compose.tab_row",
    "pushbench.ui.compose.top_bar",
    "pushbench.ui.compose.library_pane",
    "pushbench.ui.compose.json_pane",
    "pushbench.ui.compose.preview_pane",
    "pushbench.ui.compose.log_dock",
    "pushbench.ui.compose.field_view",
    "pushbench.store.message_file",
    "pushbench.preview.layout",
    "pushbench.paint.painter",
    "pushbench.paint.ruler",
    "pygments.lexers.data",
)
LATER = (
    "pushbench.compose.template_engine",
    "pushbench.ui.devices.screen",
    "pushbench.ui.providers.screen",
    "pushbench.ui.history.screen",
    "pushbench.ui.sandbox.screen",
    "pushbench.ui.settings.screen",
)
"""What the other screens are made of, and what the first template needs; loaded when the first screen is at rest."""


_TURN_SECONDS = 0.0005
"""How long one thread may keep the others from Python meanwhile; 5 ms, as usual, would add up to a visible wait for a
window that asks for Python a dozen times per key."""


@contextmanager
def short_turns() -> Iterator[None]:
    """Let threads take short turns while another one loads."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(_TURN_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def load(names: Iterable[str] = NEEDED) -> None:
    """Import modules; on another thread, so that the window answers meanwhile."""
    for name in names:
        importlib.import_module(name)
