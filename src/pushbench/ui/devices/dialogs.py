"""Adding devices: by hand, or from whatever is on the clipboard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from pushbench.domain.device import Device
from pushbench.domain.errors import UserError
from pushbench.domain.provider import Provider
from pushbench.domain.target import check_token_text
from pushbench.ui.devices.rows import short_token
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import row
from pushbench.ui.widgets.choices import Combo
from pushbench.ui.widgets.dialogs import Dialog
from pushbench.ui.widgets.labelled import Labelled
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.text_field import TextField

_PLATFORMS = (("", "Unknown"), ("ios", "iOS"), ("android", "Android"), ("web", "Web"))
_ENVIRONMENTS = (("", "Unknown"), ("local", "Local"), ("sandbox", "Development"), ("production", "Production"))


class AddDeviceDialog(Dialog):
    """Name, provider, token, platform; the token is checked while it is typed."""

    def __init__(self, theme: Theme, providers: Sequence[Provider], taken: set[str], parent: QWidget) -> None:
        super().__init__(theme, "", parent)
        self.heading.setText(self.tr("Add device"))
        self.setWindowTitle(self.tr("Add device"))
        self._providers = {provider.spec.id: provider for provider in providers}
        self._taken = taken
        self._name = QLineEdit()
        self._name.setAccessibleName(self.tr("Name"))
        self._token = TextField(theme, self.tr("Token"), lines=3, is_mono=True)
        self._provider = Combo(theme, self.tr("Provider"))
        self._provider.set_choices([(key, item.spec.title) for key, item in self._providers.items()], "")
        self._platform = Combo(theme, self.tr("Platform"))
        self._platform.set_choices(_PLATFORMS, "")
        self._environment = Combo(theme, self.tr("Environment"))
        self._environment.set_choices(_ENVIRONMENTS, "")
        self._name_line = Labelled(theme, self.tr("Name"), self._name)
        self._token_line = Labelled(theme, self.tr("Token, or a whole PushSubscription"), self._token)
        self.body.addWidget(self._name_line)
        self.body.addWidget(self._token_line)
        self.body.addWidget(Labelled(theme, self.tr("Provider"), self._provider))
        self.body.addLayout(
            row(
                Labelled(theme, self.tr("Platform"), self._platform),
                Labelled(theme, self.tr("Environment of the token"), self._environment),
            )
        )
        self.set_buttons(("cancel", self.tr("Cancel"), ""), ("go", self.tr("Add device"), "primary"), default="go")
        self._name.textChanged.connect(lambda _text: self._check())
        self._token.edited.connect(self._on_token)
        self._provider.picked.connect(lambda _key: self._check())
        self._name.setFocus()
        self._check()

    def _on_token(self, text: str) -> None:
        guesses = [(guess.certainty, key, guess) for key, p in self._providers.items() if (guess := p.recognise(text))]
        if guesses:
            _, provider, guess = max(guesses, key=lambda item: item[0])
            self._provider.set_value(provider)
            self._platform.set_value(guess.platform)
            self._token_line.set_problem(guess.note, "secondary")
        else:
            self._token_line.set_problem("")
        self._check()

    def _check(self) -> None:
        name, token = self._name.text().strip(), self._token.text().strip()
        trouble = ""
        if name in self._taken:
            trouble = self.tr("A device of this name is there already.")
        self._name_line.set_problem(trouble)
        why = trouble or (self.tr("A name and a token are needed.") if not name or not token else "")
        if token and not why:
            try:
                check_token_text(token)
            except UserError as error:
                why = f"{error.what} {error.fix}"
                self._token_line.set_problem(why)
        if not why and not self._provider.value:
            why = self.tr("Choose the provider the token belongs to.")
        self.enable("go", is_enabled=not why, why=why)

    async def device(self) -> Device | None:
        """Ask and wait; None when the dialog was dismissed."""
        if await self.result_of() != "go":
            return None
        return Device(
            name=self._name.text().strip(),
            provider=self._provider.value,
            token=self._token.text().strip(),
            platform=self._platform.value,
            environment=self._environment.value or None,
        )


class PasteDialog(Dialog):
    """Shows what a pasted text seems to hold before anything is saved."""

    def __init__(self, theme: Theme, devices: Sequence[Device], titles: dict[str, str], parent: QWidget) -> None:
        super().__init__(theme, "", parent)
        count = len(devices)
        heading = self.tr("{count} tokens found").format(count=count) if count != 1 else self.tr("One token found")
        self.heading.setText(heading)
        self.setWindowTitle(heading)
        self._devices = list(devices)
        text = self.tr("Tick what to add. The provider is guessed from the token's form.")
        self.body.addWidget(label(theme, text, "body", tone="secondary", wraps=True))
        self._list = QListWidget()
        self._list.setAccessibleName(heading)
        self._list.setProperty("role", "field")
        self._list.setMinimumWidth(theme.px(460))
        self._list.setFixedHeight(theme.px(min(280, 10 + 28 * max(3, count))))
        for device in self._devices:
            words = (
                f"{device.name}   ·   {titles.get(device.provider, device.provider)}   ·   {short_token(device.token)}"
            )
            item = QListWidgetItem(words, self._list)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            item.setToolTip(device.token)
        self.body.addWidget(self._list)
        self.set_buttons(("cancel", self.tr("Cancel"), ""), ("go", self.tr("Add ticked"), "primary"), default="go")

    async def chosen(self) -> list[Device]:
        """Ask and wait; an empty list when the dialog was dismissed."""
        if await self.result_of() != "go":
            return []
        return [
            device
            for number, device in enumerate(self._devices)
            if self._list.item(number).checkState() is Qt.CheckState.Checked
        ]
