"""Message files (``*.push.json``): text that lives well in git, and what else opens as a message."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pushbench.domain.errors import UserError
from pushbench.domain.finding import Finding
from pushbench.domain.json_value import Json, pretty
from pushbench.domain.message import Message
from pushbench.domain.message_rules import DUPLICATE_KEY, NO_FORMAT, OPENED_FROM, odd_parts
from pushbench.store.foreign_payload import read_foreign
from pushbench.store.json_text import decoded, parsed
from pushbench.store.message_reading import read_message
from pushbench.store.message_writing import FORMAT, message_document
from pushbench.store.text_file import read_bytes, too_large, write_text

SIZE_LIMIT = 5_000_000
"""Bytes of a message file."""
_SUFFIXES = (".push.json", ".apns", ".json")
_KEYS = frozenset({"content", "actions", "delivery", "variables", "languages", "variants", "overrides"})


@dataclass(frozen=True, slots=True)
class Loaded:
    """A message and what reading it found; ``compose.rules.check_message`` repeats the odd keys word for word."""

    message: Message
    findings: tuple[Finding, ...]


def load_message(text: str | bytes, *, name: str = "") -> Loaded:
    """Read a message file, an ``.apns`` file, or a provider's raw payload.

    ``name`` is the file's name, used in words and as the name of an opened payload. Raises UserError
    for what is no JSON object, too large, or of a newer format; anything else opens, and what is
    not understood is kept and reported.
    """
    called = name or "The message"
    size = len(text) if isinstance(text, bytes) else len(text.encode("utf-8", "surrogatepass"))
    if size > SIZE_LIMIT:
        raise too_large(called, size, SIZE_LIMIT)
    document, twice = parsed(decoded(text, called), called)
    if not isinstance(document, dict):
        raise UserError(
            f"{called} is no message.", "A message file holds one JSON object.", "Open another file, or start with {}."
        )
    doubled = tuple(DUPLICATE_KEY.finding("", f"The key “{key}” stands twice.") for key in twice)
    message, findings = _opened(document, called, name)
    return Loaded(message, (*findings, *doubled, *odd_parts(message)))


def dump_message(message: Message) -> str:
    """Return the file's text: the contract's key order, defaults left out, two-space indent, LF, final newline.

    Raises UserError when the message holds a number or character that no file can carry.
    """
    try:
        text = pretty(message_document(message)) + "\n"
        text.encode()
    except (ValueError, RecursionError, TypeError) as error:
        raise UserError(
            "The message cannot be saved.",
            f"It holds something that JSON cannot carry: {error}.",
            "Remove it; the last saved file is untouched.",
        ) from error
    return text


def read_message_file(path: Path) -> Loaded:
    """Read the file at ``path``. Raises UserError as :func:`load_message`, and for a missing file (USAGE)."""
    return load_message(read_bytes(path, SIZE_LIMIT), name=path.name)


def write_message_file(path: Path, message: Message) -> None:
    """Write the message aside and rename it over ``path``. Raises UserError; the old file is untouched then."""
    write_text(path, dump_message(message))


def _opened(document: Mapping[str, Json], called: str, name: str) -> tuple[Message, tuple[Finding, ...]]:
    if "format" in document:
        _check_format(document["format"], called)
        return read_message(document), ()
    foreign = read_foreign(document, _stem(name)) if _KEYS.isdisjoint(document) else None
    if foreign is None:
        return read_message(document), (NO_FORMAT.finding("/format", "The format number is missing."),)
    message, title = foreign
    return message, (OPENED_FROM.finding("", f"The file is {title}."),)


def _check_format(number: Json, called: str) -> None:
    if number == FORMAT and not isinstance(number, bool):
        return
    if isinstance(number, int | float) and number > FORMAT:
        raise UserError(
            f"{called} is too new.",
            f"It is in format {json.dumps(number)}; this version of Pushbench reads format {FORMAT}.",
            "Update Pushbench to open it.",
        )
    raise UserError(
        f"{called} has an unknown format.",
        f"Its format is {json.dumps(number)[:40]}, and {FORMAT} is the only one there is.",
        f'Write "format": {FORMAT}.',
    )


def _stem(name: str) -> str:
    suffix = next((suffix for suffix in _SUFFIXES if name.lower().endswith(suffix)), "")
    return name[: len(name) - len(suffix)] if suffix else name
