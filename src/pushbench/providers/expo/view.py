"""What the rules look at: the message in a draft, where it stands, whose phone it goes to, and hits with their fixes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pushbench.domain.finding import CheckContext, Draft, Hit, Severity
from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.pointer import child
from pushbench.providers.expo.payload import message_of
from pushbench.providers.formats.json_edit import Edit, fix_of

BASE = "/payload"
Hits = Iterator[Hit]


@dataclass(frozen=True, slots=True)
class View:
    """One draft as the rules see it."""

    draft: Draft
    context: CheckContext
    message: JsonObject
    """Empty where the payload is none."""

    @classmethod
    def of(cls, draft: Draft, context: CheckContext) -> View:
        return cls(draft, context, message_of(draft.payload))

    @property
    def is_text(self) -> bool:
        """Whether the payload leaves as a text, so that nothing inside it can be pointed at or mended."""
        return isinstance(self.draft.payload, str)

    @property
    def platform(self) -> str:
        """The target's platform, or empty where nobody knows."""
        target = self.context.target
        return target.device.platform if target is not None and target.device is not None else ""

    def at(self, *keys: str) -> str:
        """Return the pointer of a member of the message."""
        pointer = BASE
        for key in keys if not self.is_text else ():
            pointer = child(pointer, key)
        return pointer

    def hit(
        self,
        keys: tuple[str, ...],
        what: str,
        *,
        why: str = "",
        fix: str = "",
        label: str = "",
        edits: Iterable[tuple[tuple[str, ...], Json]] = (),
        severity: Severity | None = None,
    ) -> Hit:
        """Return a hit; ``edits`` are places in the message and their new values (None: remove)."""
        changes = [Edit(self.at(*where), value) for where, value in edits]
        patch = fix_of(label, self.draft.document(), changes) if changes and label and not self.is_text else None
        return Hit(self.at(*keys), what, why, fix, patch, severity)


def short(text: str) -> str:
    """Return a name as it may stand in a sentence."""
    return text if len(text) <= 40 else f"{text[:39]}…"
