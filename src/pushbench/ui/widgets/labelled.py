"""A field with its label, a remark on the right and a sentence below."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QStyle, QVBoxLayout, QWidget

from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import restyle, row
from pushbench.ui.widgets.buttons import button
from pushbench.ui.widgets.labels import label


def paint_diamond(painter: QPainter, middle: QPointF, radius: float, theme: Theme) -> None:
    """Paint the mark of a value that was set by hand."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("accent"))
    x, y = middle.x(), middle.y()
    painter.drawPolygon(
        QPolygonF([QPointF(x, y - radius), QPointF(x + radius, y), QPointF(x, y + radius), QPointF(x - radius, y)])
    )
    painter.restore()


class Diamond(QWidget):
    """The mark at a label whose field was set by hand in the JSON."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        theme.size(self, square=12)
        self.setAccessibleName(self.tr("Set by hand in the JSON"))
        self.setToolTip(self.tr("Set by hand in the JSON"))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint_diamond(painter, QRectF(self.rect()).center(), self._theme.px(4), self._theme)


class Remark(QWidget):
    """Short pieces of text in different tones at the right of a label, for example counters."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pieces: tuple[tuple[str, str], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def set_pieces(self, pieces: tuple[tuple[str, str], ...]) -> None:
        """Show texts with the token of their colour."""
        if pieces != self._pieces:
            self._pieces = pieces
            self.setAccessibleName(", ".join(text for text, _ in pieces))
            self.setToolTip(self.accessibleName())
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        metrics = self._theme.metrics("caption")
        width = sum(metrics.horizontalAdvance(text) + self._theme.px(8) for text, _ in self._pieces)
        return QSize(width, metrics.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setFont(self._theme.font("caption"))
            x = self.width()
            for text, token in reversed(self._pieces):
                width = self._theme.metrics("caption").horizontalAdvance(text)
                x -= width
                box = QStyle.visualRect(self.layoutDirection(), self.rect(), QRect(x, 0, width + 1, self.height()))
                painter.setPen(self._theme.color(token))
                painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), text)
                x -= self._theme.px(8)


class Labelled(QWidget):
    """Label above, field, sentence below. ``form_value_wanted``: take back what was set by hand.

    The sentence is what is wrong, else the ``hint``; screen readers hear it with the field.
    """

    form_value_wanted = Signal()
    why_wanted = Signal(QWidget)
    """“Why?” was pressed; the link itself."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        field: QWidget,
        *,
        remark: str = "",
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.field = field
        self._hint = ""
        self._problem = ""
        self._theme = theme
        self._label = label(theme, text, "label", tone="secondary")
        self._label.setBuddy(field)
        if field.accessibleDescription() == field.accessibleName():
            field.setAccessibleDescription("")  # the label is told with the field
        self._head = row(self._label, None, spacing=6)
        # Most fields never show more than label and control; the rest is made when it has something to say.
        self._remark: Remark | None = None
        self._diamond: Diamond | None = None
        self._below: QLabel | None = None
        self._take_back: QPushButton | None = None
        self._why: QPushButton | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(3)
        self._layout.addLayout(self._head)
        self._layout.addWidget(field)
        if remark:
            self.set_remark(((remark, "text-3"),))
        if hint:
            self.set_hint(hint)

    def set_remark(self, pieces: tuple[tuple[str, str], ...]) -> None:
        if self._remark is None and pieces:
            self._remark = Remark(self._theme)
            self._head.insertWidget(2, self._remark)
        if self._remark is not None:
            self._remark.set_pieces(pieces)

    def set_label(self, text: str) -> None:
        self._label.setText(text)

    def set_by_hand(self, is_by_hand: bool) -> None:
        """Show or hide the diamond and the way back."""
        if self._diamond is None and is_by_hand:
            self._diamond = Diamond(self._theme)
            self._head.addWidget(self._diamond)
            words = self.tr("Use form value")
            self._take_back = button(self._theme, words, self.form_value_wanted.emit, kind="link", size="small")
            self._theme.dress(self._take_back, "nav")
            self._layout.addWidget(self._take_back, alignment=Qt.AlignmentFlag.AlignLeft)
        if self._diamond is not None and self._take_back is not None:
            self._diamond.setVisible(is_by_hand)
            self._take_back.setVisible(is_by_hand)

    def set_problem(self, sentence: str, tone: str = "red") -> None:
        """Say what is wrong (``red``) or doubtful (``amber``) below the field; an empty sentence takes it away."""
        self._problem = sentence
        self._say(sentence or self._hint, tone if sentence else "caption")
        restyle(self.field, "wrong", bool(sentence) and tone == "red")

    def offer_why(self, is_offered: bool) -> None:
        """Show or hide the link “Why?” below the sentence."""
        if self._why is None:
            if not is_offered:
                return
            self._why = button(self._theme, self.tr("Why?"), kind="link", size="small")
            self._why.clicked.connect(lambda _checked=False: self.why_wanted.emit(self._why))
            self._theme.dress(self._why, "nav")
            place = self._layout.indexOf(self._below) + 1 if self._below is not None else 2
            self._layout.insertWidget(place, self._why, alignment=Qt.AlignmentFlag.AlignLeft)
        self._why.setVisible(is_offered)
        self._why.setAccessibleDescription(self._problem)

    def set_hint(self, sentence: str) -> None:
        """Say what belongs into the field, as long as nothing is wrong with it."""
        self._hint = sentence
        if not self._problem:
            self._say(sentence, "caption")

    def _say(self, sentence: str, tone: str) -> None:
        if self._below is None and sentence:
            self._below = label(self._theme, "", "caption", wraps=True)
            self._layout.insertWidget(2, self._below)
        if self._below is None:
            return
        self._below.setVisible(bool(sentence))
        if self._below.text() != sentence:
            self._below.setText(sentence)
            self.field.setAccessibleDescription(sentence)
        restyle(self._below, "tone", tone)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.position().y() < self.field.y():
            self.field.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)
