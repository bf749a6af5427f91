"""From one row of a file to a device; what cannot be used is said, row by row."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pushbench.domain.device import Device, TokenKind
from pushbench.domain.errors import UserError
from pushbench.domain.json_value import Json, compact
from pushbench.domain.provider import TokenGuess
from pushbench.domain.target import check_token_text
from pushbench.store.device_columns import ATTRIBUTE
from pushbench.store.json_text import parsed

Recognisers = Mapping[str, Callable[[str], TokenGuess | None]]
"""Provider id -> the provider's ``recognise``."""
_KINDS = {kind.value: kind for kind in TokenKind}
_ENVIRONMENTS = {
    "local": "local",
    "sandbox": "sandbox",
    "development": "sandbox",
    "dev": "sandbox",
    "production": "production",
    "prod": "production",
}
_TRUE = frozenset({"true", "1", "yes"})
_FALSE = frozenset({"false", "0", "no", ""})
_CERTAIN_ENOUGH = 0.3
_PLAIN_TOKEN = re.compile(r"[!-~]+")
"""What :func:`check_token_text` lets pass in any case."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Something in a row that could not be taken as it stands."""

    row: int
    """1 is the first row below the header."""
    what: str
    why: str
    fix: str
    is_dropped: bool = True
    """Whether the whole row was left out; else only the value was."""

    def __str__(self) -> str:
        return f"Row {self.row}: {self.what} {self.why} {self.fix}"


class Rows:
    """Makes devices of rows, with names that are not taken twice."""

    def __init__(self, recognisers: Recognisers) -> None:
        self._recognisers = recognisers
        self._seen: dict[str, tuple[str, str]] = {}
        self.devices: list[Device] = []
        self.problems: list[RowProblem] = []
        self._row = 0
        self._known_tags: dict[str, tuple[str, ...]] = {}

    def add(self, row: int, values: Mapping[str, Any]) -> None:
        """Take one row: field -> value, texts as they stand in a file or JSON of any type."""
        self._row = row
        try:
            device = self._device(values)
        except UserError as error:
            self.problems.append(RowProblem(row, error.what, error.why, error.fix))
            return
        if device is not None:
            self.devices.append(device)

    def _device(self, values: Mapping[str, Any]) -> Device | None:
        token = _token(values.get("token"))
        provider = _text(values, "provider").lower()
        platform = _text(values, "platform").lower()
        if not provider or "<" in token or " " in token:
            provider, token, platform = self._recognised(provider, token, platform)
        if not provider:
            raise UserError(
                "The row names no provider.",
                "The token is none that can be told by its looks.",
                "Add a column provider.",
            )
        if self._recognisers and provider not in self._recognisers:
            known = ", ".join(sorted(self._recognisers))
            raise UserError(
                f"There is no provider “{provider}”.",
                f"Pushbench knows {known}.",
                "Correct the column provider, or leave it empty.",
            )
        if not _PLAIN_TOKEN.fullmatch(token):
            check_token_text(token)
        name = self._name(_text(values, "name"), provider, token)
        if name is None:
            return None
        rest = {field: value for field, value in values.items() if value is not None and value != ""}
        return Device(name, provider, token, platform, **self._rest(rest))

    def _recognised(self, provider: str, token: str, platform: str) -> tuple[str, str, str]:
        """Tell a token by its looks: its provider, when there is none, and its plain form."""
        best = best_guess(token, self._recognisers, provider)
        if best is None:
            return provider, token, platform
        found, guess = best
        return found, guess.token, platform or guess.platform

    def _name(self, name: str, provider: str, token: str) -> str | None:
        """Return a name that no row before has; None when the very same device stood there."""
        wanted = name or f"{provider} {token[-6:] if token.isalnum() else len(self._seen) + 1}"
        number = 1
        unique = wanted
        while unique in self._seen:
            if self._seen[unique] == (provider, token):
                self._report(
                    "The device stands there twice.",
                    f"An earlier row has “{unique}” with the same token.",
                    "Remove one.",
                )
                return None
            number += 1
            unique = f"{wanted} ({number})"
        if unique != wanted and name:
            self._report(
                f"The name “{name}” stands there twice.",
                f"The devices differ, so this one became “{unique}”.",
                "Give it a name of its own.",
                is_dropped=False,
            )
        self._seen[unique] = (provider, token)
        return unique

    def _rest(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields beside the first four that the row fills in."""
        found = {field: read(self, values, field) for field, read in _READERS.items() if field in values}
        attributes = self._attributes(values)
        return {**found, "attributes": attributes} if attributes else found

    def read_tags(self, values: Mapping[str, Any], field: str) -> tuple[str, ...]:
        value = values[field]
        if isinstance(value, str):
            known = self._known_tags.get(value)
            if known is None:
                known = self._known_tags[value] = self._split_tags(value)
            return known
        return self._split_tags(value)

    def _split_tags(self, value: Any) -> tuple[str, ...]:
        if isinstance(value, str):
            parsed = _json(value) if value.lstrip().startswith("[") else None
            value = parsed if isinstance(parsed, list) else value.replace(",", ";").replace("|", ";").split(";")
        if not isinstance(value, list) or not all(isinstance(tag, str) for tag in value):
            self._left_out("tags", value, "a list of texts")
            return ()
        return tuple(dict.fromkeys(tag.strip() for tag in value if tag.strip()))

    def _attributes(self, values: Mapping[str, Any]) -> dict[str, Json]:
        """Attributes come as one object and as columns of their own; the columns win."""
        written = values.get("attributes", {})
        value = _json(written) if isinstance(written, str) else written
        found: dict[str, Json] = {}
        if isinstance(value, dict):
            found.update(value)
        else:
            self._left_out("attributes", written, "a JSON object")
        for field, text in values.items():
            if field.startswith(ATTRIBUTE):
                found[field.removeprefix(ATTRIBUTE)] = text
        return found

    def read_text(self, values: Mapping[str, Any], field: str) -> str | None:
        return _text(values, field) or None

    def read_kind(self, values: Mapping[str, Any], field: str) -> TokenKind:
        text = _text(values, field).lower()
        if text and text not in _KINDS:
            self._left_out(field, text, " or ".join(_KINDS))
        return _KINDS.get(text, TokenKind.DEVICE)

    def read_environment(self, values: Mapping[str, Any], field: str) -> str | None:
        text = _text(values, field).lower()
        if text and text not in _ENVIRONMENTS:
            self._left_out(field, text, " or ".join(_ENVIRONMENTS))
        return _ENVIRONMENTS.get(text)

    def read_truth(self, values: Mapping[str, Any], field: str) -> bool:
        text = str(values[field]).strip().lower()
        if text not in _TRUE and text not in _FALSE:
            self._left_out(field, text, "true or false")
        return text in _TRUE

    def read_moment(self, values: Mapping[str, Any], field: str) -> float:
        return self.read_number(values, field) or 0.0

    def read_number(self, values: Mapping[str, Any], field: str) -> float | None:
        text = _text(values, field)
        try:
            number = float(text) if text else None
        except ValueError:
            self._left_out(field, text, "a number")
            return None
        if number is not None and number - number != 0:
            self._left_out(field, text, "a number")
            return None
        return number

    def read_whole_number(self, values: Mapping[str, Any], field: str) -> int | None:
        number = self.read_number(values, field)
        return None if number is None else int(number)

    def _left_out(self, field: str, value: object, expected: str) -> None:
        self._report(
            f"The value of {field} was left out.",
            f"“{str(value)[:40]}” is not {expected}.",
            "Correct it and import the row again.",
            is_dropped=False,
        )

    def _report(self, what: str, why: str, fix: str, *, is_dropped: bool = True) -> None:
        self.problems.append(RowProblem(self._row, what, why, fix, is_dropped))


_READERS: Mapping[str, Callable[[Rows, Mapping[str, Any], str], Any]] = {
    "token_kind": Rows.read_kind,
    "app": Rows.read_text,
    "environment": Rows.read_environment,
    "tags": Rows.read_tags,
    "locale": Rows.read_text,
    "time_zone": Rows.read_text,
    "is_retired": Rows.read_truth,
    "retired_reason": Rows.read_text,
    "created_at": Rows.read_moment,
    "last_outcome": Rows.read_text,
    "last_status": Rows.read_whole_number,
    "last_reason": Rows.read_text,
    "last_seen_at": Rows.read_number,
}


def best_guess(text: str, recognisers: Recognisers, provider: str = "") -> tuple[str, TokenGuess] | None:
    """Return the provider that is surest of a text, of all or of the one named; None when none is sure enough."""
    best: tuple[str, TokenGuess] | None = None
    for name, recognise in recognisers.items():
        if provider and name != provider:
            continue
        guess = recognise(text)
        if guess is None or not guess.token or guess.certainty < _CERTAIN_ENOUGH:
            continue
        if best is None or guess.certainty > best[1].certainty:
            best = (name, guess)
    return best


def _token(value: Any) -> str:
    """Return the token's text; a PushSubscription may stand there as JSON itself."""
    token = compact(value) if isinstance(value, dict) else "" if value is None else str(value).strip()
    if not token or isinstance(value, bool | float | list):
        raise UserError("The row has no token.", "Without one nothing can be sent.", "Fill in the column token.")
    return token


def _text(values: Mapping[str, Any], field: str) -> str:
    value = values.get(field)
    if isinstance(value, str):
        return value.strip()
    if value is None:
        return ""
    if isinstance(value, dict | list):
        raise UserError(f"The value of {field} is no text.", "A list or an object stands there.", "Write a text.")
    return json.dumps(value)


def _json(text: str) -> Any:
    """Return the JSON of a cell, or None when it is none."""
    try:
        return parsed(text, "The cell")[0]
    except UserError:
        return None
