"""JSON as bytes: what leaves for a payload, and what came, read without ever raising."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from pushbench.domain.errors import UserError
from pushbench.domain.json_value import Json, compact


def body_bytes(payload: Json | Mapping[str, Json]) -> bytes:
    """Return the exact bytes that leave: compact UTF-8, or the very text when the payload is a string.

    Lone surrogates leave as ``\\udXXX`` escapes, because UTF-8 has no bytes for them.
    Raises :class:`UserError` for NaN, infinity and nesting too deep to write.
    """
    try:
        return _to_bytes(payload if isinstance(payload, str) else compact(payload))
    except (ValueError, RecursionError) as error:
        raise UserError(
            "The payload cannot be written as JSON.",
            "It holds NaN or an infinite number, or is nested too deeply.",
            "Replace such values by numbers or strings.",
        ) from error


def body_size(payload: Json | Mapping[str, Json]) -> int:
    """Return how many bytes the payload takes; also for payloads that :func:`body_bytes` refuses."""
    try:
        return len(_to_bytes(payload if isinstance(payload, str) else _with_nan(payload)))
    except RecursionError:
        return 0


def _with_nan(payload: Json | Mapping[str, Json]) -> str:
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":"))


def _to_bytes(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")


@dataclass(frozen=True, slots=True)
class JsonText:
    """A text read as JSON: its value, or one sentence saying why it has none."""

    value: Json = None
    trouble: str = ""
    duplicates: tuple[str, ...] = ()
    """Keys that stand twice in one object, in order of appearance."""

    @property
    def is_valid(self) -> bool:
        return not self.trouble


def read_json(data: bytes | str) -> JsonText:
    """Read JSON from bytes or text. Total: whatever it is not is told in ``trouble``."""
    duplicates: dict[str, None] = {}

    def collect(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        made: dict[str, Json] = {}
        for name, value in pairs:
            if name in made:
                duplicates[name] = None
            made[name] = value
        return made

    try:
        text = data if isinstance(data, str) else data.decode("utf-8-sig")
        return JsonText(json.loads(text, object_pairs_hook=collect), duplicates=tuple(duplicates))
    except json.JSONDecodeError as error:
        return JsonText(trouble=f"Line {error.lineno}, column {error.colno}: {error.msg}.")
    except UnicodeDecodeError as error:
        return JsonText(trouble=f"Byte {error.start + 1} is no UTF-8.")
    except ValueError:
        return JsonText(trouble="It holds a number with more digits than can be read.")
    except RecursionError:
        return JsonText(trouble="It is nested too deeply.")
