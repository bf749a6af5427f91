"""The panes of the Compose screen, made one at a time."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from pushbench.ui.compose.form_pane import FormPane
from pushbench.ui.compose.json_pane import JsonPane
from pushbench.ui.compose.library_pane import LibraryPane
from pushbench.ui.compose.log_dock import LogDock
from pushbench.ui.compose.model import ComposeModel
from pushbench.ui.compose.preview_pane import PreviewPane
from pushbench.ui.compose.top_bar import ComposeBar
from pushbench.ui.theme.theme import Theme


class ComposePanes:
    """Makes each pane when it is first asked for; :meth:`steps` spread the work over turns of the event loop."""

    def __init__(self, theme: Theme, model: ComposeModel) -> None:
        self._theme = theme
        self._model = model

    @cached_property
    def bar(self) -> ComposeBar:
        return ComposeBar(self._theme, self._model)

    @cached_property
    def library(self) -> LibraryPane:
        return LibraryPane(self._theme, self._model)

    @cached_property
    def form(self) -> FormPane:
        return FormPane(self._theme, self._model)

    @cached_property
    def json(self) -> JsonPane:
        return JsonPane(self._theme, self._model)

    @cached_property
    def preview(self) -> PreviewPane:
        return PreviewPane(self._theme, self._model)

    @cached_property
    def dock(self) -> LogDock:
        return LogDock(self._theme, self._model)

    def steps(self) -> tuple[Callable[[], object], ...]:
        """Return one call per pane."""
        names = ("bar", "library", "form", "json", "preview", "dock")
        return tuple(lambda name=name: getattr(self, name) for name in names)
