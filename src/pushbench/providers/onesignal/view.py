"""What the rules look at: the body in a draft, and hits with their one-click fixes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from pushbench.domain.finding import CheckContext, Draft, Hit, Rule, Severity
from pushbench.domain.json_value import Json, JsonObject
from pushbench.providers.formats.json_edit import Edit, fix_of
from pushbench.providers.onesignal.fields import is_activity
from pushbench.providers.onesignal.payload import message_of

BASE = "/payload"
Hits = Iterator[Hit]


@dataclass(frozen=True, slots=True)
class View:
    """One draft as the rules see it."""

    draft: Draft
    context: CheckContext
    body: JsonObject
    """Empty where the payload is none."""

    @property
    def is_text(self) -> bool:
        """Whether the payload leaves as a text, so that nothing inside it can be pointed at or mended."""
        return isinstance(self.draft.payload, str)

    @property
    def is_activity(self) -> bool:
        return is_activity(self.body)

    @property
    def platform(self) -> str:
        """The target device's platform, or empty."""
        target = self.context.target
        return target.device.platform if target is not None and target.device is not None else ""

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
        """Return a hit below the body; ``edits`` are pointers below it and their new values (None: remove)."""
        changes = [Edit(f"{BASE}{where}", value) for where, value in edits]
        patch = fix_of(label, self.draft.document(), changes) if changes and label and not self.is_text else None
        return Hit(BASE if self.is_text else f"{BASE}{pointer}", what, why, fix, patch, severity)


Check: TypeAlias = Callable[[View], Hits]


def rule(
    number: int,
    severity: Severity,
    title: str,
    why: str,
    fix: str,
    check: Check,
    source: str,
    *,
    is_for_all: bool = False,
) -> Rule:
    """Make a rule over pushes; one for Live Activities too where ``is_for_all``."""

    def run(draft: Draft, context: CheckContext) -> Hits:
        view = View(draft, context, message_of(draft.payload))
        if is_for_all or not view.is_activity:
            yield from check(view)

    return Rule(f"ONES{number:03}", severity, title, why, fix, run, source)


def activity_rule(number: int, severity: Severity, title: str, why: str, fix: str, check: Check, source: str) -> Rule:
    """Make a rule over Live Activities alone."""

    def run(draft: Draft, context: CheckContext) -> Hits:
        view = View(draft, context, message_of(draft.payload))
        if view.is_activity:
            yield from check(view)

    return Rule(f"ONES{number:03}", severity, title, why, fix, run, source)
