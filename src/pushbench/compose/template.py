"""Handlebars in message texts: resolved inside parsed strings, without HTML escaping, within bounds.

This module is the only door to the template engine. Texts made of simple names alone
(``"Gate {{gate}}"``), which are nearly all, are filled in here without it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pushbench.compose.template_budget import OUTPUT_LIMIT, Budget, BudgetSpent, ObjectView, plain, unwrapped
from pushbench.compose.template_engine import CAPTURE, broken, compiled, short, too_costly
from pushbench.domain.errors import UserError
from pushbench.domain.json_value import Json
from pushbench.domain.pointer import child

_RESERVED = frozenset({"this", "else", "true", "false", "null", "undefined", "as"})
_NAME = r"[A-Za-z_$][A-Za-z0-9_$]*"
_TAG = re.compile(r"\{\{\s*(" + _NAME + r"(?:\." + _NAME + r")*)\s*\}\}")
_PARTIAL = re.compile(r"\{\{~?\s*#?\s*[>*]")
_MISSING_LIMIT = 50
_ABSENT = object()


@dataclass(frozen=True, slots=True)
class Resolved:
    """A value with its templates filled in, and the names of variables that have no value."""

    value: Json
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ResolvedText:
    """A text with its template filled in, and the names of variables that have no value."""

    text: str
    missing: tuple[str, ...] = ()


class Templates:
    """Fills in the templates of one message; what they may cost is counted over all of them."""

    def __init__(self, variables: Mapping[str, Json]) -> None:
        self._variables = variables
        self._budget = Budget()
        self._view = ObjectView(variables, self._budget)

    def text(self, source: str) -> ResolvedText:
        """Fill in a text. Raises UserError for a broken, hostile or oversized template."""
        if "{{" not in source:
            return ResolvedText(source)
        try:
            self._budget.begin(len(source))
            names = _plain_parts(source)
            return self._fill(names) if names is not None else self._render(source)
        except BudgetSpent as error:
            raise too_costly(source, str(error)) from error

    def value(self, source: Json) -> Resolved:
        """Fill in every string below ``source``; keys are left alone. Raises as :meth:`text`."""
        if isinstance(source, str):
            return self._string(source)
        missing: dict[str, None] = {}
        return Resolved(self._walk(source, missing), tuple(missing))

    def _walk(self, source: Any, missing: dict[str, None]) -> Json:
        if isinstance(source, str):
            resolved = self._string(source)
            missing.update(dict.fromkeys(resolved.missing))
            return resolved.value
        if isinstance(source, Mapping):
            return {key: self._walk(item, missing) for key, item in source.items()}
        if isinstance(source, list | tuple):
            return [self._walk(item, missing) for item in source]
        return source  # type: ignore[no-any-return]

    def _string(self, source: str) -> Resolved:
        """A string that is one whole expression keeps the type of its value."""
        if "{{" not in source:
            return Resolved(source)
        whole = _whole_expression(source)
        if whole is None:
            resolved = self.text(source)
            return Resolved(resolved.text, resolved.missing)
        if _TAG.fullmatch(source) and whole.split(".")[0] not in _RESERVED:
            value = self._look_up(whole)
            return Resolved("", (whole,)) if value is _ABSENT else Resolved(self._counted(value))
        return self._captured(source, whole)

    def _captured(self, source: str, expression: str) -> Resolved:
        """Let the engine evaluate an expression and keep its value instead of its text."""
        resolved = self.text(source)
        if resolved.missing:
            return Resolved("", resolved.missing)
        taken: list[Any] = []
        argument = f"({expression})" if " " in expression else expression
        try:
            compiled("{{" + CAPTURE + " " + argument + "}}", is_strict=False)(self._view, data={CAPTURE: taken})
        except BudgetSpent as error:
            raise too_costly(source, str(error)) from error
        except Exception as error:
            raise broken(source, error) from error
        return Resolved(self._counted(unwrapped(taken[0])) if taken else resolved.text)

    def _counted(self, value: Any) -> Json:
        self._budget.begin(0)
        try:
            self._budget.write(_weight(value))
        except BudgetSpent as error:
            raise too_costly("{{...}}", str(error)) from error
        return plain(value)  # type: ignore[no-any-return]

    def _look_up(self, path: str) -> Any:
        value: Any = self._variables
        for part in path.split("."):
            if not isinstance(value, Mapping) or part not in value:
                return _ABSENT
            value = value[part]
        return value

    def _fill(self, names: list[str]) -> ResolvedText:
        """Fill in a text of simple names: ``names`` holds text and name by turns."""
        out = [names[0]]
        missing: dict[str, None] = {}
        for index in range(1, len(names), 2):
            value = self._look_up(names[index])
            if value is _ABSENT:
                missing[names[index]] = None
            else:
                text = value if isinstance(value, str) else self._printed(value)
                self._budget.write(len(text))
                out.append(text)
            out.append(names[index + 1])
        return ResolvedText(self._bounded("".join(out)), tuple(missing))

    def _printed(self, value: Any) -> str:
        """Text of a value that is no string, spelt as Handlebars does."""
        if value is None:
            return ""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, float):
            return str(int(value)) if value.is_integer() else repr(value)
        if isinstance(value, list | tuple):
            self._budget.loop(len(value))
            return ",".join(item if isinstance(item, str) else self._printed(item) for item in value)
        return "[object Object]" if isinstance(value, Mapping) else str(value)

    def _render(self, source: str) -> ResolvedText:
        if _PARTIAL.search(source):
            raise UserError(
                f"The template “{short(source)}” uses a partial.",
                "A message stands alone: there is no other template to include, and none may be defined inside it.",
                "Write the text out, or put it into a variable.",
            )
        text = self._run(source, self._view, is_strict=True)
        if text is not None:
            return ResolvedText(self._bounded(text))
        loose = self._run(source, self._view, is_strict=False)
        return ResolvedText(self._bounded(loose or ""), self._missing(source))

    def _run(self, source: str, context: Any, *, is_strict: bool) -> str | None:
        """Render; None when a printed variable is missing and ``is_strict`` asks to hear of it."""
        text, _ = self._try(source, context, is_strict=is_strict)
        return text

    def _try(self, source: str, context: Any, *, is_strict: bool) -> tuple[str | None, str]:
        from dotpromptz_handlebars import StrictModeError

        try:
            return compiled(source, is_strict=is_strict)(context), ""
        except StrictModeError as error:
            return None, error.path
        except BudgetSpent:
            raise
        except Exception as error:
            raise broken(source, error) from error

    def _missing(self, source: str) -> tuple[str, ...]:
        """Name the variables that would print nothing: the engine names one at a time, so it is asked again
        with that one taken out, until it is content. A missing block condition counts as false, not as missing."""
        missing: dict[str, None] = {}
        context: dict[str, Any] = {}
        rest = source
        for _ in range(_MISSING_LIMIT):
            variables = ObjectView({**self._variables, **context}, self._budget)
            text, path = self._try(rest, variables, is_strict=True)
            if text is not None:
                break
            without = re.sub(r"\{\{\{?~?\s*&?\s*" + re.escape(path) + r"\s*~?\}?\}\}", "", rest)
            if without != rest:
                missing[path] = None
                rest = without
            elif path in context:
                break
            else:
                context[path] = False
        return tuple(missing)

    def _bounded(self, text: str) -> str:
        if len(text) > OUTPUT_LIMIT:
            raise BudgetSpent(f"it writes more than {OUTPUT_LIMIT} characters")
        return text


def resolve_value(value: Json, variables: Mapping[str, Json]) -> Resolved:
    """Fill in every string below ``value``; a string that is one whole expression keeps its value's type.

    A missing variable gives ``""`` and is named. Raises UserError for a broken, hostile or oversized template.
    """
    return Templates(variables).value(value)


def resolve_text(text: str, variables: Mapping[str, Json]) -> ResolvedText:
    """Fill in one text, whatever the types of its variables. Raises as :func:`resolve_value`."""
    return Templates(variables).text(text)


def check_template(text: str) -> None:
    """Raise UserError when ``text`` could never be filled in, whatever the variables."""
    Templates({}).text(text)


def expressions_in(value: Json, pointer: str = "") -> list[tuple[str, str]]:
    """Return pointer and text of every string below ``value`` that holds a template."""
    if isinstance(value, str):
        return [(pointer, value)] if "{{" in value else []
    if isinstance(value, Mapping):
        return [hit for key, item in value.items() for hit in expressions_in(item, child(pointer, key))]
    if isinstance(value, list):
        return [hit for index, item in enumerate(value) for hit in expressions_in(item, child(pointer, index))]
    return []


@lru_cache(maxsize=512)
def _plain_parts(source: str) -> list[str] | None:
    """Return text and name by turns when the template is made of simple names alone, else None."""
    names = _TAG.split(source)
    if "\\" in source and "\\{{" in source:
        return None
    if any("{{" in text or text.endswith("{") for text in names[0::2]):
        return None
    if any(text.startswith("}") for text in names[2::2]):
        return None
    if any(name.split(".")[0] in _RESERVED or "this" in name.split(".") for name in names[1::2]):
        return None
    return names


def _whole_expression(source: str) -> str | None:
    """Return the expression when the string is one tag and nothing else."""
    match = re.fullmatch(r"\{\{(\{?)~?\s*&?\s*([^{}#/^!>*~&\s][^{}~]*?)\s*~?(\}?)\}\}", source)
    if match is None or len(match[1]) != len(match[3]) or match[2] == "else":
        return None
    return match[2]


def _weight(value: Any) -> int:
    if isinstance(value, str):
        return len(value)
    if isinstance(value, Mapping):
        return sum(len(key) + _weight(item) for key, item in value.items())
    if isinstance(value, list | tuple):
        return sum(1 + _weight(item) for item in value)
    return 8
