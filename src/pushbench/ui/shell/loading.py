"""What the first screen uses beyond its texts, some of it only when it is painted."""

from __future__ import annotations

import importlib

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


def load() -> None:
    """Import all of it; on another thread, so that the window answers meanwhile."""
    for name in NEEDED:
        importlib.import_module(name)
