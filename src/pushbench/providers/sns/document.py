"""An SNS draft read: the document's parts with their inner JSON, and the very text that leaves as Message.

The payload is an object ``{"default": "text", "APNS": {...}, "GCM": {...}}``. On the wire every value is a string:
an object under a key leaves as its compact JSON text; a string leaves as it is. A payload that is text leaves as
Message itself, with ``MessageStructure`` only where a header says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pushbench.domain.finding import Draft
from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.pointer import child
from pushbench.providers.formats.json_body import JsonText, body_bytes, body_size, read_json
from pushbench.providers.sns.attributes import parameters_of
from pushbench.providers.sns.platforms import PLATFORMS, Content, Platform

BASE = "/payload"


@dataclass(frozen=True, slots=True)
class Part:
    """One member of the document."""

    key: str
    value: Json
    """As written: an object, or the text itself."""
    json: JsonText
    """What its text says, read as JSON."""
    is_foldable: bool
    """Whether the document can be edited here: false inside a payload that is text."""

    @property
    def platform(self) -> Platform | None:
        return PLATFORMS.get(self.key)

    @property
    def is_text(self) -> bool:
        """Whether the inner document is written as a string, so that no pointer leads into it."""
        return isinstance(self.value, str)

    @property
    def object(self) -> JsonObject:
        """The inner document where it is an object, else an empty one."""
        return self.json.value if isinstance(self.json.value, dict) else {}

    @property
    def pointer(self) -> str:
        return child(BASE, self.key) if self.is_foldable else BASE

    @property
    def size(self) -> int:
        """Bytes of the text that leaves."""
        return body_size(self.value)


@dataclass(frozen=True, slots=True)
class Document:
    """A draft as SNS will read it."""

    parts: tuple[Part, ...]
    """Empty for plain text and for what is no object."""
    is_structured: bool
    """Whether it leaves with MessageStructure json."""
    json: JsonText
    """The whole Message read as JSON; only meaningful when structured."""

    def part(self, key: str) -> Part | None:
        return next((part for part in self.parts if part.key == key), None)

    def apple(self) -> tuple[Part, ...]:
        """The parts that are APNs payloads."""
        return tuple(part for part in self.parts if part.platform is not None and part.platform.is_apple)


def read_document(draft: Draft) -> Document:
    """Read a draft. Total."""
    payload = draft.payload
    if isinstance(payload, str):
        if parameters_of(draft.headers).get("MessageStructure") != "json":
            return Document((), False, JsonText())
        whole = read_json(payload)
        inner = whole.value if isinstance(whole.value, dict) else {}
        return Document(tuple(_parts(inner, is_foldable=False)), True, whole)
    inner = payload if isinstance(payload, dict) else {}
    return Document(tuple(_parts(inner, is_foldable=True)), True, JsonText(payload))


def _parts(document: Mapping[str, Json], *, is_foldable: bool) -> Iterator[Part]:
    for key, value in document.items():
        row = PLATFORMS.get(key)
        is_json = row is not None and row.is_push and row.content is not Content.XML
        read = JsonText(value)
        if isinstance(value, str):
            read = read_json(value) if is_json else JsonText()
        yield Part(key, value, read, is_foldable)


def message_text(payload: Json) -> str:
    """Return the text of Publish's ``Message``. Raises UserError for what cannot be written as JSON."""
    if not isinstance(payload, dict):
        return part_text(payload)
    return part_text({key: part_text(value) if isinstance(value, dict) else value for key, value in payload.items()})


def part_text(value: Json) -> str:
    """Return the text that one value leaves as. Raises UserError for what cannot be written as JSON."""
    return body_bytes(value).decode("utf-8")
