"""Deliveries as an HTTP archive, version 1.2, that browsers and proxies open."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit

from pushbench import __version__
from pushbench.domain.fate import Fate
from pushbench.domain.http import Headers, HttpRequest, HttpResponse, Timings
from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.outcome import Attempt, DeliveryRecord
from pushbench.wire.body_text import as_text

_UNKNOWN = -1


def har(records: Iterable[DeliveryRecord]) -> JsonObject:
    """Return the archive with one entry per attempt, questions put later included; secrets are masked already.

    Fields beginning with ``_`` are Pushbench's own: delivery, target, provider, outcome, fate, step, failure.
    """
    entries: list[Json] = [entry for record in records for entry in _entries(record)]
    creator: JsonObject = {"name": "Pushbench", "version": __version__}
    return {"log": {"version": "1.2", "creator": creator, "entries": entries}}


def _entries(record: DeliveryRecord) -> Iterator[JsonObject]:
    told: list[tuple[Attempt, Fate | None]] = [(attempt, None) for attempt in record.attempts]
    told += [(attempt, event.fate) for event in record.events for attempt in event.attempts]
    for attempt, fate in told:
        timings = _timings(attempt)
        entry: JsonObject = {
            "startedDateTime": datetime.fromtimestamp(attempt.started_at, UTC).isoformat(timespec="milliseconds"),
            "time": attempt.total_ms,
            "request": _request(attempt.request),
            "response": _response(attempt.response, attempt),
            "cache": {},
            "timings": timings,
            "_delivery": record.id,
            "_run": record.run_id,
            "_provider": record.provider,
            "_profile": record.profile,
            "_target": record.target,
            "_outcome": record.outcome.kind.value,
            "_step": attempt.step.value,
            "_attempt": attempt.number,
        }
        if fate is not None:
            entry["_fate"] = fate.value
        yield entry


def _request(request: HttpRequest) -> JsonObject:
    query = parse_qsl(urlsplit(request.url).query, keep_blank_values=True)
    described: JsonObject = {
        "method": request.method,
        "url": request.url,
        "httpVersion": "HTTP/2" if request.link.http2_only else "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(request.headers),
        "queryString": _pairs(tuple(query)),
        "headersSize": _UNKNOWN,
        "bodySize": len(request.body),
    }
    if request.body:
        described["postData"] = {
            "mimeType": request.header("content-type") or "application/octet-stream",
            **_text(request.body, "_encoding"),
        }
    return described


def _response(response: HttpResponse | None, attempt: Attempt) -> JsonObject:
    answer = response or HttpResponse(status=0)
    described: JsonObject = {
        "status": answer.status,
        "statusText": _phrase(answer.status),
        "httpVersion": answer.http_version,
        "cookies": [],
        "headers": _pairs(answer.headers),
        "content": {
            "size": len(answer.body),
            "mimeType": answer.header("content-type") or "",
            **_text(answer.body, "encoding"),
        },
        "redirectURL": answer.header("location") or "",
        "headersSize": _UNKNOWN,
        "bodySize": len(answer.body) if response else _UNKNOWN,
    }
    if attempt.failure is not None:
        described["_error"] = f"{attempt.failure.value}: {attempt.failure_detail}"
    return described


def _timings(attempt: Attempt) -> JsonObject:
    measured = attempt.response.timings if attempt.response else Timings()
    connected = measured.tls_ms if measured.tls_ms is not None else measured.connect_ms
    has_tls = measured.tls_ms is not None and measured.connect_ms is not None
    began = min(connected or 0.0, attempt.total_ms)
    first_byte = min(max(measured.first_byte_ms or attempt.total_ms, began), attempt.total_ms)
    return {
        "blocked": _UNKNOWN,
        "dns": _UNKNOWN,
        "connect": _UNKNOWN if connected is None else began,
        "ssl": (measured.tls_ms or 0.0) - (measured.connect_ms or 0.0) if has_tls else _UNKNOWN,
        "send": 0,
        "wait": first_byte - began,
        "receive": attempt.total_ms - first_byte,
    }


def _pairs(pairs: Headers) -> list[Json]:
    return [{"name": name, "value": value} for name, value in pairs]


def _text(body: bytes, encoding_key: str) -> JsonObject:
    text = as_text(body)
    if text is not None:
        return {"text": text}
    return {"text": base64.b64encode(body).decode("ascii"), encoding_key: "base64"}


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
