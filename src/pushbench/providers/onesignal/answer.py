"""Reads OneSignal's answers, whatever stands in them: both envelopes of errors, and the two kinds of 200."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pushbench.domain.http import HttpResponse
from pushbench.domain.json_value import Json, compact
from pushbench.domain.outcome import Reason
from pushbench.providers.formats.json_body import read_json
from pushbench.providers.onesignal.reasons import row_of

_LONGEST = 400
_MOST = 20


@dataclass(frozen=True, slots=True)
class ServiceError:
    """One error: its words, verbatim, and what stood beside them."""

    words: str
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def row(self) -> Reason | None:
        """The row of the reasons table, or None for words it does not list."""
        return row_of(self.words)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer says, as far as it is understood."""

    value: Mapping[str, Json] | None
    """The JSON object, or None where the body is none."""
    id: str = ""
    """The message's id; empty where nothing was sent."""
    errors: tuple[ServiceError, ...] = ()
    """Of a refusal."""
    skipped: tuple[tuple[str, str], ...] = ()
    """What an accepted message left out: label and ids."""
    warnings: tuple[tuple[str, str], ...] = ()
    is_replayed: bool = False


def read_answer(response: HttpResponse) -> Answer:
    """Read an answer. Total."""
    value = read_json(response.body).value
    if not isinstance(value, dict):
        return Answer(None)
    identifier = next((value[name] for name in ("id", "notification_id") if isinstance(value.get(name), str)), "")
    listed = value.get("errors")
    return Answer(
        value,
        id=str(identifier) if len(str(identifier)) <= _LONGEST else "",
        errors=tuple(_errors(listed)),
        skipped=tuple(_skipped(listed)),
        warnings=tuple(_warnings(value.get("warnings"))),
        is_replayed=(response.header("idempotent-replayed") or "").strip().lower() == "true",
    )


def _errors(listed: Json) -> Iterator[ServiceError]:
    for item in listed[:_MOST] if isinstance(listed, list) else [listed] if isinstance(listed, str) else []:
        if isinstance(item, dict):
            yield _structured(item)
        elif item is not None:
            yield ServiceError(text_of(item if isinstance(item, str) else _json(item)))


def _structured(item: Mapping[str, Json]) -> ServiceError:
    code, title = text_of(item.get("code")), text_of(item.get("title"))
    facts = [("title", title)] if code and title and title != code else []
    if item.get("meta"):
        facts.append(("meta", text_of(_json(item["meta"]))))
    return ServiceError(code or title, tuple(facts))


def _skipped(listed: Json) -> Iterator[tuple[str, str]]:
    for name, value in list(listed.items())[:_MOST] if isinstance(listed, dict) else []:
        if isinstance(value, dict):
            for label, ids in value.items():
                yield f"{text_of(name)}, {text_of(label)}", _ids(ids)
        else:
            yield text_of(name), _ids(value)


def _warnings(value: Json) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        yield from ((f"warning, {text_of(name)}", _ids(item)) for name, item in list(value.items())[:_MOST])
    elif isinstance(value, list):
        yield from (("warning", _ids(item)) for item in value[:_MOST])
    elif isinstance(value, str):
        yield "warning", text_of(value)


def _ids(value: Json) -> str:
    if isinstance(value, list):
        named = ", ".join(item if isinstance(item, str) else _json(item) for item in value[:5])
        return text_of(named + (f" and {len(value) - 5} more" if len(value) > 5 else ""))
    return text_of(value if isinstance(value, str) else _json(value))


def _json(value: Json) -> str:
    try:
        return compact(value)
    except (ValueError, RecursionError):
        return ""


def text_of(value: Json) -> str:
    """Return a text of the service as one line, not too long for a person; anything else is empty."""
    if not isinstance(value, str):
        return ""
    line = "".join(sign if sign.isprintable() else " " for sign in value[: 4 * _LONGEST]).strip()
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
