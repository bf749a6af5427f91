"""Reads a receiver's answer. Total: odd answers give UNCLEAR or REJECTED, never an exception."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from pushbench.domain.http import HttpResponse
from pushbench.domain.json_value import Json
from pushbench.domain.outcome import Explain, Outcome, OutcomeKind, Reason, Retry
from pushbench.domain.pointer import value_at
from pushbench.providers.formats.json_body import read_json
from pushbench.providers.formats.retry_after import retry_after_seconds
from pushbench.providers.webhook.reasons import BY_CODE, ERROR_IN_BODY, REDIRECT, REJECTED_TOKEN, WORDS, row_for

_ID_KEYS = ("id", "message_id", "messageId")
_WORD_KEYS = ("message", "detail", "error_description", "title", "reason", "description", "error")
_LONGEST = 300
_LONGEST_ANSWER = 64 * 1024
_NOBODY_KNOWS = (408, 504)
_SPOKEN = frozenset(row.code for row in WORDS) - {REDIRECT, ERROR_IN_BODY, REJECTED_TOKEN}
"""Codes that a receiver may say itself."""


def parse(response: HttpResponse) -> Outcome:
    """Read the answer to one push."""
    return parse_with(response)


def parse_with(response: HttpResponse, *, id_pointer: str = "", sent_id: str | None = None) -> Outcome:
    """The same, with the place of the id in the answer, and the id that the push had when it left."""
    value = read_json(response.body).value
    if 200 <= response.status < 300:
        return _taken(response, value, id_pointer, sent_id)
    row = BY_CODE.get(_code(value)) or row_for(response.status)
    if row is None or response.status < 200:
        return _unclear(response, "A receiver says 2xx when it has taken a webhook.")
    return _refused(response, row, value)


def _taken(response: HttpResponse, value: Json, id_pointer: str, sent_id: str | None) -> Outcome:
    rejected = value.get("rejected") if isinstance(value, dict) else None
    if isinstance(rejected, list) and rejected:
        return _refused(response, BY_CODE[REJECTED_TOKEN], value)
    if _is_error(value):
        return _refused(response, BY_CODE.get(_code(value)) or BY_CODE[ERROR_IN_BODY], value)
    if (
        response.is_cut
        or len(response.body) > _LONGEST_ANSWER
        or response.body[:500].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"
    ):
        return _unclear(
            response,
            "What came back is a web page or far too long: a sign-in page or a web server may stand there.",
        )
    provider_id = _id(value, id_pointer) or sent_id
    return Outcome(OutcomeKind.ACCEPTED, status=response.status, provider_id=provider_id, facts=tuple(_facts(value)))


def _unclear(response: HttpResponse, why: str) -> Outcome:
    return Outcome(
        OutcomeKind.UNCLEAR,
        status=response.status,
        explain=Explain(
            f"Nobody can say whether the receiver took the push: the answer {response.status} does not tell.",
            why,
            "Look at the receiver before sending again; check address and proxy.",
        ),
    )


def _facts(value: Json) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and value.get("duplicate") is True:
        yield "duplicate", "the receiver had this push already and did not show it again"


def _refused(response: HttpResponse, row: Reason, value: Json) -> Outcome:
    explain = row.explain()
    said = _words(value) or (_page(response) if value is None else "")
    if row.code == REDIRECT:
        said = _line(response.header("location") or "") and f"New address: {_line(response.header('location') or '')}."
    elif said:
        said = f"The receiver said: “{said}”" if value is not None else said
    if said:
        explain = replace(explain, why=f"{explain.why} {said}")
    return Outcome(
        OutcomeKind.UNCLEAR if response.status in _NOBODY_KNOWS else OutcomeKind.REJECTED,
        status=response.status,
        reason=row.code,
        explain=explain,
        retry=row.retry,
        retry_after_seconds=retry_after_seconds(response) if row.retry is Retry.LATER else None,
        is_target_dead=row.is_target_dead,
    )


def _is_error(value: Json) -> bool:
    """Whether the body of a 2xx tells of an error, in one of the ways in which services do."""
    if not isinstance(value, dict):
        return False
    error, errors = value.get("error"), value.get("errors")
    if (
        (isinstance(error, str | dict | list) and error)
        or error is True
        or (isinstance(errors, list | dict) and errors)
    ):
        return True
    return value.get("ok") is False or value.get("success") is False


def _code(value: Json) -> str:
    """The receiver's own code, where it is one of the table's."""
    for place in _places(value):
        for key in ("code", "error", "type"):
            word = place.get(key)
            if isinstance(word, str) and word in _SPOKEN:
                return word
    return ""


def _places(value: Json) -> Iterator[Mapping[str, Json]]:
    if not isinstance(value, dict):
        return
    error = value.get("error")
    if isinstance(error, dict):
        yield error
    yield value
    errors = value.get("errors")
    if isinstance(errors, list):
        yield from (item for item in errors[:1] if isinstance(item, dict))


def _words(value: Json) -> str:
    """The receiver's own words, as one line."""
    for place in _places(value):
        for key in _WORD_KEYS:
            found = place.get(key)
            if isinstance(found, str) and found.strip():
                return _line(found)
    if isinstance(value, dict):
        errors = value.get("errors")
        return _line(errors[0]) if isinstance(errors, list) and errors and isinstance(errors[0], str) else ""
    return _line(value) if isinstance(value, str) else ""


def _page(response: HttpResponse) -> str:
    start = response.body[:4000].lstrip()
    if not start:
        return ""
    if start[:1] == b"<":
        return "What came back is a web page."
    return f"The answer's text: “{_line(start.decode('utf-8', 'replace'))}”"


def _id(value: Json, pointer: str) -> str | None:
    if pointer:
        return _id_text(value_at(value, pointer) if isinstance(value, dict) else None)
    if not isinstance(value, dict):
        return None
    return next((text for key in _ID_KEYS if (text := _id_text(value.get(key)))), None)


def _id_text(value: Json) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = _line(value) if isinstance(value, str) else str(value)[:_LONGEST]
    return text or None


def _line(text: str) -> str:
    """A foreign text as one line, not too long for a person."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text[: 4 * _LONGEST]).split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
