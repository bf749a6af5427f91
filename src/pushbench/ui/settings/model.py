"""The view-model of the Settings screen: appearance, the page in sight, and the parts of the other pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from pushbench.ui.actions import Action
from pushbench.ui.session import Session
from pushbench.ui.theme.theme import Look, Mode, Theme
from pushbench.ui.view_model import ViewModel

if TYPE_CHECKING:
    from pushbench.ui.settings.data_model import DataModel
    from pushbench.ui.settings.history_model import HistoryKeepingModel
    from pushbench.ui.settings.keyboard_model import KeyboardModel
    from pushbench.ui.settings.network_model import NetworkModel
    from pushbench.ui.settings.sandbox_model import SandboxSettingsModel
    from pushbench.ui.settings.secrets_model import SecretsModel
    from pushbench.ui.settings.summary import SummaryModel

SMALLEST, LARGEST = 90, 140
_PAGE = "settings-page"


@dataclass(frozen=True, slots=True)
class SettingsState:
    """What the screen shows by itself."""

    look: Look = field(default_factory=Look)
    page: str = "appearance"
    search: str = ""


class SettingsModel(ViewModel[SettingsState]):
    """Changes the look at once; the window remembers it when it ends."""

    def __init__(self, session: Session, theme: Theme, actions: Callable[[], tuple[Action, ...]]) -> None:
        page = session.state.choices.get(_PAGE)
        state = SettingsState(look=theme.look, page=page if isinstance(page, str) else "appearance")
        super().__init__(state, session.scope.child("settings"))
        self.session = session
        self._theme = theme
        self._actions = actions
        theme.changed.connect(lambda: self.become(look=theme.look))

    def start(self) -> None:
        """Read what the panel beside the pages shows; each page reads its own when it is first shown."""
        self.summary.start()

    # the other pages' parts come into being when they are asked for ---------------------------------

    @cached_property
    def secrets(self) -> SecretsModel:
        from pushbench.ui.settings.secrets_model import SecretsModel

        return SecretsModel(self.session, self.scope)

    @cached_property
    def history(self) -> HistoryKeepingModel:
        from pushbench.ui.settings.history_model import HistoryKeepingModel

        return HistoryKeepingModel(self.session, self.scope)

    @cached_property
    def network(self) -> NetworkModel:
        from pushbench.ui.settings.network_model import NetworkModel

        return NetworkModel(self.session, self.scope)

    @cached_property
    def sandbox(self) -> SandboxSettingsModel:
        from pushbench.ui.settings.sandbox_model import SandboxSettingsModel

        return SandboxSettingsModel(self.session, self.scope)

    @cached_property
    def keyboard(self) -> KeyboardModel:
        from pushbench.ui.settings.keyboard_model import KeyboardModel

        return KeyboardModel(self.session, self.scope)

    @cached_property
    def data(self) -> DataModel:
        from pushbench.ui.settings.data_model import DataModel

        return DataModel(self.session, self.scope, self)

    @cached_property
    def summary(self) -> SummaryModel:
        from pushbench.ui.settings.summary import SummaryModel

        return SummaryModel(self.session, self.scope)

    # pages and search -------------------------------------------------------------------------------

    def show_page(self, key: str) -> None:
        """Bring a page into sight, now and at the next start."""
        self.session.state.choices[_PAGE] = key
        self.become(page=key)

    def search(self, text: str) -> None:
        self.become(search=text)

    # appearance -------------------------------------------------------------------------------------

    def set_mode(self, mode: str) -> None:
        self._look(mode=Mode(mode))

    def set_text_percent(self, percent: int) -> None:
        self._look(text_percent=min(max(percent, SMALLEST), LARGEST))

    def set_high_contrast(self, is_on: bool) -> None:
        self._look(is_high_contrast=is_on)

    def set_reduced_motion(self, is_on: bool) -> None:
        self._look(is_motion_reduced=is_on)

    def use_usual_look(self) -> None:
        """Go back to the look of a first start."""
        self._choose(Look())

    def _look(self, **changes: object) -> None:
        self._choose(replace(self._theme.look, **changes))  # type: ignore[arg-type]

    def _choose(self, look: Look) -> None:
        self._theme.choose(look)
        self.session.state.keep_look(look)
        self.become(look=look)
