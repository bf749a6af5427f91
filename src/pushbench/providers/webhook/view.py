"""What the rules look at: the body, whose names it uses, and hits with their fixes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pushbench.domain.finding import CheckContext, Draft, Hit, Severity
from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.profile import Credentials
from pushbench.providers.formats.json_edit import Edit, fix_of
from pushbench.providers.webhook.fields import MEMBERS, NOVU_MEMBERS, Member
from pushbench.providers.webhook.payload import at, object_of
from pushbench.providers.webhook.spec import NOVU_FORMAT

Hits = Iterator[Hit]


@dataclass(frozen=True, slots=True)
class View:
    """One draft as the rules see it."""

    draft: Draft
    body: JsonObject
    """Empty where the payload is no object."""
    credentials: Credentials | None

    @classmethod
    def of(cls, draft: Draft, context: CheckContext) -> View:
        return cls(draft, object_of(draft.payload), context.credentials)

    def field(self, key: str) -> str:
        """Return a plain field of the profile, empty where nobody knows."""
        return self.credentials.text(key) if self.credentials else ""

    @property
    def is_text(self) -> bool:
        """Whether the payload leaves as a text, so that nothing inside it can be pointed at or mended."""
        return isinstance(self.draft.payload, str)

    @property
    def is_novu(self) -> bool:
        return self.field("body_format") == NOVU_FORMAT

    @property
    def members(self) -> Mapping[str, Member]:
        """The names that are checked; none where a template gives the body its own."""
        if self.field("body_template"):
            return {}
        return NOVU_MEMBERS if self.is_novu else MEMBERS

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
        """Return a hit; ``edits`` are places in the body and their new values (None: remove)."""
        pointer = at() if self.is_text else at(*keys)
        changes = [Edit(at(*where), value) for where, value in edits]
        patch = fix_of(label, self.draft.document(), changes) if changes and label and not self.is_text else None
        return Hit(pointer, what, why, fix, patch, severity)
