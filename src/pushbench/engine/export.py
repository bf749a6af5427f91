"""Deliveries as text for other programs: cURL, HAR, CSV, JSON lines, JUnit. Records are redacted already."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

from pushbench.domain.errors import Trouble, UserError
from pushbench.domain.fate import Fate
from pushbench.domain.outcome import Attempt, DeliveryEvent, DeliveryRecord, OutcomeKind, StepKind

CSV_COLUMNS = (
    "at",
    "run",
    "id",
    "target",
    "target_kind",
    "token",
    "provider",
    "profile",
    "environment",
    "outcome",
    "status",
    "reason",
    "provider_id",
    "attempts",
    "latency_ms",
    "message",
    "title",
    "body",
    "fate",
    "fate_at",
    "fate_reason",
    "events",
)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def moment(at: float) -> str:
    """Return a Unix second as ISO 8601 in UTC, with milliseconds."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def delivery_object(record: DeliveryRecord) -> dict[str, Any]:
    """Return a delivery as ``send --json`` and the history list print it, with ``run`` and ``at``."""
    outcome, explain = record.outcome, record.outcome.explain
    return {
        "type": "delivery",
        "id": record.id,
        "target": record.target,
        "provider": record.provider,
        "profile": record.profile,
        "outcome": outcome.kind.value,
        "status": outcome.status,
        "reason": outcome.reason,
        "provider_id": outcome.provider_id,
        "attempts": deliver_attempts(record),
        "latency_ms": None if record.latency_ms is None else round(record.latency_ms, 1),
        "explain": None if explain is None else {"what": explain.what, "why": explain.why, "fix": explain.fix},
        "run": record.run_id,
        "at": moment(record.at),
        "fate": None if record.fate is None else record.fate.value,
    }


def event_object(event: DeliveryEvent) -> dict[str, Any]:
    """Return what a service said later as the command line prints it."""
    explain = event.explain
    return {
        "at": moment(event.at),
        "fate": event.fate.value,
        "reason": event.reason,
        "explain": None if explain is None else {"what": explain.what, "why": explain.why, "fix": explain.fix},
        "facts": [list(fact) for fact in event.facts],
    }


def deliver_attempts(record: DeliveryRecord) -> int:
    """Count the requests that carried the push; fetching an access token is none."""
    return sum(1 for attempt in record.attempts if attempt.step is StepKind.DELIVER)


def as_curl(records: Sequence[DeliveryRecord]) -> str:
    """Return the last push request of each delivery as a cURL command, with a comment that names it."""
    from pushbench.wire.curl import to_curl

    parts = []
    for record in records:
        attempt = _last_delivery(record)
        if attempt is not None:
            command = to_curl(attempt.request, with_secrets=False)
            parts.append(f"# {moment(record.at)} {record.target.splitlines()[0] if record.target else ''}\n{command}\n")
    return "\n".join(parts)


def _last_delivery(record: DeliveryRecord) -> Attempt | None:
    return next((attempt for attempt in reversed(record.attempts) if attempt.step is StepKind.DELIVER), None)


def as_har(records: Sequence[DeliveryRecord]) -> str:
    """Return an HTTP archive 1.2 of every attempt."""
    from pushbench.wire.har import har

    return json.dumps(har(records), ensure_ascii=False, indent=1) + "\n"


def as_json_lines(records: Sequence[DeliveryRecord]) -> str:
    """Return one delivery object a line, with what was said later in ``events``."""
    lines = (
        {**delivery_object(record), "events": [event_object(event) for event in record.events]} for record in records
    )
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def as_csv(records: Sequence[DeliveryRecord]) -> str:
    """Return RFC 4180 text; cells that a spreadsheet would run as a formula get an apostrophe in front."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    for record in records:
        cells: Mapping[str, Any] = {
            **delivery_object(record),
            "target_kind": record.target_kind,
            "token": record.token,
            "environment": record.environment,
            "message": record.message_name,
            "title": record.title,
            "body": record.body,
            **_last_word(record),
        }
        writer.writerow([_cell(cells[column]) for column in CSV_COLUMNS])
    return out.getvalue()


def _last_word(record: DeliveryRecord) -> dict[str, Any]:
    """Return what was said last of a delivery, and all that was said in one cell."""
    last = record.events[-1] if record.events else None
    told = (
        " ".join(part for part in (moment(item.at), item.fate.value, item.reason) if part) for item in record.events
    )
    return {
        "fate_at": None if last is None else moment(last.at),
        "fate_reason": None if last is None else last.reason,
        "events": "; ".join(told),
    }


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA_STARTS) else text


def junit(records: Sequence[DeliveryRecord], *, name: str = "pushbench") -> str:
    """Return a JUnit report: one test case a delivery; rejected is a failure, unclear an error, not sent skipped."""
    suite = ElementTree.Element(
        "testsuite",
        {
            "name": _xml(name),
            "tests": str(len(records)),
            "failures": str(sum(_has_failed(r) for r in records)),
            "errors": str(sum(r.outcome.kind is OutcomeKind.UNCLEAR for r in records)),
            "skipped": str(sum(_tag(r) == "skipped" for r in records)),
            "time": f"{sum(r.latency_ms or 0 for r in records) / 1000:.3f}",
        },
    )
    for record in records:
        _case(suite, record)
    suites = ElementTree.Element("testsuites")
    suites.append(suite)
    ElementTree.indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(suites, encoding="unicode") + "\n"


def _case(suite: ElementTree.Element, record: DeliveryRecord) -> None:
    case = ElementTree.SubElement(
        suite,
        "testcase",
        {
            "name": _xml(record.target),
            "classname": _xml(f"{record.provider}.{record.profile}"),
            "time": f"{(record.latency_ms or 0) / 1000:.3f}",
        },
    )
    tag = _tag(record)
    if tag is None:
        return
    last = record.events[-1] if record.fate in (Fate.FAILED, Fate.CANCELLED) else record.outcome
    explain = last.explain
    told = ElementTree.SubElement(
        case,
        tag,
        {
            "type": _xml(last.reason or record.outcome.kind.value),
            "message": _xml(explain.what if explain else last.reason or record.outcome.kind.value),
        },
    )
    told.text = _xml("" if explain is None else f"{explain.why}\n{explain.fix}")


_TAGS = {OutcomeKind.UNCLEAR: "error", OutcomeKind.NOT_SENT: "skipped"}


def _tag(record: DeliveryRecord) -> str | None:
    """Return how JUnit calls what became of a delivery; None: all is well."""
    if _has_failed(record):
        return "failure"
    return "skipped" if record.fate is Fate.CANCELLED else _TAGS.get(record.outcome.kind)


def _has_failed(record: DeliveryRecord) -> bool:
    """Whether a delivery was refused, at once or after it was accepted."""
    return record.outcome.kind is OutcomeKind.REJECTED or record.fate is Fate.FAILED


def _xml(text: str) -> str:
    """Drop what XML 1.0 cannot hold at all."""
    return "".join(
        c for c in text if c in "\t\n" or 0x20 <= ord(c) < 0xD800 or 0xE000 <= ord(c) not in (0xFFFE, 0xFFFF)
    )


FORMATS: Mapping[str, Callable[[Sequence[DeliveryRecord]], str]] = {
    "curl": as_curl,
    "har": as_har,
    "csv": as_csv,
    "jsonl": as_json_lines,
    "junit": junit,
}


def export_text(records: Sequence[DeliveryRecord], name: str) -> str:
    """Return the records in one of :data:`FORMATS`. Raises UserError for another name."""
    writer = FORMATS.get(name)
    if writer is None:
        raise UserError(
            f"There is no export format “{name}”.",
            f"Known are {', '.join(FORMATS)}.",
            "Name one of them.",
            trouble=Trouble.USAGE,
        )
    return writer(records)
