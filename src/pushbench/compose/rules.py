"""Runs the rules: a provider's over its draft, and the ``MSG`` family over the message itself."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urlsplit

from pushbench.compose.languages import is_language_tag
from pushbench.compose.resolve import resolve
from pushbench.domain.finding import CheckContext, Draft, Finding, Severity
from pushbench.domain.json_value import Json
from pushbench.domain.message import Delivery, Kind, Message
from pushbench.domain.message_rules import (
    ACTION,
    ADDRESS,
    BADGE,
    CONTENT_FIELDS,
    LANGUAGE_TAG,
    LIVE_ACTIVITY,
    NOTHING_TO_SHOW,
    OUT_OF_RANGE,
    SMART_QUOTES,
    UNKNOWN_KEY,
    VARIANT_HIDDEN,
    VARIANT_WEIGHT,
    WRONG_TYPE,
    is_content_value,
    odd_parts,
)
from pushbench.domain.pointer import child
from pushbench.domain.provider import Provider

_QUOTES = re.compile("[\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2032\u2033\u00ab\u00bb]")
_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
_ADDRESSES = ("image", "link")


def check(provider: Provider, draft: Draft, context: CheckContext) -> tuple[Finding, ...]:
    """Return what a provider's rules and its composing say about a draft, worst first, then by pointer.

    A rule that raises is a bug and is not hidden.
    """
    found = [*draft.notes]
    for rule in provider.rules:
        found.extend(rule.findings(draft, context))
    return in_order(found)


def check_message(message: Message) -> tuple[Finding, ...]:
    """Return what the ``MSG`` rules say about a message, its languages and variants included, worst first.

    Variables count as missing when the message's own sample values lack them.
    """
    found: dict[Finding, None] = {}
    for part in _CHECKS:
        found.update(dict.fromkeys(part(message)))
    return in_order(list(found))


def in_order(findings: list[Finding]) -> tuple[Finding, ...]:
    """Sort findings: errors, warnings, notes; within each by pointer, then by rule."""
    return tuple(sorted(findings, key=lambda found: (_RANK[found.severity], found.pointer, found.rule)))


def _templates(message: Message) -> Iterator[Finding]:
    """Fill in every text once: as it stands, in each language, and for each variant."""
    yield from resolve(message).findings
    for language in message.languages:
        yield from resolve(message, language=language).findings
    for variant in message.variants:
        yield from resolve(message, variant=variant).findings


def _emptiness(message: Message) -> Iterator[Finding]:
    if message.delivery.kind is not Kind.ALERT or message.overrides:
        return
    if not message.content.title and not message.content.body:
        yield NOTHING_TO_SHOW.finding("/content", "The message has neither title nor body.")


def _quotes(message: Message) -> Iterator[Finding]:
    for pointer, section in (("/data", message.data), ("/variables", message.variables)):
        yield from _quoted_keys(section, pointer)
    for provider, override in message.overrides.items():
        pointer = child("/overrides", provider)
        yield from _quoted_keys(override.headers, f"{pointer}/headers")
        yield from _quoted_keys(override.payload, f"{pointer}/payload")
    for key in ("category", "thread", "channel", "sound", "icon"):
        value = getattr(message.content, key)
        if value and _QUOTES.search(value):
            yield SMART_QUOTES.finding(f"/content/{key}", f"“{value}” holds a typographic quotation mark.")


def _quoted_keys(value: Json | Mapping[str, Json], pointer: str) -> Iterator[Finding]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            here = child(pointer, key)
            if _QUOTES.search(key):
                yield SMART_QUOTES.finding(here, f"The key {key} holds a typographic quotation mark.")
            yield from _quoted_keys(item, here)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _quoted_keys(item, child(pointer, index))


def _variants(message: Message) -> Iterator[Finding]:
    for name, variant in message.variants.items():
        pointer = child("/variants", name)
        if not math.isfinite(variant.weight) or variant.weight < 0:
            yield VARIANT_WEIGHT.finding(f"{pointer}/weight", f"The weight of “{name}” is {variant.weight}.")
        yield from _content_part(variant.content, f"{pointer}/content")
        for language, texts in message.languages.items():
            for key in sorted(set(texts) & set(variant.content)):
                yield VARIANT_HIDDEN.finding(
                    child(f"{pointer}/content", key), f"The variant's {key} is not seen in “{language}”."
                )


def _languages(message: Message) -> Iterator[Finding]:
    for tag, texts in message.languages.items():
        pointer = child("/languages", tag)
        if not is_language_tag(tag):
            yield LANGUAGE_TAG.finding(pointer, f"“{tag}” is no language tag.")
        yield from _content_part(texts, pointer)


def _content_part(part: Mapping[str, Json], pointer: str) -> Iterator[Finding]:
    """Languages and variants hold any JSON; only content fields of the right type have an effect."""
    for key, value in part.items():
        if key not in CONTENT_FIELDS:
            yield UNKNOWN_KEY.finding(child(pointer, key), f"“{key}” is no field of the content.")
        elif value is not None and not is_content_value(key, value):
            yield WRONG_TYPE.finding(child(pointer, key), f"“{key}” is not a text.")


def _actions(message: Message) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, action in enumerate(message.actions):
        for part in ("id", "title"):
            if not getattr(action, part).strip():
                yield ACTION.finding(f"/actions/{index}/{part}", f"Action {index + 1} has no {part}.")
        if action.id in seen and action.id:
            yield ACTION.finding(f"/actions/{index}/id", f"The id “{action.id}” stands twice.")
        seen.add(action.id)


def _numbers(message: Message) -> Iterator[Finding]:
    delivery = message.delivery
    if delivery.ttl_seconds is not None and delivery.ttl_seconds < 0:
        yield OUT_OF_RANGE.finding(
            "/delivery/ttl_seconds", f"A time to live of {delivery.ttl_seconds} seconds lies in the past."
        )
    if delivery.relevance is not None and not _is_relevance(delivery, delivery.relevance):
        yield OUT_OF_RANGE.finding(
            "/delivery/relevance", f"The relevance is {delivery.relevance}; it goes from 0 to 1."
        )
    badge = message.content.badge
    if isinstance(badge, int) and badge < 0:
        yield BADGE.finding("/content/badge", f"The badge is {badge}.")


def _is_relevance(delivery: Delivery, relevance: float) -> bool:
    """Live Activities take any number: https://developer.apple.com/documentation/activitykit."""
    if delivery.kind is Kind.LIVE_ACTIVITY:
        return math.isfinite(relevance)
    return 0 <= relevance <= 1


def _addresses(message: Message) -> Iterator[Finding]:
    for key in _ADDRESSES:
        yield from _address(getattr(message.content, key), f"/content/{key}", is_picture=key == "image")
    for index, action in enumerate(message.actions):
        yield from _address(action.link, f"/actions/{index}/link", is_picture=False)


def _address(address: str | None, pointer: str, *, is_picture: bool) -> Iterator[Finding]:
    if not address or "{{" in address:
        return
    if any(character.isspace() for character in address) or _QUOTES.search(address):
        yield ADDRESS.finding(pointer, "The address holds a blank or a typographic quotation mark.")
    elif is_picture and _scheme(address) not in ("http", "https"):
        yield ADDRESS.finding(pointer, "A picture's address begins with https://.")


def _scheme(address: str) -> str:
    try:
        return urlsplit(address).scheme
    except ValueError:
        return ""


def _live_activity(message: Message) -> Iterator[Finding]:
    delivery = message.delivery
    if delivery.live_activity is not None and delivery.kind is not Kind.LIVE_ACTIVITY:
        yield LIVE_ACTIVITY.finding("/delivery/live_activity", f"The message's kind is {delivery.kind.value}.")
    if delivery.live_activity is None and delivery.kind is Kind.LIVE_ACTIVITY and not message.overrides:
        yield LIVE_ACTIVITY.finding(
            "/delivery/kind",
            "The message is for a Live Activity but does not say what it shows.",
            why="Without its Live Activity part there is neither an event nor a state to send.",
            fix="Fill in the Live Activity's event and state.",
        )


_CHECKS: tuple[Callable[[Message], Iterator[Finding]], ...] = (
    odd_parts,
    _templates,
    _emptiness,
    _quotes,
    _variants,
    _languages,
    _actions,
    _numbers,
    _addresses,
    _live_activity,
)
