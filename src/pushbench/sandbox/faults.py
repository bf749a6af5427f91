"""Faults on demand: what goes wrong, for whom, when and how often.

========== ====================================================================================
kind       what happens to a matching request
========== ====================================================================================
reason     the service's own answer for ``reason`` (with its usual status and body), or its answer
           for a bare ``status``; ``retry_after`` seconds become the header ``Retry-After``
slow       the usual answer, ``after`` seconds late (2 when absent)
stall      no answer; the connection stays open until the client gives up
reset      HTTP/2: RST_STREAM with INTERNAL_ERROR; HTTP/1.1: the connection ends with a TCP reset
refused    HTTP/2: RST_STREAM with REFUSED_STREAM, the request was not processed; HTTP/1.1: as reset
goaway     the usual answer, then GOAWAY with debug data ``{"reason": reason}`` ("Shutdown" when absent)
           at every ``after``-th matching request of a connection (1 when absent); streams up to its
           last-stream-id are answered, later ones are not looked at. HTTP/1.1: ``Connection: close``
malformed  status ``status`` (200 when absent) with a body that is no JSON: an HTML page cut off in
           the middle. The service does not see the request
========== ====================================================================================

``provider``: whose requests. ``token``: only requests to this token (the service says which token a
request addresses); absent: all. Fields a kind has no use for are ignored. ``times``: how often the fault strikes, then it is spent; absent: until
it is removed. ``after`` of the kinds reason, stall, reset, refused and malformed: how many matching
requests pass unharmed first. Of several faults the first one set that strikes wins.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum

from pushbench.domain.errors import Trouble, UserError
from pushbench.domain.json_value import Json
from pushbench.sandbox.exchange import Answer, Connection

SLOW_SECONDS = 2.0
MAX_SECONDS = 3600.0
CUT_OFF_PAGE = b"<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head>\n<body><h1>Bad Gate"


class FaultKind(Enum):
    """What goes wrong."""

    REASON = "reason"
    SLOW = "slow"
    STALL = "stall"
    RESET = "reset"
    GOAWAY = "goaway"
    REFUSED = "refused"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault as it was asked for; the module's table says what each field means for each kind."""

    provider: str
    kind: FaultKind
    token: str | None = None
    reason: str | None = None
    status: int | None = None
    retry_after: float | None = None
    after: float | None = None
    times: int | None = None

    @property
    def debug_data(self) -> bytes:
        """What a GOAWAY says."""
        return json.dumps({"reason": self.reason or "Shutdown"}).encode()

    @property
    def delay_seconds(self) -> float:
        return SLOW_SECONDS if self.after is None else self.after

    def malformed_answer(self) -> Answer:
        return Answer(self.status or 200, (("content-type", "text/html"),), CUT_OFF_PAGE)

    def to_json(self) -> dict[str, Json]:
        """Return the fields that are set, named as in ``POST /faults``."""
        found: dict[str, Json] = {"provider": self.provider, "kind": self.kind.value}
        optional = ("token", "reason", "status", "retry_after", "after", "times")
        found.update({name: getattr(self, name) for name in optional if getattr(self, name) is not None})
        return found


@dataclass(slots=True)
class _Standing:
    """A fault with its counts."""

    number: int
    fault: Fault
    seen: int = 0
    struck: int = 0

    @property
    def is_spent(self) -> bool:
        return self.fault.times is not None and self.struck >= self.fault.times

    def strikes(self, connection: Connection) -> bool:
        """Count one matching request and say whether it is hit."""
        if self.fault.kind is FaultKind.GOAWAY:
            key = f"fault {self.number}"
            count: int = connection.memory.get(key, 0) + 1
            connection.memory[key] = count
            return count % int(self.fault.after or 1) == 0
        self.seen += 1
        return self.fault.kind is FaultKind.SLOW or self.seen > int(self.fault.after or 0)


class Faults:
    """The faults that are set, in the order they were set."""

    def __init__(self, providers: Collection[str] = ()) -> None:
        self.providers = tuple(providers)
        self._standing: list[_Standing] = []
        self._numbers = itertools.count(1)

    def __bool__(self) -> bool:
        return bool(self._standing)

    def set(self, fault: Fault) -> int:
        """Add a fault; return the number it is known by."""
        number = next(self._numbers)
        self._standing.append(_Standing(number, fault))
        return number

    def remove(self, number: int) -> bool:
        """Take one fault away; say whether it stood."""
        before = len(self._standing)
        self._standing = [standing for standing in self._standing if standing.number != number]
        return len(self._standing) < before

    def clear(self) -> None:
        self._standing.clear()

    def strike(self, provider: str, token: str | None, connection: Connection) -> Fault | None:
        """Return the fault that hits this request, or None. Spent faults go."""
        for standing in self._standing:
            fault = standing.fault
            if fault.provider != provider or (fault.token is not None and fault.token != token):
                continue
            if standing.strikes(connection):
                standing.struck += 1
                if standing.is_spent:
                    self._standing.remove(standing)
                return fault
        return None

    def strike_relayed(self, provider: str, tokens: Collection[str]) -> str | None:
        """Return the reason with which a push is refused that another service hands on, or None.

        Only faults of the kind ``reason`` that name a reason strike here: the others are about a connection, and
        there is none. ``tokens``: by which the push may be meant, the other service's own among them.
        """
        for standing in self._standing:
            fault = standing.fault
            if fault.provider != provider or fault.kind is not FaultKind.REASON or fault.reason is None:
                continue
            if fault.token is not None and fault.token not in tokens:
                continue
            standing.seen += 1
            if standing.seen > int(fault.after or 0):
                standing.struck += 1
                if standing.is_spent:
                    self._standing.remove(standing)
                return fault.reason
        return None

    def to_json(self) -> list[Json]:
        """Return each fault with its ``number`` and how often it ``struck``."""
        return [
            {"number": standing.number, **standing.fault.to_json(), "struck": standing.struck}
            for standing in self._standing
        ]


_FIELDS = ("provider", "token", "kind", "reason", "status", "retry_after", "after", "times")


def read_fault(document: Json, providers: Collection[str]) -> Fault:
    """Read ``POST /faults``; raises UserError naming the field that is wrong."""
    if not isinstance(document, dict):
        raise _refusal("The fault is no JSON object.", "A fault is described by named fields.")
    fields = {name: value for name, value in document.items() if value is not None}
    unknown = [name for name in fields if name not in _FIELDS]
    if unknown:
        raise _refusal(f"“{unknown[0]}” is no field of a fault.", f"The fields are {', '.join(_FIELDS)}.")
    provider = _text(fields, "provider")
    if provider is None or provider not in providers:
        raise _refusal(
            f"“{provider or ''}” is no provider of this sandbox.", f"It emulates {', '.join(sorted(providers))}."
        )
    kind = _kind(fields)
    fault = Fault(
        provider=provider,
        kind=kind,
        token=_text(fields, "token"),
        reason=_text(fields, "reason"),
        status=_whole(fields, "status", 200, 599),
        retry_after=_number(fields, "retry_after"),
        after=_number(fields, "after") if kind is FaultKind.SLOW else _whole(fields, "after", 0, 10**9),
        times=_whole(fields, "times", 1, 10**9),
    )
    _check_together(fault)
    return fault


def _check_together(fault: Fault) -> None:
    if fault.kind is FaultKind.REASON and fault.reason is None and fault.status is None:
        raise _refusal(
            "A fault of kind “reason” needs a reason or a status.", "Otherwise nothing says what the service answers."
        )
    if fault.kind is FaultKind.GOAWAY and fault.after == 0:
        raise _refusal("“after” is 0.", "A GOAWAY comes after so many requests of a connection: 1 is the soonest.")


def _kind(fields: Mapping[str, Json]) -> FaultKind:
    word = _text(fields, "kind")
    kinds = {kind.value: kind for kind in FaultKind}
    if word is None or word not in kinds:
        raise _refusal(f"“{word or ''}” is no kind of fault.", f"The kinds are {', '.join(kinds)}.")
    return kinds[word]


def _text(fields: Mapping[str, Json], name: str) -> str | None:
    value = fields.get(name)
    if value is not None and (not isinstance(value, str) or not value):
        raise _refusal(f"“{name}” is {json.dumps(value)}.", f"“{name}” must be text.")
    return value


def _whole(fields: Mapping[str, Json], name: str, least: int, most: int) -> int | None:
    value = fields.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise _refusal(f"“{name}” is {json.dumps(value)}.", f"“{name}” must be a whole number from {least} to {most}.")
    return value


def _number(fields: Mapping[str, Json], name: str) -> float | None:
    value = fields.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MAX_SECONDS:
        raise _refusal(
            f"“{name}” is {json.dumps(value)}.", f"“{name}” must be a number of seconds from 0 to {MAX_SECONDS:.0f}."
        )
    return value


def _refusal(what: str, why: str) -> UserError:
    return UserError(
        what,
        why,
        'Send for example {"provider": "apns", "kind": "reason", "reason": "Unregistered", "times": 1}.',
        trouble=Trouble.USAGE,
    )
