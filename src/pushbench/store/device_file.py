"""Device lists as CSV and JSON: import with a guess which column is which, export that imports unchanged."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from enum import Enum
from typing import Any

from pushbench.domain.device import Device
from pushbench.domain.errors import UserError
from pushbench.domain.json_value import pretty
from pushbench.store.delivery_codec import clean
from pushbench.store.device_columns import FIELDS, IGNORED, Column, guess_fields, is_header
from pushbench.store.device_rows import Recognisers, RowProblem, Rows
from pushbench.store.json_text import decoded, parsed
from pushbench.store.text_file import too_large

__all__ = ["Column", "Import", "RowProblem", "read_devices", "write_devices"]

SIZE_LIMIT = 200_000_000
"""Bytes of a device list."""
_BASE = ("name", "provider", "token", "platform", "app", "environment", "tags", "locale", "time_zone", "attributes")
_SAMPLES = 5


@dataclass(frozen=True, slots=True)
class Import:
    """What a list gave: devices, what could not be taken, and what the columns were taken for."""

    devices: tuple[Device, ...]
    problems: tuple[RowProblem, ...]
    columns: tuple[Column, ...]


def read_devices(
    text: str | bytes, *, mapping: Mapping[str, str] | None = None, recognisers: Recognisers | None = None
) -> Import:
    """Read a list of devices: CSV (comma, semicolon, tab), a JSON list, or one JSON object a line.

    ``mapping`` says for column names which field they are (``attribute:KEY`` for an attribute, ``""``
    to leave one out) where the guess is wrong. ``recognisers`` tell the provider of a token where no
    column does. Columns of unknown names become attributes; every value and row that cannot be taken
    is a problem. Raises UserError when the text is no list at all.
    """
    if len(text) > SIZE_LIMIT:
        raise too_large("The list", len(text), SIZE_LIMIT)
    source = clean(decoded(text, "The list").replace("\0", ""))
    if not source.strip():
        raise UserError("The list is empty.", "There is not one row in it.", "Open a CSV or JSON file with devices.")
    rows = Rows(recognisers or {})
    is_json = source.lstrip()[:1] in ("{", "[")
    columns = _read_json(source, rows, mapping) if is_json else _read_csv(source, rows, mapping)
    return Import(tuple(rows.devices), tuple(rows.problems), columns)


def write_devices(devices: Iterable[Device], kind: str) -> str:
    """Return the text of a list, ``csv`` or ``json``; reading it gives the same devices. Raises UserError for others."""
    if kind == "json":
        return pretty([_document(device) for device in devices]) + "\n"
    if kind != "csv":
        raise UserError(f"There is no format “{kind}”.", "Lists are written as CSV or JSON.", "Choose csv or json.")
    rows = [_document(device) for device in devices]
    used = {field for row in rows for field in row}
    names = [field for field in FIELDS if field in _BASE or field in used]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")  # RFC 4180; it also makes the writer quote a lone CR
    writer.writerow(names)
    writer.writerows([_cell(row.get(field)) for field in names] for row in rows)
    return out.getvalue()


# CSV


def _read_csv(source: str, rows: Rows, mapping: Mapping[str, str] | None) -> tuple[Column, ...]:
    lines = _cells(source)
    first = next(lines, [])
    has_header = is_header(first) or bool(mapping and set(mapping) & set(first))
    names = [cell.strip() or f"Column {number}" for number, cell in enumerate(first, 1)]
    if not has_header:
        names = [f"Column {number}" for number in range(1, len(first) + 1)]
        mapping = {**_by_content(first), **(mapping or {})}
    chosen = guess_fields(names, mapping)
    samples: list[list[str]] = [[] for _ in names]
    used = [index for index, field in enumerate(chosen) if field != IGNORED]
    pairs = [(index, chosen[index]) for index in used]
    number = 0
    for cells in lines if has_header else _with_first(first, lines):
        if not any(cells):
            continue
        number += 1
        if len(cells) != len(names):
            cells = _fitted(cells, len(names), number, rows)
        if number <= _SAMPLES:
            for sample, cell in zip(samples, cells, strict=True):
                sample.append(cell)
        rows.add(number, {field: cells[index] for index, field in pairs})
    return tuple(Column(name, field, tuple(sample)) for name, field, sample in zip(names, chosen, samples, strict=True))


def _cells(source: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(source, newline=""), delimiter=_delimiter(source), strict=False)
    except csv.Error as error:
        raise UserError(
            "The list cannot be read as CSV.", f"The reader says: {error}.", "Check the quotation marks in the file."
        ) from error


def _with_first(first: list[str], lines: Iterator[list[str]]) -> Iterator[list[str]]:
    yield first
    yield from lines


def _delimiter(source: str) -> str:
    line = source.lstrip("\r\n").split("\n", 1)[0]
    return max(",;\t", key=lambda sign: (line.count(sign), sign == ","))


def _by_content(cells: Sequence[str]) -> dict[str, str]:
    """Without a header the longest cell is the token; the first other one with words is the name."""
    longest = max(range(len(cells)), key=lambda index: len(cells[index]), default=0)
    others = [index for index in range(len(cells)) if index != longest]
    found = {f"Column {longest + 1}": "token"}
    if others:
        found[f"Column {others[0] + 1}"] = "name"
    return found


def _fitted(cells: list[str], width: int, number: int, rows: Rows) -> list[str]:
    """A row with too few cells is filled up; cells beyond the last column are said to be lost."""
    if any(cell.strip() for cell in cells[width:]):
        rows.problems.append(
            RowProblem(
                number,
                f"The row has {len(cells)} cells for {width} columns.",
                "Those beyond the last column were left out.",
                "Put texts that hold the separator in quotation marks.",
                is_dropped=False,
            )
        )
    return [*cells[:width], *[""] * (width - len(cells))]


# JSON


def _read_json(source: str, rows: Rows, mapping: Mapping[str, str] | None) -> tuple[Column, ...]:
    items = _json_items(source)
    fields_of: dict[str, str] = {}
    samples: dict[str, list[str]] = {}
    for number, item in enumerate(items, 1):
        if not isinstance(item, dict):
            rows.problems.append(
                RowProblem(
                    number,
                    "The entry is no object.",
                    "A device is a JSON object.",
                    'Write {"name": ..., "token": ...}.',
                )
            )
            continue
        new = [name for name in item if name not in fields_of]
        if new:
            names = [*fields_of, *new]
            fields_of = dict(zip(names, guess_fields(names, mapping), strict=True))
        for name, value in item.items():
            shown = samples.setdefault(name, [])
            if len(shown) < _SAMPLES:
                shown.append(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        rows.add(number, {fields_of[name]: value for name, value in item.items() if fields_of[name] != IGNORED})
    return tuple(Column(name, field, tuple(samples.get(name, ()))) for name, field in fields_of.items())


def _json_items(source: str) -> list[Any]:
    """A list, an object holding one under ``devices``, one object, or one object a line."""
    lines = source.split("\n")
    if source.lstrip().startswith("{") and len(lines) > 1 and _is_whole(next(line for line in lines if line.strip())):
        return [parsed(line, f"Line {number}")[0] for number, line in enumerate(lines, 1) if line.strip()]
    value, _ = parsed(source, "The list")
    if isinstance(value, dict):
        inner = value.get("devices")
        return inner if isinstance(inner, list) else [value]
    return value if isinstance(value, list) else []


def _is_whole(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


# Writing

_DEFAULTS = {item.name: () if item.default is MISSING else item.default for item in fields(Device)}


def _document(device: Device) -> dict[str, Any]:
    """Return a device's fields in the order of an export, defaults left out."""
    found: dict[str, Any] = {}
    for field in FIELDS:
        value = getattr(device, field)
        if value == _DEFAULTS[field] and field not in ("name", "provider", "token"):
            continue
        found[field] = _plain(value)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        is_plain = all(tag == tag.strip() and tag and not set(tag) & set(";,|[") for tag in value)
        return ";".join(value) if is_plain else json.dumps(value, ensure_ascii=False)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return value if isinstance(value, str) else json.dumps(value)
