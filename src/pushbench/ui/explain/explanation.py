"""One explanation as a value, ready to be shown."""

from __future__ import annotations

from dataclasses import dataclass

from pushbench.ui.explain.sources import Source


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what is known under it."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """What happened, why, what to do, and what it rests on. Only ``what`` is always there."""

    tone: str
    """``red``, ``amber``, ``gray`` or ``green``."""
    what: str
    why: str = ""
    fix: str = ""
    service: str = ""
    """Short title of the provider it is about."""
    code: str = ""
    """The service's own words, verbatim: ``410 Unregistered``."""
    rule: str = ""
    """Number of the rule in the documentation: ``APNS012``."""
    rule_title: str = ""
    pointer: str = ""
    """The place in the payload or message."""
    facts: tuple[Fact, ...] = ()
    sources: tuple[Source, ...] = ()

    def as_text(self) -> str:
        """Return everything as plain text, for the clipboard and for screen readers."""
        head = " ".join(part for part in (self.service, self.code, self.rule, self.rule_title) if part)
        lines = [self.what, self.why, self.fix, head, self.pointer]
        lines += [f"{fact.label}: {fact.value}" for fact in self.facts]
        lines += [f"{source.title} {source.url}".strip() for source in self.sources]
        return "\n".join(line for line in lines if line)
