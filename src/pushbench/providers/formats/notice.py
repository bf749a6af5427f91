"""Numbered, documented findings that no payload rule gives: composing and credential checks report them."""

from __future__ import annotations

from dataclasses import dataclass

from pushbench.domain.finding import Finding, Fix, Severity


@dataclass(frozen=True, slots=True)
class Notice:
    """The standing part of such a finding, documented like a rule."""

    id: str
    severity: Severity
    title: str
    why: str
    fix: str
    source: str = ""

    def at(
        self,
        pointer: str,
        what: str,
        *,
        provider: str,
        why: str = "",
        fix: str = "",
        patch: Fix | None = None,
    ) -> Finding:
        """Return a finding at ``pointer``; empty texts default to the notice's own."""
        return Finding(
            rule=self.id,
            severity=self.severity,
            pointer=pointer,
            what=what,
            why=why or self.why,
            fix=fix or self.fix,
            provider=provider,
            patch=patch,
        )
