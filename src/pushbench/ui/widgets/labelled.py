"""A field with its label, a remark on the right and a sentence below."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

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
        self.setFixedSize(theme.px(12), theme.px(14))
        self.setAccessibleName(self.tr("Set by hand in the JSON"))
        self.setToolTip(self.tr("Set by hand in the JSON"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_diamond(painter, QRectF(self.rect()).center(), self._theme.px(4), self._theme)
        painter.end()


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
        painter = QPainter(self)
        painter.setFont(self._theme.font("caption"))
        x = self.width()
        for text, token in reversed(self._pieces):
            x -= self._theme.metrics("caption").horizontalAdvance(text)
            painter.setPen(self._theme.color(token))
            painter.drawText(QRectF(x, 0, self.width(), self.height()), int(Qt.AlignmentFlag.AlignVCenter), text)
            x -= self._theme.px(8)
        painter.end()


class Labelled(QWidget):
    """Label above, field, sentence below. ``form_value_wanted``: take back what was set by hand."""

    form_value_wanted = Signal()

    def __init__(
        self, theme: Theme, text: str, field: QWidget, *, remark: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.field = field
        self._label = label(theme, text, "label", tone="secondary")
        self._label.setBuddy(field)
        self._remark = Remark(theme)
        if remark:
            self._remark.set_pieces(((remark, "text-3"),))
        self._diamond = Diamond(theme)
        self._diamond.hide()
        self._below = label(theme, "", "caption", wraps=True)
        self._below.hide()
        self._take_back = button(
            theme, self.tr("Use form value"), self.form_value_wanted.emit, kind="link", size="small"
        )
        self._take_back.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        head = row(self._label, None, self._remark, self._diamond, spacing=6)
        layout.addLayout(head)
        layout.addWidget(field)
        layout.addWidget(self._below)
        layout.addWidget(self._take_back, alignment=Qt.AlignmentFlag.AlignLeft)

    def set_remark(self, pieces: tuple[tuple[str, str], ...]) -> None:
        self._remark.set_pieces(pieces)

    def set_label(self, text: str) -> None:
        self._label.setText(text)

    def set_by_hand(self, is_by_hand: bool) -> None:
        """Show or hide the diamond and the way back."""
        self._diamond.setVisible(is_by_hand)
        self._take_back.setVisible(is_by_hand)

    def set_problem(self, sentence: str, tone: str = "red") -> None:
        """Say what is wrong below the field; an empty sentence takes it away."""
        self._below.setVisible(bool(sentence))
        if self._below.text() != sentence:
            self._below.setText(sentence)
        restyle(self._below, "tone", tone)
        restyle(self.field, "wrong", bool(sentence) and tone == "red")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.position().y() < self.field.y():
            self.field.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)
