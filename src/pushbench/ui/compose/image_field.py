"""The field of an image's address, with a small picture of what is at hand."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QRectF
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from pushbench.ui.compose.local_images import dropped_image
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.text_field import TextField

_WIDTH, _HEIGHT = 32, 18


class _Thumbnail(QWidget):
    """The picture, cut to its middle."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._image = QImage()
        self.hide()

    def show_image(self, image: QImage | None) -> None:
        self._image = image if image is not None else QImage()
        self.setVisible(not self._image.isNull())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        width, height = float(self._image.width()), float(self._image.height())
        if not width or not height:
            return
        scale = max(self.width() / width, self.height() / height)
        seen = (self.width() / scale, self.height() / scale)
        path = QPainterPath()
        radius = self._theme.radius("tag")
        path.addRoundedRect(QRectF(self.rect()), radius, radius)
        with QPainter(self) as painter:
            painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
            painter.setClipPath(path)
            part = QRectF((width - seen[0]) / 2, (height - seen[1]) / 2, *seen)
            painter.drawImage(QRectF(self.rect()), self._image, part)


class ImageField(TextField):
    """Takes a dropped or pasted image file as its address."""

    _thumbnail: _Thumbnail | None = None

    def show_image(self, image: QImage | None) -> None:
        """Show a small picture before the address, or none."""
        if self._thumbnail is None and image is None:
            return
        if self._thumbnail is None:
            self._thumbnail = _Thumbnail(self._theme, self)
        self._thumbnail.show_image(image)
        self._fit()

    def _fit(self) -> None:
        super()._fit()
        made = self._thumbnail
        if made is None or made.isHidden():
            return
        theme, margins = self._theme, self.viewportMargins()
        width, height = theme.px(_WIDTH), theme.px(_HEIGHT)
        made.setGeometry(theme.px(5), (self.height() - height) // 2, width, height)
        margins.setLeft(width + theme.px(11))
        self.setViewportMargins(margins)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return bool(dropped_image(source)) or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        address = dropped_image(source)
        if address:
            self.setPlainText(address)
        else:
            super().insertFromMimeData(source)
