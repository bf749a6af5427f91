"""What FCM checks once the shape of a message is right: targets, ranges, data keys, sizes, conditions."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

PAYLOAD_LIMIT = 4096
MAX_TTL_SECONDS = 2_419_200
TARGET_NAMES = ("fid", "token", "topic", "condition")
TOPIC = re.compile(r"[a-zA-Z0-9\-_.~%]{1,900}")
LABEL = re.compile(r"[a-zA-Z0-9\-_.~%]{1,50}")
TOKEN = re.compile(r"[A-Za-z0-9_-]{6,}:APA91b[A-Za-z0-9_-]{20,}")
FID = re.compile(r"[A-Za-z0-9_-]{22}")


def problems(message: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield ``(field, description)`` for everything the service refuses with INVALID_ARGUMENT."""
    yield from _target_problems(message)
    if message.get("android") is not None and message.get("android_v2") is not None:
        yield "message.android_v2", "Only one of android and android_v2 may be set."
    for place, data in _data_maps(message):
        for key in data:
            if _is_reserved(key):
                yield place, f"Invalid data payload key: {key}"
    for place, ttl in _ttls(message):
        if not 0 <= float(ttl[:-1]) <= MAX_TTL_SECONDS:
            yield place, f"Invalid TTL: must be between 0 and {MAX_TTL_SECONDS} seconds."
    yield from _android_problems(message)
    yield from _other_platform_problems(message)
    if payload_bytes(message) > PAYLOAD_LIMIT:
        yield "message", "Android message is too big"


def _target_problems(message: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    named = [name for name in TARGET_NAMES if message.get(name)]
    if message.get("apns", {}).get("live_activity_token") and named in (["token"], ["fid"]):
        named = named[:1]
    if len(named) != 1:
        yield (
            "message",
            "Recipient of the message is not set."
            if not named
            else "Exactly one of fid, token, topic or condition must be set.",
        )
        return
    if named == ["topic"] and not TOPIC.fullmatch(message["topic"].removeprefix("/topics/")):
        yield "message.topic", "Malformed topic name"
    if named == ["condition"] and Condition.parse(message["condition"]) is None:
        yield "message.condition", "Invalid condition expression provided."


def is_token_text(text: str) -> bool:
    """Whether a text has the form of a registration token or an installation id."""
    return TOKEN.fullmatch(text) is not None or FID.fullmatch(text) is not None


def _data_maps(message: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, str]]]:
    yield "message.data", message.get("data") or {}
    for block in ("android", "android_v2", "webpush"):
        yield f"message.{block}.data", (message.get(block) or {}).get("data") or {}


def _is_reserved(key: str) -> bool:
    return key in ("from", "message_type") or key.startswith(("google.", "gcm.notification."))


def _ttls(message: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for block in ("android", "android_v2"):
        ttl = (message.get(block) or {}).get("ttl")
        if ttl is not None:
            yield f"message.{block}.ttl", ttl


def _android_problems(message: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    notification = (message.get("android") or {}).get("notification") or {}
    color = notification.get("color")
    if color is not None and not re.fullmatch(r"#[0-9a-fA-F]{6}", color):
        yield "message.android.notification.color", "Invalid color: must be in the form #RRGGBB."
    for name in ("title", "body"):
        if notification.get(f"{name}_loc_args") and not notification.get(f"{name}_loc_key"):
            yield f"message.android.notification.{name}_loc_args", f"{name}_loc_args requires {name}_loc_key."


def _other_platform_problems(message: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    link = ((message.get("webpush") or {}).get("fcm_options") or {}).get("link")
    if link is not None and not link.startswith("https://"):
        yield "message.webpush.fcm_options.link", "The link must be an HTTPS URL."
    for place in ("", "android.", "apns.", "webpush."):
        holder = message if not place else (message.get(place[:-1]) or {})
        label = (holder.get("fcm_options") or {}).get("analytics_label")
        if label is not None and not LABEL.fullmatch(label):
            yield f"message.{place}fcm_options.analytics_label", "Invalid analytics label."


def payload_bytes(message: Mapping[str, Any]) -> int:
    """UTF-8 bytes of notification and data as they travel to a device."""
    android = message.get("android") or {}
    carried: dict[str, Any] = {**(message.get("data") or {}), **(android.get("data") or {})}
    shown = {**(message.get("notification") or {}), **(android.get("notification") or {})}
    parts = [*carried.items(), *shown.items()]
    return sum(
        len(str(key).encode())
        + len((value if isinstance(value, str) else json.dumps(value)).encode("utf-8", "replace"))
        for key, value in parts
    )


class Condition:
    """A topic condition: ``'a' in topics && ('b' in topics || !('c' in topics))``; at most five topics."""

    def __init__(self, matches: Callable[[frozenset[str]], bool], topics: tuple[str, ...]) -> None:
        self.matches = matches
        self.topics = topics

    @classmethod
    def parse(cls, text: str) -> Condition | None:
        """Return the condition, or None when the text is none."""
        words = _condition_words(text)
        if words is None:
            return None
        reader = _ConditionReader(words)
        try:
            matches = reader.expression(0)
        except IndexError:
            return None
        if matches is None or reader.words or len(reader.topics) > 5:
            return None
        return cls(matches, tuple(reader.topics))


def _condition_words(text: str) -> list[str] | None:
    words = re.findall(r"'[^']*'|&&|\|\||!|\(|\)|in\b|topics\b|\S", text)
    known = ("&&", "||", "!", "(", ")", "in", "topics")
    return words if all(word in known or (word.startswith("'") and len(word) > 2) for word in words) else None


class _ConditionReader:
    """Reads words from the front; operators of one level apply from left to right."""

    def __init__(self, words: list[str]) -> None:
        self.words = words
        self.topics: list[str] = []

    def expression(self, depth: int) -> Callable[[frozenset[str]], bool] | None:
        left = self._unary(depth)
        while left is not None and self.words and self.words[0] in ("&&", "||"):
            is_and = self.words.pop(0) == "&&"
            right = self._unary(depth)
            if right is None:
                return None
            left = _both(left, right) if is_and else _either(left, right)
        return left

    def _unary(self, depth: int) -> Callable[[frozenset[str]], bool] | None:
        if depth > 50:
            return None
        word = self.words.pop(0)
        if word == "!":
            inner = self._unary(depth + 1)
            return None if inner is None else _negated(inner)
        if word == "(":
            inner = self.expression(depth + 1)
            return inner if inner is not None and self.words.pop(0) == ")" else None
        topic = word.strip("'")
        if not word.startswith("'") or not TOPIC.fullmatch(topic) or self.words[:2] != ["in", "topics"]:
            return None
        del self.words[:2]
        self.topics.append(topic)
        return lambda topics: topic in topics


_Matcher = Callable[[frozenset[str]], bool]


def _both(left: _Matcher, right: _Matcher) -> _Matcher:
    return lambda topics: left(topics) and right(topics)


def _either(left: _Matcher, right: _Matcher) -> _Matcher:
    return lambda topics: left(topics) or right(topics)


def _negated(inner: _Matcher) -> _Matcher:
    return lambda topics: not inner(topics)
