"""Which dialog stands between Send and production."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from pushbench.domain.errors import UserError
from pushbench.engine.plan import SendPlan
from pushbench.ui.compose.model import ComposeModel
from pushbench.ui.compose.production_dialog import AllowListDialog, ProductionDialog
from pushbench.ui.compose.sending import Confirmation
from pushbench.ui.later.counting import countable, reach_words
from pushbench.ui.theme.theme import Theme


def _tr(text: str) -> str:
    return QCoreApplication.translate("Asking", text)


class Asking:
    """Asks over a window. What an allow-list forbids is never sent, whatever is answered."""

    def __init__(self, theme: Theme, model: ComposeModel, widget: QWidget) -> None:
        self._theme = theme
        self._model = model
        self._widget = widget

    async def __call__(self, plan: SendPlan) -> Confirmation | None:
        """Ask and wait; None means that nothing leaves."""
        window = self._widget.window()
        if not plan.guard.outside:
            countable = self._countable(plan)
            dialog = ProductionDialog(self._theme, plan, window, countable=countable)
            dialog.count_wanted.connect(lambda: self._model.scope.start("count", self._count(dialog, countable)))
            return await dialog.confirmation()
        answer = await AllowListDialog(self._theme, plan, window).result_of()
        if answer == "add":
            await self._add(plan)
        elif answer == "show":
            self._model.session.profile_wanted.emit(plan.guard.outside[0].profile)
        return None

    def _countable(self, plan: SendPlan) -> tuple[str, ...]:
        providers = {delivery.provider for delivery in plan.deliveries if delivery.target.is_crowd}
        return countable(self._model.workspace, plan.guard.crowds, tuple(providers))

    async def _count(self, dialog: ProductionDialog, texts: Sequence[str]) -> None:
        """Ask while the dialog stands open; what keeps the service from telling stands there too."""
        try:
            words = reach_words(await self._model.targeting.reach(texts))
        except UserError as error:
            words = f"{error.what} {error.why}"
        dialog.show_reach(words)

    async def _add(self, plan: SendPlan) -> None:
        session = self._model.session
        by_profile: dict[str, list[str]] = {}
        for item in plan.guard.outside:
            by_profile.setdefault(item.profile, []).append(item.entry)
        for profile, entries in by_profile.items():
            await session.workspace.allow(profile, entries)
        session.profiles_changed.emit()

        async def take_back() -> None:
            for profile, entries in by_profile.items():
                await session.workspace.allow(profile, [], entries)
            session.profiles_changed.emit()

        count = len(plan.guard.outside)
        words = _tr("Added to the allow-list. Send again.") if count == 1 else _tr("{count} added. Send again.")
        session.notices.tell(
            words.format(count=f"{count:,}"), _tr("Undo"), lambda: self._model.scope.start("allow", take_back())
        )
