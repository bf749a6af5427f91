"""Pictures of the gallery: whole, and section by section for the tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from pushbench.ui.gallery.sections import SECTIONS, WIDTHS, Section
from pushbench.ui.gallery.window import make_columns
from pushbench.ui.theme.theme import Look, Mode, Theme
from pushbench.ui.widgets.boxes import column, pane

_COLORS = 255


@dataclass(frozen=True, slots=True)
class Shot:
    """One appearance to take pictures in."""

    name: str
    look: Look
    is_mirrored: bool = False


SHOTS = (
    Shot("light", Look(Mode.LIGHT)),
    Shot("dark", Look(Mode.DARK)),
    Shot("contrast-light", Look(Mode.LIGHT, is_high_contrast=True)),
    Shot("contrast-dark", Look(Mode.DARK, is_high_contrast=True)),
    Shot("large", Look(Mode.LIGHT, 140)),
    Shot("mirrored", Look(Mode.LIGHT), is_mirrored=True),
)


@contextmanager
def posed(theme: Theme, shot: Shot) -> Iterator[None]:
    """Take on an appearance for a while; motion is off, so that every picture of a moment is the same."""
    from dataclasses import replace

    before, direction = theme.look, QGuiApplication.layoutDirection()
    theme.choose(replace(shot.look, is_motion_reduced=True))
    QGuiApplication.setLayoutDirection(
        Qt.LayoutDirection.RightToLeft if shot.is_mirrored else Qt.LayoutDirection.LeftToRight
    )
    try:
        yield
    finally:
        QGuiApplication.setLayoutDirection(direction)
        theme.choose(before)


def take_section(theme: Theme, section: Section) -> QImage:
    """Return one card on the window's ground, in the width of its column."""
    made = section.make(theme)
    holder = pane(column(made, margins=8), "bg")
    holder.setFixedWidth(theme.px(WIDTHS[section.column]) + 16)
    return _take(holder)


def take_all(theme: Theme) -> QImage:
    """Return the whole gallery."""
    return _take(make_columns(theme))


def _take(widget: QWidget) -> QImage:
    widget.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    widget.show()
    for _ in range(3):  # words that wrap find their height only once their width is known
        QCoreApplication.sendPostedEvents()
        layout = widget.layout()
        if layout is not None:
            layout.activate()
        height = layout.totalHeightForWidth(widget.width()) if layout is not None and layout.hasHeightForWidth() else -1
        widget.resize(widget.width(), height if height > 0 else widget.sizeHint().height())
    widget.grab()  # rings are made by the first paint
    image = widget.grab().toImage()
    widget.hide()
    widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return image


def with_few_colors(image: QImage) -> QImage:
    """Return the picture with its 255 most used colours, which makes a small file."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    data = memoryview(plain.constBits()).cast("B").cast("I")
    used = Counter(data.tolist())
    table = [color for color, _ in used.most_common(_COLORS)]
    return plain.convertToFormat(QImage.Format.Format_Indexed8, table, Qt.ImageConversionFlag.AvoidDither)


def write_pictures(theme: Theme, folder: Path) -> None:
    """Write the whole gallery in every appearance. Raises ``OSError``."""
    folder.mkdir(parents=True, exist_ok=True)
    for shot in SHOTS:
        with posed(theme, shot):
            take_all(theme).save(str(folder / f"{shot.name}.png"))


def write_sections(theme: Theme, folder: Path, shots: tuple[Shot, ...] = SHOTS[:2]) -> None:
    """Write every section in light and dark as small files, for the tests to compare with."""
    folder.mkdir(parents=True, exist_ok=True)
    for shot in shots:
        with posed(theme, shot):
            for section in SECTIONS:
                with_few_colors(take_section(theme, section)).save(str(folder / f"{section.key}-{shot.name}.png"))
