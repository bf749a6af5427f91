"""The history as lines of text, for a file that another workspace reads; what is masked stays masked."""

from __future__ import annotations

import json
import math
from typing import Any

from pushbench.domain.outcome import Attempt, DeliveryEvent, DeliveryRecord
from pushbench.store.delivery_codec import COLUMNS, columns_of, detail_of, event_detail, event_of, record_of, row_of
from pushbench.store.history import RunRecord

_NUMBER = (int, float)
_OPTIONAL = {"status": (int,), "reason": (str,), "provider_id": (str,), "latency_ms": _NUMBER, "fate": (str,)}
_OTHER = {"at": _NUMBER, "attempts": (int,), "language": (str, type(None)), "variant": (str, type(None))}


def delivery_line(record: DeliveryRecord) -> str:
    """Return a delivery as one line of JSON."""
    columns = dict(zip(COLUMNS[1:], columns_of(0, record)[1:], strict=True))
    line = {"delivery": columns, "detail": json.loads(detail_of(record))}
    if record.events:
        line["events"] = [
            {
                "at": event.at,
                "fate": event.fate.value,
                "reason": event.reason,
                "detail": json.loads(event_detail(event)),
            }
            for event in record.events
        ]
    return json.dumps(line, separators=(",", ":"))


def run_line(run: RunRecord) -> str:
    """Return a run as one line of JSON."""
    values = {name: getattr(run, name) for name in _RUN}
    return json.dumps({"run": {**values, "counts": dict(run.counts)}}, separators=(",", ":"))


def read_line(line: str) -> DeliveryRecord | RunRecord:
    """Return what a line holds. Raises ValueError for anything else, whatever it is."""
    try:
        value = json.loads(line)
        if isinstance(value.get("run"), dict):
            return _run(value["run"])
        columns = value["delivery"]
        _check_columns(columns)
        row = row_of([0, *(columns.get(name) for name in COLUMNS[1:])])
        events = tuple(
            event_of(item["at"], item["fate"], item["reason"], json.dumps(item["detail"]))
            for item in value.get("events", ())
        )
        record = record_of(row, json.dumps(value["detail"]), events)
        _check(record)
        delivery_line(record)  # what cannot be written again is not taken in
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OverflowError) as error:
        raise ValueError(f"no line of a history: {type(error).__name__}") from error
    return record


_RUN = {
    "id": (str,),
    "at": _NUMBER,
    "message_name": (str,),
    "message_text": (str,),
    "profile_or_set": (str,),
    "total": (int,),
    "finished_at": (*_NUMBER, type(None)),
}


def _run(values: dict[str, Any]) -> RunRecord:
    for name, kinds in _RUN.items():
        _want(values.get(name), kinds)
    counts = values.get("counts")
    if not isinstance(counts, dict) or not all(type(count) is int for count in counts.values()):
        raise ValueError("counts")
    # A run that was under way elsewhere is over here.
    ended = values["finished_at"] if values["finished_at"] is not None else values["at"]
    return RunRecord(**{**{name: values[name] for name in _RUN}, "finished_at": ended}, counts=counts)


def _check_columns(columns: dict[str, Any]) -> None:
    for name in COLUMNS[1:]:
        value = columns.get(name)
        if name in _OPTIONAL:
            _want(value, (*_OPTIONAL[name], type(None)))
        else:
            _want(value, _OTHER.get(name, (str,)))


def _want(value: object, kinds: tuple[type, ...]) -> None:
    if type(value) not in kinds or (isinstance(value, float) and not math.isfinite(value)):
        raise ValueError(f"{type(value).__name__} is none of {kinds}")
    if isinstance(value, int) and not -(2**62) < value < 2**62:
        raise ValueError("a number out of bounds")
    if isinstance(value, str):
        value.encode()


def _check(record: DeliveryRecord) -> None:
    """Check the types of what lists and inspectors compute with."""
    outcome = record.outcome
    for value in (outcome.retry_after_seconds, outcome.dead_since):
        _want(value, (*_NUMBER, type(None)))
    if outcome.explain is not None:
        for text in (outcome.explain.what, outcome.explain.why, outcome.explain.fix):
            _want(text, (str,))
    _check_pairs(outcome.facts)
    _want(outcome.is_target_dead, (bool,))
    if not isinstance(record.draft, dict):
        raise TypeError("draft")
    for attempt in record.attempts:
        _check_attempt(attempt)
    for event in record.events:
        _check_event(event)


def _check_event(event: DeliveryEvent) -> None:
    _want(event.at, _NUMBER)
    _want(event.reason, (str, type(None)))
    _want(event.is_target_dead, (bool,))
    for text in () if event.explain is None else (event.explain.what, event.explain.why, event.explain.fix):
        _want(text, (str,))
    _check_pairs(event.facts)
    for attempt in event.attempts:
        _check_attempt(attempt)


def _check_attempt(attempt: Attempt) -> None:
    for value in (attempt.started_at, attempt.total_ms):
        _want(value, (*_NUMBER, type(None)))
    _want(attempt.number, (int,))
    _want(attempt.failure_detail, (str, type(None)))
    request, response = attempt.request, attempt.response
    for text in (request.method, request.url, *request.varies, *request.masked_headers, *request.masked_response_keys):
        _want(text, (str,))
    _want(request.link.ca_file, (str, type(None)))
    _want(request.timeout_seconds, _NUMBER)
    _check_pairs(request.headers)
    if response is not None:
        _want(response.status, (int,))
        _want(response.http_version, (str,))
        _check_pairs(response.headers)
        timings = response.timings
        for milliseconds in (timings.total_ms, timings.connect_ms, timings.tls_ms, timings.first_byte_ms):
            _want(milliseconds, (*_NUMBER, type(None)))


def _check_pairs(pairs: tuple[tuple[str, str], ...]) -> None:
    for name, value in pairs:
        _want(name, (str,))
        _want(value, (str,))
