"""One delivery as the columns that lists and filters need, and as one JSON text for all the rest.

Bytes that are UTF-8 are kept as text, others as base64, so that a file can be read by eye;
only what carried many deliveries at once is deflated.
"""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode
from functools import lru_cache
from typing import Any

from pushbench.domain.errors import FailureKind
from pushbench.domain.fate import Fate
from pushbench.domain.http import HttpRequest, HttpResponse, Link, Timings
from pushbench.domain.outcome import (
    Attempt,
    DeliveryEvent,
    DeliveryRecord,
    Explain,
    Outcome,
    OutcomeKind,
    Retry,
    StepKind,
)
from pushbench.domain.secret import MASK
from pushbench.store.history import Cursor, DeliveryRow

_MOST_WORDS = 32
_LONGEST_WORD = 4096
"""Of a search; a token has no more characters."""
_ENCODE = json.JSONEncoder(separators=(",", ":")).encode
_LARGE = 8_192
"""Bytes of request and answer from which on they are deflated; a push to one device stays below, and readable."""
COLUMNS = (
    "sequence",
    "id",
    "run_id",
    "at",
    "provider",
    "profile",
    "environment",
    "target",
    "target_kind",
    "token",
    "outcome",
    "status",
    "reason",
    "provider_id",
    "attempts",
    "latency_ms",
    "message_name",
    "title",
    "body",
    "language",
    "variant",
    "fate",
)
"""Columns of the table ``deliveries``, in the order of :func:`columns_of`."""


def columns_of(sequence: int, record: DeliveryRecord) -> tuple[object, ...]:
    """Return the row of a record."""
    outcome = record.outcome
    return (
        sequence,
        record.id,
        record.run_id,
        record.at,
        record.provider,
        record.profile,
        record.environment,
        clean(record.target),
        record.target_kind,
        clean(record.token),
        outcome.kind.value,
        outcome.status,
        outcome.reason and clean(outcome.reason),
        outcome.provider_id and clean(outcome.provider_id),
        sum(attempt.step is StepKind.DELIVER for attempt in record.attempts),
        record.latency_ms,
        clean(record.message_name),
        clean(record.title),
        clean(record.body),
        record.language,
        record.variant,
        record.fate and record.fate.value,
    )


def clean(text: str) -> str:
    """Return ``text`` as a database can hold it: halves of surrogate pairs become ?."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def search_words(search: str) -> list[str]:
    """Return the words of a search, as many and as long as SQLite takes in one query."""
    return [word[:_LONGEST_WORD] for word in clean(search.replace("\0", " ")).split()[:_MOST_WORDS]]


def detail_of(record: DeliveryRecord) -> str:
    """Return everything of a record as one JSON text. Requests are masked once more before they rest."""
    return _ENCODE(
        {
            "outcome": _outcome(record.outcome),
            "attempts": [_kept(attempt) for attempt in record.attempts],
            "draft": record.draft if isinstance(record.draft, dict) else dict(record.draft),
        }
    )


def event_detail(event: DeliveryEvent) -> str:
    """Return what of an event has no column of its own; requests are masked once more before they rest."""
    explain = event.explain
    return _ENCODE(
        {
            "explain": None if explain is None else [explain.what, explain.why, explain.fix],
            "facts": event.facts,
            "is_target_dead": event.is_target_dead,
            "attempts": [_kept(attempt) for attempt in event.attempts],
        }
    )


def event_of(at: float, fate: str, reason: str | None, detail: str) -> DeliveryEvent:
    """Return an event as it was kept."""
    values = json.loads(detail)
    explain = values["explain"]
    return DeliveryEvent(
        at=at,
        fate=Fate(fate),
        reason=reason,
        explain=None if explain is None else Explain(*explain),
        facts=_pairs(values["facts"]),
        attempts=tuple(_read_attempt(attempt) for attempt in values["attempts"]),
        is_target_dead=values["is_target_dead"],
    )


def record_of(row: DeliveryRow, detail: str, events: tuple[DeliveryEvent, ...] = ()) -> DeliveryRecord:
    """Return the record of a row, its detail and its events."""
    whole = json.loads(detail)
    return DeliveryRecord(
        id=row.id,
        run_id=row.run_id,
        provider=row.provider,
        profile=row.profile,
        environment=row.environment,
        target=row.target,
        target_kind=row.target_kind,
        token=row.token,
        outcome=_read_outcome(whole["outcome"]),
        attempts=tuple(_read_attempt(attempt) for attempt in whole["attempts"]),
        at=row.at,
        latency_ms=row.latency_ms,
        message_name=row.message_name,
        title=row.title,
        body=row.body,
        language=row.language,
        variant=row.variant,
        draft=whole["draft"],
        events=events,
    )


def row_of(values: Any) -> DeliveryRow:
    """Return the list row of a database row with :data:`COLUMNS`."""
    sequence, *fields = values
    fields[9] = OutcomeKind(fields[9])
    fields[-1] = None if fields[-1] is None else Fate(fields[-1])
    return DeliveryRow(Cursor(sequence), *fields)


def _outcome(outcome: Outcome) -> dict[str, object]:
    explain = outcome.explain
    return {
        "kind": outcome.kind.value,
        "status": outcome.status,
        "reason": outcome.reason,
        "provider_id": outcome.provider_id,
        "explain": None if explain is None else [explain.what, explain.why, explain.fix],
        "retry": outcome.retry.value,
        "retry_after_seconds": outcome.retry_after_seconds,
        "is_target_dead": outcome.is_target_dead,
        "dead_since": outcome.dead_since,
        "facts": outcome.facts,
    }


def _read_outcome(values: dict[str, Any]) -> Outcome:
    explain = values.pop("explain")
    return Outcome(
        kind=OutcomeKind(values.pop("kind")),
        explain=None if explain is None else Explain(*explain),
        retry=Retry(values.pop("retry")),
        facts=_pairs(values.pop("facts")),
        **values,
    )


def _kept(attempt: Attempt) -> dict[str, object] | str:
    """Return an attempt as it rests; a large one as base64 of its deflated JSON.

    Large are requests that carried or asked about many deliveries, and each of those keeps the exact bytes: 100
    refused tokens of one Expo request take 85 kB a delivery as text and 5 kB like this.
    """
    response = attempt.response
    size = len(attempt.request.body) + (len(response.body) if response is not None else 0)
    return _attempt(attempt) if size < _LARGE else _deflated(_Same(attempt))


class _Same:
    """An attempt that equals only itself, so that it can be looked up without comparing its bytes."""

    def __init__(self, attempt: Attempt) -> None:
        self.attempt = attempt

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.attempt is self.attempt

    def __hash__(self) -> int:
        return id(self.attempt)


@lru_cache(maxsize=4)
def _deflated(same: _Same) -> str:
    """Deflate an attempt; the deliveries that share it come one after the other."""
    text = _ENCODE(_attempt(same.attempt))
    return b64encode(zlib.compress(text.encode("utf-8"), 6)).decode("ascii")


def _attempt(attempt: Attempt) -> dict[str, object]:
    return {
        "number": attempt.number,
        "step": attempt.step.value,
        "request": _request(_masked(attempt.request)),
        "response": None if attempt.response is None else _response(attempt.response),
        "failure": attempt.failure and attempt.failure.name,
        "failure_detail": attempt.failure_detail,
        "started_at": attempt.started_at,
        "total_ms": attempt.total_ms,
    }


def _read_attempt(values: dict[str, Any] | str) -> Attempt:
    if isinstance(values, str):
        values = dict(json.loads(zlib.decompress(b64decode(values))))
    failure = values.pop("failure")
    response = values.pop("response")
    return Attempt(
        step=StepKind(values.pop("step")),
        request=_read_request(values.pop("request")),
        response=None if response is None else _read_response(response),
        failure=None if failure is None else FailureKind[failure],
        **values,
    )


def _masked(request: HttpRequest) -> HttpRequest:
    """Mask a request unless that was done: nothing may rest unmasked, and masking costs as much as all the rest."""
    is_masked = not request.masks and all(
        value.endswith(MASK) for name, value in request.headers if name in request.masked_headers
    )
    return request if is_masked else request.redacted()


def _request(request: HttpRequest) -> dict[str, object]:
    return {
        "method": request.method,
        "url": request.url,
        "headers": request.headers,
        "body": _packed(request.body),
        "plain": None if request.plain is None else _packed(request.plain),
        "varies": request.varies,
        "masked_headers": sorted(request.masked_headers),
        "masked_response_keys": sorted(request.masked_response_keys),
        "ca_file": request.link.ca_file,
        "http2_only": request.link.http2_only,
        "timeout_seconds": request.timeout_seconds,
    }


def _read_request(values: dict[str, Any]) -> HttpRequest:
    plain = values.pop("plain")
    return HttpRequest(
        headers=_pairs(values.pop("headers")),
        body=_unpacked(values.pop("body")),
        plain=None if plain is None else _unpacked(plain),
        varies=tuple(values.pop("varies")),
        masked_headers=frozenset(values.pop("masked_headers")),
        masked_response_keys=frozenset(values.pop("masked_response_keys")),
        link=Link(ca_file=values.pop("ca_file"), http2_only=values.pop("http2_only")),
        **values,
    )


def _response(response: HttpResponse) -> dict[str, object]:
    return {
        "status": response.status,
        "headers": response.headers,
        "body": _packed(response.body),
        "http_version": response.http_version,
        "timings": _timings(response.timings),
        **({"is_cut": True} if response.is_cut else {}),
    }


def _timings(timings: Timings) -> list[object]:
    return [timings.total_ms, timings.connect_ms, timings.tls_ms, timings.first_byte_ms, timings.is_reused]


def _read_response(values: dict[str, Any]) -> HttpResponse:
    return HttpResponse(
        headers=_pairs(values.pop("headers")),
        body=_unpacked(values.pop("body")),
        timings=Timings(*values.pop("timings")),
        **values,
    )


def _pairs(values: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in values)


def _packed(data: bytes) -> str | list[str]:
    """Text as itself; a list with one base64 text is bytes that are none."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return [b64encode(data).decode("ascii")]


def _unpacked(value: str | list[str]) -> bytes:
    return value.encode("utf-8") if isinstance(value, str) else b64decode(value[0])
