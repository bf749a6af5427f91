"""What the library shows beside a message without opening it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pushbench.domain.errors import UserError
from pushbench.domain.message import Message
from pushbench.store.message_library import MessageLibrary


@dataclass(frozen=True, slots=True)
class Summary:
    """Languages with the message's own, variants with the message's own, and why it cannot be read."""

    languages: int = 1
    variants: int = 1
    trouble: str = ""

    @property
    def remark(self) -> str:
        """``A/B`` or ``4 lang``; the variants come first where there is room for one."""
        if self.variants > 1:
            return "/".join("ABCDEFGH"[: self.variants]) if self.variants <= 3 else f"{self.variants} var"
        return f"{self.languages} lang" if self.languages > 1 else ""


def summary_of(message: Message) -> Summary:
    """Return the summary of a message that has been read."""
    return Summary(1 + len(message.languages), 1 + len(message.variants))


def read_summaries(library: MessageLibrary, keys: Iterable[str]) -> dict[str, Summary]:
    """Read messages for their summaries; one that cannot be read says so, one that is gone is left out."""
    found: dict[str, Summary] = {}
    for key in keys:
        try:
            found[key] = summary_of(library.read(key).message)
        except UserError as error:
            if library.stamp(key) is not None:
                found[key] = Summary(trouble=f"{error.what} {error.why}")
    return found
