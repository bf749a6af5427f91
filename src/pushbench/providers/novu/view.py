"""What the rules look at: the trigger in a draft, every place of overrides, and hits with their one-click fixes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from pushbench.domain.finding import CheckContext, Draft, Hit, Rule, Severity
from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.pointer import child
from pushbench.providers.formats.json_edit import Edit, fix_of
from pushbench.providers.novu.fields import OVERRIDES, PASSTHROUGH, PAYLOAD, PROVIDERS, PUSH_PROVIDERS, STEPS, object_at
from pushbench.providers.novu.payload import message_of

BASE = "/payload"
Hits = Iterator[Hit]


@dataclass(frozen=True, slots=True)
class Native:
    """One object of native fields and where it stands."""

    provider: str
    pointer: str
    """Below the trigger."""
    fields: JsonObject
    place: str
    """``old`` (overrides.ID), ``known`` (providers.ID) or ``passthrough`` (its _passthrough.body)."""


@dataclass(frozen=True, slots=True)
class View:
    """One draft as the rules see it."""

    draft: Draft
    context: CheckContext
    trigger: JsonObject
    """Empty where the payload is none."""

    @property
    def is_text(self) -> bool:
        """Whether the payload leaves as a text, so that nothing inside it can be pointed at or mended."""
        return isinstance(self.draft.payload, str)

    @property
    def overrides(self) -> JsonObject:
        return object_at(self.trigger, OVERRIDES)

    @property
    def payload(self) -> JsonObject:
        return object_at(self.trigger, PAYLOAD)

    def tables(self) -> Iterator[tuple[str, JsonObject]]:
        """Every ``providers`` object: the workflow's and the steps'."""
        here = f"/{OVERRIDES}/{PROVIDERS}"
        yield here, object_at(self.overrides, PROVIDERS)
        for name, step in object_at(self.overrides, STEPS).items():
            yield child(f"/{OVERRIDES}/{STEPS}", name) + f"/{PROVIDERS}", object_at(step, PROVIDERS)

    def natives(self, *wanted: str) -> Iterator[Native]:
        """Every object of native fields of the wanted providers, or of all."""
        for provider in wanted or tuple(PUSH_PROVIDERS):
            old = object_at(self.overrides, provider)
            if old:
                yield Native(provider, child(f"/{OVERRIDES}", provider), old, "old")
            for pointer, table in self.tables():
                found, here = object_at(table, provider), child(pointer, provider)
                known = {key: value for key, value in found.items() if key != PASSTHROUGH}
                if known:
                    yield Native(provider, here, known, "known")
                body = object_at(found, PASSTHROUGH, "body")
                if body:
                    yield Native(provider, f"{here}/{PASSTHROUGH}/body", body, "passthrough")

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
        """Return a hit below the trigger; ``edits`` are pointers below it and their new values (None: remove)."""
        changes = [Edit(f"{BASE}{where}", value) for where, value in edits]
        patch = fix_of(label, self.draft.document(), changes) if changes and label and not self.is_text else None
        return Hit(BASE if self.is_text else f"{BASE}{pointer}", what, why, fix, patch, severity)


Check: TypeAlias = Callable[[View], Hits]


def rule(number: int, severity: Severity, title: str, why: str, fix: str, check: Check, source: str) -> Rule:
    """Make a rule over triggers."""

    def run(draft: Draft, context: CheckContext) -> Hits:
        yield from check(View(draft, context, message_of(draft.payload)))

    return Rule(f"NOVU{number:03}", severity, title, why, fix, run, source)
