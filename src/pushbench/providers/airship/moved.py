"""Words and media that travel in the data of a push that shows nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.message import Content, Kind, Message
from pushbench.providers.formats import aps


@dataclass(slots=True)
class Moved:
    """The data that leaves, and which fields of the content are in it."""

    data: JsonObject = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    """Field of the content -> its key."""
    taken: dict[str, str] = field(default_factory=dict)
    """Field of the content -> a key that the data has of its own, so that it stays behind."""


def moved_of(message: Message, content: Content, image_name: str, link_name: str) -> Moved:
    """Return what leaves as data: the message's own first; words only where the app is to get them."""
    made = Moved(dict(message.data))
    kind = message.delivery.kind
    if kind not in (Kind.SILENT, Kind.DATA):
        return made
    names: Mapping[str, str] = {"title": "title", "subtitle": "subtitle", "body": "body"} if kind is Kind.DATA else {}
    for source, key in {**names, "image": image_name, "link": link_name}.items():
        value: Json = getattr(content, source)
        if value is None:
            continue
        if key in message.data or key in made.keys.values():
            made.taken[source] = key
        else:
            made.keys[source], made.data[key] = key, aps.as_text(value)
    return made
