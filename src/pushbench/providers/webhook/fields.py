"""The members of Pushbench's own body: their types, and the words they take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pushbench.domain.json_value import Json
from pushbench.domain.message import Interruption, Kind, Priority

LARGE_BYTES = 20 * 1024
"""What Standard Webhooks calls small enough."""
MOST_BYTES = 100 * 1024
"""What the commonest web framework takes of a JSON body unless told otherwise (Express, ``limit``)."""


@dataclass(frozen=True, slots=True)
class Member:
    """One member of the body."""

    type: str
    """``text``, ``count``, ``number``, ``object``, ``list`` or ``badge``."""
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None

    @property
    def words(self) -> str:
        """What the value must be, for a sentence."""
        if self.choices:
            return f"one of {', '.join(self.choices)}"
        return {
            "text": "a text",
            "count": "a whole number that is not negative",
            "number": f"a number from {self.least:g} to {self.most:g}" if self.most is not None else "a number",
            "object": "an object",
            "list": "a list of objects with id and title",
            "badge": "a whole number that is not negative",
        }[self.type]

    def takes(self, value: Json) -> bool:
        """Tell whether a value fits."""
        if self.choices:
            return value in self.choices
        if self.type == "list":
            return isinstance(value, list) and all(_is_button(item) for item in value)
        if self.type == "text":
            return isinstance(value, str)
        if self.type == "object":
            return isinstance(value, dict)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        if self.type == "number":
            return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)
        return isinstance(value, int) and value >= 0


def _is_button(item: Json) -> bool:
    return isinstance(item, dict) and isinstance(item.get("id"), str) and isinstance(item.get("title"), str)


_TEXT = Member("text")
CONTENT = ("title", "subtitle", "body", "image", "icon", "sound", "badge", "link", "category", "thread", "channel")
MEMBERS: Mapping[str, Member] = {
    **dict.fromkeys(CONTENT, _TEXT),
    "badge": Member("badge"),
    "actions": Member("list"),
    "kind": Member("text", tuple(kind.value for kind in Kind)),
    "priority": Member("text", tuple(priority.value for priority in Priority)),
    "ttl_seconds": Member("count"),
    "collapse_id": _TEXT,
    "interruption": Member("text", tuple(level.value for level in Interruption)),
    "relevance": Member("number"),
    "live_activity": Member("object"),
    "data": Member("object"),
}
NOVU_MEMBERS: Mapping[str, Member] = {
    "title": _TEXT,
    "content": _TEXT,
    "overrides": Member("object"),
    "payload": Member("object"),
}
OTHER_NAMES: Mapping[str, str] = {
    "text": "body",
    "message": "body",
    "content": "body",
    "heading": "title",
    "url": "link",
    "deep_link": "link",
    "deeplink": "link",
    "click_action": "link",
    "picture": "image",
    "imageUrl": "image",
    "image_url": "image",
    "ttl": "ttl_seconds",
    "time_to_live": "ttl_seconds",
    "collapse_key": "collapse_id",
    "collapseId": "collapse_id",
    "channel_id": "channel",
    "channelId": "channel",
    "thread_id": "thread",
    "threadId": "thread",
    "categoryId": "category",
    "buttons": "actions",
    "payload": "data",
    "custom": "data",
}
"""What other services call a member."""
