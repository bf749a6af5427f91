"""The proxy of profiles that name none."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit

from pushbench.domain.secret import Secret
from pushbench.engine.settings import ProxyMode
from pushbench.ui.settings.index import Section
from pushbench.ui.settings.network_model import NetworkModel
from pushbench.ui.settings.page import Page
from pushbench.ui.settings.sizes import count_words
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import box, restyle, row
from pushbench.ui.widgets.buttons import button
from pushbench.ui.widgets.labelled import Labelled
from pushbench.ui.widgets.segments import Segment, Segments


class NetworkPage(Page):
    """System and none count at once; an address when it is saved."""

    def __init__(self, theme: Theme, section: Section, model: NetworkModel) -> None:
        super().__init__(theme, section)
        self._model = model
        self.mode = Segments(theme, self.tr("Proxy"))
        self.mode.chosen.connect(model.set_mode)
        self._mode_row = self.add("proxy", self.tr("Proxy"), box(row(self.mode, None)))
        self.address = self._field(self.tr("Proxy address"), "http://proxy.example:3128")
        theme.dress(self.address, "code")
        self.user = self._field(self.tr("User"), self.tr("optional"))
        self.password = self._field(self.tr("Password"), self.tr("optional"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.save = button(theme, self.tr("Use this proxy"), self._save, kind="primary")
        login = row(
            Labelled(theme, self.user.accessibleName(), self.user),
            Labelled(theme, self.password.accessibleName(), self.password),
            spacing=10,
        )
        self._address_row = self.add(
            "address", self.tr("Proxy address"), self.address, box(login), box(row(self.save, None))
        )
        model.changed.connect(self._show)
        self._show()

    def _field(self, name: str, hint: str) -> QLineEdit:
        field = QLineEdit()
        field.setAccessibleName(name)
        field.setPlaceholderText(hint)
        field.textEdited.connect(lambda _text: self._settle())
        field.returnPressed.connect(self._save)
        return field

    def start(self) -> None:
        self._model.start()

    def _save(self) -> None:
        if not self.save.isEnabled():
            return
        password = Secret(self.password.text()) if self.password.isModified() else None
        self._model.save(self.address.text(), self.user.text(), password)
        self.password.clear()
        for field in (self.address, self.user, self.password):
            field.setModified(False)

    def _settle(self) -> None:
        is_changed = any(field.isModified() for field in (self.address, self.user, self.password))
        state = self._model.state
        is_new = is_changed or state.proxy.mode is not ProxyMode.URL
        why = "" if self.address.text().strip() else self.tr("Type the proxy's address first")
        if not why and not is_new:
            why = self.tr("Nothing has changed")
        self.save.setEnabled(not why and not state.is_saving)
        self.save.setToolTip(why)

    def _show(self) -> None:
        state = self._model.state
        words = (
            Segment(ProxyMode.SYSTEM.value, self.tr("As the system")),
            Segment(ProxyMode.NONE.value, self.tr("None")),
            Segment(ProxyMode.URL.value, self.tr("This proxy")),
        )
        self.mode.set_segments(words, state.mode.value)
        self._mode_row.set_hint(self._mode_words())
        self._address_row.setVisible(state.mode is ProxyMode.URL)
        for field, text in ((self.address, state.proxy.url), (self.user, state.proxy.user)):
            if not field.isModified() and not state.problem:
                field.setText(text)
        stored = self.tr("stored; type to replace it")
        self.password.setPlaceholderText(stored if state.proxy.has_password else self.tr("optional"))
        restyle(self.address, "wrong", bool(state.problem))
        note = self.tr("The password rests with the other secrets. http, https, socks5 and socks5h are spoken.")
        self._address_row.set_hint(state.problem or note, "red" if state.problem else "secondary")
        self._settle()

    def _mode_words(self) -> str:
        state = self._model.state
        if state.mode is ProxyMode.NONE:
            first = self.tr("Straight to every service, whatever the environment says.")
        elif state.mode is ProxyMode.SYSTEM:
            first = " ".join(part for part in (state.system, state.exceptions) if part)
        elif state.proxy.mode is ProxyMode.URL:
            first = self.tr("Every profile without a proxy of its own goes through this one.")
        else:
            first = self.tr("It counts once it is saved.")
        if state.own:
            own = count_words(state.own, self.tr("profile has"), self.tr("profiles have"))
            first += " " + self.tr("{own} a proxy of its own.").format(own=own)
        return first + " " + self.tr("The sandbox on this computer is never reached through one.")
