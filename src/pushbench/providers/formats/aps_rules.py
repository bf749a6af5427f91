"""The rules over an ``aps`` dictionary, numbered once and worn by every provider that carries one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pushbench.domain.finding import CheckContext, Draft, Hit, Rule, Severity
from pushbench.providers.formats.aps_block import ApsBlock


@dataclass(frozen=True, slots=True)
class ApsRule:
    """A check over an :class:`ApsBlock`; ``number`` is added to the provider's first rule number."""

    number: int
    severity: Severity
    title: str
    why: str
    fix: str
    check: Callable[[ApsBlock], Iterator[Hit]]
    source: str = ""


def worn_by(
    prefix: str, first: int, block_of: Callable[[Draft, CheckContext], ApsBlock | None], table: tuple[ApsRule, ...]
) -> tuple[Rule, ...]:
    """Return the table as a provider's rules ``PREFIXnnn``; ``block_of`` finds the payload, None skips all."""
    return tuple(
        Rule(
            id=f"{prefix}{first + rule.number:03}",
            severity=rule.severity,
            title=rule.title,
            why=rule.why,
            fix=rule.fix,
            check=_over(rule.check, block_of),
            source=rule.source,
        )
        for rule in table
    )


def _over(
    check: Callable[[ApsBlock], Iterator[Hit]], block_of: Callable[[Draft, CheckContext], ApsBlock | None]
) -> Callable[[Draft, CheckContext], Iterator[Hit]]:
    def run(draft: Draft, context: CheckContext) -> Iterator[Hit]:
        block = block_of(draft, context)
        if block is not None:
            yield from check(block)

    return run
