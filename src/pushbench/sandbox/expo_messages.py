"""What Expo checks of a message before it gives a ticket: types, words and ranges.

Unknown fields pass, as they do today. The wording of refusals is not documented.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

MOST_NOTIFICATIONS = 100
MOST_RECEIPTS = 1000
_MOST_UNPACKED = 8 * 1024 * 1024
_SAFE = 2**53 - 1


class Malformed(Exception):
    """The request cannot be read; the text says why."""


def read_body(body: bytes, encoding: str | None) -> Any:
    """Return the JSON of a body, gzipped or not. Raises :class:`Malformed`."""
    if encoding and encoding.strip().lower() not in ("gzip", "x-gzip", "identity"):
        raise Malformed(f"unsupported content encoding “{encoding[:40]}”")
    if encoding and "gzip" in encoding.lower():
        body = _unpacked(body)
    try:
        return json.loads(body.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Malformed(f"the body is no JSON: {str(error)[:120]}") from error


def _unpacked(body: bytes) -> bytes:
    try:
        reader = zlib.decompressobj(16 + zlib.MAX_WBITS)
        unpacked = reader.decompress(body, _MOST_UNPACKED)
    except (zlib.error, gzip.BadGzipFile) as error:
        raise Malformed("the body is not gzipped") from error
    if reader.unconsumed_tail or not reader.eof:
        raise Malformed("the gzipped body is too long or cut off")
    return unpacked


def _no_constant(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")


_Check = Callable[[Any], str | None]


def _string(value: Any) -> str | None:
    return None if isinstance(value, str) else "must be a string"


def _nullable(value: Any) -> str | None:
    return None if value is None or isinstance(value, str) else "must be a string or null"


def _boolean(value: Any) -> str | None:
    return None if isinstance(value, bool) else "must be a boolean"


def _object(value: Any) -> str | None:
    return None if isinstance(value, dict) else "must be of type object"


def _whole(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "must be a number"
    if not -_SAFE <= value <= _SAFE:
        return "must be a safe number"
    if value != int(value):
        return "must be an integer"
    return None if value >= 0 else "must be greater than or equal to 0"


def _share(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "must be a number"
    return None if 0 <= value <= 1 else "must be between 0 and 1"


def _one_of(*words: str) -> _Check:
    def check(value: Any) -> str | None:
        return None if value in words and isinstance(value, str) else f"must be one of [{', '.join(words)}]"

    return check


def _seconds(value: Any) -> str | None:
    return _whole(value) or (None if value < 100_000_000_000 else "must be a Unix time in seconds")


def _sound(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return None
    if not isinstance(value, dict):
        return "must be a string, null or an object"
    known: Mapping[str, _Check] = {"critical": _boolean, "name": _nullable, "volume": _share}
    for name, inner in value.items():
        trouble = known[name](inner) if name in known else "is not allowed"
        if trouble and inner is not None:
            return f'"{name}" {trouble}'
    return None


_CHECKS: Mapping[str, _Check] = {
    "data": _object,
    "title": _string,
    "body": _string,
    "subtitle": _string,
    "ttl": _whole,
    "expiration": _seconds,
    "priority": _one_of("default", "normal", "high"),
    "sound": _sound,
    "badge": _whole,
    "interruptionLevel": _one_of("active", "critical", "passive", "time-sensitive"),
    "contentAvailable": _boolean,
    "_contentAvailable": _boolean,
    "mutableContent": _boolean,
    "targetContentId": _string,
    "relevanceScore": _share,
    "filterCriteria": _string,
    "threadId": _string,
    "collapseId": _string,
    "tag": _string,
    "channelId": _nullable,
    "icon": _string,
    "richContent": _object,
    "categoryId": _string,
}


def messages_of(document: Any) -> list[dict[str, Any]]:
    """Return the messages of a request. Raises :class:`Malformed`."""
    if isinstance(document, dict):
        listed: list[Any] = [document]
    elif isinstance(document, list) and document:
        listed = document
    else:
        raise Malformed('"value" must be of type object or a list of at least one of them')
    for position, message in enumerate(listed):
        if not isinstance(message, dict):
            raise Malformed(f'"[{position}]" must be of type object')
        trouble = next(_troubles(message), None)
        if trouble:
            raise Malformed(f'"[{position}].{trouble}' if isinstance(document, list) else f'"{trouble}')
    return listed


def _troubles(message: Mapping[str, Any]) -> Iterator[str]:
    to = message.get("to")
    recipients = to if isinstance(to, list) else [to]
    if "to" not in message:
        yield 'to" is required'
    elif not recipients or not all(isinstance(token, str) and token for token in recipients):
        yield 'to" must be a string or an array of strings'
    for name, check in _CHECKS.items():
        if name in message and (trouble := check(message[name])):
            yield f'{name}" {trouble}'
    rich = message.get("richContent")
    if isinstance(rich, dict) and rich.get("image") is not None and _string(rich["image"]):
        yield 'richContent.image" must be a string'


def recipients_of(message: Mapping[str, Any]) -> list[str]:
    """Return a message's tokens in order."""
    to = message["to"]
    return list(to) if isinstance(to, list) else [to]
