"""Asks before a push can reach real users."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from pushbench.domain.profile import Environment
from pushbench.engine.plan import SendPlan
from pushbench.ui.compose.sending import Confirmation
from pushbench.ui.pills import environment_pill
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import row
from pushbench.ui.widgets.dialogs import Dialog
from pushbench.ui.widgets.labelled import Labelled
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.pill import PillLabel


class ProductionDialog(Dialog):
    """Names message, profiles and counts; Cancel is the default, the number is typed when there are many."""

    def __init__(self, theme: Theme, plan: SendPlan, parent: QWidget) -> None:
        guard = plan.guard
        super().__init__(theme, _heading(plan), parent)
        self._count = guard.device_count
        chip = PillLabel(theme, environment_pill(Environment.PRODUCTION, is_solid=True))
        self.body.insertLayout(0, row(chip, None))
        name = plan.order.message.name or self.tr("This message")
        words = self.tr("“{name}” goes out through {profiles}.").format(name=name, profiles=", ".join(guard.profiles))
        self.body.addWidget(label(theme, words, "body", wraps=True))
        if guard.crowds:
            crowds = self.tr("{names} reaches everyone subscribed; nobody here can say how many.").format(
                names=", ".join(guard.crowds)
            )
            self.body.addWidget(label(theme, crowds, "body", wraps=True))
        self._typed: QLineEdit | None = None
        go = self.tr("Send to {count}").format(count=f"{guard.device_count:,}")
        self.set_buttons(("cancel", self.tr("Cancel"), ""), ("go", go, "production"), default="cancel")
        if guard.needs_count:
            self._typed = QLineEdit()
            self._typed.setMaximumWidth(theme.px(140))
            self._typed.setAccessibleName(self.tr("Number of deliveries"))
            prompt = self.tr("Type {count} to continue").format(count=guard.device_count)
            self.body.addWidget(Labelled(theme, prompt, self._typed))
            self._typed.textChanged.connect(self._on_typed)
            self._on_typed("")

    def _on_typed(self, text: str) -> None:
        self.enable("go", is_enabled=self._number(text) == self._count, why=self.tr("The number does not match yet."))

    @staticmethod
    def _number(text: str) -> int | None:
        digits = text.replace(",", "").replace(".", "").replace(" ", "").strip()
        return int(digits) if digits.isascii() and digits.isdigit() else None

    async def confirmation(self) -> Confirmation | None:
        """Ask and wait; None means no."""
        if await self.result_of() != "go":
            return None
        return Confirmation(self._number(self._typed.text()) if self._typed is not None else None)


def _heading(plan: SendPlan) -> str:
    guard = plan.guard
    devices = guard.device_count - len(guard.crowds)
    parts = []
    if devices > 0:
        parts.append(f"{devices:,} device{'' if devices == 1 else 's'}")
    if guard.crowds:
        parts.append(f"{len(guard.crowds)} topic{'' if len(guard.crowds) == 1 else 's'}")
    return f"Send to {' and '.join(parts) or 'production'}?"
