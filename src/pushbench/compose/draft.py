"""Drafts: what a provider's form gives, with what was changed by hand put over it, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pushbench.compose import merge_patch
from pushbench.domain.errors import UserError
from pushbench.domain.finding import Draft
from pushbench.domain.json_value import Json, compact
from pushbench.domain.message import Message, Override
from pushbench.domain.pointer import child
from pushbench.domain.profile import Credentials
from pushbench.domain.provider import Provider


def make_draft(provider: Provider, resolved: Message, credentials: Credentials | None, now: float) -> Draft:
    """Return what leaves for one provider: the form's draft with the message's override over it.

    ``overridden`` names what the override sets or takes away, below ``/headers`` and ``/payload``.
    """
    base = provider.compose(resolved, credentials, now)
    override = resolved.overrides.get(provider.spec.id)
    return base if override is None else with_override(base, override)


def with_override(draft: Draft, override: Override) -> Draft:
    """Return ``draft`` with an override's headers and payload put over its own."""
    names = {name: _spelling(name, draft.headers) for name in override.headers}
    pointers = frozenset(child("/headers", name) for name in names.values())
    return replace(
        draft,
        headers=_patched_headers(draft.headers, {names[key]: value for key, value in override.headers.items()}),
        payload=merge_patch.apply(draft.payload, override.payload),
        overridden=draft.overridden | pointers | _touched(override.payload),
    )


def draft_from_document(provider_id: str, document: Json) -> Draft:
    """Read ``{"headers": ..., "payload": ...}`` back into a draft; ``headers`` may be absent.

    Raises UserError when the document has another shape. Numbers and booleans as header values become text.
    """
    if not isinstance(document, dict):
        raise _bad_document("It is not a JSON object.")
    extra = [key for key in document if key not in ("headers", "payload")]
    if extra:
        raise _bad_document(f"It has the key “{extra[0]}” beside headers and payload.")
    if "payload" not in document:
        raise _bad_document("It has no payload.")
    headers = document.get("headers", {})
    if not isinstance(headers, dict):
        raise _bad_document("Its headers are not an object.")
    return Draft(
        provider=provider_id,
        payload=document["payload"],
        headers={name: _header_text(name, value) for name, value in headers.items()},
    )


def override_from_document(
    provider: Provider, resolved: Message, credentials: Credentials | None, now: float, document: Json
) -> Override:
    """Return the smallest override that turns the form's draft into a document edited by hand.

    A key of the form that the document lacks is a null in the patch. A null written by hand inside
    an object cannot be kept (RFC 7396 has no word for it) and takes the key away as well. Raises
    UserError as :func:`draft_from_document`.
    """
    base = provider.compose(resolved, credentials, now)
    edited = draft_from_document(provider.spec.id, document)
    payload: Json = {}
    if not merge_patch.is_same(base.payload, edited.payload):
        payload = merge_patch.diff(base.payload, edited.payload)
    return Override(headers=_header_changes(base.headers, edited.headers), payload=payload)


def is_empty(override: Override) -> bool:
    """Whether an override changes nothing and need not be kept."""
    return not override.headers and override.payload == {} and isinstance(override.payload, dict)


def without(override: Override, pointer: str) -> Override:
    """Return ``override`` without what it says at ``pointer`` (below ``/headers`` or ``/payload``): "Use form value".

    Headers match whatever their case. A pointer that it does not touch changes nothing.
    """
    if pointer.startswith("/headers/"):
        kept = {
            name: value
            for name, value in override.headers.items()
            if child("/headers", name).lower() != pointer.lower()
        }
        return replace(override, headers=kept)
    if pointer == "/payload":
        return replace(override, payload={})
    return replace(override, payload=_pruned(override.payload, "/payload", pointer))


def _pruned(patch: Json, here: str, pointer: str) -> Json:
    if not isinstance(patch, dict):
        return patch
    kept: dict[str, Json] = {}
    for key, value in patch.items():
        place = child(here, key)
        if place == pointer:
            continue
        inner = _pruned(value, place, pointer) if pointer.startswith(place + "/") else value
        if inner == {} and value != {}:
            continue
        kept[key] = inner
    return kept


def _touched(payload: Json) -> frozenset[str]:
    return frozenset() if payload == {} else merge_patch.touched(payload, "/payload")


def _spelling(name: str, headers: Mapping[str, str]) -> str:
    """Header names match whatever their case; the form's spelling wins."""
    return next((own for own in headers if own.lower() == name.lower()), name)


def _patched_headers(headers: Mapping[str, str], patch: Mapping[str, Json]) -> dict[str, str]:
    result = dict(headers)
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = value_text(value)
    return result


def _header_changes(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, Json]:
    spelt = {_spelling(name, before): value for name, value in after.items()}
    changes: dict[str, Json] = {name: None for name in before if name not in spelt}
    changes.update({name: value for name, value in spelt.items() if before.get(name) != value})
    return changes


def value_text(value: Json) -> str:
    """Return a header's value as text: JSON for what is no string."""
    return value if isinstance(value, str) else compact(value)


def _header_text(name: str, value: Json) -> str:
    if value is None or isinstance(value, dict | list):
        raise _bad_document(f"The header “{name}” is not a text.")
    return value_text(value)


def _bad_document(why: str) -> UserError:
    return UserError("This JSON cannot be sent.", why, 'Keep the shape {"headers": {"name": "text"}, "payload": ...}.')
