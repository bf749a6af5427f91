"""The credential tools in the place of the form: one head, four tabs."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from pushbench.ui.explain.tables import Tables
from pushbench.ui.providers.diagnosis_view import DiagnosisView
from pushbench.ui.providers.doctor_model import DoctorModel
from pushbench.ui.providers.doctor_state import CREDENTIAL, JWT, LOG, TOOLS, VAPID, DoctorState
from pushbench.ui.providers.tool_pages import JwtPage, LogPage, ToolPage, VapidPage
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import column, hairline, pane, row
from pushbench.ui.widgets.buttons import button, icon_button
from pushbench.ui.widgets.drop_zone import DropZone
from pushbench.ui.widgets.labels import ElidedLabel, label
from pushbench.ui.widgets.tabs import Tab, TabStrip

_WIDEST = 760


class CredentialPage(ToolPage):
    """Takes a file or a pasted text and says what it is."""

    def __init__(self, theme: Theme, model: DoctorModel, tables: Tables) -> None:
        about = self.tr(
            "Any key, certificate, token or settings file. It is read on this computer alone, and nothing of it is "
            "stored before you save a profile."
        )
        super().__init__(theme, model, about)
        words = self.tr("Drop a file here or anywhere on this screen, or paste its text")
        self.zone = DropZone(theme, words, self.tr("Choose file…"), self.choose)
        self.zone.dropped.connect(model.read_file)
        self.paste = button(theme, self.tr("Paste"), model.paste, icon="clipboard-paste")
        self.found = DiagnosisView(theme, model, tables)
        self.body.addLayout(row(self.zone, self.paste, spacing=8, grows=0))
        self.body.addWidget(self.found)

    def choose(self) -> None:
        """Ask for a file of any kind."""
        dialog = QFileDialog(self.window(), self.tr("Read a credential"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.model.read_file)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def show_state(self, state: DoctorState) -> None:
        self.found.show_state(state)


class DoctorPanel(QWidget):
    """Escape or the cross goes back to the form."""

    def __init__(self, theme: Theme, model: DoctorModel, tables: Tables, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._tool = ""
        titles = column(
            label(theme, self.tr("Credential tools"), "heading"),
            ElidedLabel(theme, self.tr("Offline: nothing is sent to anyone."), "secondary", tone="secondary"),
            spacing=0,
        )
        close = icon_button(theme, "x", self.tr("Close the credential tools"), model.close)
        self._tabs = TabStrip(theme, self.tr("Credential tools"))
        self._tabs.chosen.connect(model.open)
        self.credential = CredentialPage(theme, model, tables)
        self.vapid, self.jwt, self.log = VapidPage(theme, model), JwtPage(theme, model), LogPage(theme, model)
        self._pages: dict[str, ToolPage] = {
            CREDENTIAL: self.credential, VAPID: self.vapid, JWT: self.jwt, LOG: self.log,
        }  # fmt: skip
        self._stack = QStackedWidget()
        for page in self._pages.values():
            self._stack.addWidget(self._scrolling(page))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(pane(row(titles, close, margins=(24, 12, 16, 8), grows=0)))
        layout.addWidget(pane(row(self._tabs, None, margins=(12, 0, 12, 0))))
        layout.addWidget(hairline())
        layout.addWidget(self._stack, 1)
        self.setMinimumWidth(theme.px(380))
        model.changed.connect(self._on_changed)
        self._on_changed()

    def _scrolling(self, page: ToolPage) -> QScrollArea:
        page.setMaximumWidth(self._theme.px(_WIDEST))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        holder = row(page, spacing=0, margins=(24, 18, 24, 18))
        holder.setStretch(0, 1)
        holder.addStretch(0)
        area.setWidget(pane(column(holder, None, spacing=0)))
        return area

    def _on_changed(self) -> None:
        state = self._model.state
        words = {
            CREDENTIAL: self.tr("Read a credential"),
            VAPID: self.tr("VAPID pair"),
            JWT: self.tr("JWT"),
            LOG: self.tr("Delivery log"),
        }
        tool = state.tool or CREDENTIAL
        self._tabs.set_tabs(tuple(Tab(key, words[key]) for key in TOOLS), tool)
        self._stack.setCurrentIndex(TOOLS.index(tool))
        for page in self._pages.values():
            page.show_state(state)
        if state.tool != self._tool:
            self._tool = state.tool
            self.enter()

    def enter(self) -> None:
        """Put the keyboard where this tool begins."""
        starts = {
            CREDENTIAL: self.credential.zone.button, VAPID: self.vapid.make, JWT: self.jwt.token, LOG: self.log.id,
        }  # fmt: skip
        if self._tool and self.isVisible():
            starts[self._tool].setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._model.close()
            return
        super().keyPressEvent(event)
