"""A QR code: painted modules on white with a quiet zone, in every appearance."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from pushbench.ui.theme.theme import Theme

QUIET_MODULES = 4
"""ISO/IEC 18004: four modules around the symbol."""


def qr_modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """Return the dark modules of a text, row by row, with medium error correction (15 %)."""
    import segno

    code = segno.make(text, error="m", micro=False, boost_error=False)
    return tuple(tuple(bool(module) for module in line) for line in code.matrix)


class QrCode(QFrame):
    """Shows a text as a QR code; a picture whose words are the text itself."""

    def __init__(self, theme: Theme, text: str = "", *, side: int = 150, parent: QWidget | None = None) -> None:
        """``side`` in unscaled pixels."""
        super().__init__(parent)
        self._theme = theme
        self._side = side
        self._modules: tuple[tuple[bool, ...], ...] = ()
        self.setProperty("role", "qr")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.resized.connect(self.updateGeometry)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Show another text; an empty one shows an empty square."""
        self._modules = qr_modules(text) if text else ()
        self.setAccessibleName(self.tr("QR code"))
        self.setAccessibleDescription(text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(self._side), self._theme.px(self._side))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._modules:
            return
        ratio = self.devicePixelRatioF()
        module, left, top = self._grid(round(self.width() * ratio), round(self.height() * ratio))
        ink = self._theme.color("qr-ink")
        with QPainter(self) as painter:
            # Whole device pixels per module, so that no edge is blurred.
            painter.scale(1 / ratio, 1 / ratio)
            for y, line in enumerate(self._modules):
                for x, is_dark in enumerate(line):
                    if is_dark:
                        painter.fillRect(left + x * module, top + y * module, module, module, ink)

    def _grid(self, width: int, height: int) -> tuple[int, int, int]:
        """Return the side of a module and the first one's place in device pixels, with room for the quiet zone."""
        count = len(self._modules)
        module = max(1, min(width, height) // (count + 2 * QUIET_MODULES))
        return module, (width - module * count) // 2, (height - module * count) // 2
