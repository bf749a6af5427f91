"""Reads the XML of SNS: strictly, without document types and therefore without entities. Total.

Only UTF-8 is read, whatever the text declares; depth, elements and size are bounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers.expat import ErrorString, ExpatError, ParserCreate

_MOST_BYTES = 2_000_000
_MOST_ELEMENTS = 20_000
_DEEPEST = 40
_LONGEST = 600


@dataclass(slots=True)
class Element:
    """One element; names without their namespace prefix."""

    name: str
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def child(self, name: str) -> Element | None:
        return next((item for item in self.children if item.name == name), None)

    def at(self, *names: str) -> Element | None:
        """Return the element at a path of names."""
        here: Element | None = self
        for name in names:
            here = here.child(name) if here is not None else None
        return here

    def text_at(self, *names: str) -> str:
        """Return the text at a path of names, blanks around it dropped; empty where there is none."""
        found = self.at(*names)
        return found.text.strip() if found is not None else ""

    def walk(self) -> Iterator[Element]:
        """Yield this element and all below it."""
        waiting = [self]
        while waiting:
            here = waiting.pop()
            yield here
            waiting.extend(reversed(here.children))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a body says, or one sentence saying why it says nothing."""

    root: Element | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class ServiceError:
    """What an ErrorResponse says."""

    code: str
    message: str = ""
    type: str = ""
    """``Sender`` or ``Receiver``."""
    request_id: str = ""


class _Refusal(Exception):
    """The text is nothing SNS sends; the sentence says why."""


class _Builder:
    """Hears what the parser finds and puts it together within bounds."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self._open: list[Element] = []
        self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        element = Element(name.rpartition(":")[2])
        self._count += 1
        if self._count > _MOST_ELEMENTS:
            raise _Refusal(f"It has more than {_MOST_ELEMENTS:,} elements.")
        if len(self._open) >= _DEEPEST:
            raise _Refusal(f"Its elements are nested more than {_DEEPEST} deep.")
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def end(self, name: str) -> None:
        self._open.pop()

    def text(self, text: str) -> None:
        if self._open:
            self._open[-1].text += text

    def doctype(self, name: str, system_id: str | None, public_id: str | None, has_internal_subset: bool) -> None:
        raise _Refusal("It declares a document type, which SNS never does; its entities are not expanded.")


def read_xml(body: bytes) -> Answer:
    """Read a body as XML. Total."""
    if not body.strip():
        return Answer(trouble="The answer is empty.")
    if len(body) > _MOST_BYTES:
        return Answer(trouble=f"The answer has {len(body):,} B, far more than SNS sends.")
    if b"\0" in body or not _is_utf8(body):
        return Answer(trouble="It is no XML in UTF-8, which SNS always sends.")
    builder, parser = _Builder(), ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.StartDoctypeDeclHandler = builder.doctype
    try:
        parser.Parse(body, True)
    except _Refusal as refusal:
        return Answer(trouble=str(refusal))
    except ExpatError as error:
        return Answer(trouble=f"It is no XML: line {error.lineno}, {ErrorString(error.code)}.")
    return Answer(builder.root) if builder.root is not None else Answer(trouble="It holds no element.")


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def error_in(root: Element | None) -> ServiceError | None:
    """Return the error that an answer tells, or None. Total."""
    if root is None or root.name not in ("ErrorResponse", "Response", "Errors", "Error"):
        return None
    error = next((item for item in root.walk() if item.name == "Error"), None)
    if error is None:
        return None
    code, message = error.text_at("Code"), error.text_at("Message") or error.text_at("message")
    if not code and not message:
        return None
    request_id = root.text_at("RequestId") or root.text_at("RequestID") or root.text_at("ResponseMetadata", "RequestId")
    return ServiceError(line(code)[:100], line(message), line(error.text_at("Type"))[:40], line(request_id)[:100])


def map_in(root: Element | None, result: str) -> dict[str, str]:
    """Return the ``Attributes`` of a result as names and values."""
    attributes = root.at(result, "Attributes") if root is not None else None
    entries = attributes.children if attributes is not None else []
    return {entry.text_at("key"): entry.text_at("value") for entry in entries if entry.name == "entry"}


def line(text: str) -> str:
    """Return a text on one line and not too long for a person."""
    shown = "".join(character if character.isprintable() else " " for character in text[: 4 * _LONGEST])
    words = " ".join(shown.split())
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
