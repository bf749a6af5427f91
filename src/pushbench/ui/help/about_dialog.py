"""About: version, what it stands on, and every licence."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, QSize, qVersion
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pushbench import __version__
from pushbench.domain.tasks import TaskScope
from pushbench.ui.explain.popover import open_browser
from pushbench.ui.help.licences import Licence, licences
from pushbench.ui.help.reader import Reader, Topic, fitting_size
from pushbench.ui.session import Session
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import column, row
from pushbench.ui.widgets.dialogs import Dialog
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.rail import paint_mark

_ICONS = {"program": "zap", "fonts": "type", "icons": "image", "packages": "puzzle"}


class Mark(QWidget):
    """The application's sign."""

    def __init__(self, theme: Theme, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._side = side
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Pushbench")

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(self._side), self._theme.px(self._side))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        with QPainter(self) as painter:
            paint_mark(painter, QRectF(self.rect()), theme.color("text"), theme.color("surface"), theme.color("accent"))


class AboutDialog(Dialog):
    """Version at the top, licences below."""

    def __init__(self, theme: Theme, session: Session, parent: QWidget) -> None:
        super().__init__(theme, QCoreApplication.translate("AboutDialog", "About Pushbench"), parent)
        self._scope: TaskScope = session.scope
        self.heading.hide()
        self._stack = self.tr("Python {python}, Qt {qt}").format(python=_python_version(), qt=qVersion())
        words = column(
            label(theme, f"Pushbench {__version__}", "screen", selectable=True),
            label(theme, self.tr("A testing console for push notifications. Licensed under Apache-2.0."), "body"),
            label(theme, self._stack, "secondary", tone="secondary", selectable=True),
            spacing=3,
        )
        self.body.addLayout(row(Mark(theme, 52), words, None, spacing=16))
        self.body.addSpacing(4)
        self.reader = Reader(theme, self.tr("Licences"), self.tr("Search licences"), browse=open_browser)
        self.body.addWidget(self.reader, 1)
        self.set_buttons(("copy", self.tr("Copy version"), ""), ("close", self.tr("Close"), "primary"), default="close")
        self.resize(*fitting_size(parent, theme.px(860), theme.px(600)))
        self.reader.search.setFocus()
        self._scope.start("licences", self._read(session))
        self.finished.connect(lambda _result: session.scope.cancel("licences"))

    async def _read(self, session: Session) -> None:
        found = await session.worker.run(licences)
        self.reader.show_topics(tuple(self._topic(licence) for licence in found))

    def _topic(self, licence: Licence) -> Topic:
        groups = {
            "program": self.tr("Program"),
            "fonts": self.tr("Fonts"),
            "icons": self.tr("Icons"),
            "packages": self.tr("Packages"),
        }
        bare = self.tr("The package brings no text. It names this licence: {licence}.").format(licence=licence.licence)
        return Topic(
            f"{licence.kind}:{licence.name}",
            groups[licence.kind],
            licence.name,
            licence.text or bare,
            remark=f"{licence.version}  {licence.licence}".strip(),
            icon=_ICONS[licence.kind],
            links=((licence.url.removeprefix("https://").rstrip("/"), licence.url),) if licence.url else (),
            words=licence.licence,
            is_code=True,
        )

    def choose(self, key: str) -> None:
        """Copy without closing, or close."""
        if key == "copy":
            QGuiApplication.clipboard().setText(f"Pushbench {__version__}, {self._stack}")
        else:
            super().choose(key)


def _python_version() -> str:
    import platform

    return platform.python_version()
