"""Finds a PushSubscription in whatever somebody pastes: JSON, console output, code, a log line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from pushbench.domain.errors import UserError
from pushbench.domain.json_value import Json, compact
from pushbench.domain.provider import TokenGuess
from pushbench.providers.webpush.endpoint import origin_of
from pushbench.providers.webpush.subscription import Subscription, check_point, read_subscription

_LONGEST = 1024 * 1024
_MOST_STARTS = 24
_VALUE = r"[\"'`]?\s*[:=]\s*[\"'`]?"
_ENDPOINT = re.compile(r"endpoint[\"'`]?\s*[:=]\s*[\"'`]?(https?://[!#-&(-;=?-_a-z~]{1,2000})", re.IGNORECASE)
_KEYS = {name: re.compile(rf"\b{name}{_VALUE}([A-Za-z0-9_+/=-]{{1,200}})") for name in ("p256dh", "auth")}
_BARE_ENDPOINT = re.compile(r"https://[!#-&(-;=?-_a-z~]{8,2000}")


def recognise(text: str) -> TokenGuess | None:
    """Return the first PushSubscription in a text, in its one form, or None. Total.

    A subscription that is found but broken is returned as it stands, with what is wrong in the note.
    """
    if len(text) > _LONGEST:
        return None
    broken: TokenGuess | None = None
    for candidate in _candidates(text):
        try:
            subscription = read_subscription(candidate)
            check_point(subscription.p256dh)
        except UserError as error:
            broken = broken or _broken(candidate, error)
            continue
        return _guess(subscription)
    return broken or _endpoint_alone(text.strip())


def _candidates(text: str) -> Iterator[str]:
    """Yield texts that may be a subscription: JSON as it stands, JSON within a string, then literals."""
    unescaped = text.replace('\\"', '"').replace("\\/", "/")
    yield from _json_objects(text)
    if unescaped != text:
        yield from _json_objects(unescaped)
    literal = _from_literal(unescaped)
    if literal is not None:
        yield literal


def _json_objects(text: str) -> Iterator[str]:
    """Yield the JSON objects around each “endpoint”, innermost first."""
    decoder = json.JSONDecoder()
    for found in list(re.finditer("endpoint", text))[:_MOST_STARTS]:
        start, tries = found.start(), 0
        while tries < 4 and (start := text.rfind("{", 0, start)) >= 0:
            tries += 1
            try:
                value, _ = decoder.raw_decode(text, start)
                yield compact(value)
            except (ValueError, RecursionError):
                continue


def _from_literal(text: str) -> str | None:
    """Put a subscription together from a JavaScript or Python literal, or from lines of ``name: value``."""
    endpoint = _ENDPOINT.search(text)
    if endpoint is None:
        return None
    keys: dict[str, Json] = {}
    for name, pattern in _KEYS.items():
        found = pattern.search(text)
        if found:
            keys[name] = found[1]
    return compact({"endpoint": endpoint[1], "expirationTime": None, "keys": keys}) if keys else None


def _guess(subscription: Subscription) -> TokenGuess:
    service = origin_of(subscription.endpoint).service
    whose = service.title if service else "a push service that is not known by its host"
    return TokenGuess(subscription.to_json(), "web", f"A browser's push subscription at {whose}.", 0.99)


def _broken(candidate: str, error: UserError) -> TokenGuess | None:
    """Tell of a subscription that is one by its keys, however wrong they are; other JSON has endpoints too."""
    if '"endpoint"' not in candidate or not any(f'"{name}"' in candidate for name in _KEYS):
        return None
    return TokenGuess(candidate, "web", f"A push subscription that cannot be used. {error.what} {error.why}", 0.6)


def _endpoint_alone(text: str) -> TokenGuess | None:
    service = origin_of(text).service if _BARE_ENDPOINT.fullmatch(text) else None
    if service is None:
        return None
    note = f"An endpoint at {service.title} without its keys p256dh and auth; paste the whole subscription."
    return TokenGuess(text, "web", note, 0.3)
