"""Asks before a push can reach real users, and says why it cannot where an allow-list forbids it."""

from __future__ import annotations

from collections.abc import Sequence
from string import Formatter

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from pushbench.domain.profile import Environment
from pushbench.domain.target import TargetKind, parse_target
from pushbench.engine.plan import SendPlan
from pushbench.ui.compose.sending import Confirmation
from pushbench.ui.pills import environment_pill
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import row
from pushbench.ui.widgets.buttons import button
from pushbench.ui.widgets.dialogs import Dialog
from pushbench.ui.widgets.labelled import Labelled
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.pill import PillLabel
from pushbench.ui.widgets.prose import Piece, Prose

_NAMED = 6
_BOLD = 600


def with_names(words: str, **places: Piece) -> tuple[Piece, ...]:
    """Return a sentence with pieces put where its ``{places}`` stand."""
    pieces = []
    for text, place, _, _ in Formatter().parse(words):
        if text:
            pieces.append(Piece(text))
        if place is not None:
            pieces.append(places[place])
    return tuple(pieces)


def bold(text: str) -> Piece:
    """Return a name made to stand out."""
    return Piece(text, _BOLD, "text")


class ProductionFrame(Dialog):
    """A dialog about production: a red line along the top, the solid chip above the heading."""

    def __init__(self, theme: Theme, title: str, parent: QWidget) -> None:
        super().__init__(theme, title, parent)
        line = QFrame(self)
        line.setFixedHeight(3)
        line.setProperty("line", "production")
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(0, line)
        chip = PillLabel(theme, environment_pill(Environment.PRODUCTION, is_solid=True))
        self.body.insertLayout(0, row(chip, None))

    def add_words(self, *sentences: Sequence[Piece]) -> Prose:
        """Add a paragraph."""
        pieces: list[Piece] = []
        for sentence in sentences:
            pieces += [*([Piece(" ")] if pieces else []), *sentence]
        words = Prose(self._theme, tuple(pieces))
        self.body.addWidget(words)
        return words

    def add_aside(self, key: str, words: str) -> None:
        """Put a quiet third way at the start of the foot."""
        aside = button(self._theme, words, lambda: self.choose(key), kind="link")
        aside.setObjectName(key)
        self._foot.insertWidget(0, aside)


class ProductionDialog(ProductionFrame):
    """Names message, set and counts; Cancel is the default, the number is typed when there are many."""

    count_wanted = Signal()
    """Somebody wants to know how many the crowds hold."""

    def __init__(self, theme: Theme, plan: SendPlan, parent: QWidget, *, countable: Sequence[str] = ()) -> None:
        """``countable``: crowds of which their service tells how many devices they hold."""
        guard = plan.guard
        super().__init__(theme, self.tr("Send to {whom}?").format(whom=_whom(plan)), parent)
        self._guard = guard
        crowds = (self._about(text) for text in guard.crowds[:_NAMED])
        self.add_words(self._through(plan), *crowds).setToolTip(", ".join(guard.profiles))
        self.reach = label(theme, "", "body", wraps=True)
        self.ask_count = button(theme, self.tr("Ask how many this reaches"), self._on_count, icon="users", size="small")
        for part in (self.reach, self.ask_count):
            part.hide()
        if countable:
            self.body.addWidget(self.reach)
            self.body.addLayout(row(self.ask_count, None))
            self.ask_count.show()
        self._count = guard.devices or len(guard.crowds)
        go = self.tr("Send to {count}").format(count=f"{guard.devices:,}") if guard.devices else self.tr("Send")
        self.set_buttons(("cancel", self.tr("Cancel"), ""), ("go", go, "production"), default="cancel")
        self.add_aside("validate", self.tr("Validate first"))
        self._typed: QLineEdit | None = None
        if guard.needs_typing:
            self._ask_number()
        self.body.addStretch(1)

    def _on_count(self) -> None:
        self.ask_count.setEnabled(False)
        self.ask_count.setText(self.tr("Asking…"))
        self.count_wanted.emit()

    def show_reach(self, words: str) -> None:
        """Say how many the crowds hold, as their service answered."""
        self.ask_count.setEnabled(True)
        self.ask_count.setText(self.tr("Ask how many this reaches"))
        self.reach.setText(words)
        self.reach.show()
        self.adjustSize()

    def _through(self, plan: SendPlan) -> tuple[Piece, ...]:
        name = plan.order.message.name or self.tr("This message")
        through = plan.order.profile_set or ", ".join(plan.guard.profiles)
        return with_names(self.tr("“{name}” goes out through {set}."), name=Piece(name), set=bold(through))

    def _about(self, crowd: str) -> tuple[Piece, ...]:
        target = parse_target(crowd)
        kinds = {
            TargetKind.TOPIC: self.tr(
                "The topic {name} reaches everyone subscribed; the service does not say how many."
            ),
            TargetKind.CONDITION: self.tr(
                "The condition {name} reaches everyone it fits; the service does not say how many."
            ),
            TargetKind.CHANNEL: self.tr("The channel {name} reaches everyone who follows it; nobody says how many."),
        }
        words = kinds.get(target.kind, self.tr("{name} reaches everyone in it; the service does not say how many."))
        return with_names(words, name=bold(target.value))

    def _ask_number(self) -> None:
        self._typed = QLineEdit()
        self._typed.setMaximumWidth(self._theme.px(108))
        if self._guard.devices:
            prompt = self.tr("Type the number of devices to continue")
        else:
            prompt = self.tr("Type the number of topics to continue")
        self._typed.setAccessibleName(prompt)
        self.body.addWidget(Labelled(self._theme, prompt, self._typed))
        self._typed.textChanged.connect(self._on_typed)
        self._on_typed("")
        self._typed.setFocus()

    def _on_typed(self, text: str) -> None:
        self.enable("go", is_enabled=self._number(text) == self._count, why=self.tr("The number does not match yet."))

    @staticmethod
    def _number(text: str) -> int | None:
        digits = "".join(text.replace(",", "").replace(".", "").split())
        return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 12 else None

    async def confirmation(self) -> Confirmation | None:
        """Ask and wait; None means no."""
        answer = await self.result_of()
        if answer == "validate":
            return Confirmation(only_validates=True)
        return Confirmation(self._guard.device_count) if answer == "go" else None


class AllowListDialog(ProductionFrame):
    """Says which targets are not allowed; the way on is to change the list, never to send past it."""

    def __init__(self, theme: Theme, plan: SendPlan, parent: QWidget) -> None:
        found = plan.guard.outside
        count = len(found)
        if count == 1:
            title = self.tr("{name} is not allowed").format(name=found[0].target)
        else:
            title = self.tr("{count} of {total} targets are not allowed").format(
                count=f"{count:,}", total=f"{plan.guard.device_count:,}"
            )
        super().__init__(theme, title, parent)
        profiles = ", ".join(dict.fromkeys(item.profile for item in found))
        words = self.tr("{profiles}: only targets on the allow-list may receive. Nothing was sent.")
        self.add_words(with_names(words, profiles=bold(profiles)))
        names = ", ".join(item.target for item in found[:_NAMED])
        more = self.tr(" and {count} more").format(count=f"{count - _NAMED:,}") if count > _NAMED else ""
        self.add_words(with_names(self.tr("Not on it: {names}."), names=Piece(names + more)))
        words = self.tr("Add to the list") if count == 1 else self.tr("Add {count} to the list").format(count=count)
        self.set_buttons(("cancel", self.tr("Cancel"), ""), ("add", words, ""), default="cancel")
        self.add_aside("show", self.tr("Open the profile"))
        self.body.addStretch(1)


def _whom(plan: SendPlan) -> str:
    guard = plan.guard
    parts = []
    if guard.devices:
        parts.append(f"{guard.devices:,} device{'' if guard.devices == 1 else 's'}")
    kinds: dict[str, int] = {}
    for crowd in guard.crowds:
        kind = parse_target(crowd).kind.value
        kinds[kind] = kinds.get(kind, 0) + 1
    parts += [f"{count} {kind}{'' if count == 1 else 's'}" for kind, count in kinds.items()]
    return " and ".join(parts) or "production"
