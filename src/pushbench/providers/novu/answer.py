"""Reads Novu's answers, whatever stands in them: the ``data`` envelope, and the three shapes of errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pushbench.domain.http import HttpResponse
from pushbench.domain.json_value import Json, compact
from pushbench.domain.outcome import Reason
from pushbench.providers.formats.json_body import read_json
from pushbench.providers.novu.reasons import row_of

_LONGEST = 400
_MOST = 20
PAYLOAD_ERROR = "PAYLOAD_VALIDATION_ERROR"


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error answer: its words, verbatim, and what stood beside them."""

    words: str
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def row(self) -> Reason | None:
        """The row of the reasons table, or None for words it does not list."""
        return row_of(self.words)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer says, as far as it is understood."""

    data: Json = None
    """What stands in the envelope, or the whole body where there is none."""
    refusal: Refusal | None = None
    is_json: bool = False
    is_replayed: bool = False


def read_answer(response: HttpResponse) -> Answer:
    """Read an answer. Total."""
    read = read_json(response.body)
    if not read.is_valid:
        return Answer()
    value = read.value
    replayed = (response.header("idempotency-replay") or "").strip().lower() == "true"
    if isinstance(value, dict) and _is_refusal(value):
        return Answer(None, _refusal(value), is_json=True, is_replayed=replayed)
    data = value["data"] if isinstance(value, dict) and "data" in value else value
    return Answer(data, is_json=isinstance(value, dict | list), is_replayed=replayed)


def _is_refusal(value: Mapping[str, Json]) -> bool:
    return "statusCode" in value or value.get("type") == PAYLOAD_ERROR or ("message" in value and "data" not in value)


def _refusal(value: Mapping[str, Json]) -> Refusal:
    message = value.get("message")
    facts = list(_listed(value))
    if value.get("type") == PAYLOAD_ERROR:
        said = text_of(message)
        return Refusal(PAYLOAD_ERROR, (*((("message", said),) if said else ()), *facts))
    if isinstance(message, list):
        words = [text_of(item) for item in message[:_MOST] if text_of(item)]
        facts = [*(("message", item) for item in words[1:]), *facts]
        message = words[0] if words else ""
    if isinstance(message, dict):
        message = message.get("message") or json_text(message)
    return Refusal(text_of(message), tuple(facts))


def _listed(value: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    errors = value.get("errors")
    if isinstance(errors, dict):
        for name, item in list(errors.items())[:_MOST]:
            found = item.get("messages") if isinstance(item, dict) else None
            for words in found[:_MOST] if isinstance(found, list) else [item]:
                said = text_of(words) or json_text(words)
                yield text_of(name) or "field", said
    elif isinstance(errors, list):
        for item in errors[:_MOST]:
            if isinstance(item, dict):
                yield text_of(item.get("field")) or "field", text_of(item.get("message")) or json_text(item)
    for name in ("errorId", "path"):
        if text_of(value.get(name)):
            yield name, text_of(value[name])
    if isinstance(value.get("ctx"), dict) and value["ctx"]:
        yield "ctx", json_text(value["ctx"])


def json_text(value: Json) -> str:
    """Return a value as short JSON text; empty where it cannot be written."""
    try:
        return text_of(compact(value))
    except (ValueError, RecursionError):
        return ""


def text_of(value: Json) -> str:
    """Return a text of the service as one line, not too long for a person; anything else is empty."""
    if not isinstance(value, str):
        return ""
    line = "".join(sign if sign.isprintable() else " " for sign in value[: 4 * _LONGEST]).strip()
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
