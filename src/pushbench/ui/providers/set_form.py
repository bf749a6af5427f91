"""The form of a profile set: at most one profile per provider."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from pushbench.ui.pills import environment_pill
from pushbench.ui.providers.model import NEW_SET, ProvidersModel
from pushbench.ui.providers.state import ProvidersState
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import box, column, hairline, pane, row
from pushbench.ui.widgets.buttons import button
from pushbench.ui.widgets.choices import Combo
from pushbench.ui.widgets.labels import ElidedLabel, label
from pushbench.ui.widgets.pill import Pill, PillLabel

_FIELD_WIDTH = 320
_LEAST_FIELD_WIDTH = 130


class SetForm(QWidget):
    """Name and one drop-down per provider."""

    def __init__(self, theme: Theme, model: ProvidersModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._shown: str | None = None
        self._saved: tuple[str, dict[str, str]] = ("", {})
        self._combos: dict[str, Combo] = {}
        self._chips: dict[str, PillLabel] = {}
        self._title = label(theme, "", "heading")
        about = label(
            theme,
            self.tr("Each target goes out through the profile of the set that its token belongs to."),
            "secondary",
            tone="secondary",
            wraps=True,
        )
        self._name = QLineEdit()
        self._name.setAccessibleName(self.tr("Set name"))
        self._fit(self._name)
        self._warning = label(theme, "", "body", tone="amber", wraps=True)
        grid = self._make_grid()
        self._delete = button(theme, self.tr("Remove set"), self._remove, icon="trash", kind="danger")
        self._discard = button(theme, self.tr("Discard"), self._on_discard)
        self._save = button(theme, self.tr("Save"), self._on_save, kind="primary")
        self._name.textChanged.connect(lambda _text: self._check())
        body = column(grid, box(row(self._warning, margins=(24, 0, 24, 0))), None, spacing=8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        head = column(self._title, about, spacing=2, margins=(24, 14, 24, 14))
        for part in (pane(head), hairline(), pane(body), hairline()):
            layout.addWidget(part)
        layout.setStretch(2, 1)
        layout.addWidget(pane(row(self._delete, None, self._discard, self._save, margins=(24, 10, 24, 10))))

    def _make_grid(self) -> QGridLayout:
        """Return the name, then tile, service, profile and what is known of it, line by line."""
        theme = self._theme
        grid = QGridLayout()
        grid.setContentsMargins(24, 18, 24, 12)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(10)
        grid.setColumnStretch(1, 2)
        grid.setColumnStretch(2, 3)
        grid.setColumnStretch(3, 1)
        name = label(theme, self.tr("Set name"), "body", tone="secondary")
        name.setMaximumWidth(theme.px(240))
        grid.addWidget(name, 0, 0, 1, 2)
        grid.addWidget(self._name, 0, 2)
        for number, spec in enumerate(self._model.state.specs, 1):
            combo = Combo(theme, spec.title)
            self._fit(combo)
            combo.picked.connect(lambda _key: self._check())
            self._combos[spec.id] = combo
            self._chips[spec.id] = PillLabel(theme)
            grid.addWidget(PillLabel(theme, Pill(spec.tile, shape="tile")), number, 0)
            title = ElidedLabel(theme, spec.title, "body", tone="secondary")
            title.setMinimumWidth(theme.px(70))
            title.setMaximumWidth(theme.px(210))
            grid.addWidget(title, number, 1)
            grid.addWidget(combo, number, 2)
            grid.addWidget(self._chips[spec.id], number, 3, Qt.AlignmentFlag.AlignLeft)
        return grid

    def _fit(self, field: QWidget) -> None:
        """Let a field give way in a narrow window and stay readable in a wide one."""
        field.setMinimumWidth(self._theme.px(_LEAST_FIELD_WIDTH))
        field.setMaximumWidth(self._theme.px(_FIELD_WIDTH))
        field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_state(self, state: ProvidersState) -> None:
        name = state.current_set
        found = next((item for item in state.sets if item.name == name), None)
        members = {p.provider: p.name for p in state.profiles if found is not None and p.name in found.profiles}
        is_other = name != self._shown
        self._shown = name
        self._title.setText(name if found is not None else self.tr("New profile set"))
        self._delete.setVisible(found is not None)
        self._saved = (name if found is not None else "", members)
        if is_other:
            self._name.setText(self._saved[0])
        for provider, combo in self._combos.items():
            choices = [("", self.tr("None"))]
            choices += [(p.name, p.name) for p in state.profiles if p.provider == provider]
            combo.set_choices(choices, members.get(provider, "") if is_other else combo.value)
        self._check()

    def _on_discard(self) -> None:
        self._shown = None
        self.show_state(self._model.state)

    @property
    def _chosen(self) -> dict[str, str]:
        return {provider: combo.value for provider, combo in self._combos.items() if combo.value}

    def _show_environments(self) -> None:
        """Show each profile's environment, and warn of a set that reaches several."""
        known = {profile.name: profile.environment for profile in self._model.state.profiles}
        for provider, chip in self._chips.items():
            environment = known.get(self._combos[provider].value)
            chip.setVisible(environment is not None)
            if environment is not None:
                chip.set_pill(environment_pill(environment))
        several = {known[name] for name in self._chosen.values() if name in known}
        mixed = self.tr("This set reaches several environments: a send goes to each by the device's provider.")
        self._warning.setText(mixed if len(several) > 1 else "")

    def _check(self) -> None:
        why = "" if self._name.text().strip() else self.tr("Give the set a name.")
        if not why and not any(combo.value for combo in self._combos.values()):
            why = self.tr("Choose at least one profile.")
        is_changed = (self._name.text().strip(), self._chosen) != self._saved
        why = why or ("" if is_changed else self.tr("Nothing has changed"))
        self._save.setEnabled(not why)
        self._save.setToolTip(why)
        self._discard.setEnabled(is_changed)
        self._discard.setToolTip("" if is_changed else self.tr("Nothing has changed"))
        self._show_environments()

    def _on_save(self) -> None:
        members = {provider: combo.value for provider, combo in self._combos.items()}
        self._model.save_set(self._shown or NEW_SET, self._name.text(), members)

    def _remove(self) -> None:
        if self._shown and self._shown != NEW_SET:
            self._model.remove_set(self._shown)
