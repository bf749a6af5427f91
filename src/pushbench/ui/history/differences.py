"""What two deliveries, or two runs, do not have in common."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from PySide6.QtCore import QCoreApplication

from pushbench.domain.json_value import Json, compact
from pushbench.domain.outcome import DeliveryRecord, StepKind
from pushbench.store.history import DeliveryRow
from pushbench.ui.pills import result_pill
from pushbench.ui.times import latency_words

NOTHING = "–"
_GONE = object()


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is told by both sides in other words; a side without it has a dash."""

    part: str
    name: str
    before: str
    after: str


def _tr(text: str) -> str:
    return QCoreApplication.translate("Differences", text)


def of_deliveries(before: DeliveryRecord, after: DeliveryRecord) -> tuple[Difference, ...]:
    """Return how the second delivery differs: outcome, addressee, headers and payload, in this order."""
    found = list(_of_texts(_tr("Outcome"), _facts(before), _facts(after)))
    found += _of_texts(_tr("Headers"), _headers(before), _headers(after))
    for name, one, other in _leaves(_payload(before), _payload(after), ""):
        found.append(Difference(_tr("Payload"), name, _shown(one), _shown(other)))
    return tuple(found)


def of_runs(before: Sequence[DeliveryRow], after: Sequence[DeliveryRow]) -> tuple[Difference, ...]:
    """Return the targets that fared differently, and those that only one of the runs has."""
    return tuple(_of_texts(_tr("Targets"), _fates(before), _fates(after)))


def _fates(rows: Sequence[DeliveryRow]) -> dict[str, str]:
    return {
        row.target: result_pill(row.outcome, row.status, row.reason, attempts=row.attempts).text
        for row in reversed(rows)
    }


def _of_texts(part: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Difference]:
    for name in dict.fromkeys([*before, *after]):
        one, other = before.get(name, ""), after.get(name, "")
        if one != other:
            yield Difference(part, name, one or NOTHING, other or NOTHING)


def _facts(record: DeliveryRecord) -> dict[str, str]:
    outcome = record.outcome
    tries = sum(attempt.step is StepKind.DELIVER for attempt in record.attempts)
    return {
        _tr("Result"): result_pill(outcome.kind, outcome.status, outcome.reason).text,
        _tr("Tries"): str(tries),
        _tr("Latency"): latency_words(record.latency_ms),
        _tr("Target"): record.target,
        _tr("Token"): record.token,
        _tr("Profile"): record.profile,
        _tr("Environment"): record.environment,
        _tr("Message"): record.message_name,
        _tr("Language"): record.language or "",
        _tr("Variant"): record.variant or "",
    }


def _headers(record: DeliveryRecord) -> dict[str, str]:
    """Return the headers that left with the last push, secrets masked as they are kept."""
    for attempt in reversed(record.attempts):
        if attempt.step is StepKind.DELIVER:
            return {name.lower(): value for name, value in attempt.request.headers}
    headers = record.draft.get("headers") if isinstance(record.draft, Mapping) else None
    return {name: str(value) for name, value in headers.items()} if isinstance(headers, Mapping) else {}


def _payload(record: DeliveryRecord) -> Json:
    """Return what left, in clear, as JSON; else the draft's payload."""
    for attempt in reversed(record.attempts):
        if attempt.step is StepKind.DELIVER:
            request = attempt.request
            text = (request.plain if request.plain is not None else request.body).decode("utf-8", "replace")
            try:
                value: Json = json.loads(text)
            except (ValueError, RecursionError):
                return text
            return value
    found: Json = record.draft.get("payload") if isinstance(record.draft, Mapping) else None  # type: ignore[assignment]
    return found


def _leaves(before: object, after: object, pointer: str) -> Iterator[tuple[str, object, object]]:
    """Yield the deepest places where two documents differ."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys([*before, *after]):
            yield from _leaves(before.get(key, _GONE), after.get(key, _GONE), f"{pointer}/{key}")
    elif isinstance(before, list) and isinstance(after, list):
        for number, (one, other) in enumerate(zip_longest(before, after, fillvalue=_GONE)):
            yield from _leaves(one, other, f"{pointer}/{number}")
    elif type(before) is not type(after) or before != after:
        yield pointer or "/", before, after


def _shown(value: object) -> str:
    return NOTHING if value is _GONE else compact(value)  # type: ignore[arg-type]
