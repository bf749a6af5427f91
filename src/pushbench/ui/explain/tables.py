"""Explanations out of the providers' rules and reasons tables and the rules about messages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from pushbench.compose.source_map import Problem
from pushbench.domain.errors import UserError
from pushbench.domain.finding import Finding, Rule, Severity
from pushbench.domain.message_rules import MESSAGE_RULES, MessageRule
from pushbench.domain.outcome import Outcome, OutcomeKind, Reason, Retry
from pushbench.domain.provider import Level, Provider, TestResult
from pushbench.domain.shown import Loss
from pushbench.providers.formats.notice import Notice
from pushbench.ui.explain.explanation import Explanation, Fact
from pushbench.ui.explain.sources import Source, sources_of
from pushbench.ui.times import exact_words

_SEVERITY_TONES = {Severity.ERROR: "red", Severity.WARNING: "amber", Severity.NOTE: "gray"}
_OUTCOME_TONES = {
    OutcomeKind.ACCEPTED: "green",
    OutcomeKind.REJECTED: "red",
    OutcomeKind.UNCLEAR: "amber",
    OutcomeKind.NOT_SENT: "gray",
}
_LEVEL_TONES = {Level.GOOD: "green", Level.BAD: "red", Level.UNSURE: "gray"}
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]{5,}")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Explain", text)


class Tables:
    """Looks rules and reasons up. Total: what no table knows is explained by what the finding itself says."""

    def __init__(self, providers: Iterable[Provider]) -> None:
        self._providers = {provider.spec.id: provider for provider in providers}
        self._rules: dict[str, Rule | MessageRule | Notice] = {rule.id: rule for rule in MESSAGE_RULES}
        for provider in self._providers.values():
            self._rules.update((rule.id, rule) for rule in provider.rules)
            self._rules.update((notice.id, notice) for notice in getattr(provider, "notices", ()))

    # -- what was found before sending --------------------------------------------------------------

    def finding(self, finding: Finding) -> Explanation:
        """Explain one finding at its place."""
        rule = self._rules.get(finding.rule)
        known = self.rule(rule, finding.provider) if rule is not None else Explanation("gray", finding.what)
        return replace(
            known,
            tone=_SEVERITY_TONES[finding.severity],
            what=finding.what,
            why=finding.why or known.why,
            fix=finding.fix or known.fix,
            service=self._service(finding.provider),
            rule=finding.rule,
            pointer=finding.pointer,
            facts=(_severity_fact(finding.severity),),
        )

    def rule(self, rule: Rule | MessageRule | Notice, provider_id: str = "") -> Explanation:
        """Explain a rule as the documentation has it."""
        source = "" if isinstance(rule, MessageRule) else rule.source
        own = _tr("Pushbench, format of message files") if isinstance(rule, MessageRule) else _tr("Pushbench")
        sources = sources_of(source) if source else (Source(own),)
        return Explanation(
            _SEVERITY_TONES[rule.severity],
            rule.title,
            rule.why,
            rule.fix,
            service=self._service(provider_id),
            rule=rule.id,
            rule_title=rule.title,
            facts=(_severity_fact(rule.severity),),
            sources=sources,
        )

    @staticmethod
    def problem(problem: Problem) -> Explanation:
        """Explain text that is no JSON."""
        fact = Fact(_tr("Sending"), _tr("Text that cannot be read as JSON is never sent."))
        return Explanation("red", problem.what, problem.why, problem.fix, facts=(fact,), sources=sources_of("RFC 8259"))

    @staticmethod
    def trouble(error: UserError) -> Explanation:
        """Explain what kept something from being done."""
        return Explanation("red", error.what, error.why, error.fix)

    @staticmethod
    def loss(loss: Loss, surface: str, *, source: str = "", measured_with: str = "") -> Explanation:
        """Explain what readers lose on a surface."""
        facts = [Fact(_tr("Surface"), surface)]
        if loss.lost_text:
            facts.append(Fact(_tr("Lost words"), f"…{loss.lost_text.rstrip()}"))
        if measured_with:
            facts.append(Fact(_tr("Estimate"), _tr("Measured with {font}.").format(font=measured_with)))
        fix = _tr("Put what matters first, or shorten the text.") if loss.lost_text else ""
        return Explanation("amber", loss.what, loss.why, fix, facts=tuple(facts), sources=sources_of(source))

    # -- what a service answered ------------------------------------------------------------------

    def outcome(self, provider_id: str, outcome: Outcome) -> Explanation:
        """Explain an answer: its own words first, then what the reasons table adds."""
        reason = self._reason(provider_id, outcome.status, outcome.reason)
        said = outcome.explain or (reason.explain() if reason is not None else None)
        known = self.reason(reason, provider_id) if reason is not None else None
        code = " ".join(str(part) for part in (outcome.status, outcome.reason) if part)
        return Explanation(
            _OUTCOME_TONES[outcome.kind],
            said.what if said is not None else _tr("The service accepted the push."),
            said.why if said is not None else _tr("Whether the device showed it, the answer does not say."),
            said.fix if said is not None else "",
            service=self._service(provider_id),
            code=code,
            facts=tuple(_outcome_facts(outcome)),
            sources=known.sources if known is not None else (),
        )

    def reason(self, reason: Reason, provider_id: str) -> Explanation:
        """Explain a documented answer as the table has it."""
        facts = [Fact(_tr("Sending again"), _retry_words(reason.retry, None)), _target_fact(reason.is_target_dead)]
        if reason.is_unsure:
            facts.append(Fact(_tr("Certainty"), _tr("Not confirmed in a document of the service.")))
        status = ", ".join(str(status) for status in reason.statuses)
        return Explanation(
            "amber" if reason.retry is not Retry.NEVER else "red",
            reason.meaning,
            reason.cause,
            reason.fix,
            service=self._service(provider_id),
            code=f"{status} {reason.code}".strip(),
            facts=tuple(facts),
            sources=sources_of(reason.source),
        )

    def test(self, provider_id: str, result: TestResult) -> Explanation:
        """Explain one step of a credential test; a reason that its words name adds what the table knows."""
        reason = self._reason_named(provider_id, f"{result.title} {result.detail}")
        known = self.reason(reason, provider_id) if reason is not None else Explanation("gray", "")
        return replace(
            known,
            tone=_LEVEL_TONES[result.level],
            what=result.title,
            why=result.detail or known.why,
            fix=result.fix or known.fix,
            service=self._service(provider_id),
            facts=(),
        )

    # -- look-ups -----------------------------------------------------------------------------------

    def _service(self, provider_id: str) -> str:
        provider = self._providers.get(provider_id)
        return provider.spec.short_title if provider is not None else ""

    def _reason(self, provider_id: str, status: int | None, code: str | None) -> Reason | None:
        provider = self._providers.get(provider_id)
        if provider is None or not code:
            return None
        named = [reason for reason in provider.reasons if reason.code == code]
        return next((reason for reason in named if status in reason.statuses), named[0] if named else None)

    def _reason_named(self, provider_id: str, text: str) -> Reason | None:
        provider = self._providers.get(provider_id)
        words = set(_WORD.findall(text)) if provider is not None else set()
        return next((reason for reason in provider.reasons if reason.code in words), None) if provider else None


def _severity_fact(severity: Severity) -> Fact:
    words = {
        Severity.ERROR: _tr("An error: it stops the send."),
        Severity.WARNING: _tr("A warning: it does not stop the send."),
        Severity.NOTE: _tr("A note: nothing has to be done."),
    }
    return Fact(_tr("Sending"), words[severity])


def _retry_words(retry: Retry, seconds: float | None) -> str:
    if retry is Retry.RECONNECT:
        return _tr("May be sent again at once, on a new connection.")
    if retry is Retry.NEVER:
        return _tr("The same request again gets the same answer.")
    if seconds is None:
        return _tr("May be sent again later.")
    return _tr("May be sent again after {seconds} s.").format(seconds=f"{seconds:g}")


def _target_fact(is_dead: bool) -> Fact:
    if is_dead:
        return Fact(_tr("Device"), _tr("The token is dead: it can be marked as unregistered."))
    return Fact(_tr("Device"), _tr("This does not prove that the token is dead."))


def _outcome_facts(outcome: Outcome) -> Iterable[Fact]:
    if outcome.kind is OutcomeKind.ACCEPTED:
        return
    yield Fact(_tr("Sending again"), _retry_words(outcome.retry, outcome.retry_after_seconds))
    if outcome.status is not None:
        yield _target_fact(outcome.is_target_dead)
    if outcome.dead_since is not None:
        yield Fact(_tr("Dead since"), exact_words(outcome.dead_since))
    for name, value in outcome.facts:
        yield Fact(name, value)
