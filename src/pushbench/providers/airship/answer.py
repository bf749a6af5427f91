"""Reads Airship's answers, whatever stands in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pushbench.domain.http import HttpResponse
from pushbench.domain.json_value import Json, compact
from pushbench.providers.formats.json_body import read_json

_LONGEST = 400
_MOST = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer says, as far as it is understood."""

    value: Mapping[str, Json] | None
    """The JSON object, or None where the body is none."""
    is_ok: bool = False
    error: str = ""
    """Its words, verbatim."""
    code: str = ""
    """``error_code`` as text."""
    facts: tuple[tuple[str, str], ...] = ()
    """Where the error lies, and what else was said."""
    ids: tuple[tuple[str, str], ...] = ()
    """Label and id of everything that was made, the push first."""


def read_answer(response: HttpResponse) -> Answer:
    """Read an answer. Total."""
    value = read_json(response.body).value
    if not isinstance(value, dict):
        return Answer(None)
    code = value.get("error_code")
    has_code = isinstance(code, int | str) and not isinstance(code, bool)
    return Answer(
        value,
        is_ok=value.get("ok") is True,
        error=text_of(value.get("error")),
        code=text_of(str(code)) if has_code else "",
        facts=tuple(_facts(value)),
        ids=tuple(_ids(value)),
    )


def _facts(value: Mapping[str, Json]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    details = value.get("details")
    if isinstance(details, dict):
        found += [(name, text_of(details.get(label))) for name, label in (("detail", "error"), ("path", "path"))]
        place = details.get("location")
        if isinstance(place, dict):
            found += [(name, _plain(place.get(name))) for name in ("line", "column")]
    elif details is not None:
        found.append(("detail", _plain(details)))
    warnings = value.get("warnings")
    found += [("warning", _plain(item)) for item in (warnings if isinstance(warnings, list) else [])[:_MOST]]
    found.append(("operation", text_of(value.get("operation_id"))))
    return [(name, text) for name, text in found if text]


def _ids(value: Mapping[str, Json]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, label in (("push_ids", "push"), ("schedule_ids", "schedule"), ("localized_ids", "localized push")):
        listed = value.get(name)
        found += [(label, text_of(item)) for item in (listed if isinstance(listed, list) else [])[:_MOST]]
    for name, label in (("push_id", "push"), ("experiment_id", "experiment")):
        found.append((label, text_of(value.get(name))))
    urls = value.get("schedule_urls")
    if not any(label == "schedule" for label, _ in found) and isinstance(urls, list):
        found += [("schedule", text_of(url).rstrip("/").rpartition("/")[2]) for url in urls[:_MOST]]
    return [(label, text) for label, text in found if text]


def _plain(value: Json) -> str:
    if isinstance(value, str):
        return text_of(value)
    try:
        return "" if value is None else text_of(compact(value))
    except (ValueError, RecursionError):
        return ""


def text_of(value: Json) -> str:
    """Return a text of the service as one line, not too long for a person; anything else is empty."""
    if not isinstance(value, str):
        return ""
    line = "".join(sign if sign.isprintable() else " " for sign in value[: 4 * _LONGEST]).strip()
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
