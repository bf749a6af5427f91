"""A text from anywhere as a message: a message file, a provider's payload, or a cURL command that sends one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePath
from urllib.parse import urlsplit

from pushbench.compose.draft import is_empty, override_from_document
from pushbench.domain.errors import UserError
from pushbench.domain.finding import Draft
from pushbench.domain.http import HttpRequest
from pushbench.domain.json_value import Json, pretty
from pushbench.domain.message import Message
from pushbench.domain.message_rules import OPENED_FROM
from pushbench.domain.provider import Provider
from pushbench.domain.shown import ShownKind
from pushbench.engine.registry import Registry
from pushbench.store.json_text import decoded, parsed
from pushbench.store.message_file import SIZE_LIMIT, load_message
from pushbench.store.text_file import too_large
from pushbench.wire.curl import from_curl

_CURL = re.compile(r"(?:^|[|;&]|\s)(?:\S*[\\/])?curl(?:\.exe)?\s", re.IGNORECASE)
_KEYS = frozenset(
    {"format", "content", "actions", "delivery", "variables", "languages", "variants", "overrides", "name"}
)


def message_from_text(registry: Registry, text: str | bytes, name: str = "") -> Message:
    """Return the message that a text holds; ``name`` is a file's name, or empty for a pasted text.

    Raises UserError in words for what is neither JSON with a message or payload nor a cURL command with one.
    """
    message = _read(registry, text, name)
    return message if name and message.name else replace(message, name=_named(message, name))


def _named(message: Message, name: str) -> str:
    """Return what to call a message that came without a name: its title, as far as that is no template."""
    title = (message.content.title or message.content.body or "").split("{{")[0].strip()
    return message.name or name.partition(".")[0] or title[:40].strip() or "Pasted message"


def _as_json(name: str) -> str:
    """Return a file's name as a JSON file's, for a message is called like its file without the ending."""
    return name if not name or name.lower().endswith((".json", ".apns")) else f"{PurePath(name).stem}.json"


def _read(registry: Registry, text: str | bytes, name: str) -> Message:
    called = name or "The text"
    name = _as_json(name)
    if len(text) > SIZE_LIMIT:
        raise too_large(called, len(text), SIZE_LIMIT)
    read = decoded(text, called).strip()
    if not read:
        raise UserError(f"{called} is empty.", "There is nothing in it to open.", _FIX)
    if not read.startswith(("{", "[")) and _CURL.search(read):
        return _from_request(registry, from_curl(read), name)
    if not read.startswith(("{", "[")):
        raise UserError(f"{called} is neither JSON nor a cURL command.", _begins(read), _FIX)
    return _from_document(registry, read, called, name)


def _begins(text: str) -> str:
    line = text.splitlines()[0].strip()
    return f"It begins with “{line[:40]}{'…' if len(line) > 40 else ''}”."


def _from_document(registry: Registry, text: str, called: str, name: str) -> Message:
    document, _twice = parsed(text, called)
    if not isinstance(document, dict):
        raise UserError(
            f"{called} is no message.", "A message or payload is one JSON object, and this is a list.", _FIX
        )
    loaded = load_message(text, name=name)
    is_payload = any(finding.rule == OPENED_FROM.id for finding in loaded.findings)
    if is_payload or not _KEYS.isdisjoint(document) or not loaded.message.unknown:
        return loaded.message
    draft = next(_readings(registry, document), None)
    if draft is None:
        names = ", ".join(provider.spec.short_title for provider in registry)
        raise UserError(
            f"{called} is JSON, but no message and no payload.",
            f"Nothing in it is shown or delivered by {names}.",
            _FIX,
        )
    return _by_hand(registry.provider(draft.provider), draft, loaded.message.name)


def _from_request(registry: Registry, request: HttpRequest, name: str) -> Message:
    if not request.body:
        raise UserError(
            "The cURL command sends no payload.",
            f"It asks {urlsplit(request.url).hostname or 'a server'} without a body.",
            "Copy the command that sends the push.",
        )
    for provider in _by_host(registry, request.url):
        draft = provider.received(request)
        if isinstance(draft.payload, dict):
            return _from_draft(provider, _clean(provider, draft), name)
    return _from_document(
        registry, request.body.decode("utf-8", "replace").strip(), "What the cURL command sends", name
    )


def _from_draft(provider: Provider, draft: Draft, name: str) -> Message:
    """Read a draft as the JSON editor shows it; what the form has no field for stays in the override."""
    loaded = load_message(pretty(draft.document()), name=name)
    message = loaded.message
    if message.unknown or (message.overrides and provider.spec.id not in message.overrides):
        return _by_hand(provider, draft, message.name)
    return message


def _clean(provider: Provider, draft: Draft) -> Draft:
    """Keep the headers that belong to the push; sign-in and what curl adds stay behind."""
    known = {header.lower() for header in provider.spec.header_names}
    return replace(draft, headers={key: value for key, value in draft.headers.items() if key.lower() in known})


def _by_hand(provider: Provider, draft: Draft, name: str) -> Message:
    """Put a whole document into the override of one provider."""
    message = Message(name=name)
    base = provider.compose(message, None, 0.0)
    document: dict[str, Json] = {"headers": {**base.headers, **draft.headers}, "payload": draft.payload}
    override = override_from_document(provider, message, None, 0.0, document)
    return message if is_empty(override) else replace(message, overrides={provider.spec.id: override})


def _by_host(registry: Registry, url: str) -> Iterator[Provider]:
    host = (urlsplit(url).hostname or "").lower()
    for provider in registry:
        hosts = {text.partition(":")[0].lower() for key, text in provider.spec.hosts.items() if key != "local"}
        if host in hosts:
            yield provider


def _readings(registry: Registry, document: Json) -> Iterator[Draft]:
    """Yield the document as a draft of each provider whose devices would show something for it."""
    for provider in registry:
        draft = Draft(provider.spec.id, document)
        for platform in provider.spec.platforms:
            shown = provider.shown(draft, platform)
            if shown.kind is ShownKind.NOTIFICATION and (shown.title or shown.body):
                yield draft
                break


_FIX = "Paste a message file, a provider's JSON payload, or a curl command that sends one."
