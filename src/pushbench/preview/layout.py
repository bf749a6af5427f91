"""From what a payload asks for to what a surface shows: one call, one appearance."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pushbench.domain.ports import Ruler
from pushbench.domain.shown import Loss, Shown, ShownKind
from pushbench.preview import android, chromium, firefox, ios, macos, windows
from pushbench.preview.elements import Element
from pushbench.preview.sheet import PreviewOptions, Sheet, ShownText
from pushbench.preview.surfaces import Surface

__all__ = ["Appearance", "PreviewOptions", "ShownText", "lay_out"]

Layout = Callable[[Sheet], None]
_LAYOUTS: Mapping[str, Layout] = {
    "ios": ios.draw,
    "android": android.draw,
    "chromium": chromium.draw,
    "windows": windows.draw,
    "macos": macos.draw,
    "firefox": firefox.draw,
}


@dataclass(frozen=True, slots=True)
class Appearance:
    """What a surface shows for a payload: drawing primitives, texts as cut, and what is lost."""

    surface: Surface
    options: PreviewOptions
    elements: tuple[Element, ...]
    texts: tuple[ShownText, ...]
    losses: tuple[Loss, ...]
    is_empty: bool
    """Whether nothing of the message is visible."""
    note: str
    """For an empty one: why, in a sentence."""

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in logical units."""
        return self.surface.width, self.surface.height

    @property
    def alternative(self) -> str:
        """The picture in words: what is visible, then what is missing."""
        visible = " ".join(f"{text.role.capitalize()}: {' '.join(text.lines)}." for text in self.texts)
        missing = " ".join(f"{loss.what} {loss.why}".strip() for loss in self.losses)
        if self.is_empty:
            visible = f"Nothing is shown. {self.note}"
        return f"{self.surface.title}. {visible} {missing}".strip()


def lay_out(shown: Shown, surface: Surface, ruler: Ruler, options: PreviewOptions | None = None) -> Appearance:
    """Lay what is shown on a surface; text is cut where the ruler says it ends. Total."""
    chosen = options or PreviewOptions()
    sheet = Sheet(shown, surface, ruler, chosen)
    is_empty = shown.kind in (ShownKind.NOTHING, ShownKind.APP_DECIDES) and not _has_words(shown)
    _LAYOUTS[surface.family](sheet)
    return Appearance(
        surface=surface,
        options=chosen,
        elements=tuple(sheet.elements),
        texts=tuple(sheet.texts),
        losses=(*sheet.losses, *shown.losses),
        is_empty=is_empty,
        note=shown.why,
    )


def _has_words(shown: Shown) -> bool:
    return bool(shown.title or shown.subtitle or shown.body)
