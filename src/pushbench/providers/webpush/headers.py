"""The headers of a draft: written as people write them, looked up without regard to case."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pushbench.domain.finding import Draft
from pushbench.domain.json_value import Json, compact
from pushbench.domain.pointer import child

URGENCIES = ("very-low", "low", "normal", "high")
RESERVED = frozenset(
    {
        "authorization",
        "connection",
        "content-encoding",
        "content-length",
        "crypto-key",
        "encryption",
        "host",
        "keep-alive",
        "proxy-authorization",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
"""Set by Pushbench or by the connection; by hand they would break the request."""
KNOWN = frozenset({"ttl", "urgency", "topic", "prefer", "content-type", "user-agent", "accept"})
TOPIC = re.compile(r"[A-Za-z0-9_-]{1,32}")
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t -~\x80-\xff]*")


@dataclass(frozen=True, slots=True)
class Header:
    """One header of a draft."""

    written: str
    """The name as it stands in the draft."""
    value: str

    @property
    def name(self) -> str:
        """The name as it leaves."""
        return self.written.strip().lower()

    @property
    def pointer(self) -> str:
        return child("/headers", self.written)

    @property
    def can_leave(self) -> bool:
        """Whether name and value are lawful in HTTP (RFC 9110, 5.1 and 5.5)."""
        return bool(_NAME.fullmatch(self.name) and _VALUE.fullmatch(self.value))


def headers_of(draft: Draft) -> Iterator[Header]:
    """Yield the headers of a draft; what is no text is written as JSON, so that it can be judged."""
    values: Mapping[str, object] = draft.headers
    for name, value in values.items():
        yield Header(name, value if isinstance(value, str) else _as_json(value))


def header_of(draft: Draft, name: str) -> Header | None:
    """Return the header that leaves under a lower-case name: of several spellings the last."""
    found = None
    for header in headers_of(draft):
        if header.name == name:
            found = header
    return found


def _as_json(value: object) -> str:
    json_value: Json = value  # type: ignore[assignment]  # an override may hold any JSON
    try:
        return compact(json_value)
    except (TypeError, ValueError, RecursionError):
        return str(value)
