"""What the sandbox can be told to answer, as data: a fault of the control port and the words for it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QCoreApplication

from pushbench.domain.json_value import Json
from pushbench.domain.outcome import Reason
from pushbench.domain.provider import Provider

ACCEPT = "accept"
OTHER = "other"
BUSY = "busy"
SLOW_SECONDS = 5
_COMPARED = ("kind", "reason", "status", "after")
"""Fields that tell one answer from another; how often it is given does not."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Answers", text)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer that can be chosen; ``fault`` is None for the usual one."""

    key: str
    title: str
    code: str
    """Status or short word, in mono beside the title."""
    fault: Mapping[str, Json] | None = None
    tip: str = ""

    def is_of(self, fault: Mapping[str, Any]) -> bool:
        """Whether a fault that stands is this answer."""
        return self.fault is not None and all(self.fault.get(name) == fault.get(name) for name in _COMPARED)


@dataclass(frozen=True, slots=True)
class Standing:
    """One fault the emulator holds."""

    number: int
    provider: str
    token: str
    """Empty: every device of the provider."""
    title: str
    remark: str
    """How often it still strikes, in words."""
    times: int | None
    """The same as a number; None: until it is removed."""
    fault: Mapping[str, Any]

    def hits(self, provider: str, address: str) -> bool:
        """Whether a push to this address would meet it."""
        return self.provider == provider and self.token in ("", address)


def address_of(token: str) -> str:
    """Return what a request to a token names: of a subscription its endpoint."""
    if not token.lstrip().startswith("{"):
        return token
    try:
        return str(json.loads(token).get("endpoint", token))
    except (ValueError, RecursionError):
        return token


def short_answers(provider: Provider | None, *, keeps: bool = False) -> tuple[Answer, ...]:
    """Return the answers of the list, with the statuses this service uses."""
    reasons = provider.reasons if provider is not None else ()
    dead = next((reason for reason in reasons if reason.is_target_dead and reason.statuses), None)
    busy_title = _tr("Server busy") if keeps else _tr("Server busy, then accept")
    return (
        Answer(ACCEPT, _tr("Accept"), "200"),
        _dead(dead),
        _by_status("rate", _tr("Too many requests"), 429),
        Answer(BUSY, busy_title, "503" if keeps else "503, 200", {"kind": "reason", "status": 503, "retry_after": 1}),
        Answer(
            "slow",
            _tr("Wait {seconds} seconds").format(seconds=SLOW_SECONDS),
            _tr("slow"),
            {"kind": "slow", "after": SLOW_SECONDS},
        ),
        Answer("reset", _tr("Drop the connection"), _tr("reset"), {"kind": "reset"}),
    )


def _dead(reason: Reason | None) -> Answer:
    """Return the answer for a token that is dead; a service that says so with a 200 is told the words as well."""
    status = reason.statuses[0] if reason is not None else 410
    answer = _by_status("dead", _tr("Token no longer valid"), status)
    if reason is None or status >= 300:
        return answer
    return replace(answer, fault={**(answer.fault or {}), "reason": reason.code})


def _by_status(key: str, title: str, status: int) -> Answer:
    return Answer(key, title, str(status), {"kind": "reason", "status": status})


def connection_answers() -> tuple[Answer, ...]:
    """Return what else can happen to a connection."""
    return (
        Answer("stall", _tr("Never answer"), "stall", {"kind": "stall"}, _tr("The connection stays open in silence")),
        Answer(
            "refused", _tr("Refuse the stream"), "refused", {"kind": "refused"}, _tr("Not processed, may be resent")
        ),
        Answer(
            "goaway", _tr("Answer, then go away"), "goaway", {"kind": "goaway"}, _tr("The connection closes after it")
        ),
        Answer(
            "malformed",
            _tr("Answer with a broken page"),
            "malformed",
            {"kind": "malformed", "status": 502},
            _tr("No JSON"),
        ),
    )


def reason_answers(reasons: Sequence[Reason]) -> tuple[Answer, ...]:
    """Return one answer per documented reason that comes with a status."""
    found = []
    for number, reason in enumerate(reasons):
        status = next((status for status in reason.statuses if 200 <= status <= 599), None)
        if status is not None:
            fault: dict[str, Json] = {"kind": "reason", "reason": reason.code, "status": status}
            found.append(Answer(f"reason:{number}", reason.code, str(status), fault, reason.meaning))
    return tuple(found)


def chosen_answer(answers: Sequence[Answer], standing: Sequence[Standing], provider: str, address: str) -> str:
    """Return the key of the answer that waits for the next push to this address."""
    first = next((item for item in standing if item.hits(provider, address)), None)
    if first is None:
        return ACCEPT
    return next((answer.key for answer in answers if answer.is_of(first.fault)), OTHER)


def fault_for(answer: Answer, provider: str, address: str, *, keeps: bool) -> dict[str, Json]:
    """Return the document for ``POST /faults``."""
    fault: dict[str, Json] = {**(answer.fault or {}), "provider": provider}
    if address:
        fault["token"] = address
    if not keeps:
        fault["times"] = 1
    return fault


def read_standing(values: Mapping[str, Any], known: Sequence[Answer]) -> Standing:
    """Read one element of ``GET /faults``."""
    return Standing(
        number=int(values.get("number", 0)),
        provider=str(values.get("provider", "")),
        token=str(values.get("token") or ""),
        title=_fault_title(values, known),
        remark=_times_words(_times_left(values)),
        times=_times_left(values),
        fault=dict(values),
    )


def _fault_title(values: Mapping[str, Any], known: Sequence[Answer]) -> str:
    answer = next((answer for answer in known if answer.is_of(values)), None)
    if answer is not None:
        return f"{answer.title} {answer.code}" if values.get("kind") == "reason" else answer.title
    parts = [values.get("reason") or values.get("kind"), values.get("status")]
    return " ".join(str(part) for part in parts if part)


def _times_left(values: Mapping[str, Any]) -> int | None:
    times = values.get("times")
    return None if times is None else int(times) - int(values.get("struck", 0))


def _times_words(left: int | None) -> str:
    if left is None:
        return _tr("until you change it")
    return _tr("next push") if left == 1 else _tr("next {count} pushes").format(count=left)
