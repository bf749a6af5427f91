"""Checks many deliveries that share drafts, running each rule as seldom as it can be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

from pushbench.domain.finding import CheckContext, Draft, Finding, Rule
from pushbench.domain.profile import Credentials
from pushbench.domain.provider import Provider
from pushbench.domain.target import Target

_COARSE_OF_TARGET = frozenset({"kind"})
_COARSE_OF_DEVICE = frozenset(
    {"provider", "platform", "token_kind", "app", "environment", "locale", "time_zone", "is_retired"}
)


def _coarse_key(target: Target) -> tuple[object, ...]:
    """Return what many targets have in common; rules that read nothing else answer the same for all of them."""
    device = target.device
    if device is None:
        return (target.kind, None)
    return (target.kind, *(getattr(device, name) for name in _COARSE_ORDER))


_COARSE_ORDER = tuple(sorted(_COARSE_OF_DEVICE))


@dataclass(slots=True)
class _Group:
    """The targets of one coarse key."""

    common: tuple[Finding, ...]
    fine: list[Rule] = field(default_factory=list)
    """Rules that read more of a target than its key, such as its token; they are run for each."""


class DraftChecks:
    """The findings of one draft for many targets.

    A rule is a function of what it reads: while it runs, the target notes what is read of it. A rule that read
    only coarse things is not run again for targets that are equal in them.
    """

    def __init__(self, provider: Provider, draft: Draft, credentials: Credentials | None, now: float) -> None:
        self._provider = provider
        self._draft = draft
        self._credentials = credentials
        self._now = now
        self._groups: dict[tuple[object, ...], _Group] = {}

    def of(self, target: Target) -> tuple[tuple[Finding, ...], list[Finding]]:
        """Return the findings that the target shares with others (always the same object), and its own."""
        key = _coarse_key(target)
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = self._settle(target)
        if not group.fine:
            return group.common, []
        context = CheckContext(now=self._now, credentials=self._credentials, target=target)
        return group.common, [found for rule in group.fine for found in rule.findings(self._draft, context)]

    def _settle(self, target: Target) -> _Group:
        common: list[Finding] = [*self._draft.notes]
        fine: list[Rule] = []
        for rule in self._provider.rules:
            watch = _Watch()
            watched = cast("Target", _Watched(target, _COARSE_OF_TARGET, watch))
            found = list(rule.findings(self._draft, CheckContext(self._now, self._credentials, watched)))
            if watch.has_read_fine:
                fine.append(rule)
            else:
                common.extend(found)
        return _Group(tuple(common), fine)


@dataclass(slots=True)
class _Watch:
    has_read_fine: bool = False


class _Watched:
    """Stands for a target or its device and notes when something finer than the key is read."""

    __slots__ = ("_coarse", "_real", "_watch")

    def __init__(self, real: object, coarse: frozenset[str], watch: _Watch) -> None:
        self._real = real
        self._coarse = coarse
        self._watch = watch

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._real, name)
        if name == "device":
            return None if value is None else _Watched(value, _COARSE_OF_DEVICE, self._watch)
        if name not in self._coarse:
            self._watch.has_read_fine = True
        return value

    def __eq__(self, other: object) -> bool:
        self._watch.has_read_fine = True
        return self._real == other

    def __hash__(self) -> int:
        self._watch.has_read_fine = True
        return hash(self._real)
