"""What the rules look at: the message in a draft, where it stands, and hits with their one-click fixes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pushbench.domain.finding import CheckContext, Draft, Hit, Severity
from pushbench.domain.json_value import Json, JsonObject
from pushbench.providers.fcm.payload import message_of
from pushbench.providers.formats.fcm_problem import Problem
from pushbench.providers.formats.json_edit import Edit, fix_of

BASE = "/payload/message"


@dataclass(frozen=True, slots=True)
class View:
    """One draft as the rules see it."""

    draft: Draft
    context: CheckContext
    message: JsonObject
    """Empty where the payload has none."""

    @classmethod
    def of(cls, draft: Draft, context: CheckContext) -> View:
        return cls(draft, context, message_of(draft.payload))

    @property
    def is_text(self) -> bool:
        """Whether the payload leaves as a text, so that nothing inside it can be pointed at or mended."""
        return isinstance(self.draft.payload, str)

    def at(self, pointer: str) -> str:
        """Return a pointer below the message as one into the draft's document."""
        return "/payload" if self.is_text else f"{BASE}{pointer}"

    def hit(
        self,
        pointer: str,
        what: str,
        *,
        why: str = "",
        fix: str = "",
        label: str = "",
        edits: Iterable[tuple[str, Json]] = (),
        severity: Severity | None = None,
    ) -> Hit:
        """Return a hit below the message; ``edits`` are pointers below it and their new values (None: remove)."""
        changes = [Edit(f"{BASE}{where}", value) for where, value in edits]
        patch = fix_of(label, self.draft.document(), changes) if changes and label and not self.is_text else None
        return Hit(self.at(pointer), what, why, fix, patch, severity)

    def problem(self, problem: Problem) -> Hit:
        """Return a hit for a problem the walk over the message found."""
        edits = [(edit.pointer, edit.value) for edit in problem.edits]
        return self.hit(
            problem.pointer, problem.what, why=problem.why, fix=problem.fix, label=problem.label, edits=edits
        )


Hits = Iterator[Hit]
