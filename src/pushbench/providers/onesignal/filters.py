"""Filters as OneSignal takes them, and as a person types them: ``tag plan = pro AND session_count > 3 OR country = DE``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pushbench.domain.json_value import Json, JsonObject
from pushbench.providers.formats.aps_keys import is_number
from pushbench.providers.formats.json_body import read_json
from pushbench.providers.onesignal.fields import MOST_FILTERS

FIELDS = (
    *("tag", "last_session", "first_session", "session_count", "session_time", "language", "app_version", "location"),
    *("country", "amount_spent", "bought_sku"),
)
RELATIONS = (
    *("=", "!=", ">", "<", "exists", "not_exists", "in_array", "not_in_array", "time_elapsed_gt", "time_elapsed_lt"),
)
OPERATORS = ("AND", "OR")
MOST_IN_ARRAY = 20
_HOURS = ("last_session", "first_session")
_WITHOUT_VALUE = ("exists", "not_exists")
_CLAUSE = re.compile(
    r"(?:(?P<tag>tag)\s+(?P<key>\S+)|(?P<field>[a-z_]+))\s*"
    r"(?P<relation>!=|=|<|>|not_exists\b|exists\b|not_in_array\b|in_array\b|time_elapsed_[gl]t\b)\s*(?P<value>.*)"
)
_PLACE = re.compile(r"location\s+(?P<radius>\d+(?:\.\d+)?)\s+(?P<lat>-?\d+(?:\.\d+)?)\s+(?P<long>-?\d+(?:\.\d+)?)")
_JOINT = re.compile(r"\s+(AND|OR)(?:\s+|$)")
_EXAMPLE = "tag plan = pro AND session_count > 3"


def read_filters(text: str) -> list[JsonObject] | str:
    """Read filters typed as words or as OneSignal's JSON array; a sentence where they are none."""
    stripped = text.strip()
    if stripped.startswith("["):
        value = read_json(stripped).value
        if not isinstance(value, list) or not value:
            return "What begins with “[” has to be a JSON array of filters."
        entries: list[JsonObject] = [item for item in value if isinstance(item, dict)]
        trouble = next((words for _, words in troubles(value)), None)
        return trouble or entries
    return _typed(stripped)


def _typed(text: str) -> list[JsonObject] | str:
    made: list[JsonObject] = []
    for position, part in enumerate(_JOINT.split(text)):
        if position % 2:
            # AND is what stands between two filters anyway.
            made.extend([{"operator": "OR"}] if part == "OR" else [])
            continue
        clause = _clause(part.strip())
        if clause is None:
            return f"“{part[:60]}” is no filter; write for example “{_EXAMPLE}”."
        made.append(clause)
    return next((words for _, words in troubles(list(made))), None) or made


def _clause(text: str) -> JsonObject | None:
    place = _PLACE.fullmatch(text)
    if place:
        return {"field": "location", **{name: float(number) for name, number in place.groupdict().items()}}
    found = _CLAUSE.fullmatch(text)
    if found is None:
        return None
    field, relation, value = found["tag"] or found["field"], found["relation"], found["value"].strip().strip("\"'“”")
    made: JsonObject = {"field": field, **({"key": found["key"]} if found["tag"] else {}), "relation": relation}
    if relation in _WITHOUT_VALUE:
        return None if value else made
    if not value:
        return None
    return {**made, "hours_ago" if field in _HOURS else "value": value}


def troubles(filters: list[Json]) -> Iterator[tuple[str, str]]:
    """Yield the pointer (below ``filters``) and the words of everything that OneSignal refuses."""
    if len(filters) > MOST_FILTERS:
        yield "", f"There are {len(filters)} filters and operators; {MOST_FILTERS} is the most."
    was_operator = True
    for position, item in enumerate(filters):
        here = f"/{position}"
        if not isinstance(item, dict):
            yield here, "A filter is an object."
            was_operator = False
        elif "operator" in item:
            yield from _operator(item, here, is_misplaced=was_operator)
            was_operator = True
        else:
            yield from _filter(item, here)
            was_operator = False
    if filters and was_operator:
        yield f"/{len(filters) - 1}", "The filters end with an operator."


def _operator(item: Mapping[str, Json], here: str, *, is_misplaced: bool) -> Iterator[tuple[str, str]]:
    if item["operator"] not in OPERATORS:
        yield f"{here}/operator", f"“{item['operator']}” is no operator: there are AND and OR."
    elif is_misplaced:
        yield here, "An operator stands between two filters."


def _filter(item: Mapping[str, Json], here: str) -> Iterator[tuple[str, str]]:
    field, relation = item.get("field"), item.get("relation")
    if field not in FIELDS:
        yield f"{here}/field", f"“{str(field)[:40]}” is no field to filter by: {', '.join(FIELDS)}."
        return
    if field == "location":
        if not all(is_number(item.get(name)) for name in ("radius", "lat", "long")):
            yield here, "A location needs the numbers radius (in metres), lat and long."
        return
    if relation not in RELATIONS:
        yield f"{here}/relation", f"“{str(relation)[:40]}” is no relation: {', '.join(RELATIONS)}."
        return
    yield from _values(item, str(field), str(relation), here)


def _values(item: Mapping[str, Json], field: str, relation: str, here: str) -> Iterator[tuple[str, str]]:
    if field == "tag" and not isinstance(item.get("key"), str):
        yield here, "A filter by tag needs the tag's key."
    if "key" in item and field not in ("tag", "amount_spent", "bought_sku"):
        yield f"{here}/key", f"“key” belongs to filters by tag, not by {field}."
    name = "hours_ago" if field in _HOURS else "value"
    value = item.get(name)
    if relation in _WITHOUT_VALUE:
        return
    if not isinstance(value, str):
        yield f"{here}/{name}" if name in item else here, f"A filter by {field} needs “{name}”, a string."
    elif relation.endswith("in_array") and len(value.split(",")) > MOST_IN_ARRAY:
        yield f"{here}/value", f"“{relation}” takes at most {MOST_IN_ARRAY} values."
