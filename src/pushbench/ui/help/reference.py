"""The documentation that comes with Pushbench: every rule, every documented answer, every source, as values."""

from __future__ import annotations

import json
from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from pushbench.domain.message_rules import MESSAGE_RULES
from pushbench.domain.provider import Provider
from pushbench.resources import read_text
from pushbench.ui.explain.explanation import Explanation
from pushbench.ui.explain.tables import Tables
from pushbench.ui.help.reader import Topic


def _tr(text: str) -> str:
    return QCoreApplication.translate("Reference", text)


def reference(providers: Iterable[Provider]) -> tuple[Topic, ...]:
    """Return rules about messages, then per service its rules and answers, then the documents with addresses."""
    known = tuple(providers)
    tables = Tables(known)
    topics = [
        _topic(f"rule:{rule.id}", _tr("Rules for messages"), f"{rule.id}  {rule.title}", tables.rule(rule))
        for rule in MESSAGE_RULES
    ]
    for provider in known:
        topics.extend(_of(tables, provider))
    return (*topics, *_documents())


def _of(tables: Tables, provider: Provider) -> list[Topic]:
    spec = provider.spec
    rules = _tr("Rules for {service}").format(service=spec.short_title)
    answers = _tr("Answers of {service}").format(service=spec.short_title)
    topics = [
        _topic(f"rule:{rule.id}", rules, f"{rule.id}  {rule.title}", tables.rule(rule, spec.id))
        for rule in provider.rules
    ]
    topics += [
        _topic(
            f"answer:{spec.id}:{number}", answers, _code(reason.code, reason.statuses), tables.reason(reason, spec.id)
        )
        for number, reason in enumerate(provider.reasons)
    ]
    group = _tr("Guides of {service}").format(service=spec.short_title)
    topics += [
        Topic(
            f"link:{spec.id}:{number}",
            group,
            link.title,
            link.url,
            icon="external-link",
            links=((link.title, link.url),),
        )
        for number, link in enumerate(spec.links)
    ]
    return topics


def _code(code: str, statuses: Iterable[int]) -> str:
    return f"{', '.join(str(status) for status in statuses)} {code}".strip()


def _topic(key: str, group: str, title: str, told: Explanation) -> Topic:
    parts = [told.what if told.what not in title else "", told.why, told.fix]
    parts += [f"{fact.label}: {fact.value}" for fact in told.facts]
    sources = [source.title for source in told.sources]
    if sources:
        parts.append(_tr("Source: {names}").format(names="; ".join(sources)))
    links = tuple((source.title, source.url) for source in told.sources if source.url)
    icon = "triangle-alert" if key.startswith("rule:") else "message-square"
    text = "\n\n".join(part for part in parts if part)
    return Topic(key, group, title, text, icon=icon, links=links, words=f"{told.code} {told.why}")


def _documents() -> list[Topic]:
    group = _tr("Documents")
    found = json.loads(read_text("documents.json"))
    return [
        Topic(f"document:{number}", group, title, url, icon="book-open", links=((_tr("Open in the browser"), url),))
        for number, (title, url) in enumerate(found)
    ]
