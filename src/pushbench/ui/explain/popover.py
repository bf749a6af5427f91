"""The popover that explains, and the link that opens it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, QRect, Qt, QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices, QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget
from shiboken6 import isValid

from pushbench.ui.explain.explanation import Explanation
from pushbench.ui.explain.sources import Source
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import box, column, hairline, pane, row
from pushbench.ui.widgets.buttons import button, icon_button
from pushbench.ui.widgets.flow import FlowLayout
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.menu import round_corners
from pushbench.ui.widgets.notes import TONE_ICONS, IconLabel
from pushbench.ui.widgets.pill import Pill, PillLabel

_WIDTH = 400
_GAP = 6
_TONE_TOKENS = {"gray": "text-2"}


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do about it, as a button of the popover."""

    title: str
    run: Callable[[], object]
    is_primary: bool = False


def open_browser(url: str) -> None:
    """Show an address in the person's own browser."""
    QDesktopServices.openUrl(QUrl(url))


class ExplainPopover(QFrame):
    """What happened, why, what to do, the service's words, facts and sources; Escape closes it."""

    def __init__(
        self,
        theme: Theme,
        explanation: Explanation,
        anchor: QWidget,
        steps: tuple[Step, ...] = (),
        *,
        browse: Callable[[str], object] = open_browser,
    ) -> None:
        super().__init__(anchor, Qt.WindowType.Popup)
        self._theme = theme
        self.explanation = explanation
        self._anchor = anchor
        self._before = QApplication.focusWidget()
        self._browse = browse
        self.setProperty("role", "popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(self.tr("Why? {what}").format(what=explanation.what))
        self.setAccessibleDescription(explanation.as_text())
        self._copied = label(theme, "", "caption", tone="secondary")
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._body = pane(self._filled())
        self._scroll.setWidget(self._body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(hairline())
        layout.addWidget(self._foot(steps))

    # -- parts --------------------------------------------------------------------------------------

    def _filled(self) -> QVBoxLayout:
        theme, told = self._theme, self.explanation
        close = icon_button(theme, "x", self.tr("Close"), self.close)
        icon = IconLabel(theme, TONE_ICONS[told.tone], _TONE_TOKENS.get(told.tone, told.tone))
        head = row(spacing=10)
        head.addLayout(column(4, icon, None, spacing=0))
        head.addLayout(column(3, self._words(told.what, "section"), None, spacing=0), 1)
        head.addWidget(close, alignment=Qt.AlignmentFlag.AlignTop)
        body = column(head, spacing=10, margins=(16, 12, 10, 14))
        if marks := self._marks():
            body.addLayout(marks)
        for title, text in ((self.tr("Why"), told.why), (self.tr("What to do"), told.fix)):
            if text:
                body.addLayout(column(self._caption(title), self._words(text), spacing=2))
        for fact in told.facts:
            body.addLayout(column(self._caption(fact.label), self._words(fact.value), spacing=2))
        if told.pointer:
            place = self._words(told.pointer, "code")
            body.addLayout(column(self._caption(self.tr("Place")), place, spacing=2))
        if told.sources:
            lines = [self._source(source) for source in told.sources]
            body.addLayout(column(self._caption(self.tr("Source")), *lines, spacing=2))
        return body

    def _marks(self) -> FlowLayout | None:
        """Lay out service, verbatim code and rule number; None without any."""
        theme, told = self._theme, self.explanation
        marks = FlowLayout(spacing=6)
        if told.service:
            marks.addWidget(PillLabel(theme, Pill(told.service, shape="tag")))
        if told.code:
            code = self._words(told.code, "code-strong")
            code.setAccessibleName(self.tr("Answer: {code}").format(code=told.code))
            marks.addWidget(code)
        if told.rule:
            rule = self._words(told.rule, "code")
            rule.setToolTip(told.rule_title)
            rule.setAccessibleName(self.tr("Rule {rule}, {title}").format(rule=told.rule, title=told.rule_title))
            marks.addWidget(rule)
        return marks if marks.count() else None

    def _source(self, source: Source) -> QWidget:
        theme = self._theme
        if not source.url:
            return self._words(source.title, "secondary")
        link = button(theme, source.title, partial(self._open, source.url), kind="link", size="small")
        theme.dress(link, "label")
        link.setToolTip(self.tr("Open {url} in the browser").format(url=source.url))
        link.setAccessibleName(self.tr("Source: {title}").format(title=source.title))
        link.setAccessibleDescription(link.toolTip())
        link.setMaximumWidth(theme.px(_WIDTH - 70))
        copy = icon_button(
            theme, "copy", self.tr("Copy the address of “{title}”").format(title=source.title),
            partial(self._copy, source.url),
        )  # fmt: skip
        return box(row(link, copy, None, spacing=4))

    def _foot(self, steps: tuple[Step, ...]) -> QWidget:
        theme = self._theme
        self.copy = button(theme, self.tr("Copy explanation"), self._copy_all, kind="quiet", size="small", icon="copy")
        self.steps = tuple(
            button(theme, step.title, partial(self._do, step), kind="primary" if step.is_primary else "", size="small")
            for step in steps
        )
        return box(row(self.copy, self._copied, None, *self.steps, spacing=6, margins=(8, 8, 12, 8)))

    def _words(self, text: str, role: str = "body") -> QLabel:
        made = label(self._theme, text, role, wraps=True, selectable=True)
        # Its height follows from the real width, not from a guess that brings a scroll bar.
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        made.setSizePolicy(policy)
        return made

    def _caption(self, text: str) -> QLabel:
        return label(self._theme, text, "caption-strong", tone="secondary")

    # -- verbs --------------------------------------------------------------------------------------

    def _do(self, step: Step) -> None:
        self._before = None  # the step says where the keyboard goes
        self.close()
        step.run()

    def _open(self, url: str) -> None:
        self._browse(url)

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._copied.setText(self.tr("Copied"))

    def _copy_all(self) -> None:
        self._copy(self.explanation.as_text())

    def open_at(self, place: QRect) -> None:
        """Show it below (or above) a global place, wholly on the screen."""
        width = self._theme.px(_WIDTH)
        screen = self._anchor.screen().availableGeometry()
        foot = self.sizeHint().height() - self._scroll.sizeHint().height()
        layout = self._body.layout()
        wanted = layout.totalHeightForWidth(width - 2) if layout is not None else self._body.sizeHint().height()
        height = min(wanted + foot, screen.height() * 3 // 4)
        self.setFixedWidth(width)
        self.resize(width, height)
        x = max(screen.left() + _GAP, min(place.left(), screen.right() - width - _GAP))
        is_below = place.bottom() + _GAP + height <= screen.bottom()
        y = place.bottom() + _GAP if is_below else place.top() - _GAP - height
        self.move(x, max(screen.top() + _GAP, min(y, screen.bottom() - height - _GAP)))
        self.show()
        (self.steps[0] if self.steps else self.copy).setFocus(Qt.FocusReason.PopupFocusReason)

    # -- events -------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
            return
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        before, self._before = self._before, None
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.PopupFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if QGuiApplication.platformName() != "cocoa":
            round_corners(self, self._theme.radius("popover"))


def explain(
    theme: Theme,
    explanation: Explanation,
    anchor: QWidget,
    steps: tuple[Step, ...] = (),
    *,
    place: QRect | None = None,
    browse: Callable[[str], object] = open_browser,
) -> ExplainPopover:
    """Open the explanation at a widget, or at a global place of it; it deletes itself when it closes."""
    popover = ExplainPopover(theme, explanation, anchor, steps, browse=browse)
    popover.open_at(place if place is not None else QRect(anchor.mapToGlobal(QPoint(0, 0)), anchor.size()))
    return popover


def why_link(theme: Theme, on_click: Callable[[QPushButton], object], *, about: str = "") -> QPushButton:
    """Return the link “Why?”; ``on_click`` gets the link itself, as the popover's anchor."""
    words = QApplication.translate("Explain", "Why?")
    link = button(theme, words, kind="link", size="small")
    theme.dress(link, "label")
    link.setAccessibleName(f"{words} {about}".strip())
    link.clicked.connect(lambda _checked=False: on_click(link))
    return link
