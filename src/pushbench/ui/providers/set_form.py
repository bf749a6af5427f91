"""The form of a profile set: at most one profile per provider."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from pushbench.ui.pills import environment_word
from pushbench.ui.providers.model import NEW_SET, ProvidersModel
from pushbench.ui.providers.state import ProvidersState
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import hairline, pane, row
from pushbench.ui.widgets.buttons import button
from pushbench.ui.widgets.choices import Combo
from pushbench.ui.widgets.labels import label


class SetForm(QWidget):
    """Name and one drop-down per provider."""

    def __init__(self, theme: Theme, model: ProvidersModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._shown: str | None = None
        self._combos: dict[str, Combo] = {}
        self._title = label(theme, "", "heading")
        self._name = QLineEdit()
        self._name.setAccessibleName(self.tr("Set name"))
        self._name.setMaximumWidth(theme.px(320))
        grid = QGridLayout()
        grid.setContentsMargins(24, 18, 24, 18)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        grid.setColumnMinimumWidth(0, theme.px(170))
        grid.setColumnStretch(1, 1)
        grid.addWidget(label(theme, self.tr("Set name"), "body", tone="secondary"), 0, 0)
        grid.addWidget(self._name, 0, 1)
        for number, spec in enumerate(model.state.specs, 1):
            combo = Combo(theme, spec.title)
            combo.setMaximumWidth(theme.px(320))
            combo.picked.connect(lambda _key: self._check())
            self._combos[spec.id] = combo
            grid.addWidget(label(theme, spec.title, "body", tone="secondary"), number, 0)
            grid.addWidget(combo, number, 1)
        about = label(
            theme,
            self.tr("Each target goes out through the profile of the set that its token belongs to."),
            "secondary",
            tone="secondary",
            wraps=True,
        )
        grid.addWidget(about, len(self._combos) + 1, 0, 1, 2)
        self._delete = button(theme, self.tr("Remove set"), self._remove, icon="trash", kind="danger")
        self._save = button(theme, self.tr("Save"), self._on_save, kind="primary")
        self._name.textChanged.connect(lambda _text: self._check())
        body = QVBoxLayout()
        body.addLayout(grid)
        body.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(pane(row(self._title, None, margins=(24, 18, 24, 18))))
        layout.addWidget(hairline())
        layout.addWidget(pane(body), 1)
        layout.addWidget(hairline())
        layout.addWidget(pane(row(self._delete, None, self._save, margins=(24, 10, 24, 10))))

    def show_state(self, state: ProvidersState) -> None:
        name = state.current_set
        found = next((item for item in state.sets if item.name == name), None)
        members = {p.provider: p.name for p in state.profiles if found is not None and p.name in found.profiles}
        is_other = name != self._shown
        self._shown = name
        self._title.setText(name if found is not None else self.tr("New profile set"))
        self._delete.setVisible(found is not None)
        if is_other:
            self._name.setText(name if found is not None else "")
        for provider, combo in self._combos.items():
            choices = [("", self.tr("None"))]
            choices += [
                (p.name, f"{p.name} · {environment_word(p.environment)}")
                for p in state.profiles
                if p.provider == provider
            ]
            combo.set_choices(choices, members.get(provider, "") if is_other else combo.value)
        self._check()

    def _check(self) -> None:
        why = "" if self._name.text().strip() else self.tr("Give the set a name.")
        if not why and not any(combo.value for combo in self._combos.values()):
            why = self.tr("Choose at least one profile.")
        self._save.setEnabled(not why)
        self._save.setToolTip(why)

    def _on_save(self) -> None:
        members = {provider: combo.value for provider, combo in self._combos.items()}
        self._model.save_set(self._shown or NEW_SET, self._name.text(), members)

    def _remove(self) -> None:
        if self._shown and self._shown != NEW_SET:
            self._model.remove_set(self._shown)
