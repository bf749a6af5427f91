"""Images that are at hand: files of this computer and ``data:`` addresses. Nothing is fetched from the network."""

from __future__ import annotations

import base64
import binascii
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QObject, QSize, QUrl, Signal
from PySide6.QtGui import QImage, QImageReader

if TYPE_CHECKING:
    from pushbench.domain.tasks import TaskScope
    from pushbench.ui.worker import Worker

_MOST_BYTES = 32 * 1024 * 1024
_MOST_KEPT = 24
_LONGEST_SIDE = 1200
"""Larger pictures are kept smaller than they are; no surface shows more."""
_SUFFIXES = frozenset((".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp"))


@dataclass(frozen=True, slots=True)
class LocalImage:
    """A picture with its true size."""

    image: QImage
    width: int
    height: int
    size: int
    """Bytes."""

    @property
    def words(self) -> str:
        """``1200 × 630, 148 KB``."""
        size = f"{self.size:,} B" if self.size < 1000 else f"{round(self.size / 1000):,} KB"
        return f"{self.width:,} × {self.height:,}, {size}"


def is_local(source: str) -> bool:
    """Whether an address can be read without the network."""
    return source.startswith(("file:", "data:image/"))


def dropped_image(data: QMimeData) -> str:
    """Return the address of the one image file that is dropped or pasted, or an empty text."""
    urls = data.urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return ""
    is_image = Path(urls[0].toLocalFile()).suffix.casefold() in _SUFFIXES
    return urls[0].toString() if is_image else ""


def read_image(source: str) -> LocalImage | None:
    """Read a file or ``data:`` address; None for what is no picture, cannot be read or is huge."""
    try:
        content = _content(source)
    except (OSError, ValueError, binascii.Error):
        return None
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > _LONGEST_SIDE:
        reader.setScaledSize(_scaled(size))
    image = reader.read()
    if image.isNull():
        return None
    known = size if size.isValid() else image.size()
    return LocalImage(image, known.width(), known.height(), len(content))


def _content(source: str) -> bytes:
    if source.startswith("data:"):
        head, comma, data = source.partition(",")
        if not comma or len(data) > _MOST_BYTES:
            raise ValueError(source[:40])
        return base64.b64decode(data, validate=False) if head.endswith(";base64") else unquote_to_bytes(data)
    path = Path(QUrl(source).toLocalFile())
    if not path.is_file() or path.stat().st_size > _MOST_BYTES:
        raise ValueError(source)
    return path.read_bytes()


def _scaled(size: QSize) -> QSize:
    factor = _LONGEST_SIDE / max(size.width(), size.height())
    return QSize(max(1, round(size.width() * factor)), max(1, round(size.height() * factor)))


class LocalImages(QObject):
    """Reads pictures on the thread for files and keeps the last ones; ``changed`` tells that one is there."""

    changed = Signal()

    def __init__(self, scope: TaskScope, worker: Worker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scope = scope
        self._worker = worker
        self._known: OrderedDict[str, LocalImage | None] = OrderedDict()

    def __call__(self, source: str) -> QImage | None:
        """Give painters a picture, or None while it is not there."""
        found = self.find(source)
        return found.image if found is not None else None

    def find(self, source: str) -> LocalImage | None:
        """Return a picture that was read, else begin to read it."""
        if not is_local(source):
            return None
        if source not in self._known:
            self._known[source] = None
            self._scope.start(f"image {hash(source)}", self._read(source))
        return self._known[source]

    async def _read(self, source: str) -> None:
        self._known[source] = await self._worker.run(read_image, source)
        self._known.move_to_end(source)
        while len(self._known) > _MOST_KEPT:
            self._known.popitem(last=False)
        if self._known.get(source) is not None:
            self.changed.emit()
