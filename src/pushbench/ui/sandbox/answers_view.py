"""What the next push gets for an answer, as a list of choices."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from pushbench.ui.sandbox.answers import ACCEPT, OTHER, Answer, Standing, address_of
from pushbench.ui.sandbox.model import SandboxModel
from pushbench.ui.sandbox.state import SandboxState
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import box, clear, column, row
from pushbench.ui.widgets.buttons import button, icon_button
from pushbench.ui.widgets.choices import Combo, Switch
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.notes import IconLabel
from pushbench.ui.widgets.picker import Picker, PickerItem


class AnswersView(QWidget):
    """Shows the faults as the emulator holds them; a choice is shown once the emulator has taken it."""

    def __init__(self, theme: Theme, model: SandboxModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._radios: dict[str, QRadioButton] = {}
        self._shown: tuple[Answer, ...] = ()
        self._others: object = None
        self._group = QButtonGroup(self)
        self._list = column(spacing=0)
        self._standing = column(spacing=2)
        self._title = label(theme, self.tr("Answer the next push with"), "section")
        self.keep = Switch(theme, self.tr("Keep"))
        self.keep.setToolTip(self.tr("Give this answer to every push until you change it"))
        self.keep.setAccessibleDescription(self.keep.toolTip())
        self.keep.turned.connect(model.answering.keep)
        self.service = Combo(theme, self.tr("Service that answers"))
        self.service.setToolTip(self.tr("Through which service the push is sent that gets this answer"))
        self.service.picked.connect(model.answering.choose_service)
        self.more = button(theme, self.tr("More answers"), self._open_picker, icon="chevron-down", kind="link")
        self.picker = Picker(theme, self.tr("Answers"), self.tr("Find a reason or status"), self)
        self.picker.picked.connect(model.answering.choose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 14)
        layout.setSpacing(4)
        layout.addLayout(row(self._title, None, self.keep))
        layout.addWidget(self.service)
        layout.addLayout(self._list)
        layout.addWidget(self.more, alignment=Qt.AlignmentFlag.AlignLeft)
        layout.addLayout(self._standing)

    def focus_list(self) -> None:
        """Put the keyboard on the first failure, for who came to practise."""
        radio = self._radios.get(self._model.state.answer) or next(iter(self._radios.values()), None)
        if radio is not None:
            radio.setFocus(Qt.FocusReason.TabFocusReason)

    # -- state --------------------------------------------------------------------------------------

    def show_state(self, state: SandboxState) -> None:
        answers = state.answers
        if state.answer == OTHER and (standing := self._first(state)) is not None:
            answers = (*answers, Answer(OTHER, standing.title, "", standing.fault))
        if answers != self._shown:
            self._rebuild(answers)
        self.keep.setChecked(state.keeps)
        self._show_services(state)
        radio = self._radios.get(state.answer)
        if radio is not None and not radio.isChecked():
            radio.setChecked(True)
        for part in (*self._radios.values(), self.keep, self.service, self.more):
            if part.isEnabled() != state.is_running:
                part.setEnabled(state.is_running)
                part.setToolTip("" if state.is_running else self.tr("Start the sandbox first"))
        self._show_standing(state)

    def _show_services(self, state: SandboxState) -> None:
        """Offer every service that reaches the device in sight, where there is more than its own."""
        registry = self._model.session.workspace.registry
        titles = [(key, registry.provider(key).spec.short_title) for key in state.services if key in registry]
        through = self.tr("through {name}")
        choices = [(key, through.format(name=title) if number else title) for number, (key, title) in enumerate(titles)]
        self.service.set_choices(choices, state.answering[0])
        self.service.setVisible(len(choices) > 1)

    def _first(self, state: SandboxState) -> Standing | None:
        return next((item for item in state.standing if item.hits(*state.answering)), None)

    def _rebuild(self, answers: tuple[Answer, ...]) -> None:
        focused = next((key for key, radio in self._radios.items() if radio.hasFocus()), None)
        self._shown = answers
        for radio in self._radios.values():
            self._group.removeButton(radio)
        clear(self._list)
        self._radios = {answer.key: self._add(answer) for answer in answers}
        if focused in self._radios:
            self._radios[str(focused)].setFocus(Qt.FocusReason.TabFocusReason)

    def _add(self, answer: Answer) -> QRadioButton:
        theme = self._theme
        radio = QRadioButton(answer.title)
        theme.dress(radio, "body")
        radio.setAccessibleName(f"{answer.title}, {answer.code}" if answer.code else answer.title)
        radio.setMinimumHeight(theme.px(25))
        radio.clicked.connect(partial(self._model.answering.choose, answer.key))
        self._group.addButton(radio)
        code = label(theme, answer.code, "code", tone="secondary")
        self._list.addWidget(box(row(radio, None, code)))
        return radio

    def _show_standing(self, state: SandboxState) -> None:
        key = (state.standing, state.platform, state.phones, state.keeps, state.via)
        if key == self._others:
            return
        self._others = key
        clear(self._standing)
        names = {(phone.provider, address_of(phone.token)): phone.name for phone in state.phones}
        first = self._first(state)
        for item in state.standing:
            if item is first and item.times == (None if state.keeps else 1):
                continue  # the list above says all there is to say
            device = names.get((item.provider, item.token)) or self.tr("another token")
            self._standing.addWidget(self._line(item, device if item.token else self._every(item.provider)))

    def _every(self, provider: str) -> str:
        registry = self._model.session.workspace.registry
        name = registry.provider(provider).spec.short_title if provider in registry else provider
        return self.tr("every device through {name}").format(name=name)

    def _line(self, item: Standing, device: str) -> QWidget:
        theme = self._theme
        words = self.tr("{device}: {title}, {remark}").format(device=device, title=item.title, remark=item.remark)
        text = label(theme, words, "secondary", tone="amber", wraps=True)
        remove = icon_button(
            theme,
            "x",
            self.tr("Remove: {words}").format(words=words),
            partial(self._model.answering.remove, item.number),
        )
        return box(row(IconLabel(theme, "triangle-alert", "amber", 14), text, remove, spacing=6, grows=1))

    # -- all answers --------------------------------------------------------------------------------

    def _open_picker(self) -> None:
        connection, reasons = self._model.answering.all_answers()
        items = [PickerItem("", self.tr("Connection"))]
        items += [_item(answer) for answer in connection]
        items += [PickerItem("", self.tr("Documented reasons")), *(_item(answer) for answer in reasons)]
        self.picker.open_below(self.more, tuple(items), width=self._theme.px(420))

    def reset_choice(self) -> None:
        """Go back to accepting."""
        self._model.answering.choose(ACCEPT)


def _item(answer: Answer) -> PickerItem:
    remark = f"{answer.code}  {answer.tip}" if answer.tip else answer.code
    return PickerItem(answer.key, answer.title, remark=remark, words=answer.tip)
