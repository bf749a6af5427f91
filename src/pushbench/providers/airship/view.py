"""What the rules look at: the push in a draft, and hits with their one-click fixes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from pushbench.domain.finding import CheckContext, Draft, Hit, Rule, Severity
from pushbench.domain.json_value import Json, JsonObject
from pushbench.providers.airship.fields import DEVICE_TYPES, Node, nodes
from pushbench.providers.airship.payload import message_of
from pushbench.providers.formats.aps_keys import is_strings
from pushbench.providers.formats.json_edit import Edit, fix_of

BASE = "/payload"
Hits = Iterator[Hit]


@dataclass(frozen=True, slots=True)
class View:
    """One draft as the rules see it."""

    draft: Draft
    context: CheckContext
    body: JsonObject
    """Empty where the payload is none."""
    nodes: tuple[Node, ...] = field(default=())
    """Every object in it that a table describes."""

    @property
    def is_text(self) -> bool:
        """Whether the payload leaves as a text, so that nothing inside it can be pointed at or mended."""
        return isinstance(self.draft.payload, str)

    @property
    def device_types(self) -> list[str]:
        """The platforms it names; empty where the field is absent or wrong."""
        listed = self.body.get(DEVICE_TYPES)
        return [str(name) for name in listed] if isinstance(listed, list) and is_strings(listed) else []

    @property
    def platform(self) -> str:
        """The target device's platform, or empty."""
        target = self.context.target
        return target.device.platform if target is not None and target.device is not None else ""

    def all(self, *tables: str) -> list[Node]:
        """Return the objects that one of some tables describes."""
        return [node for node in self.nodes if node.table in tables]

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


class _Walked:
    """Keeps the walk through the last draft: all rules look at one draft after another, and walking costs the most."""

    def __init__(self) -> None:
        self._last: tuple[Draft, JsonObject, tuple[Node, ...]] | None = None

    def of(self, draft: Draft) -> tuple[JsonObject, tuple[Node, ...]]:
        """Return the body and every object in it that a table describes."""
        last = self._last
        if last is None or last[0] is not draft:
            body = message_of(draft.payload)
            last = self._last = (draft, body, tuple(nodes(body)))
        return last[1], last[2]


_walked = _Walked()

Check: TypeAlias = Callable[[View], Hits]


def rule(number: int, severity: Severity, title: str, why: str, fix: str, check: Check, source: str) -> Rule:
    """Make a rule over pushes."""

    def run(draft: Draft, context: CheckContext) -> Hits:
        body, found = _walked.of(draft)
        yield from check(View(draft, context, body, found))

    return Rule(f"AIR{number:03}", severity, title, why, fix, run, source)
