"""One message as one provider would carry it: resolved, composed, checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pushbench.compose import rules
from pushbench.compose.draft import make_draft
from pushbench.compose.resolve import resolve
from pushbench.domain.finding import CheckContext, Finding
from pushbench.domain.json_value import Json
from pushbench.domain.message import EMPTY, Message
from pushbench.domain.message_rules import LANGUAGE_FALLBACK, MISSING_VARIABLE, UNKNOWN_VARIANT
from pushbench.domain.profile import Credentials
from pushbench.domain.provider import Provider
from pushbench.domain.target import Target
from pushbench.engine.plan import Composed

_PER_READER = frozenset({MISSING_VARIABLE.id, LANGUAGE_FALLBACK.id, UNKNOWN_VARIANT.id})
"""Rules whose answer depends on who reads; :func:`resolve` answers them for one reader."""


def compose(
    provider: Provider,
    message: Message,
    now: float,
    *,
    credentials: Credentials | None = None,
    attributes: Mapping[str, Json] = EMPTY,
    variables: Mapping[str, Json] = EMPTY,
    language: str | None = None,
    variant: str | None = None,
    target: Target | None = None,
) -> Composed:
    """Compose and check one message for one provider. Total: what is wrong becomes findings."""
    resolved = resolve(message, attributes=attributes, variables=variables, language=language, variant=variant)
    draft = make_draft(provider, resolved.message, credentials, now)
    checked = rules.check(provider, draft, CheckContext(now=now, credentials=credentials, target=target))
    return Composed(
        draft=draft,
        findings=worst_first([*message_findings(message), *resolved.findings, *checked]),
        size=provider.size(draft),
        resolved=resolved.message,
        language=resolved.language,
        variant=resolved.variant,
    )


def message_findings(message: Message) -> tuple[Finding, ...]:
    """Return what is wrong with a message for every reader alike."""
    return tuple(finding for finding in rules.check_message(message) if finding.rule not in _PER_READER)


def check_everywhere(providers: Sequence[Provider], message: Message, now: float) -> tuple[Finding, ...]:
    """Check a message for several providers, with its own sample values, in every language and variant it has."""
    found: list[Finding] = [*rules.check_message(message)]
    for provider in providers:
        for language in (None, *message.languages):
            found.extend(compose(provider, message, now, language=language).findings)
        for variant in message.variants:
            found.extend(compose(provider, message, now, variant=variant).findings)
    return worst_first(found)


def worst_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings once each: errors, warnings, notes; within each by pointer."""
    seen: dict[tuple[str, str, str, str, str], Finding] = {}
    for finding in findings:
        seen.setdefault(
            (finding.provider, finding.rule, finding.severity.value, finding.pointer, finding.what), finding
        )
    return rules.in_order(list(seen.values()))
