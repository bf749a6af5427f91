"""What each service does not carry of a message, in every language and variant it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pushbench.compose.draft import make_draft
from pushbench.compose.resolve import resolve
from pushbench.domain.carrying import FieldLoss
from pushbench.domain.message import Message
from pushbench.domain.message_fields import origins
from pushbench.domain.profile import Credentials
from pushbench.domain.provider import Provider


def losses_of(
    provider: Provider, message: Message, now: float, credentials: Credentials | None = None
) -> tuple[FieldLoss, ...]:
    """Return a provider's losses, each once: of the message itself, then of what languages and variants replace.

    ``field`` points into the message file, so words of a language stand below ``/languages``. Sample values fill
    the templates.
    """
    found: dict[FieldLoss, None] = {}
    readings: list[tuple[str | None, str | None]] = [(None, None)]
    readings += [(language, None) for language in message.languages]
    readings += [(None, variant) for variant in message.variants]
    for language, variant in readings:
        resolved = resolve(message, language=language, variant=variant)
        draft = make_draft(provider, resolved.message, credentials, now)
        places = origins(message, language=resolved.language, variant=resolved.variant)
        is_whole = language is None and variant is None
        for loss in draft.losses:
            if is_whole or loss.field in places:
                found[replace(loss, field=places.get(loss.field, loss.field))] = None
    return tuple(found)


def losses_everywhere(
    providers: Sequence[Provider],
    message: Message,
    now: float,
    credentials: Mapping[str, Credentials] | None = None,
) -> dict[str, tuple[FieldLoss, ...]]:
    """Return provider id -> its losses; ``credentials`` (by provider) matter for the names of keys."""
    known = credentials or {}
    return {item.spec.id: losses_of(item, message, now, known.get(item.spec.id)) for item in providers}
