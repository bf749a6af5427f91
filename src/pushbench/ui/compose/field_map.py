"""Which places of a provider's JSON come from which field of the form, found by trying.

Every field is changed once in a full message; what changes in the composed document is what the field
writes. So the marks at labels work for every provider without a table per provider.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pushbench.compose import merge_patch
from pushbench.domain.errors import UserError
from pushbench.domain.message import Action, Content, Delivery, Interruption, Kind, LiveActivity, Message, Priority
from pushbench.domain.profile import Credentials
from pushbench.domain.provider import Provider

_FULL = Message(
    name="full",
    content=Content(
        title="title",
        subtitle="subtitle",
        body="body",
        image="https://pushbench.example/image.png",
        icon="https://pushbench.example/icon.png",
        sound="sound",
        badge=1,
        link="https://pushbench.example/link",
        category="category",
        thread="thread",
        channel="channel",
    ),
    actions=(Action("one", "One", "https://pushbench.example/one"),),
    delivery=Delivery(
        priority=Priority.HIGH,
        ttl_seconds=3600,
        collapse_id="collapse",
        interruption=Interruption.ACTIVE,
        relevance=0.5,
        live_activity=LiveActivity(state={"a": 1}),
    ),
)
_OTHER_CONTENT: Mapping[str, Any] = {
    "title": "other title",
    "subtitle": "other subtitle",
    "body": "other body",
    "image": "https://pushbench.example/other-image.png",
    "icon": "https://pushbench.example/other-icon.png",
    "sound": "other-sound",
    "badge": 2,
    "link": "https://pushbench.example/other-link",
    "category": "other-category",
    "thread": "other-thread",
    "channel": "other-channel",
}
_OTHER_DELIVERY: Mapping[str, Any] = {
    "priority": Priority.NORMAL,
    "ttl_seconds": 7200,
    "collapse_id": "other-collapse",
    "interruption": Interruption.TIME_SENSITIVE,
    "relevance": 0.75,
}
_NOW = 1_700_000_000.0


class FieldMap:
    """Pointer -> form field, per provider and kind of message, worked out on first use."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, Kind], dict[str, str]] = {}

    def fields(self, provider: Provider, kind: Kind, credentials: Credentials | None) -> Mapping[str, str]:
        """Return pointer -> field key such as ``content/title`` or ``delivery/priority``."""
        key = (provider.spec.id, kind)
        if key not in self._known:
            self._known[key] = _try_all(provider, kind, credentials)
        return self._known[key]

    def by_hand(
        self, provider: Provider, kind: Kind, credentials: Credentials | None, overridden: frozenset[str]
    ) -> frozenset[str]:
        """Return the form fields whose place in the JSON was set by hand."""
        if not overridden:
            return frozenset()
        fields = self.fields(provider, kind, credentials)
        found = {fields[pointer] for pointer in overridden if pointer in fields}
        found |= {name for pointer, name in fields.items() for over in overridden if pointer.startswith(over + "/")}
        return frozenset(found)

    def field_at(self, provider: Provider, kind: Kind, credentials: Credentials | None, pointer: str) -> str | None:
        """Return the form field that writes a place of the JSON."""
        return self.fields(provider, kind, credentials).get(pointer)

    def pointer_of(self, provider: Provider, kind: Kind, credentials: Credentials | None, name: str) -> str | None:
        """Return the first place that a form field writes."""
        fields = self.fields(provider, kind, credentials)
        return next((pointer for pointer, field in fields.items() if field == name), None)


def _try_all(provider: Provider, kind: Kind, credentials: Credentials | None) -> dict[str, str]:
    full = replace(_FULL, delivery=replace(_FULL.delivery, kind=kind))
    before = _document(provider, full, credentials)
    found: dict[str, str] = {}
    for key, value in _OTHER_CONTENT.items():
        changed = replace(full, content=replace(full.content, **{key: value}))
        _note(found, f"content/{key}", before, _document(provider, changed, credentials))
    for key, value in _OTHER_DELIVERY.items():
        changed = replace(full, delivery=replace(full.delivery, **{key: value}))
        _note(found, f"delivery/{key}", before, _document(provider, changed, credentials))
    return found


def _document(provider: Provider, message: Message, credentials: Credentials | None) -> Any:
    try:
        return provider.compose(message, credentials, _NOW).document()
    except UserError:
        return {}


def _note(found: dict[str, str], name: str, before: Any, after: Any) -> None:
    patch = merge_patch.diff(before, after)
    if patch == {}:
        return
    for pointer in merge_patch.touched(patch):
        found.setdefault(pointer, name)
