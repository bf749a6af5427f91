"""What one provider makes of an edition: JSON text with positions, findings, size, the draft that would leave."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pushbench.compose import merge_patch
from pushbench.compose.draft import is_empty, make_draft, override_from_document, without
from pushbench.compose.source_map import SourceMap, scan
from pushbench.domain.carrying import FieldLoss
from pushbench.domain.errors import UserError
from pushbench.domain.finding import Draft, Finding, Fix, Severity
from pushbench.domain.json_value import Json, pretty
from pushbench.domain.message import EMPTY, Message
from pushbench.domain.profile import Credentials
from pushbench.domain.provider import Provider, Size
from pushbench.ui.compose.edits import layered, with_override
from pushbench.ui.compose.undo import Edition

if TYPE_CHECKING:
    from pushbench.engine.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Reading:
    """Whose values fill the variables, in which language and variant."""

    attributes: Mapping[str, Json] = EMPTY
    language: str = ""
    """A language tag, or empty for the message's own texts."""
    variant: str = ""
    """A variant's name, or empty."""
    device: str = ""
    """Whose attributes they are, or empty for the message's sample values."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One provider's side of a message."""

    provider: str
    text: str
    """The JSON with templates in it, as printed or as typed."""
    source: SourceMap = field(compare=False)
    is_typed: bool = False
    """Whether the text is kept as a person typed it."""
    trouble: UserError | None = None
    """Why nothing can be sent: the text is no JSON, or has another shape."""
    draft: Draft | None = None
    """What would leave, templates resolved; None with ``trouble``."""
    findings: tuple[Finding, ...] = ()
    overridden: frozenset[str] = frozenset()
    size: Size | None = None
    resolved: Message | None = None

    @property
    def error_count(self) -> int:
        """Errors, a text that is no JSON included."""
        return len(self.errors) + (1 if self.trouble is not None else 0)

    @property
    def told(self) -> tuple[Finding, ...]:
        """Everything that was found; why a text cannot be read at all comes first."""
        if self.trouble is None:
            return self.findings
        what, why, fix = self.trouble.what, self.trouble.why, self.trouble.fix
        return (Finding("JSON", Severity.ERROR, "", what, why, fix, self.provider), *self.findings)

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)


class Desk:
    """Composes sheets; the credentials of the chosen profiles decide topic and key names."""

    def __init__(self, workspace: Workspace, now: Callable[[], float]) -> None:
        self._workspace = workspace
        self._now = now
        self.credentials: dict[str, Credentials] = {}
        """Provider id -> plain credentials of the chosen profile."""
        self.reading = Reading()
        """Whose values, which language and which variant the sheets show."""

    def provider(self, provider_id: str) -> Provider:
        return self._workspace.registry.provider(provider_id)

    def sheet(self, edition: Edition, provider_id: str) -> Sheet:
        """Return one provider's side. Total: what is wrong stands in the sheet."""
        typed = edition.texts.get(provider_id)
        if typed is None:
            return self._composed(edition, provider_id, None)
        source = scan(typed)
        trouble = self._trouble(edition, provider_id, source)
        if trouble is not None:
            return Sheet(provider_id, typed, source, is_typed=True, trouble=trouble)
        document: Json = self.template(edition, provider_id).document()
        # The form's side may have changed since: then the text is printed anew, with what was set by hand kept.
        is_current = merge_patch.is_same(document, _with_text_headers(source.value))
        return self._composed(edition, provider_id, typed if is_current else None)

    def _trouble(self, edition: Edition, provider_id: str, source: SourceMap) -> UserError | None:
        """Say why a typed text cannot be sent."""
        if not source.is_valid:
            problem = source.problems[0]
            return UserError(problem.what, problem.why, problem.fix)
        try:
            message = self._overridden(edition, provider_id, source.value)
        except UserError as error:
            return error
        if not _has_null(source.value):
            return None
        kept: Json = self.template(replace(edition, message=message), provider_id).document()
        return None if merge_patch.is_same(kept, _with_text_headers(source.value)) else _lost_null()

    def _composed(self, edition: Edition, provider_id: str, typed: str | None) -> Sheet:
        template = self.template(edition, provider_id)
        text = typed if typed is not None else pretty(template.document())
        made = self._workspace.compose(
            edition.message,
            provider_id,
            credentials=self.credentials.get(provider_id),
            attributes=self.reading.attributes,
            language=self.reading.language or None,
            variant=self.reading.variant or None,
        )
        return Sheet(
            provider=provider_id,
            text=text,
            source=scan(text),
            is_typed=typed is not None,
            draft=made.draft,
            findings=made.findings,
            overridden=template.overridden,
            size=made.size,
            resolved=made.resolved,
        )

    def losses(self, edition: Edition, provider_id: str) -> tuple[FieldLoss, ...]:
        """Return what a provider does not carry of an edition as it is."""
        return self._workspace.losses(edition.message, (provider_id,), credentials=self.credentials)[provider_id]

    def template(self, edition: Edition, provider_id: str) -> Draft:
        """Return the draft with templates still in it, which the JSON editor shows."""
        provider, credentials = self.provider(provider_id), self.credentials.get(provider_id)
        return make_draft(provider, self._read(edition.message), credentials, edition.at or self._now())

    def form_document(self, edition: Edition, provider_id: str) -> dict[str, Json]:
        """Return what the form alone makes for a provider, without what was set by hand."""
        message = with_override(edition.message, provider_id, None)
        return self.template(replace(edition, message=message), provider_id).document()

    def _read(self, message: Message) -> Message:
        return layered(message, self.reading.language, self.reading.variant)

    # -- edits made in the JSON -----------------------------------------------------------------------

    def typed(self, edition: Edition, provider_id: str, text: str) -> Edition:
        """Take a text typed into the JSON: an override where it can be read, else just the text."""
        source = scan(text)
        texts = {**edition.texts, provider_id: text}
        if self._trouble(edition, provider_id, source) is not None:
            return replace(edition, texts=texts)
        return replace(edition, message=self._overridden(edition, provider_id, source.value), texts=texts)

    def with_fix(self, edition: Edition, provider_id: str, fix: Fix) -> Edition:
        """Apply a one-click fix to a provider's JSON."""
        document: Json = self.template(edition, provider_id).document()
        changed = merge_patch.apply(document, dict(fix.patch))
        message = self._overridden(edition, provider_id, changed)
        return self.settled(replace(edition, message=message), provider_id)

    def with_form_value(self, edition: Edition, provider_id: str, pointer: str) -> Edition:
        """Take back what was set by hand at a pointer."""
        override = edition.message.overrides.get(provider_id)
        if override is None:
            return self.settled(edition, provider_id)
        kept = without(override, pointer)
        message = with_override(edition.message, provider_id, None if is_empty(kept) else kept)
        return self.settled(replace(edition, message=message), provider_id)

    def with_form_only(self, edition: Edition, provider_id: str) -> Edition:
        """Take back everything that was set by hand for a provider."""
        return self.settled(replace(edition, message=with_override(edition.message, provider_id, None)), provider_id)

    @staticmethod
    def settled(edition: Edition, provider_id: str) -> Edition:
        """Let a provider's text be printed anew."""
        return replace(edition, texts={key: text for key, text in edition.texts.items() if key != provider_id})

    def after_form_edit(self, edition: Edition, message: Message) -> Edition:
        """Put a message changed in the form in place; typed texts that were JSON are printed anew."""
        unread = {key: text for key, text in edition.texts.items() if not scan(text).is_valid}
        return Edition(message, unread, edition.at if unread else self._now())

    def _overridden(self, edition: Edition, provider_id: str, document: Json) -> Message:
        provider, credentials = self.provider(provider_id), self.credentials.get(provider_id)
        at = edition.at or self._now()
        override = override_from_document(provider, self._read(edition.message), credentials, at, document)
        return with_override(edition.message, provider_id, None if is_empty(override) else override)


def _lost_null() -> UserError:
    words = QCoreApplication.translate
    return UserError(
        words("Desk", "A null cannot be sent from here."),
        words("Desk", "What is changed by hand is kept as a merge patch, in which null means “take this key away”."),
        words("Desk", "Write another value, or remove the key."),
    )


def _has_null(value: Json) -> bool:
    """Whether an object holds a null; within arrays, which are replaced whole, nulls are kept."""
    if isinstance(value, dict):
        return any(item is None or _has_null(item) for item in value.values())
    return False


def _with_text_headers(value: Json) -> Json:
    """Headers are text on the wire; a number typed for one is the same header."""
    if not isinstance(value, dict):
        return value
    headers = value.get("headers", {})
    if not isinstance(headers, dict):
        return value
    from pushbench.compose.draft import value_text

    return {"headers": {key: value_text(item) for key, item in headers.items()}, "payload": value.get("payload")}
