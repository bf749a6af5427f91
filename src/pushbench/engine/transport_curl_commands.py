"""What is told to whoever drives libcurl, and what comes back; without libcurl, which takes its time to load."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from pushbench.domain.errors import TransportFailure
from pushbench.domain.http import HttpRequest, HttpResponse, Link
from pushbench.domain.secret import Secret

Result: TypeAlias = HttpResponse | TransportFailure
Results: TypeAlias = list[tuple[int, Result]]


@dataclass(frozen=True, slots=True)
class OpenLane:
    """From now on ``lane`` means requests over this link."""

    lane: int
    link: Link
    proxy: Secret | None


@dataclass(frozen=True, slots=True)
class AddRequest:
    """Put a request on its way over a lane; its result comes out under ``number``."""

    lane: int
    number: int
    request: HttpRequest


@dataclass(frozen=True, slots=True)
class CancelRequest:
    lane: int
    number: int


Command: TypeAlias = OpenLane | AddRequest | CancelRequest
