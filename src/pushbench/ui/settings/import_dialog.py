"""What an exported workspace would bring, before anything comes in."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pushbench.engine.workspace_import import KINDS, Clash, ImportPlan, PlanItem, State
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import box, framed, row
from pushbench.ui.widgets.choices import RadioButton
from pushbench.ui.widgets.dialogs import Dialog
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.notes import Note, Words
from pushbench.ui.widgets.pill import Pill
from pushbench.ui.widgets.table.cells import Cell, Column
from pushbench.ui.widgets.table.model import RowsModel
from pushbench.ui.widgets.table.view import RowsView


def _tr(text: str) -> str:
    return QCoreApplication.translate("Settings", text)


def _state_cell(item: PlanItem) -> Cell:
    words, tone, icon = {
        State.NEW: (_tr("New"), "green", "plus"),
        State.CHANGED: (_tr("Changed"), "amber", "git-compare"),
        State.SAME: (_tr("Same"), "gray", "check"),
    }[item.state]
    return Cell(pills=(Pill(words, tone, icon),))


def kind_words(kind: str) -> str:
    """Return the word for a kind of item."""
    return {
        "message": _tr("Message"),
        "device": _tr("Device"),
        "group": _tr("Group"),
        "profile": _tr("Profile"),
        "set": _tr("Profile set"),
        "settings": _tr("Settings"),
        "delivery": _tr("Delivery"),
    }[kind]


def counts_words(plan: ImportPlan) -> str:
    """Return how much is new, changed and the same, in one line."""
    parts = []
    for state, words in (
        (State.NEW, _tr("{count} new")),
        (State.CHANGED, _tr("{count} changed")),
        (State.SAME, _tr("{count} the same")),
    ):
        count = sum(plan.count(kind, state) for kind in KINDS)
        if count:
            parts.append(words.format(count=f"{count:,}"))
    if plan.new_deliveries:
        parts.append(_tr("{count} deliveries of history").format(count=f"{plan.new_deliveries:,}"))
    return ", ".join(parts) or _tr("The file is empty.")


class ImportDialog(Dialog):
    """Lists what is new, changed or the same, and asks what names that clash become."""

    def __init__(self, theme: Theme, name: str, plan: ImportPlan, parent: QWidget | None) -> None:
        title = _tr("Import {name}").format(name=name)
        super().__init__(theme, title, parent)
        self._plan = plan
        self.setMinimumWidth(theme.px(760))
        self.body.addWidget(label(theme, counts_words(plan), "body", tone="secondary", wraps=True))
        columns = (
            Column("kind", _tr("Kind"), 90, lambda item: Cell(kind_words(item.kind), "secondary", "text-2")),
            Column("name", _tr("Name"), 240, lambda item: Cell(item.name, tip=item.name), stretches=True),
            Column("detail", _tr("What differs"), 170, lambda item: Cell(item.detail, "secondary", "text-2"), drops=1),
            Column("state", _tr("Here"), 100, _state_cell),
        )
        self._rows = RowsModel(columns, parent=self)
        order = {State.CHANGED: 0, State.NEW: 1, State.SAME: 2}
        items = {f"{item.kind} {item.name}": item for item in sorted(plan.items, key=lambda item: order[item.state])}
        self._rows.reset(list(items), items)
        self.table = RowsView(theme, self._rows, _tr("What would come in"), row_height="log-row")
        self.table.set_empty_text(_tr("There is nothing in it but history."))
        self.table.setFixedHeight(theme.px(min(300, 34 + 28 * max(3, len(items)))))
        frame = QVBoxLayout()
        frame.setContentsMargins(1, 1, 1, 1)
        frame.addWidget(self.table)
        self.body.addWidget(framed(frame, "card"))
        self.choices: dict[Clash, RadioButton] = {}
        self._add_choices(theme)
        self._add_notes(theme)
        self.set_buttons(("cancel", _tr("Cancel"), ""), ("go", _tr("Import"), "primary"), default="go")
        has_any = plan.new_deliveries or any(item.state is not State.SAME for item in plan.items)
        self.enable("go", is_enabled=bool(has_any), why=_tr("Everything in the file is here already."))

    def _add_choices(self, theme: Theme) -> None:
        holder = QVBoxLayout()
        holder.setContentsMargins(0, 0, 0, 0)
        holder.setSpacing(2)
        changed = sum(self._plan.count(kind, State.CHANGED) for kind in KINDS)
        holder.addWidget(label(theme, _tr("Names that mean something else here"), "section"))
        for clash, words, hint in (
            (
                Clash.KEEP_BOTH,
                _tr("Keep both"),
                _tr("The file's gets “(imported)” behind its name; groups get everybody."),
            ),
            (
                Clash.REPLACE,
                _tr("Take the file's"),
                _tr("Secrets entered here stay. What was here is kept as a file in backups."),
            ),
            (Clash.SKIP, _tr("Leave mine as they are"), _tr("Only what is new comes in.")),
        ):
            radio = RadioButton(theme, words)
            radio.setAccessibleDescription(hint)
            self.choices[clash] = radio
            holder.addLayout(row(radio, label(theme, hint, "secondary", tone="secondary"), None, spacing=10))
        self.choices[Clash.KEEP_BOTH].setChecked(True)
        made = box(holder)
        made.setVisible(bool(changed))
        self.body.addWidget(made)

    def _add_notes(self, theme: Theme) -> None:
        if self._plan.to_fill_in:
            note = Note(theme)
            listed = [f"{name}: {', '.join(keys)}" for name, keys in sorted(self._plan.to_fill_in.items())]
            more = _tr(", and {count} more").format(count=len(listed) - 6) if len(listed) > 6 else ""
            note.show_words(
                "gray",
                Words(_tr("Secrets are entered afterwards"), "; ".join(listed[:6]) + more + "."),
                icon="lock",
            )
            self.body.addWidget(note)
        if self._plan.problems:
            note = Note(theme)
            shown = self._plan.problems[:4]
            more = (
                _tr(" And {count} more.").format(count=len(self._plan.problems) - 4)
                if len(self._plan.problems) > 4
                else ""
            )
            note.show_words("amber", Words(_tr("Not everything can come in"), " ".join(shown) + more))
            self.body.addWidget(note)

    @property
    def clash(self) -> Clash:
        """What becomes of names that clash."""
        return next(clash for clash, radio in self.choices.items() if radio.isChecked())
