"""The sheet a layout draws on: it places text through the ruler and keeps what was shown and what was cut."""

from __future__ import annotations

from dataclasses import dataclass
from unicodedata import east_asian_width

from pushbench.domain.ports import Ruler
from pushbench.domain.shown import Loss, Shown
from pushbench.preview.elements import Box, Element, Style, Words
from pushbench.preview.surfaces import Surface

UNLIMITED = 200
"""Lines that stand for "as many as there are": no payload of 4 KB fills them."""
ROLE_WORDS = {
    "title": "Title",
    "subtitle": "Subtitle",
    "body": "Body",
    "action": "Button",
    "origin": "Origin",
    "app": "App name",
}


@dataclass(frozen=True, slots=True)
class PreviewOptions:
    """How the reader's device is set up."""

    is_dark: bool = False
    text_size: float = 1.0
    """1.0 is the system's default size."""
    language: str = "en"
    """Of the device; decides its direction and the words of its own chrome."""
    app_name: str = "Pushbench"
    origin: str = "pushbench.example"
    """The site a web notification comes from."""
    clock: str = "14:02"
    date: str = "Saturday 22 November"

    @property
    def is_rtl(self) -> bool:
        """Whether the device's own language runs from right to left."""
        return self.language.split("-")[0].lower() in ("ar", "fa", "he", "iw", "ur")


@dataclass(frozen=True, slots=True)
class ShownText:
    """One text as the reader sees it."""

    role: str
    lines: tuple[str, ...]
    lost: str
    """The words that are cut, or empty."""
    kept: int
    """Characters of the source that are shown."""


_QUOTED = 80
_LONGEST_WORD = 30
"""Characters back from a cut at which the beginning of its word is looked for."""


class Sheet:
    """Collects elements, texts and losses of one surface."""

    def __init__(self, shown: Shown, surface: Surface, ruler: Ruler, options: PreviewOptions) -> None:
        self.shown = shown
        self.surface = surface
        self.ruler = ruler
        self.options = options
        self.elements: list[Element] = []
        self.texts: list[ShownText] = []
        self.losses: list[Loss] = []

    def add(self, *elements: Element) -> None:
        self.elements.extend(elements)

    def width(self, text: str, style: Style) -> float:
        return self.ruler.width(text, style)

    def text(
        self,
        role: str,
        text: str,
        place: Box,
        style: Style,
        pitch: float,
        color: str,
        *,
        max_lines: int = 1,
        align: str = "left",
        is_message: bool = True,
    ) -> float:
        """Set a text into ``place`` (its height is ignored) and return the height it takes.

        ``is_message`` texts are the sender's: they are listed, and what is cut of them is a loss.
        """
        broken = self.ruler.lines(text, style, max(place.width, 1.0), max_lines)
        height = pitch * len(broken.lines)
        box = Box(place.x, place.y, place.width, height)
        self.add(Words(box, broken.lines, style, pitch, color, align, role))
        if is_message:
            self.texts.append(ShownText(role, broken.lines, broken.lost, broken.kept))
            if broken.lost.strip():
                self.losses.append(self._cut(role, broken.kept, text, broken.lost))
        return height

    def measure(self, text: str, style: Style, width: float, max_lines: int) -> int:
        """Return how many lines a text takes."""
        return len(self.ruler.lines(text, style, max(width, 1.0), max_lines).lines)

    def lose(self, what: str, why: str, pointer: str = "") -> None:
        self.losses.append(Loss(what, why, pointer))

    def _cut(self, role: str, kept: int, text: str, lost: str) -> Loss:
        word, words = ROLE_WORDS.get(role, role.capitalize()), quoted(text, lost)
        stop = "" if words.endswith((".", "!", "?", "…")) else "."
        return Loss(
            what=f"{word} is cut after {kept} characters on {self.surface.title}.",
            why=f"The reader loses “{words}”{stop}",
            lost_text=lost,
        )


def quoted(text: str, lost: str) -> str:
    """Return what is cut off a text in whole words: a word that is cut in two is lost to its reader.

    Long texts end in "…" behind a word. Scripts without blanks are quoted as they are cut.
    """
    start = text.rfind(lost) if lost else len(text)
    word = start
    while word > 0 and start - word < _LONGEST_WORD and _is_inside(text, word):
        word -= 1
    if not _is_inside(text, word):
        start = word
    words = " ".join(text[max(start, 0) :].split())
    if len(words) <= _QUOTED:
        return words
    cut = words[:_QUOTED].rfind(" ")
    return f"{words[: cut if cut > _QUOTED - _LONGEST_WORD else _QUOTED - 1]}…"


def _is_inside(text: str, place: int) -> bool:
    """Whether a place lies within a word that blanks set apart."""
    if not 0 < place < len(text) or text[place - 1].isspace() or text[place].isspace():
        return False
    return east_asian_width(text[place]) not in "WF"
