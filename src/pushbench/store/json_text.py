"""JSON from files that anybody may have written: read strictly, or refused with words."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from typing import Any, NoReturn

from pushbench.domain.errors import UserError
from pushbench.domain.json_value import Json

DEPTH_LIMIT = 200
"""Arrays and objects within each other."""
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def decoded(data: str | bytes, name: str) -> str:
    """Return the text of a file: UTF-8, or UTF-16 with its mark; a mark at the start is dropped.

    Raises UserError for anything else.
    """
    if isinstance(data, str):
        return data.removeprefix("\ufeff")
    mark, encoding = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", "utf-8"))
    try:
        return data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        raise UserError(
            f"{name} is not a text file.",
            f"Byte {error.start + 1} is not {encoding.upper()}.",
            "Open a JSON file, saved as UTF-8.",
        ) from error


def parsed(text: str, name: str) -> tuple[Json, tuple[str, ...]]:
    """Return the value and the keys that stand twice in one object (the last one counts).

    Raises UserError for what is not JSON, for numbers and characters that no text can carry, and
    for nesting deeper than :data:`DEPTH_LIMIT`.
    """
    twice: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(items)
        if len(found) != len(items):
            seen: set[str] = set()
            twice.extend(key for key, _ in items if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        return found

    try:
        value = json.loads(text, object_pairs_hook=pairs, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise UserError(
            f"{name} is not JSON.",
            f"Line {error.lineno}, column {error.colno}: {error.msg}.",
            "Correct the place, or open another file.",
        ) from error
    except ValueError as error:
        raise UserError(
            f"{name} is not JSON.", f"It holds a number no service can read: {error}.", "Write it as text."
        ) from error
    except RecursionError as error:
        raise _too_deep(name) from error
    _check(value, name)
    return value, tuple(dict.fromkeys(twice))


def _refuse_constant(word: str) -> NoReturn:
    raise ValueError(word)


def _check(value: Json, name: str) -> None:
    """Refuse what could be kept but never written again."""
    level: list[Any] = [value]
    for _ in range(DEPTH_LIMIT + 1):
        for item in level:
            _check_scalar(item, name)
        level = [inner for item in level for inner in _inside(item)]
        if not level:
            return
    raise _too_deep(name)


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return (*value.keys(), *value.values())
    return value if isinstance(value, list) else ()


def _check_scalar(value: Any, name: str) -> None:
    if isinstance(value, float) and not math.isfinite(value):
        raise UserError(f"{name} cannot be used.", "It holds a number that is too large.", "Write it as text.")
    if isinstance(value, str) and not _is_writable(value):
        raise UserError(
            f"{name} cannot be used.",
            "It holds half a character (one part of a surrogate pair), which no text can carry.",
            "Write the whole character.",
        )


def _is_writable(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _too_deep(name: str) -> UserError:
    return UserError(
        f"{name} cannot be used.", f"It is nested more than {DEPTH_LIMIT} levels deep.", "Open another file."
    )
