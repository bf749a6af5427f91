"""A message for one reader: variant and language put in, templates filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pushbench.compose.languages import choose_variant, match_language
from pushbench.compose.template import Templates
from pushbench.domain.errors import UserError
from pushbench.domain.finding import Finding
from pushbench.domain.json_value import Json
from pushbench.domain.message import EMPTY, Action, Content, Delivery, LiveActivity, Message, Override
from pushbench.domain.message_rules import (
    BADGE,
    BROKEN_TEMPLATE,
    CONTENT_FIELDS,
    LANGUAGE_FALLBACK,
    MISSING_VARIABLE,
    UNKNOWN_VARIANT,
    is_content_value,
)
from pushbench.domain.pointer import child

__all__ = ["ResolvedMessage", "choose_variant", "resolve"]


@dataclass(frozen=True, slots=True)
class ResolvedMessage:
    """A message without templates, languages and variants, and what was found on the way."""

    message: Message
    language: str | None
    """The language whose texts were used; None: the message's own."""
    variant: str | None
    findings: tuple[Finding, ...]
    """Of the ``MSG`` family; pointers name where in the unresolved message the text stands."""


def resolve(
    message: Message,
    *,
    attributes: Mapping[str, Json] = EMPTY,
    variables: Mapping[str, Json] = EMPTY,
    language: str | None = None,
    variant: str | None = None,
) -> ResolvedMessage:
    """Return the message as one reader gets it. Total: what cannot be resolved becomes a finding.

    A name is looked up in ``variables``, then in the device's ``attributes``, then in the message's
    sample values. ``de-AT`` falls back to ``de``, then to the message's own text. The variant is put
    in first, the language over it. A text whose template is broken stays as written, with an error.
    """
    findings: list[Finding] = []
    used_variant = _known_variant(message, variant, findings)
    used_language = _known_language(message, language, findings)
    content, origins = _layered(message, used_variant, used_language)
    filler = _Filler(Templates({**message.variables, **attributes, **variables}), findings)
    resolved = replace(
        message,
        content=filler.content(content, origins),
        actions=tuple(filler.action(action, f"/actions/{index}") for index, action in enumerate(message.actions)),
        delivery=filler.delivery(message.delivery),
        data=filler.mapping(message.data, "/data"),
        overrides={key: filler.override(item, child("/overrides", key)) for key, item in message.overrides.items()},
        languages={},
        variants={},
        translations={} if used_language else _translations(message, filler),
    )
    return ResolvedMessage(resolved, used_language, used_variant, tuple(findings))


def _known_variant(message: Message, variant: str | None, findings: list[Finding]) -> str | None:
    if not variant or variant in message.variants:
        return variant or None
    names = ", ".join(message.variants) or "none"
    findings.append(UNKNOWN_VARIANT.finding("/variants", f"There is no variant “{variant}”.", fix=f"It has: {names}."))
    return None


def _known_language(message: Message, language: str | None, findings: list[Finding]) -> str | None:
    if not language or not message.languages:
        return None
    used = match_language(message.languages, language)
    if used is None:
        findings.append(LANGUAGE_FALLBACK.finding("/languages", f"There is no text in “{language}”."))
    return used


def _layered(message: Message, variant: str | None, language: str | None) -> tuple[Content, dict[str, str]]:
    """Put variant and language over the content; say for each field where its text stands."""
    origins = {key: child("/content", key) for key in CONTENT_FIELDS}
    layers: list[tuple[str, Mapping[str, Json]]] = []
    if variant is not None:
        layers.append((child(child("/variants", variant), "content"), message.variants[variant].content))
    if language is not None:
        layers.append((child("/languages", language), message.languages[language]))
    changes: dict[str, Any] = {}
    for pointer, layer in layers:
        for key, value in layer.items():
            if key in CONTENT_FIELDS and (value is None or is_content_value(key, value)):
                changes[key] = value
                origins[key] = child(pointer, key)
    return replace(message.content, **changes), origins


def _translations(message: Message, filler: _Filler) -> dict[str, Mapping[str, Json]]:
    """Return every language's own fields, filled in; what goes wrong in them is found when that language is checked."""
    quiet = filler.without_findings()
    return {
        tag: {
            key: quiet.value(value, "")
            for key, value in texts.items()
            if key in CONTENT_FIELDS and value is not None and is_content_value(key, value)
        }
        for tag, texts in message.languages.items()
    }


class _Filler:
    """Fills in templates and turns what goes wrong into findings."""

    def __init__(self, templates: Templates, findings: list[Finding]) -> None:
        self._templates = templates
        self._findings = findings

    def without_findings(self) -> _Filler:
        """Return a filler with the same values that reports to nobody."""
        return _Filler(self._templates, [])

    def content(self, content: Content, origins: Mapping[str, str]) -> Content:
        changes: dict[str, Any] = {
            key: self.text(getattr(content, key), origins[key])
            for key in CONTENT_FIELDS
            if key != "badge" and getattr(content, key) is not None
        }
        return replace(content, **changes, badge=self.badge(content.badge, origins["badge"]))

    def badge(self, badge: int | str | None, pointer: str) -> int | str | None:
        """A count; numbers typed as text (``--var unread=5``) count, anything else is left out with an error."""
        value = self.value(badge, pointer) if isinstance(badge, str) else badge
        if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit() and len(value) < 10:
            value = int(value)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if value is None or value == "" or (isinstance(value, int) and not isinstance(value, bool)):
            return None if value == "" else value
        if not any(finding.pointer == pointer for finding in self._findings):
            self._findings.append(BADGE.finding(pointer, f"The badge is “{_shown(value)}”, which is no count."))
        return None

    def action(self, action: Action, pointer: str) -> Action:
        return Action(
            id=self.text(action.id, f"{pointer}/id") or "",
            title=self.text(action.title, f"{pointer}/title") or "",
            link=self.text(action.link, f"{pointer}/link"),
            icon=self.text(action.icon, f"{pointer}/icon"),
        )

    def delivery(self, delivery: Delivery) -> Delivery:
        activity = delivery.live_activity
        return replace(
            delivery,
            collapse_id=self.text(delivery.collapse_id, "/delivery/collapse_id"),
            live_activity=None if activity is None else self._live_activity(activity, "/delivery/live_activity"),
        )

    def _live_activity(self, activity: LiveActivity, pointer: str) -> LiveActivity:
        return replace(
            activity,
            state=self.mapping(activity.state, f"{pointer}/state"),
            attributes=self.mapping(activity.attributes, f"{pointer}/attributes"),
            attributes_type=self.text(activity.attributes_type, f"{pointer}/attributes_type"),
        )

    def override(self, override: Override, pointer: str) -> Override:
        return Override(
            headers=self.mapping(override.headers, f"{pointer}/headers"),
            payload=self.value(override.payload, f"{pointer}/payload"),
        )

    def mapping(self, source: Mapping[str, Json], pointer: str) -> Mapping[str, Json]:
        return {key: self.value(value, child(pointer, key)) for key, value in source.items()}

    def text(self, source: str | None, pointer: str) -> str | None:
        if source is None or "{{" not in source:
            return source
        try:
            resolved = self._templates.text(source)
        except UserError as error:
            self._report(error, pointer)
            return source
        self._report_missing(resolved.missing, pointer)
        return resolved.text

    def value(self, source: Json, pointer: str) -> Json:
        """Fill in each string below ``source`` by itself, so that a finding names the very one."""
        if isinstance(source, Mapping):
            return {key: self.value(item, child(pointer, key)) for key, item in source.items()}
        if isinstance(source, list | tuple):
            return [self.value(item, child(pointer, index)) for index, item in enumerate(source)]
        if not isinstance(source, str) or "{{" not in source:
            return source
        try:
            resolved = self._templates.value(source)
        except UserError as error:
            self._report(error, pointer)
            return source
        self._report_missing(resolved.missing, pointer)
        return resolved.value

    def _report(self, error: UserError, pointer: str) -> None:
        self._findings.append(BROKEN_TEMPLATE.finding(pointer, error.what, why=error.why, fix=error.fix))

    def _report_missing(self, names: tuple[str, ...], pointer: str) -> None:
        self._findings.extend(
            MISSING_VARIABLE.finding(pointer, f"The variable “{name}” has no value.") for name in names
        )


def _shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:39] + "…"
