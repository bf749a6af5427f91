"""What was asked of a service about topics, channels and messages, as the command line tells it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pushbench.cli.environment import ExitStatus
from pushbench.cli.output import Printer
from pushbench.domain.outcome import Outcome, OutcomeKind
from pushbench.engine.plan import Managed
from pushbench.engine.records import reached_server


def print_managed(printer: Printer, managed: Managed, *, accepted: str = "accepted") -> None:
    """Print an outcome with what was learned; ``accepted`` is the word where all is well."""
    outcome = managed.outcome
    if printer.is_json:
        printer.line(managed_json(managed))
        return
    facts = ", ".join(f"{label} {value}" for label, value in outcome.facts)
    word = accepted if outcome.kind is OutcomeKind.ACCEPTED else outcome.kind.value
    head = " ".join(str(p) for p in (word, outcome.status, outcome.reason) if p is not None)
    printer.text("  ".join(part for part in (head, managed.target, facts) if part))
    if outcome.explain is not None:
        printer.aside(f"  {outcome.explain.what}\n  Why: {outcome.explain.why}\n  Fix: {outcome.explain.fix}")


def managed_json(managed: Managed) -> dict[str, Any]:
    """Return one managed topic or channel as JSON."""
    outcome: Outcome = managed.outcome
    explain = outcome.explain
    facts: dict[str, list[str]] = {}
    for label, value in outcome.facts:
        facts.setdefault(label, []).append(value)
    return {
        "target": managed.target,
        "outcome": outcome.kind.value,
        "status": outcome.status,
        "reason": outcome.reason,
        **facts,
        "explain": None if explain is None else {"what": explain.what, "why": explain.why, "fix": explain.fix},
    }


def message_json(managed: Managed) -> dict[str, Any]:
    """Return what was learned of a message as JSON; its facts have names of the service's own."""
    outcome, explain = managed.outcome, managed.outcome.explain
    return {
        "target": managed.target,
        "outcome": outcome.kind.value,
        "status": outcome.status,
        "reason": outcome.reason,
        "facts": [list(fact) for fact in outcome.facts],
        "explain": None if explain is None else {"what": explain.what, "why": explain.why, "fix": explain.fix},
    }


def managed_status(results: Sequence[Managed]) -> ExitStatus:
    """Return the exit code of what was asked."""
    if all(managed.outcome.kind is OutcomeKind.ACCEPTED for managed in results):
        return ExitStatus.GOOD
    if not any(reached_server(managed.attempts) for managed in results):
        return ExitStatus.UNREACHED if any(managed.attempts for managed in results) else ExitStatus.STOPPED
    return ExitStatus.FOUND_WRONG
