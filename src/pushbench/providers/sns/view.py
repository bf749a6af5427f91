"""What the rules look at: the document, its attributes, the target, and hits that find their way into inner JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pushbench.domain.finding import CheckContext, Draft, Hit, Severity
from pushbench.domain.json_value import Json
from pushbench.domain.pointer import child
from pushbench.providers.formats.json_edit import Edit, fix_of
from pushbench.providers.sns.arn import Arn, ArnKind, arn_of
from pushbench.providers.sns.attributes import Attribute, attributes_of
from pushbench.providers.sns.document import Document, Part, read_document
from pushbench.providers.sns.request import platform_of

Hits = Iterator[Hit]


@dataclass(frozen=True, slots=True)
class View:
    """One draft as the rules see it."""

    draft: Draft
    context: CheckContext
    document: Document

    @classmethod
    def of(cls, draft: Draft, context: CheckContext) -> View:
        return cls(draft, context, read_document(draft))

    @property
    def attributes(self) -> tuple[Attribute, ...]:
        return attributes_of(self.draft.headers)

    @property
    def target_arn(self) -> Arn | None:
        """The ARN that is addressed, where the target is one."""
        return arn_of(self.context.target.value) if self.context.target is not None else None

    @property
    def is_topic(self) -> bool:
        target, arn = self.context.target, self.target_arn
        return target is not None and (target.kind.value == "topic" or (arn is not None and arn.kind is ArnKind.TOPIC))

    @property
    def platform(self) -> str:
        """The platform that will get it: the target's, else the profile's; empty for topics and where nobody says."""
        arn = self.target_arn
        if self.is_topic:
            return ""
        return arn.platform if arn is not None else platform_of(self.context.credentials)

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
        """Return a hit; ``edits`` are pointers into the draft's document and their new values (None: remove)."""
        changes = [Edit(where, value) for where, value in edits]
        is_text = isinstance(self.draft.payload, str) and any(where.startswith("/payload") for where, _ in edits)
        patch = fix_of(label, self.draft.document(), changes) if changes and label and not is_text else None
        return Hit(pointer, what, why, fix, patch, severity)

    def header(self, name: str, what: str, *, why: str = "", fix: str = "", value: str | None = None) -> Hit:
        """Return a hit at a header, mended by ``value`` where there is one."""
        here = child("/headers", name)
        if value is None:
            return self.hit(here, what, why=why, fix=fix)
        return self.hit(here, what, why=why, fix=fix, label=f"Set to {value}", edits=[(here, value)])


def inside(part: Part, hit: Hit) -> Hit:
    """Return a hit of an inner document as the draft can show it.

    Where the inner document is written as a string no pointer leads into it: the hit stands at the string, says
    where inside, and has no button.
    """
    if part.is_foldable and not part.is_text:
        return hit
    below = hit.pointer.removeprefix(part.pointer) if hit.pointer.startswith(part.pointer) else ""
    where = f" (in the text of {part.key}{f', at {below}' if below else ''})"
    return replace(hit, pointer=part.pointer, what=f"{hit.what.rstrip('.')}{where}.", patch=None)
