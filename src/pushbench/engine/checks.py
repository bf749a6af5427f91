"""Checks many deliveries that share drafts, running each rule as seldom as it can be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from pushbench.domain.finding import CheckContext, Draft, Finding, Rule
from pushbench.domain.profile import Credentials
from pushbench.domain.provider import Provider
from pushbench.domain.target import Target


class _Watched:
    """A :class:`CheckContext` that notices whether a rule looks at the target."""

    __slots__ = ("_target", "credentials", "has_looked", "now")

    def __init__(self, now: float, credentials: Credentials | None, target: Target) -> None:
        self.now = now
        self.credentials = credentials
        self._target = target
        self.has_looked = False

    @property
    def target(self) -> Target:
        self.has_looked = True
        return self._target


class DraftChecks:
    """The findings of one draft for many targets.

    Rules that did not look at the first target are not asked again; the others are asked for every target.
    """

    def __init__(self, provider: Provider, draft: Draft, credentials: Credentials | None, now: float) -> None:
        self._provider = provider
        self._draft = draft
        self._credentials = credentials
        self._now = now
        self._common: list[Finding] | None = None
        self._personal: list[Rule] = []

    def common(self, target: Target) -> Sequence[Finding]:
        """Return the findings that are the same for every target; the first target asked for settles which."""
        if self._common is None:
            self._common = self._settle(target)
        return self._common

    def personal(self, target: Target) -> list[Finding]:
        """Return the findings of the rules that look at the target. Ask for :meth:`common` first."""
        if not self._personal:
            return []
        context = CheckContext(now=self._now, credentials=self._credentials, target=target)
        return [finding for rule in self._personal for finding in rule.findings(self._draft, context)]

    def _settle(self, target: Target) -> list[Finding]:
        common: list[Finding] = [*self._draft.notes]
        for rule in self._provider.rules:
            watched = _Watched(self._now, self._credentials, target)
            found = list(rule.findings(self._draft, cast("CheckContext", watched)))
            if watched.has_looked:
                self._personal.append(rule)
            else:
                common.extend(found)
        return common
