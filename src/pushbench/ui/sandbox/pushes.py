"""One push as the emulator reports it, and the columns of the list."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication

from pushbench.domain.http import HttpRequest
from pushbench.ui.pills import platform_icon
from pushbench.ui.times import clock_words, exact_words, latency_words
from pushbench.ui.widgets.pill import Pill
from pushbench.ui.widgets.table.cells import Cell, Column


def _tr(text: str) -> str:
    return QCoreApplication.translate("SandboxPushes", text)


@dataclass(frozen=True, slots=True)
class Push:
    """What arrived at a virtual device, as it was on the wire."""

    key: str
    provider: str
    device: str
    token: str
    at: float
    path: str
    headers: tuple[tuple[str, str], ...]
    wire: bytes
    plain: bytes | None
    """The clear text, where the wire carries it encrypted."""
    title: str
    body: str
    checks: tuple[str, ...]
    status: int
    platform: str = ""
    via: str = ""
    """The service it was sent through, where that is another than ``provider``; ``plain`` is what was handed on."""

    @property
    def clear(self) -> bytes:
        """What can be read: the clear text, else the body itself."""
        return self.wire if self.plain is None else self.plain

    def as_text(self) -> str:
        """Return request line, headers and what can be read of the body, for the clipboard."""
        head = [f"POST {self.path}", *(f"{name}: {value}" for name, value in self.headers)]
        return "\n".join([*head, "", self.clear.decode("utf-8", "replace")])

    def request(self) -> HttpRequest:
        """Return the request the service saw, without what signed it."""
        body = self.clear if self.via else self.wire
        return HttpRequest("POST", f"https://127.0.0.1{self.path}", self.headers, body, plain=self.plain)


def read_push(values: Mapping[str, Any], session: str, platform: str) -> Push:
    """Read one element of ``/received``; ``session`` keeps the numbers of two emulators apart."""
    wire, is_binary = _bytes(values, "wire_body")
    payload, _ = _bytes(values, "payload")
    headers = values.get("headers")
    via = str(values.get("via", ""))
    return Push(
        key=f"{session}-{values.get('number', 0)}",
        provider=str(values.get("provider", "")),
        device=str(values.get("device", "")),
        token=str(values.get("token", "")),
        at=float(values.get("at", 0.0)),
        path=str(values.get("path", "")),
        headers=tuple((str(k), str(v)) for k, v in headers.items()) if isinstance(headers, Mapping) else (),
        wire=wire,
        plain=payload if is_binary or via else None,
        title=str(values.get("title", "")),
        body=str(values.get("body", "")),
        checks=tuple(str(check) for check in values.get("checks", ())),
        status=int(values.get("answer_status", 200)),
        platform=platform,
        via=via,
    )


def _bytes(values: Mapping[str, Any], name: str) -> tuple[bytes, bool]:
    """Return the bytes and whether they came as base64, because they are no text."""
    text = str(values.get(name, ""))
    if values.get(f"{name}_encoding") != "base64":
        return text.encode("utf-8", "surrogatepass"), False
    try:
        return base64.b64decode(text, validate=True), True
    except (ValueError, binascii.Error):
        return text.encode(), False


DROPPED = "The browser drops it"
"""How a check begins that a push did not pass although the service accepted it."""


def push_columns(latency_of: Callable[[str], float | None], title_of: Callable[[str], str] = str) -> tuple[Column, ...]:
    """Return the columns of the received list; ``latency_of`` knows a push by its key, ``title_of`` a provider."""
    return (
        Column("time", _tr("Time"), 104, lambda push: _time(push)),
        Column("device", _tr("Device"), 250, lambda push: _device(push, title_of), gives=132),
        Column("title", _tr("Title"), 120, lambda push: _title(push), stretches=True),
        Column(
            "status", _tr("Answer"), 82, lambda push: Cell(pills=(status_pill(push),), spoken=f"Accepted {push.status}")
        ),
        Column("latency", _tr("Latency"), 68, lambda push: _latency(latency_of(push.key)), is_right=True, drops=1),
    )


def status_pill(push: Push) -> Pill:
    """Return the pill of what was answered."""
    return Pill(
        str(push.status), "green", "check", tip=_tr("The sandbox accepted it with {status}").format(status=push.status)
    )


def _time(push: Push) -> Cell:
    return Cell(clock_words(push.at), "code", "text-2", tip=exact_words(push.at))


def _device(push: Push, title_of: Callable[[str], str]) -> Cell:
    words = f"{push.device}, through {title_of(push.via)}" if push.via else push.device
    return Cell(words, icon=platform_icon(push.platform), tip=words)


def _title(push: Push) -> Cell:
    words = " ".join((push.title or push.body).split())
    return Cell(words, tip=words) if words else Cell(_tr("Nothing to show"), token="text-3")


def _latency(latency_ms: float | None) -> Cell:
    if latency_ms is None:
        return Cell("", is_right=True, tip=_tr("Not sent from this home, or still on its way"))
    return Cell(latency_words(latency_ms), is_right=True)
